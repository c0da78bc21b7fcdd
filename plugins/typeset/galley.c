/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "galley.h"

#include "chains.h"
#include "columns.h"
#include "initials.h"
#include "regions.h"
#include "roles.h"
#include "tables.h"

#include <math.h>

#define SMALL_MARGIN 40.0f /* points */
#define LEAST_FIRST  0.2f  /* of the measure */
#define FULL_LINES   5.0f  /* a page is full when no more than these are missing */
#define BESIDE_LEAST 3u	   /* lines: fewer end early together by chance */
#define LABEL_BLANKS 2u	   /* glyphs between a label and its text in paint order */
/* A reader does not see that letters are this much narrower; sees it less in a single line,
 * which has nothing beside it to compare with, than letters that are smaller. */
#define NARROW_TEXT  0.96f
#define NARROW_LABEL 0.9f

struct text_block *galley_at(const struct galley *g, uint32_t i)
{
	return &((struct text_block *)g->blocks.at)[i];
}

const struct mirrored_cell *galley_cell(const struct galley *g, uint32_t block)
{
	const struct mirrored_cell *cells = g->cells.at;

	return block < g->cells.n && cells[block].on ? &cells[block] : NULL;
}

void galley_free(struct galley *g)
{
	for (uint32_t i = 0; i < g->blocks.n; i++)
		paragraph_free(&galley_at(g, i)->paragraph);
	dt_list_free(&g->blocks);
	dt_list_free(&g->cells);
	dt_list_free(&g->regions);
	dt_list_free(&g->turned);
	g->n = 0;
}

/* The next one, with the memory that its paragraph had on an earlier page. */
static struct text_block *block_add(struct galley *g)
{
	struct paragraph kept;
	struct text_block *t;

	if (g->n == g->blocks.n && !DT_LIST_ADD(&g->blocks, struct text_block))
		return NULL;
	t = galley_at(g, g->n++);
	kept = t->paragraph;
	memset(t, 0, sizeof(*t));
	t->paragraph = kept;
	t->next = t->before = t->run_in = t->region = DT_NONE;
	t->scale = t->narrow = 1;
	return t;
}

/* Where the text of a page ends: in the source, and how far down it may go. */
struct foot {
	float source, limit;
};

/* To the foot of the page's text, a line into the margin; on a page that ends early, to a
 * margin like the one above. */
static struct foot page_foot(const struct dt_page_blocks *page,
			     const struct dt_page_segments *segments)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	const struct dt_segment *answers = DT_AT(segments, struct dt_segment, segments->segments);
	float top = page->height / 2, bottom = 0, line = 0, margin;
	struct foot foot;

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *b = &blocks[i];
		/* running heads are known when all pages are */
		uint32_t role = i < segments->segments.count ? answers[i].role : b->role;

		if (b->frame.b != 0 || role == DT_ROLE_HEADER || role == DT_ROLE_FOOTER ||
		    (b->lines.count == 1 && b->table == DT_NONE && b->flags & DT_BLOCK_KEEP &&
		     b->rule == DT_RULE_NUMBER))
			continue;
		top = fminf(top, b->frame.f);
		bottom = fmaxf(bottom, b->frame.f + b->height);
		line = fmaxf(line, fminf(b->leading, 14));
	}
	margin = page->height - fmaxf(top, SMALL_MARGIN);
	foot.limit = fmaxf(bottom + line, margin);
	foot.source = bottom > margin - FULL_LINES * line ? bottom : foot.limit;
	return foot;
}

static void block_height(struct text_block *t, const struct dt_page_blocks *page, float tightest,
			 const struct foot *foot)
{
	const struct dt_block *b = t->block;
	const struct dt_line *lines = DT_AT(page, struct dt_line, b->lines);
	float under;

	t->baseline = t->last = b->baseline;
	for (uint32_t i = 0; i < b->lines.count; i++)
		t->last = fmaxf(t->last, lines[i].baseline);
	t->leading = b->leading > 0 && !t->single ? b->leading : 1.2f * t->size;
	/* marks high and deep must not run into each other, however tight the source was */
	t->leading = fmaxf(t->leading, t->paragraph.inked * t->size);
	t->least = fminf(t->leading, fmaxf(tightest, t->paragraph.tightest) * t->size);
	under = fmaxf(b->height - t->last, 0);
	t->descent = fminf(under, 0.25f * t->size);
	t->limit = b->height + fmaxf(b->room_below, 0);
	if (b->tail > 0 && t->single)
		t->limit = b->height;
	if (b->frame.b == 0)
		t->limit = fminf(t->limit, fmaxf(foot->limit - b->frame.f, b->height));
	t->foot = t->limit;
	if (b->frame.b == 0)
		t->foot = fminf(t->limit, fmaxf(foot->source - b->frame.f, b->height));
}

