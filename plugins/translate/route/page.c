/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "forecast.h"
#include "kept.h"
#include "page.h"

static dt_status give(struct page *page, struct dt_error *err)
{
	struct route_job *job = page->call->state;
	uint32_t n = page->blocks->blocks.count;
	struct dt_page_segments *head;
	struct dt_span segments, target_lang;

	dt_payload_start(&page->out, sizeof(struct dt_page_segments));
	if (!job->identity)
		page_take(page);
	segments = dt_payload_array(&page->out, page->segments, n, sizeof(struct dt_segment));
	target_lang = dt_payload_text(&page->out, job->target_lang, strlen(job->target_lang));
	head = DT_PAYLOAD_HEAD(&page->out, struct dt_page_segments);
	if (head) {
		head->number = page->blocks->number;
		head->segments = segments;
		head->target_lang = target_lang;
	}
	if (dt_payload_output(&page->out, page->call, ROUTE_OUT_SEGMENTS, err) != DT_OK)
		return err->status;
	kept_write(page->call, &job->kept, page->out.at, page->out.used);
	return DT_OK;
}

static dt_status ask_all(struct page *page, struct dt_error *err)
{
	dt_status status;

	route_asking(page->call, &page->asking);
	page->asking.budgets = true;
	status = asking_run(&page->asking, err);
	if (page->asking.forecast)
		return status;
	if (!status)
		status = page_part_flows(page, err);
	/* who goes by ids knows better which of them are no good, and why */
	if (!page->asking.by_id)
		page_remarks(page);
	return status;
}

static void page_free(struct page *page)
{
	asking_free(&page->asking);
	for (uint32_t i = 0; i < page->flows.n; i++)
		flow_free(page_flow(page, i));
	dt_list_free(&page->flows);
	free(page->flow_of);
	dt_payload_free(&page->out);
	free(page->segments);
}

dt_status route_page(const struct dt_call *call, struct dt_error *err)
{
	struct page page = { .call = call,
			     .blocks = route_input(call, ROUTE_IN_BLOCKS),
			     .profile = route_input(call, ROUTE_IN_PROFILE) };
	const struct route_job *job = call->state;
	dt_status status = DT_OK;
	uint32_t n;

	if (!page.blocks)
		return dt_fail(err, DT_E_BUG, "a page without blocks");
	n = page.blocks->blocks.count;
	page.segments = calloc(n ? n : 1, sizeof(*page.segments));
	if (!page.segments)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the segments of a page");
	page_settle(&page);
	if (!job->identity || job->units)
		status = page_gather(&page, err);
	if (!status && page.asking.list.n && !job->identity)
		status = ask_all(&page, err);
	if (!status && job->forecast)
		forecast_page(job->forecast, page.segments, n);
	if (!status && !job->forecast)
		status = give(&page, err);
	if (!status && !job->forecast)
		status = page_give_units(&page, err);
	page_free(&page);
	return status;
}
