/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * scanner.h - the inside of a scan: state and operators.  Only scan*.c include it.
 *
 * Operators work on scanner->state and on the operands; they may throw without memory.
 */
#ifndef DT_PDF_SCANNER_H
#define DT_PDF_SCANNER_H

#include "scan.h"
#include "token.h"

#include <math.h>

/* Bounds that no honest page meets and that keep bombs small. */
#define DT_MOST_BYTES	 ((uint64_t)96 << 20) /* of content, forms each time they are painted */
#define DT_MOST_GLYPHS	 2000000
#define DT_MOST_FORMS	 20000
#define DT_MOST_GRAPHICS 20000
#define DT_DEEPEST_FORM	 28
#define DT_DEEPEST_STATE 1024
#define DT_DEEPEST_MARK	 256
#define DT_MOST_OPERANDS 2000000
#define DT_MOST_ASIDES	 64
#define DT_MOST_ACTUAL	 ((uint64_t)8 << 20) /* bytes of /ActualText, as often as it is used */

/* Of dt_glyph.flags, in scans only: what is seen is not the colour of its look. */
#define DT_GLYPH_COLOUR_UNKNOWN (1u << 15)
/* Likewise: the font's ToUnicode is silent about it, its text is that of a standard encoding. */
#define DT_GLYPH_GUESSED (1u << 14)

enum dt_piece_kind { DT_PIECE_RECTANGLE, DT_PIECE_LINE, DT_PIECE_CURVE };

struct dt_piece { /* of a path, page space */
	struct dt_box box;
	uint16_t kind;
	bool straight; /* parallel to the page's edges, so that box is all */
	uint32_t subpath;
};

struct dt_path {	       /* under construction */
	struct dt_list pieces; /* struct dt_piece */
	struct dt_box box;     /* page space, of everything, when it is not empty */
	bool any, too_many;
	double x, y, start_x, start_y; /* user space */
	uint32_t subpath;
	bool clip; /* W or W* came */
	/* where its subpaths stand in the stream: struct dt_scan_bytes, from subpath first_place */
	struct dt_list places;
	bool mixed;	  /* other operators stand between those of the path */
	uint32_t last_op; /* number of its last operator */
};

struct dt_named_font { /* a font resource of the current stream */
	char name[40];
	struct dt_pdf_font *font;
};

struct dt_layer {   /* of optional content, that was asked for on this page */
	int object; /* 0: none */
	bool hidden;
};

struct dt_held { /* decoded bytes of a form, kept until the page is done */
	int object;
	fz_buffer *buffer;
};

struct dt_scanner {
	struct dt_scan *scan;
	struct dt_scan_caches *caches;
	struct dt_document *doc;
	fz_context *ctx;

	/* the stream that is being read */
	struct dt_reader reader;
	uint32_t stream; /* index; counts also without .record */
	uint32_t n_streams;
	pdf_obj *resources; /* borrowed */
	int struct_parents;
	int form_object;
	unsigned form_depth;
	uint32_t form; /* dt_look.form */
	int form_stack[DT_DEEPEST_FORM];
	struct dt_named_font names[8];
	unsigned n_names, next_name;

	struct dt_token *operands;
	uint32_t n_operands, room_operands;
	struct dt_token op;

	/* state */
	struct dt_text_state state, *stack;
	uint32_t depth, base_depth, lost_depth; /* base: of the stream; lost: q past the bound */
	uint32_t state_index; /* of .state in scan->states, DT_NONE: changed since */
	struct dt_matrix64 tm, line;
	bool in_text;
	bool text_clips;    /* a clipping mode was used since BT */
	uint32_t continued; /* show that ends where the pen is, or DT_NONE */
	uint32_t on_line;   /* last show since the text matrix was set, or DT_NONE */
	uint32_t look;	    /* index of the last one */
	uint32_t mark_stack[DT_DEEPEST_MARK], mark_depth, lost_marks, base_mark;
	uint32_t mark;	       /* index or DT_NONE */
	uint32_t mark_flags;   /* DT_GLYPH_ARTIFACT, HIDDEN, REPLACED by what is around */
	uint64_t actual_bytes; /* of /ActualText so far */
	uint32_t hidden_forms;
	struct dt_layer layers[64]; /* by object */
	uint64_t layer_steps;	    /* comparisons for them so far */

	struct dt_path path;
	uint32_t n_paths, n_pieces, n_ops;
	uint32_t piece;	     /* the subpath that is told about, or DT_NONE */
	struct dt_list held; /* struct dt_held */
	uint64_t bytes;	     /* read so far */
	uint32_t n_forms;
	unsigned char *string; /* decoded string operand */
	uint32_t string_room;
	bool stop; /* a bound was hit */
};

/* ---- helpers (scan_state.c) ---- */

