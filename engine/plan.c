/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading a pipeline file in the order of the checks: the engine's own groups
 * here, then plan_nodes.c and plan_services.c for modules and options, then
 * plan_wires.c for wires, cycle and results.  Nothing stops at the first fault.
 */
#include "config.h"

#include "hint.h"
#include "plan_read.h"

#include <stdlib.h>
#include <string.h>

static const struct dt_option limit_table[] = {
	DT_OPT_INT(struct plan_limits, workers, 0, "0", 0, 1024, "threads; 0: one a core"),
	DT_OPT_INT(struct plan_limits, pages_in_flight, 0, "16", 1, 4096,
		   "pages of a job that are worked on at once"),
	DT_OPT_INT(struct plan_limits, pages_waiting, 0, "64", 1, 4096,
		   "pages of a job that wait for answers of a service at once"),
	DT_OPT_INT(struct plan_limits, pages, 0, "100000", 1, 10000000, "most pages of a job"),
	DT_OPT_INT(struct plan_limits, jobs, 0, "0", 0, 100000,
		   "jobs that run at once; 0: all that come"),
	DT_OPT_INT(struct plan_limits, retries, 0, "4", 0, 100,
		   "how often a step is tried again when something is not there"),
	DT_OPT_TIME(struct plan_limits, page_time, 0, "120s", 0, 86400000 * 7.0,
		    "most time for a page; 0s: no bound"),
	DT_OPT_TIME(struct plan_limits, translate_time, 0, "0s", 0, 86400000 * 7.0,
		    "most time for a page to wait for its translation, which page_time does not "
		    "count; 0s: no bound"),
	DT_OPT_TIME(struct plan_limits, job_time, 0, "0s", 0, 86400000 * 365.0,
		    "most time for a job; 0s: no bound"),
	DT_OPT_SIZE(struct plan_limits, spool_memory, 0, "4M", 0, 1e15,
		    "pages that wait for the whole document; more goes to a file"),
};

static const char *const file_keys[] = { "version", "limits",	   "on_page_error",
					 "stores",  "translators", "translator",
					 "stages",  "results",	   NULL };

void check_keys(struct reading *r, const struct setting *group, const char *const *known,
		const char *what)
{
	for (const struct setting *s = group->first; s; s = s->next) {
		struct hint hint = { .wanted = s->name };
		char buffer[96];
		size_t i;

		for (i = 0; known[i] && strcmp(known[i], s->name); i++)
			hint_offer(&hint, known[i]);
		if (!known[i])
			diagnostics_error(r->list, s->place, "unknown key \"%s\" in %s%s", s->name,
					  what, hint_text(&hint, buffer, sizeof(buffer)));
	}
}

const struct setting *member_of(struct reading *r, const struct setting *group, const char *name,
				enum setting_kind kind, const char *what)
{
	const struct setting *s = setting_member(group, name);

	if (s && s->kind != kind) {
		diagnostics_error(r->list, s->place, "%s of %s must be %s, not %s", name, what,
				  setting_kind_name(kind), setting_kind_name(s->kind));
		return NULL;
	}
	return s;
}

uint32_t count_members(const struct setting *group)
{
	uint32_t n = 0;

	for (const struct setting *s = group ? group->first : NULL; s; s = s->next)
		n++;
	return n;
}

static void read_head(struct reading *r, const struct setting *root)
{
	const struct setting *version = member_of(r, root, "version", SETTING_INT, "the file");
	const struct setting *keep =
		member_of(r, root, "on_page_error", SETTING_STRING, "the file");
	const struct setting *limits = setting_member(root, "limits");
	struct option_schema schema = { limit_table, DT_COUNT(limit_table),
					sizeof(struct plan_limits) };
	struct place at = { r->plan->file, 0 };
	struct option_override *mine =
		ARENA_ARRAY(&r->plan->arena, r->n_overrides + 1, struct option_override);
	struct options filled = { 0 };
	size_t n = mine ? overrides_of(r, "limits", mine) : 0;

	check_keys(r, root, file_keys, "the file");
	if (!setting_member(root, "version"))
		diagnostics_error(r->list, at,
				  "it does not say its version; wanted \"version = 1;\"");
	else if (version && version->whole != 1)
		diagnostics_error(r->list, version->place,
				  "version is %lld; this program reads version 1",
				  (long long)version->whole);
	r->plan->keep_failed_pages = keep && !strcmp(keep->text, "keep");
	if (keep && strcmp(keep->text, "keep") && strcmp(keep->text, "fail"))
		diagnostics_error(r->list, keep->place,
				  "on_page_error is \"%s\"; it must be keep or fail", keep->text);
	options_fill(&filled, schema, "limits", "limits", limits, at, mine, n, &r->plan->arena,
		     r->list);
	r->plan->limits = (struct plan_limits *)(void *)filled.block;
}

