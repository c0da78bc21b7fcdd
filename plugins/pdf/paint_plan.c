/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "paint_plan.h"

#include <stdlib.h>
#include <string.h>

static bool mark_glyphs(struct dt_paint_plan *plan)
{
	const struct dt_page_set *set = plan->set;
	const struct dt_fate_range *fate = DT_AT(set, struct dt_fate_range, set->fates);
	const struct dt_glyph *glyphs = plan->scan->glyphs.at;
	uint32_t n = plan->scan->glyphs.n;

	if (plan->room < n) {
		uint8_t *at = realloc(plan->glyphs, n);

		if (!at)
			return false;
		plan->glyphs = at;
		plan->room = n;
	}
	if (n)
		memset(plan->glyphs, 0, n);
	plan->locked = 0;
	for (uint32_t i = 0; i < set->fates.count; i++, fate++) {
		uint32_t end = fate->glyphs.first + fate->glyphs.count;

		if (fate->fate != DT_FATE_TRANSLATED && fate->fate != DT_FATE_MOVED)
			continue;
		for (uint32_t g = fate->glyphs.first; g < end && g < n; g++) {
			if (glyphs[g].flags & DT_GLYPH_LOCKED)
				plan->locked++;
			else
				plan->glyphs[g] = DT_GOES;
		}
	}
	return true;
}

/* A moved item that stays where it is: its glyphs are said again by their own operators. */
static void mark_again(struct dt_paint_plan *plan, const struct dt_set_item *item)
{
	const struct dt_range *range = DT_AT(plan->set, struct dt_range, item->ranges);

	for (uint32_t i = 0; i < item->ranges.count; i++, range++)
		for (uint32_t g = range->first;
		     g < range->first + range->count && g < plan->scan->glyphs.n; g++)
			if (plan->glyphs[g] & DT_GOES)
				plan->glyphs[g] |= DT_AGAIN;
}

static bool inside(const struct dt_box *box, const struct dt_box *clip)
{
	const float slack = 0.5F; /* points: the box is an estimate of the ink */

	if (!(box->x1 > box->x0 && box->y1 > box->y0))
		return true; /* unknown */
	return box->x0 >= clip->x0 - slack && box->y0 >= clip->y0 - slack &&
	       box->x1 <= clip->x1 + slack && box->y1 <= clip->y1 + slack;
}

/* How far out of q ... Q the item must go until the clip leaves it whole. */
static void place_item(const struct dt_paint_plan *plan, const struct dt_set_item *item,
		       struct dt_paint_at *at)
{
	const struct dt_scan *scan = plan->scan;
	const struct dt_shown *shown = scan->shown.at;
	const struct dt_show *show = &((struct dt_show *)scan->shows.at)[shown[item->anchor].show];
	const struct dt_text_state *state = &((struct dt_text_state *)scan->states.at)[show->state];
	const struct dt_level *levels = scan->levels.at;
	struct dt_box clip = state->clip;
	uint32_t level = state->level, out = DT_NONE;

	at->show = shown[item->anchor].show;
	at->stream = show->stream;
	at->level = DT_NONE;
	while (!inside(&item->box, &clip)) {
		if (level >= scan->levels.n || levels[level].parent == DT_NONE ||
		    levels[level].stream != show->stream || levels[level].in_text)
			return; /* no way out: the clip of the form or of the page */
		out = level;
		clip = levels[level].clip;
		level = levels[level].parent;
	}
	if (out == DT_NONE)
		return;
	at->show = DT_NONE;
	at->level = out;
	at->position = levels[out].end;
}

static int by_show(const void *x, const void *y)
{
	const struct dt_paint_at *a = x, *b = y;

	if (a->show != b->show)
		return a->show < b->show ? -1 : 1;
	return a->item < b->item ? -1 : a->item > b->item;
}

static bool place_items(struct dt_paint_plan *plan)
{
	const struct dt_set_item *item = DT_AT(plan->set, struct dt_set_item, plan->set->items);
	struct dt_paint_at *at;

	dt_list_clear(&plan->items);
	plan->unplaced = 0;
	for (uint32_t i = 0; i < plan->set->items.count; i++, item++) {
		if (item->kind == DT_SET_MOVED && dt_is_identity(&item->matrix)) {
			mark_again(plan, item);
			continue;
		}
		if (item->anchor >= plan->scan->shown.n) {
			plan->unplaced++;
			continue;
		}
		at = DT_LIST_ADD(&plan->items, struct dt_paint_at);
		if (!at)
			return false;
		place_item(plan, item, at);
		at->item = i;
	}
	if (plan->items.n)
		qsort(plan->items.at, plan->items.n, sizeof(struct dt_paint_at), by_show);
	return true;
}

