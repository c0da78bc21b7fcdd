/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What goes, where new things are painted, which bytes change because of that. */
#include "config.h"

#include "painter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points by which new text may leave the clip of its place without being cut visibly. */
#define CLIP_TOLERANCE 0.75F
/* Show operators that are looked at for a place outside of /ActualText. */
#define MOST_SHOWS_AWAY 400

bool dt_is_identity(const struct dt_matrix *m)
{
	return fabsf(m->a - 1) < 1e-6F && fabsf(m->b) < 1e-6F && fabsf(m->c) < 1e-6F &&
	       fabsf(m->d - 1) < 1e-6F && fabsf(m->e) < 1e-4F && fabsf(m->f) < 1e-4F;
}

static void mark_range(struct dt_painter *painter, struct dt_range range, unsigned char how)
{
	const struct dt_glyph *glyphs = painter->scan->glyphs.at;
	uint32_t n = painter->scan->glyphs.n;

	for (uint32_t i = 0; i < range.count && range.first + i < n; i++)
		if (!(glyphs[range.first + i].flags & DT_GLYPH_LOCKED))
			painter->going[range.first + i] = how;
}

static bool plan_glyphs(struct dt_painter *painter)
{
	const struct dt_page_set *set = painter->set;
	const struct dt_fate_range *fates = DT_AT(set, struct dt_fate_range, set->fates);
	const struct dt_set_item *items = DT_AT(set, struct dt_set_item, set->items);
	uint32_t n = painter->scan->glyphs.n;

	if (n > painter->room_going) {
		free(painter->going);
		painter->going = malloc(n);
		painter->room_going = painter->going ? n : 0;
		if (!painter->going)
			return false;
	}
	if (n)
		memset(painter->going, DT_GOES_NOT, n);
	for (uint32_t i = 0; i < set->fates.count; i++)
		if (fates[i].fate == DT_FATE_TRANSLATED || fates[i].fate == DT_FATE_MOVED)
			mark_range(painter, fates[i].glyphs, DT_GOES);
	for (uint32_t i = 0; i < set->items.count; i++) {
		const struct dt_range *ranges = DT_AT(set, struct dt_range, items[i].ranges);

		if (items[i].kind != DT_SET_MOVED || !dt_is_identity(&items[i].matrix))
			continue;
		for (uint32_t k = 0; k < items[i].ranges.count; k++)
			mark_range(painter, ranges[k], DT_GOES_AND_COMES);
	}
	return true;
}

/* ---- places ---- */

static float shared_area(struct dt_box box, struct dt_box clip)
{
	struct dt_box cut = {
		fmaxf(box.x0, clip.x0 - CLIP_TOLERANCE),
		fmaxf(box.y0, clip.y0 - CLIP_TOLERANCE),
		fminf(box.x1, clip.x1 + CLIP_TOLERANCE),
		fminf(box.y1, clip.y1 + CLIP_TOLERANCE),
	};

	if (!(cut.x1 > cut.x0) || !(cut.y1 > cut.y0))
		return 0;
	return (cut.x1 - cut.x0) * (cut.y1 - cut.y0);
}

/*
 * New text keeps the place of its anchor, in paint order and marked content, unless
 * the clip there would cut it: then it goes behind the nearest Q that ends the clip, or
 * behind the form whose box is the clip.
 */
static void choose_place(const struct dt_painter *painter, const struct dt_set_item *item,
			 struct dt_place *place)
{
	const struct dt_scan *scan = painter->scan;
	const struct dt_show *show = (const struct dt_show *)scan->shows.at + place->show;
	const struct dt_text_state *state =
		(const struct dt_text_state *)scan->states.at + show->state;
	const struct dt_level *levels = scan->levels.at;
	float whole = (item->box.x1 - item->box.x0) * (item->box.y1 - item->box.y0);
	float best = shared_area(item->box, state->clip);

	place->stream = show->stream;
	place->position = show->at.end;
	/* what lies under text has to stay before it */
	if (!(whole > 0) || best >= whole * 0.999F || item->flags & DT_SET_BEHIND)
		return;
	for (uint32_t l = state->level; l != DT_NONE && levels[l].parent != DT_NONE;
	     l = levels[l].parent) {
		float area = shared_area(item->box, levels[l].clip);

		if (levels[l].in_text || area <= best * 1.02F)
			continue;
		best = area;
		place->show = DT_NONE;
		place->stream = levels[l].stream;
		place->position = levels[l].end;
		place->level = l;
		if (best >= whole * 0.999F)
			return;
	}
}

