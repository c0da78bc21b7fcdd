/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Showing text (ISO 32000-1, 9.4.3 and 9.4.4). */
#include "config.h"

#include "scanner.h"
#include "unicode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct run { /* one show operator */
	struct dt_pdf_font *font;
	struct dt_matrix64 m;  /* text space at its start to page space */
	struct dt_matrix64 em; /* em to page space, without the origin */
	double x, y;	       /* page space: where text space 0,0 (with the rise) is */
	double at;	       /* text space: pen */
	double to_points;      /* of an advance */
	uint32_t look, show;
	uint16_t flags;
};

/* ---- looks ---- */

static uint32_t page_font(struct dt_scanner *s, struct dt_pdf_font *font)
{
	struct dt_pdf_font **slot;

	if (font->page_stamp == s->caches->fonts.stamp)
		return font->page_index;
	slot = DT_LIST_ADD(&s->scan->fonts, struct dt_pdf_font *);
	if (!slot)
		fz_throw(s->ctx, FZ_ERROR_MEMORY, "fonts of the page");
	*slot = font;
	font->page_stamp = s->caches->fonts.stamp;
	font->page_index = s->scan->fonts.n - 1;
	return font->page_index;
}

static uint32_t rgba(uint32_t rgb, float alpha)
{
	if (!(alpha > 0))
		return rgb << 8;
	return rgb << 8 | (alpha >= 1 ? 255 : (uint32_t)(alpha * 255 + 0.5F));
}

static bool same_look(const struct dt_look *a, const struct dt_look *b)
{
	return a->a == b->a && a->b == b->b && a->c == b->c && a->d == b->d &&
	       a->colour == b->colour && a->font == b->font && a->mark == b->mark &&
	       a->render_mode == b->render_mode && a->form == b->form && a->outline == b->outline &&
	       a->edge == b->edge;
}

/* The line around glyphs that are filled and drawn. */
static void add_edge(const struct dt_text_state *state, struct dt_look *look)
{
	const struct dt_matrix64 *ctm = &state->ctm;
	double unit = sqrt(fabs(ctm->a * ctm->d - ctm->b * ctm->c));

	look->outline = look->colour;
	if (state->mode % 4 != 2)
		return;
	look->outline = rgba(state->stroke.rgb, state->stroke_alpha);
	if (look->size > 0)
		look->edge = (float)(fabs((double)state->line_width) * unit) / look->size;
}

static uint32_t find_look(struct dt_scanner *s, const struct run *run)
{
	const struct dt_text_state *state = &s->state;
	bool stroked = state->mode == 1 || state->mode == 5;
	struct dt_list *looks = &s->scan->looks;
	struct dt_look *slot;
	struct dt_look look = {
		.a = (float)run->em.a,
		.b = (float)run->em.b,
		.c = (float)run->em.c,
		.d = (float)run->em.d,
		.size = (float)hypot(run->em.c, run->em.d),
		.colour = stroked ? rgba(state->stroke.rgb, state->stroke_alpha)
				  : rgba(state->fill.rgb, state->fill_alpha),
		.font = page_font(s, run->font),
		.mark = s->mark,
		.render_mode = (uint16_t)state->mode,
		.form = (uint16_t)s->form,
	};

	add_edge(state, &look);

	if (s->look != DT_NONE && same_look(&((struct dt_look *)looks->at)[s->look], &look))
		return s->look;
	slot = DT_LIST_ADD(looks, struct dt_look);
	if (!slot)
		fz_throw(s->ctx, FZ_ERROR_MEMORY, "looks");
	*slot = look;
	s->look = looks->n - 1;
	return s->look;
}

/* ---- glyphs ---- */

