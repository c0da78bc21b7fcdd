/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "latin_words.h"

#include "text.h"

#include <fribidi.h>
#include <string.h>

#define LONGEST	    200u /* letters of names in one pair of braces */
#define LEAST_PARTS 3u	 /* of a number with hyphens */

static bool is_one_of(uint32_t cp, const char *signs)
{
	return cp && cp < 0x80 && strchr(signs, (int)cp);
}

static bool opens(uint32_t cp)
{
	return is_one_of(cp, "([<\"'") || cp == 0xab || cp == 0x2018 || cp == 0x201c ||
	       cp == 0x2039;
}

static bool closes(uint32_t cp)
{
	return is_one_of(cp, ")]>\"'.,;:!?") || cp == 0xbb || cp == 0x2019 || cp == 0x201d ||
	       cp == 0x203a || cp == 0x2026 || cp == 0x60c || cp == 0x61b || cp == 0x61f ||
	       cp == 0x6d4;
}

static bool is_hyphen(uint32_t cp)
{
	return cp == '-' || cp == 0x2010 || cp == 0x2011;
}

static bool is_number_sign(uint32_t cp)
{
	return cp == '-' || cp == '+' || cp == 0x2212 || cp == 0xb1;
}

static uint32_t blank_after(const struct letter *letters, uint32_t n, uint32_t i)
{
	while (i < n && letters[i].kind == ATOM_WORD)
		i++;
	return i;
}

/* Behind the word; blanks between braces are of it: "{one, two}@example.org". */
static uint32_t word_end(const struct letter *letters, uint32_t n, uint32_t i)
{
	uint32_t end = blank_after(letters, n, i), depth = 0;

	for (uint32_t k = i; k < n && k < i + LONGEST; k++) {
		uint32_t cp = letters[k].cp;

		if (letters[k].kind != ATOM_WORD && (letters[k].kind != ATOM_BLANK || !depth))
			return depth ? end : k;
		if (char_is_rtl(cp))
			return end;
		depth += cp == '{';
		depth -= cp == '}' && depth;
		if (cp == '}' && !depth)
			return blank_after(letters, n, k);
	}
	return end;
}

static uint32_t count_of(const struct letter *letters, struct latin_word word, uint32_t cp)
{
	uint32_t n = 0;

	for (uint32_t i = word.first; i < word.end; i++)
		n += letters[i].cp == cp;
	return n;
}

/* Brackets and stops around it are of the text; a bracket that it opens itself is not. */
static struct latin_word without_ends(const struct letter *letters, struct latin_word word)
{
	while (word.first < word.end && opens(letters[word.first].cp))
		word.first++;
	while (word.first < word.end) {
		uint32_t last = letters[word.end - 1].cp, opener = 0;

		if (!closes(last))
			break;
		if (last == ')' || last == ']' || last == '>')
			opener = last == ')' ? '(' : last == ']' ? '[' : '<';
		if (opener && count_of(letters, word, opener) >= count_of(letters, word, last))
			break;
		word.end--;
	}
	return word;
}

static bool stays_whole(const struct letter *letters, struct latin_word word)
{
	uint32_t latin = 0, signs = 0, parts = 0;
	bool digit = false, starts = false;

	for (uint32_t i = word.first; i < word.end; i++) {
		uint32_t cp = letters[i].cp;
		FriBidiCharType type = fribidi_get_bidi_type(cp);
		bool number = type == FRIBIDI_TYPE_EN;

		if (char_is_rtl(cp) || type == FRIBIDI_TYPE_AN)
			return false;
		starts = starts || (number && i == word.first);
		latin += type == FRIBIDI_TYPE_LTR;
		signs += type != FRIBIDI_TYPE_LTR && !number;
		/* groups of digits with a hyphen before all but the first */
		parts += number && !digit && (!parts || is_hyphen(letters[i - 1].cp));
		digit = number;
	}
	if (latin)
		return signs || starts;
	return parts >= LEAST_PARTS || (parts && is_number_sign(letters[word.first].cp));
}

struct latin_word latin_word(const struct letter *letters, uint32_t n, uint32_t i, uint32_t *next)
{
	struct latin_word word = { i, word_end(letters, n, i) };

	*next = word.end > i ? word.end : i + 1;
	word = without_ends(letters, word);
	if (!stays_whole(letters, word))
		word.first = word.end;
	return word;
}
