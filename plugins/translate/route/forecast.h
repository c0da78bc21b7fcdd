/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * forecast.h - what a job would ask for, and what it would cost: for a job that asks nobody (its
 * parameter "dry_run").
 *
 * Pages go through the same steps as ever, until their batches would be handed over; those are
 * made for each translator of the pipeline that says what it uses, by its own bounds, and
 * estimated.  Texts that another page has asked for already, and those that the memory knows,
 * count as such.  Repairs are not foreseen.  Its own lock inside; any thread.
 */
#ifndef ROUTE_FORECAST_H
#define ROUTE_FORECAST_H

#include "ask.h"

#include <doctranslate/types.h>

#include <pthread.h>

struct forecast_service {
	const char *name;
	uint32_t flags;
	struct dt_translator bounds;
	bool says;   /* what it uses */
	bool counts; /* it can do what is foreseen */
	struct dt_usage usage;
	char why[200]; /* it does not say */
};

struct forecast {
	pthread_mutex_t lock;
	uint64_t pages, segments, duplicates, remembered, continued, characters, tokens;
	uint64_t with_terms, terms;
	uint64_t kept[DT_RULE_COUNT];
	struct forecast_service *services;
	uint32_t n_services;
};

/* NULL without memory. [job] */
struct forecast *forecast_new(const struct dt_call *call);
void forecast_free(struct forecast *forecast); /* takes NULL */

/* A page, and the blocks of it that stay as they are. */
void forecast_page(struct forecast *forecast, const struct dt_segment *segments, uint32_t n);
/* The texts of an asking, after the memo and the memory have been asked for them. */
dt_status forecast_take(struct forecast *forecast, const struct asking *asking,
			struct dt_error *err);

void forecast_add(struct dt_usage *sum, const struct dt_usage *more);

/* forecast_report.c: gives it to that output as JSON; terms: what is foreseen for those of the
 * document as JSON, or NULL. */
dt_status forecast_give(const struct forecast *forecast, const char *terms,
			const struct dt_call *call, uint32_t port, struct dt_error *err);
/* What finding the terms of a document would use, by the services that can do it, of which this
 * one is asked; JSON to be freed, NULL without memory. */
char *forecast_terms(const struct forecast *forecast, const char *mode, const char *asked,
		     uint32_t n);

#endif /* ROUTE_FORECAST_H */
