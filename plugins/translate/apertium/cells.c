/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "cells.h"

#include "../markup.h"

#include <unictype.h>

bool cells_is_letter(uint32_t code)
{
	if (code < 0x80)
		return (code | 32) >= 'a' && (code | 32) <= 'z';
	return uc_is_general_category_withtable(code, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M);
}

bool cells_is_blank(uint32_t code)
{
	return code == ' ' || code == '\t' || code == '\n' || code == '\r' || code == 0xa0 ||
	       (code >= 0x2000 && code <= 0x200a) || code == 0x202f || code == 0x3000;
}

int cells_point(uint32_t code)
{
	static const uint32_t points[] = { '.', ',', ';',    ':', '!',	'?',   ')',
					   ']', '}', 0x2019, '%', 0xbb, 0x201d };

	for (int i = 0; i < (int)(sizeof(points) / sizeof(points[0])); i++)
		if (points[i] == code)
			return i;
	return -1;
}

bool cells_sentence(bool was, bool *ended, uint32_t code, unsigned letters)
{
	bool ended_before = *ended;

	if (cells_is_blank(code))
		return was || ended_before;
	if (code == CELLS_BREAK)
		return true;
	/* Quotes and brackets open a sentence, or close one. */
	if (code == '"' || code == '(' || code == '[' || code == 0x201c || code == 0x2018 ||
	    code == 0xab || code == 0xbf || code == 0xa1 || code == 0x201d || code == ')')
		return was;
	*ended = (code == '.' && letters != 1) || code == '!' || code == '?';
	return false;
}

/* ---- the row --------------------------------------------------------------------------- */

static bool reserve(struct cells *cells)
{
	size_t room = cells->room ? cells->room * 2 : 256;
	struct cell *at;

	if (cells->failed)
		return false;
	if (cells->n < cells->room)
		return true;
	at = realloc(cells->at, room * sizeof(*at));
	if (!at) {
		cells->failed = true;
		return false;
	}
	cells->at = at;
	cells->room = room;
	return true;
}

struct cell *cells_insert(struct cells *cells, size_t i, uint32_t code, uint32_t mark)
{
	struct cell *cell;

	if (!reserve(cells))
		return NULL;
	cell = cells->at + i;
	memmove(cell + 1, cell, (cells->n++ - i) * sizeof(*cell));
	memset(cell, 0, sizeof(*cell));
	cell->code = code;
	cell->mark = mark;
	return cell;
}

struct cell *cells_add(struct cells *cells, uint32_t code, uint32_t mark)
{
	return cells_insert(cells, cells->n, code, mark);
}

void cells_free(struct cells *cells)
{
	free(cells->at);
	memset(cells, 0, sizeof(*cells));
}

/* ---- reading the stream ------------------------------------------------------------------ */

struct word {
	uint32_t mark, also;
	uint32_t objects[8];
	unsigned n_objects;
	size_t first; /* cell */
	bool open;
};

/* "t:g:3; t:x:7" up to "]]": the first mark, another one, the objects. */
static const char *read_tags(struct word *word, const char *at, const char *end)
{
	bool any = false;

	memset(word, 0, sizeof(*word));
	while (at < end && *at != ']') {
		uint32_t id = 0;
		char kind;

		if (end - at < 5 || at[0] != 't' || at[1] != ':' || at[3] != ':') {
			at++;
			continue;
		}
		kind = at[2];
		for (at += 4; at < end && *at >= '0' && *at <= '9' && id < CELLS_MAX_ID; at++)
			id = id * 10 + (uint32_t)(*at - '0');
		if (kind == 'x' && word->n_objects < 8) {
			word->objects[word->n_objects++] = id;
		} else if (kind == 'g' && !any) {
			word->mark = id;
			any = true;
		} else if (kind == 'g' && id != word->mark) {
			/* "de" and "el" became "del": bare text wins, for now. */
			word->also = word->mark ? word->mark : id;
			word->mark = word->mark && id ? word->mark : 0;
		}
	}
	if (end - at < 2 || at[1] != ']')
		return NULL;
	return at + 2;
}

static bool same_letter(uint32_t a, char b)
{
	return a < 0x80 && ((a | 32) == ((uint32_t)b | 32));
}

/* At the end of a word that stands for objects: they take the place of the unknown word; if
 * that has gone, of the word's start. */
