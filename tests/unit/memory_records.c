/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "memory_records.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TEXTS = 12 };

struct row {
	struct dt_record r;
	char *texts[TEXTS];
	void *sealed;
	char *key, *digest;
	char **events;
	int64_t *times;
	size_t n_events;
	bool removed;
};

struct memory_records {
	pthread_mutex_t lock;
	atomic_bool failing;
	struct row **rows;
	size_t n;
	char *body;
	size_t deliveries;
};

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct memory_records *memory_records_new(void)
{
	struct memory_records *m = calloc(1, sizeof *m);

	pthread_mutex_init(&m->lock, NULL);
	return m;
}

void memory_records_free(struct memory_records *m)
{
	for (size_t i = 0; i < m->n; i++) {
		struct row *row = m->rows[i];

		for (size_t t = 0; t < TEXTS; t++)
			free(row->texts[t]);
		for (size_t e = 0; e < row->n_events; e++)
			free(row->events[e]);
		free(row->events);
		free(row->times);
		free(row->sealed);
		free(row->key);
		free(row->digest);
		free(row);
	}
	free(m->rows);
	free(m->body);
	free(m);
}

void memory_records_fail(struct memory_records *m, bool failing)
{
	atomic_store(&m->failing, failing);
}

/* Members of a record that are texts, each with a place of its own. */
static const char **text_of(struct row *row, size_t i)
{
	const char **const all[TEXTS] = { &row->r.id,	    &row->r.kind,	 &row->r.owner,
					  &row->r.request,  &row->r.name,	 &row->r.message,
					  &row->r.error,    &row->r.result,	 &row->r.webhook,
					  &row->r.progress, &row->r.traceparent, &row->r.holder };

	return all[i];
}

static void set(struct row *row, const char **member, const char *value)
{
	for (size_t i = 0; i < TEXTS; i++) {
		if (text_of(row, i) != member)
			continue;
		free(row->texts[i]);
		row->texts[i] = value ? strdup(value) : NULL;
		*member = row->texts[i];
	}
}

static struct row *find(struct memory_records *m, const char *id)
{
	for (size_t i = m->n; i--;)
		if (!m->rows[i]->removed && !strcmp(m->rows[i]->r.id, id))
			return m->rows[i];
	return NULL;
}

static dt_status missing(struct dt_error *err)
{
	return dt_fail(err, DT_E_NOT_FOUND, "there is no such job");
}

static dt_status leave(struct memory_records *m, dt_status status)
{
	pthread_mutex_unlock(&m->lock);
	return status;
}

/* Takes the lock unless it fails. */
static dt_status enter(struct memory_records *m, struct dt_error *err)
{
	if (atomic_load(&m->failing))
		return dt_fail(err, DT_E_UNAVAILABLE, "the records are busy");
	pthread_mutex_lock(&m->lock);
	return DT_OK;
}

static bool open_state(uint32_t state)
{
	return state == DT_RECORD_QUEUED || state == DT_RECORD_RUNNING;
}

static dt_status create(void *self, const struct dt_record *record, const char *key,
			const char *digest, uint64_t most, uint64_t most_of_owner, bool *existing,
			char existing_id[40], struct dt_error *err)
{
	struct memory_records *m = self;
	uint64_t open = 0, of_owner = 0;
	struct row *row;

	if (enter(m, err))
		return err->status;
	for (size_t i = 0; i < m->n; i++) {
		row = m->rows[i];
		if (row->removed)
			continue;
		if (key && row->key && !strcmp(key, row->key)) {
			if (strcmp(digest, row->digest))
				return leave(m, dt_fail(err, DT_E_REFUSED, "the key is used"));
			*existing = true;
			snprintf(existing_id, 40, "%s", row->r.id);
			return leave(m, DT_OK);
		}
		open += open_state(row->r.state);
		of_owner += open_state(row->r.state) && !strcmp(row->r.owner, record->owner);
	}
	if ((most && open >= most) || (most_of_owner && of_owner >= most_of_owner))
		return leave(m, dt_fail(err, DT_E_LIMIT, "the queue is full"));
	row = calloc(1, sizeof *row);
	row->r = *record;
	for (size_t i = 0; i < TEXTS; i++)
		set(row, text_of(row, i), *text_of(row, i));
	row->key = key ? strdup(key) : NULL;
	row->digest = digest ? strdup(digest) : NULL;
	if (record->sealed_size) {
		row->sealed = malloc(record->sealed_size);
		memcpy(row->sealed, record->sealed, record->sealed_size);
		row->r.sealed = row->sealed;
	}
	row->r.state = DT_RECORD_QUEUED;
	m->rows = realloc(m->rows, (m->n + 1) * sizeof(struct row *));
	m->rows[m->n++] = row;
	return leave(m, DT_OK);
}

