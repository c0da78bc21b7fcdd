/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Records that several processes write at once, that are killed while they do, and on disks that
 * are full or cannot be written.  Each process opens the file itself: a connection is not carried
 * over a fork.
 */
#include "config.h"

#include "records_book.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { PROCESSES = 4, MANY = 60 };

static char path[120];

/* What all processes see. */
static struct shared {
	atomic_int made, limited, refused, failed;
	atomic_int claimed[PROCESSES * MANY];
	atomic_int written; /* events that the writer was told are there */
	atomic_int go;
} * shared;

static void set_up(void)
{
	struct book *book;

	book_file(path);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	ck_assert_ptr_ne(shared, MAP_FAILED);
	EXPECT(DT_OK, book_at(path, 10000, &book, err));
	book_close(book);
}

static void tear_down(void)
{
	munmap(shared, sizeof(*shared));
	book_unlink(path);
}

/* Runs work in so many processes at once; each must end well. */
static void in_processes(unsigned n, void (*work)(struct book *book, unsigned which))
{
	pid_t children[PROCESSES];
	int status;

	for (unsigned i = 0; i < n; i++) {
		children[i] = fork();
		if (!children[i]) {
			struct dt_error err = { 0 };
			struct book *book;

			if (book_at(path, 20000, &book, &err))
				_exit(9);
			work(book, i);
			book_close(book);
			_exit(0);
		}
	}
	for (unsigned i = 0; i < n; i++) {
		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert_msg(WIFEXITED(status) && !WEXITSTATUS(status), "process %u: %x", i,
			      status);
	}
}

static struct book *again(void)
{
	struct book *book;

	EXPECT(DT_OK, book_at(path, 10000, &book, err));
	return book;
}

/* ---- bounds, keys, claims ------------------------------------------------------------------ */

static void create_many(struct book *book, unsigned which)
{
	char id[40], other[40];
	struct dt_record record = { .size = sizeof(record),
				    .id = id,
				    .owner = which % 2 ? "b" : "a" };
	bool existing;

	for (unsigned i = 0; i < MANY; i++) {
		struct dt_error err = { 0 };

		snprintf(id, sizeof(id), "job-%u-%u", which, i);
		switch (book_create(book, &record, NULL, NULL, 100, 45, &existing, other, &err)) {
		case DT_OK:
			atomic_fetch_add(&shared->made, 1);
			break;
		case DT_E_LIMIT:
			atomic_fetch_add(&shared->limited, 1);
			break;
		default:
			atomic_fetch_add(&shared->failed, 1);
		}
	}
}

START_TEST(bounds_hold_against_many_creators)
{
	struct dt_record_counts counts;
	struct book *book;

	in_processes(PROCESSES, create_many);
	ck_assert_int_eq(shared->failed, 0);
	/* 45 of each of the two owners */
	ck_assert_int_eq(shared->made, 90);
	ck_assert_int_eq(shared->limited, PROCESSES * MANY - 90);
	book = again();
	EXPECT(DT_OK, book_count(book, &counts, err));
	ck_assert_uint_eq(counts.jobs[DT_RECORD_QUEUED], 90);
	book_close(book);
}
END_TEST

static void create_one(struct book *book, unsigned which)
{
	char id[40], other[40] = "";
	struct dt_record record = { .size = sizeof(record), .id = id, .owner = "a" };
	struct dt_error err = { 0 };
	bool existing;

	snprintf(id, sizeof(id), "job-%u", which);
	if (book_create(book, &record, "key", "same", 0, 0, &existing, other, &err))
		atomic_fetch_add(&shared->failed, 1);
	else
		atomic_fetch_add(existing ? &shared->refused : &shared->made, 1);
}

START_TEST(a_key_makes_one_job_of_many_creators)
{
	in_processes(PROCESSES, create_one);
	ck_assert_int_eq(shared->failed, 0);
	ck_assert_int_eq(shared->made, 1);
	ck_assert_int_eq(shared->refused, PROCESSES - 1);
}
END_TEST

