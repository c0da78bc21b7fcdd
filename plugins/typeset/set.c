/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "ends.h"
#include "keep.h"
#include "place.h"
#include "shares.h"
#include "sides.h"
#include "stages.h"
#include "tables.h"

#include "text.h"

#include <math.h>

struct set_lane {
	struct typeset_lane common; /* first */
	struct sheet sheet;
	struct placer placer;
	struct dt_payload shares; /* segments with the shares that the sizes gave */
};

/* One page on its way. */
struct setting {
	const struct dt_call *call;
	const struct typeset *self;
	struct set_lane *lane;
	const struct dt_page_blocks *blocks;
	const struct dt_page_segments *segments;
	const struct dt_sizes *sizes;
	bool laid;  /* the galley is this page's */
	bool turns; /* its columns change places */
	float min_scale;
	uint32_t overflows, missing, translated, vertical;
};

dt_status set_lane_open(const struct dt_call *call, void **lane, struct dt_error *err)
{
	return typeset_lane_open(call, sizeof(struct set_lane), "setting text", lane, err);
}

void set_lane_close(void *self, void *lane)
{
	struct set_lane *l = lane;

	(void)self;
	if (!l)
		return;
	typeset_lane_finish(&l->common);
	sheet_free(&l->sheet);
	placer_free(&l->placer);
	dt_payload_free(&l->shares);
	free(l);
}

static const struct dt_block *block_at(const struct setting *s, uint32_t i)
{
	return &DT_AT(s->blocks, struct dt_block, s->blocks->blocks)[i];
}

__attribute__((format(printf, 5, 6))) static void note(const struct setting *s, uint32_t level,
						       const char *code, const struct dt_box *box,
						       const char *format, ...)
{
	char text[400];
	struct dt_note n = { .size = sizeof(n),
			     .level = level,
			     .code = code,
			     .text = text,
			     .page = s->blocks->number };
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (box) {
		n.x0 = box->x0;
		n.y0 = box->y0;
		n.x1 = box->x1;
		n.y1 = box->y1;
	}
	s->call->host->note(s->call, &n);
}

static struct dt_box block_box(const struct dt_block *b)
{
	return box_map(&b->frame, 0, 0, b->width, b->height);
}

/* ---- what stays, and what is painted again ------------------------------------ */

static const struct dt_range *block_ranges(const struct setting *s, const struct dt_block *b)
{
	return DT_AT(s->blocks, struct dt_range, b->ranges);
}

/* The source's lines where the block stays as it is, for finding collisions. */
static void keep_lines(struct setting *s, uint32_t block, float shift, bool stays)
{
	const struct dt_block *b = block_at(s, block);
	const struct dt_line *lines = DT_AT(s->blocks, struct dt_line, b->lines);

	for (uint32_t i = 0; i < b->lines.count; i++) {
		struct line_box *box = DT_LIST_ADD(&s->lane->sheet.lines, struct line_box);

		if (!box)
			return;
		box->box = box_map(&b->frame, lines[i].x0 + shift,
				   lines[i].baseline - 0.55f * lines[i].size, lines[i].x1 + shift,
				   lines[i].baseline + 0.02f * lines[i].size);
		box->block = block;
		box->gone = !stays;
	}
}

static void keep_block(struct setting *s, uint32_t i, uint32_t fate, uint32_t rule, float shift)
{
	const struct dt_block *b = block_at(s, i);

	sheet_fates(&s->lane->sheet, block_ranges(s, b), b->ranges.count, fate, rule, i);
	keep_lines(s, i, shift, true);
}

/* Of a block that is not set anew, in a table that is mirrored. */
static float cell_shift(const struct setting *s, uint32_t i, uint32_t rule)
{
	const struct mirrored_cell *cell = s->laid ? galley_cell(&s->lane->common.galley, i) : NULL;

	return cell ? tables_shift(cell, block_at(s, i), rule) : 0;
}

