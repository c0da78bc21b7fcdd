/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "create.h"

#include "common/request.h"
#include "permitted.h"
#include "serve/webhook/address.h"
#include "serve/webhook/sign.h"

#include "json_text.h"

#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void create_finish(struct create *create)
{
	if (create->document && create->own_file)
		unlink(create->document); /* not there any more when a job has it */
	free(create->document);
	free(create->name);
	json_decref(create->request);
	json_decref(create->webhook);
	memset(create, 0, sizeof(*create));
}

char *create_name(const char *given)
{
	char shown[256];
	size_t n = 0;

	if (!given)
		return NULL;
	for (const char *c = given; *c; c++)
		if (*c == '/' || *c == '\\')
			given = c + 1;
	for (; *given && n < sizeof(shown) - 1; given++)
		if ((unsigned char)*given >= ' ' && *given != 0x7f)
			shown[n++] = *given;
	/* not in the middle of a character */
	while (*given && n && ((unsigned char)*given & 0xc0) == 0x80 &&
	       ((unsigned char)shown[n - 1] & 0x80)) {
		bool first = ((unsigned char)shown[n - 1] & 0xc0) == 0xc0;

		n--;
		if (first)
			break;
	}
	shown[n] = 0;
	return n ? strdup(shown) : NULL;
}

/* ---- webhook ----------------------------------------------------------------------- */

static bool fail_webhook(struct create *create, const char *reason)
{
	exchange_fail(create->exchange, 400, "validation_error", NULL, "webhook: %s", reason);
	return false;
}

/* What a delivery would fail with is told now. */
static bool secret_is_good(struct create *create)
{
	const struct settings *settings = route_settings(create->exchange);
	const char *secret = json_string_value(json_object_get(create->webhook, "secret"));
	const char *name = json_string_value(json_object_get(create->webhook, "secret_env"));
	struct dt_error err = { 0 };
	struct sign_key key;

	if (name && *name &&
	    !sign_variable_allowed(name, (const char *const *)settings->webhook_secret_names.at,
				   settings->webhook_secret_names.n))
		return fail_webhook(create, "secret_env names a variable that clients may not use");
	if (!secret || (name && *name))
		return true;
	if (sign_key_read(secret, &key, &err) != DT_OK)
		return fail_webhook(create, err.text);
	sign_key_clear(&key);
	return true;
}

bool create_webhook(struct create *create, const json_t *webhook)
{
	const struct settings *settings = route_settings(create->exchange);
	struct address_rules rules = { settings->webhook_https_required,
				       settings->webhook_allow_private,
				       (const char *const *)settings->webhook_hosts.at,
				       settings->webhook_hosts.n };
	struct dt_error err = { 0 };
	struct address address;
	json_t *faults;
	char *sentence;

	if (!webhook || json_is_null(webhook))
		return true;
	if (!json_is_object(webhook))
		return fail_webhook(create, "wanted an object with url");
	create->webhook = json_deep_copy(webhook);
	faults = schema_check(&request_webhook_schema, create->webhook, "webhook");
	if (faults) {
		sentence = schema_sentence(faults);
		fail_webhook(create, sentence ? sentence : "it does not have the form wanted");
		free(sentence);
		json_decref(faults);
		return false;
	}
	if (address_check(json_string_value(json_object_get(create->webhook, "url")), &rules,
			  &address, &err) != DT_OK)
		return fail_webhook(create, err.text);
	return secret_is_good(create);
}

/* ---- the request ------------------------------------------------------------------- */

bool create_has_form(struct create *create)
{
	json_t *faults;

	if (!json_is_object(create->request)) {
		faults = json_pack("[{s:s, s:[s,s], s:s}]", "type", "model_type", "loc", "body",
				   "translation_request", "msg", "wanted a JSON object");
		exchange_fail_faults(create->exchange, faults);
		return false;
	}
	faults = schema_check(&request_schema, create->request, "translation_request");
	if (faults)
		exchange_fail_faults(create->exchange, faults);
	return !faults;
}

static json_t *prefixes(const struct settings *settings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < settings->mount_prefixes.n; i++)
		json_array_append_new(list, json_text(settings->mount_prefixes.at[i]));
	return list;
}

static bool fail_path(struct create *create, const char *where, const char *path,
		      const struct dt_error *err)
{
	const struct settings *settings = route_settings(create->exchange);
	json_t *details = json_pack("{s:s}", "field", where);

	if (path)
		json_object_set_new(details, "path", json_text(path));
	if (err->status == DT_E_REFUSED)
		json_object_set_new(details, "allowed_prefixes", prefixes(settings));
	exchange_fail(create->exchange, 400,
		      err->status == DT_E_UNSUPPORTED ? "unsupported_configuration"
		      : err->status == DT_E_INPUT     ? "not_found"
						      : "validation_error",
		      details, "%s: %s", where, err->text);
	return false;
}

