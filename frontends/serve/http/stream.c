/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "stream.h"
#include "state.h"

#include "../jobs/jobs.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The lock of a stream is never held while the hub is asked: the hub wakes under its own. */
struct stream {
	struct stream *next, *previous;
	struct streams *streams;
	struct subscription *subscription;
	struct MHD_Connection *mhd;
	char *job, *base_url, *closing;
	bool full_events, listed;

	pthread_mutex_t lock;
	bool woken, asleep, ping, ending; /* under it */
	int64_t spoke_us;		  /* under it */

	char *pending; /* the reader's: what did not fit yet */
	size_t size, sent;
	bool over;
};

struct streams {
	pthread_mutex_t lock;
	struct stream *first;
	unsigned n;
	int64_t heartbeat_us;
	bool ending;
};

struct streams *streams_new(double heartbeat_s)
{
	struct streams *streams = calloc(1, sizeof(*streams));

	if (!streams)
		return NULL;
	pthread_mutex_init(&streams->lock, NULL);
	streams->heartbeat_us = (int64_t)(heartbeat_s * 1e6);
	return streams;
}

void streams_free(struct streams *streams)
{
	if (!streams)
		return;
	pthread_mutex_destroy(&streams->lock);
	free(streams);
}

unsigned streams_count(struct streams *streams)
{
	unsigned n;

	pthread_mutex_lock(&streams->lock);
	n = streams->n;
	pthread_mutex_unlock(&streams->lock);
	return n;
}

/* With the lock of the stream. */
static void rouse(struct stream *stream)
{
	if (!stream->asleep)
		return;
	stream->asleep = false;
	MHD_resume_connection(stream->mhd);
}

void streams_beat(struct streams *streams, int64_t now_us)
{
	struct stream *stream;

	pthread_mutex_lock(&streams->lock);
	for (stream = streams->first; stream; stream = stream->next) {
		pthread_mutex_lock(&stream->lock);
		if (stream->asleep && now_us - stream->spoke_us >= streams->heartbeat_us) {
			stream->ping = true;
			rouse(stream);
		}
		pthread_mutex_unlock(&stream->lock);
	}
	pthread_mutex_unlock(&streams->lock);
}

void streams_end(struct streams *streams)
{
	struct stream *stream;

	pthread_mutex_lock(&streams->lock);
	streams->ending = true;
	for (stream = streams->first; stream; stream = stream->next) {
		pthread_mutex_lock(&stream->lock);
		stream->ending = true;
		rouse(stream);
		pthread_mutex_unlock(&stream->lock);
	}
	pthread_mutex_unlock(&streams->lock);
}

/* ---- one ------------------------------------------------------------------------------ */

struct stream *stream_new(struct streams *streams)
{
	struct stream *stream = calloc(1, sizeof(*stream));

	if (!stream)
		return NULL;
	stream->streams = streams;
	pthread_mutex_init(&stream->lock, NULL);
	return stream;
}

void stream_wake(struct stream *stream)
{
	pthread_mutex_lock(&stream->lock);
	stream->woken = true;
	rouse(stream);
	pthread_mutex_unlock(&stream->lock);
}

bool stream_open(struct stream *stream, struct subscription *subscription,
		 struct MHD_Connection *mhd, const char *job, const char *base_url,
		 bool full_events, const char *closing)
{
	struct streams *streams = stream->streams;

	stream->subscription = subscription;
	stream->mhd = mhd;
	stream->job = strdup(job);
	stream->base_url = strdup(base_url);
	stream->closing = closing ? strdup(closing) : NULL;
	stream->full_events = full_events;
	stream->spoke_us = http_now_us();
	if (!stream->job || !stream->base_url)
		return false;
	pthread_mutex_lock(&streams->lock);
	stream->ending = streams->ending;
	stream->next = streams->first;
	if (stream->next)
		stream->next->previous = stream;
	streams->first = stream;
	streams->n++;
	stream->listed = true;
	pthread_mutex_unlock(&streams->lock);
	return true;
}

static void unlist(struct stream *stream)
{
	struct streams *streams = stream->streams;

	pthread_mutex_lock(&streams->lock);
	if (stream->previous)
		stream->previous->next = stream->next;
	else
		streams->first = stream->next;
	if (stream->next)
		stream->next->previous = stream->previous;
	streams->n--;
	pthread_mutex_unlock(&streams->lock);
}

void stream_free(struct stream *stream)
{
	if (stream->listed)
		unlist(stream);
	if (stream->subscription)
		subscription_end(stream->subscription);
	pthread_mutex_destroy(&stream->lock);
	free(stream->pending);
	free(stream->job);
	free(stream->base_url);
	free(stream->closing);
	free(stream);
}

