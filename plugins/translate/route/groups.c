/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "build.h"

#include "rules.h"

#include <math.h>

#define SQUARE_SIZE 0.13f /* Latin letters beside squares are made larger or smaller by that */

static const struct dt_style *style_of(const struct source *source, const struct dt_run *run)
{
	return run->style < source->n_styles ? &source->styles[run->style] : NULL;
}

/* Would a reader see them as one style?  The same face in a hair's difference of size
 * is one; so is a serif face whose name alone differs. */
static bool alike(const struct source *source, const struct dt_run *a, const struct dt_run *b)
{
	const struct dt_style *s = style_of(source, a), *t = style_of(source, b);

	if (a->annotation != b->annotation)
		return false;
	if (!s || !t || s == t)
		return true;
	return s->flags == t->flags && s->colour == t->colour &&
	       fabsf(s->size - t->size) <= 0.06f * fmaxf(s->size, t->size);
}

static uint16_t find_group(struct builder *b, const struct dt_run *run)
{
	const struct source *source = b->source;
	const struct dt_style *style = style_of(source, run);
	struct group *group;

	for (uint32_t i = 0; i < b->n_groups; i++)
		if (alike(source, &source->runs[b->groups[i].run], run))
			return (uint16_t)i;
	if (b->n_groups == sizeof(b->groups) / sizeof(b->groups[0]))
		return 0; /* no page is as motley as that */
	group = &b->groups[b->n_groups];
	memset(group, 0, sizeof(*group));
	group->run = (uint32_t)(run - source->runs);
	group->link = run->annotation != DT_NONE;
	group->raised = style && (style->flags & (DT_STYLE_SUPERSCRIPT | DT_STYLE_SUBSCRIPT)) != 0;
	group->lowered = style && (style->flags & DT_STYLE_SUBSCRIPT) != 0;
	group->mono = style && (style->flags & DT_STYLE_MONO) != 0;
	return (uint16_t)b->n_groups++;
}

/* The letter that a paragraph begins with, several lines high: another one in the answer. */
static bool is_initial(const struct source *source, const struct dt_run *run)
{
	const struct dt_style *style = style_of(source, run);

	return style && style->flags & DT_STYLE_INITIAL && run == source->runs;
}

static bool sets_squares(const struct source *source, uint32_t start, uint32_t end)
{
	const char *at = source->text + start;

	while (at < source->text + end)
		if (rules_square(markup_decode(&at, source->text + end)))
			return true;
	return false;
}

/* Would they look like one if faces for squares had the letters of the other? */
static bool differ_in_script(const struct builder *b, const struct group *squares,
			     const struct group *letters)
{
	const struct source *source = b->source;
	const struct dt_run *x = &source->runs[squares->run], *y = &source->runs[letters->run];
	const struct dt_style *s = style_of(source, x), *t = style_of(source, y);

	return squares->squares && !letters->squares && s && t && x->annotation == y->annotation &&
	       !((s->flags ^ t->flags) & ~(uint32_t)DT_STYLE_SERIF) && s->colour == t->colour &&
	       fabsf(s->size - t->size) <= SQUARE_SIZE * fmaxf(s->size, t->size);
}

/* Latin words and digits among ideographs are mostly of another face, which nobody takes for
 * another look. */
static void join_scripts(struct builder *b)
{
	uint16_t to[DT_COUNT(b->groups)];
	bool any = false;

	for (uint16_t i = 0; i < b->n_groups; i++) {
		to[i] = i;
		for (uint16_t k = 0; k < b->n_groups && to[i] == i; k++)
			if (differ_in_script(b, &b->groups[k], &b->groups[i]))
				to[i] = k;
		any |= to[i] != i;
		if (to[i] != i) {
			b->groups[to[i]].letters += b->groups[i].letters;
			b->groups[i].letters = 0;
		}
	}
	for (uint32_t at = 0; at < b->source->length && any; at++)
		if (b->group[at] != GROUP_OBJECT)
			b->group[at] = to[b->group[at]];
}

/* Signs that are of programs and hardly of prose. */
static bool is_code(const struct builder *b, uint16_t number)
{
	for (uint32_t i = 0; i < b->source->length; i++)
		if (b->group[i] == number && b->source->text[i] &&
		    strchr("\\{}<>_=|", b->source->text[i]))
			return true;
	return false;
}

/* More of the words, or more at all where there are none or where code is among them, which has
 * no words.  What is raised is never the common look of a text with another one. */
static bool is_commoner(const struct group *a, const struct group *b)
{
	if (a->raised != b->raised && a->letters && b->letters)
		return b->raised;
	if (a->words == b->words || a->mono != b->mono)
		return a->letters > b->letters;
	return a->words > b->words;
}

/* The style of the text that the others stand out from: the commonest one.  Where that is code with
 * words between, as in the syntax of a command, it is that of the words. */
static uint16_t find_bare(const struct builder *b)
{
	uint16_t bare = 0, words = 0;

	for (uint16_t i = 1; i < b->n_groups; i++)
		if (is_commoner(&b->groups[i], &b->groups[bare]))
			bare = i;
	if (!b->n_groups || !b->groups[bare].mono || !is_code(b, bare))
		return bare;
	for (uint16_t i = 0; i < b->n_groups; i++)
		if (!b->groups[i].mono && !b->groups[i].raised &&
		    (b->groups[words].mono || b->groups[i].letters > b->groups[words].letters))
			words = i;
	return !b->groups[words].mono && b->groups[words].letters * 4 >= b->groups[bare].letters
		       ? words
		       : bare;
}

void groups_find(struct builder *b)
{
	const struct source *source = b->source;

	rules_classify(source->text, source->length, b->class);
	for (uint32_t i = 0; i < source->n_runs; i++) {
		const struct dt_run *run = &source->runs[i];
		uint32_t end = run->start + run->length;
		uint16_t number;
		struct group *group;

		if (run->start >= source->length || end > source->length || end < run->start)
			continue;
		if (run->kind == DT_RUN_OBJECT) {
			for (uint32_t at = run->start; at < end; at++)
				b->group[at] = GROUP_OBJECT;
			continue;
		}
		if (is_initial(source, run)) /* it goes with the others, whatever they are */
			continue;
		number = run->kind == DT_RUN_BREAK && b->n_groups ? 0 : find_group(b, run);
		group = &b->groups[number];
		group->squares = group->squares || sets_squares(source, run->start, end);
		if (run->length > group->longest) {
			group->longest = run->length;
			group->run = i;
		}
		for (uint32_t at = run->start; at < end; at++) {
			b->group[at] = number;
			group->letters += b->class[at] != RULES_BLANK;
		}
	}
	join_scripts(b);
}

void groups_choose_bare(struct builder *b)
{
	const struct source *source = b->source;

	for (uint32_t at = 0; at < source->length; at++)
		if (b->class[at] == RULES_LETTER && b->group[at] != GROUP_OBJECT)
			b->groups[b->group[at]].words++;
	b->bare = find_bare(b);
	if (source->n_runs && b->n_groups && is_initial(source, &source->runs[0]))
		for (uint32_t at = 0; at < source->runs[0].length && at < source->length; at++)
			b->group[at] = b->bare;
}
