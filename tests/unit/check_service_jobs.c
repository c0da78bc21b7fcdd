/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Jobs of the service over records in memory and a runner that does as it is told. */
#include "config.h"

#include "memory_records.h"
#include "scripted_runner.h"
#include "suite.h"

#include "serve/jobs/inside.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static struct settings settings;
static struct memory_records *store;
static struct scripted *scripted;
static struct jobs *jobs;
static char root[64];
static struct dt_error err;

static void begin_jobs(void)
{
	err = (struct dt_error){ 0 };
	jobs = jobs_start(&settings, &memory_records, store, scripted_runner(scripted), &err);
	ck_assert_msg(jobs != NULL, "%s", err.text);
}

static void setup(void)
{
	snprintf(root, sizeof root, "/tmp/check-jobs.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	settings = (struct settings){ .data_root = root,
				      .tmp_root = root,
				      .public_base_url = "https://example.org/base/",
				      .max_concurrent_jobs = 4,
				      .retention_s = 3600,
				      .cleanup_interval_s = 3600 };
	store = memory_records_new();
	scripted = scripted_new();
	begin_jobs();
}

static void teardown(void)
{
	jobs_free(jobs);
	scripted_free(scripted);
	memory_records_free(store);
	folder_remove(root);
}

static void pause_ms(int ms)
{
	struct timespec time = { ms / 1000, (ms % 1000) * 1000000L };

	nanosleep(&time, NULL);
}

static dt_status create_with(const char *script, const char *key, const char *digest, char id[40],
			     bool *existing)
{
	json_t *request = json_object();
	struct job_new job = { .owner = "ann", .key = key, .digest = digest };
	json_t *webhook = json_pack("{s:s, s:s}", "url", "https://example.com/hook", "secret",
				    "whsec_c2VjcmV0");
	dt_status status;

	json_object_set_new(request, "script", json_loads(script, 0, NULL));
	json_object_set_new(request, "translator",
			    json_pack("{s:{s:s}}", "openai", "api_key", "sk-very-secret"));
	job.request = request;
	job.webhook = webhook;
	err = (struct dt_error){ 0 };
	status = jobs_create(jobs, &job, id, existing, &err);
	json_decref(request);
	json_decref(webhook);
	return status;
}

static void create(const char *script, char id[40])
{
	bool existing;

	ck_assert_msg(!create_with(script, NULL, NULL, id, &existing), "%s", err.text);
	ck_assert(!existing);
}

/* ---- what is to be seen ---- */

static json_t *status_json(const char *id)
{
	const struct status_text *text = jobs_status(jobs, id, NULL, &err);
	size_t size;
	const char *s;
	json_t *json;

	if (!text)
		return NULL;
	s = status_text(text, &size);
	json = json_loadb(s, size, 0, NULL);
	status_drop(text);
	ck_assert_ptr_nonnull(json);
	return json;
}

static bool in_state(const char *id, const char *state)
{
	json_t *json = status_json(id);
	bool so = json && !strcmp(json_string_value(json_object_get(json, "state")), state);

	json_decref(json);
	return so;
}

enum { PATIENCE_MS = 30000 };

/* However busy the machine is: how fast it is, is no matter of tests. */
static void await(const char *id, const char *state)
{
	int64_t from = steady_ms();

	while (!in_state(id, state)) {
		ck_assert_msg(steady_ms() < from + PATIENCE_MS, "job is not %s", state);
		pause_ms(2);
	}
}

struct listener {
	struct subscription *subscription;
	atomic_uint woken;
	uint64_t next;
	unsigned terminals, lasts, events;
	char last[2048];
};

static void woken(void *ctx)
{
	atomic_fetch_add(&((struct listener *)ctx)->woken, 1);
}

static void listen_from(struct listener *l, const char *id, uint64_t after)
{
	*l = (struct listener){ .next = after + 1 };
	l->subscription = jobs_subscribe(jobs, id, after, woken, l, &err);
	ck_assert_msg(l->subscription != NULL, "%s", err.text);
}

