/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trace_options.h - how spans are sampled and sent: what the service was told, and the variables
 * OTEL_... of the environment, which are read once, at the start.
 */
#ifndef DT_SERVE_TRACE_OPTIONS_H
#define DT_SERVE_TRACE_OPTIONS_H

#include "text.h"
#include "trace.h"

struct trace_settings {
	bool on;
	bool by_parent; /* what the parent says, where there is one */
	double ratio;	/* of traces that are kept */
	char *url;
	char *authority;      /* file of certificates, NULL: those of the system */
	char **headers;	      /* "Name: value", ends with NULL */
	struct text resource; /* attributes, as JSON */
	int64_t timeout_ms, delay_ms, export_ms;
	size_t queue, batch;
};

dt_status trace_settings_read(const struct trace_options *options, struct trace_settings *settings,
			      struct dt_error *err);
void trace_settings_free(struct trace_settings *settings);

/* {"key":..,"value":{..}} of a text, with a comma before it unless it is the first. */
void trace_add_text(struct text *attributes, const char *key, const char *value, size_t n);

#endif
