/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pdf.parse on small pages: what a glyph, a graphic and a page are told to be. */
#include "config.h"

#include "parse_page.h"
#include "suite.h"

START_TEST(places_and_looks)
{
	struct harness *h = open_pdf("",
				     "BT 1 0 0 rg /F1 12 Tf 50 450 Td (ab) Tj 1 Tr 0 0 1 RG 2 Tc "
				     "80 Tz (c) Tj 3 Tr (d) Tj ET",
				     "");
	const struct dt_page_content *page = parse(h);

	ck_assert_uint_eq(page->glyphs.count, 4);
	ck_assert_float_eq_tol(glyph(page, 0)->x, 50, 1e-3);
	ck_assert_float_eq_tol(glyph(page, 0)->y, 50, 1e-3);
	ck_assert_float_eq_tol(glyph(page, 0)->advance, 0.556 * 12, 1e-2);
	ck_assert_float_eq_tol(glyph(page, 1)->x, 50 + 0.556 * 12, 1e-2);
	ck_assert_uint_eq(look(page, 0)->colour, 0xff0000ff);
	ck_assert_float_eq_tol(look(page, 0)->d, -12, 1e-4);
	ck_assert_uint_eq(look(page, 2)->colour, 0x0000ffff);
	ck_assert_float_eq_tol(look(page, 2)->a, 9.6, 1e-4);
	ck_assert_float_eq_tol(glyph(page, 2)->advance, (0.5 * 12 + 2) * 0.8, 1e-2);
	ck_assert_uint_eq(glyph(page, 2)->flags, 0);
	ck_assert_uint_eq(glyph(page, 3)->flags, DT_GLYPH_INVISIBLE);
	close_pdf(h);
}
END_TEST

START_TEST(what_a_glyph_is_told_to_be)
{
	struct harness *h =
		open_pdf("",
			 "BT /F1 10 Tf 50 400 Td (a) Tj 7 Tr (b) Tj 0 Tr -300 0 Td (c) Tj ET\n"
			 "q 40 350 12 12 re W n BT /F1 10 Tf 40 350 Td (dMMM) Tj ET Q\n"
			 "/OC/O1 BDC BT /F1 10 Tf 50 300 Td (e) Tj ET EMC\n"
			 "/Artifact BMC BT /F1 10 Tf 50 280 Td (f) Tj ET EMC\n"
			 "/Span<</ActualText(x)>> BDC BT /F1 10 Tf 50 260 Td (g ) Tj ET EMC",
			 "");
	const struct dt_page_content *page = parse(h);
	const struct dt_mark *marks = DT_AT(page, struct dt_mark, page->marks);

	ck_assert_uint_eq(glyph(page, 0)->flags, 0);
	ck_assert_uint_eq(glyph(page, 1)->flags, DT_GLYPH_INVISIBLE | DT_GLYPH_LOCKED);
	ck_assert_uint_eq(glyph(page, 2)->flags, DT_GLYPH_OFF_PAGE);
	ck_assert_uint_eq(glyph(page, 3)->flags, 0);
	ck_assert_uint_eq(glyph(page, 6)->flags, DT_GLYPH_CLIPPED);
	ck_assert_uint_eq(glyph(page, 7)->flags, DT_GLYPH_HIDDEN);
	ck_assert_uint_eq(glyph(page, 8)->flags, DT_GLYPH_ARTIFACT);
	ck_assert_uint_eq(glyph(page, 9)->flags, DT_GLYPH_REPLACED);
	ck_assert_uint_eq(glyph(page, 10)->flags, DT_GLYPH_REPLACED | DT_GLYPH_SPACE);
	ck_assert_str_eq(DT_TEXT(page, marks[2].actual_text), "x");
	close_pdf(h);
}
END_TEST

