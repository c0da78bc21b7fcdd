/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * routes-server.c - the HTTP daemon with routes of its own, for tests and measures.
 *
 *   routes-server FOLDER [NAME=NUMBER...]
 *
 * Serves the files of FOLDER, keeps uploads there, prints its port, and ends on SIGTERM after a
 * drain.  NAMEs are members of struct daemon_options.  The events of jobs are made by POST
 * /jobs/{job_id}/tell: what the service's hub does for the daemon is done here in a few lines.
 */
#include "config.h"

#include "serve/http/daemon.h"
#include "serve/jobs/jobs.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct daemon *_Atomic daemon_here; /* routes run before it is known */
static const char *folder;

/* ---- events ------------------------------------------------------------------------- */

#define EVENTS 4096

struct subscription {
	struct subscription *next;
	char job[64];
	uint64_t after;
	void (*wake)(void *ctx);
	void *ctx;
};

static struct {
	pthread_mutex_t lock;
	struct subscription *first;
	struct {
		char job[64];
		char *json;
		uint64_t sequence;
		bool last;
	} events[EVENTS];
	size_t n;
} hub = { .lock = PTHREAD_MUTEX_INITIALIZER };

static struct subscription *subscribe(const char *job, uint64_t after, void (*wake)(void *ctx),
				      void *ctx)
{
	struct subscription *subscription = calloc(1, sizeof(*subscription));

	snprintf(subscription->job, sizeof(subscription->job), "%s", job);
	subscription->after = after;
	subscription->wake = wake;
	subscription->ctx = ctx;
	pthread_mutex_lock(&hub.lock);
	subscription->next = hub.first;
	hub.first = subscription;
	pthread_mutex_unlock(&hub.lock);
	return subscription;
}

bool subscription_take(struct subscription *subscription, struct job_event *event)
{
	bool found = false;
	size_t i;

	pthread_mutex_lock(&hub.lock);
	for (i = 0; i < hub.n && !found; i++) {
		found = strcmp(hub.events[i].job, subscription->job) == 0 &&
			hub.events[i].sequence > subscription->after;
		if (!found)
			continue;
		event->json = hub.events[i].json;
		event->sequence = subscription->after = hub.events[i].sequence;
		event->last = hub.events[i].last;
	}
	pthread_mutex_unlock(&hub.lock);
	return found;
}

void subscription_end(struct subscription *subscription)
{
	struct subscription **at;

	pthread_mutex_lock(&hub.lock);
	for (at = &hub.first; *at != subscription; at = &(*at)->next)
		;
	*at = subscription->next;
	pthread_mutex_unlock(&hub.lock);
	free(subscription);
}

static void tell(const char *job, const char *json, bool last)
{
	struct subscription *subscription;
	uint64_t sequence = 1;
	size_t i;

	pthread_mutex_lock(&hub.lock);
	for (i = 0; i < hub.n; i++)
		sequence += strcmp(hub.events[i].job, job) == 0;
	if (hub.n < EVENTS) {
		snprintf(hub.events[hub.n].job, sizeof(hub.events[hub.n].job), "%s", job);
		hub.events[hub.n].json = strdup(json);
		hub.events[hub.n].sequence = sequence;
		hub.events[hub.n++].last = last;
	}
	for (subscription = hub.first; subscription; subscription = subscription->next)
		if (strcmp(subscription->job, job) == 0)
			subscription->wake(subscription->ctx);
	pthread_mutex_unlock(&hub.lock);
}

/* ---- handlers ------------------------------------------------------------------------ */

static void handle_live(struct exchange *exchange)
{
	exchange_answer(exchange, 200, json_pack("{s:s}", "status", "ok"));
}

static json_t *or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static void handle_echo(struct exchange *exchange)
{
	exchange_set_header(exchange, "X-Evil", "a\r\nSet-Cookie: b");
	exchange_answer(exchange, 200,
			json_pack("{s:s, s:s, s:o, s:o, s:s, s:o, s:s, s:o}", "request_id",
				  exchange_request_id(exchange), "owner", exchange_owner(exchange),
				  "value", or_null(exchange_path(exchange, "value")), "q",
				  or_null(exchange_query(exchange, "q")), "base_url",
				  exchange_base_url(exchange), "traceparent",
				  or_null(exchange_traceparent(exchange)), "peer",
				  exchange_peer(exchange), "body",
				  exchange_json(exchange) ? json_deep_copy(exchange_json(exchange))
							  : json_null()));
}

