/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "live.h"

#include "raw.h"

enum { WANTED = 1, WRITTEN = 2 };

bool dt_live_open(struct dt_live *live, uint32_t n)
{
	live->state = calloc(n ? n : 1, 1);
	live->n = n;
	return live->state != NULL;
}

void dt_live_free(struct dt_live *live)
{
	free(live->state);
	dt_list_free(&live->queue);
	dt_list_free(&live->references);
	memset(live, 0, sizeof(*live));
}

bool dt_live_want(struct dt_live *live, uint32_t number)
{
	uint32_t *to;

	if (number == 0 || number >= live->n || live->state[number])
		return true;
	live->state[number] = WANTED;
	to = DT_LIST_ADD(&live->queue, uint32_t);
	if (to)
		*to = number;
	return to != NULL;
}

bool dt_live_read(struct dt_live *live, const void *text, size_t size)
{
	struct dt_raw raw;
	uint32_t i;

	if (!live->n)
		return true;
	dt_list_clear(&live->references);
	if (dt_raw_read(text, size, 0, &live->references, &raw) != DT_RAW_TEXT)
		return false;
	for (i = 0; i < live->references.n; i++)
		if (!dt_live_want(live, ((uint32_t *)live->references.at)[i]))
			return false;
	return true;
}

void dt_live_written(struct dt_live *live, uint32_t number)
{
	if (number < live->n)
		live->state[number] |= WRITTEN;
}

bool dt_live_is_written(const struct dt_live *live, uint32_t number)
{
	return number < live->n && (live->state[number] & WRITTEN);
}

uint32_t dt_live_next(struct dt_live *live)
{
	while (live->queue.n) {
		uint32_t number = ((uint32_t *)live->queue.at)[--live->queue.n];

		if (!(live->state[number] & WRITTEN))
			return number;
	}
	return 0;
}
