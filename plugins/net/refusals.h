/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * refusals.h - which jobs a service has refused for good, and in which words.
 *
 * A job is known by its text, of which refusals keeps a copy.  The last 64 are known.
 * One thread.
 */
#ifndef NET_REFUSALS_H
#define NET_REFUSALS_H

#include <doctranslate/plugin.h>

#define REFUSALS_MOST 64

struct refusals {
	struct {
		char *job;
		struct dt_error error;
	} at[REFUSALS_MOST];
	uint32_t n; /* ever */
};

/* False when it was known already, or job is NULL. */
bool refusals_add(struct refusals *refusals, const char *job, const struct dt_error *error);
const struct dt_error *refusals_find(const struct refusals *refusals, const char *job);
void refusals_free(struct refusals *refusals);

#endif