bool create_mounted(struct create *create)
{
	const json_t *input = json_object_get(create->request, "input_pdf");
	const char *path = json_string_value(input);
	struct dt_error err = { 0 };
	char *real;

	if (!path || !path[strspn(path, " \t\r\n")]) {
		exchange_fail(create->exchange, 400, "validation_error", NULL,
			      "wanted a document: a file in input_pdf, or its path in "
			      "translation_request.input_pdf");
		return false;
	}
	if (permitted_path(route_settings(create->exchange), path, PERMITTED_FILE, &real, &err) !=
	    DT_OK)
		return fail_path(create, "input_pdf", path, &err);
	create->name = create_name(path);
	json_object_set_new(create->request, "input_pdf", json_text(real));
	free(real);
	return true;
}

bool create_permitted(struct create *create)
{
	struct dt_error err = { 0 };
	char where[120];
	json_t *faults;

	if (permitted_request(route_settings(create->exchange), create->request, where, &err) !=
	    DT_OK)
		return fail_path(create, where, NULL, &err);
	/* what no job could do is told now */
	faults = request_check(create->request, "translation_request");
	if (faults)
		exchange_fail_faults(create->exchange, faults);
	return !faults;
}

/* ---- the document ------------------------------------------------------------------ */

enum { HEAD_SIZE = 1024 }; /* readers of PDF look for its first line in so many bytes */

bool create_is_pdf(struct create *create)
{
	const char *path = create->document;
	char head[HEAD_SIZE];
	ssize_t n = -1;
	int fd;

	if (!path)
		path = json_string_value(json_object_get(create->request, "input_pdf"));
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0) {
		n = read(fd, head, sizeof(head));
		close(fd);
	}
	if (n > 0 && memmem(head, (size_t)n, "%PDF-", 5))
		return true;
	exchange_fail(create->exchange, 422, "input_error",
		      json_pack("{s:s}", "reason", n ? "not_a_pdf" : "empty"), "%s",
		      n ? "the document is not a PDF file: it does not begin with %PDF-"
			: "the document is empty");
	return false;
}

/* ---- the job ------------------------------------------------------------------------ */

/* Of all that was asked: the same key with something else behind it is a mistake of the client. */
static void digest(const struct create *create, char text[65])
{
	json_t *all = json_pack("{s:O?, s:O?, s:s, s:i}", "request", create->request, "webhook",
				create->webhook, "document", create->sha256, "priority",
				create->priority);
	char *canonical = json_dumps(all, JSON_COMPACT | JSON_SORT_KEYS);
	uint8_t bytes[SHA256_DIGEST_SIZE];
	struct sha256_ctx hash;

	sha256_init(&hash);
	if (canonical)
		sha256_update(&hash, strlen(canonical), (const uint8_t *)canonical);
	sha256_digest(&hash, sizeof(bytes), bytes);
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	if (canonical)
		explicit_bzero(canonical, strlen(canonical));
	free(canonical);
	json_decref(all);
}

static bool read_key(struct create *create, const char **key)
{
	size_t n;

	*key = exchange_header(create->exchange, "Idempotency-Key");
	if (!*key)
		return true;
	n = strlen(*key);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)(*key)[i] < ' ' || (unsigned char)(*key)[i] > '~')
			n = 0;
	if (n >= 1 && n <= 255)
		return true;
	exchange_fail(create->exchange, 400, "validation_error", NULL,
		      "Idempotency-Key: wanted 1 to 255 characters of ASCII");
	return false;
}

static void fail_create(struct create *create, const struct dt_error *err)
{
	if (err->status == DT_E_REFUSED)
		exchange_fail(create->exchange, 422, "validation_error",
			      json_pack("{s:s}", "reason", "idempotency_key_reused"),
			      "this Idempotency-Key was used for another request");
	else
		route_fail(create->exchange, err, "the job");
}

static bool see_state(void *ctx, const struct dt_record *record)
{
	*(uint32_t *)ctx = record->state;
	return false;
}

static void answer(struct create *create, const char *id, bool existing)
{
	struct exchange *exchange = create->exchange;
	uint32_t state = DT_RECORD_QUEUED;
	const struct dt_records *records;
	struct dt_error err = { 0 };
	char *url = job_url(exchange, id, "");
	void *store;

	if (existing) {
		records = jobs_records(route_jobs(exchange), &store);
		(void)records->get(store, id, see_state, &state, &err);
		exchange_set_header(exchange, "Idempotency-Replayed", "true");
	}
	if (url)
		exchange_set_header(exchange, "Location", url);
	exchange_answer(exchange, 202,
			json_pack("{s:s, s:s, s:s, s:s?}", "job_id", id, "kind",
				  create->request ? "translation" : "warmup", "state",
				  job_state_name(state), "status_url", url));
	free(url);
}

void create_submit(struct create *create)
{
	struct job_new job = { .owner = exchange_owner(create->exchange),
			       .priority = create->priority,
			       .request = create->request,
			       .webhook = create->webhook,
			       .document = create->document,
			       .name = create->name,
			       .traceparent = exchange_traceparent(create->exchange) };
	struct dt_error err = { 0 };
	char id[40], text[65];
	bool existing = false;

	if (!read_key(create, &job.key))
		return;
	if (job.key) {
		digest(create, text);
		job.digest = text;
	}
	if (jobs_create(route_jobs(create->exchange), &job, id, &existing, &err) == DT_OK)
		answer(create, id, existing);
	else
		fail_create(create, &err);
}
