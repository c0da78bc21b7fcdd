/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Paragraphs: a stack of lines cut where a new thought begins.
 *
 * The signs, strongest first: a ruling line, another size, more space than between lines, a
 * bullet or number, bold against plain, a line that ends early although the next word would
 * have fitted, an indented first line, a return from a hanging indent.
 */
#include "config.h"

#include "layout.h"

#include "chars.h"
#include "stack.h"

#include <math.h>

static const struct line *line_at(const struct page *page, const struct stack *stack, uint32_t i)
{
	return &LIST(page->lines, struct line)[stack->at[i]];
}

static bool same_size(const struct line *a, const struct line *b)
{
	return fabsf(a->size - b->size) < 0.1f * fmaxf(a->size, b->size);
}

/* The commonest ratio of baseline distance to size on the page. */
static void find_leading(struct page *page)
{
	const struct line *lines = LIST(page->lines, struct line);
	uint32_t counts[100] = { 0 }, best = 0;

	for (uint32_t i = 0; i < page->lines.n; i++) {
		const struct line *next = lines[i].next == DT_NONE ? NULL : &lines[lines[i].next];
		float ratio = next ? (next->v - lines[i].v) / lines[i].size : 0;

		if (!next || !same_size(next, &lines[i]) || ratio < 0.85f || ratio > 2.6f)
			continue;
		counts[(uint32_t)((ratio - 0.8f) * 50)] += 1 + (next->chars + lines[i].chars) / 20;
	}
	for (uint32_t i = 1; i < 99; i++) {
		uint32_t sum = counts[i - 1] + counts[i] + counts[i + 1];

		if (sum > counts[best ? best - 1 : 0] + counts[best] + counts[best + 1])
			best = i;
	}
	page->leading = best ? 0.81f + (float)best / 50 : 1.2f;
}

static void measure_stack(const struct page *page, struct stack *stack)
{
	uint32_t full = 0;

	stack->u0 = INFINITY;
	stack->u1 = -INFINITY;
	for (uint32_t i = 0; i < stack->n; i++) {
		const struct line *line = line_at(page, stack, i);

		stack->u0 = fminf(stack->u0, line->u0);
		stack->u1 = fmaxf(stack->u1, line->u1);
	}
	stack->size = line_at(page, stack, 0)->size;
	stack->v0 = line_at(page, stack, 0)->top;
	stack->v1 = line_at(page, stack, stack->n - 1)->bottom;
	/* ends that meet to a point are no chance */
	for (uint32_t i = 0; i < stack->n; i++) {
		const struct line *line = line_at(page, stack, i);

		full += line->u1 > stack->u1 - 0.12f * line->size;
		stack->cells += (line->flags & LINE_CELL) != 0;
	}
	stack->justified = full >= 2 && full * 10 >= stack->n * 4;
	stack->edge = stack->u1;
}

/* Short stacks do not show where their column ends and how it is set: long ones with the same
 * left edge do, as far as nothing stands between. */
static void find_edge(const struct page *page, struct stack *stack, const struct stack *all,
		      uint32_t n)
{
	float edge = stack->u1, bound = INFINITY, em = line_at(page, stack, 0)->size;
	const struct stack *model = NULL;

	if (n > 400)
		return;
	for (uint32_t i = 0; i < n; i++) {
		if (all[i].u0 > stack->u1 - em && all[i].v0 < stack->v1 && all[i].v1 > stack->v0)
			bound = fminf(bound, all[i].u0 - 0.5f * em);
		if (all[i].n < 3 || fabsf(all[i].u0 - stack->u0) > 1.5f * em ||
		    fabsf(line_at(page, &all[i], 0)->size - em) > 0.2f * em ||
		    all[i].u1 - all[i].u0 < 12 * em)
			continue;
		edge = fmaxf(edge, all[i].u1);
		if (!model || all[i].n > model->n)
			model = &all[i];
	}
	stack->edge = fmaxf(stack->u1, fminf(edge, bound));
	if (model && stack->n < 4 && fabsf(model->u1 - stack->edge) < 0.5f * em)
		stack->justified = model->justified;
}

