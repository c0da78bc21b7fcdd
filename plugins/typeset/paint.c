/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "paint.h"
#include "matrix.h"

#include "text.h"

#include "decorations.h"
#include "initials.h"
#include "upright.h"

#include <math.h>

static const struct dt_style *atom_style(const struct placer *p, const struct atom *a)
{
	const struct dt_page_blocks *page = p->galley->page;

	return &DT_AT(page, struct dt_style, page->styles)[a->style];
}

static const struct dt_run *atom_run(const struct placer *p, const struct text_block *t,
				     const struct atom *a)
{
	if (a->source >= t->block->runs.count)
		return NULL;
	return &DT_AT(p->galley->page, struct dt_run, t->block->runs)[a->source];
}

/* ---- items -------------------------------------------------------------------------- */

/* Signs of another size than the line's have their middle where its signs have theirs. */
static float stand_off(const struct line *line, const struct dt_style *style, float size)
{
	float most = line->t->size * line->t->scale;

	if (!line->t->paragraph.vertical || style->rise != 0)
		return 0;
	return UPRIGHT_CENTRE * (size - most);
}

/* Copies the text of bits order[v0..v1) in logical order; each bit's offset goes
 * to starts. */
static uint32_t group_text(struct placer *p, const uint32_t *order, uint32_t v0, uint32_t v1,
			   bool rtl)
{
	const struct bit *bits = p->bits.at;
	uint32_t at = p->sheet->text.n;

	for (uint32_t k = v0; k < v1; k++) {
		const struct bit *bit = &bits[order[rtl ? v1 - 1 - (k - v0) : k]];

		for (uint32_t i = 0; i < bit->length; i++) {
			char *c = DT_LIST_ADD(&p->sheet->text, char);

			if (c)
				*c = bit->text[i];
		}
	}
	return at;
}

/* Bytes from the glyph's cluster to the next one's; 0 when the glyph before (in
 * visual order) has the same cluster. */
static uint32_t cluster_length(const struct shaped *s, uint32_t i, bool rtl)
{
	uint32_t cluster = s->glyphs[i].cluster, end = s->length;

	if (i > 0 && s->glyphs[i - 1].cluster == cluster)
		return 0;
	if (rtl) {
		if (i > 0)
			end = s->glyphs[i - 1].cluster;
	} else {
		uint32_t k = i + 1;

		while (k < s->n && s->glyphs[k].cluster == cluster)
			k++;
		if (k < s->n)
			end = s->glyphs[k].cluster;
	}
	return end > cluster ? end - cluster : 0;
}

/* Bytes [from, to) are all of the word that the glyph stands for: under which code? */
static uint32_t glyph_code(struct placer *p, const struct bit *bit, uint32_t id, uint32_t from,
			   uint32_t to)
{
	const struct face *face = faces_at(p->composer->faces, bit->atom->face);
	hb_codepoint_t nominal;
	size_t at = from;

	if (from < to) {
		uint32_t cp = text_next(bit->text, bit->length, &at);

		if (at == to && hb_font_get_nominal_glyph(face->font, cp, &nominal) &&
		    nominal == id)
			return 0;
	}
	if (!face->n_codes)
		return 0;
	return codes_take(&p->sheet->codes, face->entry, face->n_codes, face->end_codes, id,
			  bit->text + from, to - from);
}

/* Shares the characters of a syllable out among its glyphs, both in their order, so that who
 * reads one glyph after the other reads the word. */
static void spell_cluster(struct placer *p, const struct bit *bit, struct dt_set_glyph *glyphs,
			  uint32_t n, uint32_t from, uint32_t to, uint32_t text)
{
	for (uint32_t i = 0; i < n; i++) {
		size_t at = from;

		if (from < to)
			(void)text_next(bit->text, bit->length, &at);
		if (i + 1 == n || at > to)
			at = to;
		glyphs[i].text = text + from;
		glyphs[i].text_length = (uint32_t)at - from;
		glyphs[i].code = glyph_code(p, bit, glyphs[i].id, from, (uint32_t)at);
		from = (uint32_t)at;
	}
}

