/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is the answer in the target language, and is it an answer at all? */
#include "config.h"

#include "../markup.h"
#include "checks.h"
#include "plugins/language/detect.h"
#include "rules.h"
#include "tongue.h"

#include <unictype.h>

#define FEW_LETTERS 24u	 /* fewer may be names */
#define SURE	    90u	 /* bytes of words that tell the source language */
#define SURE_THIRD  160u /* and a third one */
#define SAMPLE	    900u

#define LONGEST_WORD 100u

/* Is it a word of running text?  No name, which keeps its capital and its script, and no option,
 * path or placeholder, which are the same in all languages. */
static bool is_plain_word(const char *word, size_t length)
{
	const char *at = word, *end = word + length;
	bool first = true;

	while (at < end) {
		uint32_t code = markup_decode(&at, end);

		if (code < 0x80 && !((code | 32) >= 'a' && (code | 32) <= 'z'))
			return false;
		if (first && code < 0x250 &&
		    uc_is_general_category_withtable(code, UC_CATEGORY_MASK_Lu))
			return false;
		first = false;
	}
	return length > 0 && length < LONGEST_WORD;
}

/* The next word without the points and brackets around it; false at the end. */
static bool next_word(const char **at, const char *end, const char **word, size_t *length)
{
	static const char points[] = ".,;:!?()\"'";
	const char *start = *at, *stop;

	while (start < end && *start == ' ')
		start++;
	for (stop = start; stop < end && *stop != ' ';)
		stop++;
	*at = stop;
	if (start == stop)
		return false;
	while (start < stop && strchr(points, *start))
		start++;
	while (stop > start && strchr(points, stop[-1]))
		stop--;
	*word = start;
	*length = (size_t)(stop - start);
	return true;
}

/* Adds the plain words of a text to a sample; its bytes then. */
static size_t sample_words(const char *text, size_t length, char *sample)
{
	const char *at = text, *end = text + length, *word;
	size_t n = 0, bytes;

	while (n < SAMPLE && next_word(&at, end, &word, &bytes))
		if (is_plain_word(word, bytes))
			n = language_sample(sample, n, SAMPLE, word, bytes);
	return n;
}

/* ---- script --------------------------------------------------------------------------- */

struct letters {
	uint32_t target, source, other; /* of plain words; target: of all */
};

static void count_word(const struct checks *checks, const char *word, size_t length,
		       struct letters *letters)
{
	bool plain = is_plain_word(word, length);
	const char *at = word, *end = word + length;

	while (at < end) {
		uint32_t code = markup_decode(&at, end);
		const uc_script_t *script;

		if (code == UINT32_MAX || code == 0xfffc ||
		    !uc_is_general_category_withtable(code, UC_CATEGORY_MASK_L))
			continue;
		script = uc_script(code);
		if (!script || !strcmp(script->name, "Common") ||
		    !strcmp(script->name, "Inherited"))
			continue;
		if (tongue_has_script(checks->target_scripts, script->name))
			letters->target++;
		else if (tongue_has_script(checks->source_scripts, script->name))
			letters->source += plain;
		else
			letters->other += plain;
	}
}

static struct letters count_letters(const struct checks *checks, const char *text, size_t length)
{
	const char *at = text, *end = text + length, *word;
	struct letters letters = { 0 };
	size_t bytes;

	while (next_word(&at, end, &word, &bytes))
		count_word(checks, word, bytes, &letters);
	return letters;
}

static bool is_same(const struct wording_pair *pair)
{
	return pair->source_length == pair->target_length &&
	       !memcmp(pair->source, pair->target, pair->source_length);
}

const char *check_script(const struct checks *checks, const struct wording_pair *pair)
{
	struct letters letters;

	if (!checks->target_scripts || !checks->source_scripts || is_same(pair))
		return NULL;
	letters = count_letters(checks, pair->target, pair->target_length);
	if (letters.source >= FEW_LETTERS && letters.source > letters.target * 6)
		return "letters of another script than its language";
	/* what the source has of a third script may stay */
	if (letters.other >= FEW_LETTERS / 2 && letters.other > letters.target &&
	    !count_letters(checks, pair->source, pair->source_length).other)
		return "letters of another script than its language";
	return NULL;
}

/* ---- language ------------------------------------------------------------------------- */

const char *check_language(const struct checks *checks, const struct wording_pair *pair)
{
	char sample[SAMPLE];
	const char *tag;
	size_t n;

	if (!checks->words_differ || pair->target_length < SURE || is_same(pair))
		return NULL;
	n = sample_words(pair->target, pair->target_length, sample);
	tag = n < SURE ? NULL : language_detect(sample, n, false);
	if (!tag || !language_differs(tag, checks->target))
		return NULL;
	if (!language_differs(tag, checks->source))
		return "words of its source's language";
	if (n < SURE_THIRD)
		return NULL;
	/* where words mislead about the source, they do about the answer */
	n = sample_words(pair->source, pair->source_length, sample);
	tag = language_detect(sample, n, false);
	return tag && !language_differs(tag, checks->source) ? "words of another language" : NULL;
}

/* ---- same ----------------------------------------------------------------------------- */

/* Words in small letters, in scripts that have them: names have none. */
static uint32_t count_words(const char *text, size_t length)
{
	const char *at = text, *end = text + length;
	uint32_t words = 0, run = 0;

	while (at < end) {
		uint32_t code = markup_decode(&at, end);

		if (code != UINT32_MAX && rules_runs_on(code))
			words++, run = 0;
		else if (code != UINT32_MAX &&
			 uc_is_general_category_withtable(code, UC_CATEGORY_MASK_Ll |
									UC_CATEGORY_MASK_Lo))
			words += ++run == 3;
		else if (code == ' ')
			run = 0;
		else
			run = 100;
	}
	return words;
}

const char *check_same(const struct checks *checks, const struct wording_pair *pair)
{
	if (!checks->words_differ || pair->source_length != pair->target_length ||
	    pair->source_length < 14 ||
	    memcmp(pair->source, pair->target, pair->source_length) != 0)
		return NULL;
	return count_words(pair->source, pair->source_length) >= 3 ? "nothing but its source"
								   : NULL;
}

/* ---- length ---------------------------------------------------------------------------- */

/* In letters of an alphabet: an ideograph stands for about three, Hangul and kana for two. */
static size_t weight_of(const char *text, size_t length)
{
	const char *at = text, *end = text + length;
	size_t weight = 0;

	while (at < end) {
		uint32_t code = markup_decode(&at, end);

		if (code == UINT32_MAX || !rules_square(code))
			weight++;
		else
			weight += (code >= 0xac00 && code < 0xd7b0) ||
						  (code >= 0x3040 && code < 0x3100)
					  ? 2
					  : 3;
	}
	return weight;
}

const char *check_length(const struct checks *checks, const struct wording_pair *pair)
{
	size_t source = weight_of(pair->source, pair->source_length);
	size_t target = weight_of(pair->target, pair->target_length);

	(void)checks;
	if (target > source * 3 + 60)
		return "much more text than its source";
	return target * 5 + 60 < source * 2 ? "much less text than its source" : NULL;
}
