/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "backend.h"

#include <stdio.h>

enum { URL_SIZE = 1024, GLOSSARY_SIZE = 512 };

struct mt_job {
	struct mt *mt;
	const struct dt_call *call;
	const struct dt_batch *batch;
	dt_done done;
	void *ctx;
	char source[24], target[24]; /* codes; source "": unknown */
	char glossary[GLOSSARY_SIZE];
	struct text *texts; /* of the batch, as they go out */
	pthread_mutex_t lock;
	uint32_t pending; /* requests, and one for who starts them */
	struct dt_error err;
};

struct request {
	struct mt_judged judged; /* first: the ctx of mt_judge */
	struct mt_job *job;
	uint64_t characters;
	uint32_t n;
	uint32_t at[]; /* texts of the batch */
};

/* ---- jobs -------------------------------------------------------------------- */

static void job_free(struct mt_job *job)
{
	for (uint32_t i = 0; job->texts && i < job->batch->n; i++)
		text_free(&job->texts[i]);
	free(job->texts);
	pthread_mutex_destroy(&job->lock);
	free(job);
}

/* One of its parts is over. */
static void job_release(struct mt_job *job, const struct dt_error *err)
{
	dt_done done = job->done;
	void *ctx = job->ctx;
	struct dt_error end;
	bool last;

	pthread_mutex_lock(&job->lock);
	if (err && err->status != DT_OK && job->err.status == DT_OK)
		job->err = *err;
	last = !--job->pending;
	pthread_mutex_unlock(&job->lock);
	if (!last)
		return;
	/* The batch may be gone as soon as it is done. */
	end = job->err;
	job_free(job);
	done(ctx, &end);
}

static void choose_code(char *to, size_t size, struct mt *mt, const char *tag, bool target)
{
	struct mt_code codes[MT_MAX_CODES];
	unsigned n = mt_codes(mt->backend->codes, tag, target, codes);
	const struct mt_list *list = target ? &mt->targets : &mt->sources;
	const char *chosen;

	pthread_mutex_lock(&mt->lock);
	chosen = mt_choose(codes, n, (const char *const *)list->at, list->n);
	snprintf(to, size, "%s", chosen ? chosen : codes[0].text);
	pthread_mutex_unlock(&mt->lock);
}

static struct mt_job *job_new(struct mt *mt, const struct dt_call *call,
			      const struct dt_batch *batch, dt_done done, void *ctx)
{
	struct mt_job *job = calloc(1, sizeof(*job));

	if (!job)
		return NULL;
	pthread_mutex_init(&job->lock, NULL);
	job->mt = mt;
	job->call = call;
	job->batch = batch;
	job->done = done;
	job->ctx = ctx;
	job->pending = 1;
	job->texts = calloc(batch->n ? batch->n : 1, sizeof(*job->texts));
	if (!mt_detects(batch->source_lang))
		choose_code(job->source, sizeof(job->source), mt, batch->source_lang, false);
	choose_code(job->target, sizeof(job->target), mt, batch->target_lang, true);
	if (job->texts)
		return job;
	job_free(job);
	return NULL;
}

const struct dt_batch *mt_job_batch(const struct mt_job *job)
{
	return job->batch;
}

const struct dt_call *mt_job_call(const struct mt_job *job)
{
	return job->call;
}

const char *mt_job_source(const struct mt_job *job)
{
	return *job->source ? job->source : NULL;
}

const char *mt_job_target(const struct mt_job *job)
{
	return job->target;
}

/* ---- replies ----------------------------------------------------------------- */

void mt_judge(void *ctx, const struct net_reply *reply, struct dt_error *err)
{
	struct mt_judged *judged = ctx;
	const struct mt_backend *backend = judged->mt->backend;
	enum dt_failure failure = DT_FAILURE_NONE;
	bool good = reply->status >= 200 && reply->status < 300;

	json_decref(judged->reply);
	judged->reply = reply->status ? json_loadb(reply->body, reply->length, 0, NULL) : NULL;
	if (!reply->status)
		return;
	if (good && reply->length && !judged->reply)
		failure = DT_FAILURE_MALFORMED_RESPONSE;
	else if (!good && backend->fault)
		failure = backend->fault(reply, judged->reply);
	if (failure != DT_FAILURE_NONE)
		net_judge_fail(reply, err, failure, NULL, 0);
}

/* Services that take one text answer without a list. */
static size_t number_of(const json_t *answers)
{
	return json_is_array(answers) ? json_array_size(answers) : answers != NULL;
}

