/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "regions.h"

#include "matrix.h"
#include "roles.h"
#include "upright.h"

#include <math.h>

#define LEAST_LINE    7.0f  /* em: shorter lines are no lines to read */
#define LEAST_ACROSS  3.0f  /* em: room for lines beside each other */
#define LEAST_LINES   3u    /* of the source */
#define NEAR	      1.5f  /* points */
#define SHORT_LINE    3.0f  /* em: lines that end so early leave room for something */
#define SAME_WIDTH    0.06f /* part of it by which columns may differ */
#define MOST_WASTE    1.2f  /* times the room of lines as they were */
#define LEAST_LEADING 1.18f /* em */
#define MOST_WORD     0.9f  /* of the line */
#define MOST_INDENT   4.0f  /* em */

/* ---- which blocks may turn ------------------------------------------------------------ */

static bool is_frame(const struct dt_matrix *m, float a, float b)
{
	return fabsf(m->a - a) + fabsf(m->b - b) + fabsf(m->c + b) + fabsf(m->d - a) < 1e-3f;
}

/* Do lines that follow each other end early, where others do not?  Then something stands there. */
static bool stands_beside(const struct galley *g, const struct dt_block *b, float size)
{
	const struct dt_line *lines = DT_AT(g->page, struct dt_line, b->lines);
	uint32_t in_row = 0;

	if (b->lines.count < 4 || b->align != DT_ALIGN_JUSTIFY)
		return false;
	for (uint32_t i = 0; i + 1 < b->lines.count; i++) {
		bool early = b->width - lines[i].x1 > SHORT_LINE * size ||
			     (i && lines[i].x0 > SHORT_LINE * size);

		in_row = early ? in_row + 1 : 0;
		if (in_row > 1)
			return true;
	}
	return false;
}

static bool may_turn(const struct galley *g, const struct text_block *t, bool to_vertical)
{
	const struct dt_block *b = t->block;
	uint32_t role = t->segment->role;

	if (role != DT_ROLE_PARAGRAPH && role != DT_ROLE_LIST_ITEM && role != DT_ROLE_HEADING)
		return false;
	/* names of authors, a date */
	if (role == DT_ROLE_PARAGRAPH && b->lines.count == 1 && b->align == DT_ALIGN_CENTER)
		return false;
	if (b->table != DT_NONE || b->leaders.count || b->tail > 0 || t->fixed || t->cell)
		return false;
	if (to_vertical ? !is_frame(&b->frame, 1, 0) : !is_frame(&b->frame, 0, 1))
		return false;
	return !(b->flags & DT_BLOCK_VERTICAL) == to_vertical && !stands_beside(g, b, t->size);
}

/* Does the block have to change?  Where its language is set both ways, as the job asks. */
static bool wants_turn(const struct galley *g, const struct composer *c, const struct dt_block *b,
		       bool *to_vertical)
{
	bool both = language_is_vertical(c->language);

	*to_vertical = !(b->flags & DT_BLOCK_VERTICAL);
	return *to_vertical ? both && g->writing == WRITING_VERTICAL
			    : !both || g->writing == WRITING_HORIZONTAL;
}

/* ---- columns of them ---------------------------------------------------------------------- */

static float label_left(const struct dt_block *b)
{
	return b->label_x1 > b->label_x0 ? fminf(b->label_x0, 0) : 0;
}

static struct region region_of(const struct text_block *t, bool vertical)
{
	const struct dt_block *b = t->block;
	struct region r = { .blocks = 1,
			    .lines = b->lines.count,
			    .runs = role_runs(t->segment->role) && b->lines.count > 1,
			    .vertical = vertical,
			    .u0 = t->origin_x + label_left(b),
			    .u1 = t->origin_x + b->width,
			    .v0 = t->origin_y,
			    .v1 = t->origin_y + b->height,
			    .below = b->room_below,
			    .size = t->size,
			    .column = b->text_column };

	return r;
}

static bool follows(const struct text_block *a, const struct text_block *b)
{
	float gap = b->origin_y - (a->origin_y + a->block->height);
	float x0 = fmaxf(a->origin_x, b->origin_x);
	float x1 = fminf(a->origin_x + a->block->width, b->origin_x + b->block->width);
	float leading = a->block->leading > 0 ? a->block->leading : 1.2f * a->size;

	return a->block->text_column == b->block->text_column &&
	       gap > -0.5f * fmaxf(a->size, b->size) && gap < 4 * leading &&
	       x1 - x0 > 0.6f * fminf(a->block->width, b->block->width) &&
	       a->block->room_below > gap - 0.3f * a->size - 1;
}

/* Is what the block would be part of empty beside it?  Nothing but other text fits in an indent. */
static bool has_room(const struct text_block *t, const struct region *r)
{
	const struct dt_block *b = t->block;
	float indent = MOST_INDENT * t->size;

	return r->u0 >= t->origin_x + label_left(b) - fmaxf(b->room_left, indent) - NEAR &&
	       r->u1 <= t->origin_x + b->width + fmaxf(b->room_right, indent) + NEAR;
}

