/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The second half of reading a pipeline file: wires, types, cycle, passes, results. */
#include "config.h"

#include "graph.h"
#include "hint.h"
#include "plan_read.h"

#include <string.h>

enum { MOST_READERS = 200 };

static bool is_page(const char *type)
{
	return !strncmp(type, "page.", 5);
}

static int find_port(const struct dt_port *ports, uint32_t n, const char *name, struct hint *hint)
{
	hint->wanted = name;
	for (uint32_t i = 0; i < n; i++) {
		if (!strcmp(ports[i].name, name))
			return (int)i;
		hint_offer(hint, ports[i].name);
	}
	return -1;
}

/* "node.port" as node and output; false with a message. */
bool find_output(struct reading *r, const struct setting *s, const char *what, int *node,
		 uint32_t *port)
{
	struct plan *plan = r->plan;
	const char *dot = s->kind == SETTING_STRING ? strchr(s->text, '.') : NULL;
	struct hint hint = { 0 };
	char buffer[96], name[100];
	int found;

	if (!dot || dot == s->text || !dot[1]) {
		diagnostics_error(r->list, s->place, "%s wants \"NODE.PORT\", not %s%s%s", what,
				  s->kind == SETTING_STRING ? "\"" : "",
				  s->kind == SETTING_STRING ? s->text : setting_kind_name(s->kind),
				  s->kind == SETTING_STRING ? "\"" : "");
		return false;
	}
	snprintf(name, sizeof(name), "%.*s", (int)(dot - s->text), s->text);
	*node = plan_node(plan, name);
	if (*node < 0) {
		hint.wanted = name;
		for (uint32_t i = 0; i < plan->n_nodes; i++)
			hint_offer(&hint, plan->nodes[i].name);
		diagnostics_error(r->list, s->place, "%s: there is no node \"%s\"%s", what, name,
				  hint_text(&hint, buffer, sizeof(buffer)));
		return false;
	}
	if (!plan->nodes[*node].stage)
		return false; /* told already */
	found = find_port(plan->nodes[*node].stage->outputs, plan->nodes[*node].stage->n_outputs,
			  dot + 1, &hint);
	if (found < 0) {
		diagnostics_error(r->list, s->place, "%s: node %s (%s) has no output \"%s\"%s",
				  what, name, plan->nodes[*node].uses, dot + 1,
				  hint_text(&hint, buffer, sizeof(buffer)));
		return false;
	}
	*port = (uint32_t)found;
	return true;
}

static void find_source(struct reading *r, const struct plan_node *node, const struct dt_port *port,
			const struct setting *s, struct plan_input *input)
{
	const char *what = arena_textf(&r->plan->arena, "%s.%s", node->name, port->name);
	int from;

	input->place = s->place;
	if (s->kind == SETTING_STRING && !strcmp(s->text, "job.file")) {
		input->from = PLAN_JOB_FILE;
		return;
	}
	if (!what || !find_output(r, s, what, &from, &input->port))
		return;
	input->from = from;
}

/* The inputs of a node, or of a candidate for it: what each port is wired to. */
static struct plan_input *find_inputs(struct reading *r, const struct plan_node *node,
				      const struct dt_stage *stage, const struct setting *body)
{
	const struct setting *group = member_of(r, body, "inputs", SETTING_GROUP, node->name);
	struct plan_input *inputs =
		ARENA_ARRAY(&r->plan->arena, stage->n_inputs, struct plan_input);
	struct hint hint;
	char buffer[96];

	if (!inputs)
		return NULL;
	for (uint32_t i = 0; i < stage->n_inputs; i++) {
		const struct setting *s = setting_member(group, stage->inputs[i].name);

		inputs[i].from = PLAN_UNWIRED;
		inputs[i].place = body->place;
		if (s)
			find_source(r, node, &stage->inputs[i], s, &inputs[i]);
		else if (!(stage->inputs[i].flags & DT_MAY_BE_UNWIRED))
			diagnostics_error(r->list, body->place,
					  "input \"%s\" (%s) of node %s is not wired",
					  stage->inputs[i].name, stage->inputs[i].type, node->name);
	}
	for (const struct setting *s = group ? group->first : NULL; s; s = s->next) {
		hint = (struct hint){ 0 };
		if (find_port(stage->inputs, stage->n_inputs, s->name, &hint) < 0)
			diagnostics_error(r->list, s->place,
					  "node %s (%s.%s) has no input \"%s\"%s", node->name,
					  node->module ? node->module->name : "?", stage->name,
					  s->name, hint_text(&hint, buffer, sizeof(buffer)));
	}
	return inputs;
}

