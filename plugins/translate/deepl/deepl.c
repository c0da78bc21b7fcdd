/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "deepl.h"

#include "glossary.h"

#include <stdio.h>
#include <string.h>

const char *const deepl_formalities[] = { "default",	 "more",	"less",
					  "prefer_more", "prefer_less", NULL };
const char *const deepl_model_types[] = { "default", "latency_optimized", "quality_optimized",
					  "prefer_quality_optimized", NULL };
const char *const deepl_tag_versions[] = { "v2", "v1", NULL };
const char *const deepl_glossary_uses[] = { "keep", "delete", "off", NULL };

struct deepl {
	const struct deepl_options *options;
	struct net_options net; /* with the address by the key */
	struct deepl_glossaries *glossaries;
	char key[256]; /* "DeepL-Auth-Key ..." */
};

/* ---- requests ---------------------------------------------------------------- */

/* What stands around the texts; DeepL does not charge for it. */
static char *context_of(const struct dt_batch *batch)
{
	const char *const parts[] = { batch->context, batch->before, batch->after };
	struct text context = { 0 };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!parts[i] || !*parts[i])
			continue;
		if (context.n)
			text_add_char(&context, '\n');
		text_add(&context, parts[i], (size_t)text_fit(parts[i], 2000));
	}
	return context.at;
}

static void set(json_t *body, const char *name, const char *value)
{
	json_object_set_new(body, name, json_string(value));
}

static json_t *deepl_body(const struct mt *mt, const struct mt_ask *ask, char *url, size_t size)
{
	const struct deepl *deepl = mt->own;
	const struct deepl_options *options = deepl->options;
	char *context = options->context ? context_of(ask->batch) : NULL;
	json_t *body = json_pack("{s:O, s:s, s:s, s:s, s:[s], s:[s,s,s], s:b, s:s, s:b, s:b}",
				 "text", ask->texts, "target_lang", ask->target, "tag_handling",
				 "xml", "tag_handling_version",
				 deepl_tag_versions[options->tag_handling_version], "ignore_tags",
				 "x", "non_splitting_tags", "g", "x", "br", "outline_detection", 0,
				 "split_sentences", "nonewlines", "preserve_formatting",
				 options->preserve_formatting, "show_billed_characters", 1);

	snprintf(url, size, "/v2/translate");
	if (body && ask->source)
		set(body, "source_lang", ask->source);
	if (body && options->formality)
		set(body, "formality", deepl_formalities[options->formality]);
	if (body && options->model_type)
		set(body, "model_type", deepl_model_types[options->model_type]);
	if (body && ask->glossary)
		set(body, "glossary_id", ask->glossary);
	if (body && context)
		set(body, "context", context);
	free(context);
	return body;
}

static const json_t *deepl_answers(const json_t *reply)
{
	return json_object_get(reply, "translations");
}

static const char *deepl_text(const json_t *answer)
{
	return json_string_value(json_object_get(answer, "text"));
}

static uint64_t deepl_billed(const json_t *reply)
{
	const json_t *answers = deepl_answers(reply), *answer;
	uint64_t sum = 0;
	size_t i;

	json_array_foreach(answers, i, answer)
	{
		json_int_t n = json_integer_value(json_object_get(answer, "billed_characters"));

		sum += n > 0 ? (uint64_t)n : 0;
	}
	return sum;
}

static enum dt_failure deepl_fault(const struct net_reply *reply, const json_t *body)
{
	(void)body;
	switch (reply->status) {
	case 456:
		return DT_FAILURE_QUOTA;
	case 414:
		return DT_FAILURE_CONTEXT_LENGTH;
	case 529:
		return DT_FAILURE_RATE_LIMIT;
	default:
		return DT_FAILURE_NONE;
	}
}

static void deepl_prepare(struct mt *mt, struct mt_job *job)
{
	struct deepl *deepl = mt->own;

	if (deepl->options->glossary == DEEPL_GLOSSARY_OFF)
		mt_proceed(job, NULL, NULL);
	else
		deepl_glossary_prepare(deepl->glossaries, mt, job);
}

