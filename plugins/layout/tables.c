/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Tables without ruling lines: rows whose parts stand in columns that are too narrow or too
 * ragged to be columns of text.
 *
 * A gutter with full lines of text on both sides parts columns of the page.  Any other gutter
 * parts cells: the lines at its sides are marked, and lines of two rows that both have cells
 * are cells of their own unless the words run on.  Rows of cells that follow each other are a
 * table; its columns are the spans that the cells of all rows have in common.
 */
#include "config.h"

#include "layout.h"

#include "chars.h"

#include <math.h>

#define TEXT_WIDTH   11.0f /* em; text columns are hardly narrower */
#define COLUMN_LINES 8u	   /* of text, beside what is not */
#define AMOUNT	     4u	   /* letters: a number that says something */
#define FEW_ROWS     5u	   /* of a table, with long names in them by chance */

/* The lines of a row: lines are in the order of rows. */
struct row_lines {
	uint32_t first, end;
};

static void find_row_lines(struct page *page)
{
	const struct line *lines = LIST(page->lines, struct line);
	struct row_lines *all;

	if (!list_reserve(&page->scratch, 2 * page->rows.n + page->gutters.n, sizeof(uint32_t)))
		return;
	all = (struct row_lines *)page->scratch.at;
	for (uint32_t i = 0, r = 0; r < page->rows.n; r++) {
		all[r].first = i;
		while (i < page->lines.n && lines[i].row == r)
			i++;
		all[r].end = i;
	}
}

/* Is line i of a row the one at the left or the right of the gutter? */
static bool beside(const struct line *lines, struct row_lines row, uint32_t i,
		   const struct gutter *gutter)
{
	if (lines[i].u1 <= gutter->u0 + 1)
		return i + 1 == row.end || lines[i + 1].u0 >= gutter->u1 - 1;
	return lines[i].u0 >= gutter->u1 - 1 &&
	       (i == row.first || lines[i - 1].u1 <= gutter->u0 + 1);
}

/* Full lines of text at one side, whose baselines are not those of the other: a figure or a
 * table beside a column of text, where rows of both meet by chance.  What stands in cells
 * begins on the line that its row begins on. */
static bool is_column(uint32_t n, uint32_t full, uint32_t other, uint32_t both)
{
	return n >= COLUMN_LINES && full * 10 >= n * 6 && both * 2 < n && both * 5 < other * 3;
}

/* Do most lines before the gutter end at one place, as those of running text do and names do not?
 */
static bool follows_text(const struct page *page, const struct row_lines *rows,
			 const struct gutter *gutter)
{
	const struct line *lines = LIST(page->lines, struct line);
	uint32_t n = 0, full = 0;
	float most = -INFINITY;

	for (int pass = 0; pass < 2; pass++)
		for (uint32_t r = gutter->first; r <= gutter->last; r++)
			for (uint32_t i = rows[r].first; i < rows[r].end; i++) {
				float em = lines[i].size;

				if (lines[i].u1 > gutter->u0 + 1 ||
				    (i + 1 < rows[r].end && lines[i + 1].u1 <= gutter->u0 + 1) ||
				    lines[i].u1 - lines[i].u0 < TEXT_WIDTH * em)
					continue;
				if (!pass)
					most = fmaxf(most, lines[i].u1);
				n += pass;
				full += pass && lines[i].u1 > most - 0.15f * em;
			}
	return n >= 3 && full * 2 > n;
}

/* Do rows of the gutter end with numbers, amounts or dates?  Then it parts names and words, however
 * long these are.  Numbers of lines in the margin are shorter. */
