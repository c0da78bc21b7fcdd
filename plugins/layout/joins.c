/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Joins: paragraphs that do not end their sentence.  A column, a page or a float may have cut
 * them: layout.document finds where they go on.
 */
#include "config.h"

#include "layout.h"

#include "chars.h"

static const struct line *last_line(const struct page *page, const struct paragraph *paragraph)
{
	return &LIST(page->sequence, struct line)[paragraph->first + paragraph->count - 1];
}

static bool is_flowing(const struct paragraph *paragraph)
{
	return (paragraph->role == DT_ROLE_PARAGRAPH || paragraph->role == DT_ROLE_LIST_ITEM ||
		paragraph->role == DT_ROLE_BIBLIOGRAPHY) &&
	       paragraph->letters > 12 && !(paragraph->flags & DT_BLOCK_KEEP);
}

/* Does the last line reach the edge of its column without an end of a sentence? */
static bool is_unfinished(const struct page *page, const struct paragraph *paragraph)
{
	const struct line *line = last_line(page, paragraph);
	float room = paragraph->flags & DT_BLOCK_RTL ? line->u0 - paragraph->u0
						     : paragraph->edge - line->u1;

	return !char_ends_sentence(line->end) && room < 5 * paragraph->size &&
	       paragraph->u1 - paragraph->u0 > 10 * paragraph->size;
}

/* Directly below, and begun anew: what parted the two was no column or page. */
static bool was_parted(const struct page *page, const struct paragraph *paragraph,
		       const struct paragraph *next)
{
	const struct line *line = &LIST(page->sequence, struct line)[next->first];
	float gap = next->v0 - paragraph->v1;

	return next->plane == paragraph->plane && gap > -0.5f * next->size && gap < next->size &&
	       next->u0 < paragraph->u1 && next->u1 > paragraph->u0 &&
	       !(char_flags(line->start) & ITEM_LOWER);
}

void page_joins(struct page *page)
{
	const uint32_t *reading = LIST(page->reading, uint32_t);
	const struct paragraph *next = NULL; /* flowing, in reading order */

	for (uint32_t i = page->reading.n; i-- > 0;) {
		struct paragraph *paragraph = &LIST(page->paragraphs, struct paragraph)[reading[i]];

		if (!is_flowing(paragraph))
			continue;
		/* in a tagged page the structure says it: one element in several places */
		if (page->tagged && next && paragraph->element != DT_NONE)
			paragraph->flags |= next->element == paragraph->element &&
							    !was_parted(page, paragraph, next)
						    ? DT_BLOCK_JOINS
						    : 0;
		else if (is_unfinished(page, paragraph))
			paragraph->flags |= DT_BLOCK_JOINS;
		next = paragraph;
	}
}
