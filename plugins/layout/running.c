/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Running heads and page numbers: short blocks that stand at one height near the edge of many
 * pages and say the same, but for numbers, again and again.
 */
#include "config.h"

#include "profile.h"

#include <math.h>

#define MARGIN	   0.13f /* of the page's height, above and below */
#define SAME_PLACE 2.5f

/* Letters of the text; runs of digits are one sign. */
static uint32_t text_hash(const char *text, uint32_t n, bool *number)
{
	uint32_t hash = 2166136261u, letters = 0, digits = 0;

	for (uint32_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c >= '0' && c <= '9') {
			digits++;
			if (i && text[i - 1] >= '0' && text[i - 1] <= '9')
				continue;
			c = '#';
		} else if (c > ' ' && (c >= 0x80 || (c | 32) >= 'a')) {
			letters++;
		}
		hash = (hash ^ c) * 16777619u;
	}
	*number = letters == 0 && digits > 0;
	if (!*number && n && n <= 6) { /* xiv */
		*number = true;
		for (uint32_t i = 0; i < n; i++)
			*number = *number && text[i] && strchr("ivxlcIVXLC", text[i]);
	}
	return *number ? 1 : hash;
}

bool edges_may_take(const struct dt_page_blocks *page, const struct dt_block *block)
{
	float baseline = block->frame.f + block->baseline;

	return (baseline < MARGIN * page->height || baseline > (1 - MARGIN) * page->height) &&
	       block->lines.count <= 3 && block->text.count <= 250 && block->frame.b == 0 &&
	       block->frame.a > 0 && block->table == DT_NONE;
}

void edges_collect(struct document *document, const struct dt_page_blocks *page, uint32_t number)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	float height = page->height;

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *block = &blocks[i];
		float baseline = block->frame.f + block->baseline;
		bool below = baseline > height / 2;
		struct edge_block *edge;

		if (!edges_may_take(page, block))
			continue;
		edge = DT_LIST_ADD(&document->edges, struct edge_block);
		if (!edge)
			return;
		edge->page = number;
		edge->block = i;
		edge->below = below;
		edge->place = below ? height - baseline : baseline;
		edge->hash =
			text_hash(DT_TEXT(page, block->text), block->text.count, &edge->number);
	}
}

static int by_place(const void *a, const void *b)
{
	const struct edge_block *x = a, *y = b;

	if (x->below != y->below)
		return x->below ? 1 : -1;
	return (x->place > y->place) - (x->place < y->place);
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void add_role(struct document *document, const struct edge_block *edge)
{
	struct dt_profile_role *role = DT_LIST_ADD(&document->roles, struct dt_profile_role);

	if (!role)
		return;
	role->page = edge->page;
	role->block = edge->block;
	role->role = edge->below ? DT_ROLE_FOOTER : DT_ROLE_HEADER;
	if (edge->number) {
		role->flags = DT_BLOCK_KEEP;
		role->rule = DT_RULE_NUMBER;
	}
}

/* How often a value is in a sorted array. */
static uint32_t count_of(const uint32_t *sorted, uint32_t n, uint32_t value)
{
	uint32_t low[2] = { 0, 0 };

	for (int side = 0; side < 2; side++) {
		uint32_t high = n;

		while (low[side] < high) {
			uint32_t mid = (low[side] + high) / 2;

			if (sorted[mid] < value || (side && sorted[mid] == value))
				low[side] = mid + 1;
			else
				high = mid;
		}
	}
	return low[1] - low[0];
}

/* Blocks [first, end) stand at one height: which of them repeat? */
static void judge_slot(struct document *document, uint32_t first, uint32_t end)
{
	const struct edge_block *edges = document->edges.at;
	uint32_t n = end - first, distinct = 0, repeated = 0;
	uint32_t *hashes = document->scratch.at;

	for (uint32_t i = 0; i < n; i++)
		hashes[i] = edges[first + i].hash;
	qsort(hashes, n, sizeof(*hashes), by_number);
	for (uint32_t i = 0; i < n;) {
		uint32_t k = i;

		while (k < n && hashes[k] == hashes[i])
			k++;
		distinct++;
		repeated += k - i >= 2 ? k - i : 0;
		i = k;
	}
	for (uint32_t i = first; i < end; i++) {
		uint32_t same = count_of(hashes, n, edges[i].hash);

		/* said again and again, or one of many at a height where most is said again */
		if ((edges[i].number &&
		     ((same > 1 && same >= n / 2) || (n == 1 && document->n_pages < 3))) ||
		    (same >= 2 && (same * 4 >= n || same >= 3)) ||
		    (n >= 4 && repeated * 10 >= n * 6 && distinct * 2 <= n))
			add_role(document, &edges[i]);
	}
}

void edges_judge(struct document *document)
{
	struct edge_block *edges = document->edges.at;
	uint32_t n = document->edges.n, first = 0;

	if (!n)
		return;
	for (uint32_t i = 0; i < n; i++)
		if (!DT_LIST_ADD(&document->scratch, uint32_t))
			return;
	qsort(edges, n, sizeof(*edges), by_place);
	for (uint32_t i = 1; i <= n; i++) {
		if (i < n && edges[i].below == edges[first].below &&
		    edges[i].place - edges[i - 1].place < 0.8f &&
		    edges[i].place - edges[first].place < SAME_PLACE)
			continue;
		judge_slot(document, first, i);
		first = i;
	}
}
