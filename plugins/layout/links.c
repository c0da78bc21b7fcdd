/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Links: words that lie under the rectangle of a link annotation. */
#include "config.h"

#include "layout.h"

#include <math.h>

static void mark_words(struct page *page, uint32_t plane, struct dt_box box, uint32_t annotation)
{
	const struct line *lines = LIST(page->sequence, struct line);
	const struct paragraph *paragraphs = LIST(page->paragraphs, struct paragraph);
	const uint32_t *order = LIST(page->order, uint32_t);
	struct word *words = LIST(page->words, struct word);

	for (uint32_t p = 0; p < page->paragraphs.n; p++) {
		const struct paragraph *paragraph = &paragraphs[p];

		if (paragraph->plane != plane || paragraph->v0 > box.y1 || paragraph->v1 < box.y0)
			continue;
		for (uint32_t i = 0; i < paragraph->count; i++) {
			const struct line *line = &lines[paragraph->first + i];
			float middle = line->v - 0.25f * line->size;

			if (middle < box.y0 || middle > box.y1 || line->u1 < box.x0 ||
			    line->u0 > box.x1)
				continue;
			for (uint32_t k = 0; k < line->count; k++) {
				struct word *word = &words[order[line->first + k]];

				if (word->u1 > box.x0 && word->u0 < box.x1)
					word->annotation = annotation;
			}
		}
	}
}

void page_links(struct page *page)
{
	for (uint32_t p = 0; p < page->planes.n; p++) {
		const struct plane *plane = &LIST(page->planes, struct plane)[p];

		if (!plane->glyphs)
			continue;
		for (uint32_t i = 0; i < page->n_annotations; i++)
			if (page->annotations[i].kind == DT_ANNOTATION_LINK)
				mark_words(page, p, plane_box(plane, page->annotations[i].box), i);
	}
}
