/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * net_asked.h - a client of tests/servers/faults-server, and what comes of requests to it.
 *
 * For suites of the HTTP client.  setup and teardown are the fixtures; a test changes options, then
 * calls reopen.
 */
#ifndef DT_TESTS_NET_ASKED_H
#define DT_TESTS_NET_ASKED_H

#include "plugins/net/client.h"

#include "local_server.h"
#include "suite.h"

#include <stdatomic.h>

extern struct net_options options;
extern struct net_client *client;

/* The host: what it says, and the sum of what it was told. */
extern atomic_bool is_cancelled, is_winding_down;
extern struct dt_usage used;
extern const struct dt_call call, other_job;

struct result {
	uint32_t status, requests, failure;
	dt_status error;
	char text[500], body[4000];
	size_t length;
	int64_t at; /* ms */
};

/* How many requests have ended since it was set to 0. */
extern int n_done;

void setup(void);
void teardown(void);
/* A client by options; reopen ends the one that is there first. */
void open_client(void);
void reopen(void);

/* A net_done; ctx is a struct result. */
void done(void *ctx, const struct net_reply *reply, const struct dt_error *err);
void post(const struct dt_call *of, const char *url, struct result *result);
/* Until so many have ended. */
void wait_for(int n);
/* Posts, and waits. */
struct result ask(const char *url);
/* A number of the server's log. */
long logged(const char *name);

int64_t now_ms(void);
/* How much longer than on a machine that does nothing else things may take here. */
int64_t patience(void);

#endif
