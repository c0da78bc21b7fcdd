/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bars: the rules of formulas.  A fraction bar has one part centred above it and one below; the
 * bar of a root begins where its sign ends.
 *
 * Both parts of a fraction that stands in a line of text get the baseline of that line, so that
 * the line has them as one formula; where they stand is not changed.  (Where TeX puts the
 * parts: Knuth, The TeXbook, appendix G.)
 */
#include "config.h"

#include "chars.h"
#include "graphics.h"

#include <math.h>

#define AXIS	   0.25f   /* em: height of a fraction bar over the baseline */
#define HANGS_FROM (-1.5f) /* em: descent of TeX's extension fonts, others have at most 1 */
#define HANGING	   0.75f   /* em: of a large operator in a line of text, over its baseline */
#define MOST_BARS  400u

struct part { /* above or below a bar */
	float u0, u1, size;
	float v0, v1; /* its baselines */
	uint32_t words, items;
	uint32_t first, last; /* items */
	bool math;
};

/* Takes the first n items of a word. */
static void part_add(const struct page *page, struct part *part, const struct word *word,
		     uint32_t n)
{
	const struct item *last = &LIST(page->items, struct item)[word->first + n - 1];

	if (!part->words++) {
		part->u0 = word->u0;
		part->u1 = n < word->ink ? last->u1 : word->u1;
		part->first = word->first;
	}
	part->u0 = fminf(part->u0, word->u0);
	part->u1 = fmaxf(part->u1, n < word->ink ? last->u1 : word->u1);
	part->size = fmaxf(part->size, word->size);
	part->last = word->first + n - 1;
	part->items += n;
	part->math = part->math || word->flags & (WORD_MATH | WORD_DIGITS);
}

/* TeX's extension fonts; not all descriptors tell how deep they are. */
static bool font_hangs(const struct page *page, const struct dt_font *font)
{
	static const char *const names[] = {
		"cmex", "lmex", "txex", "pxex", "euex", "mathextension"
	};
	const char *name = DT_TEXT(page->content, font->name);
	char lower[48];
	size_t n = 0;

	if (!(font->flags & DT_FONT_MATH))
		return false;
	if (font->descent < HANGS_FROM)
		return true;
	for (; name[n] && n + 1 < sizeof(lower); n++)
		lower[n] = (char)(name[n] >= 'A' && name[n] <= 'Z' ? name[n] + 32 : name[n]);
	lower[n] = 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strstr(lower, names[i]))
			return true;
	return false;
}

/* Signs of such a font hang from their baseline: large operators and brackets of TeX. */
static bool hangs(const struct page *page, const struct word *word)
{
	uint32_t font = page->looks[word->look].font;

	return word->ink == 1 && font < page->n_fonts && font_hangs(page, &page->fonts[font]);
}

/* The baseline that it was painted on: scripts have got that of their row.  Of what hangs, the
 * foot. */
static float own_baseline(const struct page *page, const struct word *word)
{
	const struct item *items = LIST(page->items, struct item);
	float v = items[word->first].v;

	if (items[word->first].flags & ITEM_BOUND)
		return word->v; /* of a part inside of this one */
	for (uint32_t i = word->first; i < word->first + word->ink; i++)
		if (items[i].look == word->look) {
			v = items[i].v;
			break;
		}
	return hangs(page, word) ? v + HANGING * word->size : v;
}

static bool is_over(const struct word *word, const struct dt_box *bar)
{
	return word->u1 > bar->x0 + 0.3f && word->u0 < bar->x1 - 0.3f;
}

static bool is_within(const struct word *word, const struct dt_box *bar)
{
	float edge = 0.15f * word->size;

	return word->u0 >= bar->x0 - edge && word->u1 <= bar->x1 + edge;
}

/* How many items of a word the bar covers: all, or none.  The bar of a root may end within a word:
 * "√n-convergence". */
static uint32_t covered(const struct page *page, const struct word *word, const struct dt_box *bar,
			bool root)
{
	const struct item *items = LIST(page->items, struct item) + word->first;
	float edge = 0.15f * word->size;
	uint32_t n = 0;

	if (is_within(word, bar))
		return word->ink;
	if (!root || word->u0 < bar->x0 - edge)
		return 0;
	while (n < word->ink && items[n].u1 <= bar->x1 + edge)
		n++;
	return n < word->ink && items[n].u0 > bar->x1 - edge ? n : 0;
}

