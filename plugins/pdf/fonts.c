/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "fonts.h"

#include "encodings.h"
#include "unicode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More fonts than this are dropped between pages. */
#define MOST_FONTS 600

/* A font whose codes have been met costs its file and FreeType's face and is of no use: past
 * so many bytes those that were not asked for so many pages are let go of. */
#define MOST_LOADED ((size_t)256 << 10)
#define PAGES_IDLE  16

static void free_font(fz_context *ctx, struct dt_pdf_font *font)
{
	pdf_drop_font(ctx, font->desc);
	pdf_drop_obj(ctx, font->dict);
	for (size_t i = 0; i < 256; i++)
		free(font->table[i]);
	free(font->from_glyph);
	free(font->names_kept);
	free(font->text);
	free(font);
}

void dt_fonts_free(struct dt_font_cache *cache, struct dt_document *doc)
{
	for (uint32_t i = 0; i < cache->n; i++)
		free_font(doc->wall.ctx, cache->at[i]);
	free(cache->at);
	cache->at = NULL;
	cache->n = cache->room = 0;
}

/* Its tables stay; it is loaded again when a code comes that is not in them. */
static void unload_idle(struct dt_font_cache *cache, struct dt_document *doc)
{
	size_t loaded = 0;

	for (uint32_t i = 0; i < cache->n; i++)
		if (cache->at[i]->desc)
			loaded += cache->at[i]->desc->size;
	for (uint32_t i = 0; i < cache->n && loaded > MOST_LOADED; i++) {
		struct dt_pdf_font *font = cache->at[i];

		if (!font->desc || font->broken || font->type3 ||
		    !(font->simple || font->two_bytes) || cache->stamp - font->asked < PAGES_IDLE)
			continue;
		loaded -= font->desc->size;
		pdf_drop_font(doc->wall.ctx, font->desc);
		font->desc = NULL;
	}
}

void dt_fonts_page(struct dt_font_cache *cache, struct dt_document *doc)
{
	if (cache->n > MOST_FONTS)
		dt_fonts_free(cache, doc);
	cache->opened = doc->opened;
	if (++cache->stamp % PAGES_IDLE == 0)
		unload_idle(cache, doc);
}

/* Codes of a fixed length whose CID is the code need no search in the CMap. */
static void find_shape(struct dt_pdf_font *font)
{
	const pdf_cmap *cmap = font->desc->encoding;
	bool identity = cmap && !cmap->usecmap && cmap->xlen == 0 && cmap->mlen == 0 &&
			cmap->rlen == 1 && cmap->ranges[0].low == 0 && cmap->ranges[0].out == 0 &&
			cmap->codespace_len == 1 && cmap->codespace[0].low == 0;

	font->simple = font->type3 || (identity && cmap->codespace[0].n == 1);
	font->two_bytes = identity && cmap->codespace[0].n == 2 && cmap->ranges[0].high == 0xffff &&
			  cmap->codespace[0].high == 0xffff;
}

/* Type 3 fonts have no em.  Their letters tell: lower case is about half an em wide.  A font of
 * signs alone says less, as those are from a fifth of an em (a point) to one and a half wide (a
 * sign in a circle). */
static double type3_em(fz_context *ctx, struct dt_pdf_font *font)
{
	double sum = 0;
	bool letters;
	int n = 0;

	for (int code = 'a'; code <= 'z'; code++) {
		double w = pdf_lookup_hmtx(ctx, font->desc, code).w / 1000.0;

		if (w > 0) {
			sum += w;
			n++;
		}
	}
	letters = n > 0;
	for (int code = 0; !letters && code < 256; code++) {
		double w = pdf_lookup_hmtx(ctx, font->desc, code).w / 1000.0;

		if (w > 0) {
			sum += w;
			n++;
		}
	}
	if (n == 0 || sum <= 0)
		return 1;
	if (!letters && sum / n > 0.2 && sum / n < 1.5)
		return 1;
	sum = sum / n / 0.48;
	return sum > 0.6 && sum < 1.6 ? 1 : sum;
}

/* Names say more than the one character that MuPDF makes of them: "f_f_i".  Returns the bytes
 * that they take; they are borrowed. */
