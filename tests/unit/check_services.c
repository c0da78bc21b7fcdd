/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Translators that are hosted elsewhere: the environment, keys, and those that ask others. */
#include "config.h"

#include "engine_run.h"
#include "passes.h"
#include "suite.h"

#include "job.h"
#include "translate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct run run;

static void set_up(void)
{
	unsetenv("DT_CHECK_ADDRESS");
	unsetenv("DT_CHECK_SIZE");
	unsetenv("DT_CHECK_KEY");
	run_start(&run);
}

static void tear_down(void)
{
	run_finish(&run);
}

#define HOSTED(name, options) name ": { uses = \"services.hosted\"; options: { " options " }; };\n"
#define ROUTER(name, options) name ": { uses = \"services.router\"; options: { " options " }; };\n"
#define FILE_OF(translators, used)                                                                 \
	"translators: {\n" translators "};\ntranslator = \"" used "\";\n" SHORT("ask", "")

static void complains(const char *text, const char *sentence)
{
	char *complaints = run_complaints(&run, text), *colon = strchr(complaints, ':');

	ck_assert_ptr_nonnull(colon); /* of the file, whose name is of this run */
	ck_assert_str_eq(colon, sentence);
	free(complaints);
}

/* What opening that translator alone, or all when NULL, ends in; "" when it is well. */
static const char *opening(const char *text, const char *translator)
{
	static struct dt_error err;
	const char *only[] = { translator, NULL };
	struct dt_diagnostics *list = dt_diagnostics_new();

	memset(&err, 0, sizeof(err));
	dt_pipeline_close(run.pipeline);
	run.pipeline = NULL;
	run_load(&run, text, list);
	ck_assert_uint_eq(dt_diagnostics_errors(list), 0);
	dt_diagnostics_free(list);
	(void)dt_pipeline_open(run.pipeline, 1, translator ? only : NULL, &err);
	return err.text;
}

START_TEST(options_stand_in_the_environment)
{
	const char *text =
		FILE_OF(HOSTED("a", "address = \"${DT_CHECK_ADDRESS}\"; tells = true;"), "a");

	setenv("DT_CHECK_ADDRESS", "http://here", 1);
	ck_assert_str_eq(opening(text, "a"), "translator a: told http://here, small");
	setenv("DT_CHECK_SIZE", "large", 1);
	ck_assert_str_eq(opening(text, "a"), "translator a: told http://here, large");
	text = FILE_OF(HOSTED("a", "address = \"${DT_CHECK_NONE:-${DT_CHECK_ADDRESS:-x}}\"; "
				   "model = \"${DT_CHECK_NONE}\"; tells = true;"),
		       "a");
	ck_assert_str_eq(opening(text, "a"), "translator a: told http://here, large");
	setenv("DT_CHECK_ADDRESS", "", 1);
	unsetenv("DT_CHECK_SIZE");
	ck_assert_str_eq(opening(text, "a"), "translator a: told x, small");
}
END_TEST

START_TEST(what_is_missing_is_told_when_it_is_used)
{
	const char *text =
		FILE_OF(HOSTED("a", "address = \"${DT_CHECK_ADDRESS}\";")
				HOSTED("b", "address = \"x\"; key = \"env:DT_CHECK_KEY\";")
					HOSTED("c", "address = \"x\";"),
			"c");

	ck_assert_str_eq(opening(text, "c"), "");
	ck_assert_str_eq(opening(text, "a"), "a.address wants the environment variable "
					     "DT_CHECK_ADDRESS, which is not set");
	setenv("DT_CHECK_ADDRESS", "", 1);
	ck_assert_str_eq(opening(text, "a"), "a.address wants the environment variable "
					     "DT_CHECK_ADDRESS, which is empty");
	ck_assert_str_eq(opening(text, "b"), "b.key wants the environment variable DT_CHECK_KEY, "
					     "which is not set");
}
END_TEST

START_TEST(half_a_value_is_none)
{
	complains(FILE_OF(HOSTED("a", "address = \"http://${DT_CHECK_ADDRESS}/v1\";"), "a"),
		  ":2: error: a.address is \"http://${DT_CHECK_ADDRESS}/v1\": a variable of the "
		  "environment stands alone, as \"${NAME}\" or \"${NAME:-otherwise}\"\n");
	complains(FILE_OF(HOSTED("a", "address = \"${1A}\";"), "a"),
		  ":2: error: a.address is \"${1A}\": a variable of the environment stands alone, "
		  "as \"${NAME}\" or \"${NAME:-otherwise}\"\n");
	setenv("DT_CHECK_ADDRESS", "ftp://x", 1);
	complains(FILE_OF(HOSTED("a", "address = \"${DT_CHECK_ADDRESS}\";"), "a"),
		  ":2: error: a.address: ftp://x is no address of a service\n");
}
END_TEST

