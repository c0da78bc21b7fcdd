/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "documents.h"

#include "files.h"

#include "common/languages.h"

#include <stdlib.h>
#include <string.h>

enum exit_code writing_mode_check(struct session *session, const char *target_lang)
{
	if (strcmp(arguments_text(&session->arguments, OPTION_WRITING_MODE), "vertical") != 0 ||
	    (target_lang && language_is_vertical(target_lang)))
		return EXIT_OK;
	return fault_set(&session->fault, EXIT_USAGE, "usage",
			 "--writing-mode vertical is for Japanese, Chinese and Korean, the target "
			 "language is \"%s\"",
			 target_lang ? target_lang : "");
}

enum exit_code documents_check(struct session *session)
{
	const struct argument_list *files = &session->arguments.files;

	for (size_t i = 0; i < files->n; i++)
		if (file_check_input(files->at[i], &session->fault) != EXIT_OK)
			return session->fault.exit;
	return EXIT_OK;
}

const char *parameters_find(const struct parameters *parameters, const char *name)
{
	for (size_t i = 0; i < parameters->n; i++)
		if (!strcmp(parameters->at[i].name, name))
			return parameters->at[i].value;
	return NULL;
}

void parameters_add(struct parameters *parameters, const char *name, const char *value)
{
	if (value && !parameters_find(parameters, name) && parameters->n < MOST_PARAMETERS)
		parameters->at[parameters->n++] = (struct dt_parameter){ name, value };
}

enum exit_code parameters_read(struct parameters *parameters, struct session *session)
{
	const struct arguments *arguments = &session->arguments;
	const char *file = arguments_text(arguments, OPTION_PASSWORD_FILE);

	memset(parameters, 0, sizeof(*parameters));
	if (file && arguments_given(arguments, OPTION_PASSWORD))
		return fault_set(
			&session->fault, EXIT_USAGE, "usage",
			"--password and --password-file were both given, wanted one of them");
	if (file) {
		parameters->password = file_first_line(file, &session->fault);
		if (!parameters->password)
			return session->fault.exit;
	}
	parameters_add(parameters, "password",
		       file ? parameters->password : arguments_text(arguments, OPTION_PASSWORD));
	parameters_add(parameters, "pages", arguments_text(arguments, OPTION_PAGES));
	if (arguments->command->id != COMMAND_BUILD) /* which is told by its file */
		parameters_add(parameters, "use_tags", arguments_text(arguments, OPTION_USE_TAGS));
	return EXIT_OK;
}

void parameters_finish(struct parameters *parameters)
{
	if (parameters->password)
		explicit_bzero(parameters->password, strlen(parameters->password));
	free(parameters->password);
	memset(parameters, 0, sizeof(*parameters));
}
