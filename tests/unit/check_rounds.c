/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rounds of asking: a service that answers from other threads, late, badly, or never. */
#include "config.h"

#include "plugins/translate/route/route.h"
#include "plugins/translate/route/service.h"

#include "suite.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

/* ---- a service ------------------------------------------------------------------------ */

struct request {
	const struct dt_batch *batch;
	dt_done done;
	void *ctx;
	unsigned number;
};

/* What it does with a request; returns with err set, or answers. */
static void (*temper)(const struct request *request, struct dt_error *err);
static atomic_uint requests, segments, in_flight, most_in_flight, notes;
static char last_note[600];
static struct dt_error ended;
static uint32_t last_level;
static atomic_bool winding;
static unsigned delay_us;

static void answer(const struct request *request, uint32_t i, const char *text)
{
	request->batch->answer(request->batch->ctx, i, text, strlen(text));
}

/* "text 7 of page 3" -> "texto 7 de la pagina 3", marks and all */
static void answer_well(const struct request *request, uint32_t i)
{
	char text[6000] = "trad: ";

	snprintf(text + 6, sizeof(text) - 6, "%s", request->batch->texts[i]);
	answer(request, i, text);
}

static void *serve(void *ctx)
{
	struct request *request = ctx;
	struct dt_error err = { 0 };
	struct timespec wait = { 0, (long)delay_us * 1000 };

	nanosleep(&wait, NULL);
	if (request->batch->answered_by)
		request->batch->answered_by(request->batch->ctx,
					    request->batch->not_from ? "second" : "first");
	temper(request, &err);
	atomic_fetch_sub(&in_flight, 1);
	request->done(request->ctx, &err);
	free(request);
	return NULL;
}

static void host_start(const struct dt_call *whose, const char *name, const struct dt_batch *batch,
		       dt_done done, void *ctx)
{
	struct request *request = malloc(sizeof(*request));
	unsigned now = atomic_fetch_add(&in_flight, 1) + 1;
	pthread_t thread;

	(void)whose;
	(void)name;
	ck_assert_ptr_nonnull(request);
	*request = (struct request){ batch, done, ctx, atomic_fetch_add(&requests, 1) };
	atomic_fetch_add(&segments, batch->n);
	if (now > atomic_load(&most_in_flight))
		atomic_store(&most_in_flight, now);
	ck_assert_int_eq(pthread_create(&thread, NULL, serve, request), 0);
	pthread_detach(thread);
}

static bool host_cancelled(const struct dt_call *call)
{
	(void)call;
	return false;
}

static bool host_winding_down(const struct dt_call *call)
{
	(void)call;
	return winding;
}

static void host_note(const struct dt_call *call, const struct dt_note *note)
{
	(void)call;
	if (note->level != DT_NOTE_INFO || !last_note[0]) {
		snprintf(last_note, sizeof(last_note), "%s: %s", note->code, note->text);
		last_level = note->level;
	}
	atomic_fetch_add(&notes, 1);
}

static const struct dt_host host = { .size = sizeof(host),
				     .cancelled = host_cancelled,
				     .note = host_note,
				     .start = host_start,
				     .winding_down = host_winding_down };
static const struct dt_call call = { .size = sizeof(call), .host = &host };

/* ---- pages ----------------------------------------------------------------------------- */

enum { TEXTS = 40, ROOM = 120 };

static void page_start(struct asking *asking, struct service *service, struct memo *memo,
		       char (*texts)[ROOM], uint32_t page)
{
	memset(asking, 0, sizeof(*asking));
	asking->call = &call;
	asking->source_lang = "en";
	asking->target_lang = "es";
	asking->service = service;
	asking->memo = memo;
	asking->costs = asking->instructed = true;
	asking->usual_tokens = 100;
	asking->max_segments = 40;
	for (uint32_t i = 0; i < TEXTS; i++) {
		struct ask *ask = asking_add(asking);

		snprintf(texts[i], ROOM, "This is text %u of page %u, of no great length", i, page);
		ask->source.text = texts[i];
		ask->source.length = (uint32_t)strlen(texts[i]);
		ask->owner = i;
		ask->role = DT_ROLE_PARAGRAPH;
	}
}

