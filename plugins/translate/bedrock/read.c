/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers. */
#include "config.h"

#include "bedrock.h"

#include <string.h>

/* inputTokens leaves out what was in the cache or went into it. */
static void read_usage(const json_t *body, struct llm_reply *reply)
{
	const json_t *usage = json_object_get(body, "usage");

	reply->cached_tokens = chat_number(usage, "cacheReadInputTokens");
	reply->input_tokens = chat_number(usage, "inputTokens") + reply->cached_tokens +
			      chat_number(usage, "cacheWriteInputTokens");
	reply->output_tokens = chat_number(usage, "outputTokens");
}

static void read_stop(const json_t *body, struct llm_reply *reply)
{
	const char *stop = json_string_value(json_object_get(body, "stopReason"));

	if (!stop)
		return;
	if (!strcmp(stop, "max_tokens") || !strcmp(stop, "model_context_window_exceeded"))
		reply->stop = LLM_STOP_LENGTH;
	else if (!strcmp(stop, "guardrail_intervened") || !strcmp(stop, "content_filtered"))
		reply->stop = LLM_STOP_REFUSED;
}

void bedrock_read(void *self, const struct net_reply *answer, const json_t *body, struct text *said,
		  struct llm_reply *reply, struct dt_error *err)
{
	static const char words[] = "an answer without a message";
	const json_t *content, *block;
	size_t i;

	(void)self;
	read_usage(body, reply);
	read_stop(body, reply);
	content = json_object_get(json_object_get(json_object_get(body, "output"), "message"),
				  "content");
	if (!json_is_array(content)) {
		net_judge_fail(answer, err, DT_FAILURE_MALFORMED_RESPONSE, words,
			       sizeof(words) - 1);
		return;
	}
	/* other blocks are reasoning and calls of tools */
	json_array_foreach(content, i, block)
	{
		const json_t *text = json_object_get(block, "text");

		if (json_is_string(text))
			text_add(said, json_string_value(text), json_string_length(text));
	}
}