static void claim_all(struct book *book, unsigned which)
{
	struct seen seen;

	(void)which;
	do {
		struct dt_error err = { 0 };

		seen.n = 0;
		if (book_claim(book, "here", 600ll * SECOND, see, &seen, &err)) {
			atomic_fetch_add(&shared->failed, 1);
			return;
		}
		if (seen.n)
			atomic_fetch_add(&shared->claimed[strtol(seen.id, NULL, 10)], 1);
	} while (seen.n);
}

START_TEST(each_job_is_claimed_once)
{
	struct book *book = again();
	char id[40];

	for (unsigned i = 0; i < PROCESSES * MANY; i++) {
		snprintf(id, sizeof(id), "%u", i);
		EXPECT(DT_OK, make_job(book, id, i % 3 ? "a" : "b", (int)(i % 2), err));
	}
	book_close(book);
	in_processes(PROCESSES, claim_all);
	ck_assert_int_eq(shared->failed, 0);
	for (unsigned i = 0; i < PROCESSES * MANY; i++)
		ck_assert_int_eq(shared->claimed[i], 1);
}
END_TEST

/* ---- cancel against the end -------------------------------------------------------------------
 */

static const char *const end_event[] = { "{\"type\":\"end\"}" };

static void end_or_cancel(struct book *book, unsigned which)
{
	char id[40], delivery[60];
	struct dt_record_change change = { .size = sizeof(change),
					   .events = end_event,
					   .n_events = 1,
					   .delivery_id = delivery,
					   .delivery_body = "{}" };
	bool was_queued;

	for (unsigned i = 0; i < MANY; i++) {
		struct dt_error err = { 0 };
		struct seen seen = { .n = 0 };

		snprintf(id, sizeof(id), "%u", i);
		snprintf(delivery, sizeof(delivery), "%u:terminal", i);
		change.state = DT_RECORD_CANCELLED;
		if (which % 2) {
			(void)book_cancel(book, id, &change, &was_queued, &err);
		} else if (!book_claim(book, "here", 600ll * SECOND, see, &seen, &err) && seen.n) {
			snprintf(delivery, sizeof(delivery), "%s:terminal", seen.id);
			change.state = DT_RECORD_SUCCEEDED;
			(void)book_advance(book, seen.id, seen.fence, &change, NULL, &err);
		}
		if (err.status && err.status != DT_E_REFUSED)
			atomic_fetch_add(&shared->failed, 1);
	}
}

static bool count_posts(void *ctx, const struct dt_delivery *delivery)
{
	(void)delivery;
	++*(unsigned *)ctx;
	return true;
}

START_TEST(a_job_ends_once_whoever_is_first)
{
	struct book *book = again();
	unsigned n, ended[8] = { 0 };
	char id[40];

	for (unsigned i = 0; i < MANY; i++) {
		snprintf(id, sizeof(id), "%u", i);
		EXPECT(DT_OK, make_job(book, id, "a", 0, err));
	}
	book_close(book);
	in_processes(PROCESSES, end_or_cancel);
	ck_assert_int_eq(shared->failed, 0);
	book = again();
	for (unsigned i = 0; i < MANY; i++) {
		struct seen job;

		snprintf(id, sizeof(id), "%u", i);
		job = look(book, id);
		ended[job.state]++;
		n = 0;
		EXPECT(DT_OK, book_deliveries(book, id, count_posts, &n, err));
		ck_assert_msg(state_is_final(job.state), "job %s is left in state %u", id,
			      job.state);
		ck_assert_uint_eq(n, 1);
		ck_assert_int_eq(count_events(book, id), 1);
	}
	ck_assert_uint_eq(ended[DT_RECORD_SUCCEEDED] + ended[DT_RECORD_CANCELLED], MANY);
	book_close(book);
}
END_TEST

/* ---- threads of one process --------------------------------------------------------------------
 */

struct appending {
	struct book *book;
	atomic_bool done;
};