/* Where an ordinary glyph of this em would leave ink, against page and clip. */
static uint16_t place_flags(const struct dt_scanner *s, const struct run *run, double x, double y,
			    double width)
{
	const struct dt_scan *scan = s->scan;
	struct dt_matrix64 m = run->em;
	struct dt_box box, page = { 0, 0, scan->width, scan->height };

	m.e = x;
	m.f = y;
	box = dt_box_of(&m, 0, run->font->descent, width > 0.1 ? width : 0.1, run->font->ascent);
	if (dt_box_empty(dt_box_cut(box, page)))
		return DT_GLYPH_OFF_PAGE;
	return dt_box_empty(dt_box_cut(box, s->state.clip)) ? DT_GLYPH_CLIPPED : 0;
}

static void grow(struct dt_scanner *s, struct dt_list *list, size_t element, uint32_t more)
{
	uint32_t room = (list->room + more) * 2;
	void *at = realloc(list->at, (size_t)room * element);

	if (!at)
		fz_throw(s->ctx, FZ_ERROR_MEMORY, "glyphs");
	list->at = at;
	list->room = room;
	list->element = (uint32_t)element;
}

/* Three times a glyph: all but the growing is to become part of the loop. */
static inline void *reserve(struct dt_scanner *s, struct dt_list *list, size_t element,
			    uint32_t more)
{
	if (list->room - list->n < more)
		grow(s, list, element, more);
	return (char *)list->at + (size_t)list->n * element;
}

/* Of a glyph that is painted again its place in the stream counts, not what it says and where. */
static void record_glyph(struct dt_scanner *s, const struct run *run, const struct dt_code *entry,
			 double advance, uint32_t code, unsigned length)
{
	uint16_t blank = entry->flags & DT_CODE_SPACE ? DT_GLYPH_SPACE : 0;
	struct dt_scan *scan = s->scan;
	struct dt_glyph *glyph = reserve(s, &scan->glyphs, sizeof(*glyph), 1);
	struct dt_shown *shown = reserve(s, &scan->shown, sizeof(*shown), 1);

	*glyph = (struct dt_glyph){ .look = run->look, .flags = (uint16_t)(run->flags | blank) };
	*shown = (struct dt_shown){ .show = run->show,
				    .code = code,
				    .at = run->at,
				    .code_length = (uint8_t)length,
				    .advance = advance };
	scan->glyphs.n++;
	scan->shown.n++;
}

static uint16_t code_flags(uint32_t code)
{
	uint32_t flags = code & DT_CODE_SPACE	   ? DT_GLYPH_SPACE
			 : code & DT_CODE_UNMAPPED ? DT_GLYPH_UNMAPPED
						   : 0;

	return (uint16_t)(flags | (code & DT_CODE_GUESSED ? DT_GLYPH_GUESSED : 0));
}

static void read_glyph(struct dt_scanner *s, const struct run *run, const struct dt_code *entry,
		       double advance)
{
	const struct dt_text_state *state = &s->state;
	struct dt_scan *scan = s->scan;
	struct dt_glyph *glyph = reserve(s, &scan->glyphs, sizeof(*glyph), 1);
	double along = run->at, across = 0;
	char *text;

	if (run->font->vertical) {
		across = -entry->vx * state->size * state->scale;
		along -= entry->vy * state->size;
		glyph->x = (float)(run->x + run->m.a * across + run->m.c * along);
		glyph->y = (float)(run->y + run->m.b * across + run->m.d * along);
	} else {
		glyph->x = (float)(run->x + run->m.a * along);
		glyph->y = (float)(run->y + run->m.b * along);
	}
	glyph->advance = (float)(advance * run->to_points);
	glyph->look = run->look;
	glyph->flags = run->flags;
	if (entry->flags & (DT_CODE_SPACE | DT_CODE_UNMAPPED | DT_CODE_GUESSED))
		glyph->flags |= code_flags(entry->flags);
	if (!(glyph->x >= state->clip.x0 && glyph->x <= state->clip.x1 &&
	      glyph->y >= state->clip.y0 && glyph->y <= state->clip.y1))
		glyph->flags |= place_flags(s, run, glyph->x, glyph->y, entry->width);
	text = reserve(s, &scan->text, 1, DT_CODE_TEXT_ROOM);
	glyph->text = scan->text.n;
	glyph->text_length = entry->text_length;
	if (entry->text_length)
		memcpy(text, run->font->text + entry->text, entry->text_length);
	scan->text.n += entry->text_length;
	scan->glyphs.n++;
}

