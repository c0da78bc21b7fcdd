/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Breaks: where a stack of lines is cut, since a new thought begins.
 *
 * The signs, strongest first: a ruling line, another size, more space than between lines, a
 * bullet or number, bold against plain, a line that ends early although the next word would
 * have fitted, an indented first line, a return from a hanging indent.
 */
#include "config.h"

#include "layout.h"

#include "chars.h"
#include "fields.h"
#include "labels.h"
#include "stack.h"

#include <math.h>

#define MOST_OF_HEADING 5u /* lines */

/* Are two lines apart because a formula in one of them needs the room? */
static bool is_tall(const struct line *above, const struct line *line)
{
	float depth = above->bottom - above->v, height = line->v - line->top;

	return ((above->math && depth > 0.45f * above->size) ||
		(line->math && height > 0.95f * line->size)) &&
	       line->v - above->v - depth - height < 0.3f * line->size;
}

/* Does the sentence go on from a line that is full? */
static bool runs_on(const struct stack *stack, const struct line *above, const struct line *line)
{
	return !char_ends_sentence(above->end) && char_flags(line->start) & ITEM_LOWER &&
	       above->u1 + line->first_word + 0.35f * line->size > stack->edge;
}

/* Lines i - 1 and i are of one sentence for sure. */
static bool is_one_text(const struct page *page, const struct stack *stack, uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);

	return runs_long(above) && runs_on(stack, above, line) && same_size(above, line) &&
	       !((above->flags ^ line->flags) & LINE_MONO) &&
	       line->v - above->v < 2.2f * line->size;
}

/* Does a sentence beside lines i - 1 and i run over lines as far from each other? */
static bool is_leading(const struct page *page, const struct stack *stack, uint32_t i)
{
	float distance = line_at(page, stack, i)->v - line_at(page, stack, i - 1)->v;

	for (uint32_t k = i > 1 ? i - 1 : i + 1; k <= i + 1 && k < stack->n; k += 2)
		if (is_one_text(page, stack, k) &&
		    line_at(page, stack, k)->v - line_at(page, stack, k - 1)->v >
			    distance - 0.05f * line_at(page, stack, k)->size)
			return true;
	return false;
}

static bool space_parts(const struct page *page, const struct stack *stack, uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);
	float distance = line->v - above->v, local = INFINITY;
	float usual = page->leading[line_script(line)] * fmaxf(line->size, above->size);

	if (is_one_text(page, stack, i) || (is_tall(above, line) && distance < 2 * usual))
		return false;
	if (i > 1 && same_size(line_at(page, stack, i - 2), above))
		local = fminf(local, above->v - line_at(page, stack, i - 2)->v);
	if (i + 1 < stack->n && same_size(line_at(page, stack, i + 1), line))
		local = fminf(local, line_at(page, stack, i + 1)->v - line->v);
	if (local < 0.85f * line->size)
		local = INFINITY;
	if (distance < 0.55f * line->size)
		return true;
	if (distance > 1.3f * usual && distance > 1.25f * line->size)
		return !is_leading(page, stack, i);
	return distance > 1.17f * local + 0.3f && distance > 1.04f * usual;
}

/* Two lines can be on one axis by chance; a third, or display type, makes sure. */
static bool centred(const struct page *page, const struct stack *stack, uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);

	if (!lines_share_axis(above, line))
		return false;
	return (i > 1 && lines_share_axis(line_at(page, stack, i - 2), above)) ||
	       (i + 1 < stack->n && lines_share_axis(line, line_at(page, stack, i + 1))) ||
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

/* A dash is a bullet, or stands in a sentence where its line happens to begin. */
static bool dash_parts(const struct stack *stack, const struct line *first,
		       const struct line *above, const struct line *line)
{
	return char_ends_sentence(above->end) || first->sign == line->sign ||
	       fabsf(line->u0 - above->u0) > 0.5f * line->size ||
	       above->u1 < stack->edge - line->first_word - 2 * line->size;
}

static bool marker_parts(const struct page *page, const struct stack *stack, uint32_t start,
			 uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);

	/* a drawing that happens to stand beside a line: of a sign that the text is beside */
	if (line->flags & LINE_BULLET && !line->label && is_one_text(page, stack, i) &&
	    !(line_at(page, stack, start)->flags & LINE_BULLET))
		return false;
	if (line->flags & LINE_NOTE && line_at(page, stack, start)->flags & LINE_NOTE)
		return true;
	if (line->flags & LINE_BULLET)
		return !char_is_dash(line->sign) ||
		       dash_parts(stack, line_at(page, stack, start), above, line);
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

/* Does a word of both lines begin at one place behind a gap: a tabulator between a term and what
 * is said of it? */
