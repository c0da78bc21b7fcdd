/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * secret.h - values that files only refer to: "env:NAME", "file:/path".
 *
 * A value is never part of a message or a log line, and is overwritten before
 * its memory is given back.
 */
#ifndef DT_SECRET_H
#define DT_SECRET_H

#include <doctranslate/plugin.h>

bool secret_is_reference(const char *text);
/* Is it a variable of the environment that is not set, or empty? */
bool secret_is_unset(const char *reference);
/* The value, for secret_wipe; NULL with err.  One newline at the end of a file is cut. */
char *secret_fetch(const char *reference, const char *node, const char *option,
		   struct dt_error *err);
void secret_wipe(char *value); /* takes NULL */

#endif /* DT_SECRET_H */
