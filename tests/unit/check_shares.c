/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Borders between the blocks of a paragraph, on words of ten points with blanks of two. */
#include "config.h"

#include "plugins/typeset/shares.h"

#include "suite.h"

#define WORDS 20u

/* "aaaa aaaa ..." : a line may end behind each word. */
static void make_spots(struct share_spot spots[WORDS + 1])
{
	spots[0] = (struct share_spot){ 0 };
	for (uint32_t i = 1; i <= WORDS; i++)
		spots[i] = (struct share_spot){ 12.0f * (float)i - 2,
						12.0f * (float)i,
						5 * i - 1,
						i < WORDS ? 5 * i : 5 * i - 1,
						0,
						0 };
}

/* Its blanks may be narrower by a quarter. */
static void shrink_blanks(struct share_spot spots[WORDS + 1])
{
	for (uint32_t i = 1; i <= WORDS; i++) {
		spots[i].end_shrink = 0.5f * (float)(i - 1);
		spots[i].start_shrink = 0.5f * (float)i;
	}
}

static void add_piece(struct dt_list *pieces, uint32_t part, uint32_t n_parts, uint32_t start,
		      uint32_t end, float width)
{
	struct share_piece *piece = DT_LIST_ADD(pieces, struct share_piece);

	ck_assert_ptr_nonnull(piece);
	piece->flow_page = 4;
	piece->flow_block = 7;
	piece->part = part;
	piece->n_parts = n_parts;
	piece->page = 4 + part;
	piece->block = 9 - part;
	piece->need = 1;
	piece->first = piece->rest = width;
	piece->start = start;
	piece->end = end;
	piece->earliest = part ? 1 : 0;
	piece->latest = 5 * WORDS;
	piece->n_spots = part ? 0 : WORDS + 1;
}

static float same_size(const void *ctx, uint32_t key)
{
	(void)key;
	return *(const float *)ctx;
}

static const struct dt_share *solve(struct dt_list *pieces, float scale, struct dt_list *shares)
{
	struct share_spot spots[WORDS + 1];

	make_spots(spots);
	dt_list_clear(shares);
	ck_assert(shares_solve(pieces, spots, same_size, &scale, shares));
	return shares->at;
}

START_TEST(a_border_lies_at_the_end_of_a_line)
{
	struct dt_list pieces = { 0 }, shares = { 0 };
	const struct dt_share *share;

	/* four words a line; the proportion says 34 bytes: in the second line */
	add_piece(&pieces, 1, 2, 35, 99, 46);
	add_piece(&pieces, 0, 2, 0, 34, 46);
	share = solve(&pieces, 1, &shares);
	ck_assert_uint_eq(shares.n, 2);
	ck_assert_uint_eq(share[0].page, 4);
	ck_assert_uint_eq(share[0].block, 9);
	ck_assert_uint_eq(share[0].start, 0);
	ck_assert_uint_eq(share[0].end, 39); /* eight words */
	ck_assert_uint_eq(share[1].start, 40);
	ck_assert_uint_eq(share[1].end, 99);
	/* at about half the size eight words are one line */
	share = solve(&pieces, 0.48f, &shares);
	ck_assert_uint_eq(share[0].end, 39);
	/* at 0.8 five are, and ten two lines */
	share = solve(&pieces, 0.78f, &shares);
	ck_assert_uint_eq(share[0].end, 49);
	dt_list_free(&pieces);
	dt_list_free(&shares);
}
END_TEST

/* Four words need 46 points: lines whose blanks give that have them, ideographs have no blanks. */
START_TEST(a_line_takes_more_only_where_blanks_give)
{
	struct dt_list pieces = { 0 }, shares = { 0 };
	struct share_spot spots[WORDS + 1];
	float scale = 1;

	add_piece(&pieces, 1, 2, 20, 99, 45.8f);
	add_piece(&pieces, 0, 2, 0, 14, 45.8f);
	make_spots(spots);
	ck_assert(shares_solve(&pieces, spots, same_size, &scale, &shares));
	ck_assert_uint_eq(((const struct dt_share *)shares.at)[0].end, 14);
	shrink_blanks(spots);
	dt_list_clear(&shares);
	ck_assert(shares_solve(&pieces, spots, same_size, &scale, &shares));
	ck_assert_uint_eq(((const struct dt_share *)shares.at)[0].end, 19);
	dt_list_free(&pieces);
	dt_list_free(&shares);
}
END_TEST

START_TEST(a_border_stays_in_its_bounds)
{
	struct dt_list pieces = { 0 }, shares = { 0 };
	struct share_piece *second;
	const struct dt_share *share;

	add_piece(&pieces, 0, 2, 0, 34, 46);
	add_piece(&pieces, 1, 2, 35, 99, 46);
	second = (struct share_piece *)pieces.at + 1;
	second->latest = 37; /* an object of the second block begins there */
	share = solve(&pieces, 1, &shares);
	ck_assert_uint_eq(shares.n, 2);
	ck_assert_uint_eq(share[1].start, 35);
	second->earliest = 36; /* and one of the first ends behind the last word that fits */
	(void)solve(&pieces, 1, &shares);
	ck_assert_uint_eq(shares.n, 0); /* the proportion stays */
	/* some of a short share stays in its block */
	second->earliest = 1;
	second->latest = 99;
	second->start = 90;
	((struct share_piece *)pieces.at)->end = 89;
	share = solve(&pieces, 1, &shares);
	ck_assert_uint_eq(shares.n, 2);
	ck_assert_uint_le(share[1].start, 96);
	dt_list_free(&pieces);
	dt_list_free(&shares);
}
END_TEST

