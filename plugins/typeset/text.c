/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "text.h"

#include <string.h>
#include <strings.h>

uint32_t text_next(const char *text, size_t length, size_t *at)
{
	const unsigned char *s = (const unsigned char *)text + *at;
	size_t rest = length - *at, need;
	uint32_t cp;

	if (s[0] < 0x80) {
		*at += 1;
		return s[0];
	}
	need = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
	if (s[0] < 0xC2 || s[0] > 0xF4 || need > rest) {
		*at += 1;
		return CHAR_MISSING;
	}
	cp = s[0] & (0x7Fu >> need);
	for (size_t i = 1; i < need; i++) {
		if ((s[i] & 0xC0) != 0x80) {
			*at += 1;
			return CHAR_MISSING;
		}
		cp = cp << 6 | (s[i] & 0x3F);
	}
	*at += need;
	return cp;
}

size_t text_put(uint32_t cp, char *to)
{
	if (cp < 0x80) {
		to[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		to[0] = (char)(0xC0 | cp >> 6);
		to[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		to[0] = (char)(0xE0 | cp >> 12);
		to[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		to[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	to[0] = (char)(0xF0 | cp >> 18);
	to[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	to[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	to[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

bool char_is_blank(uint32_t cp)
{
	return cp == ' ' || cp == 0xA0 || cp == '\t' || cp == '\n' || cp == '\r';
}

bool char_is_ignorable(uint32_t cp)
{
	if (cp < 0xAD)
		return cp < 0x20;
	return cp == 0xAD || cp == 0x34F || cp == 0x61C || (cp >= 0x200B && cp <= 0x200F) ||
	       (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x206F) ||
	       (cp >= 0xFE00 && cp <= 0xFE0F) || cp == 0xFEFF || (cp >= 0xE0000 && cp <= 0xE0FFF);
}

bool char_is_square(uint32_t cp)
{
	return cp >= 0x2E80 &&
	       ((cp >= 0x3000 && cp <= 0x30FF) || (cp >= 0x31F0 && cp <= 0x9FFF) || (cp < 0x3000) ||
		(cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0xFE30 && cp <= 0xFE4F) ||
		(cp >= 0xFF00 && cp <= 0xFFEF) || (cp >= 0x20000 && cp <= 0x3FFFF));
}

bool char_is_in_row(uint32_t cp)
{
	return cp >= 0xE00 &&
	       (cp <= 0xEFF || (cp >= 0x1000 && cp <= 0x109F) || (cp >= 0x1780 && cp <= 0x17FF));
}

bool char_is_rtl(uint32_t cp)
{
	if (cp < 0x590)
		return false;
	return cp <= 0x8FF || cp == 0x200F || cp == 0x202B || cp == 0x202E || cp == 0x2067 ||
	       (cp >= 0xFB1D && cp <= 0xFDFF) || (cp >= 0xFE70 && cp <= 0xFEFC) ||
	       (cp >= 0x10800 && cp <= 0x10FFF) || (cp >= 0x1E800 && cp <= 0x1EFFF);
}

uint32_t char_capital(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 'a' && cp <= 'z' ? cp - 0x20 : cp;
	if (cp < 0x100)
		return cp == 0xFF ? 0x178 : cp >= 0xE0 && cp != 0xF7 ? cp - 0x20 : cp;
	if (cp == 0x131)
		return 'I';
	/* Latin Extended-A: pairs, the capital comes first */
	if ((cp >= 0x139 && cp <= 0x148) || (cp >= 0x179 && cp <= 0x17E))
		return cp & 1 ? cp : cp - 1;
	if (cp <= 0x177)
		return cp & 1 ? cp - 1 : cp;
	if (cp >= 0x3B1 && cp <= 0x3C9)
		return cp == 0x3C2 ? 0x3A3 : cp - 0x20;
	if (cp >= 0x430 && cp <= 0x44F)
		return cp - 0x20;
	return cp >= 0x450 && cp <= 0x45F ? cp - 0x50 : cp;
}

bool language_is(const char *tag, const char *primary)
{
	size_t n = strlen(primary);

	return tag && strncasecmp(tag, primary, n) == 0 && (tag[n] == '\0' || tag[n] == '-');
}

bool language_is_rtl(const char *language)
{
	static const char *const tags[] = { "ar", "he", "iw", "fa",  "ur",  "yi", "ps",
					    "sd", "ug", "dv", "ckb", "arc", "syr" };

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (language_is(language, tags[i]))
			return true;
	}
	return false;
}