/* A good answer has to have one text for each that was sent. */
static void judge_texts(void *ctx, const struct net_reply *reply, struct dt_error *err)
{
	struct request *request = ctx;
	const struct mt_backend *backend = request->job->mt->backend;
	const json_t *answers;
	char words[80];

	mt_judge(&request->judged, reply, err);
	if (err->status != DT_OK || reply->status < 200 || reply->status >= 300)
		return;
	answers = backend->answers(request->judged.reply);
	if (number_of(answers) == request->n)
		return;
	snprintf(words, sizeof(words), "%zu texts for %u", number_of(answers), request->n);
	net_judge_fail(reply, err, DT_FAILURE_MALFORMED_RESPONSE, words, strlen(words));
}

static void answer_one(struct mt_job *job, uint32_t i, const char *text, size_t length,
		       struct text *room)
{
	const struct dt_batch *batch = job->batch;
	const char *why;

	text_clear(room);
	why = mt_decode(room, job->mt->form, text, length, batch->texts[i], strlen(batch->texts[i]),
			batch->target_lang);
	if (!why)
		batch->answer(batch->ctx, i, room->at ? room->at : "", room->n);
	else
		dt_log(job->call, DT_LOG_DEBUG, "%s sent a text back with %s",
		       job->mt->backend->name, why);
}

static void take_answers(struct request *request)
{
	const struct mt_backend *backend = request->job->mt->backend;
	const json_t *answers = backend->answers(request->judged.reply);
	struct dt_usage usage = { .size = sizeof(usage) };
	struct text room = { 0 };
	uint64_t billed = backend->billed ? backend->billed(request->judged.reply) : 0;

	usage.characters = billed ? billed : request->characters;
	usage.usd = (double)usage.characters * request->job->mt->price / 1e6;
	request->job->call->host->usage(request->job->call, &usage);
	for (uint32_t i = 0; i < request->n; i++) {
		const json_t *answer =
			json_is_array(answers) ? json_array_get(answers, i) : answers;
		const char *text = backend->text(answer);

		if (text)
			answer_one(request->job, request->at[i], text, strlen(text), &room);
	}
	text_free(&room);
}

static void request_done(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	struct request *request = ctx;
	struct mt_job *job = request->job;

	(void)reply;
	if (err->status == DT_OK)
		take_answers(request);
	json_decref(request->judged.reply);
	free(request);
	job_release(job, err);
}

/* ---- requests ---------------------------------------------------------------- */

/* Characters of a text that count for the price. */
static uint64_t charged(const struct mt_backend *backend, const char *text, size_t length)
{
	uint64_t n = 0;
	bool mark = false;

	if (!backend->marks_are_free)
		return mt_characters(text, length);
	for (size_t i = 0; i < length; i++) {
		mark |= text[i] == '<';
		n += !mark && ((unsigned char)text[i] & 0xc0) != 0x80;
		mark &= text[i] != '>';
	}
	return n;
}

/* How many texts from "at" on go into one request; sizes: of each, without marks at all are not
 * sent (0 bytes). */
static uint32_t part(const struct mt_backend *backend, const struct text *texts, uint32_t at,
		     uint32_t n)
{
	uint64_t characters = 0, bytes = 0;
	uint32_t i = at, taken = 0;

	for (; i < n; i++) {
		if (!texts[i].n)
			continue;
		characters += mt_characters(texts[i].at, texts[i].n);
		bytes += texts[i].n;
		if (taken && ((backend->max_texts && taken >= backend->max_texts) ||
			      (backend->max_characters && characters > backend->max_characters) ||
			      (backend->max_bytes && bytes > backend->max_bytes)))
			break;
		taken++;
	}
	return i - at;
}

static json_t *body_of(struct mt_job *job, struct request *request, char *url)
{
	struct mt_ask ask = { .batch = job->batch,
			      .source = mt_job_source(job),
			      .target = job->target,
			      .glossary = *job->glossary ? job->glossary : NULL,
			      .texts = json_array() };
	json_t *body = NULL;
	bool good = ask.texts != NULL;

	for (uint32_t i = 0; good && i < request->n; i++) {
		const struct text *text = &job->texts[request->at[i]];

		good = !json_array_append_new(ask.texts, json_stringn(text->at, text->n));
		request->characters += charged(job->mt->backend, text->at, text->n);
	}
	if (good)
		body = job->mt->backend->body(job->mt, &ask, url, URL_SIZE);
	json_decref(ask.texts);
	return body;
}

