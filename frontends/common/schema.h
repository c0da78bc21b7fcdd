/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * schema.h - what a piece of JSON must look like, as a constant table.
 *
 * One table checks what comes in, makes the OpenAPI document and the help.  Objects refuse unknown
 * members.  Values are taken as the program that this one replaces takes them: "4" is the number 4,
 * "true" and 1 are true; schema_check writes what it has taken them for into the value.
 */
#ifndef DT_FRONTENDS_SCHEMA_H
#define DT_FRONTENDS_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum schema_type {
	SCHEMA_ANY = 0,
	SCHEMA_STRING,
	SCHEMA_INTEGER,
	SCHEMA_NUMBER,
	SCHEMA_BOOLEAN,
	SCHEMA_OBJECT,
	SCHEMA_ARRAY
};

struct schema_member;

struct schema {
	const char *name; /* in components/schemas; NULL: stands where it is used */
	enum schema_type type;
	bool nullable;
	bool open;	    /* OBJECT: takes members that are not listed */
	bool secret;	    /* STRING: never written down or told */
	double min, max;    /* of numbers; no bound when equal, INFINITY: none on that side */
	size_t least, most; /* characters of a string, items of an array; most 0: no bound */
	const char *format; /* "uuid", "date-time", "uri", "byte": told, not checked here */
	const char *const *choices; /* NULL-terminated */
	const struct schema *items;
	const struct schema_member *members; /* ends with one without name */
	const char *summary;
};

struct schema_member {
	const char *name;
	const struct schema *schema;
	bool required;
	const char *preset; /* JSON; NULL: none */
	const char *summary;
};

/* What is wrong, in the shape {"type", "loc": ["body", "options", "qps"], "msg", "input"} that
 * the replaced program's clients know; secrets are never quoted.  An array, NULL: all is good.
 * prefix: first element of each loc.  Presets are filled in. */
json_t *schema_check(const struct schema *schema, json_t *value, const char *prefix);
/* The first fault as one sentence: where, what was found, what was wanted; the caller frees. */
char *schema_sentence(const json_t *faults);
/* As JSON Schema 2020-12; named ones inside become references "#/components/schemas/NAME". */
json_t *schema_json(const struct schema *schema);

#endif