static void handle_form(struct exchange *exchange)
{
	const struct form_file *file = exchange_file(exchange, "input_pdf");
	const char *keep = exchange_query(exchange, "keep");
	json_t *answer = json_pack("{s:o}", "field", or_null(exchange_field(exchange, "field")));
	char path[512];

	if (file)
		json_object_set_new(answer, "file",
				    json_pack("{s:s, s:I, s:s}", "name", file->name, "bytes",
					      (json_int_t)file->bytes, "sha256", file->sha256));
	snprintf(path, sizeof(path), "%s/kept", folder);
	if (file && keep)
		json_object_set_new(answer, "taken",
				    json_boolean(exchange_take_file(exchange, "input_pdf", path)));
	exchange_answer(exchange, 202, answer);
}

static void handle_file(struct exchange *exchange)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, exchange_path(exchange, "name"));
	exchange_answer_file(exchange, path, "application/pdf", exchange_query(exchange, "as"),
			     exchange_query(exchange, "sha256"));
}

static void sleep_a_little(struct exchange *exchange, void *ctx)
{
	const char *ms = exchange_query(exchange, "ms");
	const long n = ms ? strtol(ms, NULL, 10) : 0;
	const struct timespec time = { n / 1000, n % 1000 * 1000000 };

	(void)ctx;
	nanosleep(&time, NULL);
	if (!exchange_query(exchange, "forget"))
		exchange_answer(exchange, 200, json_pack("{s:i}", "slept", (int)n));
}

static void handle_later(struct exchange *exchange)
{
	exchange_later(exchange, sleep_a_little, NULL);
}

static void handle_nothing(struct exchange *exchange)
{
	(void)exchange;
}

static void handle_stream(struct exchange *exchange)
{
	void *bell = exchange_bell(exchange);

	exchange_answer_stream(exchange,
			       subscribe(exchange_path(exchange, "job_id"),
					 exchange_last_event(exchange), exchange_wake, bell),
			       NULL);
}

static void handle_tell(struct exchange *exchange)
{
	const json_t *body = exchange_json(exchange);
	char *text = json_dumps(json_object_get(body, "event"), JSON_COMPACT);

	tell(exchange_path(exchange, "job_id"), text, json_is_true(json_object_get(body, "last")));
	free(text);
	exchange_answer(exchange, 204, NULL);
}

static void handle_state(struct exchange *exchange)
{
	struct daemon_state state;

	while (!daemon_here)
		sched_yield();
	daemon_state(daemon_here, &state);
	exchange_answer(exchange, 200,
			json_pack("{s:i, s:i, s:i, s:i}", "connections", (int)state.connections,
				  "exchanges", (int)state.exchanges, "streams", (int)state.streams,
				  "work_waiting", (int)state.work_waiting));
}

/* ---- routes -------------------------------------------------------------------------- */

static const struct schema text = { .type = SCHEMA_STRING };
static const struct schema number = { .type = SCHEMA_INTEGER, .min = 0, .max = 100000 };
static const struct schema anything = { .type = SCHEMA_ANY };
static const struct schema yes_or_no = { .type = SCHEMA_BOOLEAN };
static const struct schema_member members[] = { { "name", &text, true, NULL, "" },
						{ "n", &number, false, NULL, "" },
						{ 0 } };
static const struct schema named = { .type = SCHEMA_OBJECT, .members = members };
static const struct schema_member told_members[] = { { "event", &anything, true, NULL, "" },
						     { "last", &yes_or_no, false, NULL, "" },
						     { 0 } };
static const struct schema told = { .type = SCHEMA_OBJECT, .members = told_members };
static const struct parameter_spec numbers[] = { { "ms", IN_QUERY, &number, false, "" } };