static void change_stream(struct dt_paint_plan *plan, uint32_t stream)
{
	const struct dt_scan_stream *streams = plan->scan->streams.at;
	bool *changed = plan->changed.at;

	while (stream < plan->changed.n && !changed[stream]) {
		changed[stream] = true;
		stream = streams[stream].parent;
	}
}

static bool mark_streams(struct dt_paint_plan *plan)
{
	const struct dt_show *shows = plan->scan->shows.at;
	const struct dt_shown *shown = plan->scan->shown.at;
	const struct dt_paint_at *at = plan->items.at;

	dt_list_clear(&plan->changed);
	for (uint32_t i = 0; i < plan->scan->streams.n; i++)
		if (!DT_LIST_ADD(&plan->changed, bool))
			return false;
	for (uint32_t g = 0; g < plan->scan->shown.n; g++)
		if (plan->glyphs[g])
			change_stream(plan, shows[shown[g].show].stream);
	for (uint32_t i = 0; i < plan->items.n; i++)
		change_stream(plan, at[i].stream);
	return true;
}

static bool add_event(struct dt_paint_plan *plan, uint32_t stream, uint32_t position, uint32_t kind,
		      uint32_t index)
{
	struct dt_paint_event *event;

	if (!dt_plan_changes(plan, stream))
		return true;
	event = DT_LIST_ADD(&plan->events, struct dt_paint_event);
	if (!event)
		return false;
	*event = (struct dt_paint_event){ stream, position, kind, index };
	return true;
}

static int by_position(const void *x, const void *y)
{
	const struct dt_paint_event *a = x, *b = y;

	if (a->stream != b->stream)
		return a->stream < b->stream ? -1 : 1;
	if (a->position != b->position)
		return a->position < b->position ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static bool list_events(struct dt_paint_plan *plan)
{
	const struct dt_scan_stream *streams = plan->scan->streams.at;
	const struct dt_show *shows = plan->scan->shows.at;
	const struct dt_paint_at *at = plan->items.at;
	bool whole = true;

	dt_list_clear(&plan->events);
	for (uint32_t i = 0; i < plan->scan->streams.n; i++)
		if (streams[i].parent != DT_NONE && dt_plan_changes(plan, i))
			whole &= add_event(plan, streams[i].parent, streams[i].paint.start,
					   DT_EVENT_KID, i);
	for (uint32_t i = 0; i < plan->scan->shows.n; i++)
		whole &= add_event(plan, shows[i].stream, shows[i].at.start, DT_EVENT_SHOW, i);
	for (uint32_t i = 0; i < plan->items.n; i++)
		if (at[i].show == DT_NONE)
			whole &= add_event(plan, at[i].stream, at[i].position, DT_EVENT_ITEM, i);
	if (plan->events.n)
		qsort(plan->events.at, plan->events.n, sizeof(struct dt_paint_event), by_position);
	return whole;
}

bool dt_plan_make(struct dt_paint_plan *plan, const struct dt_scan *scan,
		  const struct dt_page_set *set)
{
	plan->scan = scan;
	plan->set = set;
	return mark_glyphs(plan) && place_items(plan) && mark_streams(plan) && list_events(plan);
}

void dt_plan_free(struct dt_paint_plan *plan)
{
	free(plan->glyphs);
	dt_list_free(&plan->items);
	dt_list_free(&plan->changed);
	dt_list_free(&plan->events);
	memset(plan, 0, sizeof(*plan));
}

const struct dt_paint_at *dt_plan_items(const struct dt_paint_plan *plan, uint32_t show,
					uint32_t *n)
{
	const struct dt_paint_at *at = plan->items.at;
	uint32_t low = 0, high = plan->items.n;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (at[middle].show < show)
			low = middle + 1;
		else
			high = middle;
	}
	*n = 0;
	while (low + *n < plan->items.n && at[low + *n].show == show)
		++*n;
	return *n ? &at[low] : NULL;
}
