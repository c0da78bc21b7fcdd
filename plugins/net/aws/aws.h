/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * aws.h - who asks a service of Amazon, where, and what it says when it fails.
 *
 * A plugin's struct of options has a member "struct aws_options aws" and in its schema
 * AWS_OPTIONS(T).  It makes a struct aws first (which knows the region, and so the address), then
 * the client, and hands each request out with sign = aws_sign, sign_ctx = the struct aws.
 *
 * Keys are looked for in this order, and the first place that has any is the only one asked:
 *   1. the options access_key, secret_key, session_token
 *   2. AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
 *   3. the profile (option, AWS_PROFILE, "default") in AWS_SHARED_CREDENTIALS_FILE
 *      (~/.aws/credentials), then in AWS_CONFIG_FILE (~/.aws/config)
 *      (one that is asked for has to be there; one that gets its keys from a single sign-on
 *      or a program is refused, rather than passed over for what comes next; with role_arn it
 *      gets those of the role, from the Security Token Service)
 *   4. AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN: the role of a service account of EKS
 *   5. AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI: tasks of ECS, App Runner, pods
 *   6. the machine's role, by version 2 of the instance metadata service, unless
 *      AWS_EC2_METADATA_DISABLED is "true"
 * Those of roles, 5 and 6 end: they are fetched again five minutes before, while others are sent.
 * Requests that are to be signed meanwhile wait in the client's queue; nothing blocks.
 *
 * Region: the option, AWS_REGION, AWS_DEFAULT_REGION, the profile's in AWS_CONFIG_FILE.
 */
#ifndef NET_AWS_H
#define NET_AWS_H

#include "plugins/net/client.h"

struct aws_options {
	const char *region, *profile;
	const char *access_key, *secret_key, *session_token;
};

#define AWS_OPTION(T, name, type, flags, help)                                                     \
	{                                                                                          \
#name, type, flags, DT_FIELD(T, aws.name, const char *), NULL, 0, 0, NULL, help    \
	}

#define AWS_OPTIONS(T)                                                                             \
	AWS_OPTION(T, region, DT_STRING, DT_FROM_ENVIRONMENT,                                      \
		   "region of Amazon, such as eu-west-1; without it AWS_REGION or the profile's"), \
		AWS_OPTION(T, profile, DT_STRING, DT_FROM_ENVIRONMENT,                             \
			   "profile in the file of shared credentials"),                           \
		AWS_OPTION(T, access_key, DT_SECRET, 0,                                            \
			   "access key id; without it those of the environment or the machine"),   \
		AWS_OPTION(T, secret_key, DT_SECRET, 0, "secret access key, with access_key"),     \
		AWS_OPTION(T, session_token, DT_SECRET, 0, "token of a session, with access_key")

struct aws;

/* options must stay until aws_free.  name: of the service, for sentences; code: in signatures
 * ("bedrock").  Fails when no region is known, or a key without the other half is given. */
struct aws *aws_new(const char *name, const char *code, const struct aws_options *options,
		    struct dt_error *err);
/* After net_client_free. */
void aws_free(struct aws *aws);
const char *aws_region(const struct aws *aws);
/* The domain of its part of the world: "amazonaws.com", "amazonaws.com.cn". */
const char *aws_domain(const struct aws *aws);
/* The client through which keys are fetched, and whose answers aws_judge reads from now on; once,
 * before the first request. */
void aws_use(struct aws *aws, struct net_client *client);

/* For net_request.sign; ctx is a struct aws. [thread of the client] */
dt_status aws_sign(void *ctx, const struct net_to_sign *what, struct net_signing *signing,
		   struct dt_error *err);

/*
 * A net_judge, ctx is a struct aws: says what an answer of 300 and above means, by the name of the
 * error in x-amzn-errortype or the body's __type ("ThrottlingException"), and by its words.  Keys
 * that have ended are forgotten, so that the next try has new ones. [thread of the client]
 */
void aws_judge(void *ctx, const struct net_reply *reply, struct dt_error *err);

#endif
