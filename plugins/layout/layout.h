/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * layout.h - what the steps of layout.blocks share: one page on its way from glyphs to blocks.
 *
 * The page is taken apart by direction of writing.  All glyphs of one direction form a plane;
 * a plane has its own space (u along the baseline, v downwards across it, points), in which
 * text is upright, so that every later step knows upright text only.  The steps:
 *
 *   items (glyphs that are seen) -> words -> rows (one baseline) -> gutters -> lines (a row cut
 *   at gutters, rules and wide gaps) -> stacks (lines under each other) -> paragraphs -> blocks
 *
 * Arrays live in dt_lists of the lane and are reused from page to page.  An index into an
 * array stays good when the array grows, a pointer does not.  A lane is used by one thread.
 * When memory runs out a list is marked failed, and page_failed tells at the end.
 */
#ifndef DT_LAYOUT_LAYOUT_H
#define DT_LAYOUT_LAYOUT_H

#include <doctranslate/payload.h>
#include <doctranslate/plugin.h>
#include <doctranslate/types.h>

/* fmaxf and fminf are calls, for they look after what is no number; nothing here is. */
static inline float larger(float a, float b)
{
	return b > a ? b : a;
}
static inline float smaller(float a, float b)
{
	return b < a ? b : a;
}

/* ---- items ---- */

enum item_flag {
	ITEM_SPACE = 1u << 0,
	ITEM_LETTER = 1u << 1,
	ITEM_DIGIT = 1u << 2,
	ITEM_RTL = 1u << 3,
	ITEM_WIDE = 1u << 4,   /* of a script written without blanks (Han, Kana) */
	ITEM_DOT = 1u << 5,    /* a dot that may be a leader */
	ITEM_EMPTY = 1u << 6,  /* adds no text: part of a ligature or of an actual text */
	ITEM_MATH = 1u << 7,   /* of a math font, or a mathematical sign */
	ITEM_SYMBOL = 1u << 8, /* neither letter nor digit nor common punctuation */
	ITEM_HYPHEN = 1u << 9,
	ITEM_MARK = 1u << 10, /* combining mark */
	ITEM_UPPER = 1u << 11,
	ITEM_LOWER = 1u << 12,
	ITEM_TWICE = 1u << 13,	     /* painted twice, which makes it bold */
	ITEM_UNKNOWN = 1u << 14,     /* nobody knows what it says */
	ITEM_BOUND = 1u << 15,	     /* over, under or behind a bar: of a formula whatever it is */
	ITEM_ACCENT_NEXT = 1u << 16, /* an accent of its own over the item behind it */
	ITEM_ACCENT_BACK = 1u << 17, /* over the item before it */
	ITEM_SMALL_CAPS = 1u << 18,  /* of a word in capitals of two sizes, */
	ITEM_INITIAL = 1u << 20,
	ITEM_SMALL_CAP = 1u << 19 /* one of the smaller ones: it stands for a small letter */
};

struct item {
	float u0, u1, v;
	uint32_t glyph;
	uint32_t look;
	uint32_t flags;
	uint32_t object;     /* of an inline formula, from 1; 0: none */
	uint32_t decoration; /* index into decoration_sets, from 1; 0: none */
};

/* ---- words ---- */

enum word_flag {
	WORD_SPACE_AFTER = 1u << 0, /* blanks were painted after it */
	WORD_BOLD = 1u << 1,
	WORD_ITALIC = 1u << 2,
	WORD_MONO = 1u << 3,
	WORD_LEADER = 1u << 4, /* dots only */
	WORD_MATH = 1u << 5,   /* has a mathematical sign */
	WORD_RTL = 1u << 6,
	WORD_LETTERS = 1u << 7, /* has letters */
	WORD_DIGITS = 1u << 8,
	WORD_WIDE = 1u << 9,
	WORD_ARTIFACT = 1u << 11, /* tagged as running head or ornament */
	WORD_FIGURE = 1u << 12,	  /* lies in a drawing */
	WORD_INITIAL = 1u << 13,  /* of initials.c: its place is that of its first line */
	WORD_SMALLER = 1u << 14	  /* has glyphs of several sizes */
};

