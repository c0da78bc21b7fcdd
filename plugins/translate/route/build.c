/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "build.h"

#include "rules.h"

#define MAX_CODE 80u /* bytes */

static bool has_digits(const struct source *source)
{
	for (uint32_t i = 0; i < source->length; i++)
		if (source->text[i] >= '0' && source->text[i] <= '9')
			return true;
	return false;
}

/* Is it something else than the text around it, so that its edges are meant as they are? */
static bool stands_out(const struct builder *b, uint16_t number)
{
	const struct group *group = &b->groups[number];

	return group->raised || (group->mono && !b->groups[b->bare].mono);
}

/* Do scripts without blanks between words, or with endings behind a word of another style, meet
 * here?  Then the style may change for good. */
static bool parts_words(const struct builder *b, uint32_t at)
{
	const char *text = b->source->text, *end = text + b->source->length;
	const char *here = text + at, *before = here;

	do
		before--;
	while (before > text && ((unsigned char)*before & 0xc0) == 0x80);
	return rules_runs_on(markup_decode(&before, end)) ||
	       rules_runs_on(markup_decode(&here, end));
}

/* A word that is set in two styles (a drop cap, an accent from another font) goes to the
 * one that has most of it.  Raised parts stand for themselves. */
static void keep_words_whole(struct builder *b)
{
	uint32_t n = b->source->length;

	for (uint32_t at = 0, end; at < n; at = end) {
		uint32_t counts[64] = { 0 };
		uint16_t best = b->group[at];
		bool several = false;

		end = at + 1;
		if (b->class[at] != RULES_LETTER || best == GROUP_OBJECT || stands_out(b, best))
			continue;
		counts[best] = 1;
		while (end < n && b->class[end] == RULES_LETTER && b->group[end] != GROUP_OBJECT &&
		       !stands_out(b, b->group[end]) &&
		       (b->group[end] == b->group[end - 1] || !parts_words(b, end))) {
			several |= b->group[end] != best;
			counts[b->group[end++]]++;
		}
		if (!several)
			continue;
		for (uint16_t i = 0; i < b->n_groups; i++)
			if (counts[i] > counts[best])
				best = i;
		for (uint32_t i = at; i < end; i++)
			b->group[i] = best;
	}
}

/* Does this byte carry its style for all to see? */
static bool shows(const struct builder *b, uint32_t at)
{
	if (b->group[at] == GROUP_OBJECT)
		return true;
	if (stands_out(b, b->group[at]) && b->class[at] != RULES_BLANK)
		return true;
	return b->class[at] == RULES_LETTER || b->class[at] == RULES_DIGIT ||
	       b->class[at] == RULES_SIGN || b->class[at] == RULES_FIXED;
}

static bool all_of(const struct builder *b, uint32_t at, uint32_t end, uint16_t number)
{
	while (at < end && (b->group[at] == number || b->class[at] == RULES_BLANK))
		at++;
	return at == end;
}

/*
 * Blanks and points between two words: with both when they are of one style, else with
 * the word that they touch and share a style with, else bare.
 */
static void settle_gaps(struct builder *b)
{
	uint32_t n = b->source->length;

	for (uint32_t at = 0, end; at < n; at = end) {
		uint16_t left = at ? b->group[at - 1] : GROUP_OBJECT, right;
		uint32_t i, j;

		end = at + 1;
		if (shows(b, at))
			continue;
		while (end < n && !shows(b, end))
			end++;
		right = end < n ? b->group[end] : GROUP_OBJECT;
		i = at;
		j = end;
		if (left != GROUP_OBJECT && left == right &&
		    (!stands_out(b, left) ||
		     (!b->groups[left].raised && all_of(b, at, end, left)))) {
			while (i < j)
				b->group[i++] = left;
			continue;
		}
		while (i < j && b->class[i] != RULES_BLANK && b->group[i] == left)
			i++;
		while (j > i && b->class[j - 1] != RULES_BLANK && b->group[j - 1] == right)
			j--;
		while (i < j)
			b->group[i++] = b->bare;
	}
}

/* Nothing in it to translate, and a translator might drop it or move it about. */
static bool stands_for_itself(const struct builder *b, uint32_t start, uint32_t end)
{
	const struct group *group = &b->groups[b->group[start]];
	uint32_t letters = 0, signs = 0;

	if (b->class[start] == RULES_FIXED)
		return true;
	if (b->group[start] == b->bare)
		return false;
	for (uint32_t i = start; i < end; i++) {
		letters += b->class[i] == RULES_LETTER;
		signs += b->class[i] == RULES_SIGN;
	}
	if (group->mono && !b->groups[b->bare].mono)
		return end - start <= MAX_CODE;
	if (signs == end - start)
		return true;
	return (group->raised && letters <= 4) || (group->link && !letters);
}

