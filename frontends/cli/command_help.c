/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"
#include "help.h"

#include <string.h>

enum exit_code command_help(struct session *session)
{
	const struct argument_list *words = &session->arguments.files;
	char name[64];
	bool found = false;

	if (!words->n) {
		help_program(stdout);
		return EXIT_OK;
	}
	snprintf(name, sizeof(name), "%s%s%s", words->at[0], words->n > 1 ? " " : "",
		 words->n > 1 ? words->at[1] : "");
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command_spec *command = &command_table[i];
		size_t n = strlen(name);

		/* "config" stands for all commands that begin with it */
		if (strncmp(command->name, name, n) ||
		    (command->name[n] && command->name[n] != ' '))
			continue;
		fputs(found ? "\n" : "", stdout);
		help_command(stdout, command);
		found = true;
	}
	return found ? EXIT_OK
		     : fault_set(&session->fault, EXIT_USAGE, "unknown_command",
				 "there is no command \"%s\"", name);
}