static void repaint_block(struct setting *s, uint32_t i)
{
	const struct dt_block *b = block_at(s, i);
	float shift = cell_shift(s, i, DT_RULE_NONE);
	struct dt_matrix same = { 1, 0, 0, 1, shift, 0 };
	struct dt_box box;

	keep_block(s, i, DT_FATE_MOVED, DT_RULE_NONE, shift);
	sheet_move(&s->lane->sheet, block_ranges(s, b), b->ranges.count, &same, DT_NONE, i,
		   moved_box(b, shift, &box));
}

static float size_of_key(const void *ctx, uint32_t key)
{
	const struct dt_sizes *sizes = ctx;

	return sizes ? typeset_scale(DT_AT(sizes, struct dt_style_scale, sizes->scales),
				     sizes->scales.count, key)
		     : 1;
}

/* In the source language, in the size of its style. */
static void settle_kept(struct setting *s, uint32_t i, uint32_t rule)
{
	const struct dt_block *b = block_at(s, i);
	const struct dt_style *styles = DT_AT(s->blocks, struct dt_style, s->blocks->styles);
	float scale = b->style < s->blocks->styles.count
			      ? size_of_key(s->sizes, styles[b->style].key)
			      : 1;
	float shift = cell_shift(s, i, rule);
	struct dt_matrix m = { 1, 0, 0, 1, 0, 0 };
	struct dt_box box;

	if (!keep_smaller(s->blocks, i, rule, scale, &m) && fabsf(shift) < 0.05f) {
		keep_block(s, i, DT_FATE_KEPT, rule, 0);
		return;
	}
	m.e += shift;
	keep_block(s, i, DT_FATE_MOVED, rule, shift);
	sheet_move(&s->lane->sheet, block_ranges(s, b), b->ranges.count, &m, DT_NONE, i,
		   moved_box(b, shift, &box));
}

static void settle_untranslated(struct setting *s)
{
	const struct dt_segment *at = DT_AT(s->segments, struct dt_segment, s->segments->segments);
	const struct dt_kept *kept = DT_AT(s->blocks, struct dt_kept, s->blocks->kept);

	for (uint32_t i = 0; i < s->blocks->kept.count; i++)
		sheet_fate(&s->lane->sheet, kept[i].glyphs, kept[i].fate, kept[i].rule, DT_NONE);
	for (uint32_t i = 0; i < s->blocks->blocks.count; i++) {
		bool known = i < s->segments->segments.count;
		uint32_t status = known ? at[i].status : DT_SEGMENT_FAILED;

		if (status == DT_SEGMENT_KEPT)
			settle_kept(s, i, at[i].rule);
		else if (status == DT_SEGMENT_IDENTITY)
			repaint_block(s, i);
		else if (status == DT_SEGMENT_FAILED)
			keep_block(s, i, DT_FATE_FAILED, known ? at[i].rule : DT_RULE_UNANSWERED,
				   0);
	}
}

/* ---- translated blocks ---------------------------------------------------------- */

static void report_missing(struct setting *s, const struct text_block *t)
{
	hb_script_t script =
		hb_unicode_script(hb_unicode_funcs_get_default(), t->paragraph.first_missing);
	struct dt_box box = block_box(t->block);
	char sign[5] = { 0 };

	sign[text_put(t->paragraph.first_missing, sign)] = '\0';
	s->missing += t->paragraph.missing;
	note(s, DT_NOTE_FAULT, "typeset.missing-glyph", &box,
	     "no font of this machine has %u of the characters, the first is %s (U+%04X, script "
	     "%s); Debian's %s brings fonts for it%s",
	     t->paragraph.missing, sign, t->paragraph.first_missing, script_name(script),
	     script_package(script), t->set ? "" : "; the text stays in the source language");
}

static void report_fit(struct setting *s, const struct text_block *t)
{
	struct dt_box box = block_box(t->block);

	s->min_scale = fminf(s->min_scale, t->scale);
	if (t->overflows) {
		s->overflows++;
		note(s, DT_NOTE_FAULT, "typeset.overflow", &box,
		     "the translation does not fit in its place even at %.0f %% of the size",
		     (double)t->scale * 100);
	} else if (t->scale < SCALE_TINY - 0.005f) {
		note(s, DT_NOTE_WARNING, "typeset.tiny", &box,
		     "the translation was set at %.0f %% of the size to fit in its place",
		     (double)t->scale * 100);
	}
}

