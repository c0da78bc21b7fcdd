/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "service.h"

#include "access/access.h"
#include "access/lists.h"
#include "finished.h"
#include "folders.h"
#include "http/daemon.h"
#include "job/sandbox.h"
#include "jobs/jobs.h"
#include "notify.h"
#include "observe/log.h"
#include "observe/trace.h"
#include "routes/table.h"
#include "routes/tool.h"
#include "webhook/webhook.h"

#include <curl/curl.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

/* Answers that are under way when the end comes may take this long of the time for it. */
enum { ANSWERS_MS = 5000, LAST_TRACES_MS = 2000, LAST_WEBHOOKS_MS = 2000, WORKERS = 4 };
/* Free memory goes back to the system when this process, which has worked, has had little to do for
 * a while: so much of the processors' time, in so many seconds. */
enum { QUIET_S = 10, QUIET_MS = 100 };
enum { MEMORY_POOLS = 2, LARGE_BLOCK = 256 * 1024 };

/* What a reload replaces; the older ones stay until the end. */
struct generation {
	struct settings *settings;
	struct access_lists *access;
	struct webhook_source webhooks;
	struct generation *before;
};

struct service {
	const char *const *overrides;
	struct dt_engine *engine;
	_Atomic(struct generation *) newest;
	const struct dt_records *records;
	void *store;
	struct jobs *jobs;
	struct tools *tools;
	struct deliver *deliver;
	struct route_table routes;
	struct daemon *daemon;
	atomic_bool draining;
	bool log_runs, trace_runs, curl_runs;
};

/* ---- what handlers ask ---------------------------------------------------------------------- */

const struct settings *service_settings(const struct service *service)
{
	return atomic_load_explicit(&service->newest, memory_order_acquire)->settings;
}

struct access_lists *service_access(const struct service *service)
{
	return atomic_load_explicit(&service->newest, memory_order_acquire)->access;
}

struct jobs *service_jobs(const struct service *service)
{
	return service->jobs;
}

struct tools *service_tools(const struct service *service)
{
	return service->tools;
}

struct dt_engine *service_engine(const struct service *service)
{
	return service->engine;
}

struct daemon *service_daemon(const struct service *service)
{
	return service->daemon;
}

bool service_draining(const struct service *service)
{
	return atomic_load_explicit(&service->draining, memory_order_relaxed);
}

/* ---- settings and access --------------------------------------------------------------------- */

static void generation_free(struct generation *generation)
{
	if (!generation)
		return;
	access_lists_free(generation->access);
	settings_free(generation->settings);
	free(generation);
}

static void tell_fixed(const char *variable)
{
	log_warning("service.settings", LOG_TEXT("variable", variable),
		    LOG_MESSAGE("it was changed, which takes effect at the next start"));
}

static struct generation *generation_new(const struct service *service, struct generation *before,
					 struct dt_error *err)
{
	struct generation *generation = calloc(1, sizeof(*generation));

	if (!generation) {
		dt_fail(err, DT_E_SYSTEM, "out of memory");
		return NULL;
	}
	generation->before = before;
	generation->settings = settings_gather(service->overrides, err);
	if (generation->settings && before)
		settings_stay(generation->settings, before->settings, tell_fixed);
	if (generation->settings)
		generation->access =
			access_lists_new(generation->settings, before ? before->access : NULL, err);
	if (generation->access)
		return generation;
	generation_free(generation);
	return NULL;
}

static struct log_options log_options_of(const struct settings *settings)
{
	struct log_options options = { .fd = 2,
				       .level = LOG_LEVEL_INFO,
				       .json = settings->log_json,
				       .redact = settings->log_redact,
				       .service = "doctranslate" };

	(void)log_level_read(settings->log_level, &options.level);
	return options;
}

static bool is_loopback(const char *host)
{
	return !strcmp(host, "::1") || !strncmp(host, "127.", 4) || !strcasecmp(host, "localhost");
}

static void tell_notes(const struct settings *settings)
{
	for (size_t i = 0; i < settings->notes.n; i++)
		log_warning("service.settings", LOG_MESSAGE(settings->notes.at[i]));
	if (!settings->auth_required && !is_loopback(settings->host))
		log_warning("service.open",
			    LOG_MESSAGE("whoever reaches this address may use the service: "
					"DOCTRANSLATE_API_AUTH_MODE is disabled"),
			    LOG_TEXT("host", settings->host));
}

static void webhook_options(const struct service *service, struct generation *generation,
			    struct deliver_options *options)
{
	const struct settings *settings = generation->settings;

	generation->webhooks =
		(struct webhook_source){ service->jobs, settings->webhook_secret_names.at,
					 settings->webhook_secret_names.n };
	*options = (struct deliver_options){ .records = service->records,
					     .store = service->store,
					     .target = webhook_target,
					     .ctx = &generation->webhooks };
	deliver_options_from(settings, options);
}

