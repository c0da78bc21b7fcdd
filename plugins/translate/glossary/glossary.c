/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "inside.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <unicase.h>
#include <unictype.h>
#include <unistr.h>

enum {
	BLOCK = 1 << 16,
	MOST_ALIKE = 64 /* terms that differ in nothing but endings */
};

struct glossary *glossary_new(const char *source_lang, const char *target_lang)
{
	struct glossary *glossary = calloc(1, sizeof(*glossary));

	if (!glossary)
		return NULL;
	glossary->source_lang = strdup(tag_is_open(source_lang) ? "" : source_lang);
	glossary->target_lang = strdup(tag_is_open(target_lang) ? "" : target_lang);
	glossary->elide = words_elide(source_lang);
	glossary->stems = stems_new(source_lang);
	if (trie_start(&glossary->trie) && glossary->source_lang && glossary->target_lang &&
	    glossary->stems)
		return glossary;
	glossary_free(glossary);
	return NULL;
}

void glossary_free(struct glossary *glossary)
{
	if (!glossary)
		return;
	for (uint32_t i = 0; i < glossary->blocks.n; i++)
		free(((char **)glossary->blocks.at)[i]);
	dt_list_free(&glossary->blocks);
	dt_list_free(&glossary->terms);
	dt_list_free(&glossary->words);
	trie_finish(&glossary->trie);
	stems_free(glossary->stems);
	text_free(&glossary->clean[0]);
	text_free(&glossary->clean[1]);
	text_free(&glossary->folded);
	free(glossary->source_lang);
	free(glossary->target_lang);
	free(glossary);
}

uint32_t glossary_count(const struct glossary *glossary)
{
	return glossary->terms.n;
}

const struct glossary_term *glossary_term(const struct glossary *glossary, uint32_t i)
{
	return (const struct glossary_term *)glossary->terms.at + i;
}

const char *glossary_source_lang(const struct glossary *glossary)
{
	return glossary->source_lang;
}

const char *glossary_target_lang(const struct glossary *glossary)
{
	return glossary->target_lang;
}

/* ---- texts -------------------------------------------------------------------- */

/* A copy that stays where it is. */
static const char *keep(struct glossary *glossary, const struct text *text)
{
	char **last =
		glossary->blocks.n ? (char **)glossary->blocks.at + glossary->blocks.n - 1 : NULL;
	char *at;

	if (!last || glossary->block_used + text->n + 1 > BLOCK) {
		last = DT_LIST_ADD(&glossary->blocks, char *);
		if (!last)
			return NULL;
		*last = malloc(text->n + 1 > BLOCK ? text->n + 1 : BLOCK);
		glossary->block_used = 0;
		if (!*last) {
			glossary->blocks.n--;
			return NULL;
		}
	}
	at = *last + glossary->block_used;
	if (text->n)
		memcpy(at, text->at, text->n);
	at[text->n] = '\0';
	glossary->block_used += text->n + 1;
	return at;
}

/* The folded text is kept before: its room is free then. */
static const char *keep_lang(struct glossary *glossary, const char *lang)
{
	text_clear(&glossary->folded);
	if (lang)
		text_add_string(&glossary->folded, lang);
	return lang && *lang ? keep(glossary, &glossary->folded) : NULL;
}

/* Characters that make a text look other than it is: they turn or hide. */
static bool is_trick(uint32_t c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff ||
	       c == 0x200b || c == 0x2060 || c == 0xad || c == 0xfffc || c == 0xfffd;
}

/* False: no UTF-8. */
static bool clean(const char *text, size_t n, struct text *out)
{
	const char *at = text, *end = text + n;
	bool blank = false;

	text_clear(out);
	if (n && u8_check((const uint8_t *)text, n))
		return false;
	while (at < end) {
		const char *start = at;
		uint32_t code = word_character(&at, end);

		if (is_trick(code))
			continue;
		if (code < 0x20 || (code >= 0x7f && code <= 0xa0) ||
		    uc_is_property_white_space(code)) {
			blank = true;
			continue;
		}
		if (blank && out->n)
			text_add_char(out, ' ');
		blank = false;
		text_add(out, start, (size_t)(at - start));
	}
	text_reserve(out, 1);
	return true;
}

