/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "layout.h"

#include "chars.h"
#include "clusters.h"

#include <math.h>

bool page_stopped(struct page *page)
{
	if (!page->stopped && page->call && page->call->host->cancelled(page->call))
		page->stopped = true;
	return page->stopped;
}

bool list_reserve(struct dt_list *list, uint32_t n, size_t element)
{
	void *at;

	if (list->failed)
		return false;
	list->element = (uint32_t)element;
	if (n <= list->room)
		return true;
	if (n > UINT32_MAX / 2) {
		list->failed = true;
		return false;
	}
	n += n / 2 + 16;
	at = realloc(list->at, (size_t)n * element);
	if (!at) {
		list->failed = true;
		return false;
	}
	list->at = at;
	list->room = n;
	return true;
}

struct dt_box plane_box(const struct plane *plane, struct dt_box box)
{
	struct plane_point a = plane_of(plane, box.x0, box.y0);
	struct plane_point b = plane_of(plane, box.x1, box.y0);
	struct plane_point c = plane_of(plane, box.x0, box.y1);
	struct plane_point d = plane_of(plane, box.x1, box.y1);
	struct dt_box hull = { smaller(smaller(a.u, b.u), smaller(c.u, d.u)),
			       smaller(smaller(a.v, b.v), smaller(c.v, d.v)),
			       larger(larger(a.u, b.u), larger(c.u, d.u)),
			       larger(larger(a.v, b.v), larger(c.v, d.v)) };

	return hull;
}

struct dt_box page_box(const struct plane *plane, float u0, float v0, float u1, float v1)
{
	struct plane back = { plane->dx, -plane->dy, 0 };
	struct dt_box box = { u0, v0, u1, v1 };

	return plane_box(&back, box);
}

/* The plane of a direction; DT_NONE when there are too many. */
static uint32_t find_plane(struct page *page, float dx, float dy)
{
	struct plane *planes = LIST(page->planes, struct plane);
	struct plane *plane;

	/* a degree apart is the same direction; upright text stays exactly upright */
	for (uint32_t i = 0; i < page->planes.n; i++)
		if (planes[i].dx * dx + planes[i].dy * dy > 0.99985f)
			return i;
	if (page->planes.n >= 12)
		return DT_NONE;
	plane = DT_LIST_ADD(&page->planes, struct plane);
	if (!plane)
		return DT_NONE;
	plane->dx = fabsf(dy) < 0.015f ? (dx > 0 ? 1.0f : -1.0f) : fabsf(dx) < 0.015f ? 0 : dx;
	plane->dy = fabsf(dx) < 0.015f ? (dy > 0 ? 1.0f : -1.0f) : fabsf(dy) < 0.015f ? 0 : dy;
	return page->planes.n - 1;
}

static void look_measure(struct page *page, const struct dt_look *look, struct look_info *info,
			 bool makes_plane)
{
	const struct dt_font *font = look->font < page->n_fonts ? &page->fonts[look->font] : NULL;
	float width = hypotf(look->a, look->b), height = hypotf(look->c, look->d);
	float ascent = font ? font->ascent : 0.8f, descent = font ? -font->descent : 0.2f;
	uint32_t flags = font ? font->flags : 0;

	memset(info, 0, sizeof(*info));
	info->plane = DT_NONE;
	info->style = DT_NONE;
	info->element = DT_NONE;
	info->size = height;
	if (!(width > 0.01f && width < 1e5f && height > 0.01f && height < 1e5f))
		return;
	if (!(ascent > 0.5f && ascent < 1.15f))
		ascent = 0.8f;
	if (!(descent > 0.05f && descent < 0.45f))
		descent = 0.22f;
	info->ascent = ascent * height;
	info->descent = descent * height;
	if (flags & DT_FONT_BOLD)
		info->flags |= WORD_BOLD;
	if (flags & DT_FONT_ITALIC)
		info->flags |= WORD_ITALIC;
	if (flags & DT_FONT_MONO)
		info->flags |= WORD_MONO;
	if (flags & DT_FONT_MATH)
		info->flags |= WORD_MATH;
	/* up of the em has to be up in the plane; a slant up to 30 degrees is an italic */
	if (makes_plane) {
		float dx = look->a / width, dy = look->b / width;
		float up = (look->c * -dy + look->d * dx) / height;

		if (up > -0.85f)
			return;
		info->plane = find_plane(page, dx, dy);
	}
}

#define UNSEEN                                                                                     \
	(DT_GLYPH_INVISIBLE | DT_GLYPH_CLIPPED | DT_GLYPH_OFF_PAGE | DT_GLYPH_HIDDEN |             \
	 DT_GLYPH_COVERED | DT_GLYPH_PALE | DT_GLYPH_OCR)

