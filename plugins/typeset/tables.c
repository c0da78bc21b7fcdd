/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tables.h"

#include <math.h>

#define NO_LIMIT 1e6f
#define STILL	 0.05f /* points: that is no movement */
#define FLUSH	 1.0f  /* points from an edge: begins or ends there */
#define APART	 0.3f  /* of the size, between the columns */

static const struct dt_block *blocks_of(const struct dt_page_blocks *page)
{
	return DT_AT(page, struct dt_block, page->blocks);
}

static const struct dt_table *tables_of(const struct dt_page_blocks *page)
{
	return DT_AT(page, struct dt_table, page->tables);
}

static bool has_link(const struct dt_page_blocks *page, const struct dt_block *b)
{
	const struct dt_run *runs = DT_AT(page, struct dt_run, b->runs);

	for (uint32_t i = 0; i < b->runs.count; i++) {
		if (runs[i].annotation != DT_NONE)
			return true;
	}
	return false;
}

static bool is_inside(const struct dt_block *b, const struct dt_box *box)
{
	float y = b->frame.f + b->height / 2;

	return b->frame.e < box->x1 && b->frame.e + b->width > box->x0 && y < box->y1 &&
	       y > box->y0;
}

/* Why the table stays as it is; NULL: it does not. */
static const char *table_stays(const struct dt_page_blocks *page,
			       const struct dt_page_segments *segments,
			       const struct dt_table *table)
{
	const struct dt_segment *answers = DT_AT(segments, struct dt_segment, segments->segments);
	const struct dt_block *blocks = blocks_of(page);

	if (table->flags & DT_TABLE_FIXED)
		return "something that is drawn or written in it cannot be moved";
	for (uint32_t i = 0; i < page->blocks.count; i++) {
		uint32_t status =
			i < segments->segments.count ? answers[i].status : DT_SEGMENT_FAILED;

		if (blocks[i].table != table->number) {
			if (is_inside(&blocks[i], &table->box))
				return "text that is no cell stands in it";
			continue;
		}
		if (blocks[i].flags & DT_BLOCK_RTL)
			return "it runs from right to left already";
		if (status == DT_SEGMENT_FAILED)
			return "a cell has no translation";
		if (status != DT_SEGMENT_TRANSLATED && has_link(page, &blocks[i]))
			return "a link stands on a cell that is kept";
	}
	return NULL;
}

/* The columns that the block covers, and where the one behind them begins. */
static void measure_cell(const struct dt_page_blocks *page, const struct dt_block *own,
			 struct mirrored_cell *cell)
{
	const struct dt_block *blocks = blocks_of(page);
	uint32_t span = own->column_span ? own->column_span : 1, end = own->column + span;

	cell->start = own->frame.e;
	cell->end = own->frame.e + own->width;
	cell->next = NO_LIMIT;
	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *b = &blocks[i];
		uint32_t wide = b->column_span ? b->column_span : 1;

		if (b->table != own->table)
			continue;
		if (b->column >= own->column && b->column + wide <= end) {
			cell->start = fminf(cell->start, b->frame.e + fminf(b->label_x0, 0));
			cell->end = fmaxf(cell->end, b->frame.e + b->width);
		} else if (b->column >= end) {
			cell->next = fminf(cell->next, b->frame.e);
		}
	}
}

bool tables_find(struct dt_list *cells, const struct dt_page_blocks *page,
		 const struct dt_page_segments *segments, const char **why, struct dt_box *where)
{
	const struct dt_block *blocks = blocks_of(page);
	const struct dt_table *tables = tables_of(page);

	*why = NULL;
	dt_list_clear(cells);
	for (uint32_t i = 0; i < page->blocks.count; i++) {
		if (!DT_LIST_ADD(cells, struct mirrored_cell))
			return false;
	}
	for (uint32_t k = 0; k < page->tables.count; k++) {
		const char *stays = table_stays(page, segments, &tables[k]);

		if (stays && !*why) {
			*why = stays;
			*where = tables[k].box;
		}
		for (uint32_t i = 0; !stays && i < page->blocks.count; i++) {
			struct mirrored_cell *cell = (struct mirrored_cell *)cells->at + i;

			if (blocks[i].table != tables[k].number)
				continue;
			cell->on = true;
			cell->axis = tables[k].box.x0 + tables[k].box.x1;
			measure_cell(page, &blocks[i], cell);
		}
	}
	return true;
}

