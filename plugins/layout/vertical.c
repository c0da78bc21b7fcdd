/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Vertical writing: Chinese and Japanese signs painted upright, one below the other, in columns
 * from right to left.  Letters of other scripts lie in such a column turned by a quarter, so the
 * upright signs join the plane that reads downwards: each becomes an item one em long.
 */
#include "config.h"

#include "layout.h"

#include <math.h>

#define LEAST_SIGNS  8u	   /* fewer below each other are a label */
#define BASE_OF_SIGN 0.13f /* em; turned letters stand on a line this far inside of the sign */

static bool is_upright(const struct page *page, const struct look_info *info)
{
	const struct plane *plane;

	if (info->plane == DT_NONE)
		return false;
	plane = &LIST(page->planes, struct plane)[info->plane];
	return plane->dx > 0.99f;
}

/* By the lead byte: signs of Chinese and Japanese from 0xe3 on, general punctuation 0xe2. */
static bool is_sign(const struct page *page, const struct dt_glyph *glyph, unsigned lead)
{
	return glyph->text_length >= 3 && (unsigned char)page->text[glyph->text] >= lead;
}

enum { STEP_NONE, STEP_DOWN, STEP_ACROSS };

static uint32_t step_between(const struct dt_glyph *last, const struct dt_glyph *glyph, float em)
{
	float dx = glyph->x - last->x, dy = glyph->y - last->y;

	if (fabsf(dx) < 0.15f * em && dy > 0.6f * em && dy < 1.8f * em)
		return STEP_DOWN;
	return fabsf(dy) < 0.1f * em && fabsf(dx) > 0.4f * em && fabsf(dx) < 1.6f * em ? STEP_ACROSS
										       : STEP_NONE;
}

/* Marks the signs that stand below or above their neighbour in paint order: 1, and those beside
 * it: 2.  How many more there are of the first kind. */
static int32_t mark_signs(struct page *page)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	const uint8_t *owners = LIST(page->owners, uint8_t);
	uint8_t *marks = LIST(page->vertical, uint8_t);
	uint32_t last = DT_NONE;
	int32_t more = 0;

	for (uint32_t i = 0; i < page->n_glyphs; i++) {
		const struct dt_glyph *glyph = &page->glyphs[i];
		const struct look_info *info = &infos[glyph->look];
		uint32_t step;

		if (owners[i] != OWNER_NONE || glyph->flags & DT_GLYPH_SPACE ||
		    !is_sign(page, glyph, 0xe3) || !is_upright(page, info))
			continue;
		step = last == DT_NONE ? STEP_NONE
				       : step_between(&page->glyphs[last], glyph, info->size);
		if (step == STEP_DOWN)
			marks[i] = marks[last] = 1;
		else if (step == STEP_ACROSS)
			marks[i] = marks[last] = 2;
		more += step == STEP_DOWN ? 1 : step == STEP_ACROSS ? -1 : 0;
		last = i;
	}
	return more;
}

static uint32_t plane_downwards(struct page *page)
{
	struct plane *planes = LIST(page->planes, struct plane), *plane;

	for (uint32_t i = 0; i < page->planes.n; i++)
		if (planes[i].dy > 0.99f)
			return i;
	plane = DT_LIST_ADD(&page->planes, struct plane);
	if (!plane)
		return DT_NONE;
	plane->dy = 1;
	return page->planes.n - 1;
}

/* On a page that is written downwards a sign alone between turned letters is, too. */
static void take_signs(struct page *page)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	const uint8_t *owners = LIST(page->owners, uint8_t);
	uint8_t *marks = LIST(page->vertical, uint8_t);
	uint32_t down = page->vertical_plane;

	for (uint32_t i = 0; i < page->n_glyphs; i++) {
		const struct dt_glyph *glyph = &page->glyphs[i];
		const struct look_info *info = &infos[glyph->look];

		if (owners[i] != OWNER_NONE || glyph->flags & DT_GLYPH_SPACE || marks[i] == 2 ||
		    !is_sign(page, glyph, 0xe2) || !is_upright(page, info)) {
			marks[i] = 0;
			continue;
		}
		marks[i] = 1;
		LIST(page->planes, struct plane)[info->plane].glyphs--;
		LIST(page->planes, struct plane)[down].glyphs++;
	}
}

void page_vertical(struct page *page)
{
	dt_list_clear(&page->vertical);
	page->vertical_plane = DT_NONE;
	if (page->n_glyphs < LEAST_SIGNS || page->owners.failed || page->look_infos.failed ||
	    !list_reserve(&page->vertical, page->n_glyphs, 1))
		return;
	memset(page->vertical.at, 0, page->n_glyphs);
	if (mark_signs(page) < (int32_t)LEAST_SIGNS)
		return;
	page->vertical_plane = plane_downwards(page);
	if (page->vertical_plane == DT_NONE)
		return;
	take_signs(page);
	page->vertical.n = page->n_glyphs;
}

uint32_t glyph_plane(const struct page *page, uint32_t glyph)
{
	return page->vertical.n && LIST(page->vertical, uint8_t)[glyph]
		       ? page->vertical_plane
		       : LIST(page->look_infos, struct look_info)[page->glyphs[glyph].look].plane;
}

void vertical_item(const struct page *page, struct item *item)
{
	const struct dt_glyph *glyph = &page->glyphs[item->glyph];
	float em = LIST(page->look_infos, struct look_info)[item->look].size;

	if (!page->vertical.n || !LIST(page->vertical, uint8_t)[item->glyph])
		return;
	item->u0 = glyph->y - 0.88f * em;
	item->u1 = item->u0 + em;
	item->v = -(glyph->x + BASE_OF_SIGN * em);
}
