/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records in an SQLite file: each function by itself, as records.h says it. */
#include "config.h"

#include "records_book.h"

static struct book *book;
static char path[120];

static void set_up(void)
{
	book_file(path);
	EXPECT(DT_OK, book_at(path, 2000, &book, err));
}

static void tear_down(void)
{
	book_close(book);
	book_unlink(path);
}

/* ---- create, get ------------------------------------------------------------------------ */

static bool is_whole(void *ctx, const struct dt_record *r)
{
	*(bool *)ctx = true;
	ck_assert_uint_eq(r->size, sizeof(*r));
	ck_assert_uint_eq(r->state, DT_RECORD_QUEUED);
	ck_assert_str_eq(r->id, "one");
	ck_assert_str_eq(r->kind, "warmup");
	ck_assert_str_eq(r->owner, "ann");
	ck_assert_int_eq(r->priority, -3);
	ck_assert_int_eq(r->created, 1234567);
	ck_assert_int_eq(r->updated, 1234567);
	ck_assert_int_eq(r->expires, 99);
	ck_assert_str_eq(r->request, "{\"a\":\"\xc3\xbc\"}");
	ck_assert_uint_eq(r->sealed_size, 5);
	ck_assert_mem_eq(r->sealed, "a\0b\0c", 5);
	ck_assert_str_eq(r->name, "a.pdf");
	ck_assert_str_eq(r->message, "waits");
	ck_assert_str_eq(r->webhook, "{}");
	ck_assert_str_eq(r->traceparent, "00-1-2-01");
	ck_assert_uint_eq(r->bytes, 1ull << 40);
	ck_assert_ptr_null(r->error);
	ck_assert_ptr_null(r->result);
	ck_assert_ptr_null(r->progress);
	ck_assert_uint_eq(r->sequence, 0);
	return true;
}

static const struct dt_record whole = {
	.size = sizeof(whole),
	.id = "one",
	.kind = "warmup",
	.owner = "ann",
	.priority = -3,
	.created = 1234567,
	.expires = 99,
	.request = "{\"a\":\"\xc3\xbc\"}",
	.sealed = "a\0b\0c",
	.sealed_size = 5,
	.name = "a.pdf",
	.message = "waits",
	.webhook = "{}",
	.traceparent = "00-1-2-01",
	.bytes = 1ull << 40,
};

static bool is_whole_and_claimed(void *ctx, const struct dt_record *r)
{
	*(bool *)ctx = true;
	ck_assert_uint_eq(r->state, DT_RECORD_RUNNING);
	ck_assert_uint_eq(r->sealed_size, 5);
	ck_assert_mem_eq(r->sealed, "a\0b\0c", 5);
	ck_assert_str_eq(r->request, "{\"a\":\"\xc3\xbc\"}");
	ck_assert_str_eq(r->holder, "host:7");
	return true;
}

START_TEST(what_is_written_is_read)
{
	char other[40];
	bool existing, seen = false;

	EXPECT(DT_OK, book_create(book, &whole, NULL, NULL, 0, 0, &existing, other, err));
	ck_assert(!existing);
	EXPECT(DT_OK, book_get(book, "one", is_whole, &seen, err));
	ck_assert(seen);
	EXPECT(DT_E_NOT_FOUND, book_get(book, "two", is_whole, &seen, err));
	EXPECT(DT_E_REFUSED, book_create(book, &whole, NULL, NULL, 0, 0, &existing, other, err));
	/* as another process sees it */
	book_close(book);
	EXPECT(DT_OK, book_at(path, 2000, &book, err));
	EXPECT(DT_OK, book_get(book, "one", is_whole, &seen, err));
	seen = false;
	EXPECT(DT_OK, book_claim(book, "host:7", SECOND, is_whole_and_claimed, &seen, err));
	ck_assert(seen);
}
END_TEST

START_TEST(nobody_else_may_read_the_file)
{
	struct stat facts;

	ck_assert_int_eq(stat(path, &facts), 0);
	ck_assert_int_eq(facts.st_mode & 077, 0);
}
END_TEST

