/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * text.h - how the text of one paragraph is written, sign by sign.
 *
 * A writer adds to the lists of its page (bytes, runs, ranges, spelled): the last run is open
 * until close_run or the next one begins.  Every glyph that is handed over is taken up, whether
 * it shows in the text or not.
 */
#ifndef DT_LAYOUT_TEXT_H
#define DT_LAYOUT_TEXT_H

#include "write.h"

struct writer {
	struct page *page;
	const struct paragraph *paragraph;
	uint32_t style, annotation; /* of the open run */
	uint32_t object;
	uint32_t last_flags;	   /* of the last character written */
	const struct item *accent; /* goes over the item behind it, NULL: none */
	const struct item *last;   /* written */
	bool blank;		   /* a blank is due before the next character */
	bool rtl; /* the text runs from right to left, letters of other scripts in it */
};

/* Ends the last run where the text ends now. */
void close_run(struct page *page);
/* Takes a glyph up into the open run, with those that it was painted over. */
void take_glyph(struct page *page, uint32_t glyph);
/* Adds an item to the text, or only takes its glyph up when it shows nothing. */
void write_item(struct writer *writer, const struct item *item, const struct line *line,
		uint32_t annotation);
/* Adds a line break that has to stay. */
void write_break(struct writer *writer);
/* The link that the item lies in, or DT_NONE. */
uint32_t item_annotation(const struct page *page, const struct word *word, const struct item *item);

/* Is there a blank between two words that follow each other on a line? */
bool blank_between(const struct page *page, const struct word *a, const struct word *b, float size);

/* Is the hyphen at a line's end, behind n bytes of text, one that the word has of itself?  next is
 * the first word of the line below. */
bool is_compound_break(const struct page *page, const char *text, uint32_t n,
		       const struct word *next);

/* A line with right-to-left text: sign by sign. */
void write_turned(struct writer *writer, const struct line *line, const uint32_t *order,
		  uint32_t n);
/* Some fonts map a turned bracket to what it looks like: then a text starts with a closing one. */
void turn_brackets(struct page *page);
/* Text of other letters that was set as a paragraph from right to left shows its full stop at the
 * left of its last line, a bullet at the right of its first. */
bool looks_turned(const struct page *page, const struct line *first, const struct line *last);

#endif /* DT_LAYOUT_TEXT_H */
