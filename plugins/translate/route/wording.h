/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * wording.h - the terms of a job: which of them occur in a batch, and whether an answer has them.
 *
 * Read by any thread once it has begun.
 */
#ifndef ROUTE_WORDING_H
#define ROUTE_WORDING_H

#include "ask.h"
#include "route.h"

struct wording;

/* *wording is NULL when the job has no glossary. [job] */
dt_status wording_begin(const struct dt_call *call, const struct route_job *job,
			struct wording **wording, struct dt_error *err);
void wording_end(struct wording *wording); /* takes NULL */

/* For dt_batch.glossary_id; NULL: no glossary. [any] */
const char *wording_id(const struct wording *wording);

/* The terms that a batch has.  list is what dt_batch.terms takes. */
struct wording_terms {
	struct dt_term *list;
	uint32_t n;
};

/* Finds those that occur in the texts of n asks; false without memory. [any] */
bool wording_terms(const struct wording *wording, struct ask *const *asks, uint32_t n,
		   struct wording_terms *terms);
void wording_terms_free(struct wording_terms *terms);

/* What an answer (as .target of the ask) violates, as the end of a sentence "the answer has ...",
 * written into room; NULL: nothing.  A violation is repaired; when that does not help, the answer
 * is used and reported. [any] */
const char *wording_check(const struct wording *wording, const struct ask *ask, char *room,
			  size_t size);

#endif
