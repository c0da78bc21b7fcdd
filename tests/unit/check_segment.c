/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Blocks to markup, answers back to runs, and which text needs no translator. */
#include "config.h"

#include "plugins/translate/route/flow.h"
#include "plugins/translate/route/rules.h"
#include "plugins/translate/route/segment.h"

#include "suite.h"

#include <stdio.h>

enum { ROMAN, BOLD, ITALIC, RAISED, MONO, INITIAL, N_STYLES };

static const struct dt_style styles[N_STYLES] = {
	[ROMAN] = { .size = 10 },
	[BOLD] = { .size = 10, .flags = DT_STYLE_BOLD },
	[ITALIC] = { .size = 10, .flags = DT_STYLE_ITALIC },
	[RAISED] = { .size = 7, .flags = DT_STYLE_SUPERSCRIPT },
	[MONO] = { .size = 10, .flags = DT_STYLE_MONO },
	[INITIAL] = { .size = 30, .flags = DT_STYLE_INITIAL },
};

struct made {
	char text[600];
	struct dt_run runs[40];
	struct source source;
	struct text markup;
	struct marks marks;
	struct target target;
};

/* A part of a block: style or, with text NULL, an object. */
static void part(struct made *m, const char *text, uint32_t style, uint32_t link)
{
	struct dt_run *run = &m->runs[m->source.n_runs++];
	const char *what = text ? text : "\xef\xbf\xbc";

	run->start = m->source.length;
	run->length = (uint32_t)strlen(what);
	run->kind =
		text ? (strcmp(text, "\xe2\x80\xa8") ? DT_RUN_TEXT : DT_RUN_BREAK) : DT_RUN_OBJECT;
	run->style = style;
	run->annotation = link;
	memcpy(m->text + m->source.length, what, run->length + 1);
	m->source.length += run->length;
}

static void start(struct made *m)
{
	memset(m, 0, sizeof(*m));
	m->source.text = m->text;
	m->source.runs = m->runs;
	m->source.styles = styles;
	m->source.n_styles = N_STYLES;
}

static void stop(struct made *m)
{
	text_free(&m->markup);
	marks_free(&m->marks);
	target_free(&m->target);
}

static void build(struct made *m, bool plain, const char *wanted)
{
	text_clear(&m->markup);
	ck_assert(segment_build(&m->source, plain, &m->markup, &m->marks));
	ck_assert_str_eq(m->markup.at ? m->markup.at : "", wanted);
}

static const char *answer(struct made *m, const char *text)
{
	return segment_answer(&m->source, &m->marks, text, strlen(text), &m->target);
}

static void run_is(const struct made *m, uint32_t i, const char *text, uint32_t source)
{
	const struct dt_target_run *run = (const struct dt_target_run *)m->target.runs.at + i;

	ck_assert_uint_lt(i, m->target.runs.n);
	ck_assert_uint_eq(run->source, source);
	ck_assert_uint_eq(run->length, strlen(text));
	ck_assert(!memcmp(m->target.text.at + run->start, text, run->length));
}

START_TEST(one_style_is_bare)
{
	struct made m;

	start(&m);
	part(&m, "Tom & <Jerry>", ROMAN, DT_NONE);
	build(&m, false, "Tom &amp; &lt;Jerry&gt;");
	ck_assert_ptr_null(answer(&m, "Tomás &amp; &lt;Jerónimo&gt;"));
	ck_assert_str_eq(m.target.text.at, "Tomás & <Jerónimo>");
	run_is(&m, 0, "Tomás & <Jerónimo>", 0);
	stop(&m);
}
END_TEST

START_TEST(commonest_style_is_bare)
{
	struct made m;

	start(&m);
	part(&m, "Some ", BOLD, DT_NONE);
	part(&m, "text that is longer ", ROMAN, DT_NONE);
	part(&m, "than", ITALIC, DT_NONE);
	part(&m, " bold.", ROMAN, DT_NONE);
	build(&m, false, "<g id='1'>Some</g> text that is longer <g id='2'>than</g> bold.");
	ck_assert_ptr_null(answer(&m, "Más largo <g id=\"2\">que</g> en <g id='1'>negrita</g>"));
	ck_assert_str_eq(m.target.text.at, "Más largo que en negrita");
	ck_assert_uint_eq(m.target.runs.n, 4);
	run_is(&m, 0, "Más largo ", 1);
	run_is(&m, 1, "que", 2);
	run_is(&m, 2, " en ", 1);
	run_is(&m, 3, "negrita", 0);
	build(&m, true, "Some text that is longer than bold.");
	stop(&m);
}
END_TEST

