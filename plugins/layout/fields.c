/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fields of a form: they stay where they are, so the text beside them is the name of one field, and
 * no sentence runs over them.
 */
#include "config.h"

#include "fields.h"

#include "chars.h"

#include <math.h>

#define WIDEST_BOX 2.0f /* em; a box to be ticked */

/* Boxes of a plane, one after the other from *i on. */
static bool next_field(const struct page *page, uint32_t *i, struct dt_box *box)
{
	const struct plane *plane = &LIST(page->planes, struct plane)[page->plane];

	while (*i < page->n_annotations && page->annotations[*i].kind != DT_ANNOTATION_WIDGET)
		++*i;
	if (*i >= page->n_annotations)
		return false;
	*box = plane_box(plane, page->annotations[(*i)++].box);
	return true;
}

bool field_is_between(const struct page *page, float u0, float u1, float v, float em)
{
	uint32_t i = 0;
	struct dt_box box;

	if (u1 - u0 < 0.4f * em)
		return false;
	while (next_field(page, &i, &box))
		if (box.x0 > u0 - 0.4f * em && box.x1 < u1 + 0.4f * em && box.y0 < v &&
		    box.y1 > v && box.x1 - box.x0 > 0.3f * em)
			return true;
	return false;
}

/* The field that stands beside a line. */
static bool find_field(const struct page *page, const struct line *line, struct dt_box *box)
{
	float em = line->size, middle = line->v - 0.3f * em;
	uint32_t i = 0;

	while (next_field(page, &i, box))
		if (box->y0 < middle && box->y1 > middle && box->y1 - box->y0 < 2.5f * em &&
		    (box->x0 > line->u1 - 0.5f * em || box->x1 < line->u0 + 0.5f * em))
			return true;
	return false;
}

/* A box to be ticked before a line, as a bullet. */
static bool is_before(const struct dt_box *box, const struct line *line)
{
	return box->x1 > line->u0 - 2 * line->size && box->x1 < line->u0 + 0.5f * line->size &&
	       box->x1 - box->x0 < WIDEST_BOX * line->size;
}

bool lines_name_fields(const struct page *page, const struct line *above, const struct line *line,
		       float edge)
{
	struct dt_box field, next;

	if (!page->n_annotations || char_flags(line->start) & ITEM_LOWER ||
	    !(line->flags & above->flags & LINE_LETTERS) || !find_field(page, above, &field) ||
	    !find_field(page, line, &next))
		return false;
	if (next.x0 == field.x0 && next.y0 == field.y0)
		return false; /* both stand beside one */
	return (is_before(&field, above) && is_before(&next, line)) ||
	       above->u1 + 0.3f * line->size + line->first_word <= edge ||
	       char_ends_sentence(above->end);
}
