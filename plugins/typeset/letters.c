/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "letters.h"

#include "text.h"

#include <fribidi.h>

#define LEADER_DOTS 5u /* fewer are an ellipsis */

bool letters_read(struct composer *c, const struct paragraph *p,
		  const struct dt_page_blocks *blocks, const struct dt_block *block,
		  const struct dt_page_segments *segments, const struct dt_segment *segment,
		  const char *answers)
{
	const struct dt_target_run *runs = DT_AT(segments, struct dt_target_run, segment->runs);
	const struct dt_run *sources = DT_AT(blocks, struct dt_run, block->runs);
	uint32_t run = 0, source = DT_NONE, style = block->style;
	bool rtl = false;

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

bool letters_levels(struct composer *c, struct paragraph *p)
{
	struct letter *letters = c->chars.at;
	uint32_t n = c->chars.n;
	FriBidiChar *text = list_room(&c->runs, n, sizeof(*text));
	FriBidiCharType *types = list_room(&c->types, n, sizeof(*types));
	FriBidiBracketType *brackets = list_room(&c->brackets, n, sizeof(*brackets));
	FriBidiLevel *levels = list_room(&c->levels, n, sizeof(*levels));
	FriBidiParType base = FRIBIDI_PAR_RTL;

	if (!text || !types || !brackets || !levels)
		return false;
	for (uint32_t i = 0; i < n; i++)
		text[i] = letters[i].cp;
	fribidi_get_bidi_types(text, (FriBidiStrIndex)n, types);
	fribidi_get_bracket_types(text, (FriBidiStrIndex)n, types, brackets);
	if (!c->rtl)
		base = fribidi_get_par_direction(types, (FriBidiStrIndex)n);
	if (!fribidi_get_par_embedding_levels_ex(types, brackets, (FriBidiStrIndex)n, &base,
						 levels))
		return false;
	for (uint32_t i = 0; i < n; i++)
		letters[i].level = (uint8_t)levels[i];
	p->rtl = FRIBIDI_IS_RTL(base);
	p->any_rtl = true;
	return true;
}
