/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A stream with its edits: the bytes between them are copied. */
#include "config.h"

#include "idle_moves.h"
#include "painter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static pdf_obj *resources_of(const struct dt_painter *painter, const char *category)
{
	const struct dt_scan_stream *streams = painter->scan->streams.at;

	return pdf_dict_gets(painter->doc->wall.ctx, streams[painter->stream].resources, category);
}

/* A name that the category of the stream's resources does not have: letters are added. */
static void free_name(const struct dt_painter *painter, pdf_obj *category, char *name, size_t room)
{
	size_t n = strlen(name);

	while (n + 1 < room && pdf_dict_gets(painter->doc->wall.ctx, category, name + 1)) {
		name[n++] = 'x';
		name[n] = 0;
	}
}

static const char *font_name(struct dt_painter *painter, const char *prefix, uint32_t number,
			     uint32_t face, uint32_t object)
{
	struct dt_stream_font *fonts = painter->fonts.at, *font;

	for (uint32_t i = 0; i < painter->fonts.n; i++)
		if (fonts[i].face == face && fonts[i].object == object)
			return fonts[i].name;
	font = DT_LIST_ADD(&painter->fonts, struct dt_stream_font);
	if (!font) {
		painter->out.failed = true;
		return "/DTF";
	}
	font->face = face;
	font->object = object;
	snprintf(font->name, sizeof(font->name), "/%s%u", prefix, number);
	free_name(painter, resources_of(painter, "Font"), font->name, sizeof(font->name));
	return font->name;
}

const char *dt_face_name(struct dt_painter *painter, uint32_t face)
{
	return font_name(painter, "DTF", face, face, 0);
}

const char *dt_object_name(struct dt_painter *painter, uint32_t object)
{
	return font_name(painter, "DTS", object, DT_NONE, object);
}

/* Resource name (with slash) of a graphics state of that transparency. */
static const char *alpha_name(struct dt_painter *painter, float fill, float stroke)
{
	struct dt_stream_alpha *alphas = painter->alphas.at, *alpha;

	for (uint32_t i = 0; i < painter->alphas.n; i++)
		if (alphas[i].fill == fill && alphas[i].stroke == stroke)
			return alphas[i].name;
	alpha = DT_LIST_ADD(&painter->alphas, struct dt_stream_alpha);
	if (!alpha) {
		painter->out.failed = true;
		return "/DTA";
	}
	alpha->fill = fill;
	alpha->stroke = stroke;
	snprintf(alpha->name, sizeof(alpha->name), "/DTA%u", painter->alphas.n - 1);
	free_name(painter, resources_of(painter, "ExtGState"), alpha->name, sizeof(alpha->name));
	return alpha->name;
}

/* How often the bytes of a name, with its slash, stand in a stream, as the whole of a name. */
static unsigned count_name(const struct dt_scan_stream *stream, const unsigned char *name,
			   uint32_t length)
{
	static const char ends[] = " \t\r\n\f/()<>[]{}%";
	const unsigned char *at = stream->at, *end = at + stream->size;
	unsigned n = 0;

	while ((at = memmem(at, (size_t)(end - at), name, length))) {
		at += length;
		n += at == end || memchr(ends, *at, sizeof(ends));
	}
	return n;
}

/* A form without resources of its own may mean the old form by the parent's name for it. */
static bool has_borrowing_form(const struct dt_painter *painter)
{
	pdf_obj *forms = resources_of(painter, "XObject");
	fz_context *ctx = painter->doc->wall.ctx;

	for (int i = 0; i < pdf_dict_len(ctx, forms); i++) {
		pdf_obj *form = pdf_dict_get_val(ctx, forms, i);

		if (pdf_name_eq(ctx, pdf_dict_get(ctx, form, PDF_NAME(Subtype)), PDF_NAME(Form)) &&
		    !pdf_dict_get(ctx, form, PDF_NAME(Resources)))
			return true;
	}
	return false;
}

/* The changed form takes the name of the old one when that has no other use in the stream: the
 * old one is in the resources no more, and what only it needs can stay out of the result. */
static bool keeps_name(const struct dt_painter *painter, uint32_t kid, char *name, size_t room)
{
	const struct dt_scan_stream *streams = painter->scan->streams.at;
	const struct dt_scan_bytes *paint = &streams[kid].paint;
	const struct dt_scan_stream *parent = &streams[painter->stream];
	uint32_t length = paint->end - paint->start;

	if (!painter->has_idle || length < 2 || length + 1 > room ||
	    memchr(parent->at + paint->start, '#', length) ||
	    count_name(parent, parent->at + paint->start, length) != 1 ||
	    has_borrowing_form(painter))
		return false;
	memcpy(name, parent->at + paint->start, length);
	name[length] = '\0';
	return true;
}

