/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * codes.h - codes that let one glyph stand for several texts.
 *
 * In scripts whose letters change places or melt together a glyph spells other characters
 * in every syllable.  What reads a PDF knows one text for a code; so each pair of glyph and
 * text has a code of its own, past the ids of the face.  The code comes from the pair alone:
 * lanes need not talk to each other, and the same document gives the same bytes.  When two
 * pairs of a page fall on one code the later takes the next; for pages that differ in that,
 * the writer has a font more.  One thread at a time.
 */
#ifndef TYPESET_CODES_H
#define TYPESET_CODES_H

#include <doctranslate/payload.h>

struct codes {		      /* of a page */
	struct dt_list slots; /* struct code_slot, open addressing, a power of two */
	uint32_t n;
};

void codes_start(struct codes *codes);
void codes_free(struct codes *codes);
/* The code of a glyph of font (any number that names the font file), which has n_ids glyphs,
 * with that text: below end.  0: there is none, the id has to do. */
uint32_t codes_take(struct codes *codes, uint32_t font, uint32_t n_ids, uint32_t end, uint32_t id,
		    const char *text, uint32_t length);

#endif /* TYPESET_CODES_H */
