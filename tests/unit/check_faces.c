/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Faces of font files that are not what fontconfig has seen of them: gone, cut, damaged.
 */
#include "config.h"

#include "plugins/typeset/faces.h"

#include "suite.h"

#include <stdio.h>
#include <unistd.h>

static struct catalogue catalogue;
static struct faces *faces;
static char path[] = "check_faces.XXXXXX";

static void open_catalogue(void)
{
	const struct face_options none = { NULL, NULL, NULL };
	struct dt_error err = { 0 };
	int fd;

	ck_assert_msg(catalogue_open(&catalogue, &err) == DT_OK, "%s", err.text);
	faces = faces_new(&catalogue, &none);
	ck_assert_ptr_nonnull(faces);
	memcpy(path + strlen(path) - 6, "XXXXXX", 6);
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
}

static void close_catalogue(void)
{
	faces_free(faces);
	catalogue_close(&catalogue);
	unlink(path);
}

/* What fontconfig knows of all files stays, the files are another. */
static void replace_files(const char *by)
{
	for (uint32_t i = 0; i < catalogue.n; i++) {
		free(catalogue.at[i].path);
		catalogue.at[i].path = strdup(by);
	}
}

static uint32_t number_at(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Copies a font file to path with one of its tables all zeros; false: it has none of that name. */
static bool copy_damaged(const char *from, const char *table)
{
	static unsigned char font[8 << 20];
	FILE *in = fopen(from, "rb"), *out;
	size_t n = in ? fread(font, 1, sizeof(font), in) : 0;
	bool found = false;

	ck_assert_ptr_nonnull(in);
	fclose(in);
	for (size_t at = 12; n < sizeof(font) && at + 16 <= n && at < 12 + 16 * 64; at += 16) {
		uint32_t offset = number_at(font + at + 8), length = number_at(font + at + 12);

		if (memcmp(font + at, table, 4) != 0 || offset > n || length > n - offset)
			continue;
		memset(font + offset, 0, length);
		found = true;
		break;
	}
	out = fopen(path, "wb");
	ck_assert_ptr_nonnull(out);
	ck_assert_uint_eq(fwrite(font, 1, n, out), n);
	fclose(out);
	return found;
}

/* A font file with one font, which has Latin letters. */
static const char *plain_file(void)
{
	for (uint32_t i = 0; i < catalogue.n; i++) {
		const char *end = strrchr(catalogue.at[i].path, '.');

		if (end && (!strcmp(end, ".ttf") || !strcmp(end, ".otf")) &&
		    catalogue_has(&catalogue, i, 'a'))
			return catalogue.at[i].path;
	}
	ck_abort_msg("this machine has no font of Latin letters");
	return NULL;
}

START_TEST(a_font_has_its_letters)
{
	uint32_t cls = faces_class(faces, DT_STYLE_SERIF, "");

	ck_assert_uint_ne(faces_choose(faces, cls, 'a', FACE_NONE), FACE_NONE);
	ck_assert_uint_ne(faces_first(faces, cls), FACE_NONE);
}
END_TEST

/* Is there a family of the row for Latin letters that has this one, too? */
static bool any_family_has(enum family_kind kind, uint32_t cp)
{
	const char *const *family = family_row_find(HB_SCRIPT_LATIN, "vi")->families[kind];

	for (; *family; family++) {
		uint32_t entry = catalogue_find(&catalogue, *family, 400, false, NULL);

		if (entry != CATALOGUE_NONE && catalogue_has(&catalogue, entry, cp))
			return true;
	}
	return false;
}

/* "Việt" in one face has its plain letters from the family that has the others. */
START_TEST(words_have_letters_of_one_family)
{
	static const uint32_t looks[] = { DT_STYLE_SERIF, 0, DT_STYLE_MONO };
	static const uint32_t letters[] = { 'a', 'V', 0x111, 0x1b0, 0x1a1, 0x1ec7, 0x1ef1, 0x1ea5 };

	faces_language(faces, "vi");
	for (size_t k = 0; k < DT_COUNT(looks); k++) {
		uint32_t cls = faces_class(faces, looks[k], ""), face;

		if (!any_family_has((enum family_kind)k, 0x1ec7)) {
			fputs("no font of Vietnamese is installed: skipped\n", stderr);
			continue;
		}
		face = faces_choose(faces, cls, 0x1ec7, FACE_NONE);
		for (size_t i = 0; i < DT_COUNT(letters); i++)
			ck_assert_uint_eq(faces_choose(faces, cls, letters[i], FACE_NONE), face);
	}
	/* what a family of the source does not have all of, another has */
	faces_language(faces, "ru");
	ck_assert_uint_eq(
		faces_choose(faces, faces_class(faces, DT_STYLE_SERIF, "Palatino"), 'a', FACE_NONE),
		faces_choose(faces, faces_class(faces, DT_STYLE_SERIF, "Palatino"), 0x436,
			     FACE_NONE));
	faces_language(faces, "en");
}
END_TEST

/* "Liberation Sans Narrow" is so named, "DejaVu Sans Condensed" is of its family's name. */
START_TEST(condensed_faces_are_of_the_family)
{
	uint32_t plain = faces_class(faces, 0, "Liberation Sans"), narrow, serif, face;

	if (catalogue_condensed(&catalogue, "liberationsans", 400, false, NULL) == CATALOGUE_NONE) {
		fputs("Liberation Sans Narrow is not installed: skipped\n", stderr);
		return;
	}
	narrow = faces_class(faces, DT_STYLE_CONDENSED, "Liberation Sans");
	face = faces_choose(faces, narrow, 'a', FACE_NONE);
	ck_assert_uint_ne(face, FACE_NONE);
	ck_assert_int_lt(catalogue.at[faces_at(faces, face)->entry].width, 100);
	ck_assert_uint_ne(face, faces_choose(faces, plain, 'a', FACE_NONE));
	/* the serif family has none: its own face rather than that of another family */
	serif = faces_class(faces, DT_STYLE_SERIF, "Liberation Serif");
	narrow = faces_class(faces, DT_STYLE_SERIF | DT_STYLE_CONDENSED, "Liberation Serif");
	ck_assert_uint_eq(faces_choose(faces, serif, 'a', FACE_NONE),
			  faces_choose(faces, narrow, 'a', FACE_NONE));
	ck_assert_uint_eq(catalogue_condensed(&catalogue, "liberation", 400, false, NULL),
			  CATALOGUE_NONE);
}
END_TEST

START_TEST(files_that_are_gone_set_nothing)
{
	uint32_t cls = faces_class(faces, DT_STYLE_SERIF, "");

	replace_files("nowhere.ttf");
	ck_assert_uint_eq(faces_choose(faces, cls, 'a', FACE_NONE), FACE_NONE);
	ck_assert_uint_eq(faces_first(faces, cls), FACE_NONE);
	ck_assert_uint_eq(faces_count(faces), 0);
}
END_TEST

START_TEST(files_that_are_no_fonts_set_nothing)
{
	uint32_t cls = faces_class(faces, DT_STYLE_SERIF, "");
	FILE *out = fopen(path, "wb");

	ck_assert_ptr_nonnull(out);
	fputs("This was a font once.", out);
	fclose(out);
	replace_files(path);
	ck_assert_uint_eq(faces_choose(faces, cls, 'a', FACE_NONE), FACE_NONE);
	ck_assert_uint_eq(faces_count(faces), 0);
}
END_TEST

/* Letters without a glyph would be painted as boxes: the text is better left as it was. */
START_TEST(a_font_that_lost_its_letters_sets_none)
{
	uint32_t cls = faces_class(faces, DT_STYLE_SERIF, "");

	ck_assert(copy_damaged(plain_file(), "cmap"));
	replace_files(path);
	ck_assert_uint_eq(faces_choose(faces, cls, 'a', FACE_NONE), FACE_NONE);
	ck_assert_uint_eq(faces_choose(faces, cls, 0x3b1, FACE_NONE), FACE_NONE);
	/* though it can be opened, for what needs a face and no glyph */
	ck_assert_uint_ne(faces_first(faces, cls), FACE_NONE);
}
END_TEST

/* Text in it could not be seen, and would be lost in silence. */
START_TEST(a_font_of_empty_glyphs_sets_none)
{
	uint32_t cls = faces_class(faces, DT_STYLE_SERIF, "");
	bool found = false;

	for (uint32_t i = 0; i < catalogue.n && !found; i++)
		found = catalogue_has(&catalogue, i, 'a') &&
			copy_damaged(catalogue.at[i].path, "loca");
	if (!found) /* all fonts of this machine have CFF outlines */
		return;
	replace_files(path);
	ck_assert_uint_eq(faces_choose(faces, cls, 'a', FACE_NONE), FACE_NONE);
	/* a blank is to be empty */
	ck_assert_uint_ne(faces_choose(faces, cls, ' ', FACE_NONE), FACE_NONE);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("faces");
	TCase *tests = suite_case(suite, "files");

	tcase_add_checked_fixture(tests, open_catalogue, close_catalogue);
	tcase_add_test(tests, a_font_has_its_letters);
	tcase_add_test(tests, words_have_letters_of_one_family);
	tcase_add_test(tests, condensed_faces_are_of_the_family);
	tcase_add_test(tests, files_that_are_gone_set_nothing);
	tcase_add_test(tests, files_that_are_no_fonts_set_nothing);
	tcase_add_test(tests, a_font_that_lost_its_letters_sets_none);
	tcase_add_test(tests, a_font_of_empty_glyphs_sets_none);
	return suite;
}

SUITE_MAIN(make_suite)
