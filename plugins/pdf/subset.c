/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "subset.h"

#include "cff.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_CID_H
#include <hb-ot.h>
#include <hb-subset.h>
#include <hb.h>

#define TAG(a, b, c, d) HB_TAG(a, b, c, d)

/* Tables that a font inside a PDF has no use for; without the layout tables the
 * subsetter adds no glyphs by substitution, without the variation tables the
 * outlines are those of the default instance. */
static const hb_tag_t dropped[] = {
	TAG('G', 'S', 'U', 'B'), TAG('G', 'P', 'O', 'S'), TAG('G', 'D', 'E', 'F'),
	TAG('B', 'A', 'S', 'E'), TAG('J', 'S', 'T', 'F'), TAG('M', 'A', 'T', 'H'),
	TAG('k', 'e', 'r', 'n'), TAG('m', 'o', 'r', 'x'), TAG('m', 'o', 'r', 't'),
	TAG('k', 'e', 'r', 'x'), TAG('f', 'e', 'a', 't'), TAG('c', 'm', 'a', 'p'),
	TAG('n', 'a', 'm', 'e'), TAG('O', 'S', '/', '2'), TAG('p', 'o', 's', 't'),
	TAG('D', 'S', 'I', 'G'), TAG('g', 'a', 's', 'p'), TAG('f', 'v', 'a', 'r'),
	TAG('g', 'v', 'a', 'r'), TAG('a', 'v', 'a', 'r'), TAG('c', 'v', 'a', 'r'),
	TAG('H', 'V', 'A', 'R'), TAG('V', 'V', 'A', 'R'), TAG('M', 'V', 'A', 'R'),
	TAG('S', 'T', 'A', 'T'), TAG('V', 'O', 'R', 'G'), TAG('v', 'h', 'e', 'a'),
	TAG('v', 'm', 't', 'x'), TAG('h', 'd', 'm', 'x'), TAG('V', 'D', 'M', 'X'),
	TAG('L', 'T', 'S', 'H'), TAG('P', 'C', 'L', 'T'), TAG('C', 'O', 'L', 'R'),
	TAG('C', 'P', 'A', 'L'), TAG('C', 'B', 'D', 'T'), TAG('C', 'B', 'L', 'C'),
	TAG('S', 'V', 'G', ' '), TAG('m', 'e', 't', 'a'), TAG('l', 't', 'a', 'g'),
};

static bool has_table(hb_face_t *face, hb_tag_t tag)
{
	hb_blob_t *blob = hb_face_reference_table(face, tag);
	bool has = hb_blob_get_length(blob) > 0;

	hb_blob_destroy(blob);
	return has;
}

/* A big-endian 16-bit number of a table, 0 when it is not there. */
static int number_at(hb_face_t *face, hb_tag_t tag, unsigned offset)
{
	hb_blob_t *blob = hb_face_reference_table(face, tag);
	unsigned length;
	const unsigned char *bytes = (const unsigned char *)hb_blob_get_data(blob, &length);
	int value = 0;

	if (offset + 2 <= length)
		value = (int16_t)(uint16_t)(bytes[offset] << 8 | bytes[offset + 1]);
	hb_blob_destroy(blob);
	return value;
}

/* Bits of /Flags: ISO 32000-1, table 123.  sFamilyClass 1-5 and 7 have serifs. */
static int descriptor_flags(hb_face_t *face, float slant)
{
	int family = number_at(face, TAG('O', 'S', '/', '2'), 30) >> 8;
	bool fixed = number_at(face, TAG('p', 'o', 's', 't'), 12) ||
		     number_at(face, TAG('p', 'o', 's', 't'), 14);

	return (fixed ? 1 : 0) | ((family >= 1 && family <= 5) || family == 7 ? 2 : 0) | 4 |
	       (family == 10 ? 8 : 0) | (slant != 0 ? 64 : 0);
}

