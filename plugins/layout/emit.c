/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The payload of a page: its paragraphs as blocks, and what happens to all other glyphs. */
#include "config.h"

#include "write.h"

#include "chars.h"
#include "graphics.h"

#include <math.h>

static uint32_t find_budget(const struct page *page, const struct paragraph *paragraph)
{
	const struct dt_line *lines = LIST(page->out_lines, struct dt_line);
	const char *bytes = LIST(page->bytes, char);
	float width = paragraph->u1 - paragraph->u0 + paragraph->room_right, used = 0;
	uint32_t points = 0;

	for (uint32_t i = 0; i < page->bytes.n; i++)
		points += ((unsigned char)bytes[i] & 0xc0) != 0x80;
	for (uint32_t i = 0; i < page->out_lines.n; i++)
		used += lines[i].x1 - lines[i].x0;
	if (!(used > 1))
		return points;
	return (uint32_t)smaller(1e6f,
				 (float)points * width * (float)paragraph->count / used + 0.5f);
}

static uint32_t commonest_style(const struct page *page)
{
	const struct dt_run *runs = LIST(page->runs, struct dt_run);
	uint32_t best = 0, most = 0;

	for (uint32_t i = 0; i < page->runs.n; i++) {
		uint32_t sum = 0;

		for (uint32_t k = i; k < page->runs.n && runs[i].length; k++)
			if (runs[k].style == runs[i].style)
				sum += runs[k].length;
		if (sum > most) {
			most = sum;
			best = runs[i].style;
		}
		if (i > 40)
			break;
	}
	return best;
}

/* Who shades line by line paints a fill after the first line: new text has to come after it. */
static uint32_t find_anchor(const struct page *page, const struct paragraph *paragraph)
{
	const struct dt_range *ranges = LIST(page->ranges, struct dt_range);
	uint32_t first = DT_NONE, last = 0, after, anchor = DT_NONE;

	for (uint32_t i = 0; i < page->ranges.n; i++) {
		first = ranges[i].first < first ? ranges[i].first : first;
		if (ranges[i].first + ranges[i].count - 1 > last)
			last = ranges[i].first + ranges[i].count - 1;
	}
	after = first;
	for (uint32_t i = 0; i < page->n_graphics; i++) {
		const struct dt_graphic *graphic = &page->graphics[i];

		if (graphic->before > after && graphic->before <= last &&
		    graphic->kind != DT_GRAPHIC_RULE && !LIST(page->uses, uint8_t)[i] &&
		    graphic->box.x0 < paragraph->box.x1 && graphic->box.x1 > paragraph->box.x0 &&
		    graphic->box.y0 < paragraph->box.y1 && graphic->box.y1 > paragraph->box.y0)
			after = graphic->before;
	}
	for (uint32_t i = 0; i < page->ranges.n; i++) {
		uint32_t at = ranges[i].first > after ? ranges[i].first : after;

		if (at < ranges[i].first + ranges[i].count && at < anchor)
			anchor = at;
	}
	return anchor == DT_NONE ? first : anchor;
}

/* Where it stands, how far it may grow and how its lines are set. */
static void place_block(const struct page *page, const struct paragraph *paragraph,
			struct dt_block *block)
{
	const struct plane *plane = &LIST(page->planes, struct plane)[paragraph->plane];
	struct dt_point origin = page_of(plane, paragraph->u0, paragraph->v0);

	block->frame.a = block->frame.d = plane->dx;
	block->frame.b = plane->dy;
	block->frame.c = -plane->dy;
	block->frame.e = origin.x;
	block->frame.f = origin.y;
	block->width = paragraph->u1 - paragraph->u0;
	block->height = paragraph->v1 - paragraph->v0;
	block->room_left = paragraph->room_left;
	block->room_right = paragraph->room_right;
	block->room_above = paragraph->room_above;
	block->room_below = paragraph->room_below;
	block->align = paragraph->align;
	block->first_indent = paragraph->first_indent;
	block->rest_indent = paragraph->rest_indent;
	block->leading = paragraph->leading;
	block->baseline = LIST(page->sequence, struct line)[paragraph->first].v - paragraph->v0;
}

/* What it is, and where in the structure of its page. */
static void name_block(const struct paragraph *paragraph, struct dt_block *block)
{
	block->role = paragraph->role;
	block->level = paragraph->level;
	block->flags = paragraph->flags;
	block->rule = paragraph->rule;
	block->element = paragraph->element;
	block->table = paragraph->table;
	block->row = paragraph->row;
	block->column = paragraph->column;
	block->row_span = paragraph->row_span;
	block->column_span = paragraph->column_span;
	block->text_column = paragraph->text_column;
}

/* The runs that write_text left, with their ranges and spellings: offsets into the payload from
 * here on. */
static void write_runs(struct page *page, struct dt_block *block)
{
	struct dt_run *runs = LIST(page->runs, struct dt_run);
	struct dt_span spelled = { 0, 0 };

	block->ranges = dt_payload_list(&page->payload, &page->ranges);
	if (page->spelled.n)
		spelled = dt_payload_text(&page->payload, page->spelled.at, page->spelled.n);
	for (uint32_t i = 0; i < page->runs.n; i++) {
		if (runs[i].source.count)
			runs[i].source.offset += spelled.offset;
		runs[i].ranges.offset = block->ranges.offset +
					runs[i].ranges.offset * (uint32_t)sizeof(struct dt_range);
	}
	block->runs = dt_payload_list(&page->payload, &page->runs);
}

