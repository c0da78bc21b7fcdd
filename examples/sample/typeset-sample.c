/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * typeset-sample SOURCE.txt OUTPUT.pdf - sets the sample document: two columns on A4, with
 * all that a paper has: running heads, headings with an outline, lists, a figure, a table, a
 * formula, a footnote, links.  Needs Pango and the fonts Liberation and STIX.
 */
#include "config.h"

#include <cairo-pdf.h>
#include <stdio.h>
#include <string.h>

#include "drawing.h"
#include "inline.h"

#define PAGE_WIDTH  595.28
#define PAGE_HEIGHT 841.89
#define MARGIN	    54.0
#define GUTTER	    20.0
#define COLUMN	    ((PAGE_WIDTH - 2 * MARGIN - GUTTER) / 2)
#define TOP	    72.0
#define BOTTOM	    (PAGE_HEIGHT - 70.0)

#define BODY "Liberation Serif 10.5"

struct sheet {
	cairo_surface_t *surface;
	cairo_t *cr;
	int page, column;
	double y, top, bottom;
	int section, subsection, formula;
	int outline; /* of the section, for its subsections */
	const char *title;
	GQueue floats;	 /* blocks that wait for the next column */
	gboolean indent; /* of the next paragraph */
};

static double column_x(const struct sheet *s)
{
	return MARGIN + s->column * (COLUMN + GUTTER);
}

static void place(struct sheet *s, const char *name)
{
	char *attributes = g_strdup_printf("name='%s'", name);

	cairo_tag_begin(s->cr, CAIRO_TAG_DEST, attributes);
	cairo_tag_end(s->cr, CAIRO_TAG_DEST);
	g_free(attributes);
}

static void show_at(struct sheet *s, const char *text, const char *font, double y,
		    PangoAlignment align)
{
	struct inline_look look = { .font = font,
				    .width = PAGE_WIDTH - 2 * MARGIN,
				    .align = align };
	struct inline_text line;

	inline_init(&line, s->cr, text, &look);
	cairo_move_to(s->cr, MARGIN, y);
	pango_cairo_show_layout(s->cr, line.layout);
	inline_free(&line);
}

static void start_page(struct sheet *s)
{
	char number[16];

	if (s->page)
		cairo_show_page(s->cr);
	s->page++;
	s->column = 0;
	s->y = s->top = TOP;
	s->bottom = BOTTOM;
	g_snprintf(number, sizeof(number), "%d", s->page);
	cairo_pdf_surface_set_page_label(s->surface, number);
	show_at(s, number, "Liberation Serif 10", PAGE_HEIGHT - 50, PANGO_ALIGN_CENTER);
	if (s->page > 1) {
		show_at(s, s->title, "Liberation Serif Italic 9.5", 40, PANGO_ALIGN_LEFT);
		show_at(s, "A sample document", "Liberation Serif Italic 9.5", 40,
			PANGO_ALIGN_RIGHT);
		cairo_set_line_width(s->cr, 0.4);
		cairo_move_to(s->cr, MARGIN, 54);
		cairo_line_to(s->cr, PAGE_WIDTH - MARGIN, 54);
		cairo_stroke(s->cr);
	}
}

static void set_float(struct sheet *s, char **lines);

static void next_column(struct sheet *s)
{
	if (s->column == 0) {
		s->column = 1;
		s->y = s->top;
		s->bottom = BOTTOM;
	} else {
		start_page(s);
	}
	while (!g_queue_is_empty(&s->floats)) {
		char **lines = g_queue_pop_head(&s->floats);

		set_float(s, lines);
		g_strfreev(lines);
	}
}

static void need(struct sheet *s, double height)
{
	if (s->y + height > s->bottom)
		next_column(s);
}

