/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One content stream, rewritten: all bytes as they are but those of show operators whose
 * glyphs go, and new text behind them.
 *
 * Once a show operator has been rewritten, the text and line matrices that the reader has
 * are not those of the source.  Nothing sets them back: the next show operator that is
 * copied says where it stands (the scan knows).  A new text object resets them anyway.
 */
#include "config.h"

#include "painter.h"

#include <math.h>
#include <string.h>

struct splice {
	const struct dt_scan_stream *stream;
	uint32_t position; /* bytes of the source that are dealt with */
	bool astray;	   /* the matrices are not those of the source */
};

static void copy_to(struct dt_painter *p, struct splice *splice, uint32_t position)
{
	if (position <= splice->position)
		return;
	if (p->out.n && splice->position)
		dt_out_piece(&p->out, splice->stream->at + splice->position,
			     position - splice->position);
	else
		dt_out_bytes(&p->out, splice->stream->at + splice->position,
			     position - splice->position);
	splice->position = position;
}

static bool same_matrix(const struct dt_matrix64 *a, const struct dt_matrix64 *b)
{
	return a->a == b->a && a->b == b->b && a->c == b->c && a->d == b->d && a->e == b->e &&
	       a->f == b->f;
}

/* What " sets besides showing. */
static void side_effects(struct dt_painter *p, const struct dt_show *show)
{
	const struct dt_text_state *state = dt_state_of(p, show);

	if (show->op != '"')
		return;
	dt_out_number(&p->out, state->word_spacing, 6);
	dt_out_word(&p->out, "Tw");
	dt_out_number(&p->out, state->spacing, 6);
	dt_out_word(&p->out, "Tc");
}

/* Both matrices as the source has them before the operator's first glyph. */
static void say_place(struct dt_painter *p, const struct dt_show *show)
{
	const struct dt_text_state *state = dt_state_of(p, show);
	double x = show->tm.e - show->line.e, y = show->tm.f - show->line.f;
	double unit = state->size / -1000, offset, size;
	const struct dt_matrix64 *m = &show->line;

	dt_pen_matrix(&p->pen, &show->line);
	if (same_matrix(&show->tm, &show->line))
		return;
	if (state->font->vertical) {
		size = hypot(m->c, m->d);
		offset = size > 0 ? (x * m->c + y * m->d) / (size * size) : 0;
	} else {
		size = hypot(m->a, m->b);
		offset = size > 0 ? (x * m->a + y * m->b) / (size * size) : 0;
		unit *= state->scale;
	}
	if (fabs(offset) < 1e-9 || !isnormal(unit))
		return;
	dt_out_word(&p->out, "[");
	dt_out_number(&p->out, offset / unit, 3);
	dt_out_word(&p->out, "]TJ");
}

static bool any_with(const struct dt_painter *p, const struct dt_show *show, uint8_t flag)
{
	for (uint32_t g = show->first; g < show->first + show->count; g++)
		if (p->plan.glyphs[g] & flag)
			return true;
	return false;
}

/* The operator's glyphs that are painted again, from the matrices that the scan read. */
static void say_again(struct dt_painter *p, struct splice *splice, const struct dt_show *show)
{
	const struct dt_shown *shown = p->base.scan.shown.at;
	const struct dt_text_state *state = dt_state_of(p, show);
	uint32_t first = show->first, end = show->first + show->count;
	struct dt_matrix64 m = { 1, 0, 0, 1, 0, 0 };

	while (first < end && !dt_glyph_stays(p, first))
		first++;
	if (first == end)
		return;
	if (state->font->vertical)
		m.f = shown[first].at;
	else
		m.e = shown[first].at;
	m = dt_times(m, show->tm);
	p->pen.placed = false;
	dt_pen_matrix(&p->pen, &m);
	dt_paint_codes(p, show, first, end, shown[first].at, dt_glyph_stays);
	splice->astray = true;
}

/* Only some glyphs go: the others stay in the flow of the source. */
static void say_rest(struct dt_painter *p, struct splice *splice, const struct dt_show *show)
{
	const struct dt_text_state *state = dt_state_of(p, show);
	double unit = state->size / -1000 * (state->font->vertical ? 1 : state->scale), pen;
	bool stays = false;

	for (uint32_t g = show->first; g < show->first + show->count && !stays; g++)
		stays = dt_glyph_stays(p, g);
	if (!stays) {
		splice->astray = true;
		return;
	}
	if (splice->astray || show->op == '\'' || show->op == '"')
		say_place(p, show);
	pen = dt_paint_codes(p, show, show->first, show->first + show->count, 0, dt_glyph_stays);
	splice->astray = false;
	if ((show->flags & DT_SHOW_CONTINUED) && fabs(show->length - pen) > 1e-6) {
		dt_out_word(&p->out, "[");
		dt_out_number(&p->out, (show->length - pen) / unit, 3);
		dt_out_word(&p->out, "]TJ");
	}
}

