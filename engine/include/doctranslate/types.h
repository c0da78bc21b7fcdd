/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/types.h - the payloads that flow between stages.
 *
 * A payload is one block of memory without pointers: a struct, then the arrays
 * and texts it refers to by struct dt_span (byte offset from the start of the
 * payload, number of elements).  It can be copied, written to a file and read
 * back elsewhere.  DT_AT gives an array of it, DT_TEXT a text.  Build one with
 * doctranslate/payload.h.
 *
 * A payload begins with uint32_t size; one that flows page by page goes on with
 * uint32_t number, the page of the file: the engine names pages by it.
 *
 * Units: points (1/72 inch).  Page space: origin at the top left corner of the
 * page as it is displayed (crop box, after /Rotate), x to the right, y DOWN.
 * Colours: 0xRRGGBBAA, sRGB.  Pages of a file count from 0.  Glyphs of a page
 * are numbered in paint order, form XObjects included where they are painted;
 * that number is the name by which all later stages speak of a glyph.
 */
#ifndef DOCTRANSLATE_TYPES_H
#define DOCTRANSLATE_TYPES_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DT_NONE UINT32_MAX

struct dt_span {
	uint32_t offset, count;
};

/* Element 0 of the array of TYPE at span; texts are char arrays and are
 * followed by a NUL that count leaves out. */
#define DT_AT(payload, TYPE, span)                                                                 \
	((const TYPE *)(const void *)((const char *)(payload) + (span).offset))
#define DT_TEXT(payload, span) ((const char *)(payload) + (span).offset)

struct dt_point {
	float x, y;
};
struct dt_box {
	float x0, y0, x1, y1; /* x0 <= x1, y0 <= y1 */
};
struct dt_matrix { /* x' = a x + c y + e, y' = b x + d y + f */
	float a, b, c, d, e, f;
};
struct dt_range { /* of glyphs */
	uint32_t first, count;
};

/*
 * ---- parameters of a job (dt_host.parameter) ----------------------------
 *   source_lang, target_lang   BCP 47, "en", "es", "zh-Hans"; of the source also "auto"
 *   keep_other_languages       "yes"/"no": what is not in the source language stays as it is
 *   translate_comments         "yes"/"no": those of code listings
 *   mirror_tables              "yes"/"no": columns, where text runs the other way
 *   writing_mode               "source", "horizontal", "vertical": of new text whose script has
 *                              both
 *   translator                 name of a translator of the pipeline
 *   pages                      "1,3-5,7-,-2", counted from 1
 *   password                   of an encrypted document
 *   mono, dual                 "yes"/"no";  "none", "side-by-side", "alternating"
 *   use_tags                   "auto", "never"
 *   format                     of extract: "json", "text", "markdown"
 *   name                       of the document, without folder and extension
 *   units                      "yes": route.segments tells what it asks for; else "no"
 */

/* ---- "doc.file": a file in the job's work directory, or the job's input -- */

struct dt_file {
	uint32_t size; /* of the payload, in bytes: first member of every payload */
	uint32_t reserved;
	uint64_t bytes;
	struct dt_span path;
	struct dt_span media_type; /* "application/pdf" */
};

/* ---- "page.content": what the parser saw ---------------------------------- */

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

/* ---- "doc.outline": titles outside of pages ---------------------------------- */

enum dt_title_kind {
	DT_TITLE_OUTLINE = 0, /* or the document's title */
	DT_TITLE_ALTERNATE,   /* of a structure element: a description of a picture, ... */
	DT_TITLE_ACTUAL_TEXT, /* ... what it says in full, */
	DT_TITLE_EXPANSION,   /* ... an abbreviation written out, */
	DT_TITLE_LANGUAGE,    /* ... its /Lang: a language tag, not to be translated */
	DT_TITLE_TOOLTIP,     /* of a form field */
	DT_TITLE_ANNOTATION   /* what an annotation says: a note, the description of a link */
};

struct dt_title {
	uint32_t object; /* of the outline item, element, field, annotation; 0: the document's
			  * title */
	uint32_t level;	 /* from 0 */
	struct dt_span text;
	uint32_t kind; /* enum dt_title_kind */
	uint32_t reserved;
};

