/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From libmicrohttpd's calls to the steps of an exchange.
 *
 * The first call comes with the header alone: what is refused then is refused before the client is
 * told to go on ("100 Continue").  Calls with data follow, then one with none, where the route's
 * handler runs.  A connection that waits is suspended; when it is resumed, this is called again.
 */
#include "config.h"

#include "state.h"
#include "stream.h"
#include "work.h"

#include <string.h>

static void enter(struct connection *connection, enum phase phase)
{
	atomic_store_explicit(&connection->received, 0, memory_order_relaxed);
	atomic_store_explicit(&connection->since, http_now_us(), memory_order_relaxed);
	atomic_store_explicit(&connection->phase, phase, memory_order_relaxed);
}

static bool hand_over(struct exchange *exchange, enum stage stage)
{
	exchange->stage = stage;
	exchange->handed_over = true;
	MHD_suspend_connection(exchange->mhd);
	if (work_add(exchange->daemon->work, exchange))
		return true;
	exchange->handed_over = false;
	exchange->stage = STAGE_ANSWERED;
	exchange_fail(exchange, 503, "internal_error", NULL, "too much is being done already");
	MHD_resume_connection(exchange->mhd);
	return false;
}

void exchange_later(struct exchange *exchange, void (*work)(struct exchange *exchange, void *ctx),
		    void *ctx)
{
	if (exchange->handed_over) { /* on the pool already */
		work(exchange, ctx);
		return;
	}
	exchange->work = work;
	exchange->work_ctx = ctx;
	hand_over(exchange, STAGE_WORKING);
}

static void read_body(struct exchange *exchange, void *ctx)
{
	(void)ctx;
	exchange->stage = body_end(exchange) ? STAGE_READY : STAGE_ANSWERED;
}

/* ---- the steps ----------------------------------------------------------------------- */

static enum MHD_Result begin(struct exchange *exchange)
{
	exchange->stage = STAGE_BODY;
	if (exchange_admit(exchange)) {
		enter(exchange->connection, PHASE_BODY);
		return MHD_YES;
	}
	exchange->stage = STAGE_ANSWERED;
	if (!exchange->has_body)
		return MHD_YES; /* called once more */
	exchange->close = true;
	exchange->connection->linger = true;
	return reply_send(exchange);
}

static enum MHD_Result feed(struct exchange *exchange, const char *data, size_t *size)
{
	bool good = exchange->stage == STAGE_BODY && body_feed(exchange, data, *size);

	*size = 0;
	if (good)
		return MHD_YES;
	reply_send_raw(exchange);
	return MHD_NO; /* closes the connection */
}

static enum MHD_Result handle(struct exchange *exchange)
{
	exchange->handed_over = false;
	exchange->stage = STAGE_WORKING;
	atomic_store_explicit(&exchange->connection->phase, PHASE_ANSWER, memory_order_relaxed);
	exchange->route->handle(exchange);
	if (exchange->handed_over || exchange->stage == STAGE_ANSWERED)
		return MHD_YES; /* suspended; what is there is read when it is resumed */
	if (!exchange->reply.kind)
		exchange_fail(exchange, 500, "internal_error", NULL,
			      "the request was not answered");
	return reply_send(exchange);
}

static enum MHD_Result end_body(struct exchange *exchange)
{
	atomic_store_explicit(&exchange->connection->phase, PHASE_ANSWER, memory_order_relaxed);
	if (body_is_big(exchange)) {
		exchange->work = read_body;
		hand_over(exchange, STAGE_READING);
		return MHD_YES;
	}
	return body_end(exchange) ? handle(exchange) : reply_send(exchange);
}

enum MHD_Result http_handle(void *cls, struct MHD_Connection *mhd, const char *url,
			    const char *method, const char *version, const char *data, size_t *size,
			    void **ctx)
{
	struct exchange *exchange = *ctx;

	if (!exchange) {
		*ctx = exchange = exchange_new(cls, mhd, url, method);
		if (!exchange)
			return MHD_NO;
		exchange->needs_host = strcmp(version, MHD_HTTP_VERSION_1_1) == 0;
		return begin(exchange);
	}
	if (*size)
		return feed(exchange, data, size);
	switch (exchange->stage) {
	case STAGE_BODY:
		return end_body(exchange);
	case STAGE_READY:
		return handle(exchange);
	case STAGE_ANSWERED:
		return reply_send(exchange);
	case STAGE_READING:
	case STAGE_WORKING:
		return MHD_YES;
	case STAGE_NEW:
	case STAGE_SENT:
		break;
	}
	return MHD_NO;
}

void http_completed(void *cls, struct MHD_Connection *mhd, void **ctx,
		    enum MHD_RequestTerminationCode code)
{
	struct exchange *exchange = *ctx;

	(void)cls;
	(void)mhd;
	if (!exchange)
		return;
	*ctx = NULL;
	enter(exchange->connection, PHASE_IDLE);
	exchange_free(exchange, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
}
