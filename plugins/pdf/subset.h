/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * subset.h - a font file cut down to the glyphs that a document uses.
 *
 * Content is written with the glyph ids of the whole font as codes, before it is
 * known which glyphs there will be; the maps here lead from those ids to what the
 * cut font has.  Outlines of variable fonts are those of the default instance.
 * One thread at a time.  Sources: ISO 32000-1, 9.7 and 9.9; OpenType 1.9.
 */
#ifndef DT_PDF_SUBSET_H
#define DT_PDF_SUBSET_H

#include "faces.h"
#include "short_codes.h"

enum dt_subset_kind {
	DT_SUBSET_TRUETYPE = 1, /* program is a TrueType file; new ids by .to_glyph */
	DT_SUBSET_CFF		/* program is a bare CFF; CIDs by .to_cid when not NULL, and in the
				 * program the same */
};

struct dt_subset {
	uint32_t kind;
	unsigned char *program;
	size_t program_size;
	uint32_t n;		     /* codes 0 .. n - 1 */
	bool *used;		     /* by code */
	uint16_t *ids;		     /* by code: glyph id in the font file */
	float *widths;		     /* by code, thousandths of an em */
	uint16_t *to_glyph;	     /* by code, TrueType */
	uint16_t *to_cid;	     /* by code; NULL: the code is the CID */
	struct dt_short_codes codes; /* how they stand in content */
	char registry[32], ordering[32];
	int supplement;
	int flags;    /* of the FontDescriptor */
	float box[4]; /* thousandths of an em, as all below */
	float ascent, descent, cap_height, slant, stem;
	bool forbidden; /* the font's licence bits say no to embedding */
	char tag[8];	/* "ABCDEF+" */
};

/* DT_E_UNSUPPORTED: a font that cannot be embedded; the widths are there if the
 * font could be read at all. */
dt_status dt_subset_make(struct dt_subset *subset, const struct dt_used_face *face,
			 struct dt_error *err);
void dt_subset_free(struct dt_subset *subset);

#endif /* DT_PDF_SUBSET_H */