/* A word that is wider than its line makes this block smaller, not its neighbours. */
void galley_widest(struct text_block *t)
{
	float room = t->right - t->left - fmaxf(t->first_indent, t->rest_indent) -
		     fmaxf(t->first_cut, t->rest_cut);
	float widest = lines_widest(&t->paragraph, t->align == DT_ALIGN_JUSTIFY);
	uint32_t nodes = t->paragraph.nodes.n;
	const struct node *last = (const struct node *)t->paragraph.nodes.at + nodes - 1;

	if (t->first_indent > t->rest_indent && !t->single) {
		/* an indent that leaves no room for words was never one */
		if (room < LEAST_FIRST * (t->right - t->left))
			t->first_indent = t->rest_indent;
		room = t->right - t->left - t->rest_indent;
	}
	t->widest = widest > room && room > 0 ? room / widest : 1;
	t->one_line = 1;
	if (t->single && t->balanced && nodes > 1 && last->end > room)
		t->one_line = room / (float)last->end;
}

/* More than one when the lines stand beside something, a picture or a sign. */
static uint32_t indented_lines(const struct text_block *t, const struct dt_page_blocks *page)
{
	const struct dt_line *lines = DT_AT(page, struct dt_line, t->block->lines);
	float edge = (t->first_indent + t->rest_indent) / 2;
	uint32_t n = 1;

	if (t->first_indent < t->rest_indent + t->size || t->block->flags & DT_BLOCK_RTL ||
	    (t->align != DT_ALIGN_LEFT && t->align != DT_ALIGN_JUSTIFY))
		return 1;
	while (n < t->block->lines.count && lines[n].x0 > edge)
		n++;
	return n;
}

/* A line of Latin letters among text from right to left begins where that begins; a paragraph of
 * them stays as it is. */
static bool is_turned(const struct text_block *t, const struct composer *c)
{
	bool alone = t->block->lines.count <= 1 || role_is_label(t->segment->role) ||
		     t->segment->role == DT_ROLE_CAPTION;

	return (t->paragraph.rtl || (c->rtl && alone)) != !!(t->block->flags & DT_BLOCK_RTL);
}

/* Do lines [from, end) end at x, which is well before the right edge? */
static bool all_end_at(const struct dt_line *lines, uint32_t from, uint32_t end, float x,
		       float near)
{
	for (uint32_t i = from; i < end; i++)
		if (fabsf(lines[i].x1 - x) > near)
			return false;
	return true;
}

/* Lines that all end early, above or below others that do not: a picture stands at their right. */
static void block_cut(struct text_block *t, const struct dt_page_blocks *page)
{
	const struct dt_line *lines = DT_AT(page, struct dt_line, t->block->lines);
	uint32_t n = t->block->lines.count, last = n ? n - 1 : 0, k = 1;
	float near = t->size, width = t->block->width, x, y;

	if (n < BESIDE_LEAST + 2 || t->align != DT_ALIGN_JUSTIFY || t->initial ||
	    t->paragraph.rtl || t->indented > 1 ||
	    fabsf(t->first_indent - t->rest_indent) > 0.3f * t->size)
		return;
	x = lines[0].x1;
	while (k < last && fabsf(lines[k].x1 - x) <= near)
		k++;
	y = lines[k].x1;
	/* the last line ends anywhere */
	if (k == last || k < 2 || fabsf(x - y) < 3 * t->size ||
	    fabsf(fmaxf(x, y) - width) > t->size || !all_end_at(lines, k, last, y, near) ||
	    (x < y ? k : last - k) < BESIDE_LEAST)
		return;
	t->indented = k;
	t->first_cut = x < y ? width - x : 0;
	t->rest_cut = x < y ? 0 : width - y;
}

void galley_origin(struct text_block *t)
{
	const struct dt_matrix *m = &t->block->frame;
	float det = m->a * m->d - m->b * m->c;

	if (det == 0)
		return;
	t->origin_x = (m->d * m->e - m->c * m->f) / det;
	t->origin_y = (m->a * m->f - m->b * m->e) / det;
}

static void block_geometry(struct text_block *t, const struct dt_page_blocks *page, float tightest,
			   const struct foot *foot, const struct column *whole)
{
	const struct dt_block *b = t->block;
	struct column column = block_column(page, b, whole);

	t->first_indent = b->first_indent;
	t->rest_indent = t->single ? b->first_indent : b->rest_indent;
	t->yields = role_runs(t->segment->role) || t->segment->role == DT_ROLE_CAPTION;
	t->narrowest = t->single && role_is_label(t->segment->role) ? NARROW_LABEL : NARROW_TEXT;
	/* signs that stand upright would get lower, not narrower */
	if (t->vertical)
		t->narrowest = 1;
	block_width(t, page, &column, whole);
	block_height(t, page, tightest, foot);
	t->indented = indented_lines(t, page);
	initial_measure(t, page);
	block_cut(t, page);
	galley_widest(t);
}