enum { DT_DOCUMENT_ENCRYPTED = 1u << 0 };

struct dt_outline {
	uint32_t size;
	uint32_t flags;
	struct dt_span titles; /* struct dt_title */
	struct dt_span lang;   /* /Lang of the catalogue */
};
/* "doc.titles", the answer of translate.route, is a dt_outline, too, with the
 * translated texts. */

/* ---- "page.blocks": what layout made of it ------------------------------------ */

enum dt_role {
	DT_ROLE_PARAGRAPH = 1,
	DT_ROLE_HEADING, /* level 1..6 */
	DT_ROLE_TITLE,
	DT_ROLE_LIST_ITEM,
	DT_ROLE_CAPTION,
	DT_ROLE_HEADER, /* running head, page number above */
	DT_ROLE_FOOTER,
	DT_ROLE_FOOTNOTE,
	DT_ROLE_TABLE_CELL,
	DT_ROLE_TOC_ITEM,
	DT_ROLE_CODE,
	DT_ROLE_FORMULA, /* display formula */
	DT_ROLE_BIBLIOGRAPHY,
	DT_ROLE_FIGURE_TEXT
};

/* "list-item"; DT_ROLE_COUNT is one past the last. */
enum { DT_ROLE_COUNT = DT_ROLE_FIGURE_TEXT + 1 };

static inline const char *dt_role_name(uint32_t role)
{
	static const char *const names[] = {
		"unknown",  "paragraph", "heading", "title",	    "list-item",
		"caption",  "header",	 "footer",  "footnote",	    "table-cell",
		"toc-item", "code",	 "formula", "bibliography", "figure-text",
	};

	return role < DT_ROLE_COUNT ? names[role] : names[0];
}

enum dt_align { DT_ALIGN_LEFT = 0, DT_ALIGN_RIGHT, DT_ALIGN_CENTER, DT_ALIGN_JUSTIFY };

enum dt_fate {
	DT_FATE_TRANSLATED = 1, /* in the segment of a block: taken out, new text painted */
	DT_FATE_MOVED,		/* painted again as it is at another place (formula, echo) */
	DT_FATE_KEPT,		/* stays where it is, by a dt_rule */
	DT_FATE_INVISIBLE,	/* never seen: clipped, hidden, off the page */
	DT_FATE_FAILED		/* should have been translated, was not: reported */
};

/* Why text stays in the source language.  Names for reports: dt_rule_name(). */
enum dt_rule {
	DT_RULE_NONE = 0,
	DT_RULE_FORMULA,
	DT_RULE_CODE,
	DT_RULE_NUMBER,	    /* numbers, dates, signs: nothing to translate */
	DT_RULE_LABEL,	    /* bullet, list or equation number */
	DT_RULE_LEADER,	    /* leader dots of a contents line */
	DT_RULE_SHORT,	    /* a single letter or sign */
	DT_RULE_IDENTIFIER, /* URL, e-mail address, DOI, file name */
	DT_RULE_SAME,	    /* the translation is the source */
	DT_RULE_LANGUAGE,   /* is in the target language already */
	DT_RULE_LOCKED,	    /* the writer cannot take it out */
	DT_RULE_UNMAPPED,   /* its font has no Unicode */
	DT_RULE_ROTATED,    /* on a curve, or skewed */
	DT_RULE_VERTICAL,
	DT_RULE_FIGURE,	    /* lettering inside a drawing */
	DT_RULE_DUPLICATE,  /* shadow or fake bold of text that is handled */
	DT_RULE_UNSEEN,	    /* painted without ink, or so thin that it is none */
	DT_RULE_SPACE,	    /* white space between blocks */
	DT_RULE_UNANSWERED, /* the translator gave no answer: fate failed */
	DT_RULE_REJECTED,   /* its answer did not pass the checks: fate failed */
	DT_RULE_NO_FONT,    /* no font has the characters: fate failed */
	DT_RULE_NO_ROOM,    /* could not be set in its frame: fate failed */
	DT_RULE_NOT_WANTED, /* the role is not to be translated, by option */
	DT_RULE_OUTSIDE,    /* outside the clip or the page */
	DT_RULE_LAYER,	    /* in optional content that is switched off */
	DT_RULE_COVERED,    /* something opaque was painted over it */
	DT_RULE_PALE,	    /* in the colour of what it stands on */
	DT_RULE_OCR,	    /* the text layer of a picture that shows the same text */
	DT_RULE_PATTERN,    /* in a tiling pattern or a soft mask */
	DT_RULE_ANNOTATION, /* in the appearance of an annotation */
	DT_RULE_FIELD,	    /* value or caption of a form field */
	DT_RULE_CURVED,	    /* set along a curve */
	DT_RULE_FOREIGN,    /* is in a third language, neither source nor target */
	DT_RULE_COUNT
};

