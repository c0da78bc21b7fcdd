/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* stage.h - the callbacks of check.ledger: pages in order, one report in the end. */
#ifndef DT_CHECK_STAGE_H
#define DT_CHECK_STAGE_H

#include <doctranslate/plugin.h>

enum { LEDGER_BLOCKS = 0, LEDGER_SEGMENTS, LEDGER_SET };

struct ledger_options {
	int64_t list_per_rule;
	int64_t excerpt;
};

dt_status ledger_open(const struct dt_call *call, const void *options, void **self,
		      struct dt_error *err);
void ledger_close(void *self);
dt_status ledger_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		       struct dt_error *err);
dt_status ledger_run(const struct dt_call *call, struct dt_error *err);
dt_status ledger_end(const struct dt_call *call, struct dt_error *err);
void ledger_drop(void *self, void *state);

#endif /* DT_CHECK_STAGE_H */
