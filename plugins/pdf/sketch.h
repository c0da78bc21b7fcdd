/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sketch.h - what the layout of a page looks like, as operators of a content stream.
 *
 * Blocks with their frames, roles and order; lines on their baselines; objects; the room
 * that a block may take; paragraphs that go on in another block; glyphs in no block; a
 * legend.  Each of these is a layer: a stretch of marked content that belongs to an
 * optional content group.  The operators want page space (types.h) as user space, and
 * the resources that SKETCH_* name.
 */
#ifndef DT_PDF_SKETCH_H
#define DT_PDF_SKETCH_H

#include "bytes.h"

#include <doctranslate/types.h>

#define SKETCH_FONT "DTLayoutFont" /* Courier: all letters are as wide */
#define SKETCH_PALE "DTLayoutPale" /* graphics state: nearly transparent fills */

enum sketch_layer {
	SKETCH_BLOCKS,
	SKETCH_LINES,
	SKETCH_ROOM,
	SKETCH_ORDER,
	SKETCH_REST,
	SKETCH_LEGEND,
	SKETCH_LAYERS
};

struct sketch_page {
	const struct dt_page_blocks *blocks;
	const struct dt_page_content *content; /* NULL: glyphs in no block are not shown */
	const struct dt_profile *profile;      /* NULL: roles are the page's own */
	uint32_t page;			       /* of the job */
};

/* Name of a layer for people; under which the resources' /Properties have it. */
const char *sketch_layer_title(enum sketch_layer layer);
const char *sketch_layer_name(enum sketch_layer layer);

void sketch_draw(struct dt_bytes *out, const struct sketch_page *page);

#endif /* DT_PDF_SKETCH_H */
