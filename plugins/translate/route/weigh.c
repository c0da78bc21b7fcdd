/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "weigh.h"

#include "../text.h"

static bool by_translator(const struct asking *asking, const char *text, uint64_t *tokens)
{
	const struct dt_host *host = asking->call->host;
	struct dt_batch batch = { .size = sizeof(batch),
				  .n = 1,
				  .source_lang = asking->source_lang,
				  .target_lang = asking->target_lang,
				  .texts = &text };
	struct dt_usage usage = { .size = sizeof(usage) };
	struct dt_error err = { 0 };

	if (!DT_HOST_HAS(host, estimate) || !host->estimate ||
	    host->estimate(asking->call, asking->translator, &batch, &usage, &err) != DT_OK)
		return false;
	*tokens = usage.input_tokens;
	return usage.input_tokens > 0;
}

/* Tokens of current vocabularies: four letters of English, two and a half of other alphabets, one
 * or so for an ideograph. */
static uint32_t by_thumb(const struct text *markup)
{
	uint64_t quarters = 0;

	for (size_t i = 0; i < markup->n; i++) {
		unsigned char c = (unsigned char)markup->at[i];

		quarters += c < 0x80 ? 5 : c >= 0xe0 ? 20 : c >= 0xc0 ? 8 : 0;
	}
	return (uint32_t)(quarters / 20);
}

uint64_t weigh_prompt(const struct asking *asking)
{
	uint64_t prompt;

	return by_translator(asking, "", &prompt) ? prompt : 0;
}

uint32_t weigh_text(const struct asking *asking, const struct text *markup)
{
	uint64_t prompt = asking->prompt_tokens, whole;
	uint32_t tokens;

	if (prompt && by_translator(asking, markup->at ? markup->at : "", &whole) &&
	    whole >= prompt)
		tokens = whole - prompt > UINT32_MAX / 4096 ? UINT32_MAX / 4096
							    : (uint32_t)(whole - prompt);
	else
		tokens = by_thumb(markup);
	return tokens ? tokens : 1;
}
