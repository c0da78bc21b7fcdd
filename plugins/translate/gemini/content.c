/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests and answers. */
#include "config.h"

#include "gemini.h"

/* ---- requests ---------------------------------------------------------------- */

static json_t *parts_of(const struct text *text)
{
	return json_pack("[{s:o}]", "text", json_stringn(text->at ? text->at : "", text->n));
}

/* Its schemas have the names of types in capitals. */
static void raise_types(json_t *schema)
{
	const char *type = json_string_value(json_object_get(schema, "type")), *key;
	json_t *value;
	size_t i;

	if (type) {
		char name[16] = "";

		for (i = 0; type[i] && i + 1 < sizeof(name); i++)
			name[i] = type[i] >= 'a' && type[i] <= 'z' ? (char)(type[i] - 32) : type[i];
		json_object_set_new(schema, "type", json_string(name));
	}
	json_object_foreach(json_object_get(schema, "properties"), key, value)
	{
		raise_types(value);
	}
	value = json_object_get(schema, "items");
	if (value)
		raise_types(value);
}

static json_t *thinking_of(const struct gemini *g, uint32_t learned)
{
	/* 128 tokens are the least that a model takes that cannot do without. */
	if (g->options->thinking != GEMINI_OFF || learned & GEMINI_NO_THINKING)
		return NULL;
	return json_pack("{s:i}", "thinkingBudget", learned & GEMINI_NO_ZERO ? 128 : 0);
}

static json_t *config_of(const struct gemini *g, const struct chat_ask *ask)
{
	json_t *config = json_pack("{s:i}", "maxOutputTokens", (int)ask->output_tokens);
	json_t *thinking = thinking_of(g, ask->learned);

	if (g->options->llm.temperature >= 0)
		json_object_set_new(config, "temperature", json_real(g->options->llm.temperature));
	if (thinking)
		json_object_set_new(config, "thinkingConfig", thinking);
	if (ask->learned & GEMINI_NO_JSON)
		return config;
	json_object_set_new(config, "responseMimeType", json_string("application/json"));
	if (!(ask->learned & GEMINI_NO_SCHEMA)) {
		json_t *schema = llm_schema(ask->batch->task, LLM_SCHEMA_PLAIN);

		raise_types(schema);
		json_object_set_new(config, "responseSchema", schema);
	}
	return config;
}

static json_t *safety_of(void)
{
	static const char *const kinds[] = { "HARM_CATEGORY_HARASSMENT",
					     "HARM_CATEGORY_HATE_SPEECH",
					     "HARM_CATEGORY_SEXUALLY_EXPLICIT",
					     "HARM_CATEGORY_DANGEROUS_CONTENT" };
	json_t *list = json_array();

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		json_array_append_new(list, json_pack("{s:s, s:s}", "category", kinds[i],
						      "threshold", "BLOCK_NONE"));
	return list;
}

json_t *gemini_write(void *self, const struct chat_ask *ask)
{
	const struct gemini *g = self;
	bool system = !(ask->learned & GEMINI_NO_SYSTEM);
	struct text both = { 0 };
	json_t *body;

	if (!system) {
		text_add(&both, ask->prompt->system.at, ask->prompt->system.n);
		text_add_string(&both, "\n\n");
		text_add(&both, ask->prompt->user.at, ask->prompt->user.n);
	}
	body = json_pack("{s:[{s:s, s:o}], s:o}", "contents", "role", "user", "parts",
			 parts_of(system ? &ask->prompt->user : &both), "generationConfig",
			 config_of(g, ask));
	text_free(&both);
	if (body && system)
		json_object_set_new(body, "systemInstruction",
				    json_pack("{s:o}", "parts", parts_of(&ask->prompt->system)));
	if (body && g->options->safety == GEMINI_SAFETY_OFF)
		json_object_set_new(body, "safetySettings", safety_of());
	return body;
}

/* ---- refusals ------------------------------------------------------------------ */