bool glossary_fold(const struct stems *stems, const char *text, const struct word *words,
		   uint32_t n, struct text *folded)
{
	char room[STEM_SIZE];

	text_clear(folded);
	for (uint32_t i = 0; i < n; i++) {
		size_t length = stems_fold(stems, text + words[i].start, words[i].length, room);

		if (i)
			text_add_char(folded, ' ');
		text_add(folded, room, length);
	}
	return !folded->failed;
}

static bool has_small_letters(const char *text)
{
	const char *end = text + strlen(text);

	while (text < end)
		if (uc_is_property_lowercase(word_character(&text, end)))
			return true;
	return false;
}

/* A word in capitals is something else than the same word in small letters ("US", "IT"), unless
 * all is written so. */
static uint32_t capitals_of(const struct dt_list *words, const char *source)
{
	bool any = false;

	for (uint32_t i = 0; i < words->n; i++)
		any |= (word_at(words, i)->flags & WORD_CAPITALS) != 0;
	return any && (words->n == 1 || has_small_letters(source)) ? GLOSSARY_TERM_CAPITALS : 0;
}

/* ---- adding ------------------------------------------------------------------- */

/* The node where a term with these words ends. */
static uint32_t place_of(struct glossary *glossary)
{
	const char *source = glossary->clean[0].at;
	uint32_t node = 0;

	for (uint32_t i = 0; i < glossary->words.n && !glossary->trie.failed; i++) {
		const struct word *word = word_at(&glossary->words, i);
		char folded[STEM_SIZE], stem[STEM_SIZE];
		size_t n = stems_fold(glossary->stems, source + word->start, word->length, folded);

		n = stems_stem(glossary->stems, folded, n, stem);
		node = trie_add_step(&glossary->trie, node,
				     trie_add_symbol(&glossary->trie, stem, n));
	}
	return node;
}

/* A glossary for all target languages has a term for each. */
static bool same_lang(const struct glossary *glossary, const char *one, const char *other)
{
	return *glossary->target_lang || (!one && !other) || (one && other && !strcmp(one, other));
}

/* Of the terms at a node the one with the same source, by number from 1; else 0. */
static uint32_t find_same(const struct glossary *glossary, uint32_t node, uint32_t flags,
			  const char *lang)
{
	for (uint32_t i = trie_value(&glossary->trie, node); i;) {
		const struct glossary_term *term = glossary_term(glossary, i - 1);
		bool capitals = (term->flags | flags) & GLOSSARY_TERM_CAPITALS;

		if (!strcmp(term->folded, glossary->folded.at) &&
		    same_lang(glossary, term->lang, lang) &&
		    (!capitals || !strcmp(term->source, glossary->clean[0].at)))
			return i;
		i = term->next;
	}
	return 0;
}

static uint32_t count_alike(const struct glossary *glossary, uint32_t node)
{
	uint32_t n = 0;

	for (uint32_t i = trie_value(&glossary->trie, node); i; n++)
		i = glossary_term(glossary, i - 1)->next;
	return n;
}

/* Behind the others at its node: of two that would do, the first one counts. */
static void link_term(struct glossary *glossary, uint32_t node, uint32_t number)
{
	struct glossary_term *terms = glossary->terms.at;
	uint32_t last = trie_value(&glossary->trie, node);

	if (!last) {
		trie_set_value(&glossary->trie, node, number);
		return;
	}
	while (terms[last - 1].next)
		last = terms[last - 1].next;
	terms[last - 1].next = number;
}

