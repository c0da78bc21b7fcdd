/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "extract_inside.h"

#include "stopwords.h"

#include <math.h>

enum {
	MOST_WORDS = 5,		   /* of a term */
	MOST_TEXT = 32 << 20,	   /* bytes that are looked at */
	MOST_CANDIDATES = 2000000, /* different ones */
	LONG_WORD = 7		   /* letters */
};

struct candidate {
	uint32_t symbols[MOST_WORDS];
	uint32_t n, count;
	uint32_t within, n_within; /* f of the longer candidates around it, and how many */
	uint32_t start, length;	   /* the form that won the votes, in texts */
	uint32_t votes;
	uint32_t inside, capitals; /* occurrences where no sentence begins; with a capital */
	uint32_t acronyms;
};

/* Adds the words of a list as symbols; how many there are then. */
static uint32_t add_small(struct trie *trie, const char *list)
{
	while (*list) {
		size_t n = strcspn(list, " ");

		trie_add_symbol(trie, list, n);
		list += n + (list[n] == ' ');
	}
	return trie->symbols.n;
}

struct extract *extract_new(const char *source_lang)
{
	static const char *const by_dictionary[] = { "zh", "ja", "th", "lo", "km", "my" };
	struct extract *extract = calloc(1, sizeof(*extract));
	bool good;

	if (!extract)
		return NULL;
	tag_language(source_lang, extract->language);
	extract->elide = words_elide(source_lang);
	for (size_t i = 0; i < sizeof(by_dictionary) / sizeof(by_dictionary[0]); i++)
		extract->dictionary |= !strcmp(extract->language, by_dictionary[i]);
	extract->stems = stems_new(source_lang);
	good = trie_start(&extract->trie);
	good &= trie_start(&extract->small) && extract->stems;
	if (good) {
		extract->n_joiners = add_small(&extract->small, joiners_of(extract->language));
		add_small(&extract->small, stopwords_of(extract->language));
		return extract;
	}
	extract_free(extract);
	return NULL;
}

void extract_free(struct extract *extract)
{
	if (!extract)
		return;
	for (uint32_t i = 0; i < extract->chosen.n; i++)
		free(((char **)extract->chosen.at)[i]);
	dt_list_free(&extract->chosen);
	stems_free(extract->stems);
	text_free(&extract->texts);
	dt_list_free(&extract->ends);
	dt_list_free(&extract->tokens);
	dt_list_free(&extract->words);
	dt_list_free(&extract->counts);
	dt_list_free(&extract->candidates);
	trie_finish(&extract->trie);
	trie_finish(&extract->small);
	free(extract);
}

void extract_add(struct extract *extract, const char *text, size_t n)
{
	uint32_t *end;

	if (extract->texts.n + n > MOST_TEXT)
		return;
	text_add(&extract->texts, text, n);
	end = DT_LIST_ADD(&extract->ends, uint32_t);
	if (end)
		*end = (uint32_t)extract->texts.n;
}

/* ---- candidates ---------------------------------------------------------------- */

static struct candidate *candidate_at(const struct extract *extract, uint32_t i)
{
	return (struct candidate *)extract->candidates.at + i;
}

/* The candidate at a node, made when there is none; NULL: no more. */
static struct candidate *candidate_of(struct extract *extract, uint32_t node)
{
	uint32_t number = trie_value(&extract->trie, node);
	struct candidate *made;

	if (number)
		return candidate_at(extract, number - 1);
	if (extract->candidates.n >= MOST_CANDIDATES)
		return NULL;
	made = DT_LIST_ADD(&extract->candidates, struct candidate);
	if (made)
		trie_set_value(&extract->trie, node, extract->candidates.n);
	return made;
}

/* The form that more than half of all have wins (Boyer and Moore); where a sentence begins, a
 * capital says nothing. */
static void vote(struct extract *extract, struct candidate *candidate, const struct token *first,
		 const struct token *last)
{
	uint32_t start = first->start, length = last->start + last->length - start;
	const char *texts = extract->texts.at;

	if (first->first && candidate->votes)
		return;
	if (candidate->votes && candidate->length == length &&
	    !memcmp(texts + candidate->start, texts + start, length)) {
		candidate->votes++;
	} else if (candidate->votes > 1) {
		candidate->votes--;
	} else {
		candidate->start = start;
		candidate->length = length;
		candidate->votes = 1;
	}
}

static void count_candidate(struct extract *extract, uint32_t node, const struct token *tokens,
			    uint32_t n)
{
	struct candidate *candidate = candidate_of(extract, node);

	if (!candidate)
		return;
	candidate->n = n;
	candidate->count++;
	for (uint32_t i = 0; i < n; i++)
		candidate->symbols[i] = tokens[i].symbol;
	if (!tokens->first) {
		candidate->inside++;
		candidate->capitals += tokens->capital;
	}
	candidate->acronyms += tokens->acronym;
	vote(extract, candidate, tokens, tokens + n - 1);
}

