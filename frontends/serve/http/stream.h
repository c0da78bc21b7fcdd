/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * stream.h - server-sent events of a job (WHATWG HTML, 9.2) over suspended connections.
 *
 * A stream without an event holds a socket, a few kilobytes, and no thread.  The subscription's
 * wake resumes its connection; one timer for all of them writes ": ping" after so much silence.
 * It ends after the job's last event, or when the daemon drains: the client comes again with
 * Last-Event-ID then.
 */
#ifndef DT_SERVE_STREAM_H
#define DT_SERVE_STREAM_H

#include "exchange.h"

#include <microhttpd.h>

struct stream;
struct streams; /* all of a daemon */

struct streams *streams_new(double heartbeat_s);
void streams_free(struct streams *streams); /* when none is left */
/* By the watch, a few times a second. */
void streams_beat(struct streams *streams, int64_t now_us);
void streams_end(struct streams *streams); /* all, soon */
unsigned streams_count(struct streams *streams);

/* It waits for its subscription; stream_wake may come before that. NULL: no memory. */
struct stream *stream_new(struct streams *streams);
/* From any thread, until the subscription has ended. */
void stream_wake(struct stream *stream);
/* The stream ends the subscription, wherever it ends itself.  Texts are copied; false: no memory,
 * the subscription is taken all the same. */
bool stream_open(struct stream *stream, struct subscription *subscription,
		 struct MHD_Connection *mhd, const char *job, const char *base_url,
		 bool full_events, const char *closing);
struct MHD_Response *stream_response(struct stream *stream); /* owns the stream, unless NULL */
void stream_free(struct stream *stream);

/* The wire form: event, data, id, an empty line. The caller frees; NULL: no memory. */
char *stream_event_text(const char *json, uint64_t sequence, bool last, const char *job,
			const char *base_url, bool full_events, size_t *size);

#endif