/* ---- where a stack is cut ---- */

static bool space_parts(const struct page *page, const struct stack *stack, uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);
	float distance = line->v - above->v, local = INFINITY;
	float usual = page->leading * fmaxf(line->size, above->size);

	if (i > 1 && same_size(line_at(page, stack, i - 2), above))
		local = fminf(local, above->v - line_at(page, stack, i - 2)->v);
	if (i + 1 < stack->n && same_size(line_at(page, stack, i + 1), line))
		local = fminf(local, line_at(page, stack, i + 1)->v - line->v);
	if (local < 0.85f * line->size)
		local = INFINITY;
	if (distance < 0.55f * line->size)
		return true;
	if (distance > 1.3f * usual && distance > 1.25f * line->size)
		return true;
	return distance > 1.17f * local + 0.3f && distance > 1.04f * usual;
}

/* Lines set on one middle axis, of different widths. */
static bool same_axis(const struct line *a, const struct line *b)
{
	float middle = (a->u0 + a->u1 - b->u0 - b->u1) / 2;

	return fabsf(middle) < 0.35f * a->size && fabsf(a->u0 - b->u0) > 0.8f * a->size;
}

/* Two lines can be on one axis by chance; a third, or display type, makes sure. */
static bool centred(const struct page *page, const struct stack *stack, uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);

	if (!same_axis(above, line))
		return false;
	return (i > 1 && same_axis(line_at(page, stack, i - 2), above)) ||
	       (i + 1 < stack->n && same_axis(line, line_at(page, stack, i + 1))) ||
	       line->flags & above->flags & LINE_BOLD || line->size > 1.1f * page->body_size ||
	       (line->u0 > stack->u0 + line->size && above->u0 > stack->u0 + line->size);
}

/* Is its number the one after that of the last numbered line at the same place? */
static bool counts_on(const struct page *page, const struct stack *stack, uint32_t i)
{
	const struct line *line = line_at(page, stack, i);

	for (uint32_t k = i; k-- > 0 && i - k < 60;) {
		const struct line *other = line_at(page, stack, k);

		if (other->flags & LINE_NUMBERED && fabsf(other->u0 - line->u0) < 1.2f * line->size)
			return line->number == other->number + 1;
	}
	return false;
}

static bool marker_parts(const struct page *page, const struct stack *stack, uint32_t start,
			 uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);

	if (line->flags & LINE_BULLET)
		return true;
	if (!(line->flags & LINE_NUMBERED))
		return false;
	/* a number may begin a line of a sentence by chance: it has to count on, or to start a
	 * list where a sentence ends */
	if (counts_on(page, stack, i))
		return true;
	if (above->u1 < stack->edge - line->first_word - 2 * line->size)
		return true;
	if (line->u0 < above->text_u0 - 0.5f * line->size && i - start > 1)
		return true;
	return char_ends_sentence(above->end) && fabsf(line->u0 - above->u0) > 0.5f * line->size;
}

/* Would the first word of the line have fitted into the line above? */
static bool ends_early(const struct stack *stack, const struct line *above, const struct line *line)
{
	float room = line->flags & LINE_RTL ? above->u0 - stack->u0 : stack->edge - above->u1;
	bool goes_on = !char_ends_sentence(above->end) && char_flags(line->start) & ITEM_LOWER;
	bool ends = char_ends_sentence(above->end) && !(char_flags(line->start) & ITEM_LOWER);
	float need = line->first_word + 0.35f * line->size;

	if (line->flags & LINE_WIDE) /* a script without blanks fills its lines */
		return room > 2.2f * line->size &&
		       (stack->justified || ends || room > 6 * line->size);
	if (goes_on)
		return false;
	/* headings are broken where it looks well */
	if (line->flags & above->flags & LINE_BOLD && !ends)
		return false;
	if (stack->justified)
		return room > need + (ends ? 0 : 1.0f * line->size);
	return room > need + (ends ? 0.8f : 4.0f) * line->size;
}

