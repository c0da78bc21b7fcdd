/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "mirror.h"

#include "roles.h"

#include <math.h>

#define RAGGED 14.0f /* points: lines of one column end so near to each other */
#define CLEAR  0.5f  /* of the size: stays white before what stands beside */

/* A block along its line, from where the source begins: x runs against the page's x when the
 * source runs from right to left, so that all below has one direction. */
struct stretch {
	float start, end;	    /* a label included */
	float text;		    /* where its words start */
	float room_start, room_end; /* empty before the words, and behind them */
};

static struct stretch stretch_of(const struct dt_block *b, bool flip)
{
	float left = b->frame.e, right = b->frame.e + b->width;
	struct stretch s = { left + fminf(b->label_x0, 0), right, left, b->room_left,
			     b->room_right };

	if (flip)
		s = (struct stretch){ -right, -left, -right, b->room_right, b->room_left };
	s.room_start = fmaxf(s.room_start, s.text - s.start);
	return s;
}

static bool is_upright(const struct dt_block *b)
{
	return b->frame.b == 0 && b->frame.a == 1;
}

/* Is there anything between x0 and x1 beside the block? */
static bool is_taken(const struct dt_page_blocks *page, const struct dt_block *own, float x0,
		     float x1, bool flip)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *b = &blocks[i];
		struct stretch s = stretch_of(b, flip);

		if (b != own && b->frame.b == 0 && b->frame.f < own->frame.f + own->height &&
		    b->frame.f + b->height > own->frame.f && s.start < x1 && s.end > x0)
			return true;
	}
	return false;
}

/* Where the lines of the column end: as far as the block's own room goes, and a little further
 * where paragraphs above or below do. */
static float column_end(const struct dt_page_blocks *page, const struct dt_block *own,
			struct stretch s, float size, bool flip)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	float reach = s.end + s.room_end, end = reach;

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *b = &blocks[i];
		struct stretch o = stretch_of(b, flip);

		if (b->lines.count > 1 && is_upright(b) && role_runs(b->role) && o.start < s.end &&
		    o.end > s.start && o.end <= reach + RAGGED)
			end = fmaxf(end, o.end);
	}
	if (end > reach && is_taken(page, own, s.end, end + CLEAR * size, flip))
		return reach;
	return end;
}

/* The edges that all cells of a column of a table can have. */
static void cell_edges(const struct dt_page_blocks *page, const struct dt_block *own, bool flip,
		       float *start, float *end)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	struct stretch s = stretch_of(own, flip);
	float reach = s.end + s.room_end, widest = s.end;

	*start = s.start;
	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *b = &blocks[i];
		struct stretch o = stretch_of(b, flip);

		if (b->table != own->table || b->column != own->column ||
		    b->column_span != own->column_span || b->flags & DT_BLOCK_KEEP ||
		    b->align == DT_ALIGN_CENTER || !is_upright(b))
			continue;
		*start = fminf(*start, o.start);
		widest = fmaxf(widest, o.end);
		reach = fminf(reach, o.end + o.room_end);
	}
	*end = fmaxf(fminf(s.end + s.room_end, reach), fminf(widest, s.end + s.room_end));
}

/* A label goes to the other side of its words, as far from them as it was. */
static void turn_label(struct text_block *t, float outer)
{
	const struct dt_block *b = t->block;

	if (!(t->label.count || b->label_pieces.count) || b->label_x1 <= b->label_x0)
		return;
	t->label_shift = outer + fminf(b->label_x0, 0) - b->label_x1 - b->label_x0;
}

static void place_stretch(struct text_block *t, float x0, float x1, bool flip)
{
	float e = t->block->frame.e;

	t->left = flip ? -x1 - e : x0 - e;
	t->right = flip ? -x0 - e : x1 - e;
}

/* Does text from left to right begin where it begins?  Then the page is set flush left, whatever
 * its languages are. */
static bool begins_with_latin(const struct dt_page_blocks *page, const struct dt_block *own)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);

	for (uint32_t i = 0; i < page->blocks.count; i++)
		if (!(blocks[i].flags & DT_BLOCK_RTL) && is_upright(&blocks[i]) &&
		    blocks[i].align == DT_ALIGN_LEFT && fabsf(blocks[i].frame.e - own->frame.e) < 2)
			return true;
	return false;
}

static bool keeps_its_side(const struct text_block *t, const struct dt_page_blocks *page,
			   uint32_t align)
{
	uint32_t role = t->segment->role;
	bool rtl = t->block->flags & DT_BLOCK_RTL;

	return role == DT_ROLE_HEADER || role == DT_ROLE_FOOTER || role == DT_ROLE_FIGURE_TEXT ||
	       (role == DT_ROLE_TABLE_CELL && align == (rtl ? DT_ALIGN_LEFT : DT_ALIGN_RIGHT)) ||
	       (rtl && align == DT_ALIGN_LEFT && t->block->table == DT_NONE &&
		begins_with_latin(page, t->block));
}

/* Words that began at the start of their column begin at its end: x0 to x1 is where they may
 * stand.  Returns where a label ends. */
