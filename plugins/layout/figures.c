/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Figures: drawings and charts, found as places with many curves and slanted lines close to each
 * other, and pictures that leave most of the page free.  Short lines in and right beside them
 * are lettering: they belong to what they name, not to the text of the page.
 *
 * Boxes and straight rules alone are no figure: tables and frames are drawn with them.  They
 * count as parts where curves are.
 */
#include "config.h"

#include "layout.h"

#include "places.h"

#include <math.h>

#define STEP	       8.0f /* points: what is nearer belongs together */
#define COLUMNS	       96u
#define ROWS	       96u
#define LEAST_PATHS    6u
#define LEAST_WIDTH    50.0f /* points */
#define LEAST_AREA     3000.0f
#define MOST_OF_PAGE   0.6f
#define MOST_LETTERING 60u /* signs of a line */

enum { EMPTY = 0, PART, CURVE };

struct raster {
	uint8_t what[ROWS][COLUMNS];
	uint16_t area[ROWS][COLUMNS]; /* number of its area, from 1 */
	float du, dv;		      /* points of a field */
};

static uint32_t field(float at, float step, uint32_t n)
{
	float k = at / step;

	return k <= 0 ? 0 : k >= (float)n - 1 ? n - 1 : (uint32_t)k;
}

static void fill(struct raster *raster, const struct dt_box *box, uint8_t what)
{
	uint32_t r1 = field(box->y1, raster->dv, ROWS), c1 = field(box->x1, raster->du, COLUMNS);

	for (uint32_t r = field(box->y0, raster->dv, ROWS); r <= r1; r++)
		for (uint32_t c = field(box->x0, raster->du, COLUMNS); c <= c1; c++)
			if (raster->what[r][c] < what)
				raster->what[r][c] = what;
}

static bool is_large(const struct page *page, const struct dt_box *box)
{
	return (box->x1 - box->x0) * (box->y1 - box->y0) >
	       MOST_OF_PAGE * page->content->width * page->content->height;
}

/* The outlines of what was drawn; the inside of a curve is part of it. */
static uint32_t draw(const struct page *page, struct raster *raster)
{
	uint32_t curves = 0;

	for (uint32_t i = 0; i < page->n_graphics; i++) {
		const struct dt_graphic *graphic = &page->graphics[i];

		if (LIST(page->uses, uint8_t)[i] || is_large(page, &graphic->box) ||
		    graphic->kind == DT_GRAPHIC_IMAGE)
			continue;
		curves += graphic->kind == DT_GRAPHIC_PATH;
		fill(raster, &graphic->box, graphic->kind == DT_GRAPHIC_PATH ? CURVE : PART);
	}
	return curves;
}

/* Fields that touch become one area; its box grows.  Works without recursion. */
static void spread(struct page *page, struct raster *raster, uint32_t row, uint32_t column,
		   uint16_t area)
{
	uint32_t *stack = LIST(page->scratch, uint32_t), n = 0;

	stack[n++] = row * COLUMNS + column;
	raster->area[row][column] = area;
	while (n) {
		uint32_t at = stack[--n], r0 = at / COLUMNS, c0 = at % COLUMNS;

		for (uint32_t r = r0 ? r0 - 1 : 0; r <= r0 + 1 && r < ROWS; r++)
			for (uint32_t c = c0 ? c0 - 1 : 0; c <= c0 + 1 && c < COLUMNS; c++)
				if (raster->what[r][c] && !raster->area[r][c]) {
					raster->area[r][c] = area;
					stack[n++] = r * COLUMNS + c;
				}
	}
}

static void grow(struct figure *figure, const struct dt_box *box)
{
	figure->box.x0 = fminf(figure->box.x0, box->x0);
	figure->box.y0 = fminf(figure->box.y0, box->y0);
	figure->box.x1 = fmaxf(figure->box.x1, box->x1);
	figure->box.y1 = fmaxf(figure->box.y1, box->y1);
}

