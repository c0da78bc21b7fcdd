/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "ends.h"

#include "keep.h"
#include "regions.h"
#include "text.h"

#include <math.h>

#define LEADER_GAP 0.35f /* of the size, between text and the first dot */
#define HIGH	   0.7f	 /* of the size, over the baseline and under it */
#define DEEP	   0.2f
#define FEW_DOTS   3u /* fewer are not seen as dots that lead somewhere */

struct stretch { /* of the first line */
	float x0, x1;
};

/* Glyphs of the source that cover a stretch, by a movement within the block's frame. */
static void move_glyphs(struct sheet *sheet, const struct text_block *t,
			const struct dt_range *ranges, uint32_t n, struct stretch over,
			const struct dt_matrix *local)
{
	const struct dt_matrix *frame = &t->block->frame;
	float x0 = local->a * over.x0 + local->e, x1 = local->a * over.x1 + local->e;
	float y = t->block->baseline + local->f;
	struct dt_box box = box_map(frame, fminf(x0, x1), y - HIGH * t->size, fmaxf(x0, x1),
				    y + DEEP * t->size);
	struct dt_matrix m;

	if ((local->a == 1 && fabsf(local->e) + fabsf(local->f) < 0.01f) ||
	    !matrix_within(frame, local, frame, &m))
		return;
	sheet_fates(sheet, ranges, n, DT_FATE_MOVED, DT_RULE_NONE, t->index);
	sheet_move(sheet, ranges, n, &m, DT_NONE, t->index, &box);
}

/* The same, turned round and shifted along the line before that. */
static struct dt_matrix before(const struct dt_matrix *local, float turn, float shift)
{
	struct dt_matrix m = *local;

	m.a = local->a * turn;
	m.e = local->a * shift + local->e;
	return m;
}

/* ---- labels ---------------------------------------------------------------------- */

static uint32_t last_character(const char *text, uint32_t length, uint32_t *count)
{
	uint32_t cp = 0;

	*count = 0;
	for (size_t at = 0; at < length; ++*count)
		cp = text_next(text, length, &at);
	return cp;
}

/* A bullet that points to where its text begins. */
static bool is_arrow(uint32_t cp)
{
	return cp == 0x2192 || cp == 0x21d2 || cp == 0x2023 || cp == 0x25b6 || cp == 0x25b8 ||
	       cp == 0x25ba || cp == 0x25b7 || (cp >= 0x2794 && cp <= 0x27be) || cp == 0xbb ||
	       cp == 0x203a;
}

/* "1." as it stands in a line from right to left: the sign that ends it comes to the left. */
static void turn_sign(struct sheet *sheet, const struct text_block *t,
		      const struct dt_matrix *local, bool bracket)
{
	const struct dt_block *b = t->block;
	struct dt_range sign = b->label_sign;
	struct stretch body = { b->label_x0, b->label_sign_x };
	struct stretch tip = { b->label_sign_x, b->label_x1 };
	uint32_t end = t->label.first + t->label.count, after = sign.first + sign.count;
	struct dt_range rest[2] = { { t->label.first, sign.first - t->label.first },
				    { after, end - after } };
	float back = b->label_x0 - b->label_sign_x;
	struct dt_matrix left =
		before(local, bracket ? -1 : 1, bracket ? b->label_x0 + b->label_x1 : back);
	struct dt_matrix right = before(local, 1, b->label_x1 - b->label_sign_x);

	for (uint32_t i = 0; i < 2; i++) {
		if (rest[i].count)
			move_glyphs(sheet, t, &rest[i], 1, body, &right);
	}
	move_glyphs(sheet, t, &sign, 1, tip, &left);
}

static void move_label(struct sheet *sheet, const struct dt_page_blocks *page,
		       const struct text_block *t)
{
	const struct dt_block *b = t->block;
	struct dt_matrix local = { 1, 0, 0, 1, 0, 0 };
	uint32_t n, last;

	if (!t->label.count)
		return;
	if (b->label_x1 > b->label_x0 && t->scale < SAME_SIZE)
		local = scale_at(t->scale, b->label_x0, b->baseline);
	local.e += t->label_shift;
	local.f += t->shift;
	last = last_character(DT_TEXT(page, b->label), b->label.count, &n);
	if (t->turned && n == 1 && is_arrow(last))
		local = before(&local, -1, b->label_x0 + b->label_x1);
	if (t->turned && !(b->flags & DT_BLOCK_RTL) && b->label_sign.count &&
	    b->label_sign.first - t->label.first < t->label.count)
		turn_sign(sheet, t, &local, last == ')' || last == ']');
	else
		move_glyphs(sheet, t, &t->label, 1, (struct stretch){ b->label_x0, b->label_x1 },
			    &local);
}

