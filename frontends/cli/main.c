/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"
#include "envelope.h"
#include "help.h"
#include "signals.h"

#include "job/job.h"
#include "job/sandbox.h"
#include "job/tool.h"
#include "job/walls.h"

#include <errno.h>
#include <locale.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum exit_code (*const run[COMMAND_COUNT])(struct session *) = {
	[COMMAND_TRANSLATE] = command_translate,
	[COMMAND_INSPECT] = command_inspect,
	[COMMAND_EXTRACT] = command_extract,
	[COMMAND_BUILD] = command_build,
	[COMMAND_DEBUG_LAYOUT] = command_debug_layout,
	[COMMAND_PREVIEW] = command_preview,
	[COMMAND_CONFIG_VALIDATE] = command_config_validate,
	[COMMAND_CONFIG_INIT] = command_config_init,
	[COMMAND_CONFIG_SHOW] = command_config_show,
	[COMMAND_CONFIG_IMPORT] = command_config_import,
	[COMMAND_PLAN] = command_plan,
	[COMMAND_PLUGINS] = command_plugins,
	[COMMAND_TRANSLATORS] = command_translators,
	[COMMAND_FONTS] = command_fonts,
	[COMMAND_GLOSSARY_VALIDATE] = command_glossary_validate,
	[COMMAND_GLOSSARY_EXTRACT] = command_glossary_extract,
	[COMMAND_TM_STATS] = command_tm_stats,
	[COMMAND_TM_PURGE] = command_tm_purge,
	[COMMAND_TM_IMPORT] = command_tm_import,
	[COMMAND_TM_EXPORT] = command_tm_export,
	[COMMAND_SERVE] = command_serve,
	[COMMAND_HASH_TOKEN] = command_hash_token,
	[COMMAND_HELP] = command_help,
};

static enum exit_code dispatch(struct session *session)
{
	const struct arguments *arguments = &session->arguments;

	if (arguments_given(arguments, OPTION_VERSION))
		return command_version(session);
	if (arguments_given(arguments, OPTION_HELP) || !arguments->command) {
		if (arguments->command)
			help_command(stdout, arguments->command);
		else
			help_program(stdout);
		if (session->json)
			session->result = json_pack("{s:s}", "hint", "doctranslate help COMMAND");
		return EXIT_OK;
	}
	return run[arguments->command->id](session);
}

static void tell_fault(const struct session *session)
{
	const struct command_spec *command = session->arguments.command;
	char line[1200];

	snprintf(line, sizeof(line), "doctranslate: %s", session->fault.text);
	if (session->progress)
		progress_line(session->progress, line);
	else
		fprintf(stderr, "%s\n", line);
	if (session->fault.exit == EXIT_USAGE && !strcmp(session->fault.code, "usage") &&
	    !session->quiet)
		fprintf(stderr, "Try \"doctranslate %s%s--help\".\n", command ? command->name : "",
			command ? " " : "");
}

static void tell_json(struct session *session, const struct fault *fault)
{
	const struct command_spec *command = session->arguments.command;

	envelope_print(stdout, envelope_new(command ? command->name : "", session->result,
					    session->warnings, session->errors, fault));
	session->result = session->warnings = session->errors = NULL;
}

/* What was printed must have arrived; a reader that went away is its own business. */
static enum exit_code close_output(enum exit_code code)
{
	bool failed = ferror(stdout);

	errno = 0;
	if ((fflush(stdout) || failed) && errno != EPIPE) {
		/* of a write that failed before the reason is not known any more */
		fprintf(stderr, "doctranslate: the standard output cannot be written%s%s\n",
			errno ? ": " : "", errno ? strerror(errno) : "");
		return code == EXIT_OK ? EXIT_EXTERNAL : code;
	}
	return code;
}

/* Payloads come and go by the thousand, each as large as a page: with the bins for small
 * blocks glibc would sweep them together again and again. */
static void tune_allocator(void)
{
#ifdef M_MXFAST
	(void)mallopt(M_MXFAST, 0);
#endif
#ifdef M_ARENA_MAX
	(void)mallopt(M_ARENA_MAX, 2);
#endif
#ifdef M_MMAP_THRESHOLD
	/* glibc raises it to the largest block that was ever freed: large blocks would then
	 * lie between small ones and could not be given back */
	(void)mallopt(M_MMAP_THRESHOLD, 128 << 10);
	/* less often than a page's payloads come and go: pages given back are faulted in again */
	(void)mallopt(M_TRIM_THRESHOLD, 2 << 20);
	(void)mallopt(M_TOP_PAD, 512 << 10);
#endif
}

int main(int argc, char **argv)
{
	struct session session;
	struct tool_command tool = { NULL, NULL };
	enum exit_code code;
	bool is_tool = argc == 2 && !strcmp(argv[1], "run-tool"); /* of the service, too */

	/* libraries that bring OpenMP would start as many threads again for each of ours; it is
	 * read when they are loaded */
	setenv("OMP_THREAD_LIMIT", "1", 0);
	/* for the width of characters; numbers stay as in C for plugins and files */
	setlocale(LC_CTYPE, "");
	tune_allocator();
	signals_install();

	session_init(&session);
	if (argc == 2 && !strcmp(argv[1], "run-job")) { /* of the service, in no help */
		code = run_job(&session);
		session_finish(&session);
		return code;
	}
	code = is_tool ? tool_command_start(&session, &tool)
		       : session_start(&session, argc, argv, NULL);
	if (code == EXIT_OK)
		code = dispatch(&session);
	if (code != EXIT_OK)
		tell_fault(&session);
	if (session.json)
		tell_json(&session, code != EXIT_OK ? &session.fault : NULL);
	if (is_tool && code != EXIT_OK && walls_out_of_memory(&session.fault))
		_exit(SANDBOX_EXIT_MEMORY);
	session_finish(&session);
	tool_command_free(&tool);
	code = close_output(code);
	if (code != EXIT_OK && signals_caught())
		signals_die(signals_caught());
	return code;
}
