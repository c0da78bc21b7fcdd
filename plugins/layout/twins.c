/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Twins: a glyph painted again over itself, a hair beside it.  So programs make bold text that
 * no font has, and shadows.
 *
 * The one painted last is what a reader sees.  It stands for all of them: the others are in no
 * word, and go where it goes.
 *
 * Few pages have any, so a cheap question comes first: to paint over something the pen has to go
 * back.  Only where it jumps can a second copy begin.
 */
#include "config.h"

#include "layout.h"

#include <math.h>

#define CELL	 8.0f	/* points; the page is looked at in cells of this size */
#define NEAR	 0.12f	/* em, between twins */
#define FARTHEST 3.0f	/* points */
#define BOLD	 0.006f /* em, from which on it makes letters bold */

struct search {
	struct page *page;
	uint32_t *heads; /* by hash: the last glyph of a cell with that text */
	uint32_t *links; /* by glyph: the one before it with the same hash */
	uint32_t mask;
	bool any;
};

static uint32_t hash_of(int32_t column, int32_t row, const char *text, uint32_t length)
{
	uint32_t hash = (uint32_t)column * 73856093u ^ (uint32_t)row * 19349663u;

	for (uint32_t i = 0; i < length && i < 4; i++)
		hash = (hash ^ (unsigned char)text[i]) * 16777619u;
	return hash ^ hash >> 15;
}

/* Places are known to be below a million; the shift rounds down to both sides of 0. */
static int32_t cell_of(float at)
{
	return (int32_t)(at * (1 / CELL) + 131072) - 131072;
}

static bool same_text(const struct page *page, const struct dt_glyph *a, const struct dt_glyph *b)
{
	return a->text_length == b->text_length &&
	       !memcmp(page->text + a->text, page->text + b->text, a->text_length);
}

static bool are_twins(const struct page *page, const struct dt_glyph *a, const struct dt_glyph *b,
		      float near)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	const struct look_info *x = &infos[a->look], *y = &infos[b->look];

	return fabsf(a->x - b->x) <= near && fabsf(a->y - b->y) <= near && x->plane == y->plane &&
	       fabsf(x->size - y->size) < 0.05f * y->size && same_text(page, a, b);
}

/* The glyph before this one that it was painted over, or DT_NONE. */
static uint32_t find_twin(const struct search *search, uint32_t glyph, float near)
{
	const struct page *page = search->page;
	const struct dt_glyph *at = &page->glyphs[glyph];
	const uint8_t *owners = LIST(page->owners, uint8_t);
	int32_t left = cell_of(at->x - near), right = cell_of(at->x + near);
	int32_t top = cell_of(at->y - near), bottom = cell_of(at->y + near);

	for (int32_t row = top; row <= bottom; row++)
		for (int32_t column = left; column <= right; column++) {
			uint32_t hash =
				hash_of(column, row, page->text + at->text, at->text_length);
			uint32_t other = search->heads[hash & search->mask];

			for (int n = 0; other != DT_NONE && n < 16; n++) {
				if (owners[other] == OWNER_NONE &&
				    are_twins(page, &page->glyphs[other], at, near))
					return other;
				other = search->links[other];
			}
		}
	return DT_NONE;
}

static bool make_lists(struct search *search)
{
	struct page *page = search->page;
	uint32_t room = 256;

	while (room < page->n_glyphs && room < 1u << 20)
		room *= 2;
	if (!list_reserve(&page->scratch, room + page->n_glyphs, sizeof(uint32_t)))
		return false;
	search->heads = LIST(page->scratch, uint32_t);
	search->links = search->heads + room;
	search->mask = room - 1;
	memset(search->heads, 0xff, room * sizeof(uint32_t));
	return true;
}

static bool make_twins(struct page *page)
{
	uint32_t *twins;

	if (!list_reserve(&page->twins, page->n_glyphs, sizeof(uint32_t)))
		return false;
	twins = LIST(page->twins, uint32_t);
	for (uint32_t i = 0; i < page->n_glyphs; i++)
		twins[i] = DT_NONE;
	page->twins.n = page->n_glyphs;
	return true;
}

static void look_at(struct search *search, uint32_t glyph, float size)
{
	struct page *page = search->page;
	const struct dt_glyph *at = &page->glyphs[glyph];
	float near = fminf(NEAR * size, FARTHEST);
	uint32_t twin = find_twin(search, glyph, near);
	uint32_t hash =
		hash_of(cell_of(at->x), cell_of(at->y), page->text + at->text, at->text_length);
	uint32_t *head = &search->heads[hash & search->mask];

	search->links[glyph] = *head;
	*head = glyph;
	if (twin == DT_NONE || (!page->twins.n && !make_twins(page)))
		return;
	LIST(page->twins, uint32_t)[glyph] = twin;
	LIST(page->owners, uint8_t)[twin] = OWNER_KEPT + DT_RULE_DUPLICATE;
}