static enum glossary_added insert(struct glossary *glossary, const struct glossary_row *row,
				  uint32_t *there)
{
	uint32_t flags = row->flags | capitals_of(&glossary->words, glossary->clean[0].at);
	uint32_t node = place_of(glossary), same;
	struct glossary_term *term;

	if (glossary->trie.failed ||
	    !glossary_fold(glossary->stems, glossary->clean[0].at, glossary->words.at,
			   glossary->words.n, &glossary->folded))
		return GLOSSARY_NO_MEMORY;
	same = find_same(glossary, node, flags, row->lang);
	if (same) {
		*there = same - 1;
		return strcmp(glossary_term(glossary, same - 1)->target, glossary->clean[1].at)
			       ? GLOSSARY_CONFLICT
			       : GLOSSARY_AGAIN;
	}
	if (glossary->terms.n >= GLOSSARY_MOST_TERMS)
		return GLOSSARY_FULL;
	if (count_alike(glossary, node) >= MOST_ALIKE)
		return GLOSSARY_ALIKE;
	term = DT_LIST_ADD(&glossary->terms, struct glossary_term);
	if (!term)
		return GLOSSARY_NO_MEMORY;
	term->flags = flags;
	term->file = row->file;
	term->line = row->line;
	term->source = keep(glossary, &glossary->clean[0]);
	term->target = keep(glossary, &glossary->clean[1]);
	term->folded = keep(glossary, &glossary->folded);
	term->lang = *glossary->target_lang ? NULL : keep_lang(glossary, row->lang);
	if (!term->source || !term->target || !term->folded) {
		glossary->terms.n--;
		return GLOSSARY_NO_MEMORY;
	}
	link_term(glossary, node, glossary->terms.n);
	return GLOSSARY_ADDED;
}

enum glossary_added glossary_add(struct glossary *glossary, const struct glossary_row *row,
				 uint32_t *there)
{
	struct text *source = &glossary->clean[0], *target = &glossary->clean[1];

	if (row->source_length > GLOSSARY_TERM_SIZE || row->target_length > GLOSSARY_TERM_SIZE)
		return GLOSSARY_TOO_LONG;
	if (!clean(row->source, row->source_length, source) ||
	    !clean(row->target, row->target_length, target))
		return GLOSSARY_NOT_TEXT;
	if (source->failed || target->failed ||
	    !words_cut(&glossary->words, source->at, source->n, glossary->elide))
		return GLOSSARY_NO_MEMORY;
	if (!glossary->words.n)
		return GLOSSARY_NO_SOURCE;
	if (glossary->words.n > GLOSSARY_TERM_WORDS &&
	    !(word_at(&glossary->words, 0)->flags & (WORD_SQUARE | WORD_HANGUL)))
		return GLOSSARY_TOO_LONG;
	return insert(glossary, row, there);
}

/* ---- id ----------------------------------------------------------------------- */

static int compare_terms(const void *a, const void *b)
{
	const struct glossary_term *one = *(const struct glossary_term *const *)a;
	const struct glossary_term *other = *(const struct glossary_term *const *)b;
	int by_source = strcmp(one->source, other->source);

	return by_source ? by_source : strcmp(one->target, other->target);
}

bool glossary_id(const struct glossary *glossary, char id[GLOSSARY_ID_SIZE])
{
	const struct glossary_term **sorted = calloc(glossary->terms.n + 1, sizeof(*sorted));
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;

	id[0] = '\0';
	if (!glossary->terms.n || !sorted) {
		free(sorted);
		return false;
	}
	for (uint32_t i = 0; i < glossary->terms.n; i++)
		sorted[i] = glossary_term(glossary, i);
	qsort(sorted, glossary->terms.n, sizeof(*sorted), compare_terms);
	sha256_init(&sha);
	for (uint32_t i = 0; i < glossary->terms.n; i++) {
		sha256_update(&sha, strlen(sorted[i]->source) + 1,
			      (const uint8_t *)sorted[i]->source);
		sha256_update(&sha, strlen(sorted[i]->target) + 1,
			      (const uint8_t *)sorted[i]->target);
	}
	free(sorted);
	sha256_digest(&sha, sizeof(digest), digest);
	base16_encode_update(id, (GLOSSARY_ID_SIZE - 1) / 2, digest);
	id[GLOSSARY_ID_SIZE - 1] = '\0';
	return true;
}
