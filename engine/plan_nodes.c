/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Nodes of a pipeline file: plugins, options, candidates. */
#include "config.h"

#include "hint.h"
#include "plan_read.h"
#include "str.h"

#include <string.h>

static const char *const node_keys[] = { "uses", "inputs", "options", "lanes", "any", NULL };
static const char *const candidate_keys[] = { "uses", "inputs", "options", "lanes", NULL };

/* "pdf.parse" in its two halves; the module, usable or not.  NULL with a message. */
const struct module *resolve(struct reading *r, const struct setting *uses, const char **thing)
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

bool usable(struct reading *r, const struct setting *uses, const struct module *module)
{
	if (module->state == MODULE_USABLE)
		return true;
	diagnostics_error(r->list, uses->place, "%s", module->reason);
	return false;
}

void no_such(struct reading *r, const struct setting *uses, const struct module *module,
	     const char *kind, const char *name, struct hint *hint)
{
	char buffer[96];

	diagnostics_error(r->list, uses->place, "plugin \"%s\" has no %s \"%s\"%s", module->name,
			  kind, name, hint_text(hint, buffer, sizeof(buffer)));
}

/* The overrides of one node, translator or store; their names without "NODE.". */
size_t overrides_of(struct reading *r, const char *name, struct option_override *mine)
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
void read_options(struct reading *r, struct options *options, struct option_schema schema,
		  const char *name, const char *uses, const struct setting *group, struct place at,
		  dt_status (*check)(const void *options, const char **option,
				     struct dt_error *err))
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
	    /* what is not there yet cannot be looked at: it will not be opened either */
	    options->unset || !check || check(options->block, &option, &err) == DT_OK)
		return;
	place = options_place(group, option, at);
	for (size_t i = 0; option && i < n; i++)
		if (!strcmp(mine[i].name, option))
			place = (struct place){ mine[i].origin, 0 };
	diagnostics_error(r->list, place, "%s%s%s: %s", name, option ? "." : "",
			  option ? option : "", err.text);
}

uint32_t read_lanes(struct reading *r, const struct setting *body, const char *what)
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

static const struct dt_stage *find_stage(struct reading *r, const struct setting *body,
					 const char *what, const struct module **module)
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

void plan_read_nodes(struct reading *r, const struct setting *group)
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