static float swap_sides(const struct stretch *s, float start, float end, float *x0, float *x1)
{
	float width = s->end - s->text, hang = s->text - s->start;
	float outer = end - (s->start - start);

	*x1 = outer - hang;
	*x0 = fmaxf(s->text - s->room_start, fminf(s->text, *x1 - width));
	if (*x1 - *x0 >= width)
		return outer;
	/* no place for the indent at the other side */
	*x1 = fminf(s->end + s->room_end, *x0 + width);
	return *x1 + hang;
}

static void find_edges(const struct text_block *t, const struct dt_page_blocks *page,
		       const struct stretch *s, bool flip, const struct column *whole, float *start,
		       float *end)
{
	if (t->block->table != DT_NONE) {
		cell_edges(page, t->block, flip, start, end);
		return;
	}
	/* not into the margin */
	*start = fmaxf(fminf(s->start, s->text - s->room_start),
		       fminf(s->start, flip ? -whole->right : whole->left));
	*end = fminf(column_end(page, t->block, *s, t->size, flip),
		     fmaxf(s->end, flip ? -whole->left : whole->right));
}

/* Where the lines of a table of contents begin and their numbers end. */
static void entry_edges(const struct dt_page_blocks *page, const struct dt_block *own, float *left,
			float *right)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);

	*left = own->frame.e + fminf(own->label_x0, 0);
	*right = own->frame.e + own->tail_end;
	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *b = &blocks[i];

		if (!b->tail_glyphs.count || b->table != own->table || !is_upright(b) ||
		    b->frame.e > *right || b->frame.e + b->tail_end < *left)
			continue;
		*left = fminf(*left, b->frame.e + fminf(b->label_x0, 0));
		*right = fmaxf(*right, b->frame.e + b->tail_end);
	}
}

/* Does the line end with its number?  A row of a table goes on with others. */
static bool ends_row(const struct dt_page_blocks *page, const struct dt_block *own)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	float end = own->frame.e + own->tail_end;

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *b = &blocks[i];

		if (b->frame.e >= end && b->lines.count == 1 && b->rule == DT_RULE_NUMBER &&
		    b->frame.f < own->frame.f + own->height &&
		    b->frame.f + b->height > own->frame.f)
			return false;
	}
	return true;
}

/* A line of a table of contents: its number stands where its words began. */
static void mirror_entry(struct text_block *t, const struct dt_page_blocks *page)
{
	const struct dt_block *b = t->block;
	const struct dt_leader *dots = DT_AT(page, struct dt_leader, b->leaders);
	uint32_t n = b->leaders.count;
	float left, right, outer;

	entry_edges(page, b, &left, &right);
	/* to the frame's own zero: what was at x stands at outer - x */
	outer = left + right - 2 * b->frame.e;
	t->right = outer;
	t->left = fminf(outer - b->width, outer - b->tail + t->size);
	t->align = DT_ALIGN_RIGHT;
	t->tail_shift = outer - b->tail - b->tail_end;
	if (n)
		t->leaders_shift = outer - dots[0].x - dots[n - 1].x - DOT_WIDTH * t->size;
	if (b->label_x1 > b->label_x0)
		t->label_shift = outer - b->label_x0 - b->label_x1;
}

static uint32_t other_side(uint32_t align)
{
	if (align == DT_ALIGN_LEFT)
		return DT_ALIGN_RIGHT;
	return align == DT_ALIGN_RIGHT ? DT_ALIGN_LEFT : align;
}

bool mirror_block(struct text_block *t, const struct dt_page_blocks *page, uint32_t align,
		  const struct column *whole)
{
	const struct dt_block *b = t->block;
	bool flip = b->flags & DT_BLOCK_RTL;
	bool grows = (t->single && !t->goes_on) || role_is_label(t->segment->role);
	struct stretch s = stretch_of(b, flip);
	float start, end, x0, x1, outer;

	if (!is_upright(b) || align == DT_ALIGN_CENTER || keeps_its_side(t, page, align))
		return false;
	if (!flip && b->tail_glyphs.count && t->single && t->segment->role == DT_ROLE_TOC_ITEM &&
	    ends_row(page, b)) {
		mirror_entry(t, page);
		return true;
	}
	if (t->fixed) { /* its label stays */
		s.start = s.text;
		s.room_start = fmaxf(0, -b->label_x1 - LABEL_GAP * t->size);
	}
	find_edges(t, page, &s, flip, whole, &start, &end);
	/* a line that shares its row with another at its end, like the parts of a running foot */
	if (t->single && b->table == DT_NONE && s.room_end > 0 &&
	    is_taken(page, b, s.end, end + CLEAR * t->size, flip))
		return false;
	outer = swap_sides(&s, start, end, &x0, &x1);
	if (align == (flip ? DT_ALIGN_LEFT : DT_ALIGN_RIGHT)) {
		/* something else stands where the line begins */
		if (is_taken(page, b, flip ? -whole->right : whole->left, s.start, flip))
			return false;
		x1 = grows ? s.end : x1;
	}
	if (grows)
		x0 = b->table == DT_NONE ? fmaxf(start, s.text - s.room_start)
					 : s.text - s.room_start;
	place_stretch(t, x0, x1, flip);
	t->align = other_side(align);
	if (align == DT_ALIGN_JUSTIFY && !flip && !t->paragraph.rtl)
		t->align = DT_ALIGN_RIGHT;
	if (!flip)
		turn_label(t, outer - b->frame.e);
	return true;
}
