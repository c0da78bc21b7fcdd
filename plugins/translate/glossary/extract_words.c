/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words of a text, and which of them no term begins or ends with. */
#include "config.h"

#include "extract_inside.h"

#include "stopwords.h"

#include <unicode/ubrk.h>
#include <unicode/utext.h>
#include <unictype.h>

enum { SHORT_WORD = 4 /* letters: the commonest of these are stop words anyway */ };

/* By ICU's dictionary, with what words_cut calls its words. */
static bool cut_by_dictionary(struct extract *extract, const char *text, size_t n)
{
	UErrorCode error = U_ZERO_ERROR;
	UText *view = utext_openUTF8(NULL, text, (int64_t)n, &error);
	UBreakIterator *breaks = ubrk_open(UBRK_WORD, extract->language, NULL, 0, &error);
	int32_t from = 0;

	dt_list_clear(&extract->words);
	ubrk_setUText(breaks, view, &error);
	for (int32_t to = U_SUCCESS(error) ? ubrk_first(breaks) : UBRK_DONE; to != UBRK_DONE;
	     from = to, to = ubrk_next(breaks)) {
		struct word *word;
		bool letters = ubrk_getRuleStatus(breaks) >= UBRK_WORD_NUMBER;

		if (to <= from || (!letters && text[from] == ' '))
			continue;
		word = DT_LIST_ADD(&extract->words, struct word);
		if (!word)
			break;
		word->start = (uint32_t)from;
		word->length = (uint32_t)(to - from);
		word->flags = letters ? 0 : WORD_SIGN;
	}
	if (breaks)
		ubrk_close(breaks);
	if (view)
		utext_close(view);
	return !extract->words.failed;
}

uint32_t extract_letters(const char *at, size_t n)
{
	uint32_t letters = 0;

	for (size_t i = 0; i < n; i++)
		letters += ((unsigned char)at[i] & 0xc0) != 0x80;
	return letters;
}

/* A word of one character, or of hiragana alone, is grammar. */
static bool is_grammar(const char *at, size_t n)
{
	const char *end = at + n;

	if (extract_letters(at, n) < 2)
		return true;
	while (at < end) {
		uint32_t code = word_character(&at, end);

		if (code < 0x3041 || code > 0x309f)
			return false;
	}
	return true;
}

static uint32_t kind_of(const struct extract *extract, const char *folded, size_t n)
{
	uint32_t small = trie_symbol(&extract->small, folded, n);

	if (*folded >= '0' && *folded <= '9')
		return KIND_NUMBER;
	if (small)
		return KIND_STOP | (small <= extract->n_joiners ? KIND_JOINS : 0);
	if (extract->dictionary ? is_grammar(folded, n) : extract_letters(folded, n) < 2)
		return KIND_STOP;
	return 0;
}

static void count_symbol(struct extract *extract, uint32_t symbol)
{
	while (extract->counts.n <= symbol)
		if (!DT_LIST_ADD(&extract->counts, uint32_t))
			return;
	((uint32_t *)extract->counts.at)[symbol]++;
}

static void add_token(struct extract *extract, const char *text, const struct word *word,
		      uint32_t kind, bool first)
{
	char folded[STEM_SIZE], stem[STEM_SIZE];
	const char *at = text + word->start, *end = at + word->length;
	size_t n = stems_fold(extract->stems, at, word->length, folded);
	struct token *token = DT_LIST_ADD(&extract->tokens, struct token);

	if (!token)
		return;
	token->start = (uint32_t)(at - extract->texts.at);
	token->length = word->length;
	token->kind = kind | kind_of(extract, folded, n);
	token->first = first;
	token->acronym = word->flags & WORD_CAPITALS;
	token->capital = uc_is_upper(word_character(&at, end));
	n = stems_stem(extract->stems, folded, n, stem);
	token->symbol = trie_add_symbol(&extract->trie, stem, n);
	count_symbol(extract, token->symbol);
}

static bool ends_sentence(const char *at, size_t n)
{
	return n && (strchr(".!?:", at[n - 1]) || (n >= 3 && !memcmp(at, "\xe3\x80\x82", 3)));
}

bool extract_cut(struct extract *extract, const char *text, size_t n)
{
	uint32_t kind = KIND_BREAK;
	bool first = true;

	if (!(extract->dictionary ? cut_by_dictionary(extract, text, n)
				  : words_cut(&extract->words, text, n, extract->elide)))
		return false;
	for (uint32_t i = 0; i < extract->words.n; i++) {
		const struct word *word = word_at(&extract->words, i);

		if (word->flags & WORD_SIGN) {
			kind = KIND_BREAK;
			first |= ends_sentence(text + word->start, word->length);
			continue;
		}
		add_token(extract, text, word, kind, first);
		kind = 0;
		first = false;
	}
	return !extract->tokens.failed && !extract->counts.failed && !extract->trie.failed;
}

void extract_stop_commonest(struct extract *extract)
{
	const uint32_t *counts = extract->counts.at;
	struct token *tokens = extract->tokens.at;
	uint32_t bound = extract->tokens.n / 250 + 3;

	if (*stopwords_of(extract->language) || extract->dictionary)
		return;
	for (uint32_t i = 0; i < extract->tokens.n; i++)
		if (counts[tokens[i].symbol] > bound && !tokens[i].acronym &&
		    extract_letters(extract->texts.at + tokens[i].start, tokens[i].length) <=
			    SHORT_WORD)
			tokens[i].kind |= KIND_STOP;
}
