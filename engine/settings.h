/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * settings.h - a libconfig file as our own tree.
 *
 * Every value knows its file and line.  The only place that knows libconfig,
 * and what has to be done around version 1.5 of it: whole numbers that do not
 * fit into 32 bits are refused (it would cut them silently), @include is
 * looked up beside the file, an unreadable file is told apart from a bad one.
 */
#ifndef DT_SETTINGS_H
#define DT_SETTINGS_H

#include "arena.h"
#include "diagnostics.h"

enum setting_kind {
	SETTING_GROUP = 1, /* { name = value; } */
	SETTING_ARRAY,	   /* [ ] of scalars */
	SETTING_LIST,	   /* ( ) of anything */
	SETTING_BOOL,
	SETTING_INT,
	SETTING_REAL,
	SETTING_STRING
};

struct setting {
	const char *name; /* NULL inside arrays and lists, and of the root */
	enum setting_kind kind;
	struct place place;
	union {
		bool yes;
		int64_t whole;
		double real;
		const char *text;
	};
	struct setting *first, *next; /* children, in the order of the file */
};

/* The root, a group; NULL when the file could not be read: the list says why. */
const struct setting *settings_read(const char *file, struct arena *arena,
				    struct dt_diagnostics *list);
/* A member of a group; NULL: no group, or not there. */
const struct setting *setting_member(const struct setting *group, const char *name);
/* "a string", "a group", ... for messages. */
const char *setting_kind_name(enum setting_kind kind);

#endif /* DT_SETTINGS_H */
