/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pieces.h - what is kept of a block that may be a part of a paragraph in several places: one
 * whose last line does not end its sentence, and the few behind it, or at the head of a page, that
 * may go on with it.  pieces.c keeps them page by page, flows.c holds them against each other
 * when all pages have been seen.
 */
#ifndef DT_LAYOUT_PIECES_H
#define DT_LAYOUT_PIECES_H

#include "profile.h"

enum piece_start { START_OTHER, START_LOWER, START_CASELESS, START_UPPER };

struct piece {
	uint32_t page, block;
	bool barrier; /* a heading, a formula: no sentence goes on behind it */
	bool open;    /* does not end its sentence */
	bool full;    /* its last line reaches the edge */
	bool tags, rtl, hyphen, label, indented;
	bool heads; /* nothing but running heads stands above it in its column */
	enum piece_start start;
	uint32_t role, align, lines, budget;
	struct dt_matrix frame;
	float width, height;
	float size;
	uint32_t look;			   /* flags of its style that must be the same */
	uint32_t lead;			   /* those of its first word */
	struct dt_span text, runs, styles; /* in the document's store */
	uint32_t next;			   /* piece, or DT_NONE */
	bool taken;			   /* is the next of another */
};

struct page_pieces {
	uint32_t number; /* of the file */
	uint32_t first, count;
	bool seen; /* it did not fail */
};

/* Roles that running text has. */
static inline bool role_is_text(uint32_t role)
{
	return role == DT_ROLE_PARAGRAPH || role == DT_ROLE_LIST_ITEM ||
	       role == DT_ROLE_BIBLIOGRAPHY;
}

/* Bytes of the hyphen at the end of a text behind a letter; 0 when there is none. */
uint32_t piece_hyphen(const char *text, uint32_t n);
/* Copies the texts of inline formulas from the payload that the runs came from; false without
 * memory. */
bool piece_spellings(struct dt_payload *to, struct dt_span runs, const void *from);

#endif /* DT_LAYOUT_PIECES_H */
