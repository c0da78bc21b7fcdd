/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "flight.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HEAD_MOST	(256 * 1024)
#define CONNECT_MS	10000
#define CONNECT_HERE_MS 1000

struct net_signing {
	struct curl_slist **list;
};

/* ---- the copy of a request ------------------------------------------------------- */

static size_t size_of(const char *text)
{
	return text ? strlen(text) + 1 : 0;
}

static const char *copy_text(char **at, const char *text)
{
	char *from = *at;
	size_t size = size_of(text);

	if (!text)
		return NULL;
	memcpy(from, text, size);
	*at += size;
	return from;
}

/* One block: headers first, since they need to be aligned, then all texts. */
static bool copy_request(struct flight *flight, const char *base, const struct net_request *from)
{
	struct net_request *request = &flight->request;
	size_t n = from->n_headers * sizeof(struct net_header);
	size_t root = from->url[0] == '/' ? strlen(base) : 0;
	struct net_header *headers;
	char *at;

	for (size_t i = 0; i < from->n_headers; i++)
		n += size_of(from->headers[i].name) + size_of(from->headers[i].value);
	n += size_of(from->method) + root + size_of(from->url) + from->length + 1;
	flight->copy = malloc(n);
	if (!flight->copy)
		return false;
	headers = (struct net_header *)(void *)flight->copy;
	at = flight->copy + from->n_headers * sizeof(*headers);
	for (size_t i = 0; i < from->n_headers; i++) {
		headers[i].name = copy_text(&at, from->headers[i].name);
		headers[i].value = copy_text(&at, from->headers[i].value);
	}
	*request = *from;
	request->headers = headers;
	request->method = from->method ? copy_text(&at, from->method) : from->body ? "POST" : "GET";
	flight->url = at;
	memcpy(at, base, root);
	at += root;
	request->url = copy_text(&at, from->url);
	if (from->body) {
		request->body = at;
		memcpy(at, from->body, from->length);
		at[from->length] = '\0';
	}
	return true;
}

struct flight *flight_new(const char *base, const struct net_request *request)
{
	struct flight *flight = calloc(1, sizeof(*flight));

	if (!flight)
		return NULL;
	if (!copy_request(flight, base, request)) {
		free(flight);
		return NULL;
	}
	flight->head.most = HEAD_MOST;
	flight->reply.body = "";
	return flight;
}

void flight_free(struct flight *flight)
{
	curl_slist_free_all(flight->list);
	bytes_free(&flight->head);
	bytes_free(&flight->body);
	free(flight->headers);
	free(flight->copy);
	free(flight);
}

/* ---- what libcurl hands over ----------------------------------------------------- */

