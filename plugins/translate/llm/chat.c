/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "chat.h"

#include <stdlib.h>
#include <strings.h>

enum {
	MOST_LESSONS = 8,
	LOOK_MS = 15000,
	REASONING_TOKENS = 16384 /* room for a model that reasons before it answers */
};

/* One batch on its way. */
struct flight {
	struct chat *chat;
	const struct dt_call *call;
	const struct dt_batch *batch;
	dt_done done;
	void *ctx;
	struct llm_prompt prompt;
	struct dt_usage usage;
	uint32_t learned; /* what the request was made by */
	uint32_t lessons;
	bool again;
};

static void send(struct flight *flight);

static bool has_used(const struct flight *flight)
{
	return flight->usage.input_tokens || flight->usage.output_tokens;
}

static void tell_usage(struct flight *flight)
{
	const struct dt_host *host = flight->call->host;

	if (has_used(flight) && DT_HOST_HAS(host, usage))
		host->usage(flight->call, &flight->usage);
	flight->usage = (struct dt_usage){ .size = sizeof(flight->usage) };
}

static void finish(struct flight *flight, const struct dt_error *err)
{
	dt_done done = flight->done;
	void *ctx = flight->ctx;

	tell_usage(flight);
	llm_prompt_free(&flight->prompt);
	free(flight);
	done(ctx, err);
}

/* ---- answers ----------------------------------------------------------------------------- */

static void learn(struct flight *flight, uint32_t lesson)
{
	atomic_fetch_or(&flight->chat->learned, lesson);
	flight->again = flight->lessons++ < MOST_LESSONS;
}

/* A request that was refused: is it worth another form?  What others have learned since it was
 * sent may do. */
static void learn_from_refusal(struct flight *flight, const struct net_reply *answer)
{
	struct chat *chat = flight->chat;
	uint32_t lesson;

	if (!chat->service->learn ||
	    (answer->status != 400 && answer->status != 422 && answer->status != 501))
		return;
	lesson = chat->service->learn(chat->self, answer, flight->learned) & ~flight->learned;
	if (lesson)
		learn(flight, lesson);
}

/* The reply was cut, and what was said was all reasoning, or nothing. */
static bool ran_out_reasoning(const struct flight *flight, const struct llm_reply *reply,
			      const struct dt_error *err)
{
	return err->failure == DT_FAILURE_CONTEXT_LENGTH && reply->stop == LLM_STOP_LENGTH &&
	       !(flight->learned & CHAT_REASONS) &&
	       (reply->reasoning_tokens || !reply->length ||
		(reply->length > 6 && !memcmp(reply->text, "<think", 6)));
}

static void read_answer(struct flight *flight, const struct net_reply *answer, struct dt_error *err)
{
	struct chat *chat = flight->chat;
	struct llm_reply reply = { 0 };
	struct text said = { 0 };
	uint32_t answered;
	json_t *body = json_loadb(answer->body, answer->length, JSON_ALLOW_NUL, NULL);

	if (!json_is_object(body)) {
		net_judge_fail(answer, err, DT_FAILURE_MALFORMED_RESPONSE, NULL, 0);
		json_decref(body);
		return;
	}
	chat->service->read(chat->self, answer, body, &said, &reply, err);
	llm_count(chat->options, &reply, &flight->usage);
	reply.text = said.at;
	reply.length = said.n;
	if (said.failed)
		dt_fail(err, DT_E_SYSTEM, "no memory for a reply of %zu bytes", answer->length);
	if (err->status == DT_OK && llm_take(flight->batch, &reply, &answered, err) != DT_OK &&
	    ran_out_reasoning(flight, &reply, err))
		learn(flight, CHAT_REASONS);
	else if (reply.reasoning_tokens)
		atomic_fetch_or(&chat->learned, CHAT_REASONS);
	text_free(&said);
	json_decref(body);
}

static void judge(void *ctx, const struct net_reply *answer, struct dt_error *err)
{
	struct flight *flight = ctx;

	flight->again = false;
	if (answer->status >= 200 && answer->status < 300)
		read_answer(flight, answer, err);
	else if (answer->status)
		learn_from_refusal(flight, answer);
}

/* A reply of no use was paid all the same: the next one is within the bound of the job, too? */
static bool may_send_again(struct flight *flight)
{
	const struct dt_batch *batch = flight->batch;

	if (!has_used(flight))
		return true;
	tell_usage(flight);
	return !DT_BATCH_HAS(batch, may_go_on) || !batch->may_go_on || batch->may_go_on(batch->ctx);
}

