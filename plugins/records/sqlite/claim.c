/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who holds a job.  A claim gives it a new fence and a lease; whoever writes to it says the fence,
 * and one that is not the last is refused.  A lease that is over lets another one claim the job;
 * until somebody does, its holder may go on.
 */
#include "config.h"

#include "book.h"

#include <stdlib.h>
#include <string.h>

/* Quick, without a lock of others: is there anything to claim?  In doubt: yes. */
static bool may_claim(struct connection *c, int64_t now)
{
	static const char sql[] =
		"SELECT EXISTS (SELECT 1 FROM job INDEXED BY job_waiting WHERE state = 1) OR"
		" EXISTS (SELECT 1 FROM job INDEXED BY job_running WHERE state = 2 AND lease_until <= ?1)";
	struct dt_error why = { 0 };
	sqlite3_stmt *s = connection_statement(c, sql, &why);
	bool some = true;

	bind_whole(s, 1, now);
	while (s && connection_row(c, s, &why))
		some = sqlite3_column_int(s, 0);
	return some;
}

/*
 * The next job.  late: those whose holder has let the lease end.  top: the highest priority of
 * those that can be claimed.  owners: who has queued jobs of that priority, found by one step of
 * the index for each.  candidates: of each owner the oldest, and the late ones.  Of these it is of
 * the owner who has the fewest running (late ones do not count), then the oldest.
 */
static const char next_job[] =
	"WITH RECURSIVE late AS MATERIALIZED"
	" (SELECT number, owner, priority FROM job INDEXED BY job_running"
	"  WHERE state = 2 AND lease_until <= ?1),"
	"top (priority) AS MATERIALIZED (SELECT max(p) FROM"
	" (SELECT max(priority) AS p FROM job WHERE state = 1"
	"  UNION ALL SELECT max(priority) FROM late)),"
	"owners (owner) AS"
	" (SELECT min(owner) FROM job WHERE state = 1 AND priority = (SELECT priority FROM top)"
	"  UNION ALL SELECT (SELECT min(j.owner) FROM job AS j WHERE j.state = 1"
	"   AND j.priority = (SELECT priority FROM top) AND j.owner > o.owner)"
	"  FROM owners AS o WHERE o.owner IS NOT NULL),"
	"candidates (number) AS"
	" (SELECT (SELECT j.number FROM job AS j WHERE j.state = 1"
	"   AND j.priority = (SELECT priority FROM top) AND j.owner = o.owner"
	"   ORDER BY j.created, j.number LIMIT 1) FROM owners AS o WHERE o.owner IS NOT NULL"
	"  UNION ALL SELECT number FROM late WHERE priority = (SELECT priority FROM top)) "
	"SELECT j.number FROM candidates AS n CROSS JOIN job AS j ON j.number = n.number"
	" ORDER BY coalesce((SELECT t.jobs FROM tally AS t WHERE t.owner = j.owner AND t.state = 2),"
	"  0) - (SELECT count(*) FROM late WHERE late.owner = j.owner), j.created, j.number LIMIT 1";

/* 0: none, or err. */
static int64_t find_next(struct connection *c, int64_t now, struct dt_error *err)
{
	sqlite3_stmt *s = connection_statement(c, next_job, err);
	int64_t number = 0;

	bind_whole(s, 1, now);
	while (s && connection_row(c, s, err))
		number = sqlite3_column_int64(s, 0);
	return number;
}

static dt_status take(struct connection *c, int64_t number, const char *holder, int64_t now,
		      int64_t lease_us, struct dt_error *err)
{
	static const char sql[] =
		"UPDATE job SET state = 2, holder = ?2, lease_until = ?4, updated = ?3,"
		" started = iif(started, started, ?3), attempt = attempt + 1, fence = fence + 1"
		" WHERE number = ?1";
	sqlite3_stmt *s = connection_statement(c, sql, err);

	bind_whole(s, 1, number);
	bind_text(s, 2, holder ? holder : "");
	bind_whole(s, 3, now);
	bind_whole(s, 4, now + lease_us);
	return connection_step(c, s, err);
}

static struct dt_record *read_taken(struct connection *c, int64_t number, struct dt_error *err)
{
	static const char sql[] = SELECT_RECORD "WHERE j.number = ?1";
	sqlite3_stmt *s = connection_statement(c, sql, err);
	struct dt_record record, *copy = NULL;

	bind_whole(s, 1, number);
	if (s && connection_row(c, s, err)) {
		record_read(s, &record);
		copy = record_copy(&record);
		sqlite3_reset(s);
	}
	if (!copy)
		dt_fail(err, DT_E_SYSTEM, "out of memory for a record");
	return copy;
}

