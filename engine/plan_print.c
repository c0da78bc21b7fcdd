/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a pipeline file means here: for people, for programs, as a drawing. */
#include "config.h"

#include "json_text.h"
#include "plan.h"
#include "str.h"
#include "units.h"

#include <jansson.h>
#include <string.h>

static const char *thread_name(uint32_t threads)
{
	return threads == DT_SHARED ? "shared" : threads == DT_PER_LANE ? "per lane" : "serial";
}

static void input_name(const struct plan *plan, const struct plan_input *in, struct str *s)
{
	if (in->from == PLAN_JOB_FILE)
		str_add(s, "job.file");
	else if (in->from >= 0)
		str_addf(s, "%s.%s", plan->nodes[in->from].name,
			 plan->nodes[in->from].stage->outputs[in->port].name);
}

static void node_text(const struct plan *plan, const struct plan_node *node, struct str *s)
{
	str_addf(s, "%s: %s %s, pass %u, %s%s%s", node->name, node->uses, node->module->version,
		 node->pass + 1, thread_name(node->stage->threads),
		 node->stage->order == DT_PAGE_ORDER ? ", in page order" : "",
		 node->stage->flags & DT_WAITS ? ", waits" : "");
	if (node->lanes)
		str_addf(s, ", %u lanes", node->lanes);
	str_add(s, "\n");
	for (uint32_t i = 0; i < node->stage->n_inputs; i++) {
		const struct plan_input *in = &node->inputs[i];

		if (in->from == PLAN_UNWIRED)
			continue;
		str_addf(s, "    %s <- ", node->stage->inputs[i].name);
		input_name(plan, in, s);
		str_addf(s, " (%s)\n", in->type);
	}
	for (uint32_t i = 0; i < node->n_passed; i++)
		str_addf(s, "    passed over: %s: %s\n", node->passed[i].uses,
			 node->passed[i].reason);
}

static const char *version_of(const struct plan_translator *t)
{
	return t->missing ? "(its plugin is not installed)" : t->module->version;
}

char *plan_text(const struct plan *plan)
{
	struct str s = STR_EMPTY;
	char memory[48];

	str_addf(
		&s,
		"%s\n%lld pages in flight, %s of waiting pages in memory, a page that fails %s\n\n",
		plan->file, (long long)plan->limits->pages_in_flight,
		units_size_text(plan->limits->spool_memory, memory, sizeof(memory)),
		plan->keep_failed_pages ? "stays as it is" : "fails the job");
	for (uint32_t i = 0; i < plan->n_nodes; i++)
		node_text(plan, &plan->nodes[plan->order[i]], &s);
	if (plan->n_translators)
		str_add(&s, "\ntranslators\n");
	for (uint32_t i = 0; i < plan->n_translators; i++)
		str_addf(&s, "    %s: %s %s%s\n", plan->translators[i].name,
			 plan->translators[i].uses, version_of(&plan->translators[i]),
			 (int)i == plan->translator ? " (default)" : "");
	if (plan->n_stores)
		str_add(&s, "\nstores\n");
	for (uint32_t i = 0; i < plan->n_stores; i++)
		str_addf(&s, "    %s: %s %s\n", plan->stores[i].name, plan->stores[i].uses,
			 plan->stores[i].module->version);
	if (plan->n_results)
		str_add(&s, "\nresults\n");
	for (uint32_t i = 0; i < plan->n_results; i++) {
		const struct plan_result *result = &plan->results[i];

		str_addf(&s, "    %s <- %s.%s -> %s%s%s\n", result->name,
			 plan->nodes[result->node].name,
			 plan->nodes[result->node].stage->outputs[result->port].name,
			 result->store < 0 ? "the report" : plan->stores[result->store].name,
			 result->store < 0 ? "" : ": ", result->store < 0 ? "" : result->key);
	}
	return str_take(&s);
}

static json_t *node_json(const struct plan *plan, const struct plan_node *node)
{
	json_t *inputs = json_object(), *outputs = json_object(), *passed = json_array();

	for (uint32_t i = 0; i < node->stage->n_inputs; i++) {
		struct str from = STR_EMPTY;

		if (node->inputs[i].from == PLAN_UNWIRED)
			continue;
		input_name(plan, &node->inputs[i], &from);
		json_object_set_new(inputs, node->stage->inputs[i].name,
				    json_pack("{s:s,s:s}", "from", str_view(&from), "type",
					      node->inputs[i].type));
		str_finish(&from);
	}
	for (uint32_t i = 0; i < node->stage->n_outputs; i++)
		json_object_set_new(outputs, node->stage->outputs[i].name,
				    json_string(node->outputs[i].type));
	for (uint32_t i = 0; i < node->n_passed; i++)
		json_array_append_new(passed,
				      json_pack("{s:s,s:o}", "uses", node->passed[i].uses, "reason",
						json_text(node->passed[i].reason)));
	return json_pack("{s:s,s:s,s:s,s:o,s:i,s:s,s:b,s:b,s:i,s:o,s:o,s:o}", "name", node->name,
			 "uses", node->uses, "version", node->module->version, "file",
			 json_text(node->module->file ? node->module->file : ""), "pass",
			 (int)node->pass + 1, "threads", thread_name(node->stage->threads),
			 "page_order", node->stage->order == DT_PAGE_ORDER, "waits",
			 !!(node->stage->flags & DT_WAITS), "lanes", (int)node->lanes, "inputs",
			 inputs, "outputs", outputs, "passed_over", passed);
}

