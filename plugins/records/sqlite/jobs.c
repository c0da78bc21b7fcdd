/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Jobs: made, shown, counted, removed. */
#include "config.h"

#include "book.h"

#include <string.h>

/* ---- create -------------------------------------------------------------------------- */

/* The job that this key has made.  DT_E_REFUSED: for something else. */
static dt_status find_accepted(struct connection *c, const char *owner, const char *key,
			       const char *digest, bool *existing, char existing_id[40],
			       struct dt_error *err)
{
	static const char sql[] = "SELECT a.digest, j.id FROM accepted AS a"
				  " JOIN job AS j ON j.number = a.job"
				  " WHERE a.owner = ?1 AND a.key = ?2";
	struct dt_error why = { 0 };
	sqlite3_stmt *s = connection_statement(c, sql, &why);
	bool same;

	bind_text(s, 1, owner);
	bind_text(s, 2, key);
	if (!s || !connection_row(c, s, &why))
		return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
	same = !strcmp(column_text(s, 0), digest ? digest : "");
	*existing = same;
	snprintf(existing_id, 40, "%s", column_text(s, 1));
	sqlite3_reset(s);
	return same ? DT_OK
		    : dt_fail(err, DT_E_REFUSED,
			      "the key \"%.80s\" was used for another request before", key);
}

static dt_status check_room(struct connection *c, const char *owner, uint64_t most_open,
			    uint64_t most_open_of_owner, struct dt_error *err)
{
	static const char sql[] = "SELECT coalesce(sum(jobs), 0),"
				  " coalesce(sum(iif(owner = ?1, jobs, 0)), 0)"
				  " FROM tally WHERE state IN (1, 2)";
	struct dt_error why = { 0 };
	sqlite3_stmt *s;
	uint64_t open, of_owner;

	if (!most_open && !most_open_of_owner)
		return DT_OK;
	s = connection_statement(c, sql, &why);
	bind_text(s, 1, owner);
	if (!s || !connection_row(c, s, &why))
		return why.status ? dt_fail(err, why.status, "%s", why.text)
				  : dt_fail(err, DT_E_BUG, "a count without a row");
	open = (uint64_t)sqlite3_column_int64(s, 0);
	of_owner = (uint64_t)sqlite3_column_int64(s, 1);
	sqlite3_reset(s);
	if (most_open && open >= most_open)
		return dt_fail(err, DT_E_LIMIT,
			       "%llu jobs are queued or running, and no more than %llu may be",
			       (unsigned long long)open, (unsigned long long)most_open);
	if (most_open_of_owner && of_owner >= most_open_of_owner)
		return dt_fail(err, DT_E_LIMIT,
			       "%llu jobs of \"%.60s\" are queued or running, and no more than "
			       "%llu may be",
			       (unsigned long long)of_owner, owner,
			       (unsigned long long)most_open_of_owner);
	return DT_OK;
}

static dt_status insert_job(struct connection *c, const struct dt_record *r, int64_t *number,
			    struct dt_error *err)
{
	static const char sql[] =
		"INSERT INTO job (id, state, kind, owner, priority, created, updated, expires,"
		" bytes) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?5, ?6, ?7)"
		" ON CONFLICT (id) DO NOTHING";
	sqlite3_stmt *s = connection_statement(c, sql, err);
	dt_status status;

	bind_text(s, 1, r->id);
	bind_text(s, 2, r->kind ? r->kind : "translation");
	bind_text(s, 3, r->owner ? r->owner : "");
	bind_whole(s, 4, r->priority);
	bind_whole(s, 5, r->created ? r->created : records_now());
	bind_whole(s, 6, r->expires);
	bind_whole(s, 7, (int64_t)r->bytes);
	status = connection_step(c, s, err);
	if (!status && !connection_changes(c))
		status = dt_fail(err, DT_E_REFUSED, "there is a job %.60s already", r->id);
	*number = sqlite3_last_insert_rowid(c->sqlite);
	return status;
}

static dt_status insert_body(struct connection *c, const struct dt_record *r, int64_t number,
			     struct dt_error *err)
{
	static const char sql[] =
		"INSERT INTO body (job, name, traceparent, message, webhook, sealed, request)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
	sqlite3_stmt *s = connection_statement(c, sql, err);

	bind_whole(s, 1, number);
	bind_text(s, 2, r->name);
	bind_text(s, 3, r->traceparent);
	bind_text(s, 4, r->message);
	bind_text(s, 5, r->webhook);
	if (s && r->sealed)
		sqlite3_bind_blob64(s, 6, r->sealed, r->sealed_size, SQLITE_STATIC);
	bind_text(s, 7, r->request);
	return connection_step(c, s, err);
}

