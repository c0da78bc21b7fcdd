/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "progress.h"

#include "bar.h"
#include "calls.h"
#include "common/event_json.h"
#include "json_text.h"

#include <langinfo.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { REDRAW_MS = 100, LINE = 1024 };

struct progress_document {
	struct progress *progress;
	struct progress_document *next;
	const char *input;
	double percent;
	uint64_t pages; /* 0: not known yet */
	uint64_t page_told;
	uint64_t pages_seen, page_total; /* that can be looked at */
	bool done;
	int64_t last_json; /* of an update, ms */
	char last_stage[64];
	struct calls calls;
};

struct progress {
	pthread_mutex_t lock; /* over all below, and over both outputs */
	struct progress_options options;
	struct progress_document *documents, **last;
	size_t expected; /* documents */
	bool drawn, unicode;
	int64_t started, last_draw;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct progress *progress_new(const struct progress_options *options)
{
	struct progress *progress = calloc(1, sizeof(*progress));

	if (!progress)
		return NULL;
	pthread_mutex_init(&progress->lock, NULL);
	progress->options = *options;
	progress->options.bar = options->bar && isatty(STDERR_FILENO);
	progress->unicode = !strcmp(nl_langinfo(CODESET), "UTF-8");
	progress->last = &progress->documents;
	progress->started = now_ms();
	return progress;
}

static void erase(struct progress *progress)
{
	if (progress->drawn)
		fputs("\r\033[K", stderr);
	progress->drawn = false;
}

void progress_free(struct progress *progress)
{
	if (!progress)
		return;
	erase(progress);
	fflush(stderr);
	while (progress->documents) {
		struct progress_document *next = progress->documents->next;

		free(progress->documents);
		progress->documents = next;
	}
	pthread_mutex_destroy(&progress->lock);
	free(progress);
}

struct progress_document *progress_add(struct progress *progress, const char *input)
{
	struct progress_document *document = calloc(1, sizeof(*document));