static float metric(hb_font_t *font, hb_ot_metrics_tag_t tag, float scale)
{
	hb_position_t position;

	hb_ot_metrics_get_position_with_fallback(font, tag, &position);
	return (float)position * scale;
}

static void describe(struct dt_subset *subset, hb_face_t *face, hb_font_t *font)
{
	const hb_tag_t head = TAG('h', 'e', 'a', 'd'), os2 = TAG('O', 'S', '/', '2');
	float scale = 1000.0f / (float)hb_face_get_upem(face);
	float weight = hb_style_get_value(font, HB_STYLE_TAG_WEIGHT);
	unsigned i;

	for (i = 0; i < 4; i++)
		subset->box[i] = (float)number_at(face, head, 36 + 2 * i) * scale;
	subset->slant = hb_style_get_value(font, HB_STYLE_TAG_SLANT_ANGLE);
	subset->ascent = metric(font, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, scale);
	subset->descent = metric(font, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, scale);
	subset->cap_height = metric(font, HB_OT_METRICS_TAG_CAP_HEIGHT, scale);
	subset->stem = 50 + (weight / 65) * (weight / 65);
	subset->flags = descriptor_flags(face, subset->slant);
	/* fsType: usage permissions in bits 0-3, bit 9 allows bitmaps only */
	subset->forbidden =
		(number_at(face, os2, 8) & 0xf) == 2 || (number_at(face, os2, 8) & 0x200);
}

static void measure(struct dt_subset *subset, const struct dt_used_face *used, hb_face_t *face,
		    hb_font_t *font)
{
	float scale = 1000.0f / (float)hb_face_get_upem(face);
	uint32_t i;

	for (i = 0; i < subset->n; i++) {
		subset->ids[i] = used->ids[i];
		subset->used[i] =
			used->texts[i] != 0 && used->ids[i] < hb_face_get_glyph_count(face);
		if (subset->used[i])
			subset->widths[i] = (float)hb_font_get_glyph_h_advance(
						    font, (hb_codepoint_t)used->ids[i]) *
					    scale;
	}
}

/* Six letters that tell this subset from others of the same font. */
static void make_tag(struct dt_subset *subset, const char *name)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	uint32_t i;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
	for (i = 0; i < subset->n; i++)
		if (subset->used[i])
			hash = (hash ^ i) * UINT64_C(0x100000001b3);
	hash ^= hash >> 32;
	for (i = 0; i < 6; i++, hash /= 26)
		subset->tag[i] = (char)('A' + hash % 26);
	memcpy(subset->tag + 6, "+", 2);
}

/* What the character collection of a CID-keyed CFF is, and which CID a glyph has.
 * Returns true when the font is CID-keyed. */
static bool read_cids(struct dt_subset *subset, const struct dt_used_face *used, FT_Library library)
{
	const char *registry, *ordering;
	FT_Bool keyed = 0;
	FT_Int supplement;
	FT_Face face;
	FT_UInt cid;
	uint32_t i;

	if (FT_New_Face(library, used->path, (FT_Long)used->index, &face))
		return false;
	if (FT_Get_CID_Is_Internally_CID_Keyed(face, &keyed) || !keyed) {
		FT_Done_Face(face);
		return false;
	}
	if (!FT_Get_CID_Registry_Ordering_Supplement(face, &registry, &ordering, &supplement) &&
	    registry && ordering) {
		snprintf(subset->registry, sizeof(subset->registry), "%s", registry);
		snprintf(subset->ordering, sizeof(subset->ordering), "%s", ordering);
		subset->supplement = supplement;
	}
	subset->to_cid = calloc(subset->n, sizeof(*subset->to_cid));
	for (i = 0; subset->to_cid && i < subset->n; i++)
		if (subset->used[i] && !FT_Get_CID_From_Glyph_Index(face, i, &cid))
			subset->to_cid[i] = (uint16_t)cid;
	for (i = 0; subset->to_cid && i < subset->n; i++)
		if (subset->used[i] && subset->to_cid[i] != i)
			break;
	if (i == subset->n) { /* the usual case */
		free(subset->to_cid);
		subset->to_cid = NULL;
	}
	FT_Done_Face(face);
	return true;
}

