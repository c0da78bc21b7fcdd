/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asking translators of every temper. */
#include "config.h"

#include "plugins/translate/route/route.h"
#include "plugins/translate/route/service.h"
#include "plugins/translate/route/units.h"

#include "suite.h"

#include <stdio.h>

static const struct dt_style styles[] = { { .size = 10 }, { .size = 10, .flags = DT_STYLE_BOLD } };
static const struct dt_run runs[] = {
	{ .length = 6, .annotation = DT_NONE },
	{ .start = 6, .length = 4, .style = 1, .annotation = DT_NONE }
};

/* What the translator does, and what it was asked. */
static dt_status (*temper)(const struct dt_batch *batch, struct dt_error *err);
static unsigned batches, texts, largest;

static dt_status host_translate(const struct dt_call *call, const char *name,
				const struct dt_batch *batch, struct dt_error *err)
{
	(void)call;
	(void)name;
	batches++;
	texts += batch->n;
	largest = batch->n > largest ? batch->n : largest;
	return temper(batch, err);
}

static void host_start(const struct dt_call *whose, const char *name, const struct dt_batch *batch,
		       dt_done done, void *ctx)
{
	struct dt_error err = { 0 };

	host_translate(whose, name, batch, &err);
	done(ctx, &err);
}

static bool host_cancelled(const struct dt_call *call)
{
	(void)call;
	return false;
}

static const struct dt_host host = { .size = sizeof(host),
				     .cancelled = host_cancelled,
				     .translate = host_translate,
				     .start = host_start };
static const struct dt_call call = { .size = sizeof(call), .host = &host };

static void say(const struct dt_batch *batch, uint32_t i, const char *text)
{
	batch->answer(batch->ctx, i, text, strlen(text));
}

static dt_status good(const struct dt_batch *batch, struct dt_error *err)
{
	(void)err;
	for (uint32_t i = 0; i < batch->n; i++)
		say(batch, i, "unas <g id='1'>muy</g>");
	return DT_OK;
}

/* Bad in company, good alone. */
static dt_status shy(const struct dt_batch *batch, struct dt_error *err)
{
	if (batch->n == 1)
		return good(batch, err);
	for (uint32_t i = 0; i < batch->n; i++)
		say(batch, i, "unas <g id='1'>muy");
	return DT_OK;
}

/* Never keeps a mark. */
static dt_status plain(const struct dt_batch *batch, struct dt_error *err)
{
	(void)err;
	for (uint32_t i = 0; i < batch->n; i++)
		say(batch, i, "unas muy");
	return DT_OK;
}

static dt_status mute(const struct dt_batch *batch, struct dt_error *err)
{
	(void)batch;
	(void)err;
	return DT_OK;
}

static dt_status liar(const struct dt_batch *batch, struct dt_error *err)
{
	(void)err;
	for (uint32_t i = 0; i < batch->n; i++)
		say(batch, i, "\x01");
	return DT_OK;
}

static dt_status away(const struct dt_batch *batch, struct dt_error *err)
{
	(void)batch;
	return dt_fail(err, DT_E_UNAVAILABLE, "nobody is at home");
}

static dt_status wrong_pair(const struct dt_batch *batch, struct dt_error *err)
{
	(void)batch;
	return dt_fail(err, DT_E_UNSUPPORTED, "no such pair");
}

static void ask_with(struct asking *asking, uint32_t n,
		     dt_status (*how)(const struct dt_batch *, struct dt_error *))
{
	memset(asking, 0, sizeof(*asking));
	asking->call = &call;
	asking->source_lang = "en";
	asking->target_lang = "es";
	asking->service = service_new();
	for (uint32_t i = 0; i < n; i++) {
		struct ask *ask = asking_add(asking);

		ask->source = (struct source){ "these bold", 10, runs, 2, styles, 2, NULL, false };
		ask->owner = i;
	}
	temper = how;
	batches = texts = largest = 0;
}

static void ask_end(struct asking *asking)
{
	service_free(asking->service);
	asking_free(asking);
}

static const struct ask *at(const struct asking *asking, uint32_t i)
{
	return (const struct ask *)asking->list.at + i;
}

