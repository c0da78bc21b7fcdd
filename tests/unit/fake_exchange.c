/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "fake_exchange.h"

#include "frontends/serve/access/access.h"
#include "frontends/serve/service.h"
#include "frontends/serve/webhook/address.h"
#include "frontends/serve/webhook/sign.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- the request ---------------------------------------------------------------------- */

static const char *find(const struct fake_pair *pairs, const char *name)
{
	for (; pairs->name; pairs++)
		if (!strcasecmp(pairs->name, name))
			return pairs->value;
	return NULL;
}

void fake_ask(struct exchange *exchange, const struct route *routes, const char *operation)
{
	for (; routes->path; routes++)
		if (!strcmp(routes->operation, operation)) {
			routes->handle(exchange);
			return;
		}
	abort();
}

const char *fake_header(const struct exchange *exchange, const char *name)
{
	return find(exchange->set, name);
}

void fake_finish(struct exchange *exchange)
{
	json_decref(exchange->body);
	json_decref(exchange->json);
	free(exchange->text);
	free(exchange->sent_file);
	free(exchange->sent_name);
	for (struct fake_pair *pair = exchange->set; pair->name; pair++) {
		free((char *)pair->name);
		free((char *)pair->value);
	}
	memset(exchange, 0, sizeof(*exchange));
}

void fake_service_finish(struct service *service)
{
	free(service->created_request);
	free(service->created_document);
	free(service->created_name);
	service->created_request = service->created_document = service->created_name = NULL;
}

struct service *exchange_service(const struct exchange *exchange)
{
	return exchange->service;
}

const char *exchange_owner(const struct exchange *exchange)
{
	return exchange->owner ? exchange->owner : "";
}

const char *exchange_path(const struct exchange *exchange, const char *name)
{
	return find(exchange->path, name);
}

const char *exchange_query(const struct exchange *exchange, const char *name)
{
	return find(exchange->query, name);
}

const char *exchange_header(const struct exchange *exchange, const char *name)
{
	return find(exchange->headers, name);
}

const json_t *exchange_json(const struct exchange *exchange)
{
	return exchange->json;
}

const char *exchange_field(const struct exchange *exchange, const char *name)
{
	return find(exchange->fields, name);
}

const struct form_file *exchange_file(const struct exchange *exchange, const char *name)
{
	return exchange->file.path && !strcmp(name, "input_pdf") ? &exchange->file : NULL;
}

const char *exchange_base_url(const struct exchange *exchange)
{
	(void)exchange;
	return "http://here:1";
}

const char *exchange_traceparent(const struct exchange *exchange)
{
	(void)exchange;
	return NULL;
}

uint64_t exchange_last_event(const struct exchange *exchange)
{
	const char *text = find(exchange->headers, "Last-Event-ID");

	return text ? strtoull(text, NULL, 10) : 0;
}

/* ---- the answer ------------------------------------------------------------------------ */

static void answered(struct exchange *exchange, int status)
{
	if (exchange->status) /* exactly one */
		abort();
	exchange->status = status;
}

void exchange_answer(struct exchange *exchange, int status, json_t *body)
{
	answered(exchange, status);
	if (!body && status != 204)
		abort(); /* a shape that could not be packed */
	exchange->body = body;
}

void exchange_answer_text(struct exchange *exchange, int status, const char *media_type, char *text,
			  size_t size)
{
	answered(exchange, status);
	exchange->text = strndup(text, size);
	if (!strcmp(media_type, "application/json"))
		exchange->body = json_loads(exchange->text, 0, NULL);
	free(text);
}

void exchange_answer_file(struct exchange *exchange, const char *path, const char *media_type,
			  const char *file_name, const char *sha256)
{
	(void)media_type;
	(void)sha256;
	answered(exchange, 200);
	exchange->sent_file = strdup(path);
	exchange->sent_name = strdup(file_name);
}

void *exchange_bell(struct exchange *exchange)
{
	return exchange;
}

void exchange_wake(void *bell)
{
	(void)bell;
}

void exchange_answer_stream(struct exchange *exchange, struct subscription *subscription,
			    const char *closing)
{
	(void)subscription;
	(void)closing;
	answered(exchange, 200);
	exchange->streamed = true;
}

void exchange_fail(struct exchange *exchange, int status, const char *code, json_t *details,
		   const char *format, ...)
{
	va_list args;

	answered(exchange, status);
	json_decref(details);
	snprintf(exchange->code, sizeof(exchange->code), "%s", code);
	va_start(args, format);
	vsnprintf(exchange->message, sizeof(exchange->message), format, args);
	va_end(args);
}

void exchange_fail_faults(struct exchange *exchange, json_t *faults)
{
	char *sentence = schema_sentence(faults);

	exchange_fail(exchange, 422, "validation_error", NULL, "%s", sentence);
	if (!faults)
		abort();
	free(sentence);
	json_decref(faults);
}

void exchange_set_header(struct exchange *exchange, const char *name, const char *value)
{
	struct fake_pair *pair = exchange->set;

	while (pair->name)
		pair++;
	pair->name = strdup(name);
	pair->value = strdup(value);
}

void exchange_later(struct exchange *exchange, void (*work)(struct exchange *exchange, void *ctx),
		    void *ctx)
{
	work(exchange, ctx);
}

