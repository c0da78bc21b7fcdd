/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "embedding.h"

#include "../text.h"
#include "memory.h"
#include "plugins/net/client.h"
#include "vectors.h"

#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <strings.h>

/* A service that does not answer holds pages up: it is not waited for as a translator is. */
enum { RETRIES = 2, LONGEST_PAUSE = 5000, IN_FLIGHT = 8 };

struct embedding {
	const struct embedding_options *options;
	struct net_options net;
	struct net_client *client;
	struct text base, authorization;
	struct net_header headers[2];
	uint32_t n_headers, flags;
	pthread_mutex_t lock;
	uint32_t dimension; /* of the first answer; 0: there was none yet */
};

/* What one call has on its way. */
struct round {
	struct embedding *embedding;
	pthread_mutex_t lock;
	pthread_cond_t landed;
	uint32_t open;
	struct dt_error error; /* the first that counts */
};

struct batch {
	struct round *round;
	const struct dt_call *call;
	struct embedded *texts;
	uint32_t n;
	uint64_t tokens; /* of the tries so far, as the service or an estimate has it */
};

/* ---- opening ------------------------------------------------------------------------------ */

static size_t host_of(const char *url)
{
	const char *host = strstr(url, "://");

	return host ? (size_t)(host - url) + 3 : 0;
}

static bool is_this_machine(const char *host)
{
	return !strncasecmp(host, "localhost", 9) || !strncmp(host, "127.", 4) ||
	       !strncmp(host, "[::1]", 5);
}

/* "/v1" is added to an address without a path; its endpoint is taken off. */
static void make_base(struct embedding *embedding)
{
	static const char endpoint[] = "/embeddings";
	const char *given = embedding->options->url;
	const char *url = given && *given ? given : "https://api.openai.com/v1";
	size_t n = strlen(url), host = host_of(url);

	while (n && url[n - 1] == '/')
		n--;
	if (n > strlen(endpoint) &&
	    !strncmp(url + n - strlen(endpoint), endpoint, strlen(endpoint)))
		n -= strlen(endpoint);
	text_add(&embedding->base, url, n);
	if (!memchr(url + host, '/', n > host ? n - host : 0))
		text_add_string(&embedding->base, "/v1");
	embedding->flags = is_this_machine(url + host) ? NET_LOCAL : 0;
}

static void make_headers(struct embedding *embedding)
{
	const char *key = embedding->options->key;

	embedding->headers[embedding->n_headers++] =
		(struct net_header){ "Content-Type", "application/json" };
	if (!key || !*key)
		return;
	text_add_string(&embedding->authorization, "Bearer ");
	text_add_string(&embedding->authorization, key);
	embedding->headers[embedding->n_headers++] =
		(struct net_header){ "Authorization", embedding->authorization.at };
}

struct embedding *embedding_open(const struct embedding_options *options, struct dt_error *err)
{
	struct embedding *embedding = calloc(1, sizeof(*embedding));

	if (!embedding) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for an embedding service");
		return NULL;
	}
	pthread_mutex_init(&embedding->lock, NULL);
	embedding->options = options;
	make_base(embedding);
	make_headers(embedding);
	embedding->net = (struct net_options){ .base_url = embedding->base.at,
					       .key = options->key,
					       .timeout = options->timeout,
					       .max_retries = RETRIES,
					       .max_wait = LONGEST_PAUSE,
					       .max_in_flight = IN_FLIGHT,
					       .max_answer = 256 << 20 };
	if (embedding->base.failed || embedding->authorization.failed)
		dt_fail(err, DT_E_SYSTEM, "out of memory for an embedding service");
	else
		embedding->client = net_client_new("embedding service", &embedding->net, err);
	if (embedding->client)
		return embedding;
	embedding_close(embedding);
	return NULL;
}

void embedding_close(struct embedding *embedding)
{
	if (!embedding)
		return;
	net_client_free(embedding->client);
	if (embedding->authorization.at)
		explicit_bzero(embedding->authorization.at, embedding->authorization.room);
	text_free(&embedding->authorization);
	text_free(&embedding->base);
	pthread_mutex_destroy(&embedding->lock);
	free(embedding);
}