/* Everything that is there; true: the last one was taken. */
static bool drain(struct listener *l)
{
	struct job_event event;

	while (subscription_take(l->subscription, &event)) {
		ck_assert_uint_eq(l->lasts, 0);
		l->lasts += event.last;
		if (!event.json)
			continue;
		ck_assert_uint_eq(event.sequence, l->next);
		l->next++;
		l->events++;
		l->terminals += !strncmp(event.json, "{\"type\":\"finish\"", 16) ||
				!strncmp(event.json, "{\"type\":\"error\"", 15);
		snprintf(l->last, sizeof l->last, "%s", event.json);
	}
	return l->lasts > 0;
}

static void hear_out(struct listener *l)
{
	int64_t until = steady_ms() + PATIENCE_MS;
	unsigned seen = UINT32_MAX;

	/* only when it was woken, but for the first time */
	while (seen == atomic_load(&l->woken) || !drain(l)) {
		ck_assert_msg(steady_ms() < until, "no last event came, %u were heard", l->events);
		seen = seen == UINT32_MAX ? 0 : seen;
		if (atomic_load(&l->woken) == seen)
			pause_ms(1);
		else
			seen = atomic_load(&l->woken) - 1;
	}
	subscription_end(l->subscription);
}

/* The end of a job is to be seen a moment before its slot is free. */
static bool slots_free(void)
{
	struct jobs_state state;

	for (int i = 0; i < PATIENCE_MS; i++) {
		jobs_state(jobs, &state);
		if (!state.running_here)
			return true;
		pause_ms(1);
	}
	return false;
}

/* ---- a job's way ---- */

START_TEST(goes_well)
{
	struct listener l;
	struct scripted_figures figures;
	char id[40];
	json_t *json;
	const char *body;

	create("{\"events\": 6, \"every_ms\": 3}", id);
	listen_from(&l, id, 0);
	hear_out(&l);
	ck_assert_uint_eq(l.events, 7);
	ck_assert_uint_eq(l.terminals, 1);
	ck_assert_ptr_nonnull(strstr(l.last, "\"path\":\"output/a.pdf\""));
	ck_assert_ptr_null(strstr(l.last, root));
	json = status_json(id);
	ck_assert_str_eq(json_string_value(json_object_get(json, "state")), "succeeded");
	ck_assert_int_eq(json_integer_value(json_object_get(json, "progress_seq")), 7);
	ck_assert_str_eq(
		json_string_value(json_object_get(json_object_get(json, "progress"), "type")),
		"finish");
	ck_assert(json_is_null(json_object_get(json, "error")));
	ck_assert_uint_eq(json_object_size(json), 10);
	json_decref(json);
	scripted_figures(scripted, &figures);
	ck_assert_str_eq(figures.key, "sk-very-secret");
	ck_assert_ptr_nonnull(strstr(figures.output, "/output"));
	ck_assert_uint_eq(memory_records_deliveries(store, &body), 1);
	json = json_loads(body, 0, NULL);
	ck_assert_int_eq(json_integer_value(json_object_get(json, "seq")), 7);
	ck_assert_str_eq(json_string_value(json_object_get(json, "state")), "succeeded");
	ck_assert_int_eq(strncmp(json_string_value(json_object_get(json, "manifest_url")),
				 "https://example.org/base/v1/jobs/", 33),
			 0);
	json_decref(json);
}
END_TEST

static bool find_secret(void *ctx, const struct dt_record *record)
{
	(void)ctx;
	ck_assert_ptr_null(strstr(record->request, "sk-very"));
	ck_assert_ptr_null(strstr(record->webhook, "whsec"));
	ck_assert_ptr_nonnull(strstr(record->webhook, "https://example.com/hook"));
	ck_assert_ptr_null(memmem(record->sealed, record->sealed_size, "secret", strlen("secret")));
	return true;
}

