/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sums of fates: gaps, doubles, failed pages; the list and its bound. */
#include "config.h"

#include "plugins/check/ledger.h"

#include <doctranslate/payload.h>

#include "suite.h"

struct page {
	struct dt_payload blocks, segments, set;
};

/* One page of 10 glyphs and one block with the text "two words". */
static void page_start(struct page *p)
{
	struct dt_block block = { .role = DT_ROLE_PARAGRAPH,
				  .width = 100,
				  .height = 20,
				  .frame = { 1, 0, 0, 1, 50, 60 } };
	struct dt_segment segment = { .status = DT_SEGMENT_KEPT, .rule = DT_RULE_CODE };
	struct dt_span span;

	memset(p, 0, sizeof(*p));
	dt_payload_start(&p->blocks, sizeof(struct dt_page_blocks));
	block.text = dt_payload_text(&p->blocks, "two w\xc3\xb6rds", 10);
	span = dt_payload_array(&p->blocks, &block, 1, sizeof(block));
	DT_PAYLOAD_HEAD(&p->blocks, struct dt_page_blocks)->blocks = span;
	DT_PAYLOAD_HEAD(&p->blocks, struct dt_page_blocks)->n_glyphs = 10;
	DT_PAYLOAD_HEAD(&p->blocks, struct dt_page_blocks)->number = 3;
	dt_payload_start(&p->segments, sizeof(struct dt_page_segments));
	segment.reason = dt_payload_text(&p->segments, "because", 7);
	span = dt_payload_array(&p->segments, &segment, 1, sizeof(segment));
	DT_PAYLOAD_HEAD(&p->segments, struct dt_page_segments)->segments = span;
}

static void page_fates(struct page *p, const struct dt_fate_range *fates, size_t n)
{
	struct dt_span span;

	dt_payload_start(&p->set, sizeof(struct dt_page_set));
	span = dt_payload_array(&p->set, fates, n, sizeof(*fates));
	DT_PAYLOAD_HEAD(&p->set, struct dt_page_set)->fates = span;
	DT_PAYLOAD_HEAD(&p->set, struct dt_page_set)->n_glyphs = 10;
}

static void page_free(struct page *p)
{
	dt_payload_free(&p->blocks);
	dt_payload_free(&p->segments);
	dt_payload_free(&p->set);
}

static void sum(struct ledger_page *row, struct page *p)
{
	ledger_page_sum(row, (void *)p->blocks.at, (void *)p->segments.at, (void *)p->set.at);
}

START_TEST(every_glyph_is_counted_once)
{
	static const struct dt_fate_range fates[] = {
		{ { 0, 4 }, DT_FATE_TRANSLATED, 0, 0 },
		{ { 4, 6 }, DT_FATE_KEPT, DT_RULE_CODE, 0 },
	};
	struct ledger_page row;
	struct page p;

	page_start(&p);
	page_fates(&p, fates, 2);
	sum(&row, &p);
	ck_assert_uint_eq(row.fates[0], 0);
	ck_assert_uint_eq(row.fates[DT_FATE_TRANSLATED], 4);
	ck_assert_uint_eq(row.fates[DT_FATE_KEPT], 6);
	ck_assert_uint_eq(row.rules[DT_RULE_CODE], 6);
	ck_assert_uint_eq(row.doubled, 0);
	page_free(&p);
}
END_TEST

static void add_asides(struct page *p)
{
	struct dt_aside asides[4] = {
		{ .rule = DT_RULE_FIELD, .glyphs = 7 },
		{ .rule = DT_RULE_UNMAPPED, .glyphs = 2, .flags = DT_ASIDE_NUMBERED },
		{ .rule = DT_RULE_UNMAPPED, .glyphs = 3, .flags = DT_ASIDE_NUMBERED },
		{ .rule = DT_RULE_UNMAPPED, .glyphs = 4, .flags = DT_ASIDE_NUMBERED },
	};
	struct dt_span span;

	asides[1].font = asides[3].font = dt_payload_text(&p->blocks, "Symbols", 7);
	asides[2].font = dt_payload_text(&p->blocks, "bad \xff name", 10);
	span = dt_payload_array(&p->blocks, asides, 4, sizeof(asides[0]));
	DT_PAYLOAD_HEAD(&p->blocks, struct dt_page_blocks)->asides = span;
}

