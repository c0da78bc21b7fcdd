/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "lines.h"

#include <math.h>

/* Demerits as in TeX: a line costs (LINE + badness + penalty) squared. */
#define LINE_COST      10.0
#define RUNT	       0.12   /* of the measure: a last line that looks lost */
#define RUNT_COST      6000.0 /* the shorter it is, the more of that */
#define HYPHEN_TWICE   3000.0
#define OVERFULL_COST  1e17
#define EMERGENCY_COST 1e14 /* more than all lines of any paragraph at their worst */
#define WORST_BADNESS  1e5
#define RAGGED_ROOM    0.25f /* of the measure: how short a ragged line is quite bad */
#define SLACK	       0.02f /* points that rounding may take */
/* Pairs of places that are tried as the ends of a line.  A line of running text has some dozens of
 * places: a paragraph of a hundred thousand letters needs a tenth of that. */
#define MOST_PAIRS (1u << 24)

struct best {
	double cost;
	uint32_t lines, before;
};

static float least_width(const struct node *from, const struct node *to, bool justified)
{
	float width = (float)(to->end - from->start);

	return justified ? width - (to->end_shrink - from->start_shrink) : width;
}

float lines_widest(const struct paragraph *p, bool justified)
{
	const struct node *nodes = p->nodes.at;
	float widest = 0;

	for (uint32_t i = 1; i < p->nodes.n; i++)
		widest = fmaxf(widest, least_width(&nodes[i - 1], &nodes[i], justified));
	return widest;
}

static void end_line(struct dt_list *ends, uint32_t node)
{
	struct line_end *end = ends ? DT_LIST_ADD(ends, struct line_end) : NULL;

	if (end)
		end->node = node;
}

/* Each line takes what it can hold.  ends NULL: only counts. */
static uint32_t first_fit(const struct paragraph *p, const struct measure *m, struct dt_list *ends,
			  bool *overfull)
{
	const struct node *nodes = p->nodes.at;
	uint32_t from = 0, last = 0, lines = 0, last_resort = 0;
	float width = measure_at(m, 0);

	*overfull = false;
	for (uint32_t i = 1; i < p->nodes.n; i++) {
		bool fits;

		if ((nodes[i].flags & NODE_HYPHEN) && !m->divide)
			continue;
		fits = least_width(&nodes[from], &nodes[i], m->justified) <= width + SLACK;
		while (!fits && (last > from || last_resort > from)) {
			lines++;
			from = last > from ? last : last_resort;
			end_line(ends, from);
			width = measure_at(m, lines);
			fits = least_width(&nodes[from], &nodes[i], m->justified) <= width + SLACK;
		}
		if (nodes[i].flags & NODE_EMERGENCY) {
			last_resort = i;
			continue;
		}
		*overfull |= !fits;
		last = i;
		if (nodes[i].flags & NODE_FORCED) {
			lines++;
			from = i;
			end_line(ends, from);
			width = measure_at(m, lines);
		}
	}
	return lines;
}

uint32_t lines_count(const struct paragraph *p, const struct measure *m, bool *overfull)
{
	return first_fit(p, m, NULL, overfull);
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

	if (!(to->flags & NODE_FORCED) || m->balanced || to->end - from->start > width)
		bad = badness(from, to, m, width);
	if (bad >= OVERFULL_COST)
		return OVERFULL_COST * (1 + (to->end - from->start) / (width > 1 ? width : 1));
	cost = (LINE_COST + bad + to->penalty) * (LINE_COST + bad + to->penalty);
	if ((to->flags & NODE_FORCED) && !m->balanced && to->end - from->start < RUNT * width)
		cost += RUNT_COST * (1 - (to->end - from->start) / (RUNT * width));
	if ((from->flags & NODE_HYPHEN) && (to->flags & NODE_HYPHEN))
		cost += HYPHEN_TWICE;
	if (to->flags & NODE_EMERGENCY)
		cost += EMERGENCY_COST;
	return cost;
}

static bool better(const struct best *a, const struct best *b, bool fewest)
{
	/* a line that is too wide, or a word cut anywhere, is never worth a line less */
	bool bad_a = a->cost >= EMERGENCY_COST, bad_b = b->cost >= EMERGENCY_COST;

	if (fewest && bad_a == bad_b && a->lines != b->lines)
		return a->lines < b->lines;
	return a->cost < b->cost;
}

/* The best way to reach node to, over all places where its line may begin; how many they were. */
static uint32_t reach(const struct paragraph *p, const struct measure *m, struct best *best,
		      uint32_t to)
{
	const struct node *nodes = p->nodes.at;
	uint32_t from = to;

	best[to].cost = INFINITY;
	while (from-- > 0) {
		float width = measure_at(m, best[from].lines);
		struct best way = { .lines = best[from].lines + 1, .before = from };
		bool overfull;

		if ((nodes[from].flags & NODE_HYPHEN) && !m->divide)
			continue;
		/* a hanging first line has more room than those after it */
		overfull = least_width(&nodes[from], &nodes[to], m->justified) >
			   fmaxf(m->first, m->rest) + SLACK;
		way.cost = best[from].cost + demerits(&nodes[from], &nodes[to], m, width);
		if (best[to].cost == INFINITY || better(&way, &best[to], m->fewest))
			best[to] = way;
		if (overfull || (from && (nodes[from].flags & NODE_FORCED)))
			break;
	}
	return to - from;
}

static double worst_badness(const struct paragraph *p, const struct measure *m,
			    const struct dt_list *ends)
{
	const struct line_end *at = ends->at;
	const struct node *nodes = p->nodes.at;
	double worst = 0;
	uint32_t from = 0;

	for (uint32_t i = 0; i < ends->n; i++) {
		const struct node *to = &nodes[at[i].node];
		float width = measure_at(m, i);

		if (!(to->flags & NODE_FORCED) || to->end - nodes[from].start > width)
			worst = fmax(worst, badness(&nodes[from], to, m, width));
		from = at[i].node;
	}
	return worst;
}

/* Over all nodes; false without memory, or when there are too many pairs to try. */
static bool total_fit(const struct paragraph *p, const struct measure *m, struct dt_list *ends,
		      struct dt_list *scratch)
{
	const struct node *nodes = p->nodes.at;
	struct best *best;
	struct line_end *at;
	uint32_t n = p->nodes.n, lines, pairs = 0;

	for (uint32_t i = 0; i < n; i++) {
		if (!DT_LIST_ADD(scratch, struct best))
			return false;
	}
	best = scratch->at;
	for (uint32_t i = 1; i < n; i++) {
		if (!m->divide && nodes[i].flags & NODE_HYPHEN)
			continue;
		pairs += reach(p, m, best, i);
		if (pairs > MOST_PAIRS)
			return false;
	}
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

bool lines_break(const struct paragraph *p, const struct measure *m, struct dt_list *ends,
		 struct dt_list *scratch, double *worst)
{
	bool overfull;

	dt_list_clear(scratch);
	dt_list_clear(ends);
	if (!total_fit(p, m, ends, scratch)) {
		if (scratch->failed || ends->failed)
			return false;
		(void)first_fit(p, m, ends, &overfull);
		if (ends->failed)
			return false;
	}
	if (worst)
		*worst = worst_badness(p, m, ends);
	return true;
}
