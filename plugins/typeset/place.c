/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "ends.h"
#include "initials.h"
#include "justify.h"
#include "leaders.h"
#include "squares.h"

#include <math.h>

#define TOLERABLE   150.0 /* badness of a line, as in TeX's pretolerance */
#define NEARLY_FULL 0.25f /* of the measure may be missing */

void placer_free(struct placer *p)
{
	dt_list_free(&p->ends);
	dt_list_free(&p->scratch);
	dt_list_free(&p->bits);
	dt_list_free(&p->order);
}

/* ---- which bits a line has --------------------------------------------------- */

static bool bit_add(struct placer *p, const struct text_block *t, const struct atom *a,
		    uint32_t from, uint32_t to)
{
	struct bit *bit = DT_LIST_ADD(&p->bits, struct bit);

	if (!bit)
		return false;
	bit->atom = a;
	bit->text = t->paragraph.text + a->start + from;
	bit->length = to - from;
	bit->size = a->size * t->scale;
	bit->shape = a->shape;
	bit->width = a->width * t->scale;
	if (a->kind == ATOM_INITIAL)
		bit->size = a->size * initial_scale(t);
	if (a->kind == ATOM_LEADER)
		return leader_fill(p, bit, 0);
	if (a->kind == ATOM_WORD && bit->length != a->length) {
		struct word_key key = { bit->text,    bit->length,   a->face, a->script,
					a->level & 1, a->small_caps, a->stand };

		bit->shape = words_shape(p->composer->words, &key);
		if (!bit->shape)
			return false;
		bit->width = bit->shape->width * bit->size;
	}
	return true;
}

static bool hyphen_add(struct placer *p, const struct text_block *t)
{
	const struct bit *last = &((const struct bit *)p->bits.at)[p->bits.n - 1];
	const struct atom *a = last->atom;
	struct word_key key = { "-", 1, a->face, a->script, a->level & 1, a->small_caps, 0 };
	struct bit *bit;

	bit = DT_LIST_ADD(&p->bits, struct bit);
	if (!bit)
		return false;
	bit->atom = a;
	bit->text = "-";
	bit->length = 1;
	bit->size = a->size * t->scale;
	bit->shape = words_shape(p->composer->words, &key);
	if (!bit->shape)
		return false;
	bit->width = bit->shape->width * bit->size;
	return true;
}

/* Space behind squares, and the empty halves that the ends of the line do not show. */
static void spare_squares(struct placer *p, const struct text_block *t)
{
	struct bit *bits = p->bits.at;
	float scale = t->scale;

	for (uint32_t i = 0; i < p->bits.n; i++) {
		const struct atom *a = bits[i].atom;
		float half = SQUARE_HALF * a->size * scale;
		float left = a->cut_left * scale, right = a->cut_right * scale;

		if (i == 0 && a->square == SQUARE_OPENS && left == 0) {
			left = half;
			bits[i].width -= half;
		}
		if (i + 1 == p->bits.n && a->square == SQUARE_CLOSES && right == 0 &&
		    !t->paragraph.full_ends) {
			right = half;
			bits[i].width -= half;
		}
		bits[i].shift = -left;
		bits[i].behind = -left - right;
		if (i + 1 < p->bits.n) {
			bits[i].behind += a->space * scale;
			bits[i].width += a->space * scale;
		}
	}
}

static bool collect_bits(struct placer *p, const struct text_block *t, const struct node *from,
			 const struct node *to)
{
	const struct atom *atoms = t->paragraph.atoms.at;

	dt_list_clear(&p->bits);
	for (uint32_t i = from->start_atom; i < to->end_atom || (i == to->end_atom && to->end_byte);
	     i++) {
		uint32_t begin = i == from->start_atom ? from->start_byte : 0;
		uint32_t end = i == to->end_atom ? to->end_byte : atoms[i].length;

		if (atoms[i].kind != ATOM_BREAK && end > begin &&
		    !bit_add(p, t, &atoms[i], begin, end))
			return false;
	}
	if (to->flags & NODE_HYPHEN && p->bits.n && !hyphen_add(p, t))
		return false;
	spare_squares(p, t);
	return true;
}

/* ---- slack --------------------------------------------------------------------- */

static float bits_width(const struct placer *p)
{
	const struct bit *bits = p->bits.at;
	float width = 0;

	for (uint32_t i = 0; i < p->bits.n; i++)
		width += bits[i].width;
	return width;
}

/* Does the line stay as long as it is?  The last one of a block whose text goes on in
 * another does not, when it is nearly full. */
