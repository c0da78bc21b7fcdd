/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tags.h"

#include <string.h>

static char plain(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c == '_' ? '-' : c;
}

static bool is_word(const char *tag, const char *word)
{
	for (; *tag && plain(*tag) == *word; tag++, word++)
		;
	return !*tag && !*word;
}

bool tag_is_open(const char *tag)
{
	return !tag || !*tag || is_word(tag, "und") || is_word(tag, "auto");
}

bool tags_agree(const char *tag, const char *other)
{
	if (tag_is_open(tag) || tag_is_open(other))
		return true;
	while (*tag && plain(*tag) == plain(*other)) {
		tag++;
		other++;
	}
	return (!*tag && (!*other || plain(*other) == '-')) || (!*other && plain(*tag) == '-');
}

void tag_language(const char *tag, char language[TAG_SIZE])
{
	size_t n = 0;

	language[0] = '\0';
	if (tag_is_open(tag))
		return;
	for (; tag[n] && plain(tag[n]) != '-' && n < TAG_SIZE - 1; n++)
		language[n] = plain(tag[n]);
	language[n] = '\0';
	if (!strcmp(language, "nb") || !strcmp(language, "nn"))
		memcpy(language, "no", sizeof("no"));
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool tag_is_good(const char *tag)
{
	size_t part = 0, parts = 0;

	for (const char *at = tag;; at++) {
		if (!*at || plain(*at) == '-') {
			if (!part || part > 8 || (!parts && part < 2))
				return false;
			if (!*at)
				return true;
			part = 0;
			parts++;
		} else if (is_letter(*at) || (parts && *at >= '0' && *at <= '9')) {
			part++;
		} else {
			return false;
		}
	}
}