/* From where it stands to the same place in the mirror, for what keeps its side. */
static float column_shift(const struct mirrored_cell *cell)
{
	return cell->axis - cell->start - cell->end;
}

void tables_place(struct text_block *t, const struct mirrored_cell *cell, uint32_t align)
{
	const struct dt_block *b = t->block;
	float e = b->frame.e, size = t->size, shift = column_shift(cell);
	float room = fminf(e + b->width + b->room_right, cell->next - APART * size);

	room = fmaxf(room, e + b->width);
	if (align == DT_ALIGN_RIGHT) {
		float start = fminf(fmaxf(cell->start, e - b->room_left), e);

		t->left = start + shift - e;
		t->right = b->width + shift;
		t->align = align;
		return;
	}
	t->left = cell->axis - room - e;
	t->right = cell->axis - 2 * e;
	if (align == DT_ALIGN_CENTER) {
		float both = fminf(fmaxf(b->room_left, 0), room - e - b->width);

		t->left = cell->axis - 2 * e - b->width - both;
		t->right += both;
	}
	t->align = align == DT_ALIGN_LEFT || (align == DT_ALIGN_JUSTIFY && t->single)
			   ? DT_ALIGN_RIGHT
			   : align;
	if (b->label_x1 > b->label_x0)
		t->label_shift = cell->axis - 2 * e - b->label_x0 - b->label_x1;
}

float tables_shift(const struct mirrored_cell *cell, const struct dt_block *block, uint32_t rule)
{
	/* numbers, but not those among words that begin at one edge */
	if (block->align == DT_ALIGN_RIGHT ||
	    (rule == DT_RULE_NUMBER && (block->frame.e > cell->start + FLUSH ||
					block->frame.e + block->width > cell->end - FLUSH)))
		return column_shift(cell);
	return cell->axis - 2 * block->frame.e - block->width;
}

static bool is_mirrored(const struct dt_page_blocks *page, const struct dt_list *cells,
			uint32_t number, uint32_t *block)
{
	const struct mirrored_cell *all = cells->at;

	for (*block = 0; *block < page->blocks.count && *block < cells->n; ++*block) {
		if (blocks_of(page)[*block].table == number && all[*block].on)
			return true;
	}
	return false;
}

void tables_lines(struct sheet *sheet, const struct dt_page_blocks *page,
		  const struct dt_list *cells)
{
	const struct dt_table *tables = tables_of(page);

	for (uint32_t k = 0; k < page->tables.count; k++) {
		const struct dt_table_piece *pieces =
			DT_AT(page, struct dt_table_piece, tables[k].pieces);
		float axis = tables[k].box.x0 + tables[k].box.x1;
		uint32_t block;

		if (!is_mirrored(page, cells, tables[k].number, &block))
			continue;
		for (uint32_t i = 0; i < tables[k].pieces.count; i++) {
			float shift = axis - pieces[i].box.x0 - pieces[i].box.x1;
			struct dt_matrix m = { 1, 0, 0, 1, shift, 0 };
			struct dt_box box = pieces[i].box;
			uint32_t before = pieces[i].before;

			if (fabsf(shift) < STILL)
				continue;
			box.x0 += shift;
			box.x1 += shift;
			sheet_pieces(sheet, &pieces[i].piece, 1, &m,
				     before < page->n_glyphs ? before : page->n_glyphs - 1, block,
				     &box);
		}
	}
}
