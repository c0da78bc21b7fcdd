/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "languages.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- tags -------------------------------------------------------------------- */

static bool is_one_of(const char *text, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(text, list[i]))
			return true;
	return false;
}

#define IS_ONE_OF(text, ...)                                                                       \
	is_one_of(text, (const char *const[]){ __VA_ARGS__ },                                      \
		  sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* Codes that have been replaced, and languages that are written by another's (RFC 5646, 2.2.1). */
static void settle_language(struct mt_tag *tag)
{
	static const struct {
		const char *from, *to;
	} names[] = { { "iw", "he" },  { "in", "id" },	{ "ji", "yi" },	 { "jw", "jv" },
		      { "no", "nb" },  { "tl", "fil" }, { "cmn", "zh" }, { "mo", "ro" },
		      { "eng", "en" }, { "deu", "de" }, { "fra", "fr" }, { "spa", "es" } };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(tag->language, names[i].from))
			snprintf(tag->language, sizeof(tag->language), "%s", names[i].to);
	if (!strcmp(tag->language, "sh")) {
		snprintf(tag->language, sizeof(tag->language), "sr");
		if (!*tag->script)
			snprintf(tag->script, sizeof(tag->script), "Latn");
	}
	if (!strcmp(tag->language, "zh") && !*tag->script)
		snprintf(tag->script, sizeof(tag->script), "%s",
			 IS_ONE_OF(tag->region, "TW", "HK", "MO") ? "Hant" : "Hans");
}

static char cased(char c, bool capital)
{
	if (c >= 'a' && c <= 'z' && capital)
		return (char)(c - 32);
	if (c >= 'A' && c <= 'Z' && !capital)
		return (char)(c + 32);
	return c;
}

struct mt_tag mt_tag_of(const char *tag)
{
	struct mt_tag parts = { 0 };
	bool first = true;

	while (*tag) {
		size_t n = strcspn(tag, "-_");
		bool digits = n && tag[0] >= '0' && tag[0] <= '9';
		char *to = NULL;

		if (first && n < sizeof(parts.language))
			to = parts.language;
		else if (!first && n == 4 && !digits && !*parts.script)
			to = parts.script;
		else if (!first && (n == 2 || (n == 3 && digits)) && !*parts.region)
			to = parts.region;
		else if (!first && n == 1)
			break; /* an extension, or private use */
		for (size_t i = 0; to && i < n; i++)
			to[i] = cased(tag[i], to == parts.region || (to == parts.script && !i));
		first = false;
		tag += n + (tag[n] != '\0');
	}
	settle_language(&parts);
	return parts;
}

bool mt_detects(const char *tag)
{
	struct mt_tag parts = mt_tag_of(tag ? tag : "");

	return IS_ONE_OF(parts.language, "", "und", "auto", "mul", "mis", "zxx");
}

/* ---- what services call them --------------------------------------------------- */

/* A language, with a script or region that it must have ("": any), at one service. */
struct name {
	uint8_t service;
	const char *language, *script, *region;
	const char *codes; /* best first, a blank between */
};