void dt_form_name(const struct dt_painter *painter, uint32_t kid, char *name, size_t room)
{
	if (keeps_name(painter, kid, name, room))
		return;
	snprintf(name, room, "/DTX%u", kid);
	free_name(painter, resources_of(painter, "XObject"), name, room);
}

/* ---- items ---- */

static const struct dt_set_item *item_at(const struct dt_painter *painter, uint32_t item)
{
	return DT_AT(painter->set, struct dt_set_item, painter->set->items) + item;
}

static void paint_text(struct dt_pen *pen, const struct dt_set_item *item)
{
	if (item->kind == DT_SET_GLYPHS)
		dt_paint_glyphs(pen, item);
	else if (item->kind == DT_SET_MOVED)
		dt_paint_moved(pen, item);
}

static bool is_path(const struct dt_set_item *item)
{
	return item->kind == DT_SET_RULE || item->kind == DT_SET_PIECES;
}

static void paint_path(struct dt_painter *painter, const struct dt_set_item *item,
		       const struct dt_matrix64 *ctm)
{
	if (item->kind == DT_SET_RULE)
		dt_paint_rule(painter, item, ctm);
	else
		dt_paint_pieces(painter, item, ctm);
}

/* Those paths of some places that stand under the text, or over it: a text object has to be
 * left for them. */
static bool paint_paths(struct dt_painter *painter, uint32_t first, uint32_t end, bool behind,
			const struct dt_matrix64 *ctm)
{
	const struct dt_place *places = painter->places.at;
	bool any = false;

	for (uint32_t i = first; i < end; i++) {
		const struct dt_set_item *item = item_at(painter, places[i].item);

		if (!is_path(item) || !(item->flags & DT_SET_BEHIND) == behind)
			continue;
		if (!any)
			dt_bytes_text(&painter->out, "ET ");
		any = true;
		paint_path(painter, item, ctm);
	}
	if (any)
		dt_bytes_text(&painter->out, "BT ");
	return any;
}

/* Behind ET and BT. */
static void begin_again(struct dt_pen *pen)
{
	pen->matrix = (struct dt_matrix64){ 1, 0, 0, 1, 0, 0 };
	pen->moved = true;
}

/* Items behind a show operator, inside of its text object. */
static void paint_behind(struct dt_painter *painter, uint32_t show_index, uint32_t first,
			 uint32_t end)
{
	const struct dt_scan *scan = painter->scan;
	const struct dt_place *places = painter->places.at;
	const struct dt_show *show = (const struct dt_show *)scan->shows.at + show_index;
	const struct dt_text_state *state =
		(const struct dt_text_state *)scan->states.at + show->state;
	struct dt_pen pen;

	dt_pen_start(&pen, painter, state, &state->ctm);
	pen.matrix = show->line;
	pen.has_matrix = true;
	if (paint_paths(painter, first, end, true, &state->ctm))
		begin_again(&pen);
	for (uint32_t i = first; i < end; i++)
		paint_text(&pen, item_at(painter, places[i].item));
	if (paint_paths(painter, first, end, false, &state->ctm))
		begin_again(&pen);
	dt_pen_finish(&pen, show);
}

/* The glyph whose transparency an item has. */
static uint32_t glyph_of(const struct dt_painter *painter, const struct dt_set_item *item)
{
	const struct dt_range *ranges = DT_AT(painter->set, struct dt_range, item->ranges);

	return item->kind == DT_SET_MOVED && item->ranges.count ? ranges[0].first : item->look;
}

/* Behind a Q: transparency that was set before it has ended. */
static void set_alpha(struct dt_painter *painter, const struct dt_set_item *item)
{
	const struct dt_scan *scan = painter->scan;
	const struct dt_shown *shown = scan->shown.at;
	const struct dt_show *shows = scan->shows.at;
	const struct dt_text_state *states = scan->states.at, *state;
	uint32_t glyph = glyph_of(painter, item);

	if (glyph >= scan->shown.n)
		return;
	state = &states[shows[shown[glyph].show].state];
	if (state->fill_alpha >= 1 && state->stroke_alpha >= 1)
		return;
	dt_bytes_text(&painter->out, alpha_name(painter, state->fill_alpha, state->stroke_alpha));
	dt_bytes_text(&painter->out, " gs ");
}

