/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests and answers as lines of JSON; docs/translators.md has the protocol. */
#include "config.h"

#include "exec.h"

#include <math.h>
#include <stdio.h>

/* ---- requests -------------------------------------------------------------------------- */

static void set_text(json_t *object, const char *name, const char *text)
{
	if (text && *text)
		json_object_set_new(object, name, json_string(text));
}

static json_t *texts_json(const struct dt_batch *batch)
{
	json_t *texts = json_array();

	for (uint32_t i = 0; i < batch->n; i++) {
		json_t *text = json_object();

		json_object_set_new(text, "text", json_string(batch->texts[i]));
		if (batch->roles)
			set_text(text, "role", batch->roles[i]);
		if (batch->budgets && batch->budgets[i])
			json_object_set_new(text, "fits", json_integer(batch->budgets[i]));
		if (batch->problems)
			set_text(text, "problem", batch->problems[i]);
		if (batch->ids)
			set_text(text, "unit", batch->ids[i]);
		json_array_append_new(texts, text);
	}
	return texts;
}

static json_t *terms_json(const struct dt_batch *batch)
{
	json_t *terms = json_array();

	for (uint32_t i = 0; i < batch->n_terms; i++)
		json_array_append_new(terms,
				      json_pack("{s:s, s:s}", "source", batch->terms[i].source,
						"target", batch->terms[i].target));
	return terms;
}

bool protocol_write(const struct request *request, struct text *line)
{
	const struct dt_batch *batch = request->batch;
	json_t *json = json_object();
	char *text;

	json_object_set_new(json, "id", json_integer((json_int_t)request->id));
	json_object_set_new(json, "source_lang", json_string(batch->source_lang));
	json_object_set_new(json, "target_lang", json_string(batch->target_lang));
	json_object_set_new(json, "texts", texts_json(batch));
	if (batch->attempt)
		json_object_set_new(json, "attempt", json_integer(batch->attempt));
	set_text(json, "context", batch->context);
	set_text(json, "before", batch->before);
	set_text(json, "after", batch->after);
	set_text(json, "instructions", batch->instructions);
	if (batch->n_terms)
		json_object_set_new(json, "terms", terms_json(batch));
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	if (!text)
		return false;
	text_add_string(line, text);
	text_add_char(line, '\n');
	free(text);
	return !line->failed;
}

/* ---- answers ------------------------------------------------------------------------------ */

static double number(const json_t *object, const char *name, double most)
{
	double value = json_number_value(json_object_get(object, name));

	return isfinite(value) && value > 0 ? (value < most ? value : most) : 0;
}

/* The program's own words: a line without control characters. */
static void take_words(char *room, size_t size, const char *text)
{
	snprintf(room, size, "%.*s", text_fit(text, size - 1), text);
	for (char *at = room; *at; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			*at = ' ';
}

static void take_error(const json_t *error, struct dt_error *err)
{
	const char *kind = json_string_value(json_object_get(error, "kind"));
	const char *message = json_string_value(json_object_get(error, "message"));
	dt_status status;
	char words[300];

	if (json_is_string(error))
		message = json_string_value(error);
	err->failure = kind ? dt_failure_from_name(kind) : DT_FAILURE_UNKNOWN;
	/* the bound of the job is not a program's to tell of */
	if (err->failure == DT_FAILURE_NONE || err->failure == DT_FAILURE_BUDGET)
		err->failure = DT_FAILURE_UNKNOWN;
	status = err->failure == DT_FAILURE_UNKNOWN ? DT_E_UNAVAILABLE
						    : dt_failure_status(err->failure);
	err->retry_ms = (uint32_t)number(error, "retry_ms", 3600000);
	take_words(words, sizeof(words), message ? message : "it did not say why");
	dt_fail(err, status, "the program cannot: %s", words);
}

static void take_usage(const struct request *request, const json_t *json)
{
	struct dt_usage usage = { .size = sizeof(usage) };

	usage.requests = (uint32_t)number(json, "requests", 1e6);
	usage.input_tokens = (uint64_t)number(json, "input_tokens", 1e12);
	usage.cached_tokens = (uint64_t)number(json, "cached_tokens", 1e12);
	usage.output_tokens = (uint64_t)number(json, "output_tokens", 1e12);
	usage.characters = (uint64_t)number(json, "characters", 1e12);
	usage.usd = number(json, "usd", 1e9);
	usage.answers = usage.requests;
	request->call->host->usage(request->call, &usage);
}

/* "texts": one for each of the request, null for none, or {"I": TEXT} with some of them. */
static void take_texts(const struct request *request, const json_t *texts)
{
	const struct dt_batch *batch = request->batch;
	char key[16];

	for (uint32_t i = 0; i < batch->n; i++) {
		const json_t *text;

		snprintf(key, sizeof(key), "%u", i);
		text = json_is_array(texts) ? json_array_get(texts, i)
					    : json_object_get(texts, key);
		if (json_is_string(text))
			batch->answer(batch->ctx, i, json_string_value(text),
				      json_string_length(text));
	}
}

static void take(struct exec_self *self, struct process *process, struct request *request,
		 const json_t *json)
{
	const json_t *texts = json_object_get(json, "texts"),
		     *error = json_object_get(json, "error");
	struct dt_error err = { 0 };

	process->fruitless = 0;
	if (json_is_object(json_object_get(json, "usage")))
		take_usage(request, json_object_get(json, "usage"));
	if (texts)
		take_texts(request, texts);
	if (error) {
		take_error(error, &err);
	} else if (!json_is_array(texts) && !json_is_object(texts)) {
		err.failure = DT_FAILURE_MALFORMED_RESPONSE;
		dt_fail(&err, DT_E_UNAVAILABLE,
			"the program's answer has neither \"texts\" nor \"error\"");
	} else if (json_is_array(texts) && json_array_size(texts) != request->batch->n) {
		err.failure = DT_FAILURE_MALFORMED_RESPONSE;
		dt_fail(&err, DT_E_UNAVAILABLE, "the program has answered %zu texts, it had %u",
			json_array_size(texts), request->batch->n);
	} else if (json_is_true(json_object_get(json, "more"))) {
		return;
	}
	request_end(self, request, &err);
}

bool protocol_read(struct exec_self *self, struct process *process, const char *line, size_t n)
{
	json_t *json = json_loadb(line, n, 0, NULL);
	const json_t *id = json_object_get(json, "id");
	struct request *request = NULL;

	if (json_is_integer(id))
		request = request_find(self, process, (uint64_t)json_integer_value(id));
	if (request)
		take(self, process, request, json);
	/* an answer that comes too late, when its job has ended, is one all the same */
	n = json_is_integer(id) && (uint64_t)json_integer_value(id) <= self->last_id;
	json_decref(json);
	return n != 0;
}
