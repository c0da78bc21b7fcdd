/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * worker.h - the programs of one mode, running and waiting for texts.
 *
 * They are started one by one, without a shell, as a process group of their own, each
 * joined to the next by a pipe; we are the parent of each and wait for each.  Texts go in
 * and answers come out ended by NUL (the -z of Apertium's programs), many at a time.
 * A worker that hangs, dies or breaks the protocol is ended and started anew by the
 * next exchange.  One thread at a time.
 */
#ifndef APERTIUM_WORKER_H
#define APERTIUM_WORKER_H

#include "../text.h"

#include <doctranslate/plugin.h>

struct worker;

/* A worker for a mode file; nothing runs yet.  chain: the program that stands for several of a
 * mode's at once (chain.h), or NULL. */
struct worker *worker_new(const char *mode_file, const char *chain, struct dt_error *err);
void worker_free(struct worker *worker); /* ends its programs; takes NULL */

struct exchange {
	struct text request;
	struct text answer;
	bool answered;
	bool skip; /* is not sent */
};

/*
 * Sends what is not skipped and takes the answers.  A text that hangs or kills the programs
 * is left without answer and the others go on; milliseconds is the time that one answer may
 * take.  Errors: the programs cannot be started, or the job was cancelled; DT_E_UNAVAILABLE
 * when several texts in a row, of this call and those before, had no answer.
 */
dt_status worker_exchange(const struct dt_call *call, struct worker *worker,
			  struct exchange *exchanges, uint32_t n, int64_t milliseconds,
			  struct dt_error *err);

/* Taken apart for tests: the words of a pipeline as a shell would see them. */
struct worker_command {
	char **words; /* NULL-terminated */
};

/* "a 'b c' | d" as commands; NULL when it has more shell in it than words, quotes and pipes.
 * "$1" becomes "-n" (unknown words without a star), "$2" nothing.  Free with
 * worker_commands_free. */
struct worker_command *worker_commands(const char *line, size_t *n);
void worker_commands_free(struct worker_command *commands, size_t n);

#endif