static void paint_item(struct dt_painter *p, const struct dt_set_item *item)
{
	if (item->kind == DT_SET_GLYPHS)
		dt_paint_text(p, item);
	else if (item->kind == DT_SET_MOVED)
		dt_paint_moved(p, item);
	else if (item->kind == DT_SET_RULE)
		dt_paint_rule(p, item);
}

static void do_show(struct dt_painter *p, struct splice *splice, uint32_t index)
{
	const struct dt_show *show = &((const struct dt_show *)p->base.scan.shows.at)[index];
	const struct dt_set_item *items =
		DT_AT(p->plan.set, struct dt_set_item, p->plan.set->items);
	bool goes = any_with(p, show, DT_GOES);
	const struct dt_paint_at *at;
	uint32_t n;

	at = dt_plan_items(&p->plan, index, &n);
	if (!goes && !n && !splice->astray)
		return;
	copy_to(p, splice, show->at.start);
	dt_pen_start(&p->pen, show->stream, dt_state_of(p, show));
	if (!goes && show->op != '\'' && show->op != '"') {
		if (splice->astray)
			say_place(p, show);
		splice->astray = false;
		copy_to(p, splice, show->at.end);
	} else {
		splice->position = show->at.end;
		side_effects(p, show);
		if (any_with(p, show, DT_AGAIN))
			say_again(p, splice, show);
		else
			say_rest(p, splice, show);
	}
	if (!n)
		return;
	p->pen.placed = false;
	for (uint32_t i = 0; i < n; i++)
		paint_item(p, &items[at[i].item]);
	dt_pen_home(&p->pen);
	splice->astray = true;
}

/* Items that left their clip: at one place they share a text object. */
static void do_item(struct dt_painter *p, struct splice *splice, uint32_t index, bool begin,
		    bool end)
{
	const struct dt_paint_at *at = &((const struct dt_paint_at *)p->plan.items.at)[index];
	const struct dt_set_item *items =
		DT_AT(p->plan.set, struct dt_set_item, p->plan.set->items);
	const struct dt_level *levels = p->base.scan.levels.at;

	copy_to(p, splice, at->position);
	if (begin)
		dt_pen_apart(&p->pen, at->stream, &levels[at->level].ctm);
	paint_item(p, &items[at->item]);
	if (end)
		dt_pen_join(&p->pen);
}

static void do_kid(struct dt_painter *p, struct splice *splice, uint32_t kid)
{
	const struct dt_scan_stream *streams = p->base.scan.streams.at;
	char name[32];

	copy_to(p, splice, streams[kid].paint.start);
	splice->position = streams[kid].paint.end;
	dt_paint_kid_name(p, kid, name, sizeof(name));
	dt_out_word(&p->out, "/");
	dt_out_bytes(&p->out, name, strlen(name));
}

static bool same_place(const struct dt_paint_event *a, const struct dt_paint_event *b)
{
	return a->kind == DT_EVENT_ITEM && b->kind == DT_EVENT_ITEM && a->stream == b->stream &&
	       a->position == b->position;
}

void dt_paint_stream(struct dt_painter *p, uint32_t stream)
{
	const struct dt_scan_stream *streams = p->base.scan.streams.at;
	const struct dt_paint_event *event = p->plan.events.at, *end = event + p->plan.events.n;
	const struct dt_paint_event *first;
	struct splice splice = { .stream = &streams[stream] };

	dt_out_clear(&p->out);
	while (event < end && event->stream != stream)
		event++;
	first = event;
	for (; event < end && event->stream == stream; event++) {
		if (event->kind == DT_EVENT_SHOW)
			do_show(p, &splice, event->index);
		else if (event->kind == DT_EVENT_KID)
			do_kid(p, &splice, event->index);
		else
			do_item(p, &splice, event->index,
				event == first || !same_place(event - 1, event),
				event + 1 == end || !same_place(event, event + 1));
	}
	copy_to(p, &splice, splice.stream->size);
}
