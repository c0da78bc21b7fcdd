/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Paths, clips, shadings and the places of images (ISO 32000-1, 8.5). */
#include "config.h"

#include "scanner.h"

#include <math.h>

/* Up to this thickness (points) and from this slenderness on a filled rectangle is a rule. */
#define THICKEST_RULE 3.0F
#define SLENDER	      3.0F
/* Segments of one path that are told one by one. */
#define MOST_PIECES 20000

void dt_path_clear(struct dt_scanner *s)
{
	dt_list_clear(&s->path.pieces);
	dt_list_clear(&s->path.places);
	s->path.any = s->path.too_many = s->path.clip = s->path.mixed = false;
	s->path.subpath = 0;
}

void dt_path_place(struct dt_scanner *s)
{
	struct dt_path *path = &s->path;
	struct dt_scan_bytes op = dt_whole_op(s), *places;

	path->mixed = path->mixed || (path->places.n && path->last_op + 1 != s->n_ops);
	path->last_op = s->n_ops;
	while (path->places.n <= path->subpath) {
		struct dt_scan_bytes *place;

		if (path->too_many)
			return;
		place = DT_LIST_ADD(&path->places, struct dt_scan_bytes);
		if (!place)
			fz_throw(s->ctx, FZ_ERROR_MEMORY, "path");
		place->start = op.start;
	}
	places = path->places.at;
	places[path->subpath].end = op.end;
	/* a path that starts without a point, or with one too many, cannot be taken apart */
	path->mixed = path->mixed || path->subpath == 0;
}

static void grow(struct dt_path *path, struct dt_box box)
{
	if (!path->any) {
		path->box = box;
		path->any = true;
		return;
	}
	path->box.x0 = fminf(path->box.x0, box.x0);
	path->box.y0 = fminf(path->box.y0, box.y0);
	path->box.x1 = fmaxf(path->box.x1, box.x1);
	path->box.y1 = fmaxf(path->box.y1, box.y1);
}

static void add_piece(struct dt_scanner *s, enum dt_piece_kind kind, struct dt_box box,
		      bool straight)
{
	struct dt_piece *piece;

	grow(&s->path, box);
	if (s->path.pieces.n >= MOST_PIECES) {
		s->path.too_many = true;
		return;
	}
	piece = DT_LIST_ADD(&s->path.pieces, struct dt_piece);
	if (!piece)
		fz_throw(s->ctx, FZ_ERROR_MEMORY, "path");
	*piece = (struct dt_piece){ box, (uint16_t)kind, straight, s->path.subpath };
}

void dt_op_move_to(struct dt_scanner *s, double x, double y)
{
	struct dt_path *path = &s->path;

	path->x = path->start_x = x;
	path->y = path->start_y = y;
	path->subpath++;
}

static void line(struct dt_scanner *s, double x, double y)
{
	struct dt_path *path = &s->path;
	struct dt_box box = dt_box_of(&s->state.ctm, path->x, path->y, x, y);
	bool flat = x == path->x || y == path->y;
	const struct dt_matrix64 *m = &s->state.ctm;

	if (!flat || (m->b != 0 && m->a != 0) || (m->c != 0 && m->d != 0))
		flat = box.x1 - box.x0 < 0.05F || box.y1 - box.y0 < 0.05F;
	add_piece(s, DT_PIECE_LINE, box, flat);
	path->x = x;
	path->y = y;
}

void dt_op_line_to(struct dt_scanner *s, double x, double y)
{
	line(s, x, y);
}

void dt_op_close(struct dt_scanner *s)
{
	struct dt_path *path = &s->path;

	if (path->x != path->start_x || path->y != path->start_y)
		line(s, path->start_x, path->start_y);
}

void dt_op_curve(struct dt_scanner *s, unsigned n_points)
{
	struct dt_path *path = &s->path;
	double x0 = path->x, x1 = path->x, y0 = path->y, y1 = path->y;

	for (unsigned i = 0; i < n_points; i++) {
		double x = dt_operand(s, 2 * i + 1), y = dt_operand(s, 2 * i);

		x0 = fmin(x0, x);
		x1 = fmax(x1, x);
		y0 = fmin(y0, y);
		y1 = fmax(y1, y);
	}
	path->x = dt_operand(s, 1);
	path->y = dt_operand(s, 0);
	add_piece(s, DT_PIECE_CURVE, dt_box_of(&s->state.ctm, x0, y0, x1, y1), false);
}

