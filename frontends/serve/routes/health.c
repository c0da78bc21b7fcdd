/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "health.h"

#include "job/sandbox.h"
#include "route.h"
#include "shapes.h"
#include "tool.h"

#include "serve/folders.h"
#include "serve/http/daemon.h"
#include "serve/jobs/jobs.h"
#include "serve/observe/metrics.h"
#include "serve/service.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { READY_FOR_MS = 500, MESSAGE_SIZE = 512 };

/* ---- shapes -------------------------------------------------------------------------------- */

static const struct schema text = { .type = SCHEMA_STRING };
static const struct schema maybe_text = { .type = SCHEMA_STRING, .nullable = true };
static const struct schema flag = { .type = SCHEMA_BOOLEAN };
static const struct schema texts = { .type = SCHEMA_ARRAY, .items = &text };

static const struct schema_member live_members[] = {
	{ "status", &text, true, NULL, "ok" },
	{ NULL, NULL, false, NULL, NULL },
};
static const struct schema live_shape = { .name = "HealthLiveResponse",
					  .type = SCHEMA_OBJECT,
					  .members = live_members };

static const struct schema_member check_members[] = {
	{ "data_root_writable", &flag, true, NULL, "a file can be written to the data folder" },
	{ "tmp_root_writable", &flag, true, NULL, "and to the one of uploads" },
	{ "assets_ready", &flag, true, NULL, "the built-in pipelines are there" },
	{ "accepting_jobs", &flag, true, NULL, "a new job would be taken" },
	{ "job_queue_healthy", &flag, true, NULL, "the records can be read and written" },
	{ NULL, NULL, false, NULL, NULL },
};
static const struct schema check_shape = { .name = "HealthReadyChecks",
					   .type = SCHEMA_OBJECT,
					   .members = check_members };
static const struct schema_member ready_members[] = {
	{ "ready", &flag, true, NULL, "all of the checks are true" },
	{ "checks", &check_shape, true, NULL, "one by one" },
	{ "message", &maybe_text, true, NULL, "what is wrong" },
	{ NULL, NULL, false, NULL, NULL },
};
static const struct schema ready_shape = { .name = "HealthReadyResponse",
					   .type = SCHEMA_OBJECT,
					   .members = ready_members };

static const struct schema_member runtime_members[] = {
	{ "app", &text, true, NULL, "doctranslate-http-api" },
	{ "package_version", &text, true, NULL, "of this program" },
	{ "public_schema_version", &text, true, NULL, "of requests and results" },
	{ "progress_event_version", &text, true, NULL, "of events" },
	{ "python_version", &text, true, NULL, "empty: there is none" },
	{ "cache_dir", &text, true, NULL, "folder of the translation memory" },
	{ "sandbox_missing", &texts, true, NULL, "parts of the walls around jobs, as sentences" },
	{ NULL, NULL, false, NULL, NULL },
};
static const struct schema runtime_shape = { .name = "RuntimeInfoResponse",
					     .type = SCHEMA_OBJECT,
					     .members = runtime_members };

static const struct schema_member asset_members[] = {
	{ "category", &text, true, NULL, "pipelines, plugins, fonts" },
	{ "name", &text, true, NULL, "of the file, or what a font is for" },
	{ "present", &flag, true, NULL, "it is there and can be used" },
	{ NULL, NULL, false, NULL, NULL },
};
static const struct schema asset_shape = { .name = "AssetFileStatus",
					   .type = SCHEMA_OBJECT,
					   .members = asset_members };
static const struct schema asset_list = { .type = SCHEMA_ARRAY, .items = &asset_shape };
static const struct schema_member assets_members[] = {
	{ "schema_version", &text, true, NULL, "1" },
	{ "ready", &flag, true, NULL, "all of them are there" },
	{ "files", &asset_list, true, NULL, "one by one" },
	{ NULL, NULL, false, NULL, NULL },
};
static const struct schema assets_shape = { .name = "AssetStatusResponse",
					    .type = SCHEMA_OBJECT,
					    .members = assets_members };

