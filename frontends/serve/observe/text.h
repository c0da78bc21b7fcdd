/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * text.h - a text that grows: lines of the log, figures, spans.
 *
 * Invariants: n <= room; there is no NUL behind it.  After memory ran out all functions do nothing
 * and failed is set.  One thread at a time for one text.
 */
#ifndef DT_SERVE_TEXT_H
#define DT_SERVE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	char *at;
	size_t n, room;
	bool failed;
};

void text_add(struct text *text, const char *from, size_t n);
void text_adds(struct text *text, const char *from);
__attribute__((format(printf, 2, 3))) void text_addf(struct text *text, const char *format, ...);
/* Quoted, as JSON has it; what is no well-formed UTF-8 becomes U+FFFD. */
void text_add_json(struct text *text, const char *from, size_t n);
/* A number as JSON has it; what is no number: null. */
void text_add_real(struct text *text, double real);
/* "2026-01-31T12:00:00.123456Z" of microseconds since 1970 */
void text_add_time(struct text *text, int64_t at);
void text_finish(struct text *text);

#endif