/* ---- the service and its jobs ------------------------------------------------------------ */

const struct settings *service_settings(const struct service *service)
{
	return &service->settings;
}

struct jobs *service_jobs(const struct service *service)
{
	return (struct jobs *)service;
}

/* No tool runs here. */
struct tools *service_tools(const struct service *service)
{
	(void)service;
	return NULL;
}

dt_status jobs_request(struct jobs *jobs, const char *id, json_t **request, struct dt_error *err)
{
	(void)jobs;
	(void)id;
	*request = NULL;
	return dt_fail(err, DT_E_NOT_FOUND, "no job has a document here");
}

bool access_sees_all(const struct service *service, const char *owner)
{
	(void)owner;
	return service->all_see_all;
}

static dt_status get(void *self, const char *id, dt_record_visitor visit, void *ctx,
		     struct dt_error *err)
{
	const struct service *service = self;

	for (size_t i = 0; i < service->n_records; i++)
		if (!strcmp(service->records[i].id, id)) {
			visit(ctx, &service->records[i]);
			return DT_OK;
		}
	return dt_fail(err, DT_E_NOT_FOUND, "there is no job %s", id);
}

static dt_status list(void *self, const struct dt_record_filter *filter, dt_record_visitor visit,
		      void *ctx, struct dt_error *err)
{
	const struct service *service = self;
	uint32_t n = 0;

	(void)err;
	for (size_t i = 0; i < service->n_records && n < filter->limit; i++) {
		const struct dt_record *record = &service->records[i];

		if ((filter->owner && strcmp(filter->owner, record->owner)) ||
		    (filter->states && !(filter->states & DT_RECORD_STATES(record->state))) ||
		    (filter->before && record->created >= filter->before) ||
		    record->created < filter->created_from)
			continue;
		n++;
		if (!visit(ctx, record))
			break;
	}
	return DT_OK;
}

static dt_status events(void *self, const char *id, uint64_t after, uint32_t limit,
			dt_event_visitor visit, void *ctx, struct dt_error *err)
{
	const struct service *service = self;
	uint32_t n = 0;

	(void)id;
	(void)err;
	for (size_t i = 0; i < service->n_events && n < limit; i++)
		if (service->events[i].sequence > after) {
			n++;
			visit(ctx, &service->events[i]);
		}
	return DT_OK;
}

const struct dt_records *jobs_records(const struct jobs *jobs, void **store)
{
	static const struct dt_records records = { .get = get, .list = list, .events = events };

	*store = (void *)jobs;
	return &records;
}

dt_status jobs_create(struct jobs *jobs, const struct job_new *job, char id[40], bool *existing,
		      struct dt_error *err)
{
	struct service *service = (struct service *)jobs;

	*existing = false;
	if (service->create_fails)
		return dt_fail(err, service->create_fails, "as the test wants it");
	fake_service_finish(service);
	service->created_request = json_dumps(job->request, JSON_COMPACT);
	service->created_document = job->document ? strdup(job->document) : NULL;
	service->created_name = job->name ? strdup(job->name) : NULL;
	snprintf(id, 40, "11111111-2222-4333-8444-555555555555");
	return DT_OK;
}

dt_status jobs_cancel(struct jobs *jobs, const char *id, struct dt_error *err)
{
	(void)id;
	(void)err;
	((struct service *)jobs)->cancelled = true;
	return DT_OK;
}

dt_status jobs_remove(struct jobs *jobs, const char *id, struct dt_error *err)
{
	(void)id;
	(void)err;
	((struct service *)jobs)->removed = true;
	return DT_OK;
}

char *jobs_folder(const struct jobs *jobs, const char *id)
{
	(void)id;
	return strdup(((const struct service *)jobs)->folder);
}

const struct status_text *jobs_status(struct jobs *jobs, const char *id, const char *owner,
				      struct dt_error *err)
{
	(void)jobs;
	(void)id;
	(void)owner;
	dt_fail(err, DT_E_NOT_FOUND, "there is no such job");
	return NULL;
}

const char *status_text(const struct status_text *status, size_t *size)
{
	(void)status;
	*size = 0;
	return "";
}

void status_drop(const struct status_text *status)
{
	(void)status;
}

struct subscription *jobs_subscribe(struct jobs *jobs, const char *id, uint64_t after,
				    void (*wake)(void *ctx), void *ctx, struct dt_error *err)
{
	(void)id;
	(void)after;
	(void)wake;
	(void)ctx;
	(void)err;
	return (struct subscription *)jobs;
}

/* ---- webhooks, without a resolver ----------------------------------------------------------- */

dt_status address_check(const char *url, const struct address_rules *rules, struct address *address,
			struct dt_error *err)
{
	(void)rules;
	(void)address;
	return strstr(url, "127.0.0.1") ? dt_fail(err, DT_E_REFUSED, "a loopback address") : DT_OK;
}

dt_status sign_key_read(const char *secret, struct sign_key *key, struct dt_error *err)
{
	(void)secret;
	(void)key;
	(void)err;
	return DT_OK;
}

void sign_key_clear(struct sign_key *key)
{
	(void)key;
}

bool sign_variable_allowed(const char *name, const char *const *listed, size_t n_listed)
{
	(void)listed;
	(void)n_listed;
	return !strncmp(name, "DOCTRANSLATE_WEBHOOK_", 21);
}
