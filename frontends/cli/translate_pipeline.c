/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pipeline of "translate", with what its command line sets in it. */
#include "config.h"

#include "translate.h"

#include "files.h"

#include "common/nearest.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static enum exit_code no_memory(struct session *session)
{
	return fault_set(&session->fault, EXIT_INTERNAL, "internal_error", "out of memory");
}

static enum exit_code add_override(struct translation *t, const char *node, const char *option,
				   size_t option_length, const char *value, const char *origin)
{
	char **names = &t->names[2 * t->n_overrides];

	if (t->n_overrides == MOST_OVERRIDES)
		return fault_set(&t->session->fault, EXIT_USAGE, "usage",
				 "there are more than %d --translator-option", MOST_OVERRIDES - 1);
	if (asprintf(&names[0], "%s.%.*s", node, (int)option_length, option) < 0) {
		names[0] = NULL;
		return no_memory(t->session);
	}
	names[1] = strdup(origin);
	t->overrides[t->n_overrides++] = (struct dt_override){ names[0], value, names[1] };
	return names[1] ? EXIT_OK : no_memory(t->session);
}

static enum exit_code translator_options(struct translation *t)
{
	const struct argument_list *list = &t->session->arguments.pairs[OPTION_TRANSLATOR_OPTION];

	if (list->n && !t->translator)
		return fault_set(
			&t->session->fault, EXIT_USAGE, "usage",
			"--translator-option was given, but the pipeline has no translator");
	for (size_t i = 0; i < list->n; i++) {
		const char *pair = list->at[i], *equals = strchr(pair, '=');
		char origin[200];

		snprintf(origin, sizeof(origin), "--translator-option %s", pair);
		if (add_override(t, t->translator, pair, (size_t)(equals - pair), equals + 1,
				 origin) != EXIT_OK)
			return t->session->fault.exit;
	}
	return EXIT_OK;
}

/* ---- the pipeline ------------------------------------------------------------ */

/* Is it in the file?  The plan lists them. */
static enum exit_code check_translator(struct translation *t)
{
	json_t *translators = json_object_get(t->plan, "translators"), *entry;
	const char *near = NULL;
	unsigned best = UINT_MAX;
	size_t i;

	if (!t->translator)
		return EXIT_OK;
	json_array_foreach(translators, i, entry)
	{
		const char *name = json_string_value(json_object_get(entry, "name"));

		if (name && !strcmp(name, t->translator))
			return EXIT_OK;
		if (name && nearest_better(t->translator, name, &best))
			near = name;
	}
	return fault_set(&t->session->fault, EXIT_USAGE, "usage",
			 "the pipeline has no translator \"%s\"%s%s%s", t->translator,
			 near ? "; did you mean \"" : ", see doctranslate translators",
			 near ? near : "", near ? "\"?" : "");
}

static bool load(struct translation *t, const char *file)
{
	char *text;

	dt_pipeline_close(t->pipeline);
	json_decref(t->plan);
	t->plan = NULL;
	t->pipeline = session_load(t->session, file, t->overrides, t->n_overrides);
	text = t->pipeline ? dt_pipeline_plan_json(t->pipeline) : NULL;
	t->plan = text ? json_loads(text, 0, NULL) : NULL;
	free(text);
	if (t->pipeline && !t->plan)
		no_memory(t->session);
	return t->plan != NULL;
}

/* Results go to --output-dir when the pipeline has them in files; one that has them elsewhere
 * needs no folder. */
static enum exit_code output_folder(struct translation *t)
{
	const json_t *store;
	size_t i;

	json_array_foreach(
		json_object_get(t->plan, "stores"), i,
		store) if (!strcmp(json_string_value(json_object_get(store, "name")),
				   "output")) return add_override(t, "output", "directory",
								  strlen("directory"), t->folder,
								  "--output-dir");
	if (arguments_given(&t->session->arguments, OPTION_OUTPUT_DIR))
		return fault_set(
			&t->session->fault, EXIT_USAGE, "usage",
			"--output-dir was given, but the pipeline has no store \"output\"");
	return EXIT_OK;
}

/* The name of the store that the plan has for a result; NULL: there is no such result. */
static const char *store_of(const json_t *plan, const char *name)
{
	const json_t *result;
	size_t i;

	json_array_foreach(
		json_object_get(plan, "results"), i,
		result) if (!strcmp(json_string_value(json_object_get(result, "name")),
				    name)) return json_string_value(json_object_get(result,
										    "store"));
	return NULL;
}

/* A result that goes to a path of its own has a store of its own. */
static enum exit_code folder_of_result(struct translation *t, const char *result, const char *path,
				       const char *option, char **folder)
{
	const char *store = path ? store_of(t->plan, result) : NULL;

	if (!path)
		return EXIT_OK;
	if (!store)
		return fault_set(&t->session->fault, EXIT_USAGE, "usage",
				 "%s was given, but the pipeline has no result \"%s\"", option,
				 result);
	*folder = path_folder(path);
	if (!*folder)
		return no_memory(t->session);
	return add_override(t, store, "directory", strlen("directory"), *folder, option);
}

/* The node of the stage that finds terms; NULL: there is none. */
const char *translate_terms_node(const struct translation *t)
{
	const json_t *nodes = json_object_get(t->plan, "nodes"), *node;
	size_t i;

	json_array_foreach(nodes, i, node)
	{
		const char *uses = json_string_value(json_object_get(node, "uses"));

		if (uses && !strcmp(uses, "route.terms"))
			return json_string_value(json_object_get(node, "name"));
	}
	return NULL;
}

/* Where nothing is translated, nothing of the budget is kept back for it. */
static enum exit_code budget_of_terms(struct translation *t)
{
	const char *node = t->only_terms && arguments_given(&t->session->arguments, OPTION_BUDGET)
				   ? translate_terms_node(t)
				   : NULL;

	return node ? add_override(t, node, "budget_share", strlen("budget_share"), "1", "--budget")
		    : EXIT_OK;
}

static enum exit_code export_folder(struct translation *t)
{
	if (folder_of_result(t, "xliff", t->xliff, "--export-xliff", &t->xliff_folder) != EXIT_OK)
		return t->session->fault.exit;
	return folder_of_result(t, "terms", t->terms,
				t->only_terms ? "-o" : "--save-auto-extracted-glossary",
				&t->terms_folder);
}

/*
 * The default translator and the stores stand in the file: so it is read once as
 * it is, and then with what the command line sets.
 */
enum exit_code translate_load_pipeline(struct translation *t)
{
	struct session *session = t->session;
	const struct arguments *arguments = &session->arguments;
	const char *given = arguments_text(arguments, OPTION_PIPELINE);
	const char *name = arguments_text(arguments, OPTION_TRANSLATOR);
	char *file = session_pipeline_file(session, given, "translate");

	if (!file)
		return session->fault.exit;
	if (load(t, file)) {
		if (!name)
			name = dt_pipeline_default_translator(t->pipeline);
		if (name && !(t->translator = strdup(name)))
			no_memory(session);
		else if (check_translator(t) == EXIT_OK && output_folder(t) == EXIT_OK &&
			 export_folder(t) == EXIT_OK && budget_of_terms(t) == EXIT_OK &&
			 translator_options(t) == EXIT_OK && t->n_overrides)
			load(t, file);
	}
	free(file);
	return session->fault.exit;
}