START_TEST(a_caller_of_an_older_header)
{
	struct dt_record record = whole;
	char other[40];
	bool existing;

	record.size = offsetof(struct dt_record, traceparent);
	record.traceparent = (const char *)1; /* is not there for it */
	EXPECT(DT_OK, book_create(book, &record, NULL, NULL, 0, 0, &existing, other, err));
}
END_TEST

START_TEST(a_key_makes_one_job)
{
	struct dt_record record = { .size = sizeof(record), .id = "one", .owner = "ann" };
	char other[40];
	bool existing;

	EXPECT(DT_OK, book_create(book, &record, "key", "d1", 0, 0, &existing, other, err));
	ck_assert(!existing);
	record.id = "two";
	/* before any bound: it makes nothing */
	EXPECT(DT_OK, book_create(book, &record, "key", "d1", 1, 1, &existing, other, err));
	ck_assert(existing);
	ck_assert_str_eq(other, "one");
	EXPECT(DT_E_REFUSED, book_create(book, &record, "key", "d2", 0, 0, &existing, other, err));
	EXPECT(DT_E_NOT_FOUND, book_get(book, "two", see, NULL, err));
	record.owner = "bob";
	EXPECT(DT_OK, book_create(book, &record, "key", "d2", 0, 0, &existing, other, err));
	ck_assert(!existing);
	/* a key goes with its job */
	EXPECT(DT_OK,
	       book_cancel(book, "one", &(struct dt_record_change){ .size = 8 }, &existing, err));
	EXPECT(DT_OK, book_remove(book, "one", err));
	record = (struct dt_record){ .size = sizeof(record), .id = "three", .owner = "ann" };
	EXPECT(DT_OK, book_create(book, &record, "key", "d3", 0, 0, &existing, other, err));
	ck_assert(!existing);
}
END_TEST

START_TEST(bounds_of_the_queue)
{
	struct dt_record record = { .size = sizeof(record), .id = "c", .owner = "bob" };
	char other[40];
	bool existing;

	EXPECT(DT_OK, make_job(book, "a", "ann", 0, err));
	EXPECT(DT_OK, make_job(book, "b", "ann", 0, err));
	EXPECT(DT_E_LIMIT, book_create(book, &record, NULL, NULL, 2, 0, &existing, other, err));
	EXPECT(DT_OK, book_create(book, &record, NULL, NULL, 3, 1, &existing, other, err));
	record.id = "d";
	EXPECT(DT_E_LIMIT, book_create(book, &record, NULL, NULL, 9, 1, &existing, other, err));
	/* running ones count, those that are over do not */
	ck_assert_uint_eq(claim_for(book, SECOND).n, 1);
	EXPECT(DT_E_LIMIT, book_create(book, &record, NULL, NULL, 3, 0, &existing, other, err));
	EXPECT(DT_OK,
	       book_cancel(book, "b", &(struct dt_record_change){ .size = 8 }, &existing, err));
	EXPECT(DT_OK, book_create(book, &record, NULL, NULL, 3, 0, &existing, other, err));
}
END_TEST

/* ---- claim -------------------------------------------------------------------------------- */

START_TEST(priority_then_fewest_running_then_age)
{
	const char *const order[] = { "urgent", "ann1", "bob1", "ann2", "bob2", "ann3" };

	EXPECT(DT_OK, make_job(book, "ann1", "ann", 0, err));
	EXPECT(DT_OK, make_job(book, "ann2", "ann", 0, err));
	EXPECT(DT_OK, make_job(book, "ann3", "ann", 0, err));
	EXPECT(DT_OK, make_job(book, "bob1", "bob", 0, err));
	EXPECT(DT_OK, make_job(book, "bob2", "bob", 0, err));
	EXPECT(DT_OK, make_job(book, "urgent", "cleo", 5, err));
	for (size_t i = 0; i < DT_COUNT(order); i++)
		ck_assert_str_eq(claim_for(book, 60 * SECOND).id, order[i]);
	ck_assert_uint_eq(claim_for(book, SECOND).n, 0);
}
END_TEST