static size_t find_names(fz_context *ctx, struct dt_pdf_font *font)
{
	pdf_obj *encoding = pdf_dict_get(ctx, font->dict, PDF_NAME(Encoding));
	pdf_obj *differences = pdf_dict_get(ctx, encoding, PDF_NAME(Differences));
	int n = font->simple ? pdf_array_len(ctx, differences) : 0, code = 0;
	size_t size = 0;

	for (int i = 0; i < n; i++) {
		pdf_obj *one = pdf_array_get(ctx, differences, i);

		if (pdf_is_name(ctx, one) && code >= 0 && code < 256)
			font->names[code++] = pdf_to_name(ctx, one);
		else if (pdf_is_number(ctx, one))
			code = pdf_to_int(ctx, one);
	}
	for (code = 0; code < 256; code++)
		if (font->names[code])
			size += strlen(font->names[code]) + 1;
	return size;
}

/* The document lets go of its objects between pages, and new codes come on later ones. */
static void read_names(fz_context *ctx, struct dt_pdf_font *font)
{
	size_t room = find_names(ctx, font);
	char *to;

	if (!room)
		return;
	to = font->names_kept = malloc(room);
	if (!to)
		fz_throw(ctx, FZ_ERROR_MEMORY, "glyph names");
	for (size_t code = 0; code < 256; code++) {
		size_t n = font->names[code] ? strlen(font->names[code]) + 1 : 0;

		if (!n)
			continue;
		memcpy(to, font->names[code], n);
		font->names[code] = to;
		to += n;
	}
}

static pdf_font_desc *load_desc(fz_context *ctx, struct dt_document *doc, pdf_obj *dict,
				pdf_obj *resources, bool type3)
{
	pdf_font_desc *desc = NULL;

	fz_var(desc);
	fz_try(ctx)
	{
		/* pdf_load_font would run the glyph procedures of a Type 3 font */
		desc = type3 ? pdf_load_type3_font(ctx, doc->pdf, resources, dict)
			     : pdf_load_font(ctx, doc->pdf, resources, dict);
	}
	fz_catch(ctx)
	{
		if (doc->wall.over || doc->wall.cancelled)
			fz_rethrow(ctx);
	}
	if (!desc && !type3) {
		fz_try(ctx)
		{
			desc = pdf_load_hail_mary_font(ctx, doc->pdf);
		}
		fz_catch(ctx)
		{
			if (doc->wall.over || doc->wall.cancelled)
				fz_rethrow(ctx);
		}
	}
	return desc;
}

static struct dt_pdf_font *load(fz_context *ctx, struct dt_document *doc, pdf_obj *dict,
				pdf_obj *resources)
{
	struct dt_pdf_font *font = calloc(1, sizeof(*font));

	if (!font)
		fz_throw(ctx, FZ_ERROR_MEMORY, "font");
	font->doc = doc;
	font->object = pdf_to_num(ctx, dict);
	font->em = 1;
	font->broken = true;
	fz_try(ctx)
	{
		font->type3 = pdf_name_eq(ctx, pdf_dict_get(ctx, dict, PDF_NAME(Subtype)),
					  PDF_NAME(Type3));
		font->desc = load_desc(ctx, doc, dict, resources, font->type3);
		font->dict = pdf_keep_obj(ctx, dict);
		if (font->desc && font->desc->font) {
			font->broken = false;
			font->vertical = font->desc->wmode != 0;
			find_shape(font);
			if (font->type3)
				font->em = type3_em(ctx, font);
			dt_font_traits(ctx, font);
			read_names(ctx, font);
			dt_font_find_pitch(ctx, font);
			dt_font_find_order(ctx, font);
		}
	}
	fz_catch(ctx)
	{
		free_font(ctx, font);
		fz_rethrow(ctx);
	}
	return font;
}

struct dt_pdf_font *dt_font_get(struct dt_font_cache *cache, struct dt_document *doc, pdf_obj *dict,
				pdf_obj *resources)
{
	fz_context *ctx = doc->wall.ctx;
	int object = pdf_to_num(ctx, dict);
	struct dt_pdf_font *font;

	for (uint32_t i = 0; i < cache->n; i++) {
		font = cache->at[i];
		if (object ? font->object == object : font->dict == dict)
			return font;
	}
	if (cache->n == cache->room) {
		uint32_t room = cache->room ? cache->room * 2 : 32;
		void *at = realloc(cache->at, room * sizeof(*cache->at));

		if (!at)
			fz_throw(ctx, FZ_ERROR_MEMORY, "fonts");
		cache->at = at;
		cache->room = room;
	}
	font = load(ctx, doc, dict, resources);
	font->stamp = &cache->stamp;
	font->asked = cache->stamp;
	cache->at[cache->n++] = font;
	return font;
}

