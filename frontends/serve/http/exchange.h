/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * exchange.h - one request and its answer.
 *
 * The daemon finds the route, checks who asks (before a byte of the body is read), takes the body
 * (small ones into memory, files of a form to disk, bounds enforced as it comes), and calls the
 * route's handler once, with all of it there.  A handler answers by exactly one of the exchange_
 * functions below, on the daemon's thread; what may take longer than a few milliseconds it hands
 * to exchange_later, which runs it on the work pool and takes the answer there.
 */
#ifndef DT_SERVE_EXCHANGE_H
#define DT_SERVE_EXCHANGE_H

#include "common/schema.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct service;	     /* service.h: settings, records, jobs, metrics of this process */
struct exchange;     /* this request */
struct span;	     /* observe/trace.h */
struct subscription; /* jobs.h */

enum access {
	ACCESS_OPEN,  /* everybody */
	ACCESS_PROBE, /* everybody, unless probes are locked */
	ACCESS_TOKEN  /* who has a token, where tokens are required */
};

enum body_kind {
	BODY_NONE,
	BODY_JSON, /* whole, in memory, at most the upload bound x 4/3 */
	BODY_FORM  /* multipart or urlencoded; files go to disk */
};

struct parameter_spec { /* of path, query or header */
	const char *name;
	enum { IN_PATH, IN_QUERY, IN_HEADER } in;
	const struct schema *schema;
	bool required;
	const char *summary;
};

struct response_spec {
	int status;
	const char *summary;
	const char *media_type;	     /* NULL: none */
	const struct schema *schema; /* of JSON */
	const char *example;
};

/* A row of the table that the daemon, the OpenAPI document and the tests are made from. */
struct route {
	const char *method;
	const char *path;      /* "/v1/jobs/{job_id}/artifacts/{kind}" */
	const char *operation; /* operationId */
	const char *tag, *summary;
	enum access access;
	enum body_kind body;
	const struct schema *request;
	const struct parameter_spec *parameters;
	size_t n_parameters;
	const struct response_spec *responses; /* errors that all routes share are added */
	size_t n_responses;
	void (*handle)(struct exchange *exchange);
};

struct form_file {
	const char *path; /* in the service's tmp folder; the exchange removes it unless taken */
	uint64_t bytes;
	const char *sha256;
	const char *name; /* as the client said it: for people, never a path */
};

/* ---- what was asked; all of it is borrowed until the answer ---- */
struct service *exchange_service(const struct exchange *exchange);
const struct route *exchange_route(const struct exchange *exchange); /* NULL: none was found */
const char *exchange_method(const struct exchange *exchange);
const char *exchange_peer(const struct exchange *exchange); /* address of the other end */
const char *exchange_request_id(const struct exchange *exchange);
const char *exchange_owner(const struct exchange *exchange);	       /* name of the token, "" */
void exchange_set_owner(struct exchange *exchange, const char *owner); /* by access_check */
const char *exchange_path(const struct exchange *exchange, const char *name);  /* {job_id} */
const char *exchange_query(const struct exchange *exchange, const char *name); /* NULL: not given */
const char *exchange_header(const struct exchange *exchange, const char *name);
const json_t *exchange_json(const struct exchange *exchange); /* checked against route->request */
const char *exchange_field(const struct exchange *exchange, const char *name); /* of a form */
const struct form_file *exchange_file(const struct exchange *exchange, const char *name);
/* Moves the file to a path of the same file system; it is the caller's then. */
bool exchange_take_file(struct exchange *exchange, const char *name, const char *path);
/* "https://host/prefix", from the settings or the request. */
const char *exchange_base_url(const struct exchange *exchange);
/* What goes on to others: that of the exchange's span, else what the client said; NULL: neither. */
const char *exchange_traceparent(const struct exchange *exchange);
/* By the hook that begins it: copies traceparent, "" leaves what the client said. */
void exchange_set_span(struct exchange *exchange, struct span *span, const char *traceparent);
struct span *exchange_span(const struct exchange *exchange); /* NULL: none */

/* ---- the answer: one of these, once ---- */
void exchange_answer(struct exchange *exchange, int status,
		     json_t *body); /* takes the reference; NULL: empty */
void exchange_answer_text(struct exchange *exchange, int status, const char *media_type, char *text,
			  size_t size); /* takes text */
/* A file from disk: ranges, conditional requests, HEAD, Content-Disposition. */
void exchange_answer_file(struct exchange *exchange, const char *path, const char *media_type,
			  const char *file_name, const char *sha256);
/*
 * Server-sent events of the job of {job_id}, full ones if the query says full_events; the exchange
 * ends the subscription.  jobs_subscribe is given exchange_wake with exchange_bell as its ctx
 * (NULL: no memory).  Of a job that is over with no event left, answer 204 instead: that ends the
 * client's tries to come again.  closing: sent as it is when the events end without a last one,
 * which is so of a warmup; NULL: nothing.
 */
void *exchange_bell(struct exchange *exchange);
void exchange_wake(void *bell);
void exchange_answer_stream(struct exchange *exchange, struct subscription *subscription,
			    const char *closing);
/* Last-Event-ID of the request, 0 when it has none or one that is no number. */
uint64_t exchange_last_event(const struct exchange *exchange);
/* The error envelope; code as in the contract ("validation_error"); details may be NULL (takes the
 * reference). */
/* Faults of schema_check: 422, with "detail" beside "error" as clients know it (takes them). */
void exchange_fail_faults(struct exchange *exchange, json_t *faults);
__attribute__((format(printf, 5, 6))) void exchange_fail(struct exchange *exchange, int status,
							 const char *code, json_t *details,
							 const char *format, ...);
void exchange_set_header(struct exchange *exchange, const char *name,
			 const char *value); /* before the answer */
/* Runs work on the pool; the connection waits without a thread. */
void exchange_later(struct exchange *exchange, void (*work)(struct exchange *exchange, void *ctx),
		    void *ctx);

#endif