static bool parts_words(const struct page *page, const struct row_lines *rows,
			const struct gutter *gutter)
{
	const struct line *lines = LIST(page->lines, struct line);
	uint32_t amounts = 0;

	for (uint32_t r = gutter->first; r <= gutter->last; r++) {
		const struct line *last = rows[r].end ? &lines[rows[r].end - 1] : NULL;

		amounts += rows[r].end >= rows[r].first + 3 && !(last->flags & LINE_LETTERS) &&
			   last->chars >= AMOUNT && last->u0 > gutter->u1 + last->size;
	}
	return amounts >= 3 && amounts * 10 >= gutter->both * 7 &&
	       !follows_text(page, rows, gutter);
}

/* Are there full lines of text at both sides? */
static bool parts_text(const struct page *page, const struct row_lines *rows,
		       const struct gutter *gutter)
{
	const struct line *lines = LIST(page->lines, struct line);
	uint32_t n[2] = { 0, 0 }, full[2] = { 0, 0 };
	float most[2] = { 0, 0 };

	if (parts_words(page, rows, gutter))
		return false;
	/* first how wide the lines get, then how many are about as wide */
	for (int pass = 0; pass < 2; pass++)
		for (uint32_t r = gutter->first; r <= gutter->last; r++)
			for (uint32_t i = rows[r].first; i < rows[r].end; i++) {
				int side = lines[i].u0 >= gutter->u1 - 1;
				float width = (lines[i].u1 - lines[i].u0) / lines[i].size;

				if (!beside(lines, rows[r], i, gutter))
					continue;
				if (!pass) {
					most[side] = fmaxf(most[side], width);
					continue;
				}
				n[side]++;
				full[side] += lines[i].flags & LINE_LETTERS && width > TEXT_WIDTH &&
					      width > 0.7f * most[side];
			}
	if (full[0] * 10 >= n[0] * 4 && full[1] * 10 >= n[1] * 4 && n[0] && n[1])
		return true;
	return is_column(n[0], full[0], n[1], gutter->both) ||
	       is_column(n[1], full[1], n[0], gutter->both);
}

static bool between(const struct gutter *gutter, const struct line *left, const struct line *right)
{
	return left->u1 <= gutter->u0 + 1 && right->u0 >= gutter->u1 - 1;
}

/* The gutters that run through a row; they stand behind the rows in .scratch. */
static uint32_t gutters_of(struct page *page, uint32_t r)
{
	const struct gutter *gutters = LIST(page->gutters, struct gutter);
	uint32_t *here = LIST(page->scratch, uint32_t) + (size_t)2 * page->rows.n, n = 0;

	for (uint32_t g = 0; g < page->gutters.n; g++)
		if (gutters[g].first <= r && gutters[g].last >= r)
			here[n++] = g;
	return n;
}

/* Lines beside each other are cells when one of the row's n gutters parts them, and none of
 * these parts text. */
static bool are_cells(const struct page *page, uint32_t n, const struct line *left,
		      const struct line *right)
{
	const struct gutter *gutters = LIST(page->gutters, struct gutter);
	const uint32_t *here = LIST(page->scratch, uint32_t) + (size_t)2 * page->rows.n;
	bool any = false;

	for (uint32_t i = 0; i < n; i++) {
		const struct gutter *gutter = &gutters[here[i]];

		if (!between(gutter, left, right))
			continue;
		if (gutter->text)
			return false;
		any = any || gutter->both >= 2;
	}
	return any;
}

/* A number under a number of the row above that is a cell, and a name under its name: the last row
 * of a table may leave less room between them than all others. */
static bool goes_on_below(const struct line *lines, struct row_lines above, const struct line *left,
			  const struct line *right)
{
	float em = right->size;

	if (right->flags & LINE_LETTERS || !(left->flags & LINE_LETTERS))
		return false;
	for (uint32_t k = above.first; k + 1 < above.end; k++) {
		const struct line *name = &lines[k], *number = &lines[k + 1];

		if (number->flags & LINE_CELL_LEFT && !(number->flags & LINE_LETTERS) &&
		    name->flags & LINE_LETTERS && right->v - number->v < 2 * em &&
		    fminf(fabsf(number->u0 - right->u0), fabsf(number->u1 - right->u1)) <
			    0.3f * em &&
		    fabsf(name->u0 - left->u0) < 2 * em)
			return true;
	}
	return false;
}

