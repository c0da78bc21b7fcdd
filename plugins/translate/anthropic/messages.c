/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests and answers. */
#include "config.h"

#include "anthropic.h"

/* ---- requests ---------------------------------------------------------------- */

/* How the reply's form is told: the option, or what the model has not refused yet. */
static enum anthropic_json form_of(const struct anthropic *a, uint32_t learned)
{
	if (a->options->json != ANTHROPIC_AUTO)
		return (enum anthropic_json)a->options->json;
	return learned & ANTHROPIC_NO_TOOL     ? ANTHROPIC_NONE
	       : learned & ANTHROPIC_NO_SCHEMA ? ANTHROPIC_TOOL
					       : ANTHROPIC_SCHEMA;
}

static json_t *text_block(const struct text *text)
{
	return json_pack("{s:s, s:o}", "type", "text", "text",
			 json_stringn(text->at ? text->at : "", text->n));
}

/* The half that all batches of a job share; what stands before the mark is cached. */
static json_t *system_of(const struct anthropic *a, const struct chat_ask *ask)
{
	json_t *block = text_block(&ask->prompt->system);

	if (block && a->options->cache && !(ask->learned & ANTHROPIC_NO_CACHE))
		json_object_set_new(block, "cache_control",
				    json_pack("{s:s}", "type", "ephemeral"));
	return json_pack("[o]", block);
}

static void add_form(json_t *body, enum anthropic_json form, uint32_t task)
{
	const char *name = llm_schema_name(task);

	if (form == ANTHROPIC_SCHEMA) {
		json_object_set_new(body, "output_config",
				    json_pack("{s:{s:s, s:o}}", "format", "type", "json_schema",
					      "schema", llm_schema(task, 0)));
	} else if (form == ANTHROPIC_TOOL) {
		json_object_set_new(body, "tools",
				    json_pack("[{s:s, s:s, s:o}]", "name", name, "description",
					      "Takes the result.", "input_schema",
					      llm_schema(task, 0)));
		json_object_set_new(body, "tool_choice",
				    json_pack("{s:s, s:s}", "type", "tool", "name", name));
	}
}

json_t *anthropic_write(void *self, const struct chat_ask *ask)
{
	const struct anthropic *a = self;
	json_t *body =
		json_pack("{s:s, s:i, s:o, s:[{s:s, s:[o]}]}", "model", a->options->llm.model,
			  "max_tokens", (int)ask->output_tokens, "system", system_of(a, ask),
			  "messages", "role", "user", "content", text_block(&ask->prompt->user));

	if (!body)
		return NULL;
	add_form(body, form_of(a, ask->learned), ask->batch->task);
	/* Its temperatures end at 1. */
	if (a->options->llm.temperature >= 0 && !(ask->learned & ANTHROPIC_NO_TEMPERATURE))
		json_object_set_new(body, "temperature",
				    json_real(a->options->llm.temperature > 1
						      ? 1
						      : a->options->llm.temperature));
	return body;
}

/* ---- what a refusal teaches ------------------------------------------------------ */

uint32_t anthropic_learn(void *self, const struct net_reply *answer, uint32_t learned)
{
	static const char *const form[] = { "output_config", "output_format", "json_schema",
					    "structured output", NULL };
	static const char *const tool[] = { "tool", NULL };
	static const struct {
		const char *const *words;
		uint32_t lesson;
	} lessons[] = { { form, ANTHROPIC_NO_SCHEMA }, { tool, ANTHROPIC_NO_TOOL } };
	const struct anthropic *a = self;
	char words[600];

	net_reply_words(answer, words, sizeof(words));
	if (strcasestr(words, "temperature"))
		return ANTHROPIC_NO_TEMPERATURE & ~learned;
	if (strcasestr(words, "cache_control"))
		return ANTHROPIC_NO_CACHE & ~learned;
	for (size_t i = 0; a->options->json == ANTHROPIC_AUTO && i < 2; i++)
		for (const char *const *word = lessons[i].words; *word; word++)
			if (strcasestr(words, *word))
				return lessons[i].lesson & ~learned;
	return 0;
}

/* ---- answers ------------------------------------------------------------------- */

/* Three counts of input that do not overlap. */
static void read_usage(const json_t *body, struct llm_reply *reply)
{
	const json_t *usage = json_object_get(body, "usage");

	reply->cached_tokens = chat_number(usage, "cache_read_input_tokens");
	reply->input_tokens = chat_number(usage, "input_tokens") +
			      chat_number(usage, "cache_creation_input_tokens") +
			      reply->cached_tokens;
	reply->output_tokens = chat_number(usage, "output_tokens");
}

static void add_block(struct text *said, const json_t *block)
{
	const char *type = chat_string(block, "type");

	if (!strcmp(type, "text")) {
		const json_t *text = json_object_get(block, "text");

		if (json_is_string(text))
			text_add(said, json_string_value(text), json_string_length(text));
	} else if (!strcmp(type, "tool_use")) {
		char *input = json_dumps(json_object_get(block, "input"), JSON_COMPACT);

		if (input)
			text_add_string(said, input);
		free(input);
	}
}

void anthropic_read(void *self, const struct net_reply *answer, const json_t *body,
		    struct text *said, struct llm_reply *reply, struct dt_error *err)
{
	static const char none[] = "an answer without content";
	const json_t *content = json_object_get(body, "content"), *block;
	const char *reason = chat_string(body, "stop_reason");
	size_t i;

	(void)self;
	read_usage(body, reply);
	if (!json_is_array(content)) {
		net_judge_fail(answer, err, DT_FAILURE_MALFORMED_RESPONSE, none, strlen(none));
		return;
	}
	json_array_foreach(content, i, block)
	{
		add_block(said, block);
	}
	if (!strcmp(reason, "max_tokens") || !strcmp(reason, "model_context_window_exceeded"))
		reply->stop = LLM_STOP_LENGTH;
	else if (!strcmp(reason, "refusal"))
		reply->stop = LLM_STOP_REFUSED;
}
