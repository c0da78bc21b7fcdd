/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "plugins/pdf/idle_moves.h"

#include <check.h>
#include <string.h>

#include "suite.h"

static void joins(const char *content, const char *wanted)
{
	struct dt_bytes out = { 0 };

	dt_join_moves(&out, content, strlen(content));
	ck_assert(!out.failed);
	ck_assert_uint_eq(out.n, strlen(wanted));
	ck_assert_msg(memcmp(out.at, wanted, out.n) == 0, "%.*s", (int)out.n, out.at);
	dt_bytes_free(&out);
}

START_TEST(moves_become_one_and_the_last_font_stays)
{
	joins("BT /F1 10 Tf 1 2 Td  /F2 9 Tf 3 -.5 Td /F3 8 Tf [(a)-3(b)] TJ ET",
	      "BT /F3 8 Tf 4 1.5 Td [(a)-3(b)] TJ ET");
	joins("BT 1 2 Td\n3 4 Td(a)Tj", "BT 4 6 Td(a)Tj");
	joins("BT /F1 10 Tf 1 2 Td /F2 9 Tf -1 -2 Td (a) Tj", "BT /F2 9 Tf (a) Tj");
}
END_TEST

START_TEST(what_is_not_alike_stays)
{
	static const char *const contents[] = {
		"BT /F1 10 Tf 1 2 Td (a) Tj 3 4 Td (b) Tj ET",
		"1 2 Td (3 4 Td 5 6 Td \\) 1 2 Td 1 2 Td) Tj",
		"1 2 TD 3 4 TD 1 0 0 1 5 6 Tm 3 4 Td",
		"1 2 Td q 3 4 Td Q 5 6 Td /P <</MCID 0>> BDC 1 2 Td",
		"1 2 Td % 3 4 Td 3 4 Td\n<3120322054642031203220>Tj",
		"BI /W 1 /H 1 ID 1 2 Td 3 4 Td EI 1 2 Td 3 4 Td",
		"1 2 Td T* 3 4 Td 3 4 Tdx 1e3 2 Td 1 2 Td",
		"/F1 Tf 1 2 Td",
		"1 2",
		"",
	};

	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++)
		joins(contents[i], contents[i]);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("moves");
	TCase *tests = suite_case(suite, "content");

	tcase_add_test(tests, moves_become_one_and_the_last_font_stays);
	tcase_add_test(tests, what_is_not_alike_stays);
	return suite;
}

SUITE_MAIN(make_suite)
