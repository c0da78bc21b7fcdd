/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Columns of running text that stand beside each other, so that text that runs the other way can
 * go through them in the other order: where each would be in the mirror, and all that stands in
 * it and would have to go along.
 *
 * Two paragraphs beside each other, as wide as each other, have a gutter between them.  It goes up
 * and down to what crosses it.  The band that it parts changes sides as a whole; what is left and
 * right of it is looked at in the same way.  The gutter of the tallest band comes first.
 */
#include "config.h"

#include "write.h"

#include <math.h>

#define LEAST_LINES  3u	   /* of a paragraph that makes a column */
#define LEAST_BESIDE 20.0f /* points that two paragraphs stand beside each other */
#define ALIKE	     0.8f  /* width of the narrower over that of the wider */
#define HANGS_OUT    30.0f /* points: labels, and ends of lines, stand so far outside */
#define STILL	     0.5f  /* points */
#define MOST_PAIRS   64u
#define MOST_TALL    96u /* paragraphs; a page of more is no page of columns */
#define MOST_GROUPS  16u
#define MOST_PIECES  3000u /* drawn in one column: more are a drawing that takes long */
#define NO_LIMIT     1e6f

struct thing {
	struct dt_box box;
	uint32_t block, graphic; /* DT_NONE: a table as a whole, which only crosses */
	uint32_t group;
	bool words, tall;
};

struct group {		   /* the page, or a column */
	struct dt_box box; /* of its words */
	float shift;
	bool fixed;
};

struct band {
	float x, top, bottom; /* middle of the gutter; what crosses it */
	float height;	      /* of the words in it */
	struct dt_box left, right;
};

struct finder {
	struct page *page;
	struct dt_list things;
	struct group groups[MOST_GROUPS];
	uint32_t n;
};

static struct thing *thing_at(const struct finder *f, uint32_t i)
{
	return &LIST(f->things, struct thing)[i];
}

static const struct dt_box nothing = { NO_LIMIT, NO_LIMIT, -NO_LIMIT, -NO_LIMIT };

static void box_add(struct dt_box *box, const struct dt_box *other)
{
	box->x0 = fminf(box->x0, other->x0);
	box->y0 = fminf(box->y0, other->y0);
	box->x1 = fmaxf(box->x1, other->x1);
	box->y1 = fmaxf(box->y1, other->y1);
}

static bool runs_on(uint32_t role)
{
	return role == DT_ROLE_PARAGRAPH || role == DT_ROLE_LIST_ITEM || role == DT_ROLE_FOOTNOTE ||
	       role == DT_ROLE_BIBLIOGRAPHY;
}

/* ---- what stands on the page --------------------------------------------------- */

static void add_block(struct finder *f, uint32_t i)
{
	const struct dt_block *b = &LIST(f->page->blocks, struct dt_block)[i];
	bool upright = b->frame.b == 0 && b->frame.a == 1;
	struct thing *thing;

	if (b->role == DT_ROLE_HEADER || b->role == DT_ROLE_FOOTER)
		return;
	thing = DT_LIST_ADD(&f->things, struct thing);
	if (!thing)
		return;
	thing->block = i;
	thing->graphic = DT_NONE;
	thing->box = (struct dt_box){ b->frame.e, b->frame.f, b->frame.e + b->width,
				      b->frame.f + b->height };
	if (!upright) {
		struct dt_point far = { b->frame.a * b->width + b->frame.c * b->height,
					b->frame.b * b->width + b->frame.d * b->height };

		thing->box =
			(struct dt_box){ b->frame.e + fminf(far.x, 0), b->frame.f + fminf(far.y, 0),
					 b->frame.e + fmaxf(far.x, 0),
					 b->frame.f + fmaxf(far.y, 0) };
		return;
	}
	thing->words = b->table == DT_NONE;
	thing->tall = thing->words && b->lines.count >= LEAST_LINES && runs_on(b->role) &&
		      !(b->flags & DT_BLOCK_KEEP);
	if (b->label_x1 > b->label_x0)
		thing->box.x0 = fminf(thing->box.x0, b->frame.e + b->label_x0);
}

