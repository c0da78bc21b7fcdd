/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "upright.h"

#include "text.h"

#include <string.h>
#include <strings.h>

#ifdef HAVE_ICU
#include <unicode/uchar.h>
#endif

#define MOST_DIGITS 2u /* that stand beside each other in the width of a sign */

bool language_is_vertical(const char *language)
{
	static const char *const tags[] = { "ja", "jpn", "zh", "zho", "ko", "kor", "yue" };

	for (size_t i = 0; i < DT_COUNT(tags); i++) {
		if (language_is(language, tags[i]))
			return strncasecmp(language + strlen(tags[i]), "-Latn", 5) != 0;
	}
	return false;
}

static bool is_quote(uint32_t cp)
{
	return cp == 0x2018 || cp == 0x2019 || cp == 0x201c || cp == 0x201d;
}

uint32_t char_upright(uint32_t cp, const char *language)
{
	bool chinese = language_is(language, "zh") || language_is(language, "yue");

	switch (cp) {
	case 0x2018:
		return chinese ? 0x300c : cp;
	case 0x2019:
		return chinese ? 0x300d : cp;
	case 0x201c:
		return chinese ? 0x300e : 0x301d;
	case 0x201d:
		return chinese ? 0x300f : 0x301f;
	default:
		return cp;
	}
}

#ifdef HAVE_ICU
static enum stand stand_of(uint32_t cp)
{
	if (is_quote(cp)) /* "transformed" since Unicode 15.1 */
		return STAND_BY_FACE;
	switch (u_getIntPropertyValue((UChar32)cp, UCHAR_VERTICAL_ORIENTATION)) {
	case U_VO_UPRIGHT:
	case U_VO_TRANSFORMED_UPRIGHT:
		return STAND_UPRIGHT;
	case U_VO_TRANSFORMED_ROTATED:
		return STAND_BY_FACE;
	default:
		return STAND_TURNED;
	}
}
#else
/* Brackets, dashes, waves and the long sound. */
static bool is_transformed(uint32_t cp)
{
	return is_quote(cp) || (cp >= 0x3008 && cp <= 0x3011) || (cp >= 0x3014 && cp <= 0x301f) ||
	       cp == 0x3030 || cp == 0x30a0 || cp == 0x30fc || cp == 0xff08 || cp == 0xff09 ||
	       cp == 0xff1a || cp == 0xff1b || (cp >= 0xff3b && cp <= 0xff3f) ||
	       (cp >= 0xff5b && cp <= 0xff60) || cp == 0xffe3;
}

static enum stand stand_of(uint32_t cp)
{
	if (is_transformed(cp))
		return STAND_BY_FACE;
	return char_is_square(cp) ? STAND_UPRIGHT : STAND_TURNED;
}
#endif

static bool is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}

static bool is_letter(uint32_t cp)
{
	return (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z';
}

/* Signs of ASCII that make a word, a number or a date with what they touch. */
static bool is_joined(const struct letter *l)
{
	return l->kind == ATOM_OBJECT || (l->cp > ' ' && l->cp < 0x2000 && l->cp != '(' &&
					  l->cp != ')' && l->cp != '[' && l->cp != ']');
}

/* One or two digits, or a letter alone, between signs that stand upright. */
static void stand_short(struct letter *letters, uint32_t n)
{
	for (uint32_t i = 0; i < n;) {
		bool digit = is_digit(letters[i].cp);
		uint32_t end = i + 1;

		if (letters[i].kind != ATOM_WORD || (!digit && !is_letter(letters[i].cp))) {
			i++;
			continue;
		}
		while (end < n && digit && is_digit(letters[end].cp))
			end++;
		if (end - i <= MOST_DIGITS && (i == 0 || !is_joined(&letters[i - 1])) &&
		    (end == n || !is_joined(&letters[end])) &&
		    (digit || (i && letters[i - 1].stand == STAND_UPRIGHT) ||
		     (end < n && letters[end].stand == STAND_UPRIGHT))) {
			for (uint32_t k = i; k < end; k++)
				letters[k].stand = STAND_ABREAST;
		}
		i = end;
	}
}

/* The sign before or behind a single quotation mark is a letter: an apostrophe, or a word of
 * another script. */
static bool is_apostrophe(const struct letter *letters, uint32_t n, uint32_t i)
{
	return (letters[i].cp == 0x2018 || letters[i].cp == 0x2019) &&
	       ((i && is_joined(&letters[i - 1])) || (i + 1 < n && is_joined(&letters[i + 1])));
}

void letters_stand(struct composer *c)
{
	struct letter *letters = c->chars.at;
	uint32_t n = c->chars.n;

	for (uint32_t i = 0; i < n; i++) {
		letters[i].stand = STAND_TURNED;
		if (letters[i].kind == ATOM_WORD && letters[i].cp >= 0x80 &&
		    !(letters[i].level & 1) && !is_apostrophe(letters, n, i))
			letters[i].stand = (uint8_t)stand_of(letters[i].cp);
	}
	stand_short(letters, n);
}

enum stand letter_stand(struct composer *c, const struct letter *l, uint32_t face)
{
	const struct face *f;
	const struct shaped *shape;
	hb_codepoint_t plain;
	char text[4];
	struct word_key key = { .text = text, .face = face, .script = c->script };

	if (l->stand != STAND_BY_FACE || face == FACE_NONE)
		return l->stand == STAND_BY_FACE ? STAND_TURNED : (enum stand)l->stand;
	key.stand = STAND_UPRIGHT;
	key.length = (uint32_t)text_put(l->cp, text);
	f = faces_at(c->faces, face);
	shape = words_shape(c->words, &key);
	if (!shape || shape->n != 1 || !hb_font_get_nominal_glyph(f->font, l->cp, &plain) ||
	    shape->glyphs[0].id == plain)
		return STAND_TURNED;
	return STAND_UPRIGHT;
}
