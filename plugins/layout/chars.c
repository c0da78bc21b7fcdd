/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "chars.h"
#include "layout.h"

#include <utf8proc.h>

uint32_t char_at(const char *text, size_t length, uint32_t *used)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	*used = 0;
	if (!length)
		return 0;
	if ((unsigned char)text[0] < 0x80) {
		*used = 1;
		return (unsigned char)text[0];
	}
	n = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &c);
	if (n <= 0) {
		*used = 1;
		return 0xfffd;
	}
	*used = (uint32_t)n;
	return (uint32_t)c;
}

static bool is_wide_script(uint32_t c)
{
	return (c >= 0x2e80 && c <= 0x30ff) || (c >= 0x3100 && c <= 0x312f) ||
	       (c >= 0x31a0 && c <= 0x31ff) || (c >= 0x3400 && c <= 0x9fff) ||
	       (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff00 && c <= 0xff60) ||
	       (c >= 0x20000 && c <= 0x3ffff);
}

static uint32_t ascii_flags(uint32_t c)
{
	if (c >= 'a' && c <= 'z')
		return ITEM_LETTER | ITEM_LOWER;
	if (c >= 'A' && c <= 'Z')
		return ITEM_LETTER | ITEM_UPPER;
	if (c >= '0' && c <= '9')
		return ITEM_DIGIT;
	switch (c) {
	case ' ':
	case '\t':
	case '\n':
	case '\r':
		return ITEM_SPACE;
	case '.':
		return ITEM_DOT;
	case '-':
		return ITEM_HYPHEN;
	case '<':
	case '>':
	case '=':
	case '+':
	case '^':
	case '|':
	case '~':
		return ITEM_SYMBOL;
	default:
		return 0;
	}
}

static uint32_t category_flags(uint32_t c, const utf8proc_property_t *property)
{
	switch ((utf8proc_category_t)property->category) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LT:
		return ITEM_LETTER | ITEM_UPPER;
	case UTF8PROC_CATEGORY_LL:
		return ITEM_LETTER | ITEM_LOWER;
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
		return ITEM_LETTER;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return ITEM_MARK;
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return ITEM_DIGIT;
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return ITEM_SPACE;
	case UTF8PROC_CATEGORY_SM:
		return ITEM_SYMBOL | ITEM_MATH;
	case UTF8PROC_CATEGORY_SO:
	case UTF8PROC_CATEGORY_CO:
		return ITEM_SYMBOL;
	case UTF8PROC_CATEGORY_PD:
		return c == 0x2010 ? ITEM_HYPHEN : 0;
	case UTF8PROC_CATEGORY_CF:
		return c == 0xad ? ITEM_HYPHEN : 0;
	default:
		return 0;
	}
}

uint32_t char_flags(uint32_t c)
{
	const utf8proc_property_t *property;
	uint32_t flags;

	if (c < 0x80)
		return ascii_flags(c);
	property = utf8proc_get_property((utf8proc_int32_t)c);
	flags = category_flags(c, property);
	if (property->bidi_class == UTF8PROC_BIDI_CLASS_R ||
	    property->bidi_class == UTF8PROC_BIDI_CLASS_AL)
		flags |= ITEM_RTL;
	if (c == 0x2026 || c == 0x2024 || c == 0xb7)
		flags |= ITEM_DOT;
	if (c >= 0x1d400 && c <= 0x1d7ff) /* mathematical letters and digits */
		flags |= ITEM_MATH;
	if (is_wide_script(c))
		flags |= ITEM_WIDE;
	return flags;
}

