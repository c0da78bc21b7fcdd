/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "stems.h"

#include "tags.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

struct stems {
	struct sb_stemmer *stemmer; /* NULL: the language has none */
	char language[TAG_SIZE];
	bool plain; /* A to Z fold as in English */
};

/* Snowball knows languages by their codes, and two English stemmers by name. */
static struct sb_stemmer *open_stemmer(const char *language)
{
	return strlen(language) < 2 || strlen(language) > 3 ? NULL
							    : sb_stemmer_new(language, "UTF_8");
}

struct stems *stems_new(const char *lang)
{
	struct stems *stems = calloc(1, sizeof(*stems));

	if (!stems)
		return NULL;
	tag_language(lang, stems->language);
	stems->stemmer = open_stemmer(stems->language);
	stems->plain = strcmp(stems->language, "tr") && strcmp(stems->language, "az") &&
		       strcmp(stems->language, "lt");
	return stems;
}

void stems_free(struct stems *stems)
{
	if (!stems)
		return;
	if (stems->stemmer)
		sb_stemmer_delete(stems->stemmer);
	free(stems);
}

/* Typographic apostrophes are plain ones, as the stemmers have them; the bytes that are left. */
static size_t straighten(char *text, size_t n)
{
	size_t out = 0;

	for (size_t i = 0; i < n;) {
		if (i + 2 < n && !memcmp(text + i, "\xe2\x80\x99", 3)) {
			text[out++] = '\'';
			i += 3;
		} else {
			text[out++] = text[i++];
		}
	}
	return out;
}

/* As much of a text as fits, whole characters. */
static size_t fit(const uint8_t *text, size_t n)
{
	if (n < STEM_SIZE)
		return n;
	for (n = STEM_SIZE - 1; n && (text[n] & 0xc0) == 0x80;)
		n--;
	return n;
}

size_t stems_fold(const struct stems *stems, const char *word, size_t n, char out[STEM_SIZE])
{
	uint8_t room[STEM_SIZE * 2], *folded;
	size_t length = sizeof(room), i;

	n = fit((const uint8_t *)word, n);
	for (i = 0; stems->plain && i < n && (unsigned char)word[i] < 0x80; i++)
		out[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] - 'A' + 'a' : word[i]);
	if (i == n)
		return n;
	folded = u8_casefold((const uint8_t *)word, n, *stems->language ? stems->language : NULL,
			     UNINORM_NFKC, room, &length);
	if (!folded) {
		memcpy(out, word, n);
		return n;
	}
	length = fit(folded, length);
	memcpy(out, folded, length);
	if (folded != room)
		free(folded);
	return straighten(out, length);
}

/* Arabic writes "and" and "so" as a part of the next word; in front of the article Snowball leaves
 * them there.  Bytes to leave out. */
static size_t joined_before(const struct stems *stems, const char *folded, size_t n)
{
	static const char *const joined[] = { "وال", "فال", "ولل", "فلل", "وبال", "وكال" };

	for (size_t i = 0; !strcmp(stems->language, "ar") && i < sizeof(joined) / sizeof(joined[0]);
	     i++)
		if (n > strlen(joined[i]) + 4 && !memcmp(folded, joined[i], strlen(joined[i])))
			return 2;
	return 0;
}

size_t stems_stem(struct stems *stems, const char *folded, size_t n, char out[STEM_SIZE])
{
	const sb_symbol *stem;
	size_t length = joined_before(stems, folded, n);

	folded += length;
	n -= length;
	stem = stems->stemmer && n < STEM_SIZE
		       ? sb_stemmer_stem(stems->stemmer, (const sb_symbol *)folded, (int)n)
		       : NULL;
	length = stem ? (size_t)sb_stemmer_length(stems->stemmer) : 0;
	/* what is nothing but an ending stands for itself */
	if (!length || length >= STEM_SIZE) {
		memcpy(out, folded, n);
		return n;
	}
	memcpy(out, stem, length);
	return length;
}