static void measure_areas(struct page *page, const struct raster *raster)
{
	struct figure *figures = LIST(page->figures, struct figure);

	for (uint32_t i = 0; i < page->n_graphics; i++) {
		const struct dt_graphic *graphic = &page->graphics[i];
		uint16_t area = raster->area[field(graphic->box.y0, raster->dv, ROWS)]
					    [field(graphic->box.x0, raster->du, COLUMNS)];

		if (!area || area > page->figures.n || LIST(page->uses, uint8_t)[i] ||
		    is_large(page, &graphic->box) || graphic->kind == DT_GRAPHIC_IMAGE)
			continue;
		figures[area - 1].curves += graphic->kind == DT_GRAPHIC_PATH;
		grow(&figures[area - 1], &graphic->box);
	}
}

static bool is_figure(const struct page *page, const struct figure *figure)
{
	float width = figure->box.x1 - figure->box.x0, height = figure->box.y1 - figure->box.y0;

	return figure->curves >= LEAST_PATHS && fminf(width, height) > 0.5f * LEAST_WIDTH &&
	       fmaxf(width, height) > LEAST_WIDTH && width * height > LEAST_AREA &&
	       !is_large(page, &figure->box);
}

static void find_drawings(struct page *page)
{
	struct raster *raster;
	uint16_t areas = 0;
	uint32_t n = 0;

	if (!list_reserve(&page->raster, sizeof(*raster), 1) ||
	    !list_reserve(&page->scratch, ROWS * COLUMNS + 1, sizeof(uint32_t)))
		return;
	raster = (struct raster *)page->raster.at;
	memset(raster, 0, sizeof(*raster));
	raster->du = fmaxf(STEP, page->content->width / COLUMNS);
	raster->dv = fmaxf(STEP, page->content->height / ROWS);
	if (draw(page, raster) < LEAST_PATHS)
		return;
	for (uint32_t r = 0; r < ROWS; r++)
		for (uint32_t c = 0; c < COLUMNS; c++) {
			struct figure *figure;

			if (raster->what[r][c] != CURVE || raster->area[r][c])
				continue;
			figure = DT_LIST_ADD(&page->figures, struct figure);
			if (!figure)
				return;
			figure->box = (struct dt_box){ INFINITY, INFINITY, -INFINITY, -INFINITY };
			spread(page, raster, r, c, ++areas);
		}
	measure_areas(page, raster);
	for (uint32_t i = 0; i < page->figures.n; i++) {
		struct figure *figures = LIST(page->figures, struct figure);

		if (is_figure(page, &figures[i]))
			figures[n++] = figures[i];
	}
	page->figures.n = n;
}

void page_figures(struct page *page)
{
	dt_list_clear(&page->figures);
	if (page->n_graphics)
		find_drawings(page);
	for (uint32_t i = 0; i < page->n_graphics; i++) {
		const struct dt_box *box = &page->graphics[i].box;
		struct figure *figure;

		if (page->graphics[i].kind != DT_GRAPHIC_IMAGE || is_large(page, box) ||
		    fminf(box->x1 - box->x0, box->y1 - box->y0) < LEAST_WIDTH)
			continue;
		figure = DT_LIST_ADD(&page->figures, struct figure);
		if (figure)
			figure->box = *box;
	}
}

/* ---- lettering -------------------------------------------------------------------- */

static bool lies_in(const struct dt_box *box, const struct line *line)
{
	return line->u0 > box->x0 - 0.3f * line->size && line->u1 < box->x1 + 0.3f * line->size &&
	       line->v - 0.7f * line->size > box->y0 - 0.3f * line->size &&
	       line->v < box->y1 + 0.3f * line->size;
}

