/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "clock.h"
#include "inside.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* How often jobs are asked whether they are cancelled, while something is on its way. */
#define POLL_MS 50
#define IDLE_MS 600000

/* ---- the thread ------------------------------------------------------------------ */

static bool take_inbox(struct net_client *client)
{
	struct flight *flight, *next;
	bool stopping;

	pthread_mutex_lock(&client->lock);
	flight = client->inbox;
	client->inbox = NULL;
	client->inbox_end = &client->inbox;
	stopping = client->stopping;
	pthread_mutex_unlock(&client->lock);
	for (; flight; flight = next) {
		next = flight->next;
		flight->next = NULL;
		client_accept(client, flight);
	}
	return !stopping;
}

static bool take_landed(struct net_client *client)
{
	struct flight *flight;
	CURLMsg *message;
	bool any = false;
	int left;

	while ((message = curl_multi_info_read(client->multi, &left))) {
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&flight);
		client_landed(client, flight, code);
		any = true;
	}
	return any;
}

static int sleep_ms(const struct net_client *client, int64_t next, int64_t now)
{
	int64_t most = client->n_flying || client->queue.n ? POLL_MS : IDLE_MS;

	if (next <= now)
		return 0;
	return (int)(next - now < most ? next - now : most);
}

void *client_run(void *ctx)
{
	struct net_client *client = ctx;
	int64_t now, next;
	int running;

	while (take_inbox(client)) {
		now = clock_ms();
		if (now - client->polled_at >= POLL_MS)
			client_poll(client, now);
		next = client_dispatch(client, now);
		curl_multi_perform(client->multi, &running);
		if (take_landed(client))
			continue;
		curl_multi_poll(client->multi, NULL, 0, sleep_ms(client, next, clock_ms()), NULL);
	}
	/* done callbacks may send more */
	do {
		client_abandon(client);
		take_inbox(client);
	} while (client->queue.n || client->n_flying);
	return NULL;
}

/* Signals are for the threads of the program. */
static int start_thread(struct net_client *client)
{
	sigset_t all, before;
	int fault;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	fault = pthread_create(&client->thread, NULL, client_run, client);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	client->started = !fault;
	return fault;
}

/* ---- new and free ---------------------------------------------------------------- */

/* libcurl takes the first word of a path for the host that is not there: "http:///v1". */
static bool lacks_host(const char *text)
{
	const char *slashes = strstr(text, "://");

	return !slashes || slashes[3] == '/';
}

/* "https://host/v1" of an address, without a slash at its end; NULL with err. */
static char *base_of(const char *service, const char *text, struct dt_error *err)
{
	CURLU *url = curl_url();
	char *user = NULL, *host = NULL, *scheme = NULL, *query = NULL, *base = NULL;
	CURLUcode code = CURLUE_OUT_OF_MEMORY;
	size_t n;

	if (url)
		code = curl_url_set(url, CURLUPART_URL, text, CURLU_PATH_AS_IS);
	if (code == CURLUE_OK) {
		curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
		curl_url_get(url, CURLUPART_HOST, &host, 0);
		curl_url_get(url, CURLUPART_USER, &user, 0);
		curl_url_get(url, CURLUPART_QUERY, &query, 0);
	}
	if (code == CURLUE_OUT_OF_MEMORY)
		dt_fail(err, DT_E_SYSTEM, "no memory for the client of %s", service);
	else if (user)
		dt_fail(err, DT_E_CONFIG,
			"the address of %s has a user name or a password in it: they belong into "
			"an option that is a secret",
			service);
	else if (!host || !scheme || lacks_host(text) ||
		 (strcmp(scheme, "https") && strcmp(scheme, "http")) || query)
		dt_fail(err, DT_E_CONFIG,
			"\"%.120s\" is no address of %s: wanted is https://HOST/PATH", text,
			service);
	else
		base = strdup(text);
	for (n = base ? strlen(base) : 0; n && base[n - 1] == '/'; n--)
		base[n - 1] = '\0';
	curl_free(user);
	curl_free(host);
	curl_free(scheme);
	curl_free(query);
	curl_url_cleanup(url);
	return base;
}

struct net_client *net_client_new(const char *service, const struct net_options *options,
				  struct dt_error *err)
{
	struct net_client *client;

