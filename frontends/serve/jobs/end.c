/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is written when a job is over, wherever it was. */
#include "config.h"

#include "inside.h"
#include "tell.h"

#include <stdlib.h>
#include <string.h>

bool end_change_make(struct end_change *end, const struct jobs *jobs, const struct end_of *of,
		     enum job_cause cause, struct outcome_copy *outcome)
{
	const struct settings *settings = jobs->settings;
	struct ending_of how = { of->kind, of->folder, settings->job_timeout_s, of->attempts };
	struct outcome_copy none = { 0 };
	uint64_t sequence;

	*end = (struct end_change){ 0 };
	if (!ending_make(&end->ending, &how, cause, outcome ? outcome : &none))
		return false;
	sequence = of->sequence + (end->ending.event ? 1 : 0);
	if (of->webhook) {
		snprintf(end->delivery, sizeof end->delivery, "%s:terminal", of->id);
		end->body = terminal_body(of->id, of->kind, &end->ending, sequence,
					  settings->public_base_url);
		if (!end->body) {
			end_change_free(end);
			return false;
		}
	}
	end->change = (struct dt_record_change){
		.size = sizeof end->change,
		.state = end->ending.state,
		.message = end->ending.message,
		.error = end->ending.error,
		.result = end->ending.result,
		.bytes = of->folder ? folder_bytes(of->folder) : 0,
		.delivery_id = of->webhook ? end->delivery : NULL,
		.delivery_body = end->body,
	};
	if (settings->retention_s > 0)
		end->change.expires = now_us() + (int64_t)(settings->retention_s * 1e6);
	return true;
}

void end_change_free(struct end_change *end)
{
	ending_drop(&end->ending);
	free(end->body);
	end->body = NULL;
}

/* Of a record, what is wanted to end it. */
struct looked {
	char id[40], kind[16];
	struct end_of of;
	uint32_t state;
	uint64_t fence;
	int64_t created;
};

static bool look(void *ctx, const struct dt_record *record)
{
	struct looked *looked = ctx;

	snprintf(looked->id, sizeof looked->id, "%.39s", record->id);
	snprintf(looked->kind, sizeof looked->kind, "%.15s", record->kind);
	looked->of.webhook = record->webhook && *record->webhook;
	looked->of.attempts = record->attempt;
	looked->of.sequence = record->sequence;
	looked->state = record->state;
	looked->fence = record->fence;
	looked->created = record->created;
	return true;
}

dt_status write_end(struct jobs *jobs, const char *id, enum job_cause cause, struct dt_error *err)
{
	struct looked looked = { 0 };
	struct end_change end;
	char *folder;
	uint64_t last = 0;
	dt_status status = jobs->records->get(jobs->store, id, look, &looked, err);

	if (status || looked.state >= DT_RECORD_SUCCEEDED)
		return status;
	folder = path_join(jobs->root, id);
	looked.of.id = looked.id;
	looked.of.kind = looked.kind;
	looked.of.folder = folder;
	if (!folder || !end_change_make(&end, jobs, &looked.of, cause, NULL)) {
		free(folder);
		return dt_fail(err, DT_E_LIMIT, "no memory to end a job");
	}
	end.change.events = (const char *const *)&end.ending.event;
	end.change.n_events = end.ending.event ? 1 : 0;
	status = jobs->records->advance(jobs->store, id,
					looked.state == DT_RECORD_QUEUED ? 0 : looked.fence,
					&end.change, &last, err);
	if (!status) {
		tell_end(id, looked.kind, &end.ending, looked.created);
		jobs_look_again(jobs, id);
	}
	end_change_free(&end);
	free(folder);
	return status;
}
