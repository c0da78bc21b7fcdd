/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Flows: paragraphs that go on in the next column or on the next page.
 *
 * While pages come in, a piece is kept of each block that matters: one whose last line does not
 * end its sentence, and the few behind it, or at the head of a page, that may go on with it.
 * Which of these are running heads is known when all pages have been seen: then each open piece
 * is held against the first one behind it that is none.
 */
#include "config.h"

#include "profile.h"

#include "chars.h"
#include "layout.h"

#include <math.h>

#define MOST_BEHIND 4u	/* pieces kept behind an open one */
#define PLATES	    2u	/* pages of nothing but pictures that a paragraph may pass over */
#define SHORT	    12u /* bytes: it may be lettering */
#define LONG	    80u
#define SMALL	    0.88f /* of the size of the page's text: letters in figures */
#define LETTERING   48u	  /* bytes of such a text at most */
#define LOOKS	    (DT_STYLE_BOLD | DT_STYLE_ITALIC | DT_STYLE_MONO)

enum piece_start { START_OTHER, START_LOWER, START_CASELESS, START_UPPER };

struct piece {
	uint32_t page, block;
	bool barrier; /* a heading, a formula: no sentence goes on behind it */
	bool open;    /* does not end its sentence */
	bool full;    /* its last line reaches the edge */
	bool tags, rtl, hyphen, label, indented;
	bool heads; /* nothing but running heads stands above it in its column */
	enum piece_start start;
	uint32_t role, align, lines, budget;
	struct dt_matrix frame;
	float width, height;
	float size;
	uint32_t look;			   /* flags of its style that must be the same */
	uint32_t lead;			   /* those of its first word */
	struct dt_span text, runs, styles; /* in the document's store */
	uint32_t next;			   /* piece, or DT_NONE */
	bool taken;			   /* is the next of another */
};

struct page_pieces {
	uint32_t number; /* of the file */
	uint32_t first, count;
	bool seen; /* it did not fail */
};

static const struct dt_style *style_of(const struct dt_page_blocks *page, uint32_t style)
{
	return style < page->styles.count ? DT_AT(page, struct dt_style, page->styles) + style
					  : NULL;
}

static bool is_text(uint32_t role)
{
	return role == DT_ROLE_PARAGRAPH || role == DT_ROLE_LIST_ITEM ||
	       role == DT_ROLE_BIBLIOGRAPHY;
}

static bool is_barrier(uint32_t role)
{
	return role == DT_ROLE_HEADING || role == DT_ROLE_TITLE || role == DT_ROLE_FORMULA ||
	       role == DT_ROLE_TOC_ITEM || role == DT_ROLE_CODE;
}

/* ---- while pages come in ------------------------------------------------------------------ */

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

/* Bytes of the hyphen at the end of a text behind a letter; 0 when there is none. */
static uint32_t hyphen_of(const char *text, uint32_t n)
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

/* Does a word with a hyphen of its own end here ("state-of-the-")?  Then this one stays, too. */
static bool is_compound(const char *text, uint32_t n, uint32_t hyphen)
{
	for (uint32_t i = n - hyphen; i > 0 && text[i - 1] != ' '; i--)
		if (text[i - 1] == '-' && hyphen == 1)
			return true;
	return false;
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

/* The texts of inline formulas, from the payload that the runs came from. */
static bool keep_spellings(struct dt_payload *to, struct dt_span runs, const void *from)
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

/* The runs of a block with the styles that they use. */
static bool keep_text(struct document *document, struct piece *piece,
		      const struct dt_page_blocks *page, const struct dt_block *block)
{
	struct dt_payload *store = &document->store;
	const struct dt_run *source = DT_AT(page, struct dt_run, block->runs);
	struct dt_run *runs;
	struct dt_style styles[32];
	uint32_t from[32], n = 0;

	piece->text = dt_payload_text(store, DT_TEXT(page, block->text), block->text.count);
	piece->runs = dt_payload_array(store, source, block->runs.count, sizeof(*source));
	if (store->failed)
		return false;
	runs = (struct dt_run *)(void *)(store->at + piece->runs.offset);
	if (block->runs.count && style_of(page, runs[0].style))
		piece->lead = style_of(page, runs[0].style)->flags & LOOKS;
	for (uint32_t i = 0; i < block->runs.count; i++) {
		const struct dt_style *style = style_of(page, runs[i].style);
		uint32_t k = 0;

		memset(&runs[i].ranges, 0, sizeof(runs[i].ranges));
		if (!style)
			return false;
		while (k < n && from[k] != runs[i].style)
			k++;
		if (k == sizeof(from) / sizeof(from[0]))
			return false; /* too motley to be running text */
		if (k == n) {
			from[n] = runs[i].style;
			styles[n] = *style;
			memset(&styles[n].family, 0, sizeof(styles[n].family));
			n++;
		}
		runs[i].style = k;
	}
	piece->styles = dt_payload_array(store, styles, n, sizeof(styles[0]));
	return keep_spellings(store, piece->runs, page);
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
	piece->hyphen = hyphen_of(text, block->text.count) > 0;
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
		bool text = is_text(block->role) && !(block->flags & DT_BLOCK_KEEP);
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
		else
			wanted = wanted && edges_may_take(page, block) ? wanted - 1 : 0;
	}
	((struct page_pieces *)document->page_pieces.at)[document->page_pieces.n - 1].count =
		document->pieces.n - first;
}

