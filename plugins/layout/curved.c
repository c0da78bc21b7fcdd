/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text along a curve: letters painted one after the other, each turned a little more.
 *
 * It stays as it is.  Some of its letters may stand upright by chance: they belong to it all the
 * same, and so do the blanks between its words.
 */
#include "config.h"

#include "layout.h"

#include <math.h>

#define LEAST_TURN 0.4f /* degrees between neighbours that turn */
#define MOST_TURN  40.0f
#define FEWEST	   3	/* turns */
#define REACH	   1.0f /* em, from the end of one letter to the start of the next */

static float angle_of(const struct dt_look *look)
{
	return atan2f(look->b, look->a) * 57.29578f;
}

static bool is_slanted(const struct dt_look *look)
{
	return fabsf(look->b) > 0.004f * fabsf(look->a) && fabsf(look->a) > 0.004f * fabsf(look->b);
}

static bool follows(const struct page *page, uint32_t i)
{
	const struct dt_glyph *a = &page->glyphs[i - 1], *b = &page->glyphs[i];
	const struct dt_look *look = &page->looks[a->look];
	float em = hypotf(look->a, look->b), size = look->size;
	float x, y;

	if (!(em > 0) || fabsf(size - page->looks[b->look].size) > 0.1f * size)
		return false;
	x = a->x + a->advance * look->a / em;
	y = a->y + a->advance * look->b / em;
	return hypotf(b->x - x, b->y - y) < REACH * size;
}

/* Degrees from one letter to the next; 0: none worth the name. */
static float turn(const struct page *page, uint32_t i)
{
	const struct dt_glyph *a = &page->glyphs[i - 1], *b = &page->glyphs[i];
	float by;

	if (a->look == b->look)
		return 0;
	by = angle_of(&page->looks[b->look]) - angle_of(&page->looks[a->look]);
	by = by > 180 ? by - 360 : by < -180 ? by + 360 : by;
	return fabsf(by) > LEAST_TURN && fabsf(by) < MOST_TURN ? by : 0;
}

static void keep(struct page *page, uint32_t first, uint32_t end)
{
	uint8_t *owners = LIST(page->owners, uint8_t);

	for (uint32_t i = first; i < end; i++)
		owners[i] = OWNER_KEPT + DT_RULE_CURVED;
}

bool page_curved(struct page *page)
{
	bool any = false, found = false;

	for (uint32_t i = 0; i < page->n_looks && !any; i++)
		any = is_slanted(&page->looks[i]);
	for (uint32_t i = 0; i < page->n_glyphs; i++)
		any = any && page->glyphs[i].look < page->n_looks;
	for (uint32_t first = 0, i = 1, turns = 0; any && i <= page->n_glyphs; i++) {
		bool on = i < page->n_glyphs && follows(page, i);

		if (on && turn(page, i) != 0)
			turns++;
		if (on)
			continue;
		/* every second letter turns: a line of text that only has a new angle does not */
		if (turns >= FEWEST && turns * 2 >= i - first - 1) {
			keep(page, first, i);
			found = true;
		}
		first = i;
		turns = 0;
	}
	return found;
}
