/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "chains.h"

#include "regions.h"

#include <math.h>

#define FAR_ON	     8u	   /* blocks between a block and the next of its chain: marginal notes */
#define RISE_MOST    2.0f  /* of the size: more white than this is there for a reason */
#define RUN_IN_SCALE 0.97f /* headings get a little smaller, too */
#define RUN_IN_MOST  0.8f  /* of the measure */
#define PADDING	     0.3f  /* of the size: what layout keeps free of the room */
#define NARROW	     0.6f  /* of what is above: one of several columns */
#define COLUMN_NEAR  0.5f  /* of the size: columns that begin at one height */
#define RISE_KEEP    0.35f /* of the size: what stays white under a formula */

bool role_flows(uint32_t role)
{
	return role == DT_ROLE_PARAGRAPH || role == DT_ROLE_HEADING || role == DT_ROLE_TITLE ||
	       role == DT_ROLE_LIST_ITEM || role == DT_ROLE_FOOTNOTE ||
	       role == DT_ROLE_BIBLIOGRAPHY || role == DT_ROLE_CAPTION;
}

static bool same_axes(const struct dt_matrix *m, const struct dt_matrix *n)
{
	return fabsf(m->a - n->a) + fabsf(m->b - n->b) + fabsf(m->c - n->c) + fabsf(m->d - n->d) <
	       1e-3f;
}

/* Nothing but empty space from the foot of a to the head of b: then what a may grow
 * into ends at b. */
static bool stands_under(const struct text_block *a, const struct text_block *b)
{
	float gap = b->origin_y - (a->origin_y + a->block->height);
	float x0 = fmaxf(a->origin_x, b->origin_x);
	float x1 = fminf(a->origin_x + a->block->width, b->origin_x + b->block->width);
	float narrow = fminf(a->block->width, b->block->width);
	float near = 0.5f * fmaxf(a->size, b->size);

	if (gap < -near || gap > 4 * a->leading || x1 - x0 < 0.6f * narrow)
		return false;
	/* the edge of a coloured area between them is nearer */
	return a->block->room_below > gap - PADDING * a->size - 1;
}

static bool may_follow(const struct text_block *a, const struct text_block *b)
{
	return role_flows(b->segment->role) && !b->fixed && b->region == DT_NONE && !b->linked &&
	       b->set && a->block->text_column == b->block->text_column &&
	       same_axes(&a->block->frame, &b->block->frame) && stands_under(a, b);
}

/* Does b begin one of several columns under the wide a?  They begin at one height, and none of them
 * goes up or down with what is over all. */
static bool begins_columns(const struct galley *g, const struct text_block *a,
			   const struct text_block *b)
{
	float right = a->origin_x + a->block->width, end = b->origin_x + b->block->width;

	if (b->block->width > NARROW * a->block->width)
		return false;
	for (uint32_t i = 0; i < g->n; i++) {
		const struct text_block *other = galley_at(g, i);

		if (other != b && role_flows(other->segment->role) &&
		    same_axes(&other->block->frame, &b->block->frame) &&
		    fabsf(other->origin_y - b->origin_y) < COLUMN_NEAR * b->size &&
		    (other->origin_x > end ||
		     other->origin_x + other->block->width < b->origin_x) &&
		    other->origin_x < right && other->origin_x + other->block->width > a->origin_x)
			return true;
	}
	return false;
}

/* Are the blocks between them in reading order beside both, as notes in the margin are? */
static bool only_beside(const struct galley *g, const struct text_block *a,
			const struct text_block *b)
{
	const struct dt_block *blocks = DT_AT(g->page, struct dt_block, g->page->blocks);
	float x0 = fminf(a->origin_x, b->origin_x);
	float x1 = fmaxf(a->origin_x + a->block->width, b->origin_x + b->block->width);

	for (uint32_t i = a->index + 1; i < b->index; i++) {
		if (b->run_in != DT_NONE && galley_at(g, b->run_in)->index == i)
			continue;
		if (!same_axes(&blocks[i].frame, &a->block->frame) || a->block->frame.b != 0 ||
		    (blocks[i].frame.e < x1 && blocks[i].frame.e + blocks[i].width > x0))
			return false;
	}
	return true;
}

/* The white between what stands above and the block, when that is a formula or code of the
 * same column: text may go up in it. */
