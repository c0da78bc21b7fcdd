/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * exec.h - a program of anybody's as a translator: lines of JSON to its standard input, lines of
 * JSON from its standard output.  The protocol is in docs/translators.md.
 *
 * One thread of self does all: it starts programs when there is something to ask, writes, reads,
 * watches times and the end of jobs, and calls done.  It is begun by the first batch and joined in
 * close.  lock guards inbox, closing and begun; everything else belongs to that thread.
 *
 * A program gets no shell, a process group of its own, and of the environment what is named.  What
 * it says is bounded: a line, the lines that are no answers, what goes to the log.
 */
#ifndef EXEC_EXEC_H
#define EXEC_EXEC_H

#include "../text.h"

#include <doctranslate/plugin.h>

#include <jansson.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/types.h>

enum { MOST_PROCESSES = 64, LAST_WORDS = 200 };

struct exec_options {
	struct dt_strings command;
	const char *directory;
	struct dt_strings environment;
	int64_t processes, in_flight, restarts;
	int64_t timeout, max_line;
};

struct request {
	struct request *next;
	const struct dt_call *call;
	const struct dt_batch *batch;
	dt_done done;
	void *ctx;
	uint64_t id;
	struct process *at; /* NULL: not sent */
	int64_t deadline;   /* ms, once it is sent */
	int64_t winding_at; /* ms: it was seen that its job winds down; 0: it does not */
	uint32_t crashes;   /* of programs that had it */
};

struct process {
	pid_t pid; /* 0: not running */
	int in, out, err;
	struct text to_write, line, words; /* words: a line of its standard error */
	size_t written;
	uint32_t in_flight, noise, logged;
	bool spoke;	       /* since its start, to its standard output */
	uint32_t fruitless;    /* starts since its last answer */
	int64_t not_before;    /* ms: when it may be started again */
	char last[LAST_WORDS]; /* of its standard error */
};

struct exec_self {
	const struct exec_options *options;
	pthread_mutex_t lock;
	struct request *inbox, **inbox_end;
	pthread_t thread;
	bool begun, closing;
	int wake; /* eventfd */
	/* of the thread */
	struct request *requests; /* all that are not over, in their order */
	uint64_t last_id;
	struct process processes[MOST_PROCESSES];
};

dt_status exec_check(const void *options, const char **option, struct dt_error *err);
dt_status exec_open(const struct dt_call *call, const void *options, void **self,
		    struct dt_error *err);
void exec_close(void *self);
void exec_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done, void *ctx);
dt_status exec_preflight(const struct dt_call *call, struct dt_error *err);

/* loop.c */
void *exec_loop(void *self);
int64_t exec_clock(void); /* ms */
/* The request is over: takes it out of the list, and calls done. */
void request_end(struct exec_self *self, struct request *request, struct dt_error *err);
struct request *request_find(struct exec_self *self, const struct process *process, uint64_t id);

/* process.c: on the thread, never waiting */
dt_status process_start(struct exec_self *self, struct process *process, struct dt_error *err);
/* False: its standard input is closed. */
bool process_write(struct process *process);
/* More bytes into text, at most so many; false: there is the end, or a fault. */
bool process_read(int fd, struct text *text, size_t most);
/* There is no such program, or it is none; the sentence ends with why. */
dt_status process_fail(const struct exec_self *self, struct dt_error *err, const char *why);
/* Kills its group, and waits for it; how it ended, as words.  True: it was never begun.  Who starts
 * a program for another one (a shell, env; posix_spawn itself on some systems) can tell that by
 * nothing but an exit code: 126 or 127 (POSIX.1-2017, shell command language, 2.8.2). */
bool process_kill(struct process *process, char *how, size_t size);
/* Closes its standard input and gives it time to end by itself. */
void process_let_end(struct process *process);

/* protocol.c */
/* The request as a line. */
bool protocol_write(const struct request *request, struct text *line);
/* A line of a program; false: it is no answer to anything. */
bool protocol_read(struct exec_self *self, struct process *process, const char *line, size_t n);

#endif /* EXEC_EXEC_H */
