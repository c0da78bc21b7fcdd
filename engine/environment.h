/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * environment.h - strings of a pipeline file that stand in the environment.
 *
 * "${NAME}" is the variable's value, "${NAME:-otherwise}" the value or, when the
 * variable is unset or empty, what stands behind ":-", which may be another
 * "${...}".  The reference is the whole string: "${HOST}/v1" is refused, so that
 * half a value is never taken for a whole one.
 */
#ifndef DT_ENVIRONMENT_H
#define DT_ENVIRONMENT_H

#include "arena.h"

#include <doctranslate/plugin.h>

struct environment_value {
	const char *text;     /* what it stands for; NULL: unset and nothing otherwise */
	const char *variable; /* that is unset or empty, when text is NULL */
};

/* The value of text, which may be no reference at all.  DT_E_CONFIG with a sentence about the
 * form of the reference when it is not one of the two above. */
dt_status environment_resolve(const char *text, struct arena *arena,
			      struct environment_value *value, struct dt_error *err);

#endif /* DT_ENVIRONMENT_H */
