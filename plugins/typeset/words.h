/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * words.h - words shaped by HarfBuzz, each kept for the next time it comes.
 *
 * A word is what is shaped at once: letters of one face, script and direction
 * without a place where a line may break.  What comes back is in em and good until
 * words_trim or words_forget.  One thread at a time.
 */
#ifndef TYPESET_WORDS_H
#define TYPESET_WORDS_H

#include "faces.h"
#include "hyphenate.h"
#include "languages.h"

struct shaped_glyph {
	uint32_t id;
	float advance, dx, dy; /* em, y up */
	uint32_t cluster;      /* byte of the word where its characters begin */
};

struct shaped {
	uint32_t n;
	uint32_t length;  /* bytes of the word */
	float width;	  /* em */
	bool actual_text; /* glyphs do not spell the word one by one */
	uint32_t spots;	  /* glyphs that space can be put behind: not before a mark */
	uint32_t missing; /* glyphs that are .notdef */
	float up, down;	  /* em: ink above and below the baseline, in scripts whose marks stack */
	const struct shaped_glyph *glyphs; /* visual order, left to right */
	const uint16_t *hyphens;	   /* see words_hyphens */
	uint16_t n_hyphens;
	bool hyphens_known;
};

/* How letters stand in their line. */
enum stand {
	STAND_TURNED = 0, /* as always; in a vertical line they lie */
	STAND_UPRIGHT,	  /* in a vertical line: one below the other */
	STAND_ABREAST,	  /* there, too: all beside each other in the place of one sign */
	STAND_BY_FACE	  /* not known yet */
};

struct word_key {
	const char *text;
	uint32_t length;
	uint32_t face;
	hb_script_t script;
	bool rtl;
	bool small_caps; /* of the face, or capitals when it has none */
	uint8_t stand;	 /* enum stand.  Of what is upright .advance is downwards, and dx, dy are
			  * those of a face that is DT_FACE_VERTICAL */
};

struct words;

struct words *words_new(struct faces *faces, const struct languages *languages);
void words_free(struct words *words);
/* Language of the text, for forms that differ by language.  Forgets all words. */
void words_language(struct words *words, const char *language);
/* NULL without memory. */
const struct shaped *words_shape(struct words *words, const struct word_key *key);
/* Bytes of the word before which a hyphen may stand; NULL with *n 0: none. */
const uint16_t *words_hyphens(struct words *words, const struct shaped *shaped,
			      struct hyphenator *hyphenator, uint32_t *n);
/* Between pages: forgets all words when they take more than a few megabytes. */
void words_trim(struct words *words);

#endif /* TYPESET_WORDS_H */
