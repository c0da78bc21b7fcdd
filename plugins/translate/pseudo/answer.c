/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "../markup.h"
#include "pseudo.h"

#include <math.h>
#include <unicase.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

struct maker {
	struct text *out;
	enum pseudo_script script;
	double factor;
	double owed;	 /* width that rounding has left over so far */
	bool word_last;	 /* a made-up word stands before what comes */
	bool touches;	 /* and nothing between */
	unsigned blanks; /* behind it, held back where the script writes none between words */
};

/* Is a blank between two words not written in this script? */
static bool runs_on(enum pseudo_script script)
{
	return script == PSEUDO_CJK || script == PSEUDO_JAPANESE || script == PSEUDO_THAI ||
	       script == PSEUDO_LAO || script == PSEUDO_KHMER;
}

static bool has_case(enum pseudo_script script)
{
	return script == PSEUDO_LATIN || script == PSEUDO_VIETNAMESE || script == PSEUDO_GREEK ||
	       script == PSEUDO_CYRILLIC;
}

static bool is_word_part(uint32_t code, bool first)
{
	if (code < 0x80)
		return (code | 32) >= 'a' && (code | 32) <= 'z';
	if (uc_is_general_category_withtable(code, UC_CATEGORY_MASK_L))
		return true;
	return !first && uc_is_general_category_withtable(code, UC_CATEGORY_MASK_M);
}

/* Longest word that is taken from text without blanks between words. */
#define LONGEST_OF_ROW 3

/* Does a script write words one after the other?  So do ideographs, kana, Thai, Lao, Khmer. */
static bool in_row(uint32_t code)
{
	return (code >= 0xe00 && code <= 0xeff) || (code >= 0x1780 && code <= 0x17ff) ||
	       (code >= 0x3040 && code <= 0x30ff) || (code >= 0x3400 && code <= 0x9fff) ||
	       (code >= 0x20000 && code <= 0x3ffff);
}

struct word {
	const char *at;
	size_t length;
	unsigned width;
	uint64_t hash; /* FNV-1a of the small letters: "The" and "the" are one word */
	bool first_capital, all_capital;
};

/* The longest word at *at; false when none starts there. */
static bool take_word(const char **at, const char *end, struct word *word)
{
	unsigned letters = 0, capitals = 0;

	memset(word, 0, sizeof(*word));
	word->at = *at;
	word->hash = 0xcbf29ce484222325ull;
	while (*at < end) {
		const char *next = *at;
		uint32_t code = markup_decode(&next, end);
		bool capital;
		int width;

		if (code == UINT32_MAX || !is_word_part(code, !letters))
			break;
		if (letters >= LONGEST_OF_ROW && in_row(code) &&
		    !uc_is_general_category_withtable(code, UC_CATEGORY_MASK_M))
			break;
		capital = uc_is_upper(code);
		word->first_capital |= capital && !letters;
		capitals += capital;
		letters++;
		width = uc_width(code, "UTF-8");
		word->width += width > 0 ? (unsigned)width : 0;
		word->hash = (word->hash ^ uc_tolower(code)) * 0x100000001b3ull;
		*at = next;
	}
	word->all_capital = letters > 1 && capitals == letters;
	word->length = (size_t)(*at - word->at);
	return word->length > 0;
}

/* Makes the first letter, or all, behind offset capital. */
static void capitalise(struct text *out, size_t offset, bool all)
{
	struct text small = { 0 };
	const char *at, *end;

	text_add(&small, out->at + offset, out->n - offset);
	if (small.failed) {
		out->failed = true;
		return;
	}
	out->n = offset;
	at = small.at;
	end = at + small.n;
	for (bool capital = true; at < end; capital = all) {
		uint32_t code = markup_decode(&at, end);
		char bytes[4];

		text_add(out, bytes, markup_encode(bytes, capital ? uc_toupper(code) : code));
	}
	text_free(&small);
}

/* A blank cannot grow: the words have to make up for it. */
static void add_blank(struct maker *maker)
{
	text_add_char(maker->out, ' ');
	maker->owed += maker->factor - 1;
}