struct word {
	uint32_t first; /* item; ink items first, then the blanks painted after it */
	uint32_t ink, all;
	float u0, u1, v;
	float size;
	float top, bottom; /* of the ink, about */
	uint32_t look;	   /* of its largest glyph */
	uint32_t flags;
	uint32_t annotation;
	uint32_t element; /* block-level structure element, or DT_NONE */
	uint32_t figure;  /* from 1; 0: none */
};

/* A letter as high as several lines, which stand beside it; their first words go on with it. */
struct initial {
	uint32_t word;
	uint32_t lines;
	float u0, gap;	       /* where it begins, and how far off the lines begin */
	float u1;	       /* they begin before this */
	float first_v, last_v; /* baselines of the first and the last of them */
};

struct row {		       /* words of one baseline, by u */
	uint32_t first, count; /* in page.order */
	float v, size;
	float top, bottom;
	bool entry; /* of a table of contents without leaders */
};

/* A high empty rectangle between columns: no word of rows [first, last] reaches into it. */
struct gutter {
	float u0, u1;
	uint32_t first, last;
	uint32_t left, right, both; /* rows with words at its left, right, both sides */
	uint32_t broken; /* of both: the two words were not painted one after the other */
	bool text;	 /* parts columns of text */
	bool table;	 /* of one: these few rows only look like columns of text */
};

/* ---- lines ---- */

enum line_flag {
	LINE_BOLD = 1u << 0, /* all of it */
	LINE_ITALIC = 1u << 1,
	LINE_MONO = 1u << 2,
	LINE_RTL = 1u << 3,
	LINE_BULLET = 1u << 4,	 /* starts with a bullet */
	LINE_NUMBERED = 1u << 5, /* starts with a list number */
	LINE_TOC = 1u << 6,	 /* has leaders and a page number */
	LINE_LABEL = 1u << 7,	 /* nothing but a bullet or number */
	LINE_LETTERS = 1u << 8,
	LINE_RULE_ABOVE = 1u << 9, /* a ruling line parts it from the line above */
	LINE_MATH = 1u << 10,	   /* mostly mathematical */
	LINE_WIDE = 1u << 11,
	LINE_FIGURE = 1u << 12,
	LINE_CELL = 1u << 13,	   /* of a table: another cell is beside it */
	LINE_ARTIFACT = 1u << 15,  /* tagged as running head or ornament */
	LINE_CELL_LEFT = 1u << 14, /* at its left */
	LINE_WRAPS = 1u << 16,	   /* the cells of its row go on with those of the row above */
	LINE_ENTRY = 1u << 21,	   /* begins a row of a table that has no rules between its rows */
	LINE_TURNED = 1u << 20,	   /* of a paragraph from right to left, in other letters */
	LINE_NOTE = 1u << 19,	   /* begins with the raised number of a footnote */
	LINE_OPENS = 1u << 18,	   /* begins with an opening bracket or quotation mark */
	LINE_APART = 1u << 17	   /* the line above ends by will: an address, a list in a cell */
};

struct line {
	uint32_t first, count; /* words in page.order */
	uint32_t row;
	float u0, u1, v, size;
	float top, bottom;
	uint32_t flags;
	uint32_t chars;	     /* ink items */
	uint32_t math;	     /* of them in formulas */
	uint32_t look;	     /* commonest */
	uint32_t next;	     /* of its stack, or DT_NONE */
	uint32_t label;	     /* words at the start that are the label */
	uint32_t number;     /* of a list number: what it counts; 0: not known */
	uint32_t sign;	     /* of a bullet: its code point */
	uint32_t start, end; /* first code point, behind what opens, and last one */
	float first_word;    /* width of the first word after the label */
	float text_u0;	     /* start after the label */
	uint32_t tail;	     /* words at the end that are leaders and page number */
	uint32_t table;	     /* from 1; 0: none */
	uint32_t table_row, table_column;
	uint32_t element; /* block level structure element, or DT_NONE */
	uint32_t cell;	  /* index into cells, from 1; 0: in no ruled table */
};

