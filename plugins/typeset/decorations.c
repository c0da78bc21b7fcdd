/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "decorations.h"

#include "upright.h"

#include <math.h>

#define BESIDE 0.06f /* em, from upright signs to a line beside them */

static bool same_decoration(const struct dt_decoration *a, const struct dt_decoration *b)
{
	return a->kind == b->kind && a->colour == b->colour && fabsf(a->top - b->top) < 0.5f &&
	       fabsf(a->height - b->height) < 0.3f;
}

/* Under the words is at the right of those that stand upright in a line that was turned. */
struct stripe {
	float top, height; /* as of dt_decoration, at the line's scale */
};

static struct stripe stripe_of(const struct line *line, const struct dt_decoration *d)
{
	const struct text_block *t = line->t;
	struct stripe s = { d->top * t->scale, d->height * t->scale };
	float em = t->size * t->scale;

	if (!t->vertical || t->region == DT_NONE)
		return s;
	if (d->kind == DT_STYLE_UNDERLINE)
		s.top = (UPRIGHT_ABOVE + BESIDE) * em + s.height;
	else if (d->kind == DT_STYLE_STRIKE)
		s.top = UPRIGHT_CENTRE * em + s.height / 2;
	else
		s = (struct stripe){ (UPRIGHT_ABOVE + BESIDE) * em, (1 + 2 * BESIDE) * em };
	return s;
}

static void set_box(struct placer *p, const struct line *line, const struct open_rule *open,
		    float end)
{
	struct dt_set_item *item = &((struct dt_set_item *)p->sheet->items.at)[open->item];
	const struct dt_decoration *d = open->decoration;
	float s = line->t->scale, y = line->y - stripe_of(line, d).top;

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
	struct stripe stripe = stripe_of(line, d);
	float s = line->t->scale;
	struct dt_set_item *item = sheet_item(p->sheet, DT_SET_RULE, line->anchor, line->t->index);
	struct open_rule *open;
	struct dt_point at = point_map(frame, x - d->overhang * s, line->y - stripe.top);

	if (!item)
		return;
	item->flags = DT_SET_PIECE_COLOUR | (d->kind == DT_STYLE_HIGHLIGHT ? DT_SET_BEHIND : 0);
	item->look = d->piece;
	item->matrix = *frame;
	item->matrix.e = at.x;
	item->matrix.f = at.y;
	item->height = stripe.height;
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