/* ---- live, runtime ------------------------------------------------------------------------- */

static void answer_constant(struct exchange *exchange, int status, const char *json)
{
	exchange_answer_text(exchange, status, "application/json", strdup(json), strlen(json));
}

static void handle_live(struct exchange *exchange)
{
	answer_constant(exchange, 200, "{\"status\":\"ok\"}");
}

static void handle_runtime(struct exchange *exchange)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	json_t *missing = json_array();
	const char *part;
	char folder[4096];

	for (unsigned i = 0; (part = sandbox_lacks(i)); i++)
		json_array_append_new(missing, json_string(part));
	if (cache && *cache)
		snprintf(folder, sizeof(folder), "%s/doctranslate", cache);
	else
		snprintf(folder, sizeof(folder), "%s/.cache/doctranslate", home ? home : "");
	exchange_answer(exchange, 200,
			json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "app",
				  "doctranslate-http-api", "package_version", dt_engine_version(),
				  "public_schema_version", "1", "progress_event_version", "1",
				  "python_version", "", "cache_dir", folder, "sandbox_missing",
				  missing));
}

/* ---- assets ---------------------------------------------------------------------------------- */

/* What has to be there besides the program: each kind of request has its pipeline. */
static const char *const pipelines[] = { "translate",	      "extract",
					 "inspect",	      "build",
					 "preview",	      "preview-painted",
					 "preview-translated" };
enum { N_PIPELINES = sizeof(pipelines) / sizeof(pipelines[0]) };

static bool pipeline_present(struct dt_engine *engine, const char *name)
{
	struct dt_error err = { 0 };
	char *path = dt_engine_pipeline_file(engine, name, &err);
	bool present = path && access(path, R_OK) == 0;

	free(path);
	return present;
}

static bool assets_ready(struct dt_engine *engine)
{
	for (size_t i = 0; i < N_PIPELINES; i++)
		if (!pipeline_present(engine, pipelines[i]))
			return false;
	return true;
}

static void add_asset(json_t *files, bool *all, const char *category, const char *name,
		      bool present)
{
	*all = *all && present;
	json_array_append_new(files, json_pack("{s:s, s:s, s:b}", "category", category, "name",
					       name ? name : "", "present", present));
}

/* What a process tells, once for some minutes; NULL: it could not, which is answered. */
static json_t *told(struct exchange *exchange, const char *const *arguments)
{
	const struct tool tool = { .arguments = arguments, .kept = true };
	struct dt_error err = { 0 };
	json_t *envelope = tool_run(route_tools(exchange), route_settings(exchange), &tool, &err);

	if (!envelope)
		route_fail(exchange, &err, "the answer");
	return envelope;
}

static void add_plugins(json_t *files, bool *all, const json_t *envelope)
{
	const json_t *result = json_object_get(envelope, "result"), *one;
	size_t i;

	*all = *all && json_is_object(result);
	json_array_foreach(json_object_get(result, "plugins"), i, one)
		add_asset(files, all, "plugins", json_string_value(json_object_get(one, "name")),
			  json_is_true(json_object_get(one, "usable")));
}

static void add_fonts(json_t *files, bool *all, const json_t *envelope)
{
	const json_t *result = json_object_get(envelope, "result"), *face;
	size_t i;

	*all = *all && json_array_size(json_object_get(result, "faces"));
	json_array_foreach(json_object_get(result, "faces"), i, face)
	{
		char name[100];

		snprintf(name, sizeof(name), "%.40s %.40s",
			 json_string_value(json_object_get(face, "kind")),
			 json_string_value(json_object_get(face, "style")));
		add_asset(files, all, "fonts", name,
			  json_array_size(json_object_get(face, "fonts")) > 0);
	}
}

