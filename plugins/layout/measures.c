/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Measures: the frame of a paragraph, how its lines are aligned, and what its text is made of.
 */
#include "config.h"

#include "layout.h"

#include "chars.h"
#include "labels.h"
#include "stack.h"

#include <math.h>

#define NEIGHBOURS 8.0f /* em up and down in which lines tell how a line between them is set */
#define BESIDE	   3.0f /* em up and down to a line about the same axis */
#define PAGE_WIDE  0.6f /* of the text area: what a centred text may take there */
#define DEEP	   2.5f /* em; text that hangs is set in less */

bool line_begins_with_others(const struct page *page, const struct line *own)
{
	const struct line *lines = LIST(page->lines, struct line);
	float em = own->size, centre = own->text_u0 + own->u1;

	for (uint32_t i = 0; i < page->lines.n; i++) {
		const struct line *other = &lines[i];
		float apart = fabsf(other->v - own->v);

		if (apart > NEIGHBOURS * em || apart < 0.5f * em || !same_size(own, other) ||
		    other->table || other->flags & LINE_FIGURE)
			continue;
		if (fabsf(other->text_u0 - own->text_u0) < 0.15f * em &&
		    fabsf(other->text_u0 + other->u1 - centre) > 2 * em)
			return true;
	}
	return false;
}

/* Do lines that run from left to right begin at the left edge of one that does not? */
static bool begins_with_latin(const struct page *page, const struct line *own)
{
	const struct line *lines = LIST(page->lines, struct line);
	uint32_t n = 0;

	for (uint32_t i = 0; i < page->lines.n && n < 2; i++)
		n += !(lines[i].flags & (LINE_RTL | LINE_FIGURE)) && !lines[i].table &&
		     fabsf(lines[i].u0 - own->u0) < 0.3f * lines[i].size;
	return n == 2;
}

/* Is it about the axis of the text, and of a line near it that is shorter or longer: authors, where
 * they work, and their towns? */
static bool is_on_axis(const struct page *page, const struct line *own)
{
	const struct line *lines = LIST(page->lines, struct line);
	float em = own->size, middle = own->text_u0 + own->u1;

	if (fabsf(middle - page->area_u0 - page->area_u1) > em || own->label || own->cell)
		return false;
	for (uint32_t i = 0; i < page->lines.n; i++) {
		const struct line *other = &lines[i];
		float apart = fabsf(other->v - own->v);

		if (apart > BESIDE * em || apart < 0.5f * em || other->table || other->label ||
		    other->flags & LINE_FIGURE)
			continue;
		if (fabsf(other->u0 + other->u1 - middle) < 0.5f * em &&
		    fabsf(other->u0 - own->text_u0) > 0.8f * em)
			return true;
	}
	return false;
}

/* A running head that ends where the page number beside it begins, and has room before it. */
static bool is_before_number(const struct page *page, const struct line *own)
{
	const struct line *lines = LIST(page->lines, struct line);
	bool found = false;

	if ((own->row && own->row + 1 < page->rows.n) || own->u0 - page->area_u0 < 4 * own->size)
		return false;
	for (uint32_t i = 0; i < page->lines.n; i++) {
		float gap = lines[i].u0 - own->u1;

		if (lines[i].row != own->row || lines[i].u0 <= own->u0)
			continue;
		found = gap > 0 && gap < 3 * own->size && lines[i].chars <= 4 &&
			!(lines[i].flags & LINE_LETTERS) && lines[i].u1 > page->area_u1 - 2;
	}
	return found;
}

/* The lines begin so far behind the first one that they do not hang from it, when all are about
 * one axis.  Of three and more, or about the middle of the page, that is no chance. */
static bool is_deep(const struct page *page, const struct line *lines, uint32_t n, float axis)
{
	float step, em = lines[0].size;
	bool display = lines[0].size > 1.1f * page->body_size;

	if (n < 2 || lines[0].label)
		return false;
	step = lines[1].text_u0 - lines[0].text_u0;
	if (step > (n == 2 ? DEEP : 1.0f) * em)
		return true;
	return step > (display ? 0.5f : 1.0f) * em &&
	       fabsf(2 * axis - page->area_u0 - page->area_u1) < em &&
	       !line_begins_with_others(page, &lines[0]);
}

/* Labels in figures are of lines so short that all their ends are near each other: they are set by
 * what is nearest. */
static bool has_axis(const struct line *lines, uint32_t n)
{
	float least[3] = { INFINITY, INFINITY, INFINITY }, most[3] = { 0 };

	if (n < 2 || !(lines[0].flags & LINE_FIGURE))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		float at[3] = { lines[i].text_u0, lines[i].u1,
				(lines[i].text_u0 + lines[i].u1) / 2 };

		for (uint32_t k = 0; k < 3; k++) {
			least[k] = smaller(least[k], at[k]);
			most[k] = i ? larger(most[k], at[k]) : at[k];
		}
	}
	for (uint32_t k = 0; k < 3; k++)
		most[k] -= least[k];
	return most[2] < 0.3f * smaller(most[0], most[1]);
}