/* ---- what it uses --------------------------------------------------------------------------- */

bool embedding_has_price(const struct embedding *embedding)
{
	return embedding->options->price >= 0 || embedding->flags & NET_LOCAL;
}

static double price_of(const struct embedding *embedding, uint64_t tokens)
{
	double price = embedding->options->price;

	return price > 0 ? price * (double)tokens / 1e6 : 0;
}

/* Three bytes are a token, about, in most scripts. */
static uint64_t estimate_tokens(const struct embedded *texts, uint32_t n)
{
	uint64_t tokens = 0;

	for (uint32_t i = 0; i < n; i++)
		tokens += strlen(texts[i].text) / 3 + 1;
	return tokens;
}

void embedding_estimate(const struct embedding *embedding, const struct embedded *texts, uint32_t n,
			struct dt_usage *usage)
{
	usage->input_tokens = estimate_tokens(texts, n);
	usage->usd = price_of(embedding, usage->input_tokens);
}

static void read_usage(struct batch *batch, const json_t *body)
{
	const json_t *usage = json_object_get(body, "usage");
	json_int_t all = json_integer_value(json_object_get(usage, "total_tokens"));
	json_int_t sent = json_integer_value(json_object_get(usage, "prompt_tokens"));

	sent = all > sent ? all : sent;
	batch->tokens += sent > 0 && sent < (json_int_t)1 << 40
				 ? (uint64_t)sent
				 : estimate_tokens(batch->texts, batch->n);
}

/* The client tells of requests itself. */
static void tell_usage(const struct batch *batch)
{
	struct dt_usage usage = { .size = sizeof(usage), .input_tokens = batch->tokens };

	usage.usd = price_of(batch->round->embedding, batch->tokens);
	batch->call->host->usage(batch->call, &usage);
}

/* ---- reading an answer ---------------------------------------------------------------------- */

static float *read_vector(const json_t *numbers, uint32_t *dimension)
{
	size_t n = json_array_size(numbers);
	float *vector = n && n <= VECTORS_LARGEST ? malloc(n * sizeof(*vector)) : NULL;

	for (size_t i = 0; i < n && vector; i++) {
		const json_t *number = json_array_get(numbers, i);

		if (!json_is_number(number)) {
			free(vector);
			return NULL;
		}
		vector[i] = (float)json_number_value(number);
	}
	*dimension = (uint32_t)n;
	if (vector && memory_unit(vector, *dimension))
		return vector;
	free(vector);
	return NULL;
}

/* Do all vectors have as many numbers as those before?  The first ones say how many. */
static bool is_known_dimension(struct embedding *embedding, uint32_t dimension)
{
	bool known;

	pthread_mutex_lock(&embedding->lock);
	if (!embedding->dimension)
		embedding->dimension = dimension;
	known = embedding->dimension == dimension;
	pthread_mutex_unlock(&embedding->lock);
	return known;
}

static void forget(struct batch *batch)
{
	for (uint32_t i = 0; i < batch->n; i++) {
		free(batch->texts[i].vector);
		batch->texts[i].vector = NULL;
	}
}

/* What is wrong with the answer; NULL: nothing, each text has its vector. */
static const char *take(struct batch *batch, const json_t *body)
{
	const json_t *data = json_object_get(body, "data"), *one;
	size_t i;

	if (json_array_size(data) != batch->n)
		return "not one vector for each text";
	json_array_foreach(data, i, one)
	{
		const json_t *index = json_object_get(one, "index");
		json_int_t at = json_is_integer(index) ? json_integer_value(index) : (json_int_t)i;
		struct embedded *text = at >= 0 && at < batch->n ? &batch->texts[at] : NULL;

		if (!text || text->vector)
			return "vectors of no text";
		text->vector = read_vector(json_object_get(one, "embedding"), &text->dimension);
		if (!text->vector)
			return "a vector that is none";
		if (!is_known_dimension(batch->round->embedding, text->dimension))
			return "vectors of several dimensions";
	}
	return NULL;
}

