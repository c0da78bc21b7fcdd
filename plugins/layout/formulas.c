/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Formulas: the parts of a line that are mathematics.
 *
 * An item is of the core when its font or its sign is mathematical; digits, brackets, operators,
 * indices and single letters join a core that they touch.  What this finds inside of a sentence
 * becomes one unbreakable object; a line of little else is a display formula.
 */
#include "config.h"

#include "layout.h"

#include "chars.h"

#include <math.h>

enum mark { MARK_TEXT = 0, MARK_WEAK, MARK_OPERATOR, MARK_CORE };

struct math_item { /* an item of the line at work */
	uint32_t item;
	uint32_t word; /* position in the line */
	uint32_t mark;
	uint32_t c;
};

static bool is_bracket(uint32_t c)
{
	return c == '(' || c == ')' || c == '[' || c == ']' || c == '{' || c == '}' || c == '|' ||
	       c == 0x27e8 || c == 0x27e9;
}

/* 1: opens a bracket, -1: closes one. */
static int opens(uint32_t c)
{
	return (c == '(' || c == '[' || c == '{' || c == 0x27e8) -
	       (c == ')' || c == ']' || c == '}' || c == 0x27e9);
}

static bool is_operator(uint32_t c)
{
	return c == '=' || c == '+' || c == '<' || c == '>' || c == '*' || c == '/' || c == '^' ||
	       c == '~' || c == 0x2212 || c == 0xd7 || c == 0xf7 || c == 0xb1 || c == 0x2264 ||
	       c == 0x2265 || c == 0x2248 || c == 0x2192 || c == 0x2208;
}

static bool is_stop(uint32_t c)
{
	return c == '.' || c == ',' || c == ';' || c == ':' || c == '?' || c == '!';
}

/* Signs that Unicode calls mathematical and that stand in plain text all the time. */
static bool is_common_sign(uint32_t c)
{
	return c == '+' || c == '|' || c == '~' || c == '<' || c == '>' || c == '=' || c == 0xb1 ||
	       c == 0xd7 || c == 0x2192 || c == 0xac || c == 0x2190;
}

static uint32_t mark_of(const struct page *page, const struct item *item, uint32_t c,
			const struct line *line)
{
	const struct look_info *info = &LIST(page->look_infos, struct look_info)[item->look];
	bool script =
		info->size < 0.86f * line->size && fabsf(item->v - line->v) > 0.06f * line->size;

	if (item->flags & ITEM_BOUND)
		return MARK_CORE;
	if (item->flags & ITEM_MATH && !is_common_sign(c) && !char_is_bullet(c) &&
	    !(is_stop(c) || is_bracket(c)))
		return MARK_CORE;
	if (is_operator(c) || (item->flags & ITEM_MATH && is_common_sign(c)))
		return MARK_OPERATOR;
	if (item->flags & ITEM_DIGIT || is_bracket(c) || is_stop(c) || c == 0x2032 || c == 0x2033 ||
	    c == '\'' || c == '-' || c == 0x2026)
		return MARK_WEAK;
	if (script)
		return MARK_WEAK;
	return MARK_TEXT;
}

/* Does something mathematical stand beside items [i, k) of one word? */
static bool touches(const struct math_item *all, uint32_t i, uint32_t k, uint32_t n)
{
	return (i && all[i - 1].mark >= MARK_WEAK && all[i - 1].word == all[i].word &&
		!is_stop(all[i - 1].c) && all[i - 1].c != '-') ||
	       (k < n && all[k].mark >= MARK_WEAK && all[k].word == all[i].word &&
		!is_stop(all[k].c) && all[k].c != '-');
}

/* A single italic letter in upright text; alone it must not be a word. */
static bool is_variable(const struct page *page, const struct math_item *all, uint32_t i,
			uint32_t n, const struct line *line)
{
	const struct item *item = &LIST(page->items, struct item)[all[i].item];
	const struct look_info *info = &LIST(page->look_infos, struct look_info)[item->look];
	bool alone = (!i || all[i - 1].word != all[i].word) &&
		     (i + 1 == n || all[i + 1].word != all[i].word || is_stop(all[i + 1].c));

	if (!(info->flags & WORD_ITALIC) || item->flags & (ITEM_WIDE | ITEM_RTL))
		return false;
	if (line->chars <= 2)
		return true;
	if (line->flags & LINE_ITALIC)
		return false;
	return alone ? all[i].c < 0x80 && !strchr("aAIyeoO", (int)all[i].c)
		     : touches(all, i, i + 1, n);
}

