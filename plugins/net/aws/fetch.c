/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "fetch.h"

#include "plugins/net/bytes.h"
#include "plugins/net/clock.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TRIES	      4
#define PAUSE_MS      500
#define AGAIN_MS      5000
#define TASK_ADDRESS  "http://169.254.170.2"
#define METADATA      "http://169.254.169.254"
#define ROLES	      "/latest/meta-data/iam/security-credentials/"
#define TOKEN_SECONDS "21600"

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

void aws_fetch_clear(struct aws_fetch *fetch)
{
	if (fetch->token)
		explicit_bzero(fetch->token, strlen(fetch->token));
	free(fetch->token);
	fetch->token = NULL;
}

static void finish(struct aws *aws)
{
	aws_fetch_clear(&aws->fetch);
	aws->fetch.under_way = false;
	aws->fetch.tries = 0;
	aws->fetch.next_at = clock_ms() + AGAIN_MS;
}

void aws_fetch_fail(struct aws *aws, enum dt_failure failure, const char *format, ...)
{
	struct dt_error *error = &aws->fetch.error;
	va_list args;

	memset(error, 0, sizeof(*error));
	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	error->failure = failure;
	error->status = dt_failure_status(failure);
	finish(aws);
}

/* What passes may have passed after a pause: many tasks that begin at once ask at once. */
bool aws_fetch_again(struct aws *aws, const struct dt_error *err)
{
	struct aws_fetch *fetch = &aws->fetch;

	if (++fetch->tries >= TRIES || !net_is_transient((enum dt_failure)err->failure))
		return false;
	aws_fetch_clear(fetch);
	fetch->under_way = false;
	fetch->next_at = clock_ms() + ((int64_t)PAUSE_MS << (fetch->tries - 1));
	return true;
}

static void get(struct aws *aws, const char *url, const char *header, const char *value,
		net_done done)
{
	struct net_header headers[] = { { header, value } };
	struct net_request request = {
		.method = "GET",
		.url = url,
		.headers = headers,
		.n_headers = value ? 1 : 0,
		.time_ms = 5000,
		.flags = NET_ASIDE | NET_LOCAL,
	};

	net_send(aws->client, NULL, &request, NULL, done, aws);
}

void aws_fetch_done(struct aws *aws)
{
	memset(&aws->fetch.error, 0, sizeof(aws->fetch.error));
	aws->fetched_at = clock_ms();
	finish(aws);
}

static void take_keys(struct aws *aws, const struct net_reply *reply, const char *from)
{
	if (aws->role.arn && aws_keys_read(reply->body, reply->length, &aws->role.base)) {
		aws_assume(aws);
	} else if (!aws->role.arn && aws_keys_read(reply->body, reply->length, &aws->keys)) {
		aws_fetch_done(aws);
	} else {
		aws_fetch_fail(aws, DT_FAILURE_AUTHENTICATION,
			       "%s has answered without keys for %s: the role may lack them", from,
			       aws->name);
	}
}

/* ---- containers ------------------------------------------------------------------- */

static void container_answered(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	struct aws *aws = ctx;

	enum dt_failure failure = (enum dt_failure)err->failure;

	if (err->status == DT_OK)
		take_keys(aws, reply, "the container's address for credentials");
	else if (!aws_fetch_again(aws, err))
		aws_fetch_fail(aws, net_is_transient(failure) ? failure : DT_FAILURE_AUTHENTICATION,
			       "keys for %s are not to be had from the container's address: %.300s",
			       aws->name, err->text);
}

/* What the token's file has; it is read each time, since it changes. */
char *aws_token_read(const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	ssize_t n = file ? getline(&line, &room, file) : -1;

	if (file)
		fclose(file);
	if (n < 0) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\r\n")] = '\0';
	return line;
}

/* A token must not go to any host over plain http: only to this machine's own. */
static bool is_own_address(const char *text)
{
	static const char *const own[] = { "localhost", "169.254.170.2", "169.254.170.23",
					   "[fd00:ec2::23]", "[::1]" };
	CURLU *url = curl_url();
	char *host = NULL, *scheme = NULL;
	bool is = false;

	if (url && curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK) {
		curl_url_get(url, CURLUPART_HOST, &host, 0);
		curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
	}
	if (host && scheme) {
		is = !strcmp(scheme, "https") ||
		     (!strncmp(host, "127.", 4) && strspn(host, "0123456789.") == strlen(host));
		for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
			is = is || !strcmp(host, own[i]);
	}
	curl_free(host);
	curl_free(scheme);
	curl_url_cleanup(url);
	return is;
}

