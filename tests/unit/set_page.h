/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * set_page.h - the two stages of typeset on pages made here: paragraphs of known place, size
 * and translation.  For one test program each; functions that it does not call are not built.
 */
#ifndef DT_TESTS_SET_PAGE_H
#define DT_TESTS_SET_PAGE_H

#include "tests/harness/harness.h"

#include <doctranslate/payload.h>

#include <math.h>
#include <unistd.h>

#include "suite.h"

#define SOURCE "The quick brown fox jumps over the lazy dog and runs away from it at once."

struct sample {
	const char *target;
	uint32_t align, role;
	uint32_t lines;
	float width, size, leading, room_right, room_below;
	uint32_t flags; /* of the style */
	uint32_t status;
	const char *language;
	float y; /* of the frame */
	float room_above;
	float first_indent, x; /* x: of the frame, from the left edge of the text */
	uint32_t rule;	       /* of what is kept */
	uint32_t initial;      /* lines beside one: the first letter is a run of its own */
	float room_left;
	uint32_t beside;	/* so many of the first lines end at half of the width */
	const char *family;	/* of all text: that of the first sample; NULL: a serif one */
	uint32_t table, column; /* a cell of that table, from 1; of one with a line at x 200 */
	bool ends;		/* "1." before it, three dots and a number behind: see add_ends */
	bool label_only;	/* of these only "1." */
	bool vertical;		/* its lines run downwards, the first one at x 400 */
	float shift;		/* of the column of the page that it is; 0: it is none */
	bool fixed;		/* that cannot be moved */
};

/* Glyphs 0 and 1 are the label at -14, its full stop at -7; 6 to 8 dots from 160 on, each 20 points
 * from the other; 9 the number from 220 to 230.  Pieces 40 to 47 are drawn leaders from 100 on, 15
 * points apart. */
__attribute__((unused)) static void add_ends(struct dt_payload *p, struct dt_block *b,
					     struct dt_list *kept, uint32_t first, bool label_only)
{
	struct dt_range number = { first + 9, 1 };
	struct dt_drawn_leader drawn[8];
	struct dt_leader dots[3];

	for (uint32_t i = 0; i < 3; i++)
		dots[i] = (struct dt_leader){ first + 6 + i, 160 + 20 * (float)i };
	b->label = dt_payload_text(p, "1.", 2);
	b->label_x0 = -14;
	b->label_x1 = -4;
	b->label_sign = (struct dt_range){ first + 1, 1 };
	b->label_sign_x = -7;
	for (uint32_t i = 0; i < 8; i++)
		drawn[i] = (struct dt_drawn_leader){ 40 + i, 100 + 15 * (float)i };
	if (!label_only) {
		b->drawn_leaders = dt_payload_array(p, drawn, 8, sizeof(drawn[0]));
		b->leaders = dt_payload_array(p, dots, 3, sizeof(dots[0]));
		b->tail = 220;
		b->tail_end = 230;
		b->tail_glyphs = dt_payload_array(p, &number, 1, sizeof(number));
	}
	for (uint32_t i = 0; i < 3; i++) {
		static const struct dt_kept all[3] = {
			{ { 0, 2 }, DT_FATE_KEPT, DT_RULE_LABEL },
			{ { 6, 3 }, DT_FATE_KEPT, DT_RULE_LEADER },
			{ { 9, 1 }, DT_FATE_KEPT, DT_RULE_NUMBER },
		};
		struct dt_kept *k = DT_LIST_ADD(kept, struct dt_kept);

		*k = all[i];
		k->glyphs.first += first;
	}
}

/* From 70 to 320, with piece 5 at 200. */
__attribute__((unused)) static struct dt_span add_table(struct dt_payload *p, uint32_t number)
{
	struct dt_table_piece piece = { .piece = 5, .box = { 199.5f, 90, 200.5f, 120 } };
	struct dt_table table = { .number = number, .box = { 70, 90, 320, 120 } };

	table.pieces = dt_payload_array(p, &piece, 1, sizeof(piece));
	return dt_payload_array(p, &table, 1, sizeof(table));
}

/* A column for each sample that has a shift; the first has piece 5, the second the glyph that is
 * in no block. */
__attribute__((unused)) static struct dt_span add_columns(struct dt_payload *p,
							  const struct sample *samples, uint32_t n)
{
	struct dt_table_piece piece = { .piece = 5, .box = { 80, 300, 100, 320 } };
	struct dt_range loose = { n * 10, 1 };
	struct dt_column columns[4] = { 0 };
	uint32_t used = 0;

	for (uint32_t i = 0; i < n && used < DT_COUNT(columns); i++) {
		struct dt_column *c = &columns[used];

		if (samples[i].shift == 0)
			continue;
		c->flags = samples[i].fixed ? DT_COLUMN_FIXED : 0;
		c->shift = samples[i].shift;
		c->box = (struct dt_box){ 72 + samples[i].x, 90, 72 + samples[i].x + 240, 400 };
		c->blocks = dt_payload_array(p, &i, 1, sizeof(i));
		if (used == 0)
			c->pieces = dt_payload_array(p, &piece, 1, sizeof(piece));
		if (used == 1)
			c->glyphs = dt_payload_array(p, &loose, 1, sizeof(loose));
		used++;
	}
	return used ? dt_payload_array(p, columns, used, sizeof(*columns)) : (struct dt_span){ 0 };
}