START_TEST(a_lease_that_ends_is_for_others)
{
	struct dt_record_change change = { .size = sizeof(change), .message = "m" };
	struct seen first, second;
	bool cancelled;

	EXPECT(DT_OK, make_job(book, "one", "", 0, err));
	first = claim_for(book, 60 * SECOND);
	ck_assert_uint_eq(first.fence, 1);
	ck_assert_uint_eq(first.attempt, 1);
	ck_assert_uint_eq(claim_for(book, SECOND).n, 0);
	EXPECT(DT_OK, book_renew(book, "one", 1, 60 * SECOND, &cancelled, err));
	ck_assert(!cancelled);
	ck_assert_uint_eq(claim_for(book, SECOND).n, 0);
	EXPECT(DT_OK, book_renew(book, "one", 1, 1, &cancelled, err));
	usleep(1000);
	/* nobody else has it yet */
	EXPECT(DT_OK, book_advance(book, "one", 1, &change, NULL, err));
	second = claim_for(book, 60 * SECOND);
	ck_assert_str_eq(second.id, "one");
	ck_assert_uint_eq(second.fence, 2);
	ck_assert_uint_eq(second.attempt, 2);
	/* the first one is too late for everything */
	EXPECT(DT_E_REFUSED, book_advance(book, "one", 1, &change, NULL, err));
	EXPECT(DT_E_REFUSED, book_renew(book, "one", 1, SECOND, &cancelled, err));
	EXPECT(DT_E_REFUSED, book_release(book, "one", 1, true, err));
	EXPECT(DT_E_REFUSED, book_advance(book, "one", 0, &change, NULL, err));
	EXPECT(DT_OK, book_advance(book, "one", 2, &change, NULL, err));
	EXPECT(DT_E_NOT_FOUND, book_advance(book, "none", 2, &change, NULL, err));
	EXPECT(DT_E_NOT_FOUND, book_renew(book, "none", 2, SECOND, &cancelled, err));
}
END_TEST

START_TEST(back_to_the_queue)
{
	struct seen job;
	bool cancelled;

	EXPECT(DT_OK, make_job(book, "one", "", 0, err));
	job = claim_for(book, 60 * SECOND);
	EXPECT(DT_OK, book_release(book, "one", job.fence, true, err));
	job = look(book, "one");
	ck_assert_uint_eq(job.state, DT_RECORD_QUEUED);
	ck_assert_uint_eq(job.attempt, 0);
	ck_assert_str_eq(job.holder, "");
	EXPECT(DT_E_REFUSED, book_renew(book, "one", 1, SECOND, &cancelled, err));
	job = claim_for(book, 60 * SECOND);
	ck_assert_uint_eq(job.fence, 2);
	EXPECT(DT_OK, book_release(book, "one", 2, false, err));
	ck_assert_uint_eq(claim_for(book, SECOND).attempt, 2);
}
END_TEST

/* ---- advance, events ----------------------------------------------------------------------- */

struct window {
	uint64_t at[8];
	size_t n, most;
};

static bool see_window(void *ctx, const struct dt_record_event *event)
{
	struct window *window = ctx;

	window->at[window->n++] = event->sequence;
	return window->n < window->most;
}

START_TEST(events_have_numbers_without_gaps)
{
	const char *const two[] = { "{\"n\":1}", "{\"n\":2}" };
	struct dt_record_change change = { .size = sizeof(change), .events = two, .n_events = 2 };
	struct window window = { .most = 8 };
	uint64_t last = 0;

	EXPECT(DT_OK, make_job(book, "one", "", 0, err));
	EXPECT(DT_OK, make_job(book, "two", "", 0, err));
	ck_assert_uint_eq(claim_for(book, 60 * SECOND).fence, 1);
	for (unsigned i = 1; i <= 3; i++) {
		EXPECT(DT_OK, book_advance(book, "one", 1, &change, &last, err));
		ck_assert_uint_eq(last, 2 * i);
	}
	/* one that is queued and nobody's may have some, too */
	EXPECT(DT_OK, book_advance(book, "two", 0, &change, &last, err));
	ck_assert_uint_eq(last, 2);
	ck_assert_int_eq(count_events(book, "one"), 6);
	ck_assert_str_eq(look(book, "one").progress, "{\"n\":2}");
	EXPECT(DT_OK, book_events(book, "one", 3, 2, see_window, &window, err));
	ck_assert_uint_eq(window.n, 2);
	ck_assert_uint_eq(window.at[0], 4);
	window = (struct window){ .most = 1 };
	EXPECT(DT_OK, book_events(book, "one", 0, 0, see_window, &window, err));
	ck_assert_uint_eq(window.n, 1);
	window = (struct window){ .most = 8 };
	EXPECT(DT_OK, book_events(book, "one", UINT64_MAX, 0, see_window, &window, err));
	ck_assert_uint_eq(window.n, 0);
	EXPECT(DT_E_NOT_FOUND, book_events(book, "three", 0, 0, see_window, &window, err));
}
END_TEST

