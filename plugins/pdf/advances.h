/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * advances.h - the widths that glyphs of new faces have in the written PDF.
 *
 * They are what pdf.write puts into /W, so that adjustments in content streams and
 * widths in fonts add up.  A cache belongs to one lane; faces stay open from job to
 * job, up to a bound. [lane]
 */
#ifndef DT_PDF_ADVANCES_H
#define DT_PDF_ADVANCES_H

#include <doctranslate/payload.h>

struct dt_face_advances;
struct dt_short_codes;

struct dt_advances {
	struct dt_face_advances **at;
	uint32_t n;
};

/* Before the faces of a page are asked for: a cache that they would overfill is emptied. */
void dt_advances_page(struct dt_advances *cache, uint32_t wanted);
/* The face of a font file; NULL with err. */
struct dt_face_advances *dt_advances_face(struct dt_advances *cache, const char *path,
					  uint32_t index, struct dt_error *err);
/* Thousandths of an em, rounded to hundredths of them. */
double dt_advance_of(struct dt_face_advances *face, uint32_t glyph);
/* How codes of the face stand in content. */
const struct dt_short_codes *dt_face_codes(const struct dt_face_advances *face);
void dt_advances_free(struct dt_advances *cache);

#endif /* DT_PDF_ADVANCES_H */
