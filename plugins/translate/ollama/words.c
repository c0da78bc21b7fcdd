/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Addresses, requests and answers. */
#include "config.h"

#include "ollama.h"

#include <stdio.h>

enum {
	LEAST_CONTEXT = 4096,
	SPARE_TOKENS = 256 /* marks of roles, and what the estimate misses */
};

char *ollama_address(const char *given)
{
	const char *scheme = strstr(given, "://"), *host = scheme ? scheme + 3 : given;
	size_t n = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
	bool any = !n || (n == 7 && !strncmp(host, "0.0.0.0", n)); /* where a server listens */
	const char *rest = host + n;
	struct text text = { 0 };
	size_t length;

	text_add(&text, scheme ? given : "http://", scheme ? (size_t)(host - given) : 7);
	text_add(&text, any ? "127.0.0.1" : host, any ? 9 : n);
	if (*rest != ':' && !scheme)
		text_add_string(&text, ":11434");
	length = strlen(rest);
	while (length && rest[length - 1] == '/')
		length--;
	text_add(&text, rest, length);
	if (text.failed)
		text_free(&text);
	return text.at;
}

uint32_t ollama_context(uint64_t tokens, int64_t most, _Atomic uint32_t *least)
{
	uint32_t context = LEAST_CONTEXT, before = atomic_load(least);

	while (context < tokens && context < 1u << 30)
		context *= 2;
	if ((int64_t)context > most)
		context = (uint32_t)most;
	while (before < context && !atomic_compare_exchange_weak(least, &before, context))
		;
	return before > context ? before : context;
}

static json_t *text_of(const struct text *text)
{
	return json_stringn(text->at ? text->at : "", text->n);
}

json_t *ollama_write(void *self, const struct chat_ask *ask)
{
	struct ollama *o = self;
	const struct ollama_options *options = o->options;
	uint64_t tokens = (uint64_t)ask->input_tokens * 5 / 4 + ask->output_tokens + SPARE_TOKENS;
	json_t *settings, *body;
	char keep[32];

	settings = json_pack("{s:I, s:I}", "num_ctx",
			     (json_int_t)ollama_context(tokens, options->num_ctx, &o->context),
			     "num_predict", (json_int_t)ask->output_tokens);
	if (options->llm.temperature >= 0)
		json_object_set_new(settings, "temperature", json_real(options->llm.temperature));
	snprintf(keep, sizeof(keep), "%llds", (long long)options->keep_alive / 1000);
	body = json_pack("{s:s, s:b, s:s, s:o, s:[{s:s, s:o}, {s:s, s:o}]}", "model",
			 options->llm.model, "stream", 0, "keep_alive", keep, "options", settings,
			 "messages", "role", "system", "content", text_of(&ask->prompt->system),
			 "role", "user", "content", text_of(&ask->prompt->user));
	json_object_set_new(body, "format",
			    ask->learned & OLLAMA_NO_SCHEMA  ? json_string("json")
			    : ask->learned & OLLAMA_NO_EXACT ? llm_schema(ask->batch->task, 0)
							     : llm_schema_exact(ask->batch));
	if (!(ask->learned & OLLAMA_NO_THINK))
		json_object_set_new(body, "think", json_boolean(options->think));
	return body;
}

void ollama_read(void *self, const struct net_reply *answer, const json_t *body, struct text *said,
		 struct llm_reply *reply, struct dt_error *err)
{
	static const char without[] = "an answer without a message";
	const json_t *message = json_object_get(body, "message");
	const json_t *content = json_object_get(message, "content");
	const char *error = json_string_value(json_object_get(body, "error"));
	const char *reason = json_string_value(json_object_get(body, "done_reason"));

	(void)self;
	reply->input_tokens = chat_number(body, "prompt_eval_count");
	reply->output_tokens = chat_number(body, "eval_count");
	if (error) {
		net_judge_fail(answer, err, DT_FAILURE_SERVER_ERROR, error, strlen(error));
		return;
	}
	if (!json_is_string(content)) {
		net_judge_fail(answer, err, DT_FAILURE_MALFORMED_RESPONSE, without,
			       sizeof(without) - 1);
		return;
	}
	/* "thinking" is no text */
	text_add(said, json_string_value(content), json_string_length(content));
	if (reason && !strcmp(reason, "length"))
		reply->stop = LLM_STOP_LENGTH;
}

uint32_t ollama_learn(void *self, const struct net_reply *answer, uint32_t learned)
{
	char words[400];

	(void)self;
	net_reply_words(answer, words, sizeof(words));
	if (strcasestr(words, "think") && !(learned & OLLAMA_NO_THINK))
		return OLLAMA_NO_THINK;
	if ((strcasestr(words, "format") || strcasestr(words, "schema") ||
	     strcasestr(words, "grammar")) &&
	    !(learned & OLLAMA_NO_SCHEMA))
		return learned & OLLAMA_NO_EXACT ? OLLAMA_NO_SCHEMA : OLLAMA_NO_EXACT;
	return 0;
}