START_TEST(the_end_of_a_job_is_one_transaction)
{
	const char *const finish[] = { "{\"type\":\"finish\"}" };
	struct dt_record_change change = {
		.size = sizeof(change),
		.state = DT_RECORD_FAILED,
		.error = "{}",
		.events = finish,
		.n_events = 1,
		.delivery_id = "d",
		.expires = 7,
		.bytes = 70,
	};
	struct seen job;

	EXPECT(DT_OK, make_job(book, "one", "", 0, err));
	EXPECT(DT_OK, make_job(book, "two", "", 0, err));
	ck_assert_uint_eq(claim_for(book, 60 * SECOND).fence, 1);
	ck_assert_uint_eq(claim_for(book, 60 * SECOND).fence, 1);
	EXPECT(DT_E_BUG, book_advance(book, "one", 1, &change, NULL, err));
	change.delivery_body = "{}";
	EXPECT(DT_OK, book_advance(book, "one", 1, &change, NULL, err));
	job = look(book, "one");
	ck_assert_uint_eq(job.state, DT_RECORD_FAILED);
	ck_assert_str_eq(job.error, "{}");
	ck_assert_str_eq(job.holder, "");
	ck_assert_int_ne(job.finished, 0);
	ck_assert_uint_eq(job.bytes, 70);
	/* it ends once */
	EXPECT(DT_E_REFUSED, book_advance(book, "one", 1, &change, NULL, err));
	EXPECT(DT_E_REFUSED, book_advance(book, "one", 0, &change, NULL, err));
	ck_assert_int_eq(count_events(book, "one"), 1);
	/* a delivery of that name is there: then nothing of it is */
	EXPECT(DT_E_SYSTEM, book_advance(book, "two", 1, &change, NULL, err));
	job = look(book, "two");
	ck_assert_uint_eq(job.state, DT_RECORD_RUNNING);
	ck_assert_uint_eq(job.sequence, 0);
	ck_assert_int_eq(count_events(book, "two"), 0);
	change.state = DT_RECORD_QUEUED;
	EXPECT(DT_E_BUG, book_advance(book, "two", 1, &change, NULL, err));
}
END_TEST

START_TEST(cancel_of_each_state)
{
	const char *const error[] = { "{\"type\":\"error\"}" };
	struct dt_record_change change = { .size = sizeof(change),
					   .message = "cancelled",
					   .events = error,
					   .n_events = 1,
					   .delivery_id = "d",
					   .delivery_body = "{}",
					   .state = DT_RECORD_CANCELLED };
	struct seen job;
	int64_t asked;
	bool was_queued, cancelled;

	EXPECT(DT_OK, make_job(book, "one", "", 0, err));
	EXPECT(DT_OK, book_cancel(book, "one", &change, &was_queued, err));
	ck_assert(was_queued);
	job = look(book, "one");
	ck_assert_uint_eq(job.state, DT_RECORD_CANCELLED);
	ck_assert_uint_eq(job.sequence, 1);
	ck_assert_int_ne(job.cancel_requested, 0);
	EXPECT(DT_E_REFUSED, book_cancel(book, "one", &change, &was_queued, err));
	ck_assert(!was_queued);
	EXPECT(DT_E_NOT_FOUND, book_cancel(book, "none", &change, &was_queued, err));

	EXPECT(DT_OK, make_job(book, "two", "", 0, err));
	ck_assert_uint_eq(claim_for(book, 60 * SECOND).fence, 1);
	EXPECT(DT_OK, book_cancel(book, "two", &change, &was_queued, err));
	ck_assert(!was_queued);
	asked = look(book, "two").cancel_requested;
	ck_assert_int_ne(asked, 0);
	EXPECT(DT_OK, book_cancel(book, "two", &change, &was_queued, err));
	ck_assert_int_eq(look(book, "two").cancel_requested, asked);
	EXPECT(DT_OK, book_renew(book, "two", 1, 60 * SECOND, &cancelled, err));
	ck_assert(cancelled);
	ck_assert_int_eq(count_events(book, "two"), 0);
}
END_TEST

