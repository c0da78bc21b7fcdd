/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "walls.h"

#include "sandbox.h"

#include "common/request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum exit_code walls_begin(struct fault *fault)
{
	struct dt_error err = { 0 };

	return sandbox_begin(&err) == DT_OK ? EXIT_OK : fault_from_error(fault, &err);
}

enum exit_code walls_temporary(struct walls *walls, struct fault *fault)
{
	if (asprintf(&walls->temporary, "%s/tmp", walls->specification->folder) < 0) {
		walls->temporary = NULL;
		return fault_set(fault, EXIT_INTERNAL, "internal_error", "out of memory");
	}
	if ((mkdir(walls->temporary, 0700) && errno != EEXIST) ||
	    setenv("TMPDIR", walls->temporary, 1))
		return fault_set(fault, EXIT_INTERNAL, "internal_error", "cannot make %s: %s",
				 walls->temporary, strerror(errno));
	return EXIT_OK;
}

void walls_end(struct walls *walls)
{
	if (walls->temporary)
		rmdir(walls->temporary);
	free(walls->temporary);
	walls->temporary = NULL;
	free(walls->pipeline);
	walls->pipeline = NULL;
}

bool walls_out_of_memory(const struct fault *fault)
{
	struct rlimit bound;

	return strstr(fault->text, "out of memory") && !getrlimit(RLIMIT_DATA, &bound) &&
	       bound.rlim_cur != RLIM_INFINITY;
}

/* ---- links ------------------------------------------------------------------------------------
 */

struct looked_at {
	const struct specification *specification;
	struct fault *fault;
};

static bool is_below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return !strncmp(path, folder, n) && path[n] == '/';
}

/* The service has resolved it.  What is not there any more is told when it is opened. */
static void look_at(void *ctx, const char *loc, const char *path, bool written)
{
	struct looked_at *looked = ctx;
	char *place;

	if (looked->fault->exit != EXIT_OK || !path || path[0] != '/' ||
	    is_below(path, looked->specification->folder))
		return;
	place = strdup(path);
	if (place && written && strrchr(place, '/') != place)
		*strrchr(place, '/') = '\0';
	if (place && sandbox_leads_through_link(place))
		fault_set(looked->fault, EXIT_TRANSLATION, "input_error",
			  "%s: the path leads elsewhere than when the request was taken", loc);
	free(place);
}

enum exit_code walls_links(const struct walls *walls, struct fault *fault)
{
	struct looked_at looked = { walls->specification, fault };

	request_each_path(walls->specification->request, look_at, &looked);
	return fault->exit;
}

/* ---- what is needed ------------------------------------------------------------------------- */

/* A memory that compares meanings asks an embedding service, whoever translates. */
static bool asks_embeddings(const struct session *session)
{
	const char *mode = arguments_text(&session->arguments, OPTION_MEMORY);

	return mode && !strcmp(mode, "semantic") &&
	       !arguments_given(&session->arguments, OPTION_NO_MEMORY);
}

/* By the flags of its translators, with those that it may hand on to. */
static enum exit_code find_flags(struct walls *walls, const struct dt_pipeline *pipeline,
				 const char *translator, struct session *session)
{
	struct fault *fault = &session->fault;
	char *text = dt_pipeline_plan_json(pipeline);
	json_t *plan = text ? json_loads(text, 0, NULL) : NULL, *one;
	size_t i;

	walls->flags =
		asks_embeddings(session) && walls->specification->network ? SANDBOX_NETWORK : 0;
	free(walls->pipeline);
	walls->pipeline = NULL;
	if (json_is_string(json_object_get(plan, "file")))
		walls->pipeline = strdup(json_string_value(json_object_get(plan, "file")));
	json_array_foreach(json_object_get(plan, "translators"), i, one)
	{
		const char *name = json_string_value(json_object_get(one, "name"));

		if (!translator || !name || strcmp(name, translator) != 0)
			continue;
		if (json_is_true(json_object_get(one, "network")) && walls->specification->network)
			walls->flags |= SANDBOX_NETWORK;
		if (json_is_true(json_object_get(one, "programs")))
			walls->flags |= SANDBOX_PROGRAMS;
	}
	free(text);
	if (!plan)
		fault_set(fault, EXIT_INTERNAL, "internal_error",
			  "what the pipeline needs cannot be found out");
	json_decref(plan);
	return fault->exit;
}

/* Where the file is that an argument names, NULL: it names none.  What a client may write freely,
 * as the name of a model, opens nothing. */