/* A few rows whose words are all long are no columns of text in the middle of a table: a gutter
 * through them and through more rows above or below them parts cells. */
static bool is_in_table(const struct page *page, const struct gutter *few)
{
	const struct gutter *gutters = LIST(page->gutters, struct gutter);

	if (!few->text || few->both > FEW_ROWS)
		return false;
	for (uint32_t g = 0; g < page->gutters.n; g++)
		if (!gutters[g].text && gutters[g].both >= 2 * few->both &&
		    gutters[g].first <= few->first && gutters[g].last >= few->last &&
		    gutters[g].u0 >= few->u0 - 1 && gutters[g].u1 <= few->u1 + 1)
			return true;
	return false;
}

static void mark_cells(struct page *page, const struct row_lines *rows)
{
	struct gutter *gutters = LIST(page->gutters, struct gutter);
	struct line *lines = LIST(page->lines, struct line);

	for (uint32_t g = 0; g < page->gutters.n; g++)
		gutters[g].text = parts_text(page, rows, &gutters[g]);
	for (uint32_t g = 0; g < page->gutters.n; g++)
		gutters[g].table = is_in_table(page, &gutters[g]);
	for (uint32_t g = 0; g < page->gutters.n; g++)
		gutters[g].text = gutters[g].text && !gutters[g].table;
	for (uint32_t r = 0; r < page->rows.n && !page_stopped(page); r++) {
		uint32_t n = rows[r].end > rows[r].first + 1 ? gutters_of(page, r) : 0;

		for (uint32_t i = rows[r].first; n && i + 1 < rows[r].end; i++)
			if (are_cells(page, n, &lines[i], &lines[i + 1]) ||
			    (r && goes_on_below(lines, rows[r - 1], &lines[i], &lines[i + 1]))) {
				lines[i].flags |= LINE_CELL;
				lines[i + 1].flags |= LINE_CELL | LINE_CELL_LEFT;
			}
	}
}

/* The line of the row above that stands over a line; NULL when none or several do. */
static const struct line *line_over(const struct page *page, struct row_lines above,
				    const struct line *line, uint32_t *at)
{
	const struct line *lines = LIST(page->lines, struct line), *found = NULL;

	for (uint32_t i = above.first; i < above.end; i++) {
		if (lines[i].u0 > line->u1 || lines[i].u1 < line->u0)
			continue;
		if (found)
			return NULL;
		found = &lines[i];
		*at = i;
	}
	return found;
}

/* Would the first word of a line below have found no room behind a cell, before the one at its
 * right? */
static bool is_full(const struct page *page, struct row_lines row, uint32_t i,
		    const struct line *below)
{
	const struct line *lines = LIST(page->lines, struct line);

	return i + 1 < row.end &&
	       lines[i].u1 + 0.5f * below->size + below->first_word > lines[i + 1].u0;
}

static bool goes_on_with(const struct page *page, struct row_lines above, const struct line *line)
{
	uint32_t i = 0;
	const struct line *over = line_over(page, above, line, &i);

	return over && over->flags & line->flags & LINE_LETTERS &&
	       !(line->flags & (LINE_BULLET | LINE_NUMBERED | LINE_TOC | LINE_MONO)) &&
	       line->v - over->v < 1.35f * line->size && !over->tail &&
	       fabsf(line->size - over->size) < 0.1f * line->size &&
	       (is_full(page, above, i, line) ||
		(char_flags(line->start) & ITEM_LOWER && !char_ends_sentence(over->end)));
}