/* All candidates that begin with this word. */
static void count_from(struct extract *extract, uint32_t at)
{
	const struct token *tokens = (const struct token *)extract->tokens.at + at;
	uint32_t most = extract->tokens.n - at, node = 0;

	for (uint32_t i = 0; i < MOST_WORDS && i < most; i++) {
		if ((i && tokens[i].kind & KIND_BREAK) || tokens[i].kind & KIND_NUMBER)
			return;
		if (tokens[i].kind & KIND_STOP && (!i || !(tokens[i].kind & KIND_JOINS)))
			return;
		node = trie_add_step(&extract->trie, node, tokens[i].symbol);
		if (!node)
			return;
		if (!(tokens[i].kind & KIND_STOP))
			count_candidate(extract, node, tokens, i + 1);
	}
}

/* Tells each candidate of the longer ones around it. */
static void count_around(struct extract *extract, uint32_t least)
{
	for (uint32_t i = 0; i < extract->candidates.n; i++) {
		const struct candidate *longer = candidate_at(extract, i);

		if (longer->count < least)
			continue;
		for (uint32_t from = 0; from < longer->n; from++) {
			uint32_t node = 0;

			for (uint32_t k = from; k < longer->n; k++) {
				uint32_t number;

				node = trie_step(&extract->trie, node, longer->symbols[k]);
				if (!node || (k + 1 - from == longer->n))
					break;
				number = trie_value(&extract->trie, node);
				if (!number)
					continue;
				candidate_at(extract, number - 1)->within += longer->count;
				candidate_at(extract, number - 1)->n_within++;
			}
		}
	}
}

/* ---- which of them are terms ----------------------------------------------------- */

/* Nothing but its own look speaks for a single word. */
static bool word_is_term(const struct extract *extract, const struct candidate *candidate)
{
	uint32_t letters = extract_letters(extract->texts.at + candidate->start, candidate->length);
	uint32_t common = extract->tokens.n / 400 + 4;

	if (candidate->acronyms * 2 > candidate->count)
		return true;
	if (extract->dictionary)
		return letters >= 2 && candidate->count >= common;
	/* German writes all nouns so */
	if (strcmp(extract->language, "de") != 0 && candidate->inside > 1 && letters > 2 &&
	    candidate->capitals * 5 >= candidate->inside * 4)
		return true;
	return letters >= LONG_WORD && candidate->count >= common;
}

static double value_of(const struct candidate *candidate)
{
	double count = candidate->count;

	if (candidate->n_within)
		count -= (double)candidate->within / candidate->n_within;
	return log2(candidate->n + 1.0) * count;
}

static int compare_values(const void *a, const void *b)
{
	const struct extract_term *one = a, *other = b;

	if (one->value != other->value)
		return one->value > other->value ? -1 : 1;
	if (one->count != other->count)
		return one->count > other->count ? -1 : 1;
	return strcmp(one->source, other->source);
}

/* A copy with single blanks. */
static char *copy_source(struct extract *extract, const struct candidate *candidate)
{
	char **kept = DT_LIST_ADD(&extract->chosen, char *);
	const char *from = extract->texts.at + candidate->start;
	size_t n = 0;

	if (!kept)
		return NULL;
	*kept = malloc(candidate->length + 1);
	if (!*kept)
		return NULL;
	for (uint32_t i = 0; i < candidate->length; i++) {
		bool blank = from[i] == ' ' || from[i] == '\n' || from[i] == '\t';

		/* a line separator is a blank of three bytes */
		if (!strncmp(from + i, "\xe2\x80\xa8", 3)) {
			blank = true;
			i += 2;
		}
		if (!blank)
			(*kept)[n++] = from[i];
		else if (n && (*kept)[n - 1] != ' ')
			(*kept)[n++] = ' ';
	}
	(*kept)[n] = '\0';
	return *kept;
}

static bool choose(struct extract *extract, uint32_t least, struct dt_list *terms)
{
	for (uint32_t i = 0; i < extract->candidates.n; i++) {
		const struct candidate *candidate = candidate_at(extract, i);
		double value = value_of(candidate);
		struct extract_term *term;

		if (candidate->count < least || value < 2 ||
		    (candidate->n == 1 && !word_is_term(extract, candidate)))
			continue;
		term = DT_LIST_ADD(terms, struct extract_term);
		if (!term)
			return false;
		term->count = candidate->count;
		term->value = value;
		term->source = copy_source(extract, candidate);
		if (!term->source)
			return false;
	}
	return true;
}

bool extract_finish(struct extract *extract, uint32_t most, struct dt_list *terms)
{
	const uint32_t *ends = extract->ends.at;
	uint32_t least, start = 0;

	dt_list_clear(terms);
	if (extract->texts.failed || extract->ends.failed)
		return false;
	for (uint32_t i = 0; i < extract->ends.n; i++) {
		if (ends[i] > start &&
		    !extract_cut(extract, extract->texts.at + start, ends[i] - start))
			return false;
		start = ends[i];
	}
	least = extract->tokens.n < 20000 ? 2 : 3;
	extract_stop_commonest(extract);
	for (uint32_t i = 0; i < extract->tokens.n; i++)
		count_from(extract, i);
	if (extract->trie.failed || extract->candidates.failed)
		return false;
	count_around(extract, least);
	if (!choose(extract, least, terms))
		return false;
	if (terms->n)
		qsort(terms->at, terms->n, sizeof(struct extract_term), compare_values);
	if (terms->n > most)
		terms->n = most;
	return true;
}
