/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* child_inside.h - what the files about children share; see child.h. */
#ifndef DT_SERVE_CHILD_INSIDE_H
#define DT_SERVE_CHILD_INSIDE_H

#include "child.h"

#include <pthread.h>
#include <sys/resource.h>

/* Where in epoll's data the kind of descriptor is; the rest is the child's number. */
enum child_fd { CHILD_PIDFD, CHILD_INPUT, CHILD_OUTPUT, CHILD_LOG, CHILD_LINES, CHILD_FDS };

/* Bytes until the end of their line. */
struct line_buffer {
	char *bytes;
	size_t n, capacity;
	bool cut; /* the rest of this line is passed over */
};

struct child {
	struct child *next;
	uint64_t id;
	struct child_options options; /* without input, argv, environment, folder, program */
	pid_t pid;
	int fds[CHILD_FDS]; /* -1: closed */
	char *input;
	size_t input_sent, input_size;
	struct line_buffer lines, log;
	uint64_t lines_bytes, output_bytes;
	int64_t started_ms, second_ms; /* second_ms: of the log lines that are counted */
	uint32_t log_in_second;
	uint64_t log_dropped;
	int64_t kill_ms;   /* when SIGKILL is due; 0: not asked */
	bool asked;	   /* by us */
	bool killed;	   /* SIGKILL was sent from here */
	bool is_late, is_broken;
	char broken[160]; /* why */
};

/* What a child may be started with by the children's own thread. */
dt_status child_spawn(struct child *child, const struct child_options *options,
		      struct dt_error *err);
void child_close(struct child *child, enum child_fd which);

/* Reads what is there of a descriptor, at most some 64 KiB, and tells of it; true: there may be
 * more.  Closes it at its end, and all of it when what came was too much. */
bool child_read(struct child *child, enum child_fd which);
void child_write(struct child *child);
/* The last line of the log, and how many were passed over. */
void child_flush_log(struct child *child);

/* All that is left of the child's session, but for its first process. */
void child_kill_session(pid_t session);
void child_describe(const struct child *child, int code, int status, const struct rusage *usage,
		    char *text, size_t size, struct child_end *end);

int64_t child_now_ms(void);
/* DT_E_SYSTEM, with what the system says of number. */
dt_status child_fail(struct dt_error *err, int number, const char *what);

#endif
