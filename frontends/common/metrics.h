/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * metrics.h - what translators have used, summed over jobs, in the form that programs outside
 * read.
 *
 * {profile, providers {NAME {total_requests, successful_requests, failed_requests,
 * failures_by_category {CATEGORY: n}, total_cost_usd, total_tokens, avg_latency_ms,
 * success_rate_pct}}}.  Made from the engine's reports; translators that only hand on to others
 * are no providers.
 */
#ifndef DT_FRONTENDS_METRICS_H
#define DT_FRONTENDS_METRICS_H

#include <jansson.h>

/* reports: an array of them; profile: the translator that the jobs were told to take. */
json_t *metrics_json(const char *profile, const json_t *reports);

/* All that the translators of one report have used. */
struct metrics_sum {
	json_int_t requests, tokens, characters;
	double usd;
};
struct metrics_sum metrics_sum(const json_t *report);

#endif
