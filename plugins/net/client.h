/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * client.h - the HTTP client of all services that are asked over the network.
 *
 * One client belongs to one opened translator (its self) and has one thread, on which libcurl's
 * multi interface drives all its requests: hundreds at once, over few connections.  What the
 * client does by itself:
 *   - sends no more at once than the service bears: it begins with half of max_in_flight, more
 *     after each answer, half as many after a 429 or a timeout, then one more a round;
 *   - keeps to rpm and tpm, to Retry-After and to the headers that tell what is left;
 *   - sends again what failed for a passing reason (429, 5xx, timeout, no connection), up to
 *     max_retries times, with pauses that grow and are random;
 *   - after a refusal that more requests cannot cure (401, 402, 403, 404, a used up account) it
 *     refuses all further requests of that job with the same sentence, unsent;
 *   - ends all requests of a job with DT_E_CANCELLED within 100 ms once host->cancelled says so;
 *     once host->winding_down does, those that wait, while those on the wire may be answered for
 *     NET_LAST_WAIT more: they have been paid for;
 *   - tells host->usage once a request has ended: requests, retries, answers, latency_us and
 *     failures.  The backend tells tokens, characters and usd, and leaves those at 0.
 *
 * What is transient is sent again here; a request that comes back failed is for another provider.
 * The key never appears in an error's text.  Redirects are not followed.
 */
#ifndef NET_CLIENT_H
#define NET_CLIENT_H

#include "options.h"

struct net_client;

struct net_header {
	const char *name, *value;
};

/* Headers that a sign callback adds to one try; copies.  False: no memory. */
struct net_signing;
bool net_signing_add(struct net_signing *signing, const char *name, const char *value);

/* What is to be signed.  path and query as they are sent, without '?'; query "" for none. */
struct net_to_sign {
	const char *method, *host, *path, *query;
	const struct net_header *headers;
	size_t n_headers;
	const char *body;
	size_t length;
};

enum {
	/* a 404 says that this one thing is not there, not that all requests would fail */
	NET_MAY_BE_MISSING = 1u << 0,
	/* no part of the translator's work: not counted, not held back by rates, not remembered
	 * when it fails, sent once */
	NET_ASIDE = 1u << 1,
	/* not through a proxy (addresses of the machine itself), short time to connect */
	NET_LOCAL = 1u << 2
};

enum { NET_LAST_WAIT = 5000 /* ms for what is on the wire when its job winds down */ };

/* All of it is copied by net_send. */
struct net_request {
	const char *method; /* NULL: "POST" with a body, else "GET" */
	const char *url;    /* from '/': behind base_url; else whole */
	const struct net_header *headers;
	size_t n_headers;
	const char *body; /* NULL: none */
	size_t length;
	uint32_t tokens;  /* of request and answer, by estimate; for tpm */
	uint32_t time_ms; /* from the first try to the end with all retries; 0: no bound */
	uint32_t flags;
	/* Called before each try; may be NULL.  DT_E_UNAVAILABLE with retry_ms: not yet, ask
	 * again then.  Another error ends the request with it.  Must not wait.
	 * sign_ctx lives as long as the client. [thread of the client] */
	dt_status (*sign)(void *sign_ctx, const struct net_to_sign *what,
			  struct net_signing *signing, struct dt_error *err);
	void *sign_ctx;
};

/* An answer; lives until the callback that has it returns. */
struct net_reply {
	const char *service, *base;	  /* "openai", "https://host/v1": for sentences */
	const char *key;		  /* what sentences must not have; or NULL */
	uint32_t status;		  /* of HTTP; 0: there is no answer */
	const struct net_header *headers; /* names in lower case */
	size_t n_headers;
	const char *body; /* never NULL; a NUL stands behind it */
	size_t length;
	/* of all tries so far */
	uint32_t requests, retries;
	uint64_t latency_us;
	uint32_t failures[DT_FAILURE_COUNT];
};

/* The value of a header of the answer, NULL when it has none. */
const char *net_reply_header(const struct net_reply *reply, const char *name);

/*
 * Reads an answer, of any status.  It leaves err alone to have it judged by status, where one of
 * 200 to 299 is an answer of use; or says by net_judge_fail what kind of failure it is, so that
 * the client knows whether to try again.  May keep what it has read in ctx: it is called once
 * each try, the last time right before done. [thread of the client]
 */
typedef void (*net_judge)(void *ctx, const struct net_reply *reply, struct dt_error *err);

/* Called once.  err->status DT_OK: reply is an answer of use.  Else err is what to hand on, and
 * reply the last answer, if any.  May call net_send and host functions, must not wait.
 * [thread of the client, or that of net_send when the request is refused unsent] */
typedef void (*net_done)(void *ctx, const struct net_reply *reply, const struct dt_error *err);

/*
 * options must stay until net_client_free.  service is the name that sentences use.
 * Fails when base_url is no address, or has a user and password in it.
 */
struct net_client *net_client_new(const char *service, const struct net_options *options,
				  struct dt_error *err);
/* Ends what is still on its way with DT_E_CANCELLED, joins the thread.  NULL is fine. */
void net_client_free(struct net_client *client);

/* For services that say in one way what is wrong: reads answers of 300 and above that the judge of
 * a request has left alone.  Once, before the first net_send. */
void net_client_judge(struct net_client *client, net_judge judge, void *ctx);

/* Starts a request; never waits.  call stays until done; NULL: of no job.  judge may be NULL.
 * [any] */
void net_send(struct net_client *client, const struct dt_call *call,
	      const struct net_request *request, net_judge judge, net_done done, void *ctx);

/* As net_send, but waits; for preflights.  judge and done may be NULL.  [any but the thread of the
 * client] */
dt_status net_wait(struct net_client *client, const struct dt_call *call,
		   const struct net_request *request, net_judge judge, net_done done, void *ctx,
		   struct dt_error *err);

/* ---- for judges ------------------------------------------------------------------ */

/*
 * Makes a sentence of an answer: "openai at https://host/v1 answered 401 (WORDS): its key is
 * refused".  words: the service's own, n bytes; NULL: what the body has for a message.  They are
 * cut short, and what may harm a terminal or tell the key is left out.
 * Sets err->status by kind.
 */
dt_status net_judge_fail(const struct net_reply *reply, struct dt_error *err,
			 enum dt_failure failure, const char *words, size_t n);

/* What the client would say of an answer: DT_FAILURE_NONE for 200 to 299, else by the status and
 * the words that are common in bodies ("insufficient_quota", "context_length_exceeded"). */
enum dt_failure net_judge_status(const struct net_reply *reply);

/* Copies the words of a body in JSON that says what is wrong ({"error":{"message":..}},
 * {"message":..}, {"error":..}, {"detail":..}); else its beginning.  What it copies is valid
 * UTF-8 without control characters.  Bytes written, without the NUL. */
size_t net_reply_words(const struct net_reply *reply, char *words, size_t room);

/* Will the client send again what failed so? */
bool net_is_transient(enum dt_failure failure);

#endif
