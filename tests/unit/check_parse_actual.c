/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pdf.parse on small pages: which glyphs get the text of the marked content around them. */
#include "config.h"

#include "parse_page.h"
#include "suite.h"

/* F1 knows no \003; of F2, which has a standard encoding, ToUnicode knows only "a" and "b". */
#define PROPERTIES                                                                                 \
	"/Resources<</Font<</F1 4 0 R/F2 40 0 R>>/Properties<</P1<</ActualText(word)>>>>>>"
#define MORE                                                                                       \
	"4 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</BaseEncoding"            \
	"/WinAnsiEncoding/Differences[3/nosuchglyph]>>>> endobj\n"                                 \
	"40 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding"          \
	"/ToUnicode 41 0 R>> endobj\n"                                                             \
	"41 0 obj <<>> stream\n1 begincodespacerange <00> <ff> endcodespacerange\n"                \
	"2 beginbfchar <61> <0061> <62> <0062> endbfchar\nendstream endobj\n"

/* The glyphs' texts, parted by bars. */
static const char *spelled(const struct dt_page_content *page)
{
	static char text[512];
	const struct dt_glyph *glyphs = DT_AT(page, struct dt_glyph, page->glyphs);
	size_t n = 0;

	for (uint32_t i = 0; i < page->glyphs.count && n + glyphs[i].text_length + 2 < 512; i++) {
		memcpy(text + n, DT_TEXT(page, page->text) + glyphs[i].text, glyphs[i].text_length);
		n += glyphs[i].text_length;
		text[n++] = '|';
	}
	text[n] = '\0';
	return text;
}

#define IN(properties, show) "/Span" properties "BDC BT /F1 10 Tf 50 400 Td " show " ET EMC\n"
#define ACTUAL(text, show)   IN("<</ActualText" text ">>", show)

static const struct {
	const char *content, *wanted;
} cases[] = {
	/* a word goes to its first glyph, also by the name of a property list */
	{ ACTUAL("(c)", "(k-) Tj"), "c|\u00ad|" },
	{ ACTUAL("(Last)", "(LAST) Tj"), "Last||||" },
	{ ACTUAL("(ward)", "(abcd) Tj"), "ward||||" },
	{ IN("/P1 ", "(ab) Tj (cd) Tj"), "word||||" },
	{ ACTUAL("<feff0928093f>", "(ab) Tj"), "\u0928\u093f||" },
	{ ACTUAL("<feff0928093f>", "3 Tr (a) Tj 0 Tr (b) Tj"), "|\u0928\u093f|" },
	/* what its font does not know, word by word where there are as many */
	{ ACTUAL("(ab)", "(\\003\\003) Tj"), "ab||" },
	{ ACTUAL("(of ab)", "(of \\003\\003) Tj"), "o|f| |ab||" },
	{ ACTUAL("(of ab so)", "(of \\003\\003) Tj"), "o|f| |||" },
	/* what a standard encoding says where ToUnicode says nothing is only a guess */
	{ ACTUAL("<feff0935>", "/F2 10 Tf (\") Tj"), "\u0935|" },
	{ ACTUAL("<feff0935>", "/F2 10 Tf ( ) Tj"), "\u0935|" },
	{ ACTUAL("(ab ab)", "/F2 10 Tf (ab ab) Tj"), "a|b| |a|b|" },
	{ ACTUAL("<feff0935>", "(\") Tj"), "\"|" },
	/* a hyphen that is none; a word that goes on elsewhere keeps its hyphen */
	{ ACTUAL("<feff00ad>", "(-) Tj"), "\u00ad|" },
	{ ACTUAL("<feff00ad>", "(a) Tj"), "a|" },
	{ ACTUAL("(wird-)", "(word-) Tj"), "wird||||-|" },
	/* other uses: descriptions, formulas, several words, nothing, no text */
	{ ACTUAL("(bullet)", "(\\225) Tj"), "\u2022|" },
	{ ACTUAL("(home)", "(\\003) Tj"), "|" },
	{ ACTUAL("($x_1$)", "(xy\\003) Tj"), "x|y||" },
	{ ACTUAL("(for example)", "(eg) Tj"), "e|g|" },
	{ ACTUAL("(or so)", "(ab ab) Tj"), "a|b| |a|b|" },
	{ ACTUAL("()", "(ab) Tj"), "a|b|" },
	{ ACTUAL("<feff0008fffd>", "(ab) Tj"), "a|b|" },
	{ ACTUAL("(ab)", "(a) Tj 0 -50 Td (c) Tj"), "a|c|" },
	{ ACTUAL("(ab)", "(a) Tj 90 0 Td (c) Tj"), "a|c|" },
	/* nested, and never closed or opened */
	{ ACTUAL("(wird)", "/Span<</ActualText(b)>>BDC (a) Tj EMC (ord) Tj"), "wird||||" },
	{ ACTUAL("(A long description of it)", "/Span<</ActualText(b)>>BDC (a) Tj EMC (c) Tj"),
	  "b|c|" },
	{ "EMC EMC /Span<</ActualText(b)>>BDC BT /F1 10 Tf 50 400 Td (a) Tj ET", "a|" },
	{ IN("/P9 ", "(ab) Tj"), "a|b|" },
	{ IN("<</ActualText/b>>", "(ab) Tj"), "a|b|" },
};