static struct region joined(const struct region *r, const struct region *next)
{
	struct region sum = *r;

	sum.blocks += next->blocks;
	sum.lines += next->lines;
	sum.runs |= next->runs;
	sum.u0 = fminf(r->u0, next->u0);
	sum.u1 = fmaxf(r->u1, next->u1);
	sum.v1 = fmaxf(r->v1, next->v1);
	sum.below = next->below;
	sum.size = fminf(r->size, next->size);
	return sum;
}

static bool all_have_room(const struct galley *g, uint32_t number, const struct region *r)
{
	for (uint32_t i = 0; i < g->n; i++) {
		const struct text_block *t = galley_at(g, i);

		if (t->region == number && !has_room(t, r))
			return false;
	}
	return true;
}

/* Headings at the end belong to what follows. */
static void trim(struct galley *g, uint32_t number)
{
	struct region sum = { 0 };
	uint32_t last = 0;

	for (uint32_t i = 0; i < g->n; i++) {
		if (galley_at(g, i)->region == number &&
		    galley_at(g, i)->segment->role != DT_ROLE_HEADING)
			last = i;
	}
	for (uint32_t i = 0; i < g->n; i++) {
		struct text_block *t = galley_at(g, i);
		struct region own = region_of(t, region_at(g, number)->vertical);

		if (t->region != number)
			continue;
		if (i > last)
			t->region = DT_NONE;
		else
			sum = sum.blocks ? joined(&sum, &own) : own;
	}
	if (sum.blocks)
		*region_at(g, number) = sum;
}

/* The blocks that stand under block i, one after the other. */
static void grow(struct galley *g, uint32_t i, uint32_t number)
{
	struct text_block *last = galley_at(g, i);
	bool vertical = region_at(g, number)->vertical;

	last->region = number;
	for (uint32_t k = i + 1; k < g->n && k <= i + REGION_STEP; k++) {
		struct text_block *t = galley_at(g, k);
		struct region own, sum;

		if (t->region != DT_NONE || !may_turn(g, t, vertical) || !follows(last, t))
			continue;
		own = region_of(t, vertical);
		sum = joined(region_at(g, number), &own);
		if (!has_room(t, &sum) || !all_have_room(g, number, &sum))
			break;
		*region_at(g, number) = sum;
		t->region = number;
		last = t;
		i = k;
	}
	if (last->segment->role == DT_ROLE_HEADING)
		trim(g, number);
}

/* Does no text stand in the place of r but that of these regions? */
static bool is_alone(const struct galley *g, const struct region *r, uint32_t number,
		     uint32_t other)
{
	const struct dt_block *blocks = DT_AT(g->page, struct dt_block, g->page->blocks);
	struct dt_box box = r->vertical ? (struct dt_box){ r->u0, r->v0, r->u1, r->v1 }
					: (struct dt_box){ -r->v1, r->u0, -r->v0, r->u1 };
	uint32_t k = 0;

	for (uint32_t i = 0; i < g->page->blocks.count; i++) {
		struct dt_box b =
			box_map(&blocks[i].frame, 0, 0, blocks[i].width, blocks[i].height);

		while (k < g->n && galley_at(g, k)->index < i)
			k++;
		if (k < g->n && galley_at(g, k)->index == i && galley_at(g, k)->region != DT_NONE &&
		    (galley_at(g, k)->region == number || galley_at(g, k)->region == other))
			continue;
		if (fminf(box.x1, b.x1) - fmaxf(box.x0, b.x0) > NEAR &&
		    fminf(box.y1, b.y1) - fmaxf(box.y0, b.y0) > NEAR)
			return false;
	}
	return true;
}

static bool is_good(const struct galley *g, uint32_t number)
{
	const struct region *r = region_at(g, number);

	return r->runs && r->lines >= LEAST_LINES && r->v1 - r->v0 >= LEAST_LINE * r->size &&
	       r->u1 - r->u0 >= LEAST_ACROSS * r->size && is_alone(g, r, number, number);
}

/* ---- regions beside each other --------------------------------------------------------------- */

/* Region a in the columns of b. */
static struct region moved(const struct region *a, const struct region *b)
{
	struct region r = *a;

	r.u0 = b->u0;
	r.u1 = b->u0 + a->u1 - a->u0;
	return r;
}

/* Can they stand in each other's place? */
static bool may_change(const struct galley *g, uint32_t i, uint32_t k)
{
	const struct region *a = region_at(g, i), *b = region_at(g, k);
	struct region there = moved(a, b), here = moved(b, a);
	float width = a->u1 - a->u0;

	return a->good && b->good && a->vertical && b->vertical &&
	       fabsf(a->v0 - b->v0) < 2 * a->size &&
	       fabsf(b->u1 - b->u0 - width) < SAME_WIDTH * width &&
	       a->v1 < b->v1 + fmaxf(b->below, 0) + NEAR &&
	       b->v1 < a->v1 + fmaxf(a->below, 0) + NEAR && is_alone(g, &there, i, k) &&
	       is_alone(g, &here, i, k);
}

