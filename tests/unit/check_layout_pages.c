/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Layout over pages that the tests write themselves: running heads, and paragraphs that go on in
 * another column or on another page.
 */
#include "config.h"

#include "sheet.h"
#include "suite.h"

#include "plugins/layout/pieces.h"

#include <limits.h>

START_TEST(running_heads_repeat)
{
	struct document document = { 0 };
	const struct dt_profile_role *roles;
	uint32_t heads = 0, numbers = 0;

	for (uint32_t i = 0; i < 5; i++) {
		static const char *const bodies[] = { "Alpha", "Beta", "Gamma", "Delta",
						      "Epsilon" };
		char number[] = { (char)('1' + i), 0 };
		struct sheet sheet = { 0 };
		struct result result;

		put(&sheet, 50, 40, 9, FONT_TEXT, "The name of the book");
		put(&sheet, 50, 70, 10, FONT_TEXT, bodies[i]);
		put(&sheet, 300, 760, 9, FONT_TEXT, number);
		result = layout(&sheet);
		edges_collect(&document, result.blocks, i);
		document.n_pages++;
		result_free(&result);
	}
	edges_judge(&document);
	roles = document.roles.at;
	for (uint32_t i = 0; i < document.roles.n; i++) {
		heads += roles[i].role == DT_ROLE_HEADER;
		numbers += roles[i].role == DT_ROLE_FOOTER && roles[i].rule == DT_RULE_NUMBER;
	}
	ck_assert_uint_eq(heads, 5);
	ck_assert_uint_eq(numbers, 5);
	dt_list_free(&document.edges);
	dt_list_free(&document.roles);
	dt_list_free(&document.scratch);
}
END_TEST

static void document_free(struct document *document)
{
	dt_list_free(&document->edges);
	dt_list_free(&document->roles);
	dt_list_free(&document->scratch);
	dt_list_free(&document->pieces);
	dt_list_free(&document->page_pieces);
	dt_list_free(&document->flows);
	dt_list_free(&document->parts);
	dt_payload_free(&document->store);
}

/* A page: running head, a paragraph of 60 signs a line that begins at y, page number. */
static void collect_page(struct document *document, uint32_t number, const char *const *lines,
			 float y)
{
	struct sheet sheet = { 0 };
	struct result result;
	char page[] = { (char)('1' + number), 0 };

	put(&sheet, 50, 40, 10, FONT_TEXT, "The name of the book in many words");
	for (; *lines; lines++, y += 12)
		put(&sheet, 50, y, 10, FONT_TEXT, *lines);
	put(&sheet, 300, 770, 10, FONT_TEXT, page);
	result = layout(&sheet);
	((struct dt_page_blocks *)(void *)result.page->payload.at)->number = number;
	edges_collect(document, result.blocks, number);
	flows_collect(document, result.blocks, number);
	document->n_pages++;
	result_free(&result);
}

static int by_page_and_block(const void *a, const void *b)
{
	const struct dt_profile_role *x = a, *y = b;

	return x->page != y->page ? (x->page > y->page) - (x->page < y->page)
				  : (x->block > y->block) - (x->block < y->block);
}

/* The profile's flows; out owns what they refer to. */
static uint32_t judge(struct document *document, struct dt_payload *out)
{
	struct dt_span flows, parts;

	edges_judge(document);
	if (document->roles.n)
		qsort(document->roles.at, document->roles.n, sizeof(struct dt_profile_role),
		      by_page_and_block);
	flows_judge(document);
	dt_payload_start(out, sizeof(struct dt_profile));
	flows_write(document, out, &flows, &parts);
	ck_assert(!out->failed);
	ck_assert_uint_eq(flows.count, document->flows.n);
	return document->flows.n;
}

static const char full[] = "words of a paragraph that fill its lines to the last sign...";
static const char open_end[] = "and these do not end the sentence that was begun up here too";
static const char rest[] = "but go on with it on another page, as books do all the time.";
static const char capital[] = "Charles went on with it, whose name begins with a capital as";