static dt_status get(void *self, const char *id, dt_record_visitor visit, void *ctx,
		     struct dt_error *err)
{
	struct memory_records *m = self;
	struct row *row;

	pthread_mutex_lock(&m->lock);
	row = find(m, id);
	if (!row)
		return leave(m, missing(err));
	visit(ctx, &row->r);
	return leave(m, DT_OK);
}

static dt_status list(void *self, const struct dt_record_filter *filter, dt_record_visitor visit,
		      void *ctx, struct dt_error *err)
{
	struct memory_records *m = self;
	uint32_t n = 0;

	(void)err;
	pthread_mutex_lock(&m->lock);
	for (size_t i = m->n; i-- && n < filter->limit;) {
		struct row *row = m->rows[i];

		if (row->removed || (filter->states && !(filter->states >> row->r.state & 1)) ||
		    (filter->before && row->r.created >= filter->before))
			continue;
		n++;
		if (!visit(ctx, &row->r))
			break;
	}
	return leave(m, DT_OK);
}

static dt_status count(void *self, struct dt_record_counts *counts, struct dt_error *err)
{
	struct memory_records *m = self;

	(void)err;
	pthread_mutex_lock(&m->lock);
	for (size_t i = 0; i < m->n; i++) {
		if (m->rows[i]->removed)
			continue;
		counts->jobs[m->rows[i]->r.state]++;
		counts->bytes += m->rows[i]->r.bytes;
	}
	counts->deliveries = m->deliveries;
	return leave(m, DT_OK);
}

static dt_status claim(void *self, const char *holder, int64_t lease_us, dt_record_visitor visit,
		       void *ctx, struct dt_error *err)
{
	struct memory_records *m = self;

	if (enter(m, err))
		return err->status;
	for (size_t i = 0; i < m->n; i++) {
		struct row *row = m->rows[i];

		if (row->removed ||
		    !(row->r.state == DT_RECORD_QUEUED ||
		      (row->r.state == DT_RECORD_RUNNING && row->r.lease_until < now_us())))
			continue;
		row->r.state = DT_RECORD_RUNNING;
		row->r.lease_until = now_us() + lease_us;
		row->r.attempt++;
		row->r.fence++;
		set(row, &row->r.holder, holder);
		visit(ctx, &row->r);
		break;
	}
	return leave(m, DT_OK);
}

static struct row *held(struct memory_records *m, const char *id, uint64_t fence,
			struct dt_error *err)
{
	struct row *row = find(m, id);

	if (!row)
		missing(err);
	else if (!open_state(row->r.state) ||
		 (row->r.state == DT_RECORD_RUNNING ? row->r.fence != fence : fence != 0))
		dt_fail(err, DT_E_REFUSED, "it is held by another");
	return err->status ? NULL : row;
}

static dt_status renew(void *self, const char *id, uint64_t fence, int64_t lease_us,
		       bool *cancelled, struct dt_error *err)
{
	struct memory_records *m = self;
	struct row *row;

	if (enter(m, err))
		return err->status;
	row = held(m, id, fence, err);
	if (row) {
		row->r.lease_until = now_us() + lease_us;
		*cancelled = row->r.cancel_requested != 0;
	}
	return leave(m, err->status);
}

static dt_status release(void *self, const char *id, uint64_t fence, bool handed_back,
			 struct dt_error *err)
{
	struct memory_records *m = self;
	struct row *row;

	if (enter(m, err))
		return err->status;
	row = held(m, id, fence, err);
	if (row) {
		row->r.state = DT_RECORD_QUEUED;
		row->r.attempt -= handed_back;
		row->r.lease_until = 0;
	}
	return leave(m, err->status);
}

