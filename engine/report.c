/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The report of a job as JSON. */
#include "config.h"

#include "job.h"
#include "json_text.h"
#include "str.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static const char *const state_names[] = { "queued", "running", "succeeded", "failed",
					   "cancelled" };
static const char *const status_names[] = { "ok",	   "config",  "input", "unsupported",
					    "unavailable", "refused", "limit", "cancelled",
					    "system",	   "bug" };
static const char *const level_names[] = { "info", "warning", "fault", "failure" };

static double seconds(int64_t ns)
{
	return (double)(ns / 1000) / 1e6;
}

static json_t *error_json(const struct dt_job *job)
{
	json_t *error;

	if (job->error.status == DT_OK)
		return json_null();
	error = json_object();
	json_object_set_new(error, "kind", json_string(status_names[job->error.status]));
	json_object_set_new(error, "text", json_text(job->error.text));
	if (job->error.failure && job->error.failure < DT_FAILURE_COUNT)
		json_object_set_new(error, "failure",
				    json_string(dt_failure_name(job->error.failure)));
	if (job->error_node[0])
		json_object_set_new(error, "node", json_string(job->error_node));
	if (job->error_page >= 0)
		json_object_set_new(error, "page", json_integer(job->error_page + 1));
	return error;
}

static json_t *parameters_json(const struct dt_job *job)
{
	json_t *parameters = json_object();

	for (size_t i = 0; i < job->n_parameters; i++)
		if (strcmp(job->parameters[i].name, "password"))
			json_object_set_new(parameters, job->parameters[i].name,
					    json_text(job->parameters[i].value));
	return parameters;
}

static json_t *pages_json(const struct dt_job *job)
{
	json_t *pages = json_object();

	json_object_set_new(pages, "total", json_integer(job->n_pages));
	json_object_set_new(pages, "failed", json_integer(job->n_failed_pages));
	return pages;
}

static json_t *artifacts_json(const struct dt_job *job)
{
	const struct plan *plan = job->pipeline->plan;
	json_t *list = json_array(), *item;

	for (uint32_t i = 0; i < plan->n_results; i++) {
		const struct artifact *artifact = &job->artifacts[i];

		if (!artifact->stored)
			continue;
		item = json_object();
		json_object_set_new(item, "name", json_text(artifact->name));
		json_object_set_new(item, "store",
				    json_text(plan->stores[plan->results[i].store].name));
		json_object_set_new(item, "key", json_text(artifact->key));
		json_object_set_new(item, "bytes", json_integer((json_int_t)artifact->bytes));
		if (artifact->sha256[0])
			json_object_set_new(item, "sha256", json_string(artifact->sha256));
		json_array_append_new(list, item);
	}
	return list;
}

static json_t *notes_json(const struct dt_job *job)
{
	json_t *list = json_array(), *item;

	for (size_t i = 0; i < job->n_notes; i++) {
		const struct kept_note *note = &job->notes[i];

		item = json_object();
		json_object_set_new(
			item, "level",
			json_string(level_names[note->level <= DT_NOTE_FAILURE ? note->level
									       : DT_NOTE_FAULT]));
		json_object_set_new(item, "code", json_text(note->code));
		json_object_set_new(item, "text", json_text(note->text));
		if (note->page >= 0)
			json_object_set_new(item, "page", json_integer(note->page + 1));
		if (note->box[0] != 0 || note->box[1] != 0 || note->box[2] != 0 ||
		    note->box[3] != 0)
			json_object_set_new(item, "box",
					    json_pack("[f,f,f,f]", (double)note->box[0],
						      (double)note->box[1], (double)note->box[2],
						      (double)note->box[3]));
		json_array_append_new(list, item);
	}
	return list;
}

static json_t *timings_json(const struct dt_job *job)
{
	const struct plan *plan = job->pipeline->plan;
	json_t *list = json_array(), *item;

	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		uint32_t index = plan->order[i];
		const struct job_node *jn = &job->nodes[index];

		item = json_object();
		json_object_set_new(item, "node", json_text(plan->nodes[index].name));
		json_object_set_new(item, "stage", json_text(plan->nodes[index].uses));
		json_object_set_new(item, "calls", json_integer((json_int_t)jn->calls));
		json_object_set_new(item, "failed", json_integer((json_int_t)jn->failed));
		json_object_set_new(item, "cpu_s", json_real(seconds(jn->cpu_ns)));
		json_object_set_new(item, "wall_s", json_real(seconds(jn->wall_ns)));
		json_object_set_new(item, "elapsed_s",
				    json_real(seconds(jn->last_ns - jn->first_ns)));
		json_array_append_new(list, item);
	}
	return list;
}

