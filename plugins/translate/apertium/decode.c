/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "cells.h"

bool stream_decode(struct text *out, const char *answer, size_t length,
		   const struct stream_source *source, const char *target)
{
	struct stream_source mended = *source;
	struct cells cells = { 0 };
	bool good = cells_read(&cells, answer, length);

	/* The blanks of French before high points are not for others. */
	if (strcmp(target, "fra") != 0)
		mended.spaced &= ~cells_high_points();
	source = &mended;

	if (good) {
		cells_mend_blanks(&cells, source);
		if (!strcmp(target, "spa"))
			cells_mend_senses(&cells, source);
		cells_mend_capitals(&cells, source);
		if (!strcmp(target, "spa") || !strcmp(target, "ast"))
			cells_add_openers(&cells);
		cells_gather_marks(&cells, source);
		good = !cells.failed && cells_write(out, &cells, source);
	}
	cells_free(&cells);
	return good;
}
