/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * page.h - one page on its way through route.segments.
 *
 * settle: the role of each block and the rule of what stays; gather: what is asked, with
 * paragraphs that go on elsewhere as one; take: what came back, into segments; remarks:
 * notes for the report, units for those who translate by hand.  One thread for a page.
 */
#ifndef ROUTE_PAGE_H
#define ROUTE_PAGE_H

#include "ask.h"
#include "flow.h"
#include "route.h"

struct page {
	const struct dt_call *call;
	const struct dt_page_blocks *blocks;
	const struct dt_profile *profile; /* or NULL */
	struct dt_segment *segments;	  /* one for each block */
	struct asking asking;
	struct dt_payload out;
	struct dt_list flows; /* struct flow: those that have a part on this page */
	uint32_t *flow_of;    /* by block: index into flows, or DT_NONE */
};

static inline const struct dt_block *page_block(const struct page *page, uint32_t i)
{
	return DT_AT(page->blocks, struct dt_block, page->blocks->blocks) + i;
}

static inline struct flow *page_flow(const struct page *page, uint32_t i)
{
	return (struct flow *)page->flows.at + i;
}

static inline struct ask *page_ask(const struct page *page, uint32_t i)
{
	return (struct ask *)page->asking.list.at + i;
}

/* The flow of a block, or NULL. */
static inline struct flow *flow_of_block(const struct page *page, uint32_t block)
{
	uint32_t i = page->flow_of ? page->flow_of[block] : DT_NONE;

	return i == DT_NONE ? NULL : page_flow(page, i);
}

/* Does part i of the flow stand on this page, and is it set as one? */
static inline bool flow_part_here(const struct page *page, const struct flow *flow, uint32_t i)
{
	const struct dt_profile_part *told = flow->parts[i].told;

	return told->page == page->call->page && told->block < page->blocks->blocks.count &&
	       flow_of_block(page, told->block) == flow;
}

/* Has the page the first part of the flow?  It speaks for all of it then. */
static inline bool flow_begins_here(const struct page *page, const struct flow *flow)
{
	return flow->parts[0].told->page == page->call->page;
}

struct source page_source(const struct page *page, uint32_t block);
dt_status page_no_memory(struct dt_error *err);

/* settle.c: fills in role, level, rule and status of all segments. */
void page_settle(struct page *page);
/* The rule by which a text of that role stays as it is, or DT_RULE_NONE. */
uint32_t page_rule(const struct page *page, const char *text, uint32_t length, uint32_t role);
/* gather.c: asks for all blocks that have no rule.  The owner of an ask is its first block on
 * this page. */
dt_status page_gather(struct page *page, struct dt_error *err);
dt_status page_ask_block(struct page *page, struct asking *asking, uint32_t block,
			 struct dt_error *err);
/* Where a block stands, and all others of its flow; malloc'd, NULL without memory. */
struct dt_unit_part *page_parts(const struct page *page, uint32_t block, uint32_t *n);
/* take.c: texts whose answer is no good as a whole are asked for block by block. */
dt_status page_part_flows(struct page *page, struct dt_error *err);
void page_take(struct page *page);
/* remarks.c */
void page_remarks(struct page *page);
dt_status page_give_units(struct page *page, struct dt_error *err);

#endif
