/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "glossary.h"

#include "../glossary/read.h"

#include <stdio.h>

enum state { UNKNOWN, PENDING, READY, FAILED };

struct kept {
	struct kept *next;
	char name[160]; /* the same terms and languages have the same name */
	char source[8], target[8];
	char id[128]; /* DeepL's */
	enum state state;
	struct mt_job **waiting;
	size_t n_waiting;
};

struct deepl_glossaries {
	pthread_mutex_t lock;
	struct kept *list;
};

/* A request of one that is being made. */
struct making {
	struct mt_judged judged; /* first: the ctx of mt_judge */
	struct deepl_glossaries *glossaries;
	struct mt *mt;
	struct kept *kept;
	struct mt_job *job; /* the first that waits: its call stays until then */
};

struct deepl_glossaries *deepl_glossaries_new(void)
{
	struct deepl_glossaries *glossaries = calloc(1, sizeof(*glossaries));

	if (glossaries)
		pthread_mutex_init(&glossaries->lock, NULL);
	return glossaries;
}

void deepl_glossaries_free(struct deepl_glossaries *glossaries)
{
	if (!glossaries)
		return;
	while (glossaries->list) {
		struct kept *next = glossaries->list->next;

		free(glossaries->list->waiting);
		free(glossaries->list);
		glossaries->list = next;
	}
	pthread_mutex_destroy(&glossaries->lock);
	free(glossaries);
}

/* ---- the end of making ----------------------------------------------------------- */

static void tell(const struct dt_call *call, const char *why)
{
	char text[560];
	struct dt_note note = { .size = sizeof(note),
				.level = DT_NOTE_WARNING,
				.code = "deepl.glossary",
				.text = text,
				.page = -1 };

	snprintf(text, sizeof(text), "the glossary is not one of DeepL's: %.480s", why);
	call->host->note(call, &note);
}

/* Lets all go on that wait.  Who was cancelled has said nothing about the glossary. */
static void settle(struct making *making, const char *id, const struct dt_error *err)
{
	struct kept *kept = making->kept;
	struct mt_job **waiting;
	size_t n;

	if (!id && err->status != DT_E_CANCELLED)
		tell(mt_job_call(making->job), err->text);
	pthread_mutex_lock(&making->glossaries->lock);
	if (id)
		snprintf(kept->id, sizeof(kept->id), "%s", id);
	kept->state = id ? READY : err->status == DT_E_CANCELLED ? UNKNOWN : FAILED;
	waiting = kept->waiting;
	n = kept->n_waiting;
	kept->waiting = NULL;
	kept->n_waiting = 0;
	pthread_mutex_unlock(&making->glossaries->lock);
	json_decref(making->judged.reply);
	free(making);
	for (size_t i = 0; i < n; i++)
		mt_proceed(waiting[i], id ? kept->id : NULL, NULL);
	free(waiting);
}

static void fail(struct making *making, dt_status status, const char *why)
{
	struct dt_error err = { 0 };

	dt_fail(&err, status, "%s", why);
	settle(making, NULL, &err);
}

/* ---- requests ---------------------------------------------------------------------- */

/* Of glossaries, 456 tells their number, and not the characters. */
static void judge(void *ctx, const struct net_reply *reply, struct dt_error *err)
{
	mt_judge(ctx, reply, err);
	if (reply->status != 456)
		return;
	*err = (struct dt_error){ .failure = DT_FAILURE_QUOTA };
	dt_fail(err, DT_E_REFUSED, "the account has as many glossaries as it may have");
}

static void send(struct making *making, const char *body, net_done done)
{
	struct net_request request = { .url = "/v2/glossaries",
				       .headers = making->mt->headers,
				       .n_headers = making->mt->n_headers,
				       .body = body,
				       .length = body ? strlen(body) : 0,
				       .flags = NET_ASIDE };

	net_send(making->mt->client, mt_job_call(making->job), &request, judge, done, making);
}

static void made(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	struct making *making = ctx;
	const char *id = json_string_value(json_object_get(making->judged.reply, "glossary_id"));

	(void)reply;
	if (err->status != DT_OK)
		settle(making, NULL, err);
	else if (!id || strlen(id) >= sizeof(making->kept->id))
		fail(making, DT_E_UNAVAILABLE, "it was made, but has no id");
	else
		settle(making, id, err);
}

/* A line for each term; which are the job's own, all of them, not only those of this batch. */
static bool write_terms(struct text *out, const struct mt_job *job, struct dt_error *err)
{
	const struct dt_call *call = mt_job_call(job);
	const struct dt_batch *batch = mt_job_batch(job);
	struct glossary_files files = { .glossary = glossary_new(batch->source_lang,
								 batch->target_lang),
					.flags = GLOSSARY_TERM_USER };
	bool good =
		files.glossary &&
		glossary_read_list(&files, call->host->parameter(call, "glossary"), err) == DT_OK;

	for (uint32_t i = 0; good && i < glossary_count(files.glossary); i++) {
		const struct glossary_term *term = glossary_term(files.glossary, i);

		text_add_string(out, term->source);
		text_add_char(out, '\t');
		text_add_string(out, *term->target ? term->target : term->source);
		text_add_char(out, '\n');
	}
	glossary_files_free(&files);
	glossary_free(files.glossary);
	if (good && !out->n)
		dt_fail(err, DT_E_INPUT, "it has no terms for this pair of languages");
	return good && out->n && !out->failed;
}

