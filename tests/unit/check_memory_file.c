/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The file of a translation memory: bounds, damage, locks, many who write at once, kills. */
#include "config.h"

#include "memory_file.h"

#include "plugins/translate/memory/place.h"
#include "plugins/translate/memory/schema.h"

#include <glob.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

START_TEST(the_least_used_make_room)
{
	struct memory_options o = options(MEMORY_EXACT);
	struct memory *memory;
	char text[40];

	o.max_rows = 300;
	memory = open_with(&o);
	keep(memory, "old but used", "X", 0);
	for (int i = 0; i < 700; i++) {
		snprintf(text, sizeof(text), "text number %d", i);
		keep(memory, text, "X", 0);
	}
	SAYS(memory, "text number 699", MEMORY_EXACT, "X");
	SAYS_NOTHING(memory, "text number 3");
	memory_close(memory);
}
END_TEST

START_TEST(totals_are_what_is_there)
{
	struct memory_options o = options(MEMORY_FUZZY);
	struct memory *memory;

	o.max_rows = 50;
	memory = open_with(&o);
	for (int i = 0; i < 200; i++) {
		char text[60];

		snprintf(text, sizeof(text), "a longer text that has the name %c%c of its own",
			 'a' + i % 26, 'a' + i / 26);
		keep(memory, text, i % 2 ? "X" : "XYZ", 0);
		keep(memory, text, "WXYZ", 0);
	}
	memory_close(memory);
	ck_assert_int_eq(count_of("SELECT count(*) FROM entry"), 50);
	ck_assert_int_eq(count_of("SELECT rows FROM total"), 50);
	ck_assert_int_eq(
		count_of("SELECT bytes - (SELECT sum(length(source) + length(target)) FROM "
			 "entry) FROM total"),
		0);
	ck_assert_int_eq(count_of("SELECT count(*) FROM piece WHERE entry NOT IN (SELECT id FROM "
				  "entry)"),
			 0);
}
END_TEST

START_TEST(a_damaged_file_is_moved_aside)
{
	FILE *out = fopen(file, "we");
	struct memory *memory;
	char pattern[120];
	glob_t found;

	for (int i = 0; i < 400; i++)
		fputs("this is no database at all", out);
	fclose(out);
	memory = open_mode(MEMORY_EXACT);
	ck_assert_ptr_nonnull(strstr(memory_warning(memory), "is damaged and has been moved to"));
	keep(memory, "a", "b", 0);
	SAYS(memory, "a", MEMORY_EXACT, "b");
	memory_close(memory);
	snprintf(pattern, sizeof(pattern), "%s.damaged-*", file);
	ck_assert_int_eq(glob(pattern, 0, NULL, &found), 0);
	ck_assert_uint_eq(found.gl_pathc, 1);
	globfree(&found);
}
END_TEST

START_TEST(a_file_that_cannot_be_written_is_read)
{
	struct memory *memory = open_mode(MEMORY_EXACT);

	if (!getuid()) {
		memory_close(memory);
		return; /* nothing is closed to root: tests/cli/memory.sh has it with a mount */
	}
	keep(memory, "a", "b", 0);
	memory_close(memory);
	chmod(file, 0400);
	chmod(folder, 0500);
	memory = open_mode(MEMORY_EXACT);
	ck_assert_ptr_nonnull(strstr(memory_warning(memory), "cannot be written"));
	SAYS(memory, "a", MEMORY_EXACT, "b");
	keep(memory, "c", "d", 0);
	SAYS_NOTHING(memory, "c");
	memory_close(memory);
}
END_TEST

START_TEST(files_of_others_are_left_alone)
{
	struct memory_options o = options(MEMORY_EXACT);
	struct dt_error err = { 0 };
	sqlite3 *other;

	ck_assert_int_eq(sqlite3_open(file, &other), SQLITE_OK);
	sqlite3_exec(other, "CREATE TABLE mine (a)", NULL, NULL, NULL);
	sqlite3_close(other);
	ck_assert_ptr_null(memory_open(&o, &err));
	ck_assert_int_eq(err.status, DT_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(err.text, "no translation memory of DocTranslate"));
	memset(&err, 0, sizeof(err));
	o.file.path = folder;
	ck_assert_ptr_null(memory_open(&o, &err));
	ck_assert_int_eq(err.status, DT_E_CONFIG);
}
END_TEST

