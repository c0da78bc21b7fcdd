/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * paint_lane.h - what a lane of pdf.paint has, and how its payload is made.
 *
 * Only paint.c and painted.c include it.  The functions fill lists and the payload of
 * the lane for the page that its painter has planned. [lane]
 */
#ifndef DT_PDF_PAINT_LANE_H
#define DT_PDF_PAINT_LANE_H

#include "lane.h"
#include "painted_file.h"
#include "painter.h"

struct dt_paint_lane {
	struct dt_lane base;
	struct dt_page_list pages;
	unsigned opened; /* dt_lane.opened that pages belongs to */
	struct dt_advances advances;
	struct dt_painter painter;
	struct dt_payload payload;
	struct dt_list streams, glyphs, faces, links;
	struct libdeflate_compressor *deflate;
	char *packed;
	size_t packed_room;
	uint32_t *stamps[64]; /* by face of the page: page stamp by glyph id */
	uint32_t stamp;
	size_t kept; /* bytes, of painted pages on disk */
};

void dt_painted_clear(struct dt_paint_lane *lane);
/* Streams with edits, and only those, parents first as the scan has them.  May throw. */
dt_status dt_tell_streams(struct dt_paint_lane *lane, struct dt_error *err);
/* Each glyph of each face once.  These return false without memory. */
bool dt_tell_glyphs(struct dt_paint_lane *lane);
bool dt_tell_faces(struct dt_paint_lane *lane);
/* Points of links from page space to the page's default user space. */
bool dt_tell_links(struct dt_paint_lane *lane, const struct dt_page_entry *page);
/* The head of the payload, last. */
void dt_painted_finish(struct dt_paint_lane *lane);

#endif /* DT_PDF_PAINT_LANE_H */
