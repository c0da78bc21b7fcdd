/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "net_asked.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

static struct local_server server;
struct net_options options;
struct net_client *client;

/* ---- a host ---------------------------------------------------------------------- */

atomic_bool is_cancelled, is_winding_down;
static pthread_mutex_t usage_lock = PTHREAD_MUTEX_INITIALIZER;
struct dt_usage used;

static bool host_cancelled(const struct dt_call *of)
{
	(void)of;
	return atomic_load(&is_cancelled);
}

static bool host_winding_down(const struct dt_call *of)
{
	(void)of;
	return atomic_load(&is_winding_down);
}

static void host_usage(const struct dt_call *of, const struct dt_usage *usage)
{
	(void)of;
	pthread_mutex_lock(&usage_lock);
	used.requests += usage->requests;
	used.retries += usage->retries;
	used.answers += usage->answers;
	used.latency_us += usage->latency_us;
	for (int i = 0; i < DT_FAILURE_COUNT; i++)
		used.failures[i] += usage->failures[i];
	pthread_mutex_unlock(&usage_lock);
}

static const struct dt_host host = {
	.size = sizeof(host),
	.cancelled = host_cancelled,
	.winding_down = host_winding_down,
	.usage = host_usage,
};
const struct dt_call call = { .size = sizeof(call), .host = &host, .job = "one" };
const struct dt_call other_job = { .size = sizeof(call), .host = &host, .job = "two" };

int64_t patience(void)
{
	double load = 0;

	if (getenv("DT_VALGRIND"))
		return 30;
	return getloadavg(&load, 1) == 1 && load > (double)sysconf(_SC_NPROCESSORS_ONLN) ? 5 : 1;
}

/* ---- a request and what comes of it ---------------------------------------------- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
int n_done;

int64_t now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

void done(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	struct result *result = ctx;

	result->status = reply->status;
	result->requests = reply->requests;
	result->failure = err->failure;
	result->error = err->status;
	result->length = reply->length;
	result->at = now_ms();
	snprintf(result->text, sizeof(result->text), "%s", err->text);
	snprintf(result->body, sizeof(result->body), "%s", reply->body);
	pthread_mutex_lock(&lock);
	n_done++;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
}

void wait_for(int n)
{
	pthread_mutex_lock(&lock);
	while (n_done < n)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

void post(const struct dt_call *of, const char *url, struct result *result)
{
	struct net_request request = { .url = url, .body = "{}", .length = 2 };

	memset(result, 0, sizeof(*result));
	net_send(client, of, &request, NULL, done, result);
}

struct result ask(const char *url)
{
	struct result result;

	n_done = 0;
	post(&call, url, &result);
	wait_for(1);
	return result;
}

long logged(const char *name)
{
	struct net_request request = { .url = "/log", .flags = NET_ASIDE };
	struct result result = { 0 };
	char key[64];
	const char *at;

	ck_assert_int_eq(net_wait(client, NULL, &request, NULL, done, &result, NULL), DT_OK);
	snprintf(key, sizeof(key), "\"%s\": ", name);
	at = strstr(result.body, key);
	return at ? strtol(at + strlen(key), NULL, 10) : 0;
}

void open_client(void)
{
	struct dt_error err = { 0 };

	client = net_client_new("made", &options, &err);
	ck_assert_msg(client != NULL, "%s", err.text);
}

void setup(void)
{
	signal(SIGPIPE, SIG_IGN);
	if (!local_server_start(&server, "faults-server", NULL))
		ck_abort_msg("tests/servers/faults-server does not start");
	options = (struct net_options){
		.base_url = server.base,
		.key = "sk-secret",
		.timeout = 20000,
		.max_retries = 3,
		.max_wait = 10000,
		.max_in_flight = 64,
		.max_answer = 1 << 20,
	};
	atomic_store(&is_cancelled, false);
	atomic_store(&is_winding_down, false);
	memset(&used, 0, sizeof(used));
	n_done = 0;
	open_client();
}

void teardown(void)
{
	net_client_free(client);
	local_server_stop(&server);
}

void reopen(void)
{
	net_client_free(client);
	open_client();
}
