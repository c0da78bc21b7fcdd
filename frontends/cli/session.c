/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "session.h"

#include "json_text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void session_init(struct session *session)
{
	memset(session, 0, sizeof(*session));
	session->warnings = json_array();
	session->errors = json_array();
}

enum exit_code session_start(struct session *session, int argc, char **argv, FILE *events)
{
	const struct arguments *arguments = &session->arguments;
	struct progress_options options = { .events = events };

	if (arguments_parse(&session->arguments, argc, argv, &session->fault) != EXIT_OK) {
		session->json = arguments_given(arguments, OPTION_OUTPUT_FORMAT) &&
				!strcmp(arguments_text(arguments, OPTION_OUTPUT_FORMAT), "json");
		return session->fault.exit;
	}
	session->json = !strcmp(arguments_text(arguments, OPTION_OUTPUT_FORMAT), "json") ||
			arguments_given(arguments, OPTION_EMIT_PROGRESS_JSON);
	session->quiet = arguments_given(arguments, OPTION_QUIET);
	session->verbose = arguments_given(arguments, OPTION_VERBOSE) && !session->quiet;
	options.bar = !session->quiet && !events;
	options.json = events || arguments_given(arguments, OPTION_EMIT_PROGRESS_JSON);
	options.page_stage = events ? "paint" : NULL;
	options.interval_ms = arguments_time(arguments, OPTION_REPORT_INTERVAL);
	options.command = arguments->command ? arguments->command->name : "";
	session->progress = progress_new(&options);
	return session->progress ? EXIT_OK
				 : fault_set(&session->fault, EXIT_INTERNAL, "internal_error",
					     "out of memory");
}

void session_finish(struct session *session)
{
	dt_engine_free(session->engine);
	progress_free(session->progress);
	arguments_free(&session->arguments);
	json_decref(session->result);
	json_decref(session->warnings);
	json_decref(session->errors);
}

/* [any] */
static void log_line(void *ctx, int level, const char *line)
{
	static const char *const levels[] = { "debug", "info", "warning", "error" };
	char text[1024];

	snprintf(text, sizeof(text), "doctranslate: %s: %s",
		 level >= 0 && level <= DT_LOG_ERROR ? levels[level] : "log", line);
	progress_line(ctx, text);
}

struct dt_engine *session_engine(struct session *session)
{
	struct dt_error err = { 0 };
	struct dt_engine_options options = {
		.plugin_path = arguments_text(&session->arguments, OPTION_PLUGIN_PATH),
		.pipeline_dir = arguments_text(&session->arguments, OPTION_PIPELINE_PATH),
		.log_level = session->verbose ? DT_LOG_INFO
			     : session->quiet ? DT_LOG_ERROR
					      : DT_LOG_WARNING,
		.log = log_line,
		.log_ctx = session->progress,
	};

	if (!session->engine) {
		session->engine = dt_engine_new(&options, &err);
		if (!session->engine)
			fault_from_error(&session->fault, &err);
	}
	return session->engine;
}

char *session_pipeline_file(struct session *session, const char *given, const char *preset)
{
	struct dt_engine *engine = session_engine(session);
	struct dt_error err = { 0 };
	struct stat info;
	char *file;

	if (!engine)
		return NULL;
	/* a file of that name goes first, so that nobody's work is passed over; a folder is none */
	if (given && (strchr(given, '/') || (!stat(given, &info) && !S_ISDIR(info.st_mode)))) {
		file = strdup(given);
		if (!file)
			fault_set(&session->fault, EXIT_INTERNAL, "internal_error",
				  "out of memory");
		return file;
	}
	file = dt_engine_pipeline_file(engine, given ? given : preset, &err);
	if (!file) {
		fault_set(&session->fault, EXIT_USAGE, "not_found",
			  "there is no pipeline file \"%s\", and no built-in pipeline of that name",
			  given ? given : preset);
		snprintf(session->fault.path, sizeof(session->fault.path), "%s",
			 given ? given : preset);
	}
	return file;
}

/* A file that is loaded twice is told about once. */
static bool was_told(const json_t *list, const char *line)
{
	const json_t *told;
	size_t i;

	json_array_foreach(list, i, told) if (!strcmp(json_string_value(told), line)) return true;
	return false;
}