/* ---- what is sent ---------------------------------------------------------------------- */

static bool next_text(struct stream *stream, bool ping)
{
	struct job_event event;

	if (!subscription_take(stream->subscription, &event)) {
		stream->pending = ping ? strdup(": ping\n\n") : NULL;
		stream->size = strlen(": ping\n\n");
	} else if (event.json) {
		stream->pending =
			stream_event_text(event.json, event.sequence, event.last, stream->job,
					  stream->base_url, stream->full_events, &stream->size);
		stream->over = event.last || !stream->pending;
	} else { /* nothing more comes */
		stream->pending = stream->closing;
		stream->size = stream->closing ? strlen(stream->closing) : 0;
		stream->closing = NULL;
		stream->over = true;
	}
	stream->sent = 0;
	return stream->pending;
}

static size_t put_pending(struct stream *stream, char *to, size_t room)
{
	size_t n = stream->size - stream->sent;

	if (n > room)
		n = room;
	memcpy(to, stream->pending + stream->sent, n);
	stream->sent += n;
	if (stream->sent == stream->size) {
		free(stream->pending);
		stream->pending = NULL;
	}
	return n;
}

/* Whether there is more to do; false: asleep now. */
static bool sleep_or_go_on(struct stream *stream)
{
	bool go_on;

	pthread_mutex_lock(&stream->lock);
	go_on = stream->woken || stream->ping || stream->ending;
	if (!go_on) {
		stream->asleep = true;
		MHD_suspend_connection(stream->mhd);
	}
	pthread_mutex_unlock(&stream->lock);
	return go_on;
}

static void look(struct stream *stream, bool *ping, bool *ending)
{
	pthread_mutex_lock(&stream->lock);
	*ping = stream->ping;
	*ending = stream->ending;
	stream->ping = stream->woken = false;
	pthread_mutex_unlock(&stream->lock);
}

static void note_speech(struct stream *stream)
{
	pthread_mutex_lock(&stream->lock);
	stream->spoke_us = http_now_us();
	pthread_mutex_unlock(&stream->lock);
}

static ssize_t read_stream(void *cls, uint64_t position, char *to, size_t room)
{
	struct stream *stream = cls;
	bool ping, ending;
	size_t n = 0;

	(void)position;
	for (;;) {
		look(stream, &ping, &ending);
		while (n < room &&
		       (stream->pending || (!stream->over && !ending && next_text(stream, ping)))) {
			n += put_pending(stream, to + n, room - n);
			ping = false;
		}
		if (n) {
			note_speech(stream);
			return (ssize_t)n;
		}
		if (stream->over || ending)
			return MHD_CONTENT_READER_END_OF_STREAM;
		if (!sleep_or_go_on(stream))
			return 0;
	}
}

static void end_stream(void *cls)
{
	stream_free(cls);
}

struct MHD_Response *stream_response(struct stream *stream)
{
	return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 2048, read_stream, stream,
						 end_stream);
}

/* ---- of an exchange -------------------------------------------------------------------- */

void *exchange_bell(struct exchange *exchange)
{
	if (!exchange->bell)
		exchange->bell = stream_new(exchange->daemon->streams);
	return exchange->bell;
}

void exchange_wake(void *bell)
{
	stream_wake(bell);
}

static bool says_yes(const char *text)
{
	return text && (strcmp(text, "1") == 0 || strcasecmp(text, "true") == 0 ||
			strcasecmp(text, "yes") == 0 || strcasecmp(text, "on") == 0);
}

void exchange_answer_stream(struct exchange *exchange, struct subscription *subscription,
			    const char *closing)
{
	struct stream *stream = exchange_bell(exchange);
	const char *job = exchange_path(exchange, "job_id");
	struct reply *reply = &exchange->reply;

	if (!stream || reply->kind) {
		subscription_end(subscription);
		if (!stream)
			exchange_fail(exchange, 503, "internal_error", NULL, "out of memory");
		return;
	}
	if (!stream_open(stream, subscription, exchange->mhd, job ? job : "", exchange->base_url,
			 says_yes(exchange_query(exchange, "full_events")), closing)) {
		exchange_fail(exchange, 503, "internal_error", NULL, "out of memory");
		return; /* the bell is freed with the exchange */
	}
	exchange_set_header(exchange, "Cache-Control", "no-cache");
	exchange_set_header(exchange, "X-Accel-Buffering", "no");
	if (exchange->head) {
		exchange_answer_text(exchange, 200, "text/event-stream; charset=utf-8", NULL, 0);
		return;
	}
	exchange->bell = NULL;
	reply->kind = REPLY_STREAM;
	reply->status = 200;
	reply->media_type = "text/event-stream; charset=utf-8";
	reply->stream = stream;
}
