/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "ledger.h"

#include <math.h>
#include <string.h>

static const char *const fate_names[LEDGER_FATES] = { "unhandled", "translated", "moved",
						      "kept",	   "invisible",	 "failed" };

static void sum_fates(struct ledger_page *row, const struct dt_page_set *set)
{
	const struct dt_fate_range *range = DT_AT(set, struct dt_fate_range, set->fates);
	uint32_t next = 0;

	for (uint32_t i = 0; i < set->fates.count; i++, range++) {
		uint32_t first = range->glyphs.first, end = first + range->glyphs.count;
		uint32_t fate = range->fate < LEDGER_FATES ? range->fate : 0;

		if (end > row->glyphs)
			end = row->glyphs;
		if (first > next)
			row->fates[0] += first - next;
		if (first < next) {
			row->doubled += (end < next ? end : next) - first;
			first = next;
		}
		if (end <= first)
			continue;
		row->fates[fate] += end - first;
		if (range->rule && range->rule < DT_RULE_COUNT)
			row->rules[range->rule] += end - first;
		next = end;
	}
	if (next < row->glyphs)
		row->fates[0] += row->glyphs - next;
}

static void sum_asides(struct ledger_page *row, const struct dt_page_blocks *blocks)
{
	const struct dt_aside *aside = DT_AT(blocks, struct dt_aside, blocks->asides);

	for (uint32_t i = 0; i < blocks->asides.count; i++, aside++)
		if (!(aside->flags & DT_ASIDE_NUMBERED) && aside->rule < DT_RULE_COUNT)
			row->elsewhere[aside->rule] += aside->glyphs;
}

void ledger_page_fonts(json_t *fonts, size_t most, const struct dt_page_blocks *blocks)
{
	const struct dt_aside *aside = DT_AT(blocks, struct dt_aside, blocks->asides);

	for (uint32_t i = 0; i < blocks->asides.count; i++, aside++) {
		const char *name = DT_TEXT(blocks, aside->font);
		json_t *was;

		if (aside->rule != DT_RULE_UNMAPPED)
			continue;
		was = json_object_get(fonts, name);
		if (!was && json_object_size(fonts) >= most) {
			name = "";
			was = json_object_get(fonts, name);
		}
		/* names of broken files may be no UTF-8: those count, but without a name */
		if (json_object_set_new(fonts, name,
					json_integer(json_integer_value(was) + aside->glyphs)) != 0)
			json_object_set_new(
				fonts, "",
				json_integer(json_integer_value(json_object_get(fonts, "")) +
					     aside->glyphs));
	}
}

void ledger_page_sum(struct ledger_page *row, const struct dt_page_blocks *blocks,
		     const struct dt_page_segments *segments, const struct dt_page_set *set)
{
	const struct dt_segment *segment;

	memset(row, 0, sizeof(*row));
	row->min_scale = 1;
	if (!blocks)
		return;
	row->number = blocks->number;
	row->glyphs = blocks->n_glyphs;
	sum_asides(row, blocks);
	if (!set || !segments) {
		row->fates[DT_FATE_FAILED] = row->glyphs;
		return;
	}
	row->whole = true;
	sum_fates(row, set);
	segment = DT_AT(segments, struct dt_segment, segments->segments);
	for (uint32_t i = 0; i < segments->segments.count; i++, segment++) {
		row->segments++;
		row->translated += segment->status == DT_SEGMENT_TRANSLATED ||
				   segment->status == DT_SEGMENT_IDENTITY;
		row->kept += segment->status == DT_SEGMENT_KEPT;
		row->failed += segment->status == DT_SEGMENT_FAILED;
	}
	row->overflows = set->overflows;
	row->missing = set->missing;
	row->overlaps = set->overlaps;
	if (set->size >= offsetof(struct dt_page_set, vertical) + sizeof(set->vertical))
		row->vertical = set->vertical;
	row->min_scale = set->min_scale > 0 ? set->min_scale : 1;
}

void ledger_add(struct ledger_page *total, const struct ledger_page *row)
{
	for (size_t i = 0; i < LEDGER_FATES; i++)
		total->fates[i] += row->fates[i];
	for (size_t i = 0; i < DT_RULE_COUNT; i++) {
		total->rules[i] += row->rules[i];
		total->elsewhere[i] += row->elsewhere[i];
	}
	total->glyphs += row->glyphs;
	total->doubled += row->doubled;
	total->segments += row->segments;
	total->translated += row->translated;
	total->kept += row->kept;
	total->failed += row->failed;
	total->overflows += row->overflows;
	total->missing += row->missing;
	total->overlaps += row->overlaps;
	total->vertical += row->vertical;
	total->min_scale = fminf(total->min_scale, row->min_scale);
}

static void set_count(json_t *object, const char *name, uint32_t n)
{
	json_object_set_new(object, name, json_integer(n));
}

/* A page's row leaves out what is 0, so that a long book has a short report. */
static void set_some(json_t *object, const char *name, uint32_t n, bool with_page)
{
	if (n || !with_page)
		set_count(object, name, n);
}