/* Types of what comes in, and of page.* outputs; givers have been done before. */
static void check_types(struct reading *r, const struct plan_node *node,
			const struct dt_stage *stage, struct plan_input *inputs,
			struct plan_output *outputs)
{
	const struct plan *plan = r->plan;
	const char *star = NULL;

	for (uint32_t i = 0; i < stage->n_inputs; i++) {
		struct plan_input *in = &inputs[i];
		const char *wanted = stage->inputs[i].type;

		if (in->from == PLAN_JOB_FILE)
			in->type = "doc.file";
		else if (in->from >= 0 && plan->nodes[in->from].outputs)
			in->type = plan->nodes[in->from].outputs[in->port].type;
		if (!in->type)
			continue;
		if (!strcmp(wanted, "page.*") ? !is_page(in->type) : strcmp(wanted, in->type)) {
			if (in->from == PLAN_JOB_FILE)
				diagnostics_error(r->list, in->place,
						  "%s.%s wants %s, but job.file is doc.file",
						  node->name, stage->inputs[i].name, wanted);
			else
				diagnostics_error(
					r->list, in->place, "%s.%s wants %s, but %s.%s gives %s",
					node->name, stage->inputs[i].name, wanted,
					plan->nodes[in->from].name,
					plan->nodes[in->from].stage->outputs[in->port].name,
					in->type);
		} else if (!star && !strcmp(wanted, "page.*")) {
			star = in->type;
		}
	}
	for (uint32_t i = 0; i < stage->n_outputs; i++) {
		const char *type = stage->outputs[i].type;

		outputs[i].page = is_page(type);
		outputs[i].type = strcmp(type, "page.*") ? type : star;
	}
}

/* The places of nodes in the file may differ from the order of wires: sorted here. */
static bool sort_nodes(struct reading *r, uint32_t *passes)
{
	struct plan *plan = r->plan;
	struct graph graph;
	struct graph_wire *wires;
	const struct plan_input **inputs;
	bool *pages = ARENA_ARRAY(&plan->arena, plan->n_nodes, bool);
	size_t n = 0, closing = 0;

	for (uint32_t i = 0; i < plan->n_nodes; i++)
		n += plan->nodes[i].inputs ? plan->nodes[i].stage->n_inputs : 0;
	wires = ARENA_ARRAY(&plan->arena, n, struct graph_wire);
	inputs = ARENA_ARRAY(&plan->arena, n, const struct plan_input *);
	if (!pages || !wires || !inputs)
		return false;
	n = 0;
	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		const struct plan_node *node = &plan->nodes[i];

		pages[i] = node->pages;
		for (uint32_t k = 0; node->inputs && k < node->stage->n_inputs; k++) {
			const struct plan_input *in = &node->inputs[k];

			if (in->from < 0)
				continue;
			inputs[n] = in;
			wires[n++] = (struct graph_wire){
				(uint32_t)in->from, i,
				is_page(plan->nodes[in->from].stage->outputs[in->port].type)
			};
		}
	}
	graph = (struct graph){ plan->n_nodes, pages, wires, n };
	if (graph_sort(&graph, plan->order, passes, &closing))
		return true;
	diagnostics_error(
		r->list, inputs[closing]->place, "the wires make a cycle: %s takes from %s",
		plan->nodes[wires[closing].to].name, plan->nodes[wires[closing].from].name);
	return false;
}

static void describe_node(struct plan_node *node)
{
	bool in = false, out = false;

	for (uint32_t i = 0; i < node->stage->n_inputs; i++)
		in |= is_page(node->stage->inputs[i].type);
	for (uint32_t i = 0; i < node->stage->n_outputs; i++)
		out |= is_page(node->stage->outputs[i].type);
	node->pages = in || out;
	node->source = out && !in;
}

static void count_readers(struct plan *plan)
{
	for (uint32_t i = 0; i < plan->n_nodes; i++)
		for (uint32_t k = 0; plan->nodes[i].inputs && k < plan->nodes[i].stage->n_inputs;
		     k++) {
			const struct plan_input *in = &plan->nodes[i].inputs[k];

			if (in->from >= 0 && plan->nodes[in->from].outputs)
				plan->nodes[in->from].outputs[in->port].n_readers++;
		}
}

static void set_passes(struct plan *plan, const uint32_t *passes)
{
	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		plan->nodes[i].pass = passes[i];
		if (passes[i] + 1 > plan->n_passes)
			plan->n_passes = passes[i] + 1;
	}
	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		struct plan_node *node = &plan->nodes[i];

		node->entry = node->pages;
		for (uint32_t k = 0; node->inputs && k < node->stage->n_inputs; k++) {
			const struct plan_input *in = &node->inputs[k];

			if (in->from < 0)
				continue;
			if (plan->nodes[in->from].outputs[in->port].page &&
			    plan->nodes[in->from].pass == node->pass)
				node->entry = false;
		}
	}
}