START_TEST(what_lies_under_something_is_not_seen)
{
	struct harness *h = open_pdf(
		"",
		"BT /F1 10 Tf 50 400 Td (a) Tj 0 -50 Td (b) Tj 0 -50 Td (c) Tj 0 -50 Td (d) Tj ET\n"
		"0.9 g 40 395 100 20 re f\n"		   /* over a */
		"/G1 gs 40 345 100 20 re f /G0 gs\n"	   /* translucent, over b */
		"/G2 gs 40 295 100 20 re f /G0 gs\n"	   /* multiplied, over c */
		"0 g 40 245 100 30 re 45 247 50 20 re f*", /* a frame around d */
		"2 0 obj <</Type/Pages/Kids[3 0 R 10 0 R]/Count 2/MediaBox[0 0 400 500]/Resources<<"
		"/Font<</F1 4 0 R>>/ExtGState<</G0<</ca 1/BM/Normal>>/G1<</ca .5>>/G2<</BM/Multiply>>"
		">>>>>> endobj");
	const struct dt_page_content *page = parse(h);

	ck_assert_uint_eq(glyph(page, 0)->flags, DT_GLYPH_COVERED);
	for (uint32_t i = 1; i < 4; i++)
		ck_assert_uint_eq(glyph(page, i)->flags, 0);
	close_pdf(h);
}
END_TEST

START_TEST(what_has_the_colour_of_its_ground_is_not_seen)
{
	struct harness *h =
		open_pdf("",
			 "1 g BT /F1 10 Tf 50 400 Td (a) Tj ET\n"
			 "0 0 1 rg 40 340 100 30 re f 1 g BT /F1 10 Tf 50 350 Td (b) Tj ET\n"
			 "0 0 1 rg BT /F1 10 Tf 100 350 Td (c) Tj ET\n"
			 "0 g BT /F1 10 Tf 50 300 Td (M) Tj 1 g (  ) Tj -1 0 Td (d) Tj ET\n"
			 "0 g 40 240 m 140 240 l 90 290 l f 1 g BT /F1 10 Tf 90 245 Td (e) Tj ET",
			 "");
	const struct dt_page_content *page = parse(h);
	static const uint32_t wanted[] = {
		DT_GLYPH_PALE, 0, DT_GLYPH_PALE, 0, DT_GLYPH_SPACE, DT_GLYPH_SPACE, 0, 0
	};

	for (uint32_t i = 0; i < 8; i++)
		ck_assert_msg(glyph(page, i)->flags == wanted[i], "glyph %u: %x", i,
			      glyph(page, i)->flags);
	close_pdf(h);
}
END_TEST

START_TEST(text_layers_of_pictures)
{
#define PICTURE "BI /W 1 /H 1 /BPC 8 /CS /G ID x EI"
	struct harness *h = open_pdf("",
				     "3 Tr BT /F1 10 Tf 50 400 Td (a) Tj 0 -300 Td (b) Tj ET\n"
				     "0 Tr BT /F1 10 Tf 150 400 Td (c) Tj ET\n"
				     "q 400 0 0 300 0 200 cm " PICTURE " Q",
				     "");
	const struct dt_page_content *page = parse(h);

	ck_assert_uint_eq(glyph(page, 0)->flags,
			  DT_GLYPH_INVISIBLE | DT_GLYPH_OCR | DT_GLYPH_COVERED);
	ck_assert_uint_eq(glyph(page, 1)->flags, DT_GLYPH_INVISIBLE);
	ck_assert_uint_eq(glyph(page, 2)->flags, DT_GLYPH_COVERED | DT_GLYPH_OCR);
	close_pdf(h);
}
END_TEST

