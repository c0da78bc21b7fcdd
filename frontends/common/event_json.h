/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * event_json.h - progress events in the form that programs outside read.
 *
 * Types: stage_summary, progress_start, progress_update, progress_end, finish,
 * error; all of schema_version and event_version "1".  Shares of stages are
 * fractions that sum to 1, progress runs from 0 to 100.
 */
#ifndef DT_FRONTENDS_EVENT_JSON_H
#define DT_FRONTENDS_EVENT_JSON_H

#include "engine.h"

#include <jansson.h>

/* A new reference; NULL for the kinds that are not public (notes, the engine's own end). */
json_t *event_json(const struct dt_event *event);
/* The last event of a job that went well; takes the reference to the result. */
json_t *event_json_finish(json_t *translation_result);
/* The last event of one that did not. */
json_t *event_json_error(const char *code, const char *message, bool retryable);

#endif