/*
 * New text inside of a span with /ActualText would be read as that: the next operator of the
 * same stream and clip outside of such a span takes its place.
 */
static uint32_t readable_show(const struct dt_painter *painter, uint32_t anchor)
{
	const struct dt_scan *scan = painter->scan;
	const struct dt_show *shows = scan->shows.at;
	const struct dt_text_state *states = scan->states.at;
	uint32_t level = states[shows[anchor].state].level;

	if (!dt_has_actual_text(painter, &shows[anchor]))
		return anchor;
	for (uint32_t away = 1; away < MOST_SHOWS_AWAY; away++) {
		const uint32_t candidates[2] = { anchor + away, anchor - away };

		for (int i = 0; i < 2; i++) {
			uint32_t k = candidates[i];

			if (k < scan->shows.n && shows[k].stream == shows[anchor].stream &&
			    states[shows[k].state].level == level &&
			    !dt_has_actual_text(painter, &shows[k]))
				return k;
		}
	}
	return anchor;
}

/* Behind a Q new text stands outside of the tags that its anchor has. */
static bool leaves_tags(const struct dt_scan *scan, const struct dt_show *anchor)
{
	const struct dt_scan_mark *marks = scan->marks.at;

	for (uint32_t m = anchor->mark; m != DT_NONE; m = marks[m].parent)
		if (marks[m].mcid >= 0)
			return true;
	return false;
}

static bool can_paint(const struct dt_painter *painter, const struct dt_set_item *item)
{
	if (item->anchor >= painter->scan->shown.n)
		return false;
	if (item->kind == DT_SET_GLYPHS)
		return item->face < painter->set->faces.count && painter->faces[item->face];
	return item->kind == DT_SET_MOVED || item->kind == DT_SET_RULE ||
	       item->kind == DT_SET_PIECES;
}

static bool plan_items(struct dt_painter *painter)
{
	const struct dt_page_set *set = painter->set;
	const struct dt_set_item *items = DT_AT(set, struct dt_set_item, set->items);
	const struct dt_shown *shown = painter->scan->shown.at;

	for (uint32_t i = 0; i < set->items.count; i++) {
		struct dt_place *place;

		if (items[i].kind == DT_SET_MOVED && dt_is_identity(&items[i].matrix))
			continue; /* comes where it goes */
		if (items[i].kind == DT_SET_GLYPHS && !items[i].glyphs.count)
			continue;
		if (!can_paint(painter, &items[i])) {
			painter->lost++;
			continue;
		}
		place = DT_LIST_ADD(&painter->places, struct dt_place);
		if (!place)
			return false;
		place->show = readable_show(painter, shown[items[i].anchor].show);
		place->item = i;
		choose_place(painter, &items[i], place);
		if (place->show == DT_NONE &&
		    leaves_tags(painter->scan, (const struct dt_show *)painter->scan->shows.at +
						       shown[items[i].anchor].show))
			painter->untagged++;
	}
	return true;
}

static int by_place(const void *left, const void *right)
{
	const struct dt_place *a = left, *b = right;

	if (a->show != b->show && a->show != DT_NONE && b->show != DT_NONE)
		return a->show < b->show ? -1 : 1;
	if (a->show != b->show)
		return a->show == DT_NONE ? 1 : -1;
	if (a->stream != b->stream)
		return a->stream < b->stream ? -1 : 1;
	if (a->position != b->position)
		return a->position < b->position ? -1 : 1;
	return a->item < b->item ? -1 : 1;
}

/* ---- edits ---- */

static bool add_edit(struct dt_painter *painter, uint32_t stream, uint32_t start, uint32_t end,
		     uint32_t kind, uint32_t index)
{
	struct dt_edit *edit = DT_LIST_ADD(&painter->edits, struct dt_edit);

	if (!edit)
		return false;
	*edit = (struct dt_edit){ stream, start, end, kind, index };
	return true;
}

static bool loses_glyphs(const struct dt_painter *painter, const struct dt_show *show)
{
	return show->count && memchr(painter->going + show->first, DT_GOES, show->count);
}