START_TEST(secrets_are_sealed)
{
	char id[40];
	json_t *webhook;

	create("{\"end\": \"hang\"}", id);
	ck_assert(!memory_records.get(store, id, find_secret, NULL, &err));
	ck_assert(!jobs_webhook(jobs, id, &webhook, &err));
	ck_assert_str_eq(json_string_value(json_object_get(webhook, "secret")), "whsec_c2VjcmV0");
	json_decref(webhook);
}
END_TEST

/* With another key the job fails and says why, it does not run without its keys. */
START_TEST(another_secret_key)
{
	char id[40], blocker[40];
	json_t *json;

	settings.max_concurrent_jobs = 1;
	jobs_free(jobs);
	begin_jobs();
	create("{\"end\": \"hang\"}", blocker);
	await(blocker, "running");
	create("{}", id);
	jobs_free(jobs);
	settings.secret_key = "a key of sixteen letters or more";
	begin_jobs();
	await(id, "failed");
	json = status_json(id);
	ck_assert_str_eq(
		json_string_value(json_object_get(
			json_object_get(json_object_get(json, "error"), "details"), "reason")),
		"secret_key");
	json_decref(json);
}
END_TEST

static const struct {
	const char *script, *state, *code, *reason;
	bool retryable;
} ends[] = {
	{ "{\"end\": \"fail\"}", "failed", "translator_error", NULL, false },
	{ "{\"end\": \"crash\", \"events\": 3}", "failed", "input_error", "crashed", false },
	{ "{\"end\": \"odd\"}", "failed", "internal_error", NULL, false },
	{ "{\"end\": \"cancelled\"}", "failed", "internal_error", NULL, true },
	{ "{\"end\": \"refuse\"}", "failed", "validation_error", "not_started", false },
};

START_TEST(fails)
{
	struct listener l;
	char id[40];
	json_t *json, *error;

	create(ends[_i].script, id);
	listen_from(&l, id, 0);
	hear_out(&l);
	ck_assert_uint_eq(l.terminals, 1);
	json = status_json(id);
	error = json_object_get(json, "error");
	ck_assert_str_eq(json_string_value(json_object_get(json, "state")), ends[_i].state);
	ck_assert_str_eq(json_string_value(json_object_get(error, "code")), ends[_i].code);
	ck_assert_int_eq(json_is_true(json_object_get(error, "retryable")), ends[_i].retryable);
	if (ends[_i].reason)
		ck_assert_str_eq(json_string_value(json_object_get(
					 json_object_get(error, "details"), "reason")),
				 ends[_i].reason);
	json_decref(json);
}
END_TEST

/* The machine has no room for a process: tried again, MOST_ATTEMPTS times, then told. */
START_TEST(cannot_start_for_long)
{
	char id[40];

	create("{\"end\": \"later\"}", id);
	await(id, "failed");
	ck_assert(slots_free());
}
END_TEST

/* ---- cancel, time ---- */

static const struct {
	int after_ms; /* -1: while it is queued */
	int stubborn;
} cancels[] = {
	{ -1, 0 }, { 0, 0 },  { 1, 0 },	 { 2, 0 },  { 5, 0 },
	{ 10, 0 }, { 51, 0 }, { 20, 1 }, { 20, 2 },
};

START_TEST(cancelled)
{
	struct listener l;
	char id[40], blocker[4][40], script[128];

	for (int i = 0; cancels[_i].after_ms < 0 && i < 4; i++) {
		create("{\"end\": \"hang\"}", blocker[i]);
		await(blocker[i], "running");
	}
	snprintf(script, sizeof script,
		 "{\"end\":\"hang\",\"events\":20,\"every_ms\":2,\"stubborn\":%d}",
		 cancels[_i].stubborn);
	create(script, id);
	listen_from(&l, id, 0);
	if (cancels[_i].after_ms > 0)
		pause_ms(cancels[_i].after_ms);
	ck_assert(!jobs_cancel(jobs, id, &err));
	await(id, "canceled");
	hear_out(&l);
	ck_assert_uint_eq(l.terminals, 1);
	ck_assert_ptr_nonnull(strstr(l.last, "\"code\":\"canceled\""));
	ck_assert(!jobs_cancel(jobs, id, &err));
	if (cancels[_i].after_ms >= 0)
		ck_assert(slots_free());
}
END_TEST

