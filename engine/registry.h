/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * registry.h - the modules that one engine has looked at, by name.
 *
 * A module is loaded when it is first asked for and stays; the answer for a
 * name never changes while the program runs, good or bad.  Any thread.
 */
#ifndef DT_REGISTRY_H
#define DT_REGISTRY_H

#include "module.h"

struct registry;

extern const struct dt_module core_module;

struct registry *registry_new(const char *folders);
void registry_free(struct registry *registry);
const char *registry_folders(const struct registry *registry);
/* The module of that name, whatever its state; NULL without memory. */
const struct module *registry_find(struct registry *registry, const char *name);
/* Calls see for the built-in module and every NAME.so in the folders, sorted by name. */
void registry_each(struct registry *registry, void (*see)(void *ctx, const struct module *module),
		   void *ctx);

#endif /* DT_REGISTRY_H */
