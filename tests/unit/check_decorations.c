/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Underlines and highlights on their way from a document into its translation. */
#include "config.h"

#include "harness/harness.h"

#include "suite.h"

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char folder[64], file[96];

static void write_pdf(const char *content)
{
	char widths[95 * 4 + 1]; /* all signs are 6 points wide at 10 points */
	FILE *out;

	for (int i = 0; i < 95; i++)
		memcpy(widths + 4 * i, "600 ", 5);
	snprintf(folder, sizeof(folder), "/tmp/dt-check-decorations.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/in.pdf", folder);
	out = fopen(file, "wb");
	ck_assert_ptr_nonnull(out);
	/* without a cross-reference table: repair finds it all */
	fprintf(out,
		"%%PDF-1.5\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
		"2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 500]/Resources<<"
		"/Font<</F1 4 0 R>>>>>> endobj\n"
		"3 0 obj <</Type/Page/Parent 2 0 R/Contents 7 0 R>> endobj\n"
		"4 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 32"
		"/LastChar 126/Widths[%s]>> endobj\n"
		"7 0 obj <<>> stream\n%s\nendstream endobj\ntrailer <</Root 1 0 R>>\n",
		widths, content);
	ck_assert_int_eq(fclose(out), 0);
}

static struct harness *start(const char *path)
{
	const char *modules = getenv("DT_PLUGIN_PATH");
	struct harness *h = harness_new(modules ? modules : "modules", folder);

	harness_quiet(h, true);
	harness_input(h, path);
	harness_parameter(h, "source_lang", "en");
	harness_parameter(h, "target_lang", "es");
	harness_parameter(h, "mono", "yes");
	harness_parameter(h, "dual", "none");
	return h;
}

static void run(struct harness *h, const char *stage)
{
	struct dt_error err = { 0 };

	ck_assert_msg(harness_run(h, stage, &err) == DT_OK, "%s: %s", stage, err.text);
	ck_assert_uint_eq(harness_failed_pages(h), 0);
}

static struct harness *translate(const char *translator)
{
	static const char *const stages[] = { "pdf.parse",	"layout.blocks", "layout.document",
					      "route.segments", "typeset.sizes", "typeset.fit",
					      "pdf.paint",	"pdf.write" };
	struct harness *h = start(file);

	harness_translator(h, translator);
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
		run(h, stages[i]);
	return h;
}

static int take_away(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	return remove(path);
}

static void finish(struct harness *h, struct harness *again)
{
	harness_free(again);
	harness_free(h);
	ck_assert_int_eq(nftw(folder, take_away, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static const struct dt_page_content *read_again(struct harness *h, struct harness **again)
{
	const struct dt_file *result = harness_file(h, 1);

	ck_assert_ptr_nonnull(result);
	*again = start(DT_TEXT(result, result->path));
	run(*again, "pdf.parse");
	return harness_take(*again, "page.content", 0, NULL);
}

static bool is_blank(const struct dt_page_content *page, uint32_t i)
{
	const struct dt_glyph *glyphs = DT_AT(page, struct dt_glyph, page->glyphs);

	return i >= page->glyphs.count || (glyphs[i].flags & DT_GLYPH_SPACE);
}

/* Does a word begin (or end) at x on the line with that baseline? */
static bool word_ends_at(const struct dt_page_content *page, float x, float baseline, bool begins)
{
	const struct dt_glyph *glyphs = DT_AT(page, struct dt_glyph, page->glyphs);

	for (uint32_t i = 0; i < page->glyphs.count; i++) {
		float at = begins ? glyphs[i].x : glyphs[i].x + glyphs[i].advance;

		if (fabsf(at - x) < 0.3f && fabsf(glyphs[i].y - baseline) < 0.3f &&
		    !is_blank(page, i) && is_blank(page, begins ? i - 1 : i + 1))
			return true;
	}
	return false;
}

/* "quick brown" is underlined, "over it" highlighted. */
#define CONTENT                                                                                    \
	"1 1 0 rg 205 397 44 12 re f 0 g\n"                                                        \
	"BT /F1 10 Tf 50 400 Td (The quick brown fox jumps over it and away.) Tj ET\n"             \
	"1 0 0 rg 74 398 66 .5 re 20 20 300 .5 re f"

START_TEST(drawn_lines_follow_their_words)
{
	struct harness *h, *again;
	const struct dt_page_content *page;
	const struct dt_graphic *all;
	uint32_t seen = 0;

	write_pdf(CONTENT);
	h = translate("pseudo.pseudo");
	page = read_again(h, &again);
	all = DT_AT(page, struct dt_graphic, page->graphics);
	for (uint32_t i = 0; i < page->graphics.count; i++) {
		const struct dt_box *box = &all[i].box;

		if (all[i].colour == 0xff0000ff && box->y0 > 470) { /* of the same path, but no */
			seen |= 1;				    /* underline: it stays */
			ck_assert_float_eq_tol(box->x1 - box->x0, 300, 0.01);
		} else if (all[i].colour == 0xff0000ff) {
			seen |= 2;
			ck_assert(word_ends_at(page, box->x0, 100, true));
			ck_assert(word_ends_at(page, box->x1, 100, false));
			ck_assert_float_eq_tol(box->y0, 101.5, 0.3);
		} else if (all[i].colour == 0xffff00ff) {
			seen |= 4;
			ck_assert(word_ends_at(page, box->x0 + 1, 100, true));
			ck_assert_uint_eq(all[i].before, 0); /* under the words */
		}
	}
	ck_assert_uint_eq(seen, 7);
	ck_assert_uint_eq(page->graphics.count, 3); /* nothing is drawn twice */
	finish(h, again);
}
END_TEST

START_TEST(drawn_lines_of_kept_words_stay)
{
	struct harness *h, *again;
	const struct dt_page_content *page;
	const struct dt_graphic *all;

	write_pdf(CONTENT);
	h = translate("echo.echo");
	page = read_again(h, &again);
	all = DT_AT(page, struct dt_graphic, page->graphics);
	ck_assert_uint_eq(page->graphics.count, 3);
	ck_assert_float_eq_tol(all[0].box.x0, 205, 0.01);
	ck_assert_float_eq_tol(all[1].box.x0, 74, 0.01);
	ck_assert_float_eq_tol(all[1].box.x1, 140, 0.01);
	finish(h, again);
}
END_TEST

static Suite *decorations_suite(void)
{
	Suite *suite = suite_create("decorations");
	TCase *tests = suite_case(suite, "decorations");

	tcase_add_test(tests, drawn_lines_follow_their_words);
	tcase_add_test(tests, drawn_lines_of_kept_words_stay);
	return suite;
}

SUITE_MAIN(decorations_suite)
