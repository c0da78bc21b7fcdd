/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * module.h - one plugin file: found, loaded, checked, explained.
 *
 * Invariants: a usable module has passed every check here, its tables are
 * copied into arrays of our own struct sizes, and it is never unloaded.  A
 * module that is not usable has the reason in one sentence.  Immutable after
 * module_load; any thread may read.
 */
#ifndef DT_MODULE_H
#define DT_MODULE_H

#include "arena.h"

#include <doctranslate/records.h>

enum { MAX_PORTS = 32 }; /* inputs, and outputs, of a stage */

enum module_state {
	MODULE_MISSING = 1, /* no such file: an image may do without it */
	MODULE_BROKEN,	    /* there, but of no use: a fault of packaging */
	MODULE_USABLE
};

struct module {
	struct module *next; /* in the registry */
	struct arena arena;
	enum module_state state;
	const char *name; /* that was asked for: the file's name without .so */
	const char *file; /* NULL when missing or built in */
	const char *reason;
	/* of usable ones: */
	const char *version, *summary, *license;
	const struct dt_stage *stages;
	const struct dt_translator *translators;
	const struct dt_store *stores;
	const struct dt_records *records;
	uint32_t n_stages, n_translators, n_stores, n_records;
	void *handle;
};

/* Looks in folders ("A:B") for NAME.so.  NULL only without memory. */
struct module *module_load(const char *name, const char *folders);
/* One that is part of the program. */
struct module *module_built_in(const struct dt_module *table);
/* Frees what is ours; the shared object stays where it is. */
void module_free(struct module *module);

const struct dt_stage *module_stage(const struct module *module, const char *name);
const struct dt_translator *module_translator(const struct module *module, const char *name);
const struct dt_store *module_store(const struct module *module, const char *name);
const struct dt_records *module_records(const struct module *module, const char *name);

/* module_check.c: copies the table into module and checks it; the reason when it is refused,
 * in module's arena, else NULL. */
const char *module_accept(struct module *module, const struct dt_module *table);

#endif /* DT_MODULE_H */
