/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a refusal teaches: servers name the member that they do not take. */
#include "config.h"

#include "openai.h"

#include <stdio.h>

static bool names_any(const char *words, const char *const *list)
{
	for (; *list; list++)
		if (strcasestr(words, *list))
			return true;
	return false;
}

/* The words of the error, and the member that it names. */
static void words_of(const struct net_reply *answer, char *words, size_t room)
{
	json_t *body = json_loadb(answer->body, answer->length, 0, NULL);
	const char *param =
		json_string_value(json_object_get(json_object_get(body, "error"), "param"));
	size_t n = net_reply_words(answer, words, room);

	if (param && n + 2 < room)
		snprintf(words + n, room - n, " %s", param);
	json_decref(body);
}

static uint32_t learn_form(const struct openai *o, uint32_t learned)
{
	bool exact = !o->address.hosted && !o->address.azure && !o->address.openrouter &&
		     !o->address.responses && !(learned & (OPENAI_NO_EXACT | OPENAI_NO_SCHEMA));

	if (exact && o->options->json <= OPENAI_JSON_SCHEMA)
		return OPENAI_NO_EXACT;
	if (o->options->json != OPENAI_JSON_AUTO)
		return 0;
	return learned & OPENAI_NO_SCHEMA ? OPENAI_NO_JSON : OPENAI_NO_SCHEMA;
}

/* Is it the name of the limit that is wrong, or its value? */
static uint32_t learn_limit(const char *words, uint32_t learned)
{
	static const char *const unknown[] = { "unsupported", "not supported", "unrecognized",
					       "unknown",     "use '",	       "use `",
					       "extra",	      "not permitted", "unexpected",
					       NULL };

	if (learned & OPENAI_NO_LIMIT)
		return 0;
	return names_any(words, unknown) && !(learned & OPENAI_OTHER_LIMIT) ? OPENAI_OTHER_LIMIT
									    : OPENAI_NO_LIMIT;
}

uint32_t openai_learn(void *self, const struct net_reply *answer, uint32_t learned)
{
	static const char *const form[] = { "response_format", "json_schema", "json_object",
					    "json schema",     "text.format", "structured output",
					    "guided",	       "grammar",     "prefixitems",
					    "minitems",	       NULL };
	static const char *const limit[] = { "max_tokens", "max_completion_tokens",
					     "max_output_tokens", NULL };
	static const char *const roles[] = { "system role",
					     "role 'system'",
					     "role: system",
					     "system message",
					     "roles must alternate",
					     "system instruction",
					     NULL };
	const struct openai *o = self;
	char words[600];

	words_of(answer, words, sizeof(words));
	/* room for the reply is counted with the prompt: without it the server takes what is left
	 */
	if (net_judge_status(answer) == DT_FAILURE_CONTEXT_LENGTH)
		return strcasestr(words, "completion") || names_any(words, limit)
			       ? OPENAI_NO_LIMIT & ~learned
			       : 0;
	if (names_any(words, form))
		return learn_form(o, learned);
	if (names_any(words, limit))
		return learn_limit(words, learned);
	if (strcasestr(words, "temperature"))
		return OPENAI_NO_TEMPERATURE;
	if (strcasestr(words, "reasoning"))
		return OPENAI_NO_EFFORT;
	if (names_any(words, roles))
		return OPENAI_NO_SYSTEM;
	if (strcasestr(words, "store"))
		return OPENAI_NO_STORE;
	return 0;
}
