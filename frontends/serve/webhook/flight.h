/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * flight.h - one attempt of a delivery: its request, and what became of it.
 *
 * Made and ended on deliver's thread.
 */
#ifndef DT_SERVE_FLIGHT_H
#define DT_SERVE_FLIGHT_H

#include "deliver.h"

#include <curl/curl.h>

#define FLIGHT_ANSWER_MOST 65536 /* bytes of an answer, with its headers */

struct flight {
	struct flight *next;
	const struct deliver_options *options;
	char *id, *job, *body;
	unsigned attempt; /* from 1 */
	struct address address;
	CURL *curl;
	struct curl_slist *headers;
	size_t received;
	int64_t begun; /* us, of the clock that never goes back */
	/* of the last address that was not connected to */
	enum address_kind refused;
	char why[CURL_ERROR_SIZE];
};

/* What an attempt came to. */
struct landing {
	int status; /* HTTP, 0: no answer */
	enum { LANDING_DELIVERED, LANDING_RETRY, LANDING_GIVEN_UP } outcome;
	int64_t wait_us; /* of LANDING_RETRY */
	char text[256];
};

/* NULL: out of memory */
struct flight *flight_new(const struct deliver_options *options,
			  const struct dt_delivery *delivery);
void flight_free(struct flight *flight);

/* Looks up where it goes, and makes the request.  false: it does not take off; landing says why. */
bool flight_prepare(struct flight *flight, struct landing *landing);
/* After the transfer has ended with this code. */
void flight_land(struct flight *flight, CURLcode code, struct landing *landing);

/*
 * Pure: what comes after the attempt with this number.  status: 0, no answer; retry_after: seconds
 * that the answer asked for; chance: 0 to 1.
 */
void landing_judge(struct landing *landing, unsigned attempt, unsigned max_attempts, int status,
		   int64_t retry_after, double chance);

#endif
