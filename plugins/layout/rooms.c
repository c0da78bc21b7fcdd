/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rooms: how far a paragraph may grow before it meets other text, a picture, a rule or the
 * edge of a coloured area.
 *
 * Sideways first, within the band of the paragraph; then up and down, within the width that it
 * has with that.  The gap between two paragraphs beside each other goes to the one that grows
 * into it, half to each when both do; between two that stand above each other to the upper one.
 */
#include "config.h"

#include "layout.h"

#include <math.h>

#define PAGE_EDGE 12.0f /* points of the page that stay empty */

struct frame {
	float u0, v0, u1, v1;
};

struct room {
	float left, right, above, below;
};

static void meet_sideways(const struct frame *frame, const struct dt_box *other, float left,
			  float right, struct room *room)
{
	if (other->y0 >= frame->v1 || other->y1 <= frame->v0)
		return;
	if (other->x0 >= frame->u1 - 0.5f)
		room->right = fminf(room->right, (other->x0 - frame->u1) * right);
	else if (other->x1 <= frame->u0 + 0.5f)
		room->left = fminf(room->left, (frame->u0 - other->x1) * left);
	else if (other->x1 > frame->u1 + 0.5f && other->x0 > frame->u0) /* overlapping */
		room->right = 0;
	else if (other->x0 < frame->u0 - 0.5f && other->x1 < frame->u1)
		room->left = 0;
}

/* Which way a paragraph grows when its text gets longer. */
static bool grows_right(const struct paragraph *paragraph)
{
	return !(paragraph->flags & DT_BLOCK_KEEP) && paragraph->align != DT_ALIGN_RIGHT;
}

static bool grows_left(const struct paragraph *paragraph)
{
	return !(paragraph->flags & DT_BLOCK_KEEP) &&
	       (paragraph->align == DT_ALIGN_RIGHT || paragraph->align == DT_ALIGN_CENTER);
}

static void meet_up_and_down(const struct frame *frame, const struct dt_box *other, bool text,
			     struct room *room)
{
	float u0 = frame->u0 - room->left, u1 = frame->u1 + room->right;

	if (other->x0 >= u1 || other->x1 <= u0)
		return;
	if (other->y0 >= frame->v1 - 1.0f)
		room->below = fminf(room->below, other->y0 - frame->v1);
	else if (other->y1 <= frame->v0 + 1.0f)
		room->above = text ? 0 : fminf(room->above, frame->v0 - other->y1);
	else if (other->y0 > frame->v0)
		room->below = 0;
	else if (other->y1 < frame->v1)
		room->above = 0;
}

/* Inside a filled area: its edges bound; outside: it is an obstacle. */
static bool encloses(const struct dt_box *box, const struct frame *frame)
{
	return box->x0 <= frame->u0 + 1 && box->x1 >= frame->u1 - 1 && box->y0 <= frame->v0 + 3 &&
	       box->y1 >= frame->v1 - 3;
}

static void stay_inside(const struct dt_box *box, const struct frame *frame, struct room *room)
{
	room->left = fminf(room->left, fmaxf(0, frame->u0 - box->x0 - 1));
	room->right = fminf(room->right, fmaxf(0, box->x1 - frame->u1 - 1));
	room->above = fminf(room->above, fmaxf(0, frame->v0 - box->y0));
	room->below = fminf(room->below, fmaxf(0, box->y1 - frame->v1));
}

static void find_room(struct page *page, uint32_t at, const struct frame *area)
{
	struct paragraph *all = LIST(page->paragraphs, struct paragraph), *paragraph = &all[at];
	const struct plane *plane = &LIST(page->planes, struct plane)[paragraph->plane];
	struct dt_box whole = { PAGE_EDGE, PAGE_EDGE, page->content->width - PAGE_EDGE,
				page->content->height - PAGE_EDGE };
	struct frame frame = { paragraph->u0, paragraph->v0, paragraph->u1, paragraph->v1 };
	struct room room = { 1e6f, 1e6f, 1e6f, 1e6f };
	float pad = 0.3f * paragraph->size;

	whole = plane_box(plane, whole);
	stay_inside(&whole, &frame, &room);
	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < page->paragraphs.n; i++) {
			struct dt_box box;

			if (i == at)
				continue;
			if (all[i].plane == paragraph->plane)
				box = (struct dt_box){ all[i].u0, all[i].v0, all[i].u1, all[i].v1 };
			else
				box = plane_box(plane, all[i].box);
			if (pass)
				meet_up_and_down(&frame, &box, true, &room);
			else
				meet_sideways(&frame, &box,
					      !grows_right(&all[i])   ? 1
					      : grows_left(paragraph) ? 0.5f
								      : 0,
					      grows_left(&all[i]) ? 0.5f : 1, &room);
		}
		for (uint32_t i = 0; i < page->n_graphics; i++) {
			struct dt_box box = plane_box(plane, page->graphics[i].box);

			if (encloses(&box, &frame)) {
				if (page->graphics[i].kind == DT_GRAPHIC_FILL && !pass)
					stay_inside(&box, &frame, &room);
				continue;
			}
			if (pass)
				meet_up_and_down(&frame, &box, false, &room);
			else
				meet_sideways(&frame, &box, 1, 1, &room);
		}
	}
	/* running text stays in its column, everything in the area that has text */
	room.right = fminf(room.right, (paragraph->count > 1 ? paragraph->edge : area->u1) -
					       paragraph->u1 + pad);
	room.left = fminf(room.left, paragraph->u0 - area->u0 + pad);
	paragraph->room_left = fmaxf(0, room.left - pad);
	paragraph->room_right = fmaxf(0, room.right - pad);
	paragraph->room_above = fmaxf(0, room.above - pad);
	paragraph->room_below = fmaxf(0, room.below - pad);
}

/* What the text of a plane covers. */
static struct frame text_area(const struct page *page, uint32_t plane)
{
	const struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	struct frame area = { INFINITY, INFINITY, -INFINITY, -INFINITY };

	for (uint32_t i = 0; i < page->paragraphs.n; i++) {
		if (all[i].plane != plane)
			continue;
		area.u0 = fminf(area.u0, all[i].u0);
		area.v0 = fminf(area.v0, all[i].v0);
		area.u1 = fmaxf(area.u1, fmaxf(all[i].u1, all[i].edge));
		area.v1 = fmaxf(area.v1, all[i].v1);
	}
	return area;
}

void page_rooms(struct page *page)
{
	const struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	struct frame area = { 0, 0, 0, 0 };

	for (uint32_t i = 0; i < page->paragraphs.n; i++) {
		if (!i || all[i].plane != all[i - 1].plane)
			area = text_area(page, all[i].plane);
		find_room(page, i, &area);
	}
}
