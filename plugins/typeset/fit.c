/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "fit.h"
#include "initials.h"

#include <math.h>

#define STEP	     0.01f /* of the scale */
#define ONE_LINE     0.92f
#define NEARLY	     0.1f /* points by which a line may pass its limit */
#define CLOSER	     0.5f /* how much of the extra space between blocks must stay */
#define GIVES	     0.5f /* how much of it may go so that the next block keeps its place */
#define WHITE	     0.5f /* of the leading: white that stays then */
#define BESIDE	     0.3f /* of a line: what stands beside text reaches that deep */
#define FOOT_EASE    0.4f /* of the leading between the tightest and the source's */
#define NARROW_STEPS 4	  /* from letters as wide as they are to the narrowest */

struct chain {
	const struct galley *g;
	uint32_t first;
	fit_scale scale;
	const void *ctx;
	float factor;	/* on the scales of what yields */
	bool all;	/* headings yield, too */
	float narrow;	/* 0: letters as wide as they are, 1: as narrow as they may be */
	float smallest; /* scale of a block */
};

uint32_t fit_indented(const struct text_block *t)
{
	float deep = (float)(t->indented - 1) * t->leading, least = t->least * t->scale;

	if (t->initial)
		return t->initial;
	if (t->indented < 2 || least <= 0)
		return 1;
	/* beside what stands below them lines get no longer when they are closer to each other */
	if (t->rest_cut > 0)
		return t->indented;
	return (uint32_t)(deep / least + BESIDE) + 1;
}

float fit_indent(const struct text_block *t, bool first)
{
	if (!first)
		return t->rest_indent;
	return t->initial ? initial_indent(t) : t->first_indent;
}

struct measure fit_measure(const struct text_block *t)
{
	float width = t->right - t->left, unit = t->scale * t->narrow;
	struct measure m = {
		.first = (width - fit_indent(t, true) - t->first_cut) / unit,
		.rest = (width - fit_indent(t, false) - t->rest_cut) / unit,
		.n_first = fit_indented(t),
		.justified = t->align == DT_ALIGN_JUSTIFY,
		.divide = true,
		.balanced = t->balanced || t->goes_on,
	};

	return m;
}

/* Makes what is wider than the measure by 1 / part narrower, then smaller. */
static void block_squeeze(struct text_block *t, float part)
{
	t->narrow = fmaxf(t->narrowest, fminf(t->narrow, part / t->scale));
	t->scale = fminf(t->scale, part / t->narrow);
}

static void block_size(const struct chain *c, struct text_block *t)
{
	float scale = c->scale ? c->scale(c->ctx, t->key) : 1, smaller;

	if (c->all || t->yields)
		scale *= c->factor;
	t->scale = scale;
	t->narrow = 1 - c->narrow * (1 - t->narrowest);
	/* a little smaller rather than a heading's last word on a line of its own */
	if (t->one_line < 1 && t->one_line > scale * t->narrowest * ONE_LINE)
		block_squeeze(t, t->one_line);
	smaller = t->scale;
	if (t->widest < 1)
		block_squeeze(t, t->widest);
	t->scale = fmaxf(t->scale, fminf(smaller, c->smallest));
}

/* Baseline to baseline: ease 1 is the source's, 0 the tightest. */
static float spacing_at(const struct text_block *t, float scale, float ease)
{
	float least = fminf(t->least * scale, t->leading);
	float most = t->single ? t->leading * scale : fminf(t->leading, t->leading * scale * AIRY);

	return least + ease * (most - least);
}

static float gap_at(const struct text_block *a, const struct text_block *b, float scale, float ease)
{
	float lead = fmaxf(a->leading, b->leading), extra = fmaxf(a->gap - lead, 0);
	float least = fminf(a->gap, fmaxf(a->least, b->least) * scale + CLOSER * extra);

	return least + ease * (a->gap - least);
}

/* White that text may grow into, so that the block below stays where it was. */
static float gap_give(const struct text_block *a, const struct text_block *b)
{
	float lead = fmaxf(a->leading, b->leading), extra = a->gap - lead;

	return fmaxf(0, fminf(GIVES * extra, extra - WHITE * lead));
}

