/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cells of ruled tables: the boxes that ruling lines make round lines of text.
 *
 * A cell has a rule above and below it over its whole width, and upright rules at its sides; a
 * table that is open at the left or right ends there where its rules end.  Cells that touch are
 * one table; its rows and columns are the edges that they have in common.  Text never leaves its
 * cell, and two cells are never one paragraph.
 */
#include "config.h"

#include "layout.h"

#include <math.h>

#define NEAR	    2.0f /* points between edges that are one */
#define MOST_RULES  4000u
#define MOST_CELLS  4000u
#define MOST_EDGES  200u
#define MOST_BESIDE 200u
#define MOST_LINES  40u /* of text in a cell: more is a column of the page */

/* The nearest rule over (or under) a line, at least as wide as its middle. */
static const struct dt_box *rule_above(const struct page *page, const struct line *line)
{
	const struct dt_box *rules = LIST(page->hrules, struct dt_box), *best = NULL;
	float u = (line->u0 + line->u1) / 2, v = line->v - 0.4f * line->size;

	for (uint32_t i = 0; i < page->hrules.n && rules[i].y0 < v; i++)
		if (rules[i].x0 <= u && rules[i].x1 >= u && (!best || rules[i].y1 > best->y1))
			best = &rules[i];
	return best;
}

static const struct dt_box *rule_below(const struct page *page, const struct line *line)
{
	const struct dt_box *rules = LIST(page->hrules, struct dt_box);
	float u = (line->u0 + line->u1) / 2, v = line->v - 0.1f * line->size;

	for (uint32_t i = 0; i < page->hrules.n; i++)
		if (rules[i].y1 > v && rules[i].x0 <= u && rules[i].x1 >= u)
			return &rules[i];
	return NULL;
}

static const struct dt_box *rule_left(const struct page *page, const struct line *line)
{
	const struct dt_box *rules = LIST(page->vrules, struct dt_box), *best = NULL;
	float u = line->u0 + 0.5f * line->size, v = line->v - 0.3f * line->size;

	for (uint32_t i = 0; i < page->vrules.n && rules[i].x0 < u; i++)
		if (rules[i].y0 <= v && rules[i].y1 >= v && (!best || rules[i].x1 > best->x1))
			best = &rules[i];
	return best;
}

static const struct dt_box *rule_right(const struct page *page, const struct line *line)
{
	const struct dt_box *rules = LIST(page->vrules, struct dt_box);
	float u = line->u1 - 0.5f * line->size, v = line->v - 0.3f * line->size;

	for (uint32_t i = 0; i < page->vrules.n; i++)
		if (rules[i].x1 > u && rules[i].y0 <= v && rules[i].y1 >= v)
			return &rules[i];
	return NULL;
}

/* The box round a line; false when rules do not close it. */
static bool find_box(const struct page *page, const struct line *line, struct dt_box *box)
{
	const struct dt_box *above = rule_above(page, line), *below = rule_below(page, line);
	const struct dt_box *left, *right;

	if (!above || !below)
		return false;
	left = rule_left(page, line);
	right = rule_right(page, line);
	/* an upright rule beyond the ends of the others bounds something else */
	if (left && left->x1 < fminf(above->x0, below->x0) - NEAR)
		left = NULL;
	if (right && right->x0 > fmaxf(above->x1, below->x1) + NEAR)
		right = NULL;
	if (!left && !right)
		return false;
	box->x0 = left ? left->x1 : fmaxf(above->x0, below->x0);
	box->x1 = right ? right->x0 : fminf(above->x1, below->x1);
	box->y0 = above->y1;
	box->y1 = below->y0;
	if (box->x0 > line->u0 + 0.5f * line->size || box->x1 < line->u1 - 0.5f * line->size)
		return false;
	return above->x0 <= box->x0 + NEAR && above->x1 >= box->x1 - NEAR &&
	       below->x0 <= box->x0 + NEAR && below->x1 >= box->x1 - NEAR &&
	       (!left || (left->y0 <= box->y0 + NEAR && left->y1 >= box->y1 - NEAR)) &&
	       (!right || (right->y0 <= box->y0 + NEAR && right->y1 >= box->y1 - NEAR));
}

