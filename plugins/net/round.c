/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "clock.h"
#include "inside.h"
#include <string.h>

/* When no handle could be had. */
#define LATER_MS 100

/* ---- ends ------------------------------------------------------------------------ */

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

void client_ground(struct net_client *client, struct flight *flight)
{
	CURL *easy;

	curl_multi_remove_handle(client->multi, flight->easy);
	easy = flight_release(flight);
	if (client->n_idle < client->pace.most)
		client->idle[client->n_idle++] = easy;
	else
		curl_easy_cleanup(easy);
	flight->previous->next = flight->next;
	flight->next->previous = flight->previous;
	flight->next = flight->previous = NULL;
	client->n_flying--;
	flight->reply.latency_us += (uint64_t)(clock_us() - flight->sent_us);
}

void client_wait(struct net_client *client, struct flight *flight)
{
	struct dt_error err = { 0 };

	if (queue_add(&client->queue, flight))
		return;
	dt_fail(&err, DT_E_SYSTEM, "no memory for a request to %s", client->service);
	client_end(client, flight, &err);
}

/* ---- sending --------------------------------------------------------------------- */

/* Milliseconds that the next try may take. */
static int64_t time_of_try(const struct net_client *client, const struct flight *flight,
			   int64_t now)
{
	int64_t most = client->options->timeout > 0 ? client->options->timeout : 60000, left;

	if (!flight->request.time_ms)
		return most;
	left = (flight->first_at ? flight->first_at : now) + flight->request.time_ms - now;
	return left < 1 ? 1 : left < most ? left : most;
}

static void take_off(struct net_client *client, struct flight *flight, int64_t now)
{
	struct flight *head = &client->flying;

	curl_multi_add_handle(client->multi, flight->easy);
	flight->next = head;
	flight->previous = head->previous;
	head->previous->next = flight;
	head->previous = flight;
	client->n_flying++;
	flight->sent_at = now;
	flight->sent_us = clock_us();
	if (!flight->first_at)
		flight->first_at = now;
	flight->reply.retries += flight->tries > 0;
	flight->reply.requests++;
	flight->tries++;
	if (!flight_is_aside(flight))
		pace_sent(&client->pace, flight->request.tokens, now);
}

static void launch(struct net_client *client, struct flight *flight, int64_t now)
{
	CURL *easy = client->n_idle ? client->idle[--client->n_idle] : curl_easy_init();
	struct dt_error err = { 0 };

	if (!easy) {
		flight->start_at = now + LATER_MS;
		client_wait(client, flight);
		return;
	}
	if (flight_ready(flight, easy, client->options, time_of_try(client, flight, now), &err) ==
	    DT_OK) {
		take_off(client, flight, now);
		return;
	}
	easy = flight_release(flight);
	if (client->n_idle < client->pace.most)
		client->idle[client->n_idle++] = easy;
	else
		curl_easy_cleanup(easy);
	if (err.status == DT_E_UNAVAILABLE && err.retry_ms) {
		flight->start_at = now + err.retry_ms;
		client_wait(client, flight);
		return;
	}
	if (client_is_refusal(flight, &err))
		client_remember(client, flight, &err);
	client_end(client, flight, &err);
}

void client_accept(struct net_client *client, struct flight *flight)
{
	const struct dt_error *refusal = refusals_find(&client->refusals, flight_job(flight));
	int64_t now = clock_ms();

	flight->order = ++client->order;
	flight->start_at = now;
	if (flight_is_aside(flight))
		launch(client, flight, now);
	else if (refusal)
		client_end(client, flight, refusal);
	else
		client_wait(client, flight);
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

bool client_too_late(const struct net_client *client, const struct flight *flight, int64_t when,
		     int64_t now)
{
	int64_t first = flight->first_at ? flight->first_at : now;

	return when - now > client->options->max_wait ||
	       (flight->request.time_ms && when - first >= flight->request.time_ms);
}

int64_t client_dispatch(struct net_client *client, int64_t now)
{
	struct flight *first;
	int64_t when, held;

	while ((first = queue_first(&client->queue))) {
		uint32_t tokens = first->request.tokens;

		if (first->start_at > now)
			return first->start_at;
		if (!flight_is_aside(first)) {
			held = pace_held(&client->pace, tokens, now);
			if (held > now && client_too_late(client, first, held, now)) {
				queue_take(&client->queue);
				client_give_up(client, first, held - now);
				continue;
			}
			when = pace_when(&client->pace, tokens, now);
			if (when > now)
				return when;
		}
		queue_take(&client->queue);
		launch(client, first, now);
	}
	return INT64_MAX;
}