/* The first that fits counts; what is not here is called by its language alone. */
static const struct name names[] = {
	{ MT_DEEPL, "zh", "Hant", "", "ZH-HANT" },
	{ MT_DEEPL, "zh", "", "", "ZH-HANS ZH" },
	{ MT_DEEPL, "pt", "", "BR", "PT-BR" },
	{ MT_DEEPL, "pt", "", "", "PT-PT" },
	{ MT_DEEPL, "en", "", "", "EN-US" },
	{ MT_DEEPL, "es", "", "419", "ES-419 ES" },
	{ MT_DEEPL, "fil", "", "", "TL" },
	{ MT_GOOGLE, "zh", "Hant", "", "zh-TW" },
	{ MT_GOOGLE, "zh", "", "", "zh-CN zh" },
	{ MT_GOOGLE, "pt", "", "PT", "pt-PT pt" },
	{ MT_GOOGLE, "fr", "", "CA", "fr-CA fr" },
	{ MT_GOOGLE, "pt", "", "", "pt" },
	{ MT_GOOGLE, "nb", "", "", "no" },
	{ MT_GOOGLE, "he", "", "", "he iw" },
	{ MT_GOOGLE, "jv", "", "", "jv jw" },
	{ MT_GOOGLE, "fil", "", "", "fil tl" },
	{ MT_GOOGLE, "mni", "", "", "mni-Mtei" },
	{ MT_AZURE, "zh", "Hant", "", "zh-Hant" },
	{ MT_AZURE, "zh", "", "", "zh-Hans" },
	{ MT_AZURE, "pt", "", "PT", "pt-PT pt" },
	{ MT_AZURE, "pt", "", "", "pt" },
	{ MT_AZURE, "fr", "", "CA", "fr-CA fr" },
	{ MT_AZURE, "sr", "Latn", "", "sr-Latn" },
	{ MT_AZURE, "sr", "", "", "sr-Cyrl" },
	{ MT_AZURE, "mn", "Mong", "", "mn-Mong" },
	{ MT_AZURE, "mn", "", "", "mn-Cyrl" },
	{ MT_AZURE, "iu", "Latn", "", "iu-Latn" },
	{ MT_AZURE, "tlh", "", "", "tlh-Latn" },
	{ MT_AZURE, "hmn", "", "", "mww" },
	{ MT_AMAZON, "zh", "Hant", "", "zh-TW" },
	{ MT_AMAZON, "zh", "", "", "zh" },
	{ MT_AMAZON, "pt", "", "PT", "pt-PT" },
	{ MT_AMAZON, "pt", "", "", "pt" },
	{ MT_AMAZON, "fr", "", "CA", "fr-CA" },
	{ MT_AMAZON, "es", "", "MX", "es-MX" },
	{ MT_AMAZON, "es", "", "419", "es-MX" },
	{ MT_AMAZON, "nb", "", "", "no" },
	{ MT_AMAZON, "fil", "", "", "tl" },
	{ MT_AMAZON, "prs", "", "", "fa-AF" },
	{ MT_AMAZON, "fa", "", "AF", "fa-AF" },
	{ MT_LIBRE, "zh", "Hant", "", "zh-Hant zt" },
	{ MT_LIBRE, "zh", "", "", "zh-Hans zh" },
	{ MT_LIBRE, "pt", "", "BR", "pt-BR pb pt" },
	{ MT_LIBRE, "pt", "", "", "pt" },
	{ MT_LIBRE, "nb", "", "", "nb no" },
	{ MT_LIBRE, "fil", "", "", "tl fil" },
};

static unsigned split(const char *text, struct mt_code codes[MT_MAX_CODES])
{
	unsigned n = 0;

	while (*text && n < MT_MAX_CODES) {
		size_t length = strcspn(text, " ");

		snprintf(codes[n++].text, sizeof(codes->text), "%.*s", (int)length, text);
		text += length + (text[length] != '\0');
	}
	return n;
}

/* DeepL takes variants for targets only, and all in capitals. */
static unsigned deepl_codes(const struct mt_tag *tag, bool target, struct mt_code *codes)
{
	char plain[sizeof(tag->language)] = "";

	if (!target || !strcmp(tag->language, "en")) {
		const char *language = !strcmp(tag->language, "fil") ? "tl" : tag->language;

		for (size_t i = 0; language[i]; i++)
			plain[i] = cased(language[i], true);
		if (!target) {
			snprintf(codes[0].text, sizeof(codes->text), "%s", plain);
			return 1;
		}
		/* British spelling wherever English is official but for North America. */
		if (IS_ONE_OF(tag->region, "GB", "IE", "AU", "NZ", "ZA", "IN", "HK", "SG", "MT",
			      "150"))
			return split("EN-GB", codes);
	}
	return 0;
}

unsigned mt_codes(enum mt_service service, const char *text, bool target,
		  struct mt_code codes[MT_MAX_CODES])
{
	struct mt_tag tag = mt_tag_of(text);
	unsigned n = service == MT_DEEPL ? deepl_codes(&tag, target, codes) : 0;

	for (size_t i = 0; !n && i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].service == service && !strcmp(names[i].language, tag.language) &&
		    (!*names[i].script || !strcmp(names[i].script, tag.script)) &&
		    (!*names[i].region || !strcmp(names[i].region, tag.region)))
			n = split(names[i].codes, codes);
	if (n)
		return n;
	for (size_t i = 0; i < sizeof(tag.language); i++)
		codes[0].text[i] = cased(tag.language[i], service == MT_DEEPL);
	return 1;
}

const char *mt_choose(const struct mt_code *codes, unsigned n, const char *const *list,
		      size_t length)
{
	for (unsigned i = 0; i < n; i++)
		for (size_t k = 0; k < length; k++)
			if (!strcasecmp(codes[i].text, list[k]))
				return list[k];
	return NULL;
}