/* What parts of the service have taken out of the settings. */
static void hand_round(struct service *service, struct generation *generation)
{
	struct log_options log = log_options_of(generation->settings);
	struct deliver_options webhooks;

	log_change(&log);
	jobs_change(service->jobs, generation->settings);
	webhook_options(service, generation, &webhooks);
	deliver_change(service->deliver, &webhooks);
	tool_forget(); /* pipelines and plugins may be others, too */
}

static void reload(struct service *service)
{
	struct generation *before = atomic_load(&service->newest), *generation;
	struct dt_error err = { 0 };

	notify_reloading();
	generation = generation_new(service, before, &err);
	if (generation) {
		atomic_store_explicit(&service->newest, generation, memory_order_release);
		hand_round(service, generation);
		tell_notes(generation->settings);
		log_info("service.reloaded",
			 LOG_NUMBER("tokens", tokens_count(generation->access->tokens)));
	} else {
		log_error("service.reload_failed", LOG_MESSAGE(err.text));
	}
	notify("READY=1\nSTATUS=%.400s", generation ? "serving" : err.text);
}

/* ---- start --------------------------------------------------------------------------------------
 */

static dt_status start_observing(struct service *service, struct dt_error *err)
{
	const struct settings *settings = service_settings(service);
	const struct log_options log = log_options_of(settings);
	const struct trace_options trace = { .enabled = settings->otel_enabled,
					     .service = settings->otel_service,
					     .attributes = settings->otel_attributes,
					     .endpoint = settings->otel_endpoint };

	service->log_runs = log_start(&log);
	if (!service->log_runs)
		return dt_fail(err, DT_E_SYSTEM, "the thread of the log does not start");
	service->curl_runs = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
	if (!service->curl_runs)
		return dt_fail(err, DT_E_SYSTEM, "libcurl does not start");
	if (trace_start(&trace, err) != DT_OK)
		return err->status;
	service->trace_runs = true;
	return DT_OK;
}

static dt_status start_jobs(struct service *service, struct dt_error *err)
{
	const struct settings *settings = service_settings(service);
	const struct dt_override path = { "path", settings->records_path, "metadata-sqlite-path" };

	if (service_folder_make(settings->data_root, err) != DT_OK ||
	    service_folder_make(settings->tmp_root, err) != DT_OK ||
	    dt_engine_records_open(service->engine, "sqlite.jobs", &path, 1, &service->records,
				   &service->store, err) != DT_OK)
		return err->status;
	if (settings->require_sandbox && sandbox_lacks(0))
		return dt_fail(err, DT_E_UNSUPPORTED, "require-sandbox: %s", sandbox_lacks(0));
	service->jobs = jobs_new(settings, service->records, service->store, err);
	service->tools = service->jobs ? tools_new(settings->max_concurrent_tools, err) : NULL;
	return service->tools ? DT_OK : err->status;
}

static dt_status start_webhooks(struct service *service, struct dt_error *err)
{
	struct generation *generation = atomic_load(&service->newest);
	struct deliver_options options;

	webhook_options(service, generation, &options);
	service->deliver = deliver_start(&options, err);
	return service->deliver ? DT_OK : err->status;
}

static dt_status start_daemon(struct service *service, struct dt_error *err)
{
	const struct settings *settings = service_settings(service);
	struct daemon_options options = {
		.host = settings->host,
		.port = settings->port,
		.threads = settings->http_threads,
		.service = service,
		.hooks = { .begun = service_begun,
			   .cors = access_cors,
			   .access = access_check,
			   .finished = service_finished },
		.tmp_root = settings->tmp_root,
		.public_base_url = settings->public_base_url,
		.request_id_header = settings->request_id_header,
		.max_connections = settings->max_connections,
		.max_connections_per_address = settings->max_connections_per_address,
		.max_headers = settings->max_headers,
		.max_header_bytes = settings->max_header_bytes,
		.header_s = settings->header_timeout_s,
		.idle_s = settings->idle_timeout_s,
		.body_bytes_s = (double)settings->body_bytes_per_s,
		.max_upload_bytes = settings->max_upload_bytes,
		.heartbeat_s = settings->heartbeat_s,
		/* those that wait for a tool, and as many as ever for the rest */
		.workers = WORKERS + 2 * settings->max_concurrent_tools,
	};

	route_table_fill(&service->routes, settings);
	options.routes = service->routes.lists;
	options.n_routes = service->routes.n;
	service->daemon = daemon_start(&options, err);
	return service->daemon ? DT_OK : err->status;
}

static void block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL); /* before the first thread: all of them have it */
	signal(SIGPIPE, SIG_IGN);
}

/*
 * Threads that share few pools of free memory leave less of it behind, and a block that is large
 * goes back when it is freed: glibc otherwise learns from the first big upload to keep such ones.
 */
