/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * embed_maps.h - the inside of embed.h: what leads from the codes of a new font to its text, its
 * CIDs and its glyphs.  Source: ISO 32000-1, 9.7.4 to 9.7.6 and 9.10.3.
 */
#ifndef DT_PDF_EMBED_MAPS_H
#define DT_PDF_EMBED_MAPS_H

#include "faces.h"
#include "subset.h"
#include "tounicode.h"
#include "writer.h"

#define DT_CMAP_NAME	      "DT-Glyph-H"
#define DT_CMAP_NAME_VERTICAL "DT-Glyph-V"

struct dt_embedded { /* what the pieces of one font have in common */
	struct dt_writer *w;
	const struct dt_used_face *face;
	const struct dt_subset *subset;
	char name[160];
	uint32_t descendant, descriptor, program, to_unicode, to_glyph, encoding,
		cids;  /* objects */
	bool vertical; /* the font that is at work is for vertical writing */
};

/* A packed stream; fill adds to its dictionary (or NULL). */
void dt_embed_data(fz_context *ctx, struct dt_embedded *f, uint32_t number,
		   void (*fill)(fz_context *, struct dt_embedded *, pdf_obj *), const void *data,
		   size_t size);

/* Writes f->to_unicode, and frees the map. */
void dt_embed_map(fz_context *ctx, struct dt_embedded *f, struct dt_tounicode *map);
uint32_t dt_cid_of(const struct dt_subset *s, uint32_t code);
void dt_embed_to_unicode(fz_context *ctx, struct dt_embedded *f);
/* The glyph of each CID up to the last one that is used. */
void dt_embed_glyph_map(fz_context *ctx, struct dt_embedded *f);
/* Which CIDs there are, a bit for each from the highest of the first byte on: ISO 19005-1,
 * 6.3.5 wants it. */
void dt_embed_cids(fz_context *ctx, struct dt_embedded *f);
/* Sets .encoding when codes are no CIDs. */
void dt_embed_encoding(fz_context *ctx, struct dt_embedded *f);

#endif /* DT_PDF_EMBED_MAPS_H */