static size_t take_body(char *at, size_t size, size_t n, void *ctx)
{
	struct flight *flight = ctx;

	if (!bytes_add(&flight->body, at, size * n)) {
		flight->too_long = true;
		return 0;
	}
	return size * n;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Keeps "name\0value\0"; a status line begins the head of another answer (100, a proxy's). */
static size_t take_header(char *at, size_t size, size_t n, void *ctx)
{
	struct flight *flight = ctx;
	const char *colon, *end = at + size * n, *value;
	struct bytes *head = &flight->head;

	if (size * n >= 5 && !memcmp(at, "HTTP/", 5)) {
		head->n = 0;
		return size * n;
	}
	colon = memchr(at, ':', size * n);
	if (!colon)
		return size * n;
	for (char *c = at; c < colon; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 'a' - 'A') : *c;
	for (value = colon + 1; value < end && is_blank(*value); value++)
		;
	while (end > value && is_blank(end[-1]))
		end--;
	if (memchr(at, '\0', (size_t)(end - at)))
		return size * n;
	if (!bytes_add(head, at, (size_t)(colon - at)) || !bytes_add(head, "", 1) ||
	    !bytes_add(head, value, (size_t)(end - value)) || !bytes_add(head, "", 1)) {
		flight->too_long = true;
		return 0;
	}
	return size * n;
}

static void gather_headers(struct flight *flight)
{
	const struct bytes *head = &flight->head;
	size_t n = 0;

	free(flight->headers);
	for (size_t i = 0; i < head->n; i++)
		n += !head->at[i];
	flight->headers = calloc(n / 2 + 1, sizeof(*flight->headers));
	flight->reply.headers = flight->headers;
	flight->reply.n_headers = 0;
	if (!flight->headers)
		return;
	for (const char *at = head->at; at && at < head->at + head->n;) {
		struct net_header *header = &flight->headers[flight->reply.n_headers++];

		header->name = at;
		header->value = at + strlen(at) + 1;
		at = header->value + strlen(header->value) + 1;
	}
}

void flight_landed(struct flight *flight)
{
	long status = 0;

	curl_easy_getinfo(flight->easy, CURLINFO_RESPONSE_CODE, &status);
	flight->reply.status = (uint32_t)status;
	flight->reply.body = flight->body.at ? flight->body.at : "";
	flight->reply.length = flight->body.n;
	gather_headers(flight);
}

/* ---- making a try ready ---------------------------------------------------------- */

static bool list_add(struct curl_slist **list, const char *line)
{
	struct curl_slist *more = curl_slist_append(*list, line);

	if (more)
		*list = more;
	return more;
}

static bool list_header(struct curl_slist **list, const char *name, const char *value)
{
	struct bytes line = { 0 };
	bool done;

	/* without a value libcurl would leave the header out */
	done = bytes_add_string(&line, name) && bytes_add_string(&line, *value ? ": " : ";") &&
	       bytes_add_string(&line, value) && list_add(list, line.at);
	bytes_free(&line);
	return done;
}

bool net_signing_add(struct net_signing *signing, const char *name, const char *value)
{
	return list_header(signing->list, name, value);
}

/* A line break in a value would begin a header of its own. */
static dt_status check_headers(const struct net_request *request, struct dt_error *err)
{
	for (size_t i = 0; i < request->n_headers; i++) {
		const char *value = request->headers[i].value;

		for (; *value; value++)
			if ((unsigned char)*value < ' ' || *value == 0x7f)
				return dt_fail(err, DT_E_CONFIG,
					       "a line break or another control character is in "
					       "the value of the header %s",
					       request->headers[i].name);
	}
	return DT_OK;
}

static bool has_header(const struct net_request *request, const char *name)
{
	for (size_t i = 0; i < request->n_headers; i++)
		if (!strcasecmp(request->headers[i].name, name))
			return true;
	return false;
}

static bool list_request(struct flight *flight)
{
	const struct net_request *request = &flight->request;
	struct curl_slist **list = &flight->list;

	for (size_t i = 0; i < request->n_headers; i++)
		if (!list_header(list, request->headers[i].name, request->headers[i].value))
			return false;
	/* "Expect: 100-continue" would cost a round trip */
	return list_add(list, "Expect:") &&
	       (!request->body || has_header(request, "content-type") ||
		list_add(list, "Content-Type: application/json"));
}

static char *url_part(CURLU *url, CURLUPart part)
{
	char *text = NULL;

	return curl_url_get(url, part, &text, 0) == CURLUE_OK ? text : NULL;
}

/* "host:8080": the port only when it is not the scheme's own, as libcurl writes it. */
static bool host_of(CURLU *url, struct bytes *host)
{
	char *name = url_part(url, CURLUPART_HOST), *port = url_part(url, CURLUPART_PORT);
	char *scheme = url_part(url, CURLUPART_SCHEME);
	bool own = !port || (scheme && !strcmp(port, strcmp(scheme, "http") ? "443" : "80"));
	bool done = name && bytes_add_string(host, name) &&
		    (own || (bytes_add_string(host, ":") && bytes_add_string(host, port)));

	curl_free(name);
	curl_free(port);
	curl_free(scheme);
	return done;
}

static dt_status sign(struct flight *flight, struct dt_error *err)
{
	const struct net_request *request = &flight->request;
	struct net_signing signing = { &flight->list };
	CURLU *url = curl_url();
	char *path = NULL, *query = NULL;
	struct bytes host = { 0 };
	dt_status status;

	if (url && curl_url_set(url, CURLUPART_URL, flight->url, CURLU_PATH_AS_IS) == CURLUE_OK) {
		path = url_part(url, CURLUPART_PATH);
		query = url_part(url, CURLUPART_QUERY);
	}
	if (path && host_of(url, &host)) {
		struct net_to_sign what = {
			.method = request->method,
			.host = host.at,
			.path = path,
			.query = query ? query : "",
			.headers = request->headers,
			.n_headers = request->n_headers,
			.body = request->body ? request->body : "",
			.length = request->body ? request->length : 0,
		};
		status = request->sign(request->sign_ctx, &what, &signing, err);
	} else {
		status = dt_fail(err, DT_E_CONFIG, "%s is no address that can be signed",
				 flight->url);
	}
	bytes_free(&host);
	curl_free(path);
	curl_free(query);
	curl_url_cleanup(url);
	return status;
}

static void set_transfer(struct flight *flight, const struct net_options *options, int64_t time_ms)
{
	const struct net_request *request = &flight->request;
	bool local = request->flags & NET_LOCAL, tls = !strncasecmp(flight->url, "https:", 6);
	int64_t connect = local ? CONNECT_HERE_MS : CONNECT_MS;
	CURL *easy = flight->easy;

	curl_easy_setopt(easy, CURLOPT_URL, flight->url);
	curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, tls ? "https" : "http");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	/* a second request rather waits for the first connection, to share it */
	curl_easy_setopt(easy, CURLOPT_PIPEWAIT, tls ? 1L : 0L);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, 30L);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPINTVL, 15L);
	curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 300L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)time_ms);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
			 (long)(connect < time_ms ? connect : time_ms));
	if (local)
		curl_easy_setopt(easy, CURLOPT_PROXY, "");
	if (options->ca_file && tls)
		curl_easy_setopt(easy, CURLOPT_CAINFO, options->ca_file);
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
	if (request->body || !strcmp(request->method, "PUT") || !strcmp(request->method, "POST")) {
		curl_easy_setopt(easy, CURLOPT_POST, 1L);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body ? request->body : "");
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)(request->body ? request->length : 0));
	}
}

dt_status flight_ready(struct flight *flight, CURL *easy, const struct net_options *options,
		       int64_t time_ms, struct dt_error *err)
{
	flight->easy = easy;
	flight->head.n = flight->body.n = 0;
	flight->body.most = (size_t)options->max_answer;
	flight->too_long = false;
	flight->fault[0] = '\0';
	flight->reply.status = 0;
	flight->reply.n_headers = 0;
	flight->reply.body = "";
	flight->reply.length = 0;
	if (check_headers(&flight->request, err) != DT_OK)
		return err->status;
	if (!list_request(flight))
		return dt_fail(err, DT_E_SYSTEM, "no memory for a request");
	if (flight->request.sign && sign(flight, err) != DT_OK)
		return err->status;
	set_transfer(flight, options, time_ms);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, flight->list);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, flight);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, flight->fault);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, flight);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, flight);
	return DT_OK;
}

CURL *flight_release(struct flight *flight)
{
	CURL *easy = flight->easy;

	flight->easy = NULL;
	curl_slist_free_all(flight->list);
	flight->list = NULL;
	if (easy)
		curl_easy_reset(easy);
	return easy;
}
