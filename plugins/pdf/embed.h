/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * embed.h - writes a subset font as the objects of a composite font.
 *
 * Type0 with codes of two bytes, the glyph ids of the whole font.  Throws.
 * Source: ISO 32000-1, 9.7 and 9.8.
 */
#ifndef DT_PDF_EMBED_H
#define DT_PDF_EMBED_H

#include "subset.h"
#include "writer.h"

/* The font object gets the number object, the one for vertical writing the number vertical; 0:
 * it is not wanted.  Both have the same glyphs, codes and texts.  A subset without a program is
 * written as a font that is not embedded. */
void dt_embed_face(fz_context *ctx, struct dt_writer *w, const struct dt_used_face *face,
		   const struct dt_subset *subset, uint32_t object, uint32_t vertical);

#endif /* DT_PDF_EMBED_H */
