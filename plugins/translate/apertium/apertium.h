/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * apertium.h - the translator over Apertium's programs.
 *
 * self: the pairs that are installed, read only.  A lane: the workers of the modes that it
 * used last, each a group of processes; it keeps two, for documents in two directions.
 */
#ifndef APERTIUM_APERTIUM_H
#define APERTIUM_APERTIUM_H

#include "pairs.h"
#include "worker.h"

struct apertium_options {
	const char *modes_dir;
	const char *mode;
	int64_t timeout;
	bool one_process;
};

struct apertium_self {
	const struct apertium_options *options;
	struct pairs pairs;
	char *chain; /* chain.h; NULL: none */
};

enum { LANE_WORKERS = 2 };

struct apertium_lane {
	struct {
		struct worker *worker;
		const struct mode *mode;
	} slots[LANE_WORKERS]; /* the one used last stands first */
};

dt_status apertium_open(const struct dt_call *call, const void *options, void **self,
			struct dt_error *err);
void apertium_close(void *self);
dt_status apertium_lane_open(const struct dt_call *call, void **lane, struct dt_error *err);
void apertium_lane_close(void *self, void *lane);
dt_status apertium_pair(const struct dt_call *call, const char *source, const char *target,
			struct dt_error *err);
dt_status apertium_translate(const struct dt_call *call, const struct dt_batch *batch,
			     struct dt_error *err);

#endif
