/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * markup.h - reading and writing the texts of a dt_batch.
 *
 * "a <g id='1'>bold</g> word and <x id='2'/>": an XML fragment that knows two
 * elements, with & < > escaped.  The reader takes what services make of it, too:
 * either quote, blanks inside tags, <x id="2"></x>, an & that starts no
 * reference, a < before a blank or a digit.  It copies nothing but references.
 */
#ifndef TRANSLATE_MARKUP_H
#define TRANSLATE_MARKUP_H

#include "text.h"

#include <stdint.h>

enum markup_kind {
	MARKUP_END = 0,
	MARKUP_TEXT,   /* at, length: characters, references resolved */
	MARKUP_OPEN,   /* <g id='N'> */
	MARKUP_CLOSE,  /* </g> */
	MARKUP_OBJECT, /* <x id='N'/> */
	MARKUP_BAD     /* why says what is wrong */
};

struct markup_token {
	enum markup_kind kind;
	uint32_t id;
	const char *at; /* of text: into the source, or into the reader */
	size_t length;
	const char *why;
};

struct markup_reader {
	const char *at, *end;
	char reference[8];
	bool object_open; /* behind <x id='N'>: its </x> must follow */
	bool close_due;	  /* behind <g id='N'/> */
};

static inline void markup_start(struct markup_reader *reader, const char *text, size_t length)
{
	memset(reader, 0, sizeof(*reader));
	reader->at = text;
	reader->end = text + length;
}

/* The next token; after MARKUP_END or MARKUP_BAD there is none. */
void markup_next(struct markup_reader *reader, struct markup_token *token);

/* Adds characters with & < > escaped. */
void markup_add_text(struct text *out, const char *at, size_t length);
void markup_add_open(struct text *out, uint32_t id);
void markup_add_close(struct text *out);
void markup_add_object(struct text *out, uint32_t id);

/* UTF-8 of a code point; the number of bytes, 0 when it is none. */
size_t markup_encode(char bytes[4], uint32_t code);
/* The code point at *at, which moves on; UINT32_MAX for a broken byte (moves by one). */
uint32_t markup_decode(const char **at, const char *end);

#endif