	if (!options->base_url) {
		dt_fail(err, DT_E_CONFIG, "%s has no address: the option base_url gives one",
			service);
		return NULL;
	}
	client = calloc(1, sizeof(*client));
	if (!client || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(client);
		dt_fail(err, DT_E_SYSTEM, "libcurl cannot be started for %s", service);
		return NULL;
	}
	client->service = service;
	client->options = options;
	client->inbox_end = &client->inbox;
	client->flying.next = client->flying.previous = &client->flying;
	pthread_mutex_init(&client->lock, NULL);
	if (getrandom(&client->random, sizeof(client->random), 0) < 0)
		client->random = (uint64_t)clock_us();
	pace_init(&client->pace, options, clock_ms());
	client->base = base_of(service, options->base_url, err);
	client->idle = calloc((size_t)client->pace.most + 1, sizeof(*client->idle));
	client->multi = curl_multi_init();
	if (!client->base || !client->idle || !client->multi) {
		dt_fail(err, DT_E_SYSTEM, "no memory for the client of %s", service);
		net_client_free(client);
		return NULL;
	}
	curl_multi_setopt(client->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
	curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, (long)client->pace.most + 4);
	return client;
}

void net_client_judge(struct net_client *client, net_judge judge, void *ctx)
{
	client->judge = judge;
	client->judge_ctx = ctx;
}

void net_client_free(struct net_client *client)
{
	bool started;

	if (!client)
		return;
	pthread_mutex_lock(&client->lock);
	client->stopping = true;
	started = client->started;
	pthread_mutex_unlock(&client->lock);
	if (started) {
		curl_multi_wakeup(client->multi);
		pthread_join(client->thread, NULL);
	}
	for (size_t i = 0; i < client->n_idle; i++)
		curl_easy_cleanup(client->idle[i]);
	curl_multi_cleanup(client->multi);
	queue_free(&client->queue);
	refusals_free(&client->refusals);
	pthread_mutex_destroy(&client->lock);
	free(client->idle);
	free(client->base);
	free(client);
	curl_global_cleanup();
}

/* ---- sending --------------------------------------------------------------------- */

void net_send(struct net_client *client, const struct dt_call *call,
	      const struct net_request *request, net_judge judge, net_done done, void *ctx)
{
	struct flight *flight = flight_new(client->base, request);
	struct net_reply nothing = { .service = client->service, .base = client->base, .body = "" };
	struct dt_error err = { 0 };
	int fault = 0;

	if (!flight) {
		dt_fail(&err, DT_E_SYSTEM, "no memory for a request to %s", client->service);
		done(ctx, &nothing, &err);
		return;
	}
	flight->call = call;
	flight->judge = judge;
	flight->done = done;
	flight->ctx = ctx;
	flight->reply.service = client->service;
	/* an address of another server than the service's is told as it is */
	flight->reply.base = strncmp(flight->url, client->base, strlen(client->base))
				     ? flight->url
				     : client->base;
	flight->reply.key = client->options->key;
	pthread_mutex_lock(&client->lock);
	if (!client->started)
		fault = start_thread(client);
	if (!fault) {
		*client->inbox_end = flight;
		client->inbox_end = &flight->next;
	}
	pthread_mutex_unlock(&client->lock);
	if (!fault) {
		curl_multi_wakeup(client->multi);
		return;
	}
	flight_free(flight);
	err.sys_errno = fault;
	dt_fail(&err, DT_E_SYSTEM, "no thread for the requests to %s: %s", client->service,
		strerror(fault));
	done(ctx, &nothing, &err);
}

struct waiting {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool over;
	net_judge judge;
	net_done done;
	void *ctx;
	struct dt_error *err;
};

static void wait_judge(void *ctx, const struct net_reply *reply, struct dt_error *err)
{
	struct waiting *waiting = ctx;

	if (waiting->judge)
		waiting->judge(waiting->ctx, reply, err);
}

static void wait_done(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	struct waiting *waiting = ctx;

	if (waiting->done)
		waiting->done(waiting->ctx, reply, err);
	pthread_mutex_lock(&waiting->lock);
	if (err->status != DT_OK && waiting->err && waiting->err->status == DT_OK)
		*waiting->err = *err;
	waiting->over = true;
	pthread_cond_signal(&waiting->changed);
	pthread_mutex_unlock(&waiting->lock);
}

dt_status net_wait(struct net_client *client, const struct dt_call *call,
		   const struct net_request *request, net_judge judge, net_done done, void *ctx,
		   struct dt_error *err)
{
	struct dt_error own = { 0 };
	struct waiting waiting = {
		.judge = judge,
		.done = done,
		.ctx = ctx,
		.err = err ? err : &own,
	};

	pthread_mutex_init(&waiting.lock, NULL);
	pthread_cond_init(&waiting.changed, NULL);
	net_send(client, call, request, wait_judge, wait_done, &waiting);
	pthread_mutex_lock(&waiting.lock);
	while (!waiting.over)
		pthread_cond_wait(&waiting.changed, &waiting.lock);
	pthread_mutex_unlock(&waiting.lock);
	pthread_cond_destroy(&waiting.changed);
	pthread_mutex_destroy(&waiting.lock);
	return waiting.err->status;
}
