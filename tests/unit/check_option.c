/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Values with units, hints, option tables, secrets: what ends up in a plugin's struct. */
#include "config.h"

#include "hint.h"
#include "option.h"
#include "secret.h"
#include "signature.h"
#include "suite.h"
#include "units.h"

#include <string.h>
#include <unistd.h>

START_TEST(sizes_have_units)
{
	int64_t n = 0;

	ck_assert(units_size("64M", &n) && n == 64 << 20);
	ck_assert(units_size("1.5K", &n) && n == 1536);
	ck_assert(units_size("12", &n) && n == 12);
	ck_assert(units_size("12B", &n) && n == 12);
	ck_assert(!units_size("", &n));
	ck_assert(!units_size("M", &n));
	ck_assert(!units_size("5 M", &n));
	ck_assert(!units_size("5MB", &n));
	ck_assert(!units_size("99999999999999T", &n));
}
END_TEST

START_TEST(times_have_units)
{
	int64_t n = 0;

	ck_assert(units_time("1.5s", &n) && n == 1500);
	ck_assert(units_time("250ms", &n) && n == 250);
	ck_assert(units_time("2h", &n) && n == 7200000);
	ck_assert(units_time("1d", &n) && n == 86400000);
	ck_assert(!units_time("5", &n));
	ck_assert(!units_time("s", &n));
	ck_assert(!units_time("nans", &n));
}
END_TEST

START_TEST(units_are_written_as_read)
{
	char text[40];

	ck_assert_str_eq(units_size_text(64 << 20, text, sizeof(text)), "64M");
	ck_assert_str_eq(units_size_text(1500, text, sizeof(text)), "1500B");
	ck_assert_str_eq(units_size_text(0, text, sizeof(text)), "0");
	ck_assert_str_eq(units_time_text(120000, text, sizeof(text)), "120s");
	ck_assert_str_eq(units_time_text(1500, text, sizeof(text)), "1500ms");
	ck_assert_str_eq(units_time_text(0, text, sizeof(text)), "0s");
}
END_TEST

START_TEST(numbers_are_whole_texts)
{
	int64_t n = 0;
	double d = 0;

	ck_assert(units_int("-5", &n) && n == -5);
	ck_assert(units_int("0x10", &n) && n == 16);
	ck_assert(!units_int("5x", &n));
	ck_assert(!units_int(" 5", &n));
	ck_assert(!units_int("", &n));
	ck_assert(!units_int("99999999999999999999", &n));
	ck_assert(units_real("1.25", &d) && d == 1.25);
	ck_assert(units_real("-2e3", &d) && d == -2000);
	ck_assert(!units_real("1,5", &d));
	ck_assert(!units_real("inf", &d));
}
END_TEST

static const char *hint_for(const char *wanted, const char *const *known)
{
	struct hint hint = { .wanted = wanted };

	for (; *known; known++)
		hint_offer(&hint, *known);
	return hint.best ? hint.best : "";
}

START_TEST(hints_are_near)
{
	static const char *const known[] = { "pages", "workers", "spool_memory", "dpi", NULL };

	ck_assert_str_eq(hint_for("page", known), "pages");
	ck_assert_str_eq(hint_for("wrokers", known), "workers");
	ck_assert_str_eq(hint_for("spool-memroy", known), "spool_memory");
	ck_assert_str_eq(hint_for("dpy", known), "dpi");
	ck_assert_str_eq(hint_for("colour", known), "");
	ck_assert_str_eq(hint_for("", known), "");
}
END_TEST

/* ---- filling a struct ------------------------------------------------------------- */

struct filled {
	bool yes;
	int64_t whole;
	double real;
	const char *string;
	int64_t choice;
	struct dt_strings strings;
	int64_t size, time;
	const char *secret, *optional;
};

static const char *const colours[] = { "red", "green", "blue", NULL };

static const struct dt_option table[] = {
	DT_OPT_BOOL(struct filled, yes, "true", "a bool"),
	DT_OPT_INT(struct filled, whole, 0, "7", 0, 10, "a whole number"),
	DT_OPT_REAL(struct filled, real, 0, "0.5", 0, 1, "a number"),
	DT_OPT_STRING(struct filled, string, 0, NULL, "a string"),
	DT_OPT_CHOICE(struct filled, choice, 0, "green", colours, "a choice"),
	DT_OPT_STRINGS(struct filled, strings, 0, "strings"),
	DT_OPT_SIZE(struct filled, size, 0, "1K", 0, 1 << 20, "a size"),
	DT_OPT_TIME(struct filled, time, 0, "1s", 0, 60000, "a time"),
	DT_OPT_SECRET(struct filled, secret, 0, "a secret"),
	DT_OPT_SECRET(struct filled, optional, DT_FROM_ENVIRONMENT, "a secret that may lack"),
};
static const struct option_schema schema = { table, DT_COUNT(table), sizeof(struct filled) };