struct figure {
	struct dt_box box; /* page space */
	uint32_t curves;   /* 0: a picture */
	uint32_t font;	   /* of its lettering, from 1; 0: none was seen */
	float size;
};

struct cell {		   /* of a ruled table */
	struct dt_box box; /* plane space, between its rules */
	uint32_t table;	   /* of cells.c: the first cell of its table */
	uint32_t number;   /* as line.table; 0: no table after all */
	uint32_t lines;
	uint32_t numbers; /* of the lines: without letters */
	uint32_t places;  /* says in which rows of text they stand */
	bool listed;	  /* each line is an entry of its own */
	uint16_t row, column, row_span, column_span;
};

/* Scripts that are set with leadings of their own: what line_script gives. */
enum { SCRIPT_OTHER, SCRIPT_WIDE, SCRIPT_RTL, LINE_SCRIPTS };

static inline uint32_t line_script(const struct line *line)
{
	return line->flags & LINE_WIDE	? SCRIPT_WIDE
	       : line->flags & LINE_RTL ? SCRIPT_RTL
					: SCRIPT_OTHER;
}

/* ---- paragraphs ---- */

struct paragraph {
	uint32_t first, count; /* lines in page.sequence */
	uint32_t plane;
	uint32_t role, level, flags, rule;
	float u0, v0, u1, v1; /* plane space, ascender to descender */
	float size;
	uint32_t look;
	uint32_t align;
	float first_indent, rest_indent, leading;
	float edge;		    /* right edge of its column */
	float column_u0, column_u1; /* it may grow as far */
	float room_left, room_right, room_above, room_below;
	uint32_t chars, letters, digits, math, rtl;
	struct dt_box box;  /* page space */
	struct dt_box read; /* as the page is turned for reading; of order.c */
	uint32_t table;
	uint16_t row, column, row_span, column_span;
	uint32_t text_column;
	uint32_t element;
	uint32_t cell;			   /* as in line */
	uint32_t drawn_first, drawn_count; /* of page.drawn: its leaders, by x */
};

struct plane {
	float dx, dy; /* direction of the baseline on the page */
	uint32_t glyphs;
};

enum { LOOK_LABEL = 1u << 24, LOOK_ARTIFACT = 1u << 25 };

struct look_info {
	uint32_t plane; /* or DT_NONE: skewed or mirrored */
	float size;
	float ascent, descent; /* points, of the font, made sane; descent is positive */
	uint32_t flags;	       /* WORD_BOLD, WORD_ITALIC, WORD_MONO; WORD_MATH: math font */
	uint32_t style;	       /* index into page.styles at rise 0, or DT_NONE: not made yet */
	uint32_t chars;	       /* visible glyphs */
	uint32_t element;      /* block-level structure element, or DT_NONE */
};

enum {
	OWNER_NONE = 0,
	OWNER_BLOCK = 1,
	OWNER_KEPT = 2,	  /* + rule */
	OWNER_UNSEEN = 64 /* + rule */
};

/* One page, and the memory of a lane. */
struct page {
	const struct dt_page_content *content;
	const struct dt_glyph *glyphs;
	const struct dt_look *looks;
	const struct dt_font *fonts;
	const struct dt_graphic *graphics;
	const struct dt_annotation *annotations;
	const struct dt_mark *marks;
	const struct dt_element *elements;
	const char *text; /* pool */
	uint32_t n_glyphs, n_looks, n_fonts, n_graphics, n_annotations, n_marks, n_elements;
	bool use_tags;		 /* asked for */
	bool translate_comments; /* of code: asked for */
	bool tagged;		 /* and found good */
	bool coarse;		 /* but for this: some elements hold several paragraphs each */
	bool as_painted;	 /* asked for: text from right to left in the order of its glyphs */
	const struct dt_call *call; /* asked whether to stop; NULL: nobody is */
	bool stopped;		    /* it was to stop: what was found is worth nothing */

