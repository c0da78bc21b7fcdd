/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pdf.parse on small pages: which characters, sizes and kinds the fonts of a page give. */
#include "config.h"

#include "parse_page.h"
#include "suite.h"

START_TEST(characters_of_codes)
{
	struct harness *h = open_pdf("", "BT /F1 10 Tf 50 400 Td (\\001\\002\\003\\004) Tj ET", "");
	const struct dt_page_content *page = parse(h);

	ck_assert_str_eq(DT_TEXT(page, page->text), "fi\u0141\u0416");
	ck_assert_uint_eq(glyph(page, 0)->text_length, 2);
	ck_assert_uint_eq(glyph(page, 2)->flags, DT_GLYPH_UNMAPPED);
	close_pdf(h);
}
END_TEST

/* Type 3 fonts of TeX have glyphs named by code; fixed-order fonts have none at all. */
START_TEST(characters_by_order)
{
#define STREAM " <<>> stream\n10 0 0 0 10 10 d1\nendstream endobj\n"
	struct harness *h = open_pdf(
		"/Resources<</Font<</T 40 0 R/G 42 0 R>>>>",
		"BT /T 10 Tf 50 400 Td (\\033a\\020) Tj /G 10 Tf 50 300 Td <0044005600670000> Tj ET",
		"40 0 obj <</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]"
		"/FirstChar 97/LastChar 101/Widths[5 5.5 4.5 5.5 4.5]/Resources<<>>/CharProcs<</a97 41 0 R>>"
		"/Encoding<</Differences[16/a16 27/a27/a28 97/a97/a98/a99/a100/a101]>>>> endobj\n"
		"41 0 obj" STREAM
		"42 0 obj <</Type/Font/Subtype/Type0/BaseFont/Order/Encoding/Identity-H"
		"/DescendantFonts[43 0 R]>> endobj\n"
		"43 0 obj <</Type/Font/Subtype/CIDFontType2/BaseFont/Order/DW 1000/CIDSystemInfo"
		"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 44 0 R"
		/* a b c d e f g h i   l m n o, r s t u */
		"/W[68[500 556 500 556 500 333 556 556 278] 79[278 833 556 556] 85[389 500 300 556]]"
		">> endobj\n44 0 obj <</Type/FontDescriptor/FontName/Order/Flags 4>> endobj");
	const struct dt_page_content *page = parse(h);

	ck_assert_uint_eq(page->glyphs.count, 7);
	ck_assert_str_eq(DT_TEXT(page, page->text), "ffa\u201cas");
	ck_assert_uint_eq(glyph(page, 5)->flags & DT_GLYPH_UNMAPPED, DT_GLYPH_UNMAPPED);
	close_pdf(h);
}
END_TEST

#define FONT_OF_A_TO_M " 0 obj <</Type/Font/Subtype/Type1/FirstChar 97/LastChar 109/BaseFont/"

/* Neither name nor descriptor says that a face has a fixed pitch; its widths do, but those of
 * round letters alone do not, nor those of Chinese signs that have the codes of letters. */
START_TEST(fixed_pitch_by_widths)
{
	static const bool fixed[] = { true, false, false, false };
	struct harness *h = open_pdf(
		"/Resources<</Font<</P 40 0 R/R 41 0 R/W 42 0 R/N 43 0 R>>>>",
		"BT /P 10 Tf 50 400 Td (amid) Tj /R 10 Tf 0 -50 Td (head) Tj /W 10 Tf 0 -50 Td (amid) Tj "
		"/N 10 Tf 0 -50 Td (amid) Tj ET",
		"40" FONT_OF_A_TO_M "VNTT12/Widths[524 0 0 525 0 0 0 0 525 0 0 0 524]>> endobj\n"
		"41" FONT_OF_A_TO_M "Some/Widths[556 0 0 556 556 0 0 556 0 0 0 0 0]>> endobj\n"
		"42" FONT_OF_A_TO_M "gbsn80/Widths[999 0 0 999 0 0 0 0 999 0 0 0 999]>> endobj\n"
		"43" FONT_OF_A_TO_M "Figures/Widths[500 0 0 500 0 0 0 0 500 0 0 0 500]/Encoding"
		"<</Differences[97/one 100/two 105/six 109/ten]>>>> endobj");
	const struct dt_page_content *page = parse(h);
	const struct dt_look *looks = DT_AT(page, struct dt_look, page->looks);
	const struct dt_font *fonts = DT_AT(page, struct dt_font, page->fonts);

	ck_assert_uint_eq(page->fonts.count, 4);
	for (uint32_t i = 0; i < page->looks.count; i++)
		ck_assert_int_eq((fonts[looks[i].font].flags & DT_FONT_MONO) != 0, fixed[i]);
	close_pdf(h);
}
END_TEST