/* Where the chain ends below the highest place of its first baseline, lines as counted. */
static float chain_depth(const struct chain *c, float ease)
{
	float depth = ease * galley_at(c->g, c->first)->rise;
	uint32_t i = c->first;

	for (;;) {
		const struct text_block *t = galley_at(c->g, i);
		const struct text_block *next =
			t->next == DT_NONE ? NULL : galley_at(c->g, t->next);

		if (t->n_lines)
			depth += (float)(t->n_lines - 1) * spacing_at(t, t->scale, ease);
		if (!next)
			return depth + t->descent * t->scale;
		depth += gap_at(t, next, t->scale, ease);
		i = t->next;
	}
}

static struct text_block *chain_last(const struct chain *c)
{
	struct text_block *last = galley_at(c->g, c->first);

	while (last->next != DT_NONE)
		last = galley_at(c->g, last->next);
	return last;
}

/* From the highest place of the first baseline to y of the last block. */
static float chain_reach(const struct chain *c, float y)
{
	const struct text_block *first = galley_at(c->g, c->first), *last = chain_last(c);

	return last->origin_y + y - (first->origin_y + first->baseline - first->rise);
}

static float chain_room(const struct chain *c)
{
	return chain_reach(c, chain_last(c)->limit);
}

/* Counts lines at the chain's scales. */
static void chain_count(const struct chain *c)
{
	for (uint32_t i = c->first; i != DT_NONE; i = galley_at(c->g, i)->next) {
		struct text_block *t = galley_at(c->g, i);
		struct measure m;
		bool overfull;

		block_size(c, t);
		m = fit_measure(t);
		t->n_lines = lines_count(&t->paragraph, &m, &overfull);
		t->overflows = overfull;
	}
}

static bool chain_fits(const struct chain *c)
{
	chain_count(c);
	return chain_depth(c, 0) <= chain_room(c) + NEARLY;
}

/* The largest factor of [floor, 1], in steps, at which the chain fits; floor - STEP
 * when none does.  Fitting is taken as monotone, which it nearly is. */
static float largest_factor(struct chain *c, float floor)
{
	int low = -1, high = (int)lroundf((1 - floor) / STEP);
	int worst = high;

	c->factor = 1;
	if (chain_fits(c))
		return 1;
	c->factor = floor;
	if (high <= 0 || !chain_fits(c))
		return floor - STEP;
	low = 0; /* does not fit at 1 - low STEP, fits at 1 - high STEP */
	while (high - low > 1) {
		int mid = (low + high) / 2;

		c->factor = mid == worst ? floor : 1 - (float)mid * STEP;
		if (chain_fits(c))
			high = mid;
		else
			low = mid;
	}
	return high == worst ? floor : 1 - (float)high * STEP;
}

/* The same; headings yield when there is no other way. */
static float chain_factor(struct chain *c, float floor)
{
	float factor = 0;
	bool running = false;

	for (uint32_t i = c->first; i != DT_NONE; i = galley_at(c->g, i)->next)
		running |= galley_at(c->g, i)->yields;
	c->all = !running;
	factor = largest_factor(c, floor);
	if (factor >= floor || c->all)
		return factor;
	c->all = true;
	return largest_factor(c, floor);
}

/* Letters as wide as can be. */
static bool chain_narrows(struct chain *c)
{
	c->factor = 1;
	for (int i = 0; i <= NARROW_STEPS; i++) {
		c->narrow = (float)i / NARROW_STEPS;
		if (chain_fits(c))
			return true;
	}
	return false;
}

float fit_need(const struct galley *g, uint32_t i, float floor)
{
	struct chain c = { .g = g, .first = i, .smallest = floor, .narrow = 1 };

	return chain_factor(&c, floor);
}

static float ease_for(const struct chain *c, float room)
{
	float tight = chain_depth(c, 0), loose = chain_depth(c, 1);

	if (loose <= room + NEARLY || loose <= tight)
		return 1;
	return fmaxf(0, fminf(1, (room - tight) / (loose - tight)));
}

/* Leading gets a little tighter before text goes past the foot of the column, and as tight
 * as it may before text goes past its limit. */