/* A table is in one column with all of its cells. */
static void add_tables(struct finder *f)
{
	const struct dt_block *blocks = LIST(f->page->blocks, struct dt_block);
	uint32_t first = f->things.n;

	for (uint32_t i = 0; i < f->page->blocks.n; i++) {
		struct dt_box box = { blocks[i].frame.e, blocks[i].frame.f,
				      blocks[i].frame.e + blocks[i].width,
				      blocks[i].frame.f + blocks[i].height };
		struct thing *thing;
		uint32_t k = first;

		if (blocks[i].table == DT_NONE)
			continue;
		while (k < f->things.n && thing_at(f, k)->group != blocks[i].table)
			k++;
		if (k < f->things.n) {
			box_add(&thing_at(f, k)->box, &box);
			continue;
		}
		thing = DT_LIST_ADD(&f->things, struct thing);
		if (!thing)
			return;
		*thing = (struct thing){ box, DT_NONE, DT_NONE, blocks[i].table, true, false };
	}
	for (uint32_t k = first; k < f->things.n; k++)
		thing_at(f, k)->group = 0;
}

static void add_graphics(struct finder *f)
{
	for (uint32_t i = 0; i < f->page->n_graphics; i++) {
		struct thing *thing;

		if (LIST(f->page->uses, uint8_t)[i])
			continue;
		thing = DT_LIST_ADD(&f->things, struct thing);
		if (!thing)
			return;
		*thing = (struct thing){ f->page->graphics[i].box, DT_NONE, i, 0, false, false };
	}
}

/* ---- bands ---------------------------------------------------------------------- */

static bool is_in(const struct thing *thing, const struct band *band)
{
	float y = (thing->box.y0 + thing->box.y1) / 2;

	return y > band->top && y < band->bottom &&
	       (thing->box.x0 >= band->x || thing->box.x1 <= band->x);
}

/* How far the gutter goes up and down; false: something stands in it between the two. */
static bool limit_band(const struct finder *f, uint32_t group, const struct dt_box *a,
		       const struct dt_box *b, struct band *band)
{
	float y0 = fmaxf(a->y0, b->y0), y1 = fminf(a->y1, b->y1);
	struct dt_box both = *a;

	box_add(&both, b);
	band->top = -NO_LIMIT;
	band->bottom = NO_LIMIT;
	for (uint32_t i = 0; i < f->things.n; i++) {
		const struct thing *thing = thing_at(f, i);
		const struct dt_box *box = &thing->box;

		if (thing->group != group || box->x0 >= band->x || box->x1 <= band->x)
			continue;
		/* what all stands on; a line between the columns */
		if (thing->graphic != DT_NONE && ((box->x0 <= both.x0 && box->x1 >= both.x1 &&
						   box->y0 <= both.y0 && box->y1 >= both.y1) ||
						  (box->x0 > a->x1 && box->x1 < b->x0)))
			continue;
		if (box->y0 < y1 && box->y1 > y0)
			return false;
		if (box->y1 <= y0)
			band->top = fmaxf(band->top, box->y1);
		else
			band->bottom = fminf(band->bottom, box->y0);
	}
	return true;
}

static void measure_band(const struct finder *f, uint32_t group, struct band *band)
{
	band->left = band->right = nothing;
	for (uint32_t i = 0; i < f->things.n; i++) {
		const struct thing *thing = thing_at(f, i);

		if (thing->group == group && thing->words && is_in(thing, band))
			box_add(thing->box.x1 <= band->x ? &band->left : &band->right, &thing->box);
	}
	band->height = fmaxf(band->left.y1, band->right.y1) - fminf(band->left.y0, band->right.y0);
}

static bool try_pair(const struct finder *f, uint32_t group, const struct thing *a,
		     const struct thing *b, struct band *band)
{
	band->x = (a->box.x1 + b->box.x0) / 2;
	if (!limit_band(f, group, &a->box, &b->box, band))
		return false;
	measure_band(f, group, band);
	/* what crosses the gutter may leave the middle of one of the two outside */
	return band->left.x0 < band->left.x1 && band->right.x0 < band->right.x1;
}