bool char_is_bullet(uint32_t c)
{
	switch (c) {
	case 0x2022: /* bullet */
	case 0x2023:
	case 0x2043:
	case 0x204c:
	case 0x204d:
	case 0x2219:
	case 0x25a0:
	case 0x25fb:
	case 0x2751:
	case 0x25a1:
	case 0x25aa:
	case 0x25ab:
	case 0x25b6:
	case 0x25b8:
	case 0x25ba:
	case 0x25bb:
	case 0x25c6:
	case 0x25c7:
	case 0x25ca:
	case 0x25cb:
	case 0x25cf:
	case 0x25e6:
	case 0x2605:
	case 0x2606:
	case 0x2588: /* full block */
	case 0x2610:
	case 0x2611:
	case 0x2612:
	case 0x261e:
	case 0x2666:
	case 0x2713:
	case 0x2714:
	case 0x2717:
	case 0x2756:
	case 0x2192: /* arrows */
	case 0x21d2:
	case 0x2794:
	case 0x27a2:
	case 0x27a4:
	case 0x29bf:
	case 0x2b1b:
	case 0x2b1c:
	case 0xf0a7: /* Wingdings and Symbol in the private area */
	case 0xf0b7:
	case 0xf0d8:
	case 0xf0fc:
	case 0xf06e:
	case 0xf076:
	case 0xf071:
	case 0xf0a8:
	case 0xf02d:
	case 0xb7:
		return true;
	default:
		return false;
	}
}

bool char_is_dash(uint32_t c)
{
	return c == '-' || c == 0x2013 || c == 0x2014 || c == 0x2212;
}

bool char_is_closing(uint32_t c)
{
	return c == ')' || c == ']' || c == '"' || c == '\'' || c == 0x2019 || c == 0x201d ||
	       c == 0xbb || c == 0x203a || c == 0x300d || c == 0xff09;
}

bool char_is_opening(uint32_t c)
{
	return c == '(' || c == '[' || c == '{' || c == '"' || c == '\'' || c == 0xab ||
	       c == 0xa1 || c == 0xbf || c == 0x2018 || (c >= 0x201a && c <= 0x201c) ||
	       c == 0x201e || c == 0x2039 || c == 0x300c || c == 0xff08;
}

bool char_ends_sentence(uint32_t c)
{
	switch (c) {
	case '.':
	case '!':
	case '?':
	case ':':
	case ';':
	case 0x2026:
	case 0x3002: /* ideographic full stop */
	case 0xff01:
	case 0xff1a:
	case 0xff1b:
	case 0xff1f:
	case 0xff0e:
	case 0x61f: /* Arabic question mark */
	case 0x6d4:
	case 0x964: /* danda */
	case 0x965:
	case 0x589:
	case 0x1362:
		return true;
	default:
		return false;
	}
}

uint32_t char_small(uint32_t c)
{
	return (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
}

uint32_t char_write(uint32_t c, char out[CHAR_COMPOSED])
{
	return (uint32_t)utf8proc_encode_char((utf8proc_int32_t)c, (utf8proc_uint8_t *)out);
}

uint32_t combining_of(uint32_t accent)
{
	static const uint16_t pairs[][2] = {
		{ '`', 0x300 },	  { 0xb4, 0x301 },  { '^', 0x302 },   { 0x2c6, 0x302 },
		{ '~', 0x303 },	  { 0x2dc, 0x303 }, { 0xaf, 0x304 },  { 0x2c9, 0x304 },
		{ 0x2d8, 0x306 }, { 0x2d9, 0x307 }, { 0xa8, 0x308 },  { 0x2da, 0x30a },
		{ 0x2dd, 0x30b }, { 0x2c7, 0x30c }, { 0x2cb, 0x300 }, { 0x2ca, 0x301 },
		{ 0xb8, 0x327 },  { 0x2db, 0x328 },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (pairs[i][0] == accent)
			return pairs[i][1];
	return 0;
}

uint32_t char_compose(const char *text, size_t length, uint32_t combining, char out[CHAR_COMPOSED])
{
	utf8proc_int32_t points[8];
	utf8proc_ssize_t n;
	uint32_t used, c = char_at(text, length, &used);

	/* the dot goes when an accent comes: TeX has letters without one for that */
	points[0] = (utf8proc_int32_t)(c == 0x131 ? 'i' : c == 0x237 ? 'j' : c);
	points[1] = (utf8proc_int32_t)combining;
	n = utf8proc_normalize_utf32(points, combining ? 2 : 1, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	used = 0;
	for (utf8proc_ssize_t i = 0; i < n && i < 2; i++)
		used += (uint32_t)utf8proc_encode_char(points[i], (utf8proc_uint8_t *)out + used);
	return used;
}
