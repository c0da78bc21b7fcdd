/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "words.h"

#include "tags.h"

#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwbrk.h>

enum { CHUNK = 512, CAPITALS_MOST = 6 };

bool words_elide(const char *lang)
{
	static const char *const known[] = { "fr", "it", "ca", "oc", "pms", "scn", "lij" };
	char language[TAG_SIZE];

	tag_language(lang, language);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i], language))
			return true;
	return false;
}

uint32_t word_character(const char **at, const char *end)
{
	ucs4_t code;
	int n = u8_mbtouc(&code, (const uint8_t *)*at, (size_t)(end - *at));

	*at += n;
	return code;
}

/* ---- what a character is ------------------------------------------------------ */

static bool is_hangul(uint32_t c)
{
	return (c >= 0xac00 && c <= 0xd7a3) || (c >= 0x1100 && c <= 0x11ff) ||
	       (c >= 0x3130 && c <= 0x318f);
}

static bool is_square(uint32_t c)
{
	return c >= 0x0e01 &&
	       ((c <= 0x0eff) || (c >= 0x1000 && c <= 0x109f) || (c >= 0x1780 && c <= 0x17ff) ||
		(c >= 0x2e80 && c <= 0x2fdf) || (c >= 0x3005 && c <= 0x3007) ||
		(c >= 0x3041 && c <= 0x30ff && c != 0x30fb) || (c >= 0x31f0 && c <= 0x31ff) ||
		(c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
		(c >= 0xf900 && c <= 0xfaff) || (c >= 0xff66 && c <= 0xff9f) ||
		(c >= 0x20000 && c <= 0x3ffff));
}

static bool is_hyphen(uint32_t c)
{
	return c == '-' || c == 0x2010 || c == 0x2011 || c == 0xad;
}

static bool is_between(uint32_t c)
{
	return c <= 0x20 || c == 0x7f || is_hyphen(c) ||
	       (c > 0x7f &&
		(uc_is_property_white_space(c) ||
		 uc_is_general_category_withtable(
			 c, UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Zs |
				    UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp)));
}

static bool is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
	return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N |
							   UC_CATEGORY_MASK_M);
}

static bool is_apostrophe(uint32_t c)
{
	return c == '\'' || c == 0x2019 || c == 0x02bc;
}

/* ---- cutting ------------------------------------------------------------------ */

struct cutting {
	struct dt_list *words;
	const char *text;
	bool elide;
	bool gap; /* something stood between the last word and what comes now */
};

static void add(struct cutting *c, size_t start, size_t end, uint32_t flags)
{
	struct word *word = DT_LIST_ADD(c->words, struct word);

	if (!word)
		return;
	word->start = (uint32_t)start;
	word->length = (uint32_t)(end - start);
	word->flags = flags | (c->gap || c->words->n == 1 ? 0 : WORD_JOINED);
	c->gap = false;
}

static uint32_t capitals(const char *at, const char *end)
{
	uint32_t n = 0, letters = 0;

	while (at < end) {
		uint32_t code = word_character(&at, end);

		if (++n > CAPITALS_MOST)
			return 0;
		if (code < 0x80 ? code >= 'A' && code <= 'Z' : uc_is_property_uppercase(code))
			letters++;
		else if (code < '0' || code > '9')
			return 0;
	}
	return n > 1 && letters ? WORD_CAPITALS : 0;
}

/* Adds what lies between two borders of the annex: a word, unless it is cut further. */
static void add_piece(struct cutting *c, size_t start, size_t end)
{
	const char *at = c->text + start, *stop = c->text + end;
	size_t from = start;
	bool letters = false;

	while (at < stop) {
		size_t here = (size_t)(at - c->text);
		uint32_t code = word_character(&at, stop);
		size_t behind = (size_t)(at - c->text);
		bool alone = is_square(code) || is_hangul(code);
		bool between = is_between(code);

		if (alone || between) {
			if (from < here)
				add(c, from, here, letters ? 0 : WORD_SIGN);
			if (alone)
				add(c, here, behind, is_square(code) ? WORD_SQUARE : WORD_HANGUL);
			else
				c->gap = true;
			from = behind;
			letters = false;
		} else if (c->elide && letters && is_apostrophe(code) && behind < end) {
			add(c, from, behind, 0);
			from = behind;
			letters = false;
		} else {
			letters |= is_letter(code);
		}
	}
	if (from < end)
		add(c, from, end,
		    letters ? capitals(c->text + from, c->text + end) : (uint32_t)WORD_SIGN);
}

static bool is_plain_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* A stretch without blanks. */
static void cut_chunk(struct cutting *c, size_t start, size_t end)
{
	char borders[CHUNK];
	size_t plain = start;

	while (plain < end && is_plain_letter(c->text[plain]))
		plain++;
	if (plain == end) {
		add(c, start, end, capitals(c->text + start, c->text + end));
		return;
	}
	u8_wordbreaks((const uint8_t *)c->text + start, end - start, borders);
	for (size_t i = start + 1, from = start; i <= end; i++)
		if (i == end || borders[i - start]) {
			add_piece(c, from, i);
			from = i;
		}
}

bool words_cut(struct dt_list *words, const char *text, size_t n, bool elide)
{
	struct cutting c = { .words = words, .text = text, .elide = elide };
	size_t at = 0;

	dt_list_clear(words);
	if (u8_check((const uint8_t *)text, n))
		return true;
	while (at < n) {
		size_t end = at;

		if ((unsigned char)text[at] <= ' ') {
			c.gap = true;
			at++;
			continue;
		}
		while (end < n && (unsigned char)text[end] > ' ' && end - at < CHUNK)
			end++;
		while (end < n && end > at + 1 && ((unsigned char)text[end] & 0xc0) == 0x80)
			end--;
		cut_chunk(&c, at, end);
		at = end;
	}
	return !words->failed;
}