START_TEST(words_stay_whole)
{
	struct made m;

	start(&m);
	part(&m, "T", BOLD, DT_NONE); /* drop cap */
	part(&m, "he cat sat on the m", ROMAN, DT_NONE);
	part(&m, "at.", ITALIC, DT_NONE);
	build(&m, false, "The cat sat on the <g id='1'>mat.</g>");
	stop(&m);
}
END_TEST

START_TEST(an_initial_is_no_mark)
{
	struct made m;

	start(&m);
	part(&m, "A ", INITIAL, DT_NONE);
	part(&m, "cat sat on the m", ROMAN, DT_NONE);
	part(&m, "at.", ITALIC, DT_NONE);
	build(&m, false, "A cat sat on the <g id='1'>mat.</g>");
	stop(&m);
}
END_TEST

START_TEST(blanks_stay_outside)
{
	struct made m;

	start(&m);
	part(&m, "A long text with", ROMAN, DT_NONE);
	part(&m, " bold", BOLD, DT_NONE);
	part(&m, ", ", ROMAN, DT_NONE);
	part(&m, "words ", BOLD, DT_NONE);
	part(&m, "at the end", ROMAN, DT_NONE);
	build(&m, false, "A long text with <g id='1'>bold, words</g> at the end");
	stop(&m);
}
END_TEST

START_TEST(objects_and_breaks)
{
	struct made m;

	start(&m);
	part(&m, "Let ", ROMAN, DT_NONE);
	part(&m, NULL, ROMAN, DT_NONE);
	part(&m, NULL, ROMAN, DT_NONE);
	part(&m, " be small.", ROMAN, DT_NONE);
	part(&m, "\xe2\x80\xa8", ROMAN, DT_NONE);
	part(&m, "It is.", ROMAN, DT_NONE);
	build(&m, false, "Let <x id='1'/><x id='2'/> be small.\xe2\x80\xa8It is.");
	ck_assert_ptr_null(answer(&m, "Sea <x id='2'/> y <x id='1'></x> chico.\nLo es."));
	ck_assert_str_eq(m.target.text.at,
			 "Sea \xef\xbf\xbc y \xef\xbf\xbc chico.\xe2\x80\xa8Lo es.");
	run_is(&m, 1, "\xef\xbf\xbc", 2);
	run_is(&m, 3, "\xef\xbf\xbc", 1);
	run_is(&m, 5, "\xe2\x80\xa8", 4);
	ck_assert_ptr_nonnull(answer(&m, "Sea <x id='1'/> chico."));
	ck_assert_ptr_nonnull(answer(&m, "Sea <x id='1'/><x id='2'/><x id='1'/> chico."));
	ck_assert_ptr_nonnull(answer(&m, "Sea <g id='1'><x id='2'/></g> chico."));
	ck_assert_ptr_nonnull(answer(&m, "Sea <x id='1'/><x id='2'/><x id='3'/> chico."));
	stop(&m);
}
END_TEST

START_TEST(raised_numbers_travel)
{
	struct made m;

	start(&m);
	part(&m, "as was shown", ROMAN, DT_NONE);
	part(&m, "12", RAISED, DT_NONE);
	part(&m, " by others ", ROMAN, DT_NONE);
	part(&m, "[7]", ROMAN, 3);
	part(&m, ".", ROMAN, DT_NONE);
	build(&m, false, "as was shown<x id='1'/> by others <x id='2'/>.");
	ck_assert_ptr_null(answer(&m, "como <x id='2'/> mostró<x id='1'/>."));
	ck_assert_str_eq(m.target.text.at, "como [7] mostró12.");
	run_is(&m, 1, "[7]", 3);
	run_is(&m, 3, "12", 1);
	stop(&m);
}
END_TEST

