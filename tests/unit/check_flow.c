/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Blocks that are one text: what is asked, and how the answer is divided. */
#include "config.h"

#include "plugins/translate/route/flow.h"

#include "made_block.h"
#include "suite.h"

#include <stdio.h>

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

static Suite *flow_suite(void)
{
	Suite *suite = suite_create("flow");
	TCase *tests = suite_case(suite, "flow");

	tcase_add_test(tests, two_blocks_are_one_text);
	tcase_add_test(tests, a_word_divided_by_a_page);
	return suite;
}

SUITE_MAIN(flow_suite)
