/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tools.h - inside of wording.h: the glossaries of a job, and what a thread needs to look terms
 * up.
 */
#ifndef ROUTE_TOOLS_H
#define ROUTE_TOOLS_H

#include "../glossary/find.h"
#include "../glossary/read.h"
#include "../glossary/say.h"
#include "wording.h"

#include <pthread.h>

enum { BY_USER = 0, BY_PROGRAM, N_ORIGINS };

struct tools {
	struct tools *next;
	struct glossary_finder *finders[N_ORIGINS]; /* NULL: no such glossary */
	struct glossary_ear *ear;		    /* for answers */
	struct dt_list hits[N_ORIGINS];		    /* struct glossary_hit */
	struct text plain;
	struct dt_list places; /* of guarding */
};

/* A term that answers lack. */
struct missed {
	uint32_t term, answers;
	struct dt_list pages; /* int64_t: of each answer; titles have none */
};

struct wording {
	struct glossary_files files; /* the user's */
	struct glossary *glossaries[N_ORIGINS];
	const char *target_lang;
	bool guards; /* the translator knows no terms */
	bool guard_all;
	char id[GLOSSARY_ID_SIZE];
	pthread_mutex_t lock; /* of what is below */
	struct tools *idle;
	uint8_t *met;	       /* of the user's terms: 1, it occurs */
	struct dt_list missed; /* struct missed */
};

/* NULL without memory. */
struct tools *tools_take(struct wording *wording);
void tools_give(struct wording *wording, struct tools *tools);
void tools_free(struct tools *tools);

static inline const struct glossary_hit *tools_hit(const struct tools *tools, int origin,
						   uint32_t i)
{
	return (const struct glossary_hit *)tools->hits[origin].at + i;
}

/* The terms in the text of an ask but those in what stays as it is; false without memory. */
bool tools_find(const struct wording *wording, struct tools *tools, int origin,
		const struct ask *ask);
/* Does the answer that the ear has heard say the term of a hit?  text is where the hit is. */
bool tools_says(const struct wording *wording, struct tools *tools, const struct glossary_hit *hit,
		const char *text);

#endif
