/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "languages.h"

#include "nearest.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Country codes and withdrawn codes that people write for a language. */
static const struct {
	const char *written, *meant;
} mistaken[] = {
	{ "cn", "zh" }, { "cz", "cs" }, { "dk", "da" }, { "gr", "el" }, { "in", "id" },
	{ "iw", "he" }, { "ji", "yi" }, { "jp", "ja" }, { "kz", "kk" }, { "rs", "sr" },
	{ "tw", "zh" }, { "ua", "uk" }, { "us", "en" }, { "vn", "vi" },
};

static const struct language *by_code(const char *code, size_t length)
{
	for (size_t i = 0; i < languages_two_count; i++)
		if (strlen(languages_two[i].code) == length &&
		    !strncasecmp(languages_two[i].code, code, length))
			return &languages_two[i];
	return NULL;
}

static const struct language *by_code3(const char *code, size_t length)
{
	for (size_t i = 0; length == 3 && i < languages_two_count; i++)
		if (!strncasecmp(languages_two[i].code3, code, 3))
			return &languages_two[i];
	return NULL;
}

static int compare_code(const void *key, const void *element)
{
	return strcasecmp(key, element);
}

static bool is_three(const char *code, size_t length)
{
	char key[4] = "";

	if (length != 3)
		return false;
	memcpy(key, code, 3);
	return bsearch(key, languages_three, languages_three_count, sizeof(languages_three[0]),
		       compare_code) != NULL;
}

/* By English name, so that "spanish" finds "es". */
static const struct language *by_name(const char *word)
{
	const struct language *found = NULL;
	unsigned best = UINT_MAX;

	for (size_t i = 0; i < languages_two_count; i++) {
		const char *name = languages_two[i].name, *last = strrchr(name, ' ');

		/* "Modern Greek" is found by its last word, too */
		if (nearest_better(word, name, &best) ||
		    (last && nearest_better(word, last + 1, &best)))
			found = &languages_two[i];
	}
	return found;
}

static const struct language *meant(const char *word)
{
	const struct language *language = by_code3(word, strlen(word));

	for (size_t i = 0; !language && i < sizeof(mistaken) / sizeof(mistaken[0]); i++)
		if (!strcasecmp(mistaken[i].written, word))
			language = by_code(mistaken[i].meant, 2);
	return language ? language : by_name(word);
}

static bool all(const char *text, size_t n, int (*is)(int))
{
	for (size_t i = 0; i < n; i++)
		if (!is((unsigned char)text[i]))
			return false;
	return n > 0;
}

/* The subtags behind the language, in the order that RFC 5646 2.1 wants. */
static bool good_subtags(const char *rest)
{
	enum { EXTENDED, SCRIPT, REGION, VARIANT } at = EXTENDED;
	int extended = 0;

	while (*rest == '-') {
		const char *tag = ++rest;
		size_t n = strcspn(tag, "-");

		rest += n;
		if (n == 0 || n > 8 || !all(tag, n, isalnum))
			return false;
		if (n == 1)
			return *rest == '-' && rest[1]; /* extensions and private use: free */
		if (n == 3 && at == EXTENDED && all(tag, n, isalpha) && extended < 3)
			extended++;
		else if (n == 4 && at < SCRIPT && all(tag, n, isalpha))
			at = SCRIPT;
		else if (at < REGION &&
			 ((n == 2 && all(tag, n, isalpha)) || (n == 3 && all(tag, n, isdigit))))
			at = REGION;
		else if (n >= 5 || (n == 4 && isdigit((unsigned char)*tag)))
			at = VARIANT;
		else
			return false;
	}
	return !*rest;
}

bool language_check(const char *tag, char *why, size_t why_size)
{
	size_t n = strcspn(tag, "-");
	const struct language *language;
	char word[64];

	if (!*tag) {
		snprintf(why, why_size, "an empty language code was given, wanted one like \"en\"");
		return false;
	}
	if (by_code(tag, n) || is_three(tag, n)) {
		if (good_subtags(tag + n))
			return true;
		snprintf(why, why_size,
			 "\"%s\" is not a language tag: wanted language[-Script][-REGION] as in "
			 "\"zh-Hans-CN\"",
			 tag);
		return false;
	}
	n = strcspn(tag, "-_");
	if (tag[n] == '_' && by_code(tag, n)) {
		snprintf(why, why_size,
			 "\"%s\" is not a language tag: its parts are joined by \"-\", not \"_\"",
			 tag);
		return false;
	}
	snprintf(word, sizeof(word), "%.*s", (int)n, tag);
	language = meant(word);
	if (language)
		snprintf(why, why_size, "unknown language \"%s\"; did you mean \"%s\" (%s)?", tag,
			 language->code, language->name);
	else
		snprintf(why, why_size,
			 "unknown language \"%s\": wanted an ISO 639 code like \"en\", \"es\" or "
			 "\"zh-Hans\"",
			 tag);
	return false;
}

bool language_is_vertical(const char *tag)
{
	static const char *const vertical[] = { "ja", "jpn", "zh", "zho", "ko", "kor", "yue" };
	size_t n = strcspn(tag, "-");

	if (!strncasecmp(tag + n, "-Latn", 5))
		return false;
	for (size_t i = 0; i < sizeof(vertical) / sizeof(vertical[0]); i++)
		if (strlen(vertical[i]) == n && !strncasecmp(vertical[i], tag, n))
			return true;
	return false;
}

const char *language_name(const char *tag)
{
	const struct language *language = by_code(tag, strcspn(tag, "-"));

	return language ? language->name : NULL;
}
