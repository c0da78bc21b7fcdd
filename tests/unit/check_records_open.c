/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The engine opens records by name, with options of a service. */
#include "config.h"

#include "engine.h"
#include "suite.h"

#include <doctranslate/records.h>
#include <string.h>
#include <unistd.h>

static struct dt_engine *engine;

static void set_up(void)
{
	struct dt_error err = { 0 };

	engine = dt_engine_new(NULL, &err);
	ck_assert_msg(engine, "%s", err.text);
}

static void tear_down(void)
{
	dt_engine_free(engine);
}

static void refuses(const char *uses, const char *option, const char *value, const char *sentence)
{
	struct dt_override over = { option, value, "--records" };
	const struct dt_records *records;
	struct dt_error err = { 0 };
	void *self;

	ck_assert_int_eq(
		dt_engine_records_open(engine, uses, &over, option ? 1 : 0, &records, &self, &err),
		DT_E_CONFIG);
	ck_assert_msg(strstr(err.text, sentence), "%s", err.text);
}

START_TEST(what_cannot_be_opened)
{
	refuses("sqlite", NULL, NULL, "records are named as PLUGIN.NAME");
	refuses("nothing.jobs", NULL, NULL, "plugin \"nothing\" is not installed");
	refuses("sqlite.job", NULL, NULL, "plugin \"sqlite\" has no records \"job\"; did you mean");
	refuses("sqlite.jobs", NULL, NULL, "sqlite.jobs wants option \"path\"");
	refuses("sqlite.jobs", "paht", "x", "sqlite.jobs has no option \"paht\"");
	refuses("sqlite.jobs", "path", "", "the name of a file is empty");
	refuses("sqlite.jobs", "path", "/", "/ is no file, the records would be one");
	refuses("fs.jobs", NULL, NULL, "plugin \"fs\" has no records \"jobs\"");
}
END_TEST

static bool see(void *ctx, const struct dt_record *record)
{
	*(bool *)ctx = !strcmp(record->id, "one");
	return true;
}

START_TEST(what_one_writes_the_other_reads)
{
	char path[100], other[40];
	struct dt_override over = { "path", path, NULL };
	struct dt_record record = { .size = sizeof(record), .id = "one" };
	const struct dt_records *records;
	struct dt_error err = { 0 };
	void *first, *second;
	bool existing, seen = false;

	snprintf(path, sizeof(path), "/tmp/dt-records-open.%ld", (long)getpid());
	ck_assert_int_eq(
		dt_engine_records_open(engine, "sqlite.jobs", &over, 1, &records, &first, &err),
		DT_OK);
	ck_assert_int_eq(
		dt_engine_records_open(engine, "sqlite.jobs", &over, 1, &records, &second, &err),
		DT_OK);
	ck_assert_int_eq(records->create(first, &record, NULL, NULL, 0, 0, &existing, other, &err),
			 DT_OK);
	ck_assert_int_eq(records->get(second, "one", see, &seen, &err), DT_OK);
	ck_assert(seen);
	dt_engine_records_close(engine, first);
	dt_engine_records_close(engine, NULL);
	/* the second one the engine closes */
	dt_engine_free(engine);
	engine = NULL;
	ck_assert_int_eq(unlink(path), 0);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("records of an engine");
	TCase *tests = suite_case(suite, "open");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, what_cannot_be_opened);
	tcase_add_test(tests, what_one_writes_the_other_reads);
	return suite;
}

SUITE_MAIN(make_suite)
