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
		return import_member(im->root, "profiles") ? "router"
		       : starts_local(im->root)		   ? "local"
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
	struct import_hint hint = IMPORT_HINT(name ? name : preset);
	const char *other;
	json_t *value;

	if (!name)
		name = preset;
	if (import_member(profiles, name))
		return import_name(im, at, name);
	json_object_foreach((json_t *)(uintptr_t)profiles, other, value) import_offer(&hint, other);
	if (at)
		import_error(im, at, "there is no profile \"%s\", which %s names%s", name, key,
			     import_did_you_mean(&hint));
	else if (wanted)
		import_error(im, import_member(im->root, "translator"),
			     "there is no profile \"%s\", and no %s that names another one%s", name,
			     key, import_did_you_mean(&hint));
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

/* Stages and stores of the built-in pipeline, whose plugins may be missing: a translator must have
 * another name.  False: the pipeline cannot run here, and what is made of it cannot be checked. */
static bool take_names(struct import *im, const char *built_in)
{
	struct dt_diagnostics *list = dt_diagnostics_new();
	char *text = list ? dt_engine_needs_json(im->session->engine, built_in, list) : NULL;
	json_t *needs = text ? json_loads(text, 0, NULL) : NULL, *one;
	bool all = needs;
	size_t i;

	json_array_foreach(needs, i, one)
	{
		const char *name = json_string_value(json_object_get(one, "name"));
		const char *missing = json_string_value(json_object_get(one, "missing"));

		json_object_set_new(im->taken, name, json_true());
		if (!missing)
			continue;
		all = false;
		import_warn(im, NULL, "the pipeline file cannot run here: %s: %s", name, missing);
	}
	json_object_set_new(im->taken, "limits", json_true());
	json_decref(needs);
	free(text);
	dt_diagnostics_free(list);
	return all;
}

/* Reads what was written as a job would, and tells of services that this build is without. */
static void check_written(struct import *im, const char *path)
{
	struct dt_pipeline *pipeline = session_load(im->session, path, NULL, 0);
	char *text = pipeline ? dt_pipeline_plan_json(pipeline) : NULL;
	json_t *plan = text ? json_loads(text, 0, NULL) : NULL, *one;
	size_t i;

	json_array_foreach(json_object_get(plan, "translators"), i, one)
	{
		const char *missing = json_string_value(json_object_get(one, "missing"));

		if (missing)
			import_warn(im, NULL, "translator %s cannot be asked here: %s",
				    json_string_value(json_object_get(one, "name")), missing);
	}
	json_decref(plan);
	free(text);
	dt_pipeline_close(pipeline);
}

static void write_pipeline(struct import *im, const char *pipeline, const char *translators)
{
	struct session *session = im->session;
	const struct arguments *arguments = &session->arguments;
	const char *path = arguments_text(arguments, OPTION_OUTPUT_CONF);
	char *whole = import_whole(im, pipeline, translators);

	if (whole &&
	    file_write(path, whole, strlen(whole), arguments_given(arguments, OPTION_OVERWRITE),
		       &session->fault) == EXIT_OK) {
		if (im->complete)
			check_written(im, path);
		session->result = json_pack("{s:o, s:s}", "path", json_text(path), "translator",
					    im->translator);
		if (!session->json)
			puts(path);
	}
	free(whole);
}

static void import_file(struct import *im, const json_t *file, const char *pipeline)
{
	const json_t *top = json_object_get(file, "value");
	char *translators = NULL;
	size_t size = 0;

	im->root = json_object_get(json_object_get(top, "doctranslate"), "value");
	if (!json_is_object(im->root)) {
		import_error(im, file, "there is no table [doctranslate] in it");
		import_outside(im, top);
		return;
	}
	import_outside(im, top);
	im->out = open_memstream(&translators, &size);
	if (!im->out) {
		fault_set(&im->session->fault, EXIT_INTERNAL, "internal_error", "out of memory");
		return;
	}
	import_all(im);
	fclose(im->out);
	if (!im->errors && im->translator)
		write_pipeline(im, pipeline, translators);
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
	size_t size;
	char *pipeline = built_in ? file_read(built_in, &size, &session->fault) : NULL;
	json_t *file = pipeline ? read_file(&im) : NULL;

	if (file) {
		im.complete = take_names(&im, built_in);
		import_file(&im, file, pipeline);
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
	free(pipeline);
	free(built_in);
	return session->fault.exit;
}
