/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "pieces.h"

#include "chars.h"
#include "layout.h"

#include <math.h>

#define MOST_BEHIND 4u	  /* pieces kept behind an open one */
#define SHORT	    12u	  /* bytes: it may be lettering */
#define SMALL	    0.88f /* of the size of the page's text: letters in figures */
#define LETTERING   48u	  /* bytes of such a text at most */
#define MOST_STYLES 32u	  /* of a piece: more is too motley to be running text */
#define LOOKS	    (DT_STYLE_BOLD | DT_STYLE_ITALIC | DT_STYLE_MONO)

static const struct dt_style *style_of(const struct dt_page_blocks *page, uint32_t style)
{
	return style < page->styles.count ? DT_AT(page, struct dt_style, page->styles) + style
					  : NULL;
}

static bool is_barrier(uint32_t role)
{
	return role == DT_ROLE_HEADING || role == DT_ROLE_TITLE || role == DT_ROLE_FORMULA ||
	       role == DT_ROLE_TOC_ITEM || role == DT_ROLE_CODE;
}

static enum piece_start start_of(const char *text, uint32_t n)
{
	uint32_t used = 0, c = char_at(text, n, &used), flags = char_flags(c);

	/* a formula, a number, a comma behind one: they tell as little as an ideograph */
	if (c == 0xfffc || c == ',' || c == '(' || flags & ITEM_DIGIT)
		return START_CASELESS;
	if (!n || !(flags & ITEM_LETTER))
		return START_OTHER;
	return flags & ITEM_LOWER ? START_LOWER : flags & ITEM_UPPER ? START_UPPER : START_CASELESS;
}

uint32_t piece_hyphen(const char *text, uint32_t n)
{
	uint32_t at = n, length, used;

	if (n < 3)
		return 0;
	do
		at--;
	while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80);
	length = n - at;
	if (!(char_flags(char_at(text + at, length, &used)) & ITEM_HYPHEN))
		return 0;
	do
		at--;
	while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80);
	return char_flags(char_at(text + at, n - length - at, &used)) & ITEM_LETTER ? length : 0;
}

static void fill_lines(struct piece *piece, const struct dt_page_blocks *page,
		       const struct dt_block *block)
{
	const struct dt_line *lines = DT_AT(page, struct dt_line, block->lines), *last;

	piece->lines = block->lines.count;
	piece->indented = block->first_indent > block->rest_indent + 0.5f * piece->size &&
			  block->lines.count > 1;
	if (block->lines.count < 2)
		return;
	last = &lines[block->lines.count - 1];
	piece->full = (piece->rtl ? last->x0 : block->width - last->x1) < 0.6f * piece->size;
}

static bool heads_column(const struct dt_page_blocks *page, const struct dt_block *block)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	const struct dt_matrix *frame = &block->frame;

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *other = &blocks[i];

		if (other->frame.f < frame->f && other->frame.e < frame->e + block->width &&
		    frame->e < other->frame.e + other->width && !edges_may_take(page, other))
			return false;
	}
	return true;
}

bool piece_spellings(struct dt_payload *to, struct dt_span runs, const void *from)
{
	for (uint32_t i = 0; i < runs.count && !to->failed; i++) {
		struct dt_span *span = &((struct dt_run *)(void *)(to->at + runs.offset))[i].source,
			       kept;

		if (!span->count)
			continue;
		kept = dt_payload_text(to, DT_TEXT(from, *span), span->count);
		if (!to->failed)
			((struct dt_run *)(void *)(to->at + runs.offset))[i].source = kept;
	}
	return !to->failed;
}

/* The styles that the runs of a block use, each once: how many, or 0 when there are too many for
 * running text.  runs[i].style counts them from then on. */
static uint32_t collect_styles(const struct dt_page_blocks *page, struct dt_run *runs,
			       uint32_t n_runs, struct dt_style styles[MOST_STYLES])
{
	uint32_t from[MOST_STYLES], n = 0;

	for (uint32_t i = 0; i < n_runs; i++) {
		const struct dt_style *style = style_of(page, runs[i].style);
		uint32_t k = 0;

		if (!style)
			return 0;
		while (k < n && from[k] != runs[i].style)
			k++;
		if (k == MOST_STYLES)
			return 0;
		if (k == n) {
			from[n] = runs[i].style;
			styles[n] = *style;
			memset(&styles[n].family, 0, sizeof(styles[n].family));
			n++;
		}
		runs[i].style = k;
	}
	return n;
}

/* The text of a block, its runs and the styles that they use.  A piece without runs is joined to
 * no other. */