/* A first line that is indented against its neighbours. */
static bool indent_parts(const struct page *page, const struct stack *stack, uint32_t start,
			 uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);
	const struct line *below = i + 1 < stack->n ? line_at(page, stack, i + 1) : NULL;
	float indent = line->u0 - above->u0, em = line->size;

	if (line->flags & LINE_RTL)
		indent = above->u1 - line->u1;
	if (indent < 0.6f * em || indent > 6 * em)
		return false;
	if (line->flags & LINE_RTL && !stack->justified)
		return false;
	/* the second line of a hanging paragraph: its neighbour below is indented as well */
	if (i == start + 1 && below && !(line->flags & LINE_RTL) &&
	    fabsf(below->u0 - line->u0) < 0.3f * em)
		return false;
	if (i == start + 1 && line_at(page, stack, start)->label)
		return false;
	if (below && !(line->flags & LINE_RTL) && same_size(below, line) &&
	    below->u0 < line->u0 - 0.5f * em)
		return !(char_flags(line->start) & ITEM_LOWER) || char_ends_sentence(above->end);
	/* the last line of the stack: a sentence has to end before it */
	return char_ends_sentence(above->end) && !(char_flags(line->start) & ITEM_LOWER);
}

/* Back from a hanging indent to where the paragraph began, or out of an indented block. */
static bool outdent_parts(const struct page *page, const struct stack *stack, uint32_t start,
			  uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);
	const struct line *first = line_at(page, stack, start);
	const struct line *below = i + 1 < stack->n ? line_at(page, stack, i + 1) : NULL;
	float em = line->size;

	if (line->flags & LINE_RTL || line->u0 > above->u0 - 0.6f * em)
		return false;
	if (first->label && line->u0 < first->text_u0 - 0.6f * em) {
		/* only a label that the lines after it hang from parts its item from what is next
		 */
		if (i - start == 1)
			return char_ends_sentence(above->end) &&
			       above->u1 < stack->edge - line->first_word - em;
		return fabsf(above->text_u0 - first->text_u0) < 0.5f * em &&
		       (!(char_flags(line->start) & ITEM_LOWER) || char_ends_sentence(above->end));
	}
	if (i - start >= 2 && first->u0 < above->u0 - 0.6f * em)
		return fabsf(first->u0 - line->u0) < 0.4f * em;
	if (i - start == 1) /* a first-line indent, most often */
		return false;
	return fabsf(line_at(page, stack, i - 2)->u0 - above->u0) < 0.3f * em && below &&
	       fabsf(below->u0 - line->u0) < 0.3f * em;
}

static bool style_parts(const struct page *page, const struct stack *stack,
			const struct line *above, const struct line *line)
{
	uint32_t differ = above->flags ^ line->flags;

	if (!(above->flags & line->flags & LINE_LETTERS))
		return false;
	/* two headings of different faces */
	if (above->flags & line->flags & LINE_BOLD &&
	    page->looks[above->look].font != page->looks[line->look].font &&
	    above->u1 < stack->edge - 4 * line->size)
		return true;
	if (differ & LINE_MONO) /* a name in a typewriter face may fill a line of a sentence */
		return char_ends_sentence(above->end) || fabsf(above->u0 - line->u0) > line->size ||
		       (!(stack->justified) && above->u1 < stack->edge - 8 * line->size);
	if (differ & LINE_BOLD)
		return above->flags & LINE_BOLD ? above->u1 < stack->edge - 2 * line->size ||
							  !(char_flags(line->start) & ITEM_LOWER)
						: char_ends_sentence(above->end) ||
							  above->u1 < stack->edge - 2 * line->size;
	if (differ & LINE_ITALIC)
		return above->u1 < stack->edge - 3 * line->size &&
		       !(char_flags(line->start) & ITEM_LOWER);
	return false;
}

/* A cell below a cell: another one, unless its words run on.  A line without neighbours below a
 * cell is more of that cell. */
