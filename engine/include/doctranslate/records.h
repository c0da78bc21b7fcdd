/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/records.h - where the jobs of a service are written down.
 *
 * A records backend keeps job records, their events, the deliveries of their webhooks, and who
 * holds which job.  It outlives every process: after a crash another one reads what is here and
 * goes on.  Each call is one transaction: all of it is there, or nothing.
 *
 * Ownership: texts given in are copied; what a visitor sees lives until it returns.
 * Threads: every call may come from any thread.  None may take longer than a database does.
 * Times: microseconds since 1970, UTC.  0: not set.
 * Errors: DT_E_NOT_FOUND, DT_E_REFUSED (somebody else holds the job, or it is over),
 * DT_E_UNAVAILABLE (may be tried again), DT_E_LIMIT (no room in the queue, or on the disk),
 * DT_E_SYSTEM (the machine), DT_E_BUG (an argument that no caller may give).
 *
 * A plugin with records begins its dt_module with DT_ABI_HERE_WITH_RECORDS.  The engine opens a
 * backend by dt_engine_records_open.
 */
#ifndef DOCTRANSLATE_RECORDS_H
#define DOCTRANSLATE_RECORDS_H

#include <doctranslate/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A dt_status of records alone, apart from those of plugin.h: there is no such job. */
enum { DT_E_NOT_FOUND = 64 };

enum dt_record_state {
	DT_RECORD_QUEUED = 1,
	DT_RECORD_RUNNING,
	DT_RECORD_SUCCEEDED,
	DT_RECORD_FAILED,
	DT_RECORD_CANCELLED
};
#define DT_RECORD_STATES(state) (1u << (state)) /* a set of them */

/* A job as it is written down.  JSON texts are compact UTF-8; NULL: none. */
struct dt_record {
	uint32_t size; /* of this struct */
	uint32_t state;
	const char *id;	   /* UUID, lower case */
	const char *kind;  /* "translation", "warmup" */
	const char *owner; /* name of the token that made it, "" without tokens */
	int32_t priority;  /* higher ones first */
	uint32_t attempt;  /* how often it was claimed */
	int64_t created, updated, started, finished, expires;
	int64_t cancel_requested;
	const char *request; /* JSON, without secrets */
	const void *sealed;  /* secrets of the request, encrypted by the service */
	size_t sealed_size;
	const char *name; /* of the document, for people */
	const char *message, *error, *result, *webhook;
	const char *progress; /* the last event, JSON */
	uint64_t sequence;    /* of the last event, 0: none */
	const char *traceparent;
	uint64_t bytes;	    /* on disk, for quotas */
	const char *holder; /* who runs it */
	uint64_t fence;	    /* grows with each claim: a late writer is refused */
	int64_t lease_until;
};

struct dt_record_event {
	uint64_t sequence; /* from 1 without gaps */
	int64_t at;
	const char *json;
};

/* What is to change with a state, an event, a result; NULL and 0 leave a member as it is. */
struct dt_record_change {
	uint32_t size;
	uint32_t state; /* final ones release the job and set finished */
	const char *message, *error, *result;
	int64_t expires;
	uint64_t bytes;
	const char *const *events; /* JSON, in order */
	size_t n_events;
	/* of the terminal delivery, written in the same transaction */
	const char *delivery_id, *delivery_body;
};

struct dt_record_filter {
	uint32_t size;
	uint32_t states;		  /* bits, 0: all */
	const char *owner;		  /* NULL: of everybody */
	const char *kind;		  /* NULL: all */
	int64_t created_from, created_to; /* 0: open */
	/* newest first; begins behind the job of this time and id */
	int64_t before;
	const char *before_id;
	uint32_t limit;
};

struct dt_record_counts {
	uint64_t jobs[8];      /* by state */
	int64_t oldest_queued; /* created of it, 0: none */
	uint64_t deliveries;   /* that wait */
	uint64_t bytes;	       /* on disk, of all jobs */
};

struct dt_delivery {
	uint32_t size;
	uint32_t attempts;
	const char *id, *job, *body;
	int64_t due, created, delivered, given_up;
	int32_t last_status; /* HTTP, 0: no answer */
	const char *last_error;
};

/* One of the attempts at a delivery, when it was over. */
struct dt_attempt {
	uint32_t size;
	uint32_t number; /* from 1 */
	int64_t at;
	int32_t status;	   /* HTTP, 0: no answer */
	const char *error; /* NULL: delivered */
};

/* true: go on */
typedef bool (*dt_record_visitor)(void *ctx, const struct dt_record *record);
typedef bool (*dt_event_visitor)(void *ctx, const struct dt_record_event *event);
typedef bool (*dt_delivery_visitor)(void *ctx, const struct dt_delivery *delivery);
typedef bool (*dt_attempt_visitor)(void *ctx, const struct dt_attempt *attempt);