START_TEST(text_elsewhere_is_counted)
{
	struct harness *h = open_pdf(
		"/Annots[50 0 R 51 0 R 52 0 R]/Resources<</Font<</F1 4 0 R>>/Pattern<</P1 53 0 R>>>>",
		"BT /F1 10 Tf 50 400 Td (a\\003) Tj ET /Pattern cs /P1 scn 0 0 9 9 re f /P1 scn",
		"50 0 obj <</Subtype/Widget/Rect[0 0 9 9]/AP<</N 54 0 R>>>> endobj\n"
		"51 0 obj <</Subtype/FreeText/Rect[0 0 9 9]/AP<</N<</On 54 0 R>>>>/AS/On>> endobj\n"
		"52 0 obj <</Subtype/Stamp/F 2/Rect[0 0 9 9]/AP<</N 54 0 R>>>> endobj\n" /* hidden
											  */
		"53 0 obj <</PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9"
		"/Resources<</Font<</F1 4 0 R>>>>>> stream\nBT /F1 4 Tf (x y) Tj ET\nendstream endobj\n"
		"54 0 obj <</Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 4 0 R>>>>>> stream\n"
		"BT /F1 4 Tf (one) Tj ET\nendstream endobj");
	const struct dt_page_content *page = parse(h);
	const struct dt_aside *asides = DT_AT(page, struct dt_aside, page->asides);
	static const uint32_t rules[] = { DT_RULE_FIELD, DT_RULE_ANNOTATION, DT_RULE_PATTERN,
					  DT_RULE_UNMAPPED };
	static const uint32_t counts[] = { 3, 3, 2, 1 };

	ck_assert_uint_eq(page->glyphs.count, 2);
	ck_assert_uint_eq(page->asides.count, 4);
	for (uint32_t i = 0; i < 4; i++) {
		ck_assert_uint_eq(asides[i].rule, rules[i]);
		ck_assert_uint_eq(asides[i].glyphs, counts[i]);
	}
	ck_assert_str_eq(DT_TEXT(page, asides[3].font), "Helvetica");
	close_pdf(h);
}
END_TEST

START_TEST(forms_are_read_where_they_are_painted)
{
	struct harness *h = open_pdf(
		"", "/X1 Do BT /F1 10 Tf 10 10 Td (p) Tj ET q 1 0 0 1 100 0 cm /X1 Do Q",
		"6 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 50 50]/Matrix[1 0 0 1 5 0]>> stream\n"
		"BT /F1 10 Tf 1 20 Td (f) Tj ET /X1 Do\nendstream endobj");
	const struct dt_page_content *page = parse(h);

	ck_assert_uint_eq(page->glyphs.count, 3); /* and no end of forms in forms */
	ck_assert_str_eq(DT_TEXT(page, page->text), "fpf");
	ck_assert_float_eq_tol(glyph(page, 0)->x, 6, 1e-3);
	ck_assert_float_eq_tol(glyph(page, 2)->x, 106, 1e-3);
	ck_assert_uint_eq(look(page, 1)->form, 0);
	ck_assert_uint_ne(look(page, 2)->form, look(page, 0)->form);
	close_pdf(h);
}
END_TEST

START_TEST(graphics_by_kind)
{
	struct harness *h = open_pdf(
		"",
		"10 10 100 1 re f 0.5 g 10 50 80 40 re f 0 0 1 RG 2 w 10 200 m 90 200 l S\n"
		"10 300 m 40 330 60 330 90 300 c S q 20 0 0 30 300 400 cm BI /W 1 /H 1 /BPC 8 "
		"/CS /G ID x EI Q 390 490 50 50 re f",
		"");
	const struct dt_page_content *page = parse(h);
	const struct dt_graphic *g = DT_AT(page, struct dt_graphic, page->graphics);

	ck_assert_uint_eq(page->graphics.count, 6);
	ck_assert_uint_eq(g[0].kind, DT_GRAPHIC_RULE);
	ck_assert_float_eq_tol(g[0].thickness, 1, 1e-3);
	ck_assert_float_eq_tol(g[0].box.y0, 489, 1e-3);
	ck_assert_uint_eq(g[1].kind, DT_GRAPHIC_FILL);
	ck_assert_uint_eq(g[1].colour, 0x808080ff);
	ck_assert_uint_eq(g[2].kind, DT_GRAPHIC_RULE);
	ck_assert_uint_eq(g[2].colour, 0x0000ffff);
	ck_assert_float_eq_tol(g[2].box.y0, 299, 1e-3);
	ck_assert_uint_eq(g[3].kind, DT_GRAPHIC_PATH);
	ck_assert_uint_eq(g[4].kind, DT_GRAPHIC_IMAGE);
	ck_assert_float_eq_tol(g[4].box.x1, 320, 1e-3);
	ck_assert_float_eq_tol(g[5].box.x1, 400, 1e-3); /* cut by the page */
	close_pdf(h);
}
END_TEST

