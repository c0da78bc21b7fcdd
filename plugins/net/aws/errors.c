/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "fetch.h"

#include "plugins/net/clock.h"
#include "plugins/net/words.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { NAME_SIZE = 80, FRESH_MS = 2000 };

/* "ThrottlingException" of "com.amazon.coral#ThrottlingException:http://..." */
static void name_of(const struct net_reply *reply, char name[NAME_SIZE])
{
	const char *text = net_reply_header(reply, "x-amzn-errortype"), *hash;
	json_t *body = NULL;

	if (!text && reply->length && reply->length < 65536) {
		body = json_loadb(reply->body, reply->length, 0, NULL);
		text = json_string_value(json_object_get(body, "__type"));
	}
	if (!text)
		text = "";
	hash = strchr(text, '#');
	if (hash)
		text = hash + 1;
	words_clean(name, NAME_SIZE, text, strcspn(text, ":"), NULL);
	json_decref(body);
}

static const struct {
	const char *name;
	enum dt_failure failure;
} known[] = {
	{ "ThrottlingException", DT_FAILURE_RATE_LIMIT },
	{ "TooManyRequestsException", DT_FAILURE_RATE_LIMIT },
	{ "LimitExceededException", DT_FAILURE_RATE_LIMIT },
	{ "RequestLimitExceeded", DT_FAILURE_RATE_LIMIT },
	{ "ProvisionedThroughputExceededException", DT_FAILURE_RATE_LIMIT },
	{ "ModelNotReadyException", DT_FAILURE_PARTIAL_OUTAGE },
	{ "ModelTimeoutException", DT_FAILURE_TIMEOUT },
	{ "ModelErrorException", DT_FAILURE_SERVER_ERROR },
	{ "ModelStreamErrorException", DT_FAILURE_SERVER_ERROR },
	{ "InternalServerException", DT_FAILURE_SERVER_ERROR },
	{ "InternalFailure", DT_FAILURE_SERVER_ERROR },
	{ "ServiceUnavailableException", DT_FAILURE_PARTIAL_OUTAGE },
	{ "ServiceUnavailable", DT_FAILURE_PARTIAL_OUTAGE },
	{ "ServiceQuotaExceededException", DT_FAILURE_QUOTA },
	{ "AccessDeniedException", DT_FAILURE_AUTHENTICATION },
	{ "UnrecognizedClientException", DT_FAILURE_AUTHENTICATION },
	{ "InvalidSignatureException", DT_FAILURE_AUTHENTICATION },
	{ "IncompleteSignatureException", DT_FAILURE_AUTHENTICATION },
	{ "MissingAuthenticationTokenException", DT_FAILURE_AUTHENTICATION },
	{ "MissingAuthenticationToken", DT_FAILURE_AUTHENTICATION },
	{ "InvalidClientTokenId", DT_FAILURE_AUTHENTICATION },
	{ "NotAuthorized", DT_FAILURE_AUTHENTICATION },
	{ "OptInRequired", DT_FAILURE_AUTHENTICATION },
	{ "ResourceNotFoundException", DT_FAILURE_NOT_FOUND },
	{ "TextSizeLimitExceededException", DT_FAILURE_CONTEXT_LENGTH },
	{ "RequestEntityTooLargeException", DT_FAILURE_CONTEXT_LENGTH },
	{ "UnsupportedLanguagePairException", DT_FAILURE_BAD_REQUEST },
	{ "DetectedLanguageLowConfidenceException", DT_FAILURE_BAD_REQUEST },
	{ "InvalidRequestException", DT_FAILURE_BAD_REQUEST },
};

static bool says(const char *words, const char *const *list)
{
	for (; *list; list++)
		if (strcasestr(words, *list))
			return true;
	return false;
}

/* A ValidationException is anything that is wrong with a request; its words tell. */
static enum dt_failure of_validation(const char *words)
{
	static const char *const too_long[] = { "too long",	   "too many input tokens",
						"maximum context", "context length",
						"context window",  "exceeds the maximum",
						"maxTokens",	   NULL };
	static const char *const no_model[] = { "model identifier is invalid",
						"on-demand throughput", NULL };

	if (says(words, too_long))
		return DT_FAILURE_CONTEXT_LENGTH;
	return says(words, no_model) ? DT_FAILURE_NOT_FOUND : DT_FAILURE_BAD_REQUEST;
}