/* Objects that the answer left out would vanish with the text: they are named. */
static void claim_objects(struct setting *s, const struct text_block *t)
{
	const struct dt_run *runs = DT_AT(s->blocks, struct dt_run, t->block->runs);
	const struct dt_target_run *used =
		DT_AT(s->segments, struct dt_target_run, t->segment->runs);

	for (uint32_t i = 0; i < t->block->runs.count; i++) {
		struct dt_box box = block_box(t->block);
		bool found = runs[i].kind != DT_RUN_OBJECT;

		for (uint32_t k = 0; k < t->segment->runs.count && !found; k++)
			found = used[k].source == i;
		if (found)
			continue;
		sheet_fates(&s->lane->sheet, DT_AT(s->blocks, struct dt_range, runs[i].ranges),
			    runs[i].ranges.count, DT_FATE_FAILED, DT_RULE_REJECTED, t->index);
		note(s, DT_NOTE_FAULT, "typeset.object-lost", &box,
		     "the translation left out a formula; it stays where it stood");
	}
}

static bool set_block(struct setting *s, struct text_block *t)
{
	const struct dt_block *b = t->block;

	if (t->paragraph.missing)
		report_missing(s, t);
	if (!t->set) {
		keep_block(s, t->index, DT_FATE_FAILED, DT_RULE_NO_FONT, 0);
		return true;
	}
	keep_lines(s, t->index, 0, false);
	sheet_fates(&s->lane->sheet, block_ranges(s, b), b->ranges.count, DT_FATE_TRANSLATED,
		    DT_RULE_NONE, t->index);
	claim_objects(s, t);
	sheet_gone(&s->lane->sheet, DT_AT(s->blocks, uint32_t, b->pieces), b->pieces.count);
	ends_move(&s->lane->sheet, s->blocks, t);
	s->translated++;
	s->vertical += t->vertical;
	report_fit(s, t);
	return place_block(&s->lane->placer, t);
}

static bool set_blocks(struct setting *s)
{
	struct galley *g = &s->lane->common.galley;
	float smallest = (float)s->self->options->smallest;

	s->lane->placer.sheet = &s->lane->sheet;
	s->lane->placer.composer = &s->lane->common.composer;
	s->lane->placer.galley = g;
	for (uint32_t i = 0; i < g->n; i++) {
		if (!galley_at(g, i)->linked && galley_at(g, i)->set)
			fit_chain(g, i, size_of_key, s->sizes, smallest);
		if (!fit_condensed(g, &s->lane->common.composer, i, size_of_key, s->sizes,
				   smallest))
			return false;
	}
	for (uint32_t i = 0; i < g->n; i++) {
		if (!set_block(s, galley_at(g, i)))
			return false;
	}
	return true;
}

/* A link with words in a block that stays as it is keeps its old place. */
static void drop_split_links(struct setting *s)
{
	const struct dt_segment *at = DT_AT(s->segments, struct dt_segment, s->segments->segments);
	struct link_quad *quads = s->lane->sheet.quads.at;

	for (uint32_t i = 0; i < s->blocks->blocks.count && s->lane->sheet.quads.n; i++) {
		const struct dt_block *b = block_at(s, i);
		const struct dt_run *runs = DT_AT(s->blocks, struct dt_run, b->runs);

		if (i < s->segments->segments.count && at[i].status == DT_SEGMENT_TRANSLATED)
			continue;
		for (uint32_t r = 0; r < b->runs.count; r++) {
			for (uint32_t q = 0; q < s->lane->sheet.quads.n; q++) {
				if (quads[q].annotation == runs[r].annotation)
					quads[q].annotation = DT_NONE;
			}
		}
	}
}

