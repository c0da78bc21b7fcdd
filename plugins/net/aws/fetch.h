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
	int64_t fetched_at; /* ms; 0: keys are not fetched ones */
	struct aws_fetch fetch;
};

/* Sets under_way until new keys are there, error says why not, or another try is due at next_at. */
void aws_fetch_start(struct aws *aws);
void aws_fetch_clear(struct aws_fetch *fetch);

#endif
