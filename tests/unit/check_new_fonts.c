/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fonts of a new document: which face is which, and what its codes mean. */
#include "config.h"

#include "suite.h"

#include "plugins/pdf/faces.h"
#include "plugins/pdf/tounicode.h"

#include <stdlib.h>
#include <string.h>

static char *map_of(const char *const *texts, uint32_t n)
{
	struct dt_tounicode map;
	char *text;
	uint32_t i;

	dt_tounicode_begin(&map, "<0000> <FFFF>\n", 1);
	for (i = 0; i < n; i++)
		dt_tounicode_add(&map, 16 + i, 2, texts[i]);
	ck_assert(dt_tounicode_end(&map));
	text = calloc(1, map.out.used + 1);
	ck_assert_ptr_nonnull(text);
	memcpy(text, map.out.at, map.out.used); /* it has no NUL */
	dt_tounicode_free(&map);
	return text;
}

static void check_has(const struct dt_tounicode *map, const char *lines)
{
	ck_assert_msg(memmem(map->out.at, map->out.used, lines, strlen(lines)), "%.*s",
		      (int)map->out.used, map->out.at);
}

START_TEST(codes_in_a_row_are_one_line)
{
	struct dt_tounicode map;
	uint32_t i;

	dt_tounicode_begin(&map, "<02> <BF>\n<C000> <FFFF>\n", 2);
	for (i = 'a'; i <= 'e'; i++)
		dt_tounicode_add(&map, i, 1, (const char[]){ (char)i, 0 });
	dt_tounicode_add(&map, 'x', 1, "x");
	dt_tounicode_add(&map, 'y', 1, "z");
	dt_tounicode_add(&map, 0xc0ff, 2, "A");
	dt_tounicode_add(&map, 0xc100, 2, "B");
	dt_tounicode_add(&map, 0xc101, 2, "C");
	dt_tounicode_add(&map, 0xc102, 2, "DD");
	ck_assert(dt_tounicode_end(&map));
	check_has(&map, "2 begincodespacerange\n<02> <BF>\n<C000> <FFFF>\nendcodespacerange\n");
	check_has(&map, "4 beginbfchar\n<78> <0078>\n<79> <007A>\n<C0FF> <0041>\n"
			"<C102> <00440044>\nendbfchar\n2 beginbfrange\n<61> <65> <0061>\n"
			"<C100> <C101> <0042>\nendbfrange\n");
	dt_tounicode_free(&map);
}
END_TEST

START_TEST(codes_map_to_utf16)
{
	static const char *const texts[] = { "a", "ﬁ", "ffi", "中", "\xf0\x9d\x94\xb8" };
	char *map = map_of(texts, 5);

	ck_assert_ptr_nonnull(strstr(map, "5 beginbfchar\n<0010> <0061>\n<0011> <FB01>\n"
					  "<0012> <006600660069>\n<0013> <4E2D>\n"
					  "<0014> <D835DD38>\nendbfchar\n"));
	free(map);
}
END_TEST

START_TEST(bad_text_maps_to_what_is_good_of_it)
{
	/* cut off, overlong, a surrogate, a lone byte, too large; then nothing at all */
	static const char *const texts[] = { "x\xe4\xb8", "\xc0\xaf/",	      "\xed\xa0\x80y",
					     "\x80z",	  "\xf7\xbf\xbf\xbf", "" };
	char *map = map_of(texts, 6);

	ck_assert_ptr_nonnull(
		strstr(map, "2 beginbfchar\n<0010> <0078>\n<0011> <002F>\n"
			    "endbfchar\n1 beginbfrange\n<0012> <0013> <0079>\nendbfrange\n"));
	free(map);
}
END_TEST

START_TEST(blocks_have_a_hundred_codes)
{
	const char *texts[230];
	char *map, *at;
	int i, n = 0;

	for (i = 0; i < 230; i++)
		texts[i] = "q";
	map = map_of(texts, 230);
	for (at = map; (at = strstr(at, "100 beginbfchar")) != NULL; at++)
		n++;
	ck_assert_int_eq(n, 2);
	ck_assert_ptr_nonnull(strstr(map, "\n30 beginbfchar"));
	free(map);
}
END_TEST