void dt_op_rectangle(struct dt_scanner *s)
{
	const struct dt_matrix64 *m = &s->state.ctm;
	double x = dt_operand(s, 3), y = dt_operand(s, 2);
	double w = dt_operand(s, 1), h = dt_operand(s, 0);
	bool straight = (fabs(m->b) < 1e-4 && fabs(m->c) < 1e-4) ||
			(fabs(m->a) < 1e-4 && fabs(m->d) < 1e-4);

	dt_op_move_to(s, x, y);
	add_piece(s, DT_PIECE_RECTANGLE, dt_box_of(m, x, y, x + w, y + h), straight);
}

/* ---- painting ---- */

/* By more than the width of a line? */
static bool is_less(struct dt_box cut, struct dt_box whole)
{
	return cut.x0 > whole.x0 + 1 || cut.x1 < whole.x1 - 1 || cut.y0 > whole.y0 + 1 ||
	       cut.y1 < whole.y1 - 1;
}

static void add_graphic(struct dt_scanner *s, uint32_t kind, struct dt_box box, uint32_t colour,
			float thickness, bool opaque)
{
	struct dt_list *graphics = &s->scan->graphics;
	struct dt_box whole = box;
	struct dt_graphic *graphic;

	box = dt_box_cut(box, s->state.clip);
	if (dt_box_empty(box) || !isfinite(box.x0 + box.y0 + box.x1 + box.y1))
		return;
	if (graphics->n >= DT_MOST_GRAPHICS) { /* the last one stands for all that follow */
		graphic = &((struct dt_graphic *)graphics->at)[graphics->n - 1];
		graphic->box.x0 = fminf(graphic->box.x0, box.x0);
		graphic->box.y0 = fminf(graphic->box.y0, box.y0);
		graphic->box.x1 = fmaxf(graphic->box.x1, box.x1);
		graphic->box.y1 = fmaxf(graphic->box.y1, box.y1);
		graphic->kind = DT_GRAPHIC_PATH;
		graphic->piece = DT_NONE;
		return;
	}
	graphic = DT_LIST_ADD(graphics, struct dt_graphic);
	if (!graphic)
		fz_throw(s->ctx, FZ_ERROR_MEMORY, "graphics");
	graphic->box = box;
	graphic->kind = kind;
	graphic->colour = colour;
	graphic->thickness = thickness;
	graphic->before = s->scan->glyphs.n;
	graphic->path = s->n_paths;
	graphic->mark = s->mark;
	graphic->form = s->form;
	graphic->piece = s->piece;
	if (opaque && !s->state.clip_shaped && !s->state.blended && !s->state.in_glass)
		graphic->flags = DT_GRAPHIC_OPAQUE;
	if (s->state.clip_shaped || is_less(box, whole))
		graphic->flags |= DT_GRAPHIC_CUT;
}

static struct dt_box widen(struct dt_box box, float by)
{
	return (struct dt_box){ box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by };
}

/* alone: the only box of its path, so that no other makes a hole in it */
static void add_filled_box(struct dt_scanner *s, struct dt_box box, uint32_t colour, bool alone)
{
	float w = box.x1 - box.x0, h = box.y1 - box.y0;
	float thin = fminf(w, h), length = fmaxf(w, h);

	if (s->state.fill.space->kind == DT_SPACE_PATTERN)
		add_graphic(s, DT_GRAPHIC_SHADING, box, colour, 0, false);
	else if (thin <= THICKEST_RULE && length > SLENDER * thin)
		add_graphic(s, DT_GRAPHIC_RULE, box, colour, thin, false);
	else
		add_graphic(s, DT_GRAPHIC_FILL, box, colour, 0, alone && (colour & 255) == 255);
}

