/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "plugins/pdf/short_codes.h"

#include <check.h>
#include <doctranslate/types.h>

#include "suite.h"

/* A font whose glyph for a sign of Latin-1 is the sign's number plus 1000. */
static hb_blob_t *table(hb_face_t *face, hb_tag_t tag, void *glyf)
{
	(void)face;
	return tag == HB_TAG('g', 'l', 'y', 'f') && glyf
		       ? hb_blob_create("x", 1, HB_MEMORY_MODE_READONLY, NULL, NULL)
		       : hb_blob_get_empty();
}

static hb_bool_t glyph_of(hb_font_t *font, void *data, hb_codepoint_t sign, hb_codepoint_t *glyph,
			  void *user)
{
	(void)font, (void)data, (void)user;
	*glyph = sign == 0xa0 ? 1032 : sign + 1000;
	return sign < 0x100;
}

static struct dt_short_codes codes_of(unsigned n_glyphs, bool truetype)
{
	static char yes;
	hb_face_t *face = hb_face_create_for_tables(table, truetype ? &yes : NULL, NULL);
	hb_font_funcs_t *funcs = hb_font_funcs_create();
	struct dt_short_codes codes;
	hb_font_t *font;

	hb_face_set_glyph_count(face, n_glyphs);
	hb_font_funcs_set_nominal_glyph_func(funcs, glyph_of, NULL, NULL);
	font = hb_font_create(face);
	hb_font_set_funcs(font, funcs, NULL, NULL);
	ck_assert(dt_short_codes_make(&codes, font));
	hb_font_destroy(font);
	hb_font_funcs_destroy(funcs);
	hb_face_destroy(face);
	return codes;
}

static void is_code(const struct dt_short_codes *codes, uint32_t code, uint32_t id, uint32_t number,
		    unsigned length)
{
	struct dt_short is = dt_short_code(codes, code, id);

	ck_assert_uint_eq(is.number, number);
	ck_assert_uint_eq(is.length, length);
}

START_TEST(letters_have_a_byte_and_the_blank_is_32)
{
	struct dt_short_codes codes = codes_of(3000, true);

	is_code(&codes, 1032, 1032, ' ', 1);
	is_code(&codes, 1000 + 'a', 1000 + 'a', 'a', 1);
	is_code(&codes, 1000 + 0xe9, 1000 + 0xe9, 0xa9, 1);
	is_code(&codes, 7, 7, 0xc007, 2);
	ck_assert_uint_eq(dt_short_sign(' '), ' ');
	ck_assert_uint_eq(dt_short_sign(0xa9), 0xe9);
	ck_assert_uint_eq(dt_short_sign(0x7f), 0);
	ck_assert_uint_eq(dt_short_sign(0xc0), 0);
	is_code(&codes, 3500, 1000 + 'a', 0xc000 + 3500, 2); /* with a text of its own */
	dt_short_codes_free(&codes);
}
END_TEST

START_TEST(no_two_codes_look_alike)
{
	struct dt_short_codes codes = codes_of(DT_SHORT_FACE, true);
	static unsigned char seen[65536];

	for (uint32_t i = 0; i < DT_SHORT_CODES; i++) {
		struct dt_short is = dt_short_code(&codes, i, i < DT_SHORT_FACE ? i : 1);

		ck_assert_uint_lt(is.number, 65536);
		ck_assert_uint_eq(is.length, is.number < 0xc0 ? 1 : 2);
		ck_assert(is.length == 1 ? is.number >= 2 : is.number >= 0xc000);
		ck_assert(!seen[is.number]++);
	}
	dt_short_codes_free(&codes);
}
END_TEST

START_TEST(fonts_without_room_keep_two_bytes)
{
	struct dt_short_codes large = codes_of(DT_SHORT_FACE + 1, true);
	struct dt_short_codes cff = codes_of(3000, false);

	is_code(&large, 1000 + 'a', 1000 + 'a', 1000 + 'a', 2);
	is_code(&cff, 1000 + 'a', 1000 + 'a', 1000 + 'a', 2);
	dt_short_codes_free(&large);
	dt_short_codes_free(&cff);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("short codes");
	TCase *tests = suite_case(suite, "codes");

	tcase_add_test(tests, letters_have_a_byte_and_the_blank_is_32);
	tcase_add_test(tests, no_two_codes_look_alike);
	tcase_add_test(tests, fonts_without_room_keep_two_bytes);
	return suite;
}

SUITE_MAIN(make_suite)