#define BITMAPS_OF_I_TO_N                                                                          \
	" 0 obj <</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.01 0 0 .01 0 0]"          \
	"/FirstChar 105/LastChar 110/Resources<<>>/CharProcs<</a105 41 0 R>>"                      \
	"/Encoding<</Differences[105/a105/a106/a107/a108/a109/a110]>>/Widths"

/* Fonts of bitmaps have no name that tells; a slim letter with feet is broad. */
START_TEST(serifs_by_widths)
{
	static const bool serif[] = { true, false, true, false };
	struct harness *h = open_pdf(
		"/Resources<</Font<</R 40 0 R/S 42 0 R/L 43 0 R/N 44 0 R>>>>",
		"BT /R 10 Tf 50 400 Td (il) Tj /S 10 Tf 0 -50 Td (il) Tj /L 10 Tf 0 -50 Td (il) Tj "
		"/N 10 Tf 0 -50 Td (il) Tj ET",
		"40" BITMAPS_OF_I_TO_N "[28 30 53 28 83 56]>> endobj\n"
		"41 0 obj" STREAM "42" BITMAPS_OF_I_TO_N "[22 22 50 22 83 56]>> endobj\n"
		"43" BITMAPS_OF_I_TO_N "[0 30 53 28 83 56]>> endobj\n"
		"44" BITMAPS_OF_I_TO_N "[28 30 53 28 83 0]>> endobj");
	const struct dt_page_content *page = parse(h);
	const struct dt_look *looks = DT_AT(page, struct dt_look, page->looks);
	const struct dt_font *fonts = DT_AT(page, struct dt_font, page->fonts);

	ck_assert_uint_eq(page->looks.count, 4);
	for (uint32_t i = 0; i < page->looks.count; i++)
		ck_assert_int_eq((fonts[looks[i].font].flags & DT_FONT_SERIF) != 0, serif[i]);
	close_pdf(h);
}
END_TEST

/* A font of signs alone has the size it is set in, whatever the width of its signs; letters that
 * are much wider than half an em tell a larger one. */
START_TEST(sizes_of_fonts_without_em)
{
	struct harness *h = open_pdf(
		"/Resources<</Font<</S 40 0 R/L 42 0 R>>>>",
		"BT /S 10 Tf 50 400 Td (\\256) Tj /L 10 Tf 0 -100 Td (a) Tj ET",
		"40 0 obj <</Type/Font/Subtype/Type3/FontBBox[0 0 62 38]/FontMatrix[.02 0 0 .02 0 0]"
		"/FirstChar 174/LastChar 174/Widths[66]/Resources<<>>/CharProcs<</a174 41 0 R>>"
		"/Encoding<</Differences[174/a174]>>>> endobj\n"
		"41 0 obj" STREAM
		"42 0 obj <</Type/Font/Subtype/Type3/FontBBox[0 0 62 38]/FontMatrix[.02 0 0 .02 0 0]"
		"/FirstChar 97/LastChar 97/Widths[48]/Resources<<>>/CharProcs<</a 41 0 R>>"
		"/Encoding<</Differences[97/a]>>>> endobj");
	const struct dt_page_content *page = parse(h);

	ck_assert_uint_eq(page->glyphs.count, 2);
	ck_assert_float_eq_tol(look(page, 0)->size, 10, 0.01);
	ck_assert_float_eq_tol(look(page, 1)->size, 20, 0.01);
	close_pdf(h);
}
END_TEST

