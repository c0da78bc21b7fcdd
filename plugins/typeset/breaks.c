/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "breaks.h"

#include "text.h"

#include <linebreak.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_LIBTHAI
#include <thai/tis.h>
#include <thai/thbrk.h>
#include <thai/thwbrk.h>
#endif

void breaks_setup(void)
{
	init_linebreak();
}

void breaker_close(struct breaker *b)
{
#ifdef HAVE_LIBTHAI
	if (b->thai)
		th_brk_delete(b->thai);
#endif
	free(b->text);
	free(b->answers);
	memset(b, 0, sizeof(*b));
}

static bool breaker_room(struct breaker *b, uint32_t length)
{
	char *text, *answers;

	if (length < b->room)
		return true;
	text = realloc(b->text, (size_t)length * 2);
	if (text)
		b->text = text;
	answers = realloc(b->answers, (size_t)length * 2);
	if (answers)
		b->answers = answers;
	if (!text || !answers)
		return false;
	b->room = length * 2;
	return true;
}

/* U+FFFC would be broken before and behind; U+1E00 is a letter of the same three
 * bytes' length. */
static bool replace_objects(char *text, uint32_t length)
{
	bool thai = false;

	for (uint32_t i = 0; i + 2 < length; i++) {
		if ((unsigned char)text[i] == 0xEF && (unsigned char)text[i + 1] == 0xBF &&
		    (unsigned char)text[i + 2] == 0xBC)
			memcpy(text + i, "\xE1\xB8\x80", 3);
		thai |= (unsigned char)text[i] == 0xE0 && (unsigned char)text[i + 1] >= 0xB8 &&
			(unsigned char)text[i + 1] <= 0xB9;
	}
	return thai;
}

#ifdef HAVE_LIBTHAI
/* Words of Thai have no blanks between: the dictionary tells where they end. */
static void break_thai(struct breaker *b, uint32_t length)
{
	if (!b->thai_tried)
		b->thai = th_brk_new(NULL);
	b->thai_tried = true;
	if (!b->thai)
		return;
	for (uint32_t i = 0; i + 2 < length;) {
		thchar_t word[512];
		int places[256], n;
		uint32_t chars = 0, from = i;

		while (i + 2 < length && chars + 1 < sizeof(word) &&
		       (unsigned char)b->text[i] == 0xE0 && (unsigned char)b->text[i + 1] >= 0xB8 &&
		       (unsigned char)b->text[i + 1] <= 0xB9) {
			size_t at = i;
			uint32_t cp = text_next(b->text, length, &at);

			word[chars++] = (thchar_t)(cp - 0xE00 + 0xA0);
			i += 3;
		}
		if (!chars) {
			i++;
			continue;
		}
		word[chars] = 0;
		n = th_brk_find_breaks(b->thai, word, places, 256);
		for (int k = 0; k < n; k++) {
			if (places[k] > 0 && (uint32_t)places[k] < chars)
				b->answers[from + (uint32_t)places[k] * 3 - 1] = BREAK_MAY;
		}
	}
}
#endif

const char *breaks_find(struct breaker *b, const char *text, uint32_t length, const char *language)
{
	bool thai;

	if (!breaker_room(b, length + 1))
		return NULL;
	memcpy(b->text, text, length);
	thai = replace_objects(b->text, length);
	set_linebreaks_utf8((const utf8_t *)b->text, length, language, b->answers);
	for (uint32_t i = 0; i < length; i++) {
		char answer = b->answers[i];

		b->answers[i] = answer == LINEBREAK_MUSTBREAK	 ? BREAK_MUST
				: answer == LINEBREAK_ALLOWBREAK ? BREAK_MAY
								 : BREAK_NOT;
	}
#ifdef HAVE_LIBTHAI
	if (thai)
		break_thai(b, length);
#else
	(void)thai;
#endif
	return b->answers;
}
