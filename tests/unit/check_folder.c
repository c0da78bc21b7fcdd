/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The store in a folder: whole objects or none, keys that stay inside. */
#include "config.h"

#include "plugins/store/fs/folder.h"

#include "suite.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[64];
static struct folder_options options = { directory };
static bool is_cancelled;

static bool host_cancelled(const struct dt_call *call)
{
	(void)call;
	return is_cancelled;
}

static const struct dt_host host = { .size = sizeof(host), .cancelled = host_cancelled };
static const struct dt_call call = { .size = sizeof(call), .host = &host, .self = &options };

static void setup(void)
{
	snprintf(directory, sizeof(directory), "/tmp/check-folder-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	signal(SIGXFSZ, SIG_IGN);
}

static int drop(const char *path, const struct stat *about, int kind, struct FTW *ftw)
{
	(void)about;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static void teardown(void)
{
	nftw(directory, drop, 16, FTW_DEPTH | FTW_PHYS);
}

/* A source of n bytes that fails behind them when it is told so. */
struct bytes {
	size_t n, done;
	bool fails;
	char got[64];
};

static int64_t give(void *ctx, void *buffer, size_t size, struct dt_error *err)
{
	struct bytes *bytes = ctx;
	size_t n = bytes->n - bytes->done < size ? bytes->n - bytes->done : size;

	if (!n && bytes->fails) {
		dt_fail(err, DT_E_INPUT, "the source broke");
		return -1;
	}
	for (size_t i = 0; i < n; i++)
		((char *)buffer)[i] = (char)('a' + (bytes->done + i) % 26);
	bytes->done += n;
	return (int64_t)n;
}

static int64_t keep(void *ctx, void *buffer, size_t size, struct dt_error *err)
{
	struct bytes *bytes = ctx;
	size_t n = size > 3 ? 3 : size; /* less than was offered */

	(void)err;
	for (size_t i = 0; i < n && bytes->done + i < sizeof(bytes->got) - 1; i++)
		bytes->got[bytes->done + i] = ((char *)buffer)[i];
	bytes->done += n;
	return (int64_t)n;
}

static dt_status put(const char *key, size_t n, uint32_t flags, struct dt_error *err)
{
	struct bytes bytes = { .n = n };
	struct dt_stream stream = { &bytes, give };

	memset(err, 0, sizeof(*err));
	return folder_put(&call, key, &stream, flags, err);
}

static size_t size_of(const char *key)
{
	struct bytes bytes = { 0 };
	struct dt_stream stream = { &bytes, keep };
	struct dt_error err = { 0 };

	ck_assert_msg(folder_get(&call, key, &stream, &err) == DT_OK, "%s", err.text);
	if (bytes.done)
		ck_assert_int_eq(bytes.got[0], 'a');
	return bytes.done;
}

static unsigned n_files(const char *path)
{
	DIR *opened = opendir(path);
	unsigned n = 0;
	struct dirent *entry;

	ck_assert_ptr_nonnull(opened);
	while ((entry = readdir(opened)) != NULL)
		n += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	closedir(opened);
	return n;
}

START_TEST(put_get_has)
{
	struct dt_error err;
	bool found;

	ck_assert_int_eq(folder_has(&call, "a/b.pdf", &found, &err), DT_OK);
	ck_assert(!found);
	ck_assert_int_eq(put("a/b.pdf", 10, 0, &err), DT_OK);
	ck_assert_uint_eq(size_of("a/b.pdf"), 10);
	ck_assert_int_eq(folder_has(&call, "a/b.pdf", &found, &err), DT_OK);
	ck_assert(found);
	ck_assert_int_eq(folder_has(&call, "a", &found, &err), DT_OK);
	ck_assert(!found);
	ck_assert_int_eq(put("a/b.pdf", 600000, 0, &err), DT_OK);
	ck_assert_uint_eq(size_of("a/b.pdf"), 600000);
	ck_assert_int_eq(put("empty", 0, 0, &err), DT_OK);
	ck_assert_uint_eq(size_of("empty"), 0);
	ck_assert_uint_eq(n_files(directory), 2);
}
END_TEST

START_TEST(missing_folders_are_made)
{
	char deep[100], base[64];
	struct dt_error err;

	snprintf(base, sizeof(base), "%s", directory);
	snprintf(deep, sizeof(deep), "%s/new//deep/", base);
	options.directory = deep;
	ck_assert_int_eq(put("x/y/z", 5, 0, &err), DT_OK);
	ck_assert_uint_eq(size_of("x/y/z"), 5);
	options.directory = directory;
	ck_assert_uint_eq(size_of("new/deep/x/y/z"), 5);
}
END_TEST

START_TEST(no_replace)
{
	struct dt_error err;

	ck_assert_int_eq(put("one", 5, DT_PUT_NO_REPLACE, &err), DT_OK);
	ck_assert_int_eq(put("one", 9, DT_PUT_NO_REPLACE, &err), DT_E_REFUSED);
	ck_assert_ptr_nonnull(strstr(err.text, "is there already"));
	ck_assert_uint_eq(size_of("one"), 5);
	ck_assert_uint_eq(n_files(directory), 1);
}
END_TEST

/* The object appears while the bytes come: it is not replaced either. */
static int64_t give_late(void *ctx, void *buffer, size_t size, struct dt_error *err)
{
	struct bytes *bytes = ctx;
	char path[100];
	FILE *file;

	if (!bytes->done) {
		snprintf(path, sizeof(path), "%s/late", directory);
		file = fopen(path, "w");
		ck_assert_ptr_nonnull(file);
		fputs("abcdefgh", file);
		fclose(file);
	}
	return give(ctx, buffer, size, err);
}

START_TEST(no_replace_at_the_last_moment)
{
	struct bytes bytes = { .n = 5 };
	struct dt_stream stream = { &bytes, give_late };
	struct dt_error err = { 0 };

	ck_assert_int_eq(folder_put(&call, "late", &stream, DT_PUT_NO_REPLACE, &err), DT_E_REFUSED);
	ck_assert_uint_eq(size_of("late"), 8);
	ck_assert_uint_eq(n_files(directory), 1);
}
END_TEST

START_TEST(keys_stay_inside)
{
	static const char *const bad[] = { "",	   "/etc/passwd", "..",	  "../x", "a/../../x",
					   "a/..", "./a",	  "a//b", "a/",	  "." };
	struct dt_error err;

	for (size_t i = 0; i < DT_COUNT(bad); i++) {
		struct bytes bytes = { 0 };
		struct dt_stream stream = { &bytes, keep };
		bool found;

		ck_assert_msg(put(bad[i], 5, 0, &err) == DT_E_CONFIG, "put %s", bad[i]);
		memset(&err, 0, sizeof(err));
		ck_assert_int_eq(folder_get(&call, bad[i], &stream, &err), DT_E_CONFIG);
		memset(&err, 0, sizeof(err));
		ck_assert_int_eq(folder_has(&call, bad[i], &found, &err), DT_E_CONFIG);
	}
	ck_assert_uint_eq(n_files(directory), 0);
	ck_assert_int_eq(put("..a", 5, 0, &err), DT_OK);
}
END_TEST

START_TEST(a_full_disk)
{
	struct rlimit old, small;
	struct dt_error err;

	ck_assert_int_eq(put("thing", 100, 0, &err), DT_OK);
	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	small.rlim_cur = 300000;
	setrlimit(RLIMIT_FSIZE, &small);
	ck_assert_int_eq(put("thing", 1000000, 0, &err), DT_E_SYSTEM);
	setrlimit(RLIMIT_FSIZE, &old);
	ck_assert_int_eq(err.sys_errno, EFBIG);
	ck_assert_ptr_nonnull(strstr(err.text, "cannot write"));
	ck_assert_ptr_nonnull(strstr(err.text, "/thing: File too large"));
	ck_assert_uint_eq(size_of("thing"), 100);
	ck_assert_uint_eq(n_files(directory), 1);
}
END_TEST

START_TEST(a_source_that_breaks)
{
	struct bytes bytes = { .n = 300000, .fails = true };
	struct dt_stream stream = { &bytes, give };
	struct dt_error err = { 0 };

	ck_assert_int_eq(folder_put(&call, "broken", &stream, 0, &err), DT_E_INPUT);
	ck_assert_str_eq(err.text, "the source broke");
	ck_assert_uint_eq(n_files(directory), 0);
}
END_TEST

START_TEST(a_job_that_is_cancelled)
{
	struct dt_error err;

	is_cancelled = true;
	ck_assert_int_eq(put("late", 10, 0, &err), DT_E_CANCELLED);
	ck_assert_uint_eq(n_files(directory), 0);
	is_cancelled = false; /* the next test may run in this process */
}
END_TEST

START_TEST(what_is_in_the_way)
{
	struct bytes bytes = { 0 };
	struct dt_stream stream = { &bytes, keep };
	struct dt_error err;

	ck_assert_int_eq(put("file", 5, 0, &err), DT_OK);
	ck_assert_int_eq(put("file/below", 5, 0, &err), DT_E_SYSTEM);
	ck_assert_int_eq(err.sys_errno, ENOTDIR);
	ck_assert_int_eq(put("folder/x", 5, 0, &err), DT_OK);
	ck_assert_int_eq(put("folder", 5, 0, &err), DT_E_SYSTEM);
	ck_assert_int_eq(err.sys_errno, EISDIR);
	ck_assert_uint_eq(n_files(directory), 2);
	memset(&err, 0, sizeof(err));
	ck_assert_int_eq(folder_get(&call, "nothing", &stream, &err), DT_E_SYSTEM);
	ck_assert_int_eq(err.sys_errno, ENOENT);
	memset(&err, 0, sizeof(err));
	ck_assert_int_eq(folder_get(&call, "folder", &stream, &err), DT_E_SYSTEM);
	ck_assert_int_eq(err.sys_errno, EISDIR);
}
END_TEST

static Suite *folder_suite(void)
{
	Suite *suite = suite_create("folder");
	TCase *tests = suite_case(suite, "folder");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, put_get_has);
	tcase_add_test(tests, missing_folders_are_made);
	tcase_add_test(tests, no_replace);
	tcase_add_test(tests, no_replace_at_the_last_moment);
	tcase_add_test(tests, keys_stay_inside);
	tcase_add_test(tests, a_full_disk);
	tcase_add_test(tests, a_source_that_breaks);
	tcase_add_test(tests, a_job_that_is_cancelled);
	tcase_add_test(tests, what_is_in_the_way);
	return suite;
}

SUITE_MAIN(folder_suite)
