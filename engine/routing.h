/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * routing.h - what a translator that asks others is for those who ask it.
 *
 * Its own table cannot say what its providers take: stages see its properties joined with
 * theirs.  A batch must do for whoever gets it, so the smallest bounds hold; what some of them
 * use (instructions, terms, a glossary) is worth being told; what must hold for all answers
 * (identity, by id) holds when it does for each of them.
 */
#ifndef DT_ENGINE_ROUTING_H
#define DT_ENGINE_ROUTING_H

#include "pipeline.h"

/* Fills in shown of all translators, before any is opened. */
void routing_join(struct dt_pipeline *pipeline);
/* The most that any of its providers would use, member by member.  DT_E_UNSUPPORTED: none of
 * them says. */
dt_status routing_estimate(const struct dt_pipeline *pipeline, const struct plan_translator *plan,
			   const struct dt_batch *batch, struct dt_usage *usage,
			   struct dt_error *err);
/* DT_OK when one of its providers has the pair; else what the last one says. */
dt_status routing_pair(struct dt_pipeline *pipeline, const struct plan_translator *plan,
		       const char *source, const char *target, struct dt_error *err);

#endif /* DT_ENGINE_ROUTING_H */
