/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/content.h - "page.content": what the parser saw.
 * Units, spaces of coordinates, what a payload is: doctranslate/types.h.
 */
#ifndef DOCTRANSLATE_CONTENT_H
#define DOCTRANSLATE_CONTENT_H

#include <doctranslate/common.h>

#ifdef __cplusplus
extern "C" {
#endif

enum dt_glyph_flags {
	DT_GLYPH_INVISIBLE = 1u << 0, /* render mode 3, fully transparent, no ink at all */
	DT_GLYPH_CLIPPED = 1u << 1,   /* outside the clip */
	DT_GLYPH_OFF_PAGE = 1u << 2,  /* outside the page */
	DT_GLYPH_HIDDEN = 1u << 3,    /* in optional content that is switched off */
	DT_GLYPH_UNMAPPED = 1u << 4,  /* no Unicode is known; text is empty */
	DT_GLYPH_VERTICAL = 1u << 5,  /* vertical writing mode */
	DT_GLYPH_TYPE3 = 1u << 6,
	DT_GLYPH_LOCKED = 1u << 7,    /* the writer cannot take it out (clip text, pattern, ...) */
	DT_GLYPH_SPACE = 1u << 8,     /* white space only */
	DT_GLYPH_ARTIFACT = 1u << 9,  /* tagged as artifact (running head, page number) */
	DT_GLYPH_REPLACED = 1u << 10, /* stands under /ActualText: its own text is not the truth;
				       * where that is known to be the text of a word, its first
				       * glyph has it, and the others have none */
	DT_GLYPH_COVERED = 1u << 11,  /* an opaque fill or picture was painted over all of it */
	DT_GLYPH_PALE = 1u << 12,     /* in the colour of what it stands on */
	DT_GLYPH_OCR = 1u << 13	      /* invisible, over or under a picture: its text layer */
};

struct dt_glyph {
	float x, y;    /* origin on the baseline, page space */
	float advance; /* along the baseline, points, spacing included */
	uint32_t text; /* offset in the pool dt_page_content.text (UTF-8) */
	uint16_t text_length;
	uint16_t flags;
	uint32_t look; /* index into looks */
};

struct dt_look {	  /* what neighbouring glyphs have in common */
	float a, b, c, d; /* em (x right, y UP) to page space: (x,y) -> (a x + c y, b x + d y);
			   * upright text of 10 pt: 10 0 0 -10 */
	float size;	  /* height of the em on the page, points: hypot(c, d) */
	uint32_t colour;  /* fill, or stroke for render mode 1 */
	uint32_t font;	  /* index into fonts */
	uint32_t mark;	  /* innermost marked content, index into marks, or DT_NONE */
	uint16_t render_mode;
	uint16_t form;	  /* 0: the page itself, else one more per painted form XObject */
	uint32_t outline; /* colour of the line around filled glyphs, or that of the fill */
	float edge;	  /* how wide that line is, in parts of the em; 0: there is none */
};

enum dt_font_flags {
	DT_FONT_BOLD = 1u << 0,
	DT_FONT_ITALIC = 1u << 1,
	DT_FONT_SERIF = 1u << 2,
	DT_FONT_MONO = 1u << 3,
	DT_FONT_MATH = 1u << 4, /* by name: CMMI, CMSY, MSAM, STIXMath, Symbol, ... */
	DT_FONT_TYPE3 = 1u << 5,
	DT_FONT_EMBEDDED = 1u << 6,
	DT_FONT_SMALL_CAPS = 1u << 7,
	DT_FONT_VERTICAL = 1u << 8,
	DT_FONT_CONDENSED = 1u << 9
};

struct dt_font {
	struct dt_span name; /* without the subset tag */
	uint32_t flags;
	uint32_t object;       /* object number in the file, 0: none */
	float ascent, descent; /* em; descent is negative */
	float weight;	       /* 400 regular, 700 bold */
	float reserved;
};

struct dt_mark {	    /* BDC/BMC ... EMC */
	struct dt_span tag; /* "P", "Span", "Artifact" */
	uint32_t parent;    /* index into marks, or DT_NONE */
	int32_t mcid;	    /* -1: none */
	uint32_t element;   /* index into elements, or DT_NONE */
	uint32_t flags;
	struct dt_span actual_text;
};
enum { DT_MARK_ARTIFACT = 1u << 0, DT_MARK_HIDDEN = 1u << 1, DT_MARK_ACTUAL_TEXT = 1u << 2 };

/* A structure element that has content on this page, or is above one.
 * In document order: a parent stands before its kids. */
struct dt_element {
	struct dt_span role; /* standard role, after the role map: "P", "H1", "TD" */
	struct dt_span lang;
	uint32_t object; /* object number: the same element on another page has the same */
	uint32_t parent; /* index into elements, or DT_NONE */
	uint32_t order;	 /* grows in document order over the whole file */
	uint32_t flags;
};

enum dt_graphic_kind {
	DT_GRAPHIC_RULE = 1, /* a thin horizontal or vertical line or rectangle */
	DT_GRAPHIC_FILL,     /* a filled rectangle */
	DT_GRAPHIC_PATH,     /* any other path: its bounding box */
	DT_GRAPHIC_IMAGE,
	DT_GRAPHIC_SHADING
};

struct dt_graphic {
	struct dt_box box; /* cut by the clip, line width included */
	uint32_t kind, colour;
	float thickness; /* of a rule, points */
	uint32_t before; /* painted before this glyph */
	uint32_t path;	 /* pieces of one painted path share it */
	uint32_t mark;	 /* as in dt_look */
	uint32_t form;
	uint32_t flags; /* DT_GRAPHIC_OPAQUE */
	uint32_t piece; /* number of its subpath on the page, by which the writer finds it;
			 * DT_NONE: it can only stay.  Edges of one subpath share it */
};
enum {
	DT_GRAPHIC_OPAQUE = 1u << 0, /* hides all that was painted in its box before it */
	DT_GRAPHIC_CUT = 1u << 1     /* only a part of it is seen: the clip hides the rest */
};

enum dt_annotation_kind {
	DT_ANNOTATION_LINK = 1,
	DT_ANNOTATION_MARKUP, /* highlight, underline, strike-out, squiggly */
	DT_ANNOTATION_WIDGET,
	DT_ANNOTATION_OTHER
};

struct dt_annotation {
	struct dt_box box;
	uint32_t kind;
	uint32_t index;	      /* in /Annots */
	struct dt_span quads; /* struct dt_point, 4 a quad: top left, top right, bottom left,
			       * bottom right of the text; may be empty */
};

enum { DT_PAGE_TAGGED = 1u << 0, DT_PAGE_GARBLED = 1u << 1 /* most glyphs unmapped */ };

/* Glyphs that the blocks of a page cannot tell of: those that stand outside of the page's own
 * content (without a number), and the fonts of those without Unicode (which have one). */
struct dt_aside {
	uint32_t rule;
	uint32_t glyphs;
	struct dt_span font; /* name, may be empty */
	uint32_t flags;
};
enum { DT_ASIDE_NUMBERED = 1u << 0 /* glyphs of the page content */ };

struct dt_page_content {
	uint32_t size;
	uint32_t number; /* page of the file */
	float width, height;
	struct dt_matrix to_pdf; /* page space to the page's default user space */
	uint32_t flags;
	struct dt_span text; /* pool; texts of glyphs follow each other in paint order */
	struct dt_span glyphs, looks, fonts, marks, elements, graphics, annotations;
	struct dt_span label;  /* page label */
	struct dt_span asides; /* struct dt_aside */
};

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_CONTENT_H */
