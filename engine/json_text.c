/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "json_text.h"

#include <stdlib.h>
#include <string.h>

/* Length of the well-formed UTF-8 sequence at text (Unicode 15, table 3-7), 0: none. */
static size_t sequence(const unsigned char *text)
{
	static const struct {
		unsigned char first_low, first_high, second_low, second_high, length;
	} forms[] = {
		{ 0x00, 0x7f, 0x00, 0x00, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t n = forms[i].length;

		if (text[0] < forms[i].first_low || text[0] > forms[i].first_high)
			continue;
		if (n > 1 && (text[1] < forms[i].second_low || text[1] > forms[i].second_high))
			return 0;
		for (size_t k = 2; k < n; k++)
			if ((text[k] & 0xc0) != 0x80)
				return 0;
		return n;
	}
	return 0;
}

json_t *json_text(const char *text)
{
	json_t *string;
	char *clean, *to;

	if (!text)
		return json_null();
	string = json_string(text);
	if (string)
		return string;
	clean = to = malloc(3 * strlen(text) + 1);
	if (!clean)
		return json_null();
	while (*text) {
		size_t n = sequence((const unsigned char *)text);

		memcpy(to, n ? text : "\xef\xbf\xbd", n ? n : 3);
		to += n ? n : 3;
		text += n ? n : 1;
	}
	*to = '\0';
	string = json_string(clean);
	free(clean);
	return string ? string : json_null();
}
