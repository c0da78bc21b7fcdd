/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The lines of regions, and the places that their blocks get. */
#include "config.h"

#include "regions.h"

#include "fit.h"
#include "roles.h"
#include "upright.h"

#include <math.h>

#define MOST_LABEL  1.4f /* em: a wider label lies in its line */
#define MOST_SET_IN 0.3f /* of the line */
#define MOST_WHITE  1.5f /* em */
#define LOOSE	    1.5f /* em, from line to line: where signs stand below each other */
#define HIGH	    0.8f /* em, letters over their baseline and under it */
#define DEEP	    0.25f
#define MIDDLE	    0.3f /* em, of a label over its baseline */

/* ---- lines -------------------------------------------------------------------------------- */

static void give_indents(struct text_block *t, const struct region *r)
{
	const struct dt_block *b = t->source;
	float hang = b->lines.count > 1 ? b->rest_indent - b->first_indent : 0;
	float set_in = fminf(t->origin_x - r->u0, MOST_SET_IN * region_line(r));

	if (t->align == DT_ALIGN_CENTER || t->align == DT_ALIGN_RIGHT)
		set_in = hang = 0;
	/* the first line begins one sign further down, as is the custom */
	if (hang < -0.5f * t->size)
		hang = r->vertical ? -t->size : fmaxf(hang, -MOST_SET_IN * region_line(r));
	t->first_indent = set_in + fmaxf(-hang, 0);
	t->rest_indent = set_in + fminf(fmaxf(hang, 0), MOST_SET_IN * region_line(r));
}

static void give_lines(struct text_block *t, const struct region *r, float tightest)
{
	const struct dt_block *b = t->source;
	bool runs = role_runs(t->segment->role) && (b->lines.count > 1 || t->goes_on);
	float leading = b->leading > 0 ? b->leading : 1.2f * t->size;

	t->align = b->align;
	if (runs && (r->vertical || b->align == DT_ALIGN_JUSTIFY))
		t->align = DT_ALIGN_JUSTIFY;
	else if (b->align == DT_ALIGN_JUSTIFY)
		t->align = DT_ALIGN_LEFT;
	if (t->paragraph.rtl && t->align == DT_ALIGN_LEFT)
		t->align = DT_ALIGN_RIGHT;
	t->single = t->balanced = t->turned = false;
	t->initial = 0;
	t->indented = 1;
	t->first_cut = t->rest_cut = t->rise = 0;
	t->left = 0;
	t->right = region_line(r);
	t->yields = role_runs(t->segment->role);
	t->narrowest = 1;
	give_indents(t, r);
	t->leading =
		r->vertical ? fmaxf(leading, LOOSE * t->size) : fminf(leading, LOOSE * t->size);
	t->least = fminf(t->leading, fmaxf(tightest, t->paragraph.tightest) * t->size);
	t->descent = (r->vertical ? UPRIGHT_BELOW : DEEP) * t->size;
	t->baseline = (r->vertical ? UPRIGHT_ABOVE : HIGH) * t->size;
	galley_widest(t);
}

static uint32_t count_lines(const struct text_block *t)
{
	struct measure m = fit_measure(t);
	bool overfull;

	return lines_count(&t->paragraph, &m, &overfull);
}

/* ---- places --------------------------------------------------------------------------------- */

/* The white between two paragraphs over that between their lines. */
static float white_between(const struct text_block *a, const struct text_block *b)
{
	float gap = b->origin_y - (a->origin_y + a->source->height);
	float line = a->source->leading > 0 ? a->source->leading : 1.2f * a->size;

	return fmaxf(0, fminf(gap - (line - a->size), MOST_WHITE * a->size));
}

static float leading_at(const struct text_block *t, float ease)
{
	return t->least + ease * (t->leading - t->least);
}

static float gap_between(const struct text_block *a, const struct text_block *b, float ease)
{
	return fmaxf(leading_at(a, ease), leading_at(b, ease)) +
	       (1 + ease) / 2 * white_between(a, b);
}

static struct text_block *next_in(const struct galley *g, uint32_t *i)
{
	uint32_t region = galley_at(g, *i)->region;

	for (uint32_t k = *i + 1; k < g->n && k <= *i + REGION_STEP; k++) {
		if (galley_at(g, k)->region == region) {
			*i = k;
			return galley_at(g, k);
		}
	}
	return NULL;
}