uint32_t gemini_learn(void *self, const struct net_reply *answer, uint32_t learned)
{
	char words[600];

	(void)self;
	net_reply_words(answer, words, sizeof(words));
	if (strcasestr(words, "thinking") || strcasestr(words, "budget"))
		return learned & GEMINI_NO_ZERO ? GEMINI_NO_THINKING & ~learned : GEMINI_NO_ZERO;
	if (strcasestr(words, "schema"))
		return GEMINI_NO_SCHEMA & ~learned;
	if (strcasestr(words, "json mode") || strcasestr(words, "mime"))
		return GEMINI_NO_JSON & ~learned;
	if (strcasestr(words, "developer instruction") || strcasestr(words, "system instruction"))
		return GEMINI_NO_SYSTEM & ~learned;
	return 0;
}

/* A key that is wrong is a 400; any bound that is met is called a quota in the same words, that of
 * a minute as well. */
void gemini_fault(void *self, const struct net_reply *answer, struct dt_error *err)
{
	(void)self;
	if (answer->status == 400 && (strcasestr(answer->body, "API_KEY_INVALID") ||
				      strcasestr(answer->body, "API key not valid") ||
				      strcasestr(answer->body, "API key expired")))
		net_judge_fail(answer, err, DT_FAILURE_AUTHENTICATION, NULL, 0);
	else if (answer->status == 429)
		net_judge_fail(answer, err,
			       strcasestr(answer->body, "PerDay") ? DT_FAILURE_QUOTA
								  : DT_FAILURE_RATE_LIMIT,
			       NULL, 0);
}

/* ---- answers ------------------------------------------------------------------- */

static void read_usage(const json_t *body, struct llm_reply *reply)
{
	const json_t *usage = json_object_get(body, "usageMetadata");

	reply->input_tokens = chat_number(usage, "promptTokenCount");
	reply->cached_tokens = chat_number(usage, "cachedContentTokenCount");
	reply->reasoning_tokens = chat_number(usage, "thoughtsTokenCount");
	reply->output_tokens = chat_number(usage, "candidatesTokenCount") + reply->reasoning_tokens;
}

static bool is_refusal(const char *reason)
{
	static const char *const reasons[] = {
		"SAFETY", "RECITATION", "LANGUAGE",	      "BLOCKLIST",
		"SPII",	  "OTHER",	"PROHIBITED_CONTENT", NULL
	};

	for (const char *const *known = reasons; *known; known++)
		if (!strcmp(reason, *known))
			return true;
	return false;
}

void gemini_read(void *self, const struct net_reply *answer, const json_t *body, struct text *said,
		 struct llm_reply *reply, struct dt_error *err)
{
	static const char none[] = "an answer without candidates";
	const json_t *candidate = json_array_get(json_object_get(body, "candidates"), 0), *part;
	const char *blocked = chat_string(json_object_get(body, "promptFeedback"), "blockReason");
	const char *reason = chat_string(candidate, "finishReason");
	size_t i;

	(void)self;
	read_usage(body, reply);
	if (*blocked) {
		net_judge_fail(answer, err, DT_FAILURE_CONTENT_FILTER, blocked, strlen(blocked));
		return;
	}
	if (!json_is_object(candidate)) {
		net_judge_fail(answer, err, DT_FAILURE_MALFORMED_RESPONSE, none, strlen(none));
		return;
	}
	json_array_foreach(json_object_get(json_object_get(candidate, "content"), "parts"), i, part)
	{
		const json_t *text = json_object_get(part, "text");

		if (json_is_string(text) && !json_is_true(json_object_get(part, "thought")))
			text_add(said, json_string_value(text), json_string_length(text));
	}
	if (!strcmp(reason, "MAX_TOKENS"))
		reply->stop = LLM_STOP_LENGTH;
	else if (is_refusal(reason))
		reply->stop = LLM_STOP_REFUSED;
}
