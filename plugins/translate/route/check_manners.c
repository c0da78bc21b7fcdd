/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What models say beside the translation. */
#include "config.h"

#include "../markup.h"
#include "checks.h"
#include "phrases.h"
#include "tongue.h"

#include <string.h>

enum { EARLY = 200 }; /* bytes in which a model speaks of itself */

static bool has_phrase(const char *text, size_t length, const char *phrase)
{
	return phrases_any(text, length, (const char *const[]){ phrase, NULL });
}

/* ---- reasoning -------------------------------------------------------------------------- */

const char *check_reasoning(const struct checks *checks, const struct wording_pair *pair)
{
	static const char *const signs[] = { "<think",	     "</think", "<reasoning",
					     "</reasoning",  "<|",	"|>",
					     "[INST]",	     "[/INST]", "<start_of_turn",
					     "<end_of_turn", "</s>",	NULL };

	(void)checks;
	return phrases_any(pair->target, pair->target_length, signs) &&
			       !phrases_any(pair->source, pair->source_length, signs)
		       ? "a model's reasoning or its control words"
		       : NULL;
}

/* ---- echo -------------------------------------------------------------------------------- */

/* Does it begin with such a word and a colon? */
static bool has_label(const char *text, size_t length)
{
	static const char *const labels[] = {
		"translation",
		"translated text",
		"source text",
		"source",
		"target text",
		"output",
		"answer",
		"response",
		"here is the",
		"here's the",
		"sure",
		"certainly",
		"of course",
		"\u00dcbersetzung",
		"traducci\u00f3n",
		"traduction",
		"traduzione",
		"tradu\u00e7\u00e3o",
		"vertaling",
		"\u043f\u0435\u0440\u0435\u0432\u043e\u0434",
		"\u041f\u0435\u0440\u0435\u0432\u043e\u0434",
		"\u7ffb\u8bd1",
		"\u8bd1\u6587",
		"\u7ffb\u8a33",
		"\u8a33\u6587",
		"\ubc88\uc5ed",
		"t\u0142umaczenie",
	};
	size_t most = length < 60 ? length : 60;

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		if (!phrases_begin(text, length, labels[i]))
			continue;
		return has_phrase(text, most, ":") || has_phrase(text, most, "\uff1a") ||
		       phrases_begin(text, length, "sure,") ||
		       phrases_begin(text, length, "sure!") ||
		       phrases_begin(text, length, "certainly!");
	}
	return false;
}

static bool has_colon(const char *text, size_t length)
{
	size_t most = length < 80 ? length : 80;

	return has_phrase(text, most, ":") || has_phrase(text, most, "\uff1a") ||
	       phrases_begin(text, length, "sure") || phrases_begin(text, length, "certainly");
}

const char *check_echo(const struct checks *checks, const struct wording_pair *pair)
{
	static const char *const orders[] = { "translate the following",
					      "you are a translator",
					      "you are a professional translator",
					      "target language",
					      "source language",
					      "\"items\":",
					      "{\"id\"",
					      "\"text\":",
					      "\"translation\":",
					      NULL };

	(void)checks;
	if (has_label(pair->target, pair->target_length) &&
	    !has_colon(pair->source, pair->source_length))
		return "a label of the model's own before it";
	if (phrases_any(pair->target, pair->target_length, orders) &&
	    !phrases_any(pair->source, pair->source_length, orders))
		return "words of the request";
	return NULL;
}

/* ---- refusal ------------------------------------------------------------------------------ */

