/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "sign.h"

#include "plugins/net/bytes.h"

#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define HEX_SIZE (2 * SHA256_DIGEST_SIZE + 1)

/* ---- hashes ---------------------------------------------------------------------- */

static void to_hex(const uint8_t *digest, char hex[HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < SHA256_DIGEST_SIZE; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[HEX_SIZE - 1] = '\0';
}

static void hash(const char *at, size_t n, char hex[HEX_SIZE])
{
	struct sha256_ctx context;
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_init(&context);
	sha256_update(&context, n, (const uint8_t *)at);
	sha256_digest(&context, sizeof(digest), digest);
	to_hex(digest, hex);
}

static void mac(const uint8_t *key, size_t key_n, const char *at, size_t n, uint8_t *digest)
{
	struct hmac_sha256_ctx context;

	hmac_sha256_set_key(&context, key_n, key);
	hmac_sha256_update(&context, n, (const uint8_t *)at);
	hmac_sha256_digest(&context, SHA256_DIGEST_SIZE, digest);
}

/* ---- path and query -------------------------------------------------------------- */

static bool is_unreserved(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_' || c == '.' || c == '~';
}

static bool add_encoded(struct bytes *to, const char *from, size_t n)
{
	char escape[4];

	for (size_t i = 0; i < n; i++) {
		if (is_unreserved(from[i])) {
			if (!bytes_add(to, from + i, 1))
				return false;
			continue;
		}
		snprintf(escape, sizeof(escape), "%%%02X", (unsigned char)from[i]);
		if (!bytes_add(to, escape, 3))
			return false;
	}
	return true;
}

/* Drops the last segment of a path that is built. */
static void drop_segment(struct bytes *to)
{
	while (to->n && to->at[--to->n] != '/')
		;
}

/* Without "." and "..", one slash for several, each segment encoded once more. */
static bool add_path(struct bytes *to, const char *path)
{
	size_t start = to->n, n;
	bool last = path[0] && path[strlen(path) - 1] == '/';

	for (; *path; path += n) {
		if (*path == '/') {
			n = 1;
			continue;
		}
		n = strcspn(path, "/");
		if (n == 1 && *path == '.')
			continue;
		if (n == 2 && path[0] == '.' && path[1] == '.') {
			if (to->n > start)
				drop_segment(to);
			continue;
		}
		if (!bytes_add(to, "/", 1) || !add_encoded(to, path, n))
			return false;
	}
	return (to->n > start && !last) || bytes_add(to, "/", 1);
}

static int hex_value(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
				      : -1;
}

static bool add_decoded(struct bytes *to, const char *from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int high = i + 2 < n ? hex_value(from[i + 1]) : -1;
		int low = i + 2 < n ? hex_value(from[i + 2]) : -1;
		char c = from[i];

		if (c == '%' && high >= 0 && low >= 0) {
			c = (char)(high * 16 + low);
			i += 2;
		}
		if (!bytes_add(to, &c, 1))
			return false;
	}
	return true;
}

