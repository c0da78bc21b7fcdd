/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which text needs no translator. */
#include "config.h"

#include "plugins/translate/route/rules.h"

#include "suite.h"

#include <doctranslate/types.h>
#include <string.h>

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

static Suite *rules_suite(void)
{
	Suite *suite = suite_create("rules");

	tcase_add_test(suite_case(suite, "rules"), rules);
	return suite;
}

SUITE_MAIN(rules_suite)
