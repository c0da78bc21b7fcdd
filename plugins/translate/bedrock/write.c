/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests, and what refusals of them teach. */
#include "config.h"

#include "bedrock.h"

#include <stdio.h>
#include <string.h>

static json_t *text_block(const struct text *text)
{
	return json_pack("{s:o}", "text", json_stringn(text->at ? text->at : "", text->n));
}

static json_t *system_of(const struct bedrock *b, const struct chat_ask *ask)
{
	json_t *list = json_array();

	json_array_append_new(list, text_block(&ask->prompt->system));
	if (b->options->cache_prompt && !(ask->learned & BEDROCK_NO_CACHE))
		json_array_append_new(list,
				      json_pack("{s:{s:s}}", "cachePoint", "type", "default"));
	return list;
}

static json_t *messages_of(const struct chat_ask *ask)
{
	json_t *content = json_array();

	if (ask->learned & BEDROCK_NO_SYSTEM)
		json_array_append_new(content, text_block(&ask->prompt->system));
	json_array_append_new(content, text_block(&ask->prompt->user));
	return json_pack("[{s:s, s:o}]", "role", "user", "content", content);
}

json_t *bedrock_write(void *self, const struct chat_ask *ask)
{
	const struct bedrock *b = self;
	json_t *body = json_pack("{s:o}", "messages", messages_of(ask)), *inference = json_object();

	if (!(ask->learned & BEDROCK_NO_SYSTEM))
		json_object_set_new(body, "system", system_of(b, ask));
	if (!(ask->learned & BEDROCK_NO_LIMIT))
		json_object_set_new(inference, "maxTokens", json_integer(ask->output_tokens));
	if (b->options->llm.temperature >= 0 && !(ask->learned & BEDROCK_NO_TEMPERATURE))
		json_object_set_new(inference, "temperature",
				    json_real(b->options->llm.temperature));
	if (json_object_size(inference))
		json_object_set(body, "inferenceConfig", inference);
	json_decref(inference);
	if (b->fields)
		json_object_set_new(body, "additionalModelRequestFields",
				    json_deep_copy(b->fields));
	return body;
}

uint32_t bedrock_learn(void *self, const struct net_reply *answer, uint32_t learned)
{
	static const struct {
		const char *words;
		uint32_t lesson;
	} lessons[] = {
		{ "temperature", BEDROCK_NO_TEMPERATURE },
		{ "system message", BEDROCK_NO_SYSTEM },
		{ "system prompt", BEDROCK_NO_SYSTEM },
		{ "system role", BEDROCK_NO_SYSTEM },
		{ "maximum tokens you requested", BEDROCK_NO_LIMIT },
		{ "maxTokens", BEDROCK_NO_LIMIT },
		{ "max_tokens", BEDROCK_NO_LIMIT },
		{ "cachePoint", BEDROCK_NO_CACHE },
		{ "prompt caching", BEDROCK_NO_CACHE },
		{ "cache point", BEDROCK_NO_CACHE },
	};
	char words[600];

	(void)self;
	net_reply_words(answer, words, sizeof(words));
	for (size_t i = 0; i < sizeof(lessons) / sizeof(lessons[0]); i++)
		if (strcasestr(words, lessons[i].words) && !(learned & lessons[i].lesson))
			return lessons[i].lesson;
	return 0;
}

char *bedrock_path(const char *model)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-_.~";
	struct text path = { 0 };
	char escape[4];

	text_add_string(&path, "/model/");
	for (; *model; model++) {
		if (strchr(plain, *model)) {
			text_add_char(&path, *model);
			continue;
		}
		snprintf(escape, sizeof(escape), "%%%02X", (unsigned char)*model);
		text_add_string(&path, escape);
	}
	text_add_string(&path, "/converse");
	if (path.failed)
		text_free(&path);
	return path.at;
}
