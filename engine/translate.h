/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* translate.h - batches of a stage on their way to a translator's lane. */
#ifndef DT_TRANSLATE_H
#define DT_TRANSLATE_H

#include "job.h"

/* By name; NULL: by the job's parameter "translator", else the file's default. */
struct translator *translate_find(struct dt_pipeline *pipeline, const struct dt_job *job,
				  const char *name);
/* [any] Waits for a lane, at most until the unit is cancelled. */
dt_status translate_batch(struct unit *unit, const char *name, const struct dt_batch *batch,
			  struct dt_error *err);
/* [any] Does not wait; done is called once, from any thread. */
void translate_start(struct unit *unit, const char *name, const struct dt_batch *batch,
		     dt_done done, void *ctx);
/* [any] from within a translator */
void translate_usage(struct unit *unit, const struct dt_usage *usage);
/* [any] of one translator of the pipeline, NULL: of all of them */
void translate_used(const struct unit *unit, const char *name, struct dt_usage *sum);
/* [any] By options alone: the translator need not be open.  err may be NULL. */
dt_status translate_estimate_of(const struct dt_pipeline *pipeline,
				const struct plan_translator *plan, const struct dt_batch *batch,
				struct dt_usage *usage, struct dt_error *err);
dt_status translate_estimate(struct unit *unit, const char *name, const struct dt_batch *batch,
			     struct dt_usage *usage, struct dt_error *err);
dt_status translate_signature(struct unit *unit, const char *name, char *text, size_t size,
			      struct dt_error *err);
dt_status translate_pair(struct translator *translator, struct dt_pipeline *pipeline,
			 const char *source, const char *target, struct dt_error *err);
/* One that routes and has no preflight of its own: of each that it names. */
dt_status translate_preflight(struct translator *translator, struct dt_pipeline *pipeline,
			      struct dt_error *err);

#endif /* DT_TRANSLATE_H */