static void assets_later(struct exchange *exchange, void *ctx)
{
	static const char *const plugins[] = { "plugins", NULL };
	static const char *const fonts[] = { "fonts", "en", NULL };
	struct dt_engine *engine = service_engine(exchange_service(exchange));
	json_t *of_plugins = told(exchange, plugins), *of_fonts, *files;
	bool all = true;

	(void)ctx;
	of_fonts = of_plugins ? told(exchange, fonts) : NULL;
	if (of_fonts) {
		files = json_array();
		for (size_t i = 0; i < N_PIPELINES; i++)
			add_asset(files, &all, "pipelines", pipelines[i],
				  pipeline_present(engine, pipelines[i]));
		add_plugins(files, &all, of_plugins);
		add_fonts(files, &all, of_fonts);
		exchange_answer(exchange, 200,
				json_pack("{s:s, s:b, s:o}", "schema_version", "1", "ready", all,
					  "files", files));
	}
	json_decref(of_plugins);
	json_decref(of_fonts);
}

static void handle_assets(struct exchange *exchange)
{
	exchange_later(exchange, assets_later, NULL);
}

/* ---- ready
 * --------------------------------------------------------------------------------------- */

struct readiness {
	bool ready;
	char json[MESSAGE_SIZE + 300];
};

static void add_message(char message[MESSAGE_SIZE], const char *sentence)
{
	size_t used = strlen(message);

	snprintf(message + used, MESSAGE_SIZE - used, "%s%s", used ? "; " : "", sentence);
}

static void look(struct service *service, struct readiness *found)
{
	const struct settings *settings = service_settings(service);
	struct jobs_state state = { 0 };
	char message[MESSAGE_SIZE] = "";
	bool data = service_folder_writable(settings->data_root),
	     tmp = service_folder_writable(settings->tmp_root);
	bool assets = !settings->require_assets || assets_ready(service_engine(service));
	json_t *object;
	bool accepting;

	jobs_state(service_jobs(service), &state);
	accepting = state.accepting && !service_draining(service);
	if (!data)
		add_message(message, "the data folder cannot be written to");
	if (!tmp)
		add_message(message, "the folder for uploads cannot be written to");
	if (!assets)
		add_message(message, "a built-in pipeline is missing");
	if (service_draining(service))
		add_message(message, "the service is about to end");
	if ((!accepting || !state.records_healthy) && state.trouble)
		add_message(message, state.trouble);
	else if (!state.records_healthy)
		add_message(message, "the records cannot be used");
	found->ready = data && tmp && assets && accepting && state.records_healthy;
	object = json_pack("{s:b, s:{s:b, s:b, s:b, s:b, s:b}, s:s?}", "ready", found->ready,
			   "checks", "data_root_writable", data, "tmp_root_writable", tmp,
			   "assets_ready", assets, "accepting_jobs", accepting, "job_queue_healthy",
			   state.records_healthy, "message", *message ? message : NULL);
	found->json[object ? json_dumpb(object, found->json, sizeof(found->json) - 1, JSON_COMPACT)
			   : 0] = '\0';
	json_decref(object);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Who asks a thousand times a second is told what was found half a second ago, but never that a
 * service which is ending is ready. */
static void handle_ready(struct exchange *exchange)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static struct readiness kept;
	static int64_t kept_at;
	struct service *service = exchange_service(exchange);
	struct readiness found;
	int64_t now = now_ms();

	pthread_mutex_lock(&lock);
	if (!kept_at || now - kept_at >= READY_FOR_MS ||
	    (kept.ready && service_draining(service))) {
		look(service, &kept);
		kept_at = now;
	}
	found = kept;
	pthread_mutex_unlock(&lock);
	answer_constant(exchange,
			found.ready || service_settings(service)->ready_always_200 ? 200 : 503,
			found.json);
}

/* ---- metrics
 * ------------------------------------------------------------------------------------- */

