/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Jobs without anything that could run them: they stay in the queue. */
#include "config.h"

#include "jobs/inside.h"

static dt_status cannot(void *self, const struct job_order *order, const struct job_watch *watch,
			struct job_run **run, struct dt_error *err)
{
	(void)self;
	(void)order;
	(void)watch;
	(void)run;
	return dt_fail(err, DT_E_UNAVAILABLE, "nothing here runs jobs");
}

static void never(void *self, struct job_run *run, bool hard)
{
	(void)self;
	(void)run;
	(void)hard;
}

static void drop(void *self, struct job_run *run)
{
	(void)self;
	(void)run;
}

struct jobs *jobs_new(const struct settings *settings, const struct dt_records *records,
		      void *store, struct dt_error *err)
{
	static const struct job_runner none = { cannot, never, drop, NULL };

	return jobs_start(settings, records, store, &none, err);
}