static bool line_ends(const struct text_block *t, const struct node *to, float slack)
{
	const struct node *last =
		(const struct node *)t->paragraph.nodes.at + t->paragraph.nodes.n - 1;

	if (!(to->flags & NODE_FORCED))
		return false;
	return to != last || !t->goes_on || slack > NEARLY_FULL * (t->right - t->left);
}

static float line_start(struct placer *p, const struct text_block *t, const struct node *to,
			bool first)
{
	float indent = fit_indent(t, first);
	float left = (t->left + (t->paragraph.rtl ? 0 : indent)) / t->narrow;
	float cut = first ? t->first_cut : t->rest_cut;
	float right = (t->right - cut - (t->paragraph.rtl ? indent : 0)) / t->narrow;
	float slack = right - left - bits_width(p);

	if (t->paragraph.leaders && slack > 0)
		slack = leaders_fill(p, slack);
	if (slack < 0 || (t->align == DT_ALIGN_JUSTIFY && !line_ends(t, to, slack)))
		slack = justify_line(p, slack, t->scale);
	if (t->align == DT_ALIGN_CENTER)
		return left + slack / 2;
	if (t->align == DT_ALIGN_RIGHT || (t->align == DT_ALIGN_JUSTIFY && t->paragraph.rtl))
		return left + slack;
	return left;
}

/* ---- visual order ---------------------------------------------------------------- */

static void reverse(uint32_t *order, uint32_t from, uint32_t to)
{
	while (from + 1 < to) {
		uint32_t swap = order[from];

		order[from++] = order[--to];
		order[to] = swap;
	}
}

/* UAX #9, L2: from the highest level down to 1, what is at least that high is turned
 * round. */
static uint32_t *visual_order(struct placer *p, const struct text_block *t)
{
	const struct bit *bits = p->bits.at;
	uint32_t n = p->bits.n, *order;
	uint8_t highest = 0;

	dt_list_clear(&p->order);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t *at = DT_LIST_ADD(&p->order, uint32_t);

		if (!at)
			return NULL;
		*at = i;
		if (bits[i].atom->level > highest)
			highest = bits[i].atom->level;
	}
	order = p->order.at;
	for (uint8_t level = highest; level > 0 && t->paragraph.any_rtl; level--) {
		for (uint32_t i = 0; i < n; i++) {
			uint32_t end = i;

			while (end < n && bits[order[end]].atom->level >= level)
				end++;
			reverse(order, i, end);
			i = end > i ? end - 1 : i;
		}
	}
	return order;
}

static uint32_t first_glyph(const struct placer *p, const struct text_block *t)
{
	const struct dt_range *ranges = DT_AT(p->galley->page, struct dt_range, t->block->ranges);
	uint32_t first = DT_NONE;

	for (uint32_t i = 0; i < t->block->ranges.count; i++) {
		if (t->block->anchor - ranges[i].first < ranges[i].count)
			return t->block->anchor;
		if (ranges[i].count && ranges[i].first < first)
			first = ranges[i].first;
	}
	return first;
}

/* The best lines, but not more of them than the fitting counted; words are divided
 * only when the paragraph does not look well without (as TeX does). */
static bool choose_lines(struct placer *p, const struct text_block *t)
{
	struct measure m = fit_measure(t);
	double worst;

	m.divide = false;
	if (!lines_break(&t->paragraph, &m, &p->ends, &p->scratch, &worst))
		return false;
	if (p->ends.n <= t->n_lines && worst <= TOLERABLE)
		return true;
	m.divide = true;
	if (!lines_break(&t->paragraph, &m, &p->ends, &p->scratch, NULL))
		return false;
	if (p->ends.n <= t->n_lines)
		return true;
	m.fewest = true;
	return lines_break(&t->paragraph, &m, &p->ends, &p->scratch, NULL);
}

bool place_block(struct placer *p, const struct text_block *t)
{
	const struct node *nodes = t->paragraph.nodes.at;
	struct line line = { .t = t, .anchor = first_glyph(p, t) };
	const uint32_t *order;
	uint32_t from = 0;
	float end = 0;

	if (line.anchor == DT_NONE)
		return true;
	if (!choose_lines(p, t))
		return false;
	for (uint32_t i = 0; i < p->ends.n; i++) {
		uint32_t to = ((const struct line_end *)p->ends.at)[i].node;

		if (!collect_bits(p, t, &nodes[from], &nodes[to]))
			return false;
		line.x = line_start(p, t, &nodes[to], i < fit_indented(t));
		line.y = t->baseline + t->shift + (float)i * t->spacing;
		order = visual_order(p, t);
		if (!order && p->bits.n)
			return false;
		end = paint_line(p, &line, order);
		from = to;
	}
	ends_leaders(p->sheet, p->galley->page, t, line.x * t->narrow, end * t->narrow);
	return true;
}
