/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"

#include <stdlib.h>
#include <string.h>

/* {"plugins": [...]}; NULL with fault. */
static json_t *plugins(struct session *session)
{
	struct dt_engine *engine = session_engine(session);
	char *text = engine ? dt_engine_plugins_json(engine) : NULL;
	json_t *json = text ? json_loads(text, 0, NULL) : NULL;

	free(text);
	if (engine && !json)
		fault_set(&session->fault, EXIT_INTERNAL, "internal_error",
			  "the engine gave no list of plugins");
	return json;
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static void print_offers(const json_t *plugin, const char *key, const char *kind)
{
	size_t i;
	json_t *offer;

	json_array_foreach(json_object_get(plugin, key), i, offer)
	{
		char name[80];

		snprintf(name, sizeof(name), "%s.%s", text(plugin, "name"), text(offer, "name"));
		printf("  %-11s %-18s %s\n", kind, name, text(offer, "summary"));
	}
}

static void print_plugin(const json_t *plugin)
{
	if (!json_is_true(json_object_get(plugin, "usable"))) {
		printf("%s: not usable: %s\n", text(plugin, "name"), text(plugin, "reason"));
		return;
	}
	printf("%s %s: %s\n", text(plugin, "name"), text(plugin, "version"),
	       text(plugin, "summary"));
	print_offers(plugin, "stages", "stage");
	print_offers(plugin, "translators", "translator");
	print_offers(plugin, "stores", "store");
	print_offers(plugin, "records", "records");
}

enum exit_code command_plugins(struct session *session)
{
	json_t *json = plugins(session), *plugin;
	size_t i;

	if (!json)
		return session->fault.exit;
	if (session->json) {
		session->result = json;
		return EXIT_OK;
	}
	if (arguments_given(&session->arguments, OPTION_JSON)) {
		json_dumpf(json, stdout, JSON_INDENT(2));
		putchar('\n');
	} else {
		json_array_foreach(json_object_get(json, "plugins"), i, plugin)
			print_plugin(plugin);
	}
	json_decref(json);
	return EXIT_OK;
}

enum exit_code command_version(struct session *session)
{
	json_t *json = plugins(session), *plugin;
	size_t i;

	if (session->json) {
		session->result = json_pack("{s:s}", "version", dt_engine_version());
		if (json)
			json_object_update_missing_new(session->result, json);
	} else {
		printf("doctranslate %s\n", dt_engine_version());
		json_array_foreach(json_object_get(json, "plugins"), i,
				   plugin) if (json_is_true(json_object_get(plugin, "usable")))
			printf("  %s %s\n", text(plugin, "name"), text(plugin, "version"));
		else printf("  %s (not usable: %s)\n", text(plugin, "name"),
			    text(plugin, "reason"));
		json_decref(json);
	}
	/* the version is told even when no plugin folder can be read */
	memset(&session->fault, 0, sizeof(session->fault));
	return EXIT_OK;
}
