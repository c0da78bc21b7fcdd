/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * painter.h - the inside of pdf.paint: rewriting the streams of one page.
 *
 * Bytes of the source are copied, except show operators of glyphs that go and names of
 * forms that change.  A show operator whose glyphs go is replaced by the displacement
 * that it made, so nothing else moves; new text comes right behind it with the state
 * put back after it.  Source: ISO 32000-1, 9.4.
 */
#ifndef DT_PDF_PAINTER_H
#define DT_PDF_PAINTER_H

#include "advances.h"
#include "bytes.h"
#include "painted.h"
#include "scan.h"

enum dt_going { DT_GOES_NOT = 0, DT_GOES, DT_GOES_AND_COMES /* painted again in its place */ };

struct dt_place { /* where an item is painted */
	uint32_t stream, position;
	uint32_t show;	/* behind this show operator; DT_NONE: outside of text objects */
	uint32_t level; /* whose state rules there, when show is DT_NONE */
	uint32_t item;
};

enum dt_edit_kind { DT_EDIT_SHOW, DT_EDIT_INSERT, DT_EDIT_NAME, DT_EDIT_GONE, DT_EDIT_MARK };

struct dt_edit { /* of bytes start..end of a stream */
	uint32_t stream, start, end;
	uint32_t kind;
	uint32_t index; /* of the show, the place, or the kid stream */
};

struct dt_stream_font { /* a font that new content of a stream names */
	char name[24];
	uint32_t face; /* or DT_NONE: */
	uint32_t object;
};

struct dt_stream_alpha { /* a graphics state that new content of a stream names */
	char name[24];
	float fill, stroke;
};

struct dt_painter {
	const struct dt_call *call;
	struct dt_document *doc;
	const struct dt_scan *scan;
	const struct dt_page_set *set;
	struct dt_advances *advances;
	struct dt_face_advances **faces; /* by face of the set; NULL: not opened yet */
	unsigned char *going;		 /* dt_going by glyph */
	uint32_t room_going, room_faces;
	struct dt_list places; /* struct dt_place, in order of painting */
	struct dt_list edits;  /* struct dt_edit, by stream and start */
	struct dt_list fonts;  /* struct dt_stream_font of the stream that is written */
	struct dt_list alphas; /* struct dt_stream_alpha of it */
	struct dt_bytes out;   /* its content */
	struct dt_bytes draft; /* the same before its idle moves are joined */
	bool emptied;	       /* an operator is gone from it: moves may be idle */
	struct dt_bytes codes; /* a string under construction */
	uint32_t stream;
	uint32_t lost;		 /* items that could not be painted */
	uint32_t untagged;	 /* items outside of the tags that they belong to */
	unsigned char *loosened; /* by mark: its /ActualText goes; NULL: none has one */
	/* idle_fonts.c: */
	unsigned char *changing;   /* by stream: its bytes change */
	struct dt_list used_fonts; /* uint32_t: objects of fonts that still paint something */
	bool has_idle;		   /* the others may go */
};

/* The graphics state of the output while items are painted, and what it has to be after them. */
struct dt_pen {
	struct dt_painter *painter;
	const struct dt_text_state *home; /* NULL: all is new here, q and Q are around */
	struct dt_matrix64 to_user;	  /* page space to user space */
	double unit;			  /* points of a user space unit */
	double spacing, word_spacing, scale, rise, width, size;
	int mode;
	char font[64]; /* resource name with slash; empty: that of home */
	struct dt_colour fill, stroke;
	bool has_fill, has_stroke, moved;
	bool has_matrix; /* .matrix is the text line matrix that the output has now */
	struct dt_matrix64 matrix;
};

/* How exactly a matrix is written: as the source was, or as new text needs. */
enum dt_pen_precision { DT_PEN_EXACT, DT_PEN_TEXT };

/* ---- splice.c: what stays of a show operator ---- */

