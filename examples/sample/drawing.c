/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "drawing.h"

#include <math.h>
#include <string.h>

#include "inline.h"

#define SMALL_FONT "Liberation Serif 9.5"
#define LABEL_FONT "Liberation Sans 8"

/* Shows text with its left edge, middle or right edge (0, 0.5, 1) at x; its height. */
static double show(cairo_t *cr, const char *source, const char *font, double x, double y,
		   double anchor, double *width)
{
	struct inline_look look = { .font = font };
	struct inline_text text;
	int w, h;

	inline_init(&text, cr, source, &look);
	pango_layout_get_size(text.layout, &w, &h);
	if (width)
		*width = w / (double)PANGO_SCALE;
	else {
		cairo_move_to(cr, x - anchor * w / PANGO_SCALE, y);
		pango_cairo_show_layout(cr, text.layout);
	}
	inline_free(&text);
	return h / (double)PANGO_SCALE;
}

/* The formula of the article, without the slow factors f and u. */
static double tide_level(double hours)
{
	static const struct {
		double speed, height, phase; /* degrees an hour, metres, degrees */
	} waves[] = {
		{ 28.984, 1.32, 146 }, { 30.000, 0.46, 187 }, { 28.440, 0.27, 122 },
		{ 15.041, 0.11, 95 },  { 13.943, 0.08, 341 }, { 57.968, 0.06, 214 },
	};
	double level = 2.5;

	for (size_t i = 0; i < G_N_ELEMENTS(waves); i++)
		level += waves[i].height *
			 cos((waves[i].speed * hours - waves[i].phase + 41) * G_PI / 180);
	return level;
}

static void draw_axes(cairo_t *cr, double x, double y, double w, double h)
{
	char label[16];

	cairo_set_source_rgb(cr, 0.93, 0.95, 0.98);
	cairo_rectangle(cr, x, y, w, h);
	cairo_fill(cr);
	cairo_set_line_width(cr, 0.4);
	for (int metre = 0; metre <= 5; metre++) {
		double at = y + h - h * metre / 5.0;

		cairo_set_source_rgb(cr, 0.75, 0.78, 0.82);
		cairo_move_to(cr, x, at);
		cairo_line_to(cr, x + w, at);
		cairo_stroke(cr);
		cairo_set_source_rgb(cr, 0, 0, 0);
		g_snprintf(label, sizeof(label), "%d", metre);
		show(cr, label, LABEL_FONT, x - 3, at - 5, 1, NULL);
	}
	for (int day = 0; day <= 15; day += 3) {
		g_snprintf(label, sizeof(label), "%d", day);
		show(cr, label, LABEL_FONT, x + w * day / 15, y + h + 1, 0.5, NULL);
	}
}

double draw_tide(cairo_t *cr, double x, double y, double width, gboolean draw)
{
	double left = x + 16, w = width - 18, h = 104;

	if (!draw)
		return h + 32;
	y += 12;
	draw_axes(cr, left, y, w, h);
	show(cr, "Height in metres", LABEL_FONT, left - 10, y - 12, 0, NULL);
	show(cr, "Days", LABEL_FONT, left + w, y + h + 10, 1, NULL);
	cairo_set_source_rgb(cr, 0.05, 0.25, 0.55);
	cairo_set_line_width(cr, 0.7);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
	cairo_new_path(cr);
	for (int i = 0; i <= 1440; i++) {
		double hours = i / 4.0;

		cairo_line_to(cr, left + w * hours / 360, y + h - h * tide_level(hours) / 5);
	}
	cairo_stroke(cr);
	cairo_set_source_rgb(cr, 0, 0, 0);
	return h + 32;
}

double draw_table(cairo_t *cr, char **rows, double x, double y, double width, gboolean draw)
{
	static const double share[TABLE_COLUMNS] = { 0.14, 0.37, 0.18, 0.16, 0.15 };
	double row_height = 14.5;
	guint n = g_strv_length(rows);

	if (!draw)
		return n * row_height + 4;
	cairo_set_line_width(cr, 0.5);
	for (guint row = 0; row < n; row++) {
		char **cells = g_strsplit(rows[row], "|", -1);
		double at = x;

		for (int column = 0; column < TABLE_COLUMNS && cells[column + 1]; column++) {
			char *cell = g_strstrip(cells[column + 1]);
			char *head = g_strdup_printf(row ? "%s" : "*%s*", cell);
			double edge = width * share[column];

			if (column < 2)
				show(cr, head, SMALL_FONT, at + 4, y + 1.5, 0, NULL);
			else
				show(cr, head, SMALL_FONT, at + edge - 3, y + 1.5, 1, NULL);
			cairo_rectangle(cr, at, y, edge, row_height);
			cairo_stroke(cr);
			at += edge;
			g_free(head);
		}
		y += row_height;
		g_strfreev(cells);
	}
	return n * row_height + 4;
}

static void draw_sum(cairo_t *cr, double x, double middle, double *width)
{
	*width = 16;
	show(cr, "$∑$", "STIX 19", x + 8, middle - 15, 0.5, NULL);
	show(cr, "$n$", "Liberation Serif 7.5", x + 8, middle - 20, 0.5, NULL);
	show(cr, "$i=1$", "Liberation Serif 7.5", x + 8, middle + 8, 0.5, NULL);
}

double draw_formula(cairo_t *cr, const char *source, int number, double x, double y, double width,
		    gboolean draw)
{
	static const char font[] = "Liberation Serif 11";
	char **sides = g_strsplit(source, "@sum", 2);
	char *left = g_strdup_printf("$%s$", g_strstrip(sides[0]));
	char *right = g_strdup_printf("$%s$", g_strstrip(sides[1]));
	char *label = g_strdup_printf("(%d)", number);
	double w_left, w_right, w_sum = 17, at, height;

	height = show(cr, left, font, 0, 0, 0, &w_left);
	show(cr, right, font, 0, 0, 0, &w_right);
	if (draw) {
		at = x + (width - 14 - w_left - w_sum - w_right) / 2;
		at = at < x ? x : at;
		y += 20;
		show(cr, left, font, at, y - height / 2, 0, NULL);
		draw_sum(cr, at + w_left + 2, y, &w_sum);
		show(cr, right, font, at + w_left + w_sum + 4, y - height / 2, 0, NULL);
		show(cr, label, font, x + width, y - height / 2, 1, NULL);
	}
	g_strfreev(sides);
	g_free(left);
	g_free(right);
	g_free(label);
	return 40;
}
