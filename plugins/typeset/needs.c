/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "needs.h"

#include <math.h>
#include <stdlib.h>

#define SIZE_STEP  0.25f /* points: sizes nearer than this are one */
#define SMALL	   0.9
#define SMALL_HARM 3.0

struct need {
	uint32_t of;  /* its class of styles */
	uint32_t key; /* of its style */
	float scale;
	uint32_t weight;
};

/* Sums over the needs below each: text, and the harm of its being smaller. */
struct below {
	double weight, harm;
};

size_t needs_size(void)
{
	return sizeof(struct need);
}

static uint32_t class_of(const struct dt_style *style)
{
	uint32_t face = style->flags & (DT_STYLE_SERIF | DT_STYLE_MONO | DT_STYLE_CONDENSED);

	return (uint32_t)lroundf(fmaxf(style->size, 0) / SIZE_STEP) << 16 | face;
}

bool needs_add(struct dt_list *needs, const struct dt_page_blocks *page, uint32_t style,
	       float scale, uint32_t weight)
{
	const struct dt_style *s = &DT_AT(page, struct dt_style, page->styles)[style];
	struct need *need = DT_LIST_ADD(needs, struct need);

	if (!need)
		return false;
	need->of = class_of(s);
	need->key = s->key;
	need->scale = fminf(scale, 1);
	need->weight = weight;
	return true;
}

static int by_class_and_scale(const void *a, const void *b)
{
	const struct need *x = a, *y = b;

	if (x->of != y->of)
		return x->of < y->of ? -1 : 1;
	if (x->scale != y->scale)
		return x->scale < y->scale ? -1 : 1;
	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	return (x->key > y->key) - (x->key < y->key);
}

/* Letters that are a little smaller do a little harm; what is small does much. */
static double shrink_harm(float scale)
{
	return 1 - (double)scale + SMALL_HARM * fmax(0, SMALL - (double)scale);
}

/* The scale that does the least harm to n sorted needs.  Letters that are smaller than in
 * the source do harm, by how much they are; so do letters that a reader sees to be smaller
 * than others of their class, all the same: a few blocks that ask for less must not make
 * the whole document small, but most of the text should have one size. */
static float class_scale(const struct need *needs, uint32_t n, struct below *below, double evenness)
{
	double least = INFINITY;
	float best = 1;

	below[0] = (struct below){ 0, 0 };
	for (uint32_t i = 0; i < n; i++) {
		double weight = needs[i].weight;

		below[i + 1].weight = below[i].weight + weight;
		below[i + 1].harm = below[i].harm + weight * shrink_harm(needs[i].scale);
	}
	for (uint32_t i = 0; i < n; i++) {
		double harm = below[i].harm + below[i].weight * evenness +
			      (below[n].weight - below[i].weight) * shrink_harm(needs[i].scale);

		if (i && needs[i].scale <= needs[i - 1].scale)
			continue;
		if (harm <= least) {
			least = harm;
			best = needs[i].scale;
		}
	}
	return best;
}

static int by_key(const void *a, const void *b)
{
	const struct dt_style_scale *x = a, *y = b;

	return (x->key > y->key) - (x->key < y->key);
}

/* One of each key. */
static void unique(struct dt_list *scales)
{
	struct dt_style_scale *at = scales->at;
	uint32_t n = 0;

	if (scales->n)
		qsort(at, scales->n, sizeof(*at), by_key);
	for (uint32_t i = 0; i < scales->n; i++) {
		if (!n || at[n - 1].key != at[i].key)
			at[n++] = at[i];
	}
	scales->n = n;
}

bool needs_solve(struct dt_list *needs, double evenness, float least, struct dt_list *scales)
{
	struct need *at = needs->at;
	struct below *below = calloc((size_t)needs->n + 1, sizeof(*below));

	if (!below)
		return false;
	if (needs->n)
		qsort(at, needs->n, sizeof(*at), by_class_and_scale);
	for (uint32_t i = 0, end; i < needs->n; i = end) {
		float scale;

		for (end = i + 1; end < needs->n && at[end].of == at[i].of; end++)
			;
		scale = fmaxf(class_scale(at + i, end - i, below, evenness), least);
		for (uint32_t k = i; k < end; k++) {
			struct dt_style_scale *s;

			if (k > i && at[k].key == at[k - 1].key)
				continue;
			s = DT_LIST_ADD(scales, struct dt_style_scale);
			if (!s)
				break;
			s->key = at[k].key;
			s->scale = scale;
			s->leading = 1;
		}
	}
	free(below);
	unique(scales);
	return !scales->failed;
}