	struct dt_list doubted;	   /* uint8_t, by element: it is not believed */
	struct dt_list owners;	   /* uint8_t, by glyph: OWNER_ */
	struct dt_list twins;	   /* uint32_t, by glyph: the one it was painted over, or
				    * DT_NONE; empty when there are none */
	struct dt_list starts;	   /* scratch of twins.c */
	struct dt_list look_infos; /* struct look_info, by look */
	struct dt_list planes;
	struct dt_list vertical; /* uint8_t, by glyph: it is of vertical_plane; or empty */
	uint32_t vertical_plane;
	float body_size;  /* commonest size on the page */
	bool typewritten; /* all in fixed pitch, and no code */

	/* of the plane at work */
	uint32_t plane;
	float area_u0, area_u1;			      /* all its text */
	uint32_t first_item, first_word, first_order; /* of this plane; the lists go on */
	struct dt_list items, words, order;
	struct dt_list rows, gutters, lines;
	struct dt_list math;	 /* scratch of formulas */
	float margin;		 /* where most of its rows end; INFINITY when they are ragged */
	bool some_rtl;		 /* some of its words run from right to left */
	struct dt_list initials; /* struct initial, of all planes */
	uint32_t tables;
	uint32_t objects;	       /* inline formulas so far */
	struct dt_list open;	       /* scratch of stacking */
	struct dt_list stacks;	       /* of paragraphs.c */
	struct dt_list alive;	       /* scratch of the gutter sweep */
	struct dt_list hrules, vrules; /* struct dt_box, plane space, by place */
	struct dt_list strokes;	       /* of graphics.h */
	float leading[LINE_SCRIPTS];   /* commonest ratio of baseline distance to size */

	/* of all planes */
	struct dt_list uses;		/* uint8_t, by graphic: 1: claimed */
	struct dt_list dashes, drawn;	/* of drawn_leaders.c; the second of dt_drawn_leader */
	struct dt_list claims;		/* of graphics.h */
	struct dt_list cells;		/* struct cell */
	struct dt_list figures, raster; /* struct figure; of figures.c */
	struct dt_list decorations, decoration_sets; /* struct dt_decoration; of graphics.h */
	struct dt_list paragraphs;
	struct dt_list sequence;  /* struct line, copied: the lines of the paragraphs */
	struct dt_list reading;	  /* uint32_t: paragraphs in reading order */
	bool has_rtl;		  /* some of its text runs from right to left */
	struct dt_list obstacles; /* of rooms.c */
	struct dt_list places;	  /* of places.h */
	struct dt_list scratch;	  /* uint32_t; of one step at a time */

	/* of the block that is written */
	struct dt_list styles, runs, out_lines, ranges, blocks, kept;
	struct dt_list bytes;	/* char */
	struct dt_list spelled; /* char: the texts of its objects */
	struct dt_list signs;	/* of a line with right-to-left text */
	struct dt_payload payload;
};

/* Room for n elements in all; false without memory.  All elements that a list ever has are of one
 * size: what it has room for is counted in them. */
bool list_reserve(struct dt_list *list, uint32_t n, size_t element);

/* Is the job cancelled, or the page's time over?  For loops that a page of very many pieces makes
 * long. */
bool page_stopped(struct page *page);

#define LIST(list, TYPE) ((TYPE *)(list).at)

struct plane_point {
	float u, v;
};

static inline struct plane_point plane_of(const struct plane *plane, float x, float y)
{
	struct plane_point point = { x * plane->dx + y * plane->dy, y * plane->dx - x * plane->dy };

	return point;
}