START_TEST(out_of_time)
{
	char id[40];
	json_t *json, *error;

	jobs_free(jobs);
	settings.job_timeout_s = 0.2;
	begin_jobs();
	create(_i ? "{\"end\": \"hang\", \"stubborn\": 2}" : "{\"end\": \"hang\"}", id);
	await(id, "failed");
	ck_assert(slots_free());
	json = status_json(id);
	error = json_object_get(json, "error");
	ck_assert_str_eq(json_string_value(json_object_get(error, "code")), "internal_error");
	ck_assert(json_is_true(json_object_get(error, "retryable")));
	ck_assert_double_eq(json_number_value(json_object_get(json_object_get(error, "details"),
							      "timeout_seconds")),
			    0.2);
	json_decref(json);
}
END_TEST

/* ---- many ---- */

enum { MANY = 2000, EACH = 2 };

START_TEST(thousands)
{
	static char ids[MANY][40];
	static struct listener listeners[MANY * EACH];
	struct scripted_figures figures;
	unsigned ended = 0;

	jobs_free(jobs);
	settings.max_concurrent_jobs = 32;
	begin_jobs();
	for (int i = 0; i < MANY; i++) {
		create("{\"events\": 10, \"every_ms\": 1}", ids[i]);
		for (int k = 0; k < EACH; k++)
			listen_from(&listeners[i * EACH + k], ids[i], 0);
		if (i % 7 == 3)
			ck_assert(!jobs_cancel(jobs, ids[i - i % 3], &err));
	}
	for (int i = 0; i < MANY * EACH; i++) {
		hear_out(&listeners[i]);
		ck_assert_uint_eq(listeners[i].terminals, 1);
		ck_assert_uint_eq(listeners[i].lasts, 1);
		ended += strstr(listeners[i].last, "canceled") != NULL;
	}
	ck_assert_uint_gt(ended, 0);
	scripted_figures(scripted, &figures);
	ck_assert_uint_le(figures.most_running, 32);
	for (int i = 0; i < MANY; i++)
		ck_assert(in_state(ids[i], "succeeded") || in_state(ids[i], "canceled"));
	ck_assert(slots_free());
}
END_TEST

/* Each has seen another part of it before, and hears the rest, once. */
START_TEST(resumes)
{
	struct listener l;
	char id[40];

	create("{\"events\": 200, \"every_ms\": 0}", id);
	await(id, "succeeded");
	for (uint64_t after = 0; after <= 201; after += 67) {
		listen_from(&l, id, after);
		hear_out(&l);
		ck_assert_uint_eq(l.events, 201 - after);
		ck_assert_uint_eq(l.terminals, after < 201);
	}
	listen_from(&l, id, 100000); /* of some other job */
	hear_out(&l);
	ck_assert_uint_eq(l.events, 0);
	ck_assert_ptr_null(
		jobs_subscribe(jobs, "00000000-0000-4000-8000-000000000000", 0, woken, &l, &err));
	ck_assert_int_eq(err.status, DT_E_NOT_FOUND);
}
END_TEST

static void end_yourself(void *ctx)
{
	subscription_end(*(struct subscription **)ctx);
	*(struct subscription **)ctx = NULL;
}

START_TEST(ends_in_its_wake)
{
	struct subscription *subscription;
	char id[40];

	create("{\"events\": 5, \"every_ms\": 5}", id);
	subscription = jobs_subscribe(jobs, id, 0, end_yourself, &subscription, &err);
	await(id, "succeeded");
	jobs_drain(jobs, 1000);
	ck_assert_ptr_null(subscription);
}
END_TEST