static void add_glyph(struct dt_scanner *s, struct run *run, const struct dt_code *entry,
		      uint32_t code, unsigned length)
{
	const struct dt_text_state *state = &s->state;
	bool word_space = length == 1 && code == 32;
	double advance = entry->width * state->size + state->spacing +
			 (word_space ? state->word_spacing : 0);

	if (!run->font->vertical)
		advance *= state->scale;
	if (s->scan->record)
		record_glyph(s, run, entry, advance, code, length);
	else
		read_glyph(s, run, entry, advance);
	run->at += advance;
}

static void show_bytes(struct dt_scanner *s, struct run *run, const unsigned char *p, size_t n)
{
	const unsigned char *end = p + n;

	while (p < end && !s->stop) {
		struct dt_pdf_font *font = run->font;
		const struct dt_code *entry;
		unsigned length = 1;
		uint32_t code = *p;

		entry = font->simple && font->table[0] ? &font->table[0][code] : NULL;
		if (!entry || !(entry->flags & DT_CODE_KNOWN))
			entry = dt_font_code(s->ctx, font, p, end, &code, &length);
		p += length;
		if (entry)
			add_glyph(s, run, entry, code, length);
		if (s->scan->glyphs.n >= DT_MOST_GLYPHS)
			s->stop = true;
	}
}

static void show_string(struct dt_scanner *s, struct run *run, const struct dt_token *token)
{
	uint32_t most = token->end - token->start;

	if (token->plain) {
		show_bytes(s, run, s->reader.at + token->start + 1, most - 2);
		return;
	}
	if (s->string_room < most) {
		unsigned char *at = realloc(s->string, most * 2);

		if (!at)
			fz_throw(s->ctx, FZ_ERROR_MEMORY, "string");
		s->string = at;
		s->string_room = most * 2;
	}
	show_bytes(s, run, s->string, dt_token_string(s->reader.at, token, s->string));
}

static void show_operands(struct dt_scanner *s, struct run *run, int op)
{
	double unit = s->state.size / -1000;

	if (!run->font->vertical)
		unit *= s->state.scale;
	if (op != 'J') {
		const struct dt_token *token = &s->operands[s->n_operands - 1];

		if (token->kind == DT_TOKEN_STRING || token->kind == DT_TOKEN_HEX)
			show_string(s, run, token);
		return;
	}
	for (uint32_t i = 0; i < s->n_operands; i++) {
		const struct dt_token *token = &s->operands[i];

		if (token->kind == DT_TOKEN_STRING || token->kind == DT_TOKEN_HEX)
			show_string(s, run, token);
		else if (token->kind == DT_TOKEN_NUMBER)
			run->at += token->number * unit;
	}
}

static uint16_t run_flags(const struct dt_scanner *s, const struct run *run)
{
	const struct dt_text_state *state = &s->state;
	const struct dt_pdf_font *font = run->font;
	double area = run->em.a * run->em.d - run->em.b * run->em.c;
	uint32_t flags = s->mark_flags;
	bool filled = state->mode == 0 || state->mode == 2 || state->mode == 4 || state->mode == 6;
	bool stroked = state->mode == 1 || state->mode == 2 || state->mode == 5 || state->mode == 6;

	if (s->hidden_forms)
		flags |= DT_GLYPH_HIDDEN;
	if (!(filled && state->fill_alpha > 0) && !(stroked && state->stroke_alpha > 0))
		flags |= DT_GLYPH_INVISIBLE;
	if (!s->in_text) /* its matrix is anybody's guess */
		flags |= DT_GLYPH_LOCKED;
	if (!isnormal(area) || state->scale == 0)
		flags |= DT_GLYPH_INVISIBLE | DT_GLYPH_LOCKED;
	if (state->mode >= 4 || (state->font_stream == DT_NONE && !font->object))
		flags |= DT_GLYPH_LOCKED;
	if (state->blended || state->in_glass ||
	    (stroked ? state->stroke : state->fill).space->kind == DT_SPACE_PATTERN)
		flags |= DT_GLYPH_COLOUR_UNKNOWN;
	if (font->vertical)
		flags |= DT_GLYPH_VERTICAL;
	if (font->type3)
		flags |= DT_GLYPH_TYPE3;
	return (uint16_t)flags;
}

