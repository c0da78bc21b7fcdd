/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "canon.h"

enum { MAX_DEPTH = 16 };

enum way { LEARN, TO_CANON, FROM_CANON };

/* The number that a mark gets; 0: it has no place here. */
static uint32_t number(struct canon *canon, enum way way, uint32_t id, bool object)
{
	if (way == FROM_CANON)
		return id && id <= canon->n && canon->object[id - 1] == object ? canon->ids[id - 1]
									       : 0;
	for (uint32_t i = 0; i < canon->n; i++)
		if (canon->ids[i] == id && canon->object[i] == object)
			return way == LEARN ? 0 : i + 1; /* a mark twice is none of ours */
	if (way != LEARN || canon->n == CANON_MARKS || !id)
		return 0;
	canon->ids[canon->n] = id;
	canon->object[canon->n] = object;
	return ++canon->n;
}

static bool copy(const char *text, size_t length, struct canon *canon, enum way way,
		 struct text *out)
{
	struct markup_reader reader;
	struct markup_token token;
	uint32_t depth = 0, id;

	markup_start(&reader, text, length);
	for (;;) {
		markup_next(&reader, &token);
		switch (token.kind) {
		case MARKUP_TEXT:
			markup_add_text(out, token.at, token.length);
			break;
		case MARKUP_OPEN:
		case MARKUP_OBJECT:
			id = number(canon, way, token.id, token.kind == MARKUP_OBJECT);
			if (!id)
				return false;
			if (token.kind == MARKUP_OBJECT)
				markup_add_object(out, id);
			else if (depth++ == MAX_DEPTH)
				return false;
			else
				markup_add_open(out, id);
			break;
		case MARKUP_CLOSE:
			if (!depth--)
				return false;
			markup_add_close(out);
			break;
		case MARKUP_BAD:
			return false;
		case MARKUP_END:
			return !depth && !out->failed;
		}
	}
}

bool canon_source(const char *text, size_t length, struct text *out, struct canon *canon)
{
	canon->n = 0;
	return copy(text, length, canon, LEARN, out);
}

bool canon_target(const char *text, size_t length, const struct canon *canon, struct text *out)
{
	return copy(text, length, (struct canon *)canon, TO_CANON, out);
}

bool canon_back(const char *text, size_t length, const struct canon *canon, struct text *out)
{
	return copy(text, length, (struct canon *)canon, FROM_CANON, out);
}
