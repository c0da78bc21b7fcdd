/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Words from left to right among words from right to left: the order in which they are seen.
 * Capitals stand for letters of Hebrew, as in the examples of UAX #9.
 */
#include "config.h"

#include "plugins/typeset/letters.h"
#include "plugins/typeset/text.h"

#include "suite.h"

#define MOST 128

/* What text looks like on a line, from left to right; typewritten letters stand between `. */
static void seen(const char *text, char *line)
{
	struct composer c = { .rtl = true };
	struct paragraph p = { 0 };
	struct letter *letters;
	bool typewritten = false;
	uint32_t n;

	for (size_t at = 0; text[at]; at++) {
		char sign = text[at];
		struct letter *l;

		if (sign == '`') {
			typewritten = !typewritten;
			continue;
		}
		l = DT_LIST_ADD(&c.chars, struct letter);
		ck_assert_ptr_nonnull(l);
		l->cp = sign >= 'A' && sign <= 'Z' ? 0x5d0 + (uint32_t)(sign - 'A')
						   : (uint32_t)sign;
		l->kind = sign == ' ' ? ATOM_BLANK : ATOM_WORD;
		l->at = (uint32_t)(unsigned char)sign;
		l->typewritten = typewritten && sign != ' ';
	}
	ck_assert(letters_levels(&c, &p));
	letters = c.chars.at;
	n = c.chars.n;
	for (uint8_t level = 8; level > 0; level--) {
		for (uint32_t i = 0, end; i < n; i = end + 1) {
			for (end = i; end < n && letters[end].level >= level; end++)
				;
			for (uint32_t a = i, b = end; a + 1 < b; a++) {
				struct letter swap = letters[a];

				letters[a] = letters[--b];
				letters[b] = swap;
			}
		}
	}
	for (uint32_t i = 0; i < n; i++)
		line[i] = (char)letters[i].at;
	line[n] = '\0';
	dt_list_free(&c.chars);
	dt_list_free(&c.runs);
	dt_list_free(&c.types);
	dt_list_free(&c.brackets);
	dt_list_free(&c.levels);
	dt_list_free(&c.places);
}

static const struct {
	const char *text, *line;
} cases[] = {
	{ "AB -o CD", "DC -o BA" },
	{ "AB c++, CD", "DC ,c++ BA" },
	{ "AB f(x) CD", "DC f(x) BA" },
	{ "AB 10.18637/jss.v067 CD", "DC 10.18637/jss.v067 BA" },
	{ "AB {one,two}@c.org CD", "DC {one,two}@c.org BA" },
	{ "AB {one, two}@c.org CD", "DC {one, two}@c.org BA" },
	{ "AB {one, two CD", "DC {one, two BA" },
	{ "AB c++ builder CD", "DC c++ builder BA" },
	{ "AB -5 CD", "DC -5 BA" },
	{ "AB 978-3-16 CD", "DC 978-3-16 BA" },
	{ "A-12 CD", "DC 12-A" },
	{ "`-a` AB `-b c`", "-b c BA -a" },
	{ "AB `one:` `two` CD", "DC one: two BA" },
};

START_TEST(words_stay_whole)
{
	char line[MOST];

	seen(cases[_i].text, line);
	ck_assert_str_eq(line, cases[_i].line);
}
END_TEST

/* Brackets and stops are those of the text. */
START_TEST(the_signs_around_them_do_not)
{
	char line[MOST];

	seen("AB <one@c.org>. CD", line);
	ck_assert_str_eq(line, "DC .>one@c.org< BA");
	seen("AB (the end). CD", line);
	ck_assert_str_eq(line, "DC .)the end( BA");
	seen("AB (one), CD", line);
	ck_assert_str_eq(line, "DC ,)one( BA");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("latin_words");
	TCase *tests = suite_case(suite, "order");

	tcase_add_loop_test(tests, words_stay_whole, 0, (int)(sizeof(cases) / sizeof(*cases)));
	tcase_add_test(tests, the_signs_around_them_do_not);
	return suite;
}

SUITE_MAIN(make_suite)