static bool is_function(const struct math_item *all, uint32_t i, uint32_t k)
{
	static const char *const names[] = {
		"sin",	"cos",	  "tan",    "log",    "exp",	"max",	  "min",  "lim", "det",
		"dim",	"ker",	  "arg",    "sup",    "inf",	"mod",	  "ln",	  "cot", "sec",
		"csc",	"sinh",	  "cosh",   "tanh",   "argmax", "argmin", "gcd",  "lg",	 "Pr",
		"diag", "limsup", "liminf", "arcsin", "arccos", "arctan", "rank", "sgn", "erf"
	};

	for (size_t m = 0; m < sizeof(names) / sizeof(names[0]); m++) {
		uint32_t at = i;

		while (at < k && names[m][at - i] && all[at].c == (uint32_t)names[m][at - i])
			at++;
		if (at == k && !names[m][k - i])
			return true;
	}
	return false;
}

/* Letters of a math font that spell a word are text after all; a lone letter between
 * mathematical signs is a variable. */
static void weigh_letters(const struct page *page, struct math_item *all, uint32_t n,
			  const struct line *line)
{
	const struct item *items = LIST(page->items, struct item);

	for (uint32_t i = 0; i < n;) {
		uint32_t k = i;

		while (k < n && all[k].word == all[i].word &&
		       items[all[k].item].flags & ITEM_LETTER &&
		       items[all[k].item].look == items[all[i].item].look)
			k++;
		if (k == i || items[all[i].item].flags & ITEM_BOUND) {
			i += k == i ? 1 : k - i;
			continue;
		}
		if (k - i >= 4 && all[i].mark == MARK_CORE)
			for (uint32_t m = i; m < k; m++)
				all[m].mark = MARK_TEXT;
		if (k - i == 1 && all[i].mark == MARK_TEXT && is_variable(page, all, i, n, line))
			all[i].mark = MARK_CORE;
		else if (k - i == 1 && all[i].mark == MARK_TEXT && touches(all, i, k, n))
			all[i].mark = MARK_WEAK;
		else if (all[i].mark == MARK_TEXT && is_function(all, i, k) &&
			 touches(all, i, k, n))
			for (uint32_t m = i; m < k; m++)
				all[m].mark = MARK_WEAK;
		i = k;
	}
}

static uint32_t collect(struct page *page, const struct line *line)
{
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);
	const struct item *items = LIST(page->items, struct item);
	struct math_item *all;
	uint32_t n = 0;

	if (!list_reserve(&page->math, line->chars + 1, sizeof(struct math_item)))
		return 0;
	all = LIST(page->math, struct math_item);
	for (uint32_t i = line->label; i < line->count - line->tail; i++) {
		const struct word *word = &words[order[i]];

		for (uint32_t k = 0; k < word->ink; k++) {
			const struct item *item = &items[word->first + k];
			const struct dt_glyph *glyph = &page->glyphs[item->glyph];
			uint32_t used;

			all[n].item = word->first + k;
			all[n].word = i;
			all[n].c = char_at(page->text + glyph->text, glyph->text_length, &used);
			all[n].mark = item->flags & ITEM_EMPTY && n && all[n - 1].word == i
					      ? all[n - 1].mark
					      : mark_of(page, item, all[n].c, line);
			n++;
		}
	}
	weigh_letters(page, all, n, line);
	return n;
}

/* Does a run of marks go on from item k-1 to item k? */
static bool goes_on(const struct page *page, const struct math_item *all, uint32_t k, float size,
		    int open)
{
	const struct item *items = LIST(page->items, struct item);
	const struct math_item *a = &all[k - 1], *b = &all[k];

	if (b->mark == MARK_TEXT)
		return false;
	if (a->word == b->word)
		return true;
	if (items[b->item].u0 - items[a->item].u1 > 0.65f * size)
		return false;
	if (open > 0 && a->c == ',')
		return true; /* of an interval or a list */
	/* "x, . . . , z" */
	if ((a->c == '.' || a->c == ',') && (b->c == '.' || (b->c == ',' && a->c == '.')))
		return true;
	if (a->c == ',' && b->mark == MARK_CORE && k >= 3 && all[k - 2].c == '.' &&
	    all[k - 3].c == '.')
		return true;
	/* over a gap only an operator binds, or a bracket or comma of a list inside brackets */
	return a->mark == MARK_OPERATOR || b->mark == MARK_OPERATOR ||
	       (a->mark == MARK_CORE && b->mark == MARK_CORE) ||
	       ((a->mark == MARK_CORE || b->mark == MARK_CORE) &&
		(is_bracket(a->c) || is_bracket(b->c) || a->c == ','));
}

