/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tongue.h"

#include "../markup.h"
#include "plugins/language/detect.h"

#include <unictype.h>

#define LOOK	  80u  /* letters that tell the script of a text */
#define STRANGERS 2u   /* letters of another script that are a text */
#define SYMBOLS	  12u  /* of Greek: fewer may be a formula */
#define TARGET	  60u  /* bytes of words that tell the target language */
#define THIRD	  100u /* and a third one */
#define SAMPLE	  600u
#define FEW_WORDS 8u
#define OWN	  12u /* one in a hundred words: so many of the document's common ones */

/* Scripts of languages that are not written in Latin letters; ISO 15924 subtags come first. */
const char *tongue_scripts(const char *tag)
{
	static const char *const table[][2] = {
		{ "ru uk be bg mk sr kk ky tg mn ba tt cv os ab ce", "Cyrillic" },
		{ "el grc", "Greek" },
		{ "ar fa ur ps sd ug ckb", "Arabic" },
		{ "he yi", "Hebrew" },
		{ "hi mr ne sa mai bho kok", "Devanagari" },
		{ "bn as", "Bengali" },
		{ "pa", "Gurmukhi Arabic" },
		{ "gu", "Gujarati" },
		{ "or", "Oriya" },
		{ "ta", "Tamil" },
		{ "te", "Telugu" },
		{ "kn", "Kannada" },
		{ "ml", "Malayalam" },
		{ "si", "Sinhala" },
		{ "th", "Thai" },
		{ "lo", "Lao" },
		{ "my", "Myanmar" },
		{ "km", "Khmer" },
		{ "bo dz", "Tibetan" },
		{ "ka", "Georgian" },
		{ "hy", "Armenian" },
		{ "am ti", "Ethiopic" },
		{ "zh yue", "Han Bopomofo" },
		{ "ja", "Han Hiragana Katakana" },
		{ "ko", "Hangul Han" },
		{ "en es fr de it pt nl sv da nb nn no fi is pl cs sk sl hr bs hu ro tr et lv lt "
		  "ca gl eu ga cy sq mt id ms vi tl sw af eo la oc br lb fo",
		  "Latin" },
	};
	size_t n = strcspn(tag, "-_");

	if (strchr(tag, '-') && strstr(tag, "-Cyrl"))
		return "Cyrillic";
	if (strchr(tag, '-') && strstr(tag, "-Latn"))
		return "Latin";
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *at = table[i][0];

		while (*at) {
			size_t length = strcspn(at, " ");

			if (length == n && !memcmp(at, tag, n))
				return table[i][1];
			at += length;
			at += strspn(at, " ");
		}
	}
	return NULL;
}

void tongue_start(struct tongue *tongue, const struct dt_profile *profile, const char *source,
		  const char *target)
{
	uint32_t n = profile ? profile->words.count : 0;

	memset(tongue, 0, sizeof(*tongue));
	tongue->source = source;
	tongue->target = target;
	tongue->source_scripts = tongue_scripts(source);
	tongue->target_scripts = tongue_scripts(target);
	if (n && n + 2 < sizeof(tongue->words)) {
		tongue->words[0] = ' ';
		memcpy(tongue->words + 1, DT_TEXT(profile, profile->words), n);
	}
}

/* ---- by script ------------------------------------------------------------- */

bool tongue_has_script(const char *scripts, const char *name)
{
	size_t n = strlen(name);
	const char *at = scripts;

	while (at && (at = strstr(at, name)) != NULL) {
		if ((at == scripts || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
			return true;
		at += n;
	}
	return false;
}

struct look {
	uint32_t letters, latin, strange;
	const char *script; /* of the first strange letter */
};

static void look_at(const struct tongue *tongue, const char *text, uint32_t length,
		    struct look *look)
{
	const char *at = text, *end = text + length;
	const uc_script_t *last = NULL;
	bool known = false;

	memset(look, 0, sizeof(*look));
	while (at < end && look->letters < LOOK) {
		uint32_t code = markup_decode(&at, end);
		const uc_script_t *script;

		if (code < 0x250) {
			bool latin = code >= 0xc0 || ((code | 32) >= 'a' && (code | 32) <= 'z');

			look->letters += latin;
			look->latin += latin;
			continue;
		}
		if (code == UINT32_MAX ||
		    !uc_is_general_category_withtable(code, UC_CATEGORY_MASK_L))
			continue;
		look->letters++;
		script = uc_script(code);
		if (!script || !strcmp(script->name, "Common") ||
		    !strcmp(script->name, "Inherited"))
			continue;
		if (script != last)
			known = !strcmp(script->name, "Latin") ||
				tongue_has_script(tongue->source_scripts, script->name);
		last = script;
		look->strange += !known;
		if (!known && !look->script)
			look->script = script->name;
	}
}

static uint32_t rule_of_script(const struct tongue *tongue, const struct look *look)
{
	uint32_t wanted = STRANGERS;

	if (!tongue->source_scripts || !look->script || look->strange * 10 < look->letters * 9)
		return DT_RULE_NONE;
	if (!strcmp(look->script, "Greek"))
		wanted = SYMBOLS;
	if (look->strange < wanted)
		return DT_RULE_NONE;
	return tongue_has_script(tongue->target_scripts, look->script) ? DT_RULE_LANGUAGE
								       : DT_RULE_FOREIGN;
}

/* ---- by words -------------------------------------------------------------- */

/* Has the text enough of the document's commonest words? */
static bool has_own_words(const struct tongue *tongue, const char *text, uint32_t length)
{
	uint32_t words = 0, own = 0;

	for (uint32_t i = 0; i < length;) {
		char word[16] = " ";
		uint32_t n = 1;

		while (i < length && (unsigned char)text[i] > ' ') {
			unsigned char c = (unsigned char)text[i++];

			if (n < sizeof(word) - 1 && !strchr(".,;:()\"", c))
				word[n++] = c >= 'A' && c <= 'Z' ? (char)(c | 32) : (char)c;
		}
		i++;
		words += n > 1;
		if (n > 1 && n + 1 < sizeof(word)) {
			word[n] = ' ';
			word[n + 1] = '\0';
			own += strstr(tongue->words, word) != NULL;
		}
		if (words >= 40)
			break;
	}
	return words < FEW_WORDS || own * 100 >= words * OWN;
}

uint32_t tongue_rule(const struct tongue *tongue, const char *text, uint32_t length)
{
	char sample[SAMPLE];
	const char *tag;
	struct look look;
	uint32_t rule;
	size_t n;

	if (tongue->all)
		return DT_RULE_LANGUAGE;
	if (!tongue->on || length < STRANGERS * 2)
		return DT_RULE_NONE;
	look_at(tongue, text, length, &look);
	rule = rule_of_script(tongue, &look);
	if (rule || length < TARGET)
		return rule;
	/* in its own script and not in Latin letters: only where several languages share it */
	if (look.latin * 2 < look.letters && tongue->source_scripts &&
	    !tongue_has_script(tongue->source_scripts, "Cyrillic"))
		return DT_RULE_NONE;
	if (has_own_words(tongue, text, length < SAMPLE ? length : SAMPLE))
		return DT_RULE_NONE;
	n = language_sample(sample, 0, sizeof(sample), text, length);
	tag = n < TARGET ? NULL : language_detect(sample, n, false);
	if (!tag || !language_differs(tag, tongue->source))
		return DT_RULE_NONE;
	if (!language_differs(tag, tongue->target))
		return DT_RULE_LANGUAGE;
	return n >= THIRD ? DT_RULE_FOREIGN : DT_RULE_NONE;
}
