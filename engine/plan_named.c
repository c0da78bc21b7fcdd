/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Translators that options name (DT_NAMES_TRANSLATOR): each is there, none asks itself in the end.
 */
#include "config.h"

#include "plan_read.h"
#include "str.h"

#include <stdlib.h>
#include <string.h>

const char *plan_named_translator(const struct options *options, uint32_t i, size_t k)
{
	const struct dt_option *option = &options->schema.at[i];
	const struct dt_strings *strings;
	const char *const *string;

	if (!options->block || !(option->flags & DT_NAMES_TRANSLATOR))
		return NULL;
	strings = (const void *)(options->block + option->offset);
	string = (const void *)strings;
	if (option->type == DT_STRINGS)
		return k < strings->n ? strings->at[k] : NULL;
	return option->type == DT_STRING && !k ? *string : NULL;
}

void plan_each_named(const struct plan *plan, const struct options *options,
		     void (*see)(void *ctx, uint32_t translator), void *ctx)
{
	const char *name;

	for (uint32_t i = 0; i < options->schema.n; i++)
		for (size_t k = 0; (name = plan_named_translator(options, i, k)); k++) {
			int t = plan_translator(plan, name);

			if (t >= 0)
				see(ctx, (uint32_t)t);
		}
}

struct joining {
	const struct plan *plan;
	uint32_t flags;
};

static void join(void *ctx, uint32_t translator)
{
	struct joining *joining = ctx;

	joining->flags |= plan_translator_flags(joining->plan, translator);
}

uint32_t plan_translator_flags(const struct plan *plan, uint32_t translator)
{
	const struct plan_translator *t = &plan->translators[translator];
	struct joining joining = { plan, t->translator->flags };

	plan_each_named(plan, &t->options, join, &joining);
	return joining.flags;
}

/* ---- keys and the environment ------------------------------------------------------ */

struct presence {
	const struct plan *plan;
	struct dt_diagnostics *list;
	bool *seen;
};

static void check_presence(void *ctx, uint32_t translator)
{
	struct presence *presence = ctx;
	const struct plan_translator *t = &presence->plan->translators[translator];

	if (presence->seen[translator])
		return;
	presence->seen[translator] = true;
	if (t->missing)
		diagnostics_error(presence->list, t->place, "translator %s: %s", t->name,
				  t->missing);
	options_check_presence(&t->options, presence->list);
	plan_each_named(presence->plan, &t->options, check_presence, presence);
}

void plan_check_presence(const struct plan *plan, int translator, struct dt_diagnostics *list)
{
	struct presence presence = { plan, list, calloc(plan->n_translators + 1, sizeof(bool)) };

	if (!presence.seen)
		return;
	if (translator >= 0)
		check_presence(&presence, (uint32_t)translator);
	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		options_check_presence(&plan->nodes[i].options, list);
		plan_each_named(plan, &plan->nodes[i].options, check_presence, &presence);
	}
	for (uint32_t i = 0; i < plan->n_stores; i++)
		options_check_presence(&plan->stores[i].options, list);
	for (uint32_t i = 0; i < plan->n_translators; i++)
		if (plan->translators[i].missing && !presence.seen[i])
			diagnostics_warning(list, plan->translators[i].place, "translator %s: %s",
					    plan->translators[i].name,
					    plan->translators[i].missing);
	free(presence.seen);
}

/* Where a name was given: by the last override of its option, else in the file, on the line of
 * the name itself. */
static struct place given_at(const struct reading *r, const char *owner, struct place at,
			     const struct setting *body, const char *option, size_t k)
{
	const char *where = arena_textf(&r->plan->arena, "%s.%s", owner, option);
	const struct setting *value = setting_member(setting_member(body, "options"), option);

	for (size_t i = r->n_overrides; where && i-- > 0;) {
		const struct dt_override *o = &r->overrides[i];

		if (!strcmp(o->where, where))
			return (struct place){ o->origin ? o->origin : o->where, 0 };
	}
	if (!value)
		return at;
	if (value->kind == SETTING_ARRAY || value->kind == SETTING_LIST)
		for (const struct setting *s = value->first; s; s = s->next)
			if (!k--)
				return s->place;
	return value->place;
}