/* Glyphs 0..9 belong to the blocks, 10 a block; one more at the end is kept. */
__attribute__((unused)) static void add_blocks(struct dt_payload *p, const struct sample *samples,
					       uint32_t n)
{
	struct dt_list blocks = { 0 }, kept = { 0 };
	struct dt_style style[2] = {
		{ .size = samples->size, .weight = 400, .key = 7, .flags = samples->flags },
		{ .size = 3 * samples->size, .weight = 400, .key = 8, .flags = DT_STYLE_INITIAL },
	};
	struct dt_page_blocks *head;
	struct dt_span spans[5] = { 0 };
	struct dt_kept *k;

	dt_payload_start(p, sizeof(*head));
	style[0].family = style[1].family =
		samples->family ? dt_payload_text(p, samples->family, strlen(samples->family))
				: dt_payload_text(p, "NimbusRomNo9L", 13);
	for (uint32_t i = 0; i < n; i++) {
		const struct sample *s = &samples[i];
		struct dt_block *b = DT_LIST_ADD(&blocks, struct dt_block);
		struct dt_range range = { i * 10 + (s->ends ? 2 : 0), s->ends ? 4 : 10 };
		struct dt_run run[2] = { { .length = sizeof(SOURCE) - 1 } };
		uint32_t n_runs = 1;
		struct dt_line lines[20] = { 0 };

		run[0].annotation = s->status == DT_SEGMENT_KEPT ? DT_NONE : 3;
		b->role = s->role;
		b->rule = s->status == DT_SEGMENT_KEPT ? s->rule : DT_RULE_NONE;
		b->frame = (struct dt_matrix){ 1, 0, 0, 1, 72 + s->x, s->y };
		if (s->vertical) {
			b->frame = (struct dt_matrix){ 0, 1, -1, 0, 400, s->y };
			b->flags = DT_BLOCK_VERTICAL;
		}
		b->first_indent = s->first_indent;
		b->width = s->width;
		b->leading = s->lines > 1 ? s->leading : 0;
		b->baseline = 0.8f * s->size;
		b->height = s->size + (float)(s->lines - 1) * s->leading;
		b->room_right = s->room_right;
		b->room_left = s->room_left;
		b->room_below = s->room_below;
		b->room_above = s->room_above;
		b->align = s->align;
		b->element = DT_NONE;
		b->table = s->table ? s->table : DT_NONE;
		b->column = (uint16_t)s->column;
		b->column_span = 1;
		b->text = dt_payload_text(p, SOURCE, sizeof(SOURCE) - 1);
		b->ranges = run[0].ranges = dt_payload_array(p, &range, 1, sizeof(range));
		if (s->initial) {
			b->initial = s->initial;
			b->initial_gap = 2;
			run[0].length = run[1].start = 1;
			run[1].length = sizeof(SOURCE) - 2;
			run[0].style = 1;
			run[1].ranges.offset = run[0].ranges.offset;
			run[0].annotation = run[1].annotation = DT_NONE;
			n_runs = 2;
		}
		b->runs = dt_payload_array(p, run, n_runs, sizeof(run[0]));
		for (uint32_t k2 = 0; k2 < s->lines; k2++) {
			lines[k2].x1 = k2 < s->beside ? s->width / 2 : s->width;
			lines[k2].baseline = b->baseline + (float)k2 * s->leading;
			lines[k2].size = s->size;
		}
		b->lines = dt_payload_array(p, lines, s->lines, sizeof(*lines));
		if (s->ends)
			add_ends(p, b, &kept, i * 10, s->label_only);
	}
	k = DT_LIST_ADD(&kept, struct dt_kept);
	k->glyphs = (struct dt_range){ n * 10, 1 };
	k->fate = DT_FATE_KEPT;
	k->rule = DT_RULE_NUMBER;
	spans[0] = dt_payload_list(p, &blocks);
	spans[1] = dt_payload_array(p, style, 2, sizeof(style[0]));
	spans[2] = dt_payload_list(p, &kept);
	if (samples->table)
		spans[3] = add_table(p, samples->table);
	spans[4] = add_columns(p, samples, n);
	head = DT_PAYLOAD_HEAD(p, struct dt_page_blocks);
	head->size = (uint32_t)p->used;
	head->width = 595;
	head->height = 842;
	head->n_glyphs = n * 10 + 1;
	head->blocks = spans[0];
	head->styles = spans[1];
	head->kept = spans[2];
	head->tables = spans[3];
	head->columns = spans[4];
	dt_list_free(&blocks);
	dt_list_free(&kept);
}

