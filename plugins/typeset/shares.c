/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "shares.h"

#include <math.h>

#define SQUEEZE                                                                                    \
	0.01f	/* of the measure: by that much a line may be wider whose blanks can give it */
#define MOST 3u /* one in so many bytes of the next share stays in it at least */

/* ---- while pages come in ----------------------------------------------------- */

static uint32_t atom_end(const struct paragraph *p, uint32_t atom, uint32_t byte)
{
	const struct atom *atoms = p->atoms.at;

	if (byte)
		return atoms[atom].start + byte;
	return atom ? atoms[atom - 1].start + atoms[atom - 1].length : 0;
}

static uint32_t atom_start(const struct paragraph *p, uint32_t atom, uint32_t byte)
{
	const struct atom *atoms = p->atoms.at;

	return atom < p->atoms.n ? atoms[atom].start + byte : p->length;
}

static bool keep_spots(const struct paragraph *p, struct dt_list *spots)
{
	const struct node *nodes = p->nodes.at;

	for (uint32_t i = 0; i < p->nodes.n; i++) {
		struct share_spot *spot;

		if (nodes[i].flags & (NODE_HYPHEN | NODE_EMERGENCY))
			continue;
		spot = DT_LIST_ADD(spots, struct share_spot);
		if (!spot)
			return false;
		spot->end = (float)nodes[i].end;
		spot->start = (float)nodes[i].start;
		spot->end_shrink = nodes[i].end_shrink;
		spot->start_shrink = nodes[i].start_shrink;
		spot->end_byte = atom_end(p, nodes[i].end_atom, nodes[i].end_byte);
		spot->start_byte = atom_start(p, nodes[i].start_atom, nodes[i].start_byte);
	}
	return true;
}

bool shares_measure(struct composer *c, const struct galley *g, const struct text_block *t,
		    uint32_t page, float need, struct paragraph *scratch, struct dt_list *pieces,
		    struct dt_list *spots)
{
	const struct dt_segment *segment = t->segment;
	struct share_piece *piece = DT_LIST_ADD(pieces, struct share_piece);
	float width = t->right - t->left;
	struct dt_segment whole = *segment;
	bool built;

	if (!piece)
		return false;
	piece->flow_page = segment->flow_page;
	piece->flow_block = segment->flow_block;
	piece->part = segment->part;
	piece->n_parts = segment->n_parts;
	piece->page = page;
	piece->block = t->index;
	piece->key = t->key;
	piece->need = need;
	piece->first = width - t->first_indent;
	piece->rest = width - t->rest_indent;
	piece->start = segment->start;
	piece->end = segment->start + segment->text.count;
	piece->earliest = segment->earliest;
	piece->latest = segment->latest;
	if (segment->part)
		return true;
	whole.text = segment->whole;
	whole.runs = segment->whole_runs;
	c->vertical = t->vertical;
	built = paragraph_build(c, scratch, g->page, t->block, g->segments, &whole, false);
	c->vertical = false;
	if (!built)
		return false;
	piece->spot = spots->n;
	if (!keep_spots(scratch, spots))
		return false;
	piece->n_spots = spots->n - piece->spot;
	return true;
}

/* ---- borders ----------------------------------------------------------------- */

static int by_flow(const void *a, const void *b)
{
	const struct share_piece *x = a, *y = b;

	if (x->flow_page != y->flow_page)
		return x->flow_page < y->flow_page ? -1 : 1;
	if (x->flow_block != y->flow_block)
		return x->flow_block < y->flow_block ? -1 : 1;
	return (x->part > y->part) - (x->part < y->part);
}

static int by_page(const void *a, const void *b)
{
	const struct dt_share *x = a, *y = b;

	if (x->page != y->page)
		return x->page < y->page ? -1 : 1;
	return (x->block > y->block) - (x->block < y->block);
}

/* Squeezed a little; ideographs give nothing. */
static float line_width(const struct share_spot *from, const struct share_spot *to, float measure)
{
	return to->end - from->start -
	       fminf(SQUEEZE * measure, to->end_shrink - from->start_shrink);
}

/* The spot at which the line ends that begins at from; at least the next one. */
static uint32_t line_end(const struct share_spot *spots, uint32_t n, uint32_t from, float width)
{
	uint32_t to = from + 1;

	while (to + 1 < n && line_width(&spots[from], &spots[to + 1], width) <= width)
		to++;
	return to;
}

/* Where the share that begins at spot from ends: with the line in which wanted lies. */
static uint32_t border(const struct share_spot *spots, uint32_t n, uint32_t from,
		       const struct share_piece *piece, const struct share_piece *next, float scale)
{
	uint32_t last = next->start + (next->end - next->start) * (MOST - 1) / MOST, to = from;
	float width = piece->first / scale;

	last = last < next->latest ? last : next->latest;
	while (to + 1 < n && spots[to].end_byte < piece->end) {
		to = line_end(spots, n, to, width);
		width = piece->rest / scale;
	}
	while (to > from + 1 && spots[to].start_byte > last)
		to--;
	return spots[to].start_byte >= next->earliest && spots[to].start_byte <= last ? to : from;
}

