/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * scan.h - what is on a page, read from its content streams.
 *
 * One pass over the decoded bytes of the page and of the forms that it paints.
 * Glyphs are numbered in the order in which they are painted; the same page gives
 * the same numbers each time, so pdf.paint finds again what pdf.parse told about.
 * With .record the scan also keeps where in which stream everything stands, which
 * is what a rewriter needs.
 *
 * A scan belongs to one lane.  Its lists are good until the next scan or until it is
 * freed; memory is kept from page to page.  Fonts and objects in it are borrowed
 * from the caches of the document.  Broken content never fails a scan: it ends early,
 * or leaves out what it cannot read, and says so in .notes.
 */
#ifndef DT_PDF_SCAN_H
#define DT_PDF_SCAN_H

#include "colour.h"
#include "fonts.h"
#include "pages.h"

#include <doctranslate/payload.h>

enum dt_scan_notes {
	DT_SCAN_CUT = 1u << 0,	      /* a bound was hit: the rest of the page was not read */
	DT_SCAN_UNREADABLE = 1u << 1, /* a stream could not be decoded */
	DT_SCAN_LAYERS = 1u << 2      /* there are too many layers: some were taken as shown */
};

struct dt_matrix64 { /* as struct dt_matrix */
	double a, b, c, d, e, f;
};

struct dt_scan_bytes { /* of a stream */
	uint32_t start, end;
};

/* A colour, and the operators that set it: they can be said again in the same stream. */
struct dt_colour {
	const struct dt_space *space;
	uint32_t rgb; /* 0xRRGGBB */
	uint32_t stream;
	struct dt_scan_bytes space_op; /* "/Cs8 cs"; empty: a device operator, or never set */
	struct dt_scan_bytes value_op; /* "0.2 scn", "1 0 0 rg" */
	bool named;		       /* a resource of the stream is named in the operators */
	bool partial;		       /* the operators are not all: the space came from outside */
};

/* What matters for text in the graphics state. */
struct dt_text_state {
	struct dt_matrix64 ctm; /* user space to page space */
	struct dt_colour fill, stroke;
	float fill_alpha, stroke_alpha, line_width;
	struct dt_pdf_font *font; /* NULL: none was set */
	uint32_t font_stream;	  /* where font_name stands; DT_NONE: not set by Tf */
	struct dt_scan_bytes font_name;
	double size, spacing, word_spacing, scale, leading, rise; /* scale: 1 is 100 % */
	int mode;
	uint32_t level;	    /* index into levels */
	struct dt_box clip; /* page space */
	bool clip_shaped;   /* the clip is less than its box */
	bool blended;	    /* by a blend mode or a soft mask */
	bool in_glass;	    /* in a group that is painted translucent or blended */
};

struct dt_scan_stream {
	const unsigned char *at;
	uint32_t size;
	uint32_t parent;	    /* DT_NONE: the page */
	struct dt_scan_bytes paint; /* the name before Do, in the parent */
	int object;		    /* of the form, 0: the page */
	pdf_obj *resources;
	uint32_t first_glyph, end_glyph; /* glyphs of it and of its kids */
	int struct_parents;
};

struct dt_level {		 /* q ... Q, or a form */
	uint32_t stream, parent; /* parent DT_NONE: the page's own */
	uint32_t end;		 /* position behind its Q or Do, or the end of the stream */
	struct dt_box clip;	 /* before the q or Do */
	struct dt_matrix64 ctm;
	bool in_text; /* the Q stands between BT and ET */
};

enum {
	DT_SHOW_CONTINUED = 1, /* the next show operator starts where this one ends */
	DT_SHOW_LINE_USED = 2  /* the line matrix is moved on after it */
};

struct dt_show { /* a show operator */
	uint32_t stream;
	struct dt_scan_bytes at; /* operands and operator */
	uint16_t op;		 /* 'j' Tj, 'J' TJ, '\'', '"' */
	uint16_t flags;
	uint32_t first, count; /* glyphs */
	uint32_t state;	       /* index into states: after the effects of ' and " */
	uint32_t mark;
	struct dt_matrix64 tm, line; /* text and line matrix before its first glyph */
	double length;		     /* text space: from tm to the pen after it */
};

/* A painted subpath: what the writer has to know to leave it out or to paint it elsewhere. */
struct dt_painted_piece {
	uint32_t stream;
	struct dt_scan_bytes at; /* its construction operators */
	struct dt_scan_bytes op; /* the operator that paints it, and the others of its path */
	uint32_t first, end;	 /* pieces of the same path */
	uint32_t state;		 /* index into states */
	bool fills;
};

struct dt_shown { /* what only the writer wants to know of a glyph */
	uint32_t show;
	uint32_t code;
	uint8_t code_length, flags;
	uint16_t reserved;
	double at, advance; /* text space: along the line from the show's tm */
};

struct dt_scan_mark {
	uint32_t tag, tag_length;	/* in names */
	uint32_t actual, actual_length; /* in names */
	uint32_t parent;
	int32_t mcid;
	uint32_t flags;
	int struct_parents; /* of the stream, -1: none */
	uint32_t stream;
	struct dt_scan_bytes at; /* of the operator that begins it, with operands */
	uint32_t first_glyph;
};

struct dt_scan {
	bool record;
	/* results of every scan */
	struct dt_list glyphs;	 /* struct dt_glyph */
	struct dt_list looks;	 /* struct dt_look */
	struct dt_list graphics; /* struct dt_graphic */
	struct dt_list marks;	 /* struct dt_scan_mark */
	struct dt_list fonts;	 /* struct dt_pdf_font *, by dt_look.font */
	struct dt_list text;	 /* char: pool of dt_glyph.text */
	struct dt_list names;	 /* char */
	struct dt_list asides;	 /* int: objects of patterns and soft masks that are painted with;
				  * each once, not with .record */
	uint32_t notes;
	float width, height;
	struct dt_matrix64 to_page; /* default user space to page space */
	struct dt_scanner *scanner; /* holds the streams until the next scan */
	/* with .record */
	struct dt_list streams, levels, states, shows, shown;
	struct dt_list pieces; /* struct dt_painted_piece, by dt_graphic.piece */
};

struct dt_scan_caches { /* of one lane's document */
	struct dt_font_cache fonts;
	struct dt_space_cache spaces;
};

/* First the one, then the other. */
struct dt_matrix64 dt_concat(struct dt_matrix64 first, struct dt_matrix64 then);

/* What stands on a page.  Errors are of memory, time and cancelling only. */
dt_status dt_scan_page(struct dt_scan *scan, struct dt_scan_caches *caches, struct dt_document *doc,
		       const struct dt_page_entry *page, struct dt_error *err);
/* Of what one page may take, when its parts are scanned one by one.  Starts zeroed. */
struct dt_scan_spent {
	uint64_t bytes, layer_steps;
	uint32_t forms;
};

/* What stands in a form, by itself, in its own space.  It is no page of its own: fonts of the
 * caches stay, and all forms of a page share the bounds of one.  Throws as the page's content
 * may. */
void dt_scan_form(struct dt_scan *scan, struct dt_scan_caches *caches, struct dt_document *doc,
		  pdf_obj *form, const struct dt_scan *page, struct dt_scan_spent *spent);
/* Lets go of the page's streams; the lists stay.  Before the document is closed. */
void dt_scan_release(struct dt_scan *scan, struct dt_document *doc);
void dt_scan_free(struct dt_scan *scan);
void dt_scan_caches_free(struct dt_scan_caches *caches, struct dt_document *doc);

#endif /* DT_PDF_SCAN_H */
