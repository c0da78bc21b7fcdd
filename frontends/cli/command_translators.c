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

/* Opens the pipeline with that translator alone and asks it; with asks, also the service. */
static void ask(struct session *session, const char *file, const char *name, bool asks,
		struct dt_error *err)
{
	const struct arguments *arguments = &session->arguments;
	const char *const only[] = { name, NULL };
	struct dt_pipeline *pipeline = session_load(session, file, NULL, 0);

	if (!pipeline)
		return; /* the fault is told */
	if (dt_pipeline_open(pipeline, 1, only, err) == DT_OK &&
	    (!asks || dt_pipeline_preflight(pipeline, name, err) == DT_OK))
		dt_pipeline_check_pair(pipeline, name,
				       arguments_text(arguments, OPTION_SOURCE_LANG),
				       arguments_text(arguments, OPTION_TARGET_LANG), err);
	dt_pipeline_close(pipeline);
}

static bool is_asked(const struct argument_list *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (!strcmp(names->at[i], name))
			return true;
	return false;
}

static json_t *look_at(struct session *session, const char *file, const json_t *entry,
		       const json_t *plugins, struct dt_error *err)
{
	const json_t *offered = offer(plugins, text(entry, "uses"));
	bool asks = session->arguments.pairs[OPTION_CHECK].n;

	ask(session, file, text(entry, "name"), asks, err);
	return json_pack("{s:s, s:s, s:s, s:O, s:O, s:O, s:b, s:o}", "name", text(entry, "name"),
			 "uses", text(entry, "uses"), "summary", text(offered, "summary"),
			 "default", json_object_get(entry, "default"), "network",
			 json_object_get(entry, "network"), "costs",
			 json_object_get(entry, "costs"), "usable", err->status == DT_OK, "reason",
			 err->status == DT_OK ? json_null() : json_text(err->text));
}

/* Without the name that the line begins with: "translator deepl: ...", "deepl.key wants ...". */
static const char *without_name(const char *reason, const char *name)
{
	size_t n = strlen(name);

	if (!strncmp(reason, "translator ", 11) && !strncmp(reason + 11, name, n) &&
	    !strncmp(reason + 11 + n, ": ", 2))
		return reason + 11 + n + 2;
	if (!strncmp(reason, name, n) && reason[n] == '.')
		return reason + n + 1;
	return reason;
}

static void print(const json_t *translator, int width)
{
	bool usable = json_is_true(json_object_get(translator, "usable"));
	bool network = json_is_true(json_object_get(translator, "network"));
	const char *name = text(translator, "name");
	/* whether a service is there is known to --check alone */
	const char *state = !usable ? "missing" : network ? "set up" : "ready";

	printf("%c %-*s  %-7s  %-7s  %-5s  %s\n",
	       json_is_true(json_object_get(translator, "default")) ? '*' : ' ', width, name, state,
	       network ? "network" : "here",
	       json_is_true(json_object_get(translator, "costs")) ? "costs" : "free",
	       usable ? text(translator, "summary")
		      : without_name(text(translator, "reason"), name));
}

static void print_list(const json_t *translators)
{
	const json_t *translator;
	int width = 0;
	size_t i;

	json_array_foreach(translators, i, translator)
	{
		int n = (int)strlen(text(translator, "name"));

		width = n > width ? n : width;
	}
	json_array_foreach(translators, i, translator) print(translator, width);
}

/* What is wrong with one that was to be checked: the first is the command's own fault. */
static void told(struct session *session, const char *name, const struct dt_error *err)
{
	struct dt_error named = *err;

	if (err->status == DT_OK) {
		if (!session->json && !arguments_given(&session->arguments, OPTION_JSON))
			printf("%s: ready\n", name);
		return;
	}
	if (!strstr(err->text, name))
		snprintf(named.text, sizeof(named.text), "%s: %.400s", name, err->text);
	if (session->fault.exit != EXIT_OK)
		session_say(session, "doctranslate: %s", named.text);
	else if (err->status == DT_E_UNSUPPORTED || err->status == DT_E_LIMIT)
		fault_set(&session->fault, EXIT_EXTERNAL, "translator_error", "%s", named.text);
	else
		fault_from_error(&session->fault, &named);
}

/* Every name that was to be checked is one of the pipeline. */
static bool are_known(struct session *session, const json_t *translators)
{
	const struct argument_list *names = &session->arguments.pairs[OPTION_CHECK];
	const json_t *entry;
	size_t k;

	for (size_t i = 0; i < names->n; i++) {
		bool known = false;

		json_array_foreach(translators, k, entry) known |=
			!strcmp(text(entry, "name"), names->at[i]);
		if (!known) {
			fault_set(&session->fault, EXIT_USAGE, "usage",
				  "the pipeline has no translator \"%s\", see doctranslate "
				  "translators",
				  names->at[i]);
			return false;
		}
	}
	return true;
}

static void list(struct session *session, const char *file, const json_t *plan, json_t *plugins)
{
	const struct arguments *arguments = &session->arguments;
	const struct argument_list *names = &arguments->pairs[OPTION_CHECK];
	json_t *found = json_array(), *entry, *result;
	bool json = arguments_given(arguments, OPTION_JSON);
	size_t i;

	json_array_foreach(json_object_get(plan, "translators"), i, entry)
	{
		struct dt_error err = { 0 };
		json_t *translator;

		if (names->n && !is_asked(names, text(entry, "name")))
			continue;
		translator = look_at(session, file, entry, plugins, &err);
		json_array_append_new(found, translator);
		if (names->n)
			told(session, text(entry, "name"), &err);
	}
	if (!names->n && !session->json && !json)
		print_list(found);
	result = json_pack("{s:s, s:s, s:o}", "source_lang",
			   arguments_text(arguments, OPTION_SOURCE_LANG), "target_lang",
			   arguments_text(arguments, OPTION_TARGET_LANG), "translators", found);
	if (json && !session->json) {
		json_dumpf(result, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	session->result = result;
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
		if (plan && plugins && are_known(session, json_object_get(plan, "translators")))
			list(session, file, plan, plugins);
		else
			fault_set(&session->fault, EXIT_INTERNAL, "internal_error",
				  "out of memory"); /* unless a fault is told already */
	}
	json_decref(plan);
	json_decref(plugins);
	free(file);
	return session->fault.exit;
}