/* The link's part of a line, as an annotation. */
static void link_line(struct sheet *s, const struct inline_text *text, PangoLayoutLine *line,
		      double x, double y, double height)
{
	for (int i = 0; i < text->n_links; i++) {
		const struct inline_link *link = &text->links[i];
		int *ranges, n;

		if (link->end <= line->start_index ||
		    link->start >= line->start_index + line->length)
			continue;
		pango_layout_line_get_x_ranges(line, link->start, link->end, &ranges, &n);
		for (int k = 0; k < n; k++) {
			char *attributes = g_strdup_printf(
				"rect=[%f %f %f %f] %s='%s'",
				x + ranges[2 * k] / (double)PANGO_SCALE, y,
				(ranges[2 * k + 1] - ranges[2 * k]) / (double)PANGO_SCALE, height,
				link->target[0] == '#' ? "dest" : "uri",
				link->target + (link->target[0] == '#'));

			cairo_tag_begin(s->cr, CAIRO_TAG_LINK, attributes);
			cairo_tag_end(s->cr, CAIRO_TAG_LINK);
			g_free(attributes);
		}
		g_free(ranges);
	}
}

/* Lines one by one, over columns and pages.  With wide, x is the margin and nothing breaks. */
static void set_lines(struct sheet *s, struct inline_text *text, double indent, gboolean wide)
{
	PangoLayoutIter *iter = pango_layout_get_iter(text->layout);
	int lines = pango_layout_get_line_count(text->layout), line = 0;

	do {
		PangoRectangle box;
		double height, x;

		pango_layout_iter_get_line_extents(iter, NULL, &box);
		height = text->pitch;
		/* no first line alone at the foot, no last one alone at the head */
		if (!wide)
			need(s,
			     (line == 0 || line == lines - 2) && lines > 1 ? 2 * height : height);
		x = (wide ? MARGIN : column_x(s)) + indent;
		cairo_move_to(s->cr, x + box.x / (double)PANGO_SCALE, s->y + 0.78 * height);
		pango_cairo_show_layout_line(s->cr, pango_layout_iter_get_line_readonly(iter));
		link_line(s, text, pango_layout_iter_get_line_readonly(iter),
			  x + box.x / (double)PANGO_SCALE, s->y, height);
		s->y += height;
		line++;
	} while (pango_layout_iter_next_line(iter));
	pango_layout_iter_free(iter);
}

static void set_paragraph(struct sheet *s, const char *source)
{
	struct inline_look look = { .font = BODY, .width = COLUMN, .justify = TRUE };
	struct inline_text text;

	inline_init(&text, s->cr, source, &look);
	if (s->indent)
		pango_layout_set_indent(text.layout, 11 * PANGO_SCALE);
	set_lines(s, &text, 0, FALSE);
	inline_free(&text);
	s->indent = TRUE;
}

static void set_item(struct sheet *s, const char *label, const char *source)
{
	struct inline_look look = { .font = BODY, .width = COLUMN - 14, .justify = TRUE };
	struct inline_text text, mark;

	s->y += 2;
	inline_init(&text, s->cr, source, &look);
	need(s, 26);
	look.width = 0;
	inline_init(&mark, s->cr, label, &look);
	cairo_move_to(s->cr, column_x(s) + 3, s->y + 0.78 * mark.pitch);
	pango_cairo_show_layout_line(s->cr, pango_layout_get_line_readonly(mark.layout, 0));
	inline_free(&mark);
	set_lines(s, &text, 14, FALSE);
	inline_free(&text);
	s->y += 2;
	s->indent = FALSE;
}

static void set_heading(struct sheet *s, const char *source, gboolean sub)
{
	struct inline_look look = {
		.font = sub ? "Liberation Sans Bold Italic 11" : "Liberation Sans Bold 13",
		.width = COLUMN,
	};
	struct inline_text text;
	char *numbered, *target, *name;
	gboolean plain = strcmp(source, "References") == 0;
	int item;

	s->section += !sub && !plain;
	s->subsection = sub ? s->subsection + 1 : 0;
	if (plain)
		numbered = g_strdup(source);
	else if (sub)
		numbered = g_strdup_printf("%d.%d  %s", s->section, s->subsection, source);
	else
		numbered = g_strdup_printf("%d  %s", s->section, source);
	s->y += s->y > s->top ? 10 : 0;
	need(s, 50);
	name = sub || plain ? g_strdup_printf("part%d-%d", s->section, s->subsection + plain * 100)
			    : g_strdup_printf("section%d", s->section);
	place(s, name);
	target = g_strdup_printf("dest='%s'", name);
	item = cairo_pdf_surface_add_outline(s->surface, sub ? s->outline : CAIRO_PDF_OUTLINE_ROOT,
					     numbered, target, CAIRO_PDF_OUTLINE_FLAG_OPEN);
	if (!sub)
		s->outline = item;
	inline_init(&text, s->cr, numbered, &look);
	set_lines(s, &text, 0, FALSE);
	s->y += 4;
	inline_free(&text);
	g_free(numbered);
	g_free(target);
	g_free(name);
	s->indent = FALSE;
}