static void release_blanks(struct maker *maker)
{
	for (; maker->blanks; maker->blanks--)
		add_blank(maker);
}

/* Words of the source that follow each other without a blank need one here. */
static void part_words(struct maker *maker)
{
	if (!maker->touches || runs_on(maker->script))
		return;
	text_add_char(maker->out, ' ');
	maker->owed -= 1;
}

static void add_word(struct maker *maker, const struct word *word)
{
	struct text *out = maker->out;
	size_t offset = out->n;
	unsigned width, made;
	double wanted;

	part_words(maker);
	offset = out->n;
	wanted = (word->width + maker->blanks) * maker->factor + maker->owed;
	maker->blanks = 0;
	width = wanted < 1 ? 1 : (unsigned)lround(wanted);
	made = pseudo_word(out, maker->script, word->hash, width);
	if (!out->failed && out->n - offset == word->length &&
	    !memcmp(out->at + offset, word->at, word->length)) {
		out->n = offset; /* by chance the word of the source */
		made = pseudo_word(out, maker->script, ~word->hash, width);
	}
	maker->owed = wanted - made;
	if (has_case(maker->script) && word->first_capital && !maker->out->failed)
		capitalise(maker->out, offset, word->all_capital);
	maker->word_last = true;
}

/* Full width ones bring their own blank.  Returns what stands behind the sign. */
static const char *add_sign(struct maker *maker, const char *start, const char *end)
{
	const char *at = start;
	uint32_t code = markup_decode(&at, end), sign = pseudo_sign(maker->script, code);
	bool wide = sign > 0x2fff, was_wide = code > 0x2fff;
	char bytes[4];

	if (sign != code && was_wide) { /* the other way: a blank behind it */
		text_add(maker->out, bytes, markup_encode(bytes, sign));
		if (at < end && *at != ' ')
			text_add_char(maker->out, ' ');
		return at;
	}
	if (sign == code || !maker->word_last || (at < end && *at != ' ')) {
		markup_add_text(maker->out, start, (size_t)(at - start));
		return at;
	}
	text_add(maker->out, bytes, markup_encode(bytes, sign));
	if (!wide)
		return at;
	maker->owed += at < end ? maker->factor - 1 : -1;
	return at < end ? at + 1 : at;
}

static void add_text(struct maker *maker, const char *at, size_t length)
{
	const char *end = at + length;
	struct word word;

	while (at < end) {
		const char *start = at;

		if (take_word(&at, end, &word)) {
			add_word(maker, &word);
			maker->touches = true;
			continue;
		}
		maker->touches = false;
		if (*at == ' ') {
			if (maker->word_last && runs_on(maker->script))
				maker->blanks++;
			else
				add_blank(maker);
			at++;
			continue;
		}
		release_blanks(maker);
		at = add_sign(maker, start, end);
		maker->word_last = false;
	}
}

bool pseudo_answer(struct text *out, const char *text, size_t length, enum pseudo_script script,
		   double factor)
{
	struct maker maker = { .out = out, .script = script, .factor = factor };
	struct markup_reader reader;
	struct markup_token token;
	bool ends = false;

	markup_start(&reader, text, length);
	while (!ends) {
		markup_next(&reader, &token);
		if (token.kind != MARKUP_TEXT && token.kind != MARKUP_CLOSE &&
		    token.kind != MARKUP_OPEN) {
			release_blanks(&maker);
			maker.word_last = maker.touches = false;
		}
		switch (token.kind) {
		case MARKUP_TEXT:
			add_text(&maker, token.at, token.length);
			break;
		case MARKUP_OPEN:
			markup_add_open(out, token.id);
			break;
		case MARKUP_CLOSE:
			markup_add_close(out);
			break;
		case MARKUP_OBJECT:
			markup_add_object(out, token.id);
			break;
		case MARKUP_BAD:
			return false;
		case MARKUP_END:
			ends = true;
			break;
		}
	}
	return true;
}