struct dt_records {
	const char *name;
	const char *summary;
	const struct dt_option *options;
	uint32_t n_options, options_size;

	dt_status (*check)(const void *options, const char **option, struct dt_error *err);
	/* Makes or migrates the tables; forward only.  call (for its log) stays until close. */
	dt_status (*open)(const struct dt_call *call, const void *options, void **self,
			  struct dt_error *err);
	void (*close)(void *self);

	/*
	 * A new job in state QUEUED.  key (with the digest of what was asked) makes it once: when
	 * this owner has used it before, nothing is made and *existing is true, and existing_id
	 * has its job; with another digest DT_E_REFUSED.  DT_E_LIMIT when there are most_open jobs
	 * already that are queued or running (0: no bound), or most_open_of_owner of this owner.
	 */
	dt_status (*create)(void *self, const struct dt_record *record, const char *key,
			    const char *digest, uint64_t most_open, uint64_t most_open_of_owner,
			    bool *existing, char existing_id[40], struct dt_error *err);
	dt_status (*get)(void *self, const char *id, dt_record_visitor visit, void *ctx,
			 struct dt_error *err);
	dt_status (*list)(void *self, const struct dt_record_filter *filter,
			  dt_record_visitor visit, void *ctx, struct dt_error *err);
	dt_status (*count)(void *self, struct dt_record_counts *counts, struct dt_error *err);

	/*
	 * Takes the job that is next: higher priority first, then of the owner who has the fewest
	 * running, then the oldest; also one that runs and whose lease is over.  Sets RUNNING,
	 * holder, lease, attempt and fence.  Visits nothing when there is none.
	 */
	dt_status (*claim)(void *self, const char *holder, int64_t lease_us,
			   dt_record_visitor visit, void *ctx, struct dt_error *err);
	/* The holder goes on; DT_E_REFUSED: it holds it no more.  *cancelled: somebody asked. */
	dt_status (*renew)(void *self, const char *id, uint64_t fence, int64_t lease_us,
			   bool *cancelled, struct dt_error *err);
	/* Back to the queue, not counted as an attempt when handed_back. */
	dt_status (*release)(void *self, const char *id, uint64_t fence, bool handed_back,
			     struct dt_error *err);
	/* fence 0: of a job that nobody holds (a queued one is cancelled so).  *last: the sequence
	 * of the last event then.  DT_E_REFUSED: held by another, or over already. */
	dt_status (*advance)(void *self, const char *id, uint64_t fence,
			     const struct dt_record_change *change, uint64_t *last,
			     struct dt_error *err);
	/* Marks it; a queued job that nobody holds becomes CANCELLED by the same call, with the
	 * change given. */
	dt_status (*cancel)(void *self, const char *id, const struct dt_record_change *if_queued,
			    bool *was_queued, struct dt_error *err);
	dt_status (*events)(void *self, const char *id, uint64_t after, uint32_t limit,
			    dt_event_visitor visit, void *ctx, struct dt_error *err);
	/* Jobs that are over and whose time has come. */
	dt_status (*expired)(void *self, int64_t now, uint32_t limit, dt_record_visitor visit,
			     void *ctx, struct dt_error *err);
	/* With events and deliveries; only of a job that is over. */
	dt_status (*remove)(void *self, const char *id, struct dt_error *err);

	/* Deliveries that are due and that nobody else tries until lease_us from now. */
	dt_status (*due)(void *self, int64_t now, int64_t lease_us, uint32_t limit,
			 dt_delivery_visitor visit, void *ctx, struct dt_error *err);
	/* After an attempt: delivered, given up, or due again at next. */
	dt_status (*attempted)(void *self, const char *delivery, int32_t status, const char *error,
			       bool delivered, int64_t next, struct dt_error *err);
	dt_status (*deliveries)(void *self, const char *job, dt_delivery_visitor visit, void *ctx,
				struct dt_error *err);
	/* All attempts at it, in their order; NULL: only the last one is kept (see dt_delivery). */
	dt_status (*attempts)(void *self, const char *delivery, dt_attempt_visitor visit, void *ctx,
			      struct dt_error *err);
};

#define DT_ABI_HERE_WITH_RECORDS                                                                   \
	{                                                                                          \
		DT_MAGIC, DT_ABI_MAJOR, DT_ABI_MINOR, sizeof(struct dt_module),                    \
			sizeof(struct dt_stage), sizeof(struct dt_translator),                     \
			sizeof(struct dt_store), sizeof(struct dt_port), sizeof(struct dt_option), \
			sizeof(struct dt_records),                                                 \
		{                                                                                  \
			0, 0, 0, 0, 0                                                              \
		}                                                                                  \
	}

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_RECORDS_H */
