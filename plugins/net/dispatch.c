/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "clock.h"
#include "inside.h"

/* When no handle could be had. */
#define LATER_MS 100

void client_wait(struct net_client *client, struct flight *flight)
{
	struct dt_error err = { 0 };

	if (queue_add(&client->queue, flight))
		return;
	dt_fail(&err, DT_E_SYSTEM, "no memory for a request to %s", client->service);
	client_end(client, flight, &err);
}

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
		    DT_OK &&
	    curl_multi_add_handle(client->multi, easy) != CURLM_OK)
		dt_fail(&err, DT_E_SYSTEM, "no memory for a request to %s", client->service);
	if (err.status == DT_OK) {
		take_off(client, flight, now);
		return;
	}
	client_release(client, flight);
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