/* Two lines of nearly one width are about an axis by chance: do they begin at one place, and end at
 * two? */
static bool is_flush(const struct line *lines)
{
	float em = lines[0].size;

	return fabsf(lines[0].text_u0 - lines[1].text_u0) < 0.05f * em &&
	       fabsf(lines[0].u1 - lines[1].u1) > 0.2f * em;
}

static void find_align(const struct page *page, struct paragraph *paragraph,
		       const struct line *lines, const struct stack *stack)
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

		if ((before > em && fabsf(before - after) < 0.6f * em) ||
		    is_on_axis(page, &lines[0]))
			paragraph->align = DT_ALIGN_CENTER;
		else if ((before > 0.7f * width && before > 4 * em && after < 0.2f * em) ||
			 is_before_number(page, &lines[0]))
			paragraph->align = DT_ALIGN_RIGHT;
		/* that may be by chance; that it begins below others is not */
		if (paragraph->align != DT_ALIGN_LEFT &&
		    (lines[0].flags & LINE_BULLET || line_begins_with_others(page, &lines[0])))
			paragraph->align = DT_ALIGN_LEFT;
	} else if (middle == n && !(lines[0].flags & LINE_BULLET) &&
		   stack_hangs_at(stack, &lines[0]) != HANG_BEGINS &&
		   (left < n - 1 || (n == 2 && right == 0 && !is_flush(lines)) ||
		    is_deep(page, lines, n, axis) || has_axis(lines, n))) {
		paragraph->align = DT_ALIGN_CENTER;
	} else if (n == 2 && right == 1 && !lines[0].label &&
		   fabsf(lines[1].u1 - paragraph->u1) < 0.1f * em &&
		   lines[1].text_u0 - lines[0].text_u0 > 3 * em &&
		   !line_begins_with_others(page, &lines[1])) {
		paragraph->align = DT_ALIGN_RIGHT;
	} else if (left == n - 1 && right == n - 1 && (n > 2 || stack->justified)) {
		paragraph->align = DT_ALIGN_JUSTIFY;
	} else if (left < (n - 1) / 2 + 1 && right == n - 1 &&
		   fabsf(lines[n - 1].u1 - paragraph->u1) < 0.4f * em) {
		paragraph->align = DT_ALIGN_RIGHT;
	} else if (n > 2 && left * 10 >= (n - 1) * 8 &&
		   right * 10 >= (n - 1) * (stack->justified ? 4 : 8)) {
		paragraph->align = DT_ALIGN_JUSTIFY;
	}
	/* what begins at the left with others was set there on purpose */
	if (paragraph->flags & DT_BLOCK_RTL && paragraph->align == DT_ALIGN_LEFT &&
	    !(n == 1 && !lines[0].table && begins_with_latin(page, &lines[0])))
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

/* Is the number before the first line centred with the text, as in the heads of forms?  Then no
 * line hangs from it, and it moves with the words beside it. */
static bool centres_number(const struct line *lines, uint32_t n)
{
	float em = lines[0].size, u0 = INFINITY, u1 = -INFINITY;
	uint32_t hung = 0;

	/* two lines alone are centred by chance, too */
	if (n < (lines[0].cell ? 2u : 3u) || !lines[0].label || !(lines[0].flags & LINE_NUMBERED))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		u0 = fminf(u0, lines[i].u0);
		u1 = fmaxf(u1, lines[i].u1);
	}
	for (uint32_t i = 0; i < n; i++) {
		if (fabsf(lines[i].u0 + lines[i].u1 - u0 - u1) > 0.5f * em)
			return false;
		hung += i && ((fabsf(lines[i].u0 - lines[0].u0) < 0.4f * em && !lines[0].cell) ||
			      fabsf(lines[i].u0 - lines[0].text_u0) < 0.4f * em);
	}
	return hung < n - 1;
}

