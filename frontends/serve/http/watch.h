/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * watch.h - knows every connection, and ends those that take too long.
 *
 * libmicrohttpd's own timeout begins anew with each byte: a client that sends one a minute would
 * hold a connection for ever.  One thread looks at all a few times a second: a header has to be
 * there in time, a body has to come at a rate.  It also counts connections by address, lets the
 * answers to refused uploads arrive before their sockets are closed (RFC 9112, 9.6), and beats the
 * hearts of streams.
 */
#ifndef DT_SERVE_WATCH_H
#define DT_SERVE_WATCH_H

#include "state.h"

struct watch;

struct watch *watch_new(struct daemon *daemon, struct dt_error *err); /* its thread runs */
void watch_free(struct watch *watch); /* after libmicrohttpd's daemon */
unsigned watch_connections(struct watch *watch);

/* Callbacks of libmicrohttpd; cls is the daemon. */
enum MHD_Result watch_accept(void *cls, const struct sockaddr *address, socklen_t size);
void watch_connection(void *cls, struct MHD_Connection *mhd, void **context,
		      enum MHD_ConnectionNotificationCode what);

#endif