static void answered(void *ctx, const struct net_reply *answer, const struct dt_error *err)
{
	struct flight *flight = ctx;

	(void)answer;
	if (err->status != DT_OK && flight->again && may_send_again(flight))
		send(flight);
	else
		finish(flight, err);
}

/* ---- requests ---------------------------------------------------------------------------- */

static char *write_body(struct flight *flight, uint32_t *tokens)
{
	struct chat *chat = flight->chat;
	const struct llm_prompt *prompt = &flight->prompt;
	struct chat_ask ask = { .batch = flight->batch, .prompt = prompt };
	uint32_t room = llm_output_tokens(chat->options, flight->batch);
	json_t *body;
	char *text;

	flight->learned = atomic_load(&chat->learned);
	ask.learned = flight->learned;
	ask.input_tokens = (uint32_t)(llm_tokens(prompt->system.at, prompt->system.n) +
				      llm_tokens(prompt->user.at, prompt->user.n));
	ask.output_tokens = room + (ask.learned & CHAT_REASONS ? REASONING_TOKENS : 0);
	/* the room is twice what is expected */
	*tokens = ask.input_tokens + room / 2;
	body = chat->service->write(chat->self, &ask);
	text = body ? json_dumps(body, JSON_COMPACT) : NULL;
	json_decref(body);
	return text;
}

static void send(struct flight *flight)
{
	struct chat *chat = flight->chat;
	struct net_request request = { .url = chat->url,
				       .headers = chat->headers,
				       .n_headers = chat->n_headers,
				       .flags = chat->flags,
				       .time_ms = flight->batch->time_ms,
				       .sign = chat->sign,
				       .sign_ctx = chat->sign_ctx };
	char *body = write_body(flight, &request.tokens);
	struct dt_error err = { 0 };

	flight->again = false;
	if (chat->context_tokens && request.tokens > chat->context_tokens) {
		dt_fail(&err, DT_E_LIMIT,
			"%u texts need about %u tokens with their prompt, wanted at most %lld",
			flight->batch->n, request.tokens, (long long)chat->context_tokens);
		err.failure = DT_FAILURE_CONTEXT_LENGTH;
		finish(flight, &err);
		free(body);
		return;
	}
	if (!body) {
		dt_fail(&err, DT_E_SYSTEM, "no memory for a request of %u texts", flight->batch->n);
		finish(flight, &err);
		return;
	}
	request.body = body;
	request.length = strlen(body);
	net_send(chat->client, flight->call, &request, judge, answered, flight);
	free(body);
}

void chat_start(struct chat *chat, const struct dt_call *call, const struct dt_batch *batch,
		dt_done done, void *ctx)
{
	struct flight *flight = calloc(1, sizeof(*flight));
	struct dt_error err = { 0 };

	if (!flight) {
		dt_fail(&err, DT_E_SYSTEM, "no memory for a batch of %u texts", batch->n);
		done(ctx, &err);
		return;
	}
	flight->chat = chat;
	flight->call = call;
	flight->batch = batch;
	flight->done = done;
	flight->ctx = ctx;
	flight->usage.size = sizeof(flight->usage);
	if (!batch->n || llm_fits(chat->options, batch, &err) != DT_OK ||
	    llm_prompt_make(&flight->prompt, batch, &err) != DT_OK)
		finish(flight, &err);
	else
		send(flight);
}

/* ---- preflights --------------------------------------------------------------------------- */

dt_status chat_look(struct chat *chat, const struct dt_call *call, const char *url, uint32_t flags,
		    net_judge reads, void *ctx, struct dt_error *err)
{
	struct net_request request = { .method = "GET",
				       .url = url,
				       .headers = chat->headers,
				       .n_headers = chat->n_headers,
				       .time_ms = LOOK_MS,
				       .flags = NET_ASIDE | chat->flags | flags };

	return net_wait(chat->client, call, &request, reads, NULL, ctx, err);
}

/* ---- addresses ---------------------------------------------------------------------------- */

uint32_t chat_local(const char *base_url)
{
	static const char *const hosts[] = { "localhost", "[::1]", "127." };
	const char *host = strstr(base_url, "://");
	size_t n;

	host = host ? host + 3 : base_url;
	n = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");
	for (size_t i = 0; i < 2; i++)
		if (n == strlen(hosts[i]) && !strncasecmp(host, hosts[i], n))
			return NET_LOCAL;
	/* 127.evil.example is a name */
	return !strncmp(host, hosts[2], 4) && strspn(host, "0123456789.") == n ? NET_LOCAL : 0;
}