/* What a model says when it will not; whole beginnings, since parts of them are in any text. */
static const char *const refusals[] = {
	"i'm sorry, but i c",
	"i\u2019m sorry, but i c",
	"i am sorry, but i c",
	"sorry, but i can",
	"i cannot assist",
	"i can't assist",
	"i can\u2019t assist",
	"i cannot help with",
	"i can't help with",
	"i can\u2019t help with",
	"i cannot translate",
	"i can't translate",
	"i am unable to translate",
	"i'm unable to translate",
	"as an ai ",
	"as a language model",
	"as an artificial intelligence",
	"lo siento, pero no puedo",
	"como modelo de lenguaje",
	"je suis d\u00e9sol\u00e9, mais je ne peux",
	"d\u00e9sol\u00e9, mais je ne peux",
	"en tant que mod\u00e8le de langage",
	"es tut mir leid, aber ich kann",
	"als ki-sprachmodell",
	"mi dispiace, ma non posso",
	"desculpe, mas n\u00e3o posso",
	"sinto muito, mas n\u00e3o posso",
	"het spijt me, maar ik kan",
	"\u0437\u0432\u0438\u043d\u0438\u0442\u0435, \u043d\u043e \u044f "
	"\u043d\u0435 \u043c\u043e\u0433\u0443",
	" \u0441\u043e\u0436\u0430\u043b\u0435\u043d\u0438\u044e, \u044f "
	"\u043d\u0435 \u043c\u043e\u0433\u0443",
	"\u62b1\u6b49\uff0c\u6211\u65e0\u6cd5",
	"\u62b1\u6b49\uff0c\u6211\u4e0d\u80fd",
	"\u5bf9\u4e0d\u8d77\uff0c\u6211\u4e0d\u80fd",
	"\u5bf9\u4e0d\u8d77\uff0c\u6211\u65e0\u6cd5",
	"\u4f5c\u4e3a\u4e00\u4e2a\u4eba\u5de5\u667a\u80fd",
	"\u7533\u3057\u8a33\u3042\u308a\u307e\u305b\u3093\u304c",
	"\uc8c4\uc1a1\ud558\uc9c0\ub9cc",
	NULL,
};

/* What a source says that is rightly translated so. */
static const char *const apologies[] = {
	"sorry",
	"apolog",
	"unable",
	"cannot",
	"can't",
	"can\u2019t",
	"as an ai",
	"language model",
	"lo siento",
	"no puedo",
	"d\u00e9sol\u00e9",
	"leid",
	"kann nicht",
	"dispiace",
	"desculp",
	"sinto",
	"spijt",
	"\u0438\u0437\u0432\u0438\u043d",
	"\u0418\u0437\u0432\u0438\u043d",
	"\u0441\u043e\u0436\u0430\u043b",
	"\u62b1\u6b49",
	"\u5bf9\u4e0d\u8d77",
	"\u7533\u3057\u8a33",
	"\uc8c4\uc1a1",
	"regret",
	"afraid",
	"artificial",
	NULL,
};

const char *check_refusal(const struct checks *checks, const struct wording_pair *pair)
{
	size_t early = pair->target_length < EARLY ? pair->target_length : EARLY;

	(void)checks;
	return phrases_any(pair->target, early, refusals) &&
			       !phrases_any(pair->source, pair->source_length, apologies)
		       ? "a refusal"
		       : NULL;
}

/* ---- frames --------------------------------------------------------------------------------- */

/* Is there such a sign in it, and not as an apostrophe? */
static bool has_sign(const char *text, size_t length, const char *sign)
{
	size_t n = strlen(sign);

	for (size_t i = 0; i + n <= length; i++)
		if (!memcmp(text + i, sign, n) &&
		    !(i && i + n < length && checks_letter(text[i - 1]) &&
		      checks_letter(text[i + n])))
			return true;
	return false;
}

