/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "base64_file.h"
#include "create.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- a form ------------------------------------------------------------------------ */

static bool is_blank(const char *text)
{
	return !text || !text[strspn(text, " \t\r\n")];
}

static bool read_webhook(struct create *create)
{
	const char *text = exchange_field(create->exchange, "webhook");
	json_error_t fault;
	json_t *webhook;
	bool good;

	if (is_blank(text))
		return true;
	webhook = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &fault);
	if (!webhook) {
		exchange_fail(create->exchange, 400, "validation_error", NULL,
			      "webhook is not JSON: line %d: %s", fault.line, fault.text);
		return false;
	}
	good = create_webhook(create, webhook);
	json_decref(webhook);
	return good;
}

static bool read_request(struct create *create)
{
	const char *text = exchange_field(create->exchange, "translation_request");
	json_error_t fault;

	if (!text) {
		exchange_fail_faults(create->exchange,
				     json_pack("[{s:s, s:[s,s], s:s, s:n}]", "type", "missing",
					       "loc", "body", "translation_request", "msg",
					       "Field required", "input"));
		return false;
	}
	create->request = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &fault);
	if (!create->request)
		exchange_fail(create->exchange, 400, "validation_error", NULL,
			      "translation_request is not JSON: line %d: %s", fault.line,
			      fault.text);
	return create->request != NULL;
}

/* An own copy of the name; the file stays with the exchange until a job takes it. */
static bool read_upload(struct create *create)
{
	const struct form_file *file = exchange_file(create->exchange, "input_pdf");

	if (!file)
		return !json_is_object(create->request) || create_mounted(create);
	create->document = strdup(file->path);
	create->name = create_name(file->name);
	snprintf(create->sha256, sizeof(create->sha256), "%s", file->sha256 ? file->sha256 : "");
	if (json_is_object(create->request)) /* what it says is of the client's machine */
		json_object_set_new(create->request, "input_pdf", json_string("input.pdf"));
	return create->document != NULL;
}

static bool read_priority(struct create *create)
{
	const char *text = exchange_field(create->exchange, "priority");
	char *end;
	long value;

	if (is_blank(text))
		return true;
	value = strtol(text, &end, 10);
	if (*end || value < -10 || value > 10) {
		exchange_fail_faults(create->exchange,
				     json_pack("[{s:s, s:[s,s], s:s, s:s}]", "type", "value_error",
					       "loc", "body", "priority", "msg",
					       "wanted a whole number from -10 to 10", "input",
					       text));
		return false;
	}
	create->priority = (int)value;
	return true;
}

static void form_later(struct exchange *exchange, void *ctx)
{
	struct create create = { .exchange = exchange };

	(void)ctx;
	if (read_webhook(&create) && read_request(&create) && read_upload(&create) &&
	    create_has_form(&create) && read_priority(&create) && create_permitted(&create) &&
	    create_is_pdf(&create))
		create_submit(&create);
	create_finish(&create);
}

void handle_create_form(struct exchange *exchange)
{
	exchange_later(exchange, form_later, NULL);
}

/* ---- JSON --------------------------------------------------------------------------- */

static void fail_upload(struct create *create, const struct dt_error *err)
{
	uint64_t most = route_settings(create->exchange)->max_upload_bytes;

	if (err->status == DT_E_INPUT)
		exchange_fail(create->exchange, 400, "validation_error", NULL, "%s", err->text);
	else if (err->status == DT_E_LIMIT)
		exchange_fail(create->exchange, 413, "validation_error",
			      json_pack("{s:I}", "max_upload_bytes", (json_int_t)most), "%s",
			      err->text);
	else
		exchange_fail(create->exchange, 500, "internal_error", NULL, "%s", err->text);
}

static bool store_base64(struct create *create, const json_t *base64)
{
	const struct settings *settings = route_settings(create->exchange);
	struct dt_error err = { 0 };
	int fd = -1;

	if (asprintf(&create->document, "%s/base64-XXXXXX", settings->tmp_root) < 0)
		create->document = NULL;
	else
		fd = mkostemp(create->document, O_CLOEXEC);
	create->own_file = fd >= 0;
	if (fd < 0)
		dt_fail(&err, DT_E_SYSTEM, "the upload cannot be stored");
	else
		base64_file(json_string_value(base64), json_string_length(base64), fd,
			    settings->max_upload_bytes, create->sha256, &err);
	if (fd >= 0 && close(fd) != 0)
		dt_fail(&err, DT_E_SYSTEM, "the upload cannot be stored");
	if (err.status)
		fail_upload(create, &err);
	return !err.status;
}

static void json_later(struct exchange *exchange, void *ctx)
{
	const json_t *body = exchange_json(exchange);
	const json_t *base64 = json_object_get(body, "input_pdf_base64");
	struct create create = { .exchange = exchange };
	bool good;

	(void)ctx;
	good = create_webhook(&create, json_object_get(body, "webhook"));
	create.request = json_deep_copy(json_object_get(body, "translation_request"));
	create.priority = (int)json_integer_value(json_object_get(body, "priority"));
	if (good && json_is_string(base64)) {
		good = store_base64(&create, base64);
		json_object_set_new(create.request, "input_pdf", json_string("input.pdf"));
	} else if (good) {
		good = create_mounted(&create);
	}
	if (good && create_permitted(&create) && create_is_pdf(&create))
		create_submit(&create);
	create_finish(&create);
}

void handle_create_json(struct exchange *exchange)
{
	exchange_later(exchange, json_later, NULL);
}

/* ---- a job without a document --------------------------------------------------------- */

static void warmup_later(struct exchange *exchange, void *ctx)
{
	struct create create = { .exchange = exchange };

	(void)ctx;
	create_submit(&create);
	create_finish(&create);
}

void handle_warmup(struct exchange *exchange)
{
	exchange_later(exchange, warmup_later, NULL);
}
