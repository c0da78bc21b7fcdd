/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "detect.h"

#include <string.h>

/* Bytes of the character at text; 0 when it is no UTF-8. */
static size_t character(const char *text, size_t length)
{
	unsigned char lead = (unsigned char)text[0];
	size_t n = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

	if (lead > 0xf4 || n > length)
		return 0;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* May it be a part of a word, or stand at its edge?  1: a part, 0: at its edge, -1: neither. */
static int sign(const char *text, size_t n)
{
	unsigned char c = (unsigned char)text[0];

	if (n > 1) {
		/* no-break space, object, line break, and quotes of print */
		if (!memcmp(text, "\xc2\xa0", 2))
			return -1;
		if (n == 3 && !memcmp(text, "\xe2\x80\x99", 3))
			return 1; /* an apostrophe */
		if (n == 3 && !memcmp(text, "\xef\xbf", 2))
			return -1;
		return n == 3 && !memcmp(text, "\xe2\x80", 2) ? 0 : 1;
	}
	if ((c | 32) >= 'a' && (c | 32) <= 'z')
		return 1;
	if (c == '\'')
		return 1;
	return c > ' ' && strchr(".,;:!?()\"-", c) ? 0 : -1;
}

/* Is the text from at to end, which has no blank, a word with points around it? */
static bool is_word(const char *at, const char *end)
{
	bool letters = false, behind = false;

	while (at < end) {
		size_t n = character(at, (size_t)(end - at));
		int kind = n ? sign(at, n) : -1;

		/* "e.g.", "www.example.org": a point inside is none of a word; a hyphen is */
		if (kind < 0 || (kind > 0 && behind && at[-1] != '-'))
			return false;
		behind = letters && kind == 0;
		letters |= kind > 0;
		at += n;
	}
	return letters;
}

/* Is it of a script that has no blanks between words?  From U+3000 on nearly all are. */
static bool is_wide(const char *at)
{
	return (unsigned char)*at >= 0xe3 && (unsigned char)*at < 0xef;
}

/* The end of what stands together: signs without blanks, wide ones apart from others. */
static const char *piece_end(const char *at, const char *end)
{
	bool wide = is_wide(at);

	while (at < end && (unsigned char)*at > ' ' && is_wide(at) == wide) {
		size_t n = character(at, (size_t)(end - at));

		at += n ? n : 1;
	}
	return at;
}

size_t language_sample(char *sample, size_t n, size_t room, const char *text, size_t length)
{
	const char *at = text, *end = text + length;

	while (at < end && n + 8 < room) {
		const char *piece = at;
		size_t size;

		if ((unsigned char)*at <= ' ') {
			at++;
			continue;
		}
		at = piece_end(at, end);
		size = (size_t)(at - piece);
		if (is_wide(piece) && size + 1 > room - n)
			size = (room - n - 1) / 3 * 3;
		if (size + 1 > room - n)
			break;
		if (!is_wide(piece) && !is_word(piece, at))
			continue;
		memcpy(sample + n, piece, size);
		n += size;
		sample[n++] = ' ';
	}
	return n;
}

/* ---- CLD2 ---------------------------------------------------------------------- */

#ifdef HAVE_CLD2

/* These two take and give what C has, too: bound by the names that they have in the library,
 * no C++ is needed.  A language is an enum there, counted from 0. */
int cld2_detect(
	const char *buffer, int length, bool is_plain, int language[3], int percent[3], int *bytes,
	bool *is_reliable) __asm__("_ZN4CLD221DetectLanguageSummaryEPKcibPNS_8LanguageEPiS4_Pb");
const char *cld2_code(int language) __asm__("_ZN4CLD212LanguageCodeENS_8LanguageE");

/* The BCP 47 tag of one of its codes; NULL: it names no language. */
static const char *tag_of(const char *code)
{
	/* withdrawn codes of ISO 639, and those that leave open which writing or language is meant
	 */
	static const char *const tags[][2] = {
		{ "iw", "he" },
		{ "jw", "jv" },
		{ "zh", "zh-Hans" },
		{ "no", "nb" },
	};

	/* unknown (un), no text to speak of (xxx), a writing alone (xx-Latn), a number without a
	 * language */
	if (!*code || !strcmp(code, "un") || !strncmp(code, "xx", 2))
		return NULL;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (!strcmp(code, tags[i][0]))
			return tags[i][1];
	return code;
}

const char *language_detect(const char *sample, size_t n, bool mostly)
{
	int languages[3], percents[3], bytes;
	bool reliable = false;

	if (n < 8 || n > 1u << 20)
		return NULL;
	cld2_detect(sample, (int)n, true, languages, percents, &bytes, &reliable);
	if (!reliable || percents[0] < (mostly ? 50 : 90) || percents[0] < 2 * percents[1])
		return NULL;
	return tag_of(cld2_code(languages[0]));
}

#else

const char *language_detect(const char *sample, size_t n, bool mostly)
{
	(void)sample;
	(void)n;
	(void)mostly;
	return NULL;
}

#endif

/* ---- what is like what ------------------------------------------------------------ */

static size_t primary(const char *tag)
{
	return strcspn(tag, "-_");
}

static bool has_tag(const char *group, const char *tag)
{
	size_t n = primary(tag);

	for (const char *at = group; *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");

		if (length == n && !memcmp(at, tag, n))
			return true;
		at += length;
	}
	return false;
}

bool language_differs(const char *tag, const char *other)
{
	/* in a few sentences one of a group may look like another */
	static const char *const groups[] = {
		"es gl pt ca ast an oc ext mwl",
		"it co sc scn vec lmo fur",
		"fr oc ca wa",
		"no nb nn da sv fo is",
		"de lb nds gsw bar",
		"nl af fy li",
		"en sco",
		"cs sk",
		"sr hr bs sl mk bg cnr sh",
		"ru uk be bg mk rue",
		"id ms jv su",
		"hi mr ne sa bh mai bho",
		"ar fa ur ps ckb sd ug",
		"tr az tk crh gag",
		"zh yue ja wuu nan",
		"fi et",
		"lt lv",
		"ga gd gv",
		"xh zu ss nr",
		"st tn nso",
		"tl fil ceb war",
		"kk ky tt ba uz",
		"bn as",
		"he yi iw",
	};

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (has_tag(groups[i], tag) && has_tag(groups[i], other))
			return false;
	return primary(tag) != primary(other) || memcmp(tag, other, primary(tag)) != 0;
}
