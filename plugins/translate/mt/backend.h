/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * backend.h - a classic service as a translator: a batch becomes requests within the service's
 * bounds, all on their way at once, and their answers become answers to the batch.
 *
 * A backend fills struct mt_backend (constant: bounds and functions), and in its open a struct mt,
 * which is the self of its calls.  mt_start, mt_translate, mt_pair and mt_close stand in its
 * dt_translator as they are.
 * Bodies are JSON both ways.
 *
 * A batch is done when all its requests are.  Texts of good requests are answered even when
 * another request of the batch fails; the batch then ends with that failure.  A text that comes
 * back with its marks beyond reading is not answered.
 *
 * struct mt is made by open and only read after that, but for what lock guards.
 */
#ifndef MT_BACKEND_H
#define MT_BACKEND_H

#include "../../net/client.h"
#include "languages.h"
#include "mt.h"

#include <jansson.h>
#include <pthread.h>

struct mt;
struct mt_job;

/* One request. */
struct mt_ask {
	const struct dt_batch *batch;
	const char *source, *target; /* the service's codes; source NULL: it is to find it */
	json_t *texts;		     /* array of strings; borrowed */
	const char *glossary;	     /* what prepare has found; NULL: none */
};

struct mt_backend {
	const char *name; /* for sentences */
	enum mt_service codes;
	/* of one request; characters are code points, bytes those of the texts; 0: no bound */
	uint32_t max_texts, max_characters, max_bytes;
	bool marks_are_free; /* they do not count for the price */

	/* The body, a new reference, NULL without memory; writes the url (net_request.url). */
	json_t *(*body)(const struct mt *mt, const struct mt_ask *ask, char *url, size_t size);
	/* The list of answers in a reply, or with max_texts 1 the answer, and the text of one;
	 * NULL: not the form. */
	const json_t *(*answers)(const json_t *reply);
	const char *(*text)(const json_t *answer);
	/* Characters that a reply says it has charged; 0: it does not say.  May be NULL. */
	uint64_t (*billed)(const json_t *reply);
	/* The kind of a failure, where the status alone does not tell; DT_FAILURE_NONE: it does.
	 * body may be NULL.  May be NULL. */
	enum dt_failure (*fault)(const struct net_reply *reply, const json_t *body);
	/* What has to be done before the requests of a batch; it ends with mt_proceed, on any
	 * thread, maybe at once.  May be NULL. */
	void (*prepare)(struct mt *mt, struct mt_job *job);

	/* Where the list of languages is; adds its codes by mt_list_add.  NULL: there is none.
	 * Asked for sources and targets, once each. */
	bool (*list_url)(const struct mt *mt, bool targets, char *url, size_t size);
	void (*list)(const json_t *reply, bool targets, struct mt *mt);
};

struct mt_list {
	char **at;
	size_t n;
};

struct mt {
	const struct mt_backend *backend;
	const struct mt_form *form;
	struct net_client *client;
	struct net_header headers[4]; /* of all requests */
	size_t n_headers;
	/* as in net_request; NULL: none */
	dt_status (*sign)(void *sign_ctx, const struct net_to_sign *what,
			  struct net_signing *signing, struct dt_error *err);
	void *sign_ctx;
	double price; /* US dollars a million characters */
	void *own;    /* the backend's */
	/* by mt_close: while requests can still be sent, and when all have ended; or NULL */
	void (*closing)(struct mt *mt);
	void (*free_own)(void *own);

	pthread_mutex_t lock; /* of the lists, which are filled once */
	bool listed;
	struct mt_list sources, targets;
	struct mt_list pairs; /* "en>es"; empty: all */
};

/* Makes the client; the caller fills in the rest.  net must stay until mt_close.  NULL with err
 * set. */
struct mt *mt_new(const struct mt_backend *backend, const struct net_options *net,
		  struct dt_error *err);

/* Members of dt_translator, for calls whose self is a struct mt. */
void mt_close(void *self);
void mt_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done, void *ctx);
dt_status mt_translate(const struct dt_call *call, const struct dt_batch *batch,
		       struct dt_error *err);
/* By the service's list.  When that cannot be had, any pair is said to be good: who asks for a
 * translation hears what is wrong. */
dt_status mt_pair(const struct dt_call *call, const char *source, const char *target,
		  struct dt_error *err);
void mt_list_add(struct mt *mt, bool targets, const char *code);
/* One that is both; NULL is none. */
void mt_list_add_both(struct mt *mt, const char *code);
/* For services that have not all pairs of their languages: one that they have. */
void mt_pair_add(struct mt *mt, const char *source, const char *target);

/* dt_translator.estimate. */
void mt_estimate(const struct mt_backend *backend, const struct mt_form *form, double price,
		 const struct dt_batch *batch, struct dt_usage *usage);

/* A request that costs nothing, for preflights: reads the JSON of a good answer into *reply, if
 * that is not NULL (a new reference). */
dt_status mt_get(struct mt *mt, const struct dt_call *call, const char *url, json_t **reply,
		 struct dt_error *err);
/* The same where lists are given to anybody: a translation of nothing, which costs nothing and is
 * refused for its body only when the key is good. */
dt_status mt_post_nothing(struct mt *mt, const struct dt_call *call, const char *url,
			  const char *body, struct dt_error *err);

/* ---- for prepare ---------------------------------------------------------------- */

const struct dt_batch *mt_job_batch(const struct mt_job *job);
const struct dt_call *mt_job_call(const struct mt_job *job);
const char *mt_job_source(const struct mt_job *job); /* NULL: unknown */
const char *mt_job_target(const struct mt_job *job);
/* glossary is copied and may be NULL.  With an error the batch ends with it. */
void mt_proceed(struct mt_job *job, const char *glossary, const struct dt_error *err);

/* For net_send: reads JSON, and judges by the backend's fault.  ctx: struct mt_judged. */
struct mt_judged {
	const struct mt *mt;
	json_t *reply; /* of the last try; the owner frees it */
};
void mt_judge(void *ctx, const struct net_reply *reply, struct dt_error *err);

#endif