static void fill_head(struct setting *s, uint32_t overlaps)
{
	struct dt_payload *payload = &s->lane->sheet.payload;
	struct dt_span language =
		dt_payload_text(payload, DT_TEXT(s->segments, s->segments->target_lang),
				s->segments->target_lang.count);
	struct dt_page_set *head = DT_PAYLOAD_HEAD(payload, struct dt_page_set);

	if (!head)
		return;
	head->number = s->blocks->number;
	head->flags = s->blocks->flags;
	head->target_lang = language;
	head->min_scale = s->min_scale;
	head->overflows = s->overflows;
	head->missing = s->missing;
	head->overlaps = overlaps;
	head->segments = s->segments->segments.count;
	head->translated = s->translated;
	head->vertical = s->vertical;
}

static void mirror_tables(struct setting *s, const struct galley *g)
{
	if (g->stays)
		note(s, DT_NOTE_WARNING, "typeset.table-order", &g->where,
		     "the columns of a table keep their order: %s", g->stays);
	tables_lines(&s->lane->sheet, s->blocks, &g->cells);
}

static void find_sides(struct setting *s)
{
	struct dt_box where;
	enum sides sides = sides_find(s->blocks, s->segments, s->lane->common.composer.rtl, &where);

	s->turns = sides == SIDES_TURN && s->sizes && !s->sizes->columns_stay;
	if (s->turns)
		sides_pieces(&s->lane->sheet, s->blocks);
	if (sides == SIDES_STAY && s->sizes && s->sizes->columns_stay == s->call->page + 1)
		note(s, DT_NOTE_WARNING, "typeset.column-order", &where,
		     "the columns of text keep their order on all pages: something in this one "
		     "cannot be moved");
}

static dt_status set_page(struct setting *s, struct dt_error *err)
{
	struct set_lane *l = s->lane;
	uint32_t overlaps = 0, unclaimed;
	struct dt_box where = { 0 };

	if (!sheet_start(&l->sheet, l->common.composer.faces, &s->self->catalogue,
			 s->blocks->n_glyphs))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the fates of %u glyphs",
			       s->blocks->n_glyphs);
	if (typeset_any_translated(s->segments)) {
		dt_status status = typeset_galley(s->call, &l->common, s->blocks, s->segments, err);

		if (status != DT_OK)
			return status;
		s->laid = true;
		mirror_tables(s, &l->common.galley);
		find_sides(s);
	}
	settle_untranslated(s);
	if (s->laid) {
		if (!set_blocks(s))
			return dt_fail(err, DT_E_SYSTEM, "out of memory for setting page %u",
				       s->blocks->number + 1);
		drop_split_links(s);
		overlaps = sheet_collisions(&l->sheet, &where);
		if (s->turns && !sides_turn(&l->sheet, s->blocks, s->segments))
			return dt_fail(err, DT_E_SYSTEM, "out of memory for the columns of page %u",
				       s->blocks->number + 1);
	}
	unclaimed = sheet_finish(&l->sheet);
	fill_head(s, overlaps);
	if (overlaps)
		note(s, DT_NOTE_FAULT, "typeset.overlap", &where,
		     overlaps == 1 ? "a line runs into another"
				   : "%u pairs of lines run into each other",
		     overlaps);
	if (unclaimed)
		note(s, DT_NOTE_FAULT, "typeset.unclaimed", NULL,
		     "%u glyphs of the page belong to no block and to no rule", unclaimed);
	return dt_payload_output(&l->sheet.payload, s->call, 0, err);
}

dt_status set_run(const struct dt_call *call, struct dt_error *err)
{
	struct setting s = {
		.call = call,
		.self = call->self,
		.lane = call->lane,
		.blocks = call->host->input(call, 0, NULL),
		.segments = call->host->input(call, 1, NULL),
		.sizes = call->host->input(call, 2, NULL),
		.min_scale = 1,
	};

	if (!s.blocks || !s.segments)
		return dt_fail(err, DT_E_BUG,
			       "there is nothing to set: blocks or segments are missing");
	s.segments = shares_apply(s.segments, s.sizes, call->page, &s.lane->shares);
	if (!s.segments)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the text of page %u",
			       s.blocks->number + 1);
	return set_page(&s, err);
}
