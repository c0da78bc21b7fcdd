/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "sides.h"

#include <math.h>

static const struct dt_column *columns_of(const struct dt_page_blocks *page)
{
	return DT_AT(page, struct dt_column, page->columns);
}

static const struct dt_block *block_of(const struct dt_page_blocks *page, uint32_t i)
{
	return &DT_AT(page, struct dt_block, page->blocks)[i];
}

static const struct dt_segment *answer_to(const struct dt_page_segments *segments, uint32_t i)
{
	return i < segments->segments.count
		       ? &DT_AT(segments, struct dt_segment, segments->segments)[i]
		       : NULL;
}

/* ---- may they ------------------------------------------------------------------- */

static bool has_link(const struct dt_page_blocks *page, const struct dt_block *b)
{
	const struct dt_run *runs = DT_AT(page, struct dt_run, b->runs);

	for (uint32_t i = 0; i < b->runs.count; i++) {
		if (runs[i].annotation != DT_NONE)
			return true;
	}
	return false;
}

static bool column_stays(const struct dt_page_blocks *page, const struct dt_page_segments *segments,
			 const struct dt_column *column)
{
	const uint32_t *blocks = DT_AT(page, uint32_t, column->blocks);

	if (column->flags & DT_COLUMN_FIXED)
		return true;
	for (uint32_t i = 0; i < column->blocks.count; i++) {
		const struct dt_segment *answer = answer_to(segments, blocks[i]);
		const struct dt_block *b = block_of(page, blocks[i]);

		/* a link on words that are not set anew would stay behind them */
		if (!answer || answer->status == DT_SEGMENT_FAILED ||
		    (answer->status != DT_SEGMENT_TRANSLATED && has_link(page, b)))
			return true;
	}
	return false;
}

enum sides sides_find(const struct dt_page_blocks *page, const struct dt_page_segments *segments,
		      bool rtl, struct dt_box *where)
{
	uint64_t turned = 0, others = 0;

	for (uint32_t k = 0; k < page->columns.count; k++) {
		const struct dt_column *column = &columns_of(page)[k];
		const uint32_t *blocks = DT_AT(page, uint32_t, column->blocks);

		for (uint32_t i = 0; i < column->blocks.count; i++) {
			const struct dt_block *b = block_of(page, blocks[i]);
			const struct dt_segment *answer = answer_to(segments, blocks[i]);

			if (!answer || answer->status != DT_SEGMENT_TRANSLATED)
				continue;
			*(!(b->flags & DT_BLOCK_RTL) == rtl ? &turned : &others) += b->text.count;
		}
	}
	if (turned <= others)
		return SIDES_NONE;
	for (uint32_t k = 0; k < page->columns.count; k++) {
		if (!column_stays(page, segments, &columns_of(page)[k]))
			continue;
		*where = columns_of(page)[k].box;
		return SIDES_STAY;
	}
	return SIDES_TURN;
}

/* ---- what is drawn -------------------------------------------------------------- */

static struct dt_matrix sideways(float shift)
{
	struct dt_matrix m = { 1, 0, 0, 1, shift, 0 };

	return m;
}

static bool is_gone(const struct sheet *sheet, uint32_t piece)
{
	const uint32_t *gone = sheet->gone.at;

	for (uint32_t i = 0; i < sheet->gone.n; i++) {
		if (gone[i] == piece)
			return true;
	}
	return false;
}

static bool is_bullet(const struct dt_page_blocks *page, const struct dt_column *column,
		      uint32_t piece)
{
	const uint32_t *blocks = DT_AT(page, uint32_t, column->blocks);

	for (uint32_t i = 0; i < column->blocks.count; i++) {
		const struct dt_block *b = block_of(page, blocks[i]);
		const uint32_t *pieces = DT_AT(page, uint32_t, b->label_pieces);

		for (uint32_t k = 0; k < b->label_pieces.count; k++) {
			if (pieces[k] == piece)
				return true;
		}
	}
	return false;
}

void sides_pieces(struct sheet *sheet, const struct dt_page_blocks *page)
{
	uint32_t others = sheet->gone.n; /* those of tables that are mirrored: few */

	for (uint32_t k = 0; k < page->columns.count; k++) {
		const struct dt_column *column = &columns_of(page)[k];
		const struct dt_table_piece *pieces =
			DT_AT(page, struct dt_table_piece, column->pieces);
		struct dt_matrix m = sideways(column->shift);

		for (uint32_t i = 0; i < column->pieces.count; i++) {
			struct dt_box box = pieces[i].box;

			if ((others && is_gone(sheet, pieces[i].piece)) ||
			    is_bullet(page, column, pieces[i].piece))
				continue;
			box.x0 += column->shift;
			box.x1 += column->shift;
			sheet_pieces(sheet, &pieces[i].piece, 1, &m, pieces[i].before, DT_NONE,
				     &box);
		}
	}
}

/* ---- what is written ------------------------------------------------------------ */

static struct dt_box shifted(const struct dt_page_blocks *page, uint32_t i, float shift)
{
	const struct dt_block *b = block_of(page, i);
	struct dt_box box = box_map(&b->frame, 0, 0, b->width, b->height);

