/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows: all words of a plane that stand on one baseline, whatever column they belong to.
 * Super- and subscripts that stand apart join the row of the word they lean on.
 */
#include "config.h"

#include "layout.h"

#include "chars.h"

#include <math.h>

#define CAPITAL 0.7f /* em, height of a letter */

/* Stable; text comes nearly in order, so insertion is the fast way as long as little moves. */
static void sort_words(struct page *page, uint32_t *order, uint32_t n, bool by_u)
{
	const struct word *words = LIST(page->words, struct word);
	uint32_t *other;

#define KEY(w) (by_u ? words[w].u0 : words[w].v)
	if (n < 24) {
		for (uint32_t i = 1; i < n; i++) {
			uint32_t at = order[i], k = i;
			float key = KEY(at);

			while (k && KEY(order[k - 1]) > key) {
				order[k] = order[k - 1];
				k--;
			}
			order[k] = at;
		}
		return;
	}
	if (KEY(order[n / 2 - 1]) <= KEY(order[n / 2])) {
		bool sorted = true;

		for (uint32_t i = 1; i < n && sorted; i++)
			sorted = KEY(order[i - 1]) <= KEY(order[i]);
		if (sorted)
			return;
	}
	sort_words(page, order, n / 2, by_u);
	sort_words(page, order + n / 2, n - n / 2, by_u);
	if (KEY(order[n / 2 - 1]) <= KEY(order[n / 2]))
		return;
	other = LIST(page->scratch, uint32_t);
	memcpy(other, order, n / 2 * sizeof(*order));
	for (uint32_t i = 0, k = n / 2, to = 0; i < n / 2; to++) {
		if (k < n && KEY(order[k]) < KEY(other[i]))
			order[to] = order[k++];
		else
			order[to] = other[i++];
	}
#undef KEY
}

static void row_add(struct page *page, uint32_t first, uint32_t count)
{
	const struct word *words = LIST(page->words, struct word);
	const uint32_t *order = LIST(page->order, uint32_t) + first;
	struct row *row = DT_LIST_ADD(&page->rows, struct row);
	float widest = -1;

	if (!row)
		return;
	row->first = first;
	row->count = count;
	row->top = INFINITY;
	row->bottom = -INFINITY;
	for (uint32_t i = 0; i < count; i++) {
		const struct word *word = &words[order[i]];
		float weight = word->u1 - word->u0 + 0.01f;

		if (weight * word->size > widest) {
			widest = weight * word->size;
			row->v = word->v;
			row->size = word->size;
		}
		row->top = smaller(row->top, word->top);
		row->bottom = larger(row->bottom, word->bottom);
	}
}

static bool is_bullet(const struct page *page, const struct word *word)
{
	const struct item *item = &LIST(page->items, struct item)[word->first];
	const struct dt_glyph *glyph = &page->glyphs[item->glyph];
	uint32_t used;

	return word->ink == 1 &&
	       char_is_bullet(char_at(page->text + glyph->text, glyph->text_length, &used));
}

/* A word of letters whose tops are below the words that it stands under is of a line of its own:
 * an index reaches above their baseline, and short names below an operator are its bounds. */
static bool stands_under(const struct page *page, const struct word *word, const struct row *row)
{
	const struct word *words = LIST(page->words, struct word);
	const uint32_t *order = LIST(page->order, uint32_t) + row->first;
	float common = 0;

	if (!(word->flags & WORD_LETTERS) || word->ink < 4)
		return false;
	for (uint32_t i = 0; i < row->count; i++) {
		const struct word *host = &words[order[i]];

		if (host->flags & (WORD_LETTERS | WORD_DIGITS) &&
		    word->v - host->v > CAPITAL * word->size)
			common +=
				larger(0, smaller(word->u1, host->u1) - larger(word->u0, host->u0));
	}
	return common > 0.6f * (word->u1 - word->u0);
}