START_TEST(a_face_is_found_again)
{
	struct dt_faces faces = { 0 };
	uint32_t a = dt_faces_find(&faces, "/f/a.ttc", 0, "A Font(1)", DT_NONE);
	uint32_t b = dt_faces_find(&faces, "/f/a.ttc", 1, "()", DT_NONE);

	ck_assert_uint_ne(a, b);
	ck_assert_uint_eq(dt_faces_find(&faces, "/f/a.ttc", 0, "other", DT_NONE), a);
	ck_assert_str_eq(dt_faces_at(&faces, a)->name, "AFont1");
	ck_assert_str_eq(dt_faces_at(&faces, b)->name, "Font");
	dt_faces_free(&faces);
}
END_TEST

START_TEST(the_first_text_of_a_glyph_stays)
{
	struct dt_faces faces = { 0 };
	struct dt_used_face *face = dt_faces_at(&faces, 0);

	dt_faces_find(&faces, "/f/a.ttf", 0, "A", DT_NONE);
	face = dt_faces_at(&faces, 0);
	ck_assert(dt_faces_use(face, 5, 5, "", 0));
	ck_assert_ptr_null(dt_faces_text(face, 5));
	ck_assert(dt_faces_use(face, 5, 5, "fi", 2));
	ck_assert(dt_faces_use(face, 5, 5, "x", 1));
	ck_assert(dt_faces_use(face, 65535, 65535, "y", 1));
	ck_assert(!dt_faces_use(face, 65536, 65536, "z", 1));
	ck_assert_str_eq(dt_faces_text(face, 5), "fi");
	ck_assert_str_eq(dt_faces_text(face, 65535), "y");
	ck_assert_ptr_null(dt_faces_text(face, 6));
	ck_assert_ptr_null(dt_faces_text(face, 70000));
	dt_faces_free(&faces);
}
END_TEST

START_TEST(a_code_past_the_ids_means_one_thing)
{
	struct dt_faces faces = { 0 };
	uint32_t a = dt_faces_find(&faces, "/f/a.ttf", 0, "A", DT_NONE), b;
	struct dt_used_face *face = dt_faces_at(&faces, a);

	ck_assert(dt_faces_agree(face, 900, 5, "ki"));
	ck_assert(dt_faces_use(face, 900, 5, "ki", 2));
	ck_assert(dt_faces_agree(face, 900, 5, "ki"));
	ck_assert(!dt_faces_agree(face, 900, 5, "ka"));
	ck_assert(!dt_faces_agree(face, 900, 6, "ki"));
	ck_assert(dt_faces_use(face, 5, 5, "k", 1));
	ck_assert(dt_faces_agree(face, 5, 5, "other")); /* its first text stays */
	b = dt_faces_find(&faces, "/f/a.ttf", 0, "A", a);
	ck_assert_uint_ne(a, b);
	ck_assert(dt_faces_agree(dt_faces_at(&faces, b), 900, 5, "ka"));
	ck_assert_uint_eq(dt_faces_find(&faces, "/f/a.ttf", 0, "A", DT_NONE), a);
	dt_faces_free(&faces);
}
END_TEST

static Suite *new_fonts_suite(void)
{
	Suite *suite = suite_create("new_fonts");
	TCase *tests = suite_case(suite, "new_fonts");

	tcase_add_test(tests, codes_in_a_row_are_one_line);
	tcase_add_test(tests, codes_map_to_utf16);
	tcase_add_test(tests, bad_text_maps_to_what_is_good_of_it);
	tcase_add_test(tests, blocks_have_a_hundred_codes);
	tcase_add_test(tests, a_face_is_found_again);
	tcase_add_test(tests, the_first_text_of_a_glyph_stays);
	tcase_add_test(tests, a_code_past_the_ids_means_one_thing);
	return suite;
}

SUITE_MAIN(new_fonts_suite)