static void begin(void (*how)(const struct request *, struct dt_error *))
{
	temper = how;
	requests = segments = in_flight = most_in_flight = notes = 0;
	last_note[0] = '\0';
	last_level = 0;
	winding = false;
	delay_us = 2000;
}

struct outcome {
	uint32_t good, rejected, unanswered, counted;
};

/* Pages one after the other. */
static struct outcome run_pages(uint32_t n, bool routes)
{
	struct service *service = service_new();
	struct outcome outcome = { 0 };
	char texts[TEXTS][ROOM];

	for (uint32_t page = 0; page < n; page++) {
		struct dt_error err = { 0 };
		struct asking asking;

		page_start(&asking, service, NULL, texts, page);
		asking.routes = routes;
		ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
		for (uint32_t i = 0; i < TEXTS; i++) {
			const struct ask *ask = asking_at(&asking, i);

			outcome.good += ask->good;
			outcome.rejected += ask->rule == DT_RULE_REJECTED;
			outcome.unanswered += ask->rule == DT_RULE_UNANSWERED;
			outcome.counted += ask->counted;
			if (ask->counted)
				service_count_missing(service);
			ck_assert(ask->good != (ask->rule != 0));
		}
		asking_free(&asking);
	}
	memset(&ended, 0, sizeof(ended));
	service_tell(service, &call, &ended);
	service_free(service);
	return outcome;
}

static void good(const struct request *request, struct dt_error *err)
{
	(void)err;
	for (uint32_t i = 0; i < request->batch->n; i++)
		answer_well(request, i);
}

START_TEST(all_batches_of_a_page_are_on_their_way_together)
{
	struct outcome outcome;

	begin(good);
	delay_us = 50000;
	outcome = run_pages(1, false);
	ck_assert_uint_eq(outcome.good, TEXTS);
	ck_assert_uint_ge(requests, 4);
	ck_assert_uint_eq(most_in_flight, requests);
	ck_assert_uint_eq(segments, TEXTS);
}
END_TEST

/* Each fifth answer is one of these. */
static void faulty(const struct request *request, struct dt_error *err)
{
	uint32_t n = request->batch->n;

	if (request->number % 5) {
		good(request, err);
		return;
	}
	switch (request->number / 5 % 6) {
	case 0: /* nothing can be read */
		err->failure = DT_FAILURE_MALFORMED_RESPONSE;
		dt_fail(err, DT_E_UNAVAILABLE, "half an answer");
		break;
	case 1: /* one too few */
		for (uint32_t i = 0; i + 1 < n; i++)
			answer_well(request, i);
		break;
	case 2: /* empty */
		for (uint32_t i = 0; i < n; i++)
			answer(request, i, "");
		break;
	case 3: /* broken marks */
		for (uint32_t i = 0; i < n; i++)
			answer(request, i, "no <g id='1'>good");
		break;
	case 4:
		err->failure = DT_FAILURE_SERVER_ERROR;
		dt_fail(err, DT_E_UNAVAILABLE, "server error");
		break;
	default: /* one too many, and twice */
		good(request, err);
		answer(request, n, "nobody asked");
		answer_well(request, 0);
	}
}

START_TEST(faults_of_some_answers_cost_some_requests)
{
	struct outcome outcome;
	unsigned clean;

	begin(good);
	outcome = run_pages(30, false);
	ck_assert_uint_eq(outcome.good, 30 * TEXTS);
	clean = requests;
	begin(faulty);
	outcome = run_pages(30, false);
	ck_assert_uint_eq(outcome.good, 30 * TEXTS);
	ck_assert_msg(requests * 2 < clean * 3, "%u requests instead of %u", (unsigned)requests,
		      clean);
	ck_assert_ptr_nonnull(strstr(last_note, "translate.repaired"));
}
END_TEST

static void no_key(const struct request *request, struct dt_error *err)
{
	(void)request;
	err->failure = DT_FAILURE_AUTHENTICATION;
	dt_fail(err, DT_E_REFUSED, "no such key");
}

