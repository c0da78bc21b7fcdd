/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * covers.h - which words a rule or fill covers, and whether that makes it their decoration.
 */
#ifndef DT_LAYOUT_COVERS_H
#define DT_LAYOUT_COVERS_H

#include "graphics.h"

struct cover {		      /* the items over or in a rule */
	uint32_t first, last; /* positions in page.order */
	uint32_t first_item, last_item;
	uint32_t lowest_glyph;
	float u0, u1, size;
	bool cut_left, cut_right; /* inside of a word */
	bool inside;		  /* other words of the line stand beside it */
	uint32_t n, on_line;	  /* of them on the baseline of the row */
};

/* What the graphic with that box (plane space) is to the words of a row: DT_STYLE_UNDERLINE,
 * DT_STYLE_STRIKE, DT_STYLE_HIGHLIGHT with the words in *cover, or 0. */
uint32_t decoration_kind(const struct page *page, const struct row *row, const struct dt_box *box,
			 const struct dt_graphic *graphic, struct cover *cover);

#endif /* DT_LAYOUT_COVERS_H */
