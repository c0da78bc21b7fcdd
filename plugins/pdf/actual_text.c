/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Marked content with /ActualText whose glyphs are translated: its old text would be copied and
 * read out in place of the new one, so it goes, and only the tag and the /MCID stay.
 * ISO 32000-1, 14.9.4.
 */
#include "config.h"

#include "painter.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The tag is written again: only when it needs no escapes. */
static bool can_write(const struct dt_scan *scan, const struct dt_scan_mark *mark)
{
	const char *tag = (const char *)scan->names.at + mark->tag;

	for (uint32_t i = 0; i < mark->tag_length; i++)
		if (!isalnum((unsigned char)tag[i]))
			return false;
	return mark->tag_length > 0;
}

static bool has_actual_text(const struct dt_scan *scan)
{
	const struct dt_scan_mark *marks = scan->marks.at;

	for (uint32_t i = 0; i < scan->marks.n; i++)
		if (marks[i].flags & DT_MARK_ACTUAL_TEXT)
			return true;
	return false;
}

static void loosen_around(struct dt_painter *painter, uint32_t glyph)
{
	const struct dt_scan *scan = painter->scan;
	const struct dt_scan_mark *marks = scan->marks.at;
	const struct dt_shown *shown = scan->shown.at;
	const struct dt_show *shows = scan->shows.at;

	for (uint32_t m = shows[shown[glyph].show].mark; m != DT_NONE; m = marks[m].parent)
		if ((marks[m].flags & DT_MARK_ACTUAL_TEXT) && can_write(scan, &marks[m]))
			painter->loosened[m] = 1;
}

bool dt_find_actual_texts(struct dt_painter *painter)
{
	const struct dt_page_set *set = painter->set;
	const struct dt_fate_range *fates = DT_AT(set, struct dt_fate_range, set->fates);

	free(painter->loosened);
	painter->loosened = NULL;
	if (!has_actual_text(painter->scan))
		return true;
	painter->loosened = calloc(painter->scan->marks.n + 1, 1);
	if (!painter->loosened)
		return false;
	for (uint32_t i = 0; i < set->fates.count; i++) {
		struct dt_range range = fates[i].glyphs;

		if (fates[i].fate != DT_FATE_TRANSLATED)
			continue;
		for (uint32_t k = 0; k < range.count && range.first + k < painter->scan->shown.n;
		     k++)
			if (painter->going[range.first + k] == DT_GOES)
				loosen_around(painter, range.first + k);
	}
	return true;
}

bool dt_has_actual_text(const struct dt_painter *painter, const struct dt_show *show)
{
	const struct dt_scan_mark *marks = painter->scan->marks.at;

	for (uint32_t m = show->mark; m != DT_NONE; m = marks[m].parent)
		if ((marks[m].flags & DT_MARK_ACTUAL_TEXT) &&
		    !(painter->loosened && painter->loosened[m]))
			return true;
	return false;
}

void dt_write_mark(struct dt_painter *painter, uint32_t index)
{
	const struct dt_scan *scan = painter->scan;
	const struct dt_scan_mark *mark = (const struct dt_scan_mark *)scan->marks.at + index;
	struct dt_bytes *out = &painter->out;

	dt_bytes_add(out, "/", 1);
	dt_bytes_add(out, (const char *)scan->names.at + mark->tag, mark->tag_length);
	if (mark->mcid < 0) {
		dt_bytes_text(out, " BMC");
		return;
	}
	dt_bytes_text(out, "<</MCID ");
	dt_bytes_unsigned(out, (uint64_t)mark->mcid);
	dt_bytes_text(out, ">>BDC");
}