static void ask_container(struct aws *aws, const char *relative, const char *full)
{
	const char *path = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
	const char *given = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
	char *read = path ? aws_token_read(path) : NULL;
	struct bytes url = { 0 };
	bool whole;

	if (relative)
		whole = bytes_add_string(&url, TASK_ADDRESS) &&
			bytes_add(&url, "/", *relative == '/' ? 0 : 1) &&
			bytes_add_string(&url, relative);
	else
		whole = bytes_add_string(&url, full);
	if (path && !read)
		aws_fetch_fail(
			aws, DT_FAILURE_AUTHENTICATION,
			"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names a file that cannot be read");
	else if (!whole)
		aws_fetch_fail(aws, DT_FAILURE_UNKNOWN, "no memory to fetch keys for %s",
			       aws->name);
	else if (!relative && !is_own_address(full))
		aws_fetch_fail(
			aws, DT_FAILURE_AUTHENTICATION,
			"AWS_CONTAINER_CREDENTIALS_FULL_URI has to be https or an address of the "
			"machine itself");
	else
		get(aws, url.at, "Authorization", read ? read : given, container_answered);
	if (read)
		explicit_bzero(read, strlen(read));
	free(read);
	bytes_free(&url);
}

/* ---- the machine's role ----------------------------------------------------------- */

static const char *metadata(void)
{
	const char *given = variable("AWS_EC2_METADATA_SERVICE_ENDPOINT");

	return given ? given : METADATA;
}

static bool metadata_url(struct bytes *url, const char *path, const char *name)
{
	const char *base = metadata();
	size_t n = strlen(base);

	while (n && base[n - 1] == '/')
		n--;
	return bytes_add(url, base, n) && bytes_add_string(url, path) &&
	       bytes_add_string(url, name);
}

static void metadata_failed(struct aws *aws, const struct net_reply *reply,
			    const struct dt_error *err)
{
	/* where nobody answers there is no such service, and no role */
	if (reply->status && aws_fetch_again(aws, err))
		return;
	aws_fetch_fail(
		aws, DT_FAILURE_AUTHENTICATION,
		"there are no keys for %s: not in the options access_key and secret_key, the "
		"variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile \"%.40s\", a "
		"container's role or the machine's",
		aws->name, aws_profile_here(aws->options));
}

static void role_answered(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	struct aws *aws = ctx;

	if (err->status == DT_OK)
		take_keys(aws, reply, "the machine's metadata service");
	else
		metadata_failed(aws, reply, err);
}

static void roles_answered(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	struct aws *aws = ctx;
	char role[129];
	struct bytes url = { 0 };

	/* one name on the first line */
	snprintf(role, sizeof(role), "%.*s", (int)strcspn(reply->body, "\r\n"), reply->body);
	if (err->status != DT_OK || !*role)
		metadata_failed(aws, reply, err);
	else if (metadata_url(&url, ROLES, role))
		get(aws, url.at, "X-aws-ec2-metadata-token", aws->fetch.token, role_answered);
	else
		aws_fetch_fail(aws, DT_FAILURE_UNKNOWN, "no memory to fetch keys for %s",
			       aws->name);
	bytes_free(&url);
}

static void token_answered(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	struct aws *aws = ctx;
	struct bytes url = { 0 };

	aws_fetch_clear(&aws->fetch);
	if (err->status == DT_OK)
		aws->fetch.token = strdup(reply->body);
	if (err->status != DT_OK)
		metadata_failed(aws, reply, err);
	else if (aws->fetch.token && metadata_url(&url, ROLES, ""))
		get(aws, url.at, "X-aws-ec2-metadata-token", aws->fetch.token, roles_answered);
	else
		aws_fetch_fail(aws, DT_FAILURE_UNKNOWN, "no memory to fetch keys for %s",
			       aws->name);
	bytes_free(&url);
}

static void ask_metadata(struct aws *aws)
{
	struct net_header header = { "X-aws-ec2-metadata-token-ttl-seconds", TOKEN_SECONDS };
	struct net_request request = {
		.method = "PUT",
		.headers = &header,
		.n_headers = 1,
		.time_ms = 2000,
		.flags = NET_ASIDE | NET_LOCAL,
	};
	struct bytes url = { 0 };

	if (metadata_url(&url, "/latest/api/token", "")) {
		request.url = url.at;
		net_send(aws->client, NULL, &request, NULL, token_answered, aws);
	} else {
		aws_fetch_fail(aws, DT_FAILURE_UNKNOWN, "no memory to fetch keys for %s",
			       aws->name);
	}
	bytes_free(&url);
}

void aws_fetch_start(struct aws *aws)
{
	const char *relative = variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
	const char *full = variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
	const char *disabled = variable("AWS_EC2_METADATA_DISABLED");
	struct dt_error none = { 0 };
	struct net_reply nothing = { .body = "" };

	aws->fetch.under_way = true;
	aws->fetch.began_at = clock_ms();
	if (aws->role.token_file || (aws->role.base.id && !aws->role.base.ends))
		aws_assume(aws);
	else if (relative || full)
		ask_container(aws, relative, full);
	else if (!disabled || strcasecmp(disabled, "true"))
		ask_metadata(aws);
	else
		metadata_failed(aws, &nothing, &none);
}
