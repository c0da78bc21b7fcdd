/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Translators and stores of a pipeline file. */
#include "config.h"

#include "hint.h"
#include "plan_read.h"

#include <string.h>

static const char *const translator_keys[] = { "uses", "options", "lanes", NULL };
static const char *const store_keys[] = { "uses", "options", NULL };

/*
 * A file may list more services than a build has plugins for: an entry is of no use then, the rest
 * is.  Who chooses it is told why.
 */
static bool is_missing(struct reading *r, struct plan_translator *t)
{
	static const struct dt_translator nobody = { .name = "missing" };
	struct option_override *mine;

	if (t->module->state != MODULE_MISSING)
		return false;
	mine = ARENA_ARRAY(&r->plan->arena, r->n_overrides + 1, struct option_override);
	if (mine)
		overrides_of(r, t->name, mine); /* they have somebody whom they are for */
	t->missing = t->module->reason;
	t->translator = &nobody;
	return true;
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
	if (!t->module || is_missing(r, t) || !usable(r, uses, t->module))
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

void plan_read_translators(struct reading *r, const struct setting *group)
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

void plan_read_stores(struct reading *r, const struct setting *group)
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

void no_such_translator(struct reading *r, struct place place, const char *name)
{
	struct hint hint = { .wanted = name };
	char buffer[96];

	for (uint32_t i = 0; i < r->plan->n_translators; i++)
		hint_offer(&hint, r->plan->translators[i].name);
	diagnostics_error(r->list, place, "there is no translator \"%s\"%s", name,
			  hint_text(&hint, buffer, sizeof(buffer)));
}

void plan_read_default_translator(struct reading *r, const struct setting *root)
{
	const struct setting *s = member_of(r, root, "translator", SETTING_STRING, "the file");

	r->plan->translator = s ? plan_translator(r->plan, s->text) : -1;
	if (s && r->plan->translator < 0)
		no_such_translator(r, s->place, s->text);
}
