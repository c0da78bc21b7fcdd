/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "sheet.h"

#include <math.h>

bool sheet_start(struct sheet *s, const struct faces *faces, const struct catalogue *catalogue,
		 uint32_t n_glyphs)
{
	struct dt_list *const lists[] = { &s->items,	&s->faces, &s->fates, &s->links, &s->glyphs,
					  &s->face_ids, &s->lines, &s->quads, &s->text,	 &s->gone };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		dt_list_clear(lists[i]);
	codes_start(&s->codes);
	s->from = faces;
	s->catalogue = catalogue;
	dt_payload_start(&s->payload, sizeof(struct dt_page_set));
	if (n_glyphs > s->glyphs_room || !s->glyph_fates) {
		struct fate_of *at = realloc(s->glyph_fates, ((size_t)n_glyphs + 64) * sizeof(*at));

		if (!at)
			return false;
		s->glyph_fates = at;
		s->glyphs_room = n_glyphs + 64;
	}
	s->n_glyphs = n_glyphs;
	memset(s->glyph_fates, 0, (size_t)n_glyphs * sizeof(*s->glyph_fates));
	return true;
}

void sheet_free(struct sheet *s)
{
	dt_payload_free(&s->payload);
	dt_list_free(&s->items);
	dt_list_free(&s->faces);
	dt_list_free(&s->fates);
	dt_list_free(&s->links);
	dt_list_free(&s->glyphs);
	dt_list_free(&s->text);
	dt_list_free(&s->face_ids);
	dt_list_free(&s->lines);
	dt_list_free(&s->quads);
	dt_list_free(&s->gone);
	codes_free(&s->codes);
	free(s->glyph_fates);
	memset(s, 0, sizeof(*s));
}

uint32_t sheet_face(struct sheet *s, uint32_t face, bool vertical)
{
	const uint32_t *ids = s->face_ids.at;
	const struct font_entry *e = &s->catalogue->at[faces_at(s->from, face)->entry];
	const struct dt_face *faces = s->faces.at;
	struct dt_face *f;
	uint32_t *id;

	for (uint32_t i = 0; i < s->face_ids.n; i++) {
		if (ids[i] == face && !(faces[i].flags & DT_FACE_VERTICAL) == !vertical)
			return i;
	}
	id = DT_LIST_ADD(&s->face_ids, uint32_t);
	f = DT_LIST_ADD(&s->faces, struct dt_face);
	if (!f || !id)
		return 0;
	*id = face;
	f->path = dt_payload_text(&s->payload, e->path, strlen(e->path));
	f->name = dt_payload_text(&s->payload, e->name, strlen(e->name));
	f->index = e->index;
	f->flags = faces_at(s->from, face)->flags | (vertical ? DT_FACE_VERTICAL : 0);
	return s->faces.n - 1;
}

void sheet_fate(struct sheet *s, struct dt_range glyphs, uint32_t fate, uint32_t rule,
		uint32_t block)
{
	struct fate_of f = { (uint8_t)fate, (uint8_t)rule, block };
	uint32_t end = s->n_glyphs;

	if (glyphs.first < end && glyphs.count < end - glyphs.first)
		end = glyphs.first + glyphs.count;
	for (uint32_t i = glyphs.first; i < end; i++)
		s->glyph_fates[i] = f;
}

void sheet_fates(struct sheet *s, const struct dt_range *ranges, uint32_t n, uint32_t fate,
		 uint32_t rule, uint32_t block)
{
	for (uint32_t i = 0; i < n; i++)
		sheet_fate(s, ranges[i], fate, rule, block);
}

struct dt_set_item *sheet_item(struct sheet *s, uint32_t kind, uint32_t anchor, uint32_t block)
{
	struct dt_set_item *item = DT_LIST_ADD(&s->items, struct dt_set_item);

	if (!item)
		return NULL;
	item->kind = kind;
	item->anchor = item->look = anchor;
	item->block = block;
	return item;
}

void sheet_move(struct sheet *s, const struct dt_range *ranges, uint32_t n,
		const struct dt_matrix *matrix, uint32_t anchor, uint32_t block,
		const struct dt_box *box)
{
	for (uint32_t i = 0; i < n; i++) {
		struct dt_set_item *item;

		if (!ranges[i].count)
			continue;
		item = sheet_item(s, DT_SET_MOVED, anchor == DT_NONE ? ranges[i].first : anchor,
				  block);
		if (!item)
			return;
		item->look = ranges[i].first;
		if (box)
			item->box = *box;
		item->matrix = *matrix;
		item->ranges = dt_payload_array(&s->payload, &ranges[i], 1, sizeof(ranges[i]));
	}
}

void sheet_gone(struct sheet *s, const uint32_t *pieces, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t *piece = DT_LIST_ADD(&s->gone, uint32_t);

		if (piece)
			*piece = pieces[i];
	}
}

void sheet_pieces(struct sheet *s, const uint32_t *pieces, uint32_t n,
		  const struct dt_matrix *matrix, uint32_t anchor, uint32_t block,
		  const struct dt_box *box)
{
	struct dt_set_item *item = sheet_item(s, DT_SET_PIECES, anchor, block);

	if (!item)
		return;
	item->matrix = *matrix;
	item->box = *box;
	item->pieces = dt_payload_array(&s->payload, pieces, n, sizeof(*pieces));
	sheet_gone(s, pieces, n);
}

/* ---- collisions ------------------------------------------------------------ */

