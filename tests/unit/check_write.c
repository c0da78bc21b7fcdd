/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pieces of pdf.write that need no PDF: file, cross-reference section, ToUnicode, labels. */
#include "config.h"

#include "suite.h"

#include "../../plugins/pdf/claims.h"
#include "../../plugins/pdf/faces.h"
#include "../../plugins/pdf/outfile.h"
#include "../../plugins/pdf/live.h"
#include "../../plugins/pdf/pair_labels.h"
#include "../../plugins/pdf/raw.h"
#include "../../plugins/pdf/tounicode.h"
#include "../../plugins/pdf/xref.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/check-write-XXXXXX";

static void make_folder(void)
{
	memcpy(folder, "/tmp/check-write-XXXXXX", sizeof(folder));
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
	ck_assert_int_eq(rmdir(folder), 0); /* fails when a test leaves a file behind */
}

/* What a closed file holds; the file is removed. */
static size_t read_back(struct dt_outfile *out, char *bytes, size_t room)
{
	FILE *file = fopen(out->path, "rb");
	size_t n;

	ck_assert_ptr_nonnull(file);
	n = fread(bytes, 1, room - 1, file);
	fclose(file);
	bytes[n] = '\0';
	unlink(out->path);
	dt_outfile_drop(out);
	return n;
}

static void open_file(struct dt_outfile *out)
{
	struct dt_error err = { 0 };

	ck_assert_int_eq(dt_outfile_create(out, folder, "result.pdf", &err), DT_OK);
}

START_TEST(file_keeps_the_order_of_writes)
{
	struct dt_outfile out;
	struct dt_error err = { 0 };
	char bytes[64];

	open_file(&out);
	dt_outfile_copy(&out, "source ", 7);
	dt_outfile_print(&out, "%s %d ", "number", 12);
	dt_outfile_copy(&out, "copy ", 5);
	dt_outfile_write(&out, "end", 3);
	ck_assert_uint_eq(out.position, 25);
	ck_assert_int_eq(dt_outfile_close(&out, &err), DT_OK);
	ck_assert_uint_eq(read_back(&out, bytes, sizeof(bytes)), 25);
	ck_assert_str_eq(bytes, "source number 12 copy end");
}
END_TEST

START_TEST(large_writes_come_through)
{
	struct dt_outfile out;
	struct dt_error err = { 0 };
	const size_t size = 1000003;
	char *bytes = malloc(size), *back = malloc(size + 1);
	size_t i;

	for (i = 0; i < size; i++)
		bytes[i] = (char)(i * 7 + i / 251);
	open_file(&out);
	dt_outfile_write(&out, bytes, 5);
	dt_outfile_write(&out, bytes + 5, size - 5);
	ck_assert_int_eq(dt_outfile_close(&out, &err), DT_OK);
	ck_assert_uint_eq(read_back(&out, back, size + 1), size);
	ck_assert_int_eq(memcmp(bytes, back, size), 0);
	free(bytes);
	free(back);
}
END_TEST

START_TEST(a_full_disk_is_told_and_leaves_no_file)
{
	struct rlimit old, small = { 100000, 100000 };
	struct dt_outfile out;
	struct dt_error err = { 0 };
	char block[4096] = { 0 }, path[64];
	int i;

	signal(SIGXFSZ, SIG_IGN); /* the write fails with EFBIG instead */
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
	small.rlim_max = old.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	open_file(&out);
	snprintf(path, sizeof(path), "%s", out.path);
	for (i = 0; i < 100; i++)
		dt_outfile_write(&out, block, sizeof(block));
	ck_assert_int_eq(dt_outfile_close(&out, &err), DT_E_SYSTEM);
	ck_assert_int_eq(err.sys_errno, EFBIG);
	ck_assert_ptr_nonnull(strstr(err.text, strerror(EFBIG)));
	ck_assert_int_ne(access(path, F_OK), 0);
	dt_outfile_drop(&out);
	setrlimit(RLIMIT_FSIZE, &old);
}
END_TEST