static void apply(struct memory_records *m, struct row *row, const struct dt_record_change *c)
{
	if (c->message)
		set(row, &row->r.message, c->message);
	if (c->error)
		set(row, &row->r.error, c->error);
	if (c->result)
		set(row, &row->r.result, c->result);
	row->r.bytes = c->bytes ? c->bytes : row->r.bytes;
	row->r.expires = c->expires ? c->expires : row->r.expires;
	row->events = realloc(row->events, (row->n_events + c->n_events + 1) * sizeof(char *));
	for (size_t i = 0; i < c->n_events; i++) {
		row->events[row->n_events++] = strdup(c->events[i]);
		set(row, &row->r.progress, c->events[i]);
	}
	row->r.sequence = row->n_events;
	row->r.updated = now_us();
	if (c->state) {
		row->r.state = c->state;
		row->r.finished = row->r.updated;
	}
	if (c->delivery_id) {
		m->deliveries++;
		free(m->body);
		m->body = strdup(c->delivery_body);
	}
}

static dt_status advance(void *self, const char *id, uint64_t fence,
			 const struct dt_record_change *change, uint64_t *last,
			 struct dt_error *err)
{
	struct memory_records *m = self;
	struct row *row;

	if (enter(m, err))
		return err->status;
	row = held(m, id, fence, err);
	if (row) {
		apply(m, row, change);
		*last = row->r.sequence;
	}
	return leave(m, err->status);
}

static dt_status cancel(void *self, const char *id, const struct dt_record_change *if_queued,
			bool *was_queued, struct dt_error *err)
{
	struct memory_records *m = self;
	struct row *row;

	if (enter(m, err))
		return err->status;
	row = find(m, id);
	if (!row)
		return leave(m, missing(err));
	if (!open_state(row->r.state))
		return leave(m, dt_fail(err, DT_E_REFUSED, "it is over"));
	row->r.cancel_requested = now_us();
	*was_queued = row->r.state == DT_RECORD_QUEUED;
	if (*was_queued) {
		apply(m, row, if_queued);
		row->r.state = DT_RECORD_CANCELLED;
	}
	return leave(m, DT_OK);
}

static dt_status events(void *self, const char *id, uint64_t after, uint32_t limit,
			dt_event_visitor visit, void *ctx, struct dt_error *err)
{
	struct memory_records *m = self;
	struct row *row;

	pthread_mutex_lock(&m->lock);
	row = find(m, id);
	if (!row)
		return leave(m, missing(err));
	for (uint64_t i = after; i < row->n_events && i - after < limit; i++)
		if (!visit(ctx, &(struct dt_record_event){ i + 1, 1, row->events[i] }))
			break;
	return leave(m, DT_OK);
}

static dt_status expired(void *self, int64_t now, uint32_t limit, dt_record_visitor visit,
			 void *ctx, struct dt_error *err)
{
	struct memory_records *m = self;
	uint32_t n = 0;

	if (enter(m, err))
		return err->status;
	for (size_t i = 0; i < m->n && n < limit; i++) {
		struct row *row = m->rows[i];

		if (row->removed || open_state(row->r.state) || !row->r.expires ||
		    row->r.expires > now)
			continue;
		n++;
		if (!visit(ctx, &row->r))
			break;
	}
	return leave(m, DT_OK);
}

static dt_status remove_row(void *self, const char *id, struct dt_error *err)
{
	struct memory_records *m = self;
	struct row *row;

	if (enter(m, err))
		return err->status;
	row = find(m, id);
	if (!row)
		return leave(m, missing(err));
	if (open_state(row->r.state))
		return leave(m, dt_fail(err, DT_E_REFUSED, "it is not over"));
	row->removed = true;
	return leave(m, DT_OK);
}

void memory_records_hold(struct memory_records *m, const char *id, const char *holder,
			 uint32_t attempt, int64_t lease_us)
{
	struct row *row;

	pthread_mutex_lock(&m->lock);
	row = find(m, id);
	row->r.state = DT_RECORD_RUNNING;
	row->r.attempt = attempt;
	row->r.fence++;
	row->r.lease_until = now_us() + lease_us;
	set(row, &row->r.holder, holder);
	pthread_mutex_unlock(&m->lock);
}

size_t memory_records_deliveries(struct memory_records *m, const char **body)
{
	size_t n;

	pthread_mutex_lock(&m->lock);
	n = m->deliveries;
	*body = m->body;
	pthread_mutex_unlock(&m->lock);
	return n;
}

const struct dt_records memory_records = { .name = "memory",
					   .summary = "for tests",
					   .create = create,
					   .get = get,
					   .list = list,
					   .count = count,
					   .claim = claim,
					   .renew = renew,
					   .release = release,
					   .advance = advance,
					   .cancel = cancel,
					   .events = events,
					   .expired = expired,
					   .remove = remove_row };
