/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/blocks.h - "page.blocks": what layout made of a page.
 * Units, spaces of coordinates, what a payload is: doctranslate/types.h.
 */
#ifndef DOCTRANSLATE_BLOCKS_H
#define DOCTRANSLATE_BLOCKS_H

#include <doctranslate/common.h>

#ifdef __cplusplus
extern "C" {
#endif

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

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_BLOCKS_H */
