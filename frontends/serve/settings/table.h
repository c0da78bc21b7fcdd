/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* table.h - the rows of variables.h, to be walked over; and what the replaced program knew more. */
#ifndef DT_SERVE_TABLE_H
#define DT_SERVE_TABLE_H

#include "settings.h"

#include <stdio.h>

enum setting_kind {
	SETTING_TEXT,	 /* const char * */
	SETTING_CHOICE,	 /* const char *: one of words, without regard to case */
	SETTING_WORD,	 /* bool: the first or the second of words */
	SETTING_SWITCH,	 /* bool: 1, true, yes, on, y, t; 0, false, no, off, n, f */
	SETTING_COUNT,	 /* unsigned */
	SETTING_SIZE,	 /* uint64_t: bytes, "64M" too */
	SETTING_SECONDS, /* double: seconds, "5m" too */
	SETTING_LIST	 /* struct settings_list: CSV or a JSON array of strings */
};

enum setting_names { SETTING_OURS, SETTING_BOTH, SETTING_OBSERVE, SETTING_FOREIGN };

enum { SETTING_NAME_SIZE = 80 };

struct setting {
	const char *option; /* NULL: of the environment alone */
	size_t offset;	    /* in struct settings */
	enum setting_kind kind;
	enum setting_names names;
	const char *variable, *argument;
	double least, most;
	const char *preset, *words, *help;
};

extern const struct setting setting_table[];
extern const size_t setting_count;

/* The name in the environment, with its prefix. */
void setting_name(const struct setting *setting, char name[SETTING_NAME_SIZE]);

/* A variable of the replaced program that has nothing to set here. */
struct setting_gone {
	const char *variable; /* without DOCTRANSLATE_API_ */
	const char *harmless; /* values "a|b" that ask for what is done anyhow; NULL: all are */
	const char *why;      /* follows "VARIABLE has no effect: " or "...: found X: " */
};
extern const struct setting_gone setting_gone_table[];
extern const size_t setting_gone_count;

/* The table as Markdown, for docs/serve.md. */
void settings_markdown(FILE *out);

#endif