static dt_status insert_accepted(struct connection *c, const char *owner, const char *key,
				 const char *digest, int64_t number, struct dt_error *err)
{
	static const char sql[] = "INSERT INTO accepted VALUES (?1, ?2, ?3, ?4)";
	sqlite3_stmt *s = connection_statement(c, sql, err);

	bind_text(s, 1, owner);
	bind_text(s, 2, key);
	bind_text(s, 3, digest ? digest : "");
	bind_whole(s, 4, number);
	return connection_step(c, s, err);
}

dt_status book_create(void *self, const struct dt_record *given, const char *key,
		      const char *digest, uint64_t most_open, uint64_t most_open_of_owner,
		      bool *existing, char existing_id[40], struct dt_error *err)
{
	struct book *book = self;
	struct connection *c = book->writer;
	struct dt_record r = { 0 };
	const char *owner;
	int64_t number = 0;
	dt_status status;

	memcpy(&r, given, given->size < sizeof(r) ? given->size : sizeof(r));
	owner = r.owner ? r.owner : "";
	*existing = false;
	existing_id[0] = '\0';
	if (!r.id || !*r.id || strlen(r.id) >= 40)
		return dt_fail(err, DT_E_BUG, "a job wants an id of 1 to 39 bytes");
	status = book_enter(book, DURABLE, err);
	if (status)
		return status;
	if (key && *key)
		status = find_accepted(c, owner, key, digest, existing, existing_id, err);
	if (status || *existing)
		return book_leave(book, status, err);
	status = check_room(c, owner, most_open, most_open_of_owner, err);
	if (!status)
		status = insert_job(c, &r, &number, err);
	if (!status)
		status = insert_body(c, &r, number, err);
	if (!status && key && *key)
		status = insert_accepted(c, owner, key, digest, number, err);
	return book_leave(book, status, err);
}

/* ---- get, list, expired ------------------------------------------------------------------ */

struct sought {
	dt_record_visitor visit;
	void *ctx;
	bool found;
};

static bool visit_sought(void *ctx, const struct dt_record *record)
{
	struct sought *sought = ctx;

	sought->found = true;
	return sought->visit(sought->ctx, record);
}

dt_status book_get(void *self, const char *id, dt_record_visitor visit, void *ctx,
		   struct dt_error *err)
{
	static const char sql[] = SELECT_RECORD "WHERE j.id = ?1";
	struct sought sought = { visit, ctx, false };
	struct connection *c = book_reader(self, err);
	dt_status status;
	sqlite3_stmt *s;

	if (!c)
		return err ? err->status : DT_E_SYSTEM;
	s = connection_statement(c, sql, err);
	bind_text(s, 1, id);
	status = visit_records(c, s, visit_sought, &sought, err);
	book_put_back(self, c);
	if (!status && !sought.found)
		status = dt_fail(err, DT_E_NOT_FOUND, "there is no job %.60s", id);
	return status;
}

#define LIST_WHERE                                                                                 \
	"j.created >= ?1 AND (j.created, j.id) < (?2, ?3)"                                         \
	" AND (?4 = 0 OR (?4 >> j.state) & 1) AND (?5 IS NULL OR j.kind = ?5)"                     \
	" ORDER BY j.created DESC, j.id DESC LIMIT ?6"

/* Where the list begins: behind the cursor, and before created_to, which is a cursor with the
 * smallest id. */
static void bind_beginning(sqlite3_stmt *s, const struct dt_record_filter *filter)
{
	bool cursor =
		filter->before && (!filter->created_to || filter->before < filter->created_to);

	bind_whole(s, 2,
		   cursor		? filter->before
		   : filter->created_to ? filter->created_to
					: INT64_MAX);
	bind_text(s, 3, cursor && filter->before_id ? filter->before_id : "");
}

dt_status book_list(void *self, const struct dt_record_filter *given, dt_record_visitor visit,
		    void *ctx, struct dt_error *err)
{
	static const char of_all[] = SELECT_RECORD "WHERE " LIST_WHERE;
	static const char of_owner[] = SELECT_RECORD "WHERE j.owner = ?7 AND " LIST_WHERE;
	struct dt_record_filter filter = { 0 };
	struct connection *c;
	dt_status status;
	sqlite3_stmt *s;

	memcpy(&filter, given, given->size < sizeof(filter) ? given->size : sizeof(filter));
	c = book_reader(self, err);
	if (!c)
		return err ? err->status : DT_E_SYSTEM;
	s = connection_statement(c, filter.owner ? of_owner : of_all, err);
	bind_whole(s, 1, filter.created_from);
	bind_beginning(s, &filter);
	bind_whole(s, 4, filter.states);
	bind_text(s, 5, filter.kind);
	bind_limit(s, 6, filter.limit);
	if (filter.owner)
		bind_text(s, 7, filter.owner);
	status = visit_records(c, s, visit, ctx, err);
	book_put_back(self, c);
	return status;
}

