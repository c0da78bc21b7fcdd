/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * daemon.h - listens, and turns connections into exchanges.
 *
 * A few threads of libmicrohttpd's epoll loop run everything that is quick; a pool of a few more
 * runs what exchange_later is given; one watches deadlines and beats the hearts of streams.  A
 * connection that waits, for work or for events, holds no thread.
 */
#ifndef DT_SERVE_DAEMON_H
#define DT_SERVE_DAEMON_H

#include "exchange.h"

#include <doctranslate/plugin.h>

struct daemon;

/* What an exchange came to, for logs, metrics and traces. */
struct exchange_outcome {
	int status;	      /* 0: the client went away before the answer */
	int64_t started_us;   /* of the monotonic clock: when the headers were there */
	int64_t took_us;      /* until the last byte was given to the system, or the end */
	uint64_t bytes_in;    /* of the body */
	const char *method;   /* as sent */
	const char *path;     /* as sent, without the query */
	const char *peer;     /* address */
	const char *error;    /* code of the error envelope, or NULL */
	const char *sentence; /* of the error envelope, or NULL */
	bool complete;	      /* the whole answer was sent */
};

/* Other parts, called by the daemon; each may be NULL. */
struct daemon_hooks {
	/* Before anything is judged: the header is there, no route is known yet. */
	void (*begun)(struct service *service, struct exchange *exchange);
	bool (*cors)(struct service *service, struct exchange *exchange);   /* access_cors */
	bool (*access)(struct service *service, struct exchange *exchange); /* access_check */
	/* The route of the exchange is NULL when there was none. */
	void (*finished)(struct service *service, const struct exchange *exchange,
			 const struct exchange_outcome *outcome);
};

/* 0 and NULL take the preset. Texts are borrowed until daemon_free. */
struct daemon_options {
	const char *host;		   /* "0.0.0.0" */
	unsigned port;			   /* 0: any that is free */
	unsigned threads, workers;	   /* 2, 4 */
	const struct route *const *routes; /* lists; each ends with a row without path */
	size_t n_routes;		   /* lists */
	struct service *service;
	struct daemon_hooks hooks;

	const char *tmp_root;	       /* uploads, until they are taken; same file system as jobs */
	const char *public_base_url;   /* NULL: from the request */
	const char *request_id_header; /* "X-Request-ID" */
	uint64_t max_upload_bytes;     /* 64 MiB */
	double heartbeat_s;	       /* 15 */

	unsigned max_connections;	      /* 8192, at most what the system lets us open */
	unsigned max_connections_per_address; /* 1024; loopback, where proxies are, has no bound */
	unsigned max_headers, max_header_bytes; /* 100, 16384; more is 431 */
	double header_s;			/* 10: until the whole header is there */
	double idle_s;		   /* 60: between requests, and while nothing moves in an answer */
	double body_grace_s;	   /* 10, then on average at least: */
	double body_bytes_s;	   /* 1024 */
	uint64_t max_bodies_bytes; /* 512 MiB: JSON bodies in memory, of all; more is 503 */
};

/* Listens and serves. */
struct daemon *daemon_start(const struct daemon_options *options, struct dt_error *err);
unsigned daemon_port(const struct daemon *daemon);
/* Stops accepting, ends streams and idle connections, waits so long for the answers that are under
 * way; false: some were not done. */
bool daemon_drain(struct daemon *daemon, int64_t time_ms);
/* Ends everything; waits for the work that runs. */
void daemon_free(struct daemon *daemon);

struct daemon_state {
	unsigned connections, exchanges, streams, work_waiting;
};
void daemon_state(struct daemon *daemon, struct daemon_state *state);

#endif
