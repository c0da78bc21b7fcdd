/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * write.h - from paragraphs to the payload: styles, text and runs.
 *
 * A block is built in the lists of the page (bytes, runs, out_lines, ranges) and then copied
 * into the payload; the ranges of its runs are parts of the block's one array of ranges.
 */
#ifndef DT_LAYOUT_WRITE_H
#define DT_LAYOUT_WRITE_H

#include "layout.h"

/* Index into page.styles of an item in a line. */
uint32_t style_of(struct page *page, const struct item *item, const struct line *line);
/* The styles, after the last block. */
struct dt_span write_styles(struct page *page);

/* Fills bytes, runs, out_lines, ranges for a paragraph; run ranges are still indexes. */
void write_text(struct page *page, const struct paragraph *paragraph);

/* Labels and tails stay on the page; the text of the first label. */
struct dt_span write_label(struct page *page, const struct paragraph *paragraph);
/* Where the label of the first line stands, or the bullet that is drawn. */
void place_label(const struct page *page, const struct paragraph *paragraph,
		 const struct dt_box *drawn, struct dt_block *block);
/* The leaders and the number behind the text of the last line. */
void write_tail(struct page *page, const struct paragraph *paragraph, struct dt_block *block);

/* What is drawn in the tables of the page; the blocks and owners are known. */
struct dt_span write_tables(struct page *page);
/* Columns of text that could change places. */
struct dt_span write_columns(struct page *page);

#endif /* DT_LAYOUT_WRITE_H */