/* Where a word stands above (side -1) or below (side 1) the bar, in em; INFINITY: it does not. */
static float distance(const struct page *page, const struct dt_box *bar, int side,
		      const struct word *word)
{
	float far, em = fmaxf(word->size, page->body_size);

	if (!is_over(word, bar))
		return INFINITY;
	far = (own_baseline(page, word) - (bar->y0 + bar->y1) / 2) / em;
	if (side < 0 ? far > -0.02f || far < -0.9f : far < 0.42f || far > 1.25f)
		return INFINITY;
	return fabsf(far);
}

/* The words next to a bar at one of its sides.  False when one of them reaches beyond it: then
 * they are a line of text. */
static bool find_part(const struct page *page, const struct dt_box *bar, int side, bool root,
		      struct part *part)
{
	const struct word *words = LIST(page->words, struct word);
	float nearest = INFINITY;
	uint32_t n;

	memset(part, 0, sizeof(*part));
	part->v0 = INFINITY;
	part->v1 = -INFINITY;
	for (uint32_t i = page->first_word; i < page->words.n; i++)
		if (covered(page, &words[i], bar, root))
			nearest = fminf(nearest, distance(page, bar, side, &words[i]));
	if (nearest == INFINITY)
		return false;
	for (uint32_t i = page->first_word; i < page->words.n; i++) {
		float far = distance(page, bar, side, &words[i]);

		if (far > nearest + 0.5f)
			continue; /* the line above or below */
		n = covered(page, &words[i], bar, root);
		if (!n)
			return false;
		part_add(page, part, &words[i], n);
		part->v0 = fminf(part->v0, own_baseline(page, &words[i]));
		part->v1 = fmaxf(part->v1, own_baseline(page, &words[i]));
	}
	return part->words > 0;
}

static bool is_centred(const struct part *part, const struct dt_box *bar)
{
	return fabsf(part->u0 + part->u1 - bar->x0 - bar->x1) < 0.4f * part->size + 1;
}

/* The baseline of the text that the fraction stands in: a word beside it, a fourth of an em
 * below the bar. */
static bool find_host(const struct page *page, const struct dt_box *bar, float *baseline)
{
	const struct word *words = LIST(page->words, struct word);
	float v = (bar->y0 + bar->y1) / 2, nearest = INFINITY;

	for (uint32_t i = page->first_word; i < page->words.n; i++) {
		float gap = fmaxf(bar->x0 - words[i].u1, words[i].u0 - bar->x1);

		if (gap < -0.2f * words[i].size || gap > 1.1f * words[i].size || gap >= nearest ||
		    hangs(page, &words[i]) ||
		    fabsf(words[i].v - AXIS * words[i].size - v) > 0.14f * words[i].size)
			continue;
		nearest = gap;
		*baseline = words[i].v;
	}
	return nearest < INFINITY;
}

/* The words of a part get the baseline and are part of a formula. */
static void bind_part(struct page *page, const struct dt_box *bar, const struct part *part,
		      bool root, float baseline)
{
	struct word *words = LIST(page->words, struct word);
	struct item *items = LIST(page->items, struct item);

	for (uint32_t i = page->first_word; i < page->words.n; i++) {
		struct word *word = &words[i];
		float v = own_baseline(page, word);
		uint32_t n = is_over(word, bar) ? covered(page, word, bar, root) : 0;

		if (!n || v < part->v0 - 0.01f || v > part->v1 + 0.01f)
			continue;
		word->v = baseline;
		word->flags |= WORD_MATH;
		for (uint32_t k = word->first; k < word->first + n; k++)
			items[k].flags |= ITEM_BOUND;
	}
}

static bool is_fraction(const struct page *page, struct stroke *bar, struct part *above,
			struct part *below, float *baseline, bool *host)
{
	float width = bar->box.x1 - bar->box.x0;

	if (!find_part(page, &bar->box, -1, false, above) ||
	    !find_part(page, &bar->box, 1, false, below) || !is_centred(above, &bar->box) ||
	    !is_centred(below, &bar->box) ||
	    fmaxf(above->u1 - above->u0, below->u1 - below->u0) < 0.55f * width)
		return false;
	*host = find_host(page, &bar->box, baseline);
	/* two lines under each other, the upper one underlined, look much like it */
	return *host || (above->items <= 12 && below->items <= 12 && (above->math || below->math));
}

static bool try_fraction(struct page *page, struct stroke *bar)
{
	struct part above, below;
	float baseline = 0;
	bool host = false;

	if (!is_fraction(page, bar, &above, &below, &baseline, &host))
		return false;
	bar->bar = true;
	if (!host)
		return false;
	claim_piece(page, bar->graphic, above.first, below.last, true);
	bind_part(page, &bar->box, &above, false, baseline);
	bind_part(page, &bar->box, &below, false, baseline);
	return true;
}

