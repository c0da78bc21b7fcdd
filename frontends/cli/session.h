/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * session.h - one run of the program: its arguments, its engine, its answer.
 *
 * A command fills result, warnings and errors for the JSON form, prints its
 * human form itself, and returns an exit code.  When that is not EXIT_OK, fault
 * says why, and main tells it.
 */
#ifndef DT_CLI_SESSION_H
#define DT_CLI_SESSION_H

#include "fault.h"
#include "parse.h"
#include "progress.h"

#include <jansson.h>

struct session {
	struct arguments arguments;
	struct fault fault;
	struct progress *progress;
	struct dt_engine *engine; /* opened when first asked for */
	json_t *result, *warnings, *errors;
	bool json, quiet, verbose;
	/* Called when a pipeline is loaded and nothing of it is open, then when it is open,
	 * before it does any work; anything but EXIT_OK ends the command, and says why in
	 * fault.  NULL: nobody wants to know. */
	enum exit_code (*loaded)(struct session *session, struct dt_pipeline *pipeline,
				 const char *translator);
	enum exit_code (*opened)(struct session *session, struct dt_pipeline *pipeline,
				 const char *translator);
	void *hook_ctx; /* of the two */
	const char *previews; /* folder for pages that can be looked at; NULL: none */
};

void session_init(struct session *session);
/* Takes the command line; events: NULL, or where events of jobs go instead of standard output,
 * with those of pages. */
enum exit_code session_start(struct session *session, int argc, char **argv, FILE *events);
void session_finish(struct session *session);

/* The engine, opened; NULL with fault. */
struct dt_engine *session_engine(struct session *session);
/* Path of a pipeline file: a path as given, or the name of a built-in one; given NULL: the
 * built-in one called preset, whatever lies in the folder.  The caller frees; NULL with fault. */
char *session_pipeline_file(struct session *session, const char *given, const char *preset);
/* Loads the file, with --set and the overrides given.  Tells its errors and warnings; NULL with
 * fault when there are errors. */
struct dt_pipeline *session_load(struct session *session, const char *file,
				 const struct dt_override *overrides, size_t n_overrides);
/* Are the keys there that a job with that translator (NULL: the file's default) wants?  Tells what
 * is missing; false with fault. */
bool session_check_keys(struct session *session, const struct dt_pipeline *pipeline,
			const char *file, const char *translator);
/* A warning for people and programs. */
__attribute__((format(printf, 2, 3))) void session_warn(struct session *session, const char *format,
							...);
/* A line for people, above the progress bar; not with --quiet. */
__attribute__((format(printf, 2, 3))) void session_say(struct session *session, const char *format,
						       ...);

#endif