void regions_change_places(struct galley *g)
{
	for (uint32_t i = 0; i < g->regions.n; i++) {
		struct region *a = region_at(g, i), *b = NULL;

		for (uint32_t k = i + 1; k < g->regions.n && a->shift == 0; k++) {
			struct region *other = region_at(g, k);

			if (other->shift == 0 && other->u0 > (b ? b->u0 : a->u1) &&
			    may_change(g, i, k))
				b = other;
		}
		if (!b)
			continue;
		a->shift = b->u0 - a->u0;
		b->shift = a->u0 - b->u0;
	}
}

/* ---- finding ----------------------------------------------------------------------------------
 */

bool block_stays_vertical(const struct galley *g, const struct composer *c,
			  const struct dt_block *b)
{
	return b->flags & DT_BLOCK_VERTICAL && g->writing != WRITING_HORIZONTAL &&
	       language_is_vertical(c->language);
}

/* Tells the blocks what became of their regions. */
static void tell_blocks(struct galley *g, const struct composer *c)
{
	for (uint32_t i = 0; i < g->n; i++) {
		struct text_block *t = galley_at(g, i);

		if (t->region != DT_NONE && !region_at(g, t->region)->good)
			t->region = DT_NONE;
		t->vertical = t->region != DT_NONE ? region_at(g, t->region)->vertical
						   : block_stays_vertical(g, c, t->block);
	}
}

bool regions_find(struct galley *g, const struct composer *c)
{
	dt_list_clear(&g->regions);
	dt_list_clear(&g->turned);
	for (uint32_t i = 0; i < g->n; i++) {
		struct text_block *t = galley_at(g, i);
		struct region *r;
		bool vertical;

		if (i % 64 == 63 && galley_stopped(g))
			return false;
		if (t->region != DT_NONE || !wants_turn(g, c, t->block, &vertical) ||
		    !may_turn(g, t, vertical))
			continue;
		r = DT_LIST_ADD(&g->regions, struct region);
		if (!r)
			return false;
		*r = region_of(t, vertical);
		grow(g, i, g->regions.n - 1);
	}
	for (uint32_t i = 0; i < g->regions.n; i++)
		region_at(g, i)->good = is_good(g, i);
	tell_blocks(g, c);
	return true;
}

/* ---- text that cannot be set ---------------------------------------------------------------- */

/* It would be made small for the sake of a word, or its lines would run upwards. */
static bool suits(const struct text_block *t, const struct region *r)
{
	return t->set && !(t->vertical && t->paragraph.rtl) &&
	       lines_widest(&t->paragraph, true) <= MOST_WORD * region_line(r);
}

static float fill(const struct text_block *t, float line)
{
	const struct node *last =
		(const struct node *)t->paragraph.nodes.at + t->paragraph.nodes.n - 1;

	return line > 0 ? fmaxf(1, ceilf((float)last->end / line)) * t->size : 0;
}

/* Many short texts in a high and narrow column: each of them takes a line of its own, and all
 * would get much smaller than in lines as they were. */
static bool is_wasteful(const struct galley *g, uint32_t number)
{
	const struct region *r = region_at(g, number);
	float turned = 0, plain = 0;

	for (uint32_t i = 0; i < g->n; i++) {
		const struct text_block *t = galley_at(g, i);

		if (t->region != number)
			continue;
		turned += fill(t, region_line(r));
		plain += fill(t, r->u1 - r->u0);
	}
	turned /= r->u1 - r->u0;
	plain /= region_line(r);
	return LEAST_LEADING * turned > 1 && turned > MOST_WASTE * plain;
}

bool regions_drop(struct galley *g, struct composer *c,
		  bool (*rebuild)(struct galley *g, struct composer *c, struct text_block *t))
{
	bool dropped = false;

	for (uint32_t i = 0; i < g->n; i++) {
		const struct text_block *t = galley_at(g, i);

		if (t->region != DT_NONE && !suits(t, region_at(g, t->region))) {
			region_at(g, t->region)->good = false;
			dropped = true;
		}
	}
	for (uint32_t i = 0; i < g->regions.n; i++) {
		if (!region_at(g, i)->good || !is_wasteful(g, i))
			continue;
		region_at(g, i)->good = false;
		dropped = true;
	}
	if (!dropped)
		return true;
	for (uint32_t i = 0; i < g->n; i++) {
		struct text_block *t = galley_at(g, i);
		uint32_t region = t->region;

		if (region == DT_NONE || region_at(g, region)->good)
			continue;
		t->region = DT_NONE;
		t->vertical = block_stays_vertical(g, c, t->block);
		if (!rebuild(g, c, t))
			return false;
	}
	return true;
}