/* ---- faults and restarts ---- */

START_TEST(records_fail_for_a_while)
{
	struct listener l;
	struct jobs_state state;
	char id[40];

	create("{\"events\": 30, \"every_ms\": 5}", id);
	listen_from(&l, id, 0);
	await(id, "running");
	memory_records_fail(store, true);
	pause_ms(400);
	jobs_state(jobs, &state);
	ck_assert(!state.records_healthy);
	ck_assert_ptr_nonnull(state.trouble);
	memory_records_fail(store, false);
	hear_out(&l);
	ck_assert_uint_eq(l.terminals, 1);
	ck_assert_uint_eq(l.events, 31);
}
END_TEST

START_TEST(drains)
{
	char quick[40], slow[40], after[40];
	bool existing;

	create("{\"events\": 5, \"every_ms\": 40}", quick);
	create("{\"end\": \"hang\"}", slow);
	await(quick, "running");
	await(slow, "running");
	jobs_drain(jobs, 600);
	ck_assert(in_state(quick, "succeeded"));
	ck_assert(in_state(slow, "queued"));
	ck_assert_int_eq(create_with("{}", NULL, NULL, after, &existing), DT_E_UNAVAILABLE);
	jobs_free(jobs);
	begin_jobs();
	await(slow, "running"); /* by the next server */
}
END_TEST

static atomic_bool claims_are_late;

struct late_claim {
	dt_record_visitor visit;
	void *ctx;
	bool late;
};

static bool visit_late(void *ctx, const struct dt_record *record)
{
	struct late_claim *claim = ctx;

	claim->late = atomic_load(&claims_are_late);
	return claim->visit(claim->ctx, record);
}

/* Comes back with a job when the server has already handed back what it saw running. */
static dt_status claim_late(void *self, const char *holder, int64_t lease_us,
			    dt_record_visitor visit, void *ctx, struct dt_error *error)
{
	struct late_claim claim = { visit, ctx, false };
	dt_status status = memory_records.claim(self, holder, lease_us, visit_late, &claim, error);
	struct jobs_state state = { .accepting = true };

	while (claim.late && state.accepting) {
		pause_ms(20);
		jobs_state(jobs, &state);
	}
	return status;
}

START_TEST(ends_while_it_claims)
{
	struct dt_records late = memory_records;
	struct scripted_figures figures;
	char id[40];

	late.claim = claim_late;
	jobs_free(jobs);
	jobs = jobs_start(&settings, &late, store, scripted_runner(scripted), &err);
	ck_assert_ptr_nonnull(jobs);
	atomic_store(&claims_are_late, true);
	create("{\"end\": \"hang\"}", id);
	await(id, "running");
	jobs_free(jobs);
	scripted_figures(scripted, &figures);
	ck_assert_uint_eq(figures.started, 0);
	begin_jobs();
	await(id, "running");
}
END_TEST

/* What is written of a child that says too much: of updates of few stages the last ones, of many
 * stages a bounded number of bytes.  There is one end all the same. */
START_TEST(says_too_much)
{
	struct listener l;
	char id[40];

	create(_i ? "{\"events\": 600, \"updates\": 60000, \"stages\": 100000}"
		  : "{\"events\": 5000, \"updates\": 10, \"stages\": 3}",
	       id);
	listen_from(&l, id, 0);
	hear_out(&l);
	ck_assert_uint_eq(l.terminals, 1);
	ck_assert_uint_ge(l.events, 3);
	ck_assert_uint_lt(l.events, _i ? MOST_EVENTS_BYTES / 60000 + 2 : 2500);
	ck_assert_ptr_nonnull(strstr(l.last, "\"type\":\"finish\""));
}
END_TEST

