/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading a pipeline file in the order of the checks: the engine's own groups,
 * modules, options here; wires, cycle, results in plan_wires.c.  Nothing stops
 * at the first fault.
 */
#include "config.h"

#include "hint.h"
#include "plan_read.h"
#include "str.h"

#include <stdlib.h>
#include <string.h>

static const struct dt_option limit_table[] = {
	DT_OPT_INT(struct plan_limits, workers, 0, "0", 0, 1024, "threads; 0: one a core"),
	DT_OPT_INT(struct plan_limits, pages_in_flight, 0, "16", 1, 4096,
		   "pages of a job that are worked on at once"),
	DT_OPT_INT(struct plan_limits, pages, 0, "100000", 1, 10000000, "most pages of a job"),
	DT_OPT_INT(struct plan_limits, jobs, 0, "0", 0, 100000,
		   "jobs that run at once; 0: all that come"),
	DT_OPT_INT(struct plan_limits, retries, 0, "4", 0, 100,
		   "how often a step is tried again when something is not there"),
	DT_OPT_TIME(struct plan_limits, page_time, 0, "120s", 0, 86400000 * 7.0,
		    "most time for a page; 0s: no bound"),
	DT_OPT_TIME(struct plan_limits, job_time, 0, "0s", 0, 86400000 * 365.0,
		    "most time for a job; 0s: no bound"),
	DT_OPT_SIZE(struct plan_limits, spool_memory, 0, "4M", 0, 1e15,
		    "pages that wait for the whole document; more goes to a file"),
};

static const char *const file_keys[] = { "version", "limits",	   "on_page_error",
					 "stores",  "translators", "translator",
					 "stages",  "results",	   NULL };
static const char *const node_keys[] = { "uses", "inputs", "options", "lanes", "any", NULL };
static const char *const candidate_keys[] = { "uses", "inputs", "options", "lanes", NULL };
static const char *const translator_keys[] = { "uses", "options", "lanes", NULL };
static const char *const store_keys[] = { "uses", "options", NULL };

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

/* "pdf.parse" in its two halves; the module, usable or not.  NULL with a message. */
static const struct module *resolve(struct reading *r, const struct setting *uses,
				    const char **thing)
{
	const char *dot = strchr(uses->text, '.');
	const char *name;

	if (!dot || dot == uses->text || !dot[1] || strchr(dot + 1, '.')) {
		diagnostics_error(r->list, uses->place,
				  "uses wants PLUGIN.NAME such as \"pdf.parse\", not \"%s\"",
				  uses->text);
		return NULL;
	}
	*thing = dot + 1;
	name = arena_text_n(&r->plan->arena, uses->text, (size_t)(dot - uses->text));
	return name ? registry_find(r->registry, name) : NULL;
}

static bool usable(struct reading *r, const struct setting *uses, const struct module *module)
{
	if (module->state == MODULE_USABLE)
		return true;
	diagnostics_error(r->list, uses->place, "%s", module->reason);
	return false;
}

static void no_such(struct reading *r, const struct setting *uses, const struct module *module,
		    const char *kind, const char *name, struct hint *hint)
{
	char buffer[96];

	diagnostics_error(r->list, uses->place, "plugin \"%s\" has no %s \"%s\"%s", module->name,
			  kind, name, hint_text(hint, buffer, sizeof(buffer)));
}

/* The overrides of one node, translator or store; their names without "NODE.". */
static size_t overrides_of(struct reading *r, const char *name, struct option_override *mine)
{
	size_t length = strlen(name), n = 0;

	for (size_t i = 0; i < r->n_overrides; i++) {
		const struct dt_override *o = &r->overrides[i];

		if (strncmp(o->where, name, length) || o->where[length] != '.')
			continue;
		r->override_used[i] = true;
		mine[n++] = (struct option_override){ o->where + length + 1, o->value,
						      o->origin ? o->origin : o->where };
	}
	return n;
}

