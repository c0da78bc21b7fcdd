/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* stages.h - the callbacks of the stages of this plugin; see doctranslate/plugin.h. */
#ifndef DT_LAYOUT_STAGES_H
#define DT_LAYOUT_STAGES_H

#include <doctranslate/plugin.h>

struct blocks_options {
	int64_t right_to_left; /* 1: as it was painted */
};

dt_status blocks_open(const struct dt_call *call, const void *given, void **self,
		      struct dt_error *err);
dt_status blocks_lane_open(const struct dt_call *call, void **lane, struct dt_error *err);
void blocks_lane_close(void *self, void *lane);
dt_status blocks_run(const struct dt_call *call, struct dt_error *err);

dt_status document_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			 struct dt_error *err);
dt_status document_run(const struct dt_call *call, struct dt_error *err);
dt_status document_end(const struct dt_call *call, struct dt_error *err);
void document_drop(void *self, void *state);

#endif /* DT_LAYOUT_STAGES_H */
