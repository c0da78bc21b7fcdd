/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * colour.h - colour spaces of the source, down to sRGB for layout and reports.
 *
 * The writer never needs these numbers where it can repeat the operators of the
 * source, so the conversions are MuPDF's plain ones, without profiles.
 */
#ifndef DT_PDF_COLOUR_H
#define DT_PDF_COLOUR_H

#include "document.h"

enum dt_space_kind {
	DT_SPACE_GRAY = 0,
	DT_SPACE_RGB,
	DT_SPACE_CMYK,
	DT_SPACE_PATTERN, /* no colour of its own */
	DT_SPACE_OTHER	  /* through MuPDF */
};

#define DT_MOST_COMPONENTS 32

struct dt_space {
	int kind;
	int n;		   /* components */
	fz_colorspace *cs; /* of DT_SPACE_OTHER, kept */
	pdf_obj *object;   /* kept: what it was made from */
};

struct dt_space_cache {
	struct dt_space **at;
	uint32_t n, room;
};

extern const struct dt_space dt_space_gray, dt_space_rgb, dt_space_cmyk, dt_space_pattern;

/* The space of an object (name or array); resources resolve names.  Unknown ones are gray.
 * May throw without memory. */
const struct dt_space *dt_space_get(struct dt_space_cache *cache, struct dt_document *doc,
				    pdf_obj *object, pdf_obj *resources);
/* Before a page, when nothing points to spaces of the one before: a full cache is emptied. */
void dt_spaces_page(struct dt_space_cache *cache, struct dt_document *doc);
void dt_spaces_free(struct dt_space_cache *cache, struct dt_document *doc);

/* 0xRRGGBB of n values; missing ones are 0.  Never throws. */
uint32_t dt_space_rgb_of(fz_context *ctx, const struct dt_space *space, const float *values, int n);

#endif /* DT_PDF_COLOUR_H */