static bool cell_parts(const struct stack *stack, const struct line *above, const struct line *line)
{
	bool full = above->u1 > stack->edge - line->first_word - 0.3f * line->size;

	if (!(above->flags & LINE_CELL) && !(line->flags & LINE_CELL_LEFT))
		return false;
	if (!(line->flags & above->flags & LINE_LETTERS))
		return true;
	return !full || !(char_flags(line->start) & ITEM_LOWER);
}

/* A display formula stands apart from the text: indented, or not filling its line. */
static bool display_parts(const struct stack *stack, const struct line *above,
			  const struct line *line)
{
	const struct line *formula = line->flags & LINE_MATH ? line : above;

	if (!((above->flags ^ line->flags) & LINE_MATH))
		return false;
	return formula->u0 > stack->u0 + 0.8f * formula->size ||
	       formula->u1 < stack->edge - 4 * formula->size;
}

static bool parts(const struct page *page, const struct stack *stack, uint32_t start, uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);

	if (line->element != DT_NONE && above->element != DT_NONE)
		return line->element != above->element;
	if ((line->flags ^ above->flags) & LINE_ARTIFACT)
		return true;
	if (line->flags & LINE_RULE_ABOVE)
		return true;
	if (!same_size(line, above) && above->chars > 2 && line->chars > 2)
		return true;
	if ((line->flags ^ above->flags) & LINE_FIGURE)
		return true;
	if (line->flags & LINE_CELL && cell_parts(stack, above, line))
		return true;
	/* no paragraph begins with a line that is a number: the label of an axis */
	if (i == start + 1 && !(above->flags & (LINE_LETTERS | LINE_LABEL | LINE_MATH)) &&
	    above->chars <= 6 && line->flags & LINE_LETTERS)
		return true;
	if (line->flags & above->flags & LINE_MATH && line->v - above->v < 2.2f * line->size)
		return false;
	if (display_parts(stack, above, line) || space_parts(page, stack, i))
		return true;
	if ((line->flags | above->flags) & LINE_TOC)
		return !(line->flags & LINE_TOC) || above->flags & LINE_TOC || above->chars < 20;
	if (line->flags & above->flags & LINE_MONO)
		return false;
	if (marker_parts(page, stack, start, i) || style_parts(page, stack, above, line))
		return true;
	if (centred(page, stack, i))
		return false;
	return ends_early(stack, above, line) || indent_parts(page, stack, start, i) ||
	       outdent_parts(page, stack, start, i);
}

/* ---- what a paragraph is ---- */

static void find_align(struct paragraph *paragraph, const struct line *lines,
		       const struct stack *stack)
{
	uint32_t n = paragraph->count, left = 0, right = 0, middle = 0;
	float em = paragraph->size, u0 = INFINITY, axis = (paragraph->u0 + paragraph->u1) / 2;
	float before, after; /* of the line in its column */

	for (uint32_t i = n > 1; i < n; i++)
		u0 = fminf(u0, lines[i].text_u0);
	for (uint32_t i = 0; i < n; i++) {
		float centre = (lines[i].text_u0 + lines[i].u1) / 2;

		left += i && fabsf(lines[i].text_u0 - u0) < 0.4f * em;
		right += i + 1 < n && fabsf(lines[i].u1 - paragraph->u1) < 0.4f * em;
		middle += fabsf(centre - axis) < 0.4f * em;
	}
	before = paragraph->u0 - stack->u0;
	after = stack->edge - paragraph->u1;
	paragraph->align = DT_ALIGN_LEFT;
	if (n == 1 && lines[0].table) {
		paragraph->align = DT_ALIGN_LEFT; /* its neighbours say more: page_cells */
	} else if (n == 1) {
		float width = paragraph->u1 - paragraph->u0;

		if (before > em && fabsf(before - after) < 0.6f * em)
			paragraph->align = DT_ALIGN_CENTER;
		else if (before > 0.7f * width && before > 4 * em && after < 0.2f * em)
			paragraph->align = DT_ALIGN_RIGHT;
	} else if (middle == n && (left < n - 1 || (n == 2 && right == 0))) {
		paragraph->align = DT_ALIGN_CENTER;
	} else if (left == n - 1 && right == n - 1 && (n > 2 || stack->justified)) {
		paragraph->align = DT_ALIGN_JUSTIFY;
	} else if (left < (n - 1) / 2 + 1 && right == n - 1 &&
		   fabsf(lines[n - 1].u1 - paragraph->u1) < 0.4f * em) {
		paragraph->align = DT_ALIGN_RIGHT;
	} else if (n > 2 && left * 10 >= (n - 1) * 8 &&
		   right * 10 >= (n - 1) * (stack->justified ? 4 : 8)) {
		paragraph->align = DT_ALIGN_JUSTIFY;
	}
	if (paragraph->flags & DT_BLOCK_RTL && paragraph->align == DT_ALIGN_LEFT)
		paragraph->align = DT_ALIGN_RIGHT;
}