static inline const char *dt_rule_name(uint32_t rule)
{
	static const char *const names[] = {
		"none",	      "formula",    "code",    "number",    "label",	  "leader",
		"short",      "identifier", "same",    "language",  "locked",	  "unmapped",
		"rotated",    "vertical",   "figure",  "duplicate", "unseen",	  "space",
		"unanswered", "rejected",   "no-font", "no-room",   "not-wanted", "outside",
		"layer",      "covered",    "pale",    "ocr-layer", "pattern",	  "annotation",
		"field",      "curved",	    "foreign",
	};

	return rule < DT_RULE_COUNT ? names[rule] : "unknown";
}

enum dt_style_flags {
	DT_STYLE_BOLD = 1u << 0,
	DT_STYLE_ITALIC = 1u << 1,
	DT_STYLE_SERIF = 1u << 2,
	DT_STYLE_MONO = 1u << 3,
	DT_STYLE_SUPERSCRIPT = 1u << 4,
	DT_STYLE_SUBSCRIPT = 1u << 5,
	DT_STYLE_UNDERLINE = 1u << 6,
	DT_STYLE_STRIKE = 1u << 7,
	DT_STYLE_SMALL_CAPS = 1u << 8,
	DT_STYLE_CONDENSED = 1u << 9,
	DT_STYLE_OUTLINE = 1u << 12,  /* drawn along its edge, alone or in a second colour */
	DT_STYLE_INITIAL = 1u << 11,  /* of a block with an initial: its letter */
	DT_STYLE_HIGHLIGHT = 1u << 10 /* with UNDERLINE and STRIKE: see .decorations */
};

struct dt_decoration {	/* a drawn rule or fill that follows its words */
	uint32_t kind;	/* DT_STYLE_UNDERLINE, DT_STYLE_STRIKE or DT_STYLE_HIGHLIGHT */
	uint32_t piece; /* of the source: it has its colour */
	float top;	/* of it above the baseline, points */
	float height;	/* downwards from there */
	float overhang; /* beyond the first and the last word, points */
	uint32_t colour;
};

struct dt_style {
	uint32_t flags;
	uint32_t colour;
	float size;	       /* points on the page */
	float weight;	       /* 400, 700 */
	float rise;	       /* of the baseline above the line's, points */
	uint32_t key;	       /* equal for the same font, size and flags all over the document */
	uint32_t glyph;	       /* a source glyph that has this style: the writer takes its colour */
	uint32_t font;	       /* index into dt_page_content.fonts */
	struct dt_span family; /* font name without the subset tag */
	struct dt_span decorations; /* struct dt_decoration */
	float advance;		    /* em: of each letter of a monospaced face; 0: not known */
};

enum dt_run_kind {
	DT_RUN_TEXT = 0,
	DT_RUN_OBJECT, /* unbreakable: painted again from its own glyphs (inline formula);
			* stands for U+FFFC in the text */
	DT_RUN_BREAK   /* a line break that must stay; stands for U+2028 in the text */
};

struct dt_run {
	uint32_t start, length; /* bytes in the block's text; runs cover it without gaps */
	uint32_t kind;
	uint32_t style; /* index into styles */
	uint32_t
		annotation; /* a link over it: index into dt_page_content.annotations, or DT_NONE */
	struct dt_span ranges; /* struct dt_range: its glyphs, in reading order */
	struct dt_box box;     /* of an object: in the frame's space, y relative to its baseline */
	float baseline;	       /* of an object: y of its baseline in the frame's space */
	struct dt_span source; /* of an object: the text of its glyphs */
	struct dt_span pieces; /* uint32_t, of an object: painted pieces (dt_graphic) that are
				* part of it: fraction bars, radicals */
};

