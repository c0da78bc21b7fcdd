/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Tokens of a text and what they cost: estimates before, counts after.
 *
 * Weights fitted to o200k_base.  Against it, for chapters of a handbook and a paper: English 1.08,
 * German 0.97, Spanish 1.04, French 1.05, Russian 1.15, Arabic 1.06, Persian 1.05, Japanese 1.02,
 * Chinese 1.06 of what it counts; single sentences in 16 languages 0.75 (Polish) to 1.43 (Russian);
 * text full of rulers and tables of keys down to 0.6.  Bounds leave room for twice the estimate.
 */
#include "config.h"

#include "llm.h"

#include "../markup.h"

enum {
	ITEM_TOKENS = 10, /* {"id":12,"text":""}, */
	REPLY_TOKENS = 40
};

/* Tokens that one character of a script takes. */
struct script {
	uint32_t first, last;
	uint32_t hundredths;
};

static const struct script scripts[] = {
	{ 0x00a0, 0x00bf, 80 },				  /* signs of Latin text */
	{ 0x0250, 0x036f, 90 },				  /* phonetic signs, marks */
	{ 0x0370, 0x03ff, 50 },				  /* Greek */
	{ 0x0400, 0x052f, 33 },				  /* Cyrillic */
	{ 0x0530, 0x058f, 60 },				  /* Armenian */
	{ 0x0590, 0x05ff, 50 },				  /* Hebrew */
	{ 0x0600, 0x077f, 40 },				  /* Arabic */
	{ 0x0780, 0x08ff, 80 },	 { 0x0900, 0x0dff, 38 },  /* scripts of India */
	{ 0x0e00, 0x0e7f, 40 },				  /* Thai */
	{ 0x0e80, 0x109f, 70 },				  /* Lao, Tibetan, Burmese */
	{ 0x10a0, 0x10ff, 48 },				  /* Georgian */
	{ 0x1100, 0x11ff, 100 }, { 0x1200, 0x17ff, 100 }, /* Ethiopic, Khmer */
	{ 0x1f00, 0x1fff, 80 },				  /* polytonic Greek */
	{ 0x2000, 0x206f, 60 },				  /* dashes, quotes */
	{ 0x2070, 0x2bff, 110 },			  /* symbols */
	{ 0x3000, 0x30ff, 75 },				  /* kana */
	{ 0x3100, 0x9fff, 80 },				  /* ideographs */
	{ 0xac00, 0xd7a3, 65 },				  /* Hangul */
	{ 0xff00, 0xffef, 80 },
};

static const struct script other_script = { 1, 0, 180 };

/* The script of a character; last: that of the one before, which is mostly the same. */
static const struct script *script_of(uint32_t code, const struct script *last)
{
	if (code >= last->first && code <= last->last)
		return last;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		if (code >= scripts[i].first && code <= scripts[i].last)
			return &scripts[i];
	return &other_script;
}

static bool is_marked(uint32_t c)
{
	return (c >= 0xc0 && c <= 0x24f) || (c >= 0x1e00 && c <= 0x1eff);
}

static bool is_ascii_letter(unsigned char c)
{
	return (unsigned char)((c | 32) - 'a') < 26;
}

/* Words of Latin letters are one token when short, more when long; numbers go by threes; signs
 * are one each, a blank belongs to what follows. */
static uint64_t word_tokens(uint32_t letters, uint32_t digits)
{
	return (letters ? 100 + (letters > 6 ? (letters - 6) * 18 : 0) : 0) +
	       (uint64_t)(digits + 2) / 3 * 100;
}

uint64_t llm_tokens(const char *text, size_t length)
{
	const char *at = text, *end = text + length;
	const struct script *script = &other_script;
	uint32_t letters = 0, digits = 0, last = 0, c;
	uint64_t hundredths = 0;

	for (; at < end; last = c) {
		const char *from = at;

		/* most of most texts, and whole prompts are counted: this has to be quick */
		while (at < end && is_ascii_letter((unsigned char)*at))
			at++;
		letters += (uint32_t)(at - from);
		if (at == end)
			break;
		if (at > from) {
			hundredths += word_tokens(0, digits);
			digits = 0;
			last = 'a';
		}
		c = (unsigned char)*at < 0x80 ? (unsigned char)*at++ : markup_decode(&at, end);
		if (is_marked(c)) {
			hundredths += word_tokens(0, digits) + 40;
			digits = 0;
			letters++;
			continue;
		}
		hundredths += word_tokens(letters, 0);
		letters = 0;
		if (c >= '0' && c <= '9') {
			digits++;
			continue;
		}
		hundredths += word_tokens(0, digits);
		digits = 0;
		if (c >= 0x80)
			hundredths += (script = script_of(c, script))->hundredths;
		else if (c != ' ' && c != last)
			hundredths += 70;
	}
	hundredths += word_tokens(letters, 0) + word_tokens(0, digits);
	return (hundredths + 99) / 100;
}