static void spell_word(struct placer *p, const struct bit *bit, uint32_t first, uint32_t text)
{
	const struct shaped *s = bit->shape;
	struct dt_set_glyph *glyphs = p->sheet->glyphs.at;

	for (uint32_t i = 0; i < s->n && first + s->n <= p->sheet->glyphs.n;) {
		uint32_t end = i + 1;

		while (end < s->n && s->glyphs[end].cluster == s->glyphs[i].cluster)
			end++;
		spell_cluster(p, bit, glyphs + first + i, end - i, s->glyphs[i].cluster,
			      end < s->n ? s->glyphs[end].cluster : s->length, text);
		i = end;
	}
}

/* Readers turn a line of right-to-left text round, letter by letter, and with it the letters of
 * a ligature.  So the ligature stands for its first letter, and blanks without width before it
 * for the others: in the order from left to right, as all of the line. */
static void split_ligature(struct placer *p, const struct bit *bit, uint32_t i, uint32_t length,
			   uint32_t text)
{
	const struct face *face = faces_at(p->composer->faces, bit->atom->face);
	const struct shaped *s = bit->shape;
	uint32_t from = s->glyphs[i].cluster, to = from + length;
	size_t first = from;
	hb_codepoint_t blank;

	(void)text_next(bit->text, bit->length, &first);
	if (first >= to || !face->n_codes || (i + 1 < s->n && s->glyphs[i + 1].cluster == from) ||
	    !hb_font_get_nominal_glyph(face->font, ' ', &blank))
		return;
	for (uint32_t end = to; end > first;) {
		uint32_t start = end - 1;
		struct dt_set_glyph *g = DT_LIST_ADD(&p->sheet->glyphs, struct dt_set_glyph);

		while (start > first && ((unsigned char)bit->text[start] & 0xC0) == 0x80)
			start--;
		if (!g)
			return;
		g->id = blank;
		g->code = codes_take(&p->sheet->codes, face->entry, face->n_codes, face->end_codes,
				     blank, bit->text + start, end - start);
		g->text = text + start;
		g->text_length = end - start;
		end = start;
	}
}

/* The letter that a ligature is left with, see above. */
static void first_letter(struct placer *p, const struct bit *bit, struct dt_set_glyph *g,
			 uint32_t from, uint32_t text)
{
	const struct face *face = faces_at(p->composer->faces, bit->atom->face);
	size_t first = from;

	(void)text_next(bit->text, bit->length, &first);
	g->text = text + from;
	g->text_length = (uint32_t)first - from;
	g->code = codes_take(&p->sheet->codes, face->entry, face->n_codes, face->end_codes, g->id,
			     bit->text + from, g->text_length);
}

static void bit_glyphs(struct placer *p, const struct bit *bit, uint32_t text)
{
	uint32_t first = p->sheet->glyphs.n;
	bool rtl = bit->atom->level & 1;
	const struct shaped *s = bit->shape;

	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t length = cluster_length(s, i, rtl), before = p->sheet->glyphs.n;
		struct dt_set_glyph *g;

		if (rtl && length > 1)
			split_ligature(p, bit, i, length, text);
		g = DT_LIST_ADD(&p->sheet->glyphs, struct dt_set_glyph);
		if (!g)
			return;
		g->id = s->glyphs[i].id;
		g->advance = s->glyphs[i].advance;
		if (i + 1 == s->n)
			g->advance += bit->behind / bit->size;
		if (i + 1 < s->n ? s->glyphs[i + 1].advance != 0 : !bit->last)
			g->advance += bit->track / bit->size;
		g->dx = s->glyphs[i].dx;
		g->dy = s->glyphs[i].dy;
		if (bit->atom->stand == STAND_TURNED)
			g->dx += bit->shift / bit->size;
		else
			g->dy -= bit->shift / bit->size;
		g->text = text + s->glyphs[i].cluster;
		g->text_length = length;
		if (p->sheet->glyphs.n > before + 1)
			first_letter(p, bit, g, s->glyphs[i].cluster, text);
	}
	if ((s->actual_text || bit->atom->small_caps) && !rtl)
		spell_word(p, bit, first, text);
}

