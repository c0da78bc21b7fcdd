/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * faces.h - the faces that one lane has open, and which face sets which character.
 *
 * A class is what styles have in common that asks for the same faces: serif, sans
 * or mono, bold, italic, condensed, and the family of the source when this machine
 * has it.  Within a class each character has one face; answers are remembered.
 * Faces stay open until the lane closes; classes are forgotten when the target
 * language changes.  One thread at a time.
 */
#ifndef TYPESET_FACES_H
#define TYPESET_FACES_H

#include "catalogue.h"
#include "families.h"

#include <doctranslate/types.h>

#define FACE_NONE UINT32_MAX

struct face {
	hb_font_t *font; /* scale: units of the em */
	uint32_t entry;	 /* in the catalogue */
	uint32_t flags;	 /* DT_FACE_ */
	float upem;
	float space;	       /* advance of a blank, em */
	float ascent, descent; /* em, both positive */
	bool mono;
	bool small_caps;    /* has the feature smcp */
	uint32_t n_codes;   /* ids that a code can be put past; 0: its codes are its ids */
	uint32_t end_codes; /* behind the last code */
};

struct face_options { /* families that go before the table's, NULL: none */
	const char *serif, *sans, *mono;
};

struct faces;

struct faces *faces_new(const struct catalogue *catalogue, const struct face_options *options);
void faces_free(struct faces *faces);
/* Sets the language that the next classes are for; NULL is "en". */
void faces_language(struct faces *faces, const char *language);

/* The class of a style; family is its font's name in the source.  FACE_NONE
 * without memory. */
uint32_t faces_class(struct faces *faces, uint32_t style_flags, const char *family);
/* The face that sets cp in the class; previous is the face of the character
 * before (FACE_NONE: none): signs that many scripts share stay in it.  FACE_NONE:
 * no font has the character. */
uint32_t faces_choose(struct faces *faces, uint32_t cls, uint32_t cp, uint32_t previous);
/* The face of the class for what has no other; FACE_NONE: no font can be opened. */
uint32_t faces_first(struct faces *faces, uint32_t cls);
const struct face *faces_at(const struct faces *faces, uint32_t face);
uint32_t faces_count(const struct faces *faces);

#endif /* TYPESET_FACES_H */
