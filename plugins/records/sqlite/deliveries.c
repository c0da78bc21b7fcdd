/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Deliveries of webhooks: which are due, who tries them, how it went. */
#include "config.h"

#include "book.h"

#include <stdlib.h>

/* Found and leased in a transaction, visited after it. */
struct taken {
	struct dt_delivery **at;
	size_t n, room;
};

static dt_status keep(struct taken *taken, const struct dt_delivery *delivery, struct dt_error *err)
{
	if (taken->n == taken->room) {
		size_t room = taken->room ? 2 * taken->room : 16;
		struct dt_delivery **at = realloc(taken->at, room * sizeof(struct dt_delivery *));

		if (!at)
			return dt_fail(err, DT_E_SYSTEM, "out of memory for deliveries");
		taken->at = at;
		taken->room = room;
	}
	taken->at[taken->n] = delivery_copy(delivery);
	if (!taken->at[taken->n])
		return dt_fail(err, DT_E_SYSTEM, "out of memory for deliveries");
	taken->n++;
	return DT_OK;
}

static dt_status find_due(struct connection *c, int64_t now, uint32_t limit, struct taken *taken,
			  struct dt_error *err)
{
	static const char sql[] =
		SELECT_DELIVERY "WHERE d.delivered = 0 AND d.given_up = 0 AND d.due <= ?1"
				" AND d.lease_until <= ?1 ORDER BY d.due LIMIT ?2";
	struct dt_error why = { 0 };
	sqlite3_stmt *s = connection_statement(c, sql, &why);
	struct dt_delivery delivery;

	bind_whole(s, 1, now);
	bind_limit(s, 2, limit);
	while (s && connection_row(c, s, &why)) {
		delivery_read(s, &delivery);
		if (keep(taken, &delivery, &why) == DT_OK)
			continue;
		sqlite3_reset(s);
		break;
	}
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

static dt_status lease(struct connection *c, const struct taken *taken, int64_t until,
		       struct dt_error *err)
{
	static const char sql[] = "UPDATE delivery SET lease_until = ?2 WHERE id = ?1";
	dt_status status = DT_OK;