static enum dt_failure failure_of(const struct net_reply *reply, const char *name,
				  const char *words)
{
	static const char *const daily[] = { "tokens per day", "requests per day", NULL };

	if (!strcmp(name, "ValidationException"))
		return of_validation(words);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(name, known[i].name))
			continue;
		if (known[i].failure == DT_FAILURE_RATE_LIMIT && says(words, daily))
			return DT_FAILURE_QUOTA;
		return known[i].failure;
	}
	return net_judge_status(reply);
}

/* What is wrong with keys, by the name of the error; the rest is a matter of policies. */
static const char *refused_keys(const char *name)
{
	static const char *const unknown[] = { "UnrecognizedClient", "InvalidClientTokenId",
					       "MissingAuthenticationToken", NULL };
	static const char *const unsigned_[] = { "Signature", NULL };

	if (says(name, unsigned_))
		return "the secret key is not that of the access key, the region is another one, or "
		       "the clock of this machine is wrong";
	return says(name, unknown) ? "these keys are not known there" : NULL;
}

static const char *advice(const struct aws *aws, const char *name, enum dt_failure failure)
{
	bool model = !strcmp(aws->code, "bedrock");
	const char *keys = failure == DT_FAILURE_AUTHENTICATION ? refused_keys(name) : NULL;

	if (keys)
		return keys;
	switch (failure) {
	case DT_FAILURE_RATE_LIMIT:
		return "too many requests; rpm, tpm or max_in_flight may ask for fewer";
	case DT_FAILURE_AUTHENTICATION:
		return model ? "these keys may not do this; the role or user needs a policy that "
			       "allows bedrock:InvokeModel, and access to the model"
			     : "these keys may not do this; the role or user needs a policy that "
			       "allows translate:TranslateText";
	case DT_FAILURE_QUOTA:
		return "the quota of the account is used up";
	case DT_FAILURE_NOT_FOUND:
		return model ? "there is no such model in this region; many have to be asked by an "
			       "inference profile, as in eu.amazon.nova-lite-v1:0"
			     : "there is no such terminology in this region";
	case DT_FAILURE_CONTEXT_LENGTH:
		return "the text is too long for it";
	case DT_FAILURE_BAD_REQUEST:
		return "it does not take such a request";
	default:
		return "it is out of order; later it may do";
	}
}

static bool is_same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* The service says that the keys have ended: the next try is to sign with others.  Those of the
 * options and files are read again; when there is nothing new no try is of use. */
static enum dt_failure replace_keys(struct aws *aws, struct dt_error *err)
{
	struct aws_found old = aws->keys;
	enum dt_failure failure = DT_FAILURE_PARTIAL_OUTAGE;

	/* this request was sent before they came */
	if (aws->fetched_at && clock_ms() - aws->fetched_at < FRESH_MS)
		return failure;
	memset(&aws->keys, 0, sizeof(aws->keys));
	aws->fetch.next_at = 0;
	if (aws_keys_here(aws->options, &aws->keys, &aws->role, err) != DT_OK)
		err->failure = failure = DT_FAILURE_AUTHENTICATION;
	else if (old.id && is_same(old.id, aws->keys.id) && is_same(old.token, aws->keys.token))
		failure = DT_FAILURE_AUTHENTICATION;
	aws_found_clear(&old);
	return failure;
}

void aws_judge(void *ctx, const struct net_reply *reply, struct dt_error *err)
{
	struct aws *aws = ctx;
	struct net_reply hushed = *reply;
	char name[NAME_SIZE], words[200];
	enum dt_failure failure;
	const char *advised;

	if (reply->status >= 200 && reply->status < 300)
		return;
	name_of(reply, name);
	/* a wrong signature is told with all that was signed */
	if (!hushed.key)
		hushed.key = aws->keys.token ? aws->keys.token : aws->keys.secret;
	net_reply_words(&hushed, words, sizeof(words));
	if (strstr(name, "ExpiredToken") ||
	    strstr(words, "security token included in the request is expired")) {
		failure = replace_keys(aws, err);
		if (err->status != DT_OK)
			return;
		advised = "these keys have ended";
	} else {
		failure = failure_of(reply, name, words);
		advised = advice(aws, name, failure);
	}
	err->failure = failure;
	dt_fail(err, dt_failure_status(failure), "%s at %.120s answered %u %s%s%s%s: %s", aws->name,
		reply->base, reply->status, name, *words ? " (" : "", words, *words ? ")" : "",
		advised);
}