static void *append(void *ctx)
{
	struct appending *a = ctx;
	const char *const events[] = { "{}", "{}", "{}" };
	struct dt_record_change change = { .size = sizeof(change),
					   .events = events,
					   .n_events = 3 };

	for (unsigned i = 0; i < 300; i++) {
		struct dt_error err = { 0 };

		if (book_advance(a->book, "one", 1, &change, NULL, &err))
			atomic_fetch_add(&shared->failed, 1);
	}
	return NULL;
}

static void *follow(void *ctx)
{
	struct appending *a = ctx;
	struct gapless seen = { 1, true };
	bool last;

	do {
		struct dt_error err = { 0 };

		last = atomic_load(&a->done);
		if (book_events(a->book, "one", seen.next - 1, 7, see_next, &seen, &err))
			atomic_fetch_add(&shared->failed, 1);
	} while (!last || seen.next <= 2 * 900);
	if (!seen.good)
		atomic_fetch_add(&shared->failed, 1);
	return NULL;
}

START_TEST(who_follows_sees_each_event_once)
{
	struct appending a = { .book = again() };
	pthread_t writers[2], readers[2];

	EXPECT(DT_OK, make_job(a.book, "one", "a", 0, err));
	ck_assert_uint_eq(claim_for(a.book, 600ll * SECOND).fence, 1);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(pthread_create(&writers[i], NULL, append, &a), 0);
		ck_assert_int_eq(pthread_create(&readers[i], NULL, follow, &a), 0);
	}
	for (int i = 0; i < 2; i++)
		pthread_join(writers[i], NULL);
	atomic_store(&a.done, true);
	for (int i = 0; i < 2; i++)
		pthread_join(readers[i], NULL);
	ck_assert_int_eq(shared->failed, 0);
	ck_assert_int_eq(count_events(a.book, "one"), 1800);
	book_close(a.book);
}
END_TEST

/* ---- kill -9
 * --------------------------------------------------------------------------------------- */

/* Makes jobs, takes them, writes events, ends each second one, until it is killed. */
static void write_for_ever(unsigned round)
{
	const char *const events[] = { "{\"a\":1}", "{\"b\":2}" };
	char id[40], delivery[60];
	struct book *book;
	struct dt_error err = { 0 };

	if (book_at(path, 10000, &book, &err))
		_exit(9);
	for (unsigned i = 0;; i++) {
		struct dt_record_change change = { .size = sizeof(change),
						   .events = events,
						   .n_events = 2 };
		struct seen seen = { .n = 0 };

		snprintf(id, sizeof(id), "%u-%u", round, i);
		if (make_job(book, id, "a", 0, &err))
			_exit(8);
		atomic_store(&shared->made, (int)i + 1);
		if (book_claim(book, "here", 600ll * SECOND, see, &seen, &err) || !seen.n)
			_exit(7);
		for (int k = 0; k < 5; k++) {
			if (book_advance(book, seen.id, seen.fence, &change, NULL, &err))
				_exit(6);
			atomic_fetch_add(&shared->written, 2);
		}
		snprintf(delivery, sizeof(delivery), "%s:terminal", seen.id);
		change = (struct dt_record_change){ .size = sizeof(change),
						    .state = DT_RECORD_SUCCEEDED,
						    .events = end_event,
						    .n_events = 1,
						    .delivery_id = delivery,
						    .delivery_body = "{}" };
		if (i % 2 && book_advance(book, seen.id, seen.fence, &change, NULL, &err))
			_exit(5);
	}
}

struct audit {
	struct book *book;
	uint64_t jobs, events;
};

static bool audit_job(void *ctx, const struct dt_record *r)
{
	struct audit *audit = ctx;
	unsigned posts = 0;

	ck_assert_int_eq(count_events(audit->book, r->id), (int64_t)r->sequence);
	EXPECT(DT_OK, book_deliveries(audit->book, r->id, count_posts, &posts, err));
	ck_assert_uint_eq(posts, state_is_final(r->state) ? 1 : 0);
	ck_assert_int_eq(r->state == DT_RECORD_QUEUED, r->attempt == 0);
	audit->jobs++;
	audit->events += r->sequence;
	return true;
}