static inline struct dt_point page_of(const struct plane *plane, float u, float v)
{
	struct dt_point point = { u * plane->dx - v * plane->dy, u * plane->dy + v * plane->dx };

	return point;
}

struct dt_box plane_box(const struct plane *plane, struct dt_box box);
struct dt_box page_box(const struct plane *plane, float u0, float v0, float u1, float v1);

/* The plane that a glyph is read in; that of its look unless it is written downwards. */
uint32_t glyph_plane(const struct page *page, uint32_t glyph);
/* Gives an upright sign of vertical writing its place in the plane. */
void vertical_item(const struct page *page, struct item *item);

/* All steps: leaves the payload in page->payload; false without memory. */
bool page_layout(struct page *page, const struct dt_page_content *content);

/* The steps, in this order.  Each works on the page's arrays named above. */
void page_prepare(struct page *page, const struct dt_page_content *content);
bool page_is_typewritten(const struct page *page);
void page_twins(struct page *page);
/* Sets the owners of what stands along curves; before the planes are made. */
bool page_curved(struct page *page);
void page_vertical(struct page *page);
void page_tags(struct page *page);
void page_figures(struct page *page);
void plane_items(struct page *page, uint32_t plane);
void plane_upright_rules(struct page *page);
void plane_words(struct page *page);
/* How items of one line stand from each other (spacing.c): the gap, in em, from which on two
 * words part, for items from first on; *end is behind the last one it holds for. */
float words_gap(const struct page *page, uint32_t first, uint32_t *end);
/* The last letter of a word set letter by letter with blanks between, or first. */
uint32_t spaced_out_end(const struct page *page, uint32_t first);
/* Letters as high as several lines; before rows are made. */
void plane_initials(struct page *page);
/* Lines beside an initial begin where it begins; after plane_lines. */
void plane_initial_lines(struct page *page);
/* The initial that the line begins with, or NULL. */
const struct initial *line_initial(const struct page *page, const struct line *line);
/* Capitals of two sizes in one word, and the words round it, are small capitals. */
void plane_small_caps(struct page *page);
void plane_rows(struct page *page);
void plane_strokes(struct page *page);
bool plane_accents(struct page *page); /* of plane_rows, and: */
bool plane_bars(struct page *page);    /* of plane_rows: have words another baseline now? */
void plane_decorations(struct page *page);
void plane_rules(struct page *page);
void plane_gutters(struct page *page);
void plane_contents(struct page *page);
void plane_lines(struct page *page);
void plane_bullets(struct page *page);
void plane_tables(struct page *page);
void plane_cells(struct page *page);
void plane_lettering(struct page *page);
void plane_formulas(struct page *page);
void plane_equations(struct page *page);
void plane_stacks(struct page *page);
void plane_trust_tags(struct page *page);
void plane_paragraphs(struct page *page);
void page_cells(struct page *page);
void page_links(struct page *page);
void page_roles(struct page *page);
/* The first words of a paragraph after its label, each with a blank behind it; room >= 2.  Their
 * bytes, a NUL behind them. */
uint32_t paragraph_opening(const struct page *page, const struct paragraph *paragraph, char *text,
			   uint32_t room);
void page_bibliography(struct page *page);
void tag_role(const struct page *page, struct paragraph *paragraph);
/* Cuts listings into code and comments; after the roles. */
void page_comments(struct page *page);
void page_unknown(struct page *page);
void page_lettering(struct page *page); /* after the roles: how it is set */
void page_drawn_leaders(struct page *page);
void page_rooms(struct page *page);
void page_order(struct page *page);
void page_joins(struct page *page);
void page_emit(struct page *page);
void page_free(struct page *page);

/* Is it, with the one it was painted over, bolder than its font? */
bool glyph_is_bold_by_twins(const struct page *page, uint32_t glyph);

#endif /* DT_LAYOUT_LAYOUT_H */
