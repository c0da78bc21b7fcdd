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

/* The next flowing paragraph in reading order, or NULL. */
static const struct paragraph *next_flowing(const struct page *page, uint32_t i)
{
	const uint32_t *reading = LIST(page->reading, uint32_t);

	for (i++; i < page->reading.n; i++) {
		const struct paragraph *next =
			&LIST(page->paragraphs, struct paragraph)[reading[i]];

		if (is_flowing(next))
			return next;
	}
	return NULL;
}

void page_joins(struct page *page)
{
	const uint32_t *reading = LIST(page->reading, uint32_t);

	for (uint32_t i = 0; i < page->reading.n; i++) {
		struct paragraph *paragraph = &LIST(page->paragraphs, struct paragraph)[reading[i]];
		const struct paragraph *next = next_flowing(page, i);

		/* in a tagged page the structure says it: one element in several places */
		if (page->tagged && next && is_flowing(paragraph))
			paragraph->flags |=
				next->element != DT_NONE && next->element == paragraph->element
					? DT_BLOCK_JOINS
					: 0;
		else if (is_flowing(paragraph) && is_unfinished(page, paragraph))
			paragraph->flags |= DT_BLOCK_JOINS;
	}
}
