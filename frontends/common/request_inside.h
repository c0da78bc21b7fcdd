/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* request_inside.h - what the parts that make a command line of a request share. */
#ifndef DT_FRONTENDS_REQUEST_INSIDE_H
#define DT_FRONTENDS_REQUEST_INSIDE_H

#include "request.h"

struct building {
	const json_t *request; /* options are there, with all presets */
	const struct request_manner *manner;
	struct request_arguments *out;
	json_t *faults;
	bool untranslated; /* nobody is to be asked */
	bool failed;	   /* out of memory, or files */
	bool only_checked; /* no files are made, and there may be no document */
};

/* "translator.openai.model"; NULL: not there, or null. */
const json_t *request_value(const json_t *request, const char *path);
/* A text that is not empty, else NULL. */
const char *request_text(const json_t *request, const char *path);
bool request_true(const json_t *request, const char *path);

__attribute__((format(printf, 2, 3))) void building_add(struct building *b, const char *format,
							...);
__attribute__((format(printf, 2, 3))) void building_warn(struct building *b, const char *format,
							 ...);
/* input of the fault is what stands at path */
__attribute__((format(printf, 3, 4))) void building_fault(struct building *b, const char *path,
							  const char *format, ...);
/* "--set NODE.option=value", where there is a text; one that reads the environment is a fault. */
void building_set(struct building *b, const char *node, const char *option, const char *path);
void building_set_number(struct building *b, const char *where, const char *path, double factor);
/* The same of a secret, which does not stand in the line; false: there is none. */
bool building_set_secret(struct building *b, const char *node, const char *option,
			 const char *path);

/* request_translator.c: who translates */
void building_translator(struct building *b);
/* request_files.c: terms that stand in the request, as a file */
void building_terms(struct building *b);

#endif
