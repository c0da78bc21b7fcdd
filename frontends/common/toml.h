/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * toml.h - a TOML file as a tree of JSON in which every value knows its line.
 *
 * A value is {"line": n, "value": X}; X is a string, a number, true or false, an
 * object or an array of such values, or the text of a date or a time.  The only
 * user of toml++.
 */
#ifndef DT_FRONTENDS_TOML_H
#define DT_FRONTENDS_TOML_H

#include <jansson.h>

#ifdef __cplusplus
extern "C" {
#endif

struct toml_fault {
	unsigned line; /* 0: of the whole file */
	char text[300];
};

/* The root, a table; NULL with fault when the file is no TOML or cannot be read. */
json_t *toml_read(const char *path, struct toml_fault *fault);

#ifdef __cplusplus
}
#endif

#endif