/* Lines "FILE:LINE: error: TEXT" as JSON, and printed. */
static void tell(struct session *session, const struct dt_diagnostics *list)
{
	char *text = dt_diagnostics_text(list), *rest = text;

	while (rest && *rest) {
		char *line = rest;
		json_t *told;

		rest += strcspn(rest, "\n");
		if (*rest)
			*rest++ = '\0';
		told = strstr(line, ": error: ") ? session->errors : session->warnings;
		if (was_told(told, line))
			continue;
		json_array_append_new(told, json_text(line));
		if (!session->quiet || told == session->errors)
			progress_line(session->progress, line);
	}
	free(text);
}

/* --set NODE.OPTION=VALUE behind the overrides given.  Keeps copies of names in *names. */
static struct dt_override *with_settings(const struct session *session,
					 const struct dt_override *overrides, size_t n,
					 char ***names)
{
	const struct argument_list *list = &session->arguments.pairs[OPTION_SET];
	struct dt_override *all = calloc(n + list->n + 1, sizeof(*all));
	char **copies = calloc(2 * list->n + 1, sizeof(*copies));

	*names = copies;
	if (!all || !copies)
		return all;
	if (n)
		memcpy(all, overrides, n * sizeof(*all));
	for (size_t i = 0; i < list->n; i++) {
		const char *equals = strchr(list->at[i], '=');

		copies[2 * i] = strndup(list->at[i], (size_t)(equals - list->at[i]));
		if (asprintf(&copies[2 * i + 1], "--set %s", list->at[i]) < 0)
			copies[2 * i + 1] = NULL;
		all[n + i] = (struct dt_override){ copies[2 * i], equals + 1, copies[2 * i + 1] };
	}
	return all;
}

/* Is the file itself at fault, or what was set from the command line? */
static bool good_alone(struct session *session, const char *file)
{
	struct dt_diagnostics *list = dt_diagnostics_new();
	struct dt_pipeline *pipeline =
		list ? dt_pipeline_load(session->engine, file, NULL, 0, list) : NULL;

	dt_pipeline_close(pipeline);
	dt_diagnostics_free(list);
	return pipeline != NULL;
}

static void load_fault(struct session *session, const char *file, size_t n_overrides,
		       size_t n_errors)
{
	snprintf(session->fault.path, sizeof(session->fault.path), "%s", file);
	if (n_overrides && good_alone(session, file))
		fault_set(&session->fault, EXIT_USAGE, "usage",
			  "an option for the pipeline \"%s\" is wrong", file);
	else
		fault_set(&session->fault, EXIT_VALIDATION, "validation_failed",
			  "the pipeline file \"%s\" has %zu fault%s", file, n_errors,
			  n_errors == 1 ? "" : "s");
}

struct dt_pipeline *session_load(struct session *session, const char *file,
				 const struct dt_override *overrides, size_t n_overrides)
{
	struct dt_diagnostics *list = dt_diagnostics_new();
	struct dt_pipeline *pipeline = NULL;
	char **names = NULL;
	size_t n_set = session->arguments.pairs[OPTION_SET].n;
	struct dt_override *all = with_settings(session, overrides, n_overrides, &names);

	if (list && all && names && session_engine(session)) {
		pipeline = dt_pipeline_load(session->engine, file, all, n_overrides + n_set, list);
		tell(session, list);
		if (!pipeline)
			load_fault(session, file, n_overrides + n_set, dt_diagnostics_errors(list));
	} else {
		fault_set(&session->fault, EXIT_INTERNAL, "internal_error", "out of memory");
	}
	for (size_t i = 0; names && i < 2 * n_set; i++)
		free(names[i]);
	free(names);
	free(all);
	dt_diagnostics_free(list);
	return pipeline;
}

bool session_check_keys(struct session *session, const struct dt_pipeline *pipeline,
			const char *file, const char *translator)
{
	struct dt_diagnostics *list = dt_diagnostics_new();
	size_t errors;

	if (!list) {
		fault_set(&session->fault, EXIT_INTERNAL, "internal_error", "out of memory");
		return false;
	}
	dt_pipeline_check_keys(pipeline, translator, list);
	tell(session, list);
	errors = dt_diagnostics_errors(list);
	if (errors)
		load_fault(session, file, 0, errors);
	dt_diagnostics_free(list);
	return !errors;
}

void session_warn(struct session *session, const char *format, ...)
{
	char text[1024], line[1100];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	json_array_append_new(session->warnings, json_text(text));
	snprintf(line, sizeof(line), "doctranslate: warning: %s", text);
	if (!session->quiet)
		progress_line(session->progress, line);
}

void session_say(struct session *session, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (!session->quiet)
		progress_line(session->progress, text);
}
