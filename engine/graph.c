/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "graph.h"

/* Until the passes are known their array tells what has a place in order. */
enum { OPEN = 0, PLACED = 1 };

static bool can_place(const struct graph *g, uint32_t node, const uint32_t *mark)
{
	for (size_t i = 0; i < g->n_wires; i++)
		if (g->wires[i].to == node && mark[g->wires[i].from] == OPEN)
			return false;
	return true;
}

/*
 * A node without a place takes from another such node; walking from taker to
 * giver must come into a cycle after at most n_nodes steps, so the wire of the
 * next step is part of it.
 */
static size_t closing_wire(const struct graph *g, const uint32_t *mark)
{
	uint32_t node = 0;
	size_t found = 0;

	while (node < g->n_nodes && mark[node] == PLACED)
		node++;
	for (uint32_t steps = 0; steps <= g->n_nodes; steps++)
		for (size_t i = 0; i < g->n_wires; i++)
			if (g->wires[i].to == node && mark[g->wires[i].from] == OPEN) {
				found = i;
				node = g->wires[i].from;
				break;
			}
	return found;
}

static void find_passes(const struct graph *g, const uint32_t *order, uint32_t *passes)
{
	for (uint32_t i = 0; i < g->n_nodes; i++) {
		uint32_t node = order[i], pass = 0;

		for (size_t w = 0; w < g->n_wires; w++) {
			uint32_t from = g->wires[w].from, least;

			if (g->wires[w].to != node)
				continue;
			least = passes[from] + (!g->wires[w].page && g->pages[from]);
			if (least > pass)
				pass = least;
		}
		passes[node] = pass;
	}
}

bool graph_sort(const struct graph *graph, uint32_t *order, uint32_t *passes, size_t *closing)
{
	uint32_t n = 0, node;

	for (node = 0; node < graph->n_nodes; node++)
		passes[node] = OPEN;
	while (n < graph->n_nodes) {
		for (node = 0; node < graph->n_nodes; node++)
			if (passes[node] == OPEN && can_place(graph, node, passes))
				break;
		if (node == graph->n_nodes) {
			*closing = closing_wire(graph, passes);
			return false;
		}
		passes[node] = PLACED;
		order[n++] = node;
	}
	find_passes(graph, order, passes);
	return true;
}
