/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * clusters.h - glyphs that make one sign together: marks over letters, parts of syllables.
 *
 * Fonts of scripts whose letters melt together often say the text of a syllable with its
 * first glyph and nothing with the others; marks are painted a little above or below the
 * line that their letter stands on.  Both belong to the word round them.
 */
#ifndef DT_LAYOUT_CLUSTERS_H
#define DT_LAYOUT_CLUSTERS_H

#include "layout.h"

/* Is the glyph without text a part of the syllable that a neighbour in paint order spells? */
bool cluster_part(const struct page *page, uint32_t glyph);
/* Puts marks among items [first, page->items.n) onto the line of their letters. */
void clusters_level(struct page *page, uint32_t first);

#endif /* DT_LAYOUT_CLUSTERS_H */
