/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* documents.h - what translate, extract and inspect have in common: inputs and parameters. */
#ifndef DT_CLI_DOCUMENTS_H
#define DT_CLI_DOCUMENTS_H

#include "session.h"

enum { MOST_PARAMETERS = 48 };

struct parameters {
	struct dt_parameter at[MOST_PARAMETERS];
	size_t n;
	char *password; /* read from a file; freed by parameters_finish */
};

/* Are all inputs files that can be read? */
enum exit_code documents_check(struct session *session);
/* --pages, --password, --password-file and --use-tags of the arguments. */
enum exit_code parameters_read(struct parameters *parameters, struct session *session);
/* Can text in that language be set as --writing-mode asks? */
enum exit_code writing_mode_check(struct session *session, const char *target_lang);
/* A value of NULL is not added; a name that is there already keeps its value. */
void parameters_add(struct parameters *parameters, const char *name, const char *value);
const char *parameters_find(const struct parameters *parameters, const char *name);
/* Wipes the password. */
void parameters_finish(struct parameters *parameters);

#endif
