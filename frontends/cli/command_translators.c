/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"

#include "json_text.h"

#include <stdlib.h>
#include <string.h>

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static json_t *parse(char *dump)
{
	json_t *json = dump ? json_loads(dump, 0, NULL) : NULL;

	free(dump);
	return json;
}

/* The entry of "PLUGIN.NAME" in the list of plugins, borrowed; NULL: none. */
static const json_t *offer(const json_t *plugins, const char *uses)
{
	const json_t *plugin, *one;
	size_t i, k, n;

	json_array_foreach(json_object_get(plugins, "plugins"), i, plugin)
	{
		n = strlen(text(plugin, "name"));
		if (strncmp(text(plugin, "name"), uses, n) || uses[n] != '.')
			continue;
		json_array_foreach(json_object_get(plugin, "translators"), k,
				   one) if (!strcmp(text(one, "name"), uses + n + 1)) return one;
	}
	return NULL;
}

/* Opens the pipeline with that translator alone and asks it.  why is empty when it can. */
static void ask(struct session *session, const char *file, const char *name, struct dt_error *err)
{
	const struct arguments *arguments = &session->arguments;
	const char *const only[] = { name, NULL };
	struct dt_pipeline *pipeline = session_load(session, file, NULL, 0);

	if (!pipeline)
		return; /* the fault is told */
	if (dt_pipeline_open(pipeline, 1, only, err) == DT_OK)
		dt_pipeline_check_pair(pipeline, name,
				       arguments_text(arguments, OPTION_SOURCE_LANG),
				       arguments_text(arguments, OPTION_TARGET_LANG), err);
	dt_pipeline_close(pipeline);
}

static json_t *look_at(struct session *session, const char *file, const json_t *entry,
		       const json_t *plugins)
{
	const json_t *offered = offer(plugins, text(entry, "uses"));
	struct dt_error err = { 0 };

	ask(session, file, text(entry, "name"), &err);
	return json_pack("{s:s, s:s, s:s, s:O, s:b, s:o}", "name", text(entry, "name"), "uses",
			 text(entry, "uses"), "summary", text(offered, "summary"), "default",
			 json_object_get(entry, "default"), "usable", err.status == DT_OK, "reason",
			 err.status == DT_OK ? json_null() : json_text(err.text));
}

static void print(const json_t *translator)
{
	bool usable = json_is_true(json_object_get(translator, "usable"));

	printf("%-12s %s%s\n", text(translator, "name"), text(translator, "summary"),
	       json_is_true(json_object_get(translator, "default")) ? " (default)" : "");
	if (!usable)
		printf("%-12s not usable: %s\n", "", text(translator, "reason"));
}

static void list(struct session *session, const char *file, const json_t *plan, json_t *plugins)
{
	const struct arguments *arguments = &session->arguments;
	json_t *found = json_array(), *entry;
	size_t i;

	json_array_foreach(json_object_get(plan, "translators"), i, entry)
	{
		json_t *translator = look_at(session, file, entry, plugins);

		json_array_append_new(found, translator);
		if (!session->json)
			print(translator);
	}
	session->result = json_pack(
		"{s:s, s:s, s:o}", "source_lang", arguments_text(arguments, OPTION_SOURCE_LANG),
		"target_lang", arguments_text(arguments, OPTION_TARGET_LANG), "translators", found);
}

enum exit_code command_translators(struct session *session)
{
	const char *given = arguments_text(&session->arguments, OPTION_PIPELINE);
	char *file = session_pipeline_file(session, given, "translate");
	struct dt_pipeline *pipeline = file ? session_load(session, file, NULL, 0) : NULL;
	json_t *plan = NULL, *plugins = NULL;

	if (pipeline) {
		plan = parse(dt_pipeline_plan_json(pipeline));
		plugins = parse(dt_engine_plugins_json(session->engine));
		dt_pipeline_close(pipeline);
		if (plan && plugins)
			list(session, file, plan, plugins);
		else
			fault_set(&session->fault, EXIT_INTERNAL, "internal_error",
				  "out of memory");
	}
	json_decref(plan);
	json_decref(plugins);
	free(file);
	return session->fault.exit;
}
