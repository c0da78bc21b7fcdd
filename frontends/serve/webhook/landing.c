/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "flight.h"

#include <stdio.h>

#define SECOND	   ((int64_t)1000000)
#define WAIT_MOST  900	/* seconds, before the factor */
#define ASKED_MOST 3600 /* seconds that an answer may ask for */

void landing_judge(struct landing *landing, unsigned attempt, unsigned max_attempts, int status,
		   int64_t retry_after, double chance)
{
	int64_t wait = attempt < 10 ? (int64_t)1 << attempt : WAIT_MOST;

	landing->status = status;
	landing->wait_us = 0;
	if (status >= 200 && status < 300) {
		landing->outcome = LANDING_DELIVERED;
		return;
	}
	if (status == 404 || status == 410 || attempt >= max_attempts) {
		landing->outcome = LANDING_GIVEN_UP;
		return;
	}
	landing->outcome = LANDING_RETRY;
	landing->wait_us = (int64_t)((double)(wait * SECOND) * (0.5 + chance));
	if (retry_after > ASKED_MOST)
		retry_after = ASKED_MOST;
	if ((status == 429 || status == 503) && retry_after * SECOND > landing->wait_us)
		landing->wait_us = retry_after * SECOND;
}