static bool are_beside(const struct thing *a, const struct thing *b)
{
	float wide = a->box.x1 - a->box.x0, other = b->box.x1 - b->box.x0;

	return b->box.x0 > a->box.x1 && fminf(wide, other) >= ALIKE * fmaxf(wide, other) &&
	       fminf(a->box.y1, b->box.y1) - fmaxf(a->box.y0, b->box.y0) > LEAST_BESIDE;
}

static bool find_band(const struct finder *f, uint32_t group, struct band *best)
{
	uint32_t tall[MOST_TALL], n = 0, pairs = 0;

	best->height = 0;
	for (uint32_t i = 0; i < f->things.n && n < MOST_TALL; i++) {
		if (thing_at(f, i)->group == group && thing_at(f, i)->tall)
			tall[n++] = i;
	}
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t k = 0; k < n; k++) {
			const struct thing *a = thing_at(f, tall[i]), *b = thing_at(f, tall[k]);
			struct band band;

			if (!are_beside(a, b) || pairs++ >= MOST_PAIRS ||
			    !try_pair(f, group, a, b, &band))
				continue;
			/* of gutters as high as each other the first from the left */
			if (band.height > best->height + STILL ||
			    (band.height > best->height - STILL && band.x < best->x))
				*best = band;
		}
	}
	return best->height > 0;
}

static void part_group(struct finder *f, uint32_t group)
{
	struct band band;

	while (f->n + 2 <= MOST_GROUPS && find_band(f, group, &band)) {
		float axis = band.left.x0 + band.right.x1, shift = f->groups[group].shift;
		uint32_t left = f->n++, right = f->n++;

		f->groups[left] = (struct group){ band.left, 0, false };
		f->groups[left].shift = shift + axis - band.left.x0 - band.left.x1;
		f->groups[right] = (struct group){ band.right, 0, false };
		f->groups[right].shift = shift + axis - band.right.x0 - band.right.x1;
		for (uint32_t i = 0; i < f->things.n; i++) {
			struct thing *thing = thing_at(f, i);
			bool first = thing->box.x1 <= band.x;
			bool between = thing->graphic != DT_NONE && thing->box.x0 >= band.left.x1 &&
				       thing->box.x1 <= band.right.x0;
			const struct dt_box *box = first ? &band.left : &band.right;

			if (between || thing->group != group || !is_in(thing, &band) ||
			    thing->box.x0 < box->x0 - HANGS_OUT ||
			    thing->box.x1 > box->x1 + HANGS_OUT)
				continue;
			thing->group = first ? left : right;
		}
	}
}

/* ---- what goes along ------------------------------------------------------------- */

/* Fills that lie under the words of more than the column stay; what is drawn in it moves when the
 * writer can paint it elsewhere as it is seen. */
static void take_graphic(const struct finder *f, const struct thing *thing, struct group *group,
			 struct dt_list *pieces)
{
	const struct page *page = f->page;
	const struct dt_graphic *graphic = &page->graphics[thing->graphic];
	uint32_t before = graphic->before < page->n_glyphs ? graphic->before : page->n_glyphs - 1;
	struct dt_table_piece *piece =
		pieces->n ? LIST(*pieces, struct dt_table_piece) + pieces->n - 1 : NULL;

	if (piece && piece->piece == graphic->piece) { /* another edge of it */
		box_add(&piece->box, &graphic->box);
		return;
	}
	if (graphic->piece == DT_NONE || graphic->flags & DT_GRAPHIC_CUT || !page->n_glyphs ||
	    page->looks[page->glyphs[before].look].form != graphic->form ||
	    pieces->n >= MOST_PIECES) {
		group->fixed = true;
		return;
	}
	piece = DT_LIST_ADD(pieces, struct dt_table_piece);
	if (piece)
		*piece = (struct dt_table_piece){ graphic->piece, before, graphic->box };
}

static bool holds(const struct dt_box *box, float x, float y)
{
	return x > box->x0 - HANGS_OUT && x < box->x1 + HANGS_OUT && y > box->y0 && y < box->y1;
}

