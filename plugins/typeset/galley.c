/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "galley.h"

#include "chains.h"

#include <math.h>

#define TITLE_SIZE   15.0f /* points */
#define SMALL_MARGIN 40.0f /* points */
#define LEAST_FIRST  0.2f  /* of the measure */
#define FULL_LINES   5.0f  /* a page is full when no more than these are missing */
#define LABEL_GAP    0.5f  /* of the size, from a label to its text */
#define LABEL_BLANKS 2u	   /* glyphs between a label and its text in paint order */
/* A reader does not see that letters are this much narrower; sees it less in a single line,
 * which has nothing beside it to compare with, than letters that are smaller. */
#define NARROW_TEXT  0.96f
#define NARROW_LABEL 0.9f

struct text_block *galley_at(const struct galley *g, uint32_t i)
{
	return &((struct text_block *)g->blocks.at)[i];
}

void galley_free(struct galley *g)
{
	uint32_t all = g->blocks.room;

	for (uint32_t i = 0; i < g->blocks.n && i < all; i++)
		paragraph_free(&galley_at(g, i)->paragraph);
	dt_list_free(&g->blocks);
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
	t->next = t->run_in = DT_NONE;
	t->scale = t->narrow = 1;
	return t;
}

static bool role_is_label(uint32_t role)
{
	return role == DT_ROLE_HEADING || role == DT_ROLE_TITLE || role == DT_ROLE_TABLE_CELL ||
	       role == DT_ROLE_HEADER || role == DT_ROLE_FOOTER || role == DT_ROLE_FIGURE_TEXT ||
	       role == DT_ROLE_TOC_ITEM;
}

/* Headings with divided words look careless; the names in a contents list, too. */
static bool role_divides(uint32_t role)
{
	return role != DT_ROLE_HEADING && role != DT_ROLE_TITLE && role != DT_ROLE_HEADER &&
	       role != DT_ROLE_FOOTER && role != DT_ROLE_TOC_ITEM && role != DT_ROLE_CODE;
}

/* Running text, as against headings, captions and what stands alone. */
static bool role_runs(uint32_t role)
{
	return role == DT_ROLE_PARAGRAPH || role == DT_ROLE_LIST_ITEM || role == DT_ROLE_FOOTNOTE ||
	       role == DT_ROLE_BIBLIOGRAPHY;
}

/* Left is where lines begin: text that runs the other way begins on the right. */
static uint32_t mirrored(uint32_t align)
{
	if (align == DT_ALIGN_LEFT)
		return DT_ALIGN_RIGHT;
	return align == DT_ALIGN_RIGHT ? DT_ALIGN_LEFT : align;
}

/* Where the text of a column begins and ends, page space. */
struct column {
	float left, right;
	bool justified; /* its paragraphs are */
};

/* What all text of the page covers; margins like each other, where the text does not go
 * further. */
static struct column page_column(const struct dt_page_blocks *page)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	struct column c = { 1e6f, -1e6f, false };
	float left;

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		if (blocks[i].frame.b != 0)
			continue;
		c.left = fminf(c.left, blocks[i].frame.e);
		c.right = fmaxf(c.right, blocks[i].frame.e + blocks[i].width);
	}
	left = c.left;
	c.left = fminf(left, page->width - c.right);
	c.right = fmaxf(c.right, page->width - left);
	return c;
}

/* The column that a block stands in: that of the nearest paragraph above or below, of
 * two lines or more. */
static struct column block_column(const struct dt_page_blocks *page, const struct dt_block *block,
				  const struct column *whole)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	struct column c = *whole;
	float nearest = 1e6f, start = block->frame.e + fminf(block->label_x0, 0);

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *b = &blocks[i];
		float distance = fabsf(b->frame.f - block->frame.f);

		if (b == block || b->lines.count < 2 || b->frame.b != 0 || !role_runs(b->role) ||
		    b->frame.e > start + 1 || b->frame.e + b->width < block->frame.e + 1)
			continue;
		if (b->lines.count < 3)
			distance += 100; /* tells less */
		if (fabsf(b->frame.e - start) > 2)
			distance += 100; /* set in */
		if (distance >= nearest)
			continue;
		nearest = distance;
		c.left = b->frame.e;
		c.right = b->frame.e + b->width;
		c.justified = b->align == DT_ALIGN_JUSTIFY;
	}
	return c;
}

/* Text that is flush at one side ends anywhere at the other; what runs the other way is flush
 * there: how far out, so that it is one edge for all blocks that have one edge now. */
static float ragged_room(const struct dt_page_blocks *page, const struct dt_block *b, bool right)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	float room = 0, x0 = b->frame.e, x1 = x0 + b->width;

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *other = &blocks[i];
		float y0 = other->frame.e, y1 = y0 + other->width;

		if (other->lines.count < 2 || other->frame.b != 0 || other->frame.a != 1 ||
		    fabsf(right ? y0 - x0 : y1 - x1) > 2)
			continue;
		room = fmaxf(room, right ? y1 - x1 : x0 - y0);
	}
	return fminf(room, right ? b->room_right : b->room_left);
}

/* How the lines of the source stood.  A single line does not say it: what is around it
 * has to. */