START_TEST(without_a_key_nothing_more_is_asked)
{
	struct outcome outcome;

	begin(no_key);
	outcome = run_pages(20, false);
	ck_assert_uint_eq(outcome.good, 0);
	ck_assert_uint_eq(outcome.counted, 20 * TEXTS);
	/* no more than one page had on its way */
	ck_assert_uint_le(requests, 10);
	ck_assert_int_eq(ended.status, DT_E_REFUSED);
	ck_assert_uint_eq(ended.failure, DT_FAILURE_AUTHENTICATION);
	ck_assert_str_eq(ended.text, "no such key");
}
END_TEST

static void away(const struct request *request, struct dt_error *err)
{
	(void)request;
	err->failure = DT_FAILURE_PARTIAL_OUTAGE;
	dt_fail(err, DT_E_UNAVAILABLE, "nobody there");
}

/* Goes away in the middle of the job. */
static void fades(const struct request *request, struct dt_error *err)
{
	if (request->number < 30)
		good(request, err);
	else
		away(request, err);
}

START_TEST(who_fails_again_and_again_is_left_alone)
{
	struct outcome outcome;

	begin(away);
	outcome = run_pages(20, false);
	ck_assert_uint_eq(outcome.unanswered, 20 * TEXTS);
	ck_assert_uint_le(requests, 30);
	ck_assert_int_eq(ended.status, DT_E_UNAVAILABLE);
	begin(fades);
	outcome = run_pages(20, false);
	ck_assert_uint_ge(outcome.good, 100);
	ck_assert_uint_eq(outcome.good + outcome.unanswered, 20 * TEXTS);
	ck_assert_uint_le(requests, 30 + 50);
	ck_assert_uint_eq(last_level, DT_NOTE_FAILURE);
}
END_TEST

static void ends(const struct request *request, struct dt_error *err)
{
	good(request, err);
	if (request->number == 12)
		winding = true;
}

START_TEST(a_job_that_ends_uses_what_is_there)
{
	struct outcome outcome;

	begin(ends);
	outcome = run_pages(10, false);
	ck_assert_uint_ge(outcome.good, 60);
	ck_assert_uint_eq(outcome.good + outcome.counted, 10 * TEXTS);
	ck_assert_uint_le(requests, 24);
	ck_assert_uint_eq(last_level, DT_NOTE_FAULT);
	ck_assert_ptr_nonnull(strstr(last_note, "ended before"));
}
END_TEST

/* What is on the wire when the job ends comes back as cancelled. */
static void ends_on_the_wire(const struct request *request, struct dt_error *err)
{
	struct timespec wait = { 0, 1000000 };

	if (request->number < 9) {
		good(request, err);
		return;
	}
	winding = true;
	nanosleep(&wait, NULL);
	dt_fail(err, DT_E_CANCELLED, "cancelled while it was asked");
}

START_TEST(a_page_on_its_way_keeps_what_it_has)
{
	struct outcome outcome;

	begin(ends_on_the_wire);
	outcome = run_pages(10, false);
	ck_assert_uint_ge(outcome.good, 50);
	/* a page of which a part was answered */
	ck_assert_uint_ne(outcome.good % TEXTS, 0);
	ck_assert_uint_eq(outcome.good + outcome.counted, 10 * TEXTS);
	ck_assert_ptr_nonnull(strstr(last_note, "ended before"));
}
END_TEST

/* The first of two always fails at texts with a 7. */
static void stubborn(const struct request *request, struct dt_error *err)
{
	(void)err;
	for (uint32_t i = 0; i < request->batch->n; i++)
		if (strstr(request->batch->texts[i], "text 7 ") && !request->batch->not_from)
			answer(request, i, "<g id='9'>mine</g>");
		else
			answer_well(request, i);
	if (request->batch->not_from) {
		ck_assert_str_eq(request->batch->not_from, "first");
		ck_assert_uint_eq(request->batch->attempt, ROUND_ANOTHER);
		ck_assert_str_eq(request->batch->problems[0], "a mark that the text has not");
	}
}

