/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The engine's small parts: strings, arena, diagnostics, graph, keys, spool, digest, work folder.
 */
#include "config.h"

#include "arena.h"
#include "diagnostics.h"
#include "digest.h"
#include "graph.h"
#include "job.h"
#include "log.h"
#include "plan.h"
#include "spool.h"
#include "str.h"
#include "suite.h"
#include "workdir.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

START_TEST(strings_grow)
{
	struct str s = STR_EMPTY;
	char *text;

	for (int i = 0; i < 1000; i++)
		str_addf(&s, "%d,", i);
	ck_assert_uint_eq(s.length, 3890);
	text = str_take(&s);
	ck_assert(!strncmp(text, "0,1,2,", 6) && !strcmp(text + 3886, "999,"));
	ck_assert(!s.at && !s.length);
	free(text);
	str_add(&s, "");
	ck_assert_str_eq(str_view(&s), "");
	str_finish(&s);
}
END_TEST

START_TEST(arenas_are_aligned_and_zero)
{
	struct arena arena = { 0 };

	for (size_t n = 1; n < 10000; n = n * 3 / 2 + 1) {
		unsigned char *at = arena_take(&arena, n, 1);

		ck_assert_uint_eq((uintptr_t)at % 16, 0);
		for (size_t i = 0; i < n; i++)
			ck_assert_uint_eq(at[i], 0);
		memset(at, 0xff, n);
	}
	ck_assert_str_eq(arena_textf(&arena, "%s-%d", "a", 5), "a-5");
	ck_assert_ptr_null(arena_take(&arena, SIZE_MAX / 2, 16));
	ck_assert(arena.failed);
	arena_finish(&arena);
}
END_TEST

START_TEST(diagnostics_are_sorted_and_told_once)
{
	struct dt_diagnostics *list = dt_diagnostics_new();
	char *text;

	diagnostics_error(list, (struct place){ "b.conf", 3 }, "third");
	diagnostics_warning(list, (struct place){ "a.conf", 10 }, "second");
	diagnostics_error(list, (struct place){ "a.conf", 9 }, "first");
	diagnostics_error(list, (struct place){ "b.conf", 3 }, "third");
	diagnostics_error(list, (struct place){ "b.conf", 3 }, "and after it");
	diagnostics_error(list, (struct place){ "a.conf", 0 }, "the file");
	text = dt_diagnostics_text(list);
	ck_assert_str_eq(text, "a.conf: error: the file\na.conf:9: error: first\n"
			       "a.conf:10: warning: second\nb.conf:3: error: third\n"
			       "b.conf:3: error: and after it\n");
	ck_assert_uint_eq(dt_diagnostics_errors(list), 4);
	free(text);
	dt_diagnostics_free(list);
}
END_TEST

/* ---- graph ---------------------------------------------------------------------------- */

/* source(0) -> blocks(1) -> profile(2, doc to 3), 1 -> segments(3) -> sizes(4, doc to 5),
 * 1, 3 -> set(5) -> write(6); 3 gives a doc to 6, too. */
START_TEST(passes_count_the_barriers)
{
	static const bool pages[] = { true, true, true, true, true, true, true };
	static const struct graph_wire wires[] = {
		{ 0, 1, true },	 { 1, 2, true }, { 2, 3, false }, { 1, 3, true }, { 3, 4, true },
		{ 4, 5, false }, { 1, 5, true }, { 3, 5, true },  { 5, 6, true }, { 3, 6, false },
	};
	static const struct graph graph = { 7, pages, wires, DT_COUNT(wires) };
	static const uint32_t wanted[] = { 0, 0, 0, 1, 1, 2, 2 };
	uint32_t order[7], passes[7];
	size_t closing;

	ck_assert(graph_sort(&graph, order, passes, &closing));
	for (uint32_t i = 0; i < 7; i++) {
		ck_assert_uint_eq(order[i], i);
		ck_assert_uint_eq(passes[i], wanted[i]);
	}
}
END_TEST

