/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * token.h - tokens of a content stream, with the bytes they stand in.
 *
 * Every byte of input belongs to a token or to what is skipped (white space,
 * comments), so that a rewriter can copy all that it does not change.  Never
 * fails: what is no token of the standard becomes the nearest thing that other
 * readers take it for.  No allocation, no state but the position. [any]
 * Source: ISO 32000-1, 7.2 and 7.3.
 */
#ifndef DT_PDF_TOKEN_H
#define DT_PDF_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum dt_token_kind {
	DT_TOKEN_END = 0,
	DT_TOKEN_NUMBER,
	DT_TOKEN_NAME,	 /* from the slash on, #xx as it stands */
	DT_TOKEN_STRING, /* with its parentheses */
	DT_TOKEN_HEX,	 /* with its angle brackets */
	DT_TOKEN_ARRAY,
	DT_TOKEN_ARRAY_END,
	DT_TOKEN_DICT,
	DT_TOKEN_DICT_END,
	DT_TOKEN_WORD /* an operator, or true, false, null */
};

struct dt_token {
	uint32_t start, end; /* bytes of the stream */
	uint16_t kind;
	uint16_t plain; /* a string whose bytes stand for themselves */
	uint32_t word;	/* of a word of up to 4 bytes: DT_WORD2('T','j'); 0: longer */
	double number;
};

#define DT_WORD1(a)	  ((uint32_t)(a))
#define DT_WORD2(a, b)	  ((uint32_t)(a) << 8 | (uint32_t)(b))
#define DT_WORD3(a, b, c) (DT_WORD2(a, b) << 8 | (uint32_t)(c))

struct dt_reader {
	const unsigned char *at; /* borrowed */
	uint32_t position, end;
};

void dt_token_next(struct dt_reader *reader, struct dt_token *token);

/* The bytes of a string (either kind) into out, which has room for end - start; their number. */
size_t dt_token_string(const unsigned char *at, const struct dt_token *token, unsigned char *out);

/* A name without slash and with #xx undone, cut to room - 1 bytes, NUL-terminated. */
size_t dt_token_name(const unsigned char *at, const struct dt_token *token, char *out, size_t room);

/* Right after the word ID and one white-space byte at reader->position: the position of the
 * word EI that ends the data of an inline image.  length: known length of the data, or 0. */
uint32_t dt_token_image_end(const struct dt_reader *reader, uint32_t length);

#endif /* DT_PDF_TOKEN_H */
