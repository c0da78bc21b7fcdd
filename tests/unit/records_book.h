/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * records_book.h - records in a file of this test, and short ways to say what it does with them.
 *
 * Each function says first what must come out; another outcome ends the test with its sentence.
 */
#ifndef DT_TESTS_RECORDS_BOOK_H
#define DT_TESTS_RECORDS_BOOK_H

#include "plugins/records/sqlite/book.h"
#include "plugins/records/sqlite/schema.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECOND = 1000000 };

#define EXPECT(wanted, expression)                                                                 \
	do {                                                                                       \
		struct dt_error why_ = { 0 }, *err = &why_;                                        \
		dt_status got = (expression);                                                      \
                                                                                                   \
		ck_assert_msg(got == (dt_status)(wanted), "%s: %d, not %d: %s", #expression, got,  \
			      (int)(wanted), why_.text);                                           \
		ck_assert_int_eq(got, why_.status);                                                \
	} while (0)

__attribute__((unused)) static void book_log(const struct dt_call *call, uint32_t level,
					     const char *text)
{
	(void)call;
	(void)level;
	(void)text;
}

static const struct dt_host book_host = { .size = sizeof(struct dt_host), .log = book_log };
static const struct dt_call book_call = { .size = sizeof(struct dt_call), .host = &book_host };

__attribute__((unused)) static dt_status book_at(const char *path, int64_t wait_ms,
						 struct book **book, struct dt_error *err)
{
	struct book_options options = { .path = path, .wait = wait_ms, .readers = 2 };

	return book_open(&book_call, &options, (void **)book, err);
}

/* In the file of this test's process, which is new. */
__attribute__((unused)) static const char *book_file(char path[120])
{
	const char *folder = getenv("TMPDIR");
	const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	char name[140];

	snprintf(path, 120, "%.60s/dt-records.%ld", folder ? folder : "/tmp", (long)getpid());
	for (size_t i = 0; i < DT_COUNT(ends); i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
	return path;
}

__attribute__((unused)) static void book_unlink(const char *path)
{
	const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	char name[140];

	for (size_t i = 0; i < DT_COUNT(ends); i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
}

__attribute__((unused)) static dt_status
make_job(struct book *book, const char *id, const char *owner, int priority, struct dt_error *err)
{
	struct dt_record record = {
		.size = sizeof(record), .id = id, .owner = owner, .priority = priority
	};
	char other[40];
	bool existing;

	return book_create(book, &record, NULL, NULL, 0, 0, &existing, other, err);
}

struct seen {
	char id[40], error[80], progress[80], holder[40];
	uint32_t state, attempt, n;
	uint64_t fence, sequence, bytes;
	int64_t cancel_requested, finished, lease_until, created;
};

__attribute__((unused)) static bool see(void *ctx, const struct dt_record *r)
{
	struct seen *seen = ctx;

	snprintf(seen->id, sizeof(seen->id), "%s", r->id);
	snprintf(seen->error, sizeof(seen->error), "%s", r->error ? r->error : "");
	snprintf(seen->progress, sizeof(seen->progress), "%s", r->progress ? r->progress : "");
	snprintf(seen->holder, sizeof(seen->holder), "%s", r->holder ? r->holder : "");
	seen->state = r->state;
	seen->attempt = r->attempt;
	seen->fence = r->fence;
	seen->sequence = r->sequence;
	seen->bytes = r->bytes;
	seen->cancel_requested = r->cancel_requested;
	seen->finished = r->finished;
	seen->lease_until = r->lease_until;
	seen->created = r->created;
	seen->n++;
	return true;
}

__attribute__((unused)) static struct seen look(struct book *book, const char *id)
{
	struct seen seen = { .n = 0 };

	EXPECT(DT_OK, book_get(book, id, see, &seen, err));
	ck_assert_uint_eq(seen.n, 1);
	return seen;
}

/* n 0: there was nothing to claim. */
__attribute__((unused)) static struct seen claim_for(struct book *book, int64_t lease_us)
{
	struct seen seen = { .n = 0 };

	EXPECT(DT_OK, book_claim(book, "here", lease_us, see, &seen, err));
	return seen;
}

/* The numbers of a job's events are 1, 2, 3, ... */
struct gapless {
	uint64_t next;
	bool good;
};

__attribute__((unused)) static bool see_next(void *ctx, const struct dt_record_event *event)
{
	struct gapless *seen = ctx;

	seen->good = seen->good && event->sequence == seen->next && event->json && event->at;
	seen->next++;
	return true;
}

/* How many, or -1 with a gap. */
__attribute__((unused)) static int64_t count_events(struct book *book, const char *id)
{
	struct gapless seen = { 1, true };

	EXPECT(DT_OK, book_events(book, id, 0, 0, see_next, &seen, err));
	return seen.good ? (int64_t)seen.next - 1 : -1;
}

#endif /* DT_TESTS_RECORDS_BOOK_H */