static void paragraph_frame(struct page *page, struct paragraph *paragraph, struct line *lines,
			    const struct stack *stack)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	uint32_t n = paragraph->count, best = 0;
	bool centred = centres_number(lines, n);
	float rest = INFINITY;

	lines_find_hung_label(page, stack, lines, n);
	paragraph->u0 = INFINITY;
	paragraph->u1 = -INFINITY;
	for (uint32_t i = 0; i < n; i++) {
		struct line *line = &lines[i];

		if (line->tail)
			line->u1 = tail_start(page, line);
		/* "as told in chapter / 3. After that": no label where the text goes on */
		if (line->label && (i || centred)) {
			line->label = 0;
			line->text_u0 = line->u0;
			line->flags &= ~(uint32_t)(centred ? LINE_NUMBERED : 0);
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
	/* fractions and large operators reach farther than letters */
	if (lines[0].math && lines[0].top < paragraph->v0 - 0.2f * paragraph->size)
		paragraph->v0 = lines[0].top;
	if (lines[n - 1].math && lines[n - 1].bottom > paragraph->v1 + 0.2f * paragraph->size)
		paragraph->v1 = lines[n - 1].bottom;
	paragraph->leading = n > 1 ? (lines[n - 1].v - lines[0].v) / (float)(n - 1) : 0;
	find_align(page, paragraph, lines, stack);
	/* where lines from right to left end is no indent */
	if (!(paragraph->flags & DT_BLOCK_RTL) &&
	    (paragraph->align == DT_ALIGN_LEFT || paragraph->align == DT_ALIGN_JUSTIFY)) {
		paragraph->first_indent = lines[0].text_u0 - paragraph->u0;
		/* an entry of one line may get a second one, which hangs as those of the others */
		paragraph->rest_indent = n > 1 ? rest - paragraph->u0
					 : stack_hangs_at(stack, &lines[0]) == HANG_BEGINS
						 ? stack->hang
						 : 0;
	}
}

/* Does a word of a sentence begin the line?  An address of the net begins small, too. */
static bool begins_small(const struct page *page, const struct line *line)
{
	const struct word *word =
		&LIST(page->words, struct word)[LIST(page->order, uint32_t)[line->first]];

	if (!(char_flags(line->start) & ITEM_LOWER))
		return false;
	for (uint32_t i = 0; i < word->ink; i++)
		if (word_char(page, word, i) == '@' || word_char(page, word, i) == ':')
			return false;
	return true;
}

/* Nothing but an address of mail. */
static bool is_address(const struct page *page, const struct line *line)
{
	const struct word *word =
		&LIST(page->words, struct word)[LIST(page->order, uint32_t)[line->first]];

	for (uint32_t i = 1; line->count == 1 && i + 1 < word->ink; i++)
		if (word_char(page, word, i) == '@')
			return true;
	return false;
}

/* Centred lines that are filled as little as those of an address end by will: name, office, town.
 * Headings are broken where it looks well. */
static void keep_centred_lines(const struct page *page, const struct paragraph *paragraph,
			       struct line *lines)
{
	float widest = paragraph->u1 - paragraph->u0, axis = paragraph->u0 + paragraph->u1;
	uint32_t ragged = 0;
	bool small = false;

	if (paragraph->align != DT_ALIGN_CENTER || paragraph->size > 1.25f * page->body_size)
		return;
	/* in the middle of the page the longest of them may be short, too */
	if (fabsf(axis - page->area_u0 - page->area_u1) < paragraph->size)
		widest = fmaxf(widest, PAGE_WIDE * (page->area_u1 - page->area_u0));
	for (uint32_t i = 0; i < paragraph->count; i++) {
		if (lines[i].flags & LINE_BOLD)
			return;
		ragged += i + 1 < paragraph->count && lines[i].u1 - lines[i].u0 < 0.75f * widest;
		small = small || (i && begins_small(page, &lines[i]));
	}
	for (uint32_t i = 1; i < paragraph->count; i++)
		if (is_address(page, &lines[i]) || is_address(page, &lines[i - 1]))
			lines[i].flags |= LINE_APART;
	/* where most lines are short even those that begin small are no sentence */
	if (!ragged || (small && ragged * 2 < paragraph->count - 1))
		return;
	for (uint32_t i = 1; i < paragraph->count; i++)
		lines[i].flags |= LINE_APART;
}

void stack_paragraph(struct page *page, const struct stack *stack, uint32_t first, uint32_t count)
{
	struct paragraph *paragraph = DT_LIST_ADD(&page->paragraphs, struct paragraph);
	const struct plane *plane = &LIST(page->planes, struct plane)[page->plane];
	struct line *lines;

	if (!paragraph || !list_reserve(&page->sequence, page->sequence.n + count, sizeof(*lines)))
		return;
	lines = LIST(page->sequence, struct line) + page->sequence.n;
	for (uint32_t i = 0; i < count; i++) {
		lines[i] = *line_at(page, stack, first + i);
		if (i && line_stands_apart(page, stack, first + i))
			lines[i].flags |= LINE_APART;
	}
	paragraph->first = page->sequence.n;
	paragraph->count = count;
	page->sequence.n += count;
	paragraph->plane = page->plane;
	if (page->vertical.n && page->plane == page->vertical_plane)
		paragraph->flags |= DT_BLOCK_VERTICAL;
	paragraph->edge = stack->edge;
	paragraph->table = lines[0].table ? lines[0].table - 1 : DT_NONE;
	paragraph->row = (uint16_t)lines[0].table_row;
	paragraph->column = (uint16_t)lines[0].table_column;
	paragraph->row_span = paragraph->column_span = lines[0].table != 0;
	paragraph->cell = lines[0].cell;
	if (paragraph->cell) {
		const struct cell *cell = &LIST(page->cells, struct cell)[paragraph->cell - 1];

		paragraph->row_span = cell->row_span;
		paragraph->column_span = cell->column_span;
	}
	paragraph->element = lines[0].element;
	paragraph_frame(page, paragraph, lines, stack);
	keep_centred_lines(page, paragraph, lines);
	paragraph_column(page, paragraph, lines, stack);
	paragraph->box =
		page_box(plane, paragraph->u0, paragraph->v0, paragraph->u1, paragraph->v1);
}
