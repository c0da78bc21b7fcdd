/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tool.h"

#include "job.h"
#include "sandbox.h"
#include "walls.h"

#include "common/schema.h"

#include <stdlib.h>
#include <string.h>

static const struct schema text = { .type = SCHEMA_STRING };
static const struct schema texts = { .type = SCHEMA_ARRAY, .items = &text };
static const struct schema flag = { .type = SCHEMA_BOOLEAN };
static const struct schema_member members[] = {
	{ "arguments", &texts, true, NULL, NULL },  { "read", &texts, false, NULL, NULL },
	{ "network", &flag, false, "false", NULL }, { "programs", &flag, false, "false", NULL },
	{ NULL, NULL, false, NULL, NULL },
};
static const struct schema specification = { .type = SCHEMA_OBJECT, .members = members };

/* argv of a command line, whose strings lie in the JSON; they may be wiped there. */
static enum exit_code take_arguments(struct tool_command *command, int *argc, struct fault *fault)
{
	const json_t *list = json_object_get(command->all, "arguments"), *one;
	size_t i;

	command->argv = calloc(json_array_size(list) + 2, sizeof(*command->argv));
	if (!command->argv)
		return fault_set(fault, EXIT_INTERNAL, "internal_error", "out of memory");
	command->argv[0] = (char *)(uintptr_t) "doctranslate";
	json_array_foreach(list, i, one) command->argv[i + 1] =
		(char *)(uintptr_t)json_string_value(one);
	*argc = (int)json_array_size(list) + 1;
	return EXIT_OK;
}

static enum exit_code read_command(struct tool_command *command, int *argc, struct fault *fault)
{
	json_error_t error;
	json_t *faults;
	char *sentence;

	command->all = json_loadfd(JOB_SPEC_FD, JSON_REJECT_DUPLICATES, &error);
	if (!command->all)
		return fault_set(fault, EXIT_USAGE, "usage", "what is to be run is not JSON: %s",
				 error.text);
	faults = schema_check(&specification, command->all, NULL);
	if (!faults)
		return take_arguments(command, argc, fault);
	sentence = schema_sentence(faults);
	json_decref(faults);
	fault_set(fault, EXIT_USAGE, "usage", "%s",
		  sentence ? sentence : "what is to be run has faults");
	free(sentence);
	return fault->exit;
}

static enum exit_code put_on_walls(const struct tool_command *command, struct fault *fault)
{
	struct sandbox_paths *paths = sandbox_paths_new();
	const json_t *list = json_object_get(command->all, "read"), *one;
	struct dt_error err = { 0 };
	uint32_t flags = 0;
	size_t i;

	flags |= json_is_true(json_object_get(command->all, "network")) ? SANDBOX_NETWORK : 0;
	flags |= json_is_true(json_object_get(command->all, "programs")) ? SANDBOX_PROGRAMS : 0;
	if (paths) {
		sandbox_usual(paths, flags);
		walls_read_arguments(paths, command->argv, false);
		json_array_foreach(list, i, one) sandbox_read(paths, json_string_value(one));
	}
	if (sandbox_files(paths, flags, &err) == DT_OK)
		sandbox_calls(flags, &err);
	sandbox_paths_free(paths);
	return err.status == DT_OK ? EXIT_OK : fault_from_error(fault, &err);
}

enum exit_code tool_command_start(struct session *session, struct tool_command *command)
{
	int argc = 0;

	memset(command, 0, sizeof(*command));
	if (walls_begin(&session->fault) != EXIT_OK ||
	    read_command(command, &argc, &session->fault) != EXIT_OK ||
	    put_on_walls(command, &session->fault) != EXIT_OK) {
		session->json = true;
		return session->fault.exit;
	}
	return session_start(session, argc, command->argv, NULL);
}

void tool_command_free(struct tool_command *command)
{
	free(command->argv);
	json_decref(command->all);
}
