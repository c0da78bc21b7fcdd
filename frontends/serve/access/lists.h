/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * lists.h - what access goes by: the tokens, and the settings of the same moment.  A reload makes
 * new ones; the old ones live until nobody can be using them.
 */
#ifndef DT_SERVE_LISTS_H
#define DT_SERVE_LISTS_H

#include "failures.h"
#include "tokens.h"

struct settings;

struct access_lists {
	const struct settings *settings; /* borrowed */
	struct tokens *tokens;
	struct failures *failures; /* shared by all that come after each other */
};

/* before: limits go on where they were; may be NULL. */
struct access_lists *access_lists_new(const struct settings *settings,
				      const struct access_lists *before, struct dt_error *err);
void access_lists_free(struct access_lists *lists);

#endif
