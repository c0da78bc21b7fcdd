/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a good file means: overrides, candidates, the printed plan, the list of plugins. */
#include "config.h"

#include "engine_run.h"
#include "suite.h"

#include <jansson.h>
#include <string.h>

static const char pipeline[] =
	"version = 1;\n"
	"limits: { pages_in_flight = 8; };\n"
	"stores: { out: { uses = \"fake.folder\"; }; };\n"
	"stages: {\n"
	" source: { uses = \"fake.source\"; inputs: { file = \"job.file\"; }; };\n"
	" maybe: { any = ( { uses = \"absent.ocr\"; inputs: { in = \"source.page\"; }; },\n"
	"                  { uses = \"core.pass\"; inputs: { in = \"source.page\"; }; },\n"
	"                  { uses = \"fake.step\"; inputs: { in = \"source.page\"; }; } ); };\n"
	" all: { uses = \"fake.ordered\"; inputs: { in = \"maybe.out\"; }; };\n"
	" sink: { uses = \"fake.sink\"; inputs: { in = \"maybe.out\"; doc = \"all.doc\"; };\n"
	"         lanes = 2; };\n"
	"};\n"
	"translators: { loud: { uses = \"fake.speaker\"; }; };\n"
	"translator = \"loud\";\n"
	"results: { text: { from = \"sink.file\"; store = \"out\"; key = \"%(name).txt\"; };\n"
	"           report: { from = \"sink.report\"; }; };\n";

static struct run run;
static char path[200];

static void set_up(void)
{
	FILE *file;

	run_start(&run);
	snprintf(path, sizeof(path), "%s/plan.conf", run.folder);
	file = fopen(path, "we");
	fputs(pipeline, file);
	fclose(file);
}

static void tear_down(void)
{
	run_finish(&run);
}

static struct dt_pipeline *load(const struct dt_override *overrides, size_t n, char **text)
{
	struct dt_diagnostics *list = dt_diagnostics_new();
	struct dt_pipeline *p = dt_pipeline_load(run.engine, path, overrides, n, list);

	*text = dt_diagnostics_text(list);
	dt_diagnostics_free(list);
	return p;
}

START_TEST(overrides_reach_everything)
{
	static const struct dt_override overrides[] = {
		{ "out.directory", "/tmp", "-o /tmp" },
		{ "source.pages", "3", "--set source.pages=3" },
		{ "loud.work", "5ms", "--translator-option work=5ms" },
		{ "limits.workers", "3", "--workers 3" },
	};
	struct dt_pipeline *p;
	char *text;

	p = load(overrides, 4, &text);
	ck_assert_str_eq(text, "");
	ck_assert_ptr_nonnull(p);
	dt_pipeline_close(p);
	free(text);
}
END_TEST

START_TEST(overrides_are_checked_and_named)
{
	static const struct dt_override overrides[] = {
		{ "ot.directory", "/tmp", "-o /tmp" },
		{ "source.pagse", "3", "--set source.pagse=3" },
		{ "loud.fail_times", "2", "--translator-option fail_times=2" },
		{ "limits.workers", "many", "--workers many" },
		{ "nodot", "1", NULL },
	};
	char *text, wanted[1000];
	struct dt_pipeline *p = load(overrides, 5, &text);

	ck_assert_ptr_null(p);
	snprintf(
		wanted, sizeof(wanted),
		"--set source.pagse=3: error: fake.source has no option \"pagse\"; did you mean "
		"\"pages\"?\n"
		"--translator-option fail_times=2: error: loud.fail_times: it wants a fail_page "
		"beside it\n"
		"--workers many: error: limits.workers wants a whole number, not \"many\"\n"
		"-o /tmp: error: the pipeline has no node, translator or store \"ot\"; did you mean "
		"\"out\"?\n"
		"%s:3: error: out wants option \"directory\" (where results go)\n"
		"nodot: error: wanted NODE.option, not \"nodot\"\n",
		path);
	ck_assert_str_eq(text, wanted);
	free(text);
}
END_TEST

static const struct dt_override directory = { "out.directory", "/tmp", "-o /tmp" };