START_TEST(pages_labels_and_titles)
{
	struct harness *h = open_pdf(
		"", "BT /F1 10 Tf 50 400 Td (a) Tj ET",
		"20 0 obj <</First 21 0 R>> endobj\n21 0 obj <</Title(One)/First 22 0 R/Next 21 0 R>> "
		"endobj\n22 0 obj <</Title<FEFF00DC>>> endobj");
	const struct dt_page_content *page = parse(h);
	const struct dt_outline *outline = harness_take(h, "doc.outline", DT_NO_PAGE, NULL);
	const struct dt_title *titles = DT_AT(outline, struct dt_title, outline->titles);

	ck_assert_uint_eq(harness_pages(h), 2);
	ck_assert_str_eq(DT_TEXT(page, page->label), "i");
	ck_assert_float_eq(page->width, 400);
	page = harness_take(h, "page.content", 1, NULL);
	ck_assert_str_eq(DT_TEXT(page, page->label), "A-5");
	/* 360 x 450 turned by a quarter, two points a unit; (50, 400) is 30 right of the crop box's
	 * left edge, which is the top now, and 370 above its bottom, which is the left */
	ck_assert_float_eq_tol(page->width, 900, 1e-2);
	ck_assert_float_eq_tol(page->height, 720, 1e-2);
	ck_assert_float_eq_tol(glyph(page, 0)->x, 740, 1e-2);
	ck_assert_float_eq_tol(glyph(page, 0)->y, 60, 1e-2);
	ck_assert_uint_eq(outline->titles.count, 2);
	ck_assert_str_eq(DT_TEXT(outline, titles[1].text), "\u00dc");
	ck_assert_uint_eq(titles[1].level, 1);
	ck_assert_str_eq(DT_TEXT(outline, outline->lang), "de");
	close_pdf(h);
}
END_TEST

START_TEST(structure_elements)
{
	struct harness *h = open_pdf(
		"",
		"/P<</MCID 1>>BDC BT /F1 10 Tf 50 400 Td (a) Tj ET EMC "
		"/H<</MCID 0>>BDC BT /F1 10 Tf 50 450 Td (b) Tj ET EMC",
		"30 0 obj <</Type/StructTreeRoot/K 31 0 R/RoleMap<</Kopf/H1>>/ParentTree<</Nums[0"
		"[33 0 R 32 0 R]]>>>> endobj\n31 0 obj <</S/Document/P 30 0 R/K[33 0 R 32 0 R]>> endobj\n"
		"32 0 obj <</S/P/P 31 0 R/K 1>> endobj\n33 0 obj <</S/Kopf/P 31 0 R/K 0/Lang(fr)>> endobj");
	const struct dt_page_content *page = parse(h);
	const struct dt_element *e = DT_AT(page, struct dt_element, page->elements);
	const struct dt_mark *marks = DT_AT(page, struct dt_mark, page->marks);

	ck_assert_uint_eq(page->flags, DT_PAGE_TAGGED);
	ck_assert_uint_eq(page->elements.count, 3);
	ck_assert_str_eq(DT_TEXT(page, e[0].role), "Document");
	ck_assert_str_eq(DT_TEXT(page, e[1].role), "H1");
	ck_assert_str_eq(DT_TEXT(page, e[1].lang), "fr");
	ck_assert_uint_eq(e[1].parent, 0);
	ck_assert_uint_lt(e[1].order, e[2].order);
	ck_assert_uint_eq(marks[0].element, 2);
	ck_assert_uint_eq(marks[1].element, 1);
	close_pdf(h);
}
END_TEST

START_TEST(a_page_too_many)
{
	struct harness *h = open_pdf("", "", "");
	struct dt_error err = { 0 };

	harness_parameter(h, "pages", "2-3");
	ck_assert_int_eq(harness_run(h, "pdf.parse", &err), DT_E_CONFIG);
	ck_assert_str_eq(err.text, "pages 2-3: the document has 2 pages");
	close_pdf(h);
}
END_TEST

/* ---- bounds ---- */

