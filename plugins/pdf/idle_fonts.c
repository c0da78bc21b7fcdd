/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fonts of the source that paint nothing any more on a page: their place in the resources
 * goes to a font that is there anyway, so that their programs can stay out of the result.
 * Operators that still select them are not touched.  ISO 32000-1, 7.8.3.
 */
#include "config.h"

#include "painter.h"

#include <stdlib.h>
#include <string.h>

struct use { /* of a font of the scan */
	bool ink, blank;
};

static uint32_t font_of(const struct dt_scan *scan, const struct dt_show *show)
{
	const struct dt_glyph *glyphs = scan->glyphs.at;
	const struct dt_look *looks = scan->looks.at;

	return looks[glyphs[show->first].look].font;
}

/* White space that stays between blocks is no use of a font that has no other; that of a
 * stream which stays as it is must stay, though. */
static bool can_go(const struct dt_painter *painter, uint32_t glyph, uint32_t stream)
{
	const struct dt_glyph *glyphs = painter->scan->glyphs.at;

	return (glyphs[glyph].flags & DT_GLYPH_SPACE) && !(glyphs[glyph].flags & DT_GLYPH_LOCKED) &&
	       painter->going[glyph] == DT_GOES_NOT && painter->changing[stream];
}

static void look_at_shows(struct dt_painter *painter, struct use *uses)
{
	const struct dt_scan *scan = painter->scan;
	const struct dt_show *shows = scan->shows.at;

	for (uint32_t i = 0; i < scan->shows.n; i++) {
		struct use *use;

		if (!shows[i].count)
			continue;
		use = &uses[font_of(scan, &shows[i])];
		for (uint32_t k = shows[i].first; k < shows[i].first + shows[i].count && !use->ink;
		     k++) {
			if (can_go(painter, k, shows[i].stream))
				use->blank = true;
			else if (painter->going[k] != DT_GOES)
				use->ink = true;
		}
	}
}

/* Glyphs that are painted again elsewhere keep their font. */
static void look_at_items(struct dt_painter *painter, struct use *uses)
{
	const struct dt_page_set *set = painter->set;
	const struct dt_set_item *items = DT_AT(set, struct dt_set_item, set->items);
	const struct dt_glyph *glyphs = painter->scan->glyphs.at;
	const struct dt_look *looks = painter->scan->looks.at;

	for (uint32_t i = 0; i < set->items.count; i++) {
		const struct dt_range *ranges = DT_AT(set, struct dt_range, items[i].ranges);

		if (items[i].kind != DT_SET_MOVED)
			continue;
		for (uint32_t k = 0; k < items[i].ranges.count; k++)
			for (uint32_t g = ranges[k].first;
			     g < ranges[k].first + ranges[k].count && g < painter->scan->glyphs.n;
			     g++)
				uses[looks[glyphs[g].look].font].ink = true;
	}
}

/* The glyphs of a Type 3 font without resources use those of the page: 9.6.5. */
static bool has_borrowing_font(const struct dt_painter *painter, const struct use *uses)
{
	struct dt_pdf_font *const *fonts = painter->scan->fonts.at;
	fz_context *ctx = painter->doc->wall.ctx;

	for (uint32_t i = 0; i < painter->scan->fonts.n; i++)
		if (uses[i].ink && fonts[i]->type3 &&
		    !pdf_dict_get(ctx, fonts[i]->dict, PDF_NAME(Resources)))
			return true;
	return false;
}

static void drop_blanks(struct dt_painter *painter, const struct use *uses)
{
	const struct dt_scan *scan = painter->scan;
	const struct dt_show *shows = scan->shows.at;

	for (uint32_t i = 0; i < scan->shows.n; i++) {
		const struct use *use;

		if (!shows[i].count)
			continue;
		use = &uses[font_of(scan, &shows[i])];
		if (!use->blank || use->ink)
			continue;
		for (uint32_t k = shows[i].first; k < shows[i].first + shows[i].count; k++)
			if (can_go(painter, k, shows[i].stream))
				painter->going[k] = DT_GOES;
	}
}

