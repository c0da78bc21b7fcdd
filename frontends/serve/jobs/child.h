/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * child.h - processes that this one starts, listens to, and ends: one thread for all of them.
 *
 * A child is started without a shell in a session and group of its own; it has descriptor 0 (what
 * it is given, then its end), 1 and 2, and 3 (lines for this process), and none else.  Whatever it
 * does, what is kept of it is bounded, and it is over in the end: gone with all that it has
 * started, told of once.
 *
 * Threads: every function from any thread, also from the callbacks; these come from the thread of
 * the children, one at a time, and must not wait.  Nobody else in this process may wait for any
 * child, and SIGCHLD is not ignored.
 *
 * Sources: pidfd_open(2), posix_spawn(3), waitid(2), credentials(7) (sessions and groups).
 */
#ifndef DT_SERVE_CHILD_H
#define DT_SERVE_CHILD_H

#include "job/sandbox.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct children;

enum child_outcome {
	CHILD_FINISHED = 0, /* by itself, with exit_code */
	CHILD_CRASHED,	    /* by a signal that nobody has sent from here */
	CHILD_MEMORY,	    /* its bound, or the machine had none left */
	CHILD_TIME,	    /* time_ms was over */
	CHILD_CPU,	    /* used up the time of the processor that it may use */
	CHILD_FILE_SIZE,    /* wrote a file beyond its bound */
	CHILD_FILTER,	    /* made a call that the sandbox kills for */
	CHILD_STOPPED,	    /* by child_stop, child_kill or children_free */
	CHILD_BROKEN	    /* what it said was not what is spoken on descriptor 3 */
};

struct child_end {
	enum child_outcome outcome;
	int exit_code; /* -1: by a signal */
	int signal;    /* 0: none */
	bool asked;    /* child_stop was called before, whatever the outcome */
	/* of its first process with the programs that it has waited for */
	uint64_t cpu_us, resident_bytes;
	uint64_t log_dropped; /* lines */
	const char *reason;   /* one word for details.reason; of CHILD_FINISHED NULL */
	const char *text;     /* one sentence */
};

struct child_options {
	const char *program;	 /* NULL: the one that this process runs */
	const char *const *argv; /* NULL-terminated, with its name in front */
	/* NULL-terminated, "NAME=VALUE": beside the environment of this process without the
	 * settings of the server (DOCTRANSLATE_API_...), or instead of what is in there */
	const char *const *environment;
	/* names of variables that it does not get */
	const char *const *withheld;
	size_t n_withheld;
	const char *folder; /* to run in; NULL: this one's */
	const char *input;  /* for descriptor 0; copied, wiped when it is sent */
	size_t input_size;
	struct sandbox_limits limits;
	unsigned nice;		 /* 0 to 19: how far it stands back for this process */
	bool programs;		 /* it may run others: what is left of its session is ended, too */
	int64_t time_ms;	 /* 0: no bound */
	int64_t grace_ms;	 /* between SIGTERM and SIGKILL; 0: 1500 */
	size_t line_bytes;	 /* of descriptor 3, without its end; 0: 1 MiB */
	uint64_t lines_bytes;	 /* of all of them; 0: 1 GiB */
	size_t output_bytes;	 /* of descriptor 1, if there is output; more breaks it */
	size_t log_line_bytes;	 /* the rest of a line is cut off; 0: 2000 */
	uint32_t log_per_second; /* lines; what is more is counted and dropped; 0: 50 */
	/* A line, with a NUL behind; false: this is not what is spoken here. NULL: 3 is closed. */
	bool (*line)(void *ctx, const char *line, size_t size);
	/* Bytes of descriptor 1 as they come; NULL: it is /dev/null. */
	void (*output)(void *ctx, const char *bytes, size_t size);
	/* A line of descriptor 2: printable, with a NUL behind; NULL: it is /dev/null. */
	void (*log)(void *ctx, const char *line, size_t size);
	/* Once, and the last call. */
	void (*over)(void *ctx, const struct child_end *end);
	void *ctx;
};

struct children *children_new(struct dt_error *err);
/* Kills those that run and tells of their end, then returns.  Not from a callback. */
void children_free(struct children *children);
size_t children_count(struct children *children);

/* *id is never 0.  Callbacks may come before this returns, so the caller holds no lock that they
 * take.  DT_E_SYSTEM: it cannot be started; nothing is called then. */
dt_status child_start(struct children *children, const struct child_options *options, uint64_t *id,
		      struct dt_error *err);
/* SIGTERM to its group, SIGKILL after the grace.  Of a child that is over: nothing. */
void child_stop(struct children *children, uint64_t id);
/* SIGKILL to all of it at once. */
void child_kill(struct children *children, uint64_t id);

#endif
