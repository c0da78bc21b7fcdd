/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pair_labels.h - which label entries a document needs in which every page has a
 * twin behind it; numbers only.
 *
 * Both pages of a pair show the label that the page has in the source.  A label
 * range counts on by itself, so a pair with numbers needs an entry for each page.
 * Source: ISO 32000-1, 12.4.2.
 */
#ifndef DT_PDF_PAIR_LABELS_H
#define DT_PDF_PAIR_LABELS_H

#include <doctranslate/payload.h>

struct dt_label_range {	 /* of the source */
	uint32_t page;	 /* first page, from 0 */
	uint32_t number; /* /St of that page */
	bool counts;	 /* there is a style (/S): numbers grow */
};

struct dt_label_entry { /* of the result */
	uint32_t page;
	uint32_t range; /* whose style and prefix; DT_NONE: decimal numbers, the default */
	uint32_t number;
};

/* ranges are sorted by page.  Entries for 2 * n_pages pages into list; false
 * without memory. */
bool dt_labels_pair(const struct dt_label_range *ranges, uint32_t n_ranges, uint32_t n_pages,
		    struct dt_list *list);

#endif /* DT_PDF_PAIR_LABELS_H */
