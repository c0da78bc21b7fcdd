/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a client asks for, as a command line: each field has an effect, a warning or a fault. */
#include "config.h"

#include "frontends/common/request.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct request_arguments line;
static struct request_manner manner;

static void begin(void)
{
	memset(&line, 0, sizeof(line));
	memset(&manner, 0, sizeof(manner));
}

static void end(void)
{
	request_arguments_free(&line);
}

/* {"input_pdf": "a/b.pdf", translator, options}: with single quotes for double ones. */
static json_t *request(const char *translator, const char *options)
{
	char text[2000];
	json_t *json, *faults;

	snprintf(text, sizeof(text),
		 "{'input_pdf':'a/b.pdf','lang_out':'es','translator':{%s},'options':{%s}}",
		 translator, options);
	for (char *at = text; *at; at++)
		if (*at == '\'')
			*at = '"';
	json = json_loads(text, 0, NULL);
	ck_assert_msg(json != NULL, "%s", text);
	faults = schema_check(&request_schema, json, NULL);
	ck_assert_msg(!faults, "%s", schema_sentence(faults));
	return json;
}

static void make(const char *translator, const char *options)
{
	json_t *json = request(translator, options);
	json_t *faults = request_arguments(json, &manner, &line);

	ck_assert_msg(!faults, "%s", schema_sentence(faults));
	json_decref(json);
}

static bool has(const char *argument)
{
	for (size_t i = 0; i < line.n; i++)
		if (!strcmp(line.at[i], argument))
			return true;
	return false;
}

static const char *starting(const char *start)
{
	for (size_t i = 0; i < line.n; i++)
		if (!strncmp(line.at[i], start, strlen(start)))
			return line.at[i] + strlen(start);
	return NULL;
}

static bool warned(const char *word)
{
	json_t *warning;
	size_t i;

	json_array_foreach(line.warnings, i,
			   warning) if (strstr(json_string_value(warning), word)) return true;
	return false;
}

static void refused(const char *translator, const char *options, const char *word)
{
	json_t *json = request(translator, options);
	json_t *faults = request_arguments(json, &manner, &line);
	char *text;

	ck_assert_msg(faults != NULL, "%s %s is taken", translator, options);
	text = json_dumps(faults, 0);
	ck_assert_msg(strstr(text, word) != NULL, "%s", text);
	free(text);
	json_decref(faults);
	json_decref(json);
	request_arguments_free(&line);
}

START_TEST(least_request)
{
	make("", "");
	ck_assert_str_eq(line.at[0], "doctranslate");
	ck_assert_str_eq(line.at[1], "translate");
	ck_assert_str_eq(line.at[line.n - 2], "--");
	ck_assert_str_eq(line.at[line.n - 1], "a/b.pdf");
	ck_assert_ptr_null(line.at[line.n]);
	ck_assert(has("--source-lang=en"));
	ck_assert(has("--target-lang=es"));
	ck_assert(has("--translator=openai"));
	ck_assert(has("--extract-terms=statistics"));
	ck_assert(has("--save-auto-extracted-glossary=./b.es.glossary.csv"));
	ck_assert_ptr_null(starting("--set="));
	ck_assert_ptr_null(starting("--memory"));
	ck_assert_uint_eq(json_array_size(line.warnings), 0);
}
END_TEST

