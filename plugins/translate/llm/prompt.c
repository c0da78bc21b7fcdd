/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is the batch's in a prompt, and the form that a reply should have. */
#include "config.h"

#include "prompt.h"

#include "../markup.h"
#include "characters.h"

#include <stdio.h>

enum {
	MOST_CONTEXT = 600, /* bytes of a title, or of the text before and after */
	MOST_PROBLEM = 200
};

static void add_string(struct text *out, const char *at, size_t n, bool markup)
{
	text_add_char(out, '"');
	characters_add_json(out, at, n, markup);
	text_add_char(out, '"');
}

static void add_member(struct text *out, const char *name, const char *at, size_t n, bool markup)
{
	char last = out->n ? out->at[out->n - 1] : '\0';

	if (last != '{')
		text_add_char(out, ',');
	add_string(out, name, strlen(name), false);
	text_add_char(out, ':');
	add_string(out, at, n, markup);
}

/* The last bytes of a text, at most so many, from the beginning of a character. */
static const char *tail(const char *text, size_t most)
{
	size_t n = strlen(text);
	const char *at = n > most ? text + n - most : text;

	while (((unsigned char)*at & 0xc0) == 0x80)
		at++;
	return at;
}

static void add_context(struct text *out, const struct dt_batch *batch)
{
	const char *before = batch->before ? tail(batch->before, MOST_CONTEXT) : NULL;

	if (!(batch->context && *batch->context) && !(before && *before) &&
	    !(batch->after && *batch->after))
		return;
	text_add_string(out, "Context, not to be translated:\n{");
	if (batch->context && *batch->context)
		add_member(out, "document", batch->context,
			   (size_t)text_fit(batch->context, MOST_CONTEXT), false);
	if (before && *before)
		add_member(out, "before", before, strlen(before), true);
	if (batch->after && *batch->after)
		add_member(out, "after", batch->after, (size_t)text_fit(batch->after, MOST_CONTEXT),
			   true);
	text_add_string(out, "}\n\n");
}

static bool has_terms(const struct dt_batch *batch, uint32_t flag)
{
	for (uint32_t i = 0; i < batch->n_terms; i++)
		if ((batch->terms[i].flags & DT_TERM_USER) == flag)
			return true;
	return false;
}

/* The terms of a person, or those that a program has found. */
static void add_terms(struct text *out, const struct dt_batch *batch, uint32_t flag,
		      const char *heading)
{
	const char *between = "[";

	if (!has_terms(batch, flag))
		return;
	text_add_string(out, heading);
	for (uint32_t i = 0; i < batch->n_terms; i++) {
		const struct dt_term *term = &batch->terms[i];

		if ((term->flags & DT_TERM_USER) != flag)
			continue;
		text_add_string(out, between);
		between = ",\n";
		text_add_char(out, '{');
		add_member(out, "source", term->source, strlen(term->source), false);
		add_member(out, "target", term->target, strlen(term->target), false);
		text_add_char(out, '}');
	}
	text_add_string(out, "]\n\n");
}

/* What a memory has for texts like these.  "for" and not "id": what a model repeats of it must
 * not look like an answer. */
static void add_similar(struct text *out, const struct dt_batch *batch)
{
	char number[32];
	bool any = false;

	if (batch->task != DT_TASK_TRANSLATE || !DT_BATCH_HAS(batch, n_similar))
		return;
	for (uint32_t i = 0; i < batch->n_similar; i++) {
		const struct dt_similar *similar = &batch->similar[i];

		if (similar->segment >= batch->n)
			continue;
		text_add_string(out, any ? ",\n"
					 : "Earlier translations of texts that are like the one "
					   "with the id that \"for\" says. Keep to their wording "
					   "where the texts agree; where they differ, numbers "
					   "among them, only the text itself counts:\n[");
		any = true;
		snprintf(number, sizeof(number), "{\"for\":%u", similar->segment + 1);
		text_add_string(out, number);
		add_member(out, "source", similar->source, strlen(similar->source), false);
		add_member(out, "target", similar->target, strlen(similar->target), false);
		text_add_char(out, '}');
	}
	if (any)
		text_add_string(out, "]\n\n");
}

/* Scripts whose words take less than half as many characters as those of others. */
static bool is_dense(const char *tag)
{
	static const char *const dense[] = { "zh", "ja", "ko", "yue", "wuu", "lzh" };
	size_t n = strcspn(tag, "-");

	for (size_t i = 0; i < sizeof(dense) / sizeof(dense[0]); i++)
		if (strlen(dense[i]) == n && !strncmp(dense[i], tag, n))
			return true;
	return false;
}

/* Characters of a text without its marks. */
static uint32_t count_characters(const char *markup)
{
	struct markup_reader reader;
	struct markup_token token;
	uint32_t n = 0;

	markup_start(&reader, markup, strlen(markup));
	for (markup_next(&reader, &token); token.kind != MARKUP_END && token.kind != MARKUP_BAD;
	     markup_next(&reader, &token))
		for (size_t i = 0; token.kind == MARKUP_TEXT && i < token.length; i++)
			n += ((unsigned char)token.at[i] & 0xc0) != 0x80;
	return n;
}

