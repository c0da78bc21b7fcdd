/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "find.h"

#include "inside.h"

enum {
	SLOTS = 4096, /* of words seen lately; a power of two */
	SEEN_SIZE = 26
};

struct seen {
	uint32_t symbol;
	uint8_t length; /* 0: free */
	char word[SEEN_SIZE];
};

struct glossary_finder {
	const struct glossary *glossary;
	struct stems *stems;
	char language[TAG_SIZE];
	struct dt_list words;	/* of the text */
	struct dt_list symbols; /* uint32_t of each word */
	struct dt_list its;	/* words of a term */
	struct text folded;
	struct seen seen[SLOTS];
};

struct glossary_finder *glossary_finder_new(const struct glossary *glossary)
{
	struct glossary_finder *finder = calloc(1, sizeof(*finder));

	if (!finder)
		return NULL;
	finder->glossary = glossary;
	finder->stems = stems_new(glossary->source_lang);
	tag_language(glossary->source_lang, finder->language);
	if (finder->stems)
		return finder;
	free(finder);
	return NULL;
}

void glossary_finder_free(struct glossary_finder *finder)
{
	if (!finder)
		return;
	stems_free(finder->stems);
	dt_list_free(&finder->words);
	dt_list_free(&finder->symbols);
	dt_list_free(&finder->its);
	text_free(&finder->folded);
	free(finder);
}

/* ---- symbols ------------------------------------------------------------------ */

static uint32_t look_up(struct glossary_finder *finder, const char *word, size_t n)
{
	char folded[STEM_SIZE], stem[STEM_SIZE];

	n = stems_fold(finder->stems, word, n, folded);
	n = stems_stem(finder->stems, folded, n, stem);
	return trie_symbol(&finder->glossary->trie, stem, n);
}

/* Texts say the same words again and again. */
static uint32_t symbol_of(struct glossary_finder *finder, const char *word, size_t n)
{
	uint32_t hash = 2166136261u;
	struct seen *seen;

	if (n > SEEN_SIZE)
		return look_up(finder, word, n);
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)word[i]) * 16777619u;
	seen = &finder->seen[(hash ^ hash >> 15) & (SLOTS - 1)];
	if (seen->length != n || memcmp(seen->word, word, n) != 0) {
		seen->symbol = look_up(finder, word, n);
		seen->length = (uint8_t)n;
		memcpy(seen->word, word, n);
	}
	return seen->symbol;
}

static bool take_symbols(struct glossary_finder *finder, const char *text)
{
	dt_list_clear(&finder->symbols);
	for (uint32_t i = 0; i < finder->words.n; i++) {
		const struct word *word = word_at(&finder->words, i);
		uint32_t *symbol = DT_LIST_ADD(&finder->symbols, uint32_t);

		if (!symbol)
			return false;
		*symbol = symbol_of(finder, text + word->start, word->length);
	}
	return true;
}

/* ---- is it the term? ---------------------------------------------------------- */

/* "API" in "API", "APIs", "API's"; not in "Api". */
static bool has_capitals(const char *word, size_t n, const char *capitals, size_t length)
{
	if (n < length || n > length + 4 || memcmp(word, capitals, length) != 0)
		return false;
	for (size_t i = length; i < n; i++)
		if (word[i] >= 'A' && word[i] <= 'Z')
			return false;
	return true;
}

/* Do the acronyms of the term stand in capitals? */
static bool capitals_stand(struct glossary_finder *finder, const struct glossary_term *term,
			   const char *text, const struct word *words, uint32_t n)
{
	if (!words_cut(&finder->its, term->source, strlen(term->source), finder->glossary->elide) ||
	    finder->its.n != n)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		const struct word *its = word_at(&finder->its, i);

		if (its->flags & WORD_CAPITALS &&
		    !has_capitals(text + words[i].start, words[i].length, term->source + its->start,
				  its->length))
			return false;
	}
	return true;
}

/* Both are as many words with a blank between two. */
static bool are_forms(const char *language, const char *a, const char *b)
{
	while (*a && *b) {
		size_t na = strcspn(a, " "), nb = strcspn(b, " ");

		if (!forms_of_one(language, a, na, b, nb))
			return false;
		a += na + (a[na] == ' ');
		b += nb + (b[nb] == ' ');
	}
	return *a == *b;
}

