/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "fetch.h"

#include "plugins/net/clock.h"

#include <stdlib.h>
#include <string.h>

/* Seconds before their end from which keys are fetched anew, and are not used any more. */
#define EARLY	300
#define LATE	10
#define SOON_MS 20

struct aws *aws_new(const char *name, const char *code, const struct aws_options *options,
		    struct dt_error *err)
{
	struct aws *aws = calloc(1, sizeof(*aws));

	if (!aws) {
		dt_fail(err, DT_E_SYSTEM, "no memory for %s", name);
		return NULL;
	}
	aws->name = name;
	aws->code = code;
	aws->options = options;
	aws->region = aws_region_here(options);
	if (!aws->region)
		dt_fail(err, DT_E_CONFIG,
			"%s has no region: the option region or AWS_REGION gives one, such as "
			"eu-west-1",
			name);
	else if (strspn(aws->region, "abcdefghijklmnopqrstuvwxyz0123456789-") !=
		 strlen(aws->region))
		dt_fail(err, DT_E_CONFIG,
			"\"%.60s\" is no region of Amazon: wanted is one such as "
			"eu-west-1",
			aws->region);
	else if (aws_keys_here(options, &aws->keys, &aws->role, err) == DT_OK)
		return aws;
	aws_free(aws);
	return NULL;
}

void aws_free(struct aws *aws)
{
	if (!aws)
		return;
	aws_found_clear(&aws->keys);
	aws_role_clear(&aws->role);
	aws_fetch_clear(&aws->fetch);
	free(aws->region);
	free(aws);
}

const char *aws_region(const struct aws *aws)
{
	return aws->region;
}

const char *aws_domain(const struct aws *aws)
{
	return strncmp(aws->region, "cn-", 3) ? "amazonaws.com" : "amazonaws.com.cn";
}

void aws_use(struct aws *aws, struct net_client *client)
{
	aws->client = client;
	net_client_judge(client, aws_judge, aws);
}

/* When those that wait for keys look again: all of them do, so later the longer it takes. */
static uint32_t retry_ms(const struct aws_fetch *fetch)
{
	int64_t now = clock_ms();

	if (fetch->under_way)
		return SOON_MS + (uint32_t)(now - fetch->began_at) / 4;
	return fetch->next_at - now > SOON_MS ? (uint32_t)(fetch->next_at - now) : SOON_MS;
}

/* Are there keys to sign with?  Fetches new ones in time. */
static dt_status need_keys(struct aws *aws, int64_t now, struct dt_error *err)
{
	const struct aws_found *keys = &aws->keys;
	bool ending = keys->ends && keys->ends - now < EARLY;
	bool usable = keys->id && (!keys->ends || keys->ends - now > LATE);

	if ((!usable || ending) && !aws->fetch.under_way && clock_ms() >= aws->fetch.next_at)
		aws_fetch_start(aws);
	/* a fetch that could not even begin has failed by now */
	if (usable)
		return DT_OK;
	if (aws->fetch.under_way || aws->fetch.tries) {
		err->retry_ms = retry_ms(&aws->fetch);
		return dt_fail(err, DT_E_UNAVAILABLE, "keys for %s are being fetched", aws->name);
	}
	*err = aws->fetch.error;
	if (err->status == DT_OK) {
		err->failure = DT_FAILURE_AUTHENTICATION;
		dt_fail(err, DT_E_REFUSED, "the keys for %s have ended, and so have the new ones",
			aws->name);
	}
	return err->status;
}

dt_status aws_sign_with(const struct aws_found *found, const char *region, const char *service,
			const struct net_to_sign *what, struct net_signing *signing,
			struct dt_error *err)
{
	struct aws_scope scope = { region, service, clock_wall() / 1000, false };
	struct aws_keys keys = { found->id, found->secret, found->token };
	char date[AWS_DATE_SIZE], *authorization;
	bool done;

	authorization = aws_authorization(what, &keys, &scope, date);
	done = authorization && net_signing_add(signing, "X-Amz-Date", date) &&
	       (!keys.token || net_signing_add(signing, "X-Amz-Security-Token", keys.token)) &&
	       net_signing_add(signing, "Authorization", authorization);
	free(authorization);
	return done ? DT_OK : dt_fail(err, DT_E_SYSTEM, "no memory for a signature");
}

dt_status aws_sign(void *ctx, const struct net_to_sign *what, struct net_signing *signing,
		   struct dt_error *err)
{
	struct aws *aws = ctx;

	if (need_keys(aws, clock_wall() / 1000, err) != DT_OK)
		return err->status;
	return aws_sign_with(&aws->keys, aws->region, aws->code, what, signing, err);
}