dt_status book_expired(void *self, int64_t now, uint32_t limit, dt_record_visitor visit, void *ctx,
		       struct dt_error *err)
{
	static const char sql[] =
		SELECT_RECORD "WHERE j.state > 2 AND j.expires > 0 AND j.expires <= ?1"
			      " ORDER BY j.expires LIMIT ?2";
	struct connection *c = book_reader(self, err);
	dt_status status;
	sqlite3_stmt *s;

	if (!c)
		return err ? err->status : DT_E_SYSTEM;
	s = connection_statement(c, sql, err);
	bind_whole(s, 1, now);
	bind_limit(s, 2, limit);
	status = visit_records(c, s, visit, ctx, err);
	book_put_back(self, c);
	return status;
}

/* ---- count -------------------------------------------------------------------------------- */

dt_status book_count(void *self, struct dt_record_counts *counts, struct dt_error *err)
{
	static const char by_state[] =
		"SELECT state, sum(jobs), sum(bytes) FROM tally GROUP BY state";
	static const char rest[] =
		"SELECT coalesce((SELECT min(created) FROM job INDEXED BY job_waiting"
		" WHERE state = 1), 0),"
		" (SELECT count(*) FROM delivery WHERE delivered = 0 AND given_up = 0)";
	struct connection *c = book_reader(self, err);
	struct dt_error why = { 0 };
	sqlite3_stmt *s;
	int state;

	if (!c)
		return err ? err->status : DT_E_SYSTEM;
	memset(counts, 0, sizeof(*counts));
	s = connection_statement(c, by_state, &why);
	while (s && connection_row(c, s, &why)) {
		state = sqlite3_column_int(s, 0);
		if (state >= 0 && state < (int)DT_COUNT(counts->jobs))
			counts->jobs[state] = (uint64_t)sqlite3_column_int64(s, 1);
		counts->bytes += (uint64_t)sqlite3_column_int64(s, 2);
	}
	s = why.status ? NULL : connection_statement(c, rest, &why);
	while (s && connection_row(c, s, &why)) {
		counts->oldest_queued = sqlite3_column_int64(s, 0);
		counts->deliveries = (uint64_t)sqlite3_column_int64(s, 1);
	}
	book_put_back(self, c);
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

/* ---- remove -------------------------------------------------------------------------------- */

/* Pages that nobody uses any more go back to the disk, some at a time. */
static void shrink(struct connection *c)
{
	static const char sql[] = "SELECT f.freelist_count, p.page_count"
				  " FROM pragma_freelist_count AS f, pragma_page_count AS p";
	struct dt_error why = { 0 };
	sqlite3_stmt *s = connection_statement(c, sql, &why);
	bool worth = false;

	while (s && connection_row(c, s, &why))
		worth = sqlite3_column_int64(s, 0) > 2000 &&
			sqlite3_column_int64(s, 0) > sqlite3_column_int64(s, 1) / 4;
	if (worth)
		(void)connection_run(c, "PRAGMA incremental_vacuum(1000)", &why);
}

dt_status book_remove(void *self, const char *id, struct dt_error *err)
{
	static const char *const parts[] = {
		"DELETE FROM event WHERE job = ?1",    "DELETE FROM delivery WHERE job = ?1",
		"DELETE FROM accepted WHERE job = ?1", "DELETE FROM body WHERE job = ?1",
		"DELETE FROM job WHERE number = ?1",
	};
	struct book *book = self;
	struct connection *c = book->writer;
	struct held held;
	dt_status status = book_enter(book, LASTS_PROCESS, err);

	if (status)
		return status;
	status = held_read(c, id, &held, err);
	if (!status && !state_is_final(held.state))
		status = dt_fail(err, DT_E_REFUSED, "job %.60s is not over yet", id);
	for (size_t i = 0; !status && i < DT_COUNT(parts); i++) {
		sqlite3_stmt *s = connection_statement(c, parts[i], err);

		bind_whole(s, 1, held.number);
		status = connection_step(c, s, err);
	}
	if (!status)
		shrink(c);
	return book_leave(book, status, err);
}