/* Entry 256 of a table is for codes that have no place of their own; it is filled anew each
 * time, always at the same place of the text. */
static void keep_text(fz_context *ctx, struct dt_pdf_font *font, struct dt_code *entry,
		      const char *text, size_t length)
{
	size_t wanted = entry->flags & DT_CODE_SHARED ? DT_CODE_TEXT_ROOM : length;

	if (!(entry->flags & DT_CODE_SHARED) || !entry->reserved) {
		if (font->text_room - font->text_used < wanted) {
			uint32_t room = font->text_room * 2 + 256;
			char *at = realloc(font->text, room);

			if (!at)
				fz_throw(ctx, FZ_ERROR_MEMORY, "font text");
			font->text = at;
			font->text_room = room;
		}
		entry->text = font->text_used;
		entry->reserved = 1;
		font->text_used += (uint32_t)wanted;
	}
	if (length)
		memcpy(font->text + entry->text, text, length);
	entry->text_length = (uint8_t)length;
}

static void fill(fz_context *ctx, struct dt_pdf_font *font, struct dt_code *entry, uint32_t code)
{
	pdf_font_desc *desc = font->desc;
	char text[DT_CODE_TEXT_ROOM];
	bool guessed = false;
	size_t n;
	int cid = (int)code;

	font->asked = *font->stamp;
	entry->flags |= DT_CODE_KNOWN;
	if (!font->simple && !font->two_bytes)
		cid = pdf_lookup_cmap(desc->encoding, code);
	if (cid < 0) {
		entry->flags |= DT_CODE_ABSENT;
		return;
	}
	entry->width = (float)pdf_lookup_hmtx(ctx, desc, cid).w / 1000;
	if (font->vertical) {
		pdf_vmtx v = pdf_lookup_vmtx(ctx, desc, cid);

		entry->vx = (float)v.x / 1000;
		entry->vy = (float)v.y / 1000;
		entry->width = (float)v.w / 1000;
	}
	n = dt_code_text(ctx, font, cid, code, &guessed, text);
	if (guessed)
		entry->flags |= DT_CODE_GUESSED;
	if (n == 0)
		entry->flags |= DT_CODE_UNMAPPED;
	else if (dt_text_is_space(text, n))
		entry->flags |= DT_CODE_SPACE;
	keep_text(ctx, font, entry, text, n);
}

/* All codes of a small table at once, so that it happens to a font no second time. */
static void load_again(fz_context *ctx, struct dt_pdf_font *font)
{
	struct dt_code *table = font->table[0];

	font->desc = load_desc(ctx, font->doc, font->dict, NULL, false);
	if (!font->desc || !font->desc->font)
		fz_throw(ctx, FZ_ERROR_GENERIC, "cannot load the font %s again", font->name);
	for (uint32_t code = 0; font->simple && table && code < 256; code++)
		if (!(table[code].flags & DT_CODE_KNOWN))
			fill(ctx, font, &table[code], code);
}

const struct dt_code *dt_font_code(fz_context *ctx, struct dt_pdf_font *font,
				   const unsigned char *s, const unsigned char *end, uint32_t *code,
				   unsigned *length)
{
	struct dt_code *table, *entry;
	unsigned int value = s[0];
	unsigned n = 1;
	uint32_t slot;

	if (font->two_bytes) {
		n = end - s >= 2 ? 2 : 1;
		value = n == 2 ? value << 8 | s[1] : value << 8;
	} else if (!font->simple) {
		n = (unsigned)pdf_decode_cmap(font->desc->encoding, (unsigned char *)(uintptr_t)s,
					      (unsigned char *)(uintptr_t)end, &value);
		if (n == 0)
			n = 1;
	}
	*code = value;
	*length = n;
	slot = (value >> 8) & 255;
	table = font->table[slot];
	if (!table) {
		table = font->table[slot] = calloc(257, sizeof(*table));
		if (!table)
			fz_throw(ctx, FZ_ERROR_MEMORY, "font table");
	}
	entry = &table[value & 255];
	/* long codes, and <00xx> beside <xx> in one CMap */
	if (value > 0xffff || n > 2 || (n == 2 && value < 0x100 && !font->two_bytes)) {
		entry = &table[256];
		entry->flags = DT_CODE_SHARED;
	}
	if (!(entry->flags & DT_CODE_KNOWN) && !font->desc)
		load_again(ctx, font);
	if (!(entry->flags & DT_CODE_KNOWN))
		fill(ctx, font, entry, value);
	return entry->flags & DT_CODE_ABSENT ? NULL : entry;
}
