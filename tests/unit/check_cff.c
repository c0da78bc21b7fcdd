/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "plugins/pdf/cff.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <stdlib.h>
#include <string.h>

#include "suite.h"

#define GLYPHS 3

/* A font of three glyphs: a square of 100, 200 and 300 units. */
static const unsigned char font[] = {
	1,   0,	  4,   1,				   /* header */
	0,   1,	  1,   1,   2,	 'T',			   /* names */
	0,   1,	  1,   1,   21,				   /* dictionaries */
	139, 139, 248, 136, 248, 136, 5,		   /* 0 0 500 500 FontBBox */
	29,  0,	  0,   0,   47,	 17,			   /* CharStrings */
	144, 29,  0,   0,   0,	 87,  18,		   /* 5 87 Private */
	0,   0,						   /* strings */
	0,   0,						   /* subroutines */
	0,   139, 139, 139, 139, 139, 139, 139,		   /* nothing */
	0,   3,	  1,   1,   12,	 23,  34,		   /* outlines */
	139, 139, 21,  239, 6,	 239, 7,   39,	6, 14, 14, /* 0 0 rmoveto, three sides */
	139, 139, 21,  247, 92,	 6,   247, 92,	7, 14, 14, /* 200 */
	139, 139, 21,  247, 192, 6,   247, 192, 7, 14, 14, /* 300 */
	248, 136, 20,  239, 21,				   /* widths */
};

static const uint16_t cids[GLYPHS] = { 0, 65, 0xc123 };

START_TEST(glyphs_have_the_cids_that_were_wanted)
{
	size_t size = 0;
	unsigned char *keyed;
	FT_Library library;
	FT_Face face;

	ck_assert(dt_cff_is_named(font, sizeof(font)));
	keyed = dt_cff_with_cids(font, sizeof(font), cids, GLYPHS, &size);
	ck_assert_ptr_nonnull(keyed);
	ck_assert(!dt_cff_is_named(keyed, size));
	ck_assert(!FT_Init_FreeType(&library));
	ck_assert(!FT_New_Memory_Face(library, keyed, (FT_Long)size, 0, &face));
	ck_assert_int_eq(face->bbox.xMax, 500);
	/* of a bare CFF FreeType takes CIDs for glyphs */
	for (int i = 0; i < GLYPHS; i++) {
		ck_assert(!FT_Load_Glyph(face, cids[i], FT_LOAD_NO_SCALE));
		ck_assert_int_eq(face->glyph->metrics.width, 100 * (i + 1));
		ck_assert_int_eq(face->glyph->metrics.horiAdvance, 500);
	}
	ck_assert(FT_Load_Glyph(face, 64, FT_LOAD_NO_SCALE));
	FT_Done_Face(face);
	FT_Done_FreeType(library);
	free(keyed);
}
END_TEST

START_TEST(other_numbers_of_glyphs_are_refused)
{
	size_t size;

	ck_assert_ptr_null(dt_cff_with_cids(font, sizeof(font), cids, GLYPHS - 1, &size));
	ck_assert_ptr_null(dt_cff_with_cids(font, sizeof(font), cids, 0, &size));
}
END_TEST

/* In memory that ends where they end. */
static void read_all(const unsigned char *bytes, size_t n)
{
	unsigned char *copy = malloc(n ? n : 1), *keyed;
	size_t size;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, bytes, n);
	(void)dt_cff_is_named(copy, n);
	keyed = dt_cff_with_cids(copy, n, cids, GLYPHS, &size);
	free(keyed);
	free(copy);
}

START_TEST(a_font_that_is_cut_off_is_none)
{
	size_t size;

	for (size_t n = 0; n < sizeof(font); n++) {
		read_all(font, n);
		ck_assert_ptr_null(dt_cff_with_cids(font, n, cids, GLYPHS, &size));
	}
}
END_TEST

START_TEST(wrong_bytes_do_no_harm)
{
	unsigned char bytes[sizeof(font)];

	for (size_t at = 0; at < sizeof(font); at++)
		for (unsigned value = 0; value < 256; value++) {
			memcpy(bytes, font, sizeof(font));
			bytes[at] = (unsigned char)value;
			read_all(bytes, sizeof(font));
		}
}
END_TEST

START_TEST(fonts_of_other_kinds_are_left_alone)
{
	unsigned char bytes[sizeof(font)];

	memcpy(bytes, font, sizeof(font));
	bytes[91] = 19; /* local subroutines */
	ck_assert_ptr_null(dt_cff_with_cids(bytes, sizeof(bytes), cids, GLYPHS, &(size_t){ 0 }));
	memcpy(bytes, font, sizeof(font));
	bytes[0] = 2; /* CFF2 */
	ck_assert(!dt_cff_is_named(bytes, sizeof(bytes)));
	memcpy(bytes, font, sizeof(font));
	memcpy(bytes + 15, (unsigned char[]){ 139, 139, 139, 139, 139, 12, 30 }, 7);
	ck_assert(!dt_cff_is_named(bytes, sizeof(bytes))); /* has CIDs */
	bytes[21] = 7;
	ck_assert(!dt_cff_is_named(bytes, sizeof(bytes))); /* has a matrix */
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("cff");
	TCase *tests = suite_case(suite, "cff");

	tcase_add_test(tests, glyphs_have_the_cids_that_were_wanted);
	tcase_add_test(tests, other_numbers_of_glyphs_are_refused);
	tcase_add_test(tests, a_font_that_is_cut_off_is_none);
	tcase_add_test(tests, wrong_bytes_do_no_harm);
	tcase_add_test(tests, fonts_of_other_kinds_are_left_alone);
	return suite;
}

SUITE_MAIN(make_suite)
