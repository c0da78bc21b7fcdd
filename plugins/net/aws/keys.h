/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * keys.h - a set of keys that was found, and where keys are found without a network.
 */
#ifndef NET_AWS_KEYS_H
#define NET_AWS_KEYS_H

#include "aws.h"
#include "sign.h"

/* Owns its texts; zero has none. */
struct aws_found {
	char *id, *secret, *token;
	int64_t ends; /* seconds since 1970; 0: never */
};

/* A role whose keys are asked for; owns its texts.  arn NULL: there is none. */
struct aws_role {
	char *arn, *session, *external_id, *seconds;
	char *token_file;      /* of a web identity; NULL: the request is signed with base */
	struct aws_found base; /* id NULL: those of the container or the machine */
};

void aws_role_clear(struct aws_role *role);

bool aws_found_set(struct aws_found *found, const char *id, const char *secret, const char *token,
		   int64_t ends);
/* Secrets are overwritten. */
void aws_found_clear(struct aws_found *found);

/* From options, environment and files; found->id NULL: there are none, but maybe a role.  Half a
 * key is an error. */
dt_status aws_keys_here(const struct aws_options *options, struct aws_found *found,
			struct aws_role *role, struct dt_error *err);
/* From JSON as containers and machines answer; false: it has no keys. */
bool aws_keys_read(const char *body, size_t n, struct aws_found *found);
/* The name of the profile, by option and environment. */
const char *aws_profile_here(const struct aws_options *options);
/* The region by option, environment and file, to be freed; NULL: none. */
char *aws_region_here(const struct aws_options *options);

#endif