START_TEST(those_that_are_named_are_there)
{
	complains(FILE_OF(HOSTED("first", "address = \"x\";")
				  ROUTER("profile", "providers = [ \"first\",\n\"frist\" ];"),
			  "profile"),
		  ":4: error: there is no translator \"frist\"; did you mean \"first\"?\n");
}
END_TEST

START_TEST(nobody_asks_himself)
{
	complains(FILE_OF(ROUTER("a", "spare = \"b\";") ROUTER("b", "providers = [ \"c\" ];")
				  ROUTER("c", "providers = [\n\"b\" ];"),
			  "a"),
		  ":5: error: translators ask each other in a circle: b, which asks c, which asks "
		  "b\n");
	complains(FILE_OF(ROUTER("a", "spare = \"a\";"), "a"),
		  ":2: error: translators ask each other in a circle: a, which asks a\n");
	complains(FILE_OF(ROUTER("a", "spare = \"b\";") ROUTER("b", "spare = \"c\";") ROUTER(
				  "c", "spare = \"d\";") ROUTER("d", "spare = \"e\";")
				  ROUTER("e", "spare = \"f\";") HOSTED("f", "address = \"x\";"),
			  "a"),
		  ":6: error: translators that ask each other stand more than 4 deep: a, which "
		  "asks b, which asks c, which asks d, which asks e, which asks f\n");
}
END_TEST

#define PROFILE                                                                                    \
	FILE_OF(ROUTER("inner", "providers = [ \"plain\", \"keyed\" ];")                           \
			ROUTER("outer", "spare = \"inner\";") HOSTED("plain", "address = \"x\";")  \
				HOSTED("keyed", "address = \"x\"; key = \"env:DT_CHECK_KEY\";")    \
					HOSTED("other", "address = \"${DT_CHECK_NONE}\";"),        \
		"outer")

START_TEST(who_asks_others_opens_them)
{
	struct dt_job *job;
	char *report;

	ck_assert_str_eq(opening(PROFILE, "outer"),
			 "outer asks one that cannot be opened: inner asks one that cannot be "
			 "opened: keyed.key wants the environment variable DT_CHECK_KEY, which is "
			 "not set");
	setenv("DT_CHECK_KEY", "k", 1);
	ck_assert_str_eq(opening(PROFILE, "outer"), "");
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	report = dt_job_report_json(job);
	ck_assert_ptr_nonnull(strstr(report, "\"translator\": \"plain\""));
	ck_assert_ptr_null(strstr(report, "\"translator\": \"keyed\""));
	free(report);
	dt_job_free(job);
}
END_TEST

/* ---- ends of jobs ---------------------------------------------------------------- */

#define OUT                                                                                        \
	"stores: { out: { uses = \"fake.folder\"; options: { directory = \"$OUT\"; }; }; };\n"     \
	"results: { text: { from = \"sink.file\"; store = \"out\"; key = \"%(name).txt\"; }; };\n"

#define VERDICT_OF                                                                                 \
	"translators: { a: { uses = \"services.hosted\"; options: { address = \"x\"; "             \
	"verdict = \"all is lost\"; why = "

/* What a job that fails by a verdict of its translator leaves behind. */
static void fails_with_results(const char *why, dt_status status, const char *in_report)
{
	char text[1200], *report, *result;
	struct dt_job *job;

	snprintf(text, sizeof(text), "%s%s%s", VERDICT_OF, why,
		 "; }; }; };\ntranslator = \"a\";\n" SHORT("ask", "") OUT);
	dt_pipeline_close(run.pipeline);
	run_open(&run, text, 2);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_FAILED);
	ck_assert_str_eq(dt_job_error(job)->text, "all is lost");
	ck_assert_int_eq(dt_job_error(job)->status, status);
	report = dt_job_report_json(job);
	ck_assert_ptr_nonnull(strstr(report, "\"state\": \"failed\""));
	ck_assert_ptr_nonnull(strstr(report, "\"key\": \"letter.txt\""));
	ck_assert_ptr_nonnull(strstr(report, "\"level\": \"failure\""));
	ck_assert_msg(strstr(report, in_report) != NULL, "%s", report);
	free(report);
	result = run_result(&run, "letter.txt");
	ck_assert_uint_eq(run_count(result, "source,one"), 10);
	free(result);
	dt_job_free(job);
}

START_TEST(a_verdict_is_told_when_the_results_are_written)
{
	fails_with_results("10", DT_E_UNAVAILABLE, "\"failure\": \"quota\"");
	fails_with_results("12", DT_E_LIMIT, "\"failure\": \"budget\"");
	fails_with_results("0", DT_E_UNAVAILABLE, "\"kind\": \"unavailable\"");
}
END_TEST