static void add_edges(struct dt_scanner *s, struct dt_box b, uint32_t colour, float width)
{
	const struct dt_box edges[4] = { { b.x0, b.y0, b.x1, b.y0 },
					 { b.x0, b.y1, b.x1, b.y1 },
					 { b.x0, b.y0, b.x0, b.y1 },
					 { b.x1, b.y0, b.x1, b.y1 } };

	for (int i = 0; i < 4; i++)
		add_graphic(s, DT_GRAPHIC_RULE, widen(edges[i], width / 2), colour, width, false);
}

struct stretch { /* the pieces of one subpath */
	const struct dt_piece *at;
	uint32_t n;
	struct dt_box box;
	bool straight;
};

static struct stretch next_subpath(const struct dt_scanner *s, uint32_t first)
{
	const struct dt_piece *pieces = s->path.pieces.at;
	struct stretch found = { &pieces[first], 0, pieces[first].box, true };
	struct dt_path all = { .any = false };

	for (uint32_t i = first; i < s->path.pieces.n; i++) {
		if (pieces[i].subpath != pieces[first].subpath)
			break;
		grow(&all, pieces[i].box);
		found.straight = found.straight && pieces[i].straight;
		found.n++;
	}
	found.box = all.box;
	return found;
}

static void fill_subpath(struct dt_scanner *s, const struct stretch *sub, uint32_t colour)
{
	bool box = sub->straight &&
		   (sub->at->kind == DT_PIECE_RECTANGLE || (sub->n >= 3 && sub->n <= 5));

	if (box)
		add_filled_box(s, sub->box, colour, sub->n == s->path.pieces.n);
	else if (sub->n > 1 || sub->at->kind != DT_PIECE_LINE)
		add_graphic(s, DT_GRAPHIC_PATH, sub->box, colour, 0, false);
}

static void stroke_subpath(struct dt_scanner *s, const struct stretch *sub, uint32_t colour,
			   float width)
{
	if (!sub->straight) {
		add_graphic(s, DT_GRAPHIC_PATH, widen(sub->box, width / 2), colour, width, false);
		return;
	}
	for (uint32_t i = 0; i < sub->n; i++) {
		if (sub->at[i].kind == DT_PIECE_RECTANGLE)
			add_edges(s, sub->at[i].box, colour, width);
		else
			add_graphic(s, DT_GRAPHIC_RULE, widen(sub->at[i].box, width / 2), colour,
				    width, false);
	}
}

/* Can its subpaths be taken out one by one?  A clip needs all of them. */
static bool can_part(const struct dt_scanner *s)
{
	const struct dt_path *path = &s->path;
	const struct dt_piece *pieces = path->pieces.at;
	uint32_t n = path->pieces.n;

	return !path->clip && !path->mixed && !path->too_many && path->last_op + 1 == s->n_ops &&
	       n && pieces[n - 1].subpath == path->subpath;
}

static void record_piece(struct dt_scanner *s, uint32_t subpath, bool fill)
{
	struct dt_painted_piece *piece = DT_LIST_ADD(&s->scan->pieces, struct dt_painted_piece);

	if (!piece)
		fz_throw(s->ctx, FZ_ERROR_MEMORY, "pieces");
	piece->stream = s->stream;
	piece->at = ((const struct dt_scan_bytes *)s->path.places.at)[subpath];
	piece->op = dt_whole_op(s);
	piece->fills = fill;
	piece->state = dt_state_index(s);
}

static uint32_t alpha_byte(float alpha)
{
	return alpha >= 1 ? 255 : alpha > 0 ? (uint32_t)(alpha * 255 + 0.5F) : 0;
}

