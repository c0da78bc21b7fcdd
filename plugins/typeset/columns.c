/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "columns.h"

#include "chains.h"
#include "mirror.h"
#include "roles.h"
#include "tables.h"

#include <math.h>

#define TITLE_SIZE 15.0f /* points */

struct column page_column(const struct dt_page_blocks *page)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	struct column c = { 1e6f, -1e6f, false };
	float left;

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		if (blocks[i].frame.b != 0)
			continue;
		c.left = fminf(c.left, blocks[i].frame.e);
		c.right = fmaxf(c.right, blocks[i].frame.e + blocks[i].width);
	}
	left = c.left;
	c.left = fminf(left, page->width - c.right);
	c.right = fmaxf(c.right, page->width - left);
	return c;
}

struct column block_column(const struct dt_page_blocks *page, const struct dt_block *block,
			   const struct column *whole)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	struct column c = *whole;
	float nearest = 1e6f, start = block->frame.e + fminf(block->label_x0, 0);

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *b = &blocks[i];
		float distance = fabsf(b->frame.f - block->frame.f);

		if (b == block || b->lines.count < 2 || b->frame.b != 0 || !role_runs(b->role) ||
		    b->frame.e > start + 1 || b->frame.e + b->width < block->frame.e + 1)
			continue;
		/* what is narrower than the line is no column of it */
		if (block->lines.count <= 1 &&
		    b->frame.e + b->width < block->frame.e + block->width - block->height)
			continue;
		if (b->lines.count < 3)
			distance += 100; /* tells less */
		if (fabsf(b->frame.e - start) > 2)
			distance += 100; /* set in */
		if (distance >= nearest)
			continue;
		nearest = distance;
		c.left = b->frame.e;
		c.right = b->frame.e + b->width;
		c.justified = b->align == DT_ALIGN_JUSTIFY;
	}
	return c;
}

bool column_is_near(const struct dt_page_blocks *page, const struct dt_block *block, float gap)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	float edge = block->frame.e + block->width;

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *b = &blocks[i];

		if (b != block && b->frame.b == 0 && b->frame.e > block->frame.e &&
		    b->frame.e >= edge - gap && b->frame.e < edge + gap &&
		    b->frame.f < block->frame.f + block->height &&
		    b->frame.f + b->height > block->frame.f)
			return true;
	}
	return false;
}

/* How the lines of the source stood.  A single line does not say it: what is around it
 * has to. */
static uint32_t source_align(const struct text_block *t, const struct column *c)
{
	const struct dt_block *b = t->block;
	bool rtl = b->flags & DT_BLOCK_RTL, runs = role_runs(t->segment->role);

	if (b->lines.count > 2 || b->frame.b != 0)
		return b->align;
	if (b->align == DT_ALIGN_LEFT && runs && c->justified)
		return DT_ALIGN_JUSTIFY;
	if (!t->single)
		return b->align;
	/* its text goes on elsewhere: a full line of running text, flush at both sides */
	if (t->goes_on && runs)
		return DT_ALIGN_JUSTIFY;
	if (b->align == DT_ALIGN_JUSTIFY && !runs)
		return rtl ? DT_ALIGN_RIGHT : DT_ALIGN_LEFT;
	if (rtl)
		return b->align;
	/* as far from the left as from the right */
	if (b->align == DT_ALIGN_LEFT && !b->label.count &&
	    fminf(b->room_left, b->room_right) > t->size &&
	    fabsf(b->room_left - b->room_right) < 1.5f)
		return DT_ALIGN_CENTER;
	/* a line that fills most of its column, or has a label, begins at the left */
	if (b->align == DT_ALIGN_RIGHT &&
	    (b->label.count || b->width > 0.6f * (c->right - c->left)))
		return DT_ALIGN_LEFT;
	return b->align;
}

/* A big centred line, a title, may be wider than the column under it: how far, with no text
 * in the way. */
static float title_room(const struct text_block *t, const struct dt_page_blocks *page,
			const struct column *whole)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks), *b = t->block;
	float left = b->frame.e - whole->left, right = whole->right - b->frame.e - b->width;

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *other = &blocks[i];

		if (other != b && other->frame.b == 0 && other->frame.f < b->frame.f + b->height &&
		    other->frame.f + other->height > b->frame.f)
			return 0;
	}
	return fmaxf(0, fminf(left, right));
}

/* Does its line end where its frame does?  Those that run are as wide as their column. */
static bool reaches_end(const struct text_block *t, const struct dt_page_blocks *page)
{
	const struct dt_block *b = t->block;
	const struct dt_line *line = DT_AT(page, struct dt_line, b->lines);

	return b->lines.count == 0 || line->x1 > b->width - t->size;
}

void block_width(struct text_block *t, const struct dt_page_blocks *page, const struct column *c,
		 const struct column *whole)
{
	const struct dt_block *b = t->block;
	float left = b->room_left, right = b->room_right;
	uint32_t align = source_align(t, c);

	/* not into the margin, and what runs in a column not into the gap between columns */
	if (b->frame.b == 0 && b->frame.a == 1) {
		const struct column *bound =
			align == DT_ALIGN_CENTER || !role_flows(t->segment->role) ? whole : c;

		left = fminf(left, fmaxf(b->frame.e - bound->left, 0));
		right = fminf(right, fmaxf(bound->right - b->frame.e - b->width, 0));
	}
	if (b->label.count && !(b->flags & DT_BLOCK_RTL)) /* its bullet or number stands there */
		left = b->label_x1 > b->label_x0
			       ? fmaxf(0, fminf(left, -b->label_x1 - LABEL_GAP * t->size))
			       : 0;
	/* a line at the right edge with nowhere to go but to the left */
	if (t->single && align == DT_ALIGN_LEFT && right < 1 && left > t->size &&
	    reaches_end(t, page) && !(b->flags & DT_BLOCK_RTL))
		align = DT_ALIGN_RIGHT;
	t->left = 0;
	t->right = b->width;
	if ((t->single && !t->goes_on) || role_is_label(t->segment->role)) {
		float both = fminf(left, right);

		if (align == DT_ALIGN_CENTER && t->size >= TITLE_SIZE && b->frame.a == 1)
			both = fmaxf(both, title_room(t, page, whole));
		if (align == DT_ALIGN_CENTER) {
			t->left -= both;
			t->right += both;
		} else if (align == DT_ALIGN_RIGHT) {
			t->left -= left;
		} else {
			t->right += right;
		}
	}
	t->align = align;
	if (t->cell)
		tables_place(t, t->cell, align);
	else if (t->turned && !mirror_block(t, page, align, whole) && t->single &&
		 align == DT_ALIGN_JUSTIFY)
		t->align = b->flags & DT_BLOCK_RTL ? DT_ALIGN_RIGHT : DT_ALIGN_LEFT;
	/* dots lead to where the number stood */
	if (t->paragraph.leaders)
		t->right = b->width;
	/* the number of a contents line stays, text ends before it */
	if (b->tail > 0 && t->single && t->tail_shift == 0)
		t->right = fmaxf(b->width, fminf(t->right, b->tail - 0.6f * t->size));
	t->balanced = t->align != DT_ALIGN_JUSTIFY && role_is_label(t->segment->role);
}