static void set_memory(void)
{
	mallopt(M_ARENA_MAX, MEMORY_POOLS);
	mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
}

struct service *service_start(const char *const *overrides, struct dt_engine *engine,
			      struct dt_error *err)
{
	struct service *service = calloc(1, sizeof(*service));
	struct generation *generation;

	if (!service) {
		dt_fail(err, DT_E_SYSTEM, "out of memory");
		return NULL;
	}
	block_signals();
	set_memory();
	service->overrides = overrides;
	service->engine = engine;
	generation = generation_new(service, NULL, err);
	atomic_init(&service->newest, generation);
	if (generation && start_observing(service, err) == DT_OK &&
	    start_jobs(service, err) == DT_OK && start_webhooks(service, err) == DT_OK &&
	    start_daemon(service, err) == DT_OK) {
		tell_notes(generation->settings);
		return service;
	}
	service_free(service);
	return NULL;
}

void service_free(struct service *service)
{
	struct generation *generation;

	if (!service)
		return;
	tools_end(service->tools);
	daemon_free(service->daemon);
	tools_free(service->tools);
	if (service->deliver)
		deliver_end(service->deliver, LAST_WEBHOOKS_MS);
	jobs_free(service->jobs);
	dt_engine_records_close(service->engine, service->store);
	if (service->trace_runs)
		trace_stop(LAST_TRACES_MS);
	if (service->curl_runs)
		curl_global_cleanup();
	if (service->log_runs)
		log_stop();
	generation = atomic_load(&service->newest);
	while (generation) {
		struct generation *before = generation->before;

		generation_free(generation);
		generation = before;
	}
	free(service);
}

/* ---- until the end
 * --------------------------------------------------------------------------------- */

/* A second signal while the end is being waited for: children die with us, and what they were
 * doing is taken up at the next start. */
static void *end_at_once(void *ctx)
{
	sigset_t *set = ctx;

	/* who stops and continues the process, as a debugger does, interrupts this */
	while (sigwaitinfo(set, NULL) < 0)
		if (errno != EINTR)
			return NULL;
	_exit(128 + SIGTERM);
	return NULL;
}

static bool drain(struct service *service)
{
	static sigset_t set; /* outlives this call with the thread */
	const struct settings *settings = service_settings(service);
	int64_t time_ms = (int64_t)(settings->drain_s * 1000);
	struct jobs_state state = { 0 };
	pthread_t thread;
	bool answered;

	atomic_store(&service->draining, true);
	notify("STOPPING=1\nSTATUS=waiting for what runs");
	log_info("service.draining", LOG_NUMBER("time_ms", time_ms));
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (!pthread_create(&thread, NULL, end_at_once, &set))
		pthread_detach(thread);
	answered = daemon_drain(service->daemon, time_ms < ANSWERS_MS ? time_ms : ANSWERS_MS);
	jobs_drain(service->jobs, time_ms);
	jobs_state(service->jobs, &state);
	log_info("service.stopped", LOG_BOOL("answered", answered),
		 LOG_NUMBER("running", state.running_here));
	return answered && !state.running_here;
}

static int64_t clock_ms(clockid_t clock)
{
	struct timespec at;

	clock_gettime(clock, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

struct quiet {
	int64_t looked, spent; /* ms: when, and the processors' time until then */
	bool worked;	       /* since memory was given back */
};

static void give_back_when_quiet(struct quiet *quiet)
{
	int64_t now = clock_ms(CLOCK_MONOTONIC), spent;

	if (now - quiet->looked < QUIET_S * 1000)
		return;
	spent = clock_ms(CLOCK_PROCESS_CPUTIME_ID);
	if (spent - quiet->spent > QUIET_MS) {
		quiet->worked = true;
	} else if (quiet->worked) {
		malloc_trim(0);
		quiet->worked = false;
		spent = clock_ms(CLOCK_PROCESS_CPUTIME_ID); /* that was no work */
	}
	quiet->looked = now;
	quiet->spent = spent;
}

bool service_run(struct service *service)
{
	const int64_t watchdog = notify_watchdog_us(), most = QUIET_S * 1000000;
	const int64_t wait = watchdog && watchdog < most ? watchdog : most;
	const struct timespec tick = { wait / 1000000, wait % 1000000 * 1000 };
	struct quiet quiet = { 0 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	log_info("service.ready", LOG_TEXT("host", service_settings(service)->host),
		 LOG_NUMBER("port", daemon_port(service->daemon)),
		 LOG_TEXT("version", dt_engine_version()));
	notify("READY=1\nSTATUS=serving");
	for (;;) {
		int number = sigtimedwait(&set, NULL, &tick);

		if (number == SIGHUP)
			reload(service);
		else if (number > 0)
			break;
		else if (errno == EAGAIN && watchdog)
			notify("WATCHDOG=1");
		give_back_when_quiet(&quiet);
	}
	return drain(service);
}