/* Options of a stage, translator or store, and its own check over them. */
static void
read_options(struct reading *r, struct options *options, struct option_schema schema,
	     const char *name, const char *uses, const struct setting *group, struct place at,
	     dt_status (*check)(const void *options, const char **option, struct dt_error *err))
{
	struct option_override *mine =
		ARENA_ARRAY(&r->plan->arena, r->n_overrides + 1, struct option_override);
	struct dt_error err = { 0 };
	const char *option = NULL;
	struct place place;
	size_t n;

	if (!mine)
		return;
	n = overrides_of(r, name, mine);
	if (!options_fill(options, schema, name, uses, group, at, mine, n, &r->plan->arena,
			  r->list) ||
	    !check || check(options->block, &option, &err) == DT_OK)
		return;
	place = options_place(group, option, at);
	for (size_t i = 0; option && i < n; i++)
		if (!strcmp(mine[i].name, option))
			place = (struct place){ mine[i].origin, 0 };
	diagnostics_error(r->list, place, "%s%s%s: %s", name, option ? "." : "",
			  option ? option : "", err.text);
}

static uint32_t read_lanes(struct reading *r, const struct setting *body, const char *what)
{
	const struct setting *lanes = member_of(r, body, "lanes", SETTING_INT, what);

	if (!lanes)
		return 0;
	if (lanes->whole < 1 || lanes->whole > 1024) {
		diagnostics_error(r->list, lanes->place,
				  "lanes of %s is %lld; it must lie in 1..1024", what,
				  (long long)lanes->whole);
		return 1;
	}
	return (uint32_t)lanes->whole;
}

const struct dt_stage *find_stage(struct reading *r, const struct setting *body, const char *what,
				  const struct module **module)
{
	const struct setting *uses = member_of(r, body, "uses", SETTING_STRING, what);
	const struct dt_stage *stage;
	const char *thing;
	struct hint hint = { 0 };

	*module = NULL;
	if (!uses) {
		if (!setting_member(body, "uses"))
			diagnostics_error(r->list, body->place, "%s does not say what it uses",
					  what);
		return NULL;
	}
	*module = resolve(r, uses, &thing);
	if (!*module || !usable(r, uses, *module))
		return NULL;
	stage = module_stage(*module, thing);
	if (stage)
		return stage;
	hint.wanted = thing;
	for (uint32_t i = 0; i < (*module)->n_stages; i++)
		hint_offer(&hint, (*module)->stages[i].name);
	no_such(r, uses, *module, "stage", thing, &hint);
	return NULL;
}

static void read_node_body(struct reading *r, struct plan_node *node, const struct setting *body,
			   const char *what)
{
	const struct setting *uses = setting_member(body, "uses");
	const struct dt_stage *stage = find_stage(r, body, what, &node->module);

	node->uses = uses && uses->kind == SETTING_STRING ? uses->text : "";
	node->lanes = read_lanes(r, body, what);
	if (!stage)
		return;
	node->stage = stage;
	read_options(
		r, &node->options,
		(struct option_schema){ stage->options, stage->n_options, stage->options_size },
		node->name, node->uses, setting_member(body, "options"), node->place, stage->check);
}

/* Is the candidate's plugin file there at all?  What is not readable counts as there, so
 * that the checks behind this say what is wrong. */
static const struct module *missing_candidate(struct reading *r, const struct setting *body)
{
	const struct setting *uses = setting_member(body, "uses");
	const struct module *module;
	const char *thing;

	if (!uses || uses->kind != SETTING_STRING || !strchr(uses->text, '.'))
		return NULL;
	module = resolve(r, uses, &thing);
	return module && module->state == MODULE_MISSING ? module : NULL;
}

static void pass_over(struct plan_node *node, const struct setting *body, const char *reason)
{
	const struct setting *uses = setting_member(body, "uses");

	node->passed[node->n_passed].uses = uses ? uses->text : "?";
	node->passed[node->n_passed++].reason = reason;
}

