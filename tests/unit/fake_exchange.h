/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fake_exchange.h - requests and jobs in memory, for tests of handlers: what they answer is kept.
 *
 * Takes the place of the daemon, the jobs and the service when a test is linked.
 */
#ifndef DT_TESTS_FAKE_EXCHANGE_H
#define DT_TESTS_FAKE_EXCHANGE_H

#include "frontends/serve/http/exchange.h"
#include "frontends/serve/jobs/jobs.h"
#include "frontends/serve/settings/settings.h"

struct fake_pair {
	const char *name, *value; /* name NULL: the end */
};

struct exchange {
	struct service *service;
	struct fake_pair path[4], query[8], headers[8], fields[8];
	struct form_file file; /* path NULL: none */
	json_t *json;
	const char *owner;
	/* the answer */
	int status;
	json_t *body;
	char *text, *sent_file, *sent_name;
	char code[40], message[512];
	struct fake_pair set[16];
	bool streamed;
};

struct service {
	struct settings settings;
	bool all_see_all;
	/* the store */
	const struct dt_record *records;
	size_t n_records;
	const struct dt_record_event *events;
	size_t n_events;
	const char *folder;
	/* what was asked of jobs */
	char *created_request, *created_document, *created_name;
	bool cancelled, removed;
	dt_status create_fails; /* with this */
};

/* Runs the handler of a row. */
void fake_ask(struct exchange *exchange, const struct route *routes, const char *operation);
const char *fake_header(const struct exchange *exchange, const char *name); /* of the answer */
void fake_finish(struct exchange *exchange);
void fake_service_finish(struct service *service);

#endif
