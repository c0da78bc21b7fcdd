/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "advances.h"
#include "short_codes.h"

#include <hb.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_FACES 64

struct dt_face_advances {
	char *path;
	uint32_t index;
	hb_font_t *font;
	double scale;
	uint32_t n;
	float *known; /* by glyph; negative: not asked yet */
	struct dt_short_codes codes;
};

static void close_face(struct dt_face_advances *face)
{
	hb_font_destroy(face->font);
	free(face->known);
	dt_short_codes_free(&face->codes);
	free(face->path);
	free(face);
}

static struct dt_face_advances *open_face(const char *path, uint32_t index)
{
	struct dt_face_advances *face = calloc(1, sizeof(*face));
	hb_blob_t *blob = hb_blob_create_from_file(path);
	hb_face_t *hb = hb_face_create(blob, index);

	hb_blob_destroy(blob);
	if (!face) {
		hb_face_destroy(hb);
		return NULL;
	}
	face->font = hb_font_create(hb);
	face->path = strdup(path);
	face->index = index;
	face->n = hb_face_get_glyph_count(hb);
	face->scale = 1000.0 / hb_face_get_upem(hb);
	hb_face_destroy(hb);
	face->known = malloc((face->n + 1) * sizeof(*face->known));
	if (!face->path || !face->known || face->n == 0 ||
	    !dt_short_codes_make(&face->codes, face->font)) {
		close_face(face);
		return NULL;
	}
	for (uint32_t i = 0; i < face->n; i++)
		face->known[i] = -1;
	return face;
}

void dt_advances_page(struct dt_advances *cache, uint32_t wanted)
{
	if (cache->n && cache->n + wanted > MOST_FACES)
		dt_advances_free(cache);
}

struct dt_face_advances *dt_advances_face(struct dt_advances *cache, const char *path,
					  uint32_t index, struct dt_error *err)
{
	struct dt_face_advances *face;
	void *at;

	for (uint32_t i = 0; i < cache->n; i++)
		if (cache->at[i]->index == index && strcmp(cache->at[i]->path, path) == 0)
			return cache->at[i];
	at = realloc(cache->at, (cache->n + 1) * sizeof(struct dt_face_advances *));
	if (!at) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for font faces");
		return NULL;
	}
	cache->at = at;
	face = open_face(path, index);
	if (!face) {
		dt_fail(err, DT_E_SYSTEM, "cannot read face %u of font file \"%s\"", index, path);
		return NULL;
	}
	cache->at[cache->n++] = face;
	return face;
}

double dt_advance_of(struct dt_face_advances *face, uint32_t glyph)
{
	if (glyph >= face->n)
		return 0;
	if (face->known[glyph] < 0) {
		double advance = hb_font_get_glyph_h_advance(face->font, glyph) * face->scale;

		face->known[glyph] = (float)(round(advance * 100) / 100);
	}
	return (double)face->known[glyph];
}

const struct dt_short_codes *dt_face_codes(const struct dt_face_advances *face)
{
	return &face->codes;
}

void dt_advances_free(struct dt_advances *cache)
{
	for (uint32_t i = 0; i < cache->n; i++)
		close_face(cache->at[i]);
	free(cache->at);
	memset(cache, 0, sizeof(*cache));
}