static const char *named_file(const char *argument)
{
	static const char *const options[] = { "", "--glossary=", "--pipeline=" };

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		size_t n = strlen(options[i]);

		if (!strncmp(argument, options[i], n) && argument[n] == '/')
			return argument + n;
	}
	return NULL;
}

void walls_read_arguments(struct sandbox_paths *paths, char *const *arguments, bool resolved)
{
	for (; arguments && *arguments; arguments++) {
		const char *path = named_file(*arguments);

		if (path && resolved)
			sandbox_read_resolved(paths, path);
		else if (path)
			sandbox_read(paths, path);
	}
}

/* Below that folder, after links are followed? */
static void read_below(struct sandbox_paths *paths, const char *folder, const char *path)
{
	char *real = realpath(path, NULL);
	size_t n = strlen(folder);

	if (real && n > 1 && !strncmp(real, folder, n) && real[n] == '/')
		sandbox_read(paths, real);
	free(real);
}

/*
 * Files that the options of a pipeline name: dictionaries, glossaries, fonts, certificates, keys as
 * "file:/path".  Each quoted path in its text is taken for one; it counts where it lies beside the
 * pipeline or below, so that who may name a pipeline cannot have other files of the server read.
 */
static void read_pipeline(struct sandbox_paths *paths, const char *file)
{
	char *line = NULL, *folder = file ? realpath(file, NULL) : NULL;
	FILE *from = folder ? fopen(folder, "re") : NULL;
	size_t room = 0;

	if (folder)
		*strrchr(folder, '/') = '\0';
	while (from && getline(&line, &room, from) > 0) {
		for (char *at = strchr(line, '"'); at; at = strchr(at, '"')) {
			char *end = strchr(++at, '"'), *path = at;

			if (!end)
				break;
			*end = '\0';
			path += strncmp(path, "file:", 5) ? 0 : 5;
			if (*path == '/')
				read_below(paths, folder, path);
			at = end + 1;
		}
	}
	free(line);
	free(folder);
	if (from)
		fclose(from);
}

/* Made when it is not there, as a rule is for something that is. */
static void write_folder(struct sandbox_paths *paths, const char *folder, const char *below)
{
	char *path = NULL;

	if (!folder || folder[0] != '/' || asprintf(&path, "%s%s", folder, below) < 0)
		return;
	for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		mkdir(path, 0700);
		*at = '/';
	}
	mkdir(path, 0700);
	sandbox_write(paths, path);
	free(path);
}

/* Beside the memory lie its journal, and what SQLite makes. */
static void write_memory(struct sandbox_paths *paths, const struct session *session)
{
	const char *file = arguments_text(&session->arguments, OPTION_MEMORY_FILE);
	const char *data = getenv("XDG_DATA_HOME");
	char common[64], *folder = file ? strdup(file) : NULL;

	if (folder && strrchr(folder, '/')) {
		*strrchr(folder, '/') = '\0';
		write_folder(paths, folder, "");
	} else if (data && data[0] == '/') {
		write_folder(paths, data, "/doctranslate");
	} else {
		write_folder(paths, getenv("HOME"), "/.local/share/doctranslate");
		snprintf(common, sizeof(common), "/var/tmp/doctranslate-%lu",
			 (unsigned long)getuid());
		sandbox_write(paths, common);
	}
	free(folder);
}

/* ---- hooks ------------------------------------------------------------------------------------
 */

enum exit_code walls_files(struct session *session, struct dt_pipeline *pipeline,
			   const char *translator)
{
	struct walls *walls = session->hook_ctx;
	struct sandbox_paths *paths;
	struct dt_error err = { 0 };

	if (find_flags(walls, pipeline, translator, session) != EXIT_OK)
		return session->fault.exit;
	paths = sandbox_paths_new();
	if (paths) {
		sandbox_usual(paths, walls->flags);
		walls_read_arguments(paths, walls->arguments, true);
		read_pipeline(paths, walls->pipeline);
		write_memory(paths, session);
		sandbox_write(paths, walls->specification->folder);
		sandbox_write(paths, walls->scratch);
	}
	sandbox_files(paths, walls->flags, &err);
	sandbox_paths_free(paths);
	return err.status == DT_OK ? EXIT_OK : fault_from_error(&session->fault, &err);
}

enum exit_code walls_calls(struct session *session, struct dt_pipeline *pipeline,
			   const char *translator)
{
	const struct walls *walls = session->hook_ctx;
	struct dt_error err = { 0 };

	(void)pipeline;
	(void)translator;
	return sandbox_calls(walls->flags, &err) == DT_OK ? EXIT_OK
							  : fault_from_error(&session->fault, &err);
}