static bool shares_stop(const struct page *page, const struct line *above, const struct line *line)
{
	const uint32_t *a = LIST(page->order, uint32_t) + above->first;
	const uint32_t *b = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);
	float em = line->size;

	for (uint32_t i = 1; i < above->count && i < 4; i++)
		for (uint32_t k = 1; k < line->count && k < 4; k++) {
			float u = words[a[i]].u0, x = u - words[a[i - 1]].u1,
			      y = words[b[k]].u0 - words[b[k - 1]].u1;

			if (fabsf(u - words[b[k]].u0) < 0.08f * em && fminf(x, y) > 0.4f * em &&
			    fmaxf(x, y) > 0.9f * em)
				return true;
		}
	return false;
}

/* Where the lines about line i end, when they are filled: text may stand beside a picture. */
static float local_edge(const struct page *page, const struct stack *stack, uint32_t i)
{
	uint32_t first = i > 3 ? i - 4 : 0, end = i + 3 < stack->n ? i + 3 : stack->n;
	uint32_t full = 0, all = 0;
	float edge = -INFINITY;

	for (uint32_t k = first; k < end; k++)
		edge = fmaxf(edge, line_at(page, stack, k)->u1);
	for (uint32_t k = first + 1; k < end; k++, all++) {
		const struct line *line = line_at(page, stack, k);

		full += line_at(page, stack, k - 1)->u1 + line->first_word + 0.35f * line->size >
			edge;
	}
	return all > 2 && full * 4 >= all * 3 ? edge : stack->edge;
}

/* Words of a list, verses, what signs stand for: nobody breaks a sentence where so much room is
 * left behind the word that would have fitted. */
static bool leaves_most(const struct page *page, const struct stack *stack, uint32_t i, float left)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);
	float beside = above->u1 - above->u0 > 12 * above->size
			       ? stack->edge - local_edge(page, stack, i)
			       : 0;

	if ((line->flags | above->flags) & (LINE_RTL | LINE_CELL | LINE_MATH) ||
	    fabsf(line->u0 - above->u0) > 0.3f * line->size)
		return false;
	return left - beside > 12 * line->size;
}

/* The link that a line lies in from its begin to its end, or DT_NONE. */
static uint32_t link_of(const struct page *page, const struct line *line)
{
	const struct plane *plane = &LIST(page->planes, struct plane)[page->plane];
	float em = line->size, middle = line->v - 0.25f * em;

	for (uint32_t i = 0; i < page->n_annotations; i++) {
		struct dt_box box = plane_box(plane, page->annotations[i].box);

		if (page->annotations[i].kind == DT_ANNOTATION_LINK && box.y0 < middle &&
		    box.y1 > middle && box.y1 - box.y0 < 2 * em && box.x0 < line->u0 + 0.5f * em &&
		    box.x1 > line->u1 - 0.5f * em)
			return i;
	}
	return DT_NONE;
}

/* A list of links. */
static bool other_link(const struct page *page, const struct line *above, const struct line *line)
{
	uint32_t link = link_of(page, line), before = link_of(page, above);

	return link != DT_NONE && before != DT_NONE && link != before;
}

/* Is line i one of so few bold lines that they may be a heading? */
static bool is_heading_long(const struct page *page, const struct stack *stack, uint32_t i)
{
	uint32_t first = i, end = i;

	while (first > 0 && i - first < MOST_OF_HEADING &&
	       line_at(page, stack, first - 1)->flags & LINE_BOLD)
		first--;
	while (end < stack->n && end - i < MOST_OF_HEADING &&
	       line_at(page, stack, end)->flags & LINE_BOLD)
		end++;
	return end - first <= MOST_OF_HEADING;
}

/* Would the first word of line i have fitted into the line above? */
static bool ends_early(const struct page *page, const struct stack *stack, uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);
	float room = line->flags & LINE_RTL ? above->u0 - stack->u0 : stack->edge - above->u1;
	bool goes_on = !char_ends_sentence(above->end) && char_flags(line->start) & ITEM_LOWER;
	bool ends = char_ends_sentence(above->end) && !(char_flags(line->start) & ITEM_LOWER);
	float need = line->first_word + 0.35f * line->size;

	if (line->flags & LINE_WIDE) /* a script without blanks fills its lines */
		return room > 2.2f * line->size &&
		       (stack->justified || ends || room > 6 * line->size);
	if (above->u1 - above->u0 > 12 * above->size && !(line->flags & LINE_RTL))
		room = fminf(room, local_edge(page, stack, i) - above->u1);
	if (goes_on)
		return room > need &&
		       (shares_stop(page, above, line) || leaves_most(page, stack, i, room - need));
	/* headings are broken where it looks well */
	if (line->flags & above->flags & LINE_BOLD && !ends && is_heading_long(page, stack, i))
		return room > need + 12 * line->size ||
		       ((room > need + 4 * line->size || line->v - above->v > 1.5f * line->size) &&
			other_link(page, above, line));
	if (stack->justified)
		return room > need + (ends ? 0 : 1.0f * line->size);
	/* capitals are no sign where nouns have them */
	if (above->end == ',' && runs_long(above))
		return room > need + 12 * line->size;
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
	/* the last line of a hanging paragraph: the one above it is full */
	if (i == start + 1 && below && !(line->flags & LINE_RTL) &&
	    fabsf(below->u0 - above->u0) < 0.3f * em && !char_ends_sentence(above->end) &&
	    above->u1 + line->first_word + 0.35f * em > stack->edge)
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
	if (runs_on(stack, above, line)) /* beside a picture, or under an indented quotation */
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