/* Says what room it was told of. */
static dt_status roomy(const struct dt_batch *batch, struct dt_error *err)
{
	char answer[60];

	(void)err;
	for (uint32_t i = 0; i < batch->n; i++) {
		snprintf(answer, sizeof(answer), "unas <g id='1'>%u</g>", batch->budgets[i]);
		say(batch, i, answer);
	}
	return DT_OK;
}

START_TEST(equal_texts_of_equal_room_are_one)
{
	static const uint32_t budgets[] = { 12, 12, 12, 300, 400, 0 };
	struct dt_error err = { 0 };
	struct asking asking;
	const struct ask *first;

	for (int by_budget = 0; by_budget < 2; by_budget++) {
		ask_with(&asking, 6, roomy);
		asking.memo = memo_new(1 << 16);
		ck_assert_ptr_nonnull(asking.memo);
		asking.budgets = true;
		asking.by_budget = by_budget;
		for (uint32_t i = 0; i < 6; i++)
			((struct ask *)asking.list.at)[i].budget = budgets[i];
		ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
		/* else: little room, much room, none known */
		ck_assert_uint_eq(texts, by_budget ? 3 : 1);
		first = at(&asking, 0);
		ck_assert(first->good);
		for (uint32_t i = 1; i < 6; i++) {
			bool same = !strcmp(first->target.text.at, at(&asking, i)->target.text.at);

			ck_assert(same == (!by_budget || i < 3));
		}
		ck_assert_str_eq(at(&asking, 3)->target.text.at, at(&asking, 4)->target.text.at);
		memo_free(asking.memo);
		ask_end(&asking);
	}
}
END_TEST

START_TEST(batches_keep_their_bounds)
{
	struct dt_error err = { 0 };
	struct asking asking;

	ask_with(&asking, 10, good);
	asking.max_segments = 4;
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	ck_assert_uint_eq(batches, 3);
	ck_assert_uint_eq(largest, 4);
	for (uint32_t i = 0; i < 10; i++) {
		ck_assert(at(&asking, i)->good);
		ck_assert_str_eq(at(&asking, i)->target.text.at, "unas muy");
	}
	ask_end(&asking);
	ask_with(&asking, 10, good);
	asking.max_chars = 60; /* two texts of 25 bytes */
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	ck_assert_uint_eq(largest, 2);
	ask_end(&asking);
}
END_TEST

START_TEST(the_same_text_once)
{
	struct memo *memo = memo_new(1 << 20);
	struct dt_error err = { 0 };
	struct asking asking;

	for (int page = 0; page < 3; page++) {
		ask_with(&asking, 5, good);
		asking.memo = memo;
		ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
		ck_assert_uint_eq(texts, page ? 0 : 1);
		for (uint32_t i = 0; i < 5; i++)
			ck_assert_str_eq(at(&asking, i)->target.text.at, "unas muy");
		ask_end(&asking);
	}
	memo_free(memo);
}
END_TEST

START_TEST(bad_answers_are_asked_again_alone)
{
	struct dt_error err = { 0 };
	struct asking asking;

	ask_with(&asking, 3, shy);
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	ck_assert_uint_eq(batches, 1 + 3);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert(at(&asking, i)->good && !at(&asking, i)->plain);
	ask_end(&asking);
}
END_TEST

START_TEST(then_without_styles)
{
	struct memo *memo = memo_new(1 << 20);
	struct dt_error err = { 0 };
	struct asking asking;

	for (int page = 0; page < 2; page++) {
		ask_with(&asking, 1, plain);
		asking.memo = memo;
		ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
		ck_assert_uint_eq(texts, page ? 0 : 3);
		ck_assert(at(&asking, 0)->good && at(&asking, 0)->plain);
		ck_assert_str_eq(at(&asking, 0)->target.text.at, "unas muy");
		ask_end(&asking);
	}
	memo_free(memo);
}
END_TEST

START_TEST(no_answer_is_a_rule)
{
	static dt_status (*const tempers[])(const struct dt_batch *,
					    struct dt_error *) = { mute, liar, away };
	static const uint32_t rules[] = { DT_RULE_UNANSWERED, DT_RULE_REJECTED,
					  DT_RULE_UNANSWERED };
	static const char *const reasons[] = { "the translator gave no answer",
					       "the answer has a control character",
					       "nobody is at home" };
	struct dt_error err = { 0 };
	struct asking asking;

	for (size_t i = 0; i < 3; i++) {
		ask_with(&asking, 2, tempers[i]);
		asking.memo = memo_new(1 << 20);
		ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
		for (uint32_t k = 0; k < 2; k++) {
			ck_assert(!at(&asking, k)->good);
			ck_assert_uint_eq(at(&asking, k)->rule, rules[i]);
			ck_assert_str_eq(at(&asking, k)->reason, reasons[i]);
		}
		memo_free(asking.memo);
		ask_end(&asking);
	}
}
END_TEST