/* The term at a node that these words are; 0: none, else its number from 1. */
static uint32_t choose(struct glossary_finder *finder, uint32_t node, const char *text,
		       const struct word *words, uint32_t n, bool *base)
{
	const struct glossary *glossary = finder->glossary;
	uint32_t first = trie_value(&glossary->trie, node), found = 0;

	*base = false;
	if (!first || !glossary_fold(finder->stems, text, words, n, &finder->folded))
		return 0;
	for (uint32_t i = first; i;) {
		const struct glossary_term *term = glossary_term(glossary, i - 1);
		bool same = !strcmp(term->folded, finder->folded.at);
		bool capitals = term->flags & GLOSSARY_TERM_CAPITALS;

		if ((!capitals || capitals_stand(finder, term, text, words, n)) &&
		    (same || are_forms(finder->language, term->folded, finder->folded.at))) {
			/* what is written in capitals is the acronym before it is a word */
			if (same && (capitals || !*base)) {
				*base = true;
				found = i;
				if (capitals)
					return found;
			} else if (!found) {
				found = i;
			}
		}
		i = term->next;
	}
	return found;
}

/* ---- walking ------------------------------------------------------------------ */

/* Hangul is written with particles behind the word, and it begins where a blank was. */
static bool korean_fits(const struct glossary_finder *finder, const char *text, uint32_t first,
			uint32_t last)
{
	const struct word *word = word_at(&finder->words, first);
	uint32_t end = last + 1;

	if (word->flags & WORD_HANGUL && word->flags & WORD_JOINED &&
	    word_at(&finder->words, first - 1)->flags & WORD_HANGUL)
		return false;
	word = word_at(&finder->words, last);
	if (!(word->flags & WORD_HANGUL))
		return true;
	while (end < finder->words.n && word_at(&finder->words, end)->flags & WORD_HANGUL &&
	       word_at(&finder->words, end)->flags & WORD_JOINED)
		end++;
	word = word_at(&finder->words, last);
	return forms_are_particles(text + word->start + word->length,
				   word_at(&finder->words, end - 1)->start +
					   word_at(&finder->words, end - 1)->length - word->start -
					   word->length);
}

/* The longest term that begins with this word and ends before another one; how many words it has,
 * 0: none does. */
static uint32_t longest_at(struct glossary_finder *finder, const char *text, uint32_t first,
			   uint32_t bound, struct glossary_hit *hit)
{
	const uint32_t *symbols = finder->symbols.at;
	const struct trie *trie = &finder->glossary->trie;
	const struct word *words = finder->words.at;
	uint32_t node = 0, length = 0;

	for (uint32_t i = first; i < bound; i++) {
		uint32_t found;
		bool base;

		node = trie_step(trie, node, symbols[i]);
		if (!node)
			break;
		found = choose(finder, node, text, words + first, i + 1 - first, &base);
		if (!found || !korean_fits(finder, text, first, i))
			continue;
		length = i + 1 - first;
		hit->term = found - 1;
		hit->base = base;
		hit->start = words[first].start;
		hit->length = words[i].start + words[i].length - words[first].start;
	}
	return length;
}

/* The first word behind the beginning of a term at which a longer one begins that it overlaps. */
static uint32_t longer_within(struct glossary_finder *finder, const char *text, uint32_t first,
			      uint32_t length)
{
	struct glossary_hit other;

	for (uint32_t i = first + 1; i < first + length; i++)
		if (longest_at(finder, text, i, finder->words.n, &other) > length)
			return i;
	return 0;
}

/* The term that this word is the first of; how many words it has, 0: none.  What a longer term
 * takes is not its own, and it may be a shorter one then. */
static uint32_t term_at(struct glossary_finder *finder, const char *text, uint32_t first,
			struct glossary_hit *hit)
{
	uint32_t bound = finder->words.n, length;

	for (;;) {
		length = longest_at(finder, text, first, bound, hit);
		if (length < 2)
			return length;
		bound = longer_within(finder, text, first, length);
		if (!bound)
			return length;
	}
}

bool glossary_find(struct glossary_finder *finder, const char *text, size_t n, struct dt_list *hits)
{
	dt_list_clear(hits);
	if (!finder->glossary->terms.n)
		return true;
	if (n > UINT32_MAX || !words_cut(&finder->words, text, n, finder->glossary->elide) ||
	    !take_symbols(finder, text))
		return false;
	for (uint32_t i = 0; i < finder->words.n;) {
		struct glossary_hit found, *hit;
		uint32_t length = term_at(finder, text, i, &found);

		if (length) {
			hit = DT_LIST_ADD(hits, struct glossary_hit);
			if (!hit)
				return false;
			*hit = found;
		}
		i += length ? length : 1;
	}
	return !finder->folded.failed;
}
