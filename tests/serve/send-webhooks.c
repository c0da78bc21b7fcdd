/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * send-webhooks RECORDS URL [OPTION...]: makes jobs whose webhooks are due, in a file of records,
 * and lets one or more deliverers send them until all are over.  Prints a line for each:
 * "attempts N status N delivered|given_up|waiting ERROR".
 *
 *   jobs=N servers=N secret=TEXT attempts=N timeout=MS at_once=N seconds=N private host=NAME
 *   hold     does not send: looks at the address as it is done at creation, and prints what is said
 */
#include "config.h"

#include "plugins/records/sqlite/book.h"
#include "serve/observe/log.h"
#include "serve/webhook/deliver.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SERVERS_MAX 8

struct ask {
	const char *records, *url, *secret, *host[1];
	unsigned jobs, servers;
	double seconds;
	bool hold;
	struct deliver_options options;
};

static void no_log(const struct dt_call *call, uint32_t level, const char *text)
{
	(void)call, (void)level, (void)text;
}

static const struct dt_host host = { .size = sizeof(struct dt_host), .log = no_log };
static const struct dt_call call = { .size = sizeof(struct dt_call), .host = &host };

static const struct dt_records records = { .due = book_due, .attempted = book_attempted };

static int fail(const char *what, const struct dt_error *err)
{
	fprintf(stderr, "send-webhooks: %s: %s\n", what, err->text);
	return 1;
}

static dt_status target(void *ctx, const char *job, struct deliver_target *target,
			struct dt_error *err)
{
	const struct ask *ask = ctx;

	(void)job, (void)err;
	target->url = strdup(ask->url);
	target->secret = ask->secret ? strdup(ask->secret) : NULL;
	return DT_OK;
}

static void read_option(struct ask *ask, const char *text)
{
	const char *value = strchr(text, '=');

	value = value ? value + 1 : "";
	if (!strncmp(text, "jobs=", 5))
		ask->jobs = (unsigned)strtoul(value, NULL, 10);
	else if (!strncmp(text, "servers=", 8))
		ask->servers = (unsigned)strtoul(value, NULL, 10);
	else if (!strncmp(text, "secret=", 7))
		ask->secret = value;
	else if (!strncmp(text, "attempts=", 9))
		ask->options.max_attempts = (unsigned)strtoul(value, NULL, 10);
	else if (!strncmp(text, "timeout=", 8))
		ask->options.timeout_ms = strtol(value, NULL, 10);
	else if (!strncmp(text, "at_once=", 8))
		ask->options.at_once = (unsigned)strtoul(value, NULL, 10);
	else if (!strncmp(text, "seconds=", 8))
		ask->seconds = strtod(value, NULL);
	else if (!strcmp(text, "private"))
		ask->options.rules.allow_private = true;
	else if (!strncmp(text, "host=", 5))
		ask->host[ask->options.rules.n_hosts++] = value;
	else if (!strcmp(text, "hold"))
		ask->hold = true;
}

static dt_status make_job(struct book *book, unsigned i, struct dt_error *err)
{
	char id[40], delivery[60], body[80], existing_id[40];
	struct dt_record record = { .size = sizeof(record), .id = id, .owner = "" };
	struct dt_record_change change = { .size = sizeof(change),
					   .state = DT_RECORD_CANCELLED,
					   .delivery_id = delivery,
					   .delivery_body = body };
	bool existing, was_queued;
	dt_status status;

	snprintf(id, sizeof(id), "00000000-0000-4000-8000-%012u", i);
	snprintf(delivery, sizeof(delivery), "%s:terminal", id);
	snprintf(body, sizeof(body), "{\"job_id\":\"%s\",\"type\":\"job.terminal\"}", id);
	status = book_create(book, &record, NULL, NULL, 0, 0, &existing, existing_id, err);
	return status ? status : book_cancel(book, id, &change, &was_queued, err);
}

struct sum {
	unsigned over;
	bool print;
};

static bool look(void *ctx, const struct dt_delivery *delivery)
{
	const char *state = delivery->delivered	 ? "delivered"
			    : delivery->given_up ? "given_up"
						 : "waiting";
	struct sum *sum = ctx;

	sum->over += delivery->delivered || delivery->given_up;
	if (sum->print)
		printf("attempts %u status %d %s %s\n", delivery->attempts, delivery->last_status,
		       state, delivery->last_error ? delivery->last_error : "");
	return true;
}

static unsigned look_at_all(const struct ask *ask, struct book *book, bool print)
{
	struct sum sum = { 0, print };
	struct dt_error err = { 0 };
	char id[40];

	for (unsigned i = 0; i < ask->jobs; i++) {
		snprintf(id, sizeof(id), "00000000-0000-4000-8000-%012u", i);
		book_deliveries(book, id, look, &sum, &err);
	}
	return sum.over;
}

static int send_all(struct ask *ask)
{
	struct book_options options = { .path = ask->records, .wait = 5000, .readers = 2 };
	struct deliver *delivers[SERVERS_MAX] = { NULL };
	struct book *books[SERVERS_MAX + 1] = { NULL };
	struct timespec tick = { 0, 50000000 };
	struct dt_error err = { 0 };

	if (book_open(&call, &options, (void **)&books[SERVERS_MAX], &err))
		return fail("records", &err);
	for (unsigned i = 0; i < ask->jobs; i++)
		if (make_job(books[SERVERS_MAX], i, &err))
			return fail("job", &err);
	for (unsigned i = 0; i < ask->servers && i < SERVERS_MAX; i++) {
		if (book_open(&call, &options, (void **)&books[i], &err))
			return fail("records", &err);
		ask->options.store = books[i];
		delivers[i] = deliver_start(&ask->options, &err);
		if (!delivers[i])
			return fail("deliver", &err);
	}
	for (double waited = 0; waited < ask->seconds; waited += 0.05) {
		if (look_at_all(ask, books[SERVERS_MAX], false) == ask->jobs)
			break;
		nanosleep(&tick, NULL);
	}
	for (unsigned i = 0; i < ask->servers && i < SERVERS_MAX; i++)
		deliver_end(delivers[i], 100);
	look_at_all(ask, books[SERVERS_MAX], true);
	for (unsigned i = 0; i <= SERVERS_MAX; i++)
		if (books[i])
			book_close(books[i]);
	return 0;
}

static int hold(const struct ask *ask)
{
	struct dt_error err = { 0 };
	struct address address;

	if (address_check(ask->url, &ask->options.rules, &address, &err))
		printf("refused: %s\n", err.text);
	else
		printf("taken: %s %u\n", address.host, address.port);
	return 0;
}

int main(int argc, char **argv)
{
	struct log_options log = { 2, LOG_LEVEL_DEBUG, true, true, NULL };
	struct ask ask = { .jobs = 1, .servers = 1, .seconds = 20 };
	int status;

	if (argc < 3)
		return 2;
	ask.records = argv[1];
	ask.url = argv[2];
	ask.options = (struct deliver_options){ .max_attempts = 3,
						.at_once = 5,
						.timeout_ms = 2000,
						.sweep_ms = 200,
						.records = &records,
						.target = target,
						.ctx = &ask };
	for (int i = 3; i < argc; i++)
		read_option(&ask, argv[i]);
	ask.options.rules.hosts = ask.host;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	log_start(&log);
	status = ask.hold ? hold(&ask) : send_all(&ask);
	log_stop();
	curl_global_cleanup();
	return status;
}