/* A budget is worth telling when translations are usually longer than it: 1.2 times the source,
 * or as much less as the scripts differ. */
static bool is_tight(const struct dt_batch *batch, uint32_t i)
{
	uint32_t budget = batch->budgets ? batch->budgets[i] : 0;
	bool from = is_dense(batch->source_lang), to = is_dense(batch->target_lang);
	double usual = from == to ? 1.2 : to ? 0.55 : 2.6;

	return budget && budget < count_characters(batch->texts[i]) * usual;
}

static void add_segment(struct text *out, const struct dt_batch *batch, uint32_t i)
{
	const char *text = batch->texts[i], *role = batch->roles ? batch->roles[i] : NULL;
	const char *problem = batch->attempt && batch->problems ? batch->problems[i] : NULL;
	char number[40];

	snprintf(number, sizeof(number), "{\"id\":%u", i + 1);
	text_add_string(out, number);
	/* what is usual needs no word */
	if (role && *role && strcmp(role, "paragraph") != 0 && strcmp(role, "unknown") != 0)
		add_member(out, "role", role, strlen(role), false);
	if (batch->task == DT_TASK_TRANSLATE && is_tight(batch, i)) {
		snprintf(number, sizeof(number), ",\"room\":%u", batch->budgets[i]);
		text_add_string(out, number);
	}
	if (problem && *problem)
		add_member(out, "problem", problem, (size_t)text_fit(problem, MOST_PROBLEM), false);
	add_member(out, "text", text, strlen(text), true);
	text_add_char(out, '}');
}

void prompt_texts(struct text *out, const struct dt_batch *batch)
{
	add_context(out, batch);
	add_terms(out, batch, DT_TERM_USER, "\"terms\":\n");
	add_terms(out, batch, 0, "\"hints\":\n");
	add_similar(out, batch);
	if (batch->attempt && batch->task == DT_TASK_TRANSLATE)
		text_add_string(out, "Earlier answers to these texts could not be used. Follow the "
				     "rules exactly: answer every id, keep every mark.\n\n");
	text_add_string(out, batch->task == DT_TASK_TERMS ? "Texts to find terms in:\n"
							  : "Texts to translate:\n");
	for (uint32_t i = 0; i < batch->n; i++) {
		text_add_string(out, i ? ",\n" : "[");
		add_segment(out, batch, i);
	}
	text_add_string(out, batch->n ? "]\n" : "[]\n");
}

dt_status llm_prompt_make(struct llm_prompt *prompt, const struct dt_batch *batch,
			  struct dt_error *err)
{
	memset(prompt, 0, sizeof(*prompt));
	prompt_rules(&prompt->system, batch);
	prompt_texts(&prompt->user, batch);
	if (prompt->system.failed || prompt->user.failed)
		return dt_fail(err, DT_E_SYSTEM, "no memory for the prompt of %u texts", batch->n);
	return DT_OK;
}

void llm_prompt_free(struct llm_prompt *prompt)
{
	text_free(&prompt->system);
	text_free(&prompt->user);
}

/* ---- the form of a reply --------------------------------------------------------------- */

static json_t *closed_object(json_t *properties, uint32_t flags)
{
	json_t *required = json_array(), *object;
	const char *name;
	json_t *value;

	json_object_foreach(properties, name, value)
		json_array_append_new(required, json_string(name));
	object = json_pack("{s:s, s:o, s:o}", "type", "object", "properties", properties,
			   "required", required);
	if (object && !(flags & LLM_SCHEMA_PLAIN))
		json_object_set_new(object, "additionalProperties", json_false());
	return object;
}

/* One item; id: the only one that it may have, or 0. */
static json_t *item_schema(uint32_t task, uint32_t flags, uint32_t id)
{
	json_t *item = task == DT_TASK_TERMS
			       ? json_pack("{s:{s:s}, s:{s:s}, s:{s:s}}", "id", "type", "integer",
					   "source", "type", "string", "target", "type", "string")
			       : json_pack("{s:{s:s}, s:{s:s}}", "id", "type", "integer", "text",
					   "type", "string");

	if (id)
		json_object_set_new(item, "id", json_pack("{s:I}", "const", (json_int_t)id));
	return closed_object(item, flags);
}

json_t *llm_schema(uint32_t task, uint32_t flags)
{
	return closed_object(json_pack("{s:{s:s, s:o}}", "items", "type", "array", "items",
				       item_schema(task, flags, 0)),
			     flags);
}

json_t *llm_schema_exact(const struct dt_batch *batch)
{
	json_t *each;

	if (batch->task != DT_TASK_TRANSLATE)
		return llm_schema(batch->task, 0);
	each = json_array();
	for (uint32_t i = 0; i < batch->n; i++)
		json_array_append_new(each, item_schema(batch->task, 0, i + 1));
	return closed_object(json_pack("{s:{s:s, s:o, s:I, s:I}}", "items", "type", "array",
				       "prefixItems", each, "minItems", (json_int_t)batch->n,
				       "maxItems", (json_int_t)batch->n),
			     0);
}

const char *llm_schema_name(uint32_t task)
{
	return task == DT_TASK_TERMS ? "terms" : "translation";
}