static void tell_pieces(struct dt_scanner *s, bool fill, bool stroke)
{
	const struct dt_text_state *state = &s->state;
	uint32_t inside = state->fill.rgb << 8 | alpha_byte(state->fill_alpha);
	uint32_t edge = state->stroke.rgb << 8 | alpha_byte(state->stroke_alpha);
	double scale = sqrt(fabs(state->ctm.a * state->ctm.d - state->ctm.b * state->ctm.c));
	float width = (float)(fabs((double)state->line_width) * scale);
	uint32_t first = s->scan->pieces.n;
	struct dt_painted_piece *pieces;
	bool parts;

	s->n_paths++;
	fill = fill && (inside & 255);
	stroke = stroke && (edge & 255);
	if (s->path.too_many) {
		if (fill || stroke)
			add_graphic(s, DT_GRAPHIC_PATH, widen(s->path.box, stroke ? width / 2 : 0),
				    fill ? inside : edge, 0, false);
		return;
	}
	parts = (fill || stroke) && can_part(s);
	for (uint32_t i = 0; i < s->path.pieces.n;) {
		struct stretch sub = next_subpath(s, i);

		s->piece = parts && s->n_pieces < DT_MOST_GRAPHICS ? s->n_pieces++ : DT_NONE;
		if (s->piece != DT_NONE && s->scan->record)
			record_piece(s, sub.at->subpath, fill);
		if (fill)
			fill_subpath(s, &sub, inside);
		if (stroke)
			stroke_subpath(s, &sub, edge, width);
		i += sub.n;
	}
	s->piece = DT_NONE;
	pieces = s->scan->pieces.at;
	for (uint32_t i = first; i < s->scan->pieces.n; i++) {
		pieces[i].first = first;
		pieces[i].end = s->scan->pieces.n;
	}
}

/* Is the path one box, parallel to the page's edges? */
static bool is_box(const struct dt_scanner *s)
{
	struct stretch sub;

	if (s->path.too_many || !s->path.pieces.n)
		return false;
	sub = next_subpath(s, 0);
	return sub.n == s->path.pieces.n && sub.straight &&
	       (sub.at->kind == DT_PIECE_RECTANGLE ? sub.n == 1 : sub.n >= 3 && sub.n <= 5);
}

void dt_op_paint(struct dt_scanner *s, bool fill, bool stroke)
{
	bool hidden = s->hidden_forms || (s->mark_flags & DT_GLYPH_HIDDEN);

	if ((fill || stroke) && s->path.any && !hidden)
		tell_pieces(s, fill, stroke);
	if (s->path.clip && s->path.any) {
		s->state.clip = dt_box_cut(s->state.clip, s->path.box);
		s->state.clip_shaped = s->state.clip_shaped || !is_box(s);
		dt_state_changed(s);
	}
	dt_path_clear(s);
}

void dt_op_shading(struct dt_scanner *s)
{
	if (s->hidden_forms || (s->mark_flags & DT_GLYPH_HIDDEN))
		return;
	s->n_paths++;
	add_graphic(s, DT_GRAPHIC_SHADING, s->state.clip, 0x808080ff, 0, false);
}

/* An image is a piece of its own: nothing but its operator. */
static void record_image(struct dt_scanner *s)
{
	struct dt_list *pieces = &s->scan->pieces;
	struct dt_painted_piece *piece = DT_LIST_ADD(pieces, struct dt_painted_piece);

	if (!piece)
		fz_throw(s->ctx, FZ_ERROR_MEMORY, "pieces");
	piece->stream = s->stream;
	piece->op = dt_whole_op(s);
	piece->at = (struct dt_scan_bytes){ piece->op.start, piece->op.start };
	piece->fills = true;
	piece->state = dt_state_index(s);
	piece->first = pieces->n - 1;
	piece->end = pieces->n;
}

void dt_add_image(struct dt_scanner *s, bool opaque, bool named)
{
	if (s->mark_flags & DT_GLYPH_HIDDEN)
		return;
	s->n_paths++;
	if (named && !s->state.blended && !s->state.in_glass && s->state.fill_alpha >= 1 &&
	    s->n_pieces < DT_MOST_GRAPHICS) {
		s->piece = s->n_pieces++;
		if (s->scan->record)
			record_image(s);
	}
	add_graphic(s, DT_GRAPHIC_IMAGE, dt_box_of(&s->state.ctm, 0, 0, 1, 1), 0, 0,
		    opaque && s->state.fill_alpha >= 1 && dt_is_straight(&s->state.ctm));
	s->piece = DT_NONE;
}