static void check_overrides(struct reading *r)
{
	const struct plan *plan = r->plan;

	for (size_t i = 0; i < r->n_overrides; i++) {
		const struct dt_override *o = &r->overrides[i];
		struct place place = { o->origin ? o->origin : o->where, 0 };
		const char *dot = strchr(o->where, '.');
		struct hint hint = { 0 };
		char name[100], buffer[96];

		if (r->override_used[i])
			continue;
		snprintf(name, sizeof(name), "%.*s",
			 (int)(dot ? dot - o->where : (long)strlen(o->where)), o->where);
		hint.wanted = name;
		for (uint32_t k = 0; k < plan->n_nodes; k++)
			hint_offer(&hint, plan->nodes[k].name);
		for (uint32_t k = 0; k < plan->n_translators; k++)
			hint_offer(&hint, plan->translators[k].name);
		for (uint32_t k = 0; k < plan->n_stores; k++)
			hint_offer(&hint, plan->stores[k].name);
		/* a known name was read with a fault of its own, which is told already */
		if (!dot)
			diagnostics_error(r->list, place, "wanted NODE.option, not \"%s\"",
					  o->where);
		else if (plan_node(plan, name) < 0 && plan_translator(plan, name) < 0 &&
			 plan_store(plan, name) < 0)
			diagnostics_error(r->list, place,
					  "the pipeline has no node, translator or store \"%s\"%s",
					  name, hint_text(&hint, buffer, sizeof(buffer)));
	}
}

struct plan *plan_read(struct registry *registry, const char *file,
		       const struct dt_override *overrides, size_t n_overrides,
		       struct dt_diagnostics *list)
{
	struct plan *plan = calloc(1, sizeof(*plan));
	struct reading r = { .registry = registry,
			     .plan = plan,
			     .list = list,
			     .overrides = overrides,
			     .n_overrides = n_overrides };
	const struct setting *root, *translators;

	r.errors = dt_diagnostics_errors(list);
	if (!plan) {
		diagnostics_error(list, (struct place){ file, 0 }, "out of memory");
		return NULL;
	}
	plan->file = arena_text(&plan->arena, file);
	r.override_used = ARENA_ARRAY(&plan->arena, n_overrides, bool);
	root = settings_read(file, &plan->arena, list);
	if (root && r.override_used) {
		read_head(&r, root);
		plan_read_nodes(&r, member_of(&r, root, "stages", SETTING_GROUP, "the file"));
		translators = member_of(&r, root, "translators", SETTING_GROUP, "the file");
		plan_read_translators(&r, translators);
		plan_read_stores(&r, member_of(&r, root, "stores", SETTING_GROUP, "the file"));
		plan_read_default_translator(&r, root);
		plan_check_named_translators(&r, translators);
		plan_wire(&r);
		plan_read_results(&r, member_of(&r, root, "results", SETTING_GROUP, "the file"));
		check_overrides(&r);
	}
	if (plan->arena.failed)
		diagnostics_error(list, (struct place){ file, 0 }, "out of memory");
	if (dt_diagnostics_errors(list) == r.errors)
		return plan;
	plan_free(plan);
	return NULL;
}

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	for (uint32_t i = 0; i < plan->n_nodes; i++)
		options_free(&plan->nodes[i].options);
	for (uint32_t i = 0; i < plan->n_translators; i++)
		options_free(&plan->translators[i].options);
	for (uint32_t i = 0; i < plan->n_stores; i++)
		options_free(&plan->stores[i].options);
	arena_finish(&plan->arena);
	free(plan);
}

int plan_node(const struct plan *plan, const char *name)
{
	for (uint32_t i = 0; i < plan->n_nodes; i++)
		if (!strcmp(plan->nodes[i].name, name))
			return (int)i;
	return -1;
}

int plan_translator(const struct plan *plan, const char *name)
{
	for (uint32_t i = 0; i < plan->n_translators; i++)
		if (!strcmp(plan->translators[i].name, name))
			return (int)i;
	return -1;
}

int plan_store(const struct plan *plan, const char *name)
{
	for (uint32_t i = 0; i < plan->n_stores; i++)
		if (!strcmp(plan->stores[i].name, name))
			return (int)i;
	return -1;
}

int plan_result(const struct plan *plan, const char *name)
{
	for (uint32_t i = 0; i < plan->n_results; i++)
		if (!strcmp(plan->results[i].name, name))
			return (int)i;
	return -1;
}