json_t *ledger_row_json(const struct ledger_page *row, bool with_page)
{
	json_t *object = json_object(), *fates = json_object(), *rules = json_object();
	json_t *elsewhere = json_object();

	if (with_page) {
		set_count(object, "page", row->number + 1);
		if (!row->whole)
			json_object_set_new(object, "left_as_it_was", json_true());
	}
	set_count(object, "glyphs", row->glyphs);
	for (size_t i = 0; i < LEDGER_FATES; i++)
		set_some(fates, fate_names[i], row->fates[i], with_page);
	for (size_t i = 1; i < DT_RULE_COUNT; i++)
		set_some(rules, dt_rule_name((uint32_t)i), row->rules[i], true);
	for (size_t i = 1; i < DT_RULE_COUNT; i++)
		set_some(elsewhere, dt_rule_name((uint32_t)i), row->elsewhere[i], true);
	json_object_set_new(object, "fates", fates);
	json_object_set_new(object, "rules", rules);
	if (json_object_size(elsewhere))
		json_object_set(object, "elsewhere", elsewhere);
	json_decref(elsewhere);
	set_some(object, "doubled", row->doubled, true);
	set_some(object, "segments", row->segments, with_page);
	set_some(object, "segments_translated", row->translated, with_page);
	set_some(object, "segments_kept", row->kept, with_page);
	set_some(object, "segments_failed", row->failed, with_page);
	set_some(object, "segments_vertical", row->vertical, true);
	set_some(object, "overflows", row->overflows, with_page);
	set_some(object, "missing_glyphs", row->missing, with_page);
	set_some(object, "overlaps", row->overlaps, with_page);
	if (row->min_scale < 1 || !with_page)
		json_object_set_new(object, "min_scale",
				    json_real(round((double)row->min_scale * 1000) / 1000));
	return object;
}

/* The longest start of text that fits the bound and ends between characters. */
static size_t excerpt(const char *text, size_t length, size_t most)
{
	if (length <= most)
		return length;
	while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	return most;
}

static json_t *corner_box(const struct dt_block *block)
{
	const struct dt_matrix *m = &block->frame;
	float xs[4], ys[4], x0, y0, x1, y1;
	json_t *box = json_array();

	for (int i = 0; i < 4; i++) {
		float x = i & 1 ? block->width : 0, y = i & 2 ? block->height : 0;

		xs[i] = m->a * x + m->c * y + m->e;
		ys[i] = m->b * x + m->d * y + m->f;
	}
	x0 = fminf(fminf(xs[0], xs[1]), fminf(xs[2], xs[3]));
	x1 = fmaxf(fmaxf(xs[0], xs[1]), fmaxf(xs[2], xs[3]));
	y0 = fminf(fminf(ys[0], ys[1]), fminf(ys[2], ys[3]));
	y1 = fmaxf(fmaxf(ys[0], ys[1]), fmaxf(ys[2], ys[3]));
	json_array_append_new(box, json_real(round((double)x0 * 10) / 10));
	json_array_append_new(box, json_real(round((double)y0 * 10) / 10));
	json_array_append_new(box, json_real(round((double)x1 * 10) / 10));
	json_array_append_new(box, json_real(round((double)y1 * 10) / 10));
	return box;
}

static json_t *entry(const struct dt_page_blocks *blocks, const struct dt_block *block,
		     const struct dt_page_segments *segments, const struct dt_segment *segment,
		     uint32_t fate, uint32_t rule, size_t most)
{
	json_t *object = json_object();
	const char *text = DT_TEXT(blocks, block->text);

	set_count(object, "page", blocks->number + 1);
	json_object_set_new(object, "fate", json_string(fate_names[fate]));
	json_object_set_new(object, "rule", json_string(dt_rule_name(rule)));
	json_object_set_new(object, "bbox", corner_box(block));
	json_object_set_new(object, "text",
			    json_stringn(text, excerpt(text, block->text.count, most)));
	if (segment->reason.count)
		json_object_set_new(object, "reason",
				    json_string(DT_TEXT(segments, segment->reason)));
	return object;
}

/* The typesetter may have failed what the translator answered: its word counts. */
static void worst_fates(const struct dt_page_set *set, uint32_t n, uint8_t *fate, uint8_t *rule)
{
	const struct dt_fate_range *range = DT_AT(set, struct dt_fate_range, set->fates);

	for (uint32_t i = 0; i < set->fates.count; i++, range++)
		if (range->block < n && range->fate < LEDGER_FATES &&
		    (range->fate == DT_FATE_KEPT || range->fate == DT_FATE_FAILED) &&
		    range->fate >= fate[range->block]) {
			fate[range->block] = (uint8_t)range->fate;
			rule[range->block] = range->rule < DT_RULE_COUNT ? (uint8_t)range->rule : 0;
		}
}

void ledger_page_list(json_t *list, uint32_t listed[DT_RULE_COUNT],
		      uint32_t left_out[DT_RULE_COUNT], const struct ledger_list_bound *bound,
		      const struct dt_page_blocks *blocks, const struct dt_page_segments *segments,
		      const struct dt_page_set *set)
{
	const struct dt_block *block = DT_AT(blocks, struct dt_block, blocks->blocks);
	const struct dt_segment *segment = DT_AT(segments, struct dt_segment, segments->segments);
	uint32_t n = blocks->blocks.count;
	uint8_t *fate = calloc(2, n ? n : 1), *rule = fate ? fate + n : NULL;

	if (!fate)
		return;
	worst_fates(set, n, fate, rule);
	for (uint32_t i = 0; i < n && i < segments->segments.count; i++) {
		if (!fate[i])
			continue;
		if (listed[rule[i]] >= bound->per_rule) {
			left_out[rule[i]]++;
			continue;
		}
		listed[rule[i]]++;
		json_array_append_new(list, entry(blocks, &block[i], segments, &segment[i], fate[i],
						  rule[i], bound->text));
	}
	free(fate);
}
