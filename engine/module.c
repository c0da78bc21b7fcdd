/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "module.h"
#include "str.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct module *module_new(const char *name)
{
	struct module *module = calloc(1, sizeof(*module));

	if (!module)
		return NULL;
	module->name = arena_text(&module->arena, name);
	module->state = MODULE_MISSING;
	if (!module->name) {
		module_free(module);
		return NULL;
	}
	return module;
}

void module_free(struct module *module)
{
	if (!module)
		return;
	/* never dlclose what was accepted: its libraries may have left threads and handlers */
	arena_finish(&module->arena);
	free(module);
}

static void refuse(struct module *module, const char *reason)
{
	module->state = MODULE_BROKEN;
	module->reason = reason ? reason : "out of memory";
}

/* The first FOLDER/NAME.so that is there; symbolic links are as good as files. */
static const char *find_file(struct module *module, const char *folders)
{
	const char *at = folders, *end, *path;

	while (*at) {
		end = strchrnul(at, ':');
		if (end > at) {
			path = arena_textf(&module->arena, "%.*s/%s.so", (int)(end - at), at,
					   module->name);
			if (path && !access(path, F_OK))
				return path;
		}
		at = *end ? end + 1 : end;
	}
	return NULL;
}

/*
 * glibc's text names the thing it choked on before the first ": ".  When that
 * is not the plugin's file, it is a library that the plugin needs: said so,
 * since the bare text reads as if the plugin itself were missing.
 */
static const char *explain(struct module *module, const char *text)
{
	const char *colon = text ? strstr(text, ": ") : NULL, *symbol;
	struct arena *arena = &module->arena;
	size_t length = strlen(module->file);

	if (!colon)
		return arena_textf(arena, "plugin \"%s\" (%s) cannot be loaded: %s", module->name,
				   module->file, text ? text : "no reason given");
	if (strncmp(text, module->file, length) || text[length] != ':')
		return arena_textf(arena, "plugin \"%s\" (%s) needs %.*s, which is not installed",
				   module->name, module->file, (int)(colon - text), text);
	symbol = strstr(text, "undefined symbol: ");
	if (symbol) {
		symbol += strlen("undefined symbol: ");
		return arena_textf(arena,
				   "plugin \"%s\" (%s) needs the symbol %.*s, which no library "
				   "gives it",
				   module->name, module->file, (int)strcspn(symbol, ", ("), symbol);
	}
	return arena_textf(arena, "%s is not a plugin: %s", module->file, colon + 2);
}

static void open_file(struct module *module)
{
	const struct dt_module *table;
	const char *reason, *path = module->file;

	/* a bare name would be looked up in the library path */
	if (!strchr(path, '/'))
		path = arena_textf(&module->arena, "./%s", path);
	if (access(module->file, R_OK)) {
		refuse(module, arena_textf(&module->arena, "plugin \"%s\" (%s) cannot be read: %s",
					   module->name, module->file, strerror(errno)));
		return;
	}
	module->handle = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
	if (!module->handle) {
		refuse(module, explain(module, dlerror()));
		return;
	}
	table = dlsym(module->handle, "dt_module");
	if (!table) {
		reason = arena_textf(&module->arena,
				     "%s is not a plugin: it does not export dt_module",
				     module->file);
	} else {
		reason = module_accept(module, table);
	}
	if (reason) {
		refuse(module, reason);
		/* no code of it ran except its libraries' constructors */
		dlclose(module->handle);
		module->handle = NULL;
		return;
	}
	module->state = MODULE_USABLE;
}

/* Why this build is without the plugin; NULL: it is none of those that configure left out. */
static const char *left_out(const char *name)
{
	static const struct {
		const char *name, *why;
	} plugins[] = { PLUGINS_LEFT_OUT{ NULL, NULL } };

	for (size_t i = 0; plugins[i].name; i++)
		if (!strcmp(plugins[i].name, name))
			return plugins[i].why;
	return NULL;
}

static const char *no_file(struct module *module, const char *folders)
{
	const char *why = left_out(module->name);

	if (!why)
		return arena_textf(&module->arena, "plugin \"%s\" is not installed: no %s.so in %s",
				   module->name, module->name, *folders ? folders : "any folder");
	return arena_textf(
		&module->arena,
		"plugin \"%s\" is not installed: this program was built without it (%s); "
		"build it again with what was missing, or use a pipeline file that does "
		"without the plugin",
		module->name, why);
}

struct module *module_load(const char *name, const char *folders)
{
	struct module *module = module_new(name);

	if (!module)
		return NULL;
	module->file = find_file(module, folders);
	if (module->file)
		open_file(module);
	else
		module->reason = no_file(module, folders);
	return module;
}

struct module *module_built_in(const struct dt_module *table)
{
	struct module *module = module_new(table->name);
	const char *reason = module ? module_accept(module, table) : NULL;

	if (!module)
		return NULL;
	if (reason)
		refuse(module, reason);
	else
		module->state = MODULE_USABLE;
	return module;
}

const struct dt_stage *module_stage(const struct module *module, const char *name)
{
	for (uint32_t i = 0; i < module->n_stages; i++)
		if (!strcmp(module->stages[i].name, name))
			return &module->stages[i];
	return NULL;
}

const struct dt_translator *module_translator(const struct module *module, const char *name)
{
	for (uint32_t i = 0; i < module->n_translators; i++)
		if (!strcmp(module->translators[i].name, name))
			return &module->translators[i];
	return NULL;
}

const struct dt_store *module_store(const struct module *module, const char *name)
{
	for (uint32_t i = 0; i < module->n_stores; i++)
		if (!strcmp(module->stores[i].name, name))
			return &module->stores[i];
	return NULL;
}

const struct dt_records *module_records(const struct module *module, const char *name)
{
	for (uint32_t i = 0; i < module->n_records; i++)
		if (!strcmp(module->records[i].name, name))
			return &module->records[i];
	return NULL;
}
