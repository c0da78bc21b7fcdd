/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Handlers of the job routes, over requests and jobs that are made up. */
#include "config.h"

#include "suite.h"

#include "fake_exchange.h"
#include "frontends/serve/routes/handlers.h"
#include "frontends/serve/routes/openapi.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID_QUEUED  "00000000-0000-4000-8000-000000000001"
#define ID_DONE	   "00000000-0000-4000-8000-000000000002"
#define ID_RUNNING "00000000-0000-4000-8000-000000000003"

static const struct dt_record store[] = {
	{ .id = ID_RUNNING,
	  .state = DT_RECORD_RUNNING,
	  .kind = "translation",
	  .owner = "ann",
	  .created = 3000000,
	  .request = "{\"lang_in\":\"en\",\"lang_out\":\"fr\"}" },
	{ .id = ID_DONE,
	  .state = DT_RECORD_SUCCEEDED,
	  .kind = "translation",
	  .owner = "ann",
	  .created = 2000000,
	  .finished = 2500000,
	  .sequence = 9,
	  .name = "Paper.pdf",
	  .request = "{\"input_pdf\":\"/srv/jobs/" ID_DONE "/input/document.pdf\"}",
	  .result =
		  "{\"schema_version\":\"1\",\"summary\":{\"original_pdf_path\":\"/srv/jobs/" ID_DONE
		  "/input/document.pdf\"},\"artifacts\":{\"items\":[{\"kind\":\"mono_plain_pdf\","
		  "\"path\":\"/srv/out/document.es.mono.pdf\",\"sha256\":\"ab\","
		  "\"size_bytes\":3}]},\"warnings\":[]}" },
	{ .id = ID_QUEUED,
	  .state = DT_RECORD_QUEUED,
	  .kind = "translation",
	  .owner = "bob",
	  .created = 1000000 },
};

static char folder[] = "/tmp/check_routes.XXXXXX";
static struct service service;
static struct exchange ask;

static char *path_of(const char *name)
{
	static char paths[4][300];
	static unsigned n;
	char *path = paths[n++ % 4];

	snprintf(path, 300, "%s/%s", folder, name);
	return path;
}

