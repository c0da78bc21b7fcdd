/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is drawn in tables, so that a table can be seen in a mirror: the lines between its cells
 * and the grounds of them, each by the piece that the writer can move.
 */
#include "config.h"

#include "write.h"

#include "graphics.h"

#include <math.h>

#define MARGIN	   1.5f /* of the size: lines around a table are so near to its text */
#define LINE	   2.0f /* points: no line of a table is thicker */
#define MOST	   64u	/* tables of a page; what is more is a drawing */
#define MOST_EDGES 8u	/* of one subpath, one after the other */
#define NO_LIMIT   1e6f

struct table {
	struct dt_table head;
	float size;
	struct dt_box reach;   /* of its cells, and a little more */
	struct dt_list pieces; /* struct dt_table_piece */
};

static void box_add(struct dt_box *box, const struct dt_box *other)
{
	box->x0 = fminf(box->x0, other->x0);
	box->y0 = fminf(box->y0, other->y0);
	box->x1 = fmaxf(box->x1, other->x1);
	box->y1 = fmaxf(box->y1, other->y1);
}

static bool holds(const struct dt_box *outer, const struct dt_box *inner)
{
	return inner->x0 >= outer->x0 && inner->x1 <= outer->x1 && inner->y0 >= outer->y0 &&
	       inner->y1 <= outer->y1;
}

static bool meet(const struct dt_box *a, const struct dt_box *b)
{
	return a->x0 < b->x1 && a->x1 > b->x0 && a->y0 < b->y1 && a->y1 > b->y0;
}

static struct table *table_of(struct dt_list *tables, uint32_t number)
{
	struct table *all = tables->at, *table;

	for (uint32_t i = 0; i < tables->n; i++) {
		if (all[i].head.number == number)
			return &all[i];
	}
	table = tables->n < MOST ? DT_LIST_ADD(tables, struct table) : NULL;
	if (!table)
		return NULL;
	table->head.number = number;
	table->head.box = (struct dt_box){ NO_LIMIT, NO_LIMIT, -NO_LIMIT, -NO_LIMIT };
	return table;
}

/* The tables that the blocks are cells of. */
static void find_tables(const struct page *page, struct dt_list *tables)
{
	const struct dt_block *blocks = LIST(page->blocks, struct dt_block);

	for (uint32_t i = 0; i < page->blocks.n; i++) {
		const struct dt_block *b = &blocks[i];
		struct dt_box box = { b->frame.e, b->frame.f, b->frame.e + b->width,
				      b->frame.f + b->height };
		struct table *table = b->table == DT_NONE ? NULL : table_of(tables, b->table);

		if (!table)
			continue;
		if (b->frame.b != 0 || b->frame.a != 1)
			table->head.flags |= DT_TABLE_FIXED;
		else
			box_add(&table->head.box, &box);
		table->size = fmaxf(table->size,
				    b->height / (float)(b->lines.count ? b->lines.count : 1));
	}
}

/* Edges of one piece are one. */
static void piece_add(struct table *table, const struct dt_graphic *graphic)
{
	struct dt_table_piece *all = table->pieces.at, *piece;
	uint32_t n = table->pieces.n;

	for (uint32_t i = n; i > 0 && n - i < MOST_EDGES; i--) {
		if (all[i - 1].piece == graphic->piece) {
			box_add(&all[i - 1].box, &graphic->box);
			return;
		}
	}
	piece = DT_LIST_ADD(&table->pieces, struct dt_table_piece);
	if (piece)
		*piece = (struct dt_table_piece){ graphic->piece, graphic->before, graphic->box };
}

static bool is_claimed(const struct page *page, uint32_t graphic)
{
	return LIST(page->uses, uint8_t)[graphic];
}

/* Lines and grounds of rows go as far as the cells go, which text need not fill. */
static void reach_sideways(const struct page *page, struct table *table)
{
	struct dt_box *reach = &table->reach;

	for (uint32_t i = 0; i < page->n_graphics; i++) {
		const struct dt_graphic *graphic = &page->graphics[i];

		if (graphic->piece == DT_NONE || is_claimed(page, i) ||
		    !meet(&graphic->box, &table->head.box) || graphic->box.y0 < reach->y0 ||
		    graphic->box.y1 > reach->y1)
			continue;
		reach->x0 = fminf(reach->x0, graphic->box.x0);
		reach->x1 = fmaxf(reach->x1, graphic->box.x1);
	}
	/* the lines that end the rows */
	reach->x0 -= LINE;
	reach->x1 += LINE;
}

static void find_pieces(const struct page *page, struct table *table)
{
	const struct dt_box *reach = &table->reach, *box = &table->head.box;

	for (uint32_t i = 0; i < page->n_graphics; i++) {
		const struct dt_graphic *graphic = &page->graphics[i];
		bool whole = holds(reach, &graphic->box);

		if ((!whole && !meet(&graphic->box, box)) || holds(&graphic->box, reach) ||
		    is_claimed(page, i))
			continue;
		if (graphic->piece == DT_NONE || !whole ||
		    (graphic->kind == DT_GRAPHIC_IMAGE && graphic->flags & DT_GRAPHIC_CUT))
			table->head.flags |= DT_TABLE_FIXED;
		else
			piece_add(table, graphic);
	}
}

/* Glyphs in it that are in no block, and no blanks: nobody would move them. */
static void find_loose(const struct page *page, struct table *table)
{
	const uint8_t *owners = LIST(page->owners, uint8_t);

	for (uint32_t i = 0; i < page->n_glyphs; i++) {
		const struct dt_glyph *g = &page->glyphs[i];

		if (owners[i] >= OWNER_KEPT && owners[i] < OWNER_UNSEEN &&
		    owners[i] != OWNER_KEPT + DT_RULE_SPACE &&
		    owners[i] != OWNER_KEPT + DT_RULE_LABEL && g->x > table->head.box.x0 &&
		    g->x < table->head.box.x1 && g->y > table->head.box.y0 &&
		    g->y < table->head.box.y1)
			table->head.flags |= DT_TABLE_FIXED;
	}
}

static void finish_table(struct page *page, struct table *table)
{
	const struct dt_table_piece *pieces;
	float margin = MARGIN * table->size;

	table->reach = table->head.box;
	table->reach.x0 -= margin;
	table->reach.y0 -= margin;
	table->reach.x1 += margin;
	table->reach.y1 += margin;
	reach_sideways(page, table);
	find_loose(page, table);
	find_pieces(page, table);
	pieces = table->pieces.at;
	for (uint32_t i = 0; i < table->pieces.n; i++)
		box_add(&table->head.box, &pieces[i].box);
	table->head.pieces = dt_payload_list(&page->payload, &table->pieces);
	dt_list_free(&table->pieces);
}

struct dt_span write_tables(struct page *page)
{
	struct dt_list tables = { 0 }, heads = { 0 };
	struct dt_span span;

	find_tables(page, &tables);
	for (uint32_t i = 0; i < tables.n; i++) {
		struct table *table = (struct table *)tables.at + i;
		struct dt_table *head;

		finish_table(page, table);
		head = DT_LIST_ADD(&heads, struct dt_table);
		if (head)
			*head = table->head;
	}
	span = dt_payload_list(&page->payload, &heads);
	dt_list_free(&tables);
	dt_list_free(&heads);
	return span;
}