/* More operands than any operator has: what follows is not read, as the place of that operator is
 * not known. */
START_TEST(operands_past_the_bound_end_a_page)
{
	static const char start[] = "BT /F1 10 Tf 50 400 Td (a) Tj [", end[] = "(b)] TJ (c) Tj ET";
	const size_t n = 1100000;
	char *content = malloc(sizeof(start) + 2 * n + sizeof(end)), *to = content;
	struct harness *h;

	ck_assert_ptr_nonnull(content);
	memcpy(to, start, strlen(start));
	to += strlen(start);
	for (size_t i = 0; i < n; i++, to += 2)
		memcpy(to, "1 ", 2);
	memcpy(to, end, sizeof(end));
	h = open_pdf("", content, "");
	harness_parameter(h, "pages", "1");
	ck_assert_uint_eq(parse(h)->glyphs.count, 1);
	close_pdf(h);
	free(content);
}
END_TEST

#define SPACES_OF_PAGE	100
#define PAGES_OF_SPACES 8

/* Each page has colour spaces of its own, and paints its text in the last of them: red. */
static void write_pages_of_spaces(FILE *more)
{
	fputs("2 0 obj <</Type/Pages/MediaBox[0 0 400 500]/Count 8/Kids[", more);
	for (int i = 0; i < PAGES_OF_SPACES; i++)
		fprintf(more, "%d 0 R ", 60 + i);
	fputs("]>> endobj\n80 0 obj <<>> stream\n", more);
	for (int k = 0; k < SPACES_OF_PAGE; k++)
		fprintf(more, "/C%d cs 0 scn 0 0 1 1 re f\n", k);
	fputs("BT /F1 10 Tf 50 400 Td (a) Tj ET\nendstream endobj\n", more);
	for (int i = 0; i < PAGES_OF_SPACES; i++) {
		fprintf(more,
			"%d 0 obj <</Type/Page/Parent 2 0 R/Contents 80 0 R/Resources"
			"<</Font<</F1 4 0 R>>/ColorSpace<<",
			60 + i);
		for (int k = 0; k < SPACES_OF_PAGE; k++)
			fprintf(more, "/C%d %d 0 R", k, 1000 + i * SPACES_OF_PAGE + k);
		fputs(">>>>>> endobj\n", more);
	}
	for (int k = 0; k < PAGES_OF_SPACES * SPACES_OF_PAGE; k++)
		fprintf(more, "%d 0 obj [/Indexed/DeviceRGB 0 <FF0000>] endobj\n", 1000 + k);
}

START_TEST(later_pages_have_colour_spaces_too)
{
	struct harness *h = open_pages(write_pages_of_spaces);

	parse(h);
	for (uint32_t i = 0; i < PAGES_OF_SPACES; i++) {
		const struct dt_page_content *page = harness_take(h, "page.content", i, NULL);

		ck_assert_uint_eq(page->glyphs.count, 1);
		ck_assert_uint_eq(look(page, glyph(page, 0)->look)->colour, 0xff0000ff);
	}
	close_pdf(h);
}
END_TEST

static Suite *parse_suite(void)
{
	Suite *suite = suite_create("parse");
	TCase *tests = suite_case(suite, "parse");

	tcase_add_test(tests, places_and_looks);
	tcase_add_test(tests, what_a_glyph_is_told_to_be);
	tcase_add_test(tests, what_lies_under_something_is_not_seen);
	tcase_add_test(tests, what_has_the_colour_of_its_ground_is_not_seen);
	tcase_add_test(tests, text_layers_of_pictures);
	tcase_add_test(tests, text_elsewhere_is_counted);
	tcase_add_test(tests, forms_are_read_where_they_are_painted);
	tcase_add_test(tests, graphics_by_kind);
	tcase_add_test(tests, pages_labels_and_titles);
	tcase_add_test(tests, structure_elements);
	tcase_add_test(tests, a_page_too_many);
	tcase_add_test(tests, operands_past_the_bound_end_a_page);
	tcase_add_test(tests, later_pages_have_colour_spaces_too);
	return suite;
}

SUITE_MAIN(parse_suite)