static void place_objects(struct cells *cells, const struct word *word)
{
	size_t n = sizeof(CELLS_PLACEHOLDER) - 1;
	size_t i = word->first;

	while (i + n <= cells->n) {
		size_t k = 0;

		while (k < n && same_letter(cells->at[i + k].code, CELLS_PLACEHOLDER[k]))
			k++;
		if (k < n) {
			i++;
			continue;
		}
		memmove(cells->at + i, cells->at + i + n, (cells->n - i - n) * sizeof(*cells->at));
		cells->n -= n;
		break;
	}
	if (i + n > cells->n + n || i > cells->n)
		i = word->first;
	for (unsigned k = 0; k < word->n_objects; k++) {
		struct cell *cell = cells_insert(cells, i + k, CELLS_OBJECT, word->mark);

		if (cell)
			cell->id = word->objects[k];
	}
}

/* "[x7]", "[br]" and whatever else stands between brackets. */
static const char *read_blank(struct cells *cells, const char *at, const char *end)
{
	const char *close = memchr(at, ']', (size_t)(end - at));
	uint32_t id = 0;

	if (!close)
		return NULL;
	if (close - at == 2 && at[0] == 'b') {
		cells_add(cells, CELLS_BREAK, 0);
	} else if (close - at > 1 && at[0] == 'x') {
		struct cell *cell;

		for (const char *digit = at + 1; digit < close; digit++)
			id = id * 10 + (uint32_t)(*digit - '0');
		cell = cells_add(cells, CELLS_OBJECT, 0);
		if (cell)
			cell->id = id;
	}
	return close + 1;
}

/* A rule may have doubled a word, and the object that it stood for: the first one stays. */
static void drop_doubles(struct cells *cells)
{
	size_t to = 0;

	for (size_t from = 0; from < cells->n; from++) {
		struct cell cell = cells->at[from];
		bool doubled = false;

		for (size_t i = 0; cell.code == CELLS_OBJECT && i < to && !doubled; i++)
			doubled = cells->at[i].code == CELLS_OBJECT && cells->at[i].id == cell.id;
		if (!doubled)
			cells->at[to++] = cell;
	}
	cells->n = to;
}

static void drop_unknown_ends(struct cells *cells)
{
	size_t n = sizeof(CELLS_UNKNOWN) - 1, to = 0;

	for (size_t from = 0; from < cells->n; from++) {
		size_t k = 0;

		while (k < n && from + k < cells->n &&
		       same_letter(cells->at[from + k].code, CELLS_UNKNOWN[k]))
			k++;
		if (k == n)
			from += n - 1;
		else
			cells->at[to++] = cells->at[from];
	}
	cells->n = to;
}

bool cells_read(struct cells *cells, const char *answer, size_t length)
{
	const char *at = answer, *end = answer + length;
	struct word word = { 0 };

	while (at < end) {
		bool first = cells->n == word.first; /* of a word, or behind one */
		struct cell *cell;
		uint32_t code;

		if (end - at >= 5 && !memcmp(at, "[[/]]", 5)) {
			if (word.n_objects)
				place_objects(cells, &word);
			memset(&word, 0, sizeof(word));
			word.first = cells->n;
			at += 5;
			continue;
		}
		if (end - at >= 2 && at[0] == '[' && at[1] == '[') {
			at = read_tags(&word, at + 2, end);
			if (!at)
				return false;
			word.open = true;
			word.first = cells->n;
			continue;
		}
		if (*at == '[') {
			at = read_blank(cells, at + 1, end);
			if (!at)
				return false;
			continue;
		}
		if (*at == '\\' && end - at > 1)
			at++;
		code = markup_decode(&at, end);
		if (code == UINT32_MAX || !code)
			return false;
		if (code == CELLS_STAND_IN + 'A' || code == CELLS_STAND_IN + 'I' ||
		    (code > CELLS_STAND_IN && cells_is_stand_in(code - CELLS_STAND_IN)))
			code -= CELLS_STAND_IN;
		cell = cells_add(cells, cells_is_blank(code) ? ' ' : code,
				 word.open ? word.mark : 0);
		if (cell) {
			cell->also = word.also;
			cell->starts = first;
		}
	}
	drop_doubles(cells);
	drop_unknown_ends(cells);
	return !cells->failed;
}
