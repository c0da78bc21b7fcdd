/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Content streams: tokens, numbers that are written, what stays of a show operator. */
#include "config.h"

#include "plugins/pdf/bytes.h"
#include "plugins/pdf/painter.h"
#include "plugins/pdf/token.h"

#include "suite.h"

#include <string.h>

static struct dt_reader reader_of(const char *text)
{
	return (struct dt_reader){ .at = (const unsigned char *)text,
				   .end = (uint32_t)strlen(text) };
}

/* One letter a token: n number, / name, s string, h hex, [ ] { } brackets, w word. */
static const char *kinds(const char *text)
{
	static char out[64];
	struct dt_reader reader = reader_of(text);
	struct dt_token token;
	size_t n = 0;

	for (dt_token_next(&reader, &token); token.kind != DT_TOKEN_END && n < 63;
	     dt_token_next(&reader, &token))
		out[n++] = " n/sh[]{}w"[token.kind];
	out[n] = 0;
	return out;
}

static double number_in(const char *text)
{
	struct dt_reader reader = reader_of(text);
	struct dt_token token;

	dt_token_next(&reader, &token);
	ck_assert_int_eq(token.kind, DT_TOKEN_NUMBER);
	return token.number;
}

static const char *string_in(const char *text, size_t *n)
{
	static unsigned char out[128];
	struct dt_reader reader = reader_of(text);
	struct dt_token token;

	dt_token_next(&reader, &token);
	*n = dt_token_string(reader.at, &token, out);
	out[*n] = 0;
	return (const char *)out;
}

START_TEST(tokens_may_touch)
{
	ck_assert_str_eq(kinds("1 0 0 1 72 720cm"), "nnnnnn");
	ck_assert_str_eq(kinds("[(a)-250<41>]TJ/F1 9 Tf(x)'"), "[snh]w/nwsw");
	ck_assert_str_eq(kinds("/P<</MCID 0>>BDC % comment ) \nEMC"), "/{/n}ww");
	ck_assert_str_eq(kinds("(a(b)c\\)d)Tj"), "sw");
	ck_assert_str_eq(kinds(""), "");
}
END_TEST

START_TEST(broken_tokens_end_with_the_stream)
{
	ck_assert_str_eq(kinds("(never closed \\"), "s");
	ck_assert_str_eq(kinds("<41 42"), "h");
	ck_assert_str_eq(kinds("/"), "/");
	ck_assert_str_eq(kinds(") > } {"), "wwww");
}
END_TEST

START_TEST(numbers_as_readers_take_them)
{
	ck_assert_double_eq(number_in("595.27563"), 595.27563);
	ck_assert_double_eq(number_in("-.002"), -.002);
	ck_assert_double_eq(number_in("--5"), -5);
	ck_assert_double_eq(number_in("5-3"), 5);
	ck_assert_double_eq(number_in("+17."), 17);
	ck_assert_double_eq_tol(number_in("0.123456789012345678901234567890"), 0.123456789012345,
				1e-14);
	ck_assert_double_eq_tol(number_in("123456789012345678901") / 1.23456789012345678901e20, 1,
				1e-9);
	ck_assert_double_eq(number_in("."), 0);
}
END_TEST

START_TEST(strings_are_decoded)
{
	size_t n;

	ck_assert_str_eq(string_in("(a\\(b\\)\\\\)", &n), "a(b)\\");
	ck_assert_str_eq(string_in("(\\101\\7z\\1234)", &n), "A\az\x53"
							     "4");
	ck_assert_str_eq(string_in("(a\\\r\nb\rc)", &n), "ab\nc");
	ck_assert_str_eq(string_in("<4 1 4Z2 5>", &n), "ABP");
	ck_assert_str_eq(string_in("(a(b)c)", &n), "a(b)c");
	(void)string_in("()", &n);
	ck_assert_uint_eq(n, 0);
	ck_assert_str_eq(string_in("(open", &n), "open");
}
END_TEST

START_TEST(names_undo_number_signs)
{
	struct dt_reader reader = reader_of("/A#42#zz#4");
	struct dt_token token;
	char name[16], small[4];

	dt_token_next(&reader, &token);
	dt_token_name(reader.at, &token, name, sizeof(name));
	ck_assert_str_eq(name, "AB#zz#4");
	ck_assert_uint_eq(dt_token_name(reader.at, &token, small, sizeof(small)), 3);
	ck_assert_str_eq(small, "AB#");
}
END_TEST

START_TEST(inline_images_end_where_content_goes_on)
{
	const char text[] = "xx EI \x01\x02\x80 more\nEI Q q";
	struct dt_reader reader = reader_of(text);

	ck_assert_uint_eq(dt_token_image_end(&reader, 0),
			  (uint32_t)(strstr(text, "\nEI") + 1 - text));
	/* a length that leads to EI is believed */
	ck_assert_uint_eq(dt_token_image_end(&reader, 2), 3);
}
END_TEST

static const char *written(double value, int places)
{
	static char out[64];
	struct dt_bytes bytes = { 0 };

	dt_bytes_number(&bytes, value, places);
	memcpy(out, bytes.at, bytes.n);
	out[bytes.n] = 0;
	dt_bytes_free(&bytes);
	return out;
}

START_TEST(numbers_are_written_short)
{
	ck_assert_str_eq(written(0, 4), "0");
	ck_assert_str_eq(written(-0.00001, 4), "0");
	ck_assert_str_eq(written(1.5, 4), "1.5");
	ck_assert_str_eq(written(-0.25, 4), "-.25");
	ck_assert_str_eq(written(99.99996, 4), "100");
	ck_assert_str_eq(written(123.045, 3), "123.045");
	ck_assert_str_eq(written(1.0 / 0.0, 3), "0");
	ck_assert_str_eq(written(7.6, 0), "8");
}
END_TEST

