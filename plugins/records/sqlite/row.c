/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows as the structs that callers see, and copies of these. */
#include "config.h"

#include "book.h"

#include <stdlib.h>
#include <string.h>

void record_read(sqlite3_stmt *s, struct dt_record *r)
{
	int i = 0;

	memset(r, 0, sizeof(*r));
	r->size = sizeof(*r);
	r->id = column_text(s, i++);
	r->state = (uint32_t)sqlite3_column_int(s, i++);
	r->kind = column_text(s, i++);
	r->owner = column_text(s, i++);
	r->priority = sqlite3_column_int(s, i++);
	r->attempt = (uint32_t)sqlite3_column_int(s, i++);
	r->created = sqlite3_column_int64(s, i++);
	r->updated = sqlite3_column_int64(s, i++);
	r->started = sqlite3_column_int64(s, i++);
	r->finished = sqlite3_column_int64(s, i++);
	r->expires = sqlite3_column_int64(s, i++);
	r->cancel_requested = sqlite3_column_int64(s, i++);
	r->request = column_text(s, i++);
	r->sealed = sqlite3_column_blob(s, i);
	r->sealed_size = (size_t)sqlite3_column_bytes(s, i++);
	r->name = column_text(s, i++);
	r->message = column_text(s, i++);
	r->error = column_text(s, i++);
	r->result = column_text(s, i++);
	r->webhook = column_text(s, i++);
	r->progress = column_text(s, i++);
	r->sequence = (uint64_t)sqlite3_column_int64(s, i++);
	r->traceparent = column_text(s, i++);
	r->bytes = (uint64_t)sqlite3_column_int64(s, i++);
	r->holder = column_text(s, i++);
	r->fence = (uint64_t)sqlite3_column_int64(s, i++);
	r->lease_until = sqlite3_column_int64(s, i++);
}

void delivery_read(sqlite3_stmt *s, struct dt_delivery *d)
{
	int i = 0;

	memset(d, 0, sizeof(*d));
	d->size = sizeof(*d);
	d->attempts = (uint32_t)sqlite3_column_int(s, i++);
	d->id = column_text(s, i++);
	d->job = column_text(s, i++);
	d->body = column_text(s, i++);
	d->due = sqlite3_column_int64(s, i++);
	d->created = sqlite3_column_int64(s, i++);
	d->delivered = sqlite3_column_int64(s, i++);
	d->given_up = sqlite3_column_int64(s, i++);
	d->last_status = sqlite3_column_int(s, i++);
	d->last_error = column_text(s, i++);
}

/* A copy of size bytes whose texts, at these places, lie behind it, and then n_bytes more. */
static void *copy_with_texts(const void *from, size_t size, const size_t *places, size_t n,
			     const void *bytes, size_t n_bytes, const void **bytes_copy)
{
	size_t room = size + n_bytes, length;
	const char *text;
	char *to, *at;

	for (size_t i = 0; i < n; i++) {
		memcpy(&text, (const char *)from + places[i], sizeof(text));
		room += text ? strlen(text) + 1 : 0;
	}
	to = malloc(room);
	if (!to)
		return NULL;
	memcpy(to, from, size);
	at = to + size;
	for (size_t i = 0; i < n; i++) {
		memcpy(&text, to + places[i], sizeof(text));
		if (!text)
			continue;
		length = strlen(text) + 1;
		memcpy(at, text, length);
		text = at;
		memcpy(to + places[i], &text, sizeof(text));
		at += length;
	}
	if (n_bytes)
		memcpy(at, bytes, n_bytes);
	*bytes_copy = n_bytes ? at : NULL;
	return to;
}

#define OF_RECORD(member)   offsetof(struct dt_record, member)
#define OF_DELIVERY(member) offsetof(struct dt_delivery, member)

struct dt_record *record_copy(const struct dt_record *record)
{
	static const size_t texts[] = {
		OF_RECORD(id),	    OF_RECORD(kind),	 OF_RECORD(owner),	 OF_RECORD(request),
		OF_RECORD(name),    OF_RECORD(message),	 OF_RECORD(error),	 OF_RECORD(result),
		OF_RECORD(webhook), OF_RECORD(progress), OF_RECORD(traceparent), OF_RECORD(holder),
	};
	const void *sealed;
	struct dt_record *copy = copy_with_texts(record, sizeof(*record), texts, DT_COUNT(texts),
						 record->sealed, record->sealed_size, &sealed);

	if (copy)
		copy->sealed = sealed;
	return copy;
}

struct dt_delivery *delivery_copy(const struct dt_delivery *delivery)
{
	static const size_t texts[] = { OF_DELIVERY(id), OF_DELIVERY(job), OF_DELIVERY(body),
					OF_DELIVERY(last_error) };
	const void *nothing;

	return copy_with_texts(delivery, sizeof(*delivery), texts, DT_COUNT(texts), NULL, 0,
			       &nothing);
}

/* ---- visits -------------------------------------------------------------------------- */

dt_status visit_records(struct connection *c, sqlite3_stmt *statement, dt_record_visitor visit,
			void *ctx, struct dt_error *err)
{
	struct dt_error why = { 0 };
	struct dt_record record;

	if (!statement)
		return err ? err->status : DT_E_SYSTEM;
	while (connection_row(c, statement, &why)) {
		record_read(statement, &record);
		if (visit(ctx, &record))
			continue;
		sqlite3_reset(statement);
		break;
	}
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

dt_status visit_deliveries(struct connection *c, sqlite3_stmt *statement, dt_delivery_visitor visit,
			   void *ctx, struct dt_error *err)
{
	struct dt_error why = { 0 };
	struct dt_delivery delivery;

	if (!statement)
		return err ? err->status : DT_E_SYSTEM;
	while (connection_row(c, statement, &why)) {
		delivery_read(statement, &delivery);
		if (visit(ctx, &delivery))
			continue;
		sqlite3_reset(statement);
		break;
	}
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}