START_TEST(a_dead_service_is_not_asked_for_ever)
{
	struct dt_error err = { 0 };
	struct asking asking;

	ask_with(&asking, 200, away);
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	ck_assert_uint_le(batches, 6);
	ask_end(&asking);
}
END_TEST

START_TEST(a_pair_that_is_missing_is_an_error)
{
	struct memo *memo = memo_new(1 << 20);
	struct dt_error err = { 0 };
	struct asking asking;

	ask_with(&asking, 3, wrong_pair);
	asking.memo = memo;
	ck_assert_int_eq(asking_run(&asking, &err), DT_E_UNSUPPORTED);
	ck_assert_str_eq(err.text, "no such pair");
	ask_end(&asking);
	/* Nothing stays claimed. */
	memset(&err, 0, sizeof(err));
	ask_with(&asking, 3, good);
	asking.memo = memo;
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	ck_assert(at(&asking, 2)->good);
	ask_end(&asking);
	memo_free(memo);
}
END_TEST

/* ---- units --------------------------------------------------------------------------------- */

static dt_status by_id(const struct dt_batch *batch, struct dt_error *err)
{
	(void)err;
	for (uint32_t i = 0; i < batch->n; i++)
		if (!strcmp(batch->ids[i], "p3-b1"))
			say(batch, i, "unas muy");
		else if (!strcmp(batch->ids[i], "p3-b2"))
			say(batch, i, "unas <g id='2'>muy</g>");
	return DT_OK;
}

START_TEST(who_goes_by_ids_is_asked_once)
{
	struct dt_error err = { 0 };
	struct asking asking;

	ask_with(&asking, 3, by_id);
	asking.by_id = true;
	for (uint32_t i = 0; i < 3; i++)
		unit_name(((struct ask *)asking.list.at)[i].id,
			  &(const struct dt_unit_part){ 2, i }, 1);
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	ck_assert_uint_eq(texts, 3);
	/* its styles may be left out, but there are none of its own */
	ck_assert(at(&asking, 0)->good && !at(&asking, 0)->plain);
	ck_assert_uint_eq(at(&asking, 1)->rule, DT_RULE_REJECTED);
	ck_assert_uint_eq(at(&asking, 2)->rule, DT_RULE_UNANSWERED);
	ask_end(&asking);
}
END_TEST

START_TEST(names_are_made_of_places)
{
	const struct dt_unit_part parts[] = { { 2, 11 }, { 2, 12 }, { 3, 0 } };
	struct dt_unit_part many[40];
	char id[UNIT_ID_SIZE];

	unit_name(id, parts, 1);
	ck_assert_str_eq(id, "p3-b12");
	unit_name(id, parts, 3);
	ck_assert_str_eq(id, "p3-b12-b13-p4-b1");
	unit_name_title(id, 0);
	ck_assert_str_eq(id, "t1");
	for (uint32_t i = 0; i < 40; i++)
		many[i] = (struct dt_unit_part){ 0, i };
	unit_name(id, many, 40);
	ck_assert_uint_lt(strlen(id), UNIT_ID_SIZE);
	ck_assert_int_eq(strncmp(id, "p1-b1-b2-b3-", 12), 0);
}
END_TEST

/* The unit of the one ask, as a stage would get it; the caller frees what out has. */
static const struct dt_unit *told(struct asking *asking, struct dt_payload *out)
{
	struct dt_list units = { 0 };
	const struct dt_unit_part part = { 2, 0 };
	const struct unit_place place = { &part, 1, DT_ROLE_HEADING, 2 };
	struct dt_span span;

	dt_payload_start(out, sizeof(struct dt_units));
	unit_tell(out, &units, at(asking, 0), &place);
	span = dt_payload_list(out, &units);
	dt_list_free(&units);
	ck_assert(!out->failed);
	return DT_AT(out->at, struct dt_unit, span);
}