/* Streams whose glyphs go or in which new ones come. */
static bool find_changing(struct dt_painter *painter)
{
	const struct dt_scan *scan = painter->scan;
	const struct dt_show *shows = scan->shows.at;
	const struct dt_place *places = painter->places.at;

	free(painter->changing);
	painter->changing = calloc(scan->streams.n + 1, 1);
	if (!painter->changing)
		return false;
	for (uint32_t i = 0; i < painter->places.n; i++)
		painter->changing[places[i].stream] = 1;
	for (uint32_t i = 0; i < scan->shows.n; i++)
		if (!painter->changing[shows[i].stream] && shows[i].count &&
		    memchr(painter->going + shows[i].first, DT_GOES, shows[i].count))
			painter->changing[shows[i].stream] = 1;
	return true;
}

static int by_number(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

/* Sorted, as each font of the resources is looked for in it. */
static bool list_used(struct dt_painter *painter, const struct use *uses)
{
	struct dt_pdf_font *const *fonts = painter->scan->fonts.at;

	for (uint32_t i = 0; i < painter->scan->fonts.n; i++) {
		uint32_t *object;

		if (!uses[i].ink || !fonts[i]->object)
			continue;
		object = DT_LIST_ADD(&painter->used_fonts, uint32_t);
		if (!object)
			return false;
		*object = (uint32_t)fonts[i]->object;
	}
	if (painter->used_fonts.n)
		qsort(painter->used_fonts.at, painter->used_fonts.n, sizeof(uint32_t), by_number);
	return true;
}

bool dt_find_idle_fonts(struct dt_painter *painter)
{
	const struct dt_scan *scan = painter->scan;
	struct use *uses;
	bool good;

	dt_list_clear(&painter->used_fonts);
	painter->has_idle = false;
	if (!painter->places.n || (scan->notes & (DT_SCAN_CUT | DT_SCAN_UNREADABLE)))
		return true;
	uses = calloc(scan->fonts.n + 1, sizeof(*uses));
	if (!uses || !find_changing(painter)) {
		free(uses);
		return false;
	}
	look_at_items(painter, uses);
	look_at_shows(painter, uses);
	painter->has_idle = !has_borrowing_font(painter, uses);
	if (painter->has_idle)
		drop_blanks(painter, uses);
	good = list_used(painter, uses);
	free(uses);
	return good;
}

static bool is_used(const struct dt_painter *painter, uint32_t object)
{
	return painter->used_fonts.n && bsearch(&object, painter->used_fonts.at,
						painter->used_fonts.n, sizeof(object), by_number);
}

/* Among the first n; a dictionary names no font twice. */
static bool is_listed(const struct dt_painter *painter, uint32_t n, const char *name)
{
	const struct dt_stream_font *fonts = painter->fonts.at;

	for (uint32_t i = 0; i < n; i++)
		if (strcmp(fonts[i].name + 1, name) == 0)
			return true;
	return false;
}

bool dt_replace_idle_fonts(struct dt_painter *painter)
{
	const struct dt_scan_stream *streams = painter->scan->streams.at;
	fz_context *ctx = painter->doc->wall.ctx;
	pdf_obj *dict = pdf_dict_get(ctx, streams[painter->stream].resources, PDF_NAME(Font));
	const struct dt_stream_font *first = painter->fonts.at;
	uint32_t face = DT_NONE, n = painter->fonts.n;

	for (uint32_t i = 0; i < painter->fonts.n && face == DT_NONE; i++)
		face = first[i].face;
	if (!painter->has_idle || face == DT_NONE)
		return true;
	for (int i = 0; i < pdf_dict_len(ctx, dict); i++) {
		const char *name = pdf_to_name(ctx, pdf_dict_get_key(ctx, dict, i));
		uint32_t object = (uint32_t)pdf_to_num(ctx, pdf_dict_get_val(ctx, dict, i));
		struct dt_stream_font *font;

		if (!object || is_used(painter, object) || is_listed(painter, n, name) ||
		    strlen(name) + 2 > sizeof(font->name))
			continue;
		font = DT_LIST_ADD(&painter->fonts, struct dt_stream_font);
		if (!font)
			return false;
		snprintf(font->name, sizeof(font->name), "/%s", name);
		font->face = face;
	}
	return true;
}