/* One encoding, whichever was sent. */
static bool add_again(struct bytes *to, const char *from, size_t n)
{
	struct bytes plain = { 0 };
	bool done =
		add_decoded(&plain, from, n) && add_encoded(to, plain.n ? plain.at : "", plain.n);

	bytes_free(&plain);
	return done;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "name\001value": sorts by name first, and \001 never stands in an encoded text. */
static char *query_part(const char *at, size_t n)
{
	const char *equals = memchr(at, '=', n);
	size_t name = equals ? (size_t)(equals - at) : n;
	struct bytes part = { 0 };

	if (add_again(&part, at, name) && bytes_add(&part, "\001", 1) &&
	    (!equals || add_again(&part, equals + 1, n - name - 1)))
		return part.at;
	bytes_free(&part);
	return NULL;
}

static bool add_query(struct bytes *to, const char *query)
{
	size_t n = 0, most = 1, length;
	bool done = true;
	char **parts;

	for (const char *at = query; *at; at++)
		most += *at == '&';
	parts = calloc(most, sizeof(*parts));
	if (!parts)
		return false;
	for (const char *at = query; done && *at; at += length + (at[length] == '&')) {
		length = strcspn(at, "&");
		if (!length)
			continue;
		parts[n] = query_part(at, length);
		done = parts[n];
		n += done;
	}
	if (n)
		qsort(parts, n, sizeof(*parts), by_text);
	for (size_t i = 0; i < n; i++) {
		*strchr(parts[i], '\001') = '=';
		done = done && (!i || bytes_add(to, "&", 1)) && bytes_add_string(to, parts[i]);
		free(parts[i]);
	}
	free(parts);
	return done;
}

/* ---- headers --------------------------------------------------------------------- */

/* The value without blanks around it, and one for several within. */
static bool add_value(struct bytes *to, const char *value)
{
	bool blank = false, any = false;

	for (; *value; value++) {
		if (*value == ' ' || *value == '\t') {
			blank = true;
			continue;
		}
		if (blank && any && !bytes_add(to, " ", 1))
			return false;
		blank = false;
		any = true;
		if (!bytes_add(to, value, 1))
			return false;
	}
	return true;
}

struct signed_header {
	const char *name, *value;
	size_t order;
};

static int by_name(const void *a, const void *b)
{
	const struct signed_header *one = a, *other = b;
	int difference = strcasecmp(one->name, other->name);

	return difference ? difference : one->order < other->order ? -1 : 1;
}

static bool add_name(struct bytes *to, const char *name)
{
	for (; *name; name++) {
		char c = *name >= 'A' && *name <= 'Z' ? (char)(*name + 'a' - 'A') : *name;

		if (!bytes_add(to, &c, 1))
			return false;
	}
	return true;
}

/* Lines of headers into lines, their names into names. */
static bool add_headers(const struct net_to_sign *what, const struct aws_keys *keys,
			const char *date, struct bytes *lines, struct bytes *names)
{
	size_t n = what->n_headers, i;
	struct signed_header *all = calloc(n + 3, sizeof(*all));
	bool done = all;

	for (i = 0; all && i < n; i++)
		all[i] = (struct signed_header){ what->headers[i].name, what->headers[i].value, i };
	if (all) {
		all[n] = (struct signed_header){ "host", what->host, n };
		all[n + 1] = (struct signed_header){ "x-amz-date", date, n + 1 };
		n += 2;
	}
	if (all && keys->token) {
		all[n] = (struct signed_header){ "x-amz-security-token", keys->token, n };
		n++;
	}
	if (all)
		qsort(all, n, sizeof(*all), by_name);
	for (i = 0; done && i < n; i++) {
		if (i && !strcasecmp(all[i].name, all[i - 1].name)) {
			lines->n--; /* the line end: the same name again goes on with a comma */
			done = bytes_add(lines, ",", 1);
		} else {
			done = (!i || bytes_add(names, ";", 1)) && add_name(names, all[i].name) &&
			       add_name(lines, all[i].name) && bytes_add(lines, ":", 1);
		}
		done = done && add_value(lines, all[i].value) && bytes_add(lines, "\n", 1);
	}
	free(all);
	return done;
}

/* ---- the signature --------------------------------------------------------------- */

static bool add_canonical(struct bytes *to, const struct net_to_sign *what, bool s3,
			  const struct bytes *lines, const struct bytes *names)
{
	char body[HEX_SIZE];

	hash(what->body, what->length, body);
	return bytes_add_string(to, what->method) && bytes_add(to, "\n", 1) &&
	       (s3 ? bytes_add_string(to, what->path) : add_path(to, what->path)) &&
	       bytes_add(to, "\n", 1) && add_query(to, what->query) && bytes_add(to, "\n", 1) &&
	       bytes_add(to, lines->at, lines->n) && bytes_add(to, "\n", 1) &&
	       bytes_add(to, names->at, names->n) && bytes_add(to, "\n", 1) &&
	       bytes_add_string(to, body);
}

static bool make_signature(const struct bytes *canonical, const struct aws_keys *keys,
			   const struct aws_scope *scope, const char *date, const char *within,
			   char signature[HEX_SIZE])
{
	const char *const parts[] = { scope->region, scope->service, "aws4_request" };
	uint8_t key[SHA256_DIGEST_SIZE];
	struct bytes text = { 0 };
	char hex[HEX_SIZE];
	bool done;

	done = bytes_add_string(&text, "AWS4") && bytes_add_string(&text, keys->secret);
	if (done)
		mac((const uint8_t *)text.at, text.n, date, 8, key);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		mac(key, sizeof(key), parts[i], strlen(parts[i]), key);
	if (text.at)
		explicit_bzero(text.at, text.n);
	text.n = 0;
	hash(canonical->at, canonical->n, hex);
	done = done && bytes_add_string(&text, "AWS4-HMAC-SHA256\n") &&
	       bytes_add_string(&text, date) && bytes_add(&text, "\n", 1) &&
	       bytes_add_string(&text, within) && bytes_add(&text, "\n", 1) &&
	       bytes_add_string(&text, hex);
	if (done) {
		mac(key, sizeof(key), text.at, text.n, key);
		to_hex(key, signature);
	}
	explicit_bzero(key, sizeof(key));
	bytes_free(&text);
	return done;
}

char *aws_authorization(const struct net_to_sign *what, const struct aws_keys *keys,
			const struct aws_scope *scope, char date[AWS_DATE_SIZE])
{
	struct bytes lines = { 0 }, names = { 0 }, canonical = { 0 }, value = { 0 };
	time_t seconds = (time_t)scope->seconds;
	char signature[HEX_SIZE], within[200];
	struct tm tm;
	bool done;

	if (!gmtime_r(&seconds, &tm) || !strftime(date, AWS_DATE_SIZE, "%Y%m%dT%H%M%SZ", &tm))
		return NULL;
	snprintf(within, sizeof(within), "%.8s/%s/%s/aws4_request", date, scope->region,
		 scope->service);
	done = add_headers(what, keys, date, &lines, &names) &&
	       add_canonical(&canonical, what, scope->s3, &lines, &names) &&
	       make_signature(&canonical, keys, scope, date, within, signature) &&
	       bytes_add_string(&value, "AWS4-HMAC-SHA256 Credential=") &&
	       bytes_add_string(&value, keys->id) && bytes_add(&value, "/", 1) &&
	       bytes_add_string(&value, within) && bytes_add_string(&value, ", SignedHeaders=") &&
	       bytes_add(&value, names.at, names.n) && bytes_add_string(&value, ", Signature=") &&
	       bytes_add_string(&value, signature);
	bytes_free(&lines);
	bytes_free(&names);
	bytes_free(&canonical);
	if (!done)
		bytes_free(&value);
	return value.at;
}
