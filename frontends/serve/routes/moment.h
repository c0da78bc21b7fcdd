/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * moment.h - points of time as the records keep them (microseconds since 1970, UTC; 0: not set) and
 * as clients read them (RFC 3339: "2026-03-01T12:30:00.250000Z").
 */
#ifndef DT_SERVE_MOMENT_H
#define DT_SERVE_MOMENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* A new reference; null for 0. */
json_t *moment_json(int64_t moment);
/* RFC 3339 with any offset, a date alone (its first moment), or seconds since 1970. */
bool moment_read(const char *text, int64_t *moment);

#endif
