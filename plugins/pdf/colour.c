/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "colour.h"

#include <stdlib.h>
#include <string.h>

#define MOST_SPACES    500
#define UNKNOWN_COLOUR 0x808080

const struct dt_space dt_space_gray = { .kind = DT_SPACE_GRAY, .n = 1 };
const struct dt_space dt_space_rgb = { .kind = DT_SPACE_RGB, .n = 3 };
const struct dt_space dt_space_cmyk = { .kind = DT_SPACE_CMYK, .n = 4 };
const struct dt_space dt_space_pattern = { .kind = DT_SPACE_PATTERN };

void dt_spaces_free(struct dt_space_cache *cache, struct dt_document *doc)
{
	for (uint32_t i = 0; i < cache->n; i++) {
		fz_drop_colorspace(doc->wall.ctx, cache->at[i]->cs);
		pdf_drop_obj(doc->wall.ctx, cache->at[i]->object);
		free(cache->at[i]);
	}
	free(cache->at);
	memset(cache, 0, sizeof(*cache));
}

void dt_spaces_page(struct dt_space_cache *cache, struct dt_document *doc)
{
	if (cache->n >= MOST_SPACES)
		dt_spaces_free(cache, doc);
}

static const struct dt_space *by_components(int n)
{
	return n == 1 ? &dt_space_gray : n == 4 ? &dt_space_cmyk : &dt_space_rgb;
}

/* Spaces that need no table. */
static const struct dt_space *simple(fz_context *ctx, pdf_obj *object)
{
	pdf_obj *name = pdf_is_array(ctx, object) ? pdf_array_get(ctx, object, 0) : object;
	const char *text = pdf_to_name(ctx, name);

	if (strcmp(text, "DeviceGray") == 0 || strcmp(text, "G") == 0 ||
	    strcmp(text, "CalGray") == 0)
		return &dt_space_gray;
	if (strcmp(text, "DeviceRGB") == 0 || strcmp(text, "RGB") == 0 ||
	    strcmp(text, "CalRGB") == 0)
		return &dt_space_rgb;
	if (strcmp(text, "DeviceCMYK") == 0 || strcmp(text, "CMYK") == 0 ||
	    strcmp(text, "CalCMYK") == 0)
		return &dt_space_cmyk;
	if (strcmp(text, "Pattern") == 0)
		return &dt_space_pattern;
	if (strcmp(text, "ICCBased") == 0 && pdf_is_array(ctx, object))
		return by_components(
			pdf_dict_get_int(ctx, pdf_array_get(ctx, object, 1), PDF_NAME(N)));
	return NULL;
}

static const struct dt_space *load(struct dt_space_cache *cache, struct dt_document *doc,
				   pdf_obj *object)
{
	fz_context *ctx = doc->wall.ctx;
	struct dt_space *space;

	if (cache->n == cache->room) {
		uint32_t room = cache->room ? cache->room * 2 : 16;
		void *at = realloc(cache->at, room * sizeof(*cache->at));

		if (!at)
			fz_throw(ctx, FZ_ERROR_MEMORY, "colour spaces");
		cache->at = at;
		cache->room = room;
	}
	space = calloc(1, sizeof(*space));
	if (!space)
		fz_throw(ctx, FZ_ERROR_MEMORY, "colour space");
	space->kind = DT_SPACE_GRAY;
	space->n = 1;
	space->object = pdf_keep_obj(ctx, object);
	cache->at[cache->n++] = space;
	fz_try(ctx)
	{
		space->cs = pdf_load_colorspace(ctx, object);
		space->kind = DT_SPACE_OTHER;
		space->n = fz_colorspace_n(ctx, space->cs);
	}
	fz_catch(ctx)
	{
		if (doc->wall.over || doc->wall.cancelled)
			fz_rethrow(ctx);
	}
	return space;
}

const struct dt_space *dt_space_get(struct dt_space_cache *cache, struct dt_document *doc,
				    pdf_obj *object, pdf_obj *resources)
{
	fz_context *ctx = doc->wall.ctx;
	const struct dt_space *space = simple(ctx, object);
	int number;

	if (space)
		return space;
	if (pdf_is_name(ctx, object)) {
		object = pdf_dict_get(ctx, pdf_dict_get(ctx, resources, PDF_NAME(ColorSpace)),
				      object);
		space = simple(ctx, object);
		if (space || !object)
			return space ? space : &dt_space_gray;
	}
	number = pdf_to_num(ctx, object);
	for (uint32_t i = 0; i < cache->n; i++)
		if (number ? pdf_to_num(ctx, cache->at[i]->object) == number
			   : cache->at[i]->object == object)
			return cache->at[i];
	/* a page with more spaces than this is up to something */
	return cache->n < MOST_SPACES ? load(cache, doc, object) : &dt_space_gray;
}

static uint32_t channel(float value)
{
	if (!(value > 0))
		return 0;
	return value >= 1 ? 255 : (uint32_t)(value * 255 + 0.5F);
}

static uint32_t pack(float r, float g, float b)
{
	return channel(r) << 16 | channel(g) << 8 | channel(b);
}

static uint32_t through_mupdf(fz_context *ctx, const struct dt_space *space, const float *values)
{
	float rgb[FZ_MAX_COLORS] = { 0 };
	uint32_t packed = UNKNOWN_COLOUR;

	fz_var(packed);
	fz_try(ctx)
	{
		fz_convert_color(ctx, space->cs, values, fz_device_rgb(ctx), rgb, NULL,
				 fz_default_color_params);
		packed = pack(rgb[0], rgb[1], rgb[2]);
	}
	fz_catch(ctx)
	{
		packed = UNKNOWN_COLOUR;
	}
	return packed;
}

uint32_t dt_space_rgb_of(fz_context *ctx, const struct dt_space *space, const float *values, int n)
{
	float v[DT_MOST_COMPONENTS] = { 0 };

	for (int i = 0; i < n && i < DT_MOST_COMPONENTS; i++)
		v[i] = values[i];
	switch (space->kind) {
	case DT_SPACE_GRAY:
		return pack(v[0], v[0], v[0]);
	case DT_SPACE_RGB:
		return pack(v[0], v[1], v[2]);
	case DT_SPACE_CMYK:
		return pack(1 - v[0] - v[3], 1 - v[1] - v[3], 1 - v[2] - v[3]);
	case DT_SPACE_OTHER:
		return through_mupdf(ctx, space, v);
	default:
		return UNKNOWN_COLOUR;
	}
}