START_TEST(options_become_options)
{
	make("'name':'apertium'",
	     "'pages':'1-3','output_dir':'out','no_dual':true,'report_interval':'2',"
	     "'pool_max_workers':3,'llm_translation_batch_max_tokens':500,'budget':'2USD',"
	     "'keep_other_languages':false,'export_xliff':true,'timeout_seconds':1.5,"
	     "'auto_extract_glossary':false,'debug':true,'password':'p w',"
	     "'translation_memory':{'tm_mode':'fuzzy','tm_fuzzy_min_score':95,"
	     "'tm_project_id':'x'},'glossary':{'csv_paths':['g.csv','h.csv']}");
	ck_assert(has("--translator=apertium"));
	ck_assert(has("--pages=1-3"));
	ck_assert(has("--output-dir=out"));
	ck_assert(has("--no-dual"));
	ck_assert(!has("--no-mono"));
	ck_assert(has("--report-interval=2.000s"));
	ck_assert(has("--workers=3"));
	ck_assert(has("--set=segments.batch_tokens=500"));
	ck_assert(has("--budget=2USD"));
	ck_assert(has("--keep-other-languages=no"));
	ck_assert(has("--export-xliff=out/b.es.xliff"));
	ck_assert(has("--timeout=1.500s"));
	ck_assert(has("--extract-terms=no"));
	ck_assert_ptr_null(starting("--save-auto"));
	ck_assert(has("--verbose"));
	ck_assert(has("--password=p w"));
	ck_assert(has("--memory=fuzzy"));
	ck_assert(has("--memory-scope=document"));
	ck_assert(has("--set=segments.memory_threshold=0.95"));
	ck_assert(has("--project=x"));
	ck_assert(has("--glossary=g.csv"));
	ck_assert(has("--glossary=h.csv"));
	ck_assert_uint_eq(json_array_size(line.warnings), 0);
}
END_TEST

/* The text behind "file:", as the engine would read it. */
static void secret_is(const char *where, const char *text)
{
	const char *path = starting(where);
	char found[100] = "";
	FILE *file;

	ck_assert_msg(path != NULL, "%s", where);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(found, sizeof(found), file));
	fclose(file);
	ck_assert_str_eq(found, text);
}

START_TEST(secrets_do_not_stand_in_the_line)
{
	make("'openai':{'api_key':'sk-1','base_url':'https://h/v1','send_temperature':false,"
	     "'reasoning':'low','term_model':'m'}",
	     "");
	for (size_t i = 0; i < line.n; i++)
		ck_assert_ptr_null(strstr(line.at[i], "sk-1"));
	secret_is("--set=openai.key=file:", "sk-1");
	ck_assert(has("--set=openai.base_url=https://h/v1"));
	ck_assert(has("--set=openai.model=gpt-4o-mini"));
	ck_assert(has("--set=openai.temperature=-1"));
	ck_assert(has("--set=openai.reasoning_effort=low"));
	ck_assert(warned("term_model"));
}
END_TEST

START_TEST(keys_of_this_machine_stay_here)
{
	manner.foreign = true;
	make("'openai':{'base_url':'https://elsewhere/v1'}", "");
	ck_assert(has("--set=openai.key=env:DOCTRANSLATE_NO_KEY"));
	end();
	make("'name':'deepl','settings':{'base_url':'https://elsewhere'}", "");
	ck_assert(has("--set=deepl.key=env:DOCTRANSLATE_NO_KEY"));
	end();
	make("'openai':{}", "");
	ck_assert_ptr_null(starting("--set=openai.key"));
	end();
	refused("'openai':{'base_url':'https://h/${AWS_SECRET_ACCESS_KEY}'}", "", "environment");
	refused("'name':'openai','settings':{'model':'${HOME}'}", "", "environment");
	refused("'mode':'local','local_cli':{'local_model':'m','local_base_url':'http://${X}'}", "",
		"environment");
	manner.foreign = false;
	make("'openai':{'base_url':'https://elsewhere/v1'}", "");
	ck_assert_ptr_null(starting("--set=openai.key"));
}
END_TEST