/* ---- when all have been seen -------------------------------------------------------------- */

static struct piece *piece_at(const struct document *document, uint32_t i)
{
	return (struct piece *)document->pieces.at + i;
}

/* The role that a block has in the end. */
static uint32_t final_role(const struct document *document, const struct piece *piece)
{
	const struct dt_profile_role *roles = document->roles.at;
	uint32_t low = 0, high = document->roles.n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (roles[mid].page == piece->page && roles[mid].block == piece->block)
			return roles[mid].flags & DT_BLOCK_KEEP ? DT_ROLE_HEADER : roles[mid].role;
		if (roles[mid].page < piece->page ||
		    (roles[mid].page == piece->page && roles[mid].block < piece->block))
			low = mid + 1;
		else
			high = mid;
	}
	return piece->role;
}

/* The first piece of [from, end) that is no running head, or DT_NONE. */
static uint32_t first_of(const struct document *document, uint32_t from, uint32_t end)
{
	for (; from < end; from++) {
		uint32_t role = final_role(document, piece_at(document, from));

		if (role != DT_ROLE_HEADER && role != DT_ROLE_FOOTER)
			return from;
	}
	return DT_NONE;
}

static uint32_t find_behind(const struct document *document, uint32_t i)
{
	const struct page_pieces *pages = document->page_pieces.at;
	uint32_t page = piece_at(document, i)->page, last = page;
	uint32_t found = first_of(document, i + 1, pages[page].first + pages[page].count);

	while (found == DT_NONE && ++page < document->page_pieces.n && page - last <= PLATES + 1) {
		if (!pages[page].seen || pages[page].number != pages[page - 1].number + 1)
			break;
		found = first_of(document, pages[page].first,
				 pages[page].first + pages[page].count);
	}
	return found;
}

static bool same_axes(const struct dt_matrix *m, const struct dt_matrix *n)
{
	return fabsf(m->a - n->a) + fabsf(m->b - n->b) + fabsf(m->c - n->c) + fabsf(m->d - n->d) <
	       1e-3f;
}

/* Does q stand in the column of p, under it? */
static bool stands_under(const struct piece *p, const struct piece *q)
{
	return p->page == q->page && q->frame.f > p->frame.f &&
	       q->frame.e < p->frame.e + p->width && p->frame.e < q->frame.e + q->width;
}

/* Does q stand in a column behind that of p? */
static bool stands_beside(const struct piece *p, const struct piece *q)
{
	bool behind = p->rtl ? q->frame.e + q->width < p->frame.e + 0.2f * p->width
			     : q->frame.e > p->frame.e + 0.8f * p->width;

	return behind && q->frame.f < p->frame.f + p->height - 1.5f * p->size;
}

static bool fit_together(const struct document *document, const struct piece *p,
			 const struct piece *q)
{
	uint32_t role = final_role(document, p), behind = final_role(document, q);

	if (p->barrier || q->barrier || !is_text(role) || !is_text(behind) || q->taken ||
	    q->label || !p->runs.count || !q->runs.count)
		return false;
	return (role == DT_ROLE_BIBLIOGRAPHY) == (behind == DT_ROLE_BIBLIOGRAPHY) &&
	       p->rtl == q->rtl && p->look == q->look && same_axes(&p->frame, &q->frame) &&
	       fabsf(p->size - q->size) <= 0.05f * p->size;
}