START_TEST(an_address_behind_a_break_is_whole)
{
	struct made m;

	start(&m);
	part(&m, "Berlin, Germany", ROMAN, DT_NONE);
	part(&m, "\xe2\x80\xa8", ROMAN, DT_NONE);
	part(&m, "a@example.org", ROMAN, DT_NONE);
	build(&m, false, "Berlin, Germany\xe2\x80\xa8<x id='1'/>");
	ck_assert_ptr_null(answer(&m, "Berlín, Alemania\n<x id='1'/>"));
	ck_assert_str_eq(m.target.text.at, "Berlín, Alemania\xe2\x80\xa8"
					   "a@example.org");
	stop(&m);
}
END_TEST

START_TEST(code_travels)
{
	struct made m;

	start(&m);
	part(&m, "Call ", ROMAN, DT_NONE);
	part(&m, "\"as.list(x, y)\"", MONO, DT_NONE);
	part(&m, ", ", ROMAN, DT_NONE);
	part(&m, "quote", MONO, DT_NONE);
	part(&m, "s or see https://example.org/a.", ROMAN, DT_NONE);
	build(&m, false, "Call <x id='1'/>, <x id='2'/>s or see <x id='3'/>.");
	ck_assert_ptr_null(answer(&m, "Llama <x id='1'/>, <x id='2'/>s o ve <x id='3'/>."));
	ck_assert_str_eq(m.target.text.at,
			 "Llama \"as.list(x, y)\", quotes o ve https://example.org/a.");
	run_is(&m, 1, "\"as.list(x, y)\"", 1);
	run_is(&m, 3, "quote", 1); /* the longest run of that style */
	stop(&m);
}
END_TEST

START_TEST(links_are_marks)
{
	struct made m;

	start(&m);
	part(&m, "read ", ROMAN, DT_NONE);
	part(&m, "the manual", ROMAN, 0);
	part(&m, " before you ask, please", ROMAN, DT_NONE);
	build(&m, false, "read <g id='1'>the manual</g> before you ask, please");
	ck_assert_ptr_null(answer(&m, "antes de preguntar, <g id='1'></g> por favor"));
	ck_assert_uint_eq(m.target.links_lost, 1);
	ck_assert_ptr_null(answer(&m, "lea <g id='1'>el manual</g> antes, por favor"));
	ck_assert_uint_eq(m.target.links_lost, 0);
	stop(&m);
}
END_TEST

START_TEST(bad_answers)
{
	static const char *const bad[] = {
		"",
		"   ",
		"a <g id='1'>b",
		"a b</g>",
		"a b",
		"a <g id='1'>b</g> <g id='1'>c</g>",
		"a <g id='2'>b</g>",
		"a <x id='1'/>",
		"a <g>b</g>",
		"a <g id='1'>b</g> <b>c</b>",
		"a <g id='1'>b\x01</g>",
		"a <g id='1'>b\xef\xbf\xbd</g>",
		"a <g id='1'>b\xc3</g>",
		"a <g id='1'>\xef\xbf\xbc</g>",
		"a <g id='1'>b</g> &#xd800; &#7;",
		"a <g id='99999999999'>b</g>",
		"a <g id='1'>b</g",
		"<g id='1'></g>",
	};
	char essay[600];
	struct made m;

	start(&m);
	part(&m, "some plain words ", ROMAN, DT_NONE);
	part(&m, "bold", BOLD, DT_NONE);
	build(&m, false, "some plain words <g id='1'>bold</g>");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(answer(&m, bad[i]) != NULL, "passed: %s", bad[i]);
	memset(essay, 'a', sizeof(essay));
	memcpy(essay, "<g id='1'>b</g>", 15);
	essay[sizeof(essay) - 1] = '\0';
	ck_assert_ptr_nonnull(answer(&m, essay));
	/* What services write and XML does not: still understood. */
	ck_assert_ptr_null(answer(&m, "a & b < c  &amp; &#x26; <g id = \"1\" >d</g >\n"));
	ck_assert_str_eq(m.target.text.at, "a & b < c & & d");
	stop(&m);
}
END_TEST

