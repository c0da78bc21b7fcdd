/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * option_value.h - one value on its way into one field of a plugin's options.
 *
 * What does not fit is told in the list with the value's place, and good becomes false.
 */
#ifndef DT_OPTION_VALUE_H
#define DT_OPTION_VALUE_H

#include "option.h"

struct filling {
	struct options *options;
	const struct dt_option *option;
	const char *name; /* of the node */
	struct place place;
	struct arena *arena;
	struct dt_diagnostics *list;
	bool good;
};

/* From text: presets, overrides, and strings of the file for sizes and times. */
void option_put_text(struct filling *f, const char *text);
void option_put_setting(struct filling *f, const struct setting *value);
/* Into a DT_STRING, as it is. */
void option_put_string(struct filling *f, const char *text);

#endif /* DT_OPTION_VALUE_H */
