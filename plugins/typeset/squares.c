/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "squares.h"

#include "text.h"

static bool is_traditional(const char *language)
{
	return language_is(language, "zh-Hant") || language_is(language, "zh-TW") ||
	       language_is(language, "zh-HK") || language_is(language, "zh-MO");
}

enum square_kind square_kind(uint32_t cp, const char *language)
{
	if (cp < 0x2018)
		return SQUARE_FULL;
	switch (cp) {
	case 0x2018: /* quotation marks, where the face has them as squares */
	case 0x201c:
	case 0xff08: /* parentheses, brackets, braces */
	case 0xff3b:
	case 0xff5b:
	case 0xff5f:
	case 0x301d:
		return SQUARE_OPENS;
	case 0x2019:
	case 0x201d:
	case 0xff09:
	case 0xff3d:
	case 0xff5d:
	case 0xff60:
	case 0x301e:
	case 0x301f:
		return SQUARE_CLOSES;
	case 0x3001: /* comma and full stop */
	case 0x3002:
	case 0xff0c:
	case 0xff0e:
		return is_traditional(language) ? SQUARE_FULL : SQUARE_CLOSES;
	default:
		/* pairs of brackets, the opening one first */
		if ((cp >= 0x3008 && cp <= 0x3011) || (cp >= 0x3014 && cp <= 0x301b))
			return cp & 1 ? SQUARE_CLOSES : SQUARE_OPENS;
		return SQUARE_FULL;
	}
}

/* Ideographs and kana; their punctuation brings its own space. */
static bool is_letter_square(uint32_t cp)
{
	return (cp >= 0x3041 && cp <= 0x30ff && cp != 0x30fb && cp != 0x30a0) ||
	       (cp >= 0x3400 && cp <= 0x9fff) || (cp >= 0xf900 && cp <= 0xfaff) ||
	       (cp >= 0x20000 && cp <= 0x3ffff) || cp == 0x3005;
}

static bool is_western(uint32_t cp)
{
	return (cp >= '0' && cp <= '9') || ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z') ||
	       (cp >= 0xc0 && cp <= 0x24f && cp != 0xd7 && cp != 0xf7) ||
	       (cp >= 0x370 && cp <= 0x52f) || (cp >= 0x1e00 && cp <= 0x1fff);
}

bool squares_apart(uint32_t left, uint32_t right)
{
	if (left < 0x3000 && right < 0x3000)
		return false;
	return (is_letter_square(left) && is_western(right)) ||
	       (is_western(left) && is_letter_square(right));
}