/* A row of a table whose words all run on from the cells above is no row of its own. */
static void mark_wraps(struct page *page, const struct row_lines *rows)
{
	struct line *lines = LIST(page->lines, struct line);

	for (uint32_t r = 1; r < page->rows.n; r++) {
		bool wraps = rows[r].end > rows[r].first && rows[r - 1].end - rows[r - 1].first > 1;

		for (uint32_t i = rows[r].first; i < rows[r].end && wraps; i++)
			wraps = goes_on_with(page, rows[r - 1], &lines[i]);
		for (uint32_t i = rows[r].first; i < rows[r].end && wraps; i++)
			lines[i].flags |= LINE_WRAPS;
	}
}

static uint32_t cells_of(const struct page *page, const struct row_lines *row)
{
	const struct line *lines = LIST(page->lines, struct line);
	uint32_t n = 0;

	for (uint32_t i = row->first; i < row->end; i++)
		n += (lines[i].flags & LINE_CELL) != 0;
	return n;
}

/* Spans of the columns: cells of all rows laid over each other, as long as a gap stays. */
static uint32_t find_columns(struct page *page, const struct row_lines *rows, uint32_t first,
			     uint32_t end, float *starts)
{
	const struct line *lines = LIST(page->lines, struct line);
	float u0[64], u1[64];
	uint32_t n = 0;

	for (uint32_t r = first; r < end; r++) {
		if (cells_of(page, &rows[r]) < 2)
			continue;
		for (uint32_t i = rows[r].first; i < rows[r].end; i++) {
			uint32_t at = 0, stop;

			if (!(lines[i].flags & LINE_CELL))
				continue;
			while (at < n && u1[at] < lines[i].u0)
				at++;
			for (stop = at; stop < n && u0[stop] <= lines[i].u1;)
				stop++;
			if (stop == at) {
				if (n == 64)
					continue;
				memmove(&u0[at + 1], &u0[at], (n - at) * sizeof(float));
				memmove(&u1[at + 1], &u1[at], (n - at) * sizeof(float));
				u0[at] = lines[i].u0;
				u1[at] = lines[i].u1;
				n++;
			} else if (stop == at + 1) { /* one that spans two columns joins none */
				u0[at] = fminf(u0[at], lines[i].u0);
				u1[at] = fmaxf(u1[at], lines[i].u1);
			}
		}
	}
	memcpy(starts, u0, n * sizeof(float));
	return n;
}

static void number_table(struct page *page, const struct row_lines *rows, uint32_t first,
			 uint32_t end)
{
	struct line *lines = LIST(page->lines, struct line);
	float starts[64], u0 = INFINITY, u1 = -INFINITY;
	uint32_t number = 0, n;

	n = find_columns(page, rows, first, end, starts);
	if (n < 2)
		return;
	for (uint32_t i = rows[first].first; i < rows[end - 1].end; i++)
		if (lines[i].flags & LINE_CELL) {
			u0 = fminf(u0, lines[i].u0);
			u1 = fmaxf(u1, lines[i].u1);
		}
	for (uint32_t r = first; r < end; r++) {
		for (uint32_t i = rows[r].first; i < rows[r].end; i++) {
			uint32_t column = 0;

			/* a line alone in its row may go on with a cell, when it is in the table */
			if (!(lines[i].flags & LINE_CELL) &&
			    (rows[r].end - rows[r].first > 1 || lines[i].u0 < u0 - 1 ||
			     lines[i].u1 > u1 + 1))
				continue;
			while (column + 1 < n &&
			       starts[column + 1] <= lines[i].u0 + 0.5f * lines[i].size)
				column++;
			lines[i].table = page->tables + 1;
			lines[i].table_row = number;
			lines[i].table_column = column;
		}
		number++;
	}
	page->tables++;
}

