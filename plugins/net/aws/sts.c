/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Keys of a role, from the Security Token Service of the region (API version 2011-06-15):
 * AssumeRoleWithWebIdentity by the token of a file, AssumeRole signed with other keys.  Both answer
 * in XML, of which the members of Credentials are read: none of them has markup in it. */
#include "config.h"

#include "fetch.h"

#include "plugins/net/bytes.h"
#include "plugins/net/clock.h"
#include "plugins/net/limits.h"
#include "plugins/net/words.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define API_VERSION "2011-06-15"

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* ---- what it answers ---------------------------------------------------------------- */

/* The text of the first element of that name; NULL: there is none. */
static const char *element(const struct net_reply *reply, const char *name, size_t *n)
{
	char open[40], close[40];
	const char *at, *end;

	snprintf(open, sizeof(open), "<%s>", name);
	snprintf(close, sizeof(close), "</%s>", name);
	at = strstr(reply->body, open);
	if (!at)
		return NULL;
	at += strlen(open);
	end = strstr(at, close);
	*n = end ? (size_t)(end - at) : 0;
	return end ? at : NULL;
}

static char *copy_element(const struct net_reply *reply, const char *name)
{
	size_t n;
	const char *at = element(reply, name, &n);

	return at ? strndup(at, n) : NULL;
}

static void forget(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	free(text);
}

static bool read_keys(const struct net_reply *reply, struct aws_found *found)
{
	char *id = copy_element(reply, "AccessKeyId");
	char *secret = copy_element(reply, "SecretAccessKey");
	char *token = copy_element(reply, "SessionToken");
	char *ends = copy_element(reply, "Expiration");
	int64_t ms = ends ? limits_date(ends) : -1;
	bool done = id && secret && token && ms > 0 &&
		    aws_found_set(found, id, secret, token, ms / 1000);

	free(id);
	forget(secret);
	forget(token);
	free(ends);
	return done;
}

/* By the name of the error: IDPCommunicationError passes, though its status is 400. */
static enum dt_failure failure_of(const struct net_reply *reply, const char *code)
{
	enum dt_failure failure = net_judge_status(reply);

	if (!strcmp(code, "Throttling") || !strcmp(code, "ThrottlingException"))
		return DT_FAILURE_RATE_LIMIT;
	if (!strcmp(code, "IDPCommunicationError"))
		return DT_FAILURE_PARTIAL_OUTAGE;
	return net_is_transient(failure) ? failure : DT_FAILURE_AUTHENTICATION;
}

/* "403 AccessDenied (not authorized)" */
static void judge(void *ctx, const struct net_reply *reply, struct dt_error *err)
{
	char code[80] = "", message[200] = "";
	const char *at;
	size_t n;

	(void)ctx;
	if (reply->status >= 200 && reply->status < 300)
		return;
	at = element(reply, "Code", &n);
	if (at)
		words_clean(code, sizeof(code), at, n, NULL);
	at = element(reply, "Message", &n);
	if (at)
		words_clean(message, sizeof(message), at, n, NULL);
	err->failure = failure_of(reply, code);
	dt_fail(err, dt_failure_status(err->failure), "it answered %u %s (%s)", reply->status,
		*code ? code : "without a reason", message);
}

static void answered(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	struct aws *aws = ctx;
	enum dt_failure failure = (enum dt_failure)err->failure;

	if (err->status == DT_OK && read_keys(reply, &aws->keys))
		aws_fetch_done(aws);
	else if (err->status == DT_OK)
		aws_fetch_fail(aws, DT_FAILURE_AUTHENTICATION,
			       "the Security Token Service has answered without keys for %s",
			       aws->name);
	else if (!aws_fetch_again(aws, err))
		aws_fetch_fail(aws, net_is_transient(failure) ? failure : DT_FAILURE_AUTHENTICATION,
			       "%s cannot have the role %.100s from the Security Token Service: "
			       "%.250s",
			       aws->name, aws->role.arn ? aws->role.arn : "", err->text);
}

/* ---- what it is asked ----------------------------------------------------------------- */

static bool add(struct bytes *body, const char *name, const char *value)
{
	char *encoded = value ? curl_easy_escape(NULL, value, 0) : NULL;
	bool done = !value || (encoded && bytes_add(body, "&", body->n ? 1 : 0) &&
			       bytes_add_string(body, name) && bytes_add_string(body, "=") &&
			       bytes_add_string(body, encoded));

	if (encoded)
		explicit_bzero(encoded, strlen(encoded));
	curl_free(encoded);
	return done;
}

static bool make_body(const struct aws_role *role, const char *token, struct bytes *body)
{
	return add(body, "Action", token ? "AssumeRoleWithWebIdentity" : "AssumeRole") &&
	       add(body, "Version", API_VERSION) && add(body, "RoleArn", role->arn) &&
	       add(body, "RoleSessionName", role->session ? role->session : "doctranslate") &&
	       add(body, "DurationSeconds", role->seconds) &&
	       add(body, "ExternalId", token ? NULL : role->external_id) &&
	       add(body, "WebIdentityToken", token);
}

/* The region's own: one far away would be one more that can fail. */
static bool make_url(const struct aws *aws, struct bytes *url)
{
	const char *given = variable("AWS_ENDPOINT_URL_STS");

	if (given)
		return bytes_add_string(url, given) &&
		       bytes_add(url, "/", given[strlen(given) - 1] == '/' ? 0 : 1);
	return bytes_add_string(url, "https://sts.") && bytes_add_string(url, aws->region) &&
	       bytes_add_string(url, ".") && bytes_add_string(url, aws_domain(aws)) &&
	       bytes_add_string(url, "/");
}

static dt_status sign(void *ctx, const struct net_to_sign *what, struct net_signing *signing,
		      struct dt_error *err)
{
	struct aws *aws = ctx;

	/* they are looked for anew: the service has said that others have ended */
	if (!aws->role.base.id) {
		err->failure = DT_FAILURE_PARTIAL_OUTAGE;
		return dt_fail(err, DT_E_UNAVAILABLE, "keys for %s are being fetched", aws->name);
	}
	return aws_sign_with(&aws->role.base, aws->region, "sts", what, signing, err);
}

void aws_assume(struct aws *aws)
{
	struct net_header type = { "Content-Type", "application/x-www-form-urlencoded" };
	struct net_request request = {
		.headers = &type, .n_headers = 1, .time_ms = 15000, .flags = NET_ASIDE
	};
	const struct aws_role *role = &aws->role;
	char *token = role->token_file ? aws_token_read(role->token_file) : NULL;
	struct bytes url = { 0 }, body = { 0 };

	if (role->token_file && (!token || !*token)) {
		aws_fetch_fail(aws, DT_FAILURE_AUTHENTICATION,
			       "the file of the web identity token, %.200s, cannot be read or is "
			       "empty",
			       role->token_file);
	} else if (make_url(aws, &url) && make_body(role, token, &body)) {
		request.url = url.at;
		request.body = body.at;
		request.length = body.n;
		if (!token) {
			request.sign = sign;
			request.sign_ctx = aws;
		}
		net_send(aws->client, NULL, &request, judge, answered, aws);
	} else {
		aws_fetch_fail(aws, DT_FAILURE_UNKNOWN, "no memory to fetch keys for %s",
			       aws->name);
	}
	if (body.at)
		explicit_bzero(body.at, body.n);
	bytes_free(&body);
	bytes_free(&url);
	forget(token);
}
