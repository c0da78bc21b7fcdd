/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * render.h - the stage pdf.render: one page of a document as a PNG, and how large the pages are.
 *
 * The job's parameter "page" says which one, counted from 1, "width" how many pixels it is to be
 * wide.  Without "page" nothing is painted.
 */
#ifndef DT_PDF_RENDER_H
#define DT_PDF_RENDER_H

#include <doctranslate/plugin.h>

struct dt_render_options {
	int64_t memory, pixels;
};

enum { DT_RENDER_IN_FILE };
enum { DT_RENDER_OUT_IMAGE, DT_RENDER_OUT_REPORT };

dt_status dt_render_open(const struct dt_call *call, const void *options, void **self,
			 struct dt_error *err);
dt_status dt_render_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			  struct dt_error *err);
dt_status dt_render_end(const struct dt_call *call, struct dt_error *err);
void dt_render_drop(void *self, void *state);

#endif /* DT_PDF_RENDER_H */
