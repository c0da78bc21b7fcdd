/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "warmup.h"

#include "cli/commands.h"

#include "json_text.h"

#include <stdlib.h>
#include <string.h>

struct warmup {
	json_t *assets;
	struct fault *fault;
};

static void tell(struct warmup *warmup, const char *category, const char *name, bool ready,
		 const char *message)
{
	json_array_append_new(warmup->assets,
			      json_pack("{s:s, s:o, s:b, s:o}", "category", category, "name",
					json_text(name), "ready", ready, "message",
					message && *message ? json_text(message) : json_null()));
}

/* ---- pipelines ------------------------------------------------------------------------- */

static const struct {
	const char *name;
	bool opened;
} pipelines[] = {
	{ "translate", true },
	{ "extract", true },
	{ "inspect", true },
	{ "build", false },
	{ "preview", true },
	{ "preview-painted", false },
	{ "preview-translated", false },
};

static void start(struct session *session, int argc, const char *const *argv)
{
	session_init(session);
	session_start(session, argc, (char **)(uintptr_t)argv, NULL);
}

/* With the translator that a job has when it names none. */
static void open_pipeline(struct session *session, struct dt_pipeline *pipeline)
{
	const char *const only[] = { dt_pipeline_default_translator(pipeline), NULL };
	struct dt_error err = { 0 };

	if (dt_pipeline_open(pipeline, 1, only[0] ? only : NULL, &err) != DT_OK)
		fault_from_error(&session->fault, &err);
}

static void look_at_pipeline(struct warmup *warmup, const char *name, bool opened)
{
	static const char *const argv[] = { "doctranslate", "plan", "--quiet", NULL };
	struct dt_pipeline *pipeline = NULL;
	struct session session;
	const json_t *first;
	char *file;

	start(&session, 3, argv);
	file = session.fault.exit == EXIT_OK ? session_pipeline_file(&session, NULL, name) : NULL;
	if (file)
		pipeline = session_load(&session, file, NULL, 0);
	if (pipeline && opened)
		open_pipeline(&session, pipeline);
	first = json_array_get(session.errors, 0);
	tell(warmup, "pipelines", name, pipeline && session.fault.exit == EXIT_OK,
	     first ? json_string_value(first) : session.fault.text);
	if (session.fault.exit != EXIT_OK)
		fault_set(warmup->fault, EXIT_EXTERNAL, "unsupported_configuration",
			  "the pipeline %s cannot be used: %s", name, session.fault.text);
	dt_pipeline_close(pipeline);
	free(file);
	session_finish(&session);
}

/* ---- what commands tell ------------------------------------------------------------------ */

static json_t *ask(enum exit_code (*command)(struct session *session), int argc,
		   const char *const *argv, struct fault *fault)
{
	struct session session;
	json_t *result;

	start(&session, argc, argv);
	if (session.fault.exit == EXIT_OK)
		command(&session);
	*fault = session.fault;
	result = json_incref(session.result);
	session_finish(&session);
	return result;
}

/* Of a list whose entries are usable, or have a reason. */
static void tell_list(struct warmup *warmup, const char *category, const json_t *list)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		tell(warmup, category, json_string_value(json_object_get(one, "name")),
		     json_is_true(json_object_get(one, "usable")),
		     json_string_value(json_object_get(one, "reason")));
}

static void look_at_plugins(struct warmup *warmup)
{
	static const char *const plugins[] = { "doctranslate", "plugins", "--output-format=json",
					       NULL };
	static const char *const translators[] = { "doctranslate", "translators",
						   "--output-format=json", "--quiet", NULL };
	struct fault fault = { 0 };
	json_t *told = ask(command_plugins, 3, plugins, &fault);

	tell_list(warmup, "plugins", json_object_get(told, "plugins"));
	json_decref(told);
	told = ask(command_translators, 4, translators, &fault);
	tell_list(warmup, "translators", json_object_get(told, "translators"));
	json_decref(told);
}

/* A face of each kind and style, for Latin letters, which every document has some of. */
static void look_at_fonts(struct warmup *warmup)
{
	static const char *const argv[] = { "doctranslate", "fonts", "en", "--output-format=json",
					    NULL };
	struct fault fault = { 0 };
	json_t *told = ask(command_fonts, 4, argv, &fault), *face;
	size_t i, n = 0;

	json_array_foreach(json_object_get(told, "faces"), i, face)
	{
		const json_t *font = json_array_get(json_object_get(face, "fonts"), 0);
		const char *name = json_string_value(json_object_get(font, "name"));
		char words[100];

		snprintf(words, sizeof(words), "%.40s %.40s",
			 json_string_value(json_object_get(face, "kind")),
			 json_string_value(json_object_get(face, "style")));
		tell(warmup, "fonts", words, name,
		     name ? name : "there is no font, install Debian's fonts-liberation");
		n += name != NULL;
	}
	if (!n)
		fault_set(warmup->fault, EXIT_EXTERNAL, "unsupported_configuration",
			  "there are no fonts: %s",
			  *fault.text ? fault.text : "install Debian's fonts-liberation");
	json_decref(told);
}

json_t *warmup_run(struct fault *fault)
{
	struct warmup warmup = { json_array(), fault };

	for (size_t i = 0; i < sizeof(pipelines) / sizeof(pipelines[0]); i++)
		look_at_pipeline(&warmup, pipelines[i].name, pipelines[i].opened);
	look_at_plugins(&warmup);
	look_at_fonts(&warmup);
	return warmup.assets;
}