START_TEST(the_plan_tells_what_this_file_means_here)
{
	char *text, *plan;
	struct dt_pipeline *p = load(&directory, 1, &text);

	plan = dt_pipeline_plan_text(p);
	ck_assert_ptr_nonnull(strstr(plan, "8 pages in flight, 4M of waiting pages in memory"));
	ck_assert_ptr_nonnull(strstr(plan, "maybe: core.pass " PACKAGE_VERSION ", pass 1, shared\n"
					   "    in <- source.page (page.fake)\n"
					   "    passed over: absent.ocr: plugin \"absent\" is not "
					   "installed"));
	ck_assert_ptr_nonnull(
		strstr(plan, "    passed over: fake.step: a candidate before it is installed\n"));
	ck_assert_ptr_nonnull(
		strstr(plan, "sink: fake.sink 1, pass 2, shared, in page order, 2 lanes\n"));
	ck_assert_ptr_nonnull(strstr(plan, "    text <- sink.file -> out: %(name).txt\n"));
	ck_assert_ptr_nonnull(strstr(plan, "    report <- sink.report -> the report\n"));
	ck_assert_ptr_nonnull(strstr(plan, "    loud: fake.speaker 1 (default)\n"));
	free(plan);
	dt_pipeline_close(p);
	free(text);
}
END_TEST

START_TEST(the_plan_as_json_and_drawing)
{
	char *text, *plan;
	struct dt_pipeline *p = load(&directory, 1, &text);
	json_t *json;

	plan = dt_pipeline_plan_json(p);
	json = json_loads(plan, 0, NULL);
	ck_assert_ptr_nonnull(json);
	ck_assert_uint_eq(json_array_size(json_object_get(json, "nodes")), 4);
	ck_assert_uint_eq(json_array_size(json_object_get(json, "results")), 2);
	json_decref(json);
	free(plan);
	plan = dt_pipeline_plan_dot(p);
	ck_assert_ptr_nonnull(
		strstr(plan, "\"all\" -> \"sink\" [label=\"doc.fake\", style=dashed];"));
	ck_assert_ptr_nonnull(strstr(plan, "\"job.file\" -> \"source\""));
	free(plan);
	dt_pipeline_close(p);
	free(text);
}
END_TEST

START_TEST(plugins_are_listed_with_all_they_say)
{
	char *text = dt_engine_plugins_json(run.engine);
	json_t *json = json_loads(text, 0, NULL), *list, *fake;

	ck_assert_ptr_nonnull(json);
	list = json_object_get(json, "plugins");
	ck_assert_uint_eq(json_array_size(list), 3);
	fake = json_array_get(list, 1);
	ck_assert_str_eq(json_string_value(json_object_get(fake, "name")), "fake");
	ck_assert(json_is_true(json_object_get(fake, "usable")));
	ck_assert_uint_eq(json_array_size(json_object_get(fake, "stages")), 13);
	json_decref(json);
	free(text);
}
END_TEST

START_TEST(pipelines_have_names)
{
	struct dt_engine_options options = { .plugin_path = "/nowhere",
					     .pipeline_dir = run.folder };
	struct dt_error err = { 0 };
	struct dt_engine *engine = dt_engine_new(&options, &err);
	char *file = dt_engine_pipeline_file(engine, "plan", &err), wanted[300];

	ck_assert_str_eq(file, path);
	free(file);
	ck_assert_ptr_null(dt_engine_pipeline_file(engine, "../plan", &err));
	snprintf(wanted, sizeof(wanted), "there is no pipeline \"../plan\": no ../plan.conf in %s",
		 run.folder);
	ck_assert_str_eq(err.text, wanted);
	dt_engine_free(engine);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("plan");
	TCase *tests = suite_case(suite, "plan");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, overrides_reach_everything);
	tcase_add_test(tests, overrides_are_checked_and_named);
	tcase_add_test(tests, the_plan_tells_what_this_file_means_here);
	tcase_add_test(tests, the_plan_as_json_and_drawing);
	tcase_add_test(tests, plugins_are_listed_with_all_they_say);
	tcase_add_test(tests, pipelines_have_names);
	return suite;
}

SUITE_MAIN(make)
