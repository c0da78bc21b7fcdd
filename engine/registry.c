/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "registry.h"

#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct registry {
	pthread_mutex_t lock;
	char *folders;
	struct module *modules;
};

struct registry *registry_new(const char *folders)
{
	struct registry *registry = calloc(1, sizeof(*registry));

	if (!registry)
		return NULL;
	registry->folders = strdup(folders);
	registry->modules = module_built_in(&core_module);
	if (!registry->folders || !registry->modules) {
		free(registry->folders);
		module_free(registry->modules);
		free(registry);
		return NULL;
	}
	pthread_mutex_init(&registry->lock, NULL);
	return registry;
}

void registry_free(struct registry *registry)
{
	struct module *module, *next;

	if (!registry)
		return;
	for (module = registry->modules; module; module = next) {
		next = module->next;
		module_free(module);
	}
	pthread_mutex_destroy(&registry->lock);
	free(registry->folders);
	free(registry);
}

const char *registry_folders(const struct registry *registry)
{
	return registry->folders;
}

const struct module *registry_find(struct registry *registry, const char *name)
{
	struct module *module;

	pthread_mutex_lock(&registry->lock);
	for (module = registry->modules; module; module = module->next)
		if (!strcmp(module->name, name))
			break;
	if (!module) {
		module = module_load(name, registry->folders);
		if (module) {
			module->next = registry->modules;
			registry->modules = module;
		}
	}
	pthread_mutex_unlock(&registry->lock);
	return module;
}

struct names {
	char **at;
	size_t n, room;
};

static void add_name(struct names *names, const char *file)
{
	size_t length = strlen(file);
	char *name;

	if (length <= 3 || strcmp(file + length - 3, ".so"))
		return;
	if (names->n == names->room) {
		size_t room = names->room ? names->room * 2 : 32;
		char **at = realloc(names->at, room * sizeof(*at));

		if (!at)
			return;
		names->at = at;
		names->room = room;
	}
	name = strndup(file, length - 3);
	if (name)
		names->at[names->n++] = name;
}

static void list_folder(struct names *names, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		add_name(names, entry->d_name);
	closedir(dir);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void registry_each(struct registry *registry, void (*see)(void *ctx, const struct module *module),
		   void *ctx)
{
	struct names names = { NULL, 0, 0 };
	const struct module *module;
	char *folders = strdup(registry->folders), *save = NULL;

	for (char *at = folders ? strtok_r(folders, ":", &save) : NULL; at;
	     at = strtok_r(NULL, ":", &save))
		list_folder(&names, at);
	free(folders);
	if (names.n)
		qsort(names.at, names.n, sizeof(*names.at), by_name);
	module = registry_find(registry, core_module.name);
	if (module)
		see(ctx, module);
	for (size_t i = 0; i < names.n; i++) {
		/* the first folder's file hides those behind it */
		if (i && !strcmp(names.at[i], names.at[i - 1]))
			continue;
		module = registry_find(registry, names.at[i]);
		if (module)
			see(ctx, module);
	}
	for (size_t i = 0; i < names.n; i++)
		free(names.at[i]);
	free(names.at);
}