static void check_owner(struct reading *r, const char *owner, const struct options *options,
			struct place at, const struct setting *body)
{
	const char *name;

	for (uint32_t i = 0; i < options->schema.n; i++)
		for (size_t k = 0; (name = plan_named_translator(options, i, k)); k++)
			if (plan_translator(r->plan, name) < 0)
				no_such_translator(
					r,
					given_at(r, owner, at, body, options->schema.at[i].name, k),
					name);
}

/* ---- circles --------------------------------------------------------------------- */

enum { NEW = 0, ON_THE_WAY, GOOD };

struct walk {
	struct reading *r;
	const struct setting *group;
	uint8_t *seen;
	uint32_t way[MOST_INSIDE + 1]; /* the translators that led here */
	uint32_t n;
	bool told;
};

static void way_text(const struct walk *walk, uint32_t from, uint32_t last, struct str *text)
{
	const struct plan_translator *translators = walk->r->plan->translators;

	for (uint32_t i = from; i < walk->n; i++)
		str_addf(text, "%s, which asks ", translators[walk->way[i]].name);
	str_add(text, translators[last].name);
}

static void tell_circle(struct walk *walk, uint32_t to, struct place place)
{
	struct str text = STR_EMPTY;
	uint32_t from = 0;

	while (from < walk->n && walk->way[from] != to)
		from++;
	way_text(walk, from, to, &text);
	diagnostics_error(walk->r->list, place, "translators ask each other in a circle: %s",
			  str_view(&text));
	str_finish(&text);
	walk->told = true;
}

static void tell_depth(struct walk *walk, uint32_t to, struct place place)
{
	struct str text = STR_EMPTY;

	way_text(walk, 0, to, &text);
	diagnostics_error(walk->r->list, place,
			  "translators that ask each other stand more than %d deep: %s",
			  MOST_INSIDE, str_view(&text));
	str_finish(&text);
	walk->told = true;
}

/* Depth: MOST_INSIDE. */
static void follow(struct walk *walk, uint32_t t)
{
	const struct plan *plan = walk->r->plan;
	const struct options *options = &plan->translators[t].options;
	const char *name;

	walk->seen[t] = ON_THE_WAY;
	walk->way[walk->n++] = t;
	for (uint32_t i = 0; i < options->schema.n; i++)
		for (size_t k = 0; !walk->told && (name = plan_named_translator(options, i, k));
		     k++) {
			int to = plan_translator(plan, name);
			struct place place;

			if (to < 0)
				continue;
			place = given_at(walk->r, plan->translators[t].name,
					 plan->translators[t].place,
					 setting_member(walk->group, plan->translators[t].name),
					 options->schema.at[i].name, k);
			if (walk->seen[to] == ON_THE_WAY)
				tell_circle(walk, (uint32_t)to, place);
			else if (walk->n > MOST_INSIDE)
				tell_depth(walk, (uint32_t)to, place);
			else
				follow(walk, (uint32_t)to);
		}
	walk->n--;
	walk->seen[t] = GOOD;
}

void plan_check_named_translators(struct reading *r, const struct setting *group)
{
	const struct plan *plan = r->plan;
	struct walk walk = { .r = r, .group = group };

	for (uint32_t n = 0; n < plan->n_nodes; n++)
		check_owner(r, plan->nodes[n].name, &plan->nodes[n].options, plan->nodes[n].place,
			    r->bodies[n]);
	for (uint32_t t = 0; t < plan->n_translators; t++)
		check_owner(r, plan->translators[t].name, &plan->translators[t].options,
			    plan->translators[t].place,
			    setting_member(group, plan->translators[t].name));
	walk.seen = ARENA_ARRAY(&r->plan->arena, plan->n_translators, uint8_t);
	for (uint32_t t = 0; walk.seen && t < plan->n_translators && !walk.told; t++)
		if (walk.seen[t] == NEW)
			follow(&walk, t);
}