/* ---- list, count, expired, remove ------------------------------------------------------------ */

struct names {
	char all[200];
	unsigned n;
	int64_t last;
	char last_id[40];
};

static bool add_name(void *ctx, const struct dt_record *r)
{
	struct names *names = ctx;
	size_t at = strlen(names->all);

	snprintf(names->all + at, sizeof(names->all) - at, "%s%s", at ? " " : "", r->id);
	names->last = r->created;
	snprintf(names->last_id, sizeof(names->last_id), "%s", r->id);
	names->n++;
	return true;
}

static struct names list(struct dt_record_filter filter)
{
	struct names names = { .n = 0 };

	filter.size = sizeof(filter);
	EXPECT(DT_OK, book_list(book, &filter, add_name, &names, err));
	return names;
}

static void make_dated(const char *id, const char *owner, const char *kind, int64_t created)
{
	struct dt_record record = {
		.size = sizeof(record), .id = id, .owner = owner, .kind = kind, .created = created
	};
	char other[40];
	bool existing;

	EXPECT(DT_OK, book_create(book, &record, NULL, NULL, 0, 0, &existing, other, err));
}

START_TEST(lists_by_filter_and_cursor)
{
	struct names names;

	make_dated("a", "ann", "translation", 100);
	make_dated("b", "bob", "translation", 200);
	make_dated("c", "ann", "warmup", 300);
	make_dated("d", "ann", "translation", 300); /* at the same time */
	make_dated("e", "ann", "translation", 400);
	ck_assert_str_eq(list((struct dt_record_filter){ 0 }).all, "e d c b a");
	ck_assert_str_eq(list((struct dt_record_filter){ .owner = "ann" }).all, "e d c a");
	ck_assert_str_eq(list((struct dt_record_filter){ .kind = "warmup" }).all, "c");
	ck_assert_str_eq(
		list((struct dt_record_filter){ .created_from = 200, .created_to = 400 }).all,
		"d c b");
	ck_assert_str_eq(claim_for(book, SECOND).id, "a");
	ck_assert_str_eq(
		list((struct dt_record_filter){ .states = DT_RECORD_STATES(DT_RECORD_RUNNING) |
							  DT_RECORD_STATES(DT_RECORD_FAILED) })
			.all,
		"a");
	names = list((struct dt_record_filter){ .limit = 2 });
	ck_assert_str_eq(names.all, "e d");
	names = list((struct dt_record_filter){
		.limit = 2, .before = names.last, .before_id = names.last_id });
	ck_assert_str_eq(names.all, "c b");
	names = list((struct dt_record_filter){
		.limit = 2, .before = names.last, .before_id = names.last_id, .owner = "ann" });
	ck_assert_str_eq(names.all, "a");
}
END_TEST

static bool is_waiting(void *ctx, const struct dt_delivery *delivery)
{
	(void)delivery;
	++*(unsigned *)ctx;
	return true;
}

