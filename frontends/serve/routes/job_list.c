/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "cursor.h"
#include "job_handlers.h"
#include "moment.h"
#include "result.h"

#include <string.h>

enum { MOST_JOBS = 200, PRESET_JOBS = 50 };

/* What a list shows of a job: its status, and what it was made of. */
static json_t *summary(struct job *job)
{
	json_t *request = job->request, *progress = job->progress;

	result_hide_paths(job, progress);
	return json_pack(
		"{s:s, s:s, s:s, s:s, s:s?, s:O?, s:O?, s:o, s:o, s:o, s:o, s:o, s:O?, s:I, s:O?, "
		"s:s?, s:i, s:i}",
		"schema_version", "1", "job_id", job->id, "kind", job->kind, "state",
		job_state_name(job->state), "name", job->name, "lang_in",
		json_object_get(request, "lang_in"), "lang_out",
		json_object_get(request, "lang_out"), "created_at", moment_json(job->created),
		"updated_at", moment_json(job->updated), "started_at", moment_json(job->started),
		"finished_at", moment_json(job->finished), "expires_at", moment_json(job->expires),
		"progress", progress, "progress_seq", (json_int_t)job->sequence, "error",
		job->error, "message", job->message, "priority", (int)job->priority, "attempt",
		(int)job->attempt);
}

struct page {
	json_t *items;
	struct cursor last;
	uint32_t limit;
	bool more;
};

static bool add(void *ctx, const struct dt_record *record)
{
	struct page *page = ctx;
	struct job job;

	if (json_array_size(page->items) == page->limit) {
		page->more = true;
		return false;
	}
	job_copy(&job, record);
	json_array_append_new(page->items, summary(&job));
	page->last.created = job.created;
	memcpy(page->last.id, job.id, sizeof(page->last.id));
	job_finish(&job);
	return true;
}

/* "queued,running" as bits; the word that is no state, or NULL. */
static const char *read_states(const char *text, uint32_t *states)
{
	char word[16];

	*states = 0;
	while (text && *text) {
		size_t n = strcspn(text, ",");
		uint32_t state;

		snprintf(word, sizeof(word), "%.*s", (int)n, text);
		state = n < sizeof(word) ? job_state_number(word) : 0;
		if (!state)
			return text;
		*states |= DT_RECORD_STATES(state);
		text += n + (text[n] == ',');
	}
	return NULL;
}

static void fail_query(struct exchange *exchange, const char *name, const char *input,
		       const char *wanted)
{
	exchange_fail_faults(exchange,
			     json_pack("[{s:s, s:[s,s], s:s, s:s}]", "type", "value_error", "loc",
				       "query", name, "msg", wanted, "input", input));
}

/* false: answered */
static bool read_filter(struct exchange *exchange, struct dt_record_filter *filter,
			struct cursor *cursor)
{
	const char *states = exchange_query(exchange, "state");
	const char *since = exchange_query(exchange, "since");
	const char *until = exchange_query(exchange, "until");
	const char *from = exchange_query(exchange, "cursor");
	const char *wrong = read_states(states, &filter->states);

	if (wrong) {
		fail_query(exchange, "state", states,
			   "wanted states parted by commas, of queued, running, succeeded, failed, "
			   "canceled");
		return false;
	}
	if (since && *since && !moment_read(since, &filter->created_from)) {
		fail_query(exchange, "since", since, "wanted a time, as 2026-03-01T12:30:00Z");
		return false;
	}
	if (until && *until && !moment_read(until, &filter->created_to)) {
		fail_query(exchange, "until", until, "wanted a time, as 2026-03-01T12:30:00Z");
		return false;
	}
	if (from && *from && !cursor_read(from, cursor)) {
		fail_query(exchange, "cursor", from, "wanted next_cursor of an earlier answer");
		return false;
	}
	filter->before = cursor->created;
	filter->before_id = cursor->created ? cursor->id : NULL;
	return true;
}

static void list_later(struct exchange *exchange, void *ctx)
{
	struct dt_record_filter filter = { .size = sizeof(filter) };
	int64_t limit = route_integer(exchange, "limit", PRESET_JOBS);
	const char *kind = exchange_query(exchange, "kind");
	struct page page = { .items = NULL };
	struct cursor cursor = { 0 };
	const struct dt_records *records;
	struct dt_error err = { 0 };
	char next[CURSOR_SIZE] = "";
	void *store;

	(void)ctx;
	if (!read_filter(exchange, &filter, &cursor))
		return;
	page.limit = (uint32_t)(limit < 1 ? 1 : limit > MOST_JOBS ? MOST_JOBS : limit);
	page.items = json_array();
	filter.owner = route_owner(exchange);
	filter.kind = kind && *kind ? kind : NULL;
	filter.limit = page.limit + 1; /* one more tells that there is a next page */
	records = jobs_records(route_jobs(exchange), &store);
	if (records->list(store, &filter, add, &page, &err) != DT_OK) {
		json_decref(page.items);
		route_fail(exchange, &err, "the list of jobs");
		return;
	}
	if (page.more)
		cursor_write(&page.last, next);
	exchange_answer(exchange, 200,
			json_pack("{s:s, s:o, s:s?}", "schema_version", "1", "items", page.items,
				  "next_cursor", page.more ? next : NULL));
}

void handle_list(struct exchange *exchange)
{
	exchange_later(exchange, list_later, NULL);
}