static uint32_t unseen_rule(uint32_t flags)
{
	if (flags & DT_GLYPH_HIDDEN)
		return DT_RULE_LAYER;
	if (flags & DT_GLYPH_OCR)
		return DT_RULE_OCR;
	if (flags & (DT_GLYPH_OFF_PAGE | DT_GLYPH_CLIPPED))
		return DT_RULE_OUTSIDE;
	if (flags & DT_GLYPH_COVERED)
		return DT_RULE_COVERED;
	return flags & DT_GLYPH_PALE ? DT_RULE_PALE : DT_RULE_UNSEEN;
}

/* OWNER_ of a glyph that layout leaves alone, or OWNER_NONE. */
static uint8_t glyph_owner(const struct dt_glyph *glyph, const struct look_info *info)
{
	if (glyph->flags & UNSEEN)
		return (uint8_t)(OWNER_UNSEEN + unseen_rule(glyph->flags));
	if (glyph->flags & DT_GLYPH_LOCKED)
		return OWNER_KEPT + DT_RULE_LOCKED;
	if (glyph->flags & DT_GLYPH_VERTICAL)
		return OWNER_KEPT + DT_RULE_VERTICAL;
	if (info->plane == DT_NONE)
		return OWNER_KEPT + DT_RULE_ROTATED;
	if (!(fabsf(glyph->x) < 1e6f && fabsf(glyph->y) < 1e6f && fabsf(glyph->advance) < 1e5f))
		return OWNER_UNSEEN + DT_RULE_OUTSIDE;
	return OWNER_NONE;
}

static void find_body_size(struct page *page)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	uint32_t counts[128] = { 0 }; /* by half points */
	uint32_t best = 0;

	for (uint32_t i = 0; i < page->n_looks; i++) {
		float at = infos[i].size * 2 + 0.5f;

		if (infos[i].plane != DT_NONE && at >= 2 && at < 128)
			counts[(uint32_t)at] += infos[i].chars;
	}
	for (uint32_t i = 0; i < 128; i++)
		if (counts[i] > counts[best])
			best = i;
	page->body_size = best ? (float)best / 2 : 10.0f;
}

/* A slanted direction with a few glyphs is lettering on a curve. */
static void drop_small_planes(struct page *page)
{
	struct plane *planes = LIST(page->planes, struct plane);
	struct look_info *infos = LIST(page->look_infos, struct look_info);
	uint8_t *owners = LIST(page->owners, uint8_t);
	bool dropped = false;

	for (uint32_t i = 0; i < page->planes.n; i++)
		if (planes[i].dx != 0 && planes[i].dy != 0 && planes[i].glyphs < 4 &&
		    planes[i].glyphs) {
			planes[i].glyphs = 0;
			dropped = true;
			for (uint32_t k = 0; k < page->n_looks; k++)
				if (infos[k].plane == i)
					infos[k].plane = DT_NONE;
		}
	if (!dropped)
		return;
	for (uint32_t i = 0; i < page->n_glyphs; i++)
		if (owners[i] == OWNER_NONE && infos[page->glyphs[i].look].plane == DT_NONE)
			owners[i] = OWNER_KEPT + DT_RULE_ROTATED;
}

static void page_views(struct page *page, const struct dt_page_content *content)
{
	page->content = content;
	page->glyphs = DT_AT(content, struct dt_glyph, content->glyphs);
	page->looks = DT_AT(content, struct dt_look, content->looks);
	page->fonts = DT_AT(content, struct dt_font, content->fonts);
	page->graphics = DT_AT(content, struct dt_graphic, content->graphics);
	page->annotations = DT_AT(content, struct dt_annotation, content->annotations);
	page->marks = DT_AT(content, struct dt_mark, content->marks);
	page->elements = DT_AT(content, struct dt_element, content->elements);
	page->text = DT_TEXT(content, content->text);
	page->n_glyphs = content->glyphs.count;
	page->n_looks = content->looks.count;
	page->n_fonts = content->fonts.count;
	page->n_graphics = content->graphics.count;
	page->n_annotations = content->annotations.count;
	page->n_marks = content->marks.count;
	page->n_elements = content->elements.count;
}

/* The looks of text along curves, and of nothing else, make no planes: those are few. */
static bool measure_looks(struct page *page, bool curved)
{
	struct look_info *infos = LIST(page->look_infos, struct look_info);
	const uint8_t *owners = LIST(page->owners, uint8_t);
	uint8_t *used;

	if (!list_reserve(&page->scratch, page->n_looks / sizeof(uint32_t) + 1, sizeof(uint32_t)))
		return false;
	used = page->scratch.at;
	memset(used, !curved, page->n_looks);
	for (uint32_t i = 0; curved && i < page->n_glyphs; i++)
		if (owners[i] == OWNER_NONE && page->glyphs[i].look < page->n_looks)
			used[page->glyphs[i].look] = 1;
	for (uint32_t i = 0; i < page->n_looks; i++)
		look_measure(page, &page->looks[i], &infos[i], used[i]);
	return true;
}

