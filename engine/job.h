/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * job.h - one document on its way through a pipeline.
 *
 * Everything here changes only under the pipeline's lock, except what is
 * atomic, what stands under event_lock, and a unit's own parts.  A job is in
 * its pipeline's ring from submit until its last unit is over; then state is
 * final and nobody but the front end holds it.
 */
#ifndef DT_JOB_H
#define DT_JOB_H

#include "digest.h"
#include "pipeline.h"
#include "spool.h"

#include <stdatomic.h>

/* A page's payload at one output, until its last reader is done. */
struct payload {
	void *at;	 /* NULL: on disk only, or nothing */
	uint64_t offset; /* in the spool */
	uint32_t size;
	uint8_t pins;	     /* units that use it now */
	uint8_t left, near;  /* readers to come: all; in that pass: */
	uint8_t pass : 5;    /* the giver's, and later the one that reads it; of many, modulo 32 */
	uint8_t counted : 1; /* in job->parked */
	uint8_t on_disk : 1;
	uint8_t gap : 1; /* the giver failed */
};

struct job_output {
	struct payload *pages; /* of a page port */
	void *doc;	       /* of a doc port */
	size_t doc_size;
	uint32_t doc_left; /* readers that have not ended */
	bool given;
};

enum phase { PHASE_WAITS = 0, PHASE_BEGINS, PHASE_RUNS, PHASE_ENDS, PHASE_ENDED };

struct job_node {
	enum phase phase;
	void *state;
	bool begun;
	struct job_output *outputs;
	/* pages: */
	uint64_t *ready, *done; /* bits */
	uint8_t *missing;	/* page inputs still to come */
	uint32_t first_ready;	/* no ready page before it */
	uint32_t low;		/* first page that is not done */
	uint32_t n_done, running;
	/* again after DT_E_UNAVAILABLE, for begin and end: */
	int64_t not_before;
	uint32_t attempts;
	/* progress of a long begin or end */
	_Atomic uint64_t step_done, step_total;
	/* for the report */
	uint64_t calls, failed;
	int64_t cpu_ns, wall_ns, first_ns, last_ns;
	/* of services that the stage asks itself */
	pthread_mutex_t usage_lock;
	struct dt_usage usage;
};

struct retry {
	struct retry *next;
	uint32_t node, page, attempts;
	int64_t due; /* 0: running or ready */
};

struct kept_note {
	uint32_t level;
	char *code, *text;
	int64_t page;
	float box[4];
};

struct artifact {
	const char *name;		/* result */
	const char *key, *json, *brief; /* of a report: all of it, and its plain members */
	bool wanted, demanded, stored;
	uint64_t bytes;
	char sha256[DIGEST_TEXT];
};

struct translator_use {
	_Atomic uint64_t batches, segments, failures, wall_ns;
	pthread_mutex_t lock; /* of usage */
	struct dt_usage usage;
};

struct dt_job {
	struct dt_pipeline *pipeline;
	struct dt_job *next, *previous; /* ring */
	uint64_t number;
	char id[32];
	struct arena arena;
	struct dt_parameter *parameters;
	size_t n_parameters;
	const char *input;
	struct artifact *artifacts; /* one for each result of the plan */
	bool no_replace;
	int64_t page_limit_ms, job_limit_ms;

	enum dt_job_state state;
	bool started, storing, finishing, linked;
	uint32_t running;	  /* units in work */
	uint32_t n_open;	  /* nodes that have not ended */
	atomic_bool stop;	  /* no new units: failed or cancelled */
	atomic_bool cancelled;	  /* asked for by the front end */
	atomic_bool winding_down; /* asked to end soon with what there is */
	int64_t wound_down_by;	  /* monotonic ns; then it is cancelled */
	atomic_bool answered;	  /* a translator has answered a batch */
	struct dt_error verdict;  /* of the first DT_NOTE_FAILURE: told when results are stored */
	_Atomic int64_t deadline; /* monotonic ns, 0: none */
	struct dt_error error;
	char error_node[64];
	int64_t error_page;

	bool knows_pages;
	uint32_t n_pages;
	struct job_node *nodes;
	uint32_t *page_ms;	/* time spent on each page */
	uint64_t *failed_pages; /* bits */
	uint32_t n_failed_pages;
	struct retry *retries;
	void *job_file;
	size_t job_file_size;
	uint64_t input_bytes;
	char *work_dir;
	int work_lock; /* of workdir.h */
	struct spool spool;
	int64_t parked, parked_peak, resident, resident_peak;
	uint32_t in_flight_peak;

	pthread_mutex_t event_lock; /* events one at a time; guards notes and overall */
	void (*event)(void *ctx, const struct dt_event *event);
	void *event_ctx;
	bool tells_calls;
	_Atomic int64_t last_event;
	double overall;
	struct kept_note *notes;
	size_t n_notes, room_notes, notes_dropped;
	atomic_uint n_faults;
	struct translator_use *translators;
	int64_t submitted_ns, started_ns, finished_ns;
	time_t started_at;
};

enum unit_kind { UNIT_START = 1, UNIT_BEGIN, UNIT_PAGE, UNIT_END, UNIT_STORE, UNIT_FINISH };

