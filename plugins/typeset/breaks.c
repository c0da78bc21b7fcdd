/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "breaks.h"

#include "break_rules.h"

#include <linebreak.h>
#include <stdlib.h>
#include <string.h>

void breaks_setup(void)
{
	init_linebreak();
}

void breaker_close(struct breaker *b)
{
	break_words_close(&b->words);
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
static void replace_objects(char *text, uint32_t length)
{
	for (uint32_t i = 0; i + 2 < length; i++) {
		if ((unsigned char)text[i] == 0xEF && (unsigned char)text[i + 1] == 0xBF &&
		    (unsigned char)text[i + 2] == 0xBC)
			memcpy(text + i, "\xE1\xB8\x80", 3);
	}
}

const char *breaks_find(struct breaker *b, const char *text, uint32_t length, const char *language)
{
	if (!breaker_room(b, length + 1))
		return NULL;
	memcpy(b->text, text, length);
	replace_objects(b->text, length);
	set_linebreaks_utf8((const utf8_t *)b->text, length, language, b->answers);
	for (uint32_t i = 0; i < length; i++) {
		char answer = b->answers[i];

		b->answers[i] = answer == LINEBREAK_MUSTBREAK	 ? BREAK_MUST
				: answer == LINEBREAK_ALLOWBREAK ? BREAK_MAY
								 : BREAK_NOT;
	}
	if (break_words_wanted(b->text, length))
		break_words(&b->words, b->text, length, b->answers);
	break_rules(b->text, length, language, b->answers);
	return b->answers;
}
