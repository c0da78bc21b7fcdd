/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * painted_file.h - painted pages that are kept (../keep.h), and the stage pdf.painted, which reads
 * one back.
 */
#ifndef DT_PDF_PAINTED_FILE_H
#define DT_PDF_PAINTED_FILE_H

#include "painted.h"

#include "../keep.h"

#include <doctranslate/set.h>

/* *kept: bytes of this lane so far. */
void dt_painted_keep(const struct dt_call *call, size_t *kept, const void *payload, size_t size);

/* Does all that it points to lie within it? */
bool dt_painted_check(const void *payload, size_t size);

struct dt_painted_options {
	const char *file;
};

dt_status dt_painted_open(const struct dt_call *call, const void *options, void **self,
			  struct dt_error *err);
dt_status dt_painted_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			   struct dt_error *err);
dt_status dt_painted_run(const struct dt_call *call, struct dt_error *err);
void dt_painted_drop(void *self, void *state);

#endif /* DT_PDF_PAINTED_FILE_H */