/* Does the place belong to a column within the group, or nearer to another one than to it? */
static bool is_of_another(const struct finder *f, uint32_t own, float x, float y)
{
	const struct dt_box *box = &f->groups[own].box;

	for (uint32_t i = 1; i < f->n; i++) {
		const struct dt_box *other = &f->groups[i].box;
		bool inner = i > own && other->x0 >= box->x0 && other->x1 <= box->x1 &&
			     other->y0 >= box->y0 && other->y1 <= box->y1;

		if (i == own || !holds(other, x, y))
			continue;
		if (inner || (other->x1 <= box->x0 && x < (other->x1 + box->x0) / 2) ||
		    (other->x0 >= box->x1 && x > (other->x0 + box->x1) / 2))
			return true;
	}
	return false;
}

/* Labels, leaders and lettering that is in no block. */
static struct dt_span loose_glyphs(const struct finder *f, uint32_t own)
{
	const uint8_t *owners = LIST(f->page->owners, uint8_t);
	struct dt_list ranges = { 0 };
	struct dt_span span;

	for (uint32_t i = 0; i < f->page->n_glyphs; i++) {
		const struct dt_glyph *g = &f->page->glyphs[i];
		struct dt_range *last =
			ranges.n ? LIST(ranges, struct dt_range) + ranges.n - 1 : NULL;

		if (owners[i] < OWNER_KEPT || owners[i] >= OWNER_UNSEEN ||
		    owners[i] == OWNER_KEPT + DT_RULE_SPACE ||
		    !holds(&f->groups[own].box, g->x, g->y) || is_of_another(f, own, g->x, g->y))
			continue;
		if (last && last->first + last->count == i) {
			last->count++;
			continue;
		}
		last = DT_LIST_ADD(&ranges, struct dt_range);
		if (last)
			*last = (struct dt_range){ i, 1 };
	}
	span = dt_payload_list(&f->page->payload, &ranges);
	dt_list_free(&ranges);
	return span;
}

/* Fields and notes stand where they stand. */
static void find_annotations(const struct finder *f, struct group *group)
{
	const struct dt_page_content *content = f->page->content;
	const struct dt_annotation *all =
		DT_AT(content, struct dt_annotation, content->annotations);

	for (uint32_t i = 0; i < content->annotations.count; i++) {
		const struct dt_box *box = &all[i].box;

		if (all[i].kind != DT_ANNOTATION_LINK &&
		    holds(&group->box, (box->x0 + box->x1) / 2, (box->y0 + box->y1) / 2))
			group->fixed = true;
	}
}

static void write_column(struct finder *f, uint32_t number, struct dt_list *heads)
{
	struct group *group = &f->groups[number];
	struct dt_list blocks = { 0 }, pieces = { 0 };
	struct dt_column *column;

	for (uint32_t i = 0; i < f->things.n; i++) {
		const struct thing *thing = thing_at(f, i);
		uint32_t *block;

		if (thing->group != number)
			continue;
		if (thing->graphic != DT_NONE) {
			take_graphic(f, thing, group, &pieces);
		} else if (thing->block != DT_NONE) {
			block = DT_LIST_ADD(&blocks, uint32_t);
			if (block)
				*block = thing->block;
		}
	}
	find_annotations(f, group);
	column = DT_LIST_ADD(heads, struct dt_column);
	if (column && blocks.n) {
		column->flags = group->fixed ? DT_COLUMN_FIXED : 0;
		column->shift = group->shift;
		column->box = group->box;
		column->blocks = dt_payload_list(&f->page->payload, &blocks);
		column->pieces = dt_payload_list(&f->page->payload, &pieces);
		column->glyphs = loose_glyphs(f, number);
	} else if (column) {
		heads->n--;
	}
	dt_list_free(&blocks);
	dt_list_free(&pieces);
}

struct dt_span write_columns(struct page *page)
{
	struct finder f = { .page = page, .n = 1 };
	struct dt_list heads = { 0 };
	struct dt_span span = { 0, 0 };

	for (uint32_t i = 0; i < page->blocks.n; i++)
		add_block(&f, i);
	add_tables(&f);
	add_graphics(&f);
	for (uint32_t group = 0; group < f.n; group++)
		part_group(&f, group);
	for (uint32_t group = 1; group < f.n; group++)
		write_column(&f, group, &heads);
	if (heads.n)
		span = dt_payload_list(&page->payload, &heads);
	dt_list_free(&f.things);
	dt_list_free(&heads);
	return span;
}
