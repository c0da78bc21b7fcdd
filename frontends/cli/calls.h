/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * calls.h - calls of translators as lines for the service: each one, and of too many their sum.
 *
 *	{"type":"call_start","stage":"route","provider":"openai","profile":""}
 *	{"type":"call_end", the same, "calls":1,"failed":0,"segments":20,"began":us,"took_us":us,
 *	 "requests":1,"retries":0,"latency_us":us,"input_tokens":0,"cached_tokens":0,
 *	 "output_tokens":0,"characters":0,"usd":0.0,"failure":"none","failures":{"timeout":1}}
 *
 * profile: the translator that has handed it on.  failures: requests by kind; what asked no service
 * counts as one request.  After CALLS_TOLD calls no line of one comes, but sums without began and
 * took_us, now and then and at the end.
 *
 * Zero at first; one thread at a time.  Names are borrowed from the pipeline.
 */
#ifndef DT_CLI_CALLS_H
#define DT_CLI_CALLS_H

#include "engine.h"

#include <jansson.h>

enum { CALLS_TOLD = 1000, CALLS_KINDS = 32, CALLS_TOGETHER = 1000 };

struct calls_sum {
	const char *stage, *translator, *through;
	uint64_t calls, failed, segments;
	struct dt_usage usage;
};

struct calls {
	unsigned told;
	size_t n;
	struct calls_sum sums[CALLS_KINDS];
};

/* Of an event of kind CALL_START or CALL_END; NULL: nothing is to be told now. */
json_t *calls_line(struct calls *calls, const struct dt_event *event);
/* What is summed up and not told, one after the other; NULL: no more. */
json_t *calls_rest(struct calls *calls);

#endif
