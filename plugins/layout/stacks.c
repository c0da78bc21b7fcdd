/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Stacks: lines that stand under each other in one column.
 *
 * A line goes on with the stack above it when it alone is below the stack's last line and that
 * line alone is above it.  Where a title stands over two columns, or two cells over a wide
 * line, stacks end and new ones begin, so a stack is never wider than a column.
 */
#include "config.h"

#include "layout.h"

#include <math.h>

#define MOST_APART 2.6f /* em between baselines of one stack */

static bool overlaps(const struct line *a, const struct line *b)
{
	float common = fminf(a->u1, b->u1) - fmaxf(a->u0, b->u0);

	if (a->cell != b->cell)
		return false;
	return common > 0.3f * fminf(a->size, b->size) ||
	       common > 0.5f * fminf(a->u1 - a->u0, b->u1 - b->u0);
}

/* A ruling line between two lines, but not an underline of the upper one. */
static bool rule_parts(const struct page *page, const struct line *above, const struct line *below)
{
	const struct dt_box *rules = LIST(page->hrules, struct dt_box);
	uint32_t low = 0, high = page->hrules.n;
	float from = above->v - 0.1f * above->size, to = below->v - 0.45f * below->size;
	float u0 = fmaxf(above->u0, below->u0), u1 = fminf(above->u1, below->u1);

	while (low < high) {
		uint32_t mid = (low + high) / 2;

		if (rules[mid].y0 < from)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < page->hrules.n && rules[low].y0 < to; low++) {
		const struct dt_box *rule = &rules[low];

		if (rule->x0 > u1 || rule->x1 < u0)
			continue;
		if (rule->y0 > above->v + 0.27f * above->size)
			return true;
		if (rule->x0 < above->u0 - 0.6f * above->size ||
		    rule->x1 > above->u1 + 0.6f * above->size)
			return true;
	}
	return false;
}

/* A word much smaller than the text below it: of a sign that the text stands beside. */
static bool is_lettering(const struct line *above, const struct line *line)
{
	return above->size < 0.7f * line->size && above->u1 - above->u0 < 6 * line->size;
}

static bool same_face(const struct page *page, const struct line *a, const struct line *b)
{
	return page->looks[a->look].font == page->looks[b->look].font &&
	       fabsf(a->size - b->size) < 0.05f * b->size;
}

struct open_stack {
	uint32_t last;	/* line */
	uint32_t below; /* lines of the row at work that overlap it */
};

/* The structure tree says that a line goes on with one above it. */
static bool link_element(struct page *page, uint32_t n, uint32_t k)
{
	struct line *lines = LIST(page->lines, struct line);
	const struct open_stack *open = LIST(page->open, struct open_stack);

	if (lines[k].element == DT_NONE)
		return false;
	for (uint32_t i = n; i-- > 0;) {
		struct line *last = &lines[open[i].last];

		if (last->element == lines[k].element && last->next == DT_NONE &&
		    lines[k].v - last->v < 4 * lines[k].size && last->u0 < lines[k].u1 &&
		    last->u1 > lines[k].u0) {
			last->next = k;
			return true;
		}
	}
	return false;
}

/* The one open stack above a line, or DT_NONE.  Of several it is the one of the line's own face,
 * when there is nothing but short words beside it: the lettering of a sign. */
static uint32_t find_above(const struct page *page, uint32_t n, const struct line *line)
{
	const struct line *lines = LIST(page->lines, struct line);
	const struct open_stack *open = LIST(page->open, struct open_stack);
	uint32_t above = 0, alike = 0, wide = 0, at = DT_NONE, own = DT_NONE;

	for (uint32_t i = 0; i < n; i++) {
		const struct line *last = &lines[open[i].last];

		if (!open[i].below || !overlaps(last, line) || is_lettering(last, line))
			continue;
		above++;
		at = i;
		if (same_face(page, last, line) && line->v - last->v < 1.7f * line->size) {
			alike++;
			own = i;
		} else {
			wide += last->u1 - last->u0 > 6 * line->size;
		}
	}
	if (above > 1)
		return alike == 1 && !wide ? own : DT_NONE;
	return at;
}

/* Links the lines [first, end) of one row to the open stacks. */
static void link_row(struct page *page, uint32_t first, uint32_t end)
{
	struct line *lines = LIST(page->lines, struct line);
	struct open_stack *open = LIST(page->open, struct open_stack);
	uint32_t n = page->open.n, kept = 0;

	for (uint32_t i = 0; i < n; i++) {
		open[i].below = 0;
		for (uint32_t k = first; k < end; k++)
			open[i].below += overlaps(&lines[open[i].last], &lines[k]);
	}
	for (uint32_t k = first; k < end; k++) {
		uint32_t at;

		if (link_element(page, n, k))
			continue;
		at = find_above(page, n, &lines[k]);
		if (at != DT_NONE && open[at].below == 1 && lines[open[at].last].next == DT_NONE &&
		    lines[k].v - lines[open[at].last].v <
			    MOST_APART * fmaxf(lines[k].size, lines[open[at].last].size)) {
			lines[open[at].last].next = k;
			lines[k].flags |= rule_parts(page, &lines[open[at].last], &lines[k])
						  ? LINE_RULE_ABOVE
						  : 0;
		}
	}
	/* what has a line below is closed; what is far above, too */
	for (uint32_t i = 0; i < n; i++)
		if (!open[i].below && lines[first].v - lines[open[i].last].v <
					      MOST_APART * 1.5f * lines[open[i].last].size)
			open[kept++] = open[i];
	page->open.n = kept;
	for (uint32_t k = first; k < end; k++) {
		struct open_stack *added = DT_LIST_ADD(&page->open, struct open_stack);

		if (added)
			added->last = k;
	}
}

void plane_stacks(struct page *page)
{
	uint32_t first = 0;

	dt_list_clear(&page->open);
	for (uint32_t i = 1; i <= page->lines.n; i++) {
		const struct line *lines = LIST(page->lines, struct line);

		if (i < page->lines.n && lines[i].row == lines[first].row)
			continue;
		link_row(page, first, i);
		first = i;
	}
}
