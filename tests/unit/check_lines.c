/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where lines end: places to break, words that are divided, and the choice among them.
 */
#include "config.h"

#include "plugins/typeset/dictionaries.h"
#include "plugins/typeset/hyphenate.h"
#include "plugins/typeset/patterns.h"
#include "plugins/typeset/lines.h"
#include "plugins/typeset/text.h"

#include "suite.h"

#ifdef HAVE_LIBHYPHEN
#include <hyphen.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

START_TEST(utf8_is_read_and_written)
{
	const char *text = "a\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80\xFFz";
	const uint32_t wanted[] = { 'a', 0xE9, 0x4E2D, 0x1F600, CHAR_MISSING, 'z' };
	size_t at = 0, n = strlen(text);
	char back[4];

	for (size_t i = 0; i < 6; i++)
		ck_assert_uint_eq(text_next(text, n, &at), wanted[i]);
	ck_assert_uint_eq(at, n);
	ck_assert_uint_eq(text_put(0x4E2D, back), 3);
	ck_assert_mem_eq(back, "\xE4\xB8\xAD", 3);
	ck_assert(language_is_rtl("ar-EG"));
	ck_assert(!language_is_rtl("arn"));
}
END_TEST

#ifdef HAVE_LIBHYPHEN

/* Compounds of two levels, a pattern within a longer one, and words of every length. */
#define LEVELS                                                                                     \
	"UTF-8\nLEFTHYPHENMIN 2\nRIGHTHYPHENMIN 3\nCOMPOUNDLEFTHYPHENMIN 2\n"                      \
	"COMPOUNDRIGHTHYPHENMIN 2\nNOHYPHEN -,'\nhaus1t\u00fcr\nt\u00fcr1griff\nre1servier\n"      \
	"ser1vier\nNEXTLEVEL\n.a1\na1b\n2b1a\n1t\u00fc\n1gri\nu1s\nr1v\n1ba\nabab4a\ni1er\n"

static const char *const divided[] = {
	"haust\u00fcr",
	"haust\u00fcrgriff",
	"t\u00fcrgriffe",
	"reserviert",
	"serviert",
	"abababababa",
	"aba",
	"bab",
	"hausbau",
	"reservierthaust\u00fcren",
	"ab\u00e4bab",
	"baum",
	"haus",
	"griff",
	"viertel",
};

static void same_as_libhyphen(const char *path, const char *const *words, uint32_t n_words)
{
	struct patterns *patterns = patterns_load(path);
	HyphenDict *dict = hnj_hyphen_load(path);

	ck_assert_ptr_nonnull(patterns);
	ck_assert_ptr_nonnull(dict);
	ck_assert(dict->utf8);
	for (uint32_t w = 0; w < n_words; w++) {
		char hyphens[80] = "", **rep = NULL;
		int *pos = NULL, *cut = NULL;
		uint32_t letters[PATTERNS_WORD], n = 0;
		bool breaks[PATTERNS_WORD];
		size_t length = strlen(words[w]);

		for (size_t at = 0; at < length;)
			letters[n++] = text_next(words[w], length, &at);
		ck_assert(patterns_divide(patterns, letters, n, breaks));
		ck_assert_int_eq(hnj_hyphen_hyphenate3(dict, words[w], (int)length, hyphens, NULL,
						       &rep, &pos, &cut, 2, 2, 2, 2),
				 0);
		for (uint32_t i = 1; i < n; i++)
			ck_assert_msg(breaks[i] == (hyphens[i - 1] & 1), "%s at %u", words[w], i);
		free(rep);
		free(pos);
		free(cut);
	}
	hnj_hyphen_free(dict);
	patterns_free(patterns);
}

START_TEST(patterns_divide_as_libhyphen_does)
{
	char path[] = "patterns.XXXXXX";
	FILE *f = fdopen(mkstemp(path), "w");

	ck_assert_ptr_nonnull(f);
	fputs(LEVELS, f);
	fclose(f);
	same_as_libhyphen(path, divided, sizeof(divided) / sizeof(divided[0]));
	/* what changes the spelling is for libhyphen */
	f = fopen(path, "w");
	fputs("UTF-8\ns1s/ss=,1,2\n", f);
	fclose(f);
	ck_assert_ptr_null(patterns_load(path));
	unlink(path);
	ck_assert_ptr_null(patterns_load(path));
}
END_TEST

#endif

