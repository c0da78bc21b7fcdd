/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * paint_out.h - bytes of a content stream under construction.
 *
 * Everything that is put starts on a fresh blank where the bytes before could run
 * into it.  After memory ran out all functions do nothing, and .failed says so.
 * One thread at a time.
 */
#ifndef DT_PDF_PAINT_OUT_H
#define DT_PDF_PAINT_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dt_paint_out {
	char *at;
	size_t n, room;
	bool failed;
};

void dt_out_clear(struct dt_paint_out *out); /* keeps the memory */
void dt_out_free(struct dt_paint_out *out);
/* As they are, nothing added. */
void dt_out_bytes(struct dt_paint_out *out, const void *at, size_t n);
/* A word or operator, set off by blanks where needed. */
void dt_out_word(struct dt_paint_out *out, const char *word);
/* A piece of the source that must not run into what is there. */
void dt_out_piece(struct dt_paint_out *out, const void *at, size_t n);
/* A number with at most decimals digits behind the point, as short as can be. */
void dt_out_number(struct dt_paint_out *out, double value, int decimals);
/* What the reader of such a number will see. */
double dt_out_rounded(double value, int decimals);
/* (...) with the escapes that a literal string needs. */
void dt_out_string(struct dt_paint_out *out, const unsigned char *at, size_t n);

#endif /* DT_PDF_PAINT_OUT_H */
