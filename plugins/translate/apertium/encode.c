/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "../markup.h"
#include "stream.h"

#include "cells.h"

#include <stdio.h>
#include <unicase.h>
#include <unictype.h>

/* ---- looking at the source ------------------------------------------------- */

struct look {
	struct stream_source *source;
	uint32_t last;	    /* character before, 0 at the start */
	bool started;	    /* a letter or digit has been seen */
	bool sentence;	    /* at the start of a sentence: only blanks and openers since */
	bool ended;	    /* a full stop stands before */
	bool object;	    /* only blanks since an object */
	bool small, letter; /* anywhere */
	unsigned word;	    /* letters of the word so far */
	unsigned longest;
};

static void look_at(struct look *look, uint32_t code)
{
	struct stream_source *source = look->source;
	bool letter = cells_is_letter(code);
	bool capital = letter && uc_is_upper(code);
	int point = cells_point(code);

	if (point >= 0 && look->last == ' ')
		source->spaced |= 1u << point;
	if (letter && !look->started) {
		source->capital_start = capital;
		source->small_start = !capital && uc_is_lower(code);
	}
	if (letter && !look->word) {
		source->object_capitals |= capital && look->object;
		if (look->started && capital && !look->sentence)
			source->inner_capitals = true;
		if (look->started && !capital && look->sentence && uc_is_lower(code))
			source->small_sentences = true;
	}
	look->object &= cells_is_blank(code);
	look->started |= letter;
	look->small |= letter && uc_is_lower(code);
	source->curly |= code == 0x2019;
	look->sentence = cells_sentence(look->sentence, &look->ended, code,
					uc_is_upper(look->last) ? 1 : look->word);
	look->word = letter ? look->word + 1 : 0;
	if (look->word > look->longest)
		look->longest = look->word;
	look->last = cells_is_blank(code) ? ' ' : code;
}

static bool look_through(const char *markup, size_t length, struct stream_source *source)
{
	struct look look = { .source = source, .sentence = true };
	struct markup_reader reader;
	struct markup_token token;

	markup_start(&reader, markup, length);
	for (markup_next(&reader, &token); token.kind; markup_next(&reader, &token)) {
		const char *at = token.at, *end = at + token.length;

		if (token.kind == MARKUP_BAD)
			return false;
		if (token.kind == MARKUP_OPEN || token.kind == MARKUP_OBJECT) {
			source->highest = token.id > source->highest ? token.id : source->highest;
			source->n_marks += token.kind == MARKUP_OPEN;
			source->n_objects += token.kind == MARKUP_OBJECT;
		}
		if (token.kind == MARKUP_OBJECT) {
			look.last = 'X';
			look.object = true;
			look.word = 0;
			look.sentence = false;
		}
		while (token.kind == MARKUP_TEXT && at < end)
			look_at(&look, markup_decode(&at, end));
	}
	/* "NATO" is a name; "RELATED WORK" is a heading. */
	source->capitals = !look.small && look.longest >= 4 && look.started;
	return source->highest < CELLS_MAX_ID;
}

/* ---- writing --------------------------------------------------------------- */

struct writer {
	struct text *out;
	const struct stream_source *source;
	uint32_t mark; /* the innermost open one */
	bool open;     /* inside a word-bound blank */
	bool blank;    /* a blank is due */
	bool tags;
};

static void add_code(struct text *out, uint32_t code)
{
	char bytes[4];

	if (cells_is_stand_in(code))
		code += CELLS_STAND_IN;
	else if (code < 0x80 && strchr("[]/@<>", (int)code))
		text_add_char(out, '\\');
	text_add(out, bytes, markup_encode(bytes, code));
}

static void close_blank(struct writer *w)
{
	if (w->open)
		text_add_string(w->out, "[[/]]");
	w->open = false;
}

static void add_due_blank(struct writer *w)
{
	if (w->blank)
		text_add_char(w->out, ' ');
	w->blank = false;
}

/* Dictionaries know no ligatures. */
static bool add_ligature(struct writer *w, uint32_t code)
{
	static const char *const letters[] = { "ff", "fi", "fl", "ffi", "ffl", "st", "st" };

	if (code < 0xfb00 || code > 0xfb06)
		return false;
	text_add_string(w->out, letters[code - 0xfb00]);
	return true;
}

static void add_character(struct writer *w, uint32_t code)
{
	char tag[32];

	if (code == 0x2028) {
		close_blank(w);
		text_add_string(w->out, " [br] ");
		w->blank = false;
		return;
	}
	if (cells_is_blank(code)) {
		w->blank = true;
		return;
	}
	if (code == 0xad || code == UINT32_MAX || code < 0x20 || code == 0x200b)
		return;
	add_due_blank(w);
	if (!w->open && w->tags) {
		snprintf(tag, sizeof(tag), "[[t:g:%u]]", w->mark);
		text_add_string(w->out, tag);
		w->open = true;
	}
	if (w->source->capitals)
		code = uc_tolower(code);
	if (!add_ligature(w, code))
		add_code(w->out, code);
}

static void add_object(struct writer *w, uint32_t id, enum stream_objects objects)
{
	char tag[48];

	close_blank(w);
	add_due_blank(w);
	snprintf(tag, sizeof(tag),
		 objects == STREAM_WORDS ? "[[t:x:%u]]" CELLS_PLACEHOLDER "[[/]]" : "[x%u]", id);
	text_add_string(w->out, tag);
}

bool stream_encode(struct text *out, const char *markup, size_t length, enum stream_objects objects,
		   struct stream_source *source)
{
	struct writer w = { .out = out, .source = source, .tags = objects != STREAM_BARE };
	struct markup_reader reader;
	struct markup_token token;
	uint32_t marks[16], last = 0;
	unsigned depth = 0;

	memset(source, 0, sizeof(*source));
	source->markup = markup;
	source->length = length;
	if (!look_through(markup, length, source))
		return false;
	markup_start(&reader, markup, length);
	for (markup_next(&reader, &token); token.kind; markup_next(&reader, &token)) {
		const char *at = token.at, *end = at + token.length;

		while (token.kind == MARKUP_TEXT && at < end) {
			uint32_t code = markup_decode(&at, end);
			const char *behind = at;

			/* Dictionaries know straight apostrophes only. */
			if (code == 0x2019 && cells_is_letter(last) && at < end &&
			    cells_is_letter(markup_decode(&behind, end)))
				code = '\'';
			add_character(&w, code);
			last = code;
		}
		if (token.kind == MARKUP_OBJECT)
			add_object(&w, token.id, objects);
		if (token.kind != MARKUP_OPEN && token.kind != MARKUP_CLOSE)
			continue;
		if (token.kind == MARKUP_OPEN ? depth == 16 : !depth)
			return false;
		close_blank(&w);
		if (token.kind == MARKUP_OPEN) {
			marks[depth++] = w.mark;
			w.mark = token.id;
		} else {
			w.mark = marks[--depth];
		}
	}
	close_blank(&w);
	return !depth;
}