START_TEST(three_parts_follow_each_other)
{
	struct dt_list pieces = { 0 }, shares = { 0 };
	const struct dt_share *share;

	add_piece(&pieces, 2, 3, 70, 99, 46);
	add_piece(&pieces, 0, 3, 0, 24, 46);
	(void)solve(&pieces, 1, &shares);
	ck_assert_uint_eq(shares.n, 0); /* a page has failed */
	add_piece(&pieces, 1, 3, 25, 69, 34);
	share = solve(&pieces, 1, &shares);
	ck_assert_uint_eq(shares.n, 3);
	ck_assert_uint_eq(share[0].end, 39);
	ck_assert_uint_eq(share[1].start, 40);
	ck_assert_uint_eq(share[1].end, 69); /* two lines of three words */
	ck_assert_uint_eq(share[2].start, 70);
	ck_assert_uint_eq(share[2].end, 99);
	dt_list_free(&pieces);
	dt_list_free(&shares);
}
END_TEST

/* Segments of one page: the second is a part of a flow. */
static const struct dt_page_segments *make_segments(struct dt_payload *out)
{
	static const char whole[] = "one two three four";
	struct dt_target_run runs[2] = { { 0, 7, 3 }, { 7, 11, 5 } };
	struct dt_segment segments[2] = { { 0 } };
	struct dt_page_segments *head;
	struct dt_span span;

	dt_payload_start(out, sizeof(*head));
	segments[0].text = dt_payload_text(out, "alone", 5);
	segments[1].whole = dt_payload_text(out, whole, sizeof(whole) - 1);
	segments[1].whole_runs = dt_payload_array(out, runs, 2, sizeof(runs[0]));
	segments[1].text = dt_payload_text(out, "one", 3);
	segments[1].runs = dt_payload_array(out, runs, 1, sizeof(runs[0]));
	segments[1].n_parts = 2;
	span = dt_payload_array(out, segments, 2, sizeof(segments[0]));
	head = DT_PAYLOAD_HEAD(out, struct dt_page_segments);
	ck_assert_ptr_nonnull(head);
	head->segments = span;
	head->size = (uint32_t)out->used;
	return head;
}

START_TEST(a_page_sets_what_it_is_told)
{
	struct dt_share shares[] = { { 1, 1, 0, 3 }, { 3, 1, 4, 13 }, { 3, 9, 0, 1 } };
	struct dt_payload from = { 0 }, sizes = { 0 }, to = { 0 };
	const struct dt_page_segments *segments, *given = make_segments(&from);
	const struct dt_segment *segment;
	const struct dt_target_run *runs;
	struct dt_sizes *head;
	struct dt_span span;

	dt_payload_start(&sizes, sizeof(*head));
	span = dt_payload_array(&sizes, shares, 3, sizeof(shares[0]));
	head = DT_PAYLOAD_HEAD(&sizes, struct dt_sizes);
	ck_assert_ptr_nonnull(head);
	head->shares = span;
	ck_assert_ptr_eq(shares_apply(given, head, 2, &to), given); /* none of this page */
	ck_assert_ptr_eq(shares_apply(given, NULL, 3, &to), given);
	segments = shares_apply(given, head, 3, &to);
	ck_assert_ptr_nonnull(segments);
	segment = DT_AT(segments, struct dt_segment, segments->segments);
	ck_assert_str_eq(DT_TEXT(segments, segment[0].text), "alone");
	ck_assert_str_eq(DT_TEXT(segments, segment[1].text), "two three");
	ck_assert_uint_eq(segment[1].text.count, 9);
	ck_assert_uint_eq(segment[1].runs.count, 2);
	runs = DT_AT(segments, struct dt_target_run, segment[1].runs);
	ck_assert_uint_eq(runs[0].start, 0);
	ck_assert_uint_eq(runs[0].length, 3);
	ck_assert_uint_eq(runs[0].source, 3);
	ck_assert_uint_eq(runs[1].start, 3);
	ck_assert_uint_eq(runs[1].length, 6);
	ck_assert_uint_eq(runs[1].source, 5);
	/* the payload that came is not touched */
	segment = DT_AT(given, struct dt_segment, given->segments);
	ck_assert_str_eq(DT_TEXT(given, segment[1].text), "one");
	dt_payload_free(&from);
	dt_payload_free(&sizes);
	dt_payload_free(&to);
}
END_TEST

static Suite *shares_suite(void)
{
	Suite *suite = suite_create("shares");
	TCase *tests = suite_case(suite, "shares");

	tcase_add_test(tests, a_border_lies_at_the_end_of_a_line);
	tcase_add_test(tests, a_line_takes_more_only_where_blanks_give);
	tcase_add_test(tests, a_border_stays_in_its_bounds);
	tcase_add_test(tests, three_parts_follow_each_other);
	tcase_add_test(tests, a_page_sets_what_it_is_told);
	return suite;
}

SUITE_MAIN(shares_suite)
