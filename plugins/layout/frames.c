/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Frames: where a paragraph stands in its column, and how it is aligned there.
 *
 * Lines alone do not say how a short paragraph is set: a title is centred over the page, a last
 * line of three words is justified text with a first-line indent.  The column around it says.
 */
#include "config.h"

#include "layout.h"
#include "stack.h"

#include <math.h>

#define NEIGHBOURS 5.0f /* em up and down in which lines tell how a line between them is set */

/* Is there nothing of another paragraph between its right edge and the edge of the column? */
static bool is_free(const struct page *page, const struct paragraph *paragraph, float edge)
{
	const struct line *lines = LIST(page->lines, struct line);

	for (uint32_t i = 0; i < page->lines.n; i++)
		if (lines[i].u0 > paragraph->u1 - 1 && lines[i].u0 < edge &&
		    lines[i].top < paragraph->v1 && lines[i].bottom > paragraph->v0)
			return false;
	return true;
}

/* The column that a paragraph stands in: the nearest long stack that is as wide, or the whole
 * text of the plane.  A title over two columns is no column of what stands below it. */
static const struct stack *find_column(const struct page *page, const struct paragraph *paragraph,
				       const struct stack *own)
{
	const struct stack *all = LIST(page->stacks, struct stack), *best = NULL;
	float nearest = INFINITY, em = paragraph->size;
	bool best_free = false;

	if (own->n >= 4 && own->u1 - own->u0 > 12 * em)
		return own;
	if (page->stacks.n > 400)
		return NULL;
	for (uint32_t i = 0; i < page->stacks.n; i++) {
		float distance = larger(all[i].v0 - paragraph->v1, paragraph->v0 - all[i].v1);
		bool free;

		if (all[i].n < 3 || all[i].cells * 2 > all[i].n ||
		    all[i].edge - all[i].u0 < 12 * page->body_size ||
		    all[i].u0 > paragraph->u0 + 0.3f * em ||
		    all[i].edge < paragraph->u1 - 0.3f * em || (best_free && distance >= nearest))
			continue;
		free = is_free(page, paragraph, all[i].edge);
		if (free == best_free ? distance < nearest : free) {
			nearest = distance;
			best = &all[i];
			best_free = free;
		}
	}
	return best;
}

static bool same_axis(const struct page *page, const struct paragraph *paragraph, float u0,
		      float u1)
{
	float before = paragraph->u0 - u0, after = u1 - paragraph->u1;

	return fabsf(before - after) < 0.7f * paragraph->size &&
	       before > 1.2f * smaller(paragraph->size, page->body_size);
}

/* The line of the same text that is nearest above v. */
static const struct line *line_above(const struct page *page, const struct line *own, float v)
{
	const struct line *lines = LIST(page->lines, struct line), *best = NULL;

	for (uint32_t i = 0; i < page->lines.n; i++)
		if (lines[i].v < v - 0.5f * own->size && lines[i].v > v - 2.6f * own->size &&
		    lines[i].u0 < own->u1 && lines[i].u1 > own->text_u0 &&
		    same_size(own, &lines[i]) && (!best || lines[i].v > best->v))
			best = &lines[i];
	return best;
}

/* Is the line set in as the text above it is, below an item of a list?  Else it is set in since
 * a paragraph begins. */
static bool continues_indent(const struct page *page, const struct line *own)
{
	const struct line *above = line_above(page, own, own->v);

	for (int i = 0; i < 2; i++) {
		if (!above || fabsf(above->text_u0 - own->text_u0) > 0.15f * own->size)
			return false;
		if (above->label)
			return true;
		above = line_above(page, own, above->v);
	}
	return true;
}

/* Do lines near it end where it ends, and begin far from there?  Then it is set flush right. */
static bool ends_with_others(const struct page *page, const struct line *own)
{
	const struct line *lines = LIST(page->lines, struct line);
	float em = own->size;

	if (own->label || own->table || own->flags & (LINE_RTL | LINE_BULLET | LINE_FIGURE) ||
	    line_begins_with_others(page, own))
		return false;
	for (uint32_t i = 0; i < page->lines.n; i++) {
		float apart = fabsf(lines[i].v - own->v);

		if (apart > 0.5f * em && apart < NEIGHBOURS * em && same_size(own, &lines[i]) &&
		    fabsf(lines[i].u1 - own->u1) < 0.1f * em &&
		    fabsf(lines[i].u0 - own->u0) > 3 * em && !lines[i].table &&
		    !(lines[i].flags & LINE_FIGURE))
			return true;
	}
	return false;
}