/* From the first baseline of block i to the last one of its region; n_lines are counted. */
static float region_depth(const struct galley *g, uint32_t i, float ease)
{
	const struct text_block *t = galley_at(g, i), *next;
	float depth = 0;

	for (; t; t = next) {
		if (t->n_lines)
			depth += (float)(t->n_lines - 1) * leading_at(t, ease);
		next = next_in(g, &i);
		if (next)
			depth += gap_between(t, next, ease);
	}
	return depth;
}

static struct dt_matrix region_frame(const struct region *r, float down)
{
	struct dt_matrix frame = { 0, 1, -1, 0, r->u1 + r->shift - down, r->v0 };

	if (!r->vertical)
		frame = (struct dt_matrix){ 1, 0, 0, 1, -r->v1, r->u0 + down };
	return frame;
}

/* The block's copy: first baseline at y of the region. */
static void put_block(struct text_block *t, struct dt_block *copy, const struct region *r, float y,
		      float ease)
{
	float top = y - t->baseline, all = r->u1 - r->u0;
	float lines = (float)(t->n_lines ? t->n_lines - 1 : 0);

	*copy = *t->source;
	copy->frame = region_frame(r, top);
	copy->width = region_line(r);
	copy->height = lines * leading_at(t, ease) + t->baseline + t->descent;
	copy->baseline = t->baseline;
	copy->leading = t->leading;
	copy->room_left = copy->room_right = copy->room_above = 0;
	copy->room_below = all - top - copy->height;
	t->block = copy;
	t->last = t->baseline + lines * leading_at(t, ease);
	t->limit = t->foot = all - top;
}

/* All of one region; i is its first block. */
static void place_region(struct galley *g, uint32_t i, struct dt_block **copies)
{
	struct text_block *t = galley_at(g, i);
	const struct region *r = region_at(g, t->region);
	float tight = region_depth(g, i, 0), loose = region_depth(g, i, 1), ease = 1, y;
	float room = r->u1 - r->u0 - t->baseline;
	uint32_t k = i;

	for (struct text_block *last = t; last; last = next_in(g, &k))
		t = last;
	room -= t->descent;
	if (loose > room && loose > tight)
		ease = fmaxf(0, (room - tight) / (loose - tight));
	t = galley_at(g, i);
	y = t->baseline;
	for (k = i; t;) {
		struct text_block *next = next_in(g, &k);
		float down = t->n_lines ? (float)(t->n_lines - 1) * leading_at(t, ease) : 0;

		down += next ? gap_between(t, next, ease) : 0;
		put_block(t, (*copies)++, r, y, ease);
		y += down;
		t = next;
	}
}

bool regions_place(struct galley *g, float tightest)
{
	struct dt_block *copies;
	uint32_t n = 0;

	regions_change_places(g);
	for (uint32_t i = 0; i < g->n; i++) {
		struct text_block *t = galley_at(g, i);

		if (t->region == DT_NONE)
			continue;
		give_lines(t, region_at(g, t->region), tightest);
		t->n_lines = count_lines(t);
		if (!DT_LIST_ADD(&g->turned, struct dt_block))
			return false;
	}
	copies = g->turned.at;
	for (; n < g->n; n++) {
		uint32_t region = galley_at(g, n)->region;

		if (region != DT_NONE && galley_at(g, n)->block == galley_at(g, n)->source &&
		    region_at(g, region)->good)
			place_region(g, n, &copies);
	}
	for (uint32_t i = 0; i < g->n; i++) {
		if (galley_at(g, i)->region != DT_NONE)
			galley_origin(galley_at(g, i));
	}
	return true;
}

/* ---- labels ------------------------------------------------------------------------------------
 */

void region_label(const struct text_block *t, float x0, float x1, struct dt_matrix *local)
{
	const struct dt_block *b = t->source;
	float s = t->scale, middle = (t->vertical ? MIDDLE : UPRIGHT_CENTRE) * t->size;
	float from_x = (x0 + x1) / 2, from_y = b->baseline - middle;
	float x = t->first_indent + s * from_x;
	float y = t->baseline + t->shift - (t->vertical ? UPRIGHT_CENTRE : MIDDLE) * t->size * s;

	/* a number of many signs lies in its line, as words do */
	if (t->vertical && x1 - x0 > MOST_LABEL * t->size)
		*local = (struct dt_matrix){ s, 0, 0, s, x - s * from_x, y - s * from_y };
	else if (t->vertical)
		*local = (struct dt_matrix){ 0, -s, s, 0, x - s * from_y, y + s * from_x };
	else
		*local = (struct dt_matrix){ 0, s, -s, 0, x + s * from_y, y - s * from_x };
}