static bool keep_text(struct document *document, struct piece *piece,
		      const struct dt_page_blocks *page, const struct dt_block *block)
{
	struct dt_payload *store = &document->store;
	const struct dt_run *source = DT_AT(page, struct dt_run, block->runs);
	struct dt_style styles[MOST_STYLES];
	struct dt_span kept;
	struct dt_run *runs;
	uint32_t n;

	kept = dt_payload_array(store, source, block->runs.count, sizeof(*source));
	if (store->failed || !block->runs.count)
		return false;
	runs = (struct dt_run *)(void *)(store->at + kept.offset);
	if (style_of(page, runs[0].style))
		piece->lead = style_of(page, runs[0].style)->flags & LOOKS;
	for (uint32_t i = 0; i < block->runs.count; i++)
		memset(&runs[i].ranges, 0, sizeof(runs[i].ranges));
	n = collect_styles(page, runs, block->runs.count, styles);
	if (!n)
		return false;
	piece->runs = kept;
	piece->text = dt_payload_text(store, DT_TEXT(page, block->text), block->text.count);
	piece->styles = dt_payload_array(store, styles, n, sizeof(styles[0]));
	return piece_spellings(store, piece->runs, page);
}

static void add_piece(struct document *document, const struct dt_page_blocks *page, uint32_t number,
		      uint32_t i)
{
	const struct dt_block *block = DT_AT(page, struct dt_block, page->blocks) + i;
	const struct dt_style *style = style_of(page, block->style);
	const char *text = DT_TEXT(page, block->text);
	struct piece *piece = DT_LIST_ADD(&document->pieces, struct piece);

	if (!piece)
		return;
	piece->page = number;
	piece->block = i;
	piece->next = DT_NONE;
	piece->role = block->role;
	piece->barrier = is_barrier(block->role) || !style;
	if (piece->barrier)
		return;
	piece->open = block->flags & DT_BLOCK_JOINS;
	piece->tags = block->flags & DT_BLOCK_TAGS;
	piece->rtl = block->flags & DT_BLOCK_RTL;
	piece->label = block->label.count > 0;
	piece->align = block->align;
	piece->budget = block->budget;
	piece->frame = block->frame;
	piece->width = block->width;
	piece->height = block->height;
	piece->size = style->size;
	piece->look = style->flags & LOOKS;
	piece->start = start_of(text, block->text.count);
	piece->hyphen = piece_hyphen(text, block->text.count) > 0;
	piece->heads = piece->start == START_UPPER && heads_column(page, block);
	fill_lines(piece, page, block);
	/* what neither goes on nor is gone on with needs no text */
	if (!piece->open && (piece->label || piece->start == START_OTHER))
		return;
	if (!keep_text(document, piece, page, block))
		piece->open = false;
}

/* The size of the longest text on the page. */
static float body_of(const struct dt_page_blocks *page)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	const struct dt_style *style;
	uint32_t best = 0;

	for (uint32_t i = 1; i < page->blocks.count; i++)
		if (blocks[i].text.count > blocks[best].text.count)
			best = i;
	style = page->blocks.count ? style_of(page, blocks[best].style) : NULL;
	return style ? style->size : 0;
}

/* Lettering of a figure, which does not part a sentence before it from its rest behind it. */
static bool is_lettering(const struct dt_page_blocks *page, const struct dt_block *block,
			 float body)
{
	const struct dt_style *style = style_of(page, block->style);

	if (block->role == DT_ROLE_FORMULA && block->width < 3 * body)
		return true;
	return style && style->size < SMALL * body && block->text.count < LETTERING;
}

/* A sentence passes over text in smaller type. */
static bool is_small(const struct dt_page_blocks *page, const struct dt_block *block, float body)
{
	const struct dt_style *style = style_of(page, block->style);

	return style && block->role == DT_ROLE_PARAGRAPH && style->size < 0.93f * body;
}

void flows_collect(struct document *document, const struct dt_page_blocks *page, uint32_t number)
{
	struct page_pieces *entry = DT_LIST_ADD(&document->page_pieces, struct page_pieces);
	uint32_t first = document->pieces.n, wanted = MOST_BEHIND;
	const struct dt_block *blocks;
	float body;

	if (!entry)
		return;
	entry->first = first;
	if (!page)
		return;
	entry->seen = true;
	entry->number = page->number;
	body = body_of(page);
	blocks = DT_AT(page, struct dt_block, page->blocks);
	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *block = &blocks[i];
		bool text = role_is_text(block->role) && !(block->flags & DT_BLOCK_KEEP);
		bool open = text && block->flags & DT_BLOCK_JOINS;

		if (!(text || is_barrier(block->role)) || !(wanted || open) ||
		    is_lettering(page, block, body))
			continue;
		if (text && block->text.count < SHORT &&
		    start_of(DT_TEXT(page, block->text), block->text.count) != START_LOWER)
			continue;
		add_piece(document, page, number, i);
		if (open)
			wanted = MOST_BEHIND;
		else if (!is_small(page, block, body))
			wanted = wanted && edges_may_take(page, block) ? wanted - 1 : 0;
	}
	((struct page_pieces *)document->page_pieces.at)[document->page_pieces.n - 1].count =
		document->pieces.n - first;
}