START_TEST(same_text)
{
	struct made m;

	start(&m);
	part(&m, "Homo ", ITALIC, DT_NONE);
	part(&m, "sapiens sapiens", ROMAN, DT_NONE);
	build(&m, false, "<g id='1'>Homo</g> sapiens sapiens");
	ck_assert_ptr_null(answer(&m, m.markup.at));
	ck_assert(segment_same(&m.source, &m.target));
	ck_assert_ptr_null(answer(&m, "<g id='1'>Homo</g> sapiens sapienz"));
	ck_assert(!segment_same(&m.source, &m.target));
	stop(&m);
}
END_TEST

START_TEST(numbers_of_running_heads_are_marks)
{
	struct made m;

	start(&m);
	m.source.fixed_numbers = true;
	part(&m, "Part 12.5 | page 7 of 90", ROMAN, DT_NONE);
	build(&m, false, "Part <x id='1'/> | page <x id='2'/> of <x id='3'/>");
	ck_assert_ptr_null(answer(&m, "<x id='3'/> Seiten, <x id='2'/>: Teil <x id='1'/>"));
	ck_assert_str_eq(m.target.text.at, "90 Seiten, 7: Teil 12.5");
	stop(&m);
	start(&m);
	part(&m, "Part 12", ROMAN, DT_NONE);
	build(&m, false, "Part 12");
	stop(&m);
}
END_TEST

/* Two halves of a sentence, an object in each. */
static void halves(struct made *one, struct made *two)
{
	start(one);
	part(one, "The first half with ", ROMAN, DT_NONE);
	part(one, NULL, ROMAN, DT_NONE);
	part(one, " and a ", ROMAN, DT_NONE);
	part(one, "very bold", BOLD, DT_NONE);
	start(two);
	part(two, "word of the second one ", ITALIC, DT_NONE);
	part(two, "is here with ", ROMAN, DT_NONE);
	part(two, NULL, ROMAN, DT_NONE);
}

/* A profile with one flow of the blocks; page 0 for each, or one page a block. */
static const struct dt_profile *tell(struct dt_payload *out, struct made *blocks, uint32_t n,
				     bool pages, uint32_t dropped)
{
	struct dt_profile_part parts[4] = { { 0 } };
	struct dt_profile_flow flow = { 0, n };
	struct dt_span flows, told;
	struct dt_profile *head;

	dt_payload_start(out, sizeof(*head));
	for (uint32_t i = 0; i < n; i++) {
		const struct source *source = &blocks[i].source;

		parts[i].page = pages ? i : 0;
		parts[i].block = 5 + i;
		parts[i].glue = i + 1 < n && !dropped;
		parts[i].dropped = i + 1 < n ? dropped : 0;
		parts[i].budget = 100;
		parts[i].role = DT_ROLE_PARAGRAPH;
		parts[i].text = dt_payload_text(out, source->text, source->length);
		parts[i].runs =
			dt_payload_array(out, source->runs, source->n_runs, sizeof(struct dt_run));
		parts[i].styles = dt_payload_array(out, source->styles, source->n_styles,
						   sizeof(struct dt_style));
	}
	flows = dt_payload_array(out, &flow, 1, sizeof(flow));
	told = dt_payload_array(out, parts, n, sizeof(parts[0]));
	head = DT_PAYLOAD_HEAD(out, struct dt_profile);
	ck_assert_ptr_nonnull(head);
	head->flows = flows;
	head->parts = told;
	return head;
}

static bool make(struct flow *flow, const struct dt_profile *profile)
{
	return flow_make(flow, profile, DT_AT(profile, struct dt_profile_flow, profile->flows));
}

static const char *share_of(const struct flow *flow, const struct made *whole, uint32_t part,
			    const struct share *share, struct target *taken)
{
	ck_assert(flow_take(flow, &whole->target, part, share->start, share->end, taken));
	return taken->text.at;
}