/* Of processes that are no more; a pid that is taken by another process now is not them. */
START_TEST(recovers)
{
	char ids[4][40], holder[320], own[320];
	const uint32_t attempts[] = { 1, 2, 3, 1 };
	char *cut;

	settings.max_concurrent_jobs = 1;
	jobs_free(jobs);
	begin_jobs();
	create("{\"end\": \"hang\"}", ids[0]);
	await(ids[0], "running");
	for (int i = 1; i < 4; i++)
		create("{}", ids[i]);
	jobs_free(jobs);
	ck_assert(holder_make(own, sizeof own));
	snprintf(holder, sizeof holder, "%s", own);
	cut = strrchr(holder, '/');
	while (*--cut != '/')
		;
	snprintf(cut, 32, "/1/0000000000000000"); /* began at another time */
	for (int i = 1; i < 4; i++)
		memory_records_hold(store, ids[i], holder, attempts[i], 60000000);
	begin_jobs();
	ck_assert(in_state(ids[2], "failed"));
	await(ids[1], "queued");
	ck_assert(!jobs_cancel(jobs, ids[0], &err));
	await(ids[1], "succeeded");
	await(ids[3], "succeeded");
}
END_TEST

START_TEST(holders)
{
	char own[320], other[400];

	ck_assert(holder_make(own, sizeof own));
	ck_assert(!holder_dead(own, own, true));
	ck_assert(!holder_dead("", own, true));
	ck_assert(!holder_dead(NULL, own, true));
	ck_assert(!holder_dead("x/y", own, true));
	snprintf(other, sizeof other, "elsewhere%s", strchr(own, '/'));
	ck_assert(!holder_dead(other, own, true));
	/* the same host, begun anew */
	snprintf(other, sizeof other, "%.*s/other-boot%s", (int)strcspn(own, "/"), own,
		 strchr(strchr(own, '/') + 1, '/'));
	ck_assert(holder_dead(other, own, false));
}
END_TEST

/* ---- limits and sweeps ---- */

START_TEST(queue_has_an_end)
{
	char id[40];
	bool existing;

	jobs_free(jobs);
	settings.max_queued_jobs = 3;
	begin_jobs();
	for (int i = 0; i < 3; i++)
		create("{\"end\": \"hang\"}", id);
	ck_assert_int_eq(create_with("{}", NULL, NULL, id, &existing), DT_E_LIMIT);
	ck_assert_uint_ge(err.retry_ms, 1000);
}
END_TEST

static unsigned folders(void)
{
	char path[128], command[160];
	FILE *out;
	unsigned n = 0;

	snprintf(path, sizeof path, "%s/jobs", root);
	snprintf(command, sizeof command, "ls %s | wc -l", path);
	out = popen(command, "r");
	ck_assert_int_eq(fscanf(out, "%u", &n), 1);
	pclose(out);
	return n;
}

START_TEST(made_once)
{
	char first[40], second[40];
	bool existing;

	ck_assert(!create_with("{}", "key", "digest", first, &existing));
	ck_assert(!existing);
	ck_assert(!create_with("{}", "key", "digest", second, &existing));
	ck_assert(existing);
	ck_assert_str_eq(first, second);
	ck_assert_int_eq(create_with("{}", "key", "other", second, &existing), DT_E_REFUSED);
	ck_assert_uint_eq(folders(), 1);
}
END_TEST

START_TEST(removed)
{
	struct listener l;
	char id[40];

	create("{\"end\": \"hang\"}", id);
	await(id, "running");
	ck_assert_int_eq(jobs_remove(jobs, id, &err), DT_E_REFUSED);
	ck_assert(!jobs_cancel(jobs, id, &err));
	await(id, "canceled");
	listen_from(&l, id, 0);
	err = (struct dt_error){ 0 };
	ck_assert(!jobs_remove(jobs, id, &err));
	hear_out(&l);
	ck_assert_ptr_null(jobs_status(jobs, id, NULL, &err));
	ck_assert_uint_eq(folders(), 0);
	err = (struct dt_error){ 0 };
	ck_assert_int_eq(jobs_cancel(jobs, id, &err), DT_E_NOT_FOUND);
}
END_TEST

