/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "pipeline.h"

/*
 * The free lane that this job used last, so that a lane keeps what it holds of
 * a document; else one that no job waits for longest; else a place for a new one.
 */
struct lane *lanes_take(struct lanes *lanes, uint64_t job)
{
	struct lane **link, **oldest = NULL, *lane;

	for (link = &lanes->free; *link; link = &(*link)->next) {
		if ((*link)->job == job)
			break;
		oldest = link;
	}
	if (!*link && lanes->n < lanes->max) {
		lane = &lanes->at[lanes->n++];
		lane->job = job;
		return lane;
	}
	if (!*link)
		link = oldest;
	if (!link)
		return NULL;
	lane = *link;
	*link = lane->next;
	lane->next = NULL;
	lane->job = job;
	return lane;
}

void lanes_give(struct lanes *lanes, struct lane *lane)
{
	lane->next = lanes->free;
	lanes->free = lane;
}
