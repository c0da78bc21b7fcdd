/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "cells.h"

#include "../markup.h"

#include <unicase.h>
#include <unictype.h>

/* ---- words ----------------------------------------------------------------- */

static bool is_word(const struct cell *cell)
{
	return cells_is_letter(cell->code) || (cell->code >= '0' && cell->code <= '9') ||
	       cell->code == CELLS_OBJECT;
}

/* ---- blanks ---------------------------------------------------------------- */

static bool opens(uint32_t code)
{
	return code == '(' || code == '[' || code == '{' || code == 0xbf || code == 0xa1 ||
	       code == 0xab || code == 0x201c;
}

/* Two words that touch: a rule of the pair has dropped the blank between them. */
static void part_words(struct cells *cells)
{
	for (size_t i = 1; i < cells->n; i++) {
		const struct cell *last = &cells->at[i - 1], *cell = &cells->at[i];
		uint32_t mark = last->mark == cell->mark ? cell->mark : 0;

		if (cell->starts && cells_is_letter(cell->code) && cells_is_letter(last->code))
			cells_insert(cells, i++, ' ', mark);
	}
}

void cells_mend_blanks(struct cells *cells, const struct stream_source *source)
{
	size_t to = 0;

	part_words(cells);
	for (size_t from = 0; from < cells->n; from++) {
		struct cell cell = cells->at[from];
		uint32_t last = to ? cells->at[to - 1].code : ' ';
		int point = cells_point(cell.code);

		if (cell.code == ' ' && (last == ' ' || last == CELLS_BREAK || opens(last)))
			continue;
		if (cell.code == CELLS_BREAK)
			while (to && cells->at[to - 1].code == ' ')
				to--;
		if (point >= 0 && last == ' ' && to > 1 && !(source->spaced & 1u << point))
			to--;
		cells->at[to++] = cell;
	}
	while (to && cells->at[to - 1].code == ' ')
		to--;
	cells->n = to;
}

/* ---- capitals -------------------------------------------------------------- */

/* Has the word at i a capital behind its first letter, or no other letter ("I", "NATO")? */
static bool is_name(const struct cells *cells, size_t i)
{
	if (i + 1 >= cells->n || !cells_is_letter(cells->at[i + 1].code))
		return true;
	for (i++; i < cells->n && cells_is_letter(cells->at[i].code); i++)
		if (uc_is_upper(cells->at[i].code))
			return true;
	return false;
}

static void mend_word(struct cells *cells, size_t i, bool first, bool sentence, unsigned last,
		      const struct stream_source *source)
{
	struct cell *cell = &cells->at[i];
	/* "ej." may be an abbreviation, and Apertium sees to most capitals itself. */
	bool raise =
		first ? source->capital_start : sentence && !source->small_sentences && last != 2;
	bool object =
		i > 1 && cells->at[i - 1].code == ' ' && cells->at[i - 2].code == CELLS_OBJECT;
	bool lower = first ? source->small_start
			   : !sentence && (!source->inner_capitals ||
					   (object && !source->object_capitals));

	if (raise)
		cell->code = uc_totitle(cell->code);
	else if (lower && uc_is_upper(cell->code) && !is_name(cells, i))
		cell->code = uc_tolower(cell->code);
}

void cells_mend_capitals(struct cells *cells, const struct stream_source *source)
{
	bool sentence = true, first = true, inside = false, ended = false;
	unsigned letters = 0, last = 0; /* of this word, of the one before the last point */

	for (size_t i = 0; i < cells->n; i++) {
		uint32_t code = cells->at[i].code;
		bool letter = cells_is_letter(code);

		if (code == '.')
			last = letters;
		if (source->capitals) {
			cells->at[i].code = uc_toupper(code);
			continue;
		}
		if (letter && !inside) {
			mend_word(cells, i, first, sentence, last, source);
			first = false;
		}
		inside = letter || (code >= '0' && code <= '9');
		sentence = code == CELLS_OBJECT ? false
						: cells_sentence(sentence, &ended, code, letters);
		/* Capitals before a point are an abbreviation: "EE. UU." */
		letters = !letter ? 0 : uc_is_upper(code) ? 1 : letters + 1;
		if (code == CELLS_OBJECT)
			ended = false;
	}
	if (!source->curly)
		return;
	for (size_t i = 1; i + 1 < cells->n; i++)
		if (cells->at[i].code == '\'' && cells_is_letter(cells->at[i - 1].code) &&
		    cells_is_letter(cells->at[i + 1].code))
			cells->at[i].code = 0x2019;
}

/* ---- opening signs --------------------------------------------------------- */

/* The end of a question or an exclamation: letters before, a blank or the end behind. */
static bool closes(const struct cells *cells, size_t i)
{
	uint32_t code = cells->at[i].code;
	uint32_t next = i + 1 < cells->n ? cells->at[i + 1].code : ' ';

	if ((code != '?' && code != '!') || i < 3)
		return false;
	if (!cells_is_letter(cells->at[i - 1].code) || !cells_is_letter(cells->at[i - 2].code))
		return false;
	return next == ' ' || next == CELLS_BREAK || next == '"' || next == 0x201d || next == ')' ||
	       next == 0xbb;
}

void cells_add_openers(struct cells *cells)
{
	size_t start = 0;
	bool opened = false;

	for (size_t i = 0; i < cells->n; i++) {
		uint32_t code = cells->at[i].code;
		uint32_t opener = code == '?' ? 0xbf : 0xa1;
		bool ends = code == '.' || code == '?' || code == '!' || code == ':' || code == ';';
		bool blank = i + 1 >= cells->n || cells->at[i + 1].code == ' ';

		opened |= code == 0xbf || code == 0xa1;
		if (closes(cells, i) && !opened) {
			while (start < i && !is_word(&cells->at[start]))
				start++;
			cells_insert(cells, start, opener, cells->at[start].mark);
			i++;
		}
		if (code == CELLS_BREAK || (ends && blank)) {
			start = i + 1;
			opened = false;
		}
	}
}

