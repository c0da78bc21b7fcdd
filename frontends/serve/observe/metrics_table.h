/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* metrics_table.h - the families of figures that metrics.h names. */
#ifndef DT_SERVE_METRICS_TABLE_H
#define DT_SERVE_METRICS_TABLE_H

#include "metrics.h"

#include <stdbool.h>
#include <stddef.h>

#define METRIC_LABELS_MAX 4

enum metric_type { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

struct metric_family {
	const char *name; /* behind the namespace */
	enum metric_type type;
	/* values are kept as integers, so many in one: adding is one instruction and loses nothing
	 */
	double scale;
	const char *labels[METRIC_LABELS_MAX + 1];
	const double *bounds; /* of the buckets of a histogram, ends with 0 */
	const char *help;
};

extern const struct metric_family metric_families[METRIC_COUNT];

#endif
