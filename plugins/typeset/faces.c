/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "face_class.h"

#include "orthography.h"

#include <hb-ot.h>

struct faces *faces_new(const struct catalogue *catalogue, const struct face_options *options)
{
	struct faces *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->catalogue = catalogue;
	f->options = *options;
	f->unusable = calloc(catalogue->n ? catalogue->n : 1, 1);
	f->tried = calloc(catalogue->n ? catalogue->n : 1, 1);
	f->whole = calloc(catalogue->n ? catalogue->n : 1, 1);
	if (!f->unusable || !f->tried || !f->whole) {
		free(f->whole);
		free(f->unusable);
		free(f->tried);
		free(f);
		return NULL;
	}
	faces_language(f, NULL);
	return f;
}

void faces_free(struct faces *f)
{
	if (!f)
		return;
	face_classes_forget(f);
	free(f->classes);
	for (uint32_t i = 0; i < f->faces.n; i++)
		hb_font_destroy(((struct face *)f->faces.at)[i].font);
	dt_list_free(&f->faces);
	dt_list_free(&f->names);
	free(f->whole);
	free(f->unusable);
	free(f->tried);
	free(f);
}

void faces_language(struct faces *f, const char *language)
{
	if (!language)
		language = "en";
	if (strcmp(f->language, language) == 0)
		return;
	face_classes_forget(f);
	snprintf(f->language, sizeof(f->language), "%s", language);
	f->script = language_script(language);
	f->alphabet = orthography_find(language);
	f->n_alphabet = f->alphabet ? FcCharSetCount(f->alphabet) : 0;
	memset(f->whole, WHOLE_UNKNOWN, f->catalogue->n);
}

const struct face *faces_at(const struct faces *f, uint32_t face)
{
	return &((const struct face *)f->faces.at)[face];
}

uint32_t faces_count(const struct faces *f)
{
	return f->faces.n;
}

/* OS/2 fsType: bit 1 forbids embedding, bit 8 forbids subsetting, bit 9 allows
 * bitmaps only.  No OS/2 table: nothing is forbidden. */
static bool may_embed(hb_face_t *face)
{
	hb_blob_t *os2 = hb_face_reference_table(face, HB_TAG('O', 'S', '/', '2'));
	unsigned int length;
	const unsigned char *at = (const unsigned char *)hb_blob_get_data(os2, &length);
	unsigned int type = length >= 10 ? (unsigned int)at[8] << 8 | at[9] : 0;

	hb_blob_destroy(os2);
	return (type & 0xF) != 0x2 && !(type & 0x300);
}

static bool has_feature(hb_face_t *face, hb_tag_t wanted)
{
	hb_tag_t tags[64];
	unsigned int start = 0, n;

	do {
		n = 64;
		hb_ot_layout_table_get_feature_tags(face, HB_OT_TAG_GSUB, start, &n, tags);
		for (unsigned int i = 0; i < n; i++) {
			if (tags[i] == wanted)
				return true;
		}
		start += n;
	} while (n == 64);
	return false;
}

/* Codes that are no ids need outlines that the PDF finds by a map: TrueType ones. */
static uint32_t code_count(hb_face_t *face)
{
	hb_blob_t *glyf = hb_face_reference_table(face, HB_TAG('g', 'l', 'y', 'f'));
	bool has = hb_blob_get_length(glyf) > 0;

	hb_blob_destroy(glyf);
	return has ? hb_face_get_glyph_count(face) : 0;
}

/* See struct dt_set_glyph. */
static uint32_t code_end(hb_font_t *font)
{
	hb_codepoint_t glyph;

	return hb_face_get_glyph_count(hb_font_get_face(font)) <= DT_SHORT_FACE &&
			       hb_font_get_nominal_glyph(font, 'a', &glyph)
		       ? DT_SHORT_CODES
		       : 65536;
}

static void face_measure(struct face *face)
{
	hb_font_extents_t extents;
	hb_codepoint_t glyph;

	face->space = 0.25f;
	if (hb_font_get_nominal_glyph(face->font, ' ', &glyph))
		face->space = (float)hb_font_get_glyph_h_advance(face->font, glyph) / face->upem;
	face->ascent = 0.9f;
	face->descent = 0.25f;
	if (hb_font_get_h_extents(face->font, &extents)) {
		face->ascent = (float)extents.ascender / face->upem;
		face->descent = -(float)extents.descender / face->upem;
	}
}

static uint32_t face_open(struct faces *f, uint32_t entry, uint32_t flags)
{
	const struct font_entry *e = &f->catalogue->at[entry];
	struct face *face;
	hb_blob_t *blob;
	hb_face_t *hb;

	if (f->faces.n >= NOT_ASKED)
		return FACE_NONE;
	blob = hb_blob_create_from_file_or_fail(e->path);
	hb = blob ? hb_face_create(blob, e->index) : NULL;
	hb_blob_destroy(blob);
	if (!hb || hb_face_get_glyph_count(hb) == 0 || !may_embed(hb)) {
		hb_face_destroy(hb);
		f->unusable[entry] = 1;
		return FACE_NONE;
	}
	face = DT_LIST_ADD(&f->faces, struct face);
	if (!face) {
		hb_face_destroy(hb);
		return FACE_NONE;
	}
	face->font = hb_font_create(hb);
	face->entry = entry;
	face->flags = flags;
	face->upem = (float)hb_face_get_upem(hb);
	face->mono = e->mono;
	face->small_caps = has_feature(hb, HB_TAG('s', 'm', 'c', 'p'));
	face->n_codes = code_count(hb);
	face->end_codes = code_end(face->font);
	hb_face_destroy(hb);
	face_measure(face);
	hb_font_make_immutable(face->font);
	return f->faces.n - 1;
}

uint32_t face_get(struct faces *f, uint32_t entry, uint32_t flags)
{
	for (uint32_t i = 0; i < f->faces.n; i++) {
		if (faces_at(f, i)->entry == entry && faces_at(f, i)->flags == flags)
			return i;
	}
	return face_open(f, entry, flags);
}
