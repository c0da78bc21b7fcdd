/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Results of a pipeline file: where they come from, where they go, under which keys. */
#include "config.h"

#include "hint.h"
#include "plan_read.h"

#include <string.h>

static const char *const result_keys[] = { "from", "store", "key", NULL };

static void check_name_in_key(void *ctx, const char *name)
{
	bool *secret = ctx;

	*secret |= !strcmp(name, "password");
}

static void read_key(struct reading *r, struct plan_result *result, const struct setting *s)
{
	const struct setting *key = member_of(r, s, "key", SETTING_STRING, result->name);
	struct dt_error err = { 0 };
	bool secret = false;

	if (!key) {
		if (!setting_member(s, "key"))
			diagnostics_error(r->list, s->place,
					  "result %s goes to a store and wants a key",
					  result->name);
		return;
	}
	result->key = key->text;
	if (!key_each(key->text, check_name_in_key, &secret, &err))
		diagnostics_error(r->list, key->place, "result %s: %s", result->name, err.text);
	else if (secret)
		diagnostics_error(r->list, key->place,
				  "result %s: a password cannot be part of a key", result->name);
}

static void read_target(struct reading *r, struct plan_result *result, const struct setting *s)
{
	const struct setting *store = member_of(r, s, "store", SETTING_STRING, result->name);
	struct hint hint = { 0 };
	char buffer[96];

	result->store = -1;
	if (!store) {
		if (setting_member(s, "key") && !setting_member(s, "store"))
			diagnostics_error(r->list, setting_member(s, "key")->place,
					  "result %s has a key but no store", result->name);
		return;
	}
	result->store = plan_store(r->plan, store->text);
	hint.wanted = store->text;
	for (uint32_t i = 0; i < r->plan->n_stores; i++)
		hint_offer(&hint, r->plan->stores[i].name);
	if (result->store < 0)
		diagnostics_error(r->list, store->place, "result %s: there is no store \"%s\"%s",
				  result->name, store->text,
				  hint_text(&hint, buffer, sizeof(buffer)));
	read_key(r, result, s);
}

static void read_result(struct reading *r, struct plan_result *result, const struct setting *s)
{
	const struct setting *from = setting_member(s, "from");
	const char *what = arena_textf(&r->plan->arena, "result %s", result->name), *wanted;
	struct plan_output *output;
	int node;

	check_keys(r, s, result_keys, what);
	read_target(r, result, s);
	if (!from) {
		diagnostics_error(r->list, s->place, "%s does not say what it comes from", what);
		return;
	}
	if (!find_output(r, from, what, &node, &result->port) || !r->plan->nodes[node].outputs)
		return;
	result->node = (uint32_t)node;
	output = &r->plan->nodes[node].outputs[result->port];
	output->in_results = true;
	wanted = setting_member(s, "store") ? "doc.file" : "doc.report";
	if (output->type && strcmp(output->type, wanted))
		diagnostics_error(r->list, from->place, "%s %s wants %s, but %s gives %s", what,
				  setting_member(s, "store") ? "goes to a store and"
							     : "stands in the report and",
				  wanted, from->text, output->type);
}

static void warn_unread(struct reading *r)
{
	for (uint32_t i = 0; i < r->plan->n_nodes; i++) {
		const struct plan_node *node = &r->plan->nodes[i];
		bool read = !node->stage || !node->outputs || !node->stage->n_outputs;

		for (uint32_t k = 0; !read && k < node->stage->n_outputs; k++)
			read |= node->outputs[k].n_readers || node->outputs[k].in_results;
		if (!read)
			diagnostics_warning(r->list, node->place, "nobody takes what node %s gives",
					    node->name);
	}
}

void plan_read_results(struct reading *r, const struct setting *group)
{
	struct plan *plan = r->plan;
	uint32_t i = 0;

	plan->results = ARENA_ARRAY(&plan->arena, count_members(group), struct plan_result);
	if (!plan->results)
		return;
	for (const struct setting *s = group ? group->first : NULL; s; s = s->next, i++) {
		plan->results[i].name = s->name;
		plan->results[i].place = s->place;
		plan->results[i].store = -1;
		plan->n_results++;
		if (s->kind == SETTING_GROUP)
			read_result(r, &plan->results[i], s);
		else
			diagnostics_error(r->list, s->place, "result %s must be a group, not %s",
					  s->name, setting_kind_name(s->kind));
	}
	plan_check_candidates(r);
	/* what is wrong elsewhere leaves things unread */
	if (plan->n_passes && dt_diagnostics_errors(r->list) == r->errors)
		warn_unread(r);
}
