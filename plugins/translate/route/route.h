/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * route.h - the stage that has blocks translated.
 *
 * One segment for each block: kept by a rule, painted again as it is (identity), or
 * sent to a translator.  Pages come from many threads at once; what they share is the
 * job's memo, which has its own lock.
 */
#ifndef ROUTE_ROUTE_H
#define ROUTE_ROUTE_H

#include "checks.h"
#include "memo.h"
#include "tongue.h"
#include "plugins/translate/memory/embedding.h"

#include <doctranslate/payload.h>

struct route_options {
	const char *translator;
	int64_t batch_tokens, batch_segments;
	struct dt_strings keep_roles;
	int64_t memo;
	double memory_threshold;
	int64_t memory_rows, memory_bytes, memory_wait;
	int64_t memory_similar;
	double memory_similar_from;
	struct embedding_options embedding;
	double memory_near_from, memory_semantic_from;
	int64_t memory_vectors;
	int64_t protect_terms; /* enum protect_terms */
};

enum protect_terms { PROTECT_BASE = 0, PROTECT_ALWAYS, PROTECT_NEVER };

/* Each request to one of these has a price, or a wait: batches are neither small nor large. */
#define ROUTE_SERVICES                                                                             \
	(DT_TRANSLATOR_NETWORK | DT_TRANSLATOR_COSTS | DT_TRANSLATOR_ROUTES |                      \
	 DT_TRANSLATOR_INSTRUCTED)

struct route_self {
	const struct route_options *options;
	uint32_t keep_roles;	     /* bit of each dt_role */
	struct embedding *embedding; /* NULL: none is named */
};

enum { ROUTE_IN_BLOCKS = 0, ROUTE_IN_PROFILE, ROUTE_IN_OUTLINE, ROUTE_IN_FILE, ROUTE_IN_TERMS };
enum {
	ROUTE_OUT_SEGMENTS = 0,
	ROUTE_OUT_TITLES,
	ROUTE_OUT_UNITS,
	ROUTE_OUT_TITLE_UNITS,
	ROUTE_OUT_FORECAST
};

struct route_job {
	struct memo *memo;	 /* NULL when nothing is asked, or by ids */
	struct service *service; /* never NULL */
	struct checks checks;
	struct spending *spending; /* NULL: no bound */
	struct forecast *forecast; /* NULL: translators are asked */
	const struct dt_translator *translator;
	bool identity;
	bool units;	   /* somebody wants to know what is asked */
	char *source_lang; /* never NULL; "und" when nobody knows */
	const char *target_lang;
	struct tongue tongue;	   /* which texts are in another language */
	struct wording *wording;   /* NULL: no glossary */
	struct remember *remember; /* NULL: nothing of earlier jobs is used */
	_Atomic(size_t) kept;	   /* bytes, of pages that can be looked at by now */
};

static inline const void *route_input(const struct dt_call *call, uint32_t port)
{
	size_t size;

	return call->host->input(call, port, &size);
}

struct asking;
/* What asking has to know of the job. */
void route_asking(const struct dt_call *call, struct asking *asking);
/* Bounds of batches, and what they carry, for a translator with these properties. */
void route_bounds(const struct dt_call *call, struct asking *asking,
		  const struct dt_translator *translator);
/* The title of the document or of its first page, for a batch's context; NULL: none. */
const char *route_title(const struct dt_call *call);

dt_status route_check(const void *options, const char **option, struct dt_error *err);
dt_status route_open(const struct dt_call *call, const void *options, void **self,
		     struct dt_error *err);
void route_close(void *self);
dt_status route_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		      struct dt_error *err);
dt_status route_page(const struct dt_call *call, struct dt_error *err);
dt_status route_titles(const struct dt_call *call, struct dt_error *err);
void route_drop(void *self, void *state);

#endif