static bool add_share(struct dt_list *shares, const struct share_piece *piece, uint32_t start,
		      uint32_t end)
{
	struct dt_share *share = DT_LIST_ADD(shares, struct dt_share);

	if (!share)
		return false;
	share->page = piece->page;
	share->block = piece->block;
	share->start = start;
	share->end = end;
	return true;
}

static bool solve_flow(const struct share_piece *pieces, uint32_t n, const struct share_spot *all,
		       share_scale scale, const void *ctx, struct dt_list *shares)
{
	const struct share_spot *spots = all + pieces[0].spot;
	uint32_t from = 0, first = shares->n;

	for (uint32_t i = 0; i + 1 < n; i++) {
		float size = scale(ctx, pieces[i].key);
		uint32_t to = border(spots, pieces[0].n_spots, from, &pieces[i], &pieces[i + 1],
				     size < pieces[i].need ? size : pieces[i].need);

		if (to == from) { /* no place is good: all keep what they have */
			shares->n = first;
			return true;
		}
		if (!add_share(shares, &pieces[i], spots[from].start_byte, spots[to].end_byte))
			return false;
		from = to;
	}
	return add_share(shares, &pieces[n - 1], spots[from].start_byte, pieces[n - 1].end);
}

bool shares_solve(struct dt_list *list, const struct share_spot *spots, share_scale scale,
		  const void *ctx, struct dt_list *shares)
{
	struct share_piece *pieces = list->at;

	if (!list->n)
		return true;
	qsort(pieces, list->n, sizeof(*pieces), by_flow);
	for (uint32_t i = 0, end; i < list->n; i = end) {
		for (end = i + 1; end < list->n && pieces[end].flow_page == pieces[i].flow_page &&
				  pieces[end].flow_block == pieces[i].flow_block;
		     end++)
			;
		if (pieces[i].part || end - i != pieces[i].n_parts || pieces[i].n_spots < 2)
			continue;
		if (!solve_flow(pieces + i, end - i, spots, scale, ctx, shares))
			return false;
	}
	if (shares->n)
		qsort(shares->at, shares->n, sizeof(struct dt_share), by_page);
	return true;
}

/* ---- page by page ------------------------------------------------------------- */

static const struct dt_share *first_share(const struct dt_sizes *sizes, uint32_t page, uint32_t *n)
{
	const struct dt_share *shares = DT_AT(sizes, struct dt_share, sizes->shares);
	uint32_t low = 0, high = sizes->shares.count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (shares[mid].page < page)
			low = mid + 1;
		else
			high = mid;
	}
	for (*n = 0; low + *n < sizes->shares.count && shares[low + *n].page == page;)
		++*n;
	return shares + low;
}

static struct dt_span cut_runs(struct dt_payload *payload, const struct dt_page_segments *from,
			       const struct dt_segment *segment, const struct dt_share *share)
{
	const struct dt_target_run *runs = DT_AT(from, struct dt_target_run, segment->whole_runs);
	struct dt_list cut = { 0 };
	struct dt_span span;

	for (uint32_t i = 0; i < segment->whole_runs.count; i++) {
		uint32_t start = runs[i].start, end = start + runs[i].length;
		struct dt_target_run *run;

		start = start > share->start ? start : share->start;
		end = end < share->end ? end : share->end;
		if (start >= end)
			continue;
		run = DT_LIST_ADD(&cut, struct dt_target_run);
		if (!run)
			break;
		run->start = start - share->start;
		run->length = end - start;
		run->source = runs[i].source;
	}
	span = dt_payload_list(payload, &cut);
	dt_list_free(&cut);
	return span;
}

/* Gives block its share of the whole text. */
static void apply(struct dt_payload *payload, const struct dt_page_segments *from,
		  const struct dt_share *share)
{
	const struct dt_segment *segments = DT_AT(from, struct dt_segment, from->segments);
	const struct dt_segment *segment = &segments[share->block];
	struct dt_segment *made;
	struct dt_span text, runs;

	if (!segment->n_parts || share->start >= share->end || share->end > segment->whole.count)
		return;
	text = dt_payload_text(payload, DT_TEXT(from, segment->whole) + share->start,
			       share->end - share->start);
	runs = cut_runs(payload, from, segment, share);
	if (payload->failed)
		return;
	made = (struct dt_segment *)(void *)(payload->at + from->segments.offset) + share->block;
	made->text = text;
	made->runs = runs;
	made->start = share->start;
}

const struct dt_page_segments *shares_apply(const struct dt_page_segments *segments,
					    const struct dt_sizes *sizes, uint32_t page,
					    struct dt_payload *payload)
{
	const struct dt_share *shares;
	uint32_t n = 0;

	shares = sizes ? first_share(sizes, page, &n) : NULL;
	if (!n)
		return segments;
	dt_payload_start(payload, segments->size);
	if (payload->failed)
		return NULL;
	memcpy(payload->at, segments, segments->size);
	for (uint32_t i = 0; i < n; i++)
		if (shares[i].block < segments->segments.count)
			apply(payload, segments, &shares[i]);
	return DT_PAYLOAD_HEAD(payload, struct dt_page_segments);
}
