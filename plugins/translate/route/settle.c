/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which blocks stay as they are, and by which rule. */
#include "config.h"

#include "page.h"
#include "rules.h"

enum { MAX_SYMBOLS = 40 }; /* bytes of text */

/* The first role that the profile has for this page; they are sorted. */
static const struct dt_profile_role *first_role(const struct page *page, uint32_t *n)
{
	const struct dt_profile *profile = page->profile;
	const struct dt_profile_role *roles;
	uint32_t low = 0, high;

	*n = 0;
	if (!profile)
		return NULL;
	roles = DT_AT(profile, struct dt_profile_role, profile->roles);
	high = profile->roles.count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (roles[middle].page < page->call->page)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + *n < profile->roles.count && roles[low + *n].page == page->call->page)
		(*n)++;
	return roles + low;
}

/* Roles as they are known best, and the rules that layout has found. */
static void settle_roles(struct page *page)
{
	uint32_t n;
	const struct dt_profile_role *roles = first_role(page, &n);

	for (uint32_t i = 0; i < page->blocks->blocks.count; i++) {
		const struct dt_block *block = page_block(page, i);
		struct dt_segment *segment = &page->segments[i];

		segment->role = block->role;
		segment->level = block->level;
		if (block->flags & DT_BLOCK_KEEP)
			segment->rule = block->rule ? block->rule : DT_RULE_NOT_WANTED;
	}
	for (uint32_t i = 0; i < n; i++) {
		struct dt_segment *segment;

		if (roles[i].block >= page->blocks->blocks.count)
			continue;
		segment = &page->segments[roles[i].block];
		segment->role = roles[i].role;
		segment->level = roles[i].level;
		if (roles[i].flags & DT_BLOCK_KEEP)
			segment->rule = roles[i].rule ? roles[i].rule : DT_RULE_NOT_WANTED;
	}
}

/* Nothing but symbols with their indices: a short formula. */
static bool is_symbols(const struct page *page, uint32_t i)
{
	const struct dt_block *block = page_block(page, i);
	struct source source;

	if (block->runs.count < 2 || block->text.count > MAX_SYMBOLS)
		return false;
	source = page_source(page, i);
	for (uint32_t k = 0; k < source.n_runs; k++)
		if (source.runs[k].style < source.n_styles &&
		    source.styles[source.runs[k].style].flags & DT_STYLE_SUBSCRIPT)
			return !segment_has_words(&source);
	return false;
}

uint32_t page_rule(const struct page *page, const char *text, uint32_t length, uint32_t role)
{
	const struct route_self *self = page->call->self;
	const struct route_job *job = page->call->state;
	uint32_t rule;

	if (role < 32 && (self->keep_roles & 1u << role))
		return DT_RULE_NOT_WANTED;
	rule = rules_keep(text, length, role);
	return rule ? rule : tongue_rule(&job->tongue, text, length);
}

void page_settle(struct page *page)
{
	const struct route_job *job = page->call->state;

	settle_roles(page);
	for (uint32_t i = 0; i < page->blocks->blocks.count; i++) {
		const struct dt_block *block = page_block(page, i);
		struct dt_segment *segment = &page->segments[i];

		if (!segment->rule)
			segment->rule = page_rule(page, DT_TEXT(page->blocks, block->text),
						  block->text.count, segment->role);
		if (!segment->rule && is_symbols(page, i))
			segment->rule = DT_RULE_FORMULA;
		if (segment->rule)
			segment->status = DT_SEGMENT_KEPT;
		else if (job->identity)
			segment->status = DT_SEGMENT_IDENTITY;
	}
}
