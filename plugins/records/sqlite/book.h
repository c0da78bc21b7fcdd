/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * book.h - the open records: self of each function of the backend.
 *
 * One connection writes, under a lock of this process; each reader has one of its own, so that
 * nobody waits for who reads.  Visitors are called without the lock: they may call the records.
 */
#ifndef RECORDS_BOOK_H
#define RECORDS_BOOK_H

#include "connection.h"

#include <pthread.h>

struct book_options {
	const char *path;
	int64_t wait; /* milliseconds */
	int64_t readers;
};

struct book {
	char *path;
	uint32_t wait_ms;
	pthread_mutex_t writing; /* guards writer */
	struct connection *writer;
	pthread_mutex_t lock;		  /* guards what follows */
	struct connection *readers;	  /* free ones */
	unsigned n_readers, most_readers; /* free ones */
};

/* A transaction of the writer; DT_OK: book_leave must follow. */
dt_status book_enter(struct book *book, enum durability durability, struct dt_error *err);
dt_status book_leave(struct book *book, dt_status status, struct dt_error *err);

/* NULL with err. */
struct connection *book_reader(struct book *book, struct dt_error *err);
void book_put_back(struct book *book, struct connection *reader);

/* ---- rows (row.c) ------------------------------------------------------------------ */

/* "SELECT ... FROM ...": what follows has the job as j. */
#define SELECT_RECORD                                                                              \
	"SELECT j.id, j.state, j.kind, j.owner, j.priority, j.attempt, j.created, j.updated,"      \
	" j.started, j.finished, j.expires, j.cancel_requested, b.request, b.sealed, b.name,"      \
	" b.message, b.error, b.result, b.webhook, e.json, j.sequence, b.traceparent, j.bytes,"    \
	" j.holder, j.fence, j.lease_until FROM job AS j CROSS JOIN body AS b ON b.job = j.number" \
	" LEFT JOIN event AS e ON e.job = j.number AND e.sequence = j.sequence "

#define SELECT_DELIVERY                                                                            \
	"SELECT d.attempts, d.id, j.id, d.body, d.due, d.created, d.delivered, d.given_up,"        \
	" d.last_status, d.last_error FROM delivery AS d JOIN job AS j ON j.number = d.job "

/* As the row has it, until the statement steps. */
void record_read(sqlite3_stmt *statement, struct dt_record *record);
void delivery_read(sqlite3_stmt *statement, struct dt_delivery *delivery);
/* In one piece, for free; NULL without memory. */
struct dt_record *record_copy(const struct dt_record *record);
struct dt_delivery *delivery_copy(const struct dt_delivery *delivery);
/* Visits what the statement finds, in a reader's hands; statement NULL: err has it. */
dt_status visit_records(struct connection *c, sqlite3_stmt *statement, dt_record_visitor visit,
			void *ctx, struct dt_error *err);
dt_status visit_deliveries(struct connection *c, sqlite3_stmt *statement, dt_delivery_visitor visit,
			   void *ctx, struct dt_error *err);

/* ---- of one job, within a transaction (held.c) -------------------------------------- */

struct held {
	int64_t number;
	uint32_t state;
	uint64_t fence, sequence;
	int64_t lease_until, cancel_requested;
};

dt_status held_read(struct connection *c, const char *id, struct held *held, struct dt_error *err);
/* Writes a change of the job into it; checks nothing of who holds it. */
dt_status held_change(struct connection *c, struct held *held,
		      const struct dt_record_change *change, struct dt_error *err);
/* The members that the caller knows of, and nothing else; DT_E_BUG when it cannot be. */
dt_status change_take(const struct dt_record_change *given, struct dt_record_change *change,
		      struct dt_error *err);
bool state_is_final(uint32_t state);

/* ---- the table of the backend ------------------------------------------------------- */

dt_status book_open(const struct dt_call *call, const void *options, void **self,
		    struct dt_error *err);
void book_close(void *self);
dt_status book_create(void *self, const struct dt_record *record, const char *key,
		      const char *digest, uint64_t most_open, uint64_t most_open_of_owner,
		      bool *existing, char existing_id[40], struct dt_error *err);
dt_status book_get(void *self, const char *id, dt_record_visitor visit, void *ctx,
		   struct dt_error *err);
dt_status book_list(void *self, const struct dt_record_filter *filter, dt_record_visitor visit,
		    void *ctx, struct dt_error *err);
dt_status book_count(void *self, struct dt_record_counts *counts, struct dt_error *err);
dt_status book_claim(void *self, const char *holder, int64_t lease_us, dt_record_visitor visit,
		     void *ctx, struct dt_error *err);
dt_status book_renew(void *self, const char *id, uint64_t fence, int64_t lease_us, bool *cancelled,
		     struct dt_error *err);
dt_status book_release(void *self, const char *id, uint64_t fence, bool handed_back,
		       struct dt_error *err);
dt_status book_advance(void *self, const char *id, uint64_t fence,
		       const struct dt_record_change *change, uint64_t *last, struct dt_error *err);
dt_status book_cancel(void *self, const char *id, const struct dt_record_change *if_queued,
		      bool *was_queued, struct dt_error *err);
dt_status book_events(void *self, const char *id, uint64_t after, uint32_t limit,
		      dt_event_visitor visit, void *ctx, struct dt_error *err);
dt_status book_expired(void *self, int64_t now, uint32_t limit, dt_record_visitor visit, void *ctx,
		       struct dt_error *err);
dt_status book_remove(void *self, const char *id, struct dt_error *err);
dt_status book_due(void *self, int64_t now, int64_t lease_us, uint32_t limit,
		   dt_delivery_visitor visit, void *ctx, struct dt_error *err);
dt_status book_attempted(void *self, const char *delivery, int32_t status, const char *error,
			 bool delivered, int64_t next, struct dt_error *err);
dt_status book_attempts(void *self, const char *delivery, dt_attempt_visitor visit, void *ctx,
			struct dt_error *err);
dt_status book_deliveries(void *self, const char *job, dt_delivery_visitor visit, void *ctx,
			  struct dt_error *err);

#endif /* RECORDS_BOOK_H */