/* Title, author and abstract over both columns of the first page. */
static void set_front(struct sheet *s, const char *source, const char *font, PangoAlignment align,
		      double inset, double after)
{
	struct inline_look look = { .font = font,
				    .width = PAGE_WIDTH - 2 * MARGIN - 2 * inset,
				    .justify = align == PANGO_ALIGN_LEFT,
				    .align = align };
	struct inline_text text;

	inline_init(&text, s->cr, source, &look);
	set_lines(s, &text, inset, TRUE);
	inline_free(&text);
	s->y += after;
	s->top = s->y;
}

static void set_footnote(struct sheet *s, const char *source)
{
	struct inline_look look = { .font = "Liberation Serif 9",
				    .width = COLUMN,
				    .justify = TRUE };
	char *marked = g_strdup_printf("{^%c} %s", source[0], source + 2);
	struct inline_text text;
	double y = s->y, bottom = s->bottom;

	inline_init(&text, s->cr, marked, &look);
	s->y = s->bottom - inline_height(&text);
	bottom = s->y - 10;
	cairo_set_line_width(s->cr, 0.4);
	cairo_move_to(s->cr, column_x(s), s->y - 4);
	cairo_line_to(s->cr, column_x(s) + 60, s->y - 4);
	cairo_stroke(s->cr);
	set_lines(s, &text, 0, FALSE);
	inline_free(&text);
	g_free(marked);
	s->y = y;
	s->bottom = bottom;
}

/* "@figure Figure 1: ..." or "@table Table 1: ..." with its rows. */
static void set_float(struct sheet *s, char **lines)
{
	struct inline_look look = { .font = "Liberation Serif 9.5", .width = COLUMN };
	gboolean figure = g_str_has_prefix(lines[0], "@figure ");
	const char *caption = strchr(lines[0], ' ') + 1;
	double height = figure ? draw_tide(s->cr, 0, 0, COLUMN, FALSE)
			       : draw_table(s->cr, lines + 1, 0, 0, COLUMN, FALSE);
	struct inline_text text;

	inline_init(&text, s->cr, caption, &look);
	if (s->y + height + inline_height(&text) + 20 > s->bottom) {
		g_queue_push_tail(&s->floats, g_strdupv(lines));
		inline_free(&text);
		return;
	}
	s->y += s->y > s->top ? 8 : 0;
	place(s, figure ? "figure1" : "table1");
	if (figure) {
		s->y += draw_tide(s->cr, column_x(s), s->y, COLUMN, TRUE);
		set_lines(s, &text, 0, FALSE);
	} else {
		set_lines(s, &text, 0, FALSE);
		s->y += 4;
		s->y += draw_table(s->cr, lines + 1, column_x(s), s->y, COLUMN, TRUE);
	}
	s->y += 8;
	inline_free(&text);
}

static void set_reference(struct sheet *s, const char *source)
{
	struct inline_look look = { .font = "Liberation Serif 9.5", .width = COLUMN };
	char *name = g_strndup(source, strcspn(source, " "));
	struct inline_text text;

	inline_init(&text, s->cr, source + strlen(name) + 1, &look);
	pango_layout_set_indent(text.layout, -14 * PANGO_SCALE);
	need(s, 22);
	place(s, name);
	set_lines(s, &text, 0, FALSE);
	s->y += 2;
	inline_free(&text);
	g_free(name);
}

