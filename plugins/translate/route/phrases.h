/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * phrases.h - is one of many phrases in a text?
 *
 * Without regard to the case of ASCII letters; other bytes as they are.  A text is read once
 * for all phrases, since each answer is searched for dozens of them.  Pure functions, any thread.
 */
#ifndef ROUTE_PHRASES_H
#define ROUTE_PHRASES_H

#include <stdbool.h>
#include <stddef.h>

/* phrases end with NULL; none of them is empty. */
bool phrases_any(const char *text, size_t length, const char *const *phrases);
/* Does it begin with that one? */
bool phrases_begin(const char *text, size_t length, const char *phrase);

#endif /* ROUTE_PHRASES_H */