enum { MAX_SPILL = 2 * MAX_PORTS }; /* what a unit gives and what it has read */

struct unit_output {
	void *at;
	size_t size;
};

/* One call into a plugin, or a step of the engine's own, on the thread that does it. */
struct unit {
	struct dt_call call; /* first: host functions come back from it */
	struct dt_pipeline *pipeline;
	struct dt_job *job; /* NULL outside a job */
	struct node *node;  /* NULL: a translator's or store's call */
	uint32_t index;	    /* of the node */
	enum unit_kind kind;
	struct lane *lane;
	uint32_t page_spent_ms; /* on the page before */
	int64_t deadline;	/* of the page, monotonic ns, 0: none */
	const void *in[MAX_PORTS];
	size_t in_size[MAX_PORTS];
	struct payload *pinned[MAX_PORTS];
	struct unit_output out[MAX_PORTS];
	const struct translator *inside;  /* a translator's call: node is its caller's */
	const struct translator *outside; /* the one that has asked it; NULL: a stage */
	int depth;			  /* of translators in translators */
	const struct dt_batch *batch;	  /* of that call */
	struct dt_usage spent;		  /* by it, if the job tells calls; under its use's lock */
	dt_status status;
	struct dt_error error;
	uint32_t n_pages; /* a source's answer */
	int64_t cpu_ns, wall_ns, start_ns;
	int64_t cpu_mark; /* of the thread when its last stage ended, 0: not known */
	struct payload *spill[MAX_SPILL];
	uint32_t n_spill;
	int64_t file_page; /* -1: not known */
	bool page_failed, whole_sentence, lane_opened, lane_failed;
};

static inline bool bit_get(const uint64_t *bits, uint32_t i)
{
	return bits[i / 64] >> (i % 64) & 1;
}
static inline void bit_set(uint64_t *bits, uint32_t i)
{
	bits[i / 64] |= (uint64_t)1 << (i % 64);
}
static inline void bit_clear(uint64_t *bits, uint32_t i)
{
	bits[i / 64] &= ~((uint64_t)1 << (i % 64));
}

/* host.c */
extern const struct dt_host engine_host;

/* unit.c: does a unit that was taken; without the lock. */
void unit_do(struct unit *unit);
/* A call outside of jobs: open, lane_open, pair, ... */
void unit_outside(struct unit *unit, struct dt_pipeline *pipeline, const char *node, void *self);

/* outcome.c: what a unit that is over means; with the lock held. */
void unit_settle(struct unit *unit);
/* The sentence for a job whose time is over; where: "; it was ..." or "". */
void job_time_error(const struct dt_job *job, const char *where, struct dt_error *error);
/* What state a job that has no unit left is in for good. */
enum dt_job_state job_outcome(const struct dt_job *job);
/* The job fails with this error, unless it has failed or been cancelled already. */
void job_fail(struct dt_job *job, const struct dt_error *error, const char *node, int64_t page);
/* Every node that asks is done with its pages: winding down would leave nothing out. */
bool job_has_asked_all(const struct dt_job *job);

/* flow.c; with the lock held */
/* The unit's node is done with its page, well or not: readers may be ready. */
void flow_page_done(struct unit *unit);
/* The page outputs of the unit's node are missing. */
void flow_gaps(struct unit *unit);
/* The unit lets go of its page inputs; for good when done. */
void flow_release_inputs(struct unit *unit, bool done);
/* What the unit has given becomes the page's payloads. */
void flow_take_pages(struct unit *unit);
/* How many nodes of a pass have still to read a page of what a giver has at one of its ports. */
uint8_t flow_readers(const struct dt_job *job, uint32_t giver, uint32_t port, uint32_t pass,
		     uint32_t page);

/* payloads.c; with the lock held */
dt_status job_make_pages(struct dt_job *job, uint32_t n_pages, struct dt_error *err);
void payload_pin(struct dt_job *job, struct payload *payload);
/* One of that pass is done with it, or was never called. */
void payload_read(struct payload *payload, uint32_t pass);
/* One reader less when done; true when it has to go to the spool (its pin stays). */
bool payload_release(struct dt_job *job, struct payload *payload, bool may_spill);
bool payload_settle(struct dt_job *job, struct payload *payload, bool may_spill);
void job_drop_payloads(struct dt_job *job);

/* progress.c; without the lock */
void job_tell(struct dt_job *job, enum dt_event_kind kind, int node);
void job_note(struct dt_job *job, const struct dt_note *note);
void job_progress(struct dt_job *job, uint32_t node);
/* [any] Only if the job tells calls. */
void job_tell_call(struct dt_job *job, enum dt_event_kind kind, const char *stage,
		   const struct dt_called *call);

/* report.c */
/* Of what a stage has reported, the members that are neither list nor object, as JSON; NULL when
 * text is no JSON.  The caller frees. */
char *report_brief(const char *text);

/* result.c; without the lock */
dt_status job_store_results(struct dt_job *job, struct dt_error *err);
dt_status job_check_results(struct dt_job *job, const struct dt_job_request *request,
			    struct dt_error *err);
const char *job_parameter(const struct dt_job *job, const char *name);

#endif /* DT_JOB_H */