/* Without hints: they make half of a TrueType file, and are for screens of few dots. */
static hb_subset_input_t *new_input(const struct dt_subset *subset, unsigned flags)
{
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	uint32_t i;

	if (!input)
		return NULL;
	for (i = 0; i < subset->n; i++)
		if (subset->used[i])
			hb_set_add(hb_subset_input_glyph_set(input), subset->ids[i]);
	hb_set_add(hb_subset_input_glyph_set(input), 0);
	for (i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++)
		hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), dropped[i]);
	hb_subset_input_set_flags(input, flags | HB_SUBSET_FLAGS_NO_HINTING |
						 HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
	return input;
}

static bool keep_program(struct dt_subset *subset, hb_blob_t *blob)
{
	unsigned length;
	const char *bytes = hb_blob_get_data(blob, &length);

	subset->program = length ? malloc(length) : NULL;
	subset->program_size = length;
	if (subset->program)
		memcpy(subset->program, bytes, length);
	return subset->program != NULL;
}

static bool keep_glyph_map(struct dt_subset *subset, hb_subset_plan_t *plan)
{
	const hb_map_t *map = hb_subset_plan_old_to_new_glyph_mapping(plan);
	uint32_t i;

	subset->to_glyph = calloc(subset->n, sizeof(*subset->to_glyph));
	for (i = 0; subset->to_glyph && i < subset->n; i++)
		if (subset->used[i])
			subset->to_glyph[i] = (uint16_t)hb_map_get(map, subset->ids[i]);
	return subset->to_glyph != NULL;
}

/* The glyphs of a font with names get CIDs: cff.h. */
static bool keep_keyed(struct dt_subset *subset, hb_subset_plan_t *plan, hb_blob_t *blob,
		       uint32_t n_new)
{
	const hb_map_t *map = hb_subset_plan_old_to_new_glyph_mapping(plan);
	uint16_t *cids = calloc((size_t)n_new + 1, sizeof(*cids));
	unsigned size;
	const char *bytes = hb_blob_get_data(blob, &size);

	for (uint32_t i = 1; cids && i < subset->codes.n; i++) {
		hb_codepoint_t to = hb_map_get(map, i);

		if (to != HB_MAP_VALUE_INVALID && to < n_new)
			cids[to] = (uint16_t)dt_short_code(&subset->codes, i, i).number;
	}
	if (cids)
		subset->program = dt_cff_with_cids((const unsigned char *)bytes, size, cids, n_new,
						   &subset->program_size);
	free(cids);
	return subset->program != NULL;
}

/* CIDs are as short as codes where they are free to choose. */
static bool choose_cids(struct dt_subset *subset)
{
	if (!subset->codes.bytes)
		return true;
	subset->to_cid = calloc(subset->n, sizeof(*subset->to_cid));
	for (uint32_t i = 0; subset->to_cid && i < subset->n; i++)
		if (subset->used[i])
			subset->to_cid[i] =
				(uint16_t)dt_short_code(&subset->codes, i, subset->ids[i]).number;
	return subset->to_cid != NULL;
}

static bool cut(struct dt_subset *subset, hb_face_t *face, unsigned flags)
{
	hb_subset_input_t *input = new_input(subset, flags);
	hb_subset_plan_t *plan = input ? hb_subset_plan_create_or_fail(face, input) : NULL;
	hb_face_t *small = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
	hb_blob_t *blob = NULL;
	bool done = false;

	if (small && subset->kind == DT_SUBSET_TRUETYPE) {
		blob = hb_face_reference_blob(small);
		done = keep_program(subset, blob) && keep_glyph_map(subset, plan);
	} else if (small) {
		blob = hb_face_reference_table(small, TAG('C', 'F', 'F', ' '));
		done = subset->codes.bytes
			       ? keep_keyed(subset, plan, blob, hb_face_get_glyph_count(small))
			       : keep_program(subset, blob);
	}
	hb_blob_destroy(blob);
	hb_face_destroy(small);
	hb_subset_plan_destroy(plan);
	hb_subset_input_destroy(input);
	return done;
}

