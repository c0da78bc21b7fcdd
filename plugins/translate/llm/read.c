/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From what a model said to answers. */
#include "config.h"

#include "llm.h"

#include "../markup.h"
#include "characters.h"
#include "items.h"
#include "reasoning.h"

#include <ctype.h>
#include <strings.h>

enum {
	MOST_BYTES = 16 << 20, /* of a reply: what is more cannot be one to a batch */
	MOST_ATTEMPTS = 16,    /* at text that looks like JSON and is none */
	PARSE_FLAGS = JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL
};

/* The next "{" or "[", or end. */
static const char *next_bracket(const char *at, const char *end)
{
	while (at < end && *at != '{' && *at != '[')
		at++;
	return at;
}

/* All JSON values of a text one after the other, prose between them; true when something was
 * there that looked like one and was broken.  A later value counts more than an earlier one: the
 * question may be repeated before the answer, or a draft be given. */
static bool take_values(struct items *items, const char *at, const char *end)
{
	int broken = 0;

	for (at = next_bracket(at, end); at < end && broken < MOST_ATTEMPTS;
	     at = next_bracket(at, end)) {
		json_error_t error;
		json_t *value = json_loadb(at, (size_t)(end - at), PARSE_FLAGS, &error);

		if (!value) {
			broken++;
			at++;
			continue;
		}
		items->round++;
		items_take_value(items, value);
		json_decref(value);
		at += error.position > 0 ? error.position : 1;
	}
	return broken > 0;
}

/* The whole of the text, when it is one JSON value. */
static bool take_whole(struct items *items, const char *at, const char *end)
{
	json_t *value = json_loadb(at, (size_t)(end - at), JSON_ALLOW_NUL, NULL);

	if (!value)
		return false;
	items_take_value(items, value);
	json_decref(value);
	return true;
}

/* Bytes that are not UTF-8 become U+FFFD, so that one of them does not spoil all. */
static bool repair_utf8(struct text *out, const char *at, const char *end)
{
	while (at < end) {
		const char *start = at;

		if (markup_decode(&at, end) == UINT32_MAX)
			text_add_string(out, "\xef\xbf\xbd");
		else
			text_add(out, start, (size_t)(at - start));
	}
	return !out->failed;
}

static void take_all(struct items *items, const char *at, const char *end)
{
	const char *behind;
	bool broken;

	if (take_whole(items, at, end))
		return;
	behind = reasoning_end(at, end);
	reasoning_skip(&at, end);
	/* its beginning was part of the prompt; what follows it is the answer */
	if (behind && behind > at && next_bracket(behind, end) < end)
		at = behind;
	broken = take_values(items, at, end);
	if (broken && !items->failed)
		items_salvage(items, at, end);
}

/* ---- what it means that there is nothing ------------------------------------------------- */

static bool has_phrase(const char *at, const char *end, const char *phrase)
{
	size_t n = strlen(phrase);

	for (; (size_t)(end - at) >= n; at++)
		if (!strncasecmp(at, phrase, n))
			return true;
	return false;
}

/* Does it begin as a refusal does?  Asked only of replies without any item. */
static bool is_refusal(const char *at, const char *end)
{
	static const char *const phrases[] = {
		"i'm sorry",	  "i am sorry",		"i\xe2\x80\x99m sorry",
		"i can't",	  "i can\xe2\x80\x99t", "i cannot",
		"i'm unable",	  "i am unable",	"i won't",
		"i'm not able",	  "as an ai",		"cannot assist",
		"can't assist",	  "cannot help with",	"violates",
		"content policy",
	};
	const char *most = end - at > 300 ? at + 300 : end;

	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (has_phrase(at, most, phrases[i]))
			return true;
	return false;
}

static dt_status fail(struct dt_error *err, dt_status status, uint32_t failure, const char *what)
{
	status = dt_fail(err, status, "%s", what);
	if (err)
		err->failure = failure;
	return status;
}

static dt_status refused(struct dt_error *err)
{
	return fail(err, DT_E_REFUSED, DT_FAILURE_CONTENT_FILTER,
		    "the model refused to translate these texts");
}

