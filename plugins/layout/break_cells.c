/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Breaks between lines that are cells: of a table, or of items with boxes to be ticked. */
#include "config.h"

#include "layout.h"

#include "chars.h"
#include "stack.h"

/* How far the text of a line may reach: to the cell beside it, or to the edge of its column. */
static float line_limit(const struct page *page, const struct stack *stack, uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *next = line + 1;

	return stack->at[i] + 1 < page->lines.n && next->row == line->row
		       ? fminf(stack->edge, next->u0 - 0.5f * line->size)
		       : stack->edge;
}

/* Does a number stand beside a line, as the next cell of its row? */
static bool has_number(const struct page *page, uint32_t line)
{
	const struct line *lines = LIST(page->lines, struct line);

	return line + 1 < page->lines.n && lines[line + 1].row == lines[line].row &&
	       !(lines[line + 1].flags & LINE_LETTERS);
}

/* Does a letter or two stand before a line, as the cell that says which row this is? */
static bool has_key(const struct page *page, uint32_t line)
{
	const struct line *lines = LIST(page->lines, struct line);

	return line && lines[line - 1].row == lines[line].row && lines[line - 1].chars <= 2 &&
	       lines[line - 1].flags & LINE_LETTERS &&
	       lines[line].u0 - lines[line - 1].u1 < 4 * lines[line].size;
}

/* A cell below a cell: another one, unless its words run on.  A line without neighbours below a
 * cell is more of that cell. */
bool cell_parts(const struct page *page, const struct stack *stack, uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);
	float limit = line_limit(page, stack, i - 1);

	if (!(above->flags & LINE_CELL) && !(line->flags & LINE_CELL_LEFT))
		return false;
	if (!(line->flags & above->flags & LINE_LETTERS) ||
	    (has_number(page, stack->at[i]) && has_number(page, stack->at[i - 1])) ||
	    (has_key(page, stack->at[i]) && has_key(page, stack->at[i - 1])) ||
	    (line->chars <= 2 && above->chars <= 2 && line->flags & above->flags & LINE_CELL &&
	     !((line->flags | above->flags) & LINE_MATH)))
		return true;
	if (!(char_flags(line->start) & ITEM_LOWER))
		return true;
	/* "no" below "no" */
	if (above->start == line->start && above->count + line->count < 6 &&
	    fabsf(above->first_word - line->first_word) < 0.02f * line->size)
		return true;
	return above->u1 < limit - line->first_word - (runs_long(above) ? 2.0f : 0.3f) * line->size;
}

/* A line without a box to be ticked below one that has it. */
bool hangs_on(const struct page *page, const struct stack *stack, uint32_t start, uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);
	const struct line *first = line_at(page, stack, start);

	return first->flags & LINE_BULLET && first->flags & line->flags & LINE_CELL &&
	       !(line->flags & (LINE_BULLET | LINE_NUMBERED)) && line->flags & LINE_LETTERS &&
	       fabsf(line->u0 - first->text_u0) < 0.3f * line->size &&
	       line->v - above->v < 1.3f * line->size && same_size(line, above);
}
