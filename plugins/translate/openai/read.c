/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers. */
#include "config.h"

#include "openai.h"

#include <strings.h>

static void add_string(struct text *said, const json_t *string)
{
	if (json_is_string(string))
		text_add(said, json_string_value(string), json_string_length(string));
}

/* What it took.  The names are those of Chat Completions or of Responses; one of a server that
 * has its own prompt cache. */
static void read_usage(const json_t *body, struct llm_reply *reply)
{
	const json_t *usage = json_object_get(body, "usage"), *details, *cost;

	reply->input_tokens =
		chat_number(usage, "prompt_tokens") + chat_number(usage, "input_tokens");
	reply->output_tokens =
		chat_number(usage, "completion_tokens") + chat_number(usage, "output_tokens");
	details = json_object_get(usage, "prompt_tokens_details");
	if (!json_is_object(details))
		details = json_object_get(usage, "input_tokens_details");
	reply->cached_tokens = chat_number(details, "cached_tokens");
	if (!reply->cached_tokens)
		reply->cached_tokens = chat_number(usage, "prompt_cache_hit_tokens");
	details = json_object_get(usage, "completion_tokens_details");
	if (!json_is_object(details))
		details = json_object_get(usage, "output_tokens_details");
	reply->reasoning_tokens = chat_number(details, "reasoning_tokens");
	cost = json_object_get(usage, "cost");
	reply->usd =
		json_is_number(cost) && json_number_value(cost) > 0 ? json_number_value(cost) : 0;
}

/* Some answer 200 with an error in it; its code is that of HTTP, or a word. */
static void read_error(const struct net_reply *answer, const json_t *error, struct dt_error *err)
{
	const json_t *code = json_object_get(error, "code");
	const char *message =
		json_is_string(error) ? json_string_value(error) : chat_string(error, "message");
	enum dt_failure failure = DT_FAILURE_SERVER_ERROR;
	struct net_reply as = *answer;

	if (json_is_integer(code)) {
		as.status = (uint32_t)json_integer_value(code);
		failure = net_judge_status(&as);
	} else if (strcasestr(chat_string(error, "code"), "rate_limit")) {
		failure = DT_FAILURE_RATE_LIMIT;
	} else if (strcasestr(chat_string(error, "code"), "content")) {
		failure = DT_FAILURE_CONTENT_FILTER;
	}
	net_judge_fail(answer, err, failure ? failure : DT_FAILURE_SERVER_ERROR, message,
		       strlen(message));
}

static void malformed(const struct net_reply *answer, struct dt_error *err)
{
	static const char words[] = "an answer without a message";

	net_judge_fail(answer, err, DT_FAILURE_MALFORMED_RESPONSE, words, sizeof(words) - 1);
}

/* Text as it is, or in parts. */
static void add_content(struct text *said, const json_t *content)
{
	size_t i;
	json_t *part;

	add_string(said, content);
	json_array_foreach(content, i, part)
	{
		const char *type = chat_string(part, "type");

		if (!strcmp(type, "text") || !strcmp(type, "output_text"))
			add_string(said, json_object_get(part, "text"));
	}
}

/* ---- Chat Completions -------------------------------------------------------------------- */

static void read_chat(const struct net_reply *answer, const json_t *body, struct text *said,
		      struct llm_reply *reply, struct dt_error *err)
{
	const json_t *choice = json_array_get(json_object_get(body, "choices"), 0);
	const json_t *message = json_object_get(choice, "message");
	const json_t *error = json_object_get(choice, "error");
	const char *reason = chat_string(choice, "finish_reason");

	if (json_is_object(error)) {
		read_error(answer, error, err);
		return;
	}
	if (!json_is_object(message)) {
		malformed(answer, err);
		return;
	}
	add_content(said, json_object_get(message, "content"));
	if (!strcmp(reason, "length"))
		reply->stop = LLM_STOP_LENGTH;
	else if (!strcmp(reason, "content_filter") || *chat_string(message, "refusal"))
		reply->stop = LLM_STOP_REFUSED;
}

/* ---- Responses --------------------------------------------------------------------------- */

static void read_item(const json_t *item, struct text *said, struct llm_reply *reply)
{
	const json_t *content = json_object_get(item, "content");
	size_t i;
	json_t *part;

	/* "reasoning" and calls of tools are no text */
	if (strcmp(chat_string(item, "type"), "message") != 0)
		return;
	add_content(said, content);
	json_array_foreach(content, i, part) if (!strcmp(chat_string(part, "type"), "refusal"))
		reply->stop = LLM_STOP_REFUSED;
}

static void read_responses(const struct net_reply *answer, const json_t *body, struct text *said,
			   struct llm_reply *reply, struct dt_error *err)
{
	const json_t *output = json_object_get(body, "output");
	const char *reason = chat_string(json_object_get(body, "incomplete_details"), "reason");
	size_t i;
	json_t *item;

	if (!json_is_array(output)) {
		malformed(answer, err);
		return;
	}
	json_array_foreach(output, i, item) read_item(item, said, reply);
	if (!strcmp(reason, "max_output_tokens"))
		reply->stop = LLM_STOP_LENGTH;
	else if (!strcmp(reason, "content_filter"))
		reply->stop = LLM_STOP_REFUSED;
}

void openai_read(void *self, const struct net_reply *answer, const json_t *body, struct text *said,
		 struct llm_reply *reply, struct dt_error *err)
{
	const struct openai *o = self;
	const json_t *error = json_object_get(body, "error");

	read_usage(body, reply);
	if (json_is_object(error) || json_is_string(error))
		read_error(answer, error, err);
	else if (o->address.responses)
		read_responses(answer, body, said, reply, err);
	else
		read_chat(answer, body, said, reply, err);
}