/* Width of the bits without the blanks that end them. */
static float ink_width(const struct placer *p, const uint32_t *order, uint32_t v0, uint32_t v1)
{
	const struct bit *bits = p->bits.at;
	float width = 0;

	while (v1 > v0 && bits[order[v1 - 1]].atom->kind == ATOM_BLANK)
		v1--;
	for (uint32_t v = v0; v < v1; v++)
		width += bits[order[v]].width;
	return width;
}

/* Bits order[v0..v1) of one style, face and direction, as one item. */
static void group_item(struct placer *p, const struct line *line, const uint32_t *order,
		       uint32_t v0, uint32_t v1, float x)
{
	const struct bit *bits = p->bits.at, *first = &bits[order[v0]];
	const struct atom *a = first->atom;
	const struct dt_style *style = atom_style(p, a);
	const struct face *face = faces_at(p->composer->faces, a->face);
	bool rtl = a->level & 1;
	bool upright = a->stand != STAND_TURNED;
	float width = 0, y = line->y - style->rise * line->t->scale;
	float over = upright ? UPRIGHT_ABOVE : face->ascent;
	float under = upright ? UPRIGHT_BELOW : face->descent;
	uint32_t text, offset = 0, face_index = sheet_face(p->sheet, a->face, upright);
	struct dt_set_item *item =
		sheet_item(p->sheet, DT_SET_GLYPHS, line->anchor, line->t->index);

	if (!item)
		return;
	if (a->kind == ATOM_INITIAL) {
		x = (line->t->left + line->t->first_indent) / line->t->narrow;
		y = line->y + initial_depth(line->t);
	}
	dt_list_clear(&p->sheet->glyphs);
	dt_list_clear(&p->sheet->text);
	text = group_text(p, order, v0, v1, rtl);
	if (rtl)
		offset = p->sheet->text.n - text;
	for (uint32_t v = v0; v < v1; v++) {
		const struct bit *bit = &bits[order[v]];

		if (rtl)
			offset -= bit->length;
		bit_glyphs(p, bit, offset);
		if (!rtl)
			offset += bit->length;
		width += bit->width;
		if (bit->shape->actual_text)
			item->flags |= DT_SET_ACTUAL_TEXT;
	}
	y += stand_off(line, style, first->size);
	item->look = style->glyph;
	item->face = face_index;
	item->matrix = upright ? upright_matrix(&line->t->frame, x,
						y - UPRIGHT_CENTRE * first->size, first->size)
			       : em_matrix(&line->t->frame, x, y, first->size);
	item->glyphs = dt_payload_list(&p->sheet->payload, &p->sheet->glyphs);
	item->text = dt_payload_text(&p->sheet->payload, p->sheet->text.at, p->sheet->text.n);
	item->box = box_map(&line->t->frame, x, y - over * first->size, x + width,
			    y + under * first->size);
	decorate(p, line, style, x, x + ink_width(p, order, v0, v1), x + width);
}

static bool same_group(const struct bit *a, const struct bit *b)
{
	return b->atom->kind != ATOM_OBJECT && a->atom->kind != ATOM_OBJECT &&
	       (b->atom->kind == ATOM_INITIAL) == (a->atom->kind == ATOM_INITIAL) &&
	       a->atom->stand == b->atom->stand && a->atom->stand != STAND_ABREAST &&
	       a->atom->style == b->atom->style && a->atom->face == b->atom->face &&
	       a->size == b->size && (a->atom->level & 1) == (b->atom->level & 1);
}

