/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Languages as a model should hear them. */
#include "config.h"

#include "language.h"
#include "llm.h"

#include <stdio.h>
#include <strings.h>

static const struct {
	const char *tag, *name;
} special[] = {
	/* the script or the country says more than the name of ISO 639 */
	{ "zh-Hans", "Simplified Chinese" },
	{ "zh-Hant", "Traditional Chinese" },
	{ "zh-CN", "Simplified Chinese" },
	{ "zh-SG", "Simplified Chinese" },
	{ "zh-TW", "Traditional Chinese as written in Taiwan" },
	{ "zh-HK", "Traditional Chinese as written in Hong Kong" },
	{ "zh", "Simplified Chinese" },
	{ "pt-BR", "Brazilian Portuguese" },
	{ "pt-PT", "European Portuguese" },
	{ "es-419", "Latin American Spanish" },
	{ "es-MX", "Mexican Spanish" },
	{ "es-ES", "European Spanish" },
	{ "en-US", "American English" },
	{ "en-GB", "British English" },
	{ "fr-CA", "Canadian French" },
	{ "de-CH", "German as written in Switzerland" },
	{ "de-AT", "Austrian German" },
	{ "sr-Latn", "Serbian in Latin script" },
	{ "sr-Cyrl", "Serbian in Cyrillic script" },
	{ "uz-Latn", "Uzbek in Latin script" },
	{ "uz-Cyrl", "Uzbek in Cyrillic script" },
	{ "pa-Arab", "Punjabi in Shahmukhi script" },
	{ "pa-Guru", "Punjabi in Gurmukhi script" },
};

/* The longest entry that the tag begins with, at a border of subtags. */
static const char *special_name(const char *tag, size_t *length)
{
	const char *name = NULL;

	*length = 0;
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
		size_t n = strlen(special[i].tag);

		if (n > *length && !strncasecmp(special[i].tag, tag, n) &&
		    (!tag[n] || tag[n] == '-')) {
			name = special[i].name;
			*length = n;
		}
	}
	return name;
}

static const char *plain_name(const char *tag)
{
	size_t n = strcspn(tag, "-_");

	for (size_t i = 0; i < llm_languages_count; i++)
		if ((n == 2 && !strncasecmp(llm_languages[i].code, tag, 2)) ||
		    (n == 3 && !strncasecmp(llm_languages[i].code3, tag, 3)))
			return llm_languages[i].name;
	return NULL;
}

void llm_language(const char *tag, char *name, size_t size)
{
	size_t length;
	const char *known = special_name(tag, &length);

	if (!known)
		known = plain_name(tag);
	if (known)
		snprintf(name, size, "%s (%s)", known, tag);
	else
		snprintf(name, size, "the language with the code %s", tag);
}
