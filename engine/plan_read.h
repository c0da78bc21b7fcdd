/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plan_read.h - what the two halves of reading a pipeline file share: plan.c and plan_wires.c. */
#ifndef DT_PLAN_READ_H
#define DT_PLAN_READ_H

#include "plan.h"

struct candidate {
	struct candidate *next;
	const struct plan_node *node;
	const struct dt_stage *stage;
	const struct setting *body;
};

struct reading {
	struct registry *registry;
	struct plan *plan;
	struct dt_diagnostics *list;
	size_t errors; /* in list before this file */
	const struct dt_override *overrides;
	size_t n_overrides;
	bool *override_used;
	struct candidate *candidates;
	const struct setting **bodies; /* of the nodes: with uses, inputs, options */
};

void check_keys(struct reading *r, const struct setting *group, const char *const *known,
		const char *what);
/* A member that has to be of one kind; NULL: not there, or wrong and told. */
const struct setting *member_of(struct reading *r, const struct setting *group, const char *name,
				enum setting_kind kind, const char *what);
uint32_t count_members(const struct setting *group);
const struct dt_stage *find_stage(struct reading *r, const struct setting *body, const char *what,
				  const struct module **module);

/* plan_wires.c */
void plan_wire(struct reading *r);
void plan_read_results(struct reading *r, const struct setting *group);
/* Another candidate that is installed: checked like the one taken, once all wires are known. */
void keep_candidate(struct reading *r, const struct plan_node *node, const struct dt_stage *stage,
		    const struct setting *body);

#endif /* DT_PLAN_READ_H */