START_TEST(characters_of_glyph_names)
{
	struct harness *h = open_pdf(
		"/Resources<</Font<</N 40 0 R>>>>",
		"BT /N 10 Tf 50 400 Td (\\001\\002\\003\\004\\005\\006\\007) Tj ET",
		"40 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[1"
		"/f_f_i/a.sc/uni00410301/parenleftBigg/summationdisplay/one.oldstyle/g17]>>>> endobj");
	const struct dt_page_content *page = parse(h);

	ck_assert_str_eq(DT_TEXT(page, page->text), "ffiaA\u0301(\u22111");
	ck_assert_uint_eq(glyph(page, 6)->flags, DT_GLYPH_UNMAPPED);
	close_pdf(h);
}
END_TEST

#define LATER_PAGES 8

/* Pages of a font whose codes come one a page, each with an annotation so large that the document
 * lets go of its objects after it. */
static void write_later_pages(FILE *more)
{
	fputs("2 0 obj <</Type/Pages/MediaBox[0 0 400 500]/Count 8/Kids[", more);
	for (int i = 0; i < LATER_PAGES; i++)
		fprintf(more, "%d 0 R ", 60 + i);
	fputs("]/Resources<</Font<</N 40 0 R>>>>>> endobj\n"
	      "40 0 obj <</Type/Font/Subtype/Type1/BaseFont/Other/Encoding 41 0 R>> endobj\n"
	      "41 0 obj <</Differences[1",
	      more);
	for (int i = 0; i < LATER_PAGES; i++)
		fprintf(more, "/uni%04X", 0x411 + i);
	fputs("]>> endobj\n", more);
	for (int i = 0; i < LATER_PAGES; i++) {
		fprintf(more,
			"%d 0 obj <</Type/Page/Parent 2 0 R/Contents %d 0 R/Annots[%d 0 R]>> endobj\n"
			"%d 0 obj <<>> stream\nBT /N 10 Tf 50 400 Td <%02X> Tj ET\nendstream endobj\n"
			"%d 0 obj <</Subtype/Text/Rect[0 0 9 9]/Many[",
			60 + i, 80 + i, 100 + i, 80 + i, 1 + i, 100 + i);
		for (int k = 0; k < 100000; k++)
			fputs("1 ", more);
		fputs("]>> endobj\n", more);
	}
}

START_TEST(glyph_names_outlast_the_objects_of_a_page)
{
	struct harness *h = open_pages(write_later_pages);

	parse(h);
	for (uint32_t i = 0; i < LATER_PAGES; i++) {
		const struct dt_page_content *page = harness_take(h, "page.content", i, NULL);
		const char letter[] = { (char)0xd0, (char)(0x91 + i), 0 };

		ck_assert_str_eq(DT_TEXT(page, page->text), letter);
	}
	close_pdf(h);
}
END_TEST

static Suite *parse_fonts_suite(void)
{
	Suite *suite = suite_create("parse_fonts");
	TCase *tests = suite_case(suite, "parse_fonts");

	tcase_add_test(tests, characters_of_codes);
	tcase_add_test(tests, characters_by_order);
	tcase_add_test(tests, fixed_pitch_by_widths);
	tcase_add_test(tests, serifs_by_widths);
	tcase_add_test(tests, sizes_of_fonts_without_em);
	tcase_add_test(tests, characters_of_glyph_names);
	tcase_add_test(tests, glyph_names_outlast_the_objects_of_a_page);
	return suite;
}

SUITE_MAIN(parse_fonts_suite)
