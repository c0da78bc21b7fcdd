/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * paint_fonts.h - fonts that new content names: faces of new text, and source fonts
 * that another stream's resources have.
 *
 * Two lives: a lane keeps faces open (struct dt_face_widths); a page collects which
 * names each stream needs and which glyphs each face shows (struct dt_paint_fonts).
 */
#ifndef DT_PDF_PAINT_FONTS_H
#define DT_PDF_PAINT_FONTS_H

#include "scan.h"

#include <doctranslate/payload.h>

#include <hb.h>

struct dt_open_face {
	char *path;
	uint32_t index;
	hb_font_t *font; /* NULL: could not be opened */
	float unit;	 /* font units to 1/1000 em */
	float *widths;	 /* by glyph id; -1: not asked yet */
	uint32_t n_widths;
};

struct dt_face_widths {
	struct dt_list faces; /* struct dt_open_face */
};

struct dt_paint_font {
	uint32_t stream, face, object; /* face, or object where face is DT_NONE */
	char name[32];
};

struct dt_paint_fonts {
	struct dt_list names;  /* struct dt_paint_font */
	struct dt_list glyphs; /* struct dt_painted_glyph, text in .text */
	struct dt_list text;   /* char */
	uint32_t *slots;       /* hash table over glyphs: index + 1 */
	uint32_t n_slots;
};

void dt_paint_fonts_start(struct dt_paint_fonts *fonts);
void dt_paint_fonts_free(struct dt_paint_fonts *fonts);
void dt_face_widths_free(struct dt_face_widths *widths);

/* The name of the face's, or of the source font object's, entry in the stream's resources;
 * "DTF0" without a slash.  NULL without memory. */
const char *dt_paint_font_name(struct dt_paint_fonts *fonts, const struct dt_scan *scan,
			       fz_context *ctx, uint32_t stream, uint32_t face, uint32_t object);

/* Number of the open face, DT_NONE when the file cannot be used. */
uint32_t dt_face_open(struct dt_face_widths *widths, const char *path, uint32_t index);
/* Advance of a glyph as the written font will have it, 1/1000 em. */
float dt_face_width(struct dt_face_widths *widths, uint32_t number, uint32_t glyph);

/* The face shows that glyph for text. */
bool dt_paint_fonts_use(struct dt_paint_fonts *fonts, uint32_t face, uint32_t glyph,
			const char *text, uint32_t length);

#endif /* DT_PDF_PAINT_FONTS_H */
