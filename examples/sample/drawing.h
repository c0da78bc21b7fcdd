/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * drawing.h - what stands between the paragraphs of the sample: the tide curve,
 * the ruled table, the displayed formula.  Each draws with its top left corner
 * at (x, y) and returns its height in points; with draw FALSE it only measures.
 */
#ifndef SAMPLE_DRAWING_H
#define SAMPLE_DRAWING_H

#include <cairo.h>
#include <glib.h>

#define TABLE_COLUMNS 5

double draw_tide(cairo_t *cr, double x, double y, double width, gboolean draw);
/* rows: lines "| cell | cell |", the first is the head */
double draw_table(cairo_t *cr, char **rows, double x, double y, double width, gboolean draw);
double draw_formula(cairo_t *cr, const char *source, int number, double x, double y, double width,
		    gboolean draw);

#endif /* SAMPLE_DRAWING_H */