static const struct route routes[] = {
	{ .method = "GET", .path = "/", .handle = handle_live },
	{ .method = "GET", .path = "/live", .handle = handle_live },
	{ .method = "GET", .path = "/echo/{value}", .handle = handle_echo },
	{ .method = "GET", .path = "/echo/{value}.png", .handle = handle_echo },
	{ .method = "GET", .path = "/secret", .access = ACCESS_TOKEN, .handle = handle_echo },
	{ .method = "POST",
	  .path = "/json",
	  .access = ACCESS_TOKEN,
	  .body = BODY_JSON,
	  .request = &named,
	  .handle = handle_echo },
	{ .method = "POST",
	  .path = "/form",
	  .access = ACCESS_TOKEN,
	  .body = BODY_FORM,
	  .handle = handle_form },
	{ .method = "GET", .path = "/files/{name}", .handle = handle_file },
	{ .method = "GET",
	  .path = "/later",
	  .parameters = numbers,
	  .n_parameters = 1,
	  .handle = handle_later },
	{ .method = "GET", .path = "/nothing", .handle = handle_nothing },
	{ .method = "POST", .path = "/quiet", .handle = handle_live },
	{ .method = "GET", .path = "/jobs/{job_id}/stream", .handle = handle_stream },
	{ .method = "POST",
	  .path = "/jobs/{job_id}/tell",
	  .body = BODY_JSON,
	  .request = &told,
	  .handle = handle_tell },
	{ .method = "GET", .path = "/state", .handle = handle_state },
	{ 0 }
};

static bool check_access(struct service *service, struct exchange *exchange)
{
	const char *token = exchange_header(exchange, "Authorization");

	(void)service;
	if (exchange_route(exchange)->access != ACCESS_TOKEN)
		return true;
	if (token && strcmp(token, "Bearer let-me-in") == 0) {
		exchange_set_owner(exchange, "tester");
		return true;
	}
	exchange_fail(exchange, 401, "validation_error", NULL, "wanted a token");
	return false;
}

static void finished(struct service *service, const struct exchange *exchange,
		     const struct exchange_outcome *outcome)
{
	const struct route *route = exchange_route(exchange);

	(void)service;
	if (getenv("ROUTES_LOG"))
		fprintf(stderr, "%s %s %s %d %s %llu\n", outcome->method, outcome->path,
			route ? route->path : "-", outcome->status,
			outcome->complete ? "whole" : "broken",
			(unsigned long long)outcome->bytes_in);
}

static void set_option(struct daemon_options *options, const char *given)
{
	const char *equals = strchr(given, '=');
	const double value = equals ? strtod(equals + 1, NULL) : 0;

#define OPTION(member)                                                                             \
	if (equals && strlen(#member) == (size_t)(equals - given) &&                               \
	    strncmp(given, #member, strlen(#member)) == 0)                                         \
	options->member = (__typeof__(options->member))value

	OPTION(port);
	OPTION(threads);
	OPTION(max_upload_bytes);
	OPTION(heartbeat_s);
	OPTION(max_connections);
	OPTION(max_connections_per_address);
	OPTION(header_s);
	OPTION(idle_s);
	OPTION(body_grace_s);
	OPTION(body_bytes_s);
	OPTION(max_bodies_bytes);
#undef OPTION
}

int main(int argc, char **argv)
{
	static const struct route *const lists[] = { routes };
	struct daemon_options options = { .host = "127.0.0.1", .routes = lists, .n_routes = 1 };
	struct dt_error err = { 0 };
	sigset_t signals;
	bool done;
	int i, number_of;

	if (argc < 2)
		return 2;
	options.hooks.access = check_access;
	options.hooks.finished = finished;
	options.tmp_root = folder = argv[1];
	for (i = 2; i < argc; i++)
		if (strncmp(argv[i], "host=", 5) == 0)
			options.host = argv[i] + 5;
		else if (strncmp(argv[i], "public_base_url=", 16) == 0)
			options.public_base_url = argv[i] + 16;
		else
			set_option(&options, argv[i]);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	daemon_here = daemon_start(&options, &err);
	if (!daemon_here) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	printf("%u\n", daemon_port(daemon_here));
	fflush(stdout);
	sigwait(&signals, &number_of);
	done = daemon_drain(daemon_here, 3000);
	daemon_free(daemon_here);
	for (i = 0; i < (int)hub.n; i++)
		free(hub.events[i].json);
	printf("%s\n", done ? "drained" : "cut");
	return 0;
}
