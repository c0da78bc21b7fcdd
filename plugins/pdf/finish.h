/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * finish.h - what a result needs when all pages are through.
 */
#ifndef DT_PDF_FINISH_H
#define DT_PDF_FINISH_H

#include "output.h"

/* Each face that outputs use, into them; faults of fonts become notes.  Throws. */
void dt_finish_faces(fz_context *ctx, const struct dt_call *call, struct dt_faces *faces,
		     struct dt_output *const outputs[DT_MOST_OUTPUTS]);

/* Closes the file and gives it to a port. */
dt_status dt_finish_give(const struct dt_call *call, struct dt_output *out, uint32_t port,
			 struct dt_error *err);

#endif /* DT_PDF_FINISH_H */
