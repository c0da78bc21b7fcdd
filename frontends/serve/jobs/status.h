/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * status.h - JobStatusResponse of jobs, as text, made once for each change.
 *
 * A text of a job that can change without this server's doing is used for STATUS_AGE_MS at most.
 */
#ifndef DT_SERVE_STATUS_H
#define DT_SERVE_STATUS_H

#include "jobs.h"

enum { STATUS_AGE_MS = 500, STATUS_KEPT = 8192 };

struct status_cache;

struct status_cache *status_cache_new(void);
void status_cache_free(struct status_cache *cache);
/* here(ctx, id): its changes are this server's alone.  NULL owner: of everybody. */
const struct status_text *status_of(struct status_cache *cache, const struct dt_records *records,
				    void *store, const char *id, const char *owner,
				    bool (*here)(void *ctx, const char *id), void *ctx,
				    struct dt_error *err);
void status_changed(struct status_cache *cache, const char *id);

/* "queued", "running", "succeeded", "failed", "canceled" */
const char *state_name(uint32_t state);
/* "2026-01-31T10:20:30.123456Z" */
void time_text(int64_t at_us, char text[40]);

#endif