START_TEST(local_servers)
{
	make("'mode':'local','local_cli':{'local_model':'m','local_base_url':'http://h:1/v1/',"
	     "'local_timeout_seconds':7,'local_context_window':4096,'what':1}",
	     "");
	ck_assert(has("--translator=ollama"));
	ck_assert(has("--set=ollama.base_url=http://h:1"));
	ck_assert(has("--set=ollama.timeout=7000ms"));
	ck_assert(has("--set=ollama.num_ctx=4096"));
	ck_assert(warned("local_cli.what"));
	end();
	make("'mode':'local','local_cli':{'local_backend':'vllm','local_model':'m',"
	     "'local_api_key':'k','local_max_retries':0}",
	     "");
	ck_assert(has("--translator=openai"));
	ck_assert(has("--set=openai.base_url=http://127.0.0.1:8000/v1"));
	ck_assert(has("--set=openai.max_retries=0"));
	secret_is("--set=openai.key=file:", "k");
	end();
	refused("'mode':'local'", "", "local_model");
	refused("'mode':'local','local_cli':{'local_backend':'llama-cpp','local_model':'m'}", "",
		"local_base_url");
}
END_TEST

START_TEST(routers)
{
	make("'mode':'router','config_path':'c.conf','cli_router_overrides':{"
	     "'routing_profile':'fast','routing_strategy':'round_robin',"
	     "'term_extraction_profile':'t','metrics_output':'json','metrics_json_path':'m.json'}",
	     "");
	ck_assert(has("--pipeline=c.conf"));
	ck_assert(has("--translator=fast"));
	ck_assert(has("--set=fast.strategy=round_robin"));
	ck_assert(has("--set=terms.translator=t"));
	ck_assert(has("--metrics-json=m.json"));
	end();
	make("'mode':'router','config_path':'c.toml'", "");
	ck_assert_str_eq(line.config, "c.toml");
	ck_assert_ptr_null(starting("--pipeline"));
	end();
	refused("'mode':'router'", "", "config_path");
	refused("'mode':'router','config_path':'c','cli_router_overrides':{"
		"'routing_strategy':'failover'}",
		"", "routing_profile");
	refused("'mode':'router','config_path':'c','cli_router_overrides':{"
		"'routing_profile':'a.b=c'}",
		"", "name of a profile");
}
END_TEST

