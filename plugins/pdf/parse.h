/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * parse.h - the stage pdf.parse: a file in, what stands on its pages out.
 *
 * What all lanes read (page list, labels, order of the structure tree) is found in
 * begin and does not change after it.
 */
#ifndef DT_PDF_PARSE_H
#define DT_PDF_PARSE_H

#include <doctranslate/plugin.h>

enum { DT_PARSE_IN_FILE = 0 };
enum { DT_PARSE_OUT_PAGE = 0, DT_PARSE_OUT_OUTLINE };

struct dt_parse_options {
	int64_t memory; /* bytes that MuPDF may use in one lane */
};

dt_status dt_parse_open(const struct dt_call *call, const void *options, void **self,
			struct dt_error *err);
dt_status dt_parse_lane_open(const struct dt_call *call, void **lane, struct dt_error *err);
void dt_parse_lane_close(void *self, void *lane);
dt_status dt_parse_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			 struct dt_error *err);
dt_status dt_parse_run(const struct dt_call *call, struct dt_error *err);
dt_status dt_parse_end(const struct dt_call *call, struct dt_error *err);
void dt_parse_drop(void *self, void *state);

#endif /* DT_PDF_PARSE_H */
