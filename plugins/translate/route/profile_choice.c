/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who is asked next: the strategy gives the order, breakers and health say who may be. */
#include "config.h"

#include "profile.h"

#include <math.h>
#include <string.h>

enum { KNOWN_AFTER = 3 /* results: fewer say nothing about health */ };

/* CHEAPEST trusts nobody who fails every second time while there are others. */
#define LEAST_HEALTH_OF_CHEAP 0.5

struct candidate {
	uint32_t provider;
	bool last;   /* only when no other one takes it */
	double cost; /* by the strategy; equal ones keep the order of the list */
};

/* Dollars for the batch; what it costs when nobody knows is more than anything known. */
static double price(const struct attempt *attempt, const char *provider)
{
	const struct dt_host *host = attempt->call->host;
	const struct dt_translator *translator = host->translator(attempt->call, provider);
	struct dt_usage usage = { .size = sizeof(usage) };

	if (!translator || !(translator->flags & DT_TRANSLATOR_COSTS))
		return 0;
	if (host->estimate(attempt->call, provider, &attempt->batch, &usage, NULL) != DT_OK ||
	    usage.usd <= 0)
		return INFINITY;
	return usage.usd;
}

static void prices(const struct attempt *attempt, double *of)
{
	const struct profile_self *self = attempt->self;

	for (uint32_t i = 0; i < self->n; i++)
		of[i] = price(attempt, self->providers[i].name);
}

static double cost_of(const struct attempt *attempt, uint32_t i, double usd)
{
	const struct profile_self *self = attempt->self;
	const struct provider *provider = &self->providers[i];

	switch ((enum profile_strategy)self->options->strategy) {
	case IN_TURN:
		return (i + self->n - self->turn % self->n) % self->n;
	case LEAST_LOADED:
		return provider->in_flight;
	case CHEAPEST:
		/* a model that writes more than was thought is dearer than it says */
		if (provider->expected_usd > 0 && provider->is_usd > 0)
			return usd * provider->is_usd / provider->expected_usd;
		return usd;
	case IN_ORDER:
		break;
	}
	return 0;
}

/* An unhealthy one is left for last, but is not forgotten: after a cooling time without a
 * batch it gets one as if it were well. */
static bool is_unwell(const struct profile_self *self, const struct provider *provider, int64_t now)
{
	double least = self->options->min_health_score;

	if (self->options->strategy == CHEAPEST && least < LEAST_HEALTH_OF_CHEAP)
		least = LEAST_HEALTH_OF_CHEAP;
	return provider->breaker.seen >= KNOWN_AFTER &&
	       breaker_health(&provider->breaker) < least &&
	       now - provider->asked_at < self->rules.longest;
}

static bool is_better(const struct candidate *a, const struct candidate *b)
{
	if (a->last != b->last)
		return b->last;
	return a->cost < b->cost;
}

/* By insertion: there are few of them, and equal ones must not change places. */
static void put(struct candidate *candidates, uint32_t n, struct candidate candidate)
{
	uint32_t i = n;

	for (; i && is_better(&candidate, &candidates[i - 1]); i--)
		candidates[i] = candidates[i - 1];
	candidates[i] = candidate;
}

static bool is_not_for(const struct attempt *attempt, const char *provider)
{
	const struct dt_translator *translator =
		attempt->call->host->translator(attempt->call, provider);

	return attempt->batch.task == DT_TASK_TERMS &&
	       !(translator && translator->flags & DT_TRANSLATOR_TERMS);
}

static uint32_t list(const struct attempt *attempt, const double *usd, int64_t now,
		     struct candidate *candidates)
{
	const struct profile_self *self = attempt->self;
	const char *not_from = attempt->batch.not_from;
	uint32_t n = 0;

	for (uint32_t i = 0; i < self->n; i++) {
		const struct provider *provider = &self->providers[i];
		struct candidate candidate = { .provider = i,
					       .last = is_unwell(self, provider, now) };

		if (attempt->turns[i].status || is_not_for(attempt, provider->name))
			continue;
		candidate.last |= not_from && !strcmp(not_from, provider->name);
		candidate.cost = cost_of(attempt, i, usd[i]);
		put(candidates, n++, candidate);
	}
	return n;
}

static void take(struct attempt *attempt, uint32_t i, bool probe, double usd, int64_t now)
{
	struct profile_self *self = attempt->self;
	struct provider *provider = &self->providers[i];

	attempt->at = i;
	attempt->probe = probe;
	attempt->expected_usd = isfinite(usd) ? usd : 0;
	attempt->is_usd = 0;
	provider->in_flight++;
	provider->asked_at = now;
	self->turn++;
	if (probe)
		breaker_probe(&provider->breaker);
}

enum choice profile_choose(struct attempt *attempt, int64_t *until)
{
	struct profile_self *self = attempt->self;
	struct candidate candidates[PROFILE_MOST];
	double usd[PROFILE_MOST] = { 0 };
	enum choice choice = CHOICE_NONE;
	int64_t now = profile_clock();
	uint32_t n;

	if (self->options->strategy == CHEAPEST)
		prices(attempt, usd);
	pthread_mutex_lock(&self->lock);
	n = list(attempt, usd, now, candidates);
	for (uint32_t k = 0; k < n && choice != CHOICE_MADE; k++) {
		uint32_t i = candidates[k].provider;
		const struct breaker *breaker = &self->providers[i].breaker;
		enum breaker_answer answer = breaker_look(breaker, attempt->call->job, now);

		if (answer == BREAKER_ASK || answer == BREAKER_PROBE) {
			take(attempt, i, answer == BREAKER_PROBE, usd[i], now);
			choice = CHOICE_MADE;
		} else if (answer == BREAKER_LATER) {
			if (choice == CHOICE_NONE || breaker->until < *until)
				*until = breaker->until;
			choice = CHOICE_LATER;
		}
	}
	pthread_mutex_unlock(&self->lock);
	return choice;
}
