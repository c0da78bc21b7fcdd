/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tags.h - a reader of XML and HTML that services send back, and a flat list of what is in it.
 *
 * The reader knows start tags, end tags, comments and references, and takes all else as text, a
 * tag that does not end among it.  It never fails.
 *
 * The list is what blanks.c works on: each text, mark and break of an answer or of a source, in
 * order.  Texts are in one buffer, their blanks (space, tab, new line) single spaces.
 */
#ifndef MT_TAGS_H
#define MT_TAGS_H

#include "../text.h"

#include <stdint.h>

enum tag_kind {
	TAG_END = 0,
	TAG_TEXT,  /* at, length; references resolved */
	TAG_OPEN,  /* name, id */
	TAG_CLOSE, /* name */
	TAG_EMPTY  /* name, id: <br/> */
};

struct tag {
	enum tag_kind kind;
	const char *at; /* text, or the name of the element */
	size_t length;
	bool has_id;
	uint32_t id;
};

struct tag_reader {
	const char *at, *end;
	char reference[8];
};

static inline void tag_start(struct tag_reader *reader, const char *text, size_t length)
{
	memset(reader, 0, sizeof(*reader));
	reader->at = text;
	reader->end = text + length;
}

void tag_next(struct tag_reader *reader, struct tag *tag);
/* Is that the element's name, in letters of any case? */
bool tag_is(const struct tag *tag, const char *name);

/* ---- the list ---------------------------------------------------------------- */

enum item_kind {
	ITEM_TEXT,
	ITEM_OPEN,  /* a style */
	ITEM_CLOSE, /* id 0: of nothing that is open */
	ITEM_OBJECT,
	ITEM_BREAK
};

struct item {
	enum item_kind kind;
	uint32_t id;
	uint32_t start, length;		/* of a text, in the buffer */
	bool blank_before, blank_after; /* of a mark: a blank is to be set beside it */
};

struct items {
	struct item *at;
	uint32_t n, room;
	struct text text;
	bool failed;
};

/* Adds an item; NULL without memory. */
struct item *items_add(struct items *items, enum item_kind kind, uint32_t id);
/* Adds characters to the text at the end of the list, or begins one; blanks become one. */
void items_add_text(struct items *items, const char *at, size_t length);
void items_free(struct items *items);

/* Of a text in our markup; false when it is none. */
bool items_of_markup(struct items *items, const char *markup, size_t length);

#endif