/* ---- a batch ---------------------------------------------------------------------------- */

static bool is_one_of(const char *tag, const char *const *list)
{
	size_t n = strcspn(tag, "-");

	for (; *list; list++)
		if (strlen(*list) == n && !strncmp(*list, tag, n))
			return true;
	return false;
}

/* Tokens of a text of that language for one of English. */
static double density(const char *tag)
{
	static const char *const latin[] = { "en", NULL };
	static const char *const near[] = { "es", "fr", "pt", "it", "de", "nl", "sv",
					    "da", "no", "nb", "nn", "id", "ms", "ca",
					    "gl", "zh", "ro", "af", NULL };
	static const char *const costly[] = { "my", "km", "lo", "bo", "am",
					      "ti", "si", "or", "dz", NULL };

	return is_one_of(tag, latin)	? 1
	       : is_one_of(tag, near)	? 1.35
	       : is_one_of(tag, costly) ? 4
					: 1.8;
}

/* Tokens of the reply as they are to be expected. */
static double expected_output(const struct dt_batch *batch)
{
	double ratio = density(batch->target_lang) / density(batch->source_lang), sum = 0;

	for (uint32_t i = 0; i < batch->n; i++)
		sum += (double)llm_tokens(batch->texts[i], strlen(batch->texts[i]));
	if (batch->task == DT_TASK_TERMS)
		return REPLY_TOKENS + sum * 0.6;
	return REPLY_TOKENS + batch->n * (double)ITEM_TOKENS + sum * ratio;
}

/* Twice what is expected: the estimate errs, some languages take more, models add blanks. */
static double needed_output(const struct dt_batch *batch)
{
	return 256 + 2 * expected_output(batch);
}

uint32_t llm_output_tokens(const struct llm_options *options, const struct dt_batch *batch)
{
	double needed = needed_output(batch);

	return (uint32_t)(needed < (double)options->max_output_tokens
				  ? needed
				  : (double)options->max_output_tokens);
}

dt_status llm_fits(const struct llm_options *options, const struct dt_batch *batch,
		   struct dt_error *err)
{
	double expected = expected_output(batch);
	dt_status status;

	if (expected <= (double)options->max_output_tokens)
		return DT_OK;
	status =
		dt_fail(err, DT_E_LIMIT,
			"the translation of %u text%s needs about %.0f tokens, wanted at most %lld "
			"(max_output_tokens)",
			batch->n, batch->n == 1 ? "" : "s", expected,
			(long long)options->max_output_tokens);
	if (err)
		err->failure = DT_FAILURE_CONTEXT_LENGTH;
	return status;
}

static double price(const struct llm_options *options, uint64_t input, uint64_t cached,
		    uint64_t output)
{
	double cached_price = options->price_cached_input < 0 ? options->price_input
							      : options->price_cached_input;

	if (cached > input)
		cached = input;
	return ((double)(input - cached) * options->price_input + (double)cached * cached_price +
		(double)output * options->price_output) /
	       1e6;
}

void llm_estimate(const struct llm_options *options, const struct dt_batch *batch,
		  struct dt_usage *usage)
{
	uint64_t input = 0, output = (uint64_t)expected_output(batch);
	struct llm_prompt prompt;

	if (llm_prompt_make(&prompt, batch, NULL) == DT_OK)
		input = llm_tokens(prompt.system.at, prompt.system.n) +
			llm_tokens(prompt.user.at, prompt.user.n);
	llm_prompt_free(&prompt);
	usage->requests++;
	usage->input_tokens += input;
	usage->output_tokens += output;
	usage->usd += price(options, input, 0, output);
}

void llm_count(const struct llm_options *options, const struct llm_reply *reply,
	       struct dt_usage *usage)
{
	usage->input_tokens += reply->input_tokens;
	usage->cached_tokens += reply->cached_tokens;
	usage->output_tokens += reply->output_tokens;
	usage->usd += reply->usd > 0 ? reply->usd
				     : price(options, reply->input_tokens, reply->cached_tokens,
					     reply->output_tokens);
}