static void send_body(struct mt_job *job, struct request *request, const char *url,
		      const char *body)
{
	const struct mt *mt = job->mt;
	struct net_request wire = { .url = url,
				    .headers = mt->headers,
				    .n_headers = mt->n_headers,
				    .body = body,
				    .length = strlen(body),
				    .tokens = (uint32_t)request->characters,
				    .time_ms = job->batch->time_ms,
				    .sign = mt->sign,
				    .sign_ctx = mt->sign_ctx };

	net_send(mt->client, job->call, &wire, judge_texts, request_done, request);
}

static bool send_part(struct mt_job *job, uint32_t at, uint32_t n)
{
	struct request *request = calloc(1, sizeof(*request) + n * sizeof(request->at[0]));
	char url[URL_SIZE] = "";
	json_t *body = NULL;
	char *text = NULL;

	if (!request)
		return false;
	request->job = job;
	request->judged.mt = job->mt;
	for (uint32_t i = at; i < at + n; i++)
		if (job->texts[i].n)
			request->at[request->n++] = i;
	if (request->n)
		body = body_of(job, request, url);
	if (body)
		text = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	if (text) {
		pthread_mutex_lock(&job->lock);
		job->pending++;
		pthread_mutex_unlock(&job->lock);
		send_body(job, request, url, text);
		free(text);
		return true;
	}
	n = request->n;
	free(request);
	return !n;
}

void mt_proceed(struct mt_job *job, const char *glossary, const struct dt_error *err)
{
	struct dt_error failed = { 0 };
	uint32_t n;

	if (err && err->status != DT_OK) {
		job_release(job, err);
		return;
	}
	snprintf(job->glossary, sizeof(job->glossary), "%s", glossary ? glossary : "");
	for (uint32_t at = 0; at < job->batch->n && failed.status == DT_OK; at += n) {
		n = part(job->mt->backend, job->texts, at, job->batch->n);
		if (!send_part(job, at, n))
			dt_fail(&failed, DT_E_SYSTEM, "no memory for a request");
	}
	job_release(job, &failed);
}

static bool encode_all(struct mt_job *job)
{
	const struct dt_batch *batch = job->batch;
	struct mt_words words = { batch->terms, batch->terms ? batch->n_terms : 0, 0 };

	for (words.i = 0; words.i < batch->n; words.i++) {
		const char *text = batch->texts[words.i];
		struct text *out = &job->texts[words.i];

		if (!mt_encode(out, job->mt->form, text, strlen(text), &words)) {
			if (out->failed)
				return false;
			text_clear(out);
		}
	}
	return true;
}

void mt_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done, void *ctx)
{
	struct mt *mt = call->self;
	struct dt_error err = { 0 };
	struct mt_job *job;

	if (batch->task != DT_TASK_TRANSLATE) {
		dt_fail(&err, DT_E_UNSUPPORTED, "%s finds no terms", mt->backend->name);
		done(ctx, &err);
		return;
	}
	job = job_new(mt, call, batch, done, ctx);
	if (!job) {
		dt_fail(&err, DT_E_SYSTEM, "no memory for a batch");
		done(ctx, &err);
		return;
	}
	if (!encode_all(job)) {
		dt_fail(&err, DT_E_SYSTEM, "no memory for a batch");
		job_release(job, &err);
	} else if (mt->backend->prepare) {
		mt->backend->prepare(mt, job);
	} else {
		mt_proceed(job, NULL, NULL);
	}
}

/* ---- what it would use --------------------------------------------------------- */

void mt_estimate(const struct mt_backend *backend, const struct mt_form *form, double price,
		 const struct dt_batch *batch, struct dt_usage *usage)
{
	struct text *texts = calloc(batch->n ? batch->n : 1, sizeof(*texts));
	struct mt_words words = { batch->terms, batch->terms ? batch->n_terms : 0, 0 };
	uint64_t characters = 0;
	uint32_t n;

	if (!texts)
		return;
	for (words.i = 0; words.i < batch->n; words.i++) {
		const char *text = batch->texts[words.i];

		if (!mt_encode(&texts[words.i], form, text, strlen(text), &words))
			text_clear(&texts[words.i]);
		else
			characters += charged(backend, texts[words.i].at, texts[words.i].n);
	}
	for (uint32_t at = 0; at < batch->n; at += n) {
		n = part(backend, texts, at, batch->n);
		usage->requests++;
	}
	usage->characters += characters;
	usage->usd += (double)characters * price / 1e6;
	for (uint32_t i = 0; i < batch->n; i++)
		text_free(&texts[i]);
	free(texts);
}
