/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * paint.h - the stage pdf.paint: pages as they shall be in, new content streams out.
 *
 * It scans the page again, so nothing of pdf.parse needs to be kept for it.
 */
#ifndef DT_PDF_PAINT_H
#define DT_PDF_PAINT_H

#include <doctranslate/plugin.h>

enum { DT_PAINT_IN_FILE = 0, DT_PAINT_IN_SET };
enum { DT_PAINT_OUT_PAGE = 0 };

struct dt_paint_options {
	int64_t memory;	     /* bytes that MuPDF may use in one lane */
	int64_t compression; /* 1 fast .. 12 small */
};

dt_status dt_paint_open(const struct dt_call *call, const void *options, void **self,
			struct dt_error *err);
dt_status dt_paint_lane_open(const struct dt_call *call, void **lane, struct dt_error *err);
void dt_paint_lane_close(void *self, void *lane);
dt_status dt_paint_run(const struct dt_call *call, struct dt_error *err);

#endif /* DT_PDF_PAINT_H */