START_TEST(what_is_over_is_counted_and_removed)
{
	const char *const event[] = { "{}" };
	struct dt_record_change change = { .size = sizeof(change),
					   .state = DT_RECORD_SUCCEEDED,
					   .result = "{}",
					   .expires = 50,
					   .bytes = 1000,
					   .events = event,
					   .n_events = 1,
					   .delivery_id = "a:end",
					   .delivery_body = "{}" };
	struct dt_record_counts counts;
	struct names names = { .n = 0 };
	unsigned n = 0;

	make_dated("a", "ann", "translation", 100);
	make_dated("b", "bob", "translation", 200);
	make_dated("c", "bob", "translation", 150);
	ck_assert_str_eq(claim_for(book, 60 * SECOND).id, "a");
	EXPECT(DT_E_REFUSED, book_remove(book, "a", err));
	EXPECT(DT_E_REFUSED, book_remove(book, "b", err));
	EXPECT(DT_OK, book_advance(book, "a", 1, &change, NULL, err));
	EXPECT(DT_OK, book_count(book, &counts, err));
	ck_assert_uint_eq(counts.jobs[DT_RECORD_QUEUED], 2);
	ck_assert_uint_eq(counts.jobs[DT_RECORD_RUNNING], 0);
	ck_assert_uint_eq(counts.jobs[DT_RECORD_SUCCEEDED], 1);
	ck_assert_int_eq(counts.oldest_queued, 150);
	ck_assert_uint_eq(counts.deliveries, 1);
	ck_assert_uint_eq(counts.bytes, 1000);
	EXPECT(DT_OK, book_expired(book, 49, 0, add_name, &names, err));
	ck_assert_uint_eq(names.n, 0);
	EXPECT(DT_OK, book_expired(book, 50, 0, add_name, &names, err));
	ck_assert_str_eq(names.all, "a");
	EXPECT(DT_OK, book_remove(book, "a", err));
	EXPECT(DT_E_NOT_FOUND, book_remove(book, "a", err));
	EXPECT(DT_E_NOT_FOUND, book_deliveries(book, "a", is_waiting, &n, err));
	EXPECT(DT_OK, book_due(book, INT64_MAX / 2, SECOND, 0, is_waiting, &n, err));
	ck_assert_uint_eq(n, 0);
	EXPECT(DT_OK, book_count(book, &counts, err));
	ck_assert_uint_eq(counts.jobs[DT_RECORD_SUCCEEDED], 0);
	ck_assert_uint_eq(counts.deliveries, 0);
	ck_assert_uint_eq(counts.bytes, 0);
}
END_TEST

/* ---- deliveries --------------------------------------------------------------------------------
 */

struct post {
	char id[40], job[40], body[40], error[40];
	uint32_t n, attempts;
	int32_t status;
	int64_t due, delivered, given_up;
};

static bool see_post(void *ctx, const struct dt_delivery *d)
{
	struct post *post = ctx;

	snprintf(post->id, sizeof(post->id), "%s", d->id);
	snprintf(post->job, sizeof(post->job), "%s", d->job);
	snprintf(post->body, sizeof(post->body), "%s", d->body);
	snprintf(post->error, sizeof(post->error), "%s", d->last_error ? d->last_error : "");
	post->attempts = d->attempts;
	post->status = d->last_status;
	post->due = d->due;
	post->delivered = d->delivered;
	post->given_up = d->given_up;
	post->n++;
	return true;
}

static struct post due_at(int64_t now)
{
	struct post post = { .n = 0 };

	EXPECT(DT_OK, book_due(book, now, 10 * SECOND, 5, see_post, &post, err));
	return post;
}

static struct post post_of(const char *job)
{
	struct post post = { .n = 0 };

	EXPECT(DT_OK, book_deliveries(book, job, see_post, &post, err));
	return post;
}

static void end_with_delivery(const char *job, const char *delivery)
{
	struct dt_record_change change = { .size = sizeof(change),
					   .delivery_id = delivery,
					   .delivery_body = "{\"x\":1}" };
	bool was_queued;

	EXPECT(DT_OK, make_job(book, job, "", 0, err));
	EXPECT(DT_E_BUG, book_cancel(book, job, &change, &was_queued, err));
	change.state = DT_RECORD_CANCELLED;
	EXPECT(DT_OK, book_cancel(book, job, &change, &was_queued, err));
}

static bool see_attempt(void *ctx, const struct dt_attempt *attempt)
{
	char *text = ctx;
	size_t used = strlen(text);

	ck_assert_int_gt(attempt->at, 0);
	snprintf(text + used, 200 - used, "%u %d %s;", attempt->number, attempt->status,
		 attempt->error ? attempt->error : "-");
	return true;
}

