/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "plugins/pdf/idle_moves.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

/* The content ends where its memory ends: what reads on is found by a sanitizer. */
static void joins(const char *content, const char *wanted)
{
	struct dt_bytes out = { 0 };
	size_t n = strlen(content);
	char *exact = malloc(n ? n : 1);

	if (n)
		memcpy(exact, content, n);
	dt_join_moves(&out, n ? exact : NULL, n);
	free(exact);
	ck_assert(!out.failed);
	ck_assert_msg(out.n == strlen(wanted) && (!out.n || memcmp(out.at, wanted, out.n) == 0),
		      "%.*s\nnot\n%s", (int)out.n, out.n ? out.at : "", wanted);
	dt_bytes_free(&out);
}

START_TEST(moves_become_one_and_the_last_font_stays)
{
	joins("BT /F1 10 Tf 1 2 Td  /F2 9 Tf 3 -.5 Td /F3 8 Tf [(a)-3(b)] TJ ET",
	      "BT /F3 8 Tf 4 1.5 Td  [(a)-3(b)] TJ ET");
	joins("BT 1 2 Td\n3 4 Td(a)Tj", "BT 4 6 Td (a)Tj");
	joins("BT /F1 10 Tf 1 2 Td 0 Tc /F2 9 Tf -1 -2 Td .5 Tc (a) Tj",
	      "BT /F2 9 Tf .5 Tc  (a) Tj");
	joins("1 2 Td 3 4 Td", "4 6 Td ");
}
END_TEST

START_TEST(a_matrix_takes_the_place_of_moves_before_it)
{
	joins("BT 7 7 Td .9 0 0 .9 10 20 Tm (a) Tj", "BT .9 0 0 .9 10 20 Tm  (a) Tj");
	joins("2 0 0 3 10 20 Tm 1 1 Td 0 -1 Td (a) Tj", "2 0 0 3 12 20 Tm  (a) Tj");
	joins("0 1 -1 0 5 5 Tm 2 3 Td (a) Tj", "0 1 -1 0 2 7 Tm  (a) Tj");
}
END_TEST

START_TEST(a_way_back_to_the_line_stays_behind_text)
{
	joins("BT 5 5 Td (a) Tj 1 2 Td -1 -2 Td (b) Tj", "BT 5 5 Td (a) Tj 0 0 Td  (b) Tj");
	joins("BT 5 5 Td 0 g 1 2 Td -1 -2 Td (b) Tj", "BT 5 5 Td 0 g  (b) Tj");
}
END_TEST

START_TEST(what_is_not_alike_stays)
{
	static const char *const contents[] = {
		"BT /F1 10 Tf 1 2 Td (a) Tj 3 4 Td (b) Tj ET",
		"1 2 Td (3 4 Td 5 6 Td \\) 1 2 Td 1 2 Td) Tj",
		"1 2 TD 3 4 TD 1 0 0 1 5 6 Tm (a) Tj 3 4 Td",
		"1 2 Td q 3 4 Td Q 5 6 Td /P <</MCID 0>> BDC 1 2 Td",
		"1 2 Td % 3 4 Td 3 4 Td\n<3120322054642031203220>Tj",
		"BI /W 1 /H 1 ID 1 2 Td 3 4 Td EI 1 2 Td 3 4 Td",
		"1 2 Td T* 3 4 Td 1 2 3 4 Tdx 1e3 2 Td T* 1 2 Td",
		"/F1 Tf 1 2 Td 12345678901234567 0 Td",
		"9 1 2 Td T* 1 2 Td 1-2 3 Td",
		"1 2 Td % why\n3 4 Td [1 2 Td] 3 4 Td",
		"/F1 10 Tf/F1 Do 1 2 Td",
		"1 0 0 1 999999999 0 Tm 1 2 TD 1000000000 0 Td",
		"1000 0 0 1 5 5 Tm 900000 0 Td",
		"600000000 0 Td 600000000 0 Td",
		"1 2",
		"1 2 T",
		"(a",
		"<a",
		"/",
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
	tcase_add_test(tests, a_matrix_takes_the_place_of_moves_before_it);
	tcase_add_test(tests, a_way_back_to_the_line_stays_behind_text);
	tcase_add_test(tests, what_is_not_alike_stays);
	return suite;
}

SUITE_MAIN(make_suite)