static float solve_ease(const struct chain *c)
{
	float room = chain_room(c), most = ease_for(c, room);

	return fminf(most, fmaxf(FOOT_EASE,
				 ease_for(c, fminf(room, chain_reach(c, chain_last(c)->foot)))));
}

static float block_depth(const struct text_block *t)
{
	return t->n_lines ? (float)(t->n_lines - 1) * t->spacing : 0;
}

/* Latest place of each first baseline: with all below it packed against the limit.
 * Left in shift, in column space. */
static void latest(const struct chain *c, float limit, float ease)
{
	struct text_block *t = chain_last(c);

	t->shift = limit - t->descent * t->scale - block_depth(t);
	for (; t->before != DT_NONE; t = galley_at(c->g, t->before)) {
		struct text_block *above = galley_at(c->g, t->before);

		above->shift = t->shift - block_depth(above) - gap_at(above, t, above->scale, ease);
	}
}

/* Each block as near to its old place as its neighbours let it. */
static void chain_place(const struct chain *c, float ease)
{
	const struct text_block *first = galley_at(c->g, c->first);
	float limit = first->origin_y + first->baseline - first->rise + chain_room(c);
	float earliest = first->origin_y + first->baseline - (1 - ease) * first->rise;

	for (uint32_t i = c->first; i != DT_NONE; i = galley_at(c->g, i)->next)
		galley_at(c->g, i)->spacing =
			spacing_at(galley_at(c->g, i), galley_at(c->g, i)->scale, ease);
	latest(c, limit, ease);
	for (uint32_t i = c->first; i != DT_NONE; i = galley_at(c->g, i)->next) {
		struct text_block *t = galley_at(c->g, i);
		float source = t->origin_y + t->baseline;
		float at = fmaxf(earliest, fminf(source, t->shift));

		t->shift = at - source;
		earliest = at + block_depth(t);
		if (t->next != DT_NONE) {
			const struct text_block *next = galley_at(c->g, t->next);

			earliest +=
				fminf(gap_at(t, next, t->scale, ease), t->gap - gap_give(t, next));
		}
	}
}

/* What is painted stands in a frame as narrow as its letters. */
static void block_frame(struct text_block *t)
{
	t->frame = t->block->frame;
	t->frame.a *= t->narrow;
	t->frame.b *= t->narrow;
}

/* A heading in the first line of t, as large as its style and its room let it be. */
static void place_run_in(const struct chain *c, const struct text_block *t)
{
	struct text_block *h = galley_at(c->g, t->run_in);
	const struct node *last =
		(const struct node *)h->paragraph.nodes.at + h->paragraph.nodes.n - 1;
	float width = (float)last->end;

	h->scale = c->scale ? c->scale(c->ctx, h->key) : 1;
	h->narrow = 1;
	if (width > 0)
		block_squeeze(h, (h->right - h->left) / width);
	h->n_lines = 1;
	h->shift = t->shift;
	h->overflows = false;
	block_frame(h);
}

static void chain_frames(const struct chain *c)
{
	for (uint32_t i = c->first; i != DT_NONE; i = galley_at(c->g, i)->next) {
		struct text_block *t = galley_at(c->g, i);

		block_frame(t);
		if (t->run_in != DT_NONE)
			place_run_in(c, t);
	}
}

void fit_chain(const struct galley *g, uint32_t i, fit_scale scale, const void *ctx, float smallest)
{
	struct chain c = { .g = g, .first = i, .scale = scale, .ctx = ctx, .smallest = smallest };
	float least = 1, floor;

	for (uint32_t k = i; k != DT_NONE; k = galley_at(g, k)->next)
		least = fminf(least, scale(ctx, galley_at(g, k)->key));
	floor = fminf(1, smallest / least);
	if (!chain_narrows(&c)) {
		c.factor = fmaxf(chain_factor(&c, floor), floor);
		chain_count(&c);
	}
	if (chain_depth(&c, 0) > chain_room(&c) + NEARLY) {
		for (uint32_t k = i; k != DT_NONE; k = galley_at(g, k)->next)
			galley_at(g, k)->overflows = true;
	}
	chain_place(&c, solve_ease(&c));
	chain_frames(&c);
}
