/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "token.h"

#include "../../net/words.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

/* seconds but for the last */
enum {
	AHEAD = 60,	/* a token is fetched again so long before it ends */
	LONGEST = 3600, /* that Google lets one live; of one that does not say, too */
	PAUSE = 2,	/* after a passing fault */
	PATIENCE = 3,	/* passing faults in a row that requests wait through */
	LOOK_AGAIN_MS = 40
};

struct token {
	struct account *account;
	struct net_client *client;
	pthread_mutex_t lock;
	char *bearer; /* "Bearer ..."; NULL: none yet */
	int64_t renew, ends;
	bool fetching;
	struct dt_error failed;	 /* for good */
	struct dt_error passing; /* the last such fault */
	int64_t wait_until;	 /* after it */
	unsigned faults;	 /* of that kind since the last token */
};

struct token *token_new(struct account *account, struct net_client *client)
{
	struct token *token = calloc(1, sizeof(*token));

	if (!token) {
		account_free(account);
		return NULL;
	}
	token->account = account;
	token->client = client;
	pthread_mutex_init(&token->lock, NULL);
	return token;
}

void token_free(struct token *token)
{
	if (!token)
		return;
	account_free(token->account);
	free(token->bearer);
	pthread_mutex_destroy(&token->lock);
	free(token);
}

static int64_t now_s(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec;
}

/* ---- fetching ------------------------------------------------------------------ */

/* A line break would begin a header of its own. */
static bool is_header(const char *value)
{
	while (*value > ' ' && *value < 0x7f)
		value++;
	return !*value;
}

static char *bearer_of(const struct net_reply *reply, int64_t *life)
{
	json_t *root = json_loadb(reply->body, reply->length, 0, NULL);
	const char *value = json_string_value(json_object_get(root, "access_token"));
	size_t n = value ? strlen(value) : 0;
	char *bearer = n && n < 8192 && is_header(value) ? malloc(n + 8) : NULL;

	if (bearer)
		snprintf(bearer, n + 8, "Bearer %s", value);
	*life = json_integer_value(json_object_get(root, "expires_in"));
	if (*life < 1 || *life > LONGEST)
		*life = LONGEST;
	json_decref(root);
	return bearer;
}

static void fetched(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	struct token *token = ctx;
	int64_t now = now_s(CLOCK_MONOTONIC), life = 0;
	char *bearer = err->status == DT_OK ? bearer_of(reply, &life) : NULL;

	pthread_mutex_lock(&token->lock);
	token->fetching = false;
	if (bearer) {
		free(token->bearer);
		token->bearer = bearer;
		token->ends = now + life;
		token->renew = token->ends - (life > AHEAD ? AHEAD : life / 2);
		token->faults = 0;
	} else if (err->status == DT_OK) {
		token->failed.failure = DT_FAILURE_MALFORMED_RESPONSE;
		dt_fail(&token->failed, DT_E_UNAVAILABLE,
			"google's token server answered without an access_token");
	} else if (err->status == DT_E_CANCELLED || net_is_transient(err->failure)) {
		token->passing = *err;
		token->faults++;
		token->wait_until = now + PAUSE;
	} else {
		token->failed = *err;
		token->failed.failure = DT_FAILURE_AUTHENTICATION;
	}
	pthread_mutex_unlock(&token->lock);
}

/* RFC 6749, 5.2: an account that is refused is a 400 with "error" and "error_description". */
static void judge(void *ctx, const struct net_reply *reply, struct dt_error *err)
{
	const struct token *token = ctx;
	char said[200];
	json_t *root;
	const char *words;

	if (reply->status != 400 && reply->status != 401)
		return;
	root = json_loadb(reply->body, reply->length, 0, NULL);
	words = json_string_value(json_object_get(root, "error_description"));
	if (words)
		words_clean(said, sizeof(said), words, strlen(words), NULL);
	else
		net_reply_words(reply, said, sizeof(said));
	json_decref(root);
	err->failure = DT_FAILURE_AUTHENTICATION;
	dt_fail(err, DT_E_REFUSED, "%.120s gives google's service account %.80s no token (%s)",
		token->account->token_uri, token->account->email, said);
}

/* A body that names its grant; the claim has only characters that need no escape. */
static void fetch(struct token *token)
{
	static const struct net_header form = { "Content-Type",
						"application/x-www-form-urlencoded" };
	struct text body = { 0 }, claim = { 0 };
	struct net_request request = { .url = token->account->token_uri,
				       .headers = &form,
				       .n_headers = 1,
				       .flags = NET_ASIDE };

	text_add_string(&body, "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
			       "&assertion=");
	if (account_claim(&claim, token->account, now_s(CLOCK_REALTIME)))
		text_add(&body, claim.at, claim.n);
	text_free(&claim);
	request.body = body.at;
	request.length = body.n;
	net_send(token->client, NULL, &request, judge, fetched, token);
	text_free(&body);
}

dt_status token_sign(void *ctx, const struct net_to_sign *what, struct net_signing *signing,
		     struct dt_error *err)
{
	struct token *token = ctx;
	int64_t now = now_s(CLOCK_MONOTONIC);
	bool start = false, good = false;
	dt_status status = DT_E_UNAVAILABLE;

	(void)what;
	pthread_mutex_lock(&token->lock);
	/* one that ends soon is used until the next one is there */
	good = token->bearer &&
	       (token->renew > now ||
		(token->ends > now && (token->fetching || token->wait_until > now)));
	if (good) {
		status = net_signing_add(signing, "Authorization", token->bearer)
				 ? DT_OK
				 : dt_fail(err, DT_E_SYSTEM, "no memory");
	} else if (token->failed.status != DT_OK) {
		*err = token->failed;
		status = err->status;
	} else if (!token->fetching && token->wait_until <= now) {
		token->fetching = start = true;
	} else if (!token->fetching && token->faults >= PATIENCE) {
		*err = token->passing;
		err->retry_ms = 0;
		status = err->status;
	}
	pthread_mutex_unlock(&token->lock);
	if (start)
		fetch(token);
	if (status != DT_E_UNAVAILABLE || err->status != DT_OK)
		return status;
	dt_fail(err, DT_E_UNAVAILABLE, "google's access token is being fetched");
	err->retry_ms = LOOK_AGAIN_MS;
	return status;
}
