/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "letters.h"

#include "latin_words.h"
#include "text.h"

#include <fribidi.h>

#define LEADER_DOTS	      5u /* fewer are an ellipsis */
#define LEFT_TO_RIGHT_ISOLATE 0x2066u
#define POP_ISOLATE	      0x2069u
#define LEFT_TO_RIGHT_MARK    0x200eu

bool letters_read(struct composer *c, const struct paragraph *p,
		  const struct dt_page_blocks *blocks, const struct dt_block *block,
		  const struct dt_page_segments *segments, const struct dt_segment *segment,
		  const char *answers)
{
	const struct dt_target_run *runs = DT_AT(segments, struct dt_target_run, segment->runs);
	const struct dt_run *sources = DT_AT(blocks, struct dt_run, block->runs);
	const struct dt_style *styles = DT_AT(blocks, struct dt_style, blocks->styles);
	uint32_t run = 0, source = DT_NONE, style = block->style;
	bool rtl = false, mono = styles[style].flags & DT_STYLE_MONO;

	dt_list_clear(&c->chars);
	for (size_t at = 0; at < p->length;) {
		struct letter *l = DT_LIST_ADD(&c->chars, struct letter);

		if (!l)
			return false;
		while (run < segment->runs.count && runs[run].start <= at) {
			source = runs[run++].source;
			source = source < block->runs.count ? source : DT_NONE;
			style = source == DT_NONE ? block->style : sources[source].style;
		}
		l->at = (uint32_t)at;
		l->cp = text_next(p->text, p->length, &at);
		l->source = source;
		l->style = style < blocks->styles.count ? style : block->style;
		l->answer = (uint8_t)answers[at - 1];
		l->typewritten = !mono && styles[l->style].flags & DT_STYLE_MONO;
		if (l->cp == CHAR_OBJECT && source != DT_NONE &&
		    sources[source].kind == DT_RUN_OBJECT)
			l->kind = ATOM_OBJECT;
		else if (l->cp == CHAR_BREAK)
			l->kind = ATOM_BREAK;
		else
			l->kind = char_is_blank(l->cp) ? ATOM_BLANK : ATOM_WORD;
		rtl |= char_is_rtl(l->cp);
	}
	return rtl;
}

/* Rows of dots, "....." or ". . . .", which lead to a number at the end of the line: as
 * many as there is room for, and nothing breaks there. */
void letters_leaders(struct composer *c, struct paragraph *p)
{
	struct letter *letters = c->chars.at;
	uint32_t n = c->chars.n;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t end = i, dots = 0;

		while (end < n && letters[end].cp == '.') {
			dots++;
			end++;
			if (end + 1 < n && letters[end].cp == ' ' && letters[end + 1].cp == '.')
				end++;
		}
		if (dots < LEADER_DOTS) {
			i = end > i ? end - 1 : i;
			continue;
		}
		p->leaders = true;
		for (; i < end; i++) {
			letters[i].kind = ATOM_LEADER;
			letters[i].answer = BREAK_NOT;
		}
		while (i < n && letters[i].kind == ATOM_BLANK)
			letters[i++].answer = BREAK_NOT;
		i--;
	}
}

static void *list_room(struct dt_list *list, uint32_t n, size_t element)
{
	dt_list_clear(list);
	for (uint32_t i = 0; i < n; i++) {
		if (!dt_list_add(list, element))
			return NULL;
	}
	return list->at;
}

/* The end of the words of a typewriter that begin at i; i when there are none, or they are
 * written from right to left themselves.  A blank between two is of any face. */
static uint32_t typewritten_end(const struct letter *letters, uint32_t n, uint32_t i)
{
	uint32_t end = i;

	if (!letters[i].typewritten || letters[i].kind != ATOM_WORD)
		return i;
	for (uint32_t k = i; k < n && (letters[k].typewritten || letters[k].kind == ATOM_BLANK);
	     k++) {
		if (char_is_rtl(letters[k].cp))
			return i;
		if (letters[k].kind == ATOM_WORD)
			end = k + 1;
	}
	return end;
}

static bool begins_word(const struct letter *letters, uint32_t i)
{
	return letters[i].kind == ATOM_WORD && (!i || letters[i - 1].kind != ATOM_WORD);
}

/* The text for UAX #9, with isolates around what a typewriter wrote, and marks around other words
 * that stay whole: "-o" keeps its hyphen in front.  at[i] is where letter i stands in it. */
static uint32_t marked_text(const struct letter *letters, uint32_t n, FriBidiChar *text,
			    uint32_t *at)
{
	struct latin_word word = { 0, 0 };
	uint32_t used = 0, end = 0, next = 0;

	for (uint32_t i = 0; i < n; i++) {
		if (i >= end && (end = typewritten_end(letters, n, i)) > i)
			text[used++] = LEFT_TO_RIGHT_ISOLATE;
		if (i >= end && i >= next && begins_word(letters, i))
			word = latin_word(letters, n, i, &next);
		if (i == word.first && word.first < word.end)
			text[used++] = LEFT_TO_RIGHT_MARK;
		at[i] = used;
		text[used++] = letters[i].cp;
		if (i + 1 == word.end && word.first < word.end)
			text[used++] = LEFT_TO_RIGHT_MARK;
		if (i + 1 == end)
			text[used++] = POP_ISOLATE;
	}
	return used;
}

bool letters_levels(struct composer *c, struct paragraph *p)
{
	struct letter *letters = c->chars.at;
	uint32_t n = c->chars.n, most = 5 * n, used;
	FriBidiChar *text = list_room(&c->runs, most, sizeof(*text));
	FriBidiCharType *types = list_room(&c->types, most, sizeof(*types));
	FriBidiBracketType *brackets = list_room(&c->brackets, most, sizeof(*brackets));
	FriBidiLevel *levels = list_room(&c->levels, most, sizeof(*levels));
	uint32_t *at = list_room(&c->places, n, sizeof(*at));
	FriBidiParType base = FRIBIDI_PAR_RTL;

	if (!text || !types || !brackets || !levels || !at)
		return false;
	used = marked_text(letters, n, text, at);
	fribidi_get_bidi_types(text, (FriBidiStrIndex)used, types);
	fribidi_get_bracket_types(text, (FriBidiStrIndex)used, types, brackets);
	for (uint32_t i = 0; i < n; i++) {
		if (letters[i].kind == ATOM_OBJECT)
			types[at[i]] = FRIBIDI_TYPE_LTR;
	}
	if (!c->rtl)
		base = fribidi_get_par_direction(types, (FriBidiStrIndex)used);
	if (!fribidi_get_par_embedding_levels_ex(types, brackets, (FriBidiStrIndex)used, &base,
						 levels))
		return false;
	for (uint32_t i = 0; i < n; i++)
		letters[i].level = (uint8_t)levels[at[i]];
	p->rtl = FRIBIDI_IS_RTL(base);
	p->any_rtl = true;
	return true;
}