static bool is_root(const struct page *page, const struct item *item)
{
	const struct dt_glyph *glyph = &page->glyphs[item->glyph];
	uint32_t used, c = char_at(page->text + glyph->text, glyph->text_length, &used);

	/* without a better name TeX's roots are p, q, r, s */
	return c == 0x221a || (item->flags & ITEM_MATH && c >= 'p' && c <= 's');
}

static bool try_root(struct page *page, struct stroke *bar)
{
	struct word *words = LIST(page->words, struct word);
	struct item *items = LIST(page->items, struct item);
	float v = (bar->box.y0 + bar->box.y1) / 2;

	for (uint32_t i = page->first_word; i < page->words.n; i++) {
		struct word *sign = &words[i];
		const struct item *item = &items[sign->first + sign->ink - 1];
		struct part part;

		if (fabsf(sign->u1 - bar->box.x0) > 0.12f * sign->size || sign->v < v - 3 ||
		    sign->v > v + 2 * sign->size || !is_root(page, item) ||
		    !find_part(page, &bar->box, 1, true, &part))
			continue;
		claim_piece(page, bar->graphic, sign->first, part.last, true);
		/* the sign may hang from its top: then its baseline is no baseline of the text */
		for (uint32_t k = page->first_word; k < page->words.n; k++)
			if (words[k].first <= part.last &&
			    part.last < words[k].first + words[k].ink) {
				sign->v = words[k].v;
				break;
			}
		for (uint32_t k = sign->first; k < sign->first + sign->ink; k++)
			items[k].flags |= ITEM_BOUND;
		sign->flags |= WORD_MATH;
		bind_part(page, &bar->box, &part, true, sign->v);
		bar->bar = true;
		return true;
	}
	return false;
}

static int by_width(const void *left, const void *right)
{
	const struct stroke *a = left, *b = right;
	float x = a->box.x1 - a->box.x0, y = b->box.x1 - b->box.x0;

	if (x != y)
		return x < y ? -1 : 1;
	return a->graphic < b->graphic ? -1 : a->graphic > b->graphic;
}

static bool may_be_bar(const struct page *page, const struct stroke *stroke)
{
	float width = stroke->box.x1 - stroke->box.x0, height = stroke->box.y1 - stroke->box.y0;

	return height < 1.6f && width > 2 && width < 30 * page->body_size;
}

/* What hangs gets the baseline of the word beside it. */
static bool lift_hanging(struct page *page)
{
	struct word *words = LIST(page->words, struct word);
	bool moved = false;

	for (uint32_t i = page->first_word; i < page->words.n; i++) {
		struct word *sign = &words[i];
		float nearest = 1.0f * sign->size, baseline = 0;

		if (!hangs(page, sign))
			continue;
		for (uint32_t k = page->first_word; k < page->words.n; k++) {
			float gap = fmaxf(sign->u0 - words[k].u1, words[k].u0 - sign->u1);
			float below = (words[k].v - sign->v) / sign->size;

			if (gap >= nearest || gap < -0.2f * sign->size || below < 0.1f ||
			    below > 1.6f || hangs(page, &words[k]) ||
			    words[k].size < 0.9f * page->body_size)
				continue;
			nearest = fmaxf(gap, 0);
			baseline = words[k].v;
		}
		if (nearest < sign->size) {
			sign->v = baseline;
			moved = true;
		}
	}
	return moved;
}

static bool any_hangs(const struct page *page)
{
	for (uint32_t i = 0; i < page->n_fonts; i++)
		if (font_hangs(page, &page->fonts[i]))
			return true;
	return false;
}

bool plane_bars(struct page *page)
{
	struct stroke *strokes = LIST(page->strokes, struct stroke);
	uint32_t n = 0, tried = 0;
	bool moved = any_hangs(page) && lift_hanging(page);

	for (uint32_t i = 0; i < page->strokes.n; i++)
		n += may_be_bar(page, &strokes[i]);
	if (!n || n > MOST_BARS)
		return moved;
	/* from the inside of nested ones outwards */
	qsort(strokes, page->strokes.n, sizeof(*strokes), by_width);
	for (uint32_t i = 0; i < page->strokes.n && tried < n; i++) {
		if (!may_be_bar(page, &strokes[i]))
			continue;
		tried++;
		if (try_root(page, &strokes[i]) || try_fraction(page, &strokes[i]))
			moved = true;
	}
	return moved;
}