/* Punctuation and brackets without a partner at the ends belong to the sentence. */
static void trim(const struct math_item *all, uint32_t *first, uint32_t *end)
{
	for (bool more = true; more && *first < *end;) {
		int open = 0, least = 0;

		for (uint32_t i = *first; i < *end; i++) {
			uint32_t c = all[i].c;

			open += c == '(' || c == '[' || c == '{';
			open -= c == ')' || c == ']' || c == '}';
			least = open < least ? open : least;
		}
		more = false;
		if (all[*end - 1].mark < MARK_CORE &&
		    (is_stop(all[*end - 1].c) || all[*end - 1].c == '-' ||
		     (open > 0 && (all[*end - 1].c == '(' || all[*end - 1].c == '[')) ||
		     (least < 0 && (all[*end - 1].c == ')' || all[*end - 1].c == ']')))) {
			--*end;
			more = true;
		} else if (all[*first].mark < MARK_CORE &&
			   (is_stop(all[*first].c) || all[*first].c == '-' ||
			    (open > 0 && (all[*first].c == '(' || all[*first].c == '[')) ||
			    (least < 0 && (all[*first].c == ')' || all[*first].c == ']')))) {
			++*first;
			more = true;
		}
	}
}

static bool is_relation(uint32_t c)
{
	return c == '=' || c == '<' || c == '>' || c == 0x2264 || c == 0x2265 || c == 0x2248 ||
	       c == 0x223c || c == 0x221d || c == 0x2261 || c == 0x2192 || c == 0x2208;
}

/* Relations between formulas, and no words but names of functions: "l = argmax log p". */
static bool is_all_formula(const struct page *page, const struct math_item *all, uint32_t n)
{
	const struct item *items = LIST(page->items, struct item);
	bool relation = false;

	for (uint32_t i = 0; i < n;) {
		uint32_t k = i + 1;

		relation = relation || is_relation(all[i].c);
		if (all[i].mark != MARK_TEXT || !(items[all[i].item].flags & ITEM_LETTER)) {
			i++;
			continue;
		}
		while (k < n && all[k].word == all[i].word &&
		       items[all[k].item].flags & ITEM_LETTER &&
		       items[all[k].item].look == items[all[i].item].look)
			k++;
		if (!is_function(all, i, k))
			return false;
		i = k;
	}
	return relation;
}

static void mark_line(struct page *page, struct line *line)
{
	uint32_t n = collect(page, line), end;
	const struct math_item *all = LIST(page->math, struct math_item);
	struct item *items = LIST(page->items, struct item);

	for (uint32_t i = 0; i < n; i = end) {
		uint32_t first = i, core = 0;
		int open = opens(all[i].c);

		end = i + 1;
		if (all[i].mark == MARK_TEXT)
			continue;
		core = all[i].mark == MARK_CORE;
		while (end < n && goes_on(page, all, end, line->size, open)) {
			open += opens(all[end].c);
			core += all[end].mark == MARK_CORE;
			end++;
		}
		if (!core)
			continue;
		{
			uint32_t last = end;

			trim(all, &first, &last);
			page->objects++;
			for (uint32_t k = first; k < last; k++)
				items[all[k].item].object = page->objects;
			line->math += last - first;
		}
	}
	if (line->math && is_all_formula(page, all, n))
		line->math = line->chars;
}

/* An accent is of a formula when its letter is, and only then. */
static void accents_follow(struct page *page)
{
	struct item *items = LIST(page->items, struct item);

	for (uint32_t k = page->first_item; k < page->items.n; k++) {
		if (items[k].flags & ITEM_ACCENT_NEXT)
			items[k].object = items[k + 1].object;
		else if (items[k].flags & ITEM_ACCENT_BACK)
			items[k].object = items[k - 1].object;
	}
}

void plane_formulas(struct page *page)
{
	const struct word *words = LIST(page->words, struct word);
	const uint32_t *order = LIST(page->order, uint32_t);
	struct line *lines = LIST(page->lines, struct line);

	for (uint32_t i = 0; i < page->lines.n; i++) {
		struct line *line = &lines[i];
		uint32_t any = 0;

		for (uint32_t k = 0; k < line->count; k++)
			any |= words[order[line->first + k]].flags;
		if (!(any & (WORD_MATH | WORD_ITALIC)) || line->flags & LINE_RTL)
			continue;
		mark_line(page, line);
		if (line->math * 10 >= line->chars * 6)
			line->flags |= LINE_MATH;
	}
	accents_follow(page);
}
