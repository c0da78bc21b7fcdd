/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * progress.h - what a person or a program sees while jobs run.
 *
 * Owns the standard error: lines that are printed through it stand above the
 * bar.  Owns the standard output while progress goes there as JSON lines.
 * Functions marked [any] may be called from any thread; the bar itself is only
 * drawn by progress_tick.
 */
#ifndef DT_CLI_PROGRESS_H
#define DT_CLI_PROGRESS_H

#include "engine.h"

#include <jansson.h>
#include <stdio.h>

struct progress;

struct progress_options {
	bool bar;	     /* draw one when the standard error is a terminal */
	bool json;	     /* lines of JSON on the standard output */
	int64_t interval_ms; /* least time between two JSON updates of one document */
	const char *command;
	/* The events themselves go there, one a line, instead of standard output; NULL: not.  The
	 * last one is the caller's then. */
	FILE *events;
	const char *page_stage; /* of events: a page that it is through with is told; or NULL */
};

struct progress_document; /* one document's share */

struct progress *progress_new(const struct progress_options *options); /* NULL: out of memory */
/* Takes the bar away.  Takes NULL. */
void progress_free(struct progress *progress);
/* How many documents there will be. */
void progress_expect(struct progress *progress, size_t documents);
/* Before its job is submitted; lives as long as progress. */
struct progress_document *progress_add(struct progress *progress, const char *input);
/* [any] An event callback: ctx is the document. */
void progress_event(void *ctx, const struct dt_event *event);
/* Is it told of calls of translators, too?  Where events go as they are. */
bool progress_tells_calls(const struct progress *progress);
/* [any] One more line of events; takes the reference. */
void progress_tell(struct progress *progress, json_t *event);
/* [any] Its last JSON event; takes the reference, NULL for none. */
void progress_done(struct progress_document *document, json_t *last);
/* [any] One line on the standard error. */
void progress_line(struct progress *progress, const char *line);
/* [any] Takes the bar away until the next tick, so that the standard output can be written. */
void progress_hide(struct progress *progress);
/* [any] One line on the standard output. */
void progress_result(struct progress *progress, const char *line);
/* Draws when it is time; at least ten times a second. */
void progress_tick(struct progress *progress);

#endif