/* What it has said of itself: most of it is of services. */
static void add_usage(json_t *item, const struct dt_usage *use)
{
	json_t *failures = json_object();

	json_object_set_new(item, "requests", json_integer(use->requests));
	json_object_set_new(item, "retries", json_integer(use->retries));
	json_object_set_new(item, "answers", json_integer(use->answers));
	json_object_set_new(item, "tokens",
			    json_pack("{s:I,s:I,s:I}", "input", (json_int_t)use->input_tokens,
				      "cached", (json_int_t)use->cached_tokens, "output",
				      (json_int_t)use->output_tokens));
	json_object_set_new(item, "characters", json_integer((json_int_t)use->characters));
	json_object_set_new(item, "usd", json_real(round(use->usd * 1e6) / 1e6));
	json_object_set_new(
		item, "avg_latency_ms",
		json_real(use->requests ? round((double)use->latency_us / use->requests / 10) / 100
					: 0));
	for (uint32_t i = DT_FAILURE_NONE + 1; i < DT_FAILURE_COUNT; i++)
		if (use->failures[i])
			json_object_set_new(failures, dt_failure_name(i),
					    json_integer(use->failures[i]));
	json_object_set_new(item, "failures_by_category", failures);
	json_object_set_new(
		item, "success_rate_pct",
		json_real(use->requests ? round(1e4 * use->answers / use->requests) / 100 : 0));
}

static json_t *translator_json(const struct plan_translator *plan, struct translator_use *use)
{
	json_t *item = json_object();
	struct dt_usage usage;

	pthread_mutex_lock(&use->lock);
	usage = use->usage;
	pthread_mutex_unlock(&use->lock);
	json_object_set_new(item, "translator", json_text(plan->name));
	json_object_set_new(item, "uses", json_text(plan->uses));
	if (plan->translator->flags & DT_TRANSLATOR_ROUTES)
		json_object_set_new(item, "routes", json_true());
	json_object_set_new(item, "batches", json_integer((json_int_t)atomic_load(&use->batches)));
	json_object_set_new(item, "segments",
			    json_integer((json_int_t)atomic_load(&use->segments)));
	json_object_set_new(item, "failures",
			    json_integer((json_int_t)atomic_load(&use->failures)));
	json_object_set_new(item, "wall_s",
			    json_real(seconds((int64_t)atomic_load(&use->wall_ns))));
	if (usage.requests || usage.characters || usage.input_tokens)
		add_usage(item, &usage);
	return item;
}

/* A stage that has asked a service itself. */
static json_t *asker_json(const struct plan_node *plan, struct job_node *node)
{
	struct dt_usage usage;
	json_t *item;

	pthread_mutex_lock(&node->usage_lock);
	usage = node->usage;
	pthread_mutex_unlock(&node->usage_lock);
	if (!usage.requests)
		return NULL;
	item = json_object();
	json_object_set_new(item, "translator", json_text(plan->name));
	json_object_set_new(item, "uses", json_text(plan->uses));
	json_object_set_new(item, "stage", json_true());
	add_usage(item, &usage);
	return item;
}

static json_t *translators_json(const struct dt_job *job)
{
	const struct plan *plan = job->pipeline->plan;
	json_t *list = json_array();

	for (uint32_t i = 0; i < plan->n_translators; i++)
		if (atomic_load(&job->translators[i].batches))
			json_array_append_new(
				list, translator_json(&plan->translators[i], &job->translators[i]));
	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		json_t *item = asker_json(&plan->nodes[i], &job->nodes[i]);

		if (item)
			json_array_append_new(list, item);
	}
	return list;
}

static json_t *resources_json(const struct dt_job *job)
{
	struct rusage usage;
	json_t *r = json_object();

	getrusage(RUSAGE_SELF, &usage);
	json_object_set_new(r, "peak_rss_bytes", json_integer((json_int_t)usage.ru_maxrss * 1024));
	json_object_set_new(r, "peak_payload_bytes", json_integer(job->resident_peak));
	json_object_set_new(r, "peak_parked_bytes", json_integer(job->parked_peak));
	json_object_set_new(r, "spool_written_bytes",
			    json_integer((json_int_t)atomic_load(&job->spool.written)));
	json_object_set_new(r, "spool_read_bytes",
			    json_integer((json_int_t)atomic_load(&job->spool.read)));
	json_object_set_new(r, "peak_pages_in_flight", json_integer(job->in_flight_peak));
	return r;
}

/* One value from *at on, which moves behind it and the white space around; NULL: it is none. */
static json_t *next_value(const char **at)
{
	json_error_t where;
	json_t *value = json_loads(*at, JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK, &where);

	if (value)
		*at += where.position;
	*at += strspn(*at, " \t\r\n");
	return value;
}

/* The character that has to come, and the white space behind it. */
static bool next_is(const char **at, char c)
{
	if (**at != c)
		return false;
	++*at;
	*at += strspn(*at, " \t\r\n");
	return true;
}

