/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "decorations.h"

#include <math.h>

static bool same_decoration(const struct dt_decoration *a, const struct dt_decoration *b)
{
	return a->kind == b->kind && a->colour == b->colour && fabsf(a->top - b->top) < 0.5f &&
	       fabsf(a->height - b->height) < 0.3f;
}

static void set_box(struct placer *p, const struct line *line, const struct open_rule *open,
		    float end)
{
	struct dt_set_item *item = &((struct dt_set_item *)p->sheet->items.at)[open->item];
	const struct dt_decoration *d = open->decoration;
	float s = line->t->scale, y = line->y - d->top * s;

	item->width = end - open->start + 2 * d->overhang * s;
	item->box = box_map(&line->t->frame, open->start - d->overhang * s, y,
			    end + d->overhang * s, y + item->height);
}

static bool go_on(struct placer *p, const struct line *line, const struct dt_decoration *d, float x,
		  float end, float past)
{
	for (uint32_t i = 0; i < p->n_open_rules; i++) {
		struct open_rule *open = &p->open_rules[i];

		if (!same_decoration(open->decoration, d) || fabsf(open->end - x) > 0.05f)
			continue;
		if (end > x)
			set_box(p, line, open, end);
		open->end = past;
		return true;
	}
	return false;
}

static void draw(struct placer *p, const struct line *line, const struct dt_decoration *d, float x,
		 float end, float past)
{
	const struct dt_matrix *frame = &line->t->frame;
	float s = line->t->scale;
	struct dt_set_item *item = sheet_item(p->sheet, DT_SET_RULE, line->anchor, line->t->index);
	struct open_rule *open;
	struct dt_point at = point_map(frame, x - d->overhang * s, line->y - d->top * s);

	if (!item)
		return;
	item->flags = DT_SET_PIECE_COLOUR | (d->kind == DT_STYLE_HIGHLIGHT ? DT_SET_BEHIND : 0);
	item->look = d->piece;
	item->matrix = *frame;
	item->matrix.e = at.x;
	item->matrix.f = at.y;
	item->height = d->height * s;
	if (p->n_open_rules == OPEN_RULES)
		p->n_open_rules--;
	open = &p->open_rules[p->n_open_rules++];
	*open = (struct open_rule){ d, p->sheet->items.n - 1, x, past };
	set_box(p, line, open, end);
}

void decorate(struct placer *p, const struct line *line, const struct dt_style *style, float x,
	      float end, float past)
{
	const struct dt_decoration *all =
		DT_AT(p->galley->page, struct dt_decoration, style->decorations);

	/* those of the source stay where they are when the block does not take them along */
	if (!line->t->block->pieces.count)
		return;
	for (uint32_t i = 0; i < style->decorations.count; i++)
		if (!go_on(p, line, &all[i], x, end, past) && end > x)
			draw(p, line, &all[i], x, end, past);
}