START_TEST(a_node_without_pages_is_no_barrier)
{
	static const bool pages[] = { true, false, true };
	static const struct graph_wire wires[] = { { 0, 1, false },
						   { 1, 2, false },
						   { 0, 2, true } };
	static const struct graph graph = { 3, pages, wires, 3 };
	uint32_t order[3], passes[3];
	size_t closing;

	ck_assert(graph_sort(&graph, order, passes, &closing));
	ck_assert(passes[0] == 0 && passes[1] == 1 && passes[2] == 1);
}
END_TEST

START_TEST(order_is_not_that_of_the_file)
{
	static const bool pages[] = { true, true, true };
	static const struct graph_wire wires[] = { { 2, 1, true }, { 1, 0, true } };
	static const struct graph graph = { 3, pages, wires, 2 };
	uint32_t order[3], passes[3];
	size_t closing;

	ck_assert(graph_sort(&graph, order, passes, &closing));
	ck_assert(order[0] == 2 && order[1] == 1 && order[2] == 0);
}
END_TEST

START_TEST(cycles_are_found)
{
	static const bool pages[] = { true, true, true, true };
	static const struct graph_wire wires[] = {
		{ 0, 1, true },
		{ 1, 2, true },
		{ 3, 1, true },
		{ 2, 3, true },
	};
	static const struct graph_wire self[] = { { 0, 1, true }, { 1, 1, true } };
	static const struct graph graph = { 4, pages, wires, 4 }, own = { 2, pages, self, 2 };
	uint32_t order[4], passes[4];
	size_t closing = 99;

	ck_assert(!graph_sort(&graph, order, passes, &closing));
	ck_assert_uint_eq(closing, 2);
	ck_assert(!graph_sort(&own, order, passes, &closing));
	ck_assert_uint_eq(closing, 1);
}
END_TEST

/* ---- keys -------------------------------------------------------------------------------- */

START_TEST(keys_are_filled)
{
	static const struct dt_parameter values[] = { { "name", "letter" }, { "up", ".." } };
	struct dt_error err = { 0 }, up = { 0 };
	char *key = dt_key_fill("%(name).100%%.%(name)", "r", values, 2, &err);

	ck_assert_str_eq(key, "letter.100%.letter");
	free(key);
	ck_assert_ptr_null(dt_key_fill("a/%(who)", "r", values, 2, &err));
	ck_assert_str_eq(err.text,
			 "result \"r\" wants the parameter \"who\" for its key \"a/%(who)\"");
	ck_assert_ptr_null(dt_key_fill("%(up)/x", "r", values, 2, &up));
	ck_assert_str_eq(up.text, "the parameter \"up\" is \"..\", which cannot be part of a key "
				  "(result \"r\")");
}
END_TEST

/* ---- files ------------------------------------------------------------------------------- */

START_TEST(what_is_parked_comes_back)
{
	struct dt_error err = { 0 };
	int lock;
	char *folder = workdir_make(&lock, &err), *back, block[10000];
	uint64_t offsets[50];
	struct spool spool;

	spool_init(&spool);
	for (int i = 0; i < 50; i++) {
		memset(block, i, sizeof(block));
		ck_assert_int_eq(spool_write(&spool, folder, block, 5000 + (size_t)i * 100,
					     &offsets[i], &err),
				 DT_OK);
	}
	for (int i = 0; i < 50; i += 2)
		spool_forget(&spool, offsets[i], 5000 + (size_t)i * 100);
	for (int i = 49; i >= 0; i -= 2) {
		back = spool_read(&spool, offsets[i], 5000 + (size_t)i * 100, &err);
		memset(block, i, sizeof(block));
		ck_assert_msg(back && !memcmp(back, block, 5000 + (size_t)i * 100), "%s", err.text);
		free(back);
	}
	/* no name in the folder */
	ck_assert_int_eq(rmdir(folder), 0);
	spool_finish(&spool);
	workdir_remove(folder, lock);
}
END_TEST

