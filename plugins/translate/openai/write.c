/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests. */
#include "config.h"

#include "openai.h"

#include <strings.h>

/* How the reply's form is told: the option, or what the server has not refused yet. */
static enum openai_json form_of(const struct openai *o, uint32_t learned)
{
	if (o->options->json != OPENAI_JSON_AUTO)
		return (enum openai_json)o->options->json;
	return learned & OPENAI_NO_JSON	    ? OPENAI_JSON_NONE
	       : learned & OPENAI_NO_SCHEMA ? OPENAI_JSON_OBJECT
					    : OPENAI_JSON_SCHEMA;
}

static json_t *text_of(const struct text *text)
{
	return json_stringn(text->at ? text->at : "", text->n);
}

/* Both halves as one message, for models without a system role. */
static json_t *one_text(const struct llm_prompt *prompt)
{
	struct text both = { 0 };
	json_t *text;

	text_add(&both, prompt->system.at, prompt->system.n);
	text_add_string(&both, "\n\n");
	text_add(&both, prompt->user.at, prompt->user.n);
	text = both.failed ? NULL : text_of(&both);
	text_free(&both);
	return text;
}

static json_t *message(const char *role, json_t *text)
{
	return json_pack("{s:s, s:o}", "role", role, "content", text);
}

static json_t *messages_of(const struct chat_ask *ask)
{
	json_t *list = json_array();

	if (ask->learned & OPENAI_NO_SYSTEM) {
		json_array_append_new(list, message("user", one_text(ask->prompt)));
	} else {
		json_array_append_new(list, message("system", text_of(&ask->prompt->system)));
		json_array_append_new(list, message("user", text_of(&ask->prompt->user)));
	}
	return list;
}

static bool wants_temperature(const struct openai *o, const struct chat_ask *ask)
{
	return o->options->llm.temperature >= 0 && !(ask->learned & OPENAI_NO_TEMPERATURE);
}

static const char *effort_of(const struct openai *o, const struct chat_ask *ask)
{
	const char *effort = o->options->reasoning_effort;

	return effort && *effort && !(ask->learned & OPENAI_NO_EFFORT) ? effort : NULL;
}

static uint32_t limit_of(const struct openai *o, const struct chat_ask *ask)
{
	const char *effort = effort_of(o, ask);
	bool reasons = effort && strcasecmp(effort, "none") != 0 && !(ask->learned & CHAT_REASONS);

	/* the models of OpenAI itself may reason, and their limit has it within */
	return ask->output_tokens +
	       (reasons || (o->address.hosted && !(ask->learned & CHAT_REASONS)) ? 8192 : 0);
}

/* ---- Chat Completions -------------------------------------------------------------------- */

/* A server of one's own makes a grammar of each schema, and can hold its model to the ids. */
static json_t *schema_of(const struct openai *o, const struct chat_ask *ask)
{
	bool own = !o->address.hosted && !o->address.azure && !o->address.openrouter;

	return own && !(ask->learned & OPENAI_NO_EXACT) ? llm_schema_exact(ask->batch)
							: llm_schema(ask->batch->task, 0);
}

static json_t *chat_form(const struct openai *o, const struct chat_ask *ask, enum openai_json form)
{
	uint32_t task = ask->batch->task;

	if (form == OPENAI_JSON_OBJECT)
		return json_pack("{s:s}", "type", "json_object");
	return json_pack("{s:s, s:{s:s, s:b, s:o}}", "type", "json_schema", "json_schema", "name",
			 llm_schema_name(task), "strict", 1, "schema", schema_of(o, ask));
}

static json_t *write_chat(const struct openai *o, const struct chat_ask *ask)
{
	bool other = ask->learned & OPENAI_OTHER_LIMIT;
	bool new_name = (o->address.hosted || o->address.azure) != other;
	enum openai_json form = form_of(o, ask->learned);
	const char *effort = effort_of(o, ask);
	json_t *body = json_pack("{s:s, s:o}", "model", o->options->llm.model, "messages",
				 messages_of(ask));

	if (form != OPENAI_JSON_NONE)
		json_object_set_new(body, "response_format", chat_form(o, ask, form));
	if (!(ask->learned & OPENAI_NO_LIMIT))
		json_object_set_new(body, new_name ? "max_completion_tokens" : "max_tokens",
				    json_integer(limit_of(o, ask)));
	if (wants_temperature(o, ask))
		json_object_set_new(body, "temperature", json_real(o->options->llm.temperature));
	if (effort)
		json_object_set_new(body, "reasoning_effort", json_string(effort));
	if (o->address.openrouter)
		json_object_set_new(body, "usage", json_pack("{s:b}", "include", 1));
	return body;
}

/* ---- Responses --------------------------------------------------------------------------- */

static json_t *responses_form(enum openai_json form, uint32_t task)
{
	if (form == OPENAI_JSON_OBJECT)
		return json_pack("{s:{s:s}}", "format", "type", "json_object");
	return json_pack("{s:{s:s, s:s, s:b, s:o}}", "format", "type", "json_schema", "name",
			 llm_schema_name(task), "strict", 1, "schema", llm_schema(task, 0));
}

static json_t *write_responses(const struct openai *o, const struct chat_ask *ask)
{
	enum openai_json form = form_of(o, ask->learned);
	const char *effort = effort_of(o, ask);
	json_t *body =
		json_pack("{s:s, s:o}", "model", o->options->llm.model, "input", messages_of(ask));

	/* the document is nobody's to keep */
	if (!(ask->learned & OPENAI_NO_STORE))
		json_object_set_new(body, "store", json_false());
	if (form != OPENAI_JSON_NONE)
		json_object_set_new(body, "text", responses_form(form, ask->batch->task));
	if (!(ask->learned & OPENAI_NO_LIMIT))
		json_object_set_new(body, "max_output_tokens", json_integer(limit_of(o, ask)));
	if (wants_temperature(o, ask))
		json_object_set_new(body, "temperature", json_real(o->options->llm.temperature));
	if (effort)
		json_object_set_new(body, "reasoning", json_pack("{s:s}", "effort", effort));
	return body;
}

json_t *openai_write(void *self, const struct chat_ask *ask)
{
	const struct openai *o = self;
	json_t *body = o->address.responses ? write_responses(o, ask) : write_chat(o, ask);
	json_t *extra = o->extra ? json_deep_copy(o->extra) : NULL;

	if (extra)
		json_object_update(body, extra);
	json_decref(extra);
	return body;
}
