/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The file that pdf.write makes, and its cross-reference section. */
#include "config.h"

#include "suite.h"

#include "../../plugins/pdf/outfile.h"
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

static Suite *write_suite(void)
{
	Suite *suite = suite_create("write");
	TCase *file = suite_case(suite, "file");

	tcase_add_checked_fixture(file, make_folder, remove_folder);
	tcase_add_test(file, file_keeps_the_order_of_writes);
	tcase_add_test(file, large_writes_come_through);
	tcase_add_test(file, a_full_disk_is_told_and_leaves_no_file);
	tcase_add_test(file, a_file_that_is_there_is_not_overwritten);
	tcase_add_test(file, the_hash_depends_on_what_is_written);
	tcase_add_test(file, table_has_a_subsection_for_each_run);
	tcase_add_test(file, first_section_has_no_holes);
	tcase_add_test(file, packed_section_is_big_endian);
	return suite;
}

SUITE_MAIN(write_suite)
