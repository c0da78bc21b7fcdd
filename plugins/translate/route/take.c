/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What came back, into the segments of the page. */
#include "config.h"

#include "page.h"

static void set_answer(struct page *page, uint32_t i, const struct target *target)
{
	struct dt_segment *segment = &page->segments[i];
	struct source source = page_source(page, i);

	if (segment_same(&source, target)) {
		segment->status = DT_SEGMENT_KEPT;
		segment->rule = DT_RULE_SAME;
		return;
	}
	segment->status = DT_SEGMENT_TRANSLATED;
	segment->text = dt_payload_text(&page->out, target->text.at, target->text.n);
	segment->runs = dt_payload_list(&page->out, &target->runs);
}

/* A part of a flow: its share, and the whole for whoever moves the borders. */
static void set_share(struct page *page, const struct flow *flow, uint32_t part,
		      const struct target *target, const struct share *share, struct dt_span whole)
{
	const struct dt_profile_part *told = flow->parts[part].told;
	struct dt_segment *segment = &page->segments[told->block];
	struct target taken = { 0 };

	segment->status = DT_SEGMENT_TRANSLATED;
	segment->part = part;
	segment->n_parts = flow->n_parts;
	segment->flow_page = flow->parts[0].told->page;
	segment->flow_block = flow->parts[0].told->block;
	segment->whole = whole;
	segment->start = share->start;
	segment->earliest = share->earliest;
	segment->latest = share->latest;
	if (flow_take(flow, target, part, share->start, share->end, &taken)) {
		segment->text = dt_payload_text(&page->out, taken.text.at, taken.text.n);
		segment->runs = dt_payload_list(&page->out, &taken.runs);
	} else {
		page->out.failed = true;
	}
	if (flow_take(flow, target, part, 0, (uint32_t)target->text.n, &taken))
		segment->whole_runs = dt_payload_list(&page->out, &taken.runs);
	else
		page->out.failed = true;
	target_free(&taken);
}

static void set_flow(struct page *page, const struct flow *flow, const struct target *target)
{
	struct share *shares = calloc(flow->n_parts, sizeof(*shares));
	bool same = segment_same(&flow->source, target);
	struct dt_span whole = { 0, 0 };

	/* it could be divided a moment ago */
	if (!shares || !flow_divide(flow, target, shares)) {
		page->out.failed = true;
		free(shares);
		return;
	}
	if (!same)
		whole = dt_payload_text(&page->out, target->text.at, target->text.n);
	for (uint32_t i = 0; i < flow->n_parts; i++) {
		const struct dt_profile_part *told = flow->parts[i].told;

		if (!flow_part_here(page, flow, i))
			continue;
		if (same) {
			page->segments[told->block].status = DT_SEGMENT_KEPT;
			page->segments[told->block].rule = DT_RULE_SAME;
		} else {
			set_share(page, flow, i, target, &shares[i], whole);
		}
	}
	free(shares);
}

static void set_failure(struct page *page, uint32_t block, const struct ask *ask,
			struct dt_span reason)
{
	struct dt_segment *segment = &page->segments[block];

	segment->rule = ask->rule;
	segment->status = DT_SEGMENT_FAILED;
	segment->reason = reason;
}

static void take_failure(struct page *page, const struct ask *ask)
{
	const struct flow *flow = flow_of_block(page, ask->owner);
	struct dt_span reason = dt_payload_text(&page->out, ask->reason, strlen(ask->reason));

	set_failure(page, ask->owner, ask, reason);
	for (uint32_t i = 0; flow && i < flow->n_parts; i++)
		if (flow_part_here(page, flow, i))
			set_failure(page, flow->parts[i].told->block, ask, reason);
}

void page_take(struct page *page)
{
	for (uint32_t i = 0; i < page->asking.list.n; i++) {
		const struct ask *ask = page_ask(page, i);
		const struct flow *flow =
			ask->owner == DT_NONE ? NULL : flow_of_block(page, ask->owner);

		if (ask->owner == DT_NONE)
			continue;
		if (ask->rule)
			take_failure(page, ask);
		else if (flow)
			set_flow(page, flow, &ask->target);
		else
			set_answer(page, ask->owner, &ask->target);
	}
}

/* ---- flows whose answer is no good ------------------------------------------- */

static bool may_stay(const struct page *page, const struct flow *flow, const struct ask *ask)
{
	struct share *shares;
	bool good;

	/* somebody has spoken of them as one and is not asked for the parts */
	if (page->asking.by_id && ask->rule == DT_RULE_REJECTED)
		return true;
	if (ask->rule)
		return false;
	shares = calloc(flow->n_parts, sizeof(*shares));
	good = shares && flow_divide(flow, &ask->target, shares);
	free(shares);
	return good;
}

/* Asks for the blocks of this page that the flow has. */
static dt_status part_flow(struct page *page, uint32_t number, struct asking *again,
			   struct dt_error *err)
{
	dt_status status = DT_OK;

	for (uint32_t i = 0; i < page->blocks->blocks.count && !status; i++)
		if (page->flow_of[i] == number) {
			page->flow_of[i] = DT_NONE;
			status = page_ask_block(page, again, i, err);
		}
	return status;
}

/* From here on they are asks like the others. */
static dt_status move_asks(struct asking *from, struct asking *to, struct dt_error *err)
{
	for (uint32_t i = 0; i < from->list.n; i++) {
		struct ask *ask = asking_add(to);

		if (!ask)
			return page_no_memory(err);
		*ask = ((struct ask *)from->list.at)[i];
		memset((struct ask *)from->list.at + i, 0, sizeof(*ask));
	}
	return DT_OK;
}

dt_status page_part_flows(struct page *page, struct dt_error *err)
{
	struct asking again = page->asking;
	dt_status status = DT_OK;

	memset(&again.list, 0, sizeof(again.list));
	for (uint32_t i = 0; i < page->asking.list.n && !status; i++) {
		struct ask *ask = page_ask(page, i);
		const struct flow *flow = flow_of_block(page, ask->owner);

		if (!flow || may_stay(page, flow, ask))
			continue;
		status = part_flow(page, page->flow_of[ask->owner], &again, err);
		/* it is answered by the others */
		ask->owner = DT_NONE;
	}
	if (again.list.n && !status)
		status = asking_run(&again, err);
	if (!status)
		status = move_asks(&again, &page->asking, err);
	asking_free(&again);
	return status;
}