START_TEST(parked_space_serves_again)
{
	enum { ROUNDS = 40, HELD = 5 };
	struct dt_error err = { 0 };
	int lock;
	char *folder = workdir_make(&lock, &err), *back, block[30000];
	uint64_t offsets[HELD];
	struct spool spool;

	spool_init(&spool);
	for (int i = 0; i < ROUNDS; i++) {
		size_t size = 5000 + (size_t)(i % HELD) * 5000;
		uint64_t *offset = &offsets[i % HELD];

		if (i >= HELD) {
			back = spool_read(&spool, *offset, size, &err);
			memset(block, i - HELD, sizeof(block));
			ck_assert_msg(back && !memcmp(back, block, size), "%s", err.text);
			free(back);
			spool_forget(&spool, *offset, size);
		}
		memset(block, i, sizeof(block));
		ck_assert_int_eq(spool_write(&spool, folder, block, size, offset, &err), DT_OK);
	}
	/* what the first five took is enough for all */
	ck_assert_uint_eq(spool.end, 8192 + 12288 + 16384 + 20480 + 28672);
	for (uint64_t i = 0; i <= EXTENTS_MOST; i++)
		spool_forget(&spool, (i * 37 + 1) % 1000 * 4096, 4096);
	ck_assert_uint_eq(spool.spare.n, 1);
	spool_finish(&spool);
	workdir_remove(folder, lock);
}
END_TEST

START_TEST(free_extents_become_one)
{
	struct extents extents = { .n = 0 };
	uint64_t offset;

	extents_add(&extents, 8192, 4096);
	extents_add(&extents, 0, 4096);
	extents_add(&extents, 4096, 4096);
	extents_add(&extents, 16384, 4096);
	ck_assert(!extents_take(&extents, 8192, &offset));
	extents_merge(&extents);
	ck_assert_uint_eq(extents.n, 2);
	ck_assert(extents_take(&extents, 8192, &offset));
	ck_assert_uint_eq(offset, 0);
	ck_assert(extents_take(&extents, 4096, &offset));
	ck_assert_uint_eq(offset, 16384);
	ck_assert(extents_take(&extents, 4096, &offset));
	ck_assert_uint_eq(offset, 8192);
	ck_assert_uint_eq(extents.n, 0);
}
END_TEST

START_TEST(a_spool_that_cannot_be)
{
	struct dt_error err = { 0 };
	struct spool spool;
	uint64_t offset;

	spool_init(&spool);
	ck_assert_int_eq(spool_write(&spool, "/nowhere", "x", 1, &offset, &err), DT_E_SYSTEM);
	ck_assert_str_eq(err.text, "cannot park pages in /nowhere: No such file or directory");
	spool_finish(&spool);
}
END_TEST

START_TEST(a_work_folder_goes_with_all_in_it)
{
	struct dt_error err = { 0 };
	int lock;
	char *folder = workdir_make(&lock, &err), *copy = strdup(folder), path[200];
	struct stat st;

	snprintf(path, sizeof(path), "%s/deep", folder);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/deep/link", folder);
	ck_assert_int_eq(symlink("/usr", path), 0);
	workdir_remove(folder, lock);
	ck_assert_int_eq(stat(copy, &st), -1);
	ck_assert_int_eq(stat("/usr/bin", &st), 0);
	free(copy);
}
END_TEST

static void make_old(const char *folder)
{
	const struct timespec hour_ago[2] = { { time(NULL) - 3600, 0 }, { time(NULL) - 3600, 0 } };

	ck_assert_int_eq(utimensat(AT_FDCWD, folder, hour_ago, 0), 0);
}

/* Makes a folder with a file in it and is killed. */
static void leave_folder(int to)
{
	struct dt_error err = { 0 };
	int lock, file;
	char *folder = workdir_make(&lock, &err), path[300];

	snprintf(path, sizeof(path), "%s/page", folder);
	file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	close(file);
	if (write(to, folder, strlen(folder) + 1) < 0)
		_exit(1);
	raise(SIGKILL);
}

START_TEST(folders_of_dead_processes_go)
{
	char base[] = "/tmp/check-workdir-XXXXXX", left[200] = "", *held, *fresh;
	struct dt_error err = { 0 };
	int ends[2], held_lock, lock;
	struct stat st;
	pid_t child;

	ck_assert_ptr_nonnull(mkdtemp(base));
	ck_assert_int_eq(setenv("TMPDIR", base, 1), 0);
	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	if (child == 0)
		leave_folder(ends[1]);
	ck_assert_int_gt(read(ends[0], left, sizeof(left)), 1);
	waitpid(child, NULL, 0);
	held = workdir_make(&held_lock, &err);
	ck_assert_msg(stat(left, &st) == 0, "one that is young is let be");
	make_old(left);
	make_old(held);
	fresh = workdir_make(&lock, &err);
	ck_assert_msg(stat(left, &st) != 0, "one that is old and held by nobody goes");
	ck_assert_msg(stat(held, &st) == 0, "one that is held stays");
	workdir_remove(held, held_lock);
	workdir_remove(fresh, lock);
	unsetenv("TMPDIR");
	ck_assert_int_eq(rmdir(base), 0);
}
END_TEST

