/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/set.h - "page.set": what the writer does to a page.
 * Units, spaces of coordinates, what a payload is: doctranslate/types.h.
 */
#ifndef DOCTRANSLATE_SET_H
#define DOCTRANSLATE_SET_H

#include <doctranslate/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A face that is DT_FACE_VERTICAL paints upright signs below each other: the pen is at the top of
 * a sign, over its middle, and goes down by dt_set_glyph.advance.  A glyph's origin is half its
 * width to the left of the pen and DT_VERTICAL_TOP below it (ISO 32000-1, 9.7.4.3), plus dx, dy.
 */
enum { DT_FACE_FAKE_BOLD = 1u << 0, DT_FACE_FAKE_ITALIC = 1u << 1, DT_FACE_VERTICAL = 1u << 2 };

#define DT_VERTICAL_TOP 0.88f /* em */

struct dt_face {
	struct dt_span path; /* font file */
	uint32_t index;	     /* face in the file */
	uint32_t flags;
	struct dt_span name; /* PostScript name */
};

/* A face of so many glyphs at most that has one for "a" can stand in content with short codes. */
#define DT_SHORT_FACE  12288u
#define DT_SHORT_CODES 16384u /* behind the last code of such a face */

struct dt_set_glyph {
	uint32_t id;	      /* in the face */
	float advance;	      /* em */
	float dx, dy;	      /* em, y up: drawn this far from the pen */
	uint32_t text;	      /* offset in the item's text */
	uint32_t text_length; /* bytes this glyph stands for; 0: belongs to the one before */
	uint32_t code;	      /* in the page's content; 0: the id.  One past the face's ids lets
			       * the glyph stand for another text than it does elsewhere */
};

enum dt_set_kind {
	DT_SET_GLYPHS = 1, /* new text */
	DT_SET_MOVED,	   /* source glyphs, painted again */
	DT_SET_RULE,	   /* a filled box from .matrix.e,f: .width x .height, downwards */
	DT_SET_PIECES	   /* source pieces (dt_graphic), painted again */
};

enum {
	DT_SET_ACTUAL_TEXT = 1u << 0, /* glyphs do not spell the text: wrap in ActualText */
	DT_SET_BEHIND = 1u << 1,      /* RULE: under all text at the same anchor */
	DT_SET_PIECE_COLOUR = 1u << 2 /* RULE: .look is a piece, and it has its colour */
};

struct dt_set_item {
	uint32_t kind, flags;
	uint32_t anchor;	 /* painted where this source glyph stood in paint order: in its
				  * stream, clip, marked content */
	uint32_t look;		 /* a source glyph whose colour it takes */
	struct dt_matrix matrix; /* GLYPHS: pen start, em (y up) to page space.
				  * MOVED: page space to page space */
	uint32_t face;		 /* index into faces */
	float width, height;	 /* RULE */
	struct dt_span glyphs;	 /* GLYPHS: struct dt_set_glyph, in visual order */
	struct dt_span ranges;	 /* MOVED: struct dt_range */
	struct dt_span text;	 /* logical text */
	struct dt_box box;	 /* page space: what it covers, for checks */
	uint32_t block;
	struct dt_span pieces; /* PIECES: uint32_t; .matrix: page space to page space */
};

struct dt_fate_range {
	struct dt_range glyphs;
	uint32_t fate, rule;
	uint32_t block; /* or DT_NONE */
};

struct dt_set_link {	      /* an annotation that follows its words */
	uint32_t annotation;  /* index in /Annots */
	struct dt_span quads; /* struct dt_point, 4 a quad; the rectangle is their hull */
};

struct dt_page_set {
	uint32_t size;
	uint32_t number;
	uint32_t n_glyphs;
	uint32_t flags;
	struct dt_span items; /* painted in this order where anchors are equal */
	struct dt_span faces;
	struct dt_span fates; /* sorted, covers all glyphs; TRANSLATED and MOVED are taken out */
	struct dt_span links;
	struct dt_span target_lang;
	/* figures for the report */
	float min_scale;    /* smallest size / source size on the page, 1: none smaller */
	uint32_t overflows; /* blocks that did not fit */
	uint32_t missing;   /* characters without a glyph */
	uint32_t overlaps;  /* lines that run into others */
	uint32_t segments, translated;
	struct dt_span gone; /* uint32_t, sorted: pieces (dt_graphic) that are taken out */
	uint32_t vertical;   /* blocks whose lines run downwards, signs upright */
};

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_SET_H */