/* Does a small word lean on a word of the row? */
static bool leans_on(const struct page *page, const struct word *word, const struct row *row)
{
	bool bullet = is_bullet(page, word);
	const struct word *words = LIST(page->words, struct word);
	const uint32_t *order = LIST(page->order, uint32_t) + row->first;

	for (uint32_t i = 0; i < row->count; i++) {
		const struct word *host = &words[order[i]];
		float gap = larger(word->u0 - host->u1, host->u0 - word->u1);

		/* a bullet stands before its text, often lower or higher */
		if (bullet && host->u0 > word->u1 - 1 && gap < 2.5f * host->size &&
		    fabsf(word->v - host->v) < 0.55f * larger(host->size, word->size))
			return true;
		/* the number of a footnote, painted before its text that stands at a stop */
		if (!i && word->first + word->all == host->first && host->u0 > word->u1 &&
		    gap < 9 * host->size && word->ink <= 3 && host->flags & WORD_LETTERS &&
		    (word->flags & (WORD_DIGITS | WORD_LETTERS)) == WORD_DIGITS &&
		    word->size < 0.85f * host->size && word->v < host->v - 0.15f * host->size &&
		    word->v > host->v - 0.6f * host->size)
			return true;
		if (gap < 0.35f * host->size && word->size < 0.87f * host->size &&
		    fabsf(word->v - host->v) < 0.6f * host->size)
			return true;
	}
	return false;
}

/* The baseline that a small word of row r belongs to: that of a row close above or below with a
 * word that it leans on, or its own.  Text of another column may share its row by chance. */
static float script_baseline(const struct page *page, uint32_t r, const struct word *word,
			     bool bullets)
{
	const struct row *rows = LIST(page->rows, struct row);

	float best = INFINITY, found = word->v;

	for (int side = -2; side <= 2; side++) {
		uint32_t other = r + (uint32_t)side;
		float distance;

		if (!side || other >= page->rows.n)
			continue;
		distance = fabsf(rows[r].v - rows[other].v);
		if (distance > 0.6f * rows[other].size || distance >= best)
			continue;
		if ((bullets || word->size < 0.87f * rows[other].size) &&
		    leans_on(page, word, &rows[other]) && !stands_under(page, word, &rows[other])) {
			best = distance;
			found = rows[other].v;
		}
	}
	return found;
}

/* Gives small words between the baselines the baseline of their host. */
static bool attach_scripts(struct page *page)
{
	struct word *words = LIST(page->words, struct word);
	const struct row *rows = LIST(page->rows, struct row);
	const uint32_t *order = LIST(page->order, uint32_t);
	bool moved = false;

	for (uint32_t r = 0; r < page->rows.n; r++) {
		bool bullets = is_bullet(page, &words[order[rows[r].first]]);

		for (uint32_t i = 0; i < rows[r].count; i++) {
			struct word *word = &words[order[rows[r].first + i]];
			float v = script_baseline(page, r, word, bullets);

			moved = moved || v != word->v;
			word->v = v;
		}
	}
	return moved;
}

static void collect_rows(struct page *page)
{
	const struct word *words = LIST(page->words, struct word);
	uint32_t *order = LIST(page->order, uint32_t) + page->first_order;
	uint32_t n = page->order.n - page->first_order, first = 0;

	dt_list_clear(&page->rows);
	sort_words(page, order, n, false);
	for (uint32_t i = 1; i <= n; i++) {
		const struct word *base = &words[order[first]], *word;

		if (i < n) {
			word = &words[order[i]];
			if (word->v - words[order[i - 1]].v <
				    0.12f * smaller(word->size, base->size) &&
			    word->v - base->v < 0.3f * smaller(word->size, base->size))
				continue;
		}
		row_add(page, page->first_order + first, i - first);
		first = i;
	}
}

void plane_rows(struct page *page)
{
	uint32_t n = page->words.n - page->first_word;
	uint32_t *order;

	dt_list_clear(&page->rows);
	if (page->words.failed ||
	    !list_reserve(&page->order, page->order.n + n, sizeof(uint32_t)) ||
	    !list_reserve(&page->scratch, n + 1, sizeof(uint32_t)))
		return;
	order = LIST(page->order, uint32_t) + page->order.n;
	for (uint32_t i = 0; i < n; i++)
		order[i] = page->first_word + i;
	page->order.n += n;
	collect_rows(page);
	if (plane_accents(page))
		collect_rows(page);
	if (attach_scripts(page))
		collect_rows(page);
	if (plane_bars(page))
		collect_rows(page);
	order = LIST(page->order, uint32_t);
	for (uint32_t r = 0; r < page->rows.n; r++) {
		struct row *row = &LIST(page->rows, struct row)[r];

		sort_words(page, order + row->first, row->count, true);
	}
}