struct dt_line {		/* as the source was set, in the frame's space */
	uint32_t start, length; /* bytes in the block's text */
	float x0, x1;
	float baseline;
	float size; /* commonest size */
};

enum dt_block_flags {
	DT_BLOCK_KEEP = 1u << 0,  /* not to be translated, by .rule */
	DT_BLOCK_TAGS = 1u << 1,  /* found by the structure tree */
	DT_BLOCK_JOINS = 1u << 2, /* does not end its sentence: doc.profile's flows say if another
				   * block goes on with it */
	DT_BLOCK_RTL = 1u << 3,
	DT_BLOCK_VERTICAL = 1u << 4
};

struct dt_leader {
	uint32_t glyph;
	float x; /* where it begins, frame space */
};

struct dt_drawn_leader {
	uint32_t piece; /* of dt_graphic */
	float x;	/* where it begins, frame space */
};

struct dt_block {
	uint32_t role, level;
	uint32_t flags, rule;
	struct dt_matrix frame; /* frame space (origin top left, x along the baseline, y down,
				 * points) to page space; a pure shift for upright text */
	float width, height;	/* of the frame: what the source lines cover */
	/* Free space, provably empty, into which text may grow, in frame space. */
	float room_left, room_right, room_above, room_below;
	uint32_t align;
	float first_indent;    /* of the first line, from the frame's left edge, points */
	float rest_indent;     /* of the other lines (hanging indent) */
	float leading;	       /* baseline to baseline; 0: a single line */
	float baseline;	       /* y of the first baseline in the frame */
	uint32_t style;	       /* the commonest, index into styles */
	uint32_t budget;       /* code points that fit at scale 1 */
	struct dt_span text;   /* reading order, one blank between words, hyphenation undone */
	struct dt_span runs;   /* struct dt_run */
	struct dt_span lines;  /* struct dt_line */
	struct dt_span ranges; /* struct dt_range: every glyph that goes when it is translated */
	struct dt_span label;  /* text of a bullet or number before it that stays; not in text */
	uint32_t element;      /* index into dt_page_content.elements, or DT_NONE */
	uint32_t table;	       /* number of its table on the page, or DT_NONE */
	uint16_t row, column, row_span, column_span;
	uint32_t text_column;	  /* column of the page, from 0 */
	struct dt_span leaders;	  /* struct dt_leader, by x: dots behind the text of a contents
				   * line.  They stay, but those under longer text go. */
	float label_x0, label_x1; /* where the label stands, or a drawn bullet, frame space; equal:
				   * there is none */
	float tail;		  /* x where the number at the end of that line begins, frame
				   * space; 0: there is none */
	struct dt_span tail_text; /* the leaders and the number as they read; not in text */
	struct dt_span pieces;	  /* uint32_t: painted pieces (dt_graphic) that decorate its text;
				   * they go when it is translated */
	struct dt_span label_pieces; /* uint32_t: a bullet that is drawn */
	uint32_t anchor; /* one of its glyphs: new text painted in its place lies over the fills
			  * of all its lines */
	/* Its text begins with an initial that is as high as so many lines, 2 or more, in the
	 * style of the first run; 0: it does not.  The lines beside it begin where it begins,
	 * in .lines and in the indents, as if it were not there. */
	uint32_t initial;
	float initial_gap;	    /* from the initial to the text of those lines, points */
	float tail_end;		    /* x where the number at .tail ends */
	struct dt_span tail_glyphs; /* struct dt_range: of that number */
	/* The sign that ends a label, the full stop of "1." or the bracket of "a)", and x where it
	 * begins: where text runs from right to left it is at the other side.  count 0: none */
	struct dt_range label_sign;
	float label_sign_x;
	struct dt_span drawn_leaders; /* struct dt_drawn_leader, by x: as .leaders, of a line whose
				       * leaders are painted pieces */
};

struct dt_kept { /* glyphs in no block */
	struct dt_range glyphs;
	uint32_t fate, rule;
};

