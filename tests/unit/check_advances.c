/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The cache of widths: faces that one page asks for stay open, however many they are. */
#include "config.h"

#include "plugins/pdf/advances.h"

#include "suite.h"

#include <fontconfig/fontconfig.h>
#include <stdio.h>
#include <string.h>

#define MANY 150

/* Any font file of the machine will do. */
static const char *font_file(void)
{
	static char path[1000];
	FcPattern *wanted = FcNameParse((const FcChar8 *)"sans"), *found;
	FcChar8 *file = NULL;
	FcResult result;

	ck_assert_ptr_nonnull(wanted);
	FcConfigSubstitute(NULL, wanted, FcMatchPattern);
	FcDefaultSubstitute(wanted);
	found = FcFontMatch(NULL, wanted, &result);
	path[0] = '\0';
	if (found && FcPatternGetString(found, FC_FILE, 0, &file) == FcResultMatch)
		snprintf(path, sizeof(path), "%s", (const char *)file);
	if (found)
		FcPatternDestroy(found);
	FcPatternDestroy(wanted);
	FcFini();
	return *path == '/' ? path : NULL;
}

/* The same file under another name. */
static const char *other_name(const char *path, unsigned i, char *name, size_t room)
{
	/* slashes that follow each other are one */
	memset(name, '/', i);
	snprintf(name + i, room - i, "%s", path);
	return name;
}

START_TEST(all_faces_of_a_page_stay)
{
	const char *path = font_file();
	struct dt_face_advances *faces[MANY];
	struct dt_advances cache = { 0 };
	struct dt_error err = { 0 };
	char name[1200];

	if (!path) {
		puts("# this machine has no font");
		return;
	}
	for (int page = 0; page < 2; page++) {
		dt_advances_page(&cache, MANY);
		ck_assert_uint_eq(cache.n, 0);
		for (unsigned i = 0; i < MANY; i++) {
			faces[i] = dt_advances_face(&cache, other_name(path, i, name, sizeof(name)),
						    0, &err);
			ck_assert_ptr_nonnull(faces[i]);
		}
		ck_assert_uint_eq(cache.n, MANY);
		for (unsigned i = 0; i < MANY; i++) {
			ck_assert_ptr_eq(cache.at[i], faces[i]);
			ck_assert_double_eq(dt_advance_of(faces[i], 1), dt_advance_of(faces[0], 1));
		}
	}
	dt_advances_free(&cache);
}
END_TEST

START_TEST(few_faces_stay_from_page_to_page)
{
	const char *path = font_file();
	struct dt_advances cache = { 0 };
	struct dt_error err = { 0 };

	if (!path) {
		puts("# this machine has no font");
		return;
	}
	for (int page = 0; page < 3; page++) {
		dt_advances_page(&cache, 1);
		ck_assert_ptr_nonnull(dt_advances_face(&cache, path, 0, &err));
		ck_assert_uint_eq(cache.n, 1);
	}
	dt_advances_free(&cache);
}
END_TEST

static Suite *advances_suite(void)
{
	Suite *suite = suite_create("advances");
	TCase *tests = suite_case(suite, "advances");

	tcase_add_test(tests, all_faces_of_a_page_stay);
	tcase_add_test(tests, few_faces_stay_from_page_to_page);
	return suite;
}

SUITE_MAIN(advances_suite)