static void set_title(struct sheet *s, const char *title)
{
	s->title = title;
	cairo_pdf_surface_set_metadata(s->surface, CAIRO_PDF_METADATA_TITLE, title);
	cairo_pdf_surface_set_metadata(s->surface, CAIRO_PDF_METADATA_AUTHOR,
				       "The DocTranslate project");
	cairo_pdf_surface_set_metadata(s->surface, CAIRO_PDF_METADATA_SUBJECT, "A sample document");
	/* the same file each time it is made */
	cairo_pdf_surface_set_metadata(s->surface, CAIRO_PDF_METADATA_CREATE_DATE,
				       "2026-01-01T00:00:00Z");
	start_page(s);
	set_front(s, title, "Liberation Sans Bold 24", PANGO_ALIGN_CENTER, 0, 8);
}

static void set_block(struct sheet *s, char *block)
{
	char **lines = g_strsplit(block, "\n", -1);
	const char *rest = strchr(block, ' ') ? strchr(block, ' ') + 1 : "";

	if (g_str_has_prefix(block, "= "))
		set_title(s, rest);
	else if (g_str_has_prefix(block, "@author "))
		set_front(s, rest, "Liberation Serif 13", PANGO_ALIGN_CENTER, 0, 1);
	else if (g_str_has_prefix(block, "@affiliation "))
		set_front(s, rest, "Liberation Serif Italic 9.5", PANGO_ALIGN_CENTER, 0, 14);
	else if (g_str_has_prefix(block, "@abstract ")) {
		set_front(s, "*Abstract*", "Liberation Serif 10", PANGO_ALIGN_CENTER, 0, 2);
		set_front(s, rest, "Liberation Serif 10", PANGO_ALIGN_LEFT, 42, 18);
	} else if (g_str_has_prefix(block, "# "))
		set_heading(s, rest, FALSE);
	else if (g_str_has_prefix(block, "## "))
		set_heading(s, rest, TRUE);
	else if (g_str_has_prefix(block, "- "))
		set_item(s, "•", rest);
	else if (g_ascii_isdigit(block[0]) && block[1] == '.')
		set_item(s, (char[]){ block[0], '.', 0 }, rest);
	else if (g_str_has_prefix(block, "@footnote "))
		set_footnote(s, rest);
	else if (g_str_has_prefix(block, "@figure ") || g_str_has_prefix(block, "@table "))
		set_float(s, lines);
	else if (g_str_has_prefix(block, "@ref "))
		set_reference(s, rest);
	else if (g_str_has_prefix(block, "@formula ")) {
		need(s, 44);
		s->y += draw_formula(s->cr, rest, ++s->formula, column_x(s), s->y, COLUMN, TRUE);
		s->indent = FALSE;
	} else
		set_paragraph(s, block);
	g_strfreev(lines);
}

int main(int argc, char **argv)
{
	struct sheet s = { 0 };
	char *source;
	char **blocks;
	cairo_status_t status;

	if (argc != 3 || !g_file_get_contents(argv[1], &source, NULL, NULL)) {
		fprintf(stderr, "usage: typeset-sample SOURCE.txt OUTPUT.pdf\n");
		return 2;
	}
	s.surface = cairo_pdf_surface_create(argv[2], PAGE_WIDTH, PAGE_HEIGHT);
	s.cr = cairo_create(s.surface);
	g_queue_init(&s.floats);
	blocks = g_strsplit(source, "\n\n", -1);
	for (char **block = blocks; *block; block++)
		if (*g_strstrip(*block))
			set_block(&s, *block);
	if (!g_queue_is_empty(&s.floats))
		next_column(&s);
	cairo_destroy(s.cr);
	cairo_surface_finish(s.surface);
	status = cairo_surface_status(s.surface);
	cairo_surface_destroy(s.surface);
	g_strfreev(blocks);
	g_free(source);
	if (status)
		fprintf(stderr, "typeset-sample: %s\n", cairo_status_to_string(status));
	return status ? 1 : 0;
}
