/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * str.h - a string that grows.
 *
 * Invariants: at is NULL or ends with a NUL at [length].  After memory ran out
 * all functions do nothing and failed is set; str_take gives NULL then.
 * One thread at a time for one string.
 */
#ifndef DT_STR_H
#define DT_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct str {
	char *at;
	size_t length, room;
	bool failed;
};

#define STR_EMPTY                                                                                  \
	{                                                                                          \
		NULL, 0, 0, false                                                                  \
	}

void str_add(struct str *s, const char *text);
void str_add_n(struct str *s, const char *text, size_t length);
/* One line stays one line, whatever a plugin or a document has put into it: control characters
 * become blanks. */
void str_add_line(struct str *s, const char *text);
__attribute__((format(printf, 2, 3))) void str_addf(struct str *s, const char *format, ...);
__attribute__((format(printf, 2, 0))) void str_addv(struct str *s, const char *format,
						    va_list args);
/* The text, "" when empty; borrowed. */
const char *str_view(const struct str *s);
/* The text is the caller's, s is empty again; NULL when memory ran out. */
char *str_take(struct str *s);
void str_finish(struct str *s);

#endif /* DT_STR_H */