static bool same_box(const struct dt_box *a, const struct dt_box *b)
{
	return fabsf(a->x0 - b->x0) < NEAR && fabsf(a->x1 - b->x1) < NEAR &&
	       fabsf(a->y0 - b->y0) < NEAR && fabsf(a->y1 - b->y1) < NEAR;
}

/* Index from 1 of the cell with that box; the last ones are the likeliest. */
static uint32_t cell_of(struct page *page, uint32_t first, const struct dt_box *box)
{
	struct cell *cells = LIST(page->cells, struct cell), *added;

	for (uint32_t i = page->cells.n; i-- > first;)
		if (same_box(&cells[i].box, box)) {
			cells[i].lines++;
			return i + 1;
		}
	if (page->cells.n - first >= MOST_CELLS)
		return 0;
	added = DT_LIST_ADD(&page->cells, struct cell);
	if (!added)
		return 0;
	added->box = *box;
	added->table = page->cells.n - 1;
	added->lines = 1;
	return page->cells.n;
}

static bool touch(const struct dt_box *a, const struct dt_box *b)
{
	float u = fminf(a->x1, b->x1) - fmaxf(a->x0, b->x0);
	float v = fminf(a->y1, b->y1) - fmaxf(a->y0, b->y0);

	return (u > -2 * NEAR && v > NEAR) || (v > -2 * NEAR && u > NEAR);
}

/* table becomes the first cell of the table of each; cells come by rows, so few are compared. */
static void group(struct page *page, uint32_t first)
{
	struct cell *cells = LIST(page->cells, struct cell);
	bool more = true;

	for (unsigned round = 0; more && round < 8; round++) {
		more = false;
		for (uint32_t i = first; i < page->cells.n; i++)
			for (uint32_t k = i + 1; k < page->cells.n && k < i + 200; k++) {
				uint32_t low;

				if (cells[i].table == cells[k].table ||
				    !touch(&cells[i].box, &cells[k].box))
					continue;
				low = cells[i].table < cells[k].table ? cells[i].table
								      : cells[k].table;
				cells[i].table = cells[k].table = low;
				more = true;
			}
	}
}

static uint32_t add_edge(float *edges, uint32_t n, float at)
{
	uint32_t i = 0;

	while (i < n && edges[i] < at - NEAR)
		i++;
	if ((i < n && edges[i] < at + NEAR) || n == MOST_EDGES)
		return n;
	memmove(&edges[i + 1], &edges[i], (n - i) * sizeof(*edges));
	edges[i] = at;
	return n + 1;
}

static uint16_t edge_of(const float *edges, uint32_t n, float at)
{
	uint32_t i = 0;

	while (i + 1 < n && edges[i + 1] < at + NEAR)
		i++;
	return (uint16_t)i;
}

/* Rows and columns of a table; false: it is none. */
static bool number_cells(struct page *page, uint32_t first, uint32_t table)
{
	struct cell *cells = LIST(page->cells, struct cell);
	float us[MOST_EDGES], vs[MOST_EDGES];
	uint32_t columns = 0, rows = 0, n = 0;

	for (uint32_t i = first; i < page->cells.n; i++) {
		if (cells[i].table != table)
			continue;
		if (cells[i].lines > MOST_LINES)
			return false;
		columns = add_edge(us, columns, cells[i].box.x0);
		rows = add_edge(vs, rows, cells[i].box.y0);
		n++;
	}
	if (n < 3 || columns < 2)
		return false;
	for (uint32_t i = first; i < page->cells.n; i++) {
		struct cell *cell = &cells[i];

		if (cell->table != table)
			continue;
		cell->column = edge_of(us, columns, cell->box.x0);
		cell->row = edge_of(vs, rows, cell->box.y0);
		cell->column_span = (uint16_t)(edge_of(us, columns, cell->box.x1 - 2 * NEAR) -
					       cell->column + 1);
		cell->row_span =
			(uint16_t)(edge_of(vs, rows, cell->box.y1 - 2 * NEAR) - cell->row + 1);
		cell->number = page->tables + 1;
	}
	page->tables++;
	return true;
}

