/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What pdf.write needs to know of the objects that it carries over: where they end, what they refer
 * to, which claims they make. */
#include "config.h"

#include "suite.h"

#include "plugins/pdf/claims.h"
#include "plugins/pdf/live.h"
#include "plugins/pdf/raw.h"

#include <stdlib.h>
#include <string.h>

static enum dt_raw_kind read_raw(const char *text, struct dt_list *references, struct dt_raw *raw)
{
	dt_list_clear(references);
	return dt_raw_read((const unsigned char *)text, strlen(text), 0, references, raw);
}

START_TEST(raw_objects_end_where_they_end)
{
	struct dt_list references = { 0 };
	const uint32_t *numbers;
	struct dt_raw raw;

	ck_assert_int_eq(read_raw("<</A 12 0 R/B[1 2 3 0 R]/C(\\) 9 0 R endobj)%7 0 R\n"
				  "/D<0a>/E 4 5>>\nendobj\nx",
				  &references, &raw),
			 DT_RAW_OBJECT);
	numbers = references.at;
	ck_assert_uint_eq(references.n, 2);
	ck_assert_uint_eq(numbers[0], 12);
	ck_assert_uint_eq(numbers[1], 3);
	ck_assert_int_eq(read_raw("<</X<</Length 9>>/Length 77>>stream\r\nabc", &references, &raw),
			 DT_RAW_STREAM);
	ck_assert_int_eq(raw.length, 77);
	ck_assert_uint_eq(raw.length_object, 0);
	ck_assert_uint_eq(raw.end, 37);
	ck_assert_int_eq(read_raw("<</Length 8 0 R>>stream\nabc", &references, &raw),
			 DT_RAW_STREAM);
	ck_assert_int_eq(raw.length, -1);
	ck_assert_uint_eq(raw.length_object, 8);
	ck_assert_int_eq(read_raw("[1 0 R 2 0 R]", &references, &raw), DT_RAW_TEXT);
	ck_assert_uint_eq(references.n, 2);
	dt_list_free(&references);
}
END_TEST

START_TEST(raw_objects_that_are_broken_are_told)
{
	static const char *const broken[] = {
		"<</A 1 0 obj", "<</A(b endobj", "<</A>> > endobj",   "[1 endobj",
		"5 R endobj",	"<<>>stream x",	 "<</A 1>>endstream", ")",
	};
	struct dt_list references = { 0 };
	struct dt_raw raw;
	size_t start;

	for (size_t i = 0; i < DT_COUNT(broken); i++)
		ck_assert_msg(read_raw(broken[i], &references, &raw) == DT_RAW_BROKEN, "%s",
			      broken[i]);
	dt_list_free(&references);
	ck_assert_uint_eq(dt_raw_head((const unsigned char *)"\n12 0 obj<<", 11, 0, 12, &start), 9);
	ck_assert_uint_eq(start, 1);
	ck_assert_uint_eq(dt_raw_head((const unsigned char *)"\n12 0 obj<<", 11, 0, 2, &start), 0);
	ck_assert_uint_eq(dt_raw_tail((const unsigned char *)"\nendstream endobj", 17, 0), 17);
	ck_assert_uint_eq(dt_raw_tail((const unsigned char *)"\nendstream", 10, 0), 0);
}
END_TEST

START_TEST(needed_objects_come_once)
{
	struct dt_live live = { 0 };
	uint32_t got[3] = { 0 }, n = 0, number;

	ck_assert(dt_live_open(&live, 10));
	dt_live_written(&live, 4);
	ck_assert(dt_live_read(&live, "[4 0 R 5 0 R 5 0 R 99 0 R 0 0 R 7 0 R]", 39));
	while ((number = dt_live_next(&live)) && n < 3) {
		got[n++] = number;
		dt_live_written(&live, number);
		ck_assert(dt_live_want(&live, 5));
	}
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(got[0] + got[1], 12);
	ck_assert(!dt_live_read(&live, "<<", 2));
	dt_live_free(&live);
}
END_TEST

START_TEST(claims_are_found_in_both_forms)
{
	struct dt_claims claims;

	claims = dt_claims_read("<rdf:Description pdfaid:part=\"2\" pdfaid:conformance='A' "
				"xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"/>"
				"<pdfuaid:part>1</pdfuaid:part>");
	ck_assert_int_eq(claims.archive, 2);
	ck_assert_int_eq(claims.level, 'A');
	ck_assert_int_eq(claims.access, 1);
	claims = dt_claims_read("<pdfaProperty:name>part</pdfaProperty:name> of pdfaid: none");
	ck_assert_int_eq(claims.archive, 0);
	ck_assert_int_eq(claims.level, 0);
	ck_assert_int_eq(claims.access, 0);
}
END_TEST

START_TEST(claims_go_and_nothing_else)
{
	char xmp[] = "<a pdfaid:part=\"1\" dc:x=\"pdfaid:part\" pdfaid:conformance=\"A\">"
		     "<pdfaid:part>1</pdfaid:part><pdfuaid:part>1</pdfuaid:part><pdfaid:amd/></a>";
	char level[] = "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>";

	dt_claims_drop(xmp, "pdfaid");
	ck_assert_str_eq(xmp, "<a dc:x=\"pdfaid:part\"><pdfuaid:part>1</pdfuaid:part></a>");
	dt_claims_lower(level);
	ck_assert_int_eq(dt_claims_read(level).level, 'B');
}
END_TEST

START_TEST(well_tagged_is_a_claim)
{
	char xmp[] = "<a><pdfd:declarations><rdf:Bag><rdf:li><pdfd:conformsTo>"
		     "http://pdfa.org/declarations/wtpdf#reuse1.0</pdfd:conformsTo></rdf:li>"
		     "</rdf:Bag></pdfd:declarations><b/></a>";

	ck_assert(dt_claims_read(xmp).tagged);
	dt_claims_drop(xmp, "pdfd");
	ck_assert_str_eq(xmp, "<a><b/></a>");
	ck_assert(!dt_claims_read(xmp).tagged);
}
END_TEST

/* Each of them moved what was left, and looked for its end, through all of the text. */
START_TEST(many_claims_go_at_once)
{
	static const char good[] = "<pdfaid:a/> ", open_one[] = "<pdfaid:b>";
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	const size_t n = 1000; /* it measures the text for each search */
#else
	const size_t n = 400000;
#endif
	char *xmp = malloc(n * (sizeof(good) + sizeof(open_one)) + 1), *to = xmp;

	ck_assert_ptr_nonnull(xmp);
	for (size_t i = 0; i < n; i++, to += strlen(good))
		memcpy(to, good, sizeof(good));
	for (size_t i = 0; i < n; i++, to += strlen(open_one))
		memcpy(to, open_one, sizeof(open_one));
	dt_claims_drop(xmp, "pdfaid");
	ck_assert_uint_eq(strspn(xmp, " "), n);
	ck_assert_uint_eq(strlen(xmp), n + n * strlen(open_one));
	free(xmp);
}
END_TEST

static Suite *carry_suite(void)
{
	Suite *suite = suite_create("carry");
	TCase *tests = suite_case(suite, "carry");

	tcase_add_test(tests, raw_objects_end_where_they_end);
	tcase_add_test(tests, raw_objects_that_are_broken_are_told);
	tcase_add_test(tests, needed_objects_come_once);
	tcase_add_test(tests, claims_are_found_in_both_forms);
	tcase_add_test(tests, claims_go_and_nothing_else);
	tcase_add_test(tests, well_tagged_is_a_claim);
	tcase_add_test(tests, many_claims_go_at_once);
	return suite;
}

SUITE_MAIN(carry_suite)
