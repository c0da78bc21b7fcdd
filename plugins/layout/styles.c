/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Styles: what glyphs of one look have in common for a reader. */
#include "config.h"

#include "graphics.h"
#include "write.h"

#include <math.h>

#define BOLD_EDGE	 0.015f /* of the em: a thinner line around letters is not seen */
#define DECORATION_FLAGS (DT_STYLE_UNDERLINE | DT_STYLE_STRIKE | DT_STYLE_HIGHLIGHT)

static uint32_t hash_bytes(uint32_t hash, const void *bytes, size_t n)
{
	const unsigned char *at = bytes;

	while (n--)
		hash = (hash ^ *at++) * 16777619u;
	return hash;
}

static uint32_t style_key(const struct page *page, const struct dt_style *style)
{
	const struct dt_font *font = &page->fonts[style->font];
	int32_t size = (int32_t)lrintf(style->size * 10);
	/* underlined words are as large as their neighbours */
	uint32_t flags = style->flags & ~(uint32_t)DECORATION_FLAGS, hash = 2166136261u;

	hash = hash_bytes(hash, DT_TEXT(page->content, font->name), font->name.count);
	hash = hash_bytes(hash, &size, sizeof(size));
	return hash_bytes(hash, &flags, sizeof(flags));
}

static uint32_t font_style(const struct dt_font *font, const struct dt_look *look)
{
	uint32_t flags = 0;

	bool edged = look->outline != look->colour;

	if (font->flags & DT_FONT_BOLD || (look->edge > BOLD_EDGE && !edged && font->weight < 600))
		flags |= DT_STYLE_BOLD;
	if (look->render_mode == 1 || (look->render_mode == 2 && edged))
		flags |= DT_STYLE_OUTLINE;
	if (font->flags & DT_FONT_ITALIC)
		flags |= DT_STYLE_ITALIC;
	if (font->flags & DT_FONT_SERIF)
		flags |= DT_STYLE_SERIF;
	if (font->flags & DT_FONT_MONO)
		flags |= DT_STYLE_MONO;
	if (font->flags & DT_FONT_SMALL_CAPS)
		flags |= DT_STYLE_SMALL_CAPS;
	if (font->flags & DT_FONT_CONDENSED)
		flags |= DT_STYLE_CONDENSED;
	return flags;
}

static uint32_t find_style(struct page *page, const struct dt_style *wanted)
{
	struct dt_style *styles = LIST(page->styles, struct dt_style), *added;

	for (uint32_t i = 0; i < page->styles.n; i++)
		if (styles[i].font == wanted->font &&
		    styles[i].decorations.offset == wanted->decorations.offset &&
		    styles[i].flags == wanted->flags && styles[i].colour == wanted->colour &&
		    fabsf(styles[i].size - wanted->size) < 0.06f &&
		    fabsf(styles[i].rise - wanted->rise) < 0.06f)
			return i;
	added = DT_LIST_ADD(&page->styles, struct dt_style);
	if (!added)
		return 0;
	*added = *wanted;
	added->key = style_key(page, added);
	return page->styles.n - 1;
}

/* As long as the page is at work, the number of the set stands in place of the array. */
static void add_decorations(const struct page *page, uint32_t number, struct dt_style *style)
{
	const struct decoration_set *set;

	style->decorations.offset = number;
	if (!number)
		return;
	set = &LIST(page->decoration_sets, struct decoration_set)[number - 1];
	for (uint32_t i = 0; i < set->n; i++)
		style->flags |= LIST(page->decorations, struct dt_decoration)[set->at[i]].kind;
}

static struct dt_span write_decorations(struct page *page, uint32_t number)
{
	struct dt_decoration all[DECORATIONS];
	const struct decoration_set *set;

	if (!number)
		return (struct dt_span){ 0, 0 };
	set = &LIST(page->decoration_sets, struct decoration_set)[number - 1];
	for (uint32_t i = 0; i < set->n; i++)
		all[i] = LIST(page->decorations, struct dt_decoration)[set->at[i]];
	return dt_payload_array(&page->payload, all, set->n, sizeof(all[0]));
}

/* Of any letter of a monospaced face; 0 when the number cannot be one. */
static float letter_advance(const struct page *page, const struct item *item)
{
	float size = page->looks[item->look].size, em;

	if (size <= 0)
		return 0;
	em = page->glyphs[item->glyph].advance / size;
	return em > 0.35f && em < 0.75f ? em : 0;
}

uint32_t style_of(struct page *page, const struct item *item, const struct line *line)
{
	struct look_info *info = &LIST(page->look_infos, struct look_info)[item->look];
	const struct dt_look *look = &page->looks[item->look];
	struct dt_style style = { 0 };
	float rise = line->v - item->v;
	bool plain;

	if (fabsf(rise) < 0.06f * line->size || item->flags & ITEM_INITIAL)
		rise = 0;
	plain = rise == 0 && !item->decoration &&
		!(item->flags & (ITEM_TWICE | ITEM_SMALL_CAPS | ITEM_INITIAL));
	if (plain && info->style != DT_NONE)
		return info->style;
	style.font = look->font < page->n_fonts ? look->font : 0;
	style.colour = look->colour;
	style.size = info->size;
	style.glyph = item->glyph;
	style.rise = rintf(rise * 10) / 10;
	style.weight = 400;
	if (page->n_fonts) {
		style.flags = font_style(&page->fonts[style.font], look);
		style.weight = page->fonts[style.font].weight;
	}
	if (item->flags & ITEM_TWICE && !(style.flags & DT_STYLE_BOLD)) {
		style.flags |= DT_STYLE_BOLD;
		style.weight = 700;
	}
	if (!(style.weight >= 100 && style.weight <= 1000))
		style.weight = style.flags & DT_STYLE_BOLD ? 700 : 400;
	if (rise > 0.15f * line->size && info->size < 0.88f * line->size)
		style.flags |= DT_STYLE_SUPERSCRIPT;
	else if (rise < -0.06f * line->size && info->size < 0.88f * line->size)
		style.flags |= DT_STYLE_SUBSCRIPT;
	if (style.flags & DT_STYLE_MONO)
		style.advance = letter_advance(page, item);
	add_decorations(page, item->decoration, &style);
	if (item->flags & ITEM_INITIAL)
		style.flags |= DT_STYLE_INITIAL;
	if (item->flags & ITEM_SMALL_CAPS)
		style.flags |= DT_STYLE_SMALL_CAPS;
	if (plain)
		return info->style = find_style(page, &style);
	return find_style(page, &style);
}

struct dt_span write_styles(struct page *page)
{
	struct dt_style *styles = LIST(page->styles, struct dt_style);
	const char *none = "";

	for (uint32_t i = 0; i < page->styles.n; i++) {
		uint32_t k = 0;

		styles[i].decorations = write_decorations(page, styles[i].decorations.offset);
		while (k < i && styles[k].font != styles[i].font)
			k++;
		if (k < i) {
			styles[i].family = styles[k].family;
		} else {
			struct dt_span name = { 0, 0 };

			if (styles[i].font < page->n_fonts)
				name = page->fonts[styles[i].font].name;
			styles[i].family = dt_payload_text(
				&page->payload, name.count ? DT_TEXT(page->content, name) : none,
				name.count);
		}
	}
	return dt_payload_list(&page->payload, &page->styles);
}
