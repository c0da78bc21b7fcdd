/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * programs.h - the inside of a worker: its programs and the ends of their pipes.
 */
#ifndef APERTIUM_PROGRAMS_H
#define APERTIUM_PROGRAMS_H

#include "worker.h"

#include <sys/types.h>

struct worker {
	char *mode_file;
	char *chain;			 /* or NULL */
	struct worker_command *commands; /* NULL: not yet known */
	size_t n_commands;
	pid_t *pids; /* 0: none */
	pid_t group;
	int in, out;	     /* -1: not running */
	struct text partial; /* the answer that is coming in */
	unsigned lost;	     /* texts in a row that had no answer */
};

/* Runs words to their end and takes what comes out; errno or 0, and ETIME when it does not end. */
int program_read(char **words, struct text *out);
/* Starts the programs; at first it finds out which they are. */
dt_status worker_start(struct worker *worker, struct dt_error *err);
/* Ends them and waits for each; does nothing when none runs. */
void worker_stop(struct worker *worker);

#endif
