/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* metrics_inside.h - series of figures, for those who count and those who print. */
#ifndef DT_SERVE_METRICS_INSIDE_H
#define DT_SERVE_METRICS_INSIDE_H

#include "metrics_table.h"
#include "text.h"

#include <stdatomic.h>
#include <stdint.h>

struct metric_series {
	const struct metric_family *family;
	uint32_t hash;
	const char *labels[METRIC_LABELS_MAX];
	_Atomic int64_t value;	    /* x scale; of a histogram the sum */
	_Atomic uint64_t buckets[]; /* not cumulated; the last one has what is above all bounds */
};

/* Bounds of a histogram. */
size_t metric_buckets(const struct metric_family *family);
void metric_each(enum metric metric, void (*visit)(void *ctx, const struct metric_series *series),
		 void *ctx);

/* "# HELP" and "# TYPE" of a family that is not in the table. */
void metric_head(struct text *text, const char *prefix, const char *name, const char *type,
		 const char *help);
/* process_... of this process, as far as /proc tells */
void metrics_process(struct text *text);

#endif