START_TEST(a_unit_has_all_marks_of_its_source)
{
	struct dt_error err = { 0 };
	struct dt_payload out = { 0 };
	const struct dt_unit *unit;
	const struct dt_unit_mark *mark;
	struct asking asking;

	for (int kept = 0; kept < 2; kept++) {
		ask_with(&asking, 1, kept ? good : plain);
		ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
		unit = told(&asking, &out);
		ck_assert_str_eq(DT_TEXT(out.at, unit->source), "these <g id='1'>bold</g>");
		ck_assert_str_eq(DT_TEXT(out.at, unit->target),
				 kept ? "unas <g id='1'>muy</g>" : "unas muy");
		ck_assert_uint_eq(unit->flags, kept ? 0 : DT_UNIT_PLAIN);
		ck_assert_uint_eq(unit->role, DT_ROLE_HEADING);
		ck_assert_uint_eq(unit->parts.count, 1);
		ck_assert_uint_eq(unit->marks.count, 1);
		mark = DT_AT(out.at, struct dt_unit_mark, unit->marks);
		ck_assert_uint_eq(mark->kind, DT_UNIT_STYLE);
		ck_assert_uint_eq(mark->flags, DT_STYLE_BOLD);
		ask_end(&asking);
	}
	ask_with(&asking, 1, liar);
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	unit = told(&asking, &out);
	ck_assert_str_eq(DT_TEXT(out.at, unit->source), "these <g id='1'>bold</g>");
	ck_assert_uint_eq(unit->target.count, 0);
	ck_assert_str_eq(DT_TEXT(out.at, unit->reason), "the answer has a control character");
	ask_end(&asking);
	dt_payload_free(&out);
}
END_TEST

/* Without styles objects have other numbers: an address is mark 2 of the whole and mark 1 of
 * what was asked. */
static dt_status plain_object(const struct dt_batch *batch, struct dt_error *err)
{
	(void)err;
	for (uint32_t i = 0; i < batch->n; i++)
		say(batch, i, "muy <x id='1'/> ahora &amp; aqui");
	return DT_OK;
}

START_TEST(objects_get_their_own_numbers_back)
{
	static const struct dt_run two[] = { { .length = 4, .style = 1, .annotation = DT_NONE },
					     { .start = 4, .length = 26, .annotation = DT_NONE } };
	struct dt_error err = { 0 };
	struct dt_payload out = { 0 };
	const struct dt_unit *unit;
	struct asking asking;

	ask_with(&asking, 1, plain_object);
	((struct ask *)asking.list.at)->source =
		(struct source){ .text = "bold words http://a.org/ now &",
				 .length = 30,
				 .runs = two,
				 .n_runs = 2,
				 .styles = styles,
				 .n_styles = 2 };
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	unit = told(&asking, &out);
	ck_assert_str_eq(DT_TEXT(out.at, unit->source),
			 "<g id='1'>bold</g> words <x id='2'/> now &amp;");
	ck_assert_str_eq(DT_TEXT(out.at, unit->target), "muy <x id='2'/> ahora &amp; aqui");
	ck_assert_str_eq(DT_TEXT(out.at, DT_AT(out.at, struct dt_unit_mark, unit->marks)[1].text),
			 "http://a.org/");
	ask_end(&asking);
	dt_payload_free(&out);
}
END_TEST

static Suite *ask_suite(void)
{
	Suite *suite = suite_create("ask");
	TCase *tests = suite_case(suite, "ask");

	tcase_add_test(tests, equal_texts_of_equal_room_are_one);
	tcase_add_test(tests, batches_keep_their_bounds);
	tcase_add_test(tests, the_same_text_once);
	tcase_add_test(tests, bad_answers_are_asked_again_alone);
	tcase_add_test(tests, then_without_styles);
	tcase_add_test(tests, no_answer_is_a_rule);
	tcase_add_test(tests, a_dead_service_is_not_asked_for_ever);
	tcase_add_test(tests, a_pair_that_is_missing_is_an_error);
	tcase_add_test(tests, who_goes_by_ids_is_asked_once);
	tcase_add_test(tests, names_are_made_of_places);
	tcase_add_test(tests, a_unit_has_all_marks_of_its_source);
	tcase_add_test(tests, objects_get_their_own_numbers_back);
	return suite;
}

SUITE_MAIN(ask_suite)