#define SLOW_SPEAKER(work)                                                                         \
	"version = 1; stages: { "                                                                  \
	"source: { uses = \"fake.source\"; inputs: { file = \"job.file\"; };"                      \
	"          options: { pages = 300; }; };"                                                  \
	"one: { uses = \"fake.ask\"; inputs: { in = \"source.page\"; }; };"                        \
	"sink: { uses = \"fake.sink\"; inputs: { in = \"one.out\"; }; }; };"                       \
	"translators: { a: { uses = \"fake.speaker\"; options: { work = \"" work "\"; }; }; };"    \
	"translator = \"a\";" OUT

static void sleep_ms(long ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

START_TEST(winding_down_keeps_what_is_answered)
{
	struct dt_job *job;
	char *result;
	size_t gaps;

	run_open(&run, SLOW_SPEAKER("10ms"), 1);
	job = run_job(&run, NULL, NULL);
	sleep_ms(300);
	ck_assert(dt_job_wind_down(job));
	run_ends(job, DT_JOB_CANCELLED);
	result = run_result(&run, "letter.txt");
	ck_assert_ptr_nonnull(result);
	gaps = run_count(result, " gap\n");
	ck_assert_msg(gaps > 0 && gaps < 300, "%zu gaps", gaps);
	ck_assert_uint_eq(run_count(result, "source,one"), 300 - gaps);
	free(result);
	dt_job_free(job);
}
END_TEST

START_TEST(without_an_answer_there_is_nothing_to_keep)
{
	struct dt_job *job;

	run_open(&run, SLOW_SPEAKER("5s"), 1);
	job = run_job(&run, NULL, NULL);
	sleep_ms(100);
	ck_assert(!dt_job_wind_down(job));
	run_ends(job, DT_JOB_CANCELLED);
	ck_assert_ptr_null(run_result(&run, "letter.txt"));
	dt_job_free(job);
}
END_TEST

#define MANY_PAGES(limits, options)                                                                \
	"version = 1; on_page_error = \"keep\"; limits: { workers = 1; " limits " }; stages: { "   \
	"source: { uses = \"fake.source\"; inputs: { file = \"job.file\"; };"                      \
	"          options: { pages = 100; }; };"                                                  \
	"one: { uses = \"fake.ask\"; inputs: { in = \"source.page\"; }; };"                        \
	"sink: { uses = \"fake.sink\"; inputs: { in = \"one.out\"; }; }; };"                       \
	"translators: {" HOSTED("a", "address = \"x\"; " options) "}; translator = \"a\";"

START_TEST(many_pages_wait_for_a_service)
{
	struct dt_job *job;
	struct timespec before, after;
	double seconds;

	run_open(&run, MANY_PAGES("", "latency = \"50ms\";"), 1);
	clock_gettime(CLOCK_MONOTONIC, &before);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	clock_gettime(CLOCK_MONOTONIC, &after);
	seconds = (double)(after.tv_sec - before.tv_sec) +
		  (double)(after.tv_nsec - before.tv_nsec) / 1e9;
	ck_assert_msg(seconds < 2.5, "%.2f s, one after the other it would be 5", seconds);
	ck_assert_double_gt(run_number(job, "resources", "peak_pages_in_flight"), 16);
	ck_assert_double_le(run_number(job, "resources", "peak_pages_in_flight"), 64);
	dt_job_free(job);
}
END_TEST

START_TEST(waiting_has_a_bound_of_its_own)
{
	struct dt_job *job;
	char *report;

	run_open(&run, MANY_PAGES("page_time = \"100ms\";", "latency = \"150ms\";"), 1);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	ck_assert_uint_eq(dt_job_failed_pages(job), 0);
	dt_job_free(job);
	dt_pipeline_close(run.pipeline);
	run_open(&run, MANY_PAGES("translate_time = \"100ms\";", "latency = \"150ms\";"), 1);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	ck_assert_uint_eq(dt_job_failed_pages(job), 100);
	report = dt_job_report_json(job);
	ck_assert_ptr_nonnull(strstr(report, "it took longer than the limit of 100ms for the "
					     "translation of a page; it was in node one"));
	free(report);
	dt_job_free(job);
}
END_TEST

START_TEST(keys_are_looked_for_before_anything_is_opened)
{
	struct dt_diagnostics *list = dt_diagnostics_new();
	char *text;

	run_load(&run, PROFILE, list);
	dt_pipeline_check_keys(run.pipeline, "plain", list);
	ck_assert_uint_eq(dt_diagnostics_errors(list), 0);
	dt_pipeline_check_keys(run.pipeline, NULL, list);
	dt_pipeline_check_keys(run.pipeline, "other", list);
	text = dt_diagnostics_text(list);
	ck_assert_ptr_nonnull(strstr(text, ":5: error: keyed.key wants the environment variable "
					   "DT_CHECK_KEY, which is not set\n"));
	ck_assert_ptr_nonnull(strstr(text, ":6: error: other.address wants the environment "
					   "variable DT_CHECK_NONE, which is not set\n"));
	ck_assert_uint_eq(dt_diagnostics_errors(list), 2);
	free(text);
	dt_diagnostics_free(list);
}
END_TEST

/* A build may be without plugins for some of a file's services. */
START_TEST(one_whose_plugin_is_missing_is_in_nobodys_way)
{
	static const char absent[] = "translator far: plugin \"absent\" is not installed: no "
				     "absent.so in ";
	const char *text = FILE_OF(
		ROUTER("outer", "providers = [ \"near\", \"far\" ];") HOSTED(
			"near",
			"address = \"x\";") "far: { uses = "
					    "\"absent.far\"; options: { address = \"x\"; }; };\n",
		"near");
	struct dt_diagnostics *list = dt_diagnostics_new();
	struct dt_usage usage;
	struct dt_error err = { 0 };
	char *told;

	ck_assert_str_eq(opening(text, "near"), "");
	ck_assert(!strncmp(opening(text, "far"), absent, sizeof(absent) - 1));
	ck_assert_ptr_nonnull(strstr(opening(text, "outer"), absent));
	ck_assert_int_eq(translate_estimate_of(run.pipeline, &run.pipeline->plan->translators[2],
					       NULL, &usage, &err),
			 DT_E_CONFIG);
	ck_assert(!strncmp(err.text, absent, sizeof(absent) - 1));
	dt_pipeline_check_keys(run.pipeline, "near", list);
	ck_assert_uint_eq(dt_diagnostics_errors(list), 0);
	told = dt_diagnostics_text(list);
	ck_assert_ptr_nonnull(strstr(told, ":4: warning: translator far: "));
	free(told);
	dt_diagnostics_free(list);
	list = dt_diagnostics_new();
	dt_pipeline_check_keys(run.pipeline, "outer", list);
	ck_assert_uint_eq(dt_diagnostics_errors(list), 1);
	told = dt_diagnostics_text(list);
	ck_assert_ptr_nonnull(strstr(told, ":4: error: translator far: "));
	free(told);
	dt_diagnostics_free(list);
	told = dt_pipeline_plan_json(run.pipeline);
	ck_assert_ptr_nonnull(strstr(told, "\"missing\": \"plugin \\\"absent\\\" is not"));
	free(told);
	told = dt_pipeline_plan_text(run.pipeline);
	ck_assert_ptr_nonnull(strstr(told, "far: absent.far (its plugin is not installed)\n"));
	free(told);
}
END_TEST

START_TEST(a_preflight_asks_whom_it_hands_on_to)
{
	const char *text =
		FILE_OF(ROUTER("outer", "providers = [ \"good\", \"bad\" ];")
				HOSTED("good", "address = \"x\";")
					HOSTED("bad", "address = \"x\"; fails = \"quota\";"),
			"outer");
	struct dt_error err = { 0 };

	ck_assert_str_eq(opening(text, NULL), "");
	ck_assert_int_eq(dt_pipeline_preflight(run.pipeline, "good", &err), DT_OK);
	ck_assert_int_eq(dt_pipeline_preflight(run.pipeline, NULL, &err), DT_E_REFUSED);
	ck_assert_str_eq(err.text, "bad: quota");
	ck_assert_uint_eq(err.failure, DT_FAILURE_QUOTA);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("services");
	TCase *tests = suite_case(suite, "services");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, options_stand_in_the_environment);
	tcase_add_test(tests, what_is_missing_is_told_when_it_is_used);
	tcase_add_test(tests, half_a_value_is_none);
	tcase_add_test(tests, those_that_are_named_are_there);
	tcase_add_test(tests, nobody_asks_himself);
	tcase_add_test(tests, who_asks_others_opens_them);
	tcase_add_test(tests, a_verdict_is_told_when_the_results_are_written);
	tcase_add_test(tests, winding_down_keeps_what_is_answered);
	tcase_add_test(tests, without_an_answer_there_is_nothing_to_keep);
	tcase_add_test(tests, many_pages_wait_for_a_service);
	tcase_add_test(tests, waiting_has_a_bound_of_its_own);
	tcase_add_test(tests, keys_are_looked_for_before_anything_is_opened);
	tcase_add_test(tests, one_whose_plugin_is_missing_is_in_nobodys_way);
	tcase_add_test(tests, a_preflight_asks_whom_it_hands_on_to);
	return suite;
}

SUITE_MAIN(make)
