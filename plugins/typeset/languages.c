/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "languages.h"

#include "text.h"

#include <string.h>

static const char *const tags[LANGUAGES] = {
	"az", "ba", "be", "bg", "bn",	   "ca",      "crh",   "fa",	"gag", "gsw", "hi",
	"ja", "kk", "ko", "ks", "ku",	   "mk",      "mo",    "mr",	"ne",  "nl",  "pl",
	"ps", "ro", "ru", "sa", "sd",	   "sk",      "sr",    "tr",	"tt",  "ug",  "ur",
	"uz", "vi", "wo", "zh", "zh-Hans", "zh-Hant", "zh-HK", "zh-TW",
};

void languages_open(struct languages *languages)
{
	for (size_t i = 0; i < LANGUAGES; i++)
		languages->at[i] = hb_language_from_string(tags[i], -1);
}

hb_language_t languages_find(const struct languages *languages, const char *tag)
{
	hb_language_t found = HB_LANGUAGE_INVALID;
	size_t longest = 0;

	for (size_t i = 0; i < LANGUAGES; i++) {
		if (strlen(tags[i]) > longest && language_is(tag, tags[i])) {
			longest = strlen(tags[i]);
			found = languages->at[i];
		}
	}
	return found;
}
