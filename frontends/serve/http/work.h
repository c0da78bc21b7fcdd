/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* work.h - the pool of threads for what would hold up the daemon's own. */
#ifndef DT_SERVE_WORK_H
#define DT_SERVE_WORK_H

#include "state.h"

struct work;

struct work *work_new(unsigned threads, struct dt_error *err);
/* The exchange's connection is suspended already; false: there is too much, or it has ended. */
bool work_add(struct work *work, struct exchange *exchange);
unsigned work_waiting(struct work *work);
/* Does what is in the queue, takes no more; the threads are gone when it returns. */
void work_end(struct work *work);
void work_free(struct work *work);

#endif
