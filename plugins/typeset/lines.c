/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "lines.h"

#include <math.h>

/* Demerits as in TeX: a line costs (LINE + badness + penalty) squared. */
#define LINE_COST     10.0
#define HYPHEN_TWICE  3000.0
#define OVERFULL_COST 1e9
#define WORST_BADNESS 10000.0
#define RAGGED_ROOM   0.25f /* of the measure: how short a ragged line is quite bad */
#define SLACK	      0.02f /* points that rounding may take */

struct best {
	double cost;
	uint32_t lines, before;
};

static float least_width(const struct node *from, const struct node *to, bool justified)
{
	float width = (float)(to->end - from->start);

	return justified ? width - (to->end_shrink - from->start_shrink) : width;
}

uint32_t lines_count(const struct paragraph *p, const struct measure *m, bool *overfull)
{
	const struct node *nodes = p->nodes.at;
	uint32_t from = 0, last = 0, lines = 0;
	float width = m->first;

	*overfull = false;
	for (uint32_t i = 1; i < p->nodes.n; i++) {
		bool fits = least_width(&nodes[from], &nodes[i], m->justified) <= width + SLACK;

		if (!fits && last > from) {
			lines++;
			from = last;
			width = m->rest;
			fits = least_width(&nodes[from], &nodes[i], m->justified) <= width + SLACK;
		}
		*overfull |= !fits;
		last = i;
		if (nodes[i].flags & NODE_FORCED) {
			lines++;
			from = i;
			width = m->rest;
		}
	}
	return lines;
}

static double badness(const struct node *from, const struct node *to, const struct measure *m,
		      float width)
{
	float natural = (float)(to->end - from->start), slack = width - natural;
	float give, ratio;

	if (slack < 0) {
		give = m->justified ? to->end_shrink - from->start_shrink : 0;
		if (-slack > give + SLACK)
			return OVERFULL_COST;
		ratio = give > 0 ? -slack / give : 0;
	} else if (m->justified) {
		give = to->end_stretch - from->start_stretch;
		ratio = give > 0 ? slack / give : slack > SLACK ? 10 : 0;
	} else {
		ratio = slack / (width * RAGGED_ROOM);
	}
	return fmin(100.0 * ratio * ratio * ratio, WORST_BADNESS);
}

static double demerits(const struct node *from, const struct node *to, const struct measure *m,
		       float width)
{
	double bad = 0, cost;

	if (!(to->flags & NODE_FORCED) || to->end - from->start > width)
		bad = badness(from, to, m, width);
	if (bad >= OVERFULL_COST)
		return OVERFULL_COST * (1 + (to->end - from->start) / (width > 1 ? width : 1));
	cost = (LINE_COST + bad + to->penalty) * (LINE_COST + bad + to->penalty);
	if ((from->flags & NODE_HYPHEN) && (to->flags & NODE_HYPHEN))
		cost += HYPHEN_TWICE;
	return cost;
}

static bool better(const struct best *a, const struct best *b, bool fewest)
{
	/* a line that is too wide is never worth a line less */
	bool over_a = a->cost >= OVERFULL_COST, over_b = b->cost >= OVERFULL_COST;

	if (fewest && over_a == over_b && a->lines != b->lines)
		return a->lines < b->lines;
	return a->cost < b->cost;
}

/* The best way to reach node to, over all places where its line may begin. */
static void reach(const struct paragraph *p, const struct measure *m, struct best *best,
		  uint32_t to)
{
	const struct node *nodes = p->nodes.at;

	best[to].cost = INFINITY;
	for (uint32_t from = to; from-- > 0;) {
		float width = from ? m->rest : m->first;
		struct best way = { .lines = best[from].lines + 1, .before = from };
		bool overfull = least_width(&nodes[from], &nodes[to], m->justified) > width + SLACK;

		way.cost = best[from].cost + demerits(&nodes[from], &nodes[to], m, width);
		if (best[to].cost == INFINITY || better(&way, &best[to], m->fewest))
			best[to] = way;
		if (overfull || (from && (nodes[from].flags & NODE_FORCED)))
			break;
	}
}

bool lines_break(const struct paragraph *p, const struct measure *m, struct dt_list *ends,
		 struct dt_list *scratch)
{
	struct best *best;
	struct line_end *at;
	uint32_t n = p->nodes.n, lines;

	dt_list_clear(scratch);
	dt_list_clear(ends);
	for (uint32_t i = 0; i < n; i++) {
		if (!DT_LIST_ADD(scratch, struct best))
			return false;
	}
	best = scratch->at;
	for (uint32_t i = 1; i < n; i++)
		reach(p, m, best, i);
	lines = n ? best[n - 1].lines : 0;
	for (uint32_t i = 0; i < lines; i++) {
		if (!DT_LIST_ADD(ends, struct line_end))
			return false;
	}
	at = ends->at;
	for (uint32_t i = n - 1; lines > 0; i = best[i].before)
		at[--lines].node = i;
	return true;
}
