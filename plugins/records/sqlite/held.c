/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What happens to one job within a transaction: events, a state, a delivery. */
#include "config.h"

#include "book.h"

#include <string.h>

bool state_is_final(uint32_t state)
{
	return state == DT_RECORD_SUCCEEDED || state == DT_RECORD_FAILED ||
	       state == DT_RECORD_CANCELLED;
}

dt_status held_read(struct connection *c, const char *id, struct held *held, struct dt_error *err)
{
	static const char sql[] = "SELECT number, state, fence, sequence, lease_until,"
				  " cancel_requested FROM job WHERE id = ?1";
	struct dt_error why = { 0 };
	sqlite3_stmt *s = connection_statement(c, sql, &why);

	bind_text(s, 1, id);
	if (!s || !connection_row(c, s, &why))
		return why.status ? dt_fail(err, why.status, "%s", why.text)
				  : dt_fail(err, DT_E_NOT_FOUND, "there is no job %.60s", id);
	held->number = sqlite3_column_int64(s, 0);
	held->state = (uint32_t)sqlite3_column_int(s, 1);
	held->fence = (uint64_t)sqlite3_column_int64(s, 2);
	held->sequence = (uint64_t)sqlite3_column_int64(s, 3);
	held->lease_until = sqlite3_column_int64(s, 4);
	held->cancel_requested = sqlite3_column_int64(s, 5);
	sqlite3_reset(s);
	return DT_OK;
}

dt_status change_take(const struct dt_record_change *given, struct dt_record_change *change,
		      struct dt_error *err)
{
	size_t size = given->size < sizeof(*change) ? given->size : sizeof(*change);

	memset(change, 0, sizeof(*change));
	memcpy(change, given, size);
	if (change->state && change->state != DT_RECORD_RUNNING && !state_is_final(change->state))
		return dt_fail(err, DT_E_BUG, "a change cannot bring a job to state %u",
			       change->state);
	if (change->delivery_id && (!state_is_final(change->state) || !change->delivery_body))
		return dt_fail(err, DT_E_BUG,
			       "a delivery goes with a final state and has a body: \"%.60s\"",
			       change->delivery_id);
	return DT_OK;
}

static dt_status add_events(struct connection *c, struct held *held,
			    const struct dt_record_change *change, int64_t now,
			    struct dt_error *err)
{
	static const char sql[] = "INSERT INTO event VALUES (?1, ?2, ?3, ?4)";
	dt_status status = DT_OK;

	for (size_t i = 0; !status && i < change->n_events; i++) {
		sqlite3_stmt *s = connection_statement(c, sql, err);

		bind_whole(s, 1, held->number);
		bind_whole(s, 2, (int64_t)++held->sequence);
		bind_whole(s, 3, now);
		bind_text(s, 4, change->events[i]);
		status = connection_step(c, s, err);
	}
	return status;
}

static dt_status change_texts(struct connection *c, const struct held *held,
			      const struct dt_record_change *change, struct dt_error *err)
{
	static const char sql[] =
		"UPDATE body SET message = coalesce(?2, message), error = coalesce(?3, error),"
		" result = coalesce(?4, result) WHERE job = ?1";
	sqlite3_stmt *s;

	if (!change->message && !change->error && !change->result)
		return DT_OK;
	s = connection_statement(c, sql, err);
	bind_whole(s, 1, held->number);
	bind_text(s, 2, change->message);
	bind_text(s, 3, change->error);
	bind_text(s, 4, change->result);
	return connection_step(c, s, err);
}

static dt_status change_job(struct connection *c, const struct held *held,
			    const struct dt_record_change *change, int64_t now,
			    struct dt_error *err)
{
	/* an index is not written for a column that is not named */
	static const char grown[] = "UPDATE job SET updated = ?2, sequence = ?3 WHERE number = ?1";
	static const char changed[] =
		"UPDATE job SET updated = ?2, sequence = ?3,"
		" expires = iif(?4, ?4, expires), bytes = iif(?5, ?5, bytes) WHERE number = ?1";
	static const char ended[] =
		"UPDATE job SET updated = ?2, sequence = ?3,"
		" expires = iif(?4, ?4, expires), bytes = iif(?5, ?5, bytes),"
		" state = ?6, finished = ?2, holder = NULL, lease_until = 0 WHERE number = ?1";
	bool final = state_is_final(change->state);
	bool more = change->expires || change->bytes;
	sqlite3_stmt *s = connection_statement(c, final ? ended : more ? changed : grown, err);

	bind_whole(s, 1, held->number);
	bind_whole(s, 2, now);
	bind_whole(s, 3, (int64_t)held->sequence);
	if (final || more) {
		bind_whole(s, 4, change->expires);
		bind_whole(s, 5, (int64_t)change->bytes);
	}
	if (final)
		bind_whole(s, 6, change->state);
	return connection_step(c, s, err);
}

static dt_status add_delivery(struct connection *c, const struct held *held,
			      const struct dt_record_change *change, int64_t now,
			      struct dt_error *err)
{
	static const char sql[] =
		"INSERT INTO delivery (id, job, due, created, body) VALUES (?1, ?2, ?3, ?3, ?4)";
	sqlite3_stmt *s;

	if (!change->delivery_id)
		return DT_OK;
	s = connection_statement(c, sql, err);
	bind_text(s, 1, change->delivery_id);
	bind_whole(s, 2, held->number);
	bind_whole(s, 3, now);
	bind_text(s, 4, change->delivery_body);
	return connection_step(c, s, err);
}

dt_status held_change(struct connection *c, struct held *held,
		      const struct dt_record_change *change, struct dt_error *err)
{
	int64_t now = records_now();
	dt_status status = add_events(c, held, change, now, err);

	if (!status)
		status = change_texts(c, held, change, err);
	if (!status)
		status = change_job(c, held, change, now, err);
	if (!status)
		status = add_delivery(c, held, change, now, err);
	return status;
}
