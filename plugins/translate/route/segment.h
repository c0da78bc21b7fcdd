/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * segment.h - a block's text with as few marks as it can do with, and back.
 *
 * The commonest style of a block stands bare.  Another style or a link becomes one
 * <g>, an object <x/>; so does a stretch that has nothing to translate and must not
 * get lost (a raised footnote number, a linked "[12]").  A mark holds whole words
 * and no blanks at its edges.  A hard break stays the character U+2028.
 *
 * struct marks says what each id stands for, so that an answer can be taken back to
 * the runs of the block.  It refers to the block's text: no longer than the payload.
 */
#ifndef ROUTE_SEGMENT_H
#define ROUTE_SEGMENT_H

#include "../markup.h"

#include <doctranslate/payload.h>

/* A text with styles: a block, or a title without any. */
struct source {
	const char *text;
	uint32_t length;
	const struct dt_run *runs; /* cover the text; n_runs may be 0 */
	uint32_t n_runs;
	const struct dt_style *styles;
	uint32_t n_styles;
	const void *payload; /* in which dt_run.source of all runs lies; NULL: they have none */
	bool fixed_numbers;  /* numbers are marks: a running head is one text on all pages */
};

enum mark_kind { MARK_STYLE, MARK_LINK, MARK_OBJECT, MARK_TEXT };

struct mark {
	enum mark_kind kind;
	uint32_t run;		/* of the source */
	uint32_t start, length; /* TEXT: the bytes of the source it stands for */
};

struct marks {
	uint32_t bare;	     /* the run whose style is bare */
	struct dt_list list; /* struct mark; id N is element N - 1 */
	bool loose;	     /* an answer may leave out styles and links, and be of any length */
};

/* Adds the markup of source to out.  plain leaves styles and links out.  False
 * without memory. */
bool segment_build(const struct source *source, bool plain, struct text *out, struct marks *marks);
void marks_free(struct marks *marks);
/* Is there more in it than what stands for itself? */
bool segment_has_words(const struct source *source);

/* An answer in terms of the source: text with U+FFFC and U+2028, and its runs. */
struct target {
	struct text text;
	struct dt_list runs; /* struct dt_target_run */
	uint32_t links_lost; /* links that no word of the answer has */
};

/*
 * Checks an answer and turns it into target, which is emptied before.  NULL when it
 * is good, else what is wrong with it, as the end of a sentence "the answer has ...".
 */
const char *segment_answer(const struct source *source, const struct marks *marks,
			   const char *answer, size_t length, struct target *target);
void target_free(struct target *target);

/* Is the answer's text the source's? */
bool segment_same(const struct source *source, const struct target *target);

#endif
