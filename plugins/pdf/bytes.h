/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bytes.h - content that is being written: a growing run of bytes.
 *
 * All functions may be called after one has failed: they do nothing then, and .failed says
 * so.  Whoever adds operators puts a blank or a line feed around them.
 */
#ifndef DT_PDF_BYTES_H
#define DT_PDF_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dt_bytes {
	char *at;
	size_t n, room;
	bool failed;
};

void dt_bytes_clear(struct dt_bytes *bytes); /* keeps the memory */
void dt_bytes_free(struct dt_bytes *bytes);
void dt_bytes_add(struct dt_bytes *bytes, const void *from, size_t n);
void dt_bytes_text(struct dt_bytes *bytes, const char *text);
/* The shortest decimal that is right to so many places (0..9); never an exponent. */
void dt_bytes_number(struct dt_bytes *bytes, double value, int places);
/* The same between the strings of a TJ: large ones come in pieces, as there are readers, and
 * PDF/A-1, that know no real number past 32,767. */
void dt_bytes_step(struct dt_bytes *bytes, double value, int places);
void dt_bytes_unsigned(struct dt_bytes *bytes, uint64_t value);
/* The inside of a literal string: escapes what would end it. */
void dt_bytes_literal(struct dt_bytes *bytes, const unsigned char *from, size_t n);

#endif /* DT_PDF_BYTES_H */