static void place_initial(const struct page *page, const struct paragraph *paragraph,
			  struct dt_block *block)
{
	const struct line *line = LIST(page->sequence, struct line) + paragraph->first;
	const struct initial *initial = page->initials.n ? line_initial(page, line) : NULL;

	if (!initial || block->label.count)
		return;
	block->initial = initial->lines < paragraph->count ? initial->lines : paragraph->count;
	block->initial_gap = larger(initial->gap, 0);
}

static void write_block(struct page *page, const struct paragraph *paragraph)
{
	struct dt_span label = write_label(page, paragraph);
	struct dt_box drawn = { INFINITY, 0, -INFINITY, 0 }, any = drawn;
	struct dt_block *block;

	write_text(page, paragraph);
	if (!page->ranges.n)
		return;
	block = DT_LIST_ADD(&page->blocks, struct dt_block);
	if (!block)
		return;
	name_block(paragraph, block);
	place_block(page, paragraph, block);
	block->label = label;
	block->text = dt_payload_text(&page->payload, page->bytes.at, page->bytes.n);
	block->lines = dt_payload_list(&page->payload, &page->out_lines);
	block->style = commonest_style(page);
	block->budget = find_budget(page, paragraph);
	block->pieces = block_pieces(page, false, &any);
	block->label_pieces = block_pieces(page, true, &drawn);
	place_label(page, paragraph, &drawn, block);
	block->anchor = find_anchor(page, paragraph);
	place_initial(page, paragraph, block);
	write_runs(page, block);
	if (paragraph->drawn_count)
		block->drawn_leaders = dt_payload_array(
			&page->payload,
			LIST(page->drawn, struct dt_drawn_leader) + paragraph->drawn_first,
			paragraph->drawn_count, sizeof(struct dt_drawn_leader));
	write_tail(page, paragraph, block); /* spells where the runs were spelled */
}

/* Everything that is in no block, in runs of one reason. */
static struct dt_span write_kept(struct page *page)
{
	const uint8_t *owners = LIST(page->owners, uint8_t);

	dt_list_clear(&page->kept);
	for (uint32_t i = 0; i < page->n_glyphs;) {
		uint32_t k = i + 1;
		struct dt_kept *kept;

		while (k < page->n_glyphs && owners[k] == owners[i])
			k++;
		if (owners[i] != OWNER_BLOCK) {
			kept = DT_LIST_ADD(&page->kept, struct dt_kept);
			if (!kept)
				break;
			kept->glyphs.first = i;
			kept->glyphs.count = k - i;
			kept->fate = owners[i] >= OWNER_UNSEEN ? DT_FATE_INVISIBLE : DT_FATE_KEPT;
			kept->rule = owners[i] >= OWNER_UNSEEN ? owners[i] - OWNER_UNSEEN
				     : owners[i] >= OWNER_KEPT ? owners[i] - OWNER_KEPT
							       : DT_RULE_SPACE;
		}
		i = k;
	}
	return dt_payload_list(&page->payload, &page->kept);
}

/* What stands outside of the page's content goes on as it came. */
static struct dt_span write_asides(struct page *page)
{
	const struct dt_page_content *content = page->content;
	const struct dt_aside *from = DT_AT(content, struct dt_aside, content->asides);
	struct dt_list asides = { 0 };
	struct dt_span span;

	for (uint32_t i = 0; i < content->asides.count; i++) {
		struct dt_aside *to = DT_LIST_ADD(&asides, struct dt_aside);

		if (!to)
			break;
		*to = from[i];
		to->font = dt_payload_text(&page->payload, DT_TEXT(content, from[i].font),
					   from[i].font.count);
	}
	span = dt_payload_list(&page->payload, &asides);
	dt_list_free(&asides);
	return span;
}

void page_emit(struct page *page)
{
	const uint32_t *reading = LIST(page->reading, uint32_t);
	const struct dt_page_content *content = page->content;
	struct dt_span blocks, styles, kept, asides, tables, columns, label = { 0, 0 };
	struct dt_page_blocks *head;

	dt_payload_start(&page->payload, sizeof(*head));
	dt_list_clear(&page->blocks);
	for (uint32_t i = 0; i < page->reading.n && (i % 64 || !page_stopped(page)); i++)
		write_block(page, &LIST(page->paragraphs, struct paragraph)[reading[i]]);
	styles = write_styles(page);
	blocks = dt_payload_list(&page->payload, &page->blocks);
	kept = write_kept(page);
	asides = write_asides(page);
	tables = write_tables(page);
	columns = write_columns(page);
	if (content->label.count)
		label = dt_payload_text(&page->payload, DT_TEXT(content, content->label),
					content->label.count);
	head = DT_PAYLOAD_HEAD(&page->payload, struct dt_page_blocks);
	if (!head)
		return;
	head->number = content->number;
	head->width = content->width;
	head->height = content->height;
	head->n_glyphs = page->n_glyphs;
	head->flags = content->flags;
	head->blocks = blocks;
	head->styles = styles;
	head->kept = kept;
	head->label = label;
	head->asides = asides;
	head->tables = tables;
	head->columns = columns;
}
