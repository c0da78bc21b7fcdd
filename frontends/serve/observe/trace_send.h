/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trace_send.h - takes spans as JSON and brings them to the collector, in batches.
 *
 * One thread of its own; who gives a span never waits for the network.
 */
#ifndef DT_SERVE_TRACE_SEND_H
#define DT_SERVE_TRACE_SEND_H

#include "trace_options.h"

struct sender;

/* settings: borrowed until sender_end. */
struct sender *sender_start(const struct trace_settings *settings, struct dt_error *err);
/* Takes the text; dropped and counted when too many wait. */
void sender_put(struct sender *sender, struct text *span);
/* figures: all that it came to. */
void sender_end(struct sender *sender, int64_t time_ms, struct trace_figures *figures);
void sender_figures(struct sender *sender, struct trace_figures *figures);

#endif
