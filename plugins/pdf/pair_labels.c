/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "pair_labels.h"

static bool add(struct dt_list *list, uint32_t page, uint32_t range, uint32_t number)
{
	struct dt_label_entry *entry = DT_LIST_ADD(list, struct dt_label_entry);

	if (!entry)
		return false;
	entry->page = page;
	entry->range = range;
	entry->number = number;
	return true;
}

bool dt_labels_pair(const struct dt_label_range *ranges, uint32_t n_ranges, uint32_t n_pages,
		    struct dt_list *list)
{
	uint32_t page, next = 0, range = DT_NONE;

	for (page = 0; page < n_pages; page++) {
		bool starts = page == 0;
		uint32_t number;

		while (next < n_ranges && ranges[next].page <= page) {
			range = next++;
			starts = true;
		}
		number = range == DT_NONE ? page + 1
					  : ranges[range].number + (page - ranges[range].page);
		if (range != DT_NONE && !ranges[range].counts) {
			if (starts && !add(list, 2 * page, range, 1))
				return false;
			continue;
		}
		if (!add(list, 2 * page, range, number) || !add(list, 2 * page + 1, range, number))
			return false;
	}
	return true;
}