/* A bullet that is drawn. */
static void move_drawn(struct sheet *sheet, const struct dt_page_blocks *page,
		       const struct text_block *t)
{
	const struct dt_block *b = t->block;
	float x = b->label_pieces.count ? t->label_shift : 0, y = t->shift;
	struct dt_matrix m = {
		1, 0, 0, 1, b->frame.a * x + b->frame.c * y, b->frame.b * x + b->frame.d * y
	};
	struct dt_box box = box_map(&b->frame, 0, 0, b->width, b->height);

	if (!b->label_pieces.count || fabsf(x) + fabsf(y) < 0.05f)
		return;
	sheet_pieces(sheet, DT_AT(page, uint32_t, b->label_pieces), b->label_pieces.count, &m,
		     b->anchor, t->index, &box);
}

/* A label goes to the head of its text's first line, wherever that is now. */
static void move_away(struct sheet *sheet, const struct dt_page_blocks *page,
		      const struct text_block *t)
{
	const struct dt_block *b = t->source;
	struct dt_matrix local, m;
	struct dt_box box;

	if (!t->label.count && !b->label_pieces.count)
		return;
	region_label(t, b->label_x0, b->label_x1, &local);
	if (!matrix_within(&b->frame, &local, &t->block->frame, &m))
		return;
	box = box_map(&b->frame, b->label_x0, b->baseline - HIGH * t->size, b->label_x1,
		      b->baseline + DEEP * t->size);
	box = box_map(&m, box.x0, box.y0, box.x1, box.y1);
	if (t->label.count) {
		sheet_fates(sheet, &t->label, 1, DT_FATE_MOVED, DT_RULE_NONE, t->index);
		sheet_move(sheet, &t->label, 1, &m, DT_NONE, t->index, &box);
	}
	if (b->label_pieces.count)
		sheet_pieces(sheet, DT_AT(page, uint32_t, b->label_pieces), b->label_pieces.count,
			     &m, b->anchor, t->index, &box);
}

/* ---- contents lines ---------------------------------------------------------------- */

static void move_number(struct sheet *sheet, const struct dt_page_blocks *page,
			const struct text_block *t)
{
	const struct dt_block *b = t->block;
	struct dt_matrix local = { 1, 0, 0, 1, t->tail_shift, 0 };

	if (b->tail_glyphs.count)
		move_glyphs(sheet, t, DT_AT(page, struct dt_range, b->tail_glyphs),
			    b->tail_glyphs.count, (struct stretch){ b->tail, b->tail_end }, &local);
}

/* Dots [from, to) of the source, where they stood or seen in the mirror. */
static void settle_dots(struct sheet *sheet, const struct text_block *t,
			const struct dt_leader *dots, uint32_t from, uint32_t to, bool stay)
{
	struct dt_matrix local = { 1, 0, 0, 1, t->leaders_shift, 0 };

	for (uint32_t i = from; i < to;) {
		struct dt_range glyphs = { dots[i].glyph, 1 };
		struct stretch over = { dots[i].x, dots[i].x };

		for (i++; i < to && dots[i].glyph == glyphs.first + glyphs.count; i++)
			glyphs.count++;
		over.x1 = dots[i - 1].x + DOT_WIDTH * t->size;
		if (stay)
			move_glyphs(sheet, t, &glyphs, 1, over, &local);
		else
			sheet_fate(sheet, glyphs, DT_FATE_TRANSLATED, DT_RULE_NONE, t->index);
	}
}

/* Drawn leaders have no mirror: where text runs from the other side they go. */
static void drop_drawn(struct sheet *sheet, const struct dt_page_blocks *page,
		       const struct text_block *t, float end)
{
	const struct dt_drawn_leader *drawn =
		DT_AT(page, struct dt_drawn_leader, t->block->drawn_leaders);
	uint32_t n = t->block->drawn_leaders.count, gone = 0;

	while (gone < n && (t->turned || drawn[gone].x < end))
		gone++;
	if (n - gone < FEW_DOTS)
		gone = n;
	for (uint32_t i = 0; i < gone; i++)
		sheet_gone(sheet, &drawn[i].piece, 1);
}

void ends_leaders(struct sheet *sheet, const struct dt_page_blocks *page,
		  const struct text_block *t, float start, float end)
{
	const struct dt_leader *dots = DT_AT(page, struct dt_leader, t->block->leaders);
	uint32_t n = t->block->leaders.count, from = 0, to = n;
	float gap = LEADER_GAP * t->size;

	if (t->turned) {
		/* no mirror: text stands beside the number that the dots led to */
		while (to &&
		       (t->tail_shift == 0 ||
			dots[to - 1].x + t->leaders_shift + DOT_WIDTH * t->size > start - gap))
			to--;
	} else {
		while (from < n && dots[from].x < end + gap)
			from++;
	}
	if (to - from < n && to - from < FEW_DOTS)
		from = to = 0;
	settle_dots(sheet, t, dots, 0, from, false);
	settle_dots(sheet, t, dots, from, to, true);
	settle_dots(sheet, t, dots, to, n, false);
	drop_drawn(sheet, page, t, end + gap);
}

void ends_move(struct sheet *sheet, const struct dt_page_blocks *page, const struct text_block *t)
{
	if (t->region != DT_NONE) {
		move_away(sheet, page, t);
		return;
	}
	move_label(sheet, page, t);
	move_drawn(sheet, page, t);
	move_number(sheet, page, t);
}