static void write_file(const char *name, const char *text)
{
	FILE *file = fopen(path_of(name), "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void setup(void)
{
	static const char *prefixes[1];

	ck_assert_ptr_nonnull(mkdtemp(folder));
	mkdir(path_of("in"), 0700);
	mkdir(path_of("data"), 0700);
	mkdir(path_of("output"), 0700);
	write_file("in/good.pdf", "%PDF-1.7\n");
	write_file("in/bad.pdf", "hello\n");
	write_file("data/own.pdf", "%PDF-1.7\n");
	write_file("output/document.es.mono.pdf", "pdf");
	ck_assert_int_eq(symlink("/etc/passwd", path_of("in/link.pdf")), 0);
	prefixes[0] = folder;
	service = (struct service){ .records = store, .n_records = 3, .folder = folder };
	service.settings.allow_mounted_paths = true;
	service.settings.mount_prefixes = (struct settings_list){ prefixes, 1 };
	service.settings.data_root = strdup(path_of("data"));
	service.settings.tmp_root = service.settings.data_root;
	service.settings.max_upload_bytes = 1000;
	service.all_see_all = true;
}

static void teardown(void)
{
	char command[400];

	fake_finish(&ask);
	fake_service_finish(&service);
	free((char *)service.settings.data_root);
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	ck_assert_int_eq(system(command), 0);
	memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
}

static void begin(const char *id)
{
	fake_finish(&ask);
	ask.service = &service;
	if (id)
		ask.path[0] = (struct fake_pair){ "job_id", id };
}

static void expect(int status, const char *code)
{
	ck_assert_msg(ask.status == status && !strcmp(ask.code, code), "%d %s: %s", ask.status,
		      ask.code, ask.message);
}

/* ---- creation by a form ------------------------------------------------------------------ */

static void form(const char *request, const char *webhook, const char *file)
{
	begin(NULL);
	if (request)
		ask.fields[0] = (struct fake_pair){ "translation_request", request };
	if (webhook)
		ask.fields[1] = (struct fake_pair){ "webhook", webhook };
	if (file)
		ask.file = (struct form_file){ .path = path_of(file),
					       .bytes = 9,
					       .sha256 = "00",
					       .name = "../../etc/Evil\n.pdf" };
	fake_ask(&ask, routes_create, "v1_jobs_create_multipart");
}

START_TEST(form_is_checked_in_the_order_of_the_contract)
{
	form("{", "{\"url\":\"http://127.0.0.1/\"}", "in/good.pdf");
	expect(400, "validation_error");
	ck_assert_ptr_nonnull(strstr(ask.message, "webhook"));
	form("{", NULL, "in/good.pdf");
	expect(400, "validation_error");
	form("[]", NULL, "in/good.pdf");
	expect(422, "validation_error");
	form("[]", NULL, NULL);
	expect(422, "validation_error");
	form("{\"lang_out\":\"es\"}", NULL, NULL);
	expect(400, "validation_error");
	form("{\"unknown\":1}", NULL, "in/good.pdf");
	expect(422, "validation_error");
	form(NULL, NULL, "in/good.pdf");
	expect(422, "validation_error");
	form("{\"lang_out\":\"es\"}", NULL, "in/bad.pdf");
	expect(422, "input_error");
}
END_TEST

START_TEST(form_makes_a_job_and_tells_where)
{
	form("{\"lang_out\":\"es\",\"input_pdf\":\"/etc/shadow\"}", NULL, "in/good.pdf");
	expect(202, "");
	ck_assert_str_eq(json_string_value(json_object_get(ask.body, "state")), "queued");
	ck_assert_str_eq(fake_header(&ask, "Location"),
			 json_string_value(json_object_get(ask.body, "status_url")));
	ck_assert_str_eq(service.created_name, "Evil.pdf");
	ck_assert_ptr_null(strstr(service.created_request, "/etc/shadow"));
	service.create_fails = DT_E_LIMIT;
	form("{\"lang_out\":\"es\"}", NULL, "in/good.pdf");
	expect(503, "internal_error");
	ck_assert_ptr_nonnull(fake_header(&ask, "Retry-After"));
	service.create_fails = DT_E_REFUSED;
	form("{\"lang_out\":\"es\"}", NULL, "in/good.pdf");
	expect(422, "validation_error");
}
END_TEST

/* ---- files of this machine ----------------------------------------------------------------- */

static void mounted(const char *path)
{
	char request[500];

	snprintf(request, sizeof(request), "{\"input_pdf\":\"%s\"}", path);
	form(request, NULL, NULL);
}

START_TEST(paths_are_taken_below_prefixes_alone)
{
	mounted(path_of("in/good.pdf"));
	expect(202, "");
	ck_assert_ptr_null(service.created_document);
	mounted(path_of("in/link.pdf")); /* leads out */
	expect(400, "validation_error");
	mounted(path_of("in/../../../etc/passwd"));
	expect(400, "validation_error");
	mounted(path_of("data/own.pdf")); /* the service's own */
	expect(400, "validation_error");
	mounted("in/good.pdf");
	expect(400, "validation_error");
	mounted(path_of("in/none.pdf"));
	expect(400, "not_found");
	service.settings.allow_mounted_paths = false;
	mounted(path_of("in/good.pdf"));
	expect(400, "unsupported_configuration");
}
END_TEST

START_TEST(options_name_only_what_they_may)
{
	form("{\"options\":{\"working_dir\":\"/etc\"}}", NULL, "in/good.pdf");
	expect(400, "validation_error");
	form("{\"options\":{\"glossary\":{\"csv_paths\":[\"/etc/passwd\"]}}}", NULL, "in/good.pdf");
	expect(400, "validation_error");
	form("{\"options\":{\"translation_memory\":{\"tm_export_path\":\"/tmp/x.ndjson\"}}}", NULL,
	     "in/good.pdf");
	expect(400, "validation_error");
	form("{\"translator\":{\"mode\":\"openai\",\"openai\":{\"base_url\":\"http://10.0.0.1/\"}}}",
	     NULL, "in/good.pdf");
	expect(400, "unsupported_configuration");
}
END_TEST

START_TEST(what_no_job_can_do_is_refused)
{
	form("{\"options\":{\"ocr_mode\":\"force\"}}", NULL, "in/good.pdf");
	expect(422, "validation_error");
	form("{\"lang_out\":\"nonsense\"}", NULL, "in/good.pdf");
	expect(422, "validation_error");
	form("{\"options\":{\"no_mono\":true,\"no_dual\":true}}", NULL, "in/good.pdf");
	expect(422, "validation_error");
}
END_TEST

/* ---- creation by JSON ------------------------------------------------------------------------ */

static void create_json(const char *base64)
{
	begin(NULL);
	ask.json = json_pack("{s:{s:s}, s:s}", "translation_request", "input_pdf", "",
			     "input_pdf_base64", base64);
	fake_ask(&ask, routes_create, "v1_jobs_create_json");
}

START_TEST(base64_is_strict)
{
	create_json("JVBERi0xLjcK"); /* %PDF-1.7 */
	expect(202, "");
	create_json("JVBE\r\nRi0x\nLjcK"); /* lines as MIME has them */
	expect(202, "");
	create_json("!!!!JVBERi0xLjcK");
	expect(400, "validation_error");
	create_json("JVBERi0xLjcKA"); /* the rest is missing */
	expect(400, "validation_error");
	create_json("");
	expect(422, "input_error");
	create_json("aGVsbG8=");
	expect(422, "input_error");
	service.settings.max_upload_bytes = 4;
	create_json("JVBERi0xLjcK");
	expect(413, "validation_error");
}
END_TEST

/* ---- what is known of jobs ---------------------------------------------------------------------
 */

START_TEST(owners_see_their_own)
{
	service.all_see_all = false;
	begin(ID_QUEUED);
	ask.owner = "ann";
	fake_ask(&ask, routes_results, "v1_jobs_result_get");
	expect(404, "not_found");
	begin(ID_QUEUED);
	ask.owner = "bob";
	fake_ask(&ask, routes_results, "v1_jobs_result_get");
	expect(200, "");
	begin(ID_QUEUED);
	ask.owner = "ann";
	fake_ask(&ask, routes_jobs, "v1_jobs_cancel");
	expect(404, "not_found");
	ck_assert(!service.cancelled);
	begin(NULL);
	ask.owner = "ann";
	fake_ask(&ask, routes_jobs, "v1_jobs_list");
	ck_assert_uint_eq(json_array_size(json_object_get(ask.body, "items")), 2);
}
END_TEST

START_TEST(list_goes_page_by_page)
{
	char cursor[200];
	json_t *items;

	begin(NULL);
	ask.query[0] = (struct fake_pair){ "limit", "2" };
	fake_ask(&ask, routes_jobs, "v1_jobs_list");
	items = json_object_get(ask.body, "items");
	ck_assert_uint_eq(json_array_size(items), 2);
	snprintf(cursor, sizeof(cursor), "%s",
		 json_string_value(json_object_get(ask.body, "next_cursor")));
	begin(NULL);
	ask.query[0] = (struct fake_pair){ "cursor", cursor };
	fake_ask(&ask, routes_jobs, "v1_jobs_list");
	items = json_object_get(ask.body, "items");
	ck_assert_uint_eq(json_array_size(items), 1);
	ck_assert_str_eq(json_string_value(json_object_get(json_array_get(items, 0), "job_id")),
			 ID_QUEUED);
	ck_assert(json_is_null(json_object_get(ask.body, "next_cursor")));
}
END_TEST

START_TEST(list_refuses_what_it_cannot_read)
{
	static const struct fake_pair wrong[] = { { "state", "queued,gone" },
						  { "since", "yesterday" },
						  { "since", "2026-13-40" },
						  { "cursor", "x" },
						  { "cursor", "MS54" } };

	for (size_t i = 0; i < 5; i++) {
		begin(NULL);
		ask.query[0] = wrong[i];
		fake_ask(&ask, routes_jobs, "v1_jobs_list");
		expect(422, "validation_error");
	}
	begin(NULL);
	ask.query[0] = (struct fake_pair){ "since", "1970-01-01T02:00:03+02:00" };
	ask.query[1] = (struct fake_pair){ "state", "running,succeeded" };
	fake_ask(&ask, routes_jobs, "v1_jobs_list");
	ck_assert_uint_eq(json_array_size(json_object_get(ask.body, "items")), 1);
}
END_TEST

START_TEST(results_name_no_file_of_this_machine)
{
	char *text;

	begin(ID_DONE);
	fake_ask(&ask, routes_results, "v1_jobs_result_get");
	expect(200, "");
	ck_assert_uint_eq(json_array_size(json_object_get(ask.body, "artifacts")), 2);
	text = json_dumps(ask.body, 0);
	ck_assert_ptr_null(strstr(text, "/srv"));
	ck_assert_ptr_nonnull(strstr(text, "\"output/document.es.mono.pdf\""));
	free(text);
	begin(ID_DONE);
	fake_ask(&ask, routes_results, "v1_jobs_manifest_get");
	expect(200, "");
	begin(ID_RUNNING);
	fake_ask(&ask, routes_results, "v1_jobs_manifest_get");
	expect(409, "input_error");
}
END_TEST

START_TEST(artifacts_come_from_the_folder_of_the_job)
{
	begin(ID_DONE);
	ask.path[1] = (struct fake_pair){ "kind", "mono_watermarked_pdf" };
	fake_ask(&ask, routes_results, "v1_jobs_artifact_get");
	expect(200, "");
	ck_assert_str_eq(ask.sent_file, path_of("output/document.es.mono.pdf"));
	ck_assert_str_eq(ask.sent_name, "Paper.es.mono.pdf");
	begin(ID_DONE);
	ask.path[1] = (struct fake_pair){ "kind", "dual_plain_pdf" };
	fake_ask(&ask, routes_results, "v1_jobs_artifact_get");
	expect(404, "not_found");
	unlink(path_of("output/document.es.mono.pdf"));
	begin(ID_DONE);
	ask.path[1] = (struct fake_pair){ "kind", "mono_plain_pdf" };
	fake_ask(&ask, routes_results, "v1_jobs_artifact_get");
	expect(404, "not_found");
}
END_TEST

START_TEST(events_are_told_in_their_order)
{
	static const struct dt_record_event events[] = {
		{ 1, 1, "{\"type\":\"stage_summary\"}" },
		{ 2, 2,
		  "{\"type\":\"finish\",\"translation_result\":{\"artifacts\":{\"items\":[{\"path\":"
		  "\"/srv/x.pdf\"}]}}}" },
	};
	json_t *items;
	char *text;

	service.events = events;
	service.n_events = 2;
	begin(ID_DONE);
	fake_ask(&ask, routes_jobs, "v1_jobs_events_list");
	items = json_object_get(ask.body, "items");
	ck_assert_uint_eq(json_array_size(items), 2);
	text = json_dumps(items, 0);
	ck_assert_ptr_null(strstr(text, "/srv"));
	free(text);
	begin(ID_DONE);
	ask.query[0] = (struct fake_pair){ "after_seq", "1" };
	ask.query[1] = (struct fake_pair){ "limit", "-3" }; /* taken for 1 */
	fake_ask(&ask, routes_jobs, "v1_jobs_events_list");
	items = json_object_get(ask.body, "items");
	ck_assert_uint_eq(json_array_size(items), 1);
	ck_assert_int_eq(json_integer_value(json_object_get(json_array_get(items, 0), "seq")), 2);
}
END_TEST

START_TEST(only_what_is_over_is_deleted)
{
	begin(ID_RUNNING);
	fake_ask(&ask, routes_jobs, "v1_jobs_delete");
	expect(409, "input_error");
	ck_assert(!service.removed);
	begin(ID_DONE);
	fake_ask(&ask, routes_jobs, "v1_jobs_delete");
	expect(204, "");
	ck_assert(service.removed);
	begin(ID_DONE);
	fake_ask(&ask, routes_jobs, "v1_jobs_cancel");
	expect(204, "");
}
END_TEST

START_TEST(streams_end_for_good)
{
	begin("00000000-0000-4000-8000-00000000000f");
	fake_ask(&ask, routes_jobs, "v1_jobs_stream");
	expect(404, "not_found");
	begin(ID_DONE);
	ask.headers[0] = (struct fake_pair){ "Last-Event-ID", "9" };
	fake_ask(&ask, routes_jobs, "v1_jobs_stream");
	expect(204, "");
	begin(ID_DONE);
	ask.headers[0] = (struct fake_pair){ "Last-Event-ID", "8" };
	fake_ask(&ask, routes_jobs, "v1_jobs_stream");
	ck_assert(ask.streamed);
}
END_TEST

/* ---- the document -------------------------------------------------------------------------------
 */

static void check_references(const json_t *value, const json_t *schemas)
{
	const char *name, *reference;
	json_t *member;
	size_t i;

	json_array_foreach(value, i, member) check_references(member, schemas);
	json_object_foreach((json_t *)value, name, member)
	{
		reference = strcmp(name, "$ref") ? NULL : json_string_value(member);
		if (reference)
			ck_assert_msg(json_object_get(schemas, reference + 21) != NULL, "%s",
				      reference);
		check_references(member, schemas);
	}
}

START_TEST(document_is_whole)
{
	const struct route *const lists[] = { routes_create, routes_jobs, routes_results,
					      routes_tools };
	const struct openapi_about about = { "http://here", "X-API-Key", true, true };
	json_t *document = openapi_document(lists, 4, &about);
	json_t *paths = json_object_get(document, "paths");
	json_t *schemas = json_object_get(json_object_get(document, "components"), "schemas");

	ck_assert_ptr_nonnull(document);
	check_references(document, schemas);
	ck_assert_ptr_nonnull(json_object_get(json_object_get(paths, "/v1/jobs"), "post"));
	ck_assert_ptr_nonnull(json_object_get(json_object_get(paths, "/v1/jobs"), "get"));
	ck_assert_ptr_nonnull(json_object_get(schemas, "TranslationRequest"));
	for (size_t i = 0; i < 4; i++)
		for (const struct route *route = lists[i]; route->path; route++)
			for (size_t k = 0; k < route->n_responses; k++) {
				const char *example = route->responses[k].example;
				json_t *value = example ? json_loads(example, 0, NULL) : NULL;
				json_t *faults =
					value ? schema_check(route->responses[k].schema, value, "")
					      : NULL;

				ck_assert_msg(!example || value, "%s: example", route->operation);
				ck_assert_msg(!faults, "%s: %s", route->operation,
					      faults ? json_dumps(faults, 0) : "");
				json_decref(value);
			}
	json_decref(document);
}
END_TEST

static Suite *routes(void)
{
	Suite *suite = suite_create("routes");
	TCase *tests = suite_case(suite, "handlers");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, form_is_checked_in_the_order_of_the_contract);
	tcase_add_test(tests, form_makes_a_job_and_tells_where);
	tcase_add_test(tests, paths_are_taken_below_prefixes_alone);
	tcase_add_test(tests, options_name_only_what_they_may);
	tcase_add_test(tests, what_no_job_can_do_is_refused);
	tcase_add_test(tests, base64_is_strict);
	tcase_add_test(tests, owners_see_their_own);
	tcase_add_test(tests, list_goes_page_by_page);
	tcase_add_test(tests, list_refuses_what_it_cannot_read);
	tcase_add_test(tests, results_name_no_file_of_this_machine);
	tcase_add_test(tests, artifacts_come_from_the_folder_of_the_job);
	tcase_add_test(tests, events_are_told_in_their_order);
	tcase_add_test(tests, only_what_is_over_is_deleted);
	tcase_add_test(tests, streams_end_for_good);
	tcase_add_test(tests, document_is_whole);
	return suite;
}

SUITE_MAIN(routes)