/* Chooses the first candidate whose plugin is here; checks all that are. */
static const struct setting *choose(struct reading *r, struct plan_node *node,
				    const struct setting *any)
{
	const struct setting *chosen = NULL;
	struct str reasons = STR_EMPTY;

	node->passed = ARENA_ARRAY(&r->plan->arena, count_members(any), struct plan_passed);
	for (const struct setting *c = any->first; node->passed && c; c = c->next) {
		const struct module *missing;
		struct plan_node other = { .name = node->name, .place = c->place };

		if (c->kind != SETTING_GROUP) {
			diagnostics_error(r->list, c->place,
					  "a candidate of %s must be a group, not %s", node->name,
					  setting_kind_name(c->kind));
			continue;
		}
		check_keys(r, c, candidate_keys,
			   arena_textf(&r->plan->arena, "a candidate of %s", node->name));
		missing = missing_candidate(r, c);
		if (missing) {
			pass_over(node, c, missing->reason);
			str_addf(&reasons, "%s%s", reasons.length ? "; " : "", missing->reason);
		} else if (!chosen) {
			chosen = c;
		} else {
			read_node_body(r, &other, c, node->name);
			keep_candidate(r, node, other.stage, c);
			pass_over(node, c, "a candidate before it is installed");
		}
	}
	if (!chosen && node->n_passed == count_members(any))
		diagnostics_error(r->list, any->place, "%s has no candidate that is installed%s%s",
				  node->name, reasons.length ? ": " : "", str_view(&reasons));
	str_finish(&reasons);
	return chosen;
}

static void read_node(struct reading *r, struct plan_node *node, const struct setting *s)
{
	const struct setting *any = setting_member(s, "any"), *body = s;

	check_keys(r, s, node_keys, arena_textf(&r->plan->arena, "node %s", node->name));
	if (any && (any->kind != SETTING_LIST || s->first->next)) {
		diagnostics_error(
			r->list, any->place,
			any->kind != SETTING_LIST
				? "any of %s must be a list of groups, ( { ... }, { ... } )"
				: "%s has any: nothing else can stand beside it",
			node->name);
		return;
	}
	if (any)
		body = choose(r, node, any);
	if (!body)
		return;
	node->place = body->place;
	r->bodies[node - r->plan->nodes] = body;
	read_node_body(r, node, body, node->name);
}

static void read_nodes(struct reading *r, const struct setting *group)
{
	struct plan *plan = r->plan;
	uint32_t n = count_members(group), i = 0;

	plan->nodes = ARENA_ARRAY(&plan->arena, n, struct plan_node);
	r->bodies = ARENA_ARRAY(&plan->arena, n, const struct setting *);
	if (!plan->nodes || !r->bodies)
		return;
	plan->n_nodes = n;
	for (const struct setting *s = group ? group->first : NULL; s; s = s->next, i++) {
		plan->nodes[i].name = s->name;
		plan->nodes[i].place = s->place;
	}
	i = 0;
	for (const struct setting *s = group ? group->first : NULL; s; s = s->next, i++) {
		if (!strcmp(s->name, "job"))
			diagnostics_error(r->list, s->place,
					  "a node cannot be called job: job.file is the input");
		if (s->kind == SETTING_GROUP)
			read_node(r, &plan->nodes[i], s);
		else
			diagnostics_error(r->list, s->place, "node %s must be a group, not %s",
					  s->name, setting_kind_name(s->kind));
	}
	if (!n)
		diagnostics_error(r->list, (struct place){ plan->file, 0 },
				  "there are no stages in it");
}

static void read_translator(struct reading *r, struct plan_translator *t, const struct setting *s)
{
	const char *what = arena_textf(&r->plan->arena, "translator %s", s->name);
	const struct setting *uses = member_of(r, s, "uses", SETTING_STRING, what);
	struct hint hint = { 0 };
	const char *thing;

	check_keys(r, s, translator_keys, what);
	t->lanes = read_lanes(r, s, what);
	t->uses = uses ? uses->text : "";
	if (!uses) {
		if (!setting_member(s, "uses"))
			diagnostics_error(r->list, s->place, "%s does not say what it uses", what);
		return;
	}
	t->module = resolve(r, uses, &thing);
	if (!t->module || !usable(r, uses, t->module))
		return;
	t->translator = module_translator(t->module, thing);
	hint.wanted = thing;
	for (uint32_t i = 0; i < t->module->n_translators; i++)
		hint_offer(&hint, t->module->translators[i].name);
	if (!t->translator) {
		no_such(r, uses, t->module, "translator", thing, &hint);
		return;
	}
	read_options(r, &t->options,
		     (struct option_schema){ t->translator->options, t->translator->n_options,
					     t->translator->options_size },
		     t->name, t->uses, setting_member(s, "options"), t->place,
		     t->translator->check);
}