START_TEST(two_blocks_are_one_text)
{
	struct made blocks[2], both = { 0 };
	struct target first = { 0 }, second = { 0 };
	struct dt_payload profile = { 0 };
	struct flow flow;
	struct share shares[2];
	const struct dt_target_run *run;
	char text[300] = "";

	halves(&blocks[0], &blocks[1]);
	ck_assert(make(&flow, tell(&profile, blocks, 2, false, 0)));
	ck_assert_uint_eq(flow.budget, 200);
	both.source = flow.source;
	ck_assert(segment_build(&both.source, false, &both.markup, &both.marks));
	ck_assert_str_eq(both.markup.at,
			 "The first half with <x id='1'/> and a <g id='2'>very bold</g> "
			 "<g id='3'>word of the second one</g> is here with <x id='4'/>");
	ck_assert_ptr_null(answer(&both, "La primera mitad con <x id='1'/> y una palabra "
					 "<g id='2'>muy negrita</g> <g id='3'>de la segunda</g> "
					 "está con <x id='4'/> aquí"));
	ck_assert(flow_divide(&flow, &both.target, shares));
	ck_assert_str_eq(share_of(&flow, &both, 0, &shares[0], &first),
			 "La primera mitad con \xef\xbf\xbc y una palabra muy");
	ck_assert_str_eq(share_of(&flow, &both, 1, &shares[1], &second),
			 "negrita de la segunda está con \xef\xbf\xbc aquí");
	ck_assert_uint_gt(shares[1].earliest, 20); /* behind the first object */
	ck_assert_uint_lt(shares[1].latest, both.target.text.n - 5);
	run = first.runs.at;
	ck_assert_uint_eq(run[1].source, 1); /* the object */
	ck_assert_uint_eq(run[first.runs.n - 1].source, 3);
	run = second.runs.at;
	ck_assert_uint_lt(run[0].source, 3); /* bold, of which the second block has none */
	snprintf(text, sizeof(text), "%.*s", (int)run[0].length, second.text.at);
	ck_assert_str_eq(text, "negrita");
	for (uint32_t i = 0; i < second.runs.n; i++)
		if (run[i].length == 3 && !memcmp(second.text.at + run[i].start, "\xef\xbf\xbc", 3))
			ck_assert_uint_eq(run[i].source, 2);
	/* The object of the second block stands before that of the first. */
	ck_assert_ptr_null(answer(&both, "La <x id='4'/> primera <g id='2'>mitad</g> y una "
					 "<g id='3'>palabra</g> de la <x id='1'/> segunda"));
	ck_assert(!flow_divide(&flow, &both.target, shares));
	target_free(&first);
	target_free(&second);
	flow_free(&flow);
	dt_payload_free(&profile);
	stop(&both);
	stop(&blocks[0]);
	stop(&blocks[1]);
}
END_TEST

START_TEST(a_word_divided_by_a_page)
{
	struct made blocks[3], whole = { 0 };
	struct target taken = { 0 };
	struct dt_payload profile = { 0 };
	struct flow flow;
	struct share shares[3];

	for (int i = 0; i < 3; i++)
		start(&blocks[i]);
	part(&blocks[0], "We went to the moun-", ROMAN, DT_NONE);
	part(&blocks[1], "tains and read a long ", ROMAN, DT_NONE);
	part(&blocks[1], "link of", ROMAN, 3);
	part(&blocks[1], " our sci-", ROMAN, DT_NONE);
	part(&blocks[2], "ence", ROMAN, 3);
	part(&blocks[2], " in the evening.", ROMAN, DT_NONE);
	ck_assert(make(&flow, tell(&profile, blocks, 3, true, 1)));
	whole.source = flow.source;
	/* the links of two pages are two, though both are the fourth of their page */
	build(&whole, false,
	      "We went to the mountains and read a long <g id='1'>link of</g> our "
	      "<g id='2'>science</g> in the evening.");
	ck_assert_ptr_null(answer(&whole, "<g id='2'>Ciencia</g> que leímos en un "
					  "<g id='1'>enlace</g> por la tarde en las montañas"));
	/* the link of the last page stands before that of the second: links give way */
	ck_assert(flow_divide(&flow, &whole.target, shares));
	ck_assert_ptr_null(answer(&whole,
				  "Fuimos allí y leímos un "
				  "<g id='1'>enlace</g> de la <g id='2'>ciencia</g> tarde"));
	ck_assert(flow_divide(&flow, &whole.target, shares));
	/* each link on its page, whatever the proportion says */
	ck_assert_ptr_nonnull(strstr(share_of(&flow, &whole, 1, &shares[1], &taken), "enlace"));
	ck_assert_ptr_nonnull(strstr(share_of(&flow, &whole, 2, &shares[2], &taken), "ciencia"));
	/* a script without blanks is divided between its signs */
	ck_assert_ptr_null(answer(&whole, "我们去了山上并在晚上读了很长的<g id='1'>链接</g>"
					  "关于<g id='2'>科学</g>的文章"));
	ck_assert(flow_divide(&flow, &whole.target, shares));
	ck_assert_uint_eq(shares[0].end, shares[1].start);
	target_free(&taken);
	flow_free(&flow);
	dt_payload_free(&profile);
	stop(&whole);
}
END_TEST