/* The kept glyphs right before the block in paint order, when they are a label. */
static void block_label(struct text_block *t, const struct dt_page_blocks *page)
{
	const struct dt_kept *kept = DT_AT(page, struct dt_kept, page->kept);
	const struct dt_range *ranges = DT_AT(page, struct dt_range, t->block->ranges);
	uint32_t first = DT_NONE;

	if (!t->block->label.count)
		return;
	t->fixed = true;
	for (uint32_t i = 0; i < t->block->ranges.count; i++) {
		if (ranges[i].count && ranges[i].first < first)
			first = ranges[i].first;
	}
	for (uint32_t i = 0; i < page->kept.count; i++) {
		uint32_t end = kept[i].glyphs.first + kept[i].glyphs.count;

		if (kept[i].rule != DT_RULE_LABEL || end > first || first - end > LABEL_BLANKS)
			continue;
		t->label = kept[i].glyphs;
		t->fixed = false;
	}
}

static bool galley_paragraph(struct galley *g, struct composer *c, struct text_block *t)
{
	bool built;

	c->vertical = t->vertical;
	built = paragraph_build(c, &t->paragraph, g->page, t->block, g->segments, t->segment,
				role_divides(t->segment->role));
	c->vertical = false;
	return built;
}

bool galley_rebuild(struct galley *g, struct composer *c, uint32_t i, bool condensed)
{
	struct text_block *t = galley_at(g, i);
	bool built;

	c->condensed = condensed;
	built = galley_paragraph(g, c, t);
	c->condensed = false;
	if (built)
		galley_widest(t);
	return built;
}

bool galley_stopped(struct galley *g)
{
	if (!g->stopped && g->call && g->call->host->cancelled(g->call))
		g->stopped = true;
	return g->stopped;
}

/* The blocks that are translated, without their text. */
static bool galley_blocks(struct galley *g)
{
	const struct dt_page_blocks *page = g->page;
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	const struct dt_style *styles = DT_AT(page, struct dt_style, page->styles);
	const struct dt_segment *answers =
		DT_AT(g->segments, struct dt_segment, g->segments->segments);
	uint32_t most = g->segments->segments.count;

	for (uint32_t i = 0; i < page->blocks.count && i < most; i++) {
		struct text_block *t;

		if (answers[i].status != DT_SEGMENT_TRANSLATED ||
		    blocks[i].style >= page->styles.count)
			continue;
		t = block_add(g);
		if (!t)
			return false;
		t->index = i;
		t->block = t->source = &blocks[i];
		t->segment = &answers[i];
		t->goes_on = answers[i].part + 1 < answers[i].n_parts;
		t->size = styles[blocks[i].style].size > 0 ? styles[blocks[i].style].size : 1;
		t->key = styles[blocks[i].style].key;
		t->single = blocks[i].lines.count <= 1;
		t->cell = galley_cell(g, i);
		block_label(t, page);
		galley_origin(t);
	}
	return true;
}

static bool galley_texts(struct galley *g, struct composer *c)
{
	for (uint32_t i = 0; i < g->n; i++) {
		struct text_block *t = galley_at(g, i);

		if (i % 64 == 63 && galley_stopped(g))
			return false;
		if (!galley_paragraph(g, c, t))
			return false;
		/* most of it without a glyph: better the source than a row of boxes */
		t->set = t->paragraph.letters == 0 ||
			 t->paragraph.missing * 2 < t->paragraph.letters;
		t->turned = is_turned(t, c);
	}
	return true;
}

bool galley_build(struct galley *g, struct composer *c, const struct dt_page_blocks *page,
		  const struct dt_page_segments *segments, float tightest)
{
	struct foot foot = page_foot(page, segments);
	struct column whole = page_column(page);

	g->page = page;
	g->segments = segments;
	g->n = 0;
	g->stays = NULL;
	dt_list_clear(&g->cells);
	if (g->mirrors && c->rtl && !tables_find(&g->cells, page, segments, &g->stays, &g->where))
		return false;
	if (!galley_blocks(g) || !regions_find(g, c) || !galley_texts(g, c) ||
	    !regions_drop(g, c, galley_paragraph))
		return false;
	for (uint32_t i = 0; i < g->n; i++) {
		if (galley_at(g, i)->region == DT_NONE)
			block_geometry(galley_at(g, i), page, tightest, &foot, &whole);
	}
	if (!regions_place(g, tightest))
		return false;
	chains_find(g);
	return !g->stopped;
}