START_TEST(long_steps_come_in_pieces)
{
	static const double values[] = { 12.5, -40000.25, 96000.5, 4e6 };
	static const char *const texts[] = { "12.5", "-32000 -8000.25", "32000 32000 32000 .5",
					     "4000000" };

	for (size_t i = 0; i < DT_COUNT(values); i++) {
		struct dt_bytes bytes = { 0 };

		dt_bytes_step(&bytes, values[i], 3);
		dt_bytes_add(&bytes, "", 1);
		ck_assert_str_eq(bytes.at, texts[i]);
		dt_bytes_free(&bytes);
	}
}
END_TEST

/* ---- show operators ---- */

struct line {
	struct dt_show show;
	struct dt_text_state state;
	struct dt_shown shown[8];
	unsigned char going[8];
};

/* "abcd" of 10 pt, each letter half an em wide, with a kern of -100 before c. */
static struct line line_of(const char *going, char op)
{
	struct line line = { .show = { .op = (uint16_t)op, .count = 4, .length = 21 },
			     .state = {
				     .size = 10, .scale = 1, .spacing = 0.5, .word_spacing = 2 } };
	const double at[4] = { 0, 5, 11, 16 };

	for (int i = 0; i < 4; i++) {
		line.shown[i].code = (uint32_t)('a' + i);
		line.shown[i].code_length = 1;
		line.shown[i].at = at[i];
		line.shown[i].advance = 5;
		line.going[i] = going[i] == 'x'	  ? DT_GOES
				: going[i] == 'm' ? DT_GOES_AND_COMES
						  : DT_GOES_NOT;
	}
	return line;
}

static const char *spliced(const struct line *line)
{
	static char out[256];
	struct dt_bytes bytes = { 0 }, codes = { 0 };

	dt_splice_show(&bytes, &codes, &line->show, &line->state, line->shown, line->going);
	memcpy(out, bytes.at, bytes.n);
	out[bytes.n] = 0;
	dt_bytes_free(&bytes);
	dt_bytes_free(&codes);
	return out;
}

START_TEST(what_stays_keeps_its_place)
{
	struct line line = line_of("....", 'J');

	ck_assert_str_eq(spliced(&line), "[(ab)-100(cd)]TJ ");
	line = line_of("x..x", 'J');
	ck_assert_str_eq(spliced(&line), "[-500(b)-100(c)]TJ ");
	line = line_of(".xx.", 'J');
	ck_assert_str_eq(spliced(&line), "[(a)-1100(d)]TJ ");
	line = line_of("mmmm", 'J');
	ck_assert_str_eq(spliced(&line), "[(ab)-100(cd)]TJ ");
}
END_TEST

START_TEST(the_pen_goes_on_only_where_somebody_looks)
{
	struct line line = line_of("xxxx", 'J');

	ck_assert_str_eq(spliced(&line), "");
	line.show.flags = DT_SHOW_CONTINUED;
	ck_assert_str_eq(spliced(&line), "[-2100]TJ ");
	line = line_of("..xx", 'j');
	line.show.flags = DT_SHOW_CONTINUED;
	ck_assert_str_eq(spliced(&line), "[(ab)-1100]TJ ");
	line = line_of("..xx", 'j');
	ck_assert_str_eq(spliced(&line), " (ab)Tj ");
}
END_TEST

START_TEST(scaled_text_is_scaled_once)
{
	struct line line = line_of("x...", 'J');

	line.state.scale = 0.5;
	/* 5 units along the line are 1,000 thousandths of 10 pt at 50 % */
	ck_assert_str_eq(spliced(&line), "[-1000(b)-200(cd)]TJ ");
}
END_TEST

START_TEST(line_operators_keep_their_side_effects)
{
	struct line line = line_of("xxxx", '\'');

	ck_assert_str_eq(spliced(&line), "T* ");
	line = line_of("xxxx", '"');
	ck_assert_str_eq(spliced(&line), "2 Tw .5 Tc T* ");
}
END_TEST

START_TEST(codes_are_escaped)
{
	struct line line = line_of("....", 'J');

	line.shown[0].code = '(';
	line.shown[1].code = 0x0d5c;
	line.shown[1].code_length = 2;
	ck_assert_str_eq(spliced(&line), "[(\\(\\r\\\\)-100(cd)]TJ ");
}
END_TEST

static Suite *content_suite(void)
{
	Suite *suite = suite_create("content");
	TCase *tests = suite_case(suite, "tokens");

	tcase_add_test(tests, tokens_may_touch);
	tcase_add_test(tests, broken_tokens_end_with_the_stream);
	tcase_add_test(tests, numbers_as_readers_take_them);
	tcase_add_test(tests, strings_are_decoded);
	tcase_add_test(tests, names_undo_number_signs);
	tcase_add_test(tests, inline_images_end_where_content_goes_on);
	tests = suite_case(suite, "writing");
	tcase_add_test(tests, numbers_are_written_short);
	tcase_add_test(tests, long_steps_come_in_pieces);
	tcase_add_test(tests, what_stays_keeps_its_place);
	tcase_add_test(tests, the_pen_goes_on_only_where_somebody_looks);
	tcase_add_test(tests, scaled_text_is_scaled_once);
	tcase_add_test(tests, line_operators_keep_their_side_effects);
	tcase_add_test(tests, codes_are_escaped);
	return suite;
}

SUITE_MAIN(content_suite)