START_TEST(terms_of_the_request_are_a_file)
{
	char text[300] = "", path[300];
	const char *at;
	FILE *file;
	size_t n;

	make("", "'glossary':{'inline_name':'../x y','inline_entries':[{'source':'a, b',"
		 "'target':'c'},{'source':'d','target':'e','target_language':'es'}]}");
	at = starting("--glossary=");
	ck_assert_ptr_nonnull(at);
	snprintf(path, sizeof(path), "%s", at);
	ck_assert_ptr_nonnull(strstr(path, "/___x_y.csv"));
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	n = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	ck_assert_uint_gt(n, 0);
	ck_assert_str_eq(text, "source,target,tgt_lng\n\"a, b\",\"c\",\"\"\n\"d\",\"e\",\"es\"\n");
	end();
	ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(the_service_decides_where_results_go)
{
	manner = (struct request_manner){ .output_dir = "/j/output",
					  .report = "/j/report.json",
					  .metrics = "/j/output/metrics.json" };
	make("", "'output_dir':'/etc','working_dir':'/w'");
	ck_assert(has("--output-dir=/j/output"));
	ck_assert(has("--report=/j/report.json"));
	ck_assert(has("--metrics-json=/j/output/metrics.json"));
	ck_assert(!has("--output-dir=/etc"));
	ck_assert(warned("working_dir"));
}
END_TEST

START_TEST(nothing_is_asked_without_translation)
{
	make("'openai':{'api_key':'k'}", "'only_parse_generate_pdf':true");
	ck_assert(has("--translator=echo"));
	ck_assert(has("--extract-terms=no"));
	ck_assert_ptr_null(starting("--set="));
}
END_TEST

START_TEST(what_means_nothing_here_is_told)
{
	make("", "'qps':9,'max_pages_per_part':50,'ocr_mode':'auto','use_rich_pbar':false,"
		 "'watermark_output_mode':'both','term_pool_max_workers':2,"
		 "'translation_memory':{'tm_min_segment_chars':3}");
	ck_assert(warned("options.qps"));
	ck_assert(warned("max_pages_per_part"));
	ck_assert(warned("ocr_mode"));
	ck_assert(warned("use_rich_pbar"));
	ck_assert(warned("watermark_output_mode"));
	ck_assert(warned("term_pool_max_workers"));
	ck_assert(warned("tm_min_segment_chars"));
	ck_assert_uint_eq(json_array_size(line.warnings), 7);
	end();
	make("", "'max_pages_per_part':0,'watermark_output_mode':'no_watermark'");
	ck_assert_uint_eq(json_array_size(line.warnings), 0);
}
END_TEST

START_TEST(what_cannot_be_done_is_a_fault)
{
	refused("", "'ocr_mode':'force'", "ocr_mode");
	refused("", "'pages':'1-x'", "pages");
	refused("", "'no_mono':true,'no_dual':true", "nothing would be written");
	refused("", "'no_dual':true,'dual':'alternating'", "dual");
	refused("", "'translation_memory':{'tm_import_path':'x'}", "tm_import_path");
	refused("'openai':{'send_dashscope_header':true}", "", "dashscope");
	refused("'settings':{'model':'x'}", "", "translator.name");
	refused("'name':'a','openai':{}", "", "translator.openai");
	refused("'name':'a.b'", "", "no name");
}
END_TEST

static void collect(void *ctx, const char *loc, const char *path, bool written)
{
	char *text = ctx;
	size_t n = strlen(text);

	snprintf(text + n, 500 - n, "%s=%s%s;", loc, path, written ? "!" : "");
}

static void collect_address(void *ctx, const char *loc, const char *url)
{
	collect(ctx, loc, url, false);
}

START_TEST(places_that_a_request_names)
{
	json_t *json = request("'config_path':'c','openai':{'base_url':'http://u'}",
			       "'output_dir':'o','glossary':{'csv_paths':['g','h']}");
	char text[500] = "";

	request_each_path(json, collect, text);
	ck_assert_str_eq(text, "input_pdf=a/b.pdf;translator.config_path=c;options.output_dir=o!;"
			       "options.glossary.csv_paths.0=g;options.glossary.csv_paths.1=h;");
	text[0] = 0;
	request_each_address(json, collect_address, text);
	ck_assert_str_eq(text, "translator.openai.base_url=http://u;");
	json_decref(json);
}
END_TEST

START_TEST(faults_are_told_before_anything_is_made)
{
	json_t *json = request("'openai':{'api_key':'k'}",
			       "'ocr_mode':'hybrid','glossary':{'inline_entries':[{'source':'a',"
			       "'target':'b'}]}"),
	       *faults;

	json_object_set_new(json, "input_pdf", json_string(""));
	faults = request_check(json, "translation_request");
	ck_assert_uint_eq(json_array_size(faults), 1);
	ck_assert_str_eq(json_string_value(json_array_get(
				 json_object_get(json_array_get(faults, 0), "loc"), 0)),
			 "translation_request");
	json_decref(faults);
	json_object_set_new(json_object_get(json, "options"), "ocr_mode", json_string("off"));
	ck_assert_ptr_null(request_check(json, NULL));
	json_decref(json);
}
END_TEST

static Suite *request_suite(void)
{
	Suite *suite = suite_create("request");
	TCase *tests = suite_case(suite, "request");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, least_request);
	tcase_add_test(tests, options_become_options);
	tcase_add_test(tests, secrets_do_not_stand_in_the_line);
	tcase_add_test(tests, keys_of_this_machine_stay_here);
	tcase_add_test(tests, local_servers);
	tcase_add_test(tests, routers);
	tcase_add_test(tests, terms_of_the_request_are_a_file);
	tcase_add_test(tests, the_service_decides_where_results_go);
	tcase_add_test(tests, nothing_is_asked_without_translation);
	tcase_add_test(tests, what_means_nothing_here_is_told);
	tcase_add_test(tests, what_cannot_be_done_is_a_fault);
	tcase_add_test(tests, places_that_a_request_names);
	tcase_add_test(tests, faults_are_told_before_anything_is_made);
	return suite;
}

SUITE_MAIN(request_suite)