START_TEST(a_file_that_is_there_is_not_overwritten)
{
	struct dt_outfile out, second;
	struct dt_error err = { 0 };

	open_file(&out);
	ck_assert_int_eq(dt_outfile_create(&second, folder, "result.pdf", &err), DT_E_SYSTEM);
	ck_assert_int_eq(err.sys_errno, EEXIST);
	dt_outfile_drop(&out); /* not closed: removed */
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

START_TEST(the_hash_depends_on_what_is_written)
{
	struct dt_outfile out;
	uint64_t hash[2];
	struct dt_error err = { 0 };

	open_file(&out);
	dt_outfile_write(&out, "hello world", 11);
	dt_outfile_close(&out, &err);
	memcpy(hash, out.hash, sizeof(hash));
	unlink(out.path);
	dt_outfile_drop(&out);
	open_file(&out);
	dt_outfile_write(&out, "hello worle", 11);
	dt_outfile_close(&out, &err);
	ck_assert_uint_ne(hash[0], out.hash[0]);
	ck_assert_uint_ne(hash[1], out.hash[1]);
	unlink(out.path);
	dt_outfile_drop(&out);
}
END_TEST

START_TEST(table_has_a_subsection_for_each_run)
{
	struct dt_xref xref = { 0 };
	struct dt_outfile out;
	struct dt_error err = { 0 };
	char bytes[400];

	dt_xref_add(&xref, 12, 1, 500, 0);
	dt_xref_add(&xref, 3, 1, 100, 2);
	dt_xref_add(&xref, 4, 1, 200, 0);
	dt_xref_add(&xref, 12, 1, 1234567890, 0); /* written again: the later place wins */
	ck_assert(dt_xref_order(&xref, false));
	open_file(&out);
	dt_xref_write_table(&xref, &out);
	dt_outfile_close(&out, &err);
	read_back(&out, bytes, sizeof(bytes));
	ck_assert_str_eq(bytes, "xref\n3 2\n0000000100 00002 n \n0000000200 00000 n \n"
				"12 1\n1234567890 00000 n \n");
	dt_xref_free(&xref);
}
END_TEST

START_TEST(first_section_has_no_holes)
{
	struct dt_xref xref = { 0 };
	struct dt_outfile out;
	struct dt_error err = { 0 };
	char bytes[400];

	dt_xref_add(&xref, 2, 1, 15, 0);
	ck_assert(dt_xref_order(&xref, true));
	open_file(&out);
	dt_xref_write_table(&xref, &out);
	dt_outfile_close(&out, &err);
	read_back(&out, bytes, sizeof(bytes));
	ck_assert_str_eq(bytes, "xref\n0 3\n0000000000 65535 f \n0000000000 65535 f \n"
				"0000000015 00000 n \n");
	dt_xref_free(&xref);
}
END_TEST

START_TEST(packed_section_is_big_endian)
{
	static const unsigned char wanted[] = { 1, 0x01, 0x02, 0x03, 0, 5, 2, 0, 0, 7, 0x01, 0x00 };
	struct dt_xref xref = { 0 };
	unsigned char bytes[sizeof(wanted)];

	dt_xref_add(&xref, 8, 1, 0x010203, 5);
	dt_xref_add(&xref, 9, 2, 7, 256);
	ck_assert(dt_xref_order(&xref, false));
	ck_assert_uint_eq(dt_xref_width(&xref), 3);
	dt_xref_pack(&xref, 3, bytes);
	ck_assert_mem_eq(bytes, wanted, sizeof(wanted));
	ck_assert_uint_eq(dt_xref_run(&xref, 0), 2);
	dt_xref_free(&xref);
}
END_TEST

static char *map_of(const char *const *texts, uint32_t n)
{
	struct dt_tounicode map;
	char *text;
	uint32_t i;

	dt_tounicode_begin(&map, "<0000> <FFFF>\n", 1);
	for (i = 0; i < n; i++)
		dt_tounicode_add(&map, 16 + i, 2, texts[i]);
	ck_assert(dt_tounicode_end(&map));
	text = calloc(1, map.out.used + 1);
	ck_assert_ptr_nonnull(text);
	memcpy(text, map.out.at, map.out.used); /* it has no NUL */
	dt_tounicode_free(&map);
	return text;
}

static void check_has(const struct dt_tounicode *map, const char *lines)
{
	ck_assert_msg(memmem(map->out.at, map->out.used, lines, strlen(lines)), "%.*s",
		      (int)map->out.used, map->out.at);
}

START_TEST(codes_in_a_row_are_one_line)
{
	struct dt_tounicode map;
	uint32_t i;

	dt_tounicode_begin(&map, "<02> <BF>\n<C000> <FFFF>\n", 2);
	for (i = 'a'; i <= 'e'; i++)
		dt_tounicode_add(&map, i, 1, (const char[]){ (char)i, 0 });
	dt_tounicode_add(&map, 'x', 1, "x");
	dt_tounicode_add(&map, 'y', 1, "z");
	dt_tounicode_add(&map, 0xc0ff, 2, "A");
	dt_tounicode_add(&map, 0xc100, 2, "B");
	dt_tounicode_add(&map, 0xc101, 2, "C");
	dt_tounicode_add(&map, 0xc102, 2, "DD");
	ck_assert(dt_tounicode_end(&map));
	check_has(&map, "2 begincodespacerange\n<02> <BF>\n<C000> <FFFF>\nendcodespacerange\n");
	check_has(&map, "4 beginbfchar\n<78> <0078>\n<79> <007A>\n<C0FF> <0041>\n"
			"<C102> <00440044>\nendbfchar\n2 beginbfrange\n<61> <65> <0061>\n"
			"<C100> <C101> <0042>\nendbfrange\n");
	dt_tounicode_free(&map);
}
END_TEST

START_TEST(codes_map_to_utf16)
{
	static const char *const texts[] = { "a", "ﬁ", "ffi", "中", "\xf0\x9d\x94\xb8" };
	char *map = map_of(texts, 5);

	ck_assert_ptr_nonnull(strstr(map, "5 beginbfchar\n<0010> <0061>\n<0011> <FB01>\n"
					  "<0012> <006600660069>\n<0013> <4E2D>\n"
					  "<0014> <D835DD38>\nendbfchar\n"));
	free(map);
}
END_TEST

START_TEST(bad_text_maps_to_what_is_good_of_it)
{
	/* cut off, overlong, a surrogate, a lone byte, too large; then nothing at all */
	static const char *const texts[] = { "x\xe4\xb8", "\xc0\xaf/",	      "\xed\xa0\x80y",
					     "\x80z",	  "\xf7\xbf\xbf\xbf", "" };
	char *map = map_of(texts, 6);

	ck_assert_ptr_nonnull(
		strstr(map, "2 beginbfchar\n<0010> <0078>\n<0011> <002F>\n"
			    "endbfchar\n1 beginbfrange\n<0012> <0013> <0079>\nendbfrange\n"));
	free(map);
}
END_TEST

START_TEST(blocks_have_a_hundred_codes)
{
	const char *texts[230];
	char *map, *at;
	int i, n = 0;

	for (i = 0; i < 230; i++)
		texts[i] = "q";
	map = map_of(texts, 230);
	for (at = map; (at = strstr(at, "100 beginbfchar")) != NULL; at++)
		n++;
	ck_assert_int_eq(n, 2);
	ck_assert_ptr_nonnull(strstr(map, "\n30 beginbfchar"));
	free(map);
}
END_TEST

START_TEST(a_face_is_found_again)
{
	struct dt_faces faces = { 0 };
	uint32_t a = dt_faces_find(&faces, "/f/a.ttc", 0, "A Font(1)", DT_NONE);
	uint32_t b = dt_faces_find(&faces, "/f/a.ttc", 1, "()", DT_NONE);

	ck_assert_uint_ne(a, b);
	ck_assert_uint_eq(dt_faces_find(&faces, "/f/a.ttc", 0, "other", DT_NONE), a);
	ck_assert_str_eq(dt_faces_at(&faces, a)->name, "AFont1");
	ck_assert_str_eq(dt_faces_at(&faces, b)->name, "Font");
	dt_faces_free(&faces);
}
END_TEST

START_TEST(the_first_text_of_a_glyph_stays)
{
	struct dt_faces faces = { 0 };
	struct dt_used_face *face = dt_faces_at(&faces, 0);

	dt_faces_find(&faces, "/f/a.ttf", 0, "A", DT_NONE);
	face = dt_faces_at(&faces, 0);
	ck_assert(dt_faces_use(face, 5, 5, "", 0));
	ck_assert_ptr_null(dt_faces_text(face, 5));
	ck_assert(dt_faces_use(face, 5, 5, "fi", 2));
	ck_assert(dt_faces_use(face, 5, 5, "x", 1));
	ck_assert(dt_faces_use(face, 65535, 65535, "y", 1));
	ck_assert(!dt_faces_use(face, 65536, 65536, "z", 1));
	ck_assert_str_eq(dt_faces_text(face, 5), "fi");
	ck_assert_str_eq(dt_faces_text(face, 65535), "y");
	ck_assert_ptr_null(dt_faces_text(face, 6));
	ck_assert_ptr_null(dt_faces_text(face, 70000));
	dt_faces_free(&faces);
}
END_TEST

START_TEST(a_code_past_the_ids_means_one_thing)
{
	struct dt_faces faces = { 0 };
	uint32_t a = dt_faces_find(&faces, "/f/a.ttf", 0, "A", DT_NONE), b;
	struct dt_used_face *face = dt_faces_at(&faces, a);

	ck_assert(dt_faces_agree(face, 900, 5, "ki"));
	ck_assert(dt_faces_use(face, 900, 5, "ki", 2));
	ck_assert(dt_faces_agree(face, 900, 5, "ki"));
	ck_assert(!dt_faces_agree(face, 900, 5, "ka"));
	ck_assert(!dt_faces_agree(face, 900, 6, "ki"));
	ck_assert(dt_faces_use(face, 5, 5, "k", 1));
	ck_assert(dt_faces_agree(face, 5, 5, "other")); /* its first text stays */
	b = dt_faces_find(&faces, "/f/a.ttf", 0, "A", a);
	ck_assert_uint_ne(a, b);
	ck_assert(dt_faces_agree(dt_faces_at(&faces, b), 900, 5, "ka"));
	ck_assert_uint_eq(dt_faces_find(&faces, "/f/a.ttf", 0, "A", DT_NONE), a);
	dt_faces_free(&faces);
}
END_TEST

static void check_entries(const struct dt_label_range *ranges, uint32_t n, uint32_t pages,
			  const struct dt_label_entry *wanted, uint32_t n_wanted)
{
	struct dt_list list = { 0 };
	const struct dt_label_entry *got;
	uint32_t i;

	ck_assert(dt_labels_pair(ranges, n, pages, &list));
	got = list.at;
	ck_assert_uint_eq(list.n, n_wanted);
	for (i = 0; i < n_wanted; i++) {
		ck_assert_uint_eq(got[i].page, wanted[i].page);
		ck_assert_uint_eq(got[i].range, wanted[i].range);
		ck_assert_uint_eq(got[i].number, wanted[i].number);
	}
	dt_list_free(&list);
}

START_TEST(pairs_share_a_label)
{
	/* i, ii, then 5, 6 */
	static const struct dt_label_range ranges[] = { { 0, 1, true }, { 2, 5, true } };
	static const struct dt_label_entry wanted[] = { { 0, 0, 1 }, { 1, 0, 1 }, { 2, 0, 2 },
							{ 3, 0, 2 }, { 4, 1, 5 }, { 5, 1, 5 },
							{ 6, 1, 6 }, { 7, 1, 6 } };

	check_entries(ranges, 2, 4, wanted, 8);
}
END_TEST

START_TEST(labels_without_numbers_need_one_entry)
{
	static const struct dt_label_range ranges[] = { { 0, 1, false }, { 2, 1, true } };
	static const struct dt_label_entry wanted[] = { { 0, 0, 1 }, { 4, 1, 1 }, { 5, 1, 1 } };

	check_entries(ranges, 2, 3, wanted, 3);
}
END_TEST

START_TEST(no_labels_become_page_numbers)
{
	static const struct dt_label_range late[] = { { 1, 9, true } };
	static const struct dt_label_entry wanted[] = {
		{ 0, DT_NONE, 1 }, { 1, DT_NONE, 1 }, { 2, DT_NONE, 2 }, { 3, DT_NONE, 2 }
	};
	static const struct dt_label_entry mixed[] = {
		{ 0, DT_NONE, 1 }, { 1, DT_NONE, 1 }, { 2, 0, 9 }, { 3, 0, 9 }
	};

	check_entries(NULL, 0, 2, wanted, 4);
	check_entries(late, 1, 2, mixed, 4);
}
END_TEST

static Suite *write_suite(void)
{
	Suite *suite = suite_create("write");
	TCase *file = suite_case(suite, "file"), *fonts = suite_case(suite, "fonts");
	TCase *labels = suite_case(suite, "labels");

	tcase_add_checked_fixture(file, make_folder, remove_folder);
	tcase_add_test(file, file_keeps_the_order_of_writes);
	tcase_add_test(file, large_writes_come_through);
	tcase_add_test(file, a_full_disk_is_told_and_leaves_no_file);
	tcase_add_test(file, a_file_that_is_there_is_not_overwritten);
	tcase_add_test(file, the_hash_depends_on_what_is_written);
	tcase_add_test(file, claims_are_found_in_both_forms);
	tcase_add_test(file, claims_go_and_nothing_else);
	tcase_add_test(file, many_claims_go_at_once);
	tcase_add_test(file, raw_objects_end_where_they_end);
	tcase_add_test(file, raw_objects_that_are_broken_are_told);
	tcase_add_test(file, needed_objects_come_once);
	tcase_add_test(file, table_has_a_subsection_for_each_run);
	tcase_add_test(file, first_section_has_no_holes);
	tcase_add_test(file, packed_section_is_big_endian);
	tcase_add_test(fonts, codes_in_a_row_are_one_line);
	tcase_add_test(fonts, codes_map_to_utf16);
	tcase_add_test(fonts, bad_text_maps_to_what_is_good_of_it);
	tcase_add_test(fonts, blocks_have_a_hundred_codes);
	tcase_add_test(fonts, a_face_is_found_again);
	tcase_add_test(fonts, the_first_text_of_a_glyph_stays);
	tcase_add_test(fonts, a_code_past_the_ids_means_one_thing);
	tcase_add_test(labels, pairs_share_a_label);
	tcase_add_test(labels, labels_without_numbers_need_one_entry);
	tcase_add_test(labels, no_labels_become_page_numbers);
	return suite;
}

SUITE_MAIN(write_suite)
