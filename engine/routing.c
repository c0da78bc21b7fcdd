/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "routing.h"
#include "translate.h"

#include <string.h>

enum {
	OF_ANY = DT_TRANSLATOR_NETWORK | DT_TRANSLATOR_COSTS | DT_TRANSLATOR_BUDGETS |
		 DT_TRANSLATOR_TERMS | DT_TRANSLATOR_INSTRUCTED | DT_TRANSLATOR_GLOSSARY |
		 DT_TRANSLATOR_PROGRAMS,
	OF_ALL = DT_TRANSLATOR_IDENTITY | DT_TRANSLATOR_BY_ID
};

/* ---- properties --------------------------------------------------------------------- */

struct joining {
	struct dt_pipeline *pipeline;
	struct dt_translator *shown;
	uint32_t of_all, n;
};

static void show(struct dt_pipeline *pipeline, uint32_t i);

static uint32_t smaller_bound(uint32_t a, uint32_t b)
{
	if (!a || !b)
		return a ? a : b;
	return a < b ? a : b;
}

static void join(void *ctx, uint32_t i)
{
	struct joining *joining = ctx;
	struct dt_translator *shown = joining->shown;
	const struct dt_translator *other = &joining->pipeline->translators[i].shown;

	show(joining->pipeline, i);
	joining->n++;
	joining->of_all &= other->flags;
	shown->flags |= other->flags & OF_ANY;
	shown->max_segments = smaller_bound(shown->max_segments, other->max_segments);
	shown->max_chars = smaller_bound(shown->max_chars, other->max_chars);
	shown->max_tokens = smaller_bound(shown->max_tokens, other->max_tokens);
}

/* No circles: the plan has refused them. */
static void show(struct dt_pipeline *pipeline, uint32_t i)
{
	struct translator *t = &pipeline->translators[i];
	struct joining joining = { .pipeline = pipeline, .shown = &t->shown, .of_all = OF_ALL };

	if (t->shown.name)
		return;
	t->shown = *t->plan->translator;
	if (!(t->shown.flags & DT_TRANSLATOR_ROUTES))
		return;
	plan_each_named(pipeline->plan, &t->plan->options, join, &joining);
	if (joining.n)
		t->shown.flags |= joining.of_all;
}

void routing_join(struct dt_pipeline *pipeline)
{
	for (uint32_t i = 0; i < pipeline->plan->n_translators; i++)
		show(pipeline, i);
}

/* ---- estimates ------------------------------------------------------------------------ */

struct estimating {
	const struct dt_pipeline *pipeline;
	const struct dt_batch *batch;
	struct dt_usage *most;
	bool any;
};

static void see_estimate(void *ctx, uint32_t i)
{
	struct estimating *e = ctx;
	struct dt_usage one, *most = e->most;

	if (translate_estimate_of(e->pipeline, &e->pipeline->plan->translators[i], e->batch, &one,
				  NULL) != DT_OK)
		return;
	e->any = true;
#define MOST(member)                                                                               \
	do {                                                                                       \
		if (one.member > most->member)                                                     \
			most->member = one.member;                                                 \
	} while (0)
	MOST(requests);
	MOST(input_tokens);
	MOST(cached_tokens);
	MOST(output_tokens);
	MOST(characters);
	MOST(usd);
#undef MOST
}

dt_status routing_estimate(const struct dt_pipeline *pipeline, const struct plan_translator *plan,
			   const struct dt_batch *batch, struct dt_usage *usage,
			   struct dt_error *err)
{
	struct estimating estimating = { .pipeline = pipeline, .batch = batch, .most = usage };

	plan_each_named(pipeline->plan, &plan->options, see_estimate, &estimating);
	if (estimating.any)
		return DT_OK;
	return dt_fail(err, DT_E_UNSUPPORTED, "none of those that %s asks says what it uses",
		       plan->name);
}

/* ---- pairs ------------------------------------------------------------------------------ */

struct pairing {
	struct dt_pipeline *pipeline;
	const char *source, *target;
	struct dt_error last;
	bool any, one;
};

static void see_pair(void *ctx, uint32_t i)
{
	struct pairing *pairing = ctx;
	struct translator *t = &pairing->pipeline->translators[i];
	struct dt_error err = { 0 };

	if (!t->opened)
		return;
	pairing->any = true;
	if (translate_pair(t, pairing->pipeline, pairing->source, pairing->target, &err) == DT_OK)
		pairing->one = true;
	else
		pairing->last = err;
}

dt_status routing_pair(struct dt_pipeline *pipeline, const struct plan_translator *plan,
		       const char *source, const char *target, struct dt_error *err)
{
	struct pairing pairing = { .pipeline = pipeline, .source = source, .target = target };

	plan_each_named(pipeline->plan, &plan->options, see_pair, &pairing);
	if (!pairing.any || pairing.one)
		return DT_OK;
	return dt_fail(err, pairing.last.status, "%s", pairing.last.text);
}
