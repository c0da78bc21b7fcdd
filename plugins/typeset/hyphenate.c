/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "hyphenate.h"

#include "dictionaries.h"
#include "patterns.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAVE_LIBHYPHEN

#include <hyphen.h>
#include <iconv.h>
#include <locale.h>
#include <stdio.h>
#include <wctype.h>

#define LONGEST	 64 /* letters of a word */
#define SHORTEST 5

_Static_assert(LONGEST <= PATTERNS_WORD, "every word can be divided");

struct hyphenator {
	struct dictionaries *dictionaries;
	char language[32];
	bool tried; /* to find the language's dictionary */
	const struct dictionary *dictionary;
	HyphenDict *dict; /* libhyphen's, or NULL */
	iconv_t to_dict;  /* from UTF-8; -1: the dictionary is UTF-8 */
	locale_t letters;
};

/* A run of letters: lower case, and where each letter began. */
struct letters {
	uint32_t cp[LONGEST];
	uint16_t at[LONGEST + 1];
	uint32_t n;
};

struct hyphenator *hyphenator_new(struct dictionaries *dictionaries)
{
	struct hyphenator *h = calloc(1, sizeof(*h));

	if (!h)
		return NULL;
	h->dictionaries = dictionaries;
	h->to_dict = (iconv_t)-1;
	h->letters = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	return h;
}

static void forget(struct hyphenator *h)
{
	if (h->to_dict != (iconv_t)-1)
		iconv_close(h->to_dict);
	h->dictionary = NULL;
	h->dict = NULL;
	h->to_dict = (iconv_t)-1;
	h->tried = false;
}

void hyphenator_free(struct hyphenator *h)
{
	if (!h)
		return;
	forget(h);
	if (h->letters)
		freelocale(h->letters);
	free(h);
}

void hyphenator_language(struct hyphenator *h, const char *language)
{
	if (!language || strcmp(h->language, language) == 0)
		return;
	forget(h);
	snprintf(h->language, sizeof(h->language), "%s", language);
}

static void find_dictionary(struct hyphenator *h)
{
	h->tried = true;
	if (h->dictionaries && h->letters)
		h->dictionary = dictionaries_find(h->dictionaries, h->language);
	h->dict = h->dictionary ? h->dictionary->dict : NULL;
	if (!h->dict || h->dict->utf8)
		return;
	h->to_dict = iconv_open(h->dict->cset, "UTF-8");
	if (h->to_dict == (iconv_t)-1)
		h->dictionary = NULL;
}

/* The letters in the dictionary's encoding; their number of bytes, 0: not possible. */
static size_t encode(struct hyphenator *h, const struct letters *l, char *to, size_t room)
{
	char utf8[LONGEST * 4], *in = utf8;
	size_t length = 0, left = room;

	for (uint32_t i = 0; i < l->n; i++)
		length += text_put(l->cp[i], utf8 + length);
	if (h->to_dict == (iconv_t)-1) {
		memcpy(to, utf8, length);
		return length;
	}
	if (iconv(h->to_dict, &in, &length, &to, &left) == (size_t)-1) {
		iconv(h->to_dict, NULL, NULL, NULL, NULL);
		return 0;
	}
	return room - left;
}

static uint32_t divide_by_patterns(const struct patterns *patterns, const struct letters *l,
				   uint16_t *places, uint32_t room)
{
	bool breaks[LONGEST];
	uint32_t n = 0;

	if (!patterns_divide(patterns, l->cp, l->n, breaks))
		return 0;
	for (uint32_t i = 0; i < l->n && n < room; i++)
		if (breaks[i])
			places[n++] = l->at[i];
	return n;
}

static uint32_t divide(struct hyphenator *h, const struct letters *l, uint16_t *places,
		       uint32_t room)
{
	char word[LONGEST * 4 + 1], hyphens[LONGEST * 4 + 10] = { 0 };
	char **rep = NULL;
	int *pos = NULL, *cut = NULL;
	size_t length;
	uint32_t n = 0;

	if (h->dictionary->patterns)
		return divide_by_patterns(h->dictionary->patterns, l, places, room);
	length = encode(h, l, word, sizeof(word) - 1);
	if (!length)
		return 0;
	word[length] = '\0';
	if (hnj_hyphen_hyphenate3(h->dict, word, (int)length, hyphens, NULL, &rep, &pos, &cut, 2, 2,
				  2, 2) == 0) {
		/* a place where the spelling would change is passed over */
		for (uint32_t i = 1; i + 2 < l->n && n < room; i++) {
			if ((hyphens[i] & 1) && !(rep && rep[i]))
				places[n++] = l->at[i + 1];
		}
	}
	for (size_t i = 0; rep && i + 1 < length; i++)
		free(rep[i]);
	free(rep);
	free(pos);
	free(cut);
	return n;
}

uint32_t hyphenator_find(struct hyphenator *h, const char *word, uint32_t length, uint16_t *places,
			 uint32_t room)
{
	struct letters l = { .n = 0 };
	uint32_t n = 0;
	bool skip = false;

	if (!h->tried)
		find_dictionary(h);
	if (!h->dictionary || length > UINT16_MAX)
		return 0;
	for (size_t at = 0; at <= length;) {
		size_t from = at;
		uint32_t cp = at < length ? text_next(word, length, &at) : 0;

		if (cp && iswalpha_l((wint_t)cp, h->letters)) {
			skip |= l.n == LONGEST;
			if (skip)
				continue;
			l.cp[l.n] = (uint32_t)towlower_l((wint_t)cp, h->letters);
			l.at[l.n++] = (uint16_t)from;
			continue;
		}
		/* a number or sign in it: a name, an address, a formula */
		skip |= (cp >= '0' && cp <= '9') || cp == '/' || cp == '@' || cp == '_' ||
			cp == '\\';
		if (!skip && l.n >= SHORTEST)
			n += divide(h, &l, places + n, room - n);
		if (skip)
			return 0;
		l.n = 0;
		if (from == length)
			break;
	}
	return n;
}

#else

struct hyphenator *hyphenator_new(struct dictionaries *dictionaries)
{
	(void)dictionaries;
	return calloc(1, 1);
}

void hyphenator_free(struct hyphenator *h)
{
	free(h);
}

void hyphenator_language(struct hyphenator *h, const char *language)
{
	(void)h;
	(void)language;
}

uint32_t hyphenator_find(struct hyphenator *h, const char *word, uint32_t length, uint16_t *places,
			 uint32_t room)
{
	(void)h;
	(void)word;
	(void)length;
	(void)places;
	(void)room;
	return 0;
}

#endif
