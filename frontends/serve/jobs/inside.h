/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * inside.h - what the parts of jobs/ share.
 *
 * Threads: the scheduler's (claims, starts, stops, renews), the writer's (events and ends of runs
 * to the records, then to the hub), the keeper's (sweeps), those of the runner (events come in),
 * and callers.  jobs->lock guards the list of runs and what is said to be so; it is held for
 * moments only, never while records, the runner or a subscriber is called.  Lock order: jobs->lock,
 * then the hub's or the cache's.
 *
 * A run is made, and freed, by the scheduler.  Its child (or the scheduler, when that takes too
 * long) says that it is over (final); the writer writes the end (written): the slot is free; when
 * the child is gone too (over) the scheduler drops it.
 */
#ifndef DT_SERVE_JOBS_INSIDE_H
#define DT_SERVE_JOBS_INSIDE_H

#include "folder.h"
#include "hub.h"
#include "jobs.h"
#include "outcome.h"
#include "runner.h"
#include "sealed.h"
#include "status.h"

#include "serve/observe/follow.h"
#include "serve/settings/settings.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
	LEASE_MS = 15000,
	RENEW_MS = 1000,   /* also: how soon it is seen that another server was asked to cancel */
	KILL_MS = 1500,	   /* after it was asked to end, a child is killed */
	ABANDON_MS = 1700, /* and is waited for no longer: the job is over, the slot free */
	FLUSH_MS = 50,	   /* between two writes of one job's events */
	RETRY_MS = 250,	   /* after records have failed */
	IDLE_MS = 1000,	   /* between two looks for jobs that other servers have made */
	MOST_ATTEMPTS = 3,
	MOST_EVENTS = 50000, /* of a run; what comes then is not written */
	MOST_EVENT_BYTES = 65536,
	MOST_EVENTS_BYTES = 16 << 20 /* the same, of all of them together */
};

struct pending_event {
	char *json;
	bool update; /* a later one of the same stage says all that it says */
	char *stage;
};

struct run {
	struct run *next;
	struct jobs *jobs;
	char id[40], kind[16];
	uint64_t fence, sequence; /* of the last event that is written */
	unsigned attempt;
	bool webhook; /* there is one */
	char *folder;
	struct topic *topic;
	struct follow *follow;		   /* its spans; NULL: no memory for them */
	struct job_run *child;		   /* NULL: was not started */
	int64_t began, deadline;	   /* ms of the steady clock; deadline 0: none */
	int64_t created;		   /* us */
	int64_t renew, kill, write, retry; /* when to */
	enum job_cause cause;
	bool asked, killed; /* to end */
	bool over, final, written;
	bool message; /* that its end was asked for is to be told */
	bool count;   /* handed back, but as an attempt */
	struct outcome_copy outcome;
	struct pending_event *pending;
	size_t n_pending, room_pending;
	uint64_t n_events, events_bytes;
};

struct jobs {
	_Atomic(const struct settings *) settings; /* a reload sets other ones */
	const struct dt_records *records;
	void *store;
	const struct job_runner *runner;
	struct process_runner *processes; /* what the runner is of, if it is ours */
	char *root;			  /* DATA_ROOT/jobs */
	char holder[320];
	struct seal_key key;
	int data_lock; /* shared, while this server uses DATA_ROOT */
	bool alone;    /* at start nobody else used it */
	struct hub *hub;
	struct status_cache *cache;

	pthread_mutex_t lock;
	pthread_cond_t schedule, write, keep, idle;
	pthread_t scheduler, writer, keeper;
	bool scheduler_runs, writer_runs, keeper_runs;
	struct run *runs;
	unsigned slots, busy;	/* busy: runs that are not written */
	bool accepting, ending; /* ending: threads are to return */
	bool claiming;		/* the scheduler is at it: there may be a run in a moment */
	bool handing_back;	/* what begins now is handed back at once */
	bool new_job;		/* the scheduler should look at once */
	/* ms: nothing was there; the machine has no room */
	int64_t claim_after, pause;
	int64_t give_up;     /* ms: then ends are not written any more; 0: always */
	double mean_ms;	     /* how long jobs take here, lately */
	char trouble[256];   /* of the records, "": none */
	uint64_t disk_bytes; /* of all jobs, as last seen */
	struct dt_record_counts counts;
	int64_t counted;
};

int64_t steady_ms(void);
int64_t now_us(void);
/* A condition that steady_ms is the clock of. */
bool steady_condition(pthread_cond_t *condition);
/* Waits until then at most; the lock is held. */
void steady_wait(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until_ms);

/* As jobs_new, with what runs the jobs; that outlives them. */
struct jobs *jobs_start(const struct settings *settings, const struct dt_records *records,
			void *store, const struct job_runner *runner, struct dt_error *err);

/* What calls to records have come to: kept for readiness.  That they can be read says nothing of
 * writing. */
dt_status jobs_noted(struct jobs *jobs, dt_status status, bool wrote, const struct dt_error *err);

/* scheduler.c */
void *scheduler_main(void *jobs);
void run_event(void *run, const char *json, size_t size);
void run_over(void *run, const struct job_outcome *outcome);
void run_free(struct run *run);
/* Asks a run to end; the lock is held.  The first cause is what counts. */
void run_ask(struct run *run, enum job_cause cause);

/* What is wanted of a record that was claimed. */
struct record_copy {
	struct dt_record record;
	char *owned[6];
	void *sealed;
};
bool record_copy(struct record_copy *copy, const struct dt_record *record);
void record_copy_drop(struct record_copy *copy);

/* start.c: of a record that was claimed here */
struct run *run_new(struct jobs *jobs, const struct dt_record *record, struct dt_error *err);
void run_start(struct run *run, const struct dt_record *record);
/* "request" or "webhook" of a record with its secrets; NULL: none, or *lost. */
json_t *record_whole(const struct jobs *jobs, const struct dt_record *record, const char *part,
		     bool *lost);

/* writer.c */
void *writer_main(void *jobs);
/* What is written when a job is over; end_change_free. */
struct end_of {
	const char *id, *kind, *folder;
	bool webhook;
	unsigned attempts;
	uint64_t sequence; /* of the event before the terminal one */
};
struct end_change {
	struct dt_record_change change; /* without events: they are the caller's to set */
	struct ending ending;
	char delivery[64];
	char *body;
};
bool end_change_make(struct end_change *end, const struct jobs *jobs, const struct end_of *of,
		     enum job_cause cause, struct outcome_copy *outcome);
void end_change_free(struct end_change *end);
/* The end of a job that does not run here, written with the fence of its record. */
dt_status write_end(struct jobs *jobs, const char *id, enum job_cause cause, struct dt_error *err);
/* The record has changed elsewhere, or without the texts of its events being known here. */
void jobs_look_again(struct jobs *jobs, const char *id);

/* recovery.c, sweep.c */
bool jobs_recover(struct jobs *jobs, struct dt_error *err);
dt_status data_lock_take(struct jobs *jobs, struct dt_error *err);
void data_lock_drop(struct jobs *jobs);
bool holder_make(char *holder, size_t size);
/* Was it a process of this machine that is no more?  alone: of this host, nobody else is here. */
bool holder_dead(const char *holder, const char *own, bool alone);
void *keeper_main(void *jobs);
/* all: also young ones, since nobody else is here */
void sweep_orphans(struct jobs *jobs, bool all);
/* Room for so much more?  Removes what is oldest of what is over. */
bool sweep_for(struct jobs *jobs, uint64_t bytes);

#endif
