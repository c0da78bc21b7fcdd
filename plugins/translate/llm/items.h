/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * items.h - the items of a reply, wherever they stand in it.
 *
 * Items are collected first and handed over at the end: a model that drafts its answer before it
 * gives it, or repeats the question, must not be taken at its first word.
 */
#ifndef LLM_ITEMS_H
#define LLM_ITEMS_H

#include "llm.h"

struct item {
	struct text text; /* cleaned; of terms "SOURCE\tTARGET" */
	uint32_t segment; /* of terms */
	uint32_t round;	  /* in which JSON value of the reply it stood */
	bool there;
};

struct items {
	const struct dt_batch *batch;
	struct item *at; /* for translations: one for each segment */
	uint32_t n, room;
	uint32_t round;
	uint32_t strange; /* items with an id that was not asked for */
	bool failed;	  /* no memory */
};

bool items_start(struct items *items, const struct dt_batch *batch);
void items_free(struct items *items);

/* Of a value of the reply, all items in it, at most so deep as a reply has a reason to be. */
void items_take_value(struct items *items, const json_t *value);
/* One item by its parts; id counts from 1.  For terms text is the source and target is given. */
void items_take(struct items *items, uint64_t id, const char *text, size_t length,
		const char *target, size_t target_length);
/* Members that a translation, a term, its translation may have as their names. */
bool items_is_text_name(const char *name);
bool items_is_source_name(const char *name);
bool items_is_target_name(const char *name);
/* Segments that have an answer (of terms: terms). */
uint32_t items_count(const struct items *items);

/* salvage.c: items of JSON that is cut or broken, in one walk over the text; only those that are
 * whole, and whose ids have no answer yet. */
void items_salvage(struct items *items, const char *at, const char *end);

/* plain.c: of a batch of one text, a reply that is the translation itself, without any JSON; only
 * where it can hardly be anything else. */
void items_take_plain(struct items *items, const char *at, const char *end);

#endif /* LLM_ITEMS_H */
