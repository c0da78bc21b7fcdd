/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "galley.h"

#include "chains.h"
#include "columns.h"
#include "initials.h"
#include "roles.h"
#include "tables.h"
#include "upright.h"

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
	t->next = t->before = t->run_in = DT_NONE;
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
static void block_widest(struct text_block *t)
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

static void block_geometry(struct text_block *t, const struct dt_page_blocks *page, float tightest,
			   const struct foot *foot, const struct column *whole)
{
	const struct dt_block *b = t->block;
	const struct dt_style *style = &DT_AT(page, struct dt_style, page->styles)[b->style];
	struct column column = block_column(page, b, whole);
	float det = b->frame.a * b->frame.d - b->frame.b * b->frame.c;

	t->size = style->size > 0 ? style->size : 1;
	t->key = style->key;
	t->single = b->lines.count <= 1;
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
	block_widest(t);
	if (det != 0) {
		t->origin_x = (b->frame.d * b->frame.e - b->frame.c * b->frame.f) / det;
		t->origin_y = (b->frame.a * b->frame.f - b->frame.b * b->frame.e) / det;
	}
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

/* What is vertical in the source stays so where its new script is set vertically, too. */
static bool stays_vertical(const struct galley *g, const struct composer *c,
			   const struct dt_block *b)
{
	return b->flags & DT_BLOCK_VERTICAL && g->writing != WRITING_HORIZONTAL &&
	       language_is_vertical(c->language);
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
		block_widest(t);
	return built;
}

bool galley_stopped(struct galley *g)
{
	if (!g->stopped && g->call && g->call->host->cancelled(g->call))
		g->stopped = true;
	return g->stopped;
}

bool galley_build(struct galley *g, struct composer *c, const struct dt_page_blocks *page,
		  const struct dt_page_segments *segments, float tightest)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	const struct dt_segment *answers = DT_AT(segments, struct dt_segment, segments->segments);
	uint32_t n = page->blocks.count < segments->segments.count ? page->blocks.count
								   : segments->segments.count;
	struct foot foot = page_foot(page, segments);
	struct column whole = page_column(page);

	g->page = page;
	g->segments = segments;
	g->n = 0;
	g->stays = NULL;
	dt_list_clear(&g->cells);
	if (g->mirrors && c->rtl && !tables_find(&g->cells, page, segments, &g->stays, &g->where))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		struct text_block *t;

		if (answers[i].status != DT_SEGMENT_TRANSLATED ||
		    blocks[i].style >= page->styles.count)
			continue;
		if (g->n % 64 == 63 && galley_stopped(g))
			return false;
		t = block_add(g);
		if (!t)
			return false;
		t->index = i;
		t->block = &blocks[i];
		t->segment = &answers[i];
		t->goes_on = answers[i].part + 1 < answers[i].n_parts;
		t->vertical = stays_vertical(g, c, t->block);
		if (!galley_paragraph(g, c, t))
			return false;
		/* most of it without a glyph: better the source than a row of boxes */
		t->set = t->paragraph.letters == 0 ||
			 t->paragraph.missing * 2 < t->paragraph.letters;
		t->turned = is_turned(t, c);
		t->cell = galley_cell(g, i);
		block_label(t, page);
		block_geometry(t, page, tightest, &foot, &whole);
	}
	chains_find(g);
	return !g->stopped;
}