	box.x0 += shift;
	box.x1 += shift;
	return box;
}

static void shift_items(struct sheet *sheet, const struct dt_page_blocks *page, const float *shifts)
{
	struct dt_set_item *items = sheet->items.at;
	struct link_quad *quads = sheet->quads.at;

	for (uint32_t i = 0; i < sheet->items.n; i++) {
		struct dt_box *box = &items[i].box;
		float shift = items[i].block < page->blocks.count ? shifts[items[i].block] : 0;

		if (shift == 0)
			continue;
		items[i].matrix.e += shift;
		if (box->x1 > box->x0) {
			box->x0 += shift;
			box->x1 += shift;
		} else {
			*box = shifted(page, items[i].block, shift);
		}
	}
	for (uint32_t i = 0; i < sheet->quads.n; i++) {
		for (uint32_t k = 0; k < 4; k++)
			quads[i].quad[k].x += shifts[quads[i].block];
	}
}

/* Those glyphs of a range that would stay where they are. */
static void shift_kept(struct sheet *sheet, struct dt_range range, float shift, uint32_t block,
		       const struct dt_box *box)
{
	const struct dt_matrix m = sideways(shift);
	uint32_t end = range.first + range.count;

	for (uint32_t i = range.first; i < end && i < sheet->n_glyphs;) {
		struct fate_of fate = sheet->glyph_fates[i];
		struct dt_range run = { i, 0 };

		while (i < end && i < sheet->n_glyphs && sheet->glyph_fates[i].fate == fate.fate &&
		       sheet->glyph_fates[i].rule == fate.rule) {
			run.count++;
			i++;
		}
		if (fate.fate != DT_FATE_KEPT && fate.fate != DT_FATE_FAILED)
			continue;
		sheet_move(sheet, &run, 1, &m, DT_NONE, block, box);
		sheet_fate(sheet, run, DT_FATE_MOVED, fate.rule, block);
	}
}

/* Lines and bars that nothing moved. */
static void shift_pieces(struct sheet *sheet, const struct dt_page_blocks *page, uint32_t i,
			 struct dt_span span, float shift)
{
	const uint32_t *pieces = DT_AT(page, uint32_t, span);
	struct dt_matrix m = sideways(shift);
	struct dt_box box = shifted(page, i, shift);

	for (uint32_t k = 0; k < span.count; k++) {
		if (!is_gone(sheet, pieces[k]))
			sheet_pieces(sheet, &pieces[k], 1, &m, block_of(page, i)->anchor, DT_NONE,
				     &box);
	}
}

static void shift_block(struct sheet *sheet, const struct dt_page_blocks *page, uint32_t i,
			float shift)
{
	const struct dt_block *b = block_of(page, i);
	const struct dt_range *ranges = DT_AT(page, struct dt_range, b->ranges);
	const struct dt_run *runs = DT_AT(page, struct dt_run, b->runs);
	struct dt_box box = shifted(page, i, shift);

	shift_pieces(sheet, page, i, b->pieces, shift);
	shift_pieces(sheet, page, i, b->label_pieces, shift);
	for (uint32_t k = 0; k < b->runs.count; k++)
		shift_pieces(sheet, page, i, runs[k].pieces, shift);
	for (uint32_t k = 0; k < b->ranges.count; k++)
		shift_kept(sheet, ranges[k], shift, i, &box);
}

static void shift_column(struct sheet *sheet, const struct dt_page_blocks *page,
			 const struct dt_column *column, const float *shifts)
{
	const uint32_t *blocks = DT_AT(page, uint32_t, column->blocks);
	const struct dt_range *glyphs = DT_AT(page, struct dt_range, column->glyphs);
	struct dt_box box = column->box;

	box.x0 += column->shift;
	box.x1 += column->shift;
	for (uint32_t i = 0; i < column->blocks.count; i++) {
		if (shifts[blocks[i]] != 0)
			shift_block(sheet, page, blocks[i], column->shift);
	}
	for (uint32_t i = 0; i < column->glyphs.count; i++)
		shift_kept(sheet, glyphs[i], column->shift, DT_NONE, &box);
}

bool sides_turn(struct sheet *sheet, const struct dt_page_blocks *page,
		const struct dt_page_segments *segments)
{
	float *shifts = calloc((size_t)page->blocks.count + 1, sizeof(*shifts));

	if (!shifts)
		return false;
	for (uint32_t k = 0; k < page->columns.count; k++) {
		const struct dt_column *column = &columns_of(page)[k];
		const uint32_t *blocks = DT_AT(page, uint32_t, column->blocks);

		for (uint32_t i = 0; i < column->blocks.count; i++) {
			const struct dt_segment *answer = answer_to(segments, blocks[i]);

			if (answer && answer->role != DT_ROLE_HEADER &&
			    answer->role != DT_ROLE_FOOTER)
				shifts[blocks[i]] = column->shift;
		}
	}
	shift_items(sheet, page, shifts);
	for (uint32_t k = 0; k < page->columns.count; k++)
		shift_column(sheet, page, &columns_of(page)[k], shifts);
	free(shifts);
	return true;
}
