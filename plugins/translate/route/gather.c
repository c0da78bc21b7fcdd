/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a page asks for: one text a block, one for all blocks of a flow. */
#include "config.h"

#include "page.h"
#include "units.h"

dt_status page_no_memory(struct dt_error *err)
{
	return dt_fail(err, DT_E_SYSTEM, "out of memory for the texts of a page");
}

struct source page_source(const struct page *page, uint32_t i)
{
	const struct dt_page_blocks *blocks = page->blocks;
	const struct dt_block *block = page_block(page, i);

	return (struct source){ .text = DT_TEXT(blocks, block->text),
				.length = block->text.count,
				.runs = DT_AT(blocks, struct dt_run, block->runs),
				.n_runs = block->runs.count,
				.styles = DT_AT(blocks, struct dt_style, blocks->styles),
				.n_styles = blocks->styles.count,
				.payload = blocks };
}

/* ---- flows ----------------------------------------------------------------- */

/* The rule of a part, or DT_RULE_NONE.  Every page that has a part must come to the same: only
 * what the profile says counts. */
static uint32_t flow_rule(const struct page *page, const struct flow *flow)
{
	uint32_t rule = DT_RULE_NONE;

	for (uint32_t i = 0; i < flow->n_parts && !rule; i++) {
		const struct dt_profile_part *told = flow->parts[i].told;

		rule = page_rule(page, DT_TEXT(page->profile, told->text), told->text.count,
				 told->role);
	}
	return rule;
}

/* What is in another language is so to its end, even where a part is too short to tell. */
static void keep_parts(struct page *page, const struct flow *flow, uint32_t rule)
{
	for (uint32_t i = 0; i < flow->n_parts; i++) {
		const struct dt_profile_part *told = flow->parts[i].told;

		if (told->page == page->call->page && told->block < page->blocks->blocks.count) {
			page->segments[told->block].rule = rule;
			page->segments[told->block].status = DT_SEGMENT_KEPT;
		}
	}
}

static bool has_part(const struct page *page, const struct dt_profile_flow *flow)
{
	const struct dt_profile_part *parts =
		DT_AT(page->profile, struct dt_profile_part, page->profile->parts) + flow->first;

	return parts[0].page <= page->call->page && parts[flow->count - 1].page >= page->call->page;
}

static void claim_blocks(struct page *page, uint32_t number)
{
	const struct flow *flow = page_flow(page, number);

	for (uint32_t i = 0; i < flow->n_parts; i++) {
		const struct dt_profile_part *told = flow->parts[i].told;

		if (told->page == page->call->page && told->block < page->blocks->blocks.count &&
		    !page->segments[told->block].rule)
			page->flow_of[told->block] = number;
	}
}

/* A flow covers no more than a few pages: those of this page begin not far before it. */
static uint32_t first_flow(const struct page *page)
{
	const struct dt_profile *profile = page->profile;
	const struct dt_profile_flow *flows =
		DT_AT(profile, struct dt_profile_flow, profile->flows);
	const struct dt_profile_part *parts =
		DT_AT(profile, struct dt_profile_part, profile->parts);
	uint32_t low = 0, high = profile->flows.count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (parts[flows[middle].first].page < page->call->page)
			low = middle + 1;
		else
			high = middle;
	}
	while (low && parts[flows[low - 1].first].page + 64 > page->call->page)
		low--;
	return low;
}

static dt_status find_flows(struct page *page, struct dt_error *err)
{
	const struct dt_profile *profile = page->profile;
	const struct dt_profile_flow *flows;
	const struct dt_profile_part *parts;
	struct flow flow;

	if (!profile || !profile->flows.count)
		return DT_OK;
	flows = DT_AT(profile, struct dt_profile_flow, profile->flows);
	parts = DT_AT(profile, struct dt_profile_part, profile->parts);
	for (uint32_t i = first_flow(page); i < profile->flows.count; i++) {
		struct flow *added = NULL;
		uint32_t rule;

		if (parts[flows[i].first].page > page->call->page)
			break;
		if (!has_part(page, &flows[i]))
			continue;
		if (!flow_make(&flow, profile, &flows[i]))
			return page_no_memory(err);
		rule = flow_rule(page, &flow);
		if (rule == DT_RULE_LANGUAGE || rule == DT_RULE_FOREIGN)
			keep_parts(page, &flow, rule);
		else if (!rule)
			added = DT_LIST_ADD(&page->flows, struct flow);
		if (added) {
			*added = flow;
			claim_blocks(page, page->flows.n - 1);
		} else {
			flow_free(&flow);
		}
	}
	return page->flows.failed ? page_no_memory(err) : DT_OK;
}

/* ---- asks ------------------------------------------------------------------ */

struct dt_unit_part *page_parts(const struct page *page, uint32_t block, uint32_t *n)
{
	const struct flow *flow = flow_of_block(page, block);
	struct dt_unit_part *parts;

	*n = flow ? flow->n_parts : 1;
	parts = calloc(*n, sizeof(*parts));
	if (!parts)
		return NULL;
	parts[0] = (struct dt_unit_part){ page->blocks->number, block };
	for (uint32_t i = 0; i < *n && flow; i++) {
		const struct dt_profile_part *told = flow->parts[i].told;

		/* no page between them is left out, or it would be no flow */
		parts[i].page = page->blocks->number + told->page - page->call->page;
		parts[i].block = told->block;
	}
	return parts;
}

/* What a text is about: the heading above it on its page. */
static const char *section_of(const struct page *page, uint32_t block)
{
	while (block-- > 0)
		if (page->segments[block].role == DT_ROLE_HEADING)
			return DT_TEXT(page->blocks, page_block(page, block)->text);
	return NULL;
}

dt_status page_ask_block(struct page *page, struct asking *asking, uint32_t block,
			 struct dt_error *err)
{
	const struct flow *flow = flow_of_block(page, block);
	struct ask *ask = asking_add(asking);
	uint32_t n;
	struct dt_unit_part *parts = page_parts(page, block, &n);

	if (!ask || !parts) {
		free(parts);
		return page_no_memory(err);
	}
	ask->source = flow ? flow->source : page_source(page, block);
	ask->source.fixed_numbers = page->segments[block].role == DT_ROLE_HEADER ||
				    page->segments[block].role == DT_ROLE_FOOTER;
	ask->budget = flow ? flow->budget : page_block(page, block)->budget;
	ask->owner = block;
	ask->role = page->segments[block].role;
	ask->section = section_of(page, block);
	ask->shared = flow != NULL;
	unit_name(ask->id, parts, n);
	free(parts);
	return DT_OK;
}

dt_status page_gather(struct page *page, struct dt_error *err)
{
	uint32_t n = page->blocks->blocks.count;
	dt_status status;

	page->flow_of = malloc((n ? n : 1) * sizeof(*page->flow_of));
	if (!page->flow_of)
		return page_no_memory(err);
	for (uint32_t i = 0; i < n; i++)
		page->flow_of[i] = DT_NONE;
	status = find_flows(page, err);
	for (uint32_t i = 0; i < n && !status; i++) {
		const struct flow *flow = flow_of_block(page, i);
		bool asked = false;

		for (uint32_t k = 0; flow && k < i; k++)
			asked |= page->flow_of[k] == page->flow_of[i];
		if (!page->segments[i].rule && !asked)
			status = page_ask_block(page, &page->asking, i, err);
	}
	return status;
}