/* sure: only where the first letter of q tells it. */
static bool goes_on(const struct document *document, const struct piece *p, const struct piece *q,
		    bool sure)
{
	bool under = stands_under(p, q);

	if (!fit_together(document, p, q))
		return false;
	if (p->page == q->page && p->frame.b == 0) {
		if (p->tags && q->tags)
			return true; /* one element of the structure tree */
		if (under ? !p->full : !stands_beside(p, q))
			return false;
	}
	if (q->start == START_LOWER)
		return true;
	if (sure || p->hyphen || q->indented || !p->full || p->text.count < LONG)
		return false;
	/* a full line without an end has to tell it */
	return q->start == START_CASELESS ||
	       (q->start == START_UPPER && p->align == DT_ALIGN_JUSTIFY && q->lines > 1 &&
		q->lead == q->look && q->heads);
}

static struct dt_box hull_of(const struct piece *piece)
{
	const struct dt_matrix *m = &piece->frame;
	struct dt_box box = { m->e, m->f, m->e, m->f };

	for (int i = 1; i < 4; i++) {
		float u = i & 1 ? piece->width : 0, v = i & 2 ? piece->height : 0;
		float x = m->a * u + m->c * v + m->e, y = m->b * u + m->d * v + m->f;

		box.x0 = fminf(box.x0, x);
		box.y0 = fminf(box.y0, y);
		box.x1 = fmaxf(box.x1, x);
		box.y1 = fmaxf(box.y1, y);
	}
	return box;
}

static void add_part(struct document *document, const struct piece *piece, struct dt_payload *out)
{
	struct dt_profile_part *part = DT_LIST_ADD(&document->parts, struct dt_profile_part);
	const struct dt_payload *store = &document->store;
	const struct piece *next = piece->next == DT_NONE ? NULL : piece_at(document, piece->next);
	const char *text = DT_TEXT(store->at, piece->text);
	uint32_t hyphen;

	if (!part)
		return;
	part->page = piece->page;
	part->block = piece->block;
	part->role = final_role(document, piece);
	part->budget = piece->budget;
	part->text = dt_payload_text(out, text, piece->text.count);
	part->runs = dt_payload_array(out, DT_TEXT(store->at, piece->runs), piece->runs.count,
				      sizeof(struct dt_run));
	part->styles = dt_payload_array(out, DT_TEXT(store->at, piece->styles), piece->styles.count,
					sizeof(struct dt_style));
	(void)keep_spellings(out, part->runs, store->at);
	part->box = hull_of(piece);
	if (!next)
		return;
	part->glue = 1;
	hyphen = hyphen_of(text, piece->text.count);
	if (hyphen && next->start == START_LOWER) {
		part->glue = 0;
		if (!is_compound(text, piece->text.count, hyphen))
			part->dropped = hyphen;
	} else if (next->start == START_CASELESS) {
		uint32_t used, c = char_at(DT_TEXT(store->at, next->text), next->text.count, &used);

		part->glue = !(char_flags(c) & ITEM_WIDE);
	}
}

/* What is sure comes first, and within a page: it is not free for others then. */
void flows_judge(struct document *document)
{
	for (int pass = 0; pass < 4; pass++) {
		for (uint32_t i = 0; i < document->pieces.n; i++) {
			struct piece *piece = piece_at(document, i), *next;
			uint32_t behind = DT_NONE;

			if (piece->open && piece->next == DT_NONE)
				behind = find_behind(document, i);
			if (behind == DT_NONE)
				continue;
			next = piece_at(document, behind);
			if ((next->page == piece->page) != !(pass & 1) ||
			    !goes_on(document, piece, next, pass < 2))
				continue;
			piece->next = behind;
			next->taken = true;
		}
	}
}

void flows_write(struct document *document, struct dt_payload *out, struct dt_span *flows,
		 struct dt_span *parts)
{
	for (uint32_t i = 0; i < document->pieces.n; i++) {
		uint32_t first = document->parts.n;
		struct dt_profile_flow *flow;

		if (piece_at(document, i)->taken || piece_at(document, i)->next == DT_NONE)
			continue;
		for (uint32_t k = i; k != DT_NONE; k = piece_at(document, k)->next)
			add_part(document, piece_at(document, k), out);
		flow = DT_LIST_ADD(&document->flows, struct dt_profile_flow);
		if (!flow)
			break;
		flow->first = first;
		flow->count = document->parts.n - first;
	}
	*flows = dt_payload_list(out, &document->flows);
	*parts = dt_payload_list(out, &document->parts);
}