static uint32_t rule(const char *text)
{
	return rules_keep(text, (uint32_t)strlen(text), DT_ROLE_PARAGRAPH);
}

START_TEST(rules)
{
	static const struct {
		const char *text;
		uint32_t rule;
	} cases[] = {
		{ "3.14", DT_RULE_NUMBER },
		{ "12/05/2024 – 13:45", DT_RULE_NUMBER },
		{ "—", DT_RULE_NUMBER },
		{ "٣٤", DT_RULE_NUMBER },
		{ "", DT_RULE_NUMBER },
		{ "(a)", DT_RULE_SHORT },
		{ "é", DT_RULE_SHORT },
		{ "x = 5", DT_RULE_SHORT },
		{ "中", DT_RULE_NONE },
		{ "人口", DT_RULE_NONE },
		{ "No", DT_RULE_NONE },
		{ "https://example.org/a?b=c", DT_RULE_IDENTIFIER },
		{ "www.example.org", DT_RULE_IDENTIFIER },
		{ "<anna.b@uni.example.edu>,", DT_RULE_IDENTIFIER },
		{ "a@x.org, b@y.org", DT_RULE_IDENTIFIER },
		{ "{tom,jim}@cs.example.edu", DT_RULE_IDENTIFIER },
		{ "DOI: 10.1145/3372297.3417231", DT_RULE_IDENTIFIER },
		{ "/usr/share/doc", DT_RULE_IDENTIFIER },
		{ "C:\\Windows", DT_RULE_IDENTIFIER },
		{ "report.pdf", DT_RULE_IDENTIFIER },
		{ "end.Start", DT_RULE_NONE },
		{ "e.g.", DT_RULE_NONE },
		{ "and/or", DT_RULE_NONE },
		{ "a@x.org\xe2\x80\xa8"
		  "b@y.org",
		  DT_RULE_IDENTIFIER },
		{ "Write to a@x.org now", DT_RULE_NONE },
		{ "\xef\xbf\xbc", DT_RULE_FORMULA },
		{ "\xef\xbf\xbc is prime", DT_RULE_NONE },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(rule(cases[i].text) == cases[i].rule, "%s: %s, not %s", cases[i].text,
			      dt_rule_name(rule(cases[i].text)), dt_rule_name(cases[i].rule));
	ck_assert_uint_eq(rules_keep("xiv", 3, DT_ROLE_FOOTER), DT_RULE_NUMBER);
	ck_assert_uint_eq(rules_keep("civil", 5, DT_ROLE_FOOTER), DT_RULE_NONE);
	ck_assert_uint_eq(rules_keep("xiv", 3, DT_ROLE_PARAGRAPH), DT_RULE_NONE);
}
END_TEST

static Suite *segment_suite(void)
{
	Suite *suite = suite_create("segment");
	TCase *tests = suite_case(suite, "segment");

	tcase_add_test(tests, one_style_is_bare);
	tcase_add_test(tests, commonest_style_is_bare);
	tcase_add_test(tests, words_stay_whole);
	tcase_add_test(tests, an_initial_is_no_mark);
	tcase_add_test(tests, blanks_stay_outside);
	tcase_add_test(tests, objects_and_breaks);
	tcase_add_test(tests, raised_numbers_travel);
	tcase_add_test(tests, an_address_behind_a_break_is_whole);
	tcase_add_test(tests, code_travels);
	tcase_add_test(tests, links_are_marks);
	tcase_add_test(tests, bad_answers);
	tcase_add_test(tests, same_text);
	tcase_add_test(tests, numbers_of_running_heads_are_marks);
	tcase_add_test(tests, two_blocks_are_one_text);
	tcase_add_test(tests, a_word_divided_by_a_page);
	tcase_add_test(tests, rules);
	return suite;
}

SUITE_MAIN(segment_suite)
