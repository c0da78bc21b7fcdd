/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * plan.h - what a pipeline file means with the plugins that are here.
 *
 * Made by plan_read in one go: file, modules, options, wires, types, cycle,
 * results.  Immutable afterwards, except that opening fills in the values of
 * secrets.  Nodes stand in the order of the file; order[] has them with givers
 * before takers.
 */
#ifndef DT_PLAN_H
#define DT_PLAN_H

#include "option.h"
#include "registry.h"

enum { PLAN_UNWIRED = -1, PLAN_JOB_FILE = -2 };

struct plan_input {
	int from;	  /* node, PLAN_UNWIRED or PLAN_JOB_FILE */
	uint32_t port;	  /* output of from */
	const char *type; /* what comes in; NULL when unwired */
	struct place place;
};

struct plan_output {
	const char *type; /* page.* resolved */
	bool page;
	uint32_t n_readers; /* wires that lead away */
	bool in_results;
};

struct plan_passed { /* a candidate that is not taken */
	const char *uses, *reason;
};

struct plan_node {
	const char *name, *uses;
	struct place place;
	const struct module *module;
	const struct dt_stage *stage;
	struct options options;
	struct plan_input *inputs;   /* one for each port of the stage */
	struct plan_output *outputs; /* the same */
	struct plan_passed *passed;
	uint32_t n_passed;
	uint32_t lanes; /* calls at once; 0: as many as there are workers */
	uint32_t pass;
	bool pages;  /* has page ports */
	bool source; /* makes pages from none */
	bool entry;  /* takes no page from its own pass: the window holds it */
};

struct plan_translator {
	const char *name, *uses;
	struct place place;
	const struct module *module;
	const struct dt_translator *translator; /* of a plugin that is missing: one without parts */
	const char *missing;			/* why its plugin is not here; NULL: it is */
	struct options options;
	uint32_t lanes;
};

struct plan_store {
	const char *name, *uses;
	struct place place;
	const struct module *module;
	const struct dt_store *store;
	struct options options;
};

struct plan_result {
	const char *name;
	struct place place;
	uint32_t node, port;
	int store; /* index, -1: stands in the report */
	const char *key;
};

/* The file's limits; filled like the options of a plugin. */
struct plan_limits {
	int64_t workers, pages_in_flight, pages_waiting, pages, jobs, retries;
	int64_t page_time, translate_time, job_time; /* ms, 0: no bound */
	int64_t spool_memory;			     /* bytes */
};

struct plan {
	struct arena arena;
	const char *file;
	struct plan_limits *limits;
	bool keep_failed_pages;
	struct plan_node *nodes;
	uint32_t *order; /* n_nodes */
	struct plan_translator *translators;
	struct plan_store *stores;
	struct plan_result *results;
	uint32_t n_nodes, n_translators, n_stores, n_results, n_passes;
	int translator; /* the default, -1: none */
};

/* NULL when there are errors: all of them are in list. */
struct plan *plan_read(struct registry *registry, const char *file,
		       const struct dt_override *overrides, size_t n_overrides,
		       struct dt_diagnostics *list);
void plan_free(struct plan *plan);
int plan_node(const struct plan *plan, const char *name);	/* -1: none */
int plan_translator(const struct plan *plan, const char *name); /* -1: none */
int plan_store(const struct plan *plan, const char *name);	/* -1: none */
int plan_result(const struct plan *plan, const char *name);	/* -1: none */

/* plan_named.c */
enum { MOST_INSIDE = 4 }; /* translators that a translator asks through */
/* The translator that option i names at place k; NULL: it names no more. */
const char *plan_named_translator(const struct options *options, uint32_t i, size_t k);
/* Calls see for each translator that options name, of a plan that is read. */
void plan_each_named(const struct plan *plan, const struct options *options,
		     void (*see)(void *ctx, uint32_t translator), void *ctx);
/* Flags of it and of all that it asks, as one word. */
uint32_t plan_translator_flags(const struct plan *plan, uint32_t translator);
/* Tells what is missing of plugins, keys and of the environment for a job with that translator:
 * its own, those of translators that it or a node names, the nodes' and stores'; and warns of
 * other translators whose plugins are missing. */
void plan_check_presence(const struct plan *plan, int translator, struct dt_diagnostics *list);

/* plan_print.c */
char *plan_text(const struct plan *plan);
char *plan_json(const struct plan *plan);
char *plan_dot(const struct plan *plan);

/* key.c: "%(name).%(target_lang).pdf" */
/* Calls see for each name in key; false with a message in err when a "%(" has no end. */
bool key_each(const char *key, void (*see)(void *ctx, const char *name), void *ctx,
	      struct dt_error *err);

#endif /* DT_PLAN_H */