/* An item outside of text objects: the state around is unknown, so all is set. */
static void paint_apart(struct dt_painter *painter, const struct dt_place *place)
{
	const struct dt_level *level =
		(const struct dt_level *)painter->scan->levels.at + place->level;
	const struct dt_set_item *item = item_at(painter, place->item);
	struct dt_pen pen;

	dt_bytes_text(&painter->out, "q ");
	set_alpha(painter, item);
	if (is_path(item)) {
		paint_path(painter, item, &level->ctm);
		dt_bytes_text(&painter->out, "Q ");
		return;
	}
	dt_bytes_text(&painter->out, "BT ");
	dt_pen_start(&pen, painter, NULL, &level->ctm);
	paint_text(&pen, item);
	dt_bytes_text(&painter->out, "ET Q ");
}

/* ---- edits ---- */

static void places_of(const struct dt_painter *painter, uint32_t show, uint32_t *first,
		      uint32_t *end)
{
	const struct dt_place *places = painter->places.at;
	uint32_t low = 0, high = painter->places.n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		/* DT_NONE is the largest number: those stand behind all shows */
		if (places[middle].show < show)
			low = middle + 1;
		else
			high = middle;
	}
	*first = *end = low;
	while (*end < painter->places.n && places[*end].show == show)
		++*end;
}

static void rewrite_show(struct dt_painter *painter, uint32_t index)
{
	const struct dt_scan *scan = painter->scan;
	const struct dt_show *show = (const struct dt_show *)scan->shows.at + index;
	const struct dt_text_state *state =
		(const struct dt_text_state *)scan->states.at + show->state;
	const struct dt_scan_stream *streams = scan->streams.at;
	uint32_t first, end;
	bool changed = false, stays = false;

	for (uint32_t i = show->first; i < show->first + show->count; i++) {
		changed |= painter->going[i] != DT_GOES_NOT;
		stays |= painter->going[i] != DT_GOES;
	}
	if (changed)
		dt_splice_show(&painter->out, &painter->codes, show, state, scan->shown.at,
			       painter->going);
	else
		dt_bytes_add(&painter->out, streams[show->stream].at + show->at.start,
			     show->at.end - show->at.start);
	places_of(painter, index, &first, &end);
	if (first < end) {
		dt_bytes_add(&painter->out, " ", 1);
		paint_behind(painter, index, first, end);
	} else if (changed && !stays) {
		painter->emptied = true;
	}
}

static void apply(struct dt_painter *painter, const struct dt_edit *edit)
{
	const struct dt_place *places = painter->places.at;
	char name[24];

	switch (edit->kind) {
	case DT_EDIT_SHOW:
		rewrite_show(painter, edit->index);
		break;
	case DT_EDIT_INSERT:
		paint_apart(painter, &places[edit->index]);
		break;
	case DT_EDIT_GONE:
		painter->emptied = true;
		break;
	case DT_EDIT_MARK:
		dt_write_mark(painter, edit->index);
		break;
	default:
		dt_form_name(painter, edit->index, name, sizeof(name));
		dt_bytes_text(&painter->out, name);
	}
}

void dt_rewrite(struct dt_painter *painter, uint32_t stream, const struct dt_edit *edits,
		uint32_t n_edits)
{
	const struct dt_scan_stream *source =
		(const struct dt_scan_stream *)painter->scan->streams.at + stream;
	struct dt_bytes draft;
	uint32_t at = 0;

	painter->stream = stream;
	painter->emptied = false;
	dt_list_clear(&painter->fonts);
	dt_list_clear(&painter->alphas);
	dt_bytes_clear(&painter->out);
	for (uint32_t i = 0; i < n_edits; i++) {
		if (edits[i].start < at)
			continue; /* cannot be: operators do not overlap */
		dt_bytes_add(&painter->out, source->at + at, edits[i].start - at);
		/* operators may stand close to the bytes before and behind them */
		dt_bytes_add(&painter->out, " ", 1);
		apply(painter, &edits[i]);
		dt_bytes_add(&painter->out, " ", 1);
		at = edits[i].end;
	}
	dt_bytes_add(&painter->out, source->at + at, source->size - at);
	if (painter->out.failed || !painter->emptied)
		return;
	draft = painter->draft;
	painter->draft = painter->out;
	painter->out = draft;
	dt_join_moves(&painter->out, painter->draft.at, painter->draft.n);
}

void dt_painter_free(struct dt_painter *painter)
{
	dt_list_free(&painter->places);
	dt_list_free(&painter->edits);
	dt_list_free(&painter->fonts);
	dt_list_free(&painter->alphas);
	dt_bytes_free(&painter->out);
	dt_bytes_free(&painter->draft);
	dt_bytes_free(&painter->codes);
	free(painter->going);
	free(painter->changing);
	free(painter->loosened);
	dt_list_free(&painter->used_fonts);
	free(painter->faces);
}