/* A formula: its own glyphs, scaled with the text round it and put on the line. */
static void object_item(struct placer *p, const struct line *line, const struct bit *bit, float x)
{
	const struct dt_run *run = atom_run(p, line->t, bit->atom);
	const struct dt_matrix *frame = &line->t->frame;
	const struct dt_range *ranges = DT_AT(p->galley->page, struct dt_range, run->ranges);
	float s = line->t->scale;
	struct dt_matrix local = { s, 0, 0, s, x - s * run->box.x0, line->y - s * run->baseline };
	struct dt_matrix m;

	if (!matrix_within(&line->t->source->frame, &local, frame, &m))
		return;
	/* between the words it stands between: readers go by paint order */
	sheet_move(p->sheet, ranges, run->ranges.count, &m, line->anchor, line->t->index, NULL);
	sheet_fates(p->sheet, ranges, run->ranges.count, DT_FATE_MOVED, 0, line->t->index);
	if (run->pieces.count) {
		struct dt_box box =
			box_map(frame, x, line->y + s * run->box.y0,
				x + s * (run->box.x1 - run->box.x0), line->y + s * run->box.y1);

		sheet_pieces(p->sheet, DT_AT(p->galley->page, uint32_t, run->pieces),
			     run->pieces.count, &m, line->anchor, line->t->index, &box);
	}
	decorate(p, line, atom_style(p, bit->atom), x, x + bit->width, x + bit->width);
}

static void line_link(struct placer *p, const struct line *line, const struct bit *bit, float x)
{
	const struct dt_run *run = atom_run(p, line->t, bit->atom);
	const struct dt_matrix *frame = &line->t->frame;
	struct link_quad *last =
		p->sheet->quads.n ? &((struct link_quad *)p->sheet->quads.at)[p->sheet->quads.n - 1]
				  : NULL;
	bool vertical = line->t->paragraph.vertical;
	float top = line->y - (vertical ? UPRIGHT_ABOVE : 0.8f) * bit->size;
	float bottom = line->y + (vertical ? UPRIGHT_BELOW : 0.22f) * bit->size;
	struct link_quad *quad;

	if (!run || run->annotation == DT_NONE)
		return;
	/* goes on where the last bit of the same link on this line ended */
	if (last && last->annotation == run->annotation) {
		struct dt_point end = point_map(frame, x, bottom);

		if (fabsf(last->quad[3].x - end.x) + fabsf(last->quad[3].y - end.y) <
		    0.6f * bit->size) {
			last->quad[1] = point_map(frame, x + bit->width, top);
			last->quad[3] = point_map(frame, x + bit->width, bottom);
			return;
		}
	}
	if (bit->atom->kind == ATOM_BLANK)
		return;
	quad = DT_LIST_ADD(&p->sheet->quads, struct link_quad);
	if (!quad)
		return;
	quad->annotation = run->annotation;
	quad->block = line->t->index;
	quad->quad[0] = point_map(frame, x, top);
	quad->quad[1] = point_map(frame, x + bit->width, top);
	quad->quad[2] = point_map(frame, x, bottom);
	quad->quad[3] = point_map(frame, x + bit->width, bottom);
}

static void line_box_add(struct placer *p, const struct line *line, float width)
{
	struct line_box *box = DT_LIST_ADD(&p->sheet->lines, struct line_box);
	float size = line->t->size * line->t->scale;

	if (!box)
		return;
	box->box = box_map(&line->t->frame, line->x, line->y - 0.55f * size, line->x + width,
			   line->y + 0.02f * size);
	box->block = line->t->index;
	box->set = true;
}

float paint_line(struct placer *p, const struct line *line, const uint32_t *order)
{
	const struct bit *bits = p->bits.at;
	float x = line->x;

	p->n_open_rules = 0;
	for (uint32_t v = 0; v < p->bits.n;) {
		uint32_t end = v + 1;
		float width = bits[order[v]].width;

		line_link(p, line, &bits[order[v]], x);
		if (bits[order[v]].atom->kind == ATOM_OBJECT) {
			object_item(p, line, &bits[order[v]], x);
		} else {
			for (; end < p->bits.n &&
			       same_group(&bits[order[end - 1]], &bits[order[end]]);
			     end++) {
				line_link(p, line, &bits[order[end]], x + width);
				width += bits[order[end]].width;
			}
			group_item(p, line, order, v, end, x);
		}
		x += width;
		v = end;
	}
	if (p->bits.n)
		line_box_add(p, line, x - line->x);
	return x;
}