static void start_run(struct dt_scanner *s, struct run *run)
{
	const struct dt_text_state *state = &s->state;
	double em = state->size * run->font->em;

	run->m = dt_concat(s->tm, state->ctm);
	run->x = run->m.c * state->rise + run->m.e;
	run->y = run->m.d * state->rise + run->m.f;
	run->em = (struct dt_matrix64){ run->m.a * em * state->scale,
					run->m.b * em * state->scale,
					run->m.c * em,
					run->m.d * em,
					0,
					0 };
	run->to_points =
		run->font->vertical ? hypot(run->m.c, run->m.d) : hypot(run->m.a, run->m.b);
	if ((state->size < 0) != (!run->font->vertical && state->scale < 0))
		run->to_points = -run->to_points;
	run->flags = run_flags(s, run);
	run->look = find_look(s, run);
}

uint32_t dt_state_index(struct dt_scanner *s)
{
	struct dt_list *states = &s->scan->states;
	struct dt_text_state *slot;

	if (s->state_index != DT_NONE)
		return s->state_index;
	slot = DT_LIST_ADD(states, struct dt_text_state);
	if (!slot)
		fz_throw(s->ctx, FZ_ERROR_MEMORY, "states");
	*slot = s->state;
	s->state_index = states->n - 1;
	return s->state_index;
}

static struct dt_show *begin_show(struct dt_scanner *s, struct run *run, int op)
{
	struct dt_list *shows = &s->scan->shows;
	struct dt_show *show;

	if (!s->scan->record)
		return NULL;
	if (s->continued != DT_NONE)
		((struct dt_show *)shows->at)[s->continued].flags |= DT_SHOW_CONTINUED;
	show = DT_LIST_ADD(shows, struct dt_show);
	if (!show)
		fz_throw(s->ctx, FZ_ERROR_MEMORY, "show operators");
	show->stream = s->stream;
	show->at = dt_whole_op(s);
	show->op = (uint16_t)op;
	show->first = s->scan->glyphs.n;
	show->state = dt_state_index(s);
	show->mark = s->mark;
	show->tm = s->tm;
	show->line = s->line;
	run->show = shows->n - 1;
	s->continued = s->on_line = run->show;
	return show;
}

void dt_op_show(struct dt_scanner *s, int op)
{
	struct run run = { .font = s->state.font };
	struct dt_show *show;

	if (op == '"') {
		s->state.word_spacing = dt_operand(s, 2);
		s->state.spacing = dt_operand(s, 1);
		dt_state_changed(s);
	}
	if (op == '\'' || op == '"')
		dt_op_move(s, 0, -s->state.leading);
	if (!run.font || run.font->broken || !s->n_operands)
		return;
	if (s->state.mode >= 4)
		s->text_clips = true;
	start_run(s, &run);
	show = begin_show(s, &run, op);
	show_operands(s, &run, op);
	if (show) {
		show->count = s->scan->glyphs.n - show->first;
		show->length = run.at;
	}
	if (run.font->vertical) {
		s->tm.e += run.at * s->tm.c;
		s->tm.f += run.at * s->tm.d;
	} else {
		s->tm.e += run.at * s->tm.a;
		s->tm.f += run.at * s->tm.b;
	}
}
