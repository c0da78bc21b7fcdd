/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sign.h - Signature Version 4 of Amazon's services.
 *
 * Method: "Signature Version 4 signing process" of the IAM user guide. The path is encoded a
 * second time, since it stands encoded in the address already (S3 alone does not); the query is
 * sorted by its encoded names; signed are the headers that are given, host, the date and the
 * session token.  Pure functions, any thread.
 */
#ifndef NET_AWS_SIGN_H
#define NET_AWS_SIGN_H

#include "plugins/net/client.h"

struct aws_keys {
	const char *id, *secret;
	const char *token; /* of a session, or NULL */
};

struct aws_scope {
	const char *region, *service;
	int64_t seconds; /* since 1970 */
	bool s3;
};

enum { AWS_DATE_SIZE = 17 };

/*
 * The value of the header Authorization, to be freed; NULL without memory.  date gets that of
 * X-Amz-Date.  The session token is signed as X-Amz-Security-Token.
 */
char *aws_authorization(const struct net_to_sign *what, const struct aws_keys *keys,
			const struct aws_scope *scope, char date[AWS_DATE_SIZE]);

#endif
