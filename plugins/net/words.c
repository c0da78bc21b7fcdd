/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "words.h"

#include <stdint.h>
#include <string.h>

/* Bytes of the character at from, 0 when it is none (RFC 3629). */
static size_t character(const unsigned char *from, size_t n, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = from[0] < 0x80	 ? 1
			: from[0] < 0xc2 ? 0
			: from[0] < 0xe0 ? 2
			: from[0] < 0xf0 ? 3
			: from[0] < 0xf5 ? 4
					 : 0;

	if (!length || length > n)
		return 0;
	*code = length == 1 ? from[0] : from[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((from[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (from[i] & 0x3f);
	}
	if (*code < least[length] || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000))
		return 0;
	return length;
}

static bool turns(uint32_t code)
{
	return code == 0x061c || code == 0x200e || code == 0x200f ||
	       (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
	       code == 0xfeff;
}

size_t words_clean(char *to, size_t room, const char *from, size_t n, const char *secret)
{
	size_t secret_n = secret ? strlen(secret) : 0, out = 0, length;
	bool blank = true;
	uint32_t code;

	if (room < 8) {
		if (room)
			*to = '\0';
		return 0;
	}
	/* room for "..." and the NUL is kept free */
	for (size_t i = 0; i < n; i += length) {
		length = character((const unsigned char *)from + i, n - i, &code);
		if (!length) {
			length = 1;
			continue;
		}
		if (turns(code))
			continue;
		if (code <= ' ' || (code >= 0x7f && code <= 0xa0) || code == 0x2028 ||
		    code == 0x2029) {
			if (!blank && out + 5 < room)
				to[out++] = ' ';
			blank = true;
			continue;
		}
		blank = false;
		if (out + (length < 3 ? 3 : length) + 4 >= room) {
			memcpy(to + out, "...", 3);
			out += 3;
			break;
		}
		if (secret_n > 3 && n - i >= secret_n && !memcmp(from + i, secret, secret_n)) {
			memcpy(to + out, "***", 3);
			out += 3;
			length = secret_n;
			continue;
		}
		memcpy(to + out, from + i, length);
		out += length;
	}
	while (out && to[out - 1] == ' ')
		out--;
	to[out] = '\0';
	return out;
}