static void read_store(struct reading *r, struct plan_store *store, const struct setting *s)
{
	const char *what = arena_textf(&r->plan->arena, "store %s", s->name);
	const struct setting *uses = member_of(r, s, "uses", SETTING_STRING, what);
	struct hint hint = { 0 };
	const char *thing;

	check_keys(r, s, store_keys, what);
	store->uses = uses ? uses->text : "";
	if (!uses) {
		if (!setting_member(s, "uses"))
			diagnostics_error(r->list, s->place, "%s does not say what it uses", what);
		return;
	}
	store->module = resolve(r, uses, &thing);
	if (!store->module || !usable(r, uses, store->module))
		return;
	store->store = module_store(store->module, thing);
	hint.wanted = thing;
	for (uint32_t i = 0; i < store->module->n_stores; i++)
		hint_offer(&hint, store->module->stores[i].name);
	if (!store->store) {
		no_such(r, uses, store->module, "store", thing, &hint);
		return;
	}
	read_options(r, &store->options,
		     (struct option_schema){ store->store->options, store->store->n_options,
					     store->store->options_size },
		     store->name, store->uses, setting_member(s, "options"), store->place,
		     store->store->check);
}

/* One name for one thing: overrides say NAME.option. */
static void check_name(struct reading *r, const struct setting *s, const char *kind)
{
	const char *other = plan_node(r->plan, s->name) >= 0 ? "node" : NULL;

	if (!other && !strcmp(kind, "store") && plan_translator(r->plan, s->name) >= 0)
		other = "translator";
	if (other)
		diagnostics_error(r->list, s->place, "%s %s has the name of a %s", kind, s->name,
				  other);
}

static void read_translators(struct reading *r, const struct setting *group)
{
	struct plan *plan = r->plan;
	uint32_t i = 0;

	plan->translators = ARENA_ARRAY(&plan->arena, count_members(group), struct plan_translator);
	if (!plan->translators)
		return;
	for (const struct setting *s = group ? group->first : NULL; s; s = s->next, i++) {
		check_name(r, s, "translator");
		plan->translators[i].name = s->name;
		plan->translators[i].place = s->place;
		plan->n_translators++;
		if (s->kind == SETTING_GROUP)
			read_translator(r, &plan->translators[i], s);
		else
			diagnostics_error(r->list, s->place,
					  "translator %s must be a group, not %s", s->name,
					  setting_kind_name(s->kind));
	}
}

static void read_stores(struct reading *r, const struct setting *group)
{
	struct plan *plan = r->plan;
	uint32_t i = 0;

	plan->stores = ARENA_ARRAY(&plan->arena, count_members(group), struct plan_store);
	if (!plan->stores)
		return;
	for (const struct setting *s = group ? group->first : NULL; s; s = s->next, i++) {
		check_name(r, s, "store");
		plan->stores[i].name = s->name;
		plan->stores[i].place = s->place;
		plan->n_stores++;
		if (s->kind == SETTING_GROUP)
			read_store(r, &plan->stores[i], s);
		else
			diagnostics_error(r->list, s->place, "store %s must be a group, not %s",
					  s->name, setting_kind_name(s->kind));
	}
}

static void read_default_translator(struct reading *r, const struct setting *root)
{
	const struct setting *s = member_of(r, root, "translator", SETTING_STRING, "the file");
	struct hint hint = { 0 };
	char buffer[96];

	r->plan->translator = -1;
	if (!s)
		return;
	r->plan->translator = plan_translator(r->plan, s->text);
	if (r->plan->translator >= 0)
		return;
	hint.wanted = s->text;
	for (uint32_t i = 0; i < r->plan->n_translators; i++)
		hint_offer(&hint, r->plan->translators[i].name);
	diagnostics_error(r->list, s->place, "there is no translator \"%s\"%s", s->text,
			  hint_text(&hint, buffer, sizeof(buffer)));
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
	struct option_override mine[64];
	struct options filled = { 0 };
	size_t n = r->n_overrides <= 64 ? overrides_of(r, "limits", mine) : 0;

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
	const struct setting *root;

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
		read_nodes(&r, member_of(&r, root, "stages", SETTING_GROUP, "the file"));
		read_translators(&r, member_of(&r, root, "translators", SETTING_GROUP, "the file"));
		read_stores(&r, member_of(&r, root, "stores", SETTING_GROUP, "the file"));
		read_default_translator(&r, root);
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
