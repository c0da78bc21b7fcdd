/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Headings over the whole document: a block is a heading by its size and weight against the
 * body text of all pages; levels follow the sizes that headings have.
 */
#include "config.h"

#include "profile.h"

#include <math.h>

#define MOST_LEVELS 6u

void headings_collect(struct document *document, const struct dt_page_blocks *page, uint32_t number)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	const struct dt_style *styles = DT_AT(page, struct dt_style, page->styles);

	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_block *block = &blocks[i];
		const struct dt_style *style;
		struct heading_block *heading;

		if (block->lines.count > 4 || block->flags & DT_BLOCK_KEEP ||
		    (block->flags & DT_BLOCK_TAGS && block->role == DT_ROLE_HEADING) ||
		    block->style >= page->styles.count || block->text.count < 2 ||
		    (block->role != DT_ROLE_HEADING && block->role != DT_ROLE_PARAGRAPH))
			continue;
		style = &styles[block->style];
		if (block->role == DT_ROLE_PARAGRAPH && style->size < 11 &&
		    !(style->flags & DT_STYLE_BOLD))
			continue;
		heading = DT_LIST_ADD(&document->headings, struct heading_block);
		if (!heading)
			return;
		heading->page = number;
		heading->block = i;
		heading->role = block->role;
		heading->level = block->level;
		heading->size = style->size;
		heading->key = style->key;
		heading->flags = style->flags;
		heading->lines = block->lines.count;
		heading->letters = block->text.count;
		heading->top = block->frame.f;
	}
}

static bool is_heading(const struct document *document, const struct heading_block *heading)
{
	float ratio = heading->size / document->body_size;

	if (heading->key == document->body_key)
		return false;
	if (ratio > 1.12f)
		return true;
	/* bold at the size of the text: only where the page saw it stand alone */
	return heading->role == DT_ROLE_HEADING && ratio > 0.93f && heading->flags & DT_STYLE_BOLD;
}

/* Sizes of headings, largest first, each at least 4 % apart; bold at body size is the last. */
static uint32_t find_sizes(const struct document *document, float *sizes)
{
	const struct heading_block *all = document->headings.at;
	uint32_t n = 0;

	for (uint32_t i = 0; i < document->headings.n; i++) {
		float size = all[i].size;
		uint32_t k = 0;

		if (!is_heading(document, &all[i]))
			continue;
		while (k < n && sizes[k] > size * 1.04f)
			k++;
		if (k < n && fabsf(sizes[k] - size) <= 0.04f * size)
			continue;
		if (k == MOST_LEVELS)
			continue;
		if (n < MOST_LEVELS)
			n++;
		memmove(&sizes[k + 1], &sizes[k], (n - k - 1) * sizeof(*sizes));
		sizes[k] = size;
	}
	return n;
}

static void add_role(struct document *document, const struct heading_block *heading, uint32_t role,
		     uint32_t level)
{
	struct dt_profile_role *added;

	if (role == heading->role && level == heading->level)
		return;
	added = DT_LIST_ADD(&document->roles, struct dt_profile_role);
	if (!added)
		return;
	added->page = heading->page;
	added->block = heading->block;
	added->role = role;
	added->level = level;
}

/* The title: the largest heading of the first page that has one, well above all others. */
static const struct heading_block *find_title(const struct document *document)
{
	const struct heading_block *all = document->headings.at, *best = NULL;

	for (uint32_t i = 0; i < document->headings.n && all[i].page == 0; i++)
		if (is_heading(document, &all[i]) && all[i].size > 1.3f * document->body_size &&
		    (!best || all[i].size > best->size * 1.02f))
			best = &all[i];
	return best;
}

void headings_judge(struct document *document)
{
	const struct heading_block *all = document->headings.at;
	const struct heading_block *title = find_title(document);
	float sizes[MOST_LEVELS + 1] = { 0 };
	uint32_t n = find_sizes(document, sizes), down = 0;

	/* a size that only the title has is no level of its own */
	if (title && n > 1 && title->size > sizes[1] * 1.04f) {
		uint32_t same = 0;

		for (uint32_t i = 0; i < document->headings.n; i++)
			same += is_heading(document, &all[i]) && all[i].size > sizes[1] * 1.04f;
		down = same == 1;
	}
	for (uint32_t i = 0; i < document->headings.n; i++) {
		uint32_t level = 0;

		if (&all[i] == title) {
			add_role(document, &all[i], DT_ROLE_TITLE, 0);
		} else if (is_heading(document, &all[i])) {
			while (level + 1 < n && all[i].size < sizes[level] * 0.97f)
				level++;
			level -= level >= down ? down : 0;
			add_role(document, &all[i], DT_ROLE_HEADING, level + 1);
		} else {
			add_role(document, &all[i], DT_ROLE_PARAGRAPH, 0);
		}
	}
}
