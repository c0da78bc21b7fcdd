/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * terms_fleet.h - texts on their way to whoever says the terms in them, many batches at once.
 *
 * The job's thread sends, within the job's budget and no more than a few before the first answer,
 * takes what has come back, and waits for the last.  Once a service has failed for good nothing
 * more is sent.  That some requests fail is no error: a document can be translated without terms.
 */
#ifndef ROUTE_TERMS_FLEET_H
#define ROUTE_TERMS_FLEET_H

#include "terms.h"

struct fleet_work {
	uint32_t task; /* enum dt_task */
	uint32_t n;    /* texts */
	const char *(*text)(const struct terms_job *job, uint32_t i);
	/* Adds an answer to what was said of a text. [any; a text's own thread] */
	void (*add)(struct text *said, const char *answer, size_t length);
	/* What was said of text i, "" for nothing; false without memory. [job] */
	bool (*take)(struct terms_job *job, uint32_t i, const char *said, size_t length);
	bool with_user_terms; /* batches carry the user's terms that are in them */
};

/* Asks nobody: adds to each service of the job's forecast what it would use. */
dt_status fleet_forecast(const struct dt_call *call, struct terms_job *job,
			 const struct fleet_work *work, struct dt_error *err);

dt_status fleet_fly(const struct dt_call *call, struct terms_job *job,
		    const struct fleet_work *work, struct dt_error *err);

#endif