static float tail_start(const struct page *page, const struct line *line)
{
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);
	float u1 = line->u0;

	for (uint32_t i = 0; i < line->count - line->tail; i++)
		u1 = fmaxf(u1, words[order[i]].u1);
	return u1;
}

static void count_text(const struct page *page, struct paragraph *paragraph,
		       const struct line *line)
{
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);

	paragraph->math += line->math;
	for (uint32_t i = line->label; i < line->count - line->tail; i++) {
		const struct word *word = &words[order[i]];

		paragraph->chars += word->ink;
		if (word->flags & WORD_RTL)
			paragraph->rtl += word->ink;
		if (word->flags & WORD_LETTERS)
			paragraph->letters += word->ink;
		else if (word->flags & WORD_DIGITS)
			paragraph->digits += word->ink;
	}
}

static void paragraph_frame(struct page *page, struct paragraph *paragraph, struct line *lines,
			    const struct stack *stack)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	uint32_t n = paragraph->count, best = 0;
	float rest = INFINITY;

	paragraph->u0 = INFINITY;
	paragraph->u1 = -INFINITY;
	for (uint32_t i = 0; i < n; i++) {
		struct line *line = &lines[i];

		if (line->tail)
			line->u1 = tail_start(page, line);
		/* "as told in chapter / 3. After that": no label where the text goes on */
		if (i && line->label) {
			line->label = 0;
			line->text_u0 = line->u0;
		}
		paragraph->u0 = fminf(paragraph->u0, line->text_u0);
		paragraph->u1 = fmaxf(paragraph->u1, line->u1);
		if (i)
			rest = fminf(rest, line->text_u0);
		if (line->chars > best) {
			best = line->chars;
			paragraph->size = line->size;
			paragraph->look = line->look;
		}
		count_text(page, paragraph, line);
	}
	if (paragraph->rtl * 2 > paragraph->letters)
		paragraph->flags |= DT_BLOCK_RTL;
	paragraph->v0 = lines[0].v - infos[lines[0].look].ascent;
	paragraph->v1 = lines[n - 1].v + infos[lines[n - 1].look].descent;
	paragraph->leading = n > 1 ? (lines[n - 1].v - lines[0].v) / (float)(n - 1) : 0;
	find_align(paragraph, lines, stack);
	if (paragraph->align == DT_ALIGN_LEFT || paragraph->align == DT_ALIGN_JUSTIFY) {
		paragraph->first_indent = lines[0].text_u0 - paragraph->u0;
		paragraph->rest_indent = n > 1 ? rest - paragraph->u0 : 0;
	}
}