static void check_whole(void)
{
	sqlite3_stmt *statement;
	sqlite3 *sqlite;

	ck_assert_int_eq(sqlite3_open(path, &sqlite), SQLITE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(sqlite, "PRAGMA integrity_check", -1, &statement, NULL),
			 SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
	ck_assert_str_eq((const char *)sqlite3_column_text(statement, 0), "ok");
	sqlite3_finalize(statement);
	/* what triggers have counted is what is there */
	ck_assert_int_eq(
		sqlite3_prepare_v2(sqlite,
				   "SELECT count(*) FROM (SELECT owner, state, count(*), sum(bytes)"
				   " FROM job GROUP BY 1, 2 EXCEPT SELECT * FROM tally)",
				   -1, &statement, NULL),
		SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
	ck_assert_int_eq(sqlite3_column_int(statement, 0), 0);
	sqlite3_finalize(statement);
	sqlite3_close(sqlite);
}

START_TEST(a_writer_that_is_killed_loses_nothing)
{
	struct dt_record_filter filter = { .size = sizeof(filter) };
	uint64_t made = 0, written = 0;
	int status;

	for (unsigned round = 0; round < 20; round++) {
		struct audit audit = { .jobs = 0 };
		pid_t child;

		atomic_store(&shared->made, 0);
		atomic_store(&shared->written, 0);
		child = fork();
		if (!child)
			write_for_ever(round);
		while (!atomic_load(&shared->written) && !waitpid(child, &status, WNOHANG))
			usleep(1000);
		usleep(10000 + (round * 7919) % 50000);
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		ck_assert_msg(WIFSIGNALED(status), "the writer ended itself: %x", status);
		made += (uint64_t)shared->made;
		written += (uint64_t)shared->written;

		audit.book = again();
		EXPECT(DT_OK, book_list(audit.book, &filter, audit_job, &audit, err));
		book_close(audit.book);
		/* all that it was told, and maybe what it was about to be told */
		ck_assert_uint_ge(audit.jobs, made);
		ck_assert_uint_le(audit.jobs, made + round + 1);
		ck_assert_uint_ge(audit.events, written);
		check_whole();
	}
}
END_TEST

/* ---- others' locks, disks
 * ----------------------------------------------------------------------------- */

START_TEST(a_lock_of_another_process_is_waited_for)
{
	struct dt_error told = { 0 };
	struct book *book;
	sqlite3 *other;

	EXPECT(DT_OK, book_at(path, 150, &book, err));
	ck_assert_int_eq(sqlite3_open(path, &other), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(make_job(book, "one", "", 0, &told), DT_E_UNAVAILABLE);
	ck_assert_msg(strstr(told.text, "have been locked by another process for 0.1 s") ||
			      strstr(told.text, "have been locked by another process for 0.2 s"),
		      "%s", told.text);
	/* who reads does not wait */
	EXPECT(DT_E_NOT_FOUND, book_get(book, "one", see, NULL, err));
	sqlite3_exec(other, "COMMIT", NULL, NULL, NULL);
	sqlite3_close(other);
	EXPECT(DT_OK, make_job(book, "one", "", 0, err));
	book_close(book);
}
END_TEST

/* A file that may not grow, as with a quota. */
static void fill_up(struct book *book, char sentence[500])
{
	static char text[20000];
	char id[40], other[40];
	struct dt_record record = { .size = sizeof(record), .id = id, .request = text };
	struct dt_error err = { 0 };
	bool existing;
	unsigned n = 0;

	memset(text, 'x', sizeof(text) - 1);
	while (!err.status && n < 1000) {
		snprintf(id, sizeof(id), "full-%u", n++);
		(void)book_create(book, &record, NULL, NULL, 0, 0, &existing, other, &err);
	}
	snprintf(sentence, 500, "%d %s", err.status, err.text);
	/* what was not there before is not there now, the rest is */
	memset(&err, 0, sizeof(err));
	if (book_get(book, id, see, &(struct seen){ .n = 0 }, &err) != DT_E_NOT_FOUND)
		snprintf(sentence, 500, "the last job is there");
	if (n > 1 &&
	    book_get(book, "full-0", see, &(struct seen){ .n = 0 }, &(struct dt_error){ 0 }))
		snprintf(sentence, 500, "the first job is gone");
}

START_TEST(a_file_that_may_not_grow)
{
	struct rlimit limit = { 600000, 600000 };
	char sentence[500];
	struct book *book;

	if (getenv("CK_FORK"))
		return; /* the limit is this process's */
	signal(SIGXFSZ, SIG_IGN);
	EXPECT(DT_OK, book_at(path, 100, &book, err));
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	fill_up(book, sentence);
	ck_assert_msg(strstr(sentence, "6 the disk of the records ") == sentence &&
			      strstr(sentence, " is full"),
		      "%s", sentence);
	book_close(book);
	check_whole();
}
END_TEST

static bool write_text(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return good;
}

/* A small disk of our own over /mnt; false: we may not. */
static bool own_disk(void)
{
	char map[40];
	unsigned uid = getuid(), gid = getgid();

	if (uid && unshare(CLONE_NEWUSER))
		return false;
	if (uid) {
		snprintf(map, sizeof(map), "0 %u 1", uid);
		if (!write_text("/proc/self/setgroups", "deny") ||
		    !write_text("/proc/self/uid_map", map))
			return false;
		snprintf(map, sizeof(map), "0 %u 1", gid);
		if (!write_text("/proc/self/gid_map", map))
			return false;
	}
	return !unshare(CLONE_NEWNS) && !mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
	       !mount("none", "/mnt", "tmpfs", 0, "size=400k");
}

/* In a process of its own, since it sees other disks from now on. */
static int on_own_disk(int to)
{
	char sentence[500] = "";
	struct dt_error err = { 0 };
	struct book *book;

	if (!own_disk())
		return 77;
	if (book_at("/mnt/records", 100, &book, &err)) {
		dprintf(to, "%s", err.text);
		return 1;
	}
	fill_up(book, sentence);
	dprintf(to, "%s\n", sentence);
	book_close(book);
	if (mount("none", "/mnt", "tmpfs", MS_REMOUNT | MS_RDONLY, "size=400k"))
		return 77;
	memset(&err, 0, sizeof(err));
	dprintf(to, "%d ", book_at("/mnt/records", 100, &book, &err));
	dprintf(to, "%s\n", err.text);
	memset(&err, 0, sizeof(err));
	dprintf(to, "%d ", book_at("/mnt/new", 100, &book, &err));
	dprintf(to, "%s\n", err.text);
	return 0;
}

START_TEST(a_disk_that_is_full_or_cannot_be_written)
{
	char text[2000] = "";
	int ends[2], status;
	pid_t child;

	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	if (!child)
		_exit(on_own_disk(ends[1]));
	close(ends[1]);
	for (ssize_t n, at = 0; (n = read(ends[0], text + at, sizeof(text) - 1 - (size_t)at)) > 0;)
		at += n;
	close(ends[0]);
	waitpid(child, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		return; /* no disk of our own here: the quota above says the same */
	ck_assert_str_eq(text, "6 the disk of the records /mnt/records is full\n"
			       "8 the records /mnt/records cannot be written\n"
			       "8 the records /mnt/new cannot be made: Read-only file system\n");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("records of many");
	TCase *tests = suite_case(suite, "processes");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 240);
	tcase_add_test(tests, bounds_hold_against_many_creators);
	tcase_add_test(tests, a_key_makes_one_job_of_many_creators);
	tcase_add_test(tests, each_job_is_claimed_once);
	tcase_add_test(tests, a_job_ends_once_whoever_is_first);
	tcase_add_test(tests, who_follows_sees_each_event_once);
	tcase_add_test(tests, a_writer_that_is_killed_loses_nothing);
	tcase_add_test(tests, a_lock_of_another_process_is_waited_for);
	tcase_add_test(tests, a_file_that_may_not_grow);
	tcase_add_test(tests, a_disk_that_is_full_or_cannot_be_written);
	return suite;
}

SUITE_MAIN(make_suite)