/* A band of a table may have several rows without rules between them: then cells side by side
 * have lines at the same heights, and numbers are among them. */
static void find_lists(struct page *page, uint32_t first)
{
	struct cell *cells = LIST(page->cells, struct cell);

	for (uint32_t i = first; i < page->cells.n; i++) {
		uint32_t alike = 0, numbers = 0;
		uint32_t from = i > first + MOST_BESIDE ? i - MOST_BESIDE : first;

		if (!cells[i].number || cells[i].lines < 2)
			continue;
		for (uint32_t k = from; k < page->cells.n && k < i + MOST_BESIDE; k++) {
			if (cells[k].number != cells[i].number || cells[k].row != cells[i].row ||
			    cells[k].row_span != cells[i].row_span ||
			    cells[k].lines != cells[i].lines || cells[k].places != cells[i].places)
				continue;
			alike += k != i;
			numbers += cells[k].numbers == cells[k].lines;
		}
		cells[i].listed = alike && (numbers || (alike > 1 && cells[i].lines > 3));
	}
}

/* A column of numbers beside a text, between the same rules: each number is that of a row. */
static bool has_row_number(const struct page *page, uint32_t i)
{
	const struct line *lines = LIST(page->lines, struct line);
	const struct cell *cells = LIST(page->cells, struct cell), *own = &cells[lines[i].cell - 1];

	for (uint32_t k = i + 1; k < page->lines.n && lines[k].row == lines[i].row; k++) {
		const struct cell *cell = lines[k].cell ? &cells[lines[k].cell - 1] : own;

		if (cell != own && cell->number == own->number && cell->row == own->row &&
		    cell->row_span == own->row_span && cell->lines > 2 &&
		    cell->numbers == cell->lines)
			return true;
	}
	return false;
}

static void find_entries(struct page *page)
{
	struct line *lines = LIST(page->lines, struct line);
	const struct cell *cells = LIST(page->cells, struct cell);

	for (uint32_t i = 0; i < page->lines.n; i++)
		if (lines[i].cell && cells[lines[i].cell - 1].lines > 2 && has_row_number(page, i))
			lines[i].flags |= LINE_ENTRY;
}

void plane_cells(struct page *page)
{
	struct line *lines = LIST(page->lines, struct line);
	uint32_t first = page->cells.n;
	struct cell *cells;

	if (page->hrules.n < 2 || !page->vrules.n || page->hrules.n > MOST_RULES ||
	    page->vrules.n > MOST_RULES)
		return;
	for (uint32_t i = 0; i < page->lines.n; i++) {
		struct dt_box box;

		if (find_box(page, &lines[i], &box))
			lines[i].cell = cell_of(page, first, &box);
	}
	group(page, first);
	for (uint32_t i = first; i < page->cells.n; i++)
		if (LIST(page->cells, struct cell)[i].table == i)
			number_cells(page, first, i);
	cells = LIST(page->cells, struct cell);
	for (uint32_t i = 0; i < page->lines.n; i++) {
		struct cell *cell = lines[i].cell ? &cells[lines[i].cell - 1] : NULL;

		if (!cell || !cell->number) {
			lines[i].cell = 0;
			continue;
		}
		cell->numbers += !(lines[i].flags & LINE_LETTERS);
		cell->places = cell->places * 31 + lines[i].row;
		lines[i].table = cell->number;
		lines[i].table_row = cell->row;
		lines[i].table_column = cell->column;
		lines[i].flags &= ~(uint32_t)(LINE_CELL | LINE_CELL_LEFT);
	}
	find_lists(page, first);
	find_entries(page);
}