static inline double dt_operand(const struct dt_scanner *s, uint32_t from_end)
{
	const struct dt_token *t;

	if (from_end >= s->n_operands)
		return 0;
	t = &s->operands[s->n_operands - 1 - from_end];
	return t->kind == DT_TOKEN_NUMBER ? t->number : 0;
}
/* Byte range from the first operand to the end of the operator. */
static inline struct dt_scan_bytes dt_whole_op(const struct dt_scanner *s)
{
	struct dt_scan_bytes bytes = { s->n_operands ? s->operands[0].start : s->op.start,
				       s->op.end };

	return bytes;
}
/* The resource of a category that a name operand names (borrowed, may be NULL). */
pdf_obj *dt_resource(struct dt_scanner *s, pdf_obj *category, const struct dt_token *name);
struct dt_box dt_box_of(const struct dt_matrix64 *m, double x0, double y0, double x1, double y1);
struct dt_box dt_box_cut(struct dt_box box, struct dt_box by);
static inline bool dt_box_empty(struct dt_box box)
{
	return !(box.x1 >= box.x0 && box.y1 >= box.y0);
}
/* Does it keep boxes boxes? */
static inline bool dt_is_straight(const struct dt_matrix64 *m)
{
	return (fabs(m->b) < 1e-4 && fabs(m->c) < 1e-4) || (fabs(m->a) < 1e-4 && fabs(m->d) < 1e-4);
}
/* Text appended to scan->names; its offset. */
uint32_t dt_keep_name(struct dt_scanner *s, const char *text, size_t length);
/* A pattern or soft mask is painted with. */
void dt_add_aside(struct dt_scanner *s, pdf_obj *stream);
/* After each change of what dt_text_state holds. */
static inline void dt_state_changed(struct dt_scanner *s)
{
	s->state_index = DT_NONE;
}

/* Index of the current state in scan->states; only with .record (scan_text.c). */
uint32_t dt_state_index(struct dt_scanner *s);

/* ---- operators ---- */

void dt_op_save(struct dt_scanner *s);
void dt_op_restore(struct dt_scanner *s);
void dt_op_concat(struct dt_scanner *s);
void dt_op_ext_state(struct dt_scanner *s);
void dt_op_device_colour(struct dt_scanner *s, const struct dt_space *space, bool stroke);
void dt_op_space(struct dt_scanner *s, bool stroke);
void dt_op_colour(struct dt_scanner *s, bool stroke);
void dt_set_font(struct dt_scanner *s, pdf_obj *dict, double size);

void dt_op_begin_text(struct dt_scanner *s);
void dt_op_end_text(struct dt_scanner *s);
void dt_op_font(struct dt_scanner *s);
void dt_op_move(struct dt_scanner *s, double x, double y);
void dt_op_text_matrix(struct dt_scanner *s);
void dt_op_show(struct dt_scanner *s, int op);

void dt_path_clear(struct dt_scanner *s);
void dt_op_move_to(struct dt_scanner *s, double x, double y);
void dt_op_line_to(struct dt_scanner *s, double x, double y);
void dt_op_curve(struct dt_scanner *s, unsigned n_points);
void dt_op_rectangle(struct dt_scanner *s);
void dt_op_close(struct dt_scanner *s);
void dt_op_paint(struct dt_scanner *s, bool fill, bool stroke);
/* After each operator that builds a path. */
void dt_path_place(struct dt_scanner *s);
void dt_op_shading(struct dt_scanner *s);
/* opaque: it has colour all over. */
void dt_add_image(struct dt_scanner *s, bool opaque, bool named);

void dt_op_begin_mark(struct dt_scanner *s, bool properties);
void dt_op_end_mark(struct dt_scanner *s);
/* Marked content with /ActualText ends here: its glyphs get that text (scan_actual.c). */
void dt_use_actual_text(struct dt_scanner *s, const struct dt_scan_mark *mark);
/* Optional content; the group of marked content, or of a form (scan_layers.c). */
bool dt_is_hidden(struct dt_scanner *s, pdf_obj *group);

void dt_op_do(struct dt_scanner *s);
void dt_op_inline_image(struct dt_scanner *s);

/* Decoded bytes of a stream or an array of streams, held until the page is done; object 0
 * is not looked for among those held.  NULL: unreadable (scan.c). */
fz_buffer *dt_hold_stream(struct dt_scanner *s, pdf_obj *stream, int object);
/* Makes it the stream that is read, reads it, and goes back to the one before.  form NULL:
 * the page (scan_form.c). */
void dt_enter_stream(struct dt_scanner *s, fz_buffer *buffer, pdf_obj *form);
/* Reads the current stream to its end (scan.c). */
void dt_scan_stream(struct dt_scanner *s);

#endif /* DT_PDF_SCANNER_H */