START_TEST(another_one_is_asked_then)
{
	struct outcome outcome;

	begin(stubborn);
	outcome = run_pages(1, true);
	ck_assert_uint_eq(outcome.good, TEXTS);
	begin(stubborn);
	outcome = run_pages(1, false);
	ck_assert_uint_eq(outcome.good, TEXTS - 1);
	ck_assert_uint_eq(outcome.rejected, 1);
}
END_TEST

/* ---- too long ---------------------------------------------------------------------------- */

/* Takes so many bytes and no more. */
static void narrow(const struct request *request, struct dt_error *err)
{
	size_t bytes = 0;

	for (uint32_t i = 0; i < request->batch->n; i++)
		bytes += strlen(request->batch->texts[i]);
	if (bytes > 260) {
		err->failure = DT_FAILURE_CONTEXT_LENGTH;
		dt_fail(err, DT_E_REFUSED, "too long");
		return;
	}
	good(request, err);
}

START_TEST(what_is_too_long_is_halved)
{
	struct outcome outcome;

	begin(narrow);
	outcome = run_pages(2, false);
	ck_assert_uint_eq(outcome.good, 2 * TEXTS);
	ck_assert_uint_le(requests, 60);
}
END_TEST

static const char *const long_text =
	"The first sentence is here. Mr. Smith wrote the second one in 1999. A third one has <b> and "
	"& in it! Does the fourth one ask? The fifth goes on for some time, with a comma or two, and "
	"then it ends. Sixth comes the last but one of them all. And here it stops for good at last, "
	"but not before some more words have been said.";

START_TEST(a_text_that_is_too_long_is_cut_and_joined)
{
	struct service *service = service_new();
	struct dt_error err = { 0 };
	struct asking asking = { .call = &call,
				 .source_lang = "en",
				 .target_lang = "es",
				 .service = service,
				 .costs = true,
				 .instructed = true };
	struct ask *ask = asking_add(&asking);
	const char *at, *rest;
	unsigned pieces = 0;

	begin(narrow);
	ask->source.text = long_text;
	ask->source.length = (uint32_t)strlen(long_text);
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	ck_assert_msg(ask->good, "%s", ask->reason);
	/* without "trad: " it is the source again, and each piece begins with a sentence */
	at = ask->target.text.at;
	for (rest = long_text; *at; pieces++) {
		const char *end;

		ck_assert_int_eq(strncmp(at, "trad: ", 6), 0);
		at += 6;
		end = strstr(at, " trad: ");
		end = end ? end : at + strlen(at);
		ck_assert_int_eq(strncmp(at, rest, (size_t)(end - at)), 0);
		ck_assert_ptr_nonnull(strchr(".!?", end[-1]));
		rest += end - at + (*end ? 1 : 0);
		at = end + (*end ? 1 : 0);
	}
	ck_assert_uint_eq(*rest, '\0');
	ck_assert_uint_ge(pieces, 2);
	asking_free(&asking);
	service_free(service);
}
END_TEST

/* Answers with what it is told of texts that are like the asked one. */
static void lean(const struct request *request, struct dt_error *err)
{
	const struct dt_batch *batch = request->batch;

	(void)err;
	for (uint32_t i = 0; i < batch->n; i++) {
		char text[6000] = "trad:";
		size_t n = 5;

		for (uint32_t k = 0; k < batch->n_similar; k++)
			if (batch->similar[k].segment == i)
				n += (size_t)snprintf(text + n, sizeof(text) - n, " %s=%s %u",
						      batch->similar[k].source,
						      batch->similar[k].target,
						      batch->similar[k].score);
		snprintf(text + n, sizeof(text) - n, " %s", batch->texts[i]);
		answer(request, i, text);
	}
}

static void know_similar(struct ask *ask, uint32_t n)
{
	ask->similar = calloc(n, sizeof(*ask->similar));
	ask->n_similar = n;
	for (uint32_t i = 0; i < n; i++)
		ask->similar[i] =
			(struct ask_similar){ strdup("like it"), strdup("como"), 900 - i };
}

