/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * state.h - what the files of this folder share: the daemon, its connections, an exchange.
 *
 * Threads: an exchange belongs to the daemon's thread of its connection, except between
 * exchange_later and the end of its work, when it belongs to one thread of the work pool and the
 * connection is suspended.  A connection's phase and numbers are read by the watch at any time.
 */
#ifndef DT_SERVE_STATE_H
#define DT_SERVE_STATE_H

#include "arena.h"
#include "daemon.h"
#include "router.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

#define CONNECTION_POOL_BYTES 32768 /* of libmicrohttpd, for a connection's headers both ways */
#define FIELD_BYTES	      (4u << 20) /* text fields of a form, together */
#define FORM_PARTS	      64
#define QUIET_BODY_BYTES      65536 /* what is read and dropped of a body that nobody wants */

enum phase {
	PHASE_FRESH, /* connected, no byte yet asked for */
	PHASE_IDLE,  /* between requests */
	PHASE_HEAD,  /* some of a header is there */
	PHASE_BODY,  /* the body comes */
	PHASE_ANSWER /* is thought about, or sent */
};

/* A socket.  Listed in the watch, under its lock; freed when it is closed. */
struct connection {
	struct connection *next, *previous;
	struct address_count *counted; /* NULL: without a bound */
	int fd;
	char address[INET6_ADDRSTRLEN];
	bool loopback;
	bool linger;	       /* closed before the whole request was read: let the answer arrive */
	_Atomic int phase;     /* enum phase */
	_Atomic int64_t since; /* of this phase, monotonic microseconds */
	_Atomic uint64_t received; /* bytes of this body */
	uint64_t mark;		   /* of TCP's count of bytes when it became idle; the watch's */
	int64_t marked;		   /* since of that idleness, 0: none; the watch's, as are: */
	bool given_up;
	uint64_t received_before;
};

struct pair {
	struct pair *next;
	const char *name, *value;
};

struct form_part {
	struct form_part *next;
	char *name, *value; /* value: of a field, malloc */
	size_t size, room;
	struct form_file file; /* path NULL: a field */
	char *path;
	char sha256[65];
};

enum reply_kind { REPLY_NONE, REPLY_TEXT, REPLY_FILE, REPLY_STREAM };

struct reply {
	enum reply_kind kind;
	int status;
	const char *media_type;
	char *text; /* malloc; of REPLY_TEXT */
	size_t size;
	int fd; /* of REPLY_FILE */
	uint64_t offset, length;
	struct stream *stream;
	struct pair *headers;
	const char *error, *sentence; /* of the envelope */
};

enum stage {
	STAGE_NEW,
	STAGE_BODY,
	STAGE_READING, /* a big JSON body is read on the pool */
	STAGE_READY,
	STAGE_WORKING,
	STAGE_ANSWERED,
	STAGE_SENT
};

struct exchange {
	struct daemon *daemon;
	struct connection *connection;
	struct MHD_Connection *mhd;
	const struct route *route;
	const char *method, *path;
	char id[129];
	struct arena arena;
	const char *owner, *base_url, *traceparent;
	struct span *span; /* of the hooks begun and finished, which end it */
	struct path_values values;
	enum stage stage;
	bool head;	  /* HEAD */
	bool needs_host;  /* HTTP/1.1 */
	bool has_body;	  /* one is said to come */
	bool close;	  /* nothing more on this connection */
	bool handed_over; /* to the work pool */
	int64_t started_us;
	uint64_t announced; /* Content-Length, UINT64_MAX: chunked */
	/* the body */
	uint64_t body_bytes;
	char *text;
	size_t text_size, text_room;
	json_t *json;
	struct form *form;
	/* the work */
	void (*work)(struct exchange *exchange, void *ctx);
	void *work_ctx;
	struct exchange *next_work;
	struct stream *bell; /* made, and not yet answered with */

	struct reply reply;
};

struct daemon {
	struct daemon_options options;
	struct router *router;
	struct MHD_Daemon *mhd;
	struct watch *watch;
	struct work *work;
	struct streams *streams;
	unsigned port;
	int listener; /* -1 once it is closed */
	_Atomic bool draining;
	_Atomic unsigned exchanges;
	_Atomic uint64_t bodies_bytes;
};

int64_t http_now_us(void); /* monotonic */

/* exchange.c */
struct exchange *exchange_new(struct daemon *daemon, struct MHD_Connection *mhd, const char *url,
			      const char *method);
void exchange_free(struct exchange *exchange, bool complete);
void exchange_make_id(char id[40]);

/* admit.c: what can be said by the header alone; false: refused, the reply is there */
bool exchange_admit(struct exchange *exchange);

/* parameters.c: query and path by the schemas of the route */
bool exchange_check_parameters(struct exchange *exchange);

/* body.c; each false: the reply is there */
bool body_begin(struct exchange *exchange);
bool body_feed(struct exchange *exchange, const char *data, size_t size);
bool body_end(struct exchange *exchange);
bool body_is_big(const struct exchange *exchange);
void body_clear(struct exchange *exchange);

/* form.c */
bool form_begin(struct exchange *exchange);
bool form_feed(struct exchange *exchange, const char *data, size_t size);
bool form_end(struct exchange *exchange);
void form_free(struct form *form);
/* Uploads that a process which is no more has left. */
void form_sweep(const char *folder);

/* reply.c */
enum MHD_Result reply_send(struct exchange *exchange);
/* In the middle of a body, where libmicrohttpd takes no answer. */
void reply_send_raw(struct exchange *exchange);
void reply_clear(struct reply *reply);
const char *reply_header(const struct reply *reply, const char *name);

/* handler.c */
enum MHD_Result http_handle(void *cls, struct MHD_Connection *mhd, const char *url,
			    const char *method, const char *version, const char *data, size_t *size,
			    void **ctx);
void http_completed(void *cls, struct MHD_Connection *mhd, void **ctx,
		    enum MHD_RequestTerminationCode code);

#endif
