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

uint32_t cells_high_points(void)
{
	return 1u << cells_point(';') | 1u << cells_point(':') | 1u << cells_point('!') |
	       1u << cells_point('?') | 1u << cells_point(0xbb);
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

/* ---- the row --------------------------------------------------------------- */

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

/* ---- reading the stream ---------------------------------------------------- */

struct word {
	uint32_t marks[2]; /* in the order of the words that they come from */
	unsigned n_marks;
	uint32_t objects[8];
	unsigned n_objects;
	size_t first; /* cell */
	bool open;
};

/* "t:g:3; t:x:7" up to "]]". */
static const char *read_tags(struct word *word, const char *at, const char *end)
{
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
		if (kind == 'x' && word->n_objects < 8)
			word->objects[word->n_objects++] = id;
		else if (kind == 'g' && word->n_marks < 2 &&
			 (!word->n_marks || word->marks[0] != id))
			word->marks[word->n_marks++] = id;
	}
	if (end - at < 2 || at[1] != ']')
		return NULL;
	return at + 2;
}

/* The words of one that has two marks: with several words each mark takes its own; a single
 * one ("de" and "el" became "del") stays bare when one of both is bare. */
static void share_marks(struct cells *cells, const struct word *word)
{
	uint32_t one = word->marks[0], two = word->marks[1];
	size_t blank = word->first;

	if (word->n_marks < 2)
		return;
	while (blank < cells->n && cells->at[blank].code != ' ')
		blank++;
	for (size_t i = word->first; i < cells->n; i++) {
		struct cell *cell = &cells->at[i];

		if (blank < cells->n) {
			cell->mark = i < blank ? one : two;
			continue;
		}
		cell->mark = one && two ? one : 0;
		cell->also = cell->mark ? two : one ? one : two;
	}
}

static bool same_letter(uint32_t a, char b)
{
	return a < 0x80 && ((a | 32) == ((uint32_t)b | 32));
}

/* Takes the unknown word, or what a program has left of it, out of the cells from first on;
 * where it stood. */
static size_t take_placeholder(struct cells *cells, size_t first)
{
	static const char word[] = CELLS_PLACEHOLDER;
	size_t n = sizeof(word) - 1;

	for (size_t i = first; i < cells->n; i++) {
		size_t start = 0, k = 0;

		/* All of it anywhere, a part only when it is all there is. */
		while (i == first && start < n && !same_letter(cells->at[i].code, word[start]))
			start++;
		while (i + k < cells->n && start + k < n &&
		       same_letter(cells->at[i + k].code, word[start + k]))
			k++;
		if (k != n && (!k || i != first || i + k != cells->n))
			continue;
		memmove(cells->at + i, cells->at + i + k, (cells->n - i - k) * sizeof(*cells->at));
		cells->n -= k;
		return i;
	}
	return first;
}

/* At the end of a word that stands for objects: they take the place of the unknown word. */
static void place_objects(struct cells *cells, const struct word *word)
{
	size_t i = take_placeholder(cells, word->first);

	for (unsigned k = 0; k < word->n_objects; k++) {
		struct cell *cell = cells_insert(cells, i + k, CELLS_OBJECT,
						 word->n_marks ? word->marks[0] : 0);

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
			share_marks(cells, &word);
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
				 word.n_marks ? word.marks[0] : 0);
		if (cell)
			cell->starts = first;
	}
	drop_doubles(cells);
	drop_unknown_ends(cells);
	return !cells->failed;
}
