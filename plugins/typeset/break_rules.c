/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "break_rules.h"

#include "breaks.h"
#include "text.h"

/* Small kana, the sound mark and signs of repetition: class CJ of UAX #14, and what strict
 * setting keeps from the head of a line besides. */
static bool never_begins(uint32_t cp)
{
	switch (cp) {
	case 0x3005: /* ideographic iteration mark */
	case 0x303b:
	case 0x3041: /* small hiragana */
	case 0x3043:
	case 0x3045:
	case 0x3047:
	case 0x3049:
	case 0x3063:
	case 0x3083:
	case 0x3085:
	case 0x3087:
	case 0x308e:
	case 0x3095:
	case 0x3096:
	case 0x309b: /* sound marks */
	case 0x309c:
	case 0x309d:
	case 0x309e:
	case 0x30a0: /* double hyphen */
	case 0x30a1: /* small katakana */
	case 0x30a3:
	case 0x30a5:
	case 0x30a7:
	case 0x30a9:
	case 0x30c3:
	case 0x30e3:
	case 0x30e5:
	case 0x30e7:
	case 0x30ee:
	case 0x30f5:
	case 0x30f6:
	case 0x30fb: /* middle dot */
	case 0x30fc: /* long sound */
	case 0x30fd:
	case 0x30fe:
		return true;
	default:
		return (cp >= 0x31f0 && cp <= 0x31ff) || (cp >= 0xff67 && cp <= 0xff70) ||
		       cp == 0x2013 || cp == 0x301c || cp == 0xff0f || cp == 0xff5e;
	}
}

static bool is_hangul(uint32_t cp)
{
	return (cp >= 0xac00 && cp <= 0xd7a3) || (cp >= 0x1100 && cp <= 0x11ff) ||
	       (cp >= 0x3130 && cp <= 0x318f);
}

/* Korean is written with blanks between words: lines end there. */
static bool holds_korean(uint32_t before, uint32_t after)
{
	return is_hangul(before) ? after > ' ' && after != CHAR_BREAK && !char_is_ignorable(after)
				 : is_hangul(after) && before > ' ';
}

void break_rules(const char *text, uint32_t length, const char *language, char *answers)
{
	bool korean = language_is(language, "ko");
	uint32_t before = 0;

	for (size_t at = 0; at < length;) {
		size_t from = at;
		uint32_t cp;

		if ((unsigned char)text[at] < 0x80 && !korean) {
			before = (unsigned char)text[at++];
			continue;
		}
		cp = text_next(text, length, &at);
		if (from && answers[from - 1] == BREAK_MAY &&
		    (never_begins(cp) ? !char_is_blank(before) && before > 0x2e80
				      : korean && holds_korean(before, cp)))
			answers[from - 1] = BREAK_NOT;
		before = cp;
	}
}