START_TEST(words_are_divided_by_dictionary)
{
	char dir[] = "hyphens.XXXXXX", path[64];
	struct dictionaries *dictionaries;
	struct hyphenator *h, *other;
	uint16_t places[8];
	FILE *f;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/hyph_xx_YY.dic", dir);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	/* after every a, but not in the last three letters */
	fputs("UTF-8\nLEFTHYPHENMIN 2\nRIGHTHYPHENMIN 3\na1\n\xC3\xA1"
	      "1\n",
	      f);
	fclose(f);
	dictionaries = dictionaries_new(dir);
	h = hyphenator_new(dictionaries);
	hyphenator_language(h, "xx");
#ifdef HAVE_LIBHYPHEN
	ck_assert_uint_eq(hyphenator_find(h, "Bamatada,", 9, places, 8), 2);
	ck_assert_uint_eq(places[0], 2);
	ck_assert_uint_eq(places[1], 4);
	/* places are bytes, not letters */
	ck_assert_uint_eq(hyphenator_find(h,
					  "\xE2\x80\x9C"
					  "b\xC3\xA1matada",
					  12, places, 8),
			  2);
	ck_assert_uint_eq(places[0], 6);
	ck_assert_uint_eq(hyphenator_find(h, "bam2tada", 8, places, 8), 0);
#endif
	hyphenator_language(h, "zz");
	ck_assert_uint_eq(hyphenator_find(h, "bamatada", 8, places, 8), 0);
	hyphenator_free(h);
	unlink(path);
	/* another lane reads no file */
	fclose(fopen(path, "w"));
	other = hyphenator_new(dictionaries);
	hyphenator_language(other, "xx");
#ifdef HAVE_LIBHYPHEN
	ck_assert_uint_eq(hyphenator_find(other, "bamatada", 8, places, 8), 2);
#endif
	hyphenator_free(other);
	dictionaries_free(dictionaries);
	unlink(path);
	rmdir(dir);
}
END_TEST

START_TEST(thai_breaks_between_words)
{
	/* "phasa thai", Thai language: two words without a blank */
	const char *text = "\xE0\xB8\xA0\xE0\xB8\xB2\xE0\xB8\xA9\xE0\xB8\xB2"
			   "\xE0\xB9\x84\xE0\xB8\x97\xE0\xB8\xA2";
	struct breaker b = { 0 };
	const char *at;

	breaks_setup();
	at = breaks_find(&b, text, (uint32_t)strlen(text), "th");
	ck_assert_int_eq(at[2], BREAK_NOT);
#ifdef HAVE_LIBTHAI
	ck_assert_int_eq(at[11], BREAK_MAY);
#endif
	at = breaks_find(&b, "an \xEF\xBF\xBC- x", 9, "en");
	ck_assert_int_eq(at[2], BREAK_MAY);
	ck_assert_int_eq(at[5], BREAK_NOT); /* between an object and its hyphen */
	breaker_close(&b);
}
END_TEST

/* Words of 10, blanks of 2. */
static void make_words(struct paragraph *p, uint32_t words)
{
	memset(p, 0, sizeof(*p));
	for (uint32_t i = 0; i <= words; i++) {
		struct node *node = DT_LIST_ADD(&p->nodes, struct node);

		node->end = i ? 12.0 * i - 2 : 0;
		node->start = 12.0 * i;
		node->end_stretch = i ? (float)(i - 1) : 0;
		node->start_stretch = (float)i;
		node->end_shrink = node->end_stretch / 2;
		node->start_shrink = node->start_stretch / 2;
		node->flags = i == words ? NODE_FORCED : 0;
	}
}

START_TEST(lines_are_counted)
{
	struct measure m = { .first = 34, .rest = 34 };
	struct paragraph p;
	bool overfull;

	make_words(&p, 7);
	ck_assert_uint_eq(lines_count(&p, &m, &overfull), 3);
	ck_assert(!overfull);
	m.first = 10;
	ck_assert_uint_eq(lines_count(&p, &m, &overfull), 3);
	m.rest = 9;
	ck_assert_uint_eq(lines_count(&p, &m, &overfull), 7);
	ck_assert(overfull);
	/* shrinking a blank by half its width makes room for a word more */
	m = (struct measure){ .first = 33, .rest = 33, .justified = true };
	ck_assert_uint_eq(lines_count(&p, &m, &overfull), 3);
	paragraph_free(&p);
}
END_TEST