static void find_tables(struct page *page, const struct row_lines *rows)
{
	const struct row *all = LIST(page->rows, struct row);
	uint32_t first = DT_NONE, last = 0, full = 0;

	for (uint32_t r = 0; r <= page->rows.n; r++) {
		uint32_t cells = r < page->rows.n ? cells_of(page, &rows[r]) : 0;
		bool near = first != DT_NONE && r < page->rows.n &&
			    all[r].v - all[last].v < 3.2f * page->body_size;

		if (first != DT_NONE && !near) {
			if (full >= 3)
				number_table(page, rows, first, last + 1);
			first = DT_NONE;
		}
		if (cells < 2)
			continue;
		if (first == DT_NONE) {
			first = r;
			full = 0;
		}
		full++;
		last = r;
	}
}

void plane_tables(struct page *page)
{
	const struct row_lines *rows;

	if (!page->gutters.n)
		return;
	find_row_lines(page);
	if (page->scratch.failed)
		return;
	rows = (const struct row_lines *)page->scratch.at;
	mark_cells(page, rows);
	mark_wraps(page, rows);
	find_tables(page, rows);
}

/* ---- how the cells of a column stand under each other ---- */

#define MOST_CELLS 900u

/* Without neighbours that would say it: where it stands between its rules. */
static void align_in_box(const struct page *page, struct paragraph *own)
{
	const struct dt_box *box = &LIST(page->cells, struct cell)[own->cell - 1].box;
	float before = own->u0 - box->x0, after = box->x1 - own->u1;

	if (fabsf(before - after) < 0.35f * own->size && before > 0.8f * own->size)
		own->align = DT_ALIGN_CENTER;
	else if (before > 3 * after && before > 2 * own->size)
		own->align = DT_ALIGN_RIGHT;
}

/* The edges or the axis that a cell shares with others of its table say how it is aligned. */
static void align_cell(const struct page *page, struct paragraph *own)
{
	const struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	uint32_t left = 0, right = 0, middle = 0, alike = 0;
	float near = 0.12f * own->size;
	bool at_left, at_right;

	for (uint32_t i = 0; i < page->paragraphs.n; i++) {
		const struct paragraph *other = &all[i];

		if (other == own || other->table != own->table || other->count != 1 ||
		    other->u0 > own->u1 || other->u1 < own->u0)
			continue;
		at_left = fabsf(other->u0 - own->u0) < near;
		at_right = fabsf(other->u1 - own->u1) < near;
		if (at_left && at_right) { /* as wide as it: that tells nothing */
			alike++;
			continue;
		}
		left += at_left;
		right += at_right;
		middle += fabsf(other->u0 + other->u1 - own->u0 - own->u1) < 2 * near;
	}
	if (own->cell && left + right + middle + 3 * alike < 3)
		align_in_box(page, own);
	else if (right > 2 * left && right >= middle)
		own->align = DT_ALIGN_RIGHT;
	else if (middle > 2 * left && middle > right)
		own->align = DT_ALIGN_CENTER;
}

/* Lines that all stand in the middle of their cell, and do not fill it. */
static void centre_in_box(const struct page *page, struct paragraph *own)
{
	const struct line *lines = LIST(page->sequence, struct line) + own->first;
	const struct dt_box *box = &LIST(page->cells, struct cell)[own->cell - 1].box;
	bool narrow = false;

	for (uint32_t i = 0; i < own->count; i++) {
		float before = lines[i].u0 - box->x0, after = box->x1 - lines[i].u1;

		if (fabsf(before - after) > 0.5f * own->size)
			return;
		narrow = narrow || before > 0.8f * own->size;
	}
	if (!narrow)
		return;
	own->align = DT_ALIGN_CENTER;
	own->first_indent = own->rest_indent = 0;
}

void page_cells(struct page *page)
{
	struct paragraph *all = LIST(page->paragraphs, struct paragraph);

	if (!page->tables || page->paragraphs.n > MOST_CELLS)
		return;
	for (uint32_t i = 0; i < page->paragraphs.n; i++)
		if (all[i].table != DT_NONE && all[i].count == 1)
			align_cell(page, &all[i]);
		else if (all[i].cell && !(all[i].flags & DT_BLOCK_RTL))
			centre_in_box(page, &all[i]);
}
