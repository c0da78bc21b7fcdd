/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * paint_pen.h - the text state while new text is written into a stream of the source.
 *
 * At a show operator the scan tells the state that the source has there ("home").  The
 * pen emits an operator only for what differs from what is set, and dt_pen_home sets
 * everything back, all but the text and line matrices: the next show operator of the
 * source says its own (see paint_stream.c).  Between dt_pen_apart and dt_pen_join the
 * pen is in a text object of its own inside q ... Q, where nothing is known of the state
 * and nothing has to be set back.
 */
#ifndef DT_PDF_PAINT_PEN_H
#define DT_PDF_PAINT_PEN_H

#include "paint_fonts.h"
#include "paint_out.h"

struct dt_pen {
	struct dt_paint_out *out;
	const struct dt_scan *scan;
	struct dt_paint_fonts *fonts;
	fz_context *ctx;
	uint32_t stream;
	const struct dt_text_state *home;
	struct dt_matrix64 ctm, to_user; /* user space to page space, and back */
	int decimals;			 /* of lengths in text space */
	bool apart;
	/* what is set now; NAN or -1: unknown */
	double spacing, word_spacing, scale, rise, size, line_width;
	int mode;
	const struct dt_text_state *font_of; /* whose source font it is; NULL: */
	uint32_t face;			     /* this face, DT_NONE: unknown */
	struct dt_colour fill, stroke;
	bool fill_known, stroke_known;
	bool placed; /* line holds the line matrix */
	struct dt_matrix64 line;
	bool lost; /* a source font has no name here: glyphs were not painted */
};

void dt_pen_start(struct dt_pen *pen, uint32_t stream, const struct dt_text_state *home);
/* A text object of its own at a place where the user space is ctm. */
void dt_pen_apart(struct dt_pen *pen, uint32_t stream, const struct dt_matrix64 *ctm);
void dt_pen_join(struct dt_pen *pen);
/* Sets back what differs from home. */
void dt_pen_home(struct dt_pen *pen);

void dt_pen_spacing(struct dt_pen *pen, double spacing, double word_spacing);
void dt_pen_shape(struct dt_pen *pen, double scale, double rise, int mode);
void dt_pen_line_width(struct dt_pen *pen, double width);
void dt_pen_face(struct dt_pen *pen, uint32_t face, double size);
/* The source's font and size of a state.  False: it has no name here. */
bool dt_pen_source_font(struct dt_pen *pen, const struct dt_text_state *state);
void dt_pen_fill(struct dt_pen *pen, const struct dt_colour *colour);
void dt_pen_stroke(struct dt_pen *pen, const struct dt_colour *colour);
/* An RGB colour as a struct dt_colour. */
struct dt_colour dt_pen_rgb(uint32_t rgb);
/* Text space to user space: the pen starts at its origin. */
void dt_pen_place(struct dt_pen *pen, const struct dt_matrix64 *m);
/* The same, in full, as Tm; for the matrices of the source. */
void dt_pen_matrix(struct dt_pen *pen, const struct dt_matrix64 *m);

struct dt_matrix64 dt_pen_inverse(const struct dt_matrix64 *m);

#endif /* DT_PDF_PAINT_PEN_H */
