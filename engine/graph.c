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

/* A wire from a node without a place to this one; there is one when this one has none. */
static size_t wire_into(const struct graph *g, uint32_t node, const uint32_t *mark)
{
	size_t i = 0;

	while (i < g->n_wires && (g->wires[i].to != node || mark[g->wires[i].from] != OPEN))
		i++;
	return i;
}

/*
 * Walking from taker to giver among the nodes without a place comes into a
 * cycle after at most n_nodes steps.  Once around it: the wire that closes it
 * is one that leads back in the order in which the nodes were written.
 */
static size_t closing_wire(const struct graph *g, const uint32_t *mark)
{
	uint32_t node = 0, start;
	size_t wire = 0, found = 0;

	while (node < g->n_nodes && mark[node] == PLACED)
		node++;
	for (uint32_t steps = 0; steps < g->n_nodes; steps++)
		node = g->wires[wire_into(g, node, mark)].from;
	start = node;
	do {
		wire = wire_into(g, node, mark);
		if (g->wires[wire].from >= g->wires[wire].to)
			found = wire;
		node = g->wires[wire].from;
	} while (node != start);
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