__attribute__((unused)) static void add_segments(struct dt_payload *p, const struct sample *samples,
						 uint32_t n)
{
	struct dt_list segments = { 0 };
	struct dt_page_segments *head;
	struct dt_span at, language;

	dt_payload_start(p, sizeof(*head));
	for (uint32_t i = 0; i < n; i++) {
		struct dt_segment *s = DT_LIST_ADD(&segments, struct dt_segment);
		struct dt_target_run run = { .length = (uint32_t)strlen(samples[i].target),
					     .source = samples[i].initial != 0 };

		s->status = samples[i].status;
		s->rule = samples[i].rule;
		s->role = samples[i].role;
		s->text = dt_payload_text(p, samples[i].target, strlen(samples[i].target));
		s->runs = dt_payload_array(p, &run, 1, sizeof(run));
	}
	at = dt_payload_list(p, &segments);
	language = dt_payload_text(p, samples->language, strlen(samples->language));
	head = DT_PAYLOAD_HEAD(p, struct dt_page_segments);
	head->size = (uint32_t)p->used;
	head->segments = at;
	head->target_lang = language;
	dt_list_free(&segments);
}

/* mode: the job's writing_mode, NULL: it names none. */
__attribute__((unused)) static struct harness *set_page_as(const struct sample *samples, uint32_t n,
							   const char *mode)
{
	const char *top = getenv("top_builddir");
	struct dt_payload blocks = { 0 }, segments = { 0 };
	struct dt_error err = { 0 };
	char modules[1024];
	struct harness *h;

	snprintf(modules, sizeof(modules), "%s/modules", top ? top : ".");
	h = harness_new(modules, ".");
	harness_quiet(h, true);
	if (samples->table)
		harness_parameter(h, "mirror_tables", "yes");
	if (mode)
		harness_parameter(h, "writing_mode", mode);
	add_blocks(&blocks, samples, n);
	add_segments(&segments, samples, n);
	harness_feed(h, "page.blocks", 0, blocks.at, blocks.used);
	harness_feed(h, "page.segments", 0, segments.at, segments.used);
	ck_assert_msg(harness_run(h, "typeset.sizes", &err) == DT_OK, "%s", err.text);
	ck_assert_msg(harness_run(h, "typeset.fit", &err) == DT_OK, "%s", err.text);
	ck_assert_uint_eq(harness_failed_pages(h), 0);
	ck_assert_uint_eq(harness_faults(h), 0);
	dt_payload_free(&blocks);
	dt_payload_free(&segments);
	return h;
}

__attribute__((unused)) static struct harness *set_page(const struct sample *samples, uint32_t n)
{
	return set_page_as(samples, n, NULL);
}

__attribute__((unused)) static const struct dt_page_set *result(struct harness *h)
{
	size_t size;
	const struct dt_page_set *set = harness_take(h, "page.set", 0, &size);

	ck_assert_ptr_nonnull(set);
	return set;
}

__attribute__((unused)) static const struct dt_set_item *item(const struct dt_page_set *set,
							      uint32_t i)
{
	ck_assert_uint_lt(i, set->items.count);
	return &DT_AT(set, struct dt_set_item, set->items)[i];
}

/* Pen at the end of an item, along its own x axis, page space. */
__attribute__((unused)) static float item_end(const struct dt_page_set *set,
					      const struct dt_set_item *it)
{
	const struct dt_set_glyph *g = DT_AT(set, struct dt_set_glyph, it->glyphs);
	float x = it->matrix.e;

	for (uint32_t i = 0; i < it->glyphs.count; i++)
		x += g[i].advance * it->matrix.a;
	return x;
}

__attribute__((unused)) static void check_fates(const struct dt_page_set *set)
{
	const struct dt_fate_range *f = DT_AT(set, struct dt_fate_range, set->fates);
	uint32_t at = 0;

	for (uint32_t i = 0; i < set->fates.count; i++) {
		ck_assert_uint_eq(f[i].glyphs.first, at);
		ck_assert_uint_gt(f[i].glyphs.count, 0);
		at += f[i].glyphs.count;
	}
	ck_assert_uint_eq(at, set->n_glyphs);
}

__attribute__((unused)) static const struct sample paragraph = {
	.target = SOURCE " " SOURCE " " SOURCE " " SOURCE,
	.align = DT_ALIGN_JUSTIFY,
	.role = DT_ROLE_PARAGRAPH,
	.lines = 6,
	.width = 240,
	.size = 10,
	.leading = 12,
	.flags = DT_STYLE_SERIF,
	.status = DT_SEGMENT_TRANSLATED,
	.language = "en",
	.y = 100,
};

#endif /* DT_TESTS_SET_PAGE_H */