static void write_metrics(struct exchange *exchange, void *ctx)
{
	struct service *service = exchange_service(exchange);
	struct jobs_state state = { 0 };
	struct daemon_state http;
	size_t size = 0;
	char *figures;

	(void)ctx;
	jobs_state(service_jobs(service), &state);
	daemon_state(service_daemon(service), &http);
	metric_set(METRIC_HTTP_STREAMS, http.streams, METRIC_PLAIN);
	metric_set(METRIC_HTTP_INFLIGHT, http.exchanges, METRIC_LABELS("all"));
	figures = metrics_text(service_settings(service)->metrics_namespace, &state, &size);
	if (figures)
		exchange_answer_text(exchange, 200, "text/plain; version=0.0.4; charset=utf-8",
				     figures, size);
	else
		exchange_fail(exchange, 500, "internal_error", NULL, "out of memory");
}

/* Counting what is in the records may wait for them. */
static void handle_metrics(struct exchange *exchange)
{
	exchange_later(exchange, write_metrics, NULL);
}

/* ---- rows
 * ---------------------------------------------------------------------------------------- */

#define JSON(status, summary, shape, example)                                                      \
	{                                                                                          \
		status, summary, "application/json", &(shape), example                             \
	}

static const struct response_spec live_answers[] = {
	JSON(200, "it is", live_shape, "{\"status\":\"ok\"}"),
};

#define READY_EXAMPLE(ready, message)                                                              \
	"{\"ready\":" ready ",\"checks\":{\"data_root_writable\":true,\"tmp_root_writable\":"      \
	"true,\"assets_ready\":true,\"accepting_jobs\":" ready ",\"job_queue_healthy\":true},"     \
	"\"message\":" message "}"

static const struct response_spec ready_answers[] = {
	JSON(200, "it is, or the settings ask for 200 always", ready_shape,
	     READY_EXAMPLE("true", "null")),
	JSON(503, "it is not", ready_shape,
	     READY_EXAMPLE("false", "\"the service is about to end\"")),
};

static const struct response_spec runtime_answers[] = {
	JSON(200, "versions and folders", runtime_shape,
	     "{\"app\":\"doctranslate-http-api\",\"package_version\":\"" PACKAGE_VERSION
	     "\",\"public_schema_version\":\"1\",\"progress_event_version\":\"1\","
	     "\"python_version\":\"\",\"cache_dir\":\"/root/.cache/doctranslate\","
	     "\"sandbox_missing\":[]}"),
};

static const struct response_spec assets_answers[] = {
	JSON(200, "files that jobs need", assets_shape,
	     "{\"schema_version\":\"1\",\"ready\":true,\"files\":[{\"category\":\"pipelines\","
	     "\"name\":\"translate\",\"present\":true}]}"),
	JSON(503, "come again after Retry-After", shape_error, NULL),
};

static const struct response_spec metrics_answers[] = {
	{ 200, "Prometheus' text format", "text/plain", NULL, NULL },
};

#define ANSWERS(list) list, sizeof(list) / sizeof((list)[0])

const struct route routes_health[] = {
	{ "GET", "/v1/health/live", "v1_health_live_get", "health", "is the process alive",
	  ACCESS_PROBE, BODY_NONE, NULL, NULL, 0, ANSWERS(live_answers), handle_live },
	{ "GET", "/v1/health/ready", "v1_health_ready_get", "health", "would a job be taken",
	  ACCESS_PROBE, BODY_NONE, NULL, NULL, 0, ANSWERS(ready_answers), handle_ready },
	{ "GET", "/v1/runtime", "v1_runtime_get", "health", "what is running", ACCESS_TOKEN,
	  BODY_NONE, NULL, NULL, 0, ANSWERS(runtime_answers), handle_runtime },
	{ "GET", "/v1/assets/status", "v1_assets_status_get", "health", "are needed files there",
	  ACCESS_TOKEN, BODY_NONE, NULL, NULL, 0, ANSWERS(assets_answers), handle_assets },
	{ 0 },
};

const struct route route_metrics = {
	"GET",	   "/metrics", "metrics_get", "metrics", "figures for Prometheus", ACCESS_TOKEN,
	BODY_NONE, NULL,       NULL,	      0,	 ANSWERS(metrics_answers), handle_metrics
};