static bool boxes_collide(const struct dt_box *a, const struct dt_box *b)
{
	float w = fminf(a->x1, b->x1) - fmaxf(a->x0, b->x0);
	float h = fminf(a->y1, b->y1) - fmaxf(a->y0, b->y0);
	float area = fminf((a->x1 - a->x0) * (a->y1 - a->y0), (b->x1 - b->x0) * (b->y1 - b->y0));

	return w > 1 && h > 0 && w * h > 0.15f * area;
}

static bool collided_before(const struct sheet *s, uint32_t block, uint32_t other)
{
	const struct line_box *lines = s->lines.at;

	for (uint32_t i = 0; i < s->lines.n; i++) {
		if (lines[i].set || lines[i].block != block)
			continue;
		for (uint32_t k = 0; k < s->lines.n; k++) {
			if (!lines[k].set && lines[k].block == other &&
			    boxes_collide(&lines[i].box, &lines[k].box))
				return true;
		}
	}
	return false;
}

static int by_top(const void *a, const void *b)
{
	const struct line_box *x = a, *y = b;

	if (x->box.y0 != y->box.y0)
		return x->box.y0 < y->box.y0 ? -1 : 1;
	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	return (int)x->set - (int)y->set;
}

uint32_t sheet_collisions(struct sheet *s, struct dt_box *where)
{
	struct line_box *lines = s->lines.at;
	uint32_t n = s->lines.n, found = 0;

	if (!n)
		return 0;
	qsort(lines, n, sizeof(*lines), by_top);
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t k = i + 1; k < n && lines[k].box.y0 < lines[i].box.y1; k++) {
			const struct line_box *a = &lines[i], *b = &lines[k];

			if (a->block == b->block || a->gone || b->gone || (!a->set && !b->set))
				continue;
			if (!boxes_collide(&a->box, &b->box) ||
			    collided_before(s, a->block, b->block))
				continue;
			if (!found++)
				*where = a->box;
		}
	}
	return found;
}

/* ---- the end ---------------------------------------------------------------- */

static bool fate_equal(const struct fate_of *a, const struct fate_of *b)
{
	return a->fate == b->fate && a->rule == b->rule && a->block == b->block;
}

static uint32_t write_fates(struct sheet *s)
{
	uint32_t unclaimed = 0;

	for (uint32_t i = 0; i < s->n_glyphs;) {
		const struct fate_of *f = &s->glyph_fates[i];
		struct dt_fate_range *range = DT_LIST_ADD(&s->fates, struct dt_fate_range);
		uint32_t end = i + 1;

		if (!range)
			return 0;
		while (end < s->n_glyphs && fate_equal(f, &s->glyph_fates[end]))
			end++;
		range->glyphs.first = i;
		range->glyphs.count = end - i;
		range->fate = f->fate ? f->fate : DT_FATE_FAILED;
		range->rule = f->rule;
		range->block = f->fate ? f->block : DT_NONE;
		if (!f->fate)
			unclaimed += end - i;
		i = end;
	}
	return unclaimed;
}

/* Quads of the same annotation become one link. */
static void write_links(struct sheet *s)
{
	const struct link_quad *quads = s->quads.at;

	for (uint32_t i = 0; i < s->quads.n; i++) {
		struct dt_set_link *link;
		struct dt_point *points;
		uint32_t n = 0, k;

		for (k = 0; k < i && quads[k].annotation != quads[i].annotation; k++)
			;
		if (k < i || quads[i].annotation == DT_NONE)
			continue;
		link = DT_LIST_ADD(&s->links, struct dt_set_link);
		if (!link)
			return;
		for (k = i; k < s->quads.n; k++)
			n += quads[k].annotation == quads[i].annotation;
		link->annotation = quads[i].annotation;
		link->quads.offset = dt_payload_room(&s->payload, (size_t)n * 4 * sizeof(*points));
		link->quads.count = n * 4;
		if (s->payload.failed)
			return;
		points = (struct dt_point *)(void *)(s->payload.at + link->quads.offset);
		for (k = i; k < s->quads.n; k++) {
			if (quads[k].annotation != quads[i].annotation)
				continue;
			memcpy(points, quads[k].quad, sizeof(quads[k].quad));
			points += 4;
		}
	}
}

static int by_number(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* Sorted, each once. */
static struct dt_span write_gone(struct sheet *s)
{
	uint32_t *all = s->gone.at, n = 0;

	if (s->gone.n > 1)
		qsort(all, s->gone.n, sizeof(*all), by_number);
	for (uint32_t i = 0; i < s->gone.n; i++)
		if (!n || all[n - 1] != all[i])
			all[n++] = all[i];
	s->gone.n = n;
	return dt_payload_list(&s->payload, &s->gone);
}

uint32_t sheet_finish(struct sheet *s)
{
	uint32_t unclaimed = write_fates(s);
	struct dt_span items, faces, fates, links, gone;
	struct dt_page_set *head;

	write_links(s);
	items = dt_payload_list(&s->payload, &s->items);
	faces = dt_payload_list(&s->payload, &s->faces);
	fates = dt_payload_list(&s->payload, &s->fates);
	links = dt_payload_list(&s->payload, &s->links);
	gone = write_gone(s);
	if (s->lines.failed || s->quads.failed || s->glyphs.failed || s->face_ids.failed)
		s->payload.failed = true;
	head = DT_PAYLOAD_HEAD(&s->payload, struct dt_page_set);
	if (!head)
		return unclaimed;
	head->items = items;
	head->faces = faces;
	head->fates = fates;
	head->links = links;
	head->gone = gone;
	head->n_glyphs = s->n_glyphs;
	return unclaimed;
}