static void add_paragraph(struct page *page, const struct stack *stack, uint32_t first,
			  uint32_t count)
{
	struct paragraph *paragraph = DT_LIST_ADD(&page->paragraphs, struct paragraph);
	const struct plane *plane = &LIST(page->planes, struct plane)[page->plane];
	struct line *lines;

	if (!paragraph || !list_reserve(&page->sequence, page->sequence.n + count, sizeof(*lines)))
		return;
	lines = LIST(page->sequence, struct line) + page->sequence.n;
	for (uint32_t i = 0; i < count; i++)
		lines[i] = *line_at(page, stack, first + i);
	paragraph->first = page->sequence.n;
	paragraph->count = count;
	page->sequence.n += count;
	paragraph->plane = page->plane;
	paragraph->edge = stack->edge;
	paragraph->table = lines[0].table ? lines[0].table - 1 : DT_NONE;
	paragraph->row = (uint16_t)lines[0].table_row;
	paragraph->column = (uint16_t)lines[0].table_column;
	paragraph->row_span = paragraph->column_span = lines[0].table != 0;
	paragraph->element = lines[0].element;
	paragraph_frame(page, paragraph, lines, stack);
	paragraph_column(page, paragraph, lines, stack);
	paragraph->box =
		page_box(plane, paragraph->u0, paragraph->v0, paragraph->u1, paragraph->v1);
}

static void cut_stack(struct page *page, const struct stack *stack)
{
	uint32_t start = 0;

	for (uint32_t i = 1; i <= stack->n; i++)
		if (i == stack->n || parts(page, stack, start, i)) {
			add_paragraph(page, stack, start, i - start);
			start = i;
		}
}

/* Another size, a ruling line or a large space: what follows may be another column's. */
static bool leaves_stack(const struct page *page, uint32_t a, uint32_t b)
{
	const struct line *above = &LIST(page->lines, struct line)[a];
	const struct line *line = &LIST(page->lines, struct line)[b];

	if (above->element != DT_NONE && above->element == line->element)
		return false;
	return line->flags & LINE_RULE_ABOVE ||
	       (!same_size(above, line) && above->chars > 2 && line->chars > 2) ||
	       line->v - above->v > 1.8f * page->leading * fmaxf(above->size, line->size);
}

/* Follows the lines from each that is below no other. */
static void collect_stacks(struct page *page)
{
	const struct line *lines = LIST(page->lines, struct line);
	uint32_t n = page->lines.n, used = 0;
	uint32_t *below, *at;

	dt_list_clear(&page->stacks);
	if (!list_reserve(&page->scratch, 2 * n + 2, sizeof(uint32_t)))
		return;
	below = LIST(page->scratch, uint32_t);
	at = below + n;
	memset(below, 0, n * sizeof(uint32_t));
	for (uint32_t i = 0; i < n; i++)
		if (lines[i].next != DT_NONE)
			below[lines[i].next] = 1;
	for (uint32_t i = 0; i < n; i++) {
		struct stack *stack = below[i] ? NULL : DT_LIST_ADD(&page->stacks, struct stack);

		if (!stack)
			continue;
		stack->at = &at[used];
		for (uint32_t k = i; k != DT_NONE; k = lines[k].next) {
			if (k != i && leaves_stack(page, at[used - 1], k)) {
				stack->n = (uint32_t)(&at[used] - stack->at);
				stack = DT_LIST_ADD(&page->stacks, struct stack);
				if (!stack)
					return;
				stack->at = &at[used];
			}
			at[used++] = k;
		}
		stack->n = (uint32_t)(&at[used] - stack->at);
	}
}

void plane_paragraphs(struct page *page)
{
	struct stack *stacks;

	find_leading(page);
	collect_stacks(page);
	stacks = LIST(page->stacks, struct stack);
	page->area_u0 = INFINITY;
	page->area_u1 = -INFINITY;
	for (uint32_t i = 0; i < page->stacks.n; i++)
		measure_stack(page, &stacks[i]);
	for (uint32_t i = 0; i < page->stacks.n; i++) {
		page->area_u0 = fminf(page->area_u0, stacks[i].u0);
		page->area_u1 = fmaxf(page->area_u1, stacks[i].u1);
	}
	for (uint32_t i = 0; i < page->stacks.n; i++)
		find_edge(page, &stacks[i], stacks, page->stacks.n);
	for (uint32_t i = 0; i < page->stacks.n; i++)
		cut_stack(page, &stacks[i]);
}
