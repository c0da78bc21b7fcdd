/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "paint_fonts.h"

#include "painted.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void dt_paint_fonts_start(struct dt_paint_fonts *fonts)
{
	dt_list_clear(&fonts->names);
	dt_list_clear(&fonts->glyphs);
	dt_list_clear(&fonts->text);
	if (fonts->slots)
		memset(fonts->slots, 0, fonts->n_slots * sizeof(*fonts->slots));
}

void dt_paint_fonts_free(struct dt_paint_fonts *fonts)
{
	dt_list_free(&fonts->names);
	dt_list_free(&fonts->glyphs);
	dt_list_free(&fonts->text);
	free(fonts->slots);
	memset(fonts, 0, sizeof(*fonts));
}

void dt_face_widths_free(struct dt_face_widths *widths)
{
	struct dt_open_face *face = widths->faces.at;

	for (uint32_t i = 0; i < widths->faces.n; i++, face++) {
		free(face->path);
		free(face->widths);
		hb_font_destroy(face->font);
	}
	dt_list_free(&widths->faces);
}

static bool name_is_taken(const struct dt_scan *scan, fz_context *ctx, uint32_t stream,
			  const char *name)
{
	const struct dt_scan_stream *streams = scan->streams.at;
	bool taken = false;

	fz_var(taken);
	fz_try(ctx)
	{
		pdf_obj *fonts = pdf_dict_get(ctx, streams[stream].resources, PDF_NAME(Font));

		taken = pdf_dict_gets(ctx, fonts, name) != NULL;
	}
	fz_catch(ctx)
	{
		taken = false; /* resources that cannot be read name nothing */
	}
	return taken;
}

const char *dt_paint_font_name(struct dt_paint_fonts *fonts, const struct dt_scan *scan,
			       fz_context *ctx, uint32_t stream, uint32_t face, uint32_t object)
{
	struct dt_paint_font *font = fonts->names.at;

	for (uint32_t i = 0; i < fonts->names.n; i++, font++)
		if (font->stream == stream && font->face == face && font->object == object)
			return font->name;
	font = DT_LIST_ADD(&fonts->names, struct dt_paint_font);
	if (!font)
		return NULL;
	font->stream = stream;
	font->face = face;
	font->object = object;
	/* the source may be an output of ours: then DTF0 is taken */
	for (unsigned round = 0; round < 1000; round++) {
		if (face != DT_NONE)
			snprintf(font->name, sizeof(font->name), "DTF%u", face);
		else
			snprintf(font->name, sizeof(font->name), "DTS%u", object);
		if (round)
			snprintf(font->name + strlen(font->name),
				 sizeof(font->name) - strlen(font->name), "x%u", round);
		if (!name_is_taken(scan, ctx, stream, font->name))
			break;
	}
	return font->name;
}

static hb_font_t *open_font(const char *path, uint32_t index)
{
	hb_blob_t *blob = hb_blob_create_from_file_or_fail(path);
	hb_face_t *face;
	hb_font_t *font = NULL;

	if (!blob)
		return NULL;
	face = hb_face_create(blob, index);
	hb_blob_destroy(blob);
	if (hb_face_get_glyph_count(face))
		font = hb_font_create(face);
	hb_face_destroy(face);
	return font;
}

uint32_t dt_face_open(struct dt_face_widths *widths, const char *path, uint32_t index)
{
	struct dt_open_face *face = widths->faces.at;

	for (uint32_t i = 0; i < widths->faces.n; i++, face++)
		if (face->index == index && strcmp(face->path, path) == 0)
			return face->font ? i : DT_NONE;
	face = DT_LIST_ADD(&widths->faces, struct dt_open_face);
	if (!face)
		return DT_NONE;
	face->path = strdup(path);
	face->index = index;
	face->font = face->path ? open_font(path, index) : NULL;
	if (!face->path) {
		widths->faces.n--;
		return DT_NONE;
	}
	if (!face->font)
		return DT_NONE;
	face->unit = 1000.0F / (float)hb_face_get_upem(hb_font_get_face(face->font));
	face->n_widths = hb_face_get_glyph_count(hb_font_get_face(face->font));
	face->widths = malloc(face->n_widths * sizeof(*face->widths));
	for (uint32_t i = 0; face->widths && i < face->n_widths; i++)
		face->widths[i] = -1;
	return widths->faces.n - 1;
}

float dt_face_width(struct dt_face_widths *widths, uint32_t number, uint32_t glyph)
{
	struct dt_open_face *face = &((struct dt_open_face *)widths->faces.at)[number];
	float width;

	if (face->widths && glyph < face->n_widths && face->widths[glyph] >= 0)
		return face->widths[glyph];
	width = (float)hb_font_get_glyph_h_advance(face->font, glyph) * face->unit;
	if (face->widths && glyph < face->n_widths && width >= 0)
		face->widths[glyph] = width;
	return width;
}

static uint32_t slot_of(const struct dt_paint_fonts *fonts, uint32_t face, uint32_t glyph)
{
	return (face * 2654435761U ^ glyph * 2246822519U) & (fonts->n_slots - 1);
}

static bool grow(struct dt_paint_fonts *fonts)
{
	const struct dt_painted_glyph *glyph = fonts->glyphs.at;
	uint32_t n = fonts->n_slots ? fonts->n_slots * 2 : 512;
	uint32_t *slots = calloc(n, sizeof(*slots));

	if (!slots)
		return false;
	free(fonts->slots);
	fonts->slots = slots;
	fonts->n_slots = n;
	for (uint32_t i = 0; i < fonts->glyphs.n; i++) {
		uint32_t at = slot_of(fonts, glyph[i].face, glyph[i].id);

		while (slots[at])
			at = (at + 1) & (n - 1);
		slots[at] = i + 1;
	}
	return true;
}

static struct dt_span keep_text(struct dt_paint_fonts *fonts, const char *text, uint32_t length)
{
	struct dt_span span = { fonts->text.n, length };

	for (uint32_t i = 0; i < length; i++) {
		char *c = DT_LIST_ADD(&fonts->text, char);

		if (!c)
			return (struct dt_span){ 0, 0 };
		*c = text[i];
	}
	return span;
}

bool dt_paint_fonts_use(struct dt_paint_fonts *fonts, uint32_t face, uint32_t glyph,
			const char *text, uint32_t length)
{
	struct dt_painted_glyph *used;
	uint32_t at;

	if (fonts->glyphs.n * 2 >= fonts->n_slots && !grow(fonts))
		return false;
	for (at = slot_of(fonts, face, glyph); fonts->slots[at];
	     at = (at + 1) & (fonts->n_slots - 1)) {
		used = &((struct dt_painted_glyph *)fonts->glyphs.at)[fonts->slots[at] - 1];
		if (used->face == face && used->id == glyph) {
			if (!used->text.count && length)
				used->text = keep_text(fonts, text, length);
			return true;
		}
	}
	used = DT_LIST_ADD(&fonts->glyphs, struct dt_painted_glyph);
	if (!used)
		return false;
	used->face = face;
	used->id = glyph;
	used->text = keep_text(fonts, text, length);
	fonts->slots[at] = fonts->glyphs.n;
	return true;
}
