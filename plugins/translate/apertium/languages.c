/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "languages.h"

#include <stdio.h>
#include <string.h>

/* Every language of which Debian has a pair, and those people ask for most. */
static const struct {
	const char *two, *three, *name;
} languages[] = {
	{ "af", "afr", "Afrikaans" },
	{ "an", "arg", "Aragonese" },
	{ "ar", "ara", "Arabic" },
	{ "", "ast", "Asturian" },
	{ "be", "bel", "Belarusian" },
	{ "bg", "bul", "Bulgarian" },
	{ "br", "bre", "Breton" },
	{ "ca", "cat", "Catalan" },
	{ "cs", "ces", "Czech" },
	{ "cy", "cym", "Welsh" },
	{ "da", "dan", "Danish" },
	{ "de", "deu", "German" },
	{ "el", "ell", "Greek" },
	{ "en", "eng", "English" },
	{ "eo", "epo", "Esperanto" },
	{ "es", "spa", "Spanish" },
	{ "et", "est", "Estonian" },
	{ "eu", "eus", "Basque" },
	{ "fi", "fin", "Finnish" },
	{ "fr", "fra", "French" },
	{ "", "frp", "Arpitan" },
	{ "ga", "gle", "Irish" },
	{ "gl", "glg", "Galician" },
	{ "he", "heb", "Hebrew" },
	{ "hi", "hin", "Hindi" },
	{ "hu", "hun", "Hungarian" },
	{ "sh", "hbs", "Serbo-Croatian" },
	{ "id", "ind", "Indonesian" },
	{ "is", "isl", "Icelandic" },
	{ "it", "ita", "Italian" },
	{ "ja", "jpn", "Japanese" },
	{ "ko", "kor", "Korean" },
	{ "lt", "lit", "Lithuanian" },
	{ "lv", "lav", "Latvian" },
	{ "mk", "mkd", "Macedonian" },
	{ "mt", "mlt", "Maltese" },
	{ "nb", "nob", "Norwegian Bokmål" },
	{ "nl", "nld", "Dutch" },
	{ "nn", "nno", "Norwegian Nynorsk" },
	{ "oc", "oci", "Occitan" },
	{ "pl", "pol", "Polish" },
	{ "pt", "por", "Portuguese" },
	{ "ro", "ron", "Romanian" },
	{ "ru", "rus", "Russian" },
	{ "sc", "srd", "Sardinian" },
	{ "sk", "slk", "Slovak" },
	{ "sl", "slv", "Slovene" },
	{ "sv", "swe", "Swedish" },
	{ "", "szl", "Silesian" },
	{ "tr", "tur", "Turkish" },
	{ "uk", "ukr", "Ukrainian" },
	{ "ur", "urd", "Urdu" },
	{ "vi", "vie", "Vietnamese" },
	{ "zh", "zho", "Chinese" },
	{ "", "zlm", "Malay" },
};

/* Codes that Apertium has under another one. */
static const struct {
	const char *code, *instead, *variant;
} aliases[] = {
	{ "sr", "hbs", "sr" },	{ "srp", "hbs", "sr" }, { "hr", "hbs", "hr" },
	{ "hrv", "hbs", "hr" }, { "bs", "hbs", "bs" },	{ "bos", "hbs", "bs" },
	{ "no", "nob", "" },	{ "nor", "nob", "" },	{ "ms", "zlm", "" },
	{ "msa", "zlm", "" },
};

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static void add_variant(struct language *language, const char *at, unsigned n)
{
	size_t used = strlen(language->variants);

	if (!n || used + n + 3 > sizeof(language->variants))
		return;
	if (!used)
		language->variants[used++] = '_';
	for (unsigned i = 0; i < n; i++)
		language->variants[used++] = small(at[i]);
	language->variants[used++] = '_';
	language->variants[used] = '\0';
}

static void settle_code(struct language *language, const char *code)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (strcmp(aliases[i].code, code) != 0)
			continue;
		snprintf(language->code, sizeof(language->code), "%s", aliases[i].instead);
		add_variant(language, aliases[i].variant, (unsigned)strlen(aliases[i].variant));
		return;
	}
	snprintf(language->code, sizeof(language->code), "%s", code);
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		if (!strcmp(languages[i].two, code))
			snprintf(language->code, sizeof(language->code), "%s", languages[i].three);
}

struct language language_of(const char *tag, unsigned length)
{
	struct language language = { 0 };
	char code[4] = "";
	unsigned n = 0;

	while (n < length && tag[n] != '-' && tag[n] != '_')
		n++;
	if (n < 2 || n > 3)
		return language;
	for (unsigned i = 0; i < n; i++) {
		code[i] = small(tag[i]);
		if (code[i] < 'a' || code[i] > 'z')
			return language;
	}
	settle_code(&language, code);
	while (n < length) {
		unsigned start = ++n;

		while (n < length && tag[n] != '-' && tag[n] != '_')
			n++;
		add_variant(&language, tag + start, n - start);
	}
	return language;
}

bool language_fits(const struct language *have, const struct language *wanted)
{
	const char *at = have->variants;

	if (strcmp(have->code, wanted->code) != 0)
		return false;
	while (*at == '_' && at[1]) {
		const char *end = strchr(at + 1, '_');
		char part[sizeof(have->variants)];

		snprintf(part, sizeof(part), "%.*s", (int)(end + 1 - at), at);
		if (!strstr(wanted->variants, part))
			return false;
		at = end;
	}
	return true;
}

const char *language_name(const char *code)
{
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		if (!strcmp(languages[i].three, code))
			return languages[i].name;
	return code;
}