/* Writes the operator without the glyphs that go.  going: by glyph of the page. */
void dt_splice_show(struct dt_bytes *out, struct dt_bytes *codes, const struct dt_show *show,
		    const struct dt_text_state *state, const struct dt_shown *shown,
		    const unsigned char *going);
/* Codes of a glyph as bytes; their number. */
size_t dt_code_bytes(const struct dt_shown *shown, unsigned char *bytes);

/* ---- pen.c ---- */

void dt_pen_start(struct dt_pen *pen, struct dt_painter *painter, const struct dt_text_state *home,
		  const struct dt_matrix64 *ctm);
void dt_pen_parameters(struct dt_pen *pen, double spacing, double word_spacing, double scale,
		       double rise);
void dt_pen_mode(struct dt_pen *pen, int mode, double width);
void dt_pen_rise(struct dt_pen *pen, double rise);
void dt_pen_font(struct dt_pen *pen, const char *name, double size);
void dt_pen_colour(struct dt_pen *pen, const struct dt_colour *colour, bool as_stroke);
void dt_pen_matrix(struct dt_pen *pen, const struct dt_matrix64 *m,
		   enum dt_pen_precision precision);
/* Puts everything back that home has, and the text matrix of the show (may be NULL). */
void dt_pen_finish(struct dt_pen *pen, const struct dt_show *show);
void dt_write_matrix(struct dt_bytes *out, const struct dt_matrix64 *m, double unit);
/* Operators that set a colour, for the stream that is written. */
void dt_write_colour(struct dt_painter *painter, const struct dt_colour *colour, bool as_stroke);
bool dt_invert(const struct dt_matrix64 *m, struct dt_matrix64 *inverse);

/* ---- new_text.c, moved_text.c ---- */

void dt_paint_glyphs(struct dt_pen *pen, const struct dt_set_item *item);
void dt_paint_moved(struct dt_pen *pen, const struct dt_set_item *item);

/* ---- new_paths.c: outside of text objects ---- */

/* ctm: of the place. */
void dt_paint_rule(struct dt_painter *painter, const struct dt_set_item *item,
		   const struct dt_matrix64 *ctm);
void dt_paint_pieces(struct dt_painter *painter, const struct dt_set_item *item,
		     const struct dt_matrix64 *ctm);

/* Resource name (with slash) of a face or of a font of the source in the current stream. */
const char *dt_face_name(struct dt_painter *painter, uint32_t face);
const char *dt_object_name(struct dt_painter *painter, uint32_t object);

/* ---- places.c ---- */

/* Fills going, places and edits.  False without memory. */
bool dt_plan(struct dt_painter *painter);
bool dt_is_identity(const struct dt_matrix *m);

/* ---- actual_text.c ---- */

/* When it is known which glyphs go.  False without memory. */
bool dt_find_actual_texts(struct dt_painter *painter);
/* Does text at that operator stand under an /ActualText that stays? */
bool dt_has_actual_text(const struct dt_painter *painter, const struct dt_show *show);
/* The operator that begins the marked content, without the text. */
void dt_write_mark(struct dt_painter *painter, uint32_t index);

/* ---- idle_fonts.c ---- */

/* When all is placed: which fonts are still used.  Lets go of white space that is all that
 * a font paints.  False without memory. */
bool dt_find_idle_fonts(struct dt_painter *painter);
/* When a stream is written: names of idle fonts in its resources become names of a new
 * face of it.  False without memory. */
bool dt_replace_idle_fonts(struct dt_painter *painter);

/* ---- rewrite.c ---- */

/* Writes a stream into painter->out. */
void dt_rewrite(struct dt_painter *painter, uint32_t stream, const struct dt_edit *edits,
		uint32_t n_edits);
/* The name under which a changed form is painted; with slash. */
void dt_form_name(const struct dt_painter *painter, uint32_t kid, char *name, size_t room);

void dt_painter_free(struct dt_painter *painter);

#endif /* DT_PDF_PAINTER_H */