static float block_rise(const struct galley *g, const struct text_block *t)
{
	const struct dt_block *blocks = DT_AT(g->page, struct dt_block, g->page->blocks);
	const struct dt_block *above = NULL, *b = t->block;
	float gap;

	if (!role_flows(t->segment->role) || t->fixed || b->frame.b != 0 || b->frame.c != 0)
		return 0;
	for (uint32_t i = 0; i < g->page->blocks.count; i++) {
		const struct dt_block *other = &blocks[i];

		if (other == b || other->frame.f >= b->frame.f ||
		    other->frame.e > b->frame.e + b->width ||
		    other->frame.e + other->width < b->frame.e)
			continue;
		if (!above || other->frame.f + other->height > above->frame.f + above->height)
			above = other;
	}
	if (!above || (above->role != DT_ROLE_FORMULA && above->role != DT_ROLE_CODE))
		return 0;
	gap = fminf(b->room_above, b->frame.f - above->frame.f - above->height);
	return fmaxf(0, fminf(gap - RISE_KEEP * t->size, RISE_MOST * t->size));
}

/* Does h stand in the white at the beginning of t's first line? */
static bool stands_in(const struct text_block *h, const struct text_block *t)
{
	float x = h->origin_x - t->origin_x;
	float down = h->origin_y + h->baseline - t->origin_y - t->baseline;

	return h->single && h->set && t->set && !h->linked && !h->label.count &&
	       !h->paragraph.rtl && !t->paragraph.rtl && t->first_indent > t->size && x > -1 &&
	       x + h->block->width < t->first_indent + 1 && fabsf(down) < 0.3f * t->size &&
	       same_axes(&h->block->frame, &t->block->frame);
}

/* "Methods.  We took ...": the first line begins where the new heading ends. */
static void run_in(struct text_block *h, struct text_block *t)
{
	const struct node *last =
		(const struct node *)h->paragraph.nodes.at + h->paragraph.nodes.n - 1;
	float room = t->right - t->left, x = h->origin_x - t->origin_x;
	float gap = fmaxf(t->first_indent - x - h->block->width, 0);
	float width = (float)last->end * RUN_IN_SCALE;

	t->first_indent = fminf(x + fmaxf(width, h->block->width) + gap, RUN_IN_MOST * room);
	t->indented = 1;
	h->left = 0;
	h->right = fmaxf(t->first_indent - gap - x, h->size);
	h->first_indent = h->rest_indent = 0;
	h->align = DT_ALIGN_LEFT;
	h->balanced = false;
	h->linked = true;
}

static void find_run_ins(struct galley *g)
{
	for (uint32_t i = 0; i + 1 < g->n; i++) {
		struct text_block *h = galley_at(g, i), *t = galley_at(g, i + 1);

		if (t->index != h->index + 1 || !stands_in(h, t))
			continue;
		run_in(h, t);
		t->run_in = i;
		i++;
	}
}

static void link_blocks(struct galley *g, uint32_t i, uint32_t k)
{
	struct text_block *a = galley_at(g, i), *b = galley_at(g, k);

	a->next = k;
	b->before = i;
	b->linked = true;
	a->gap = b->origin_y + b->baseline - (a->origin_y + a->last);
}

/* The blocks of a region, whatever stands between them in the galley. */
static void chain_region(struct galley *g, uint32_t i)
{
	for (uint32_t k = i + 1; k < g->n && k <= i + REGION_STEP; k++) {
		if (galley_at(g, k)->region == galley_at(g, i)->region) {
			link_blocks(g, i, k);
			return;
		}
	}
}

void chains_find(struct galley *g)
{
	find_run_ins(g);
	for (uint32_t i = 0; i < g->n; i++) {
		struct text_block *a = galley_at(g, i);

		if (i % 64 == 63 && galley_stopped(g))
			return;
		if (a->region != DT_NONE) {
			chain_region(g, i);
			continue;
		}
		if (!a->linked)
			a->rise = block_rise(g, a);
		if (!role_flows(a->segment->role) || !a->set ||
		    (i + 1 < g->n && galley_at(g, i + 1)->run_in == i))
			continue;
		for (uint32_t k = i + 1; k < g->n && k <= i + FAR_ON; k++) {
			struct text_block *b = galley_at(g, k);

			if (!may_follow(a, b) || !only_beside(g, a, b) || begins_columns(g, a, b))
				continue;
			link_blocks(g, i, k);
			break;
		}
	}
}