/* A line or a fill of a table: where it is, page space. */
struct dt_table_piece {
	uint32_t piece; /* of dt_graphic */
	uint32_t before;
	struct dt_box box;
};

struct dt_table {	 /* upright ones only */
	uint32_t number; /* as dt_block.table */
	uint32_t flags;
	struct dt_box box;     /* page space: its cells, lines and fills */
	struct dt_span pieces; /* struct dt_table_piece: what is drawn in it and no decoration of
				* words */
};

/* There is something in it that cannot be moved, or that is only partly in it. */
enum { DT_TABLE_FIXED = 1u << 0 };

/* A column of running text that has others beside it, of about its width: text that runs the
 * other way goes through them in the other order. */
struct dt_column {
	uint32_t flags;
	float shift;	       /* along x, to where it is when the columns change places */
	struct dt_box box;     /* page space, as it stands */
	struct dt_span blocks; /* uint32_t: those in it, headers and footers among them */
	struct dt_span pieces; /* struct dt_table_piece: what is drawn in it and belongs to no
				* words, bullets among it */
	struct dt_span glyphs; /* struct dt_range: those in it that are in no block */
};

/* There is something in it that cannot be moved. */
enum { DT_COLUMN_FIXED = 1u << 0 };

struct dt_page_blocks {
	uint32_t size;
	uint32_t number;
	float width, height;
	uint32_t n_glyphs;
	uint32_t flags;	       /* dt_page_content.flags */
	struct dt_span blocks; /* reading order */
	struct dt_span styles;
	struct dt_span kept; /* struct dt_kept; with the blocks' ranges it covers all glyphs */
	struct dt_span label;
	struct dt_span asides;	/* struct dt_aside, as in dt_page_content */
	struct dt_span tables;	/* struct dt_table */
	struct dt_span columns; /* struct dt_column, no block in two of them */
};

/* ---- "doc.profile": what the whole document says about its pages ---------------- */

struct dt_profile_role { /* a block whose role is known better now */
	uint32_t page;	 /* of the job */
	uint32_t block;
	uint32_t role, level;
	uint32_t flags, rule; /* DT_BLOCK_KEEP with a rule, or 0 */
};

/* A paragraph that stands in several blocks, since a column or a page was full: one text,
 * translated at once, that flows through the frames of its parts. */
struct dt_profile_flow {
	uint32_t first, count; /* parts, two or more */
};

struct dt_profile_part {
	uint32_t page; /* of the job */
	uint32_t block;
	uint32_t dropped;    /* bytes at the end of its text that the whole leaves out: a hyphen */
	uint32_t glue;	     /* 1: a blank stands between it and the next part, 0: nothing */
	uint32_t budget;     /* the block's */
	struct dt_span text; /* of the block, as are runs (without ranges) and styles: a page does
			      * not see the blocks of another */
	struct dt_span runs; /* struct dt_run */
	struct dt_span styles; /* struct dt_style, what the runs' style counts in */
	uint32_t role;	       /* as the profile knows it best */
	struct dt_box box;     /* its hull, page space */
};

struct dt_profile {
	uint32_t size;
	float body_size;
	uint32_t body_key; /* style of the body text */
	uint32_t n_pages;
	struct dt_span lang;  /* detected, may be empty */
	struct dt_span roles; /* struct dt_profile_role, by page and block */
	struct dt_span title;
	struct dt_span flows; /* struct dt_profile_flow, in the order of their first parts */
	struct dt_span parts; /* struct dt_profile_part, those of a flow follow each other */
	struct dt_span words; /* text: its commonest short words, each with a blank behind it: what
			       * has them is in its language */
};

/* ---- "page.segments": the answers ------------------------------------------------- */

enum dt_segment_status {
	DT_SEGMENT_KEPT = 0, /* by .rule */
	DT_SEGMENT_TRANSLATED,
	DT_SEGMENT_IDENTITY, /* painted again from its own glyphs */
	DT_SEGMENT_FAILED    /* by .rule: stays in the source language, reported */
};

struct dt_target_run {
	uint32_t start, length; /* bytes in the segment's text; they cover it */
	uint32_t source;	/* index into the block's runs: its style, link, object */
};

