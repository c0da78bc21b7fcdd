/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * codes.h - a text with marks as a row of numbers: code points, and codes above them for marks.
 *
 * Zero is an empty row.  After memory ran out failed is set and nothing more is added.
 * One thread.
 */
#ifndef MEMORY_CODES_H
#define MEMORY_CODES_H

#include "../markup.h"

enum {
	CODE_NUMBER = 0x10ffff, /* stands for a number: no character has this code */
	CODE_MARKS = 0x110000	/* from here on: kind of mark, and its id in steps of four */
};

struct codes {
	uint32_t *at;
	size_t n, room;
	bool failed;
};

static inline bool code_is_mark(uint32_t code)
{
	return code >= CODE_MARKS;
}

void codes_add(struct codes *codes, uint32_t code);
void codes_add_all(struct codes *codes, const uint32_t *at, size_t n);
void codes_clear(struct codes *codes);
void codes_free(struct codes *codes);
bool codes_equal(const struct codes *a, const struct codes *b);
/* FNV-1a over the codes, from seed on. */
uint64_t codes_hash(const uint32_t *at, size_t n, uint64_t seed);

/* The same, of bytes. */
uint64_t codes_hash_text(const char *at, size_t n);

/* Adds a text in canonical form.  False: not well-formed, or no memory. */
bool codes_read(struct codes *codes, const char *text, size_t length);
/* Adds the text again. */
void codes_write(const struct codes *codes, struct text *out);

/* Length of the number that begins at i: digits, with single . , : / ' between them, no letter
 * beside; 0: none does. */
size_t codes_number(const struct codes *codes, size_t i);

#endif /* MEMORY_CODES_H */
