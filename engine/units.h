/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * units.h - numbers with units, as people write them.
 *
 * Sizes: "64M" (K, M, G, T: powers of 1024; B or nothing: bytes).
 * Times: "1.5s" (ms, s, m, h, d).  Results are bytes and milliseconds.
 */
#ifndef DT_UNITS_H
#define DT_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool units_int(const char *text, int64_t *value);
bool units_real(const char *text, double *value);
bool units_size(const char *text, int64_t *bytes);
bool units_time(const char *text, int64_t *milliseconds);
/* "64M", "120s": the largest unit that divides evenly; in buffer, which is returned. */
const char *units_size_text(int64_t bytes, char *buffer, size_t size);
const char *units_time_text(int64_t milliseconds, char *buffer, size_t size);

#endif /* DT_UNITS_H */
