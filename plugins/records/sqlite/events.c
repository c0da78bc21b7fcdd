/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Events of a job, as they were written: in order, without gaps. */
#include "config.h"

#include "book.h"

static dt_status check_there(struct connection *c, const char *id, int64_t *number,
			     struct dt_error *err)
{
	struct held held;
	dt_status status = held_read(c, id, &held, err);

	*number = status ? 0 : held.number;
	return status;
}

dt_status book_events(void *self, const char *id, uint64_t after, uint32_t limit,
		      dt_event_visitor visit, void *ctx, struct dt_error *err)
{
	static const char sql[] = "SELECT sequence, at, json FROM event"
				  " WHERE job = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3";
	struct connection *c = book_reader(self, err);
	struct dt_error why = { 0 };
	struct dt_record_event event;
	sqlite3_stmt *s = NULL;
	int64_t number;

	if (!c)
		return err ? err->status : DT_E_SYSTEM;
	if (check_there(c, id, &number, &why) == DT_OK)
		s = connection_statement(c, sql, &why);
	bind_whole(s, 1, number);
	bind_whole(s, 2, after > INT64_MAX ? INT64_MAX : (int64_t)after);
	bind_limit(s, 3, limit);
	while (s && connection_row(c, s, &why)) {
		event.sequence = (uint64_t)sqlite3_column_int64(s, 0);
		event.at = sqlite3_column_int64(s, 1);
		event.json = column_text(s, 2);
		if (visit(ctx, &event))
			continue;
		sqlite3_reset(s);
		break;
	}
	book_put_back(self, c);
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}