START_TEST(digests_are_those_of_the_standard)
{
	/* FIPS 180-2, appendix B.1 */
	struct digest *digest = digest_new();
	char text[DIGEST_TEXT];

	digest_add(digest, "a", 1);
	digest_add(digest, "bc", 2);
	digest_end(digest, text);
	ck_assert_str_eq(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
END_TEST

static void take_line(void *ctx, int level, const char *line)
{
	(void)level;
	snprintf(ctx, 100, "%s", line);
}

START_TEST(a_line_of_log_is_one_line)
{
	char got[100] = "";
	struct log log = { DT_LOG_INFO, take_line, got };

	log_line(&log, DT_LOG_DEBUG, "node", "not told");
	ck_assert_str_eq(got, "");
	log_line(&log, DT_LOG_WARNING, "node", "two\nlines\033[1m");
	ck_assert_str_eq(got, "node: two lines [1m");
}
END_TEST

static const struct {
	const char *text, *brief; /* NULL: no JSON */
} reports[] = {
	{ "{}", "{}" },
	{ " { \"a\" : 1 , \"b\" : [ ] ,\"c\":[1,{\"d\":[2]}, \"x\"], \"e\":\"f\"}\n",
	  "{\"a\":1,\"e\":\"f\"}" },
	{ "{\"a\":{\"b\":1},\"c\":null,\"d\":-1.5e3,\"e\":true}",
	  "{\"c\":null,\"d\":-1500.0,\"e\":true}" },
	{ "[1, 2]", "{}" },
	{ "7", "{}" },
	{ "", NULL },
	{ "{", NULL },
	{ "{}}", NULL },
	{ "{} x", NULL },
	{ "{\"a\"}", NULL },
	{ "{\"a\":}", NULL },
	{ "{\"a\":1,}", NULL },
	{ "{\"a\":1 \"b\":2}", NULL },
	{ "{\"a\":[1,]}", NULL },
	{ "{\"a\":[1 2]}", NULL },
	{ "{\"a\":[1}", NULL },
	{ "{a:1}", NULL },
	{ "{1:1}", NULL },
	{ "{\"a\":\"\xff\"}", NULL },
};

START_TEST(the_plain_members_of_a_report)
{
	char *brief = report_brief(reports[_i].text);

	if (reports[_i].brief)
		ck_assert_str_eq(brief, reports[_i].brief);
	else
		ck_assert_msg(!brief, "%s was taken for JSON", reports[_i].text);
	free(brief);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("parts");
	TCase *tests = suite_case(suite, "parts");

	tcase_add_test(tests, strings_grow);
	tcase_add_test(tests, arenas_are_aligned_and_zero);
	tcase_add_test(tests, diagnostics_are_sorted_and_told_once);
	tcase_add_test(tests, passes_count_the_barriers);
	tcase_add_test(tests, a_node_without_pages_is_no_barrier);
	tcase_add_test(tests, order_is_not_that_of_the_file);
	tcase_add_test(tests, cycles_are_found);
	tcase_add_test(tests, keys_are_filled);
	tcase_add_test(tests, what_is_parked_comes_back);
	tcase_add_test(tests, parked_space_serves_again);
	tcase_add_test(tests, free_extents_become_one);
	tcase_add_test(tests, a_spool_that_cannot_be);
	tcase_add_test(tests, a_work_folder_goes_with_all_in_it);
	tcase_add_test(tests, folders_of_dead_processes_go);
	tcase_add_test(tests, digests_are_those_of_the_standard);
	tcase_add_test(tests, a_line_of_log_is_one_line);
	tcase_add_loop_test(tests, the_plain_members_of_a_report, 0,
			    (int)(sizeof(reports) / sizeof(reports[0])));
	return suite;
}

SUITE_MAIN(make)
