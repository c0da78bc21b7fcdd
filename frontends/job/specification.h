/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* specification.h - what a job is told on its standard input; see job.h. */
#ifndef DT_JOB_SPECIFICATION_H
#define DT_JOB_SPECIFICATION_H

#include "cli/fault.h"

#include <jansson.h>

struct specification {
	json_t *all;	       /* NULL: could not be read */
	const json_t *request; /* of a warmup NULL */
	const char *folder;
	char *output, *report, *metrics, *previews;
	bool warmup;
	bool network; /* as its translator wants */
};

/* Reads to the end of the descriptor; faults of the request are in *faults, the first of them in
 * fault.  Free in any case. */
enum exit_code specification_read(struct specification *specification, int descriptor,
				  json_t **faults, struct fault *fault);
void specification_free(struct specification *specification);

#endif