/* A short piece of what was said, as one line of plain characters. */
static dt_status unreadable(const char *at, const char *end, struct dt_error *err)
{
	struct text piece = { 0 };
	dt_status status;

	while (at < end && isspace((unsigned char)*at))
		at++;
	characters_clean(&piece, at, (size_t)(end - at > 80 ? 80 : end - at), NULL);
	if (!piece.at || !piece.n)
		status = dt_fail(err, DT_E_UNAVAILABLE,
				 "the model answered nothing, wanted JSON with translations");
	else
		status = dt_fail(err, DT_E_UNAVAILABLE,
				 "the model's reply has no translations that can be read, wanted "
				 "JSON; it begins \"%.*s\"",
				 text_fit(piece.at, 60), piece.at);
	if (err)
		err->failure = DT_FAILURE_MALFORMED_RESPONSE;
	text_free(&piece);
	return status;
}

/* Small models answer one text with its translation and nothing else. */
static void take_plain(struct items *items, const struct llm_reply *reply, const char *at,
		       const char *end)
{
	const char *behind = reasoning_end(at, end);

	reasoning_skip(&at, end);
	if (behind && behind > at)
		at = behind;
	if (items->batch->n == 1 && items->batch->task == DT_TASK_TRANSLATE &&
	    reply->stop == LLM_STOP_END && !is_refusal(at, end))
		items_take_plain(items, at, end);
}

static dt_status nothing(const struct llm_reply *reply, const char *at, const char *end,
			 struct dt_error *err)
{
	reasoning_skip(&at, end);
	if (reply->stop == LLM_STOP_LENGTH) {
		fail(err, DT_E_LIMIT, DT_FAILURE_CONTEXT_LENGTH,
		     "the model's reply was cut before the first translation was whole");
		if (err)
			err->retry_ms = 1; /* unlike a text that is refused as too long */
		return DT_E_LIMIT;
	}
	if (is_refusal(at, end))
		return refused(err);
	return unreadable(at, end, err);
}

static uint32_t hand_over(const struct items *items)
{
	const struct dt_batch *batch = items->batch;
	uint32_t n = 0;

	for (uint32_t i = 0; i < items->n; i++) {
		const struct item *item = &items->at[i];

		if (!item->there)
			continue;
		batch->answer(batch->ctx, batch->task == DT_TASK_TERMS ? item->segment : i,
			      item->text.at, item->text.n);
		n++;
	}
	return n;
}

/* Terms may be none; translations may not. */
static bool is_empty_list(const struct dt_batch *batch, const char *at, const char *end)
{
	json_t *value = batch->task == DT_TASK_TERMS
				? json_loadb(at, (size_t)(end - at), JSON_ALLOW_NUL, NULL)
				: NULL;
	bool empty = json_is_object(value) || json_is_array(value);

	json_decref(value);
	return empty;
}

dt_status llm_take(const struct dt_batch *batch, const struct llm_reply *reply, uint32_t *answered,
		   struct dt_error *err)
{
	const char *at = reply->text ? reply->text : "",
		   *end = at + (reply->text ? reply->length : 0);
	struct text repaired = { 0 };
	dt_status status = DT_OK;
	struct items items;

	*answered = 0;
	if (reply->stop == LLM_STOP_REFUSED)
		return refused(err);
	if (end - at > MOST_BYTES)
		return fail(err, DT_E_UNAVAILABLE, DT_FAILURE_MALFORMED_RESPONSE,
			    "the model's reply has more than 16 MiB");
	if (!items_start(&items, batch) || !repair_utf8(&repaired, at, end)) {
		status = dt_fail(err, DT_E_SYSTEM, "no memory for a reply of %zu bytes",
				 (size_t)(end - at));
		goto out;
	}
	at = repaired.at ? repaired.at : "";
	end = at + repaired.n;
	take_all(&items, at, end);
	if (!items_count(&items))
		take_plain(&items, reply, at, end);
	if (items.failed)
		status = dt_fail(err, DT_E_SYSTEM, "no memory for the answers of a reply");
	else if (!items_count(&items) && !is_empty_list(batch, at, end))
		status = nothing(reply, at, end, err);
	else
		*answered = hand_over(&items);
out:
	items_free(&items);
	text_free(&repaired);
	return status;
}
