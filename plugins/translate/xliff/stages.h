/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * stages.h - what module.c lists: units into a file, and a file held against a document.
 *
 * export   the units of a job as XLIFF
 * compare  tells, in the order of pages, which units of a file do not fit the document,
 *          and which texts of the document are in no unit
 * facts    what a file says of itself, for a front end that has to start the job it
 *          was made by again
 */
#ifndef XLIFF_STAGES_H
#define XLIFF_STAGES_H

#include "read.h"

#include <doctranslate/payload.h>

struct xliff_options {
	const char *file;
};

enum { EXPORT_IN_FILE = 0, EXPORT_IN_BLOCKS, EXPORT_IN_UNITS, EXPORT_IN_TITLES };

dt_status export_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		       struct dt_error *err);
dt_status export_run(const struct dt_call *call, struct dt_error *err);
dt_status export_end(const struct dt_call *call, struct dt_error *err);
void export_drop(void *self, void *state);

enum { COMPARE_IN_FILE = 0, COMPARE_IN_UNITS, COMPARE_IN_TITLES };

dt_status compare_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			struct dt_error *err);
dt_status compare_run(const struct dt_call *call, struct dt_error *err);
dt_status compare_end(const struct dt_call *call, struct dt_error *err);
void compare_drop(void *self, void *state);

enum { FACTS_OUT_PAGE = 0, FACTS_OUT_REPORT };

dt_status facts_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		      struct dt_error *err);
dt_status facts_run(const struct dt_call *call, struct dt_error *err);
dt_status facts_end(const struct dt_call *call, struct dt_error *err);
void facts_drop(void *self, void *state);

/* The translator: self is the file, read when the pipeline is opened. */
dt_status answer_open(const struct dt_call *call, const void *options, void **self,
		      struct dt_error *err);
void answer_close(void *self);
dt_status answer_pair(const struct dt_call *call, const char *source, const char *target,
		      struct dt_error *err);
dt_status answer_translate(const struct dt_call *call, const struct dt_batch *batch,
			   struct dt_error *err);

#endif