static void make(struct making *making)
{
	const struct kept *kept = making->kept;
	struct text terms = { 0 };
	struct dt_error err = { 0 };
	json_t *body = NULL;
	char *text = NULL;

	if (write_terms(&terms, making->job, &err))
		body = json_pack("{s:s, s:s, s:s, s:s, s:s#}", "name", kept->name, "source_lang",
				 kept->source, "target_lang", kept->target, "entries_format", "tsv",
				 "entries", terms.at, (int)terms.n);
	text_free(&terms);
	text = body ? json_dumps(body, JSON_COMPACT) : NULL;
	json_decref(body);
	if (text) {
		send(making, text, made);
	} else {
		dt_fail(&err, DT_E_SYSTEM, "no memory for it");
		settle(making, NULL, &err);
	}
	free(text);
}

static const char *found_id(const json_t *reply, const char *name)
{
	const json_t *glossary;
	size_t i;

	json_array_foreach(json_object_get(reply, "glossaries"), i, glossary)
	{
		const char *other = json_string_value(json_object_get(glossary, "name"));

		if (other && !strcmp(other, name) &&
		    json_is_true(json_object_get(glossary, "ready")))
			return json_string_value(json_object_get(glossary, "glossary_id"));
	}
	return NULL;
}

static void listed(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	struct making *making = ctx;
	const char *id;

	(void)reply;
	if (err->status != DT_OK) {
		settle(making, NULL, err);
		return;
	}
	id = found_id(making->judged.reply, making->kept->name);
	if (id && strlen(id) < sizeof(making->kept->id))
		settle(making, id, err);
	else
		make(making);
}

/* ---- batches ----------------------------------------------------------------------- */

/* "en" of "EN-GB": glossaries are for languages, not for their variants. */
static void plain_code(char code[8], const char *from)
{
	size_t n = strcspn(from, "-");

	for (size_t i = 0; i < 7; i++)
		code[i] = (char)(i < n ? from[i] | 32 : 0);
	code[7] = '\0';
}

static bool has_terms(const struct dt_batch *batch)
{
	for (uint32_t i = 0; batch->terms && i < batch->n_terms; i++)
		if (batch->terms[i].flags & DT_TERM_USER)
			return true;
	return false;
}

/* With the lock. */
static struct kept *find(struct deepl_glossaries *glossaries, const struct mt_job *job)
{
	struct kept *kept = calloc(1, sizeof(*kept));

	if (!kept)
		return NULL;
	plain_code(kept->source, mt_job_source(job));
	plain_code(kept->target, mt_job_target(job));
	snprintf(kept->name, sizeof(kept->name), "doctranslate %.100s %s-%s",
		 mt_job_batch(job)->glossary_id, kept->source, kept->target);
	for (struct kept *old = glossaries->list; old; old = old->next) {
		if (!strcmp(old->name, kept->name)) {
			free(kept);
			return old;
		}
	}
	kept->next = glossaries->list;
	glossaries->list = kept;
	return kept;
}

static bool wait_for(struct kept *kept, struct mt_job *job)
{
	struct mt_job **waiting =
		realloc(kept->waiting, (kept->n_waiting + 1) * sizeof(struct mt_job *));

	if (!waiting)
		return false;
	kept->waiting = waiting;
	waiting[kept->n_waiting++] = job;
	return true;
}

void deepl_glossary_prepare(struct deepl_glossaries *glossaries, struct mt *mt, struct mt_job *job)
{
	const struct dt_batch *batch = mt_job_batch(job);
	struct making *making;
	struct kept *kept;
	bool waits = false, first = false;

	/* DeepL takes a glossary only with the source language. */
	if (!has_terms(batch) || !batch->glossary_id || !mt_job_source(job)) {
		mt_proceed(job, NULL, NULL);
		return;
	}
	making = calloc(1, sizeof(*making));
	pthread_mutex_lock(&glossaries->lock);
	kept = making ? find(glossaries, job) : NULL;
	if (kept && (kept->state == UNKNOWN || kept->state == PENDING)) {
		waits = wait_for(kept, job);
		first = waits && kept->state == UNKNOWN;
		if (first)
			kept->state = PENDING;
	}
	pthread_mutex_unlock(&glossaries->lock);
	if (!first)
		free(making);
	if (!waits)
		mt_proceed(job, kept && kept->state == READY ? kept->id : NULL, NULL);
	if (!first)
		return;
	making->judged.mt = mt;
	making->glossaries = glossaries;
	making->mt = mt;
	making->kept = kept;
	making->job = job;
	send(making, NULL, listed);
}

void deepl_glossaries_delete(struct deepl_glossaries *glossaries, struct mt *mt)
{
	for (struct kept *kept = glossaries->list; kept; kept = kept->next) {
		char url[200];
		struct net_request request = { .method = "DELETE",
					       .url = url,
					       .headers = mt->headers,
					       .n_headers = mt->n_headers,
					       .time_ms = 10000,
					       .flags = NET_ASIDE };
		struct dt_error err = { 0 };

		if (kept->state != READY || strpbrk(kept->id, "/?#% "))
			continue;
		snprintf(url, sizeof(url), "/v2/glossaries/%s", kept->id);
		net_wait(mt->client, NULL, &request, NULL, NULL, NULL, &err);
	}
}