START_TEST(paragraphs_go_on_over_pages)
{
	const char *const pages[][8] = {
		{ full, full, full, open_end, NULL },
		{ rest, full, full, "and end here.", NULL },
		{ full, full, "A sentence that ends here.", NULL },
	};
	struct document document = { 0 };
	struct dt_payload out = { 0 };
	const struct dt_profile_part *parts;

	for (uint32_t i = 0; i < 3; i++)
		collect_page(&document, i, pages[i], 100);
	ck_assert_uint_eq(judge(&document, &out), 1);
	parts = document.parts.at;
	ck_assert_uint_eq(document.parts.n, 2);
	ck_assert_uint_eq(parts[0].page, 0);
	ck_assert_uint_eq(parts[1].page, 1);
	ck_assert_uint_eq(parts[0].glue, 1);
	ck_assert_uint_eq(parts[0].dropped, 0);
	ck_assert(!memcmp(DT_TEXT(out.at, parts[0].text), full, strlen(full)));
	ck_assert(!memcmp(DT_TEXT(out.at, parts[1].text), rest, strlen(rest)));
	ck_assert_uint_eq(parts[1].role, DT_ROLE_PARAGRAPH);
	ck_assert_uint_ge(parts[1].runs.count, 1);
	ck_assert_uint_ge(parts[1].styles.count, 1);
	ck_assert_float_eq_tol(parts[1].box.x0, 50, 0.5);
	document_free(&document);
	dt_payload_free(&out);
}
END_TEST

START_TEST(a_word_goes_on_over_pages)
{
	const char *const pages[][8] = {
		{ full, full, full,
		  "and these do not end the sentence that was begun in the neigh-", NULL },
		{ "bourhood of the house, but go on with it as books will do it", full,
		  "and end here.", NULL },
	};
	struct document document = { 0 };
	struct dt_payload out = { 0 };
	const struct dt_profile_part *parts;

	for (uint32_t i = 0; i < 2; i++)
		collect_page(&document, i, pages[i], 100);
	ck_assert_uint_eq(judge(&document, &out), 1);
	parts = document.parts.at;
	ck_assert_uint_eq(parts[0].glue, 0);
	ck_assert_uint_eq(parts[0].dropped, 1);
	document_free(&document);
	dt_payload_free(&out);
}
END_TEST

START_TEST(what_ends_does_not_go_on)
{
	const char *const pages[][8] = {
		{ full, full, full, "and these end it here.", NULL },
		{ rest, full, full, "and end here.", NULL },
	};
	struct document document = { 0 };
	struct dt_payload out = { 0 };

	for (uint32_t i = 0; i < 2; i++)
		collect_page(&document, i, pages[i], 100);
	ck_assert_uint_eq(judge(&document, &out), 0);
	document_free(&document);
	dt_payload_free(&out);
}
END_TEST

START_TEST(a_page_between_is_missed)
{
	const char *const first[] = { full, full, full, open_end, NULL };
	const char *const second[] = { rest, full, full, "and end here.", NULL };
	struct document document = { 0 };
	struct dt_payload out = { 0 };

	/* a page that failed */
	collect_page(&document, 0, first, 100);
	flows_collect(&document, NULL, 1);
	document.n_pages++;
	collect_page(&document, 2, second, 100);
	ck_assert_uint_eq(judge(&document, &out), 0);
	document_free(&document);
	memset(&document, 0, sizeof(document));
	/* pages that do not follow each other in the file */
	collect_page(&document, 0, first, 100);
	collect_page(&document, 1, second, 100);
	((struct page_pieces *)document.page_pieces.at)[0].number = 7;
	ck_assert_uint_eq(judge(&document, &out), 0);
	document_free(&document);
	dt_payload_free(&out);
}
END_TEST

START_TEST(capitals_go_on_only_from_full_lines)
{
	const char *const first[] = { full, full, full, open_end, NULL };
	const char *const short_line[] = { full, full, full, "and these do not end the sentence",
					   NULL };
	const char *const second[] = { capital, full, full, "and end here.", NULL };
	struct document document = { 0 };
	struct dt_payload out = { 0 };

	collect_page(&document, 0, first, 100);
	collect_page(&document, 1, second, 100);
	ck_assert_uint_eq(judge(&document, &out), 1);
	document_free(&document);
	memset(&document, 0, sizeof(document));
	collect_page(&document, 0, short_line, 100);
	collect_page(&document, 1, second, 100);
	ck_assert_uint_eq(judge(&document, &out), 0);
	document_free(&document);
	dt_payload_free(&out);
}
END_TEST