static const char *attempts_at(const char *delivery)
{
	static char text[200];

	text[0] = '\0';
	EXPECT(DT_OK, book_attempts(book, delivery, see_attempt, text, err));
	return text;
}

START_TEST(a_delivery_from_due_to_delivered)
{
	int64_t now;
	struct post post;

	end_with_delivery("one", "one:end");
	now = records_now();
	post = due_at(now);
	ck_assert_uint_eq(post.n, 1);
	ck_assert_str_eq(post.id, "one:end");
	ck_assert_str_eq(post.job, "one");
	ck_assert_str_eq(post.body, "{\"x\":1}");
	ck_assert_uint_eq(due_at(now + SECOND).n, 0);	   /* somebody tries it */
	ck_assert_uint_eq(due_at(now + 11 * SECOND).n, 1); /* and is dead, maybe */
	EXPECT(DT_OK, book_attempted(book, "one:end", 503, "busy", false, now + 60 * SECOND, err));
	ck_assert_uint_eq(due_at(now + 59 * SECOND).n, 0);
	post = post_of("one");
	ck_assert_uint_eq(post.attempts, 1);
	ck_assert_int_eq(post.status, 503);
	ck_assert_str_eq(post.error, "busy");
	ck_assert_int_eq(post.due, now + 60 * SECOND);
	ck_assert_uint_eq(due_at(now + 60 * SECOND).n, 1);
	EXPECT(DT_OK, book_attempted(book, "one:end", 204, NULL, true, 0, err));
	post = post_of("one");
	ck_assert_uint_eq(post.attempts, 2);
	ck_assert_int_ne(post.delivered, 0);
	ck_assert_int_eq(post.given_up, 0);
	ck_assert_uint_eq(due_at(now + 1000ll * SECOND).n, 0);
	EXPECT(DT_E_REFUSED, book_attempted(book, "one:end", 500, "late", false, 1, err));
	EXPECT(DT_E_NOT_FOUND, book_attempted(book, "none", 200, NULL, true, 0, err));
	ck_assert_str_eq(attempts_at("one:end"), "1 503 busy;2 204 -;");
	ck_assert_str_eq(attempts_at("none"), "");
	/* they go with their job: its number may be another's next */
	EXPECT(DT_OK, book_remove(book, "one", err));
	end_with_delivery("two", "two:end");
	ck_assert_str_eq(attempts_at("two:end"), "");
}
END_TEST

START_TEST(a_delivery_that_is_given_up)
{
	struct post post;

	end_with_delivery("one", "one:end");
	EXPECT(DT_OK, book_attempted(book, "one:end", 410, "gone", false, 0, err));
	post = post_of("one");
	ck_assert_int_ne(post.given_up, 0);
	ck_assert_int_eq(post.delivered, 0);
	ck_assert_uint_eq(due_at(INT64_MAX / 2).n, 0);
}
END_TEST

/* ---- calls from visitors ------------------------------------------------------------------------
 */

static bool look_again(void *ctx, const struct dt_record *r)
{
	struct dt_record_change change = { .size = sizeof(change), .message = "seen" };

	ck_assert_str_eq(look(book, r->id).id, r->id);
	EXPECT(DT_OK, book_advance(book, r->id, r->fence, &change, NULL, err));
	++*(unsigned *)ctx;
	return true;
}

START_TEST(visitors_may_call_the_records)
{
	struct dt_record_filter filter = { .size = sizeof(filter) };
	unsigned n = 0;

	EXPECT(DT_OK, make_job(book, "one", "", 0, err));
	EXPECT(DT_OK, make_job(book, "two", "", 0, err));
	EXPECT(DT_OK, book_list(book, &filter, look_again, &n, err));
	EXPECT(DT_OK, book_claim(book, "here", 60 * SECOND, look_again, &n, err));
	ck_assert_uint_eq(n, 3);
}
END_TEST

/* ---- the file: versions, others' files
 * ------------------------------------------------------------ */