static struct arena arena;
static struct dt_diagnostics *list;
static struct options options;

static void set_up(void)
{
	memset(&options, 0, sizeof(options));
	list = dt_diagnostics_new();
}

static void tear_down(void)
{
	options_free(&options);
	dt_diagnostics_free(list);
	arena_finish(&arena);
}

static const struct filled *fill(const char *text, const struct option_override *overrides,
				 size_t n)
{
	char path[] = "/tmp/dt-check.XXXXXX";
	const struct setting *root = NULL;
	struct place at = { "here", 3 };
	int fd;

	if (text) {
		fd = mkstemp(path);
		ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
		close(fd);
		root = settings_read(path, &arena, list);
		unlink(path);
		ck_assert_ptr_nonnull(root);
	}
	options_fill(&options, schema, "node", "kind.stage", root, at, overrides, n, &arena, list);
	return (const struct filled *)(void *)options.block;
}

static void nothing_is_wrong(void)
{
	char *text = dt_diagnostics_text(list);

	ck_assert_str_eq(text, "");
	free(text);
}

START_TEST(presets_fill_what_is_not_said)
{
	const struct filled *f = fill(NULL, NULL, 0);

	nothing_is_wrong();
	ck_assert(f->yes && f->whole == 7 && f->real == 0.5 && !f->string && f->choice == 1);
	ck_assert(!f->strings.n && f->size == 1024 && f->time == 1000 && !f->secret);
}
END_TEST

START_TEST(a_file_fills_the_rest)
{
	const struct filled *f = fill("yes = false; whole = 3; real = 1; string = \"x\"; choice = "
				      "\"blue\"; strings = [ \"a\", \"b\" ]; size = \"2K\"; time = "
				      "\"2s\"; secret = \"env:X\";",
				      NULL, 0);

	nothing_is_wrong();
	ck_assert(!f->yes && f->whole == 3 && f->real == 1 && f->choice == 2);
	ck_assert_str_eq(f->string, "x");
	ck_assert(f->strings.n == 2 && !strcmp(f->strings.at[1], "b"));
	ck_assert(f->size == 2048 && f->time == 2000);
}
END_TEST

START_TEST(overrides_come_last_and_are_checked_the_same)
{
	static const struct option_override overrides[] = {
		{ "whole", "4", "--set whole=4" },	 { "whole", "5", "--set whole=5" },
		{ "strings", "x,y,z", "--set strings" }, { "yes", "perhaps", "--set yes=perhaps" },
		{ "size", "5M", "--set size=5M" },	 { "choise", "red", "--set choise=red" },
		{ "real", "0.25", "--set real=0.25" },
	};
	const struct filled *f = fill("whole = 3;", overrides, DT_COUNT(overrides));
	char *text = dt_diagnostics_text(list);

	ck_assert(f->whole == 5 && f->real == 0.25 && f->strings.n == 3);
	ck_assert_str_eq(
		text, "--set choise=red: error: kind.stage has no option \"choise\"; did you mean "
		      "\"choice\"?\n"
		      "--set size=5M: error: node.size is 5M; it must lie in 0..1M\n"
		      "--set yes=perhaps: error: node.yes wants true or false, not \"perhaps\"\n");
	free(text);
}
END_TEST

START_TEST(secrets_are_fetched_late)
{
	const struct filled *f = fill("secret = \"env:DT_CHECK_SECRET\";", NULL, 0);
	struct dt_error err = { 0 };

	nothing_is_wrong();
	ck_assert_str_eq(f->secret, "env:DT_CHECK_SECRET");
	setenv("DT_CHECK_SECRET", "hunter2", 1);
	ck_assert_int_eq(options_unlock(&options, &err), DT_OK);
	ck_assert_str_eq(f->secret, "hunter2");
	unsetenv("DT_CHECK_SECRET");
}
END_TEST

START_TEST(a_secret_that_may_lack)
{
	const struct filled *f = fill("optional = \"env:DT_CHECK_SECRET\";", NULL, 0);
	struct dt_error err = { 0 };

	nothing_is_wrong();
	unsetenv("DT_CHECK_SECRET");
	ck_assert_int_eq(options_unlock(&options, &err), DT_OK);
	ck_assert_ptr_null(f->optional);
	f = fill("optional = \"env:DT_CHECK_SECRET\";", NULL, 0);
	setenv("DT_CHECK_SECRET", "hunter2", 1);
	ck_assert_int_eq(options_unlock(&options, &err), DT_OK);
	ck_assert_str_eq(f->optional, "hunter2");
	unsetenv("DT_CHECK_SECRET");
}
END_TEST

