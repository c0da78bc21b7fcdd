/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * redact.h - what of a text may be shown.
 *
 * It knows a secret by the name that stands before it, by where it stands in a URL, and by its
 * shape.  Pure functions, any thread.
 */
#ifndef DT_SERVE_REDACT_H
#define DT_SERVE_REDACT_H

#include "text.h"

#define REDACTED "<redacted>"

/* Does a field, member, header or parameter of this name hold a secret? */
bool redact_name(const char *name, size_t n);
/* Adds from to a text, with what is secret masked; when cut what is long is cut. */
void redact_add(struct text *to, const char *from, size_t n, bool cut);

#endif
