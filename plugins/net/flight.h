/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * flight.h - one request from net_send to its end, over all its tries.
 *
 * It owns copies of all that the request pointed to, the answer of the last try, and while it is
 * on its way a libcurl handle and list of headers.  Made on any thread, then handed to the
 * thread of the client.
 */
#ifndef NET_FLIGHT_H
#define NET_FLIGHT_H

#include "bytes.h"
#include "client.h"

#include <curl/curl.h>

struct flight {
	struct flight *next, *previous;
	const struct dt_call *call;
	struct net_request request; /* points into copy */
	char *copy;
	const char *url; /* whole */
	net_judge judge;
	net_done done;
	void *ctx;

	uint64_t order;
	int64_t start_at;      /* not before */
	int64_t first_at;      /* first try, 0: none yet */
	int64_t sent_at;       /* last try */
	int64_t sent_us;       /* the same, finer */
	int64_t winding_at;    /* it was seen that its job winds down; 0: it does not */
	uint32_t tries;	       /* that were sent */
	struct dt_error error; /* of the last try */

	struct net_reply reply;
	struct bytes head, body;
	struct net_header *headers; /* of the reply */
	bool too_long;

	CURL *easy;
	struct curl_slist *list;
	char fault[CURL_ERROR_SIZE];
};

static inline bool flight_is_aside(const struct flight *flight)
{
	return flight->request.flags & NET_ASIDE;
}

static inline const char *flight_job(const struct flight *flight)
{
	return flight->call ? flight->call->job : NULL;
}

/* NULL without memory. base: behind which a url that begins with '/' goes. */
struct flight *flight_new(const char *base, const struct net_request *request);
void flight_free(struct flight *flight);

/*
 * Makes a handle ready to be added to the multi handle.  Signs; DT_E_UNAVAILABLE with retry_ms:
 * the signature is not ready yet.
 */
dt_status flight_ready(struct flight *flight, CURL *easy, const struct net_options *options,
		       int64_t time_ms, struct dt_error *err);
/* After the transfer, before the reply is read: gathers status and headers. */
void flight_landed(struct flight *flight);
/* Lets go of what belongs to one try; the answer stays. The handle goes back to the caller. */
CURL *flight_release(struct flight *flight);

#endif