static void judge(void *ctx, const struct net_reply *reply, struct dt_error *err)
{
	struct batch *batch = ctx;
	const char *wrong;
	json_t *body;

	if (net_judge_status(reply) != DT_FAILURE_NONE)
		return;
	body = json_loadb(reply->body, reply->length, 0, NULL);
	read_usage(batch, body);
	wrong = body ? take(batch, body) : "no JSON";
	json_decref(body);
	if (!wrong)
		return;
	forget(batch);
	net_judge_fail(reply, err, DT_FAILURE_MALFORMED_RESPONSE, wrong, strlen(wrong));
}

/* ---- asking --------------------------------------------------------------------------------- */

/* It is about these texts, not about the service. */
static bool is_about_texts(const struct dt_error *err)
{
	return err->failure == DT_FAILURE_CONTEXT_LENGTH ||
	       err->failure == DT_FAILURE_CONTENT_FILTER;
}

static void land(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	struct batch *batch = ctx;
	struct round *round = batch->round;

	(void)reply;
	if (batch->tokens)
		tell_usage(batch);
	if (err->status != DT_OK)
		forget(batch);
	pthread_mutex_lock(&round->lock);
	if (err->status != DT_OK && !is_about_texts(err) && round->error.status == DT_OK)
		round->error = *err;
	round->open--;
	/* under the lock: behind it the round may be gone */
	pthread_cond_signal(&round->landed);
	pthread_mutex_unlock(&round->lock);
}

static char *write_body(const struct embedding *embedding, const struct batch *batch)
{
	json_t *input = json_array(), *body;
	char *text;

	for (uint32_t i = 0; i < batch->n; i++)
		json_array_append_new(input, json_string(batch->texts[i].text));
	body = json_pack("{s:s, s:o}", "model", embedding->options->model, "input", input);
	if (body && embedding->options->dimensions)
		json_object_set_new(body, "dimensions",
				    json_integer(embedding->options->dimensions));
	text = body && json_array_size(input) == batch->n ? json_dumps(body, JSON_COMPACT) : NULL;
	json_decref(body);
	return text;
}

static void start(struct batch *batch, const struct dt_call *call)
{
	struct embedding *embedding = batch->round->embedding;
	char *body = write_body(embedding, batch);
	struct net_request request = { .url = "/embeddings",
				       .headers = embedding->headers,
				       .n_headers = embedding->n_headers,
				       .body = body,
				       .length = body ? strlen(body) : 0,
				       .time_ms = (uint32_t)embedding->options->timeout * 2,
				       .flags = embedding->flags };
	struct dt_error err = { 0 };

	pthread_mutex_lock(&batch->round->lock);
	batch->round->open++;
	pthread_mutex_unlock(&batch->round->lock);
	if (body) {
		net_send(embedding->client, call, &request, judge, land, batch);
	} else {
		dt_fail(&err, DT_E_SYSTEM, "out of memory for texts to the embedding service");
		land(batch, NULL, &err);
	}
	free(body);
}

dt_status embedding_ask(struct embedding *embedding, const struct dt_call *call,
			struct embedded *texts, uint32_t n, struct dt_error *err)
{
	uint32_t most = (uint32_t)embedding->options->batch, n_batches = (n + most - 1) / most;
	struct batch *batches = n ? calloc(n_batches, sizeof(*batches)) : NULL;
	struct round round = { .embedding = embedding };

	if (!n)
		return DT_OK;
	if (!batches)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the embedding service");
	pthread_mutex_init(&round.lock, NULL);
	pthread_cond_init(&round.landed, NULL);
	for (uint32_t i = 0; i < n_batches; i++) {
		uint32_t first = i * most;

		batches[i] = (struct batch){ .round = &round,
					     .call = call,
					     .texts = texts + first,
					     .n = n - first < most ? n - first : most };
		start(&batches[i], call);
	}
	pthread_mutex_lock(&round.lock);
	while (round.open)
		pthread_cond_wait(&round.landed, &round.lock);
	pthread_mutex_unlock(&round.lock);
	pthread_cond_destroy(&round.landed);
	pthread_mutex_destroy(&round.lock);
	free(batches);
	if (round.error.status != DT_OK && err && err->status == DT_OK)
		*err = round.error;
	return round.error.status;
}