START_TEST(texts_of_sequences)
{
	struct harness *h = open_pdf(PROPERTIES, cases[_i].content, MORE);

	ck_assert_str_eq(spelled(parse(h)), cases[_i].wanted);
	close_pdf(h);
}
END_TEST

/* Glyphs without a text of their own are not unknown ones, and go with the word. */
START_TEST(flags_of_glyphs)
{
	struct harness *h = open_pdf(PROPERTIES, ACTUAL("(ab)", "(\\003\\003) Tj"), MORE);
	const struct dt_page_content *page = parse(h);

	ck_assert_uint_eq(glyph(page, 0)->flags, DT_GLYPH_REPLACED);
	ck_assert_uint_eq(glyph(page, 1)->flags, DT_GLYPH_REPLACED);
	close_pdf(h);
}
END_TEST

/* A long text that is used over and over is not read each time. */
START_TEST(texts_are_bounded)
{
	enum { LONG = 1 << 20, TIMES = 3000 };
	char *content = NULL, *more = NULL;
	size_t size;
	FILE *out = open_memstream(&content, &size);
	const struct dt_page_content *page;
	struct harness *h;

	for (int i = 0; i < TIMES; i++)
		fputs("/Span/P2 BDC EMC\n", out);
	fputs("/Span/P2 BDC BT /F1 10 Tf 50 400 Td (a) Tj ET EMC", out);
	ck_assert_int_eq(fclose(out), 0);
	out = open_memstream(&more, &size);
	fputs("50 0 obj <</ActualText(", out);
	for (int i = 0; i < LONG; i++)
		fputc('x', out);
	fputs(")>> endobj\n", out);
	ck_assert_int_eq(fclose(out), 0);
	h = open_pdf("/Resources<</Font<</F1 4 0 R>>/Properties<</P2 50 0 R>>>>", content, more);
	page = parse(h);
	ck_assert_str_eq(spelled(page), "a|");
	ck_assert_uint_eq(glyph(page, 0)->flags, DT_GLYPH_REPLACED);
	ck_assert_uint_lt(page->text.count, 64);
	close_pdf(h);
	free(content);
	free(more);
}
END_TEST

static Suite *parse_actual_suite(void)
{
	Suite *suite = suite_create("parse_actual");
	TCase *tests = suite_case(suite, "parse_actual");

	tcase_add_loop_test(tests, texts_of_sequences, 0, (int)(sizeof(cases) / sizeof(*cases)));
	tcase_add_test(tests, flags_of_glyphs);
	tcase_add_test(tests, texts_are_bounded);
	return suite;
}

SUITE_MAIN(parse_actual_suite)
