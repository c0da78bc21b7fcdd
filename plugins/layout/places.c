/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "places.h"

void place_add(struct page *page, float at, uint32_t paragraph)
{
	struct place *place = DT_LIST_ADD(&page->places, struct place);

	if (!place)
		return;
	place->at = at;
	place->paragraph = paragraph;
}

static int by_at(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	return (a->at > b->at) - (a->at < b->at);
}

void places_sort(struct page *page)
{
	if (page->places.n > 1)
		qsort(page->places.at, page->places.n, sizeof(struct place), by_at);
}

uint32_t places_from(const struct page *page, float at)
{
	const struct place *places = LIST(page->places, struct place);
	uint32_t low = 0, high = page->places.n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (places[mid].at < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}