/* A short paragraph gets the frame of its column: then it grows as its neighbours do. */
static void widen(const struct page *page, struct paragraph *paragraph, const struct line *lines,
		  const struct stack *column)
{
	float em = paragraph->size, indent = paragraph->u0 - column->u0;

	if (paragraph->flags & DT_BLOCK_RTL ||
	    lines[0].flags & (LINE_BOLD | LINE_CELL | LINE_TOC) || lines[0].label ||
	    fabsf(column->size - em) > 0.1f * em ||
	    (paragraph->align != DT_ALIGN_LEFT && paragraph->align != DT_ALIGN_JUSTIFY))
		return;
	if (indent > 3.5f * em)
		return;
	if (paragraph->count == 1 && indent > 0.6f * em && !continues_indent(page, lines)) {
		paragraph->u0 = column->u0;
		paragraph->first_indent += indent;
	}
	if (column->justified && paragraph->u0 < column->u0 + 0.5f * em)
		paragraph->align = DT_ALIGN_JUSTIFY;
	if (paragraph->u1 < column->edge - 0.5f && is_free(page, paragraph, column->edge))
		paragraph->u1 = column->edge;
}

/* Where the page's margin at the right begins when it is as wide as the one at the left. */
static float mirrored_margin(const struct page *page)
{
	struct dt_box whole = { 0, 0, page->content->width, page->content->height };

	whole = plane_box(&LIST(page->planes, struct plane)[page->plane], whole);
	return whole.x1 - (page->area_u0 - whole.x0);
}

/* A line of running text that looks like a cell, since lines of the columns beside it stand at
 * one height with it: it keeps to its column. */
static bool runs_in(const struct stack *own, const struct stack *column)
{
	return column == own && own->cells * 2 <= own->n;
}

void paragraph_column(const struct page *page, struct paragraph *paragraph,
		      const struct line *lines, const struct stack *own)
{
	const struct stack *column = find_column(page, paragraph, own);
	float u0 = column ? column->u0 : page->area_u0, u1 = column ? column->edge : page->area_u1;

	paragraph->column_u0 = smaller(u0, paragraph->u0);
	paragraph->column_u1 = larger(u1, paragraph->u1);
	/* the column of lines that are flush right does not begin where the longest of them does */
	if (column == own && paragraph->align == DT_ALIGN_RIGHT &&
	    !(paragraph->flags & DT_BLOCK_RTL))
		paragraph->column_u0 = smaller(page->area_u0, paragraph->u0);
	/* a line in no column: up to a margin like the one at the other side */
	if (!column && paragraph->count == 1)
		paragraph->column_u1 = larger(paragraph->column_u1, mirrored_margin(page));
	if (lines[0].flags & LINE_TOC || lines[0].table ||
	    (lines[0].flags & LINE_CELL && !runs_in(own, column))) {
		paragraph->column_u0 = smaller(page->area_u0, paragraph->u0);
		paragraph->column_u1 = larger(page->area_u1, paragraph->u1);
		return;
	}
	if (paragraph->count == 1 && !lines[0].label && same_axis(page, paragraph, u0, u1) &&
	    !line_begins_with_others(page, lines) &&
	    (paragraph->u0 - u0 > 3 * paragraph->size || lines[0].flags & LINE_BOLD ||
	     paragraph->size > 1.1f * page->body_size)) {
		paragraph->align = DT_ALIGN_CENTER;
		paragraph->first_indent = paragraph->rest_indent = 0;
		return;
	}
	if (paragraph->count == 1 && !lines[0].label &&
	    u1 - paragraph->u1 < 0.3f * paragraph->size && paragraph->u0 - u0 > 0.5f * (u1 - u0) &&
	    !line_begins_with_others(page, lines)) {
		paragraph->align = DT_ALIGN_RIGHT;
		paragraph->first_indent = paragraph->rest_indent = 0;
		return;
	}
	if (paragraph->count == 1 && paragraph->align == DT_ALIGN_LEFT &&
	    ends_with_others(page, lines)) {
		paragraph->align = DT_ALIGN_RIGHT;
		paragraph->first_indent = paragraph->rest_indent = 0;
		if (column == own)
			paragraph->column_u0 = smaller(page->area_u0, paragraph->u0);
		return;
	}
	if (column)
		widen(page, paragraph, lines, column);
}
