/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Breaks between lines that look different: by colour, weight, slant and face. */
#include "config.h"

#include "layout.h"

#include "chars.h"
#include "stack.h"

/* Do the words at both sides of the line break have one font? */
static bool font_goes_on(const struct page *page, const struct line *above, const struct line *line)
{
	const uint32_t *order = LIST(page->order, uint32_t);
	const struct word *words = LIST(page->words, struct word);
	const struct word *last = &words[order[above->first + above->count - 1]];
	const struct word *first = &words[order[line->first]];

	return page->looks[last->look].font == page->looks[first->look].font;
}

/* The colour of all words of a line; false: it has several. */
static bool one_colour(const struct page *page, const struct line *line, uint32_t *colour)
{
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);

	*colour = page->looks[line->look].colour;
	for (uint32_t i = 0; i < line->count; i++)
		if (page->looks[words[order[i]].look].colour != *colour)
			return false;
	return true;
}

/* A title in black, a date in red in the middle below it. */
bool colour_parts(const struct page *page, const struct line *above, const struct line *line)
{
	uint32_t before, after;

	return page->looks[above->look].colour != page->looks[line->look].colour &&
	       lines_share_axis(above, line) && line->flags & above->flags & LINE_LETTERS &&
	       !(char_flags(line->start) & ITEM_LOWER) && one_colour(page, above, &before) &&
	       one_colour(page, line, &after) && before != after;
}

bool style_parts(const struct page *page, const struct stack *stack, uint32_t start,
		 const struct line *above, const struct line *line)
{
	const struct line *first = line_at(page, stack, start);
	uint32_t differ = above->flags ^ line->flags;

	if (!(above->flags & line->flags & LINE_LETTERS))
		return false;
	/* a phrase of that face runs over the end of the line */
	if (differ & (LINE_BOLD | LINE_ITALIC) && !char_ends_sentence(above->end) &&
	    font_goes_on(page, above, line))
		return false;
	/* two headings of different faces */
	if (above->flags & line->flags & LINE_BOLD &&
	    page->looks[above->look].font != page->looks[line->look].font &&
	    !font_goes_on(page, above, line) && above->u1 < stack->edge - 4 * line->size)
		return true;
	/* an item whose first line is its heading: the text hangs under it */
	if (first->label && first->flags & LINE_BULLET &&
	    fabsf(line->u0 - first->text_u0) < 0.4f * line->size &&
	    first->text_u0 > first->u0 + 0.6f * line->size)
		return false;
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
