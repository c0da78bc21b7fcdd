/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "orthography.h"

#include "text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* fontconfig names regions of Chinese, where BCP 47 may name scripts. */
const FcCharSet *orthography_find(const char *language)
{
	static const struct {
		const char *tag, *name;
	} named[] = { { "zh-Hant-HK", "zh-hk" },
		      { "zh-HK", "zh-hk" },
		      { "zh-Hant", "zh-tw" },
		      { "zh-TW", "zh-tw" },
		      { "zh", "zh-cn" },
		      { "nb", "nb" },
		      { "iw", "he" } };
	const FcCharSet *set;
	char name[64];

	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		if (language_is(language, named[i].tag))
			return FcLangGetCharSet((const FcChar8 *)named[i].name);
	}
	snprintf(name, sizeof(name), "%s", language);
	for (char *c = name; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	set = FcLangGetCharSet((const FcChar8 *)name);
	if (!set) {
		name[strcspn(name, "-")] = '\0';
		set = FcLangGetCharSet((const FcChar8 *)name);
	}
	return set;
}