/*
 * A CID-keyed CFF keeps its CIDs when glyphs are taken out.  In a name-keyed one that stays
 * one the CID is the glyph's place, so the places must stay (ISO 32000-1, 9.7.4.2).
 */
static dt_status cut_by_kind(struct dt_subset *subset, const struct dt_used_face *used,
			     hb_face_t *face, struct dt_error *err)
{
	unsigned flags = HB_SUBSET_FLAGS_DESUBROUTINIZE;
	FT_Library library;

	if (has_table(face, TAG('g', 'l', 'y', 'f'))) {
		subset->kind = DT_SUBSET_TRUETYPE;
		flags = HB_SUBSET_FLAGS_DEFAULT;
	} else if (has_table(face, TAG('C', 'F', 'F', ' '))) {
		subset->kind = DT_SUBSET_CFF;
		if (!subset->codes.bytes && FT_Init_FreeType(&library))
			return dt_fail(err, DT_E_SYSTEM, "out of memory for FreeType");
		if (!subset->codes.bytes && !read_cids(subset, used, library))
			flags |= HB_SUBSET_FLAGS_RETAIN_GIDS;
		if (!subset->codes.bytes)
			FT_Done_FreeType(library);
	} else {
		return dt_fail(err, DT_E_UNSUPPORTED,
			       "\"%s\" has neither TrueType nor CFF outlines to embed", used->path);
	}
	if (!choose_cids(subset))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a font");
	if (!cut(subset, face, flags))
		return dt_fail(err, DT_E_UNSUPPORTED, "HarfBuzz cannot take a subset of \"%s\"",
			       used->path);
	return DT_OK;
}

dt_status dt_subset_make(struct dt_subset *subset, const struct dt_used_face *used,
			 struct dt_error *err)
{
	hb_blob_t *blob = hb_blob_create_from_file_or_fail(used->path);
	hb_face_t *face;
	hb_font_t *font;
	dt_status status;

	memset(subset, 0, sizeof(*subset));
	memcpy(subset->registry, "Adobe", sizeof("Adobe"));
	memcpy(subset->ordering, "Identity", sizeof("Identity"));
	if (!blob)
		return dt_fail(err, DT_E_UNSUPPORTED, "cannot read the font file \"%s\"",
			       used->path);
	face = hb_face_create(blob, used->index);
	font = hb_font_create(face);
	subset->n = used->n_codes;
	subset->ids = calloc(subset->n + 1, sizeof(*subset->ids));
	subset->used = calloc(subset->n + 1, sizeof(*subset->used));
	subset->widths = calloc(subset->n + 1, sizeof(*subset->widths));
	if (!subset->used || !subset->widths || !subset->ids ||
	    !dt_short_codes_make(&subset->codes, font)) {
		status = dt_fail(err, DT_E_SYSTEM, "out of memory for a font");
	} else {
		measure(subset, used, face, font);
		describe(subset, face, font);
		make_tag(subset, used->name);
		status = cut_by_kind(subset, used, face, err);
	}
	hb_font_destroy(font);
	hb_face_destroy(face);
	hb_blob_destroy(blob);
	return status;
}

void dt_subset_free(struct dt_subset *subset)
{
	free(subset->program);
	free(subset->used);
	free(subset->widths);
	free(subset->ids);
	free(subset->to_glyph);
	free(subset->to_cid);
	dt_short_codes_free(&subset->codes);
	memset(subset, 0, sizeof(*subset));
}
