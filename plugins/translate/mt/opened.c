/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "backend.h"

#include <stdio.h>

struct mt *mt_new(const struct mt_backend *backend, const struct net_options *net,
		  struct dt_error *err)
{
	struct mt *mt = calloc(1, sizeof(*mt));

	if (!mt) {
		dt_fail(err, DT_E_SYSTEM, "no memory");
		return NULL;
	}
	mt->backend = backend;
	pthread_mutex_init(&mt->lock, NULL);
	mt->client = net_client_new(backend->name, net, err);
	if (mt->client)
		return mt;
	mt_close(mt);
	return NULL;
}

static void list_free(struct mt_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->at[i]);
	free(list->at);
}

void mt_close(void *self)
{
	struct mt *mt = self;

	if (!mt)
		return;
	if (mt->closing)
		mt->closing(mt);
	net_client_free(mt->client);
	if (mt->free_own)
		mt->free_own(mt->own);
	list_free(&mt->sources);
	list_free(&mt->targets);
	list_free(&mt->pairs);
	pthread_mutex_destroy(&mt->lock);
	free(mt);
}

/* ---- waiting ------------------------------------------------------------------- */

struct waiting {
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool done;
	struct dt_error err;
};

static void wake(void *ctx, const struct dt_error *err)
{
	struct waiting *waiting = ctx;

	pthread_mutex_lock(&waiting->lock);
	waiting->done = true;
	waiting->err = *err;
	pthread_cond_signal(&waiting->over);
	pthread_mutex_unlock(&waiting->lock);
}

dt_status mt_translate(const struct dt_call *call, const struct dt_batch *batch,
		       struct dt_error *err)
{
	struct waiting waiting = { .lock = PTHREAD_MUTEX_INITIALIZER,
				   .over = PTHREAD_COND_INITIALIZER };

	mt_start(call, batch, wake, &waiting);
	pthread_mutex_lock(&waiting.lock);
	while (!waiting.done)
		pthread_cond_wait(&waiting.over, &waiting.lock);
	pthread_mutex_unlock(&waiting.lock);
	pthread_cond_destroy(&waiting.over);
	pthread_mutex_destroy(&waiting.lock);
	if (waiting.err.status != DT_OK && err->status == DT_OK)
		*err = waiting.err;
	return waiting.err.status;
}

dt_status mt_get(struct mt *mt, const struct dt_call *call, const char *url, json_t **reply,
		 struct dt_error *err)
{
	struct mt_judged judged = { .mt = mt };
	struct net_request request = { .url = url,
				       .headers = mt->headers,
				       .n_headers = mt->n_headers,
				       .sign = mt->sign,
				       .sign_ctx = mt->sign_ctx,
				       .flags = NET_ASIDE };
	dt_status status = net_wait(mt->client, call, &request, mt_judge, NULL, &judged, err);

	if (reply)
		*reply = judged.reply;
	else
		json_decref(judged.reply);
	return status;
}

dt_status mt_post_nothing(struct mt *mt, const struct dt_call *call, const char *url,
			  const char *body, struct dt_error *err)
{
	struct mt_judged judged = { .mt = mt };
	struct net_request request = { .url = url,
				       .headers = mt->headers,
				       .n_headers = mt->n_headers,
				       .body = body,
				       .length = strlen(body),
				       .flags = NET_ASIDE };
	struct dt_error refused = { 0 };
	dt_status status = net_wait(mt->client, call, &request, mt_judge, NULL, &judged, &refused);

	json_decref(judged.reply);
	if (status == DT_OK || refused.failure == DT_FAILURE_BAD_REQUEST)
		return DT_OK;
	*err = refused;
	return status;
}

/* ---- languages ------------------------------------------------------------------- */

/* Takes text, which may be NULL: no memory. */
static void list_add(struct mt_list *list, char *text)
{
	char **at = text ? realloc(list->at, (list->n + 1) * sizeof(*at)) : NULL;

	if (!at) {
		free(text);
		return;
	}
	list->at = at;
	at[list->n++] = text;
}

void mt_list_add(struct mt *mt, bool targets, const char *code)
{
	list_add(targets ? &mt->targets : &mt->sources, strdup(code));
}

void mt_list_add_both(struct mt *mt, const char *code)
{
	if (!code)
		return;
	mt_list_add(mt, true, code);
	mt_list_add(mt, false, code);
}

static char *pair_name(const char *source, const char *target)
{
	size_t size = strlen(source) + strlen(target) + 2;
	char *name = malloc(size);

	if (name)
		snprintf(name, size, "%s>%s", source, target);
	return name;
}

void mt_pair_add(struct mt *mt, const char *source, const char *target)
{
	list_add(&mt->pairs, pair_name(source, target));
}

/* Two threads may both ask; the first one's list stays. */
static void fetch(struct mt *mt, const struct dt_call *call)
{
	json_t *replies[2] = { NULL, NULL };

	for (int targets = 0; targets < 2; targets++) {
		struct dt_error err = { 0 };
		char url[1024] = "";

		if (mt->backend->list_url(mt, targets, url, sizeof(url)) &&
		    mt_get(mt, call, url, &replies[targets], &err) != DT_OK)
			dt_log(call, DT_LOG_DEBUG, "%s", err.text);
	}
	pthread_mutex_lock(&mt->lock);
	for (int targets = 0; targets < 2 && !mt->listed; targets++)
		if (replies[targets])
			mt->backend->list(replies[targets], targets, mt);
	mt->listed |= mt->targets.n > 0;
	pthread_mutex_unlock(&mt->lock);
	json_decref(replies[0]);
	json_decref(replies[1]);
}

/* The code by which the service has a language; "" when it has no list, NULL: it lacks it. */
static const char *code_of(const struct mt *mt, const char *tag, bool target)
{
	const struct mt_list *list = target ? &mt->targets : &mt->sources;
	struct mt_code codes[MT_MAX_CODES];
	unsigned n = mt_codes(mt->backend->codes, tag, target, codes);

	return list->n ? mt_choose(codes, n, (const char *const *)list->at, list->n) : "";
}

static bool has_pair(const struct mt *mt, const char *source, const char *target)
{
	char *name = mt->pairs.n && *source && *target ? pair_name(source, target) : NULL;
	bool found = !name;

	for (size_t i = 0; !found && i < mt->pairs.n; i++)
		found = !strcmp(mt->pairs.at[i], name);
	free(name);
	return found;
}

dt_status mt_pair(const struct dt_call *call, const char *source, const char *target,
		  struct dt_error *err)
{
	struct mt *mt = call->self;
	const char *from, *into, *missing;
	bool listed, paired;

	if (!mt->backend->list_url)
		return DT_OK;
	pthread_mutex_lock(&mt->lock);
	listed = mt->listed;
	pthread_mutex_unlock(&mt->lock);
	if (!listed)
		fetch(mt, call);
	pthread_mutex_lock(&mt->lock);
	into = code_of(mt, target, true);
	from = mt_detects(source) ? "" : code_of(mt, source, false);
	paired = into && from && has_pair(mt, from, into);
	pthread_mutex_unlock(&mt->lock);
	if (paired)
		return DT_OK;
	missing = into ? source : target;
	if (into && from)
		return dt_fail(
			err, DT_E_UNSUPPORTED,
			"%s does not translate from \"%s\" into \"%s\": its list of languages "
			"has no such pair",
			mt->backend->name, source, target);
	return dt_fail(err, DT_E_UNSUPPORTED,
		       "%s does not translate %s \"%s\": its list of languages has no such",
		       mt->backend->name, into ? "from" : "into", missing);
}