void keep_candidate(struct reading *r, const struct plan_node *node, const struct dt_stage *stage,
		    const struct setting *body)
{
	struct candidate *candidate = ARENA_NEW(&r->plan->arena, struct candidate);

	if (!candidate || !stage)
		return;
	*candidate = (struct candidate){ r->candidates, node, stage, body };
	r->candidates = candidate;
}

static const char *uses_of(const struct candidate *c)
{
	const struct setting *uses = setting_member(c->body, "uses");

	return uses && uses->kind == SETTING_STRING ? uses->text : c->stage->name;
}

/* What is read of the node must be there whichever candidate an image ships. */
void plan_check_candidates(struct reading *r)
{
	struct arena *arena = &r->plan->arena;

	for (const struct candidate *c = r->candidates; c; c = c->next) {
		struct plan_input *inputs = find_inputs(r, c->node, c->stage, c->body);
		struct plan_output *outputs =
			ARENA_ARRAY(arena, c->stage->n_outputs, struct plan_output);
		const struct dt_stage *taken = c->node->stage;
		struct hint hint = { 0 };

		if (!inputs || !outputs || !taken || !c->node->outputs)
			continue;
		check_types(r, c->node, c->stage, inputs, outputs);
		for (uint32_t i = 0; i < taken->n_outputs; i++) {
			int k = find_port(c->stage->outputs, c->stage->n_outputs,
					  taken->outputs[i].name, &hint);
			const char *type = c->node->outputs[i].type;

			if (!c->node->outputs[i].n_readers && !c->node->outputs[i].in_results)
				continue;
			if (k < 0)
				diagnostics_error(
					r->list, c->body->place,
					"candidate %s of %s gives no output \"%s\" as %s does",
					uses_of(c), c->node->name, taken->outputs[i].name,
					c->node->uses);
			else if (type && outputs[k].type && strcmp(type, outputs[k].type))
				diagnostics_error(
					r->list, c->body->place,
					"candidate %s of %s gives %s at output \"%s\", but %s gives %s",
					uses_of(c), c->node->name, outputs[k].type,
					taken->outputs[i].name, c->node->uses, type);
		}
	}
}

/* Readers of a page are counted in a byte for each page. */
static void check_readers(struct reading *r)
{
	for (uint32_t i = 0; i < r->plan->n_nodes; i++) {
		const struct plan_node *node = &r->plan->nodes[i];

		for (uint32_t k = 0; node->outputs && k < node->stage->n_outputs; k++)
			if (node->outputs[k].n_readers > MOST_READERS)
				diagnostics_error(
					r->list, node->place,
					"output \"%s\" of node %s has %u readers; at most %d "
					"are possible",
					node->stage->outputs[k].name, node->name,
					node->outputs[k].n_readers, MOST_READERS);
	}
}

static void check_sources(struct reading *r)
{
	const struct plan *plan = r->plan;
	const struct plan_node *pages = NULL;

	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		if (plan->nodes[i].source || !plan->nodes[i].stage)
			return;
		if (plan->nodes[i].pages && !pages)
			pages = &plan->nodes[i];
	}
	if (pages)
		diagnostics_error(r->list, pages->place,
				  "no node makes pages, but node %s wants some", pages->name);
}

void plan_wire(struct reading *r)
{
	struct plan *plan = r->plan;
	struct arena *arena = &plan->arena;
	uint32_t *passes = ARENA_ARRAY(arena, plan->n_nodes, uint32_t);
	bool sorted;

	plan->order = ARENA_ARRAY(arena, plan->n_nodes, uint32_t);
	if (!plan->order || !passes)
		return;
	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		struct plan_node *node = &plan->nodes[i];

		plan->order[i] = i;
		if (!node->stage)
			continue;
		describe_node(node);
		node->outputs = ARENA_ARRAY(arena, node->stage->n_outputs, struct plan_output);
		node->inputs = find_inputs(r, node, node->stage, r->bodies[i]);
	}
	sorted = sort_nodes(r, passes);
	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		struct plan_node *node = &plan->nodes[plan->order[i]];

		if (node->inputs && node->outputs)
			check_types(r, node, node->stage, node->inputs, node->outputs);
	}
	count_readers(plan);
	if (!sorted || arena->failed)
		return;
	check_sources(r);
	check_readers(r);
	set_passes(plan, passes);
}
