/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pages that are typewritten: all text has a fixed pitch, so that says nothing of it being code.
 * What does are the signs of programs and commands.
 */
#include "config.h"

#include "layout.h"

#define FEWEST	   20 /* letters and signs that tell anything */
#define ALL_OF	   50 /* one in so many may have another face: page numbers, a head */
#define MOST_SIGNS 50 /* one in so many signs of code is no code yet */

static bool is_sign_of_code(const struct page *page, const struct dt_glyph *glyph)
{
	char c = glyph->text_length == 1 ? page->text[glyph->text] : 0;

	return c && strchr("{}[];=<>\\_$#%&|*+^~@`", c);
}

bool page_is_typewritten(const struct page *page)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	const uint8_t *owners = LIST(page->owners, uint8_t);
	uint32_t all = 0, mono = 0, signs = 0;

	for (uint32_t i = 0; i < page->n_looks; i++) {
		all += infos[i].chars;
		mono += infos[i].flags & WORD_MONO ? infos[i].chars : 0;
	}
	if (all < FEWEST || (all - mono) * ALL_OF > all)
		return false;
	for (uint32_t i = 0; i < page->n_glyphs; i++)
		signs += owners[i] == OWNER_NONE && is_sign_of_code(page, &page->glyphs[i]);
	return signs * MOST_SIGNS <= all;
}
