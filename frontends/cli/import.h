/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * import.h - a TOML file of the program that this one replaces, on its way into a pipeline file.
 *
 * Every key has a place in the file, is told with the option of the command line that it is
 * now, or has no counterpart for a reason that is told.  What is wrong is told with its line,
 * all of it.  A key that stands in the file in clear is never copied.
 */
#ifndef DT_CLI_IMPORT_H
#define DT_CLI_IMPORT_H

#include "session.h"

#include <limits.h>
#include <stdio.h>

struct import {
	struct session *session;
	const char *file;
	const json_t *root; /* [doctranslate], members as toml.h has them */
	FILE *out;	    /* the members of "translators" */
	json_t *names;	    /* of the old file: those of translators in the new one */
	json_t *taken;	    /* names in the new file */
	bool complete;	    /* all plugins of the built-in pipeline's stages and stores are here */
	size_t errors;
	/* what else there is to say in the file */
	char *translator; /* the default one */
	json_t *stages;	  /* options of stages: {"route.terms": {NAME: value}} */
};

__attribute__((format(printf, 3, 4))) void import_error(struct import *im, const json_t *at,
							const char *format, ...);
__attribute__((format(printf, 3, 4))) void import_warn(struct import *im, const json_t *at,
						       const char *format, ...);

/* Members of a table; at is the value with its line, NULL when it is not there.  One of another
 * kind is an error. */
const json_t *import_member(const json_t *table, const char *key);
const json_t *import_table(struct import *im, const json_t *table, const char *key);
const char *import_string(struct import *im, const json_t *table, const char *key);
bool import_number(struct import *im, const json_t *table, const char *key, double *number);
bool import_yes(struct import *im, const json_t *table, const char *key, bool *yes);

/* "; did you mean \"model\"?" of the candidates that were offered, or nothing. */
struct import_hint {
	const char *word, *near;
	unsigned best;
	char text[160];
};
#define IMPORT_HINT(word)                                                                          \
	{                                                                                          \
		(word), NULL, UINT_MAX, ""                                                         \
	}
void import_offer(struct import_hint *hint, const char *candidate);
const char *import_did_you_mean(struct import_hint *hint);

/* Warns of members that are none of known, which NULL ends: the old program passed over them. */
void import_check_keys(struct import *im, const json_t *table, const char *const *known,
		       const char *what);

/* "text" as libconfig reads it. */
void import_quote(FILE *out, const char *text);
/* A name that the new file may have, for what is called so in the old one; lives as long as im. */
const char *import_name(struct import *im, const json_t *at, const char *name);
/* An option of the stage that uses that; takes value. */
void import_stage_option(struct import *im, const char *uses, const char *name, json_t *value);
/* Options of a translator: begin writes the head, then options, then end. */
void import_begin(struct import *im, const char *name, const char *uses);
void import_option_text(struct import *im, const char *name, const char *value);
void import_option_number(struct import *im, const char *name, double value);
void import_end(struct import *im);
/* The key: from the variable that the file names, else the service's own; of one in clear the
 * variable and a warning.  NULL for both: none. */
void import_key(struct import *im, const json_t *table, const char *env_key, const char *clear_key,
		const char *variable, const char *whose);

/* import_providers.c: [doctranslate.providers] and [doctranslate.profiles]. */
void import_providers(struct import *im);
void import_profiles(struct import *im);
/* import_single.c: openai_* and local_*. */
void import_openai(struct import *im);
void import_local(struct import *im);
/* Calls see for each key of [doctranslate.local]. */
void import_each_local(void (*see)(void *ctx, const char *key), void *ctx);
/* import_keys.c: the other scalars of [doctranslate]: what has become of them; and what stands
 * outside of it. */
void import_keys(struct import *im);
void import_outside(struct import *im, const json_t *top);

/* The whole file, from the text of the built-in pipeline; the caller frees; NULL with fault. */
char *import_whole(struct import *im, const char *pipeline, const char *translators);

#endif