START_TEST(what_is_similar_goes_to_who_reads_prompts)
{
	static char texts[TEXTS][ROOM];
	struct service *service = service_new();
	struct dt_error err = { 0 };
	struct asking asking;

	begin(lean);
	page_start(&asking, service, NULL, texts, 0);
	asking.instructed = _i == 0;
	know_similar(asking_at(&asking, 3), 2);
	know_similar(asking_at(&asking, 20), 1);
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	ck_assert_uint_gt(requests, 1);
	for (uint32_t i = 0; i < TEXTS; i++) {
		char wanted[300];

		snprintf(wanted, sizeof(wanted), "trad:%s%s %.119s",
			 !_i && (i == 3 || i == 20) ? " like it=como 900" : "",
			 !_i && i == 3 ? " like it=como 899" : "", texts[i]);
		ck_assert_str_eq(asking_at(&asking, i)->target.text.at, wanted);
	}
	asking_free(&asking);
	service_free(service);
}
END_TEST

static void mute(const struct request *request, struct dt_error *err)
{
	(void)request;
	err->failure = DT_FAILURE_CONTEXT_LENGTH;
	dt_fail(err, DT_E_REFUSED, "too long, always");
}

START_TEST(nothing_goes_on_for_ever)
{
	struct outcome outcome;

	begin(mute);
	outcome = run_pages(1, false);
	ck_assert_uint_eq(outcome.unanswered, TEXTS);
	ck_assert_uint_le(requests, TEXTS * 12);
}
END_TEST

/* ---- many pages at once -------------------------------------------------------------------- */

struct worker {
	pthread_t thread;
	struct service *service;
	struct memo *memo;
	uint32_t page;
	uint32_t good;
};

static void *work(void *ctx)
{
	struct worker *worker = ctx;
	char texts[TEXTS][ROOM];
	struct dt_error err = { 0 };
	struct asking asking;

	/* every second page has the same texts */
	page_start(&asking, worker->service, worker->memo, texts, worker->page / 2);
	if (asking_run(&asking, &err) == DT_OK)
		for (uint32_t i = 0; i < TEXTS; i++)
			worker->good += asking_at(&asking, i)->good;
	asking_free(&asking);
	return NULL;
}

START_TEST(many_pages_at_once)
{
	struct service *service = service_new();
	struct memo *memo = memo_new(1 << 20);
	struct worker workers[12];

	begin(faulty);
	for (uint32_t i = 0; i < 12; i++) {
		workers[i] = (struct worker){ .service = service, .memo = memo, .page = i };
		ck_assert_int_eq(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
	}
	for (uint32_t i = 0; i < 12; i++) {
		pthread_join(workers[i].thread, NULL);
		ck_assert_uint_eq(workers[i].good, TEXTS);
	}
	ck_assert_uint_lt(segments, 12 * TEXTS);
	memo_free(memo);
	service_free(service);
}
END_TEST

static Suite *rounds_suite(void)
{
	Suite *suite = suite_create("rounds");
	TCase *tests = suite_case(suite, "rounds");

	tcase_add_test(tests, all_batches_of_a_page_are_on_their_way_together);
	tcase_add_test(tests, faults_of_some_answers_cost_some_requests);
	tcase_add_test(tests, without_a_key_nothing_more_is_asked);
	tcase_add_test(tests, who_fails_again_and_again_is_left_alone);
	tcase_add_test(tests, a_job_that_ends_uses_what_is_there);
	tcase_add_test(tests, a_page_on_its_way_keeps_what_it_has);
	tcase_add_test(tests, another_one_is_asked_then);
	tcase_add_test(tests, what_is_too_long_is_halved);
	tcase_add_test(tests, a_text_that_is_too_long_is_cut_and_joined);
	tcase_add_loop_test(tests, what_is_similar_goes_to_who_reads_prompts, 0, 2);
	tcase_add_test(tests, nothing_goes_on_for_ever);
	tcase_add_test(tests, many_pages_at_once);
	return suite;
}

SUITE_MAIN(rounds_suite)