static uint32_t source_align(const struct text_block *t, const struct column *c)
{
	const struct dt_block *b = t->block;
	bool rtl = b->flags & DT_BLOCK_RTL, runs = role_runs(t->segment->role);

	if (b->lines.count > 2 || b->frame.b != 0)
		return b->align;
	if (b->align == DT_ALIGN_LEFT && runs && c->justified)
		return DT_ALIGN_JUSTIFY;
	if (!t->single)
		return b->align;
	/* its text goes on elsewhere: a full line of running text, flush at both sides */
	if (t->goes_on && runs)
		return DT_ALIGN_JUSTIFY;
	if (b->align == DT_ALIGN_JUSTIFY && !runs)
		return rtl ? DT_ALIGN_RIGHT : DT_ALIGN_LEFT;
	if (rtl)
		return b->align;
	/* as far from the left as from the right */
	if (b->align == DT_ALIGN_LEFT && fminf(b->room_left, b->room_right) > t->size &&
	    fabsf(b->room_left - b->room_right) < 1.5f)
		return DT_ALIGN_CENTER;
	/* a line that fills most of its column, or has a label, begins at the left */
	if (b->align == DT_ALIGN_RIGHT &&
	    (b->label.count || b->width > 0.6f * (c->right - c->left)))
		return DT_ALIGN_LEFT;
	return b->align;
}

/* Text that runs the other way has its bullet or number at the other side: both together
 * are mirrored, and what hung out at the left is free for text. */
static void turn_label(struct text_block *t)
{
	const struct dt_block *b = t->block;
	float hang = fminf(b->label_x0, 0);

	if (!t->label.count || b->label_x1 <= b->label_x0)
		return;
	t->label_shift = t->right + hang - b->label_x1 - b->label_x0;
	t->left += hang;
	t->right += hang;
}

/* A big centred line, a title, may be wider than the column under it: how far, with no text
 * in the way. */
static float title_room(const struct text_block *t, const struct dt_page_blocks *page,
			const struct column *whole)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks), *b = t->block;
	float left = b->frame.e - whole->left, right = whole->right - b->frame.e - b->width;

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *other = &blocks[i];

		if (other != b && other->frame.b == 0 && other->frame.f < b->frame.f + b->height &&
		    other->frame.f + other->height > b->frame.f)
			return 0;
	}
	return fmaxf(0, fminf(left, right));
}

static void block_width(struct text_block *t, const struct dt_page_blocks *page,
			const struct column *c, const struct column *whole)
{
	const struct dt_block *b = t->block;
	bool turned = t->paragraph.rtl != !!(b->flags & DT_BLOCK_RTL);
	float left = b->room_left, right = b->room_right;
	uint32_t align = source_align(t, c);

	/* not into the margin, and what runs in a column not into the gap between columns */
	if (b->frame.b == 0 && b->frame.a == 1) {
		const struct column *bound =
			align == DT_ALIGN_CENTER || !role_flows(t->segment->role) ? whole : c;

		left = fminf(left, fmaxf(b->frame.e - bound->left, 0));
		right = fminf(right, fmaxf(bound->right - b->frame.e - b->width, 0));
	}
	if (b->label.count && !(b->flags & DT_BLOCK_RTL)) /* its bullet or number stands there */
		left = b->label_x1 > b->label_x0
			       ? fmaxf(0, fminf(left, -b->label_x1 - LABEL_GAP * t->size))
			       : 0;
	/* a line at the right edge with nowhere to go but to the left */
	if (t->single && align == DT_ALIGN_LEFT && right < 1 && left > t->size &&
	    !(b->flags & DT_BLOCK_RTL))
		align = DT_ALIGN_RIGHT;
	t->left = 0;
	t->right = b->width;
	if ((t->single && !t->goes_on) || role_is_label(t->segment->role)) {
		float both = fminf(left, right);

		if (align == DT_ALIGN_CENTER && t->size >= TITLE_SIZE && b->frame.a == 1)
			both = fmaxf(both, title_room(t, page, whole));
		if (align == DT_ALIGN_CENTER) {
			t->left -= both;
			t->right += both;
		} else if (turned) { /* it begins where a line that runs its way would */
			t->left -= left;
			t->right += right;
		} else if (align == DT_ALIGN_RIGHT) {
			t->left -= left;
		} else {
			t->right += right;
		}
	} else if (turned && align != DT_ALIGN_JUSTIFY && align != DT_ALIGN_CENTER &&
		   b->frame.b == 0 && b->frame.a == 1) {
		if (t->paragraph.rtl)
			t->right += ragged_room(page, b, true);
		else
			t->left -= ragged_room(page, b, false);
	}
	/* dots lead to where the number stood */
	if (t->paragraph.leaders)
		t->right = b->width;
	/* the number of a contents line stays, text ends before it */
	if (b->tail > 0 && t->single)
		t->right = fmaxf(b->width, fminf(t->right, b->tail - 0.6f * t->size));
	t->align = turned ? mirrored(align) : align;
	if (turned && t->paragraph.rtl)
		turn_label(t);
	t->balanced = t->align != DT_ALIGN_JUSTIFY && role_is_label(t->segment->role);
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
	float room = t->right - t->left - fmaxf(t->first_indent, t->rest_indent);
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
	block_width(t, page, &column, whole);
	block_height(t, page, tightest, foot);
	t->indented = indented_lines(t, page);
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
	for (uint32_t i = 0; i < n; i++) {
		struct text_block *t;

		if (answers[i].status != DT_SEGMENT_TRANSLATED ||
		    blocks[i].style >= page->styles.count)
			continue;
		t = block_add(g);
		if (!t)
			return false;
		t->index = i;
		t->block = &blocks[i];
		t->segment = &answers[i];
		t->goes_on = answers[i].part + 1 < answers[i].n_parts;
		if (!paragraph_build(c, &t->paragraph, page, t->block, segments, t->segment,
				     role_divides(t->segment->role)))
			return false;
		/* most of it without a glyph: better the source than a row of boxes */
		t->set = t->paragraph.letters == 0 ||
			 t->paragraph.missing * 2 < t->paragraph.letters;
		block_label(t, page);
		block_geometry(t, page, tightest, &foot, &whole);
	}
	chains_find(g);
	return true;
}
