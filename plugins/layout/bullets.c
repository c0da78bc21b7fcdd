/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bullets that are drawn: a dot or a little box before the first word of a line, or a box to be
 * ticked. */
#include "config.h"

#include "graphics.h"

#include <math.h>

#define MOST_DRAWN 600u /* more small drawings than these are a chart */

static bool is_small(struct dt_box box, float em)
{
	float width = box.x1 - box.x0, height = box.y1 - box.y0;

	return width > 0.15f * em && width < 1.2f * em && height > 0.6f * width &&
	       height < 1.6f * width;
}

/* The first line whose baseline is not above v. */
static uint32_t first_below(const struct page *page, float v)
{
	const struct line *lines = LIST(page->lines, struct line);
	uint32_t low = 0, high = page->lines.n;

	while (low < high) {
		uint32_t mid = (low + high) / 2;

		if (LIST(page->rows, struct row)[lines[mid].row].v < v)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The drawing stands before the nearest line at its right that has nothing else at its left. */
static const struct line *mark_line(struct page *page, struct dt_box box)
{
	struct line *lines = LIST(page->lines, struct line), *best = NULL;
	float height = box.y1 - box.y0, gap = INFINITY;
	/* a large box may stand beside two lines: it is the upper one's */
	float middle = box.y0 + (height > 0.6f * page->body_size ? 0.3f : 0.5f) * height;

	for (uint32_t i = first_below(page, middle - 2); i < page->lines.n; i++) {
		const struct row *row = &LIST(page->rows, struct row)[lines[i].row];

		if (row->v > middle + 1.5f * page->body_size + row->size)
			break;
		if (middle < lines[i].v - 0.85f * lines[i].size ||
		    middle > lines[i].v + 0.15f * lines[i].size)
			continue;
		if (box.x0 < lines[i].u1 && box.x1 > lines[i].u0 + 0.1f * lines[i].size)
			return NULL; /* in the text: an accent, a sign of a formula */
		if (lines[i].u0 > box.x0 && lines[i].u0 - box.x1 < gap) {
			gap = lines[i].u0 - box.x1;
			best = &lines[i];
		}
	}
	if (best && gap < 2.5f * best->size && best->flags & LINE_LETTERS &&
	    !(best->flags & (LINE_RTL | LINE_BULLET | LINE_FIGURE)) &&
	    box.y1 - box.y0 < 1.5f * best->size) {
		best->flags |= LINE_BULLET;
		return best;
	}
	return NULL;
}

static bool is_bullet(const struct dt_graphic *graphic, float em)
{
	return (graphic->kind == DT_GRAPHIC_FILL || graphic->kind == DT_GRAPHIC_PATH ||
		graphic->kind == DT_GRAPHIC_IMAGE) &&
	       is_small(graphic->box, em);
}

void plane_bullets(struct page *page)
{
	const struct plane *plane = &LIST(page->planes, struct plane)[page->plane];
	uint32_t n = 0;

	for (uint32_t i = 0; i < page->n_annotations; i++)
		if (page->annotations[i].kind == DT_ANNOTATION_WIDGET &&
		    is_small(page->annotations[i].box, 1.3f * page->body_size))
			mark_line(page, plane_box(plane, page->annotations[i].box));
	for (uint32_t i = 0; i < page->n_graphics; i++)
		n += is_bullet(&page->graphics[i], page->body_size);
	if (n > MOST_DRAWN)
		return;
	for (uint32_t i = 0; i < page->n_graphics; i++)
		if (is_bullet(&page->graphics[i], page->body_size)) {
			const struct line *line =
				mark_line(page, plane_box(plane, page->graphics[i].box));
			const uint32_t *order = LIST(page->order, uint32_t);

			if (line)
				claim_bullet(
					page, i,
					LIST(page->words, struct word)[order[line->first]].first);
		}
}