START_TEST(a_lock_is_waited_for_and_then_told)
{
	struct memory_options o = options(MEMORY_EXACT);
	struct memory_row row = { "a", "b", 1, 1, 0, 0, NULL };
	struct dt_error err = { 0 };
	struct memory *memory;
	sqlite3 *other;

	o.file.wait_ms = 300;
	memory = open_with(&o);
	ck_assert_int_eq(sqlite3_open(file, &other), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(memory_keep(memory, &row, 1, &err), DT_E_UNAVAILABLE);
	ck_assert_ptr_nonnull(strstr(err.text, "locked by another process for 0.3 s"));
	/* who reads does not wait */
	SAYS_NOTHING(memory, "a");
	sqlite3_exec(other, "COMMIT", NULL, NULL, NULL);
	sqlite3_close(other);
	keep(memory, "a", "b", 0);
	SAYS(memory, "a", MEMORY_EXACT, "b");
	memory_close(memory);
}
END_TEST

START_TEST(file_systems_of_several_machines)
{
	struct memory_options o = options(MEMORY_EXACT);
	struct memory *memory;
	char beside[120];

	ck_assert(place_magic_is_network(0x6969));
	ck_assert(place_magic_is_network(0xff534d42));
	ck_assert(place_magic_is_network(0x65735546));
	ck_assert(!place_magic_is_network(0xef53));
	o.file.place = DATABASE_NETWORK;
	memory = open_with(&o);
	keep(memory, "a", "b", 0);
	SAYS(memory, "a", MEMORY_EXACT, "b");
	snprintf(beside, sizeof(beside), "%s-wal", file);
	ck_assert_int_ne(access(beside, F_OK), 0);
	snprintf(beside, sizeof(beside), "%s-shm", file);
	ck_assert_int_ne(access(beside, F_OK), 0);
	memory_close(memory);
}
END_TEST

/* ---- many at once
 * -------------------------------------------------------------------------------- */

enum { PROCESSES = 4, THREADS = 3, ROWS = 60, SLOW_ROWS = 6 /* each waits for the disk */ };

static void *write_and_read(void *ctx)
{
	struct memory *memory = ((void **)ctx)[0];
	int who = *(int *)((void **)ctx)[1];

	for (int i = 0; i < *(int *)((void **)ctx)[2]; i++) {
		char text[60], answer[60];
		struct memory_row rows[2] = { { text, answer, 0, 0, 0, 0, NULL },
					      { "common", "X", 6, 1, 0, 0, NULL } };
		struct memory_query query = { .text = text };
		struct dt_error err = { 0 };

		rows[0].source_length = query.length =
			(size_t)snprintf(text, sizeof(text), "text %c%c of writer %c, the long one",
					 'a' + i % 26, 'a' + i / 26, 'a' + who);
		rows[0].target_length = (size_t)snprintf(answer, sizeof(answer), "%d.%d", who, i);
		if (memory_keep(memory, rows, 2, &err) || memory_find(memory, &query, 1, &err) ||
		    query.found != MEMORY_EXACT || strcmp(query.answer, answer) != 0)
			return err.status ? strdup(err.text) : strdup("not found again");
		memory_query_free(&query);
	}
	return NULL;
}

static void work(int process, enum database_place place, int rows)
{
	struct memory_options o = options(MEMORY_FUZZY);
	struct memory *memory;
	pthread_t threads[THREADS];
	int who[THREADS];
	void *ctx[THREADS][3];

	o.file.place = place;
	o.file.wait_ms = 60000;
	memory = open_with(&o);
	for (int i = 0; i < THREADS; i++) {
		who[i] = process * THREADS + i;
		ctx[i][0] = memory;
		ctx[i][1] = &who[i];
		ctx[i][2] = &rows;
		pthread_create(&threads[i], NULL, write_and_read, ctx[i]);
	}
	for (int i = 0; i < THREADS; i++) {
		void *why;

		pthread_join(threads[i], &why);
		ck_assert_msg(!why, "%s", (char *)why);
	}
	memory_close(memory);
}

START_TEST(threads_share_a_memory)
{
	int rows = _i ? SLOW_ROWS : ROWS;

	work(0, _i ? DATABASE_NETWORK : DATABASE_LOCAL, rows);
	ck_assert_int_eq(count_of("SELECT rows FROM total"), THREADS * rows + 1);
}
END_TEST

START_TEST(processes_share_a_file)
{
	pid_t children[PROCESSES];
	int rows = _i ? SLOW_ROWS : ROWS;

	for (int i = 0; i < PROCESSES; i++) {
		children[i] = fork();
		if (!children[i]) {
			work(i, _i ? DATABASE_NETWORK : DATABASE_LOCAL, rows);
			_exit(0);
		}
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status;

		waitpid(children[i], &status, 0);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(count_of("SELECT rows FROM total"), PROCESSES * THREADS * rows + 1);
	ck_assert_int_eq(count_of("SELECT count(*) FROM entry"), PROCESSES * THREADS * rows + 1);
}
END_TEST

START_TEST(what_was_kept_outlives_the_process)
{
	int told[2], rows = 0, status;
	struct memory *memory;
	pid_t child;
	char text[40];

	ck_assert_int_eq(pipe(told), 0);
	child = fork();
	if (!child) {
		memory = open_mode(MEMORY_EXACT);
		for (int i = 0;; i++) {
			snprintf(text, sizeof(text), "text %d", i);
			keep(memory, text, "X", 0);
			if (write(told[1], ".", 1) != 1)
				_exit(1);
		}
	}
	close(told[1]);
	for (char dot; rows < 200 && read(told[0], &dot, 1) == 1;)
		rows++;
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	for (char dot; read(told[0], &dot, 1) == 1;)
		rows++;
	close(told[0]);
	memory = open_mode(MEMORY_EXACT);
	for (int i = 0; i < rows; i++) {
		snprintf(text, sizeof(text), "text %d", i);
		SAYS(memory, text, MEMORY_EXACT, "X");
	}
	memory_close(memory);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("memory_file");
	TCase *tests = suite_case(suite, "file");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, the_least_used_make_room);
	tcase_add_test(tests, totals_are_what_is_there);
	tcase_add_test(tests, a_damaged_file_is_moved_aside);
	tcase_add_test(tests, a_file_that_cannot_be_written_is_read);
	tcase_add_test(tests, files_of_others_are_left_alone);
	tcase_add_test(tests, a_lock_is_waited_for_and_then_told);
	tcase_add_test(tests, file_systems_of_several_machines);
	tcase_add_loop_test(tests, threads_share_a_memory, 0, 2);
	tcase_add_loop_test(tests, processes_share_a_file, 0, 2);
	tcase_add_test(tests, what_was_kept_outlives_the_process);
	return suite;
}

SUITE_MAIN(make)