struct dt_segment { /* one for each block, same order */
	uint32_t status, rule;
	uint32_t role, level;  /* the block's, as corrected by the profile */
	struct dt_span text;   /* target language; objects are U+FFFC, breaks U+2028 */
	struct dt_span runs;   /* struct dt_target_run */
	struct dt_span reason; /* a sentence when it failed */
	/* Of a block that is a part of a flow and was translated with it.  text and runs above
	 * are then only the share that it has by its length in the source, ready to be set;
	 * typeset moves the borders of the shares to where the frames are full. */
	uint32_t part, n_parts; /* n_parts 0: it stands alone */
	uint32_t flow_page;	/* the first part, names the flow: page of the job */
	uint32_t flow_block;
	struct dt_span whole;	   /* the text of the flow, the same in all its parts */
	struct dt_span whole_runs; /* struct dt_target_run over the whole, in terms of the runs of
				    * this block: the nearest where it is another part's */
	uint32_t start;		   /* byte of the whole at which the share begins */
	uint32_t earliest, latest; /* where it may begin: objects and links stay on their page */
};

struct dt_page_segments {
	uint32_t size;
	uint32_t number;
	struct dt_span segments;
	struct dt_span target_lang;
};

/* ---- "doc.sizes": one scale a style, over the document ------------------------------ */

struct dt_style_scale {
	uint32_t key;  /* dt_style.key; sorted */
	float scale;   /* of the size; 1: as in the source */
	float leading; /* factor on the leading, after the scale */
};

struct dt_share {	     /* the bytes of a flow's text that a block sets */
	uint32_t page;	     /* of the job */
	uint32_t block;	     /* index of the segment */
	uint32_t start, end; /* bytes of dt_segment.whole; end is that of the text, blanks between
			      * two shares belong to neither */
};

struct dt_sizes {
	uint32_t size;
	uint32_t columns_stay; /* columns of text keep their order on all pages, since they would
				* have to on one: its number in the job, from 1; 0: they need not */
	struct dt_span scales;
	struct dt_span shares; /* struct dt_share, by page and block */
};

/* ---- "page.set": what the writer does to a page --------------------------------------- */

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

/* ---- "page.units", "doc.units": what is asked for, to be translated by others, too ----- */

/* What an inline mark of a unit's texts stands for.  Mark N is element N - 1 of its marks. */
enum dt_unit_mark_kind {
	DT_UNIT_STYLE = 1, /* <g>: words in another style */
	DT_UNIT_LINK,	   /* <g>: words with a link */
	DT_UNIT_OBJECT,	   /* <x/>: a formula */
	DT_UNIT_TEXT	   /* <x/>: an identifier, a footnote's number: .text */
};

struct dt_unit_mark {
	uint32_t kind;
	uint32_t flags;	     /* enum dt_style_flags of its words */
	struct dt_span text; /* of an object or a text: what is seen */
};

struct dt_unit_part {  /* where a unit stands: one or more blocks, in the order of its text */
	uint32_t page; /* of the file */
	uint32_t block;
};

enum { DT_UNIT_PLAIN = 1u << 0 /* the answer did without the styles and links of its source */ };

/* Texts are as in struct dt_batch. */
struct dt_unit {
	struct dt_span id; /* NMTOKEN of XML, unique in the document */
	struct dt_span source;
	struct dt_span target; /* empty: there is no answer */
	struct dt_span reason; /* why there is none, may be empty */
	uint32_t flags;
	uint32_t role, level; /* of the first part */
	uint32_t budget;      /* code points that fit at scale 1; 0: unknown */
	struct dt_span parts; /* struct dt_unit_part; empty: a title, in no page */
	struct dt_span marks; /* struct dt_unit_mark */
};

struct dt_units {
	uint32_t size;
	uint32_t number;      /* of a page; 0 in doc.units */
	struct dt_span units; /* struct dt_unit; none when the job's "units" is not "yes" */
	struct dt_span source_lang, target_lang;
};

/* ---- "doc.report": what a stage tells the report of the job ------------------------- */

struct dt_report {
	uint32_t size;
	uint32_t reserved;
	struct dt_span json; /* one JSON value, UTF-8 */
};

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_TYPES_H */