static struct mark *add_mark(struct marks *marks, enum mark_kind kind, uint32_t run)
{
	struct mark *mark = DT_LIST_ADD(&marks->list, struct mark);

	if (mark) {
		mark->kind = kind;
		mark->run = run;
	}
	return mark;
}

static uint32_t object_at(const struct source *source, uint32_t at)
{
	uint32_t low = 0, high = source->n_runs;

	while (low + 1 < high) {
		uint32_t middle = (low + high) / 2;

		if (source->runs[middle].start <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void add_piece(struct builder *b, uint32_t start, uint32_t end, bool plain, struct text *out,
		      struct marks *marks)
{
	const char *text = b->source->text + start;
	uint16_t number = b->group[start];
	struct mark *mark;

	if (number == GROUP_OBJECT) {
		if (add_mark(marks, MARK_OBJECT, object_at(b->source, start)))
			markup_add_object(out, marks->list.n);
	} else if (stands_for_itself(b, start, end)) {
		mark = add_mark(marks, MARK_TEXT, b->groups[number].run);
		if (mark) {
			mark->start = start;
			mark->length = end - start;
			markup_add_object(out, marks->list.n);
		}
	} else if (plain || number == b->bare) {
		markup_add_text(out, text, end - start);
	} else if (add_mark(marks, b->groups[number].link ? MARK_LINK : MARK_STYLE,
			    b->groups[number].run)) {
		markup_add_open(out, marks->list.n);
		markup_add_text(out, text, end - start);
		markup_add_close(out);
	}
}

static void add_pieces(struct builder *b, bool plain, struct text *out, struct marks *marks)
{
	uint32_t n = b->source->length;

	for (uint32_t at = 0, end; at < n; at = end) {
		uint32_t run = b->group[at] == GROUP_OBJECT ? object_at(b->source, at) : 0;

		end = at + 1;
		while (end < n && b->group[end] == b->group[at] &&
		       (b->class[end] == RULES_FIXED) == (b->class[at] == RULES_FIXED) &&
		       (b->group[at] != GROUP_OBJECT || object_at(b->source, end) == run))
			end++;
		add_piece(b, at, end, plain, out, marks);
	}
}

bool segment_build(const struct source *source, bool plain, struct text *out, struct marks *marks)
{
	struct builder b = { .source = source };
	const char *at = source->text, *identifier;
	size_t n = source->length;

	dt_list_clear(&marks->list);
	marks->bare = 0;
	if (source->n_runs <= 1 && (!source->n_runs || source->runs[0].kind == DT_RUN_TEXT) &&
	    !rules_next_identifier(&at, source->text + n, &identifier) &&
	    !(source->fixed_numbers && has_digits(source))) {
		markup_add_text(out, source->text, n);
		return !out->failed;
	}
	b.group = calloc(n ? n : 1, sizeof(*b.group) + sizeof(*b.class));
	if (!b.group)
		return false;
	b.class = (uint8_t *)(b.group + n);
	groups_find(&b);
	fixed_find(&b);
	groups_choose_bare(&b);
	if (b.n_groups > 1) {
		keep_words_whole(&b);
		settle_gaps(&b);
	}
	marks->bare = b.n_groups ? b.groups[b.bare].run : 0;
	add_pieces(&b, plain, out, marks);
	free(b.group);
	return !out->failed && !marks->list.failed;
}

void marks_free(struct marks *marks)
{
	dt_list_free(&marks->list);
}

bool segment_has_words(const struct source *source)
{
	struct text markup = { 0 };
	struct marks marks = { 0 };
	struct markup_reader reader;
	struct markup_token token;
	bool found = !segment_build(source, false, &markup, &marks);

	markup_start(&reader, markup.at ? markup.at : "", markup.n);
	for (markup_next(&reader, &token);
	     !found && token.kind != MARKUP_END && token.kind != MARKUP_BAD;
	     markup_next(&reader, &token))
		found = token.kind == MARKUP_TEXT &&
			!rules_keep(token.at, (uint32_t)token.length, DT_ROLE_PARAGRAPH);
	text_free(&markup);
	marks_free(&marks);
	return found;
}