	if (!document)
		return NULL;
	document->progress = progress;
	document->input = input;
	pthread_mutex_lock(&progress->lock);
	*progress->last = document;
	progress->last = &document->next;
	pthread_mutex_unlock(&progress->lock);
	return document;
}

/* Takes the line. */
static void write_line(FILE *out, json_t *line)
{
	json_dumpf(line, out, JSON_REAL_PRECISION(6) | (out == stdout ? 0 : JSON_COMPACT));
	putc('\n', out);
	fflush(out);
	json_decref(line);
}

/* A line of its own on the standard output; takes the event. */
static void emit(const struct progress_document *document, json_t *event)
{
	FILE *events = document->progress->options.events;
	json_t *line;

	if (events) {
		write_line(events, event);
		return;
	}
	line = json_pack("{s:s, s:s, s:s, s:o}", "stream", "progress", "schema_version", "1",
			 "command", document->progress->options.command, "event", event);

	json_object_set_new(line, "input", json_text(document->input));
	write_line(stdout, line);
}

void progress_tell(struct progress *progress, json_t *event)
{
	pthread_mutex_lock(&progress->lock);
	if (progress->options.events)
		write_line(progress->options.events, event);
	else
		json_decref(event);
	pthread_mutex_unlock(&progress->lock);
}

static void emit_page(struct progress_document *document, const struct dt_event *event)
{
	const char *stage = document->progress->options.page_stage;

	if (!stage || !event->stage || strcmp(event->stage, stage) != 0)
		return;
	if (event->done <= document->page_told)
		return;
	document->page_told = event->done;
	emit(document, json_pack("{s:s, s:I, s:I}", "type", "page_done", "page",
				 (json_int_t)event->done, "total", (json_int_t)event->total));
}

/* A page can be looked at when it is translated; a stage that is not called so is seen when it is
 * painted. */
static void see_pages(struct progress_document *document, const struct dt_event *event)
{
	const char *stage = document->progress->options.page_stage;

	if (!stage || !event->stage ||
	    (strcmp(event->stage, stage) != 0 && strcmp(event->stage, "segments") != 0))
		return;
	document->page_total = event->total;
	if (event->done > document->pages_seen)
		document->pages_seen = event->done;
}

static void tell_pages(const struct progress_document *document, json_t *event)
{
	if (!document->page_total)
		return;
	json_object_set_new(event, "pages_done", json_integer((json_int_t)document->pages_seen));
	json_object_set_new(event, "page_count", json_integer((json_int_t)document->page_total));
}

/* Updates of a stage that come too fast are left out; its start and end never. */
static bool too_soon(struct progress_document *document, const struct dt_event *event)
{
	int64_t now = now_ms();

	if (event->kind != DT_EVENT_PROGRESS || event->done == event->total)
		return false;
	if (now - document->last_json < document->progress->options.interval_ms &&
	    !strncmp(document->last_stage, event->stage ? event->stage : "",
		     sizeof(document->last_stage) - 1))
		return true;
	document->last_json = now;
	snprintf(document->last_stage, sizeof(document->last_stage), "%s",
		 event->stage ? event->stage : "");
	return false;
}

bool progress_tells_calls(const struct progress *progress)
{
	return progress->options.events != NULL;
}

static void tell_call(struct progress_document *document, const struct dt_event *event)
{
	json_t *line = calls_line(&document->calls, event);

	if (line)
		emit(document, line);
}

/* What was not told one by one. */
static void tell_rest(struct progress_document *document)
{
	json_t *line;

	while ((line = calls_rest(&document->calls)))
		emit(document, line);
}

void progress_event(void *ctx, const struct dt_event *event)
{
	struct progress_document *document = ctx;
	struct progress *progress = document->progress;
	json_t *json;

	pthread_mutex_lock(&progress->lock);
	if (event->kind == DT_EVENT_CALL_START || event->kind == DT_EVENT_CALL_END) {
		tell_call(document, event);
		pthread_mutex_unlock(&progress->lock);
		return;
	}
	if (event->kind == DT_EVENT_FINISHED)
		tell_rest(document);
	emit_page(document, event);
	see_pages(document, event);
	if (event->overall > document->percent)
		document->percent = event->overall;
	/* the source says first how many pages there are */
	if (!document->pages && event->kind == DT_EVENT_PROGRESS)
		document->pages = event->total;
	if (progress->options.json && !too_soon(document, event)) {
		json = event_json(event);
		if (json && progress->options.page_stage)
			tell_pages(document, json);
		if (json)
			emit(document, json);
	}
	pthread_mutex_unlock(&progress->lock);
}

void progress_done(struct progress_document *document, json_t *last)
{
	struct progress *progress = document->progress;

	pthread_mutex_lock(&progress->lock);
	document->done = true;
	document->percent = 100;
	if (last && progress->options.json && !progress->options.events)
		emit(document, last);
	else
		json_decref(last);
	pthread_mutex_unlock(&progress->lock);
}

void progress_line(struct progress *progress, const char *line)
{
	pthread_mutex_lock(&progress->lock);
	erase(progress);
	fprintf(stderr, "%s\n", line);
	fflush(stderr);
	pthread_mutex_unlock(&progress->lock);
}

void progress_hide(struct progress *progress)
{
	pthread_mutex_lock(&progress->lock);
	erase(progress);
	fflush(stderr);
	pthread_mutex_unlock(&progress->lock);
}

void progress_result(struct progress *progress, const char *line)
{
	pthread_mutex_lock(&progress->lock);
	erase(progress);
	fflush(stderr);
	puts(line);
	fflush(stdout);
	pthread_mutex_unlock(&progress->lock);
}

void progress_expect(struct progress *progress, size_t documents)
{
	pthread_mutex_lock(&progress->lock);
	progress->expected = documents;
	pthread_mutex_unlock(&progress->lock);
}

/* All documents as one: percent by pages; one that has not begun counts like the mean. */
static void sum_up(const struct progress *progress, struct bar_view *view)
{
	double weight = 0, done = 0;

	for (const struct progress_document *d = progress->documents; d; d = d->next) {
		double pages = d->pages ? (double)d->pages : 1;

		view->documents++;
		view->documents_done += d->done;
		view->pages += d->pages;
		weight += pages;
		done += pages * d->percent;
		if (!view->name && !d->done)
			view->name = strrchr(d->input, '/') ? strrchr(d->input, '/') + 1 : d->input;
	}
	if (view->documents && view->documents < progress->expected) {
		weight *= (double)progress->expected / (double)view->documents;
		view->documents = progress->expected;
	}
	view->percent = weight > 0 ? done / weight : 0;
}

static int terminal_columns(void)
{
	struct winsize size;

	return !ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col ? size.ws_col : 80;
}

void progress_tick(struct progress *progress)
{
	struct bar_view view = { 0 };
	char line[LINE];
	int64_t now = now_ms();

	if (!progress->options.bar)
		return;
	pthread_mutex_lock(&progress->lock);
	if (now - progress->last_draw >= REDRAW_MS) {
		sum_up(progress, &view);
		view.seconds = (double)(now - progress->started) / 1000;
		if (view.name) {
			/* the last column stays free: some terminals wrap there at once */
			bar_render(line, sizeof(line), &view, terminal_columns() - 1,
				   progress->unicode);
			fprintf(stderr, "\r%s\033[K", line);
			fflush(stderr);
			progress->drawn = true;
		}
		progress->last_draw = now;
	}
	pthread_mutex_unlock(&progress->lock);
}