static bool deepl_list_url(const struct mt *mt, bool targets, char *url, size_t size)
{
	(void)mt;
	snprintf(url, size, "/v2/languages?type=%s", targets ? "target" : "source");
	return true;
}

static void deepl_list(const json_t *reply, bool targets, struct mt *mt)
{
	const json_t *language;
	size_t i;

	json_array_foreach(reply, i, language)
	{
		const char *code = json_string_value(json_object_get(language, "language"));

		if (code)
			mt_list_add(mt, targets, code);
	}
}

/* A request may have 128 KiB; the texts are the most of it. */
static const struct mt_backend backend = { .name = "deepl",
					   .codes = MT_DEEPL,
					   .max_texts = 50,
					   .max_bytes = 96 * 1024,
					   .marks_are_free = true,
					   .body = deepl_body,
					   .answers = deepl_answers,
					   .text = deepl_text,
					   .billed = deepl_billed,
					   .fault = deepl_fault,
					   .prepare = deepl_prepare,
					   .list_url = deepl_list_url,
					   .list = deepl_list };

/* ---- the translator ------------------------------------------------------------ */

static bool is_free(const char *key)
{
	size_t n = key ? strlen(key) : 0;

	return n > 3 && !strcmp(key + n - 3, ":fx");
}

static double price_of(const struct deepl_options *options)
{
	if (options->price >= 0)
		return options->price;
	return is_free(options->net.key) ? 0 : 25;
}

static void closing(struct mt *mt)
{
	struct deepl *deepl = mt->own;

	if (deepl->options->glossary == DEEPL_GLOSSARY_DELETE)
		deepl_glossaries_delete(deepl->glossaries, mt);
}

static void free_own(void *own)
{
	struct deepl *deepl = own;

	deepl_glossaries_free(deepl->glossaries);
	explicit_bzero(deepl->key, sizeof(deepl->key));
	free(deepl);
}

dt_status deepl_open(const struct dt_call *call, const void *options_given, void **self,
		     struct dt_error *err)
{
	const struct deepl_options *options = options_given;
	struct deepl *deepl;
	struct mt *mt;

	(void)call;
	if (!options->net.key || !*options->net.key)
		return dt_fail(err, DT_E_CONFIG, "DeepL wants a key, by the option key");
	deepl = calloc(1, sizeof(*deepl));
	if (!deepl)
		return dt_fail(err, DT_E_SYSTEM, "no memory");
	deepl->options = options;
	deepl->net = options->net;
	if (!deepl->net.base_url)
		deepl->net.base_url = is_free(options->net.key) ? "https://api-free.deepl.com"
								: "https://api.deepl.com";
	snprintf(deepl->key, sizeof(deepl->key), "DeepL-Auth-Key %s", options->net.key);
	deepl->glossaries = deepl_glossaries_new();
	mt = deepl->glossaries ? mt_new(&backend, &deepl->net, err) : NULL;
	if (!mt) {
		free_own(deepl);
		return dt_fail(err, DT_E_SYSTEM, "no memory");
	}
	mt->form = &mt_form_xml;
	mt->price = price_of(options);
	mt->headers[mt->n_headers++] = (struct net_header){ "Authorization", deepl->key };
	mt->own = deepl;
	mt->closing = closing;
	mt->free_own = free_own;
	*self = mt;
	return DT_OK;
}

void deepl_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage)
{
	mt_estimate(&backend, &mt_form_xml, price_of(options), batch, usage);
}

dt_status deepl_preflight(const struct dt_call *call, struct dt_error *err)
{
	struct mt *mt = call->self;
	json_t *reply = NULL;
	json_int_t used, limit;

	if (mt_get(mt, call, "/v2/usage", &reply, err) != DT_OK) {
		json_decref(reply);
		return err->status;
	}
	used = json_integer_value(json_object_get(reply, "character_count"));
	limit = json_integer_value(json_object_get(reply, "character_limit"));
	json_decref(reply);
	if (!limit || used < limit)
		return DT_OK;
	err->failure = DT_FAILURE_QUOTA;
	return dt_fail(err, DT_E_REFUSED,
		       "deepl has translated %lld of %lld characters: the account is used up",
		       (long long)used, (long long)limit);
}
