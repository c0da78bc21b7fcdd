/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * parse_page.h - small documents for tests of pdf.parse, one open at a time.
 *
 * Each has a page of 400 x 500 points with Helvetica as F1, and the same content turned and cut
 * on a second page; what a test adds stands last, and the later of two objects is taken.
 */
#ifndef DT_TESTS_PARSE_PAGE_H
#define DT_TESTS_PARSE_PAGE_H

#include "tests/harness/harness.h"

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FONTS                                                                                      \
	"4 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences"             \
	"[1/fi/Lslash/nosuchglyph/uni0416]>>>> endobj\n"

static char folder[64], file[96];

static inline struct harness *open_pdf(const char *page, const char *content, const char *more)
{
	FILE *out;
	const char *modules = getenv("DT_PLUGIN_PATH");
	struct harness *h;

	snprintf(folder, sizeof(folder), "/tmp/dt-check-parse.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/in.pdf", folder);
	out = fopen(file, "wb");
	ck_assert_ptr_nonnull(out);
	/* without a cross-reference table: repair finds it all */
	fprintf(out,
		"%%PDF-1.5\n1 0 obj <</Type/Catalog/Pages 2 0 R/Lang(de)/PageLabels<</Nums[0<</S/r>>"
		"1<</S/D/P(A-)/St 5>>]>>/Outlines 20 0 R/OCProperties<</OCGs[9 0 R]/D<</OFF[9 0 R]>>>>"
		"/StructTreeRoot 30 0 R>> endobj\n"
		"2 0 obj <</Type/Pages/Kids[3 0 R 10 0 R]/Count 99/MediaBox[0 0 400 500]/Resources<<"
		"/Font<</F1 4 0 R>>/Properties<</O1 9 0 R>>/XObject<</X1 6 0 R>>>>>> endobj\n"
		"3 0 obj <</Type/Page/Parent 2 0 R/Contents 7 0 R/StructParents 0 %s>> endobj\n" FONTS
		"7 0 obj <<>> stream\n%s\nendstream endobj\n"
		"9 0 obj <</Type/OCG/Name(off)>> endobj\n"
		"10 0 obj <</Type/Page/Parent 2 0 R/Rotate 90/CropBox[20 30 380 480]/UserUnit 2"
		"/Contents 7 0 R>> endobj\n%s\ntrailer <</Root 1 0 R>>\n",
		page, content, more);
	ck_assert_int_eq(fclose(out), 0);
	h = harness_new(modules ? modules : "modules", folder);
	harness_quiet(h, true);
	harness_input(h, file);
	harness_parameter(h, "target_lang", "es");
	return h;
}

static inline int take_away(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	return remove(path);
}

static inline void close_pdf(struct harness *h)
{
	harness_free(h);
	ck_assert_int_eq(nftw(folder, take_away, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static inline const struct dt_page_content *parse(struct harness *h)
{
	struct dt_error err = { 0 };

	ck_assert_msg(harness_run(h, "pdf.parse", &err) == DT_OK, "%s", err.text);
	ck_assert_uint_eq(harness_faults(h), 0);
	return harness_take(h, "page.content", 0, NULL);
}

static inline const struct dt_glyph *glyph(const struct dt_page_content *page, uint32_t i)
{
	ck_assert_uint_lt(i, page->glyphs.count);
	return &DT_AT(page, struct dt_glyph, page->glyphs)[i];
}

static inline const struct dt_look *look(const struct dt_page_content *page, uint32_t i)
{
	return &DT_AT(page, struct dt_look, page->looks)[glyph(page, i)->look];
}

/* Its objects are what write gives: page 2 and those that it needs. */
static inline struct harness *open_pages(void (*write)(FILE *more))
{
	char *text = NULL;
	size_t size = 0;
	FILE *more = open_memstream(&text, &size);
	struct harness *h;

	ck_assert_ptr_nonnull(more);
	write(more);
	ck_assert_int_eq(fclose(more), 0);
	h = open_pdf("", "", text);
	free(text);
	return h;
}

#endif /* DT_TESTS_PARSE_PAGE_H */