START_TEST(a_list_on_the_command_line_is_whole_or_refused)
{
	char most[2 * 256 + 1], over[2 * 257 + 1];
	struct option_override override = { "strings", most, "--set strings" };
	const struct filled *f;
	char *text;

	for (size_t i = 0; i < sizeof(most) - 1; i++)
		most[i] = i % 2 ? ',' : 'a';
	most[2 * 256 - 1] = '\0';
	f = fill(NULL, &override, 1);
	nothing_is_wrong();
	ck_assert_uint_eq(f->strings.n, 256);
	ck_assert_str_eq(f->strings.at[255], "a");
	snprintf(over, sizeof(over), "%s,a", most);
	override.value = over;
	fill(NULL, &override, 1);
	text = dt_diagnostics_text(list);
	ck_assert_str_eq(text,
			 "--set strings: error: node.strings wants an array of strings, not a "
			 "list of more than 256\n");
	free(text);
}
END_TEST

START_TEST(a_secret_in_a_file)
{
	char path[] = "/tmp/dt-check.XXXXXX", reference[60], *value;
	struct dt_error err = { 0 };
	int fd = mkstemp(path);

	ck_assert_int_eq(write(fd, "s3cret\n", 7), 7);
	close(fd);
	snprintf(reference, sizeof(reference), "file:%s", path);
	value = secret_fetch(reference, "node", "key", &err);
	ck_assert_str_eq(value, "s3cret");
	secret_wipe(value);
	ck_assert_int_eq(truncate(path, 0), 0);
	ck_assert_ptr_null(secret_fetch(reference, "node", "key", &err));
	ck_assert_ptr_nonnull(strstr(err.text, ", which is empty"));
	unlink(path);
}
END_TEST

struct service {
	const char *model, *base_url, *key;
	double temperature;
	int64_t retries;
	struct dt_strings providers;
};

static const struct dt_option service_options[] = {
	DT_OPT_STRING(struct service, model, DT_SHAPES_ANSWERS, NULL, "the model"),
	DT_OPT_STRING(struct service, base_url, DT_SHAPES_ANSWERS, NULL, "where"),
	DT_OPT_SECRET(struct service, key, DT_SHAPES_ANSWERS, "the key"),
	DT_OPT_REAL(struct service, temperature, DT_SHAPES_ANSWERS, "0", 0, 2, "how wild"),
	DT_OPT_INT(struct service, retries, 0, "3", 0, 9, "how often"),
};

static const struct dt_option profile_options[] = {
	DT_OPT_STRINGS(struct service, providers, DT_NAMES_TRANSLATOR, "who"),
};

START_TEST(signatures_have_what_shapes_answers_and_no_secret)
{
	const char *const names[] = { "one", "all" };
	struct service service = { .model = "m\n1",
				   .base_url = "https://me:word@host:80/v1?key=secret#x",
				   .key = "secret",
				   .temperature = 0.5 };
	struct service profile = { .providers = { names, 2 } };
	struct plan_translator translators[] = {
		{ .name = "one",
		  .uses = "fake.service",
		  .options = { .schema = { service_options, 5, 0 }, .block = (char *)&service } },
		{ .name = "all",
		  .uses = "route.profile",
		  .options = { .schema = { profile_options, 1, 0 }, .block = (char *)&profile } },
	};
	struct plan plan = { .translators = translators, .n_translators = 2 };
	struct str out = STR_EMPTY;

#define ONE "one fake.service model=m 1 base_url=https://host:80/v1 temperature=0.5"
	signature_add(&out, &plan, 0);
	ck_assert_str_eq(str_view(&out), ONE);
	service.retries = 7;
	service.key = "other";
	str_finish(&out);
	signature_add(&out, &plan, 0);
	ck_assert_str_eq(str_view(&out), ONE);
	str_finish(&out);
	/* a circle ends */
	signature_add(&out, &plan, 1);
	ck_assert_ptr_nonnull(strstr(str_view(&out), "all route.profile providers=(" ONE "),(all"));
	ck_assert_uint_lt(out.length, 2000);
	str_finish(&out);
	service.base_url = "http://host?at=x@y";
	signature_add(&out, &plan, 0);
	ck_assert_ptr_nonnull(strstr(str_view(&out), "base_url=http://host temperature"));
	str_finish(&out);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("option");
	TCase *values = suite_case(suite, "values"), *tests = suite_case(suite, "option");

	tcase_add_test(values, sizes_have_units);
	tcase_add_test(values, times_have_units);
	tcase_add_test(values, units_are_written_as_read);
	tcase_add_test(values, numbers_are_whole_texts);
	tcase_add_test(values, hints_are_near);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, presets_fill_what_is_not_said);
	tcase_add_test(tests, a_file_fills_the_rest);
	tcase_add_test(tests, overrides_come_last_and_are_checked_the_same);
	tcase_add_test(tests, a_list_on_the_command_line_is_whole_or_refused);
	tcase_add_test(tests, secrets_are_fetched_late);
	tcase_add_test(tests, a_secret_that_may_lack);
	tcase_add_test(tests, a_secret_in_a_file);
	tcase_add_test(tests, signatures_have_what_shapes_answers_and_no_secret);
	return suite;
}

SUITE_MAIN(make)