/* Accents have no width of their own and may well stand on each other. */
static bool may_be_twin(const struct page *page, uint32_t i)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	const struct dt_glyph *glyph = &page->glyphs[i];

	return LIST(page->owners, uint8_t)[i] == OWNER_NONE && !(glyph->flags & DT_GLYPH_SPACE) &&
	       glyph->text_length && fabsf(glyph->advance) >= 0.2f * infos[glyph->look].size;
}

/* ---- the cheap question ---- */

#define DOORS 1024 /* of a table of cells */

struct start { /* a glyph to which the pen jumped, in a cell that it may have a twin in */
	uint32_t glyph, next;
};

static uint32_t door_of(int32_t column, int32_t row)
{
	return ((uint32_t)column * 37u + (uint32_t)row * 1009u) & (DOORS - 1);
}

static bool is_jump(const struct dt_glyph *before, const struct dt_glyph *at, float size)
{
	float dx = at->x - before->x, dy = at->y - before->y;
	float advance = fabsf(before->advance) + size, least = 0.2f * size;
	float far = dx * dx + dy * dy;

	/* text runs to the right, mostly; what does not is looked at more often */
	return dx < least || far > advance * advance;
}

static void add_start(struct page *page, uint32_t *doors, uint32_t glyph, float near)
{
	const struct dt_glyph *at = &page->glyphs[glyph];
	int32_t right = cell_of(at->x + near), bottom = cell_of(at->y + near);

	for (int32_t row = cell_of(at->y - near); row <= bottom; row++)
		for (int32_t column = cell_of(at->x - near); column <= right; column++) {
			struct start *start = DT_LIST_ADD(&page->starts, struct start);
			uint32_t *door = &doors[door_of(column, row)];

			if (!start)
				return;
			start->glyph = glyph;
			start->next = *door;
			*door = page->starts.n - 1;
		}
}

/* Is a glyph to which the pen jumped the twin of an earlier one? */
static bool any_twins(struct page *page)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	uint32_t doors[DOORS];

	memset(doors, 0xff, sizeof(doors));
	dt_list_clear(&page->starts);
	for (uint32_t i = 1; i < page->n_glyphs; i++) {
		float size =
			infos[page->glyphs[i].look < page->n_looks ? page->glyphs[i].look : 0].size;

		if (is_jump(&page->glyphs[i - 1], &page->glyphs[i], size) && may_be_twin(page, i))
			add_start(page, doors, i, fminf(NEAR * size, FARTHEST));
	}
	for (uint32_t i = 0; page->starts.n && i < page->n_glyphs; i++) {
		const struct start *starts = LIST(page->starts, struct start);
		const struct dt_glyph *glyph = &page->glyphs[i];

		if (LIST(page->owners, uint8_t)[i] != OWNER_NONE)
			continue;
		for (uint32_t at = doors[door_of(cell_of(glyph->x), cell_of(glyph->y))], n = 0;
		     at != DT_NONE && n < 64; at = starts[at].next, n++) {
			const struct dt_glyph *other = &page->glyphs[starts[at].glyph];
			float near = fminf(NEAR * infos[other->look].size, FARTHEST);

			if (starts[at].glyph > i && are_twins(page, glyph, other, near))
				return true;
		}
	}
	return false;
}

void page_twins(struct page *page)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	struct search search = { .page = page };

	dt_list_clear(&page->twins);
	if (!any_twins(page) || !make_lists(&search))
		return;
	for (uint32_t i = 0; i < page->n_glyphs; i++)
		if (may_be_twin(page, i))
			look_at(&search, i, infos[page->glyphs[i].look].size);
}

bool glyph_is_bold_by_twins(const struct page *page, uint32_t glyph)
{
	const struct dt_glyph *at = &page->glyphs[glyph], *other;
	uint32_t twin = page->twins.n ? LIST(page->twins, uint32_t)[glyph] : DT_NONE;
	float size = page->looks[at->look].size;

	if (twin == DT_NONE)
		return false;
	other = &page->glyphs[twin];
	return page->looks[other->look].colour == page->looks[at->look].colour &&
	       hypotf(other->x - at->x, other->y - at->y) > BOLD * size;
}
