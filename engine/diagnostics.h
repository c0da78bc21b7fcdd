/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * diagnostics.h - faults of a pipeline file, each with file and line.
 *
 * Adding never fails visibly: when memory runs out the number of errors still
 * grows, so nothing wrong passes as right.  One thread at a time.
 */
#ifndef DT_DIAGNOSTICS_H
#define DT_DIAGNOSTICS_H

#include "engine.h"

/* Where something stands; line 0: the whole file, or a command's option. */
struct place {
	const char *file;
	unsigned line;
};

__attribute__((format(printf, 3, 4))) void
diagnostics_error(struct dt_diagnostics *list, struct place place, const char *format, ...);
__attribute__((format(printf, 3, 4))) void
diagnostics_warning(struct dt_diagnostics *list, struct place place, const char *format, ...);

#endif /* DT_DIAGNOSTICS_H */
