/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Texts and answers that nobody would write, made from the pieces that have a meaning
 * somewhere: nothing may crash, read outside, or pass the checks with a wrong run.
 * For sanitizers and valgrind; the same numbers at each run.
 */
#include "config.h"

#include "plugins/translate/apertium/stream.h"
#include "plugins/translate/apertium/terms.h"
#include "plugins/translate/pseudo/pseudo.h"
#include "plugins/translate/route/rules.h"
#include "plugins/translate/route/segment.h"

#include "suite.h"

static const char *const pieces[] = {
	"<g id='1'>",
	"</g>",
	"<x id='2'/>",
	"<x id='3'>",
	"</x>",
	"&amp;",
	"&#x2028;",
	"&lt;",
	" ",
	"word",
	"Figure 2",
	"A",
	"\xe2\x80\xa8",
	"\xef\xbf\xbc",
	"\xc3",
	"[[t:g:1]]",
	"[[/]]",
	"[[t:x:2]]",
	"[[t:g:0; t:x:2]]",
	"[[t:g:0; t:g:1]]",
	"Xqz",
	"[",
	"]",
	"[x2]",
	"[br]",
	"\\",
	"qzx",
	"FUSE",
	"low-x",
	"file ",
	"lima",
	"la ",
	"de ",
	"?",
	"! ",
	". ",
	"\xc3\xb1",
	"http://a.b/c",
	"@",
	"/",
	"\xf0\x9f\x98\x80",
	"<",
	"&",
	"'",
	"where ",
	"[=1]",
	"malo",
	"del ",
	"[[t:g:99999]]",
	"\x01",
	"\xc2\xa0",
	"4.1 ",
	"Results",
};

static uint64_t seed = 88172645463325252ull;

/* xorshift64, Marsaglia 2003 */
static unsigned draw(unsigned below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 16) % below);
}

/* In memory of exactly its size, so that a step outside is seen. */
static char *make_text(void)
{
	struct text text = { 0 };
	char *exact;

	for (unsigned n = draw(14); n; n--)
		text_add_string(&text, pieces[draw(sizeof(pieces) / sizeof(pieces[0]))]);
	exact = strdup(text.at ? text.at : "");
	text_free(&text);
	return exact;
}

static void to_apertium(const char *markup, const char *answer)
{
	struct stream_source source;
	struct text request = { 0 }, out = { 0 }, terms = { 0 }, heading = { 0 };
	enum stream_objects objects = (enum stream_objects)draw(3);

	terms_apply(terms_of("eng", "spa"), &terms, markup);
	terms_heading(terms_of("eng", "cat"), &heading, markup);
	if (stream_encode(&request, markup, strlen(markup), objects, &source))
		(void)stream_decode(&out, answer, strlen(answer), &source, "spa");
	text_free(&request);
	text_free(&out);
	text_free(&terms);
	text_free(&heading);
}

/* What was accepted covers its text and names runs that are there. */
static void check_target(const struct source *source, const struct target *target)
{
	const struct dt_target_run *run = target->runs.at;
	uint32_t at = 0;

	for (uint32_t i = 0; i < target->runs.n; i++) {
		ck_assert_uint_eq(run[i].start, at);
		ck_assert_uint_lt(run[i].source, source->n_runs ? source->n_runs : 1);
		at += run[i].length;
	}
	ck_assert_uint_eq(at, target->text.n);
}

static uint32_t make_runs(struct dt_run *runs, uint32_t most, uint32_t length)
{
	uint32_t n = 0, at = 0;

	while (n < most && at < length) {
		uint32_t left = length - at;

		memset(&runs[n], 0, sizeof(runs[n]));
		runs[n].start = at;
		runs[n].length = n + 1 == most ? left : 1 + draw(left);
		runs[n].kind = draw(8) == 0 ? DT_RUN_OBJECT : draw(9) ? DT_RUN_TEXT : DT_RUN_BREAK;
		runs[n].style = draw(4);
		runs[n].annotation = draw(3) ? DT_NONE : draw(3);
		at += runs[n++].length;
	}
	return n;
}

static void one_round(void)
{
	static const struct dt_style styles[] = {
		{ .size = 10 },
		{ .size = 10, .flags = DT_STYLE_BOLD },
		{ .size = 7, .flags = DT_STYLE_SUPERSCRIPT },
		{ .size = 10, .flags = DT_STYLE_MONO },
	};
	char *text = make_text(), *answer = make_text();
	struct dt_run runs[6];
	uint32_t length = (uint32_t)strlen(text);
	struct source source = { .text = text,
				 .length = length,
				 .runs = runs,
				 .n_runs = make_runs(runs, 6, length),
				 .styles = styles,
				 .n_styles = 4 };
	struct text markup = { 0 }, pseudo = { 0 };
	struct marks marks = { 0 };
	struct target target = { 0 };

	ck_assert(segment_build(&source, draw(2), &markup, &marks));
	if (!segment_answer(&source, &marks, answer, strlen(answer), &target))
		check_target(&source, &target);
	if (markup.at && !segment_answer(&source, &marks, markup.at, markup.n, &target))
		check_target(&source, &target);
	(void)rules_keep(text, length, draw(DT_ROLE_FIGURE_TEXT + 1));
	to_apertium(markup.at && draw(2) ? markup.at : text, answer);
	(void)pseudo_answer(&pseudo, text, length, (enum pseudo_script)draw(PSEUDO_THAI + 1),
			    0.5 + draw(6) * 0.5);
	text_free(&markup);
	text_free(&pseudo);
	marks_free(&marks);
	target_free(&target);
	free(text);
	free(answer);
}

START_TEST(many_rounds)
{
	for (int i = 0; i < 20000; i++)
		one_round();
}
END_TEST

static Suite *hostile_suite(void)
{
	Suite *suite = suite_create("hostile");
	TCase *tests = suite_case(suite, "hostile");

	tcase_set_timeout(tests, 300);
	tcase_add_test(tests, many_rounds);
	return suite;
}

SUITE_MAIN(hostile_suite)