START_TEST(text_elsewhere_is_counted_by_rule)
{
	static const struct dt_fate_range fates[] = { { { 0, 10 }, DT_FATE_MOVED, 0, 0 } };
	struct ledger_page row;
	struct page p;
	json_t *fonts = json_object(), *json;

	page_start(&p);
	add_asides(&p);
	page_fates(&p, fates, 1);
	sum(&row, &p);
	ck_assert_uint_eq(row.elsewhere[DT_RULE_FIELD], 7);
	ck_assert_uint_eq(row.elsewhere[DT_RULE_UNMAPPED], 0); /* those are of the page */
	json = ledger_row_json(&row, true);
	ck_assert_int_eq(
		json_integer_value(json_object_get(json_object_get(json, "elsewhere"), "field")),
		7);
	ledger_page_fonts(fonts, 5, (void *)p.blocks.at);
	ck_assert_int_eq(json_integer_value(json_object_get(fonts, "Symbols")), 6);
	ck_assert_int_eq(json_integer_value(json_object_get(fonts, "")), 3);
	json_decref(json);
	json_decref(fonts);
	page_free(&p);
}
END_TEST

START_TEST(gaps_and_doubles_are_seen)
{
	static const struct dt_fate_range fates[] = {
		{ { 1, 4 }, DT_FATE_TRANSLATED, 0, 0 },	     /* glyph 0 is in no range */
		{ { 3, 4 }, DT_FATE_KEPT, DT_RULE_CODE, 0 }, /* 3 and 4 twice, 7..9 never */
	};
	struct ledger_page row;
	struct page p;

	page_start(&p);
	page_fates(&p, fates, 2);
	sum(&row, &p);
	ck_assert_uint_eq(row.fates[0], 4);
	ck_assert_uint_eq(row.doubled, 2);
	ck_assert_uint_eq(row.fates[DT_FATE_TRANSLATED] + row.fates[DT_FATE_KEPT] + row.fates[0],
			  row.glyphs);
	page_free(&p);
}
END_TEST

START_TEST(ranges_beyond_the_page_count_nothing)
{
	static const struct dt_fate_range fates[] = {
		{ { 0, 10 }, DT_FATE_MOVED, 0, 0 },
		{ { 10, 90 }, DT_FATE_KEPT, DT_RULE_CODE, 0 },
	};
	struct ledger_page row;
	struct page p;

	page_start(&p);
	page_fates(&p, fates, 2);
	sum(&row, &p);
	ck_assert_uint_eq(row.fates[DT_FATE_MOVED], 10);
	ck_assert_uint_eq(row.fates[DT_FATE_KEPT], 0);
	page_free(&p);
}
END_TEST

START_TEST(a_failed_page_fails_its_glyphs)
{
	struct ledger_page row;
	struct page p;

	page_start(&p);
	ledger_page_sum(&row, (void *)p.blocks.at, NULL, NULL);
	ck_assert(!row.whole);
	ck_assert_uint_eq(row.number, 3);
	ck_assert_uint_eq(row.fates[DT_FATE_FAILED], 10);
	page_free(&p);
}
END_TEST

START_TEST(kept_blocks_are_listed_up_to_the_bound)
{
	static const struct dt_fate_range fates[] = {
		{ { 0, 10 }, DT_FATE_KEPT, DT_RULE_CODE, 0 }
	};
	uint32_t listed[DT_RULE_COUNT] = { 0 }, left_out[DT_RULE_COUNT] = { 0 };
	struct ledger_list_bound bound = { .per_rule = 2, .text = 6 };
	json_t *list = json_array(), *first;
	struct page p;

	page_start(&p);
	page_fates(&p, fates, 1);
	for (int i = 0; i < 5; i++)
		ledger_page_list(list, listed, left_out, &bound, (void *)p.blocks.at,
				 (void *)p.segments.at, (void *)p.set.at);
	ck_assert_uint_eq(json_array_size(list), 2);
	ck_assert_uint_eq(left_out[DT_RULE_CODE], 3);
	first = json_array_get(list, 0);
	ck_assert_str_eq(json_string_value(json_object_get(first, "rule")), "code");
	/* six bytes would cut the two of o with diaeresis */
	ck_assert_str_eq(json_string_value(json_object_get(first, "text")), "two w");
	ck_assert_str_eq(json_string_value(json_object_get(first, "reason")), "because");
	ck_assert_int_eq(json_integer_value(json_object_get(first, "page")), 4);
	ck_assert(json_real_value(json_array_get(json_object_get(first, "bbox"), 3)) == 80);
	json_decref(list);
	page_free(&p);
}
END_TEST

static Suite *ledger_suite(void)
{
	Suite *suite = suite_create("ledger");
	TCase *tests = suite_case(suite, "ledger");

	tcase_add_test(tests, every_glyph_is_counted_once);
	tcase_add_test(tests, text_elsewhere_is_counted_by_rule);
	tcase_add_test(tests, gaps_and_doubles_are_seen);
	tcase_add_test(tests, ranges_beyond_the_page_count_nothing);
	tcase_add_test(tests, a_failed_page_fails_its_glyphs);
	tcase_add_test(tests, kept_blocks_are_listed_up_to_the_bound);
	return suite;
}

SUITE_MAIN(ledger_suite)