static json_t *translator_json(const struct plan *plan, uint32_t i)
{
	const struct plan_translator *t = &plan->translators[i];
	uint32_t flags = plan_translator_flags(plan, i);

	return json_pack("{s:s,s:s,s:s?,s:b,s:b,s:b,s:b,s:b,s:s?}", "name", t->name, "uses",
			 t->uses, "version", t->missing ? NULL : t->module->version, "default",
			 (int)i == plan->translator, "network", !!(flags & DT_TRANSLATOR_NETWORK),
			 "costs", !!(flags & DT_TRANSLATOR_COSTS), "instructed",
			 !!(flags & DT_TRANSLATOR_INSTRUCTED), "programs",
			 !!(flags & DT_TRANSLATOR_PROGRAMS), "missing", t->missing);
}

char *plan_json(const struct plan *plan)
{
	json_t *nodes = json_array(), *translators = json_array(), *stores = json_array(),
	       *results = json_array(), *all;
	char *out;

	for (uint32_t i = 0; i < plan->n_nodes; i++)
		json_array_append_new(nodes, node_json(plan, &plan->nodes[plan->order[i]]));
	for (uint32_t i = 0; i < plan->n_translators; i++)
		json_array_append_new(translators, translator_json(plan, i));
	for (uint32_t i = 0; i < plan->n_stores; i++)
		json_array_append_new(stores,
				      json_pack("{s:s,s:s,s:s}", "name", plan->stores[i].name,
						"uses", plan->stores[i].uses, "version",
						plan->stores[i].module->version));
	for (uint32_t i = 0; i < plan->n_results; i++) {
		const struct plan_result *r = &plan->results[i];

		json_array_append_new(results,
				      json_pack("{s:s,s:s,s:s,s:s?,s:o}", "name", r->name, "node",
						plan->nodes[r->node].name, "output",
						plan->nodes[r->node].stage->outputs[r->port].name,
						"store",
						r->store < 0 ? NULL : plan->stores[r->store].name,
						"key", json_text(r->key)));
	}
	all = json_pack("{s:o,s:I,s:I,s:s,s:o,s:o,s:o,s:o}", "file", json_text(plan->file),
			"pages_in_flight", (json_int_t)plan->limits->pages_in_flight,
			"spool_memory", (json_int_t)plan->limits->spool_memory, "on_page_error",
			plan->keep_failed_pages ? "keep" : "fail", "nodes", nodes, "translators",
			translators, "stores", stores, "results", results);
	out = all ? json_dumps(all, JSON_INDENT(2)) : NULL;
	json_decref(all);
	return out;
}

char *plan_dot(const struct plan *plan)
{
	struct str s = STR_EMPTY;

	str_add(&s, "digraph pipeline {\n\trankdir=LR;\n\tnode [shape=box];\n"
		    "\t\"job.file\" [shape=note];\n");
	for (uint32_t i = 0; i < plan->n_nodes; i++)
		str_addf(&s, "\t\"%s\" [label=\"%s\\n%s\"];\n", plan->nodes[i].name,
			 plan->nodes[i].name, plan->nodes[i].uses);
	for (uint32_t i = 0; i < plan->n_nodes; i++)
		for (uint32_t k = 0; k < plan->nodes[i].stage->n_inputs; k++) {
			const struct plan_input *in = &plan->nodes[i].inputs[k];

			if (in->from == PLAN_UNWIRED)
				continue;
			str_addf(&s, "\t\"%s\" -> \"%s\" [label=\"%s\"%s];\n",
				 in->from == PLAN_JOB_FILE ? "job.file"
							   : plan->nodes[in->from].name,
				 plan->nodes[i].name, in->type,
				 strncmp(in->type, "page.", 5) ? ", style=dashed" : "");
		}
	for (uint32_t i = 0; i < plan->n_results; i++)
		str_addf(&s, "\t\"result %s\" [shape=note];\n\t\"%s\" -> \"result %s\";\n",
			 plan->results[i].name, plan->nodes[plan->results[i].node].name,
			 plan->results[i].name);
	str_add(&s, "}\n");
	return str_take(&s);
}