/* More styles than running text has: such a block is no part of a flow, least of all without them.
 */
START_TEST(a_motley_block_is_no_part)
{
	const char *const first[] = { full, full, full, open_end, NULL };

	for (uint32_t colours = 1; colours <= 48; colours += 47) {
		struct document document = { 0 };
		struct dt_payload out = { 0 };
		struct sheet sheet = { 0 };
		struct result result;

		collect_page(&document, 0, first, 100);
		for (uint32_t i = 0; i < 48; i++) {
			put(&sheet, 50 + 25 * (float)(i % 12), 100 + 12 * (float)(i / 12), 10,
			    FONT_TEXT, i < 47 ? "word " : "end.");
			((struct dt_look *)sheet.looks.at)[i].colour = i % colours << 8 | 0xff;
		}
		result = layout(&sheet);
		ck_assert_uint_eq(result.n, 1);
		flows_collect(&document, result.blocks, 1);
		((struct page_pieces *)document.page_pieces.at)[1].number = 1;
		document.n_pages++;
		ck_assert_uint_eq(judge(&document, &out), colours == 1);
		result_free(&result);
		document_free(&document);
		dt_payload_free(&out);
	}
}
END_TEST

/* ---- a page of very many pieces ---- */

struct patient {
	struct dt_host host;
	unsigned asked, most;
};

static bool is_over(const struct dt_call *call)
{
	struct patient *patient = (struct patient *)(uintptr_t)call->host;

	return ++patient->asked > patient->most;
}

/* Lays it out until a look at the job too many; how often it looked. */
static unsigned lay_out_until(unsigned most, bool *stopped)
{
	struct patient patient = { .host = { .cancelled = is_over }, .most = most };
	const struct dt_call call = { .host = &patient.host };
	struct page *page = calloc(1, sizeof(*page));
	struct dt_payload content = { 0 };
	struct sheet sheet = { 0 };

	ck_assert_ptr_nonnull(page);
	for (int row = 0; row < 60; row++)
		for (int column = 0; column < 30; column++)
			put(&sheet, 20 + 18 * column, 20 + 13 * row + column % 3, 6, FONT_TEXT,
			    "ab");
	sheet_pack(&sheet, &content);
	sheet_free(&sheet);
	page->call = &call;
	ck_assert(page_layout(page, (const struct dt_page_content *)(void *)content.at));
	*stopped = page->stopped;
	page_free(page);
	dt_payload_free(&content);
	return patient.asked;
}

START_TEST(a_page_of_many_pieces_can_be_stopped)
{
	bool stopped;
	unsigned all = lay_out_until(UINT_MAX, &stopped);

	ck_assert(!stopped);
	/* rows of cells, rooms and blocks each look now and then */
	ck_assert_uint_gt(all, 60);
	for (unsigned most = 0; most < all; most += 7) {
		ck_assert_uint_eq(lay_out_until(most, &stopped), most + 1);
		ck_assert(stopped);
	}
}
END_TEST

static Suite *layout_pages_suite(void)
{
	Suite *suite = suite_create("layout_pages");
	TCase *tests = suite_case(suite, "layout_pages");

	tcase_add_test(tests, running_heads_repeat);
	tcase_add_test(tests, paragraphs_go_on_over_pages);
	tcase_add_test(tests, a_word_goes_on_over_pages);
	tcase_add_test(tests, what_ends_does_not_go_on);
	tcase_add_test(tests, a_page_between_is_missed);
	tcase_add_test(tests, capitals_go_on_only_from_full_lines);
	tcase_add_test(tests, a_motley_block_is_no_part);
	tcase_add_test(tests, a_page_of_many_pieces_can_be_stopped);
	return suite;
}

SUITE_MAIN(layout_pages_suite)
