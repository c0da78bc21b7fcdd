/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "break_words.h"

#include "breaks.h"
#include "text.h"

#include <string.h>

#ifdef HAVE_LIBTHAI
#include <thai/thbrk.h>
#include <thai/thwbrk.h>
#include <thai/tis.h>
#endif
#ifdef HAVE_ICU
#include <unicode/ubrk.h>
#endif

#define LONGEST 500u /* characters of a run */

/* The words of which a character is a part, or WORDS_KINDS. */
static unsigned kind_of(uint32_t cp)
{
	if (cp < 0xe00)
		return WORDS_KINDS;
	if (cp < 0xe80)
		return cp == 0xe3f || cp >= 0xe50 ? WORDS_KINDS : WORDS_THAI;
	if (cp < 0xf00)
		return cp >= 0xed0 && cp <= 0xed9 ? WORDS_KINDS : WORDS_LAO;
	if (cp >= 0x1000 && cp <= 0x109f)
		return cp >= 0x1040 && cp <= 0x104f ? WORDS_KINDS : WORDS_BURMESE;
	return cp >= 0x1780 && cp <= 0x17d3 ? WORDS_KHMER : WORDS_KINDS;
}

bool break_words_wanted(const char *text, uint32_t length)
{
	for (uint32_t i = 0; i + 2 < length; i++) {
		unsigned char a = (unsigned char)text[i], b = (unsigned char)text[i + 1];

		if ((a == 0xE0 && b >= 0xB8 && b <= 0xBB) ||
		    (a == 0xE1 && (b == 0x80 || b == 0x81 || b == 0x82 || b == 0x9E || b == 0x9F)))
			return true;
	}
	return false;
}

/* A run of one kind; all its characters are three bytes long. */
struct run {
	uint16_t chars[LONGEST];
	uint32_t n, from; /* from: its first byte */
};

#ifdef HAVE_LIBTHAI
static bool break_thai(struct word_breaker *b, const struct run *run, char *answers)
{
	thchar_t word[LONGEST + 1];
	int places[LONGEST], n;

	if (!b->tried[WORDS_THAI])
		b->open[WORDS_THAI] = th_brk_new(NULL);
	b->tried[WORDS_THAI] = true;
	if (!b->open[WORDS_THAI])
		return false;
	for (uint32_t i = 0; i < run->n; i++)
		word[i] = (thchar_t)(run->chars[i] - 0xE00 + 0xA0);
	word[run->n] = 0;
	n = th_brk_find_breaks(b->open[WORDS_THAI], word, places, (int)LONGEST);
	for (int k = 0; k < n; k++) {
		if (places[k] > 0 && (uint32_t)places[k] < run->n)
			answers[run->from + (uint32_t)places[k] * 3 - 1] = BREAK_MAY;
	}
	return true;
}
#else
static bool break_thai(struct word_breaker *b, const struct run *run, char *answers)
{
	(void)b;
	(void)run;
	(void)answers;
	return false;
}
#endif

#ifdef HAVE_ICU
static void break_icu(struct word_breaker *b, unsigned kind, const struct run *run, char *answers)
{
	static const char *const languages[] = { "th", "lo", "km", "my" };
	UErrorCode status = U_ZERO_ERROR;
	int32_t at;

	if (!b->tried[kind])
		b->open[kind] = ubrk_open(UBRK_LINE, languages[kind], NULL, 0, &status);
	b->tried[kind] = true;
	if (!b->open[kind] || U_FAILURE(status))
		return;
	ubrk_setText(b->open[kind], (const UChar *)run->chars, (int32_t)run->n, &status);
	if (U_FAILURE(status))
		return;
	while ((at = ubrk_next(b->open[kind])) != UBRK_DONE) {
		if (at > 0 && (uint32_t)at < run->n)
			answers[run->from + (uint32_t)at * 3 - 1] = BREAK_MAY;
	}
}
#else
static void break_icu(struct word_breaker *b, unsigned kind, const struct run *run, char *answers)
{
	(void)b;
	(void)kind;
	(void)run;
	(void)answers;
}
#endif

void break_words(struct word_breaker *b, const char *text, uint32_t length, char *answers)
{
	struct run run;

	for (size_t at = 0; at < length;) {
		size_t next = at;
		unsigned kind = kind_of(text_next(text, length, &next));

		if (kind == WORDS_KINDS) {
			at = next;
			continue;
		}
		run.n = 0;
		run.from = (uint32_t)at;
		while (at < length && run.n < LONGEST) {
			uint32_t cp;

			next = at;
			cp = text_next(text, length, &next);
			if (kind_of(cp) != kind)
				break;
			run.chars[run.n++] = (uint16_t)cp;
			at = next;
		}
		if (kind != WORDS_THAI || !break_thai(b, &run, answers))
			break_icu(b, kind, &run, answers);
	}
}

void break_words_close(struct word_breaker *b)
{
#ifdef HAVE_LIBTHAI
	if (b->open[WORDS_THAI])
		th_brk_delete(b->open[WORDS_THAI]);
	b->open[WORDS_THAI] = NULL;
#endif
#ifdef HAVE_ICU
	for (unsigned i = 0; i < WORDS_KINDS; i++) {
		if (b->open[i])
			ubrk_close(b->open[i]);
	}
#endif
	memset(b, 0, sizeof(*b));
}
