/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fault.h - what went wrong, and the exit code it ends in.
 *
 * The first fault_set wins, as with struct dt_error.  The text is one sentence
 * without a full stop.
 */
#ifndef DT_CLI_FAULT_H
#define DT_CLI_FAULT_H

#include "engine.h"

enum exit_code {
	EXIT_OK = 0,
	EXIT_INTERNAL = 1,    /* a fault of this program or of the machine */
	EXIT_USAGE = 2,	      /* the command line */
	EXIT_VALIDATION = 3,  /* a pipeline file */
	EXIT_TRANSLATION = 4, /* this document cannot be done */
	EXIT_EXTERNAL = 5,    /* a translator, a language pair, a service, a store */
	EXIT_PARTIAL = 6,     /* a result was written, but not all of it is as asked */
	EXIT_BUDGET = 7	      /* the budget was used up before all was translated */
};

struct fault {
	enum exit_code exit;
	const char *code; /* of the JSON envelope: "usage", "not_found" */
	char text[1024];
	char path[512]; /* the file it is about, or empty */
};

__attribute__((format(printf, 4, 5))) enum exit_code
fault_set(struct fault *fault, enum exit_code exit, const char *code, const char *format, ...);
/* From an error of the engine; the kind of error decides the exit code. */
enum exit_code fault_from_error(struct fault *fault, const struct dt_error *err);
/* May the same command succeed later? */
bool fault_is_retryable(const struct fault *fault);

#endif