static void run_sql(const char *sql)
{
	sqlite3 *sqlite;

	ck_assert_int_eq(sqlite3_open(path, &sqlite), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(sqlite, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(sqlite);
}

static void refuses(const char *sentence)
{
	struct dt_error err = { 0 };
	struct book *other;

	ck_assert_int_ne(book_at(path, 100, &other, &err), DT_OK);
	ck_assert_msg(strstr(err.text, sentence), "%s", err.text);
}

START_TEST(files_that_are_no_records_of_this_version)
{
	FILE *file;

	run_sql("PRAGMA user_version = 99");
	refuses("are of version 99, this program knows");
	run_sql("PRAGMA user_version = 1; PRAGMA application_id = 7");
	refuses("is a database of another program, no records of DocTranslate");
	book_close(book);
	file = fopen(path, "w");
	for (int i = 0; i < 5000; i++)
		fputs("this is text ", file);
	fclose(file);
	refuses("are damaged");
	book_unlink(path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	refuses("is no file, the records would be one");
	rmdir(path);
	EXPECT(DT_OK, book_at(path, 100, &book, err));
}
END_TEST

START_TEST(a_folder_that_is_not_there)
{
	struct dt_error err = { 0 };
	struct book *other;

	ck_assert_int_eq(book_at("/nowhere/at/all", 100, &other, &err), DT_E_SYSTEM);
	ck_assert_str_eq(err.text,
			 "the records /nowhere/at/all cannot be made: No such file or directory");
}
END_TEST

/* A version that is to come: the jobs of the one before stay. */
START_TEST(from_version_to_version)
{
	const char *steps[16];
	struct schema next = { records_schema.application, records_schema.version + 1, steps };
	struct connection *c;
	struct seen job = { .n = 0 };

	for (int i = 0; i < records_schema.version; i++)
		steps[i] = records_schema.migrations[i];
	steps[records_schema.version] = "ALTER TABLE job ADD COLUMN colour TEXT";
	EXPECT(DT_OK, make_job(book, "one", "ann", 0, err));
	c = connection_open(path, 1000, &next, &(struct dt_error){ 0 });
	ck_assert_ptr_nonnull(c);
	EXPECT(DT_OK, connection_run(c, "UPDATE job SET colour = 'red'", err));
	/* forward only: this version will not have it any more, but who has it open goes on */
	refuses("a newer program is needed");
	EXPECT(DT_OK, book_get(book, "one", see, &job, err));
	connection_close(c);
	/* a step that fails leaves all as it was */
	steps[records_schema.version] = "ALTER TABLE job ADD COLUMN colour TEXT; SELECT nonsense";
	next.version++;
	steps[records_schema.version + 1] = "CREATE TABLE late (x); SELECT nonsense";
	ck_assert_ptr_null(connection_open(path, 1000, &next, &(struct dt_error){ 0 }));
	next.version--;
	c = connection_open(path, 1000, &next, &(struct dt_error){ 0 });
	ck_assert_ptr_nonnull(c);
	EXPECT(DT_E_SYSTEM, connection_run(c, "SELECT * FROM late", err));
	connection_close(c);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("records");
	TCase *tests = suite_case(suite, "functions");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, what_is_written_is_read);
	tcase_add_test(tests, nobody_else_may_read_the_file);
	tcase_add_test(tests, a_caller_of_an_older_header);
	tcase_add_test(tests, a_key_makes_one_job);
	tcase_add_test(tests, bounds_of_the_queue);
	tcase_add_test(tests, priority_then_fewest_running_then_age);
	tcase_add_test(tests, a_lease_that_ends_is_for_others);
	tcase_add_test(tests, back_to_the_queue);
	tcase_add_test(tests, events_have_numbers_without_gaps);
	tcase_add_test(tests, the_end_of_a_job_is_one_transaction);
	tcase_add_test(tests, cancel_of_each_state);
	tcase_add_test(tests, lists_by_filter_and_cursor);
	tcase_add_test(tests, what_is_over_is_counted_and_removed);
	tcase_add_test(tests, a_delivery_from_due_to_delivered);
	tcase_add_test(tests, a_delivery_that_is_given_up);
	tcase_add_test(tests, visitors_may_call_the_records);
	tcase_add_test(tests, files_that_are_no_records_of_this_version);
	tcase_add_test(tests, a_folder_that_is_not_there);
	tcase_add_test(tests, from_version_to_version);
	return suite;
}

SUITE_MAIN(make_suite)