	for (size_t i = 0; !status && i < taken->n; i++) {
		sqlite3_stmt *s = connection_statement(c, sql, err);

		bind_text(s, 1, taken->at[i]->id);
		bind_whole(s, 2, until);
		status = connection_step(c, s, err);
	}
	return status;
}

/* Without a lock of others: a sweep that finds nothing costs nobody anything. */
static bool may_be_due(struct book *book, int64_t now)
{
	static const char sql[] = "SELECT EXISTS (SELECT 1 FROM delivery WHERE delivered = 0"
				  " AND given_up = 0 AND due <= ?1 AND lease_until <= ?1)";
	struct dt_error why = { 0 };
	sqlite3_stmt *s;
	bool some = true;

	pthread_mutex_lock(&book->writing);
	s = connection_statement(book->writer, sql, &why);
	bind_whole(s, 1, now);
	while (s && connection_row(book->writer, s, &why))
		some = sqlite3_column_int(s, 0);
	pthread_mutex_unlock(&book->writing);
	return some;
}

dt_status book_due(void *self, int64_t now, int64_t lease_us, uint32_t limit,
		   dt_delivery_visitor visit, void *ctx, struct dt_error *err)
{
	struct book *book = self;
	struct taken taken = { 0 };
	dt_status status;

	if (!may_be_due(book, now))
		return DT_OK;
	status = book_enter(book, LASTS_PROCESS, err);
	if (status)
		return status;
	status = find_due(book->writer, now, limit, &taken, err);
	if (!status)
		status = lease(book->writer, &taken, now + lease_us, err);
	status = book_leave(book, status, err);
	for (size_t i = 0; !status && i < taken.n; i++)
		if (!visit(ctx, taken.at[i]))
			break;
	for (size_t i = 0; i < taken.n; i++)
		free(taken.at[i]);
	free(taken.at);
	return status;
}

/* 0: there is none of that name; -1: it is over, or err. */
static int state_of_delivery(struct connection *c, const char *id, struct dt_error *err)
{
	static const char sql[] = "SELECT delivered = 0 AND given_up = 0 FROM delivery"
				  " WHERE id = ?1";
	sqlite3_stmt *s = connection_statement(c, sql, err);
	int state = 0;

	bind_text(s, 1, id);
	while (s && connection_row(c, s, err))
		state = sqlite3_column_int(s, 0) ? 1 : -1;
	return state;
}

/* After it was counted.  No delivery has more of them than a service tries. */
static dt_status keep_attempt(struct connection *c, const char *delivery, int32_t status_line,
			      const char *error, int64_t at, struct dt_error *err)
{
	static const char sql[] =
		"INSERT OR REPLACE INTO attempt SELECT number, attempts, ?2, ?3, ?4"
		" FROM delivery WHERE id = ?1";
	sqlite3_stmt *s = connection_statement(c, sql, err);

	bind_text(s, 1, delivery);
	bind_whole(s, 2, at);
	bind_whole(s, 3, status_line);
	bind_text(s, 4, error);
	return connection_step(c, s, err);
}

dt_status book_attempted(void *self, const char *delivery, int32_t status_line, const char *error,
			 bool delivered, int64_t next, struct dt_error *err)
{
	static const char sql[] =
		"UPDATE delivery SET attempts = attempts + 1, last_status = ?2, last_error = ?3,"
		" lease_until = 0, delivered = iif(?4, ?6, 0), given_up = iif(?4 OR ?5, 0, ?6),"
		" due = iif(?5 AND NOT ?4, ?5, due) WHERE id = ?1";
	struct book *book = self;
	struct connection *c = book->writer;
	struct dt_error why = { 0 };
	int64_t now = records_now();
	sqlite3_stmt *s;
	int state;

	if (book_enter(book, delivered || !next ? DURABLE : LASTS_PROCESS, &why) != DT_OK)
		return dt_fail(err, why.status, "%s", why.text);
	state = state_of_delivery(c, delivery, &why);
	if (!why.status && !state)
		dt_fail(&why, DT_E_NOT_FOUND, "there is no delivery %.80s", delivery);
	if (!why.status && state < 0)
		dt_fail(&why, DT_E_REFUSED, "delivery %.80s is over", delivery);
	if (!why.status) {
		s = connection_statement(c, sql, &why);
		bind_text(s, 1, delivery);
		bind_whole(s, 2, status_line);
		bind_text(s, 3, error);
		bind_whole(s, 4, delivered);
		bind_whole(s, 5, next);
		bind_whole(s, 6, now);
		if (connection_step(c, s, &why) == DT_OK)
			(void)keep_attempt(c, delivery, status_line, error, now, &why);
	}
	(void)book_leave(book, why.status, &why);
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

dt_status book_deliveries(void *self, const char *job, dt_delivery_visitor visit, void *ctx,
			  struct dt_error *err)
{
	static const char sql[] = SELECT_DELIVERY "WHERE j.id = ?1 ORDER BY d.number";
	struct connection *c = book_reader(self, err);
	struct held held;
	dt_status status;
	sqlite3_stmt *s;

	if (!c)
		return err ? err->status : DT_E_SYSTEM;
	status = held_read(c, job, &held, err);
	if (!status) {
		s = connection_statement(c, sql, err);
		bind_text(s, 1, job);
		status = visit_deliveries(c, s, visit, ctx, err);
	}
	book_put_back(self, c);
	return status;
}

dt_status book_attempts(void *self, const char *delivery, dt_attempt_visitor visit, void *ctx,
			struct dt_error *err)
{
	static const char sql[] =
		"SELECT a.number, a.at, a.status, a.error FROM attempt AS a"
		" JOIN delivery AS d ON d.number = a.delivery WHERE d.id = ?1 ORDER BY a.number";
	struct connection *c = book_reader(self, err);
	struct dt_attempt attempt = { .size = sizeof(attempt) };
	struct dt_error why = { 0 };
	sqlite3_stmt *s;
	bool more = true;

	if (!c)
		return err ? err->status : DT_E_SYSTEM;
	s = connection_statement(c, sql, &why);
	bind_text(s, 1, delivery);
	while (more && s && connection_row(c, s, &why)) {
		attempt.number = (uint32_t)sqlite3_column_int(s, 0);
		attempt.at = sqlite3_column_int64(s, 1);
		attempt.status = sqlite3_column_int(s, 2);
		attempt.error = (const char *)sqlite3_column_text(s, 3);
		more = visit(ctx, &attempt);
	}
	if (!more)
		sqlite3_reset(s);
	book_put_back(self, c);
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}