/* Paragraphs that a careless tagger put into one element: a sentence ends, and there is half a
 * line more than between any other lines of it. */
static bool element_has_more(const struct page *page, const struct stack *stack, uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);
	float least = INFINITY;

	if (!char_ends_sentence(above->end) || char_flags(line->start) & ITEM_LOWER ||
	    !same_size(line, above) || (line->flags | above->flags) & LINE_MATH)
		return false;
	for (uint32_t k = 1; k < stack->n; k++)
		if (line_at(page, stack, k)->element == line->element)
			least = fminf(least,
				      line_at(page, stack, k)->v - line_at(page, stack, k - 1)->v);
	return least > 0.9f * line->size && line->v - above->v > 1.5f * least;
}

/* Lines of one element of the structure that were broken by will: a title and what is below it,
 * authors and their offices, questions.  The element is one text, but not one that flows. */
static bool element_parts(const struct page *page, const struct stack *stack, uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);
	float room = stack->edge - above->u1 - line->first_word;

	if (line->element == DT_NONE || line->element != above->element ||
	    !(line->flags & above->flags & LINE_LETTERS) ||
	    (line->flags | above->flags) & (LINE_RTL | LINE_MATH))
		return false;
	if (line->flags & LINE_NOTE || changes_size(above, line))
		return true;
	return room > 4.4f * line->size && ends_early(page, stack, i);
}

/* Lines of a ruled cell are one text, even those of an address or of a list. */
bool line_stands_apart(const struct page *page, const struct stack *stack, uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);

	if (element_parts(page, stack, i))
		return true;
	return line->cell && line->cell == above->cell &&
	       line->flags & above->flags & LINE_LETTERS &&
	       line->v - above->v < 1.35f * line->size &&
	       /* a full stop may be that of an abbreviation in a short line */
	       (!char_ends_sentence(above->end) ||
		above->u1 - above->u0 < 0.5f * (stack->edge - stack->u0)) &&
	       ends_early(page, stack, i);
}

bool stack_breaks(const struct page *page, const struct stack *stack, uint32_t start, uint32_t i)
{
	const struct line *line = line_at(page, stack, i), *above = line_at(page, stack, i - 1);
	enum hang hang = stack_hangs_at(stack, line);

	if (line->element != DT_NONE && above->element != DT_NONE &&
	    !lines_name_fields(page, above, line, stack->edge))
		return line->element != above->element || element_has_more(page, stack, i);
	if ((line->flags ^ above->flags) & LINE_ARTIFACT)
		return true;
	/* lines of a running head */
	if (line->flags & LINE_ARTIFACT && !runs_long(above) &&
	    !(char_flags(line->start) & ITEM_LOWER))
		return true;
	if (line->flags & LINE_RULE_ABOVE)
		return true;
	/* a number may stand beside the last line of its row */
	if (line->flags & LINE_ENTRY && !(above->flags & LINE_ENTRY) &&
	    char_flags(line->start) & ITEM_LOWER && !char_ends_sentence(above->end))
		return false;
	if (line->flags & LINE_ENTRY ||
	    (line->cell && LIST(page->cells, struct cell)[line->cell - 1].listed))
		return true;
	if (changes_size(above, line))
		return true;
	if ((line->flags ^ above->flags) & LINE_FIGURE || colour_parts(page, above, line))
		return true;
	if (hangs_on(page, stack, start, i))
		return false;
	if (lines_name_fields(page, above, line, stack->edge))
		return true;
	if (line->flags & LINE_WRAPS && line->v - above->v < 1.5f * line->size)
		return false;
	if (line->flags & LINE_CELL && cell_parts(page, stack, i))
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
	if (marker_parts(page, stack, start, i) || lines_begin_items(page, above, line) ||
	    style_parts(page, stack, start, above, line))
		return true;
	if (hang != HANG_NONE)
		return hang == HANG_BEGINS;
	if (centred(page, stack, i))
		return false;
	if (line_stands_apart(page, stack, i))
		return false;
	return ends_early(page, stack, i) || indent_parts(page, stack, start, i) ||
	       outdent_parts(page, stack, start, i);
}
