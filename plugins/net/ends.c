/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "clock.h"
#include "inside.h"

#include <string.h>

/* ---- of one flight ---------------------------------------------------------------- */

static void tell_usage(const struct flight *flight, bool answered)
{
	const struct dt_host *host = flight->call ? flight->call->host : NULL;
	const struct net_reply *reply = &flight->reply;
	struct dt_usage usage = {
		.size = sizeof(usage),
		.requests = reply->requests,
		.retries = reply->retries,
		.answers = answered,
		.latency_us = reply->latency_us,
	};

	if (!host || !reply->requests || flight_is_aside(flight) || !DT_HOST_HAS(host, usage))
		return;
	memcpy(usage.failures, reply->failures, sizeof(usage.failures));
	host->usage(flight->call, &usage);
}

void client_end(struct net_client *client, struct flight *flight, const struct dt_error *err)
{
	struct dt_error copy = *err;

	(void)client;
	tell_usage(flight, copy.status == DT_OK);
	flight->done(flight->ctx, &flight->reply, &copy);
	flight_free(flight);
}

void client_release(struct net_client *client, struct flight *flight)
{
	CURL *easy = flight_release(flight);

	if (client->n_idle < client->pace.most)
		client->idle[client->n_idle++] = easy;
	else
		curl_easy_cleanup(easy);
}

void client_ground(struct net_client *client, struct flight *flight)
{
	curl_multi_remove_handle(client->multi, flight->easy);
	client_release(client, flight);
	flight->previous->next = flight->next;
	flight->next->previous = flight->previous;
	flight->next = flight->previous = NULL;
	client->n_flying--;
	flight->reply.latency_us += (uint64_t)(clock_us() - flight->sent_us);
}

bool client_too_late(const struct net_client *client, const struct flight *flight, int64_t when,
		     int64_t now)
{
	int64_t first = flight->first_at ? flight->first_at : now;

	return when - now > client->options->max_wait ||
	       (flight->request.time_ms && when - first >= flight->request.time_ms);
}

/* The service wants a pause that is longer than anybody would wait. */
void client_give_up(struct net_client *client, struct flight *flight, int64_t wait_ms)
{
	struct dt_error err = flight->error;

	if (err.status == DT_OK) {
		err.failure = DT_FAILURE_RATE_LIMIT;
		err.retry_ms = wait_ms > UINT32_MAX ? UINT32_MAX : (uint32_t)wait_ms;
		dt_fail(&err, DT_E_UNAVAILABLE,
			"%s at %.120s takes no request for another %lld s; that is longer than "
			"the options max_wait and the batch allow",
			client->service, client->base, (long long)((wait_ms + 999) / 1000));
	}
	client_end(client, flight, &err);
}

/* ---- jobs that a service has refused --------------------------------------------- */

bool client_is_refusal(const struct flight *flight, const struct dt_error *err)
{
	if (flight_is_aside(flight))
		return false;
	return err->failure == DT_FAILURE_AUTHENTICATION || err->failure == DT_FAILURE_QUOTA ||
	       (err->failure == DT_FAILURE_NOT_FOUND &&
		!(flight->request.flags & NET_MAY_BE_MISSING));
}

struct refused {
	struct net_client *client;
	const char *job;
	const struct dt_error *err;
};

static bool of_refused_job(void *ctx, struct flight *flight)
{
	const struct refused *refused = ctx;
	const char *job = flight_job(flight);

	return job && !flight_is_aside(flight) && !strcmp(job, refused->job);
}

static void end_refused(void *ctx, struct flight *flight)
{
	const struct refused *refused = ctx;

	client_end(refused->client, flight, refused->err);
}

void client_remember(struct net_client *client, const struct flight *flight,
		     const struct dt_error *err)
{
	struct refused refused = { client, flight_job(flight), err };

	if (refusals_add(&client->refusals, refused.job, err))
		queue_sift(&client->queue, of_refused_job, end_refused, &refused);
}

/* ---- cancelling ------------------------------------------------------------------ */

static bool winds_down(const struct dt_call *call)
{
	return DT_HOST_HAS(call->host, winding_down) && call->host->winding_down(call);
}

static bool is_over(void *ctx, struct flight *flight)
{
	const struct dt_call *call = flight->call;

	(void)ctx;
	return call && (call->host->cancelled(call) || winds_down(call));
}

/* One that is on the wire. */
static bool is_over_there(void *ctx, struct flight *flight)
{
	const struct net_client *client = ctx;
	const struct dt_call *call = flight->call;

	if (call && call->host->cancelled(call))
		return true;
	if (!call || !winds_down(call))
		return false;
	if (!flight->winding_at)
		flight->winding_at = client->polled_at;
	return client->polled_at - flight->winding_at >= NET_LAST_WAIT;
}

static bool always(void *ctx, struct flight *flight)
{
	(void)ctx;
	(void)flight;
	return true;
}

static void end_cancelled(void *ctx, struct flight *flight)
{
	struct net_client *client = ctx;
	struct dt_error err = { 0 };

	dt_fail(&err, DT_E_CANCELLED, "cancelled while %s was asked", client->service);
	client_end(client, flight, &err);
}

static void end_those(struct net_client *client, bool (*on_the_wire)(void *, struct flight *),
		      bool (*queued)(void *, struct flight *))
{
	struct flight *flight, *next;

	for (flight = client->flying.next; flight != &client->flying; flight = next) {
		next = flight->next;
		if (!on_the_wire(client, flight))
			continue;
		client_ground(client, flight);
		if (!flight_is_aside(flight))
			pace_back(&client->pace, flight->sent_at, PACE_OTHER, clock_ms());
		end_cancelled(client, flight);
	}
	queue_sift(&client->queue, queued, end_cancelled, client);
}

static bool is_stuck(void *ctx, struct flight *flight)
{
	struct net_client *client = ctx;
	int64_t now = client->polled_at, until = client->pace.paused_until;
	bool held = until > now && flight->start_at <= until && !flight_is_aside(flight);

	return (flight->first_at && flight->request.time_ms &&
		now - flight->first_at >= flight->request.time_ms) ||
	       (held && client_too_late(client, flight, until, now));
}

static void end_stuck(void *ctx, struct flight *flight)
{
	struct net_client *client = ctx;

	client_give_up(client, flight, client->pace.paused_until - client->polled_at);
}

void client_poll(struct net_client *client, int64_t now)
{
	client->polled_at = now;
	end_those(client, is_over_there, is_over);
	queue_sift(&client->queue, is_stuck, end_stuck, client);
}

void client_abandon(struct net_client *client)
{
	end_those(client, always, always);
}
