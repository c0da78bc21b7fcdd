/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rooms: how far a paragraph may grow before it meets other text, a picture, a field of a form, a
 * rule or the edge of a coloured area, and not out of its column.
 *
 * Sideways first, within the band of the paragraph; then up and down, within the width that it
 * has with that.  The gap between two paragraphs beside each other goes to the one that grows
 * into it, half to each when both do; between two that stand above each other to the upper one,
 * when it grows.
 * What stands behind a ruling line does not count: the line bounds already.
 *
 * Obstacles are sorted into bands of the plane, so that a paragraph looks at its neighbours only.
 */
#include "config.h"

#include "layout.h"

#include <math.h>

#define PAGE_EDGE    12.0f /* points of the page that stay empty */
#define BANDS	     64u
#define SAME_EDGE    2.0f /* points */
#define MOST_SHORT   900u /* paragraphs: more are a table */
#define RUNNING_TEXT 3u	  /* lines of a paragraph that keeps to a measure */
#define TOUCH	     0.2f /* em; lines without leading are as near */

struct obstacle {
	struct dt_box box;
	uint32_t kind;	    /* DT_GRAPHIC_, or 0: */
	uint32_t paragraph; /* is text */
};

struct bands {
	const struct obstacle *obstacles;
	const uint32_t *at; /* obstacles of band i: at[start[i]] ... at[start[i + 1] - 1] */
	uint32_t start[BANDS + 1];
	float v0, scale;
};

struct room {
	float left, right, above, below;
};

static uint32_t band_of(const struct bands *bands, float v)
{
	float at = (v - bands->v0) * bands->scale;

	return at <= 0 ? 0 : at >= BANDS - 1 ? BANDS - 1 : (uint32_t)at;
}

static void add_obstacle(struct page *page, struct dt_box box, uint32_t kind, uint32_t paragraph)
{
	struct obstacle *added = DT_LIST_ADD(&page->obstacles, struct obstacle);

	if (!added)
		return;
	added->box = box;
	added->kind = kind;
	added->paragraph = paragraph;
}

static void collect(struct page *page, uint32_t number)
{
	const struct plane *plane = &LIST(page->planes, struct plane)[number];
	const struct paragraph *all = LIST(page->paragraphs, struct paragraph);

	dt_list_clear(&page->obstacles);
	for (uint32_t i = 0; i < page->paragraphs.n; i++) {
		struct dt_box box = { all[i].u0, all[i].v0, all[i].u1, all[i].v1 };

		add_obstacle(page, all[i].plane == number ? box : plane_box(plane, all[i].box), 0,
			     i);
	}
	for (uint32_t i = 0; i < page->n_graphics; i++)
		if (!LIST(page->uses, uint8_t)[i]) /* else it goes along with its text */
			add_obstacle(page, plane_box(plane, page->graphics[i].box),
				     page->graphics[i].kind, DT_NONE);
	/* fields lie over all that is painted */
	for (uint32_t i = 0; i < page->n_annotations; i++)
		if (page->annotations[i].kind == DT_ANNOTATION_WIDGET)
			add_obstacle(page, plane_box(plane, page->annotations[i].box),
				     DT_GRAPHIC_IMAGE, DT_NONE);
}

/* Counting sort of the obstacles into the bands that they touch. */
static bool sort_bands(struct page *page, uint32_t number, struct bands *bands)
{
	const struct plane *plane = &LIST(page->planes, struct plane)[number];
	struct dt_box whole = { 0, 0, page->content->width, page->content->height };
	const struct obstacle *obstacles = LIST(page->obstacles, struct obstacle);
	uint32_t n = page->obstacles.n, total = 0, fill[BANDS + 1];
	uint32_t *at;

	whole = plane_box(plane, whole);
	bands->obstacles = obstacles;
	bands->v0 = whole.y0;
	bands->scale = BANDS / fmaxf(whole.y1 - whole.y0, 1);
	memset(bands->start, 0, sizeof(bands->start));
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = band_of(bands, obstacles[i].box.y0),
			      end = band_of(bands, obstacles[i].box.y1);
		     k <= end; k++)
			bands->start[k + 1]++;
	for (uint32_t k = 0; k < BANDS; k++) {
		total += bands->start[k + 1];
		bands->start[k + 1] += bands->start[k];
	}
	if (!list_reserve(&page->scratch, total + 1, sizeof(uint32_t)))
		return false;
	at = LIST(page->scratch, uint32_t);
	memcpy(fill, bands->start, sizeof(fill));
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = band_of(bands, obstacles[i].box.y0),
			      end = band_of(bands, obstacles[i].box.y1);
		     k <= end; k++)
			at[fill[k]++] = i;
	bands->at = at;
	return true;
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

/* Does a graphic lie behind the paragraph, all around it? */
static bool encloses(const struct dt_box *box, const struct paragraph *own)
{
	return box->x0 <= own->u0 + 1 && box->x1 >= own->u1 - 1 && box->y0 <= own->v0 + 3 &&
	       box->y1 >= own->v1 - 3;
}

