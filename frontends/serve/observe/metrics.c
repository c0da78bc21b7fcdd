/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Series stand in one open hash table for each family.  They are added by one compare-and-swap and
 * never removed, so that who reads needs no lock.
 */
#include "config.h"

#include "metrics.h"
#include "metrics_inside.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS	      (2 * METRIC_SERIES_MAX) /* a power of two */
#define LABEL_LONGEST 120		      /* what is longer is no label */

static struct {
	_Atomic(struct metric_series *) slots[SLOTS];
	_Atomic(struct metric_series *) rest; /* all that came when the table was full */
	atomic_uint used;
} tables[METRIC_COUNT];

static const char *const no_labels[] = { NULL };
static const char *const other[] = { "other", "other", "other", "other", NULL };
_Static_assert(METRIC_LABELS_MAX == 4, "as many as there are others");

size_t metric_buckets(const struct metric_family *family)
{
	size_t n = 0;

	if (family->type == METRIC_HISTOGRAM)
		while (family->bounds[n] > 0)
			n++;
	return n;
}

static const char *label(const char *const *labels, size_t i)
{
	return labels[i] && strlen(labels[i]) <= LABEL_LONGEST ? labels[i] : "other";
}

/* FNV-1a */
static uint32_t hash(const struct metric_family *family, const char *const *labels)
{
	uint32_t value = 2166136261u;

	for (size_t i = 0; family->labels[i]; i++)
		for (const char *at = label(labels, i);; at++) {
			value = (value ^ (unsigned char)*at) * 16777619u;
			if (!*at)
				break;
		}
	return value;
}

static bool is_same(const struct metric_series *series, uint32_t key, const char *const *labels)
{
	if (series->hash != key)
		return false;
	for (size_t i = 0; series->family->labels[i]; i++)
		if (strcmp(series->labels[i], label(labels, i)) != 0)
			return false;
	return true;
}

static struct metric_series *make(const struct metric_family *family, uint32_t key,
				  const char *const *labels)
{
	size_t n_buckets = metric_buckets(family) + 1, n_text = 0;
	struct metric_series *series;
	char *text;

	for (size_t i = 0; family->labels[i]; i++)
		n_text += strlen(label(labels, i)) + 1;
	series = calloc(1, sizeof(*series) + n_buckets * sizeof(*series->buckets) + n_text);
	if (!series)
		return NULL;
	series->family = family;
	series->hash = key;
	text = (char *)(series->buckets + n_buckets);
	for (size_t i = 0; family->labels[i]; i++) {
		size_t n = strlen(label(labels, i)) + 1;

		memcpy(text, label(labels, i), n);
		series->labels[i] = text;
		text += n;
	}
	return series;
}

/* The family's series for what the table has no room for. */
static struct metric_series *rest_of(enum metric metric)
{
	struct metric_series *series = atomic_load(&tables[metric].rest), *expected = NULL;

	if (series)
		return series;
	series = make(&metric_families[metric], hash(&metric_families[metric], other), other);
	if (!series || atomic_compare_exchange_strong(&tables[metric].rest, &expected, series))
		return series;
	free(series);
	return expected;
}

struct metric_series *metric_series(enum metric metric, const char *const *labels)
{
	const struct metric_family *family = &metric_families[metric];
	const char *const *given = labels ? labels : no_labels;
	struct metric_series *made = NULL, *found;
	uint32_t key = hash(family, given);

	/* the table is never more than half full, so that there is an empty slot */
	for (uint32_t i = key;; i++) {
		_Atomic(struct metric_series *) *slot = &tables[metric].slots[i % SLOTS];

		found = atomic_load_explicit(slot, memory_order_acquire);
		if (!found && !made) {
			if (atomic_fetch_add(&tables[metric].used, 1) >= METRIC_SERIES_MAX - 1) {
				atomic_fetch_sub(&tables[metric].used, 1);
				return rest_of(metric);
			}
			made = make(family, key, given);
			if (!made) {
				atomic_fetch_sub(&tables[metric].used, 1);
				return NULL;
			}
		}
		if (!found && atomic_compare_exchange_strong(slot, &found, made))
			return made;
		if (is_same(found, key, given)) {
			if (made) { /* another thread was first */
				atomic_fetch_sub(&tables[metric].used, 1);
				free(made);
			}
			return found;
		}
	}
}

static int64_t scaled(const struct metric_series *series, double value)
{
	double whole = value * series->family->scale;

	if (!(fabs(whole) < 9e18)) /* no number at all neither */
		return 0;
	return (int64_t)llround(whole);
}

void series_add(struct metric_series *series, double value)
{
	if (series)
		atomic_fetch_add_explicit(&series->value, scaled(series, value),
					  memory_order_relaxed);
}

void series_set(struct metric_series *series, double value)
{
	if (series)
		atomic_store_explicit(&series->value, scaled(series, value), memory_order_relaxed);
}

void series_observe(struct metric_series *series, double value)
{
	const double *bounds;
	size_t i = 0;

	if (!series || series->family->type != METRIC_HISTOGRAM)
		return;
	for (bounds = series->family->bounds; bounds[i] > 0 && !(value <= bounds[i]);)
		i++;
	atomic_fetch_add_explicit(&series->buckets[i], 1, memory_order_relaxed);
	series_add(series, value);
}

void metric_add(enum metric metric, double value, const char *const *labels)
{
	series_add(metric_series(metric, labels), value);
}

void metric_set(enum metric metric, double value, const char *const *labels)
{
	series_set(metric_series(metric, labels), value);
}

void metric_observe(enum metric metric, double value, const char *const *labels)
{
	series_observe(metric_series(metric, labels), value);
}

void metric_each(enum metric metric, void (*visit)(void *ctx, const struct metric_series *series),
		 void *ctx)
{
	const struct metric_series *series;

	/* a family without labels has its one line from the start */
	if (!metric_families[metric].labels[0])
		metric_series(metric, NULL);
	for (size_t i = 0; i < SLOTS; i++) {
		series = atomic_load_explicit(&tables[metric].slots[i], memory_order_acquire);
		if (series)
			visit(ctx, series);
	}
	series = atomic_load_explicit(&tables[metric].rest, memory_order_acquire);
	if (series)
		visit(ctx, series);
}