/* ---- marks ----------------------------------------------------------------- */

/* Blanks and points between words of one mark are its, too. */
static void fill_gaps(struct cells *cells)
{
	size_t last = SIZE_MAX; /* the last cell that counts */

	for (size_t i = 0; i < cells->n; i++) {
		struct cell *cell = &cells->at[i];

		if (!is_word(cell) && !cell->mark)
			continue;
		if (last != SIZE_MAX && cells->at[last].mark == cell->mark && cell->mark)
			for (size_t k = last + 1; k < i; k++)
				cells->at[k].mark = cell->mark;
		last = i;
	}
}

struct extent {
	size_t first, end; /* of the best piece */
	size_t letters;
};

/* The longest unbroken piece of a mark. */
static struct extent longest_piece(const struct cells *cells, uint32_t mark)
{
	struct extent best = { 0, 0, 0 };

	for (size_t i = 0; i < cells->n;) {
		struct extent piece = { i, i, 0 };

		if (cells->at[i].mark != mark) {
			i++;
			continue;
		}
		while (i < cells->n && cells->at[i].mark == mark)
			piece.letters += is_word(&cells->at[i++]);
		piece.end = i;
		if (piece.letters >= best.letters)
			best = piece;
	}
	return best;
}

/* Few bare words between the first and the last of a mark: it covers them. */
static bool cover(struct cells *cells, uint32_t mark)
{
	size_t first = cells->n, end = 0, letters = 0;

	for (size_t i = 0; i < cells->n; i++) {
		if (cells->at[i].mark != mark)
			continue;
		first = first == cells->n ? i : first;
		end = i + 1;
	}
	for (size_t i = first; i < end; i++) {
		if (cells->at[i].mark && cells->at[i].mark != mark)
			return false;
		letters += !cells->at[i].mark && is_word(&cells->at[i]);
	}
	if (letters > 8)
		return false;
	for (size_t i = first; i < end; i++)
		cells->at[i].mark = mark;
	return true;
}

static bool has_mark(const struct cells *cells, uint32_t mark)
{
	for (size_t i = 0; i < cells->n; i++)
		if (cells->at[i].mark == mark)
			return true;
	return false;
}

void cells_gather_marks(struct cells *cells, const struct stream_source *source)
{
	if (!source->n_marks)
		return;
	for (size_t i = 0; i < cells->n; i++) {
		uint32_t also = cells->at[i].also;

		/* The word that it shares is all it has. */
		if (!also || has_mark(cells, also))
			continue;
		for (size_t k = i; k < cells->n && cells->at[k].also == also; k++)
			cells->at[k].mark = also;
	}
	fill_gaps(cells);
	for (uint32_t mark = 1; mark <= source->highest; mark++) {
		struct extent piece;

		if (!has_mark(cells, mark) || cover(cells, mark))
			continue;
		piece = longest_piece(cells, mark);
		for (size_t i = 0; i < cells->n; i++)
			if (cells->at[i].mark == mark && (i < piece.first || i >= piece.end))
				cells->at[i].mark = 0;
	}
	/* Blanks at the edges of a mark are not its. */
	for (size_t i = 0; i < cells->n; i++) {
		uint32_t mark = cells->at[i].mark;
		bool left = i && cells->at[i - 1].mark == mark;
		bool right = i + 1 < cells->n && cells->at[i + 1].mark == mark;

		if (mark && cells->at[i].code == ' ' && (!left || !right))
			cells->at[i].mark = 0;
	}
}

/* ---- writing --------------------------------------------------------------- */

static void add_cell(struct text *out, const struct cell *cell)
{
	char bytes[4];

	if (cell->code == CELLS_OBJECT)
		markup_add_object(out, cell->id);
	else
		markup_add_text(out, bytes, markup_encode(bytes, cell->code));
}

/* A mark that has no word left stands at the end, empty: its reader decides. */
static void add_empty_marks(struct text *out, const uint8_t *seen, const char *markup,
			    size_t length)
{
	struct markup_reader reader;
	struct markup_token token;

	markup_start(&reader, markup, length);
	for (markup_next(&reader, &token); token.kind; markup_next(&reader, &token)) {
		if (token.kind != MARKUP_OPEN || seen[token.id])
			continue;
		markup_add_open(out, token.id);
		markup_add_close(out);
	}
}

bool cells_write(struct text *out, const struct cells *cells, const struct stream_source *source)
{
	uint8_t *seen = calloc(source->highest + 1, 1);
	uint32_t objects = 0, mark = 0;

	if (!seen)
		return false;
	for (size_t i = 0; i <= cells->n; i++) {
		uint32_t next = i < cells->n ? cells->at[i].mark : 0;
		const struct cell *cell = &cells->at[i];

		if (next > source->highest)
			next = 0; /* none of ours */
		if (next != mark && mark)
			markup_add_close(out);
		if (next != mark && next) {
			markup_add_open(out, next);
			seen[next] = 1;
		}
		mark = next;
		if (i == cells->n)
			break;
		if (cell->code == CELLS_OBJECT) {
			if (!cell->id || cell->id > source->highest || seen[cell->id])
				continue; /* an object that was doubled */
			seen[cell->id] = 1;
			objects++;
		}
		add_cell(out, cell);
	}
	add_empty_marks(out, seen, source->markup, source->length);
	free(seen);
	return objects == source->n_objects && !out->failed;
}