/* Scales and names of axes: small and right beside the drawing. */
static bool lies_beside(const struct page *page, const struct dt_box *box, const struct line *line)
{
	float em = line->size, middle = (line->u0 + line->u1) / 2;

	if (line->size > 1.02f * page->body_size || line->u1 - line->u0 > box->x1 - box->x0)
		return false;
	if (line->chars <= 6 && line->v > box->y0 && line->v < box->y1 + 0.7f * em)
		return (line->u1 < box->x0 + em && line->u1 > box->x0 - 1.5f * em) ||
		       (line->u0 > box->x1 - em && line->u0 < box->x1 + 1.5f * em);
	return line->chars <= 6 && middle > box->x0 - em && middle < box->x1 + em &&
	       line->v > box->y1 && line->v < box->y1 + 1.8f * em;
}

/* The name of an axis: in the face of the scales, and in the middle of a side. */
static bool names_axis(const struct page *page, const struct figure *figure,
		       const struct dt_box *box, const struct line *line)
{
	float em = line->size, off = (line->u0 + line->u1 - box->x0 - box->x1) / 2;

	return figure->font == page->looks[line->look].font + 1 &&
	       fabsf(line->size - figure->size) < 0.15f * figure->size && fabsf(off) < 4 * em &&
	       line->u1 - line->u0 < box->x1 - box->x0 && line->v > box->y0 - 4 * em &&
	       line->v < box->y1 + 4 * em;
}

static void mark_lines(struct page *page, struct figure *figure, bool axes)
{
	const struct plane *plane = &LIST(page->planes, struct plane)[page->plane];
	struct line *lines = LIST(page->lines, struct line);
	struct dt_box box = plane_box(plane, figure->box);

	for (uint32_t i = 0; i < page->lines.n; i++) {
		struct line *line = &lines[i];

		if (line->chars > MOST_LETTERING || line->table ||
		    line->flags & (LINE_TOC | LINE_RTL | LINE_FIGURE))
			continue;
		if (axes ? names_axis(page, figure, &box, line)
			 : lies_in(&box, line) || (figure->curves && lies_beside(page, &box, line)))
			line->flags |= LINE_FIGURE;
		if (line->flags & LINE_FIGURE && !figure->font) {
			figure->font = page->looks[line->look].font + 1;
			figure->size = line->size;
		}
	}
}

void plane_lettering(struct page *page)
{
	struct figure *figures = LIST(page->figures, struct figure);

	for (uint32_t f = 0; f < page->figures.n; f++) {
		mark_lines(page, &figures[f], false);
		if (figures[f].curves && figures[f].font)
			mark_lines(page, &figures[f], true);
	}
}

#define SAME_EDGE 1.0f /* points */

static bool is_name(const struct paragraph *paragraph)
{
	return paragraph->role == DT_ROLE_FIGURE_TEXT && paragraph->count == 1 &&
	       paragraph->align == DT_ALIGN_LEFT;
}

/* Does another paragraph near to it begin at the same left edge? */
static bool shares_edge(const struct page *page, uint32_t own)
{
	const struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	const struct place *places = LIST(page->places, struct place);
	float u0 = all[own].u0, v0 = all[own].v0;

	for (uint32_t i = places_from(page, u0 - 2 * SAME_EDGE);
	     i < page->places.n && places[i].at < u0 + 2 * SAME_EDGE; i++) {
		const struct paragraph *other = &all[places[i].paragraph];

		if (places[i].paragraph != own && other->plane == all[own].plane &&
		    fabsf(other->u0 - u0) < SAME_EDGE && fabsf(other->v0 - v0) < 4 * all[own].size)
			return true;
	}
	return false;
}

/* A name stays in the middle of what it names, unless others begin where it does. */
void page_lettering(struct page *page)
{
	struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	bool any = false;

	for (uint32_t i = 0; i < page->paragraphs.n && !any; i++)
		any = is_name(&all[i]);
	dt_list_clear(&page->places);
	for (uint32_t i = 0; any && i < page->paragraphs.n; i++)
		place_add(page, all[i].u0, i);
	places_sort(page);
	for (uint32_t i = 0; any && i < page->paragraphs.n; i++) {
		if (!is_name(&all[i]) || shares_edge(page, i))
			continue;
		all[i].align = DT_ALIGN_CENTER;
		all[i].first_indent = all[i].rest_indent = 0;
	}
}
