/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plan_read.h - what the parts of reading a pipeline file share: plan*.c. */
#ifndef DT_PLAN_READ_H
#define DT_PLAN_READ_H

#include "hint.h"
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

/* plan_nodes.c */
void plan_read_nodes(struct reading *r, const struct setting *group);
/* "pdf.parse" in its two halves: the module, usable or not; NULL with a message. */
const struct module *resolve(struct reading *r, const struct setting *uses, const char **thing);
bool usable(struct reading *r, const struct setting *uses, const struct module *module);
/* The module has no such kind of thing; hint has seen those it has. */
void no_such(struct reading *r, const struct setting *uses, const struct module *module,
	     const char *kind, const char *name, struct hint *hint);
/* The overrides of one node, translator or store; their names without "NODE.". */
size_t overrides_of(struct reading *r, const char *name, struct option_override *mine);
/* Options of a stage, translator or store, and its own check over them. */
void read_options(struct reading *r, struct options *options, struct option_schema schema,
		  const char *name, const char *uses, const struct setting *group, struct place at,
		  dt_status (*check)(const void *options, const char **option,
				     struct dt_error *err));
uint32_t read_lanes(struct reading *r, const struct setting *body, const char *what);

/* plan_services.c */
void plan_read_translators(struct reading *r, const struct setting *group);
void plan_read_stores(struct reading *r, const struct setting *group);
void plan_read_default_translator(struct reading *r, const struct setting *root);
void no_such_translator(struct reading *r, struct place place, const char *name);

/* plan_named.c: those that options name, of nodes and of the translators in group. */
void plan_check_named_translators(struct reading *r, const struct setting *group);

/* plan_wires.c */
void plan_wire(struct reading *r);
/* "node.port" as node and output; false with a message. */
bool find_output(struct reading *r, const struct setting *s, const char *what, int *node,
		 uint32_t *port);
void plan_check_candidates(struct reading *r);
/* Another candidate that is installed: checked like the one taken, once all wires are known. */
void keep_candidate(struct reading *r, const struct plan_node *node, const struct dt_stage *stage,
		    const struct setting *body);

/* plan_results.c */
void plan_read_results(struct reading *r, const struct setting *group);

#endif /* DT_PLAN_READ_H */