/* A list of values, each of which is looked at and let go. */
static bool skip_list(const char **at)
{
	json_t *value;

	if (!next_is(at, '['))
		return false;
	if (next_is(at, ']'))
		return true;
	do {
		value = next_value(at);
		json_decref(value);
	} while (value && next_is(at, ','));
	return value && next_is(at, ']');
}

/* One member; of the plain ones a reference stays in brief. */
static bool read_member(const char **at, json_t *brief)
{
	json_t *name = next_value(at), *value = NULL;
	bool good = json_is_string(name) && next_is(at, ':');

	if (good && **at == '[') {
		good = skip_list(at);
	} else if (good) {
		value = next_value(at);
		good = value;
		if (good && !json_is_object(value))
			json_object_set(brief, json_string_value(name), value);
	}
	json_decref(value);
	json_decref(name);
	return good;
}

/*
 * Member by member, and lists value by value: a tree of all pages of a book would be the
 * largest thing in memory.
 */
char *report_brief(const char *text)
{
	const char *at = text + strspn(text, " \t\r\n");
	json_t *brief = json_object(), *value = NULL;
	char *out = NULL;
	bool good;

	if (next_is(&at, '{')) {
		good = next_is(&at, '}');
		while (!good && read_member(&at, brief) && !(good = next_is(&at, '}')))
			if (!next_is(&at, ','))
				break;
	} else {
		value = next_value(&at);
		good = value;
	}
	if (good && !*at)
		out = json_dumps(brief, JSON_COMPACT | JSON_REAL_PRECISION(9));
	json_decref(value);
	json_decref(brief);
	return out;
}

/*
 * What stages have reported is put in as text: a ledger of a large book as a
 * tree of small objects would be the largest thing in memory.
 */
static char *with_reports(const struct dt_job *job, char *head, bool brief)
{
	const struct plan *plan = job->pipeline->plan;
	struct str s = STR_EMPTY;
	size_t length = head ? strlen(head) : 0;

	if (length < 3)
		return head;
	length -= strlen("\n}");
	str_add_n(&s, head, length);
	free(head);
	for (uint32_t i = 0; job->artifacts && i < plan->n_results; i++) {
		const char *name = plan->results[i].name;

		if (job->artifacts[i].json)
			str_addf(&s, ",\n  \"%s\": %s", strcmp(name, "report") ? name : "ledger",
				 brief ? job->artifacts[i].brief : job->artifacts[i].json);
	}
	str_add(&s, "\n}");
	return str_take(&s);
}

static char *report_text(struct dt_job *job, bool brief)
{
	json_t *report = json_object();
	char started[32], *out;
	struct tm tm;

	/* the order of locks: events before the pipeline */
	pthread_mutex_lock(&job->event_lock);
	pthread_mutex_lock(&job->pipeline->lock);
	gmtime_r(&job->started_at, &tm);
	strftime(started, sizeof(started), "%Y-%m-%dT%H:%M:%SZ", &tm);
	json_object_set_new(report, "job", json_string(job->id));
	json_object_set_new(
		report, "program",
		json_pack("{s:s,s:s}", "name", PACKAGE_NAME, "version", PACKAGE_VERSION));
	json_object_set_new(report, "pipeline", json_text(job->pipeline->plan->file));
	json_object_set_new(report, "input", json_text(job->input));
	json_object_set_new(report, "input_bytes", json_integer((json_int_t)job->input_bytes));
	json_object_set_new(report, "state", json_string(state_names[job->state]));
	json_object_set_new(report, "error", error_json(job));
	json_object_set_new(report, "parameters", parameters_json(job));
	json_object_set_new(report, "started", json_string(started));
	json_object_set_new(
		report, "elapsed_s",
		json_real(job->finished_ns ? seconds(job->finished_ns - job->submitted_ns) : 0));
	json_object_set_new(report, "pages", pages_json(job));
	json_object_set_new(report, "artifacts", artifacts_json(job));
	json_object_set_new(report, "faults", json_integer(atomic_load(&job->n_faults)));
	json_object_set_new(report, "notes", notes_json(job));
	if (job->notes_dropped)
		json_object_set_new(report, "notes_dropped",
				    json_integer((json_int_t)job->notes_dropped));
	json_object_set_new(report, "timings", timings_json(job));
	json_object_set_new(report, "translators", translators_json(job));
	json_object_set_new(report, "resources", resources_json(job));
	pthread_mutex_unlock(&job->pipeline->lock);
	pthread_mutex_unlock(&job->event_lock);
	out = json_dumps(report, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
	json_decref(report);
	return with_reports(job, out, brief);
}

char *dt_job_report_json(struct dt_job *job)
{
	return report_text(job, false);
}

char *dt_job_summary_json(struct dt_job *job)
{
	return report_text(job, true);
}
