/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * atoms.h - the atoms of a paragraph that is being built, one after the other.
 *
 * An atom is added with its first letter and closed when its last one is known: then it is
 * shaped, has its width and what justification may add to it, and the places inside of it where
 * a line may end; the sums of the builder go on.
 */
#ifndef TYPESET_ATOMS_H
#define TYPESET_ATOMS_H

#include "letters.h"

#define SQUARE_STRETCH 0.08f /* between characters that are squares, part of the em */

/* What is the same for all characters of a style. */
struct style_use {
	uint32_t style, cls;
	float size;
	float advance; /* of a monospaced face, em */
	bool small_caps;
};

struct builder {
	struct composer *c;
	struct paragraph *p;
	const struct dt_page_blocks *blocks;
	const struct dt_block *block;
	struct style_use use;
	double width; /* running sums over the atoms that are closed */
	float stretch, shrink;
	double end; /* the same without blanks at the end */
	float end_stretch, end_shrink;
	uint32_t end_atom;
	uint8_t before; /* enum square_kind of the atom before */
	bool divide;
	bool mono; /* all of it is in such a face */
};

/* Makes the style the one in use; false when there is no face for it. */
bool use_style(struct builder *b, uint32_t style);
/* HB_SCRIPT_COMMON for what has no script of its own. */
hb_script_t letter_script(uint32_t cp);
/* NULL without memory or face. */
struct atom *atom_add(struct builder *b, const struct letter *l, uint32_t face);
/* Knows the atom's width now; running sums go on.  next: the letter behind it, or NULL. */
bool atom_close(struct builder *b, struct atom *a, const struct letter *next);

#endif /* TYPESET_ATOMS_H */
