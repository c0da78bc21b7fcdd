/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * terms.h - the stage that finds the terms of a document before it is translated.
 *
 * Pages hand in their texts from any thread, at the end the terms are found: by counting, and then
 * the translator is asked for each one alone; or by a model that reads the texts, where the target
 * that it says most often counts.  What a glossary of the user has, or what speaks against one, is
 * left out.  With extract_terms "no" it does nothing at all.
 */
#ifndef ROUTE_TERMS_H
#define ROUTE_TERMS_H

#include "../glossary/read.h"
#include "../text.h"
#include "spending.h"

#include <doctranslate/payload.h>

#include <pthread.h>

struct terms_options {
	const char *translator;
	int64_t most, batch_tokens;
	double budget_share;
};

enum { TERMS_IN_BLOCKS = 0 };
enum { TERMS_OUT_TERMS = 0, TERMS_OUT_FILE };

enum terms_mode { TERMS_BY_COUNTING, TERMS_BY_MODEL };

/* The texts of a page, each with a NUL behind it. */
struct terms_page {
	uint32_t page;
	struct text texts;
};

struct terms_job {
	const struct terms_options *options;
	enum terms_mode mode;
	char *source_lang;
	const char *target_lang;
	const struct dt_translator *translator;
	struct spending *spending; /* NULL: no bound */
	struct forecast *forecast; /* NULL: translators are asked */
	pthread_mutex_t lock;
	struct dt_list pages; /* struct terms_page */
	size_t bytes;
	bool failed;
	/* at the end */
	struct dt_list texts;	       /* const char *: of all pages, in their order */
	struct glossary_files files;   /* the user's */
	struct dt_list found;	       /* struct found_term */
	struct terms_journal *journal; /* NULL: nothing is written down */
};

/* A term with its target; owns both. */
struct found_term {
	char *source, *target;
	uint32_t count; /* how often it is in the document, or how often it was said */
	uint32_t order; /* where it was said first */
};

dt_status terms_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		      struct dt_error *err);
dt_status terms_page(const struct dt_call *call, struct dt_error *err);
dt_status terms_end(const struct dt_call *call, struct dt_error *err);
void terms_drop(void *self, void *state);
dt_status terms_open(const struct dt_call *call, const void *options, void **self,
		     struct dt_error *err);

/* The name of the translator that is asked for terms. */
const char *terms_translator(const struct dt_call *call, const struct terms_options *options);

/* terms_ask.c: targets for sources that were counted; what has none goes. */
dt_status terms_translate(const struct dt_call *call, struct terms_job *job, struct dt_error *err);
/* Terms that a model finds in the texts, the commonest target of each. */
dt_status terms_ask_model(const struct dt_call *call, struct terms_job *job, struct dt_error *err);
/* terms_choose.c: leaves out what the document has not, and what the user's glossaries have or
 * speak against; counts, and sorts by that. */
dt_status terms_choose(struct terms_job *job, struct dt_error *err);
/* terms_vote.c: of the same source the target that was said most often. */
bool terms_vote(struct dt_list *found);
void found_free(struct dt_list *found);

#endif
