/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which painted pieces belong to which items, and what a block takes along because of that. */
#include "config.h"

#include "graphics.h"

#include <math.h>

void claim_piece(struct page *page, uint32_t graphic, uint32_t first, uint32_t last, bool bar)
{
	const struct item *items = LIST(page->items, struct item);
	struct claim *claim = DT_LIST_ADD(&page->claims, struct claim);

	if (!claim)
		return;
	LIST(page->uses, uint8_t)[graphic] = 1;
	claim->piece = page->graphics[graphic].piece;
	claim->item = first;
	claim->first = items[first].glyph;
	claim->last = items[last].glyph;
	claim->bar = bar;
	claim->box = plane_box(&LIST(page->planes, struct plane)[page->plane],
			       page->graphics[graphic].box);
}

void claim_bullet(struct page *page, uint32_t graphic, uint32_t item)
{
	uint8_t used = LIST(page->uses, uint8_t)[graphic];
	uint32_t n = page->claims.n;

	if (used || page->graphics[graphic].piece == DT_NONE)
		return;
	claim_piece(page, graphic, item, item, false);
	LIST(page->uses, uint8_t)[graphic] = used;
	if (page->claims.n > n)
		LIST(page->claims, struct claim)[n].bullet = true;
}

static bool is_taken(const struct page *page, uint32_t glyph)
{
	const struct dt_range *ranges = LIST(page->ranges, struct dt_range);

	for (uint32_t i = 0; i < page->ranges.n; i++)
		if (glyph - ranges[i].first < ranges[i].count)
			return true;
	return false;
}

struct dt_span block_pieces(struct page *page, bool bullets, struct dt_box *box)
{
	const struct claim *claims = LIST(page->claims, struct claim);

	dt_list_clear(&page->scratch);
	for (uint32_t i = 0; i < page->claims.n; i++) {
		uint32_t *piece;

		if (claims[i].bar || claims[i].bullet != bullets ||
		    !is_taken(page, claims[i].first) || !is_taken(page, claims[i].last))
			continue;
		piece = DT_LIST_ADD(&page->scratch, uint32_t);
		if (piece)
			*piece = claims[i].piece;
		box->x0 = fminf(box->x0, claims[i].box.x0);
		box->x1 = fmaxf(box->x1, claims[i].box.x1);
	}
	return dt_payload_list(&page->payload, &page->scratch);
}

struct dt_span object_pieces(struct page *page, uint32_t object, struct dt_box *box)
{
	const struct claim *claims = LIST(page->claims, struct claim);
	const struct item *items = LIST(page->items, struct item);

	dt_list_clear(&page->scratch);
	for (uint32_t i = 0; i < page->claims.n; i++) {
		uint32_t *piece;

		if (!claims[i].bar || items[claims[i].item].object != object)
			continue;
		box->x0 = fminf(box->x0, claims[i].box.x0);
		box->x1 = fmaxf(box->x1, claims[i].box.x1);
		piece = DT_LIST_ADD(&page->scratch, uint32_t);
		if (piece)
			*piece = claims[i].piece;
	}
	return dt_payload_list(&page->payload, &page->scratch);
}
