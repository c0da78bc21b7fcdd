/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * graph.h - nodes and the wires between them: order, cycles, passes.
 *
 * Knows numbers only: no files, no modules.  A wire goes from a node to a
 * node; a doc wire carries something that is there once the giver has seen the
 * whole document, a page wire carries page by page.
 *
 * The pass of a node says how often the whole document has to go by before the
 * node can start: 0 for what follows the source page by page; one more than
 * the giver's for the taker of a doc wire, when the giver sees pages.  Takers
 * of pages are never in an earlier pass than the givers.
 */
#ifndef DT_GRAPH_H
#define DT_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct graph_wire {
	uint32_t from, to; /* nodes */
	bool page;
};

struct graph {
	uint32_t n_nodes;
	const bool *pages; /* n_nodes: has it page ports */
	const struct graph_wire *wires;
	size_t n_wires;
};

/*
 * Fills order (n_nodes, givers before takers, else by number) and passes
 * (n_nodes).  True when there is no cycle; else *closing is a wire that closes one.
 */
bool graph_sort(const struct graph *graph, uint32_t *order, uint32_t *passes, size_t *closing);

#endif /* DT_GRAPH_H */
