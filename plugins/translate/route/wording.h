/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * wording.h - the terms of a job: which of them occur in a batch, and whether an answer has them.
 *
 * Terms of the user's glossaries win over those that were found in the document: an automatic
 * term that says otherwise is left out, the others are hints.  Read by any thread once it has
 * begun; what it counts and the tools that each thread borrows have a lock.
 */
#ifndef ROUTE_WORDING_H
#define ROUTE_WORDING_H

#include "ask.h"
#include "route.h"

struct wording;

/* *wording is NULL when the job has no glossary and no terms. [job] */
dt_status wording_begin(const struct dt_call *call, const struct route_job *job,
			struct wording **wording, struct dt_error *err);
void wording_end(struct wording *wording); /* takes NULL */

/* For dt_batch.glossary_id; NULL: no glossary.  Automatic terms are hints and do not count: an
 * answer that was given with other hints is as good. [any] */
const char *wording_id(const struct wording *wording);

/* The terms that a batch has.  list is what dt_batch.terms takes. */
struct wording_terms {
	struct dt_term *list;
	uint32_t n;
	uint8_t *in; /* of all of them */
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

/* ---- for translators that know no terms --------------------------------------------- */

/* A text with marks where terms stood; says the terms in an answer. */
struct wording_guard {
	struct text markup;   /* empty: nothing is guarded */
	struct dt_list terms; /* char *: what the mark first + i stands for */
	uint32_t first;
};

/* Puts a mark in the place of each term that the last answer to the ask (its .target) does not
 * say, so that the translator passes it on.  guard NULL: only, would there be any?  False: nothing
 * is guarded. [any] */
bool wording_guard(const struct wording *wording, const struct ask *ask,
		   struct wording_guard *guard);
/* Puts the terms into an answer, in place of their marks.  Afterwards it answers the ask's own
 * markup. */
void wording_unguard(const struct wording_guard *guard, struct text *answer);
void wording_guard_free(struct wording_guard *guard);

/* ---- the report ------------------------------------------------------------------ */

/* Counts an answer that is used though terms may be missing; page of the file, -1: none. [any] */
void wording_miss(struct wording *wording, const struct ask *ask, int64_t page);
/* What the report must tell of the job as a whole; takes NULL. [job] */
void wording_tell(struct wording *wording, const struct dt_call *call);

#endif