/* One pair of quotes around all of it: 'a' and 'b' are quotes of words. */
static bool is_quoted(const char *text, size_t length)
{
	static const char *const pairs[][2] = {
		{ "\"", "\"" },		{ "\u201c", "\u201d" }, { "\u201e", "\u201c" },
		{ "\u00ab", "\u00bb" }, { "\u300c", "\u300d" }, { "'", "'" },
		{ "\u2018", "\u2019" }, { "`", "`" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		size_t open = strlen(pairs[i][0]), close = strlen(pairs[i][1]);

		if (length > open + close && !memcmp(text, pairs[i][0], open) &&
		    !memcmp(text + length - close, pairs[i][1], close) &&
		    !has_sign(text + open, length - open - close, pairs[i][1]))
			return true;
	}
	return false;
}

static bool has_quote(const char *text, size_t length)
{
	static const char *const quotes[] = { "\"",	"\u201c", "\u201d", "\u201e",
					      "\u00ab", "\u00bb", "\u300c", "'",
					      "\u2018", "\u2019", "`",	    NULL };

	return phrases_any(text, length, quotes);
}

const char *check_frame(const struct checks *checks, const struct wording_pair *pair)
{
	(void)checks;
	if (has_phrase(pair->target, pair->target_length, "```") &&
	    !has_phrase(pair->source, pair->source_length, "``"))
		return "a code fence around it";
	if (has_phrase(pair->target, pair->target_length, "**") &&
	    !has_phrase(pair->source, pair->source_length, "*"))
		return "signs of Markdown";
	if (is_quoted(pair->target, pair->target_length) &&
	    !has_quote(pair->source, pair->source_length))
		return "quotes around it";
	return NULL;
}

/* ---- loops ----------------------------------------------------------------------------------- */

/* Are so many bytes, or more, the same as those period bytes before them?  Such a run has a byte at
 * one of any n places in a row, so that only each n-th need be looked at. */
static bool repeats(const char *text, size_t length, size_t period, size_t n)
{
	for (size_t i = period + n - 1; i < length; i += n) {
		size_t first = i, end = i;

		while (end < length && text[end] == text[end - period])
			end++;
		if (end == i)
			continue;
		while (first > period && text[first - 1] == text[first - 1 - period])
			first--;
		if (end - first >= n)
			return true;
	}
	return false;
}

/* Does a stretch of it say the same thing over and over? */
static bool has_loop(const char *text, size_t length)
{
	enum { LONGEST_PHRASE = 120, TIMES = 5, SHORTEST_LOOP = 48 };

	for (size_t period = 1; period <= LONGEST_PHRASE && period * TIMES <= length; period++) {
		size_t loop = period * TIMES > SHORTEST_LOOP ? period * TIMES : SHORTEST_LOOP;

		if (repeats(text, length, period, loop - period))
			return true;
	}
	return false;
}

const char *check_loop(const struct checks *checks, const struct wording_pair *pair)
{
	(void)checks;
	return has_loop(pair->target, pair->target_length) &&
			       !has_loop(pair->source, pair->source_length)
		       ? "the same words over and over"
		       : NULL;
}

/* ---- order ------------------------------------------------------------------------------------
 */

/* Behind a sign for the direction that the language has anyway: some write it before what begins
 * with a word of the other direction, and leave its end to that of the paragraph. */
static const char *behind_direction(const struct checks *checks, const struct wording_pair *pair)
{
	bool leftwards = tongue_has_script(checks->target_scripts, "Hebrew") ||
			 tongue_has_script(checks->target_scripts, "Arabic");
	const char *sign = leftwards ? "\u202b" : "\u202a";
	size_t n = strlen(sign);

	if (pair->target_length < n || memcmp(pair->target, sign, n) != 0 ||
	    phrases_any(pair->target, pair->target_length, (const char *const[]){ "\u202c", NULL }))
		return pair->target;
	return pair->target + n;
}

/* Overrides, isolates that do not end, and characters that nobody sees. */
const char *check_order(const struct checks *checks, const struct wording_pair *pair)
{
	const char *at = behind_direction(checks, pair), *end = pair->target + pair->target_length;
	uint32_t isolates = 0, embeddings = 0;

	while (at < end) {
		uint32_t code;

		/* all of them begin with one of these bytes */
		if (*at != '\xe2' && *at != '\xf3') {
			at++;
			continue;
		}
		code = markup_decode(&at, end);
		if (code == 0x202d || code == 0x202e)
			return "a character that reverses text";
		if (code >= 0xe0000 && code <= 0xe007f)
			return "characters that nobody sees";
		if (code == 0x202a || code == 0x202b)
			embeddings++;
		else if (code >= 0x2066 && code <= 0x2068)
			isolates++;
		else if (code == 0x202c && !embeddings--)
			return "a change of direction that has no beginning";
		else if (code == 0x2069 && !isolates--)
			return "a change of direction that has no beginning";
	}
	return isolates || embeddings ? "a change of direction that does not end" : NULL;
}