/* An underline or a highlight of some words moves no border; an upright rule beside it does. */
static bool lies_in(const struct dt_box *box, const struct paragraph *own)
{
	float em = own->size, beside = box->x1 - box->x0 > box->y1 - box->y0 ? em : 0;

	return box->x0 >= own->u0 - beside && box->x1 <= own->u1 + beside &&
	       box->y0 >= own->v0 - 0.3f * em && box->y1 <= own->v1 + 0.2f * em;
}

static void stay_inside(const struct dt_box *box, const struct paragraph *own, struct room *room)
{
	room->left = fminf(room->left, fmaxf(0, own->u0 - box->x0 - 1));
	room->right = fminf(room->right, fmaxf(0, box->x1 - own->u1 - 1));
	room->above = fminf(room->above, fmaxf(0, own->v0 - box->y0));
	room->below = fminf(room->below, fmaxf(0, box->y1 - own->v1));
}

/* touch: so much of both heights may be beside each other and be no neighbour. */
static void meet_sideways(const struct paragraph *own, const struct dt_box *other, float touch,
			  float left, float right, struct room *room)
{
	if (other->y0 >= own->v1 - touch || other->y1 <= own->v0 + touch)
		return;
	if (other->x0 >= own->u1 - 0.5f) {
		if (other->x0 - own->u1 < room->right)
			room->right = fminf(room->right, (other->x0 - own->u1) * right);
	} else if (other->x1 <= own->u0 + 0.5f) {
		if (own->u0 - other->x1 < room->left)
			room->left = fminf(room->left, (own->u0 - other->x1) * left);
	} else if (other->x1 > own->u1 + 0.5f && other->x0 > own->u0) { /* overlapping */
		room->right = 0;
	} else if (other->x0 < own->u0 - 0.5f && other->x1 < own->u1) {
		room->left = 0;
	}
}

static void meet_up_and_down(const struct paragraph *own, const struct dt_box *other, bool grows,
			     struct room *room)
{
	float u0 = own->u0 - room->left, u1 = own->u1 + room->right;

	if (other->x0 >= u1 || other->x1 <= u0)
		return;
	if (other->y0 >= own->v1 - 1.0f) {
		room->below = fminf(room->below, other->y0 - own->v1);
	} else if (other->y1 <= own->v0 + 1.0f) {
		if (own->v0 - other->y1 < room->above)
			room->above = grows ? 0 : own->v0 - other->y1;
	} else if (other->y0 > own->v0) {
		room->below = 0;
	} else if (other->y1 < own->v1) {
		room->above = 0;
	}
}

/* Graphics first, as they bound what text counts. */
static void look_sideways(const struct page *page, const struct bands *bands,
			  const struct paragraph *own, struct room *room)
{
	const struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	uint32_t from = bands->start[band_of(bands, own->v0)];
	uint32_t end = bands->start[band_of(bands, own->v1) + 1];

	for (int text = 0; text < 2; text++)
		for (uint32_t i = from; i < end; i++) {
			const struct obstacle *other = &bands->obstacles[bands->at[i]];

			if ((other->kind == 0) != text || (text && &all[other->paragraph] == own))
				continue;
			if (text) {
				const struct paragraph *beside = &all[other->paragraph];

				meet_sideways(own, &other->box, TOUCH * own->size,
					      !grows_right(beside) ? 1
					      : grows_left(own)	   ? 0.5f
								   : 0,
					      grows_left(beside) ? 0.5f : 1, room);
			} else if (encloses(&other->box, own)) {
				if (other->kind == DT_GRAPHIC_FILL)
					stay_inside(&other->box, own, room);
			} else if (!lies_in(&other->box, own)) {
				meet_sideways(own, &other->box, 0, 1, 1, room);
			}
		}
}

static void look_up_and_down(const struct page *page, const struct bands *bands,
			     const struct paragraph *own, struct room *room)
{
	const struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	uint32_t middle = band_of(bands, own->v0);

	for (int text = 0; text < 2; text++)
		for (int down = 0; down < 2; down++)
			for (uint32_t band = middle; band < BANDS; band += down ? 1 : UINT32_MAX) {
				float edge = bands->v0 + (float)band / bands->scale;

				if (down ? edge > own->v1 + room->below
					 : edge + 1 / bands->scale < own->v0 - room->above)
					break;
				for (uint32_t i = bands->start[band]; i < bands->start[band + 1];
				     i++) {
					const struct obstacle *other =
						&bands->obstacles[bands->at[i]];

					if ((other->kind == 0) != text ||
					    (text && &all[other->paragraph] == own) ||
					    (!text && (encloses(&other->box, own) ||
						       lies_in(&other->box, own))))
						continue;
					meet_up_and_down(own, &other->box,
							 text && !(all[other->paragraph].flags &
								   DT_BLOCK_KEEP),
							 room);
				}
			}
}

/*
 * Top of the line at the foot of the page (page number, running foot), or the page's edge.  It
 * is the end of the text area over the whole width: a column that grew past it beside the page
 * number would look wrong although nothing stands there.
 */