START_TEST(swept)
{
	char id[40], orphan[128];

	jobs_free(jobs);
	settings.retention_s = 0.3;
	settings.cleanup_interval_s = 1;
	snprintf(orphan, sizeof orphan, "%s/jobs/11111111-1111-4111-8111-111111111111", root);
	ck_assert(!mkdir(orphan, 0700));
	begin_jobs();
	ck_assert_int_ne(access(orphan, F_OK), 0);
	create("{}", id);
	for (int i = 0; i < 40 && folders(); i++)
		pause_ms(100);
	ck_assert_uint_eq(folders(), 0);
	ck_assert_ptr_null(jobs_status(jobs, id, NULL, &err));
}
END_TEST

static dt_status create_file(size_t size, char id[40])
{
	char path[128];
	struct job_new job = { .owner = "ann", .document = path };
	json_t *request = json_pack("{s:{}}", "script");
	bool existing;
	FILE *out;
	dt_status status;

	snprintf(path, sizeof path, "%s/upload-1", root);
	out = fopen(path, "w");
	for (size_t i = 0; i < size; i++)
		fputc((int)(i * 2654435761u >> 24), out);
	fclose(out);
	job.request = request;
	err = (struct dt_error){ 0 };
	status = jobs_create(jobs, &job, id, &existing, &err);
	json_decref(request);
	return status;
}

/* Room is made by what is over; what is not over stays, and then there is none. */
START_TEST(quota)
{
	char first[40], second[40], id[40];

	jobs_free(jobs);
	settings.disk_quota_bytes = 250000;
	begin_jobs();
	ck_assert(!create_file(100000, first));
	await(first, "succeeded");
	ck_assert(!create_file(100000, second));
	await(second, "succeeded");
	ck_assert(!create_file(100000, id));
	ck_assert_ptr_null(jobs_status(jobs, first, NULL, &err));
	ck_assert(in_state(second, "succeeded"));
	ck_assert_int_eq(create_file(300000, id), DT_E_LIMIT);
}
END_TEST

START_TEST(of_another_owner)
{
	char id[40];
	const struct status_text *text;

	create("{}", id);
	text = jobs_status(jobs, id, "ann", &err);
	ck_assert_ptr_nonnull(text);
	status_drop(text);
	err = (struct dt_error){ 0 };
	ck_assert_ptr_null(jobs_status(jobs, id, "bob", &err));
	ck_assert_int_eq(err.status, DT_E_NOT_FOUND);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("jobs");
	TCase *tests = suite_case(suite, "jobs");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, goes_well);
	tcase_add_test(tests, secrets_are_sealed);
	tcase_add_test(tests, another_secret_key);
	tcase_add_loop_test(tests, fails, 0, (int)(sizeof ends / sizeof *ends));
	tcase_add_test(tests, cannot_start_for_long);
	tcase_add_loop_test(tests, cancelled, 0, (int)(sizeof cancels / sizeof *cancels));
	tcase_add_loop_test(tests, out_of_time, 0, 2);
	tcase_add_test(tests, thousands);
	tcase_add_test(tests, resumes);
	tcase_add_test(tests, ends_in_its_wake);
	tcase_add_test(tests, records_fail_for_a_while);
	tcase_add_test(tests, drains);
	tcase_add_test(tests, ends_while_it_claims);
	tcase_add_loop_test(tests, says_too_much, 0, 2);
	tcase_add_test(tests, recovers);
	tcase_add_test(tests, holders);
	tcase_add_test(tests, queue_has_an_end);
	tcase_add_test(tests, made_once);
	tcase_add_test(tests, removed);
	tcase_add_test(tests, swept);
	tcase_add_test(tests, quota);
	tcase_add_test(tests, of_another_owner);
	return suite;
}

SUITE_MAIN(suite)