void page_prepare(struct page *page, const struct dt_page_content *content)
{
	struct look_info *infos;
	uint8_t *owners;

	page_views(page, content);
	dt_list_clear(&page->planes);
	dt_list_clear(&page->look_infos);
	dt_list_clear(&page->owners);
	dt_list_clear(&page->paragraphs);
	dt_list_clear(&page->sequence);
	dt_list_clear(&page->items);
	dt_list_clear(&page->words);
	dt_list_clear(&page->initials);
	dt_list_clear(&page->order);
	dt_list_clear(&page->styles);
	dt_list_clear(&page->reading);
	dt_list_clear(&page->claims);
	dt_list_clear(&page->cells);
	dt_list_clear(&page->decorations);
	dt_list_clear(&page->decoration_sets);
	page->objects = 0;
	page->tables = 0;
	if (!list_reserve(&page->owners, page->n_glyphs + 1, 1) ||
	    !list_reserve(&page->look_infos, page->n_looks + 1, sizeof(struct look_info)))
		return;
	if (!list_reserve(&page->uses, page->n_graphics + 1, 1))
		return;
	page->uses.n = page->n_graphics;
	memset(page->uses.at, 0, page->n_graphics + 1);
	infos = LIST(page->look_infos, struct look_info);
	owners = LIST(page->owners, uint8_t);
	page->look_infos.n = page->n_looks;
	page->owners.n = page->n_glyphs;
	memset(owners, OWNER_NONE, page->n_glyphs);
	if (!measure_looks(page, page_curved(page)))
		return;
	for (uint32_t i = 0; i < page->n_glyphs; i++) {
		const struct dt_glyph *glyph = &page->glyphs[i];
		struct look_info *info;

		if (owners[i] != OWNER_NONE && !(glyph->flags & UNSEEN))
			continue;

		if (glyph->look >= page->n_looks) {
			owners[i] = OWNER_KEPT + DT_RULE_UNMAPPED;
			continue;
		}
		info = &infos[glyph->look];
		owners[i] = glyph_owner(glyph, info);
		if (owners[i] == OWNER_NONE && !(glyph->flags & DT_GLYPH_SPACE)) {
			info->chars++;
			LIST(page->planes, struct plane)[info->plane].glyphs++;
		}
	}
	drop_small_planes(page);
	find_body_size(page);
	page->typewritten = page_is_typewritten(page);
}

static uint32_t item_flags(const struct page *page, const struct dt_glyph *glyph,
			   const struct look_info *info, uint32_t *last_text, uint32_t *last_flags)
{
	uint32_t used, flags, c;

	if (glyph->flags & DT_GLYPH_SPACE)
		return ITEM_SPACE;
	if (glyph->flags & DT_GLYPH_UNMAPPED)
		return cluster_part(page, (uint32_t)(glyph - page->glyphs))
			       ? ITEM_EMPTY
			       : ITEM_UNKNOWN | ITEM_MATH;
	if (!glyph->text_length)
		return ITEM_EMPTY;
	c = char_at(page->text + glyph->text, glyph->text_length, &used);
	if (c != *last_text) {
		*last_text = c;
		*last_flags = char_flags(c);
	}
	flags = *last_flags;
	if (info->flags & WORD_MATH)
		flags |= ITEM_MATH;
	return flags;
}

void plane_items(struct page *page, uint32_t plane)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	const struct plane *at = &LIST(page->planes, struct plane)[plane];
	const uint8_t *owners = LIST(page->owners, uint8_t);
	uint32_t last_text = 0, last_flags = 0;
	struct item *items;

	page->plane = plane;
	page->first_item = page->items.n;
	page->first_word = page->words.n;
	page->first_order = page->order.n;
	if (!list_reserve(&page->items, page->items.n + page->n_glyphs, sizeof(struct item)))
		return;
	items = LIST(page->items, struct item) + page->items.n;
	for (uint32_t i = 0; i < page->n_glyphs; i++) {
		const struct dt_glyph *glyph = &page->glyphs[i];
		struct plane_point point;

		if (owners[i] != OWNER_NONE || glyph_plane(page, i) != plane)
			continue;
		point = plane_of(at, glyph->x, glyph->y);
		items->u0 = point.u;
		items->u1 = point.u + glyph->advance;
		items->v = point.v;
		if (items->u1 < items->u0) { /* set backwards */
			items->u0 = items->u1;
			items->u1 = point.u;
		}
		items->glyph = i;
		items->look = glyph->look;
		vertical_item(page, items);
		items->flags =
			item_flags(page, glyph, &infos[glyph->look], &last_text, &last_flags);
		if (page->twins.n && glyph_is_bold_by_twins(page, i))
			items->flags |= ITEM_TWICE;
		items->object = items->decoration = 0;
		items++;
	}
	page->items.n = (uint32_t)(items - LIST(page->items, struct item));
	clusters_level(page, page->first_item);
}
