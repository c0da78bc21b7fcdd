/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "keep.h"

#include <math.h>
#include <stddef.h>

/* Alone on a page it is aligned by what it is near to. */
static float edge_part(const struct dt_page_blocks *page, const struct dt_block *b)
{
	struct dt_point middle = point_map(&b->frame, b->width / 2, b->height / 2);

	if (b->table != DT_NONE || b->lines.count > 1)
		return b->align == DT_ALIGN_RIGHT ? 1 : b->align == DT_ALIGN_CENTER ? 0.5f : 0;
	if (b->frame.b != 0)
		return 0.5f;
	if (b->role != DT_ROLE_HEADER && b->role != DT_ROLE_FOOTER && b->align == DT_ALIGN_RIGHT)
		return 1;
	if (b->role != DT_ROLE_HEADER && b->role != DT_ROLE_FOOTER)
		return 0.5f;
	return middle.x < page->width * 0.4f ? 0 : middle.x > page->width * 0.6f ? 1 : 0.5f;
}

/* A number beside a formula may be a part of it. */
static bool is_near_formula(const struct dt_page_blocks *page, const struct dt_block *b)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	struct dt_box own = box_map(&b->frame, -b->height * 3, -b->height, b->width + b->height * 3,
				    b->height * 2);

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		struct dt_box box;

		if (blocks[i].role != DT_ROLE_FORMULA)
			continue;
		box = box_map(&blocks[i].frame, 0, 0, blocks[i].width, blocks[i].height);
		if (box.x0 < own.x1 && box.x1 > own.x0 && box.y0 < own.y1 && box.y1 > own.y0)
			return true;
	}
	return false;
}

static bool has_size_of_style(const struct dt_page_blocks *page, const struct dt_block *b,
			      uint32_t rule)
{
	bool cell = b->table != DT_NONE || b->role == DT_ROLE_TABLE_CELL;

	switch (rule) {
	case DT_RULE_CODE: /* columns of figures */
		return cell;
	case DT_RULE_IDENTIFIER:
		return cell || b->role != DT_ROLE_CODE;
	case DT_RULE_LABEL:
		return true;
	case DT_RULE_NUMBER:
	case DT_RULE_SHORT:
		return cell || b->role == DT_ROLE_HEADER || b->role == DT_ROLE_FOOTER ||
		       !is_near_formula(page, b);
	default:
		return false;
	}
}

bool keep_smaller(const struct dt_page_blocks *page, uint32_t i, uint32_t rule, float scale,
		  struct dt_matrix *m)
{
	const struct dt_block *b = &DT_AT(page, struct dt_block, page->blocks)[i];
	const struct dt_line *line = DT_AT(page, struct dt_line, b->lines);
	struct dt_matrix local;
	float x;

	if (scale > SAME_SIZE || !b->lines.count || !has_size_of_style(page, b, rule))
		return false;
	x = line->x0 + (line->x1 - line->x0) * edge_part(page, b);
	local = scale_at(scale, x, line->baseline);
	return matrix_within(&b->frame, &local, &b->frame, m);
}

const struct dt_box *moved_box(const struct dt_block *b, float shift, struct dt_box *box)
{
	if (shift == 0)
		return NULL;
	*box = box_map(&b->frame, shift, 0, shift + b->width, b->height);
	return box;
}
