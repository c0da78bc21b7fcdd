/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "refusals.h"

#include <stdlib.h>
#include <string.h>

const struct dt_error *refusals_find(const struct refusals *refusals, const char *job)
{
	if (!job || !refusals->n)
		return NULL;
	for (size_t i = 0; i < REFUSALS_MOST; i++)
		if (refusals->at[i].job && !strcmp(refusals->at[i].job, job))
			return &refusals->at[i].error;
	return NULL;
}

bool refusals_add(struct refusals *refusals, const char *job, const struct dt_error *error)
{
	size_t i = refusals->n % REFUSALS_MOST;
	char *copy;

	if (!job || refusals_find(refusals, job))
		return false;
	copy = strdup(job);
	if (!copy)
		return false;
	free(refusals->at[i].job);
	refusals->at[i].job = copy;
	refusals->at[i].error = *error;
	refusals->n++;
	return true;
}

void refusals_free(struct refusals *refusals)
{
	for (size_t i = 0; i < REFUSALS_MOST; i++)
		free(refusals->at[i].job);
}