START_TEST(lines_cover_the_paragraph)
{
	struct measure m = { .first = 30, .rest = 47 };
	struct dt_list ends = { 0 }, scratch = { 0 };
	struct paragraph p;

	make_words(&p, 9);
	for (int fewest = 0; fewest < 2; fewest++) {
		const struct line_end *at;
		uint32_t from = 0;

		m.fewest = fewest;
		ck_assert(lines_break(&p, &m, &ends, &scratch, NULL));
		at = ends.at;
		for (uint32_t i = 0; i < ends.n; i++) {
			const struct node *nodes = p.nodes.at;
			double width = nodes[at[i].node].end - nodes[from].start;

			ck_assert_uint_gt(at[i].node, from);
			ck_assert(width <= (double)(i ? m.rest : m.first));
			from = at[i].node;
		}
		ck_assert_uint_eq(from, 9);
	}
	dt_list_free(&ends);
	dt_list_free(&scratch);
	paragraph_free(&p);
}
END_TEST

START_TEST(a_hanging_first_line_is_filled)
{
	/* four words, then two, then one: a first line as long as it may be */
	struct measure m = { .first = 46, .rest = 22, .fewest = true };
	struct dt_list ends = { 0 }, scratch = { 0 };
	struct paragraph p;
	bool overfull;

	make_words(&p, 7);
	ck_assert_uint_eq(lines_count(&p, &m, &overfull), 3);
	ck_assert(lines_break(&p, &m, &ends, &scratch, NULL));
	ck_assert_uint_eq(ends.n, 3);
	ck_assert_uint_eq(((const struct line_end *)ends.at)[0].node, 4);
	dt_list_free(&ends);
	dt_list_free(&scratch);
	paragraph_free(&p);
}
END_TEST

START_TEST(lines_beside_a_sign_keep_its_width)
{
	/* two lines beside it, the third under it */
	struct measure m = { .first = 22, .rest = 46, .n_first = 2 };
	struct dt_list ends = { 0 }, scratch = { 0 };
	const struct line_end *at;
	struct paragraph p;
	bool overfull;

	make_words(&p, 8);
	ck_assert_uint_eq(lines_count(&p, &m, &overfull), 3);
	ck_assert(lines_break(&p, &m, &ends, &scratch, NULL));
	at = ends.at;
	ck_assert_uint_eq(ends.n, 3);
	ck_assert_uint_eq(at[0].node, 2);
	ck_assert_uint_eq(at[1].node, 4);
	dt_list_free(&ends);
	dt_list_free(&scratch);
	paragraph_free(&p);
}
END_TEST

/* One line holds so many words that to try them all would take minutes. */
START_TEST(a_line_of_very_many_words_is_filled)
{
	struct measure m = { .first = 12.0f * 50000, .rest = 12.0f * 50000 };
	struct dt_list ends = { 0 }, scratch = { 0 };
	const struct line_end *at;
	struct paragraph p;
	double worst = 0;
	bool overfull;

	make_words(&p, 120000);
	ck_assert_uint_eq(lines_count(&p, &m, &overfull), 3);
	ck_assert(lines_break(&p, &m, &ends, &scratch, &worst));
	at = ends.at;
	ck_assert_uint_eq(ends.n, 3);
	ck_assert_uint_eq(at[0].node, 50000);
	ck_assert_uint_eq(at[1].node, 100000);
	ck_assert_uint_eq(at[2].node, 120000);
	ck_assert(worst < 1);
	dt_list_free(&ends);
	dt_list_free(&scratch);
	paragraph_free(&p);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("lines");
	TCase *tests = suite_case(suite, "places");

	tcase_add_test(tests, utf8_is_read_and_written);
	tcase_add_test(tests, words_are_divided_by_dictionary);
#ifdef HAVE_LIBHYPHEN
	tcase_add_test(tests, patterns_divide_as_libhyphen_does);
#endif
	tcase_add_test(tests, thai_breaks_between_words);
	tests = suite_case(suite, "lines");
	tcase_add_test(tests, lines_are_counted);
	tcase_add_test(tests, lines_cover_the_paragraph);
	tcase_add_test(tests, a_hanging_first_line_is_filled);
	tcase_add_test(tests, lines_beside_a_sign_keep_its_width);
	tcase_add_test(tests, a_line_of_very_many_words_is_filled);
	return suite;
}

SUITE_MAIN(make_suite)