dt_status book_claim(void *self, const char *holder, int64_t lease_us, dt_record_visitor visit,
		     void *ctx, struct dt_error *err)
{
	struct book *book = self;
	struct connection *c = book->writer;
	struct dt_record *record = NULL;
	struct dt_error why = { 0 };
	int64_t number = 0, now = records_now();
	bool some;

	pthread_mutex_lock(&book->writing);
	some = may_claim(c, now);
	pthread_mutex_unlock(&book->writing);
	if (!some)
		return DT_OK;
	if (book_enter(book, LASTS_PROCESS, &why) != DT_OK)
		return dt_fail(err, why.status, "%s", why.text);
	now = records_now();
	number = find_next(c, now, &why);
	if (number && take(c, number, holder, now, lease_us, &why) == DT_OK)
		record = read_taken(c, number, &why);
	if (book_leave(book, why.status, &why) == DT_OK && record)
		(void)visit(ctx, record);
	free(record);
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

/* Reads a job that this fence must hold. */
static dt_status read_held(struct connection *c, const char *id, uint64_t fence, struct held *held,
			   struct dt_error *err)
{
	dt_status status = held_read(c, id, held, err);

	if (status)
		return status;
	if (state_is_final(held->state))
		return dt_fail(err, DT_E_REFUSED, "job %.60s is over", id);
	if (held->state != DT_RECORD_RUNNING || held->fence != fence)
		return dt_fail(err, DT_E_REFUSED, "job %.60s is held no more by fence %llu", id,
			       (unsigned long long)fence);
	return DT_OK;
}

dt_status book_renew(void *self, const char *id, uint64_t fence, int64_t lease_us, bool *cancelled,
		     struct dt_error *err)
{
	static const char sql[] = "UPDATE job SET lease_until = ?2 WHERE number = ?1";
	struct book *book = self;
	struct held held;
	dt_status status = book_enter(book, LASTS_PROCESS, err);
	sqlite3_stmt *s;

	if (status)
		return status;
	status = read_held(book->writer, id, fence, &held, err);
	if (!status) {
		s = connection_statement(book->writer, sql, err);
		bind_whole(s, 1, held.number);
		bind_whole(s, 2, records_now() + lease_us);
		status = connection_step(book->writer, s, err);
	}
	if (!status)
		*cancelled = held.cancel_requested != 0;
	return book_leave(book, status, err);
}

dt_status book_release(void *self, const char *id, uint64_t fence, bool handed_back,
		       struct dt_error *err)
{
	static const char sql[] =
		"UPDATE job SET state = 1, holder = NULL, lease_until = 0, updated = ?2,"
		" attempt = attempt - iif(?3 AND attempt > 0, 1, 0) WHERE number = ?1";
	struct book *book = self;
	struct held held;
	dt_status status = book_enter(book, LASTS_PROCESS, err);
	sqlite3_stmt *s;

	if (status)
		return status;
	status = read_held(book->writer, id, fence, &held, err);
	if (!status) {
		s = connection_statement(book->writer, sql, err);
		bind_whole(s, 1, held.number);
		bind_whole(s, 2, records_now());
		bind_whole(s, 3, handed_back);
		status = connection_step(book->writer, s, err);
	}
	return book_leave(book, status, err);
}

/* A job that nobody holds: queued, or its lease is over. */
static dt_status read_free(struct connection *c, const char *id, struct held *held,
			   struct dt_error *err)
{
	dt_status status = held_read(c, id, held, err);

	if (status)
		return status;
	if (state_is_final(held->state))
		return dt_fail(err, DT_E_REFUSED, "job %.60s is over", id);
	if (held->state == DT_RECORD_RUNNING && held->lease_until > records_now())
		return dt_fail(err, DT_E_REFUSED, "job %.60s is held by another", id);
	return DT_OK;
}

dt_status book_advance(void *self, const char *id, uint64_t fence,
		       const struct dt_record_change *given, uint64_t *last, struct dt_error *err)
{
	struct book *book = self;
	struct connection *c = book->writer;
	struct dt_record_change change;
	struct held held = { 0 };
	dt_status status = change_take(given, &change, err);

	if (!status)
		status = book_enter(book, state_is_final(change.state) ? DURABLE : LASTS_PROCESS,
				    err);
	if (status)
		return status;
	status = fence ? read_held(c, id, fence, &held, err) : read_free(c, id, &held, err);
	if (!status && change.state == DT_RECORD_RUNNING && held.state != DT_RECORD_RUNNING)
		status = dt_fail(err, DT_E_BUG, "job %.60s runs by a claim alone", id);
	if (!status)
		status = held_change(c, &held, &change, err);
	status = book_leave(book, status, err);
	if (!status && last)
		*last = held.sequence;
	return status;
}

static dt_status mark_cancelled(struct connection *c, const struct held *held, struct dt_error *err)
{
	static const char sql[] = "UPDATE job SET cancel_requested ="
				  " iif(cancel_requested, cancel_requested, ?2), updated = ?2"
				  " WHERE number = ?1";
	sqlite3_stmt *s = connection_statement(c, sql, err);

	bind_whole(s, 1, held->number);
	bind_whole(s, 2, records_now());
	return connection_step(c, s, err);
}

dt_status book_cancel(void *self, const char *id, const struct dt_record_change *if_queued,
		      bool *was_queued, struct dt_error *err)
{
	struct book *book = self;
	struct connection *c = book->writer;
	struct dt_record_change change;
	struct held held;
	dt_status status = change_take(if_queued, &change, err);

	*was_queued = false;
	if (!status && change.state && change.state != DT_RECORD_CANCELLED)
		status = dt_fail(err, DT_E_BUG, "what is cancelled becomes cancelled, not %u",
				 change.state);
	if (!status)
		status = book_enter(book, DURABLE, err);
	if (status)
		return status;
	status = held_read(c, id, &held, err);
	if (!status && state_is_final(held.state))
		status = dt_fail(err, DT_E_REFUSED, "job %.60s is over", id);
	if (!status)
		status = mark_cancelled(c, &held, err);
	if (!status && held.state == DT_RECORD_QUEUED) {
		change.state = DT_RECORD_CANCELLED;
		status = held_change(c, &held, &change, err);
	}
	status = book_leave(book, status, err);
	*was_queued = !status && held.state == DT_RECORD_QUEUED;
	return status;
}