static float foot_of(const struct page *page, uint32_t plane, const struct dt_box *whole)
{
	const struct paragraph *all = LIST(page->paragraphs, struct paragraph), *lowest = NULL;
	float top, above = whole->y0;

	for (uint32_t i = 0; i < page->paragraphs.n; i++)
		if (all[i].plane == plane && (!lowest || all[i].v1 > lowest->v1))
			lowest = &all[i];
	if (!lowest || lowest->v0 < whole->y0 + 0.85f * (whole->y1 - whole->y0))
		return whole->y1;
	top = lowest->v0;
	for (uint32_t i = 0; i < page->paragraphs.n; i++) {
		if (all[i].plane != plane)
			continue;
		if (all[i].v1 <= lowest->v0 + 1)
			above = fmaxf(above, all[i].v1);
		else if (all[i].count > 1)
			return whole->y1; /* the text itself goes so far down */
		else
			top = fminf(top, all[i].v0);
	}
	return top - above > 0.8f * lowest->size ? top : whole->y1;
}

/*
 * How far text goes on the page, for what keeps to no column.  Pages of a few short lines, slides,
 * forms and titles, have no measure at all: there it may come as near to the right edge as it is
 * to the left one.
 */
static struct dt_box text_area(const struct page *page, uint32_t plane, const struct dt_box *whole)
{
	const struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	struct dt_box area = { whole->x1, whole->y0, whole->x0, whole->y1 };
	bool running = false;

	for (uint32_t i = 0; i < page->paragraphs.n; i++) {
		if (all[i].plane != plane)
			continue;
		running = running || all[i].count >= RUNNING_TEXT;
		area.x0 = fminf(area.x0, all[i].u0);
		area.x1 = fmaxf(area.x1, all[i].u1);
	}
	if (!running)
		area.x1 = fmaxf(area.x1, whole->x1 - fmaxf(0, area.x0 - whole->x0));
	return area;
}

/* Names beside boxes to be ticked, lines of slides: where nothing has lines that are broken at
 * the edge of their column, that edge is only the end of the longest of them. */
static bool has_measure(const struct page *page, const struct paragraph *own)
{
	const struct paragraph *all = LIST(page->paragraphs, struct paragraph);

	if (own->cell || own->table != DT_NONE || own->count > 1 || page->paragraphs.n > MOST_SHORT)
		return true;
	for (uint32_t i = 0; i < page->paragraphs.n; i++)
		if (all[i].count > 1 && all[i].plane == own->plane &&
		    all[i].align != DT_ALIGN_CENTER &&
		    fabsf(all[i].column_u1 - own->column_u1) < SAME_EDGE)
			return true;
	return false;
}

static void find_room(struct page *page, const struct bands *bands, struct paragraph *own,
		      const struct dt_box *whole, float foot, const struct dt_box *area)
{
	struct room room = { 1e6f, 1e6f, 1e6f, 1e6f };
	float pad = own->table != DT_NONE ? 0.15f * own->size : 0.3f * own->size;
	float first = own->column_u0, last = own->column_u1;

	stay_inside(whole, own, &room);
	if (own->cell)
		stay_inside(&LIST(page->cells, struct cell)[own->cell - 1].box, own, &room);
	look_sideways(page, bands, own, &room);
	if (!has_measure(page, own)) {
		first = fminf(first, area->x0);
		last = fmaxf(last, area->x1);
	}
	room.right = fminf(room.right, last - own->u1 + pad);
	room.left = fminf(room.left, own->u0 - first + pad);
	room.left = fmaxf(0, room.left - pad);
	room.right = fmaxf(0, room.right - pad);
	if (own->align == DT_ALIGN_CENTER)
		room.left = room.right = fminf(room.left, room.right);
	look_up_and_down(page, bands, own, &room);
	own->room_left = room.left;
	own->room_right = room.right;
	own->room_above = fmaxf(0, room.above - pad);
	if (own->v1 <= foot)
		room.below = fminf(room.below, foot - own->v1);
	own->room_below = fmaxf(0, room.below - pad);
}

void page_rooms(struct page *page)
{
	struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	struct dt_box edges = { PAGE_EDGE, PAGE_EDGE, page->content->width - PAGE_EDGE,
				page->content->height - PAGE_EDGE };
	struct bands bands;

	for (uint32_t plane = 0; plane < page->planes.n; plane++) {
		struct dt_box whole = plane_box(&LIST(page->planes, struct plane)[plane], edges);
		struct dt_box area = text_area(page, plane, &whole);
		float foot = foot_of(page, plane, &whole);
		bool ready = false;

		for (uint32_t i = 0; i < page->paragraphs.n; i++) {
			if (all[i].plane != plane || all[i].flags & DT_BLOCK_KEEP)
				continue;
			if (!ready) {
				collect(page, plane);
				if (page->obstacles.failed || !sort_bands(page, plane, &bands))
					return;
				ready = true;
			}
			if (i % 64 == 0 && page_stopped(page))
				return;
			find_room(page, &bands, &all[i], &whole, foot, &area);
		}
	}
}
