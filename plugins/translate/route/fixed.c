/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What stays as it is inside of a text that is translated. */
#include "config.h"

#include "build.h"

#include "rules.h"

/* Identifiers are no language: a translator would take them for words.  One that is set in
 * several styles has that of its start. */
static void fix_identifiers(struct builder *b)
{
	const char *text = b->source->text, *at = text, *end = text + b->source->length;
	const char *start;

	while (rules_next_identifier(&at, end, &start)) {
		uint32_t first = (uint32_t)(start - text), behind = (uint32_t)(at - text);
		bool whole = true;

		for (uint32_t i = first; i < behind; i++)
			whole &= b->group[i] != GROUP_OBJECT;
		for (uint32_t i = first; whole && i < behind; i++) {
			b->class[i] = RULES_FIXED;
			b->group[i] = b->group[first];
		}
	}
}

/* Numbers with the points between their digits. */
static void fix_numbers(struct builder *b)
{
	const char *text = b->source->text;
	uint32_t n = b->source->length;

	for (uint32_t i = 0; i < n; i++) {
		bool inside = i && i + 1 < n && (text[i] == '.' || text[i] == ',') &&
			      b->class[i - 1] == RULES_FIXED && b->class[i + 1] == RULES_DIGIT;

		if (b->class[i] == RULES_DIGIT || inside)
			b->class[i] = RULES_FIXED;
	}
}

/* ---- symbols ----------------------------------------------------------------- */

enum { LONGEST_SYMBOL = 2, LONGEST_COMPOUND = 8, LONGEST_INDEX = 8 }; /* letters */

/* From at to the end of what is of the same height as the sign there. */
static uint32_t piece_end(const struct builder *b, uint32_t at, uint32_t end)
{
	const struct group *first = &b->groups[b->group[at]];
	uint32_t i = at;

	while (i < end && b->groups[b->group[i]].raised == first->raised &&
	       b->groups[b->group[i]].lowered == first->lowered)
		i++;
	return i;
}

/* "V", "CO", "NaHCO": no word of a language. */
static bool is_symbol(const struct builder *b, uint32_t at, uint32_t end)
{
	const char *text = b->source->text;
	uint32_t letters = 0, capitals = 0, small = 0, longest = 0;

	for (uint32_t i = at; i < end; i++) {
		bool capital = text[i] >= 'A' && text[i] <= 'Z';

		if (((unsigned char)text[i] & 0xc0) == 0x80 || b->class[i] != RULES_LETTER)
			continue;
		letters++;
		capitals += capital;
		small = capital ? 0 : small + 1;
		longest = small > longest ? small : longest;
	}
	return letters <= LONGEST_SYMBOL ||
	       (letters <= LONGEST_COMPOUND && capitals > 1 && longest < 2);
}

static uint32_t count_letters(const struct builder *b, uint32_t at, uint32_t end)
{
	uint32_t n = 0;

	for (; at < end; at++)
		n += b->class[at] == RULES_LETTER &&
		     ((unsigned char)b->source->text[at] & 0xc0) != 0x80;
	return n;
}

/* Short letters with an index below them, as symbols of quantities and substances have it. */
static bool has_index(const struct builder *b, uint32_t at, uint32_t end)
{
	bool index = false, base = false;

	for (uint32_t next; at < end; at = next) {
		const struct group *group = &b->groups[b->group[at]];

		next = piece_end(b, at, end);
		if (group->raised || group->lowered) {
			if (count_letters(b, at, next) > LONGEST_INDEX)
				return false;
			index |= group->lowered && base;
		} else {
			if (!is_symbol(b, at, next))
				return false;
			base = true;
		}
	}
	return index;
}

/* What a translator would take apart, or for words: each of its heights is one mark. */
static void fix_symbols(struct builder *b)
{
	uint32_t n = b->source->length;

	for (uint32_t at = 0, end; at < n; at = end) {
		end = at + 1;
		if ((b->class[at] != RULES_LETTER && b->class[at] != RULES_DIGIT) ||
		    b->group[at] == GROUP_OBJECT)
			continue;
		while (end < n && (b->class[end] == RULES_LETTER || b->class[end] == RULES_DIGIT) &&
		       b->group[end] != GROUP_OBJECT)
			end++;
		if (has_index(b, at, end))
			memset(b->class + at, RULES_FIXED, end - at);
	}
}

void fixed_find(struct builder *b)
{
	bool lowered = false;

	fix_identifiers(b);
	for (uint32_t i = 0; i < b->n_groups; i++)
		lowered |= b->groups[i].lowered;
	if (lowered)
		fix_symbols(b);
	if (b->source->fixed_numbers)
		fix_numbers(b);
}