static bool comes_back(const struct dt_painter *painter, const struct dt_show *show)
{
	return show->count && memchr(painter->going + show->first, DT_GOES_AND_COMES, show->count);
}

static bool edit_shows(struct dt_painter *painter)
{
	const struct dt_show *shows = painter->scan->shows.at;
	const struct dt_place *places = painter->places.at;
	uint32_t next = 0;

	for (uint32_t i = 0; i < painter->scan->shows.n; i++) {
		bool gets = false;

		while (next < painter->places.n && places[next].show != DT_NONE &&
		       places[next].show < i)
			next++;
		gets = next < painter->places.n && places[next].show == i;
		if ((gets || loses_glyphs(painter, &shows[i]) || comes_back(painter, &shows[i])) &&
		    !add_edit(painter, shows[i].stream, shows[i].at.start, shows[i].at.end,
			      DT_EDIT_SHOW, i))
			return false;
	}
	for (uint32_t i = 0; i < painter->places.n; i++)
		if (places[i].show == DT_NONE &&
		    !add_edit(painter, places[i].stream, places[i].position, places[i].position,
			      DT_EDIT_INSERT, i))
			return false;
	return true;
}

/* Pieces that go; when no piece of a path is left, its painting operator goes, too. */
static bool edit_pieces(struct dt_painter *painter)
{
	const struct dt_painted_piece *pieces = painter->scan->pieces.at;
	const uint32_t *gone = DT_AT(painter->set, uint32_t, painter->set->gone);
	uint32_t n = painter->set->gone.count;

	for (uint32_t i = 0; i < n && gone[i] < painter->scan->pieces.n; i++) {
		const struct dt_painted_piece *piece = &pieces[gone[i]];
		uint32_t size = piece->end - piece->first;

		if (!add_edit(painter, piece->stream, piece->at.start, piece->at.end, DT_EDIT_GONE,
			      gone[i]))
			return false;
		/* sorted, each once: the whole path is in it when its ends are as far apart */
		if (gone[i] + 1 == piece->end && i + 1 >= size &&
		    gone[i + 1 - size] == piece->first &&
		    !add_edit(painter, piece->stream, piece->op.start, piece->op.end, DT_EDIT_GONE,
			      gone[i]))
			return false;
	}
	return true;
}

static bool edit_marks(struct dt_painter *painter)
{
	const struct dt_scan_mark *marks = painter->scan->marks.at;

	for (uint32_t i = 0; painter->loosened && i < painter->scan->marks.n; i++)
		if (painter->loosened[i] && !add_edit(painter, marks[i].stream, marks[i].at.start,
						      marks[i].at.end, DT_EDIT_MARK, i))
			return false;
	return true;
}

/* A stream that changes makes the one that paints it change. */
static bool edit_parents(struct dt_painter *painter)
{
	const struct dt_scan_stream *streams = painter->scan->streams.at;
	uint32_t n = painter->scan->streams.n;
	const struct dt_edit *edits = painter->edits.at;
	unsigned char *changed = calloc(n + 1, 1);
	bool good = changed != NULL;

	for (uint32_t i = 0; good && i < painter->edits.n; i++)
		changed[edits[i].stream] = 1;
	for (uint32_t i = n; good && i-- > 1;) {
		uint32_t parent = streams[i].parent;

		if (!changed[i] || parent >= i)
			continue;
		changed[parent] = 1;
		good = add_edit(painter, parent, streams[i].paint.start, streams[i].paint.end,
				DT_EDIT_NAME, i);
	}
	free(changed);
	return good;
}

static int by_position(const void *left, const void *right)
{
	const struct dt_edit *a = left, *b = right;

	if (a->stream != b->stream)
		return a->stream < b->stream ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

bool dt_plan(struct dt_painter *painter)
{
	dt_list_clear(&painter->places);
	dt_list_clear(&painter->edits);
	if (!plan_glyphs(painter) || !dt_find_actual_texts(painter) || !plan_items(painter))
		return false;
	if (painter->places.n)
		qsort(painter->places.at, painter->places.n, sizeof(struct dt_place), by_place);
	if (!dt_find_idle_fonts(painter) || !edit_shows(painter) || !edit_pieces(painter) ||
	    !edit_marks(painter) || !edit_parents(painter))
		return false;
	if (painter->edits.n)
		qsort(painter->edits.at, painter->edits.n, sizeof(struct dt_edit), by_position);
	return true;
}
