/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"
#include "files.h"
#include "import.h"

#ifdef HAVE_TOML
#include "common/toml.h"
#endif

#include "json_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_TOML
static json_t *read_file(struct import *im)
{
	struct toml_fault fault;
	json_t *file = toml_read(im->file, &fault), *at;

	if (!file) {
		at = json_pack("{s:i}", "line", (int)fault.line);
		import_error(im, at, "%s", fault.text);
		json_decref(at);
	}
	return file;
}
#else
static json_t *read_file(struct import *im)
{
	fault_set(&im->session->fault, EXIT_EXTERNAL, "not_built",
		  "this program was built without toml++, which reads such files; the Debian "
		  "package libtomlplusplus-dev brings it");
	return NULL;
}
#endif

static bool starts_local(const json_t *root)
{
	const char *key;
	json_t *at;

	json_object_foreach((json_t *)(uintptr_t)root, key,
			    at) if (!strncmp(key, "local", 5) &&
				    (!key[5] || key[5] == '_')) return true;
	return false;
}

/* Which of its three ways to translate the file is about, when it does not say so. */
static const char *find_mode(struct import *im)
{
	const char *mode = import_string(im, im->root, "translator");

	if (!mode)
		return import_member(im->root, "providers") ? "router"
		       : starts_local(im->root)		    ? "local"
							    : "openai";
	if (strcmp(mode, "openai") != 0 && strcmp(mode, "router") != 0 &&
	    strcmp(mode, "local") != 0)
		import_error(im, import_member(im->root, "translator"),
			     "translator is \"%s\"; it must be openai, router or local", mode);
	return mode;
}

static const char *profile_of(struct import *im, const char *key, const char *preset, bool wanted)
{
	const char *name = import_string(im, im->root, key);
	const json_t *profiles = import_table(im, im->root, "profiles");
	const json_t *at = import_member(im->root, key);

	if (!name)
		name = preset;
	if (import_member(profiles, name))
		return import_name(im, at, name);
	if (wanted || at)
		import_error(im, at, "there is no profile \"%s\", which %s names", name, key);
	return NULL;
}

static void import_all(struct import *im)
{
	const char *mode = find_mode(im), *terms, *translator = NULL;

	import_providers(im);
	import_profiles(im);
	if (starts_local(im->root) || !strcmp(mode, "local"))
		import_local(im);
	if (!strcmp(mode, "openai") || import_member(im->root, "openai_model") ||
	    import_member(im->root, "openai_base_url"))
		import_openai(im);
	import_keys(im);
	terms = profile_of(im, "term_extraction_profile", "terms", false);
	if (terms && !strcmp(mode, "router"))
		import_stage_option(im, "route.terms", "translator", json_string(terms));
	if (!strcmp(mode, "router"))
		translator = profile_of(im, "routing_profile", "translate", true);
	else if (!strcmp(mode, "local"))
		translator = "local_translate";
	else
		translator = import_name(im, NULL, "openai");
	im->translator = translator ? strdup(translator) : NULL;
}

/* Names that nodes and stores of the pipeline have: a translator must have another one. */
static void take_names(struct import *im, const char *file)
{
	struct dt_pipeline *pipeline = session_load(im->session, file, NULL, 0);
	char *text = pipeline ? dt_pipeline_plan_json(pipeline) : NULL;
	json_t *plan = text ? json_loads(text, 0, NULL) : NULL, *one;
	static const char *const lists[] = { "nodes", "stores" };
	size_t i;

	for (size_t k = 0; k < 2; k++)
		json_array_foreach(json_object_get(plan, lists[k]), i, one) json_object_set_new(
			im->taken, json_string_value(json_object_get(one, "name")), json_true());
	json_object_set_new(im->taken, "limits", json_true());
	json_decref(plan);
	free(text);
	dt_pipeline_close(pipeline);
}

static void write_pipeline(struct import *im, const char *built_in, const char *translators)
{
	struct session *session = im->session;
	const struct arguments *arguments = &session->arguments;
	const char *path = arguments_text(arguments, OPTION_OUTPUT_CONF);
	size_t size;
	char *pipeline = file_read(built_in, &size, &session->fault);
	char *whole = pipeline ? import_whole(im, pipeline, translators) : NULL;
	struct dt_pipeline *loaded;

	if (whole &&
	    file_write(path, whole, strlen(whole), arguments_given(arguments, OPTION_OVERWRITE),
		       &session->fault) == EXIT_OK) {
		loaded = session_load(session, path, NULL, 0);
		dt_pipeline_close(loaded);
		session->result = json_pack("{s:o, s:s}", "path", json_text(path), "translator",
					    im->translator);
		if (!session->json)
			puts(path);
	}
	free(whole);
	free(pipeline);
}

static void import_file(struct import *im, const json_t *file, const char *built_in)
{
	const json_t *top = json_object_get(file, "value");
	char *translators = NULL;
	size_t size = 0;

	im->root = json_object_get(json_object_get(top, "doctranslate"), "value");
	if (!json_is_object(im->root)) {
		import_error(im, file, "there is no table [doctranslate] in it");
		return;
	}
	im->out = open_memstream(&translators, &size);
	if (!im->out) {
		fault_set(&im->session->fault, EXIT_INTERNAL, "internal_error", "out of memory");
		return;
	}
	import_all(im);
	fclose(im->out);
	if (!im->errors && im->translator)
		write_pipeline(im, built_in, translators);
	free(translators);
}

enum exit_code command_config_import(struct session *session)
{
	struct import im = { .session = session,
			     .file = session->arguments.files.at[0],
			     .names = json_object(),
			     .taken = json_object(),
			     .stages = json_object() };
	char *built_in = session_pipeline_file(session, NULL, "translate");
	json_t *file = built_in ? read_file(&im) : NULL;

	if (file) {
		take_names(&im, built_in);
		if (session->fault.exit == EXIT_OK)
			import_file(&im, file, built_in);
	}
	if (im.errors) {
		snprintf(session->fault.path, sizeof(session->fault.path), "%s", im.file);
		fault_set(&session->fault, EXIT_VALIDATION, "validation_failed",
			  "the file \"%s\" has %zu fault%s", im.file, im.errors,
			  im.errors == 1 ? "" : "s");
	}
	json_decref(file);
	json_decref(im.names);
	json_decref(im.taken);
	json_decref(im.stages);
	free(im.translator);
	free(built_in);
	return session->fault.exit;
}
