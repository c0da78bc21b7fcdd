/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * places.h - paragraphs by where they begin, for who looks for the neighbours of many: on a page of
 * tens of thousands each may not look at all others.
 *
 * The places are those of page.places; the next that collects some takes the list over.
 */
#ifndef DT_LAYOUT_PLACES_H
#define DT_LAYOUT_PLACES_H

#include "layout.h"

struct place {
	float at; /* u0 or v0, plane space */
	uint32_t paragraph;
};

/* Adds one; without memory page.places is marked failed. */
void place_add(struct page *page, float at, uint32_t paragraph);
/* By at, after the last one has been added. */
void places_sort(struct page *page);
/* Index of the first sorted place that is not before at. */
uint32_t places_from(const struct page *page, float at);

#endif /* DT_LAYOUT_PLACES_H */
