/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The language of a document: of a sample that takes a little from every page, the first ones
 * more.  Its commonest short words come along: a text that has them needs no closer look.
 */
#include "config.h"

#include "profile.h"

#include "plugins/language/detect.h"

#define FIRST_PAGES 4u	 /* they give more */
#define FIRST	    400u /* bytes of each */
#define OTHERS	    120u
#define SENTENCE    60u /* bytes: what is shorter may be a name */
#define WORD	    9u	/* bytes: articles, prepositions, pronouns */
#define MOST_WORDS  32u
#define OFTEN	    3u

static size_t add_blocks(struct document *document, const struct dt_page_blocks *page, size_t limit,
			 bool sentences)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	size_t n = document->n_sample;

	for (uint32_t i = 0; i < page->blocks.count && n + 8 < limit; i++) {
		const struct dt_block *block = &blocks[i];
		bool sentence = block->role == DT_ROLE_PARAGRAPH && block->text.count > SENTENCE;

		if (block->flags & DT_BLOCK_KEEP || sentence != sentences)
			continue;
		n = language_sample(document->sample, n, limit, DT_TEXT(page, block->text),
				    block->text.count);
	}
	return n;
}

void language_collect(struct document *document, const struct dt_page_blocks *page, uint32_t number)
{
	size_t limit = document->n_sample + (number < FIRST_PAGES ? FIRST : OTHERS);

	if (limit > sizeof(document->sample))
		limit = sizeof(document->sample);
	document->n_sample = add_blocks(document, page, limit, true);
	document->n_sample = add_blocks(document, page, limit, false);
}

struct word {
	const char *at;
	uint32_t length, count;
};

static int by_text(const void *a, const void *b)
{
	const struct word *x = a, *y = b;
	uint32_t n = x->length < y->length ? x->length : y->length;
	int order = memcmp(x->at, y->at, n);

	return order ? order : (x->length > y->length) - (x->length < y->length);
}

static int by_count(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	return x->count != y->count ? (x->count < y->count) - (x->count > y->count) : by_text(a, b);
}

/* The short words of the sample, in small letters. */
static uint32_t read_words(char *sample, size_t n, struct word *words, uint32_t most)
{
	uint32_t found = 0;

	for (size_t at = 0; at < n && found < most;) {
		struct word word = { sample + at, 0, 1 };
		bool whole = true;

		for (; at < n && sample[at] != ' '; at++) {
			unsigned char c = (unsigned char)sample[at];

			if (c >= 'A' && c <= 'Z')
				sample[at] = (char)(c | 32);
			whole = whole && (c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z'));
			word.length++;
		}
		at++;
		if (whole && word.length && word.length <= WORD)
			words[found++] = word;
	}
	return found;
}

struct dt_span language_words(struct document *document, struct dt_payload *out)
{
	struct word words[SAMPLE_SIZE / 4];
	uint32_t n = read_words(document->sample, document->n_sample, words,
				(uint32_t)(sizeof(words) / sizeof(words[0])));
	uint32_t distinct = 0, bytes = 0;
	char text[MOST_WORDS * (WORD + 1)];

	if (n)
		qsort(words, n, sizeof(words[0]), by_text);
	for (uint32_t i = 0; i < n; i++)
		if (distinct && !by_text(&words[distinct - 1], &words[i]))
			words[distinct - 1].count++;
		else
			words[distinct++] = words[i];
	if (distinct)
		qsort(words, distinct, sizeof(words[0]), by_count);
	for (uint32_t i = 0; i < distinct && i < MOST_WORDS && words[i].count >= OFTEN; i++) {
		memcpy(text + bytes, words[i].at, words[i].length);
		bytes += words[i].length;
		text[bytes++] = ' ';
	}
	return dt_payload_text(out, text, bytes);
}

const char *language_of(const struct document *document)
{
	return language_detect(document->sample, document->n_sample, true);
}
