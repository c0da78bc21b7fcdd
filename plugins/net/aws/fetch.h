/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fetch.h - keys of a container or of the machine's role, fetched through the client itself.
 *
 * All of struct aws but the client's own queue is touched by the thread of the client alone,
 * once the first request is sent.
 */
#ifndef NET_AWS_FETCH_H
#define NET_AWS_FETCH_H

#include "keys.h"

struct aws_fetch {
	bool under_way;
	uint32_t tries;	 /* that have failed, of those that belong together */
	int64_t next_at; /* ms: not again before */
	int64_t began_at;
	char *token; /* of the metadata service */
	struct dt_error error;
};

struct aws {
	const char *name, *code;
	const struct aws_options *options;
	char *region;
	struct net_client *client;
	struct aws_found keys;
	struct aws_role role; /* the keys are to be those of it */
	int64_t fetched_at;   /* ms; 0: keys are not fetched ones */
	struct aws_fetch fetch;
};

/* Sets under_way until new keys are there, error says why not, or another try is due at next_at. */
void aws_fetch_start(struct aws *aws);
void aws_fetch_clear(struct aws_fetch *fetch);

/* For sts.c: keys are there; they are not to be had; or, true, another try is due. */
void aws_fetch_done(struct aws *aws);
__attribute__((format(printf, 3, 4))) void aws_fetch_fail(struct aws *aws, enum dt_failure failure,
							  const char *format, ...);
bool aws_fetch_again(struct aws *aws, const struct dt_error *err);
/* The first line of a file with a token, to be freed; NULL: it cannot be read. */
char *aws_token_read(const char *path);
/* sts.c: asks for the keys of the role. */
void aws_assume(struct aws *aws);
/* aws.c: a signature with these keys. */
dt_status aws_sign_with(const struct aws_found *found, const char *region, const char *service,
			const struct net_to_sign *what, struct net_signing *signing,
			struct dt_error *err);

#endif
