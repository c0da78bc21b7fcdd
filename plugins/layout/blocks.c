/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* layout.blocks: page.content in, page.blocks out. */
#include "config.h"

#include "stages.h"

#include "layout.h"

static void plane_blocks(struct page *page, uint32_t plane)
{
	plane_items(page, plane);
	plane_words(page);
	plane_rows(page);
	plane_rules(page);
	plane_gutters(page);
	plane_lines(page);
	plane_tables(page);
	plane_formulas(page);
	plane_stacks(page);
	plane_trust_tags(page);
	plane_paragraphs(page);
}

static bool page_failed(const struct page *page)
{
	return page->owners.failed || page->look_infos.failed || page->planes.failed ||
	       page->items.failed || page->words.failed || page->order.failed ||
	       page->rows.failed || page->gutters.failed || page->alive.failed ||
	       page->lines.failed || page->stacks.failed || page->open.failed ||
	       page->hrules.failed || page->vrules.failed || page->paragraphs.failed ||
	       page->sequence.failed || page->reading.failed || page->scratch.failed ||
	       page->styles.failed || page->runs.failed || page->out_lines.failed ||
	       page->ranges.failed || page->blocks.failed || page->kept.failed ||
	       page->signs.failed || page->obstacles.failed || page->spelled.failed ||
	       page->math.failed || page->bytes.failed;
}

void page_free(struct page *page)
{
	struct dt_list *lists[] = {
		&page->owners,	  &page->look_infos, &page->planes,	&page->items,
		&page->words,	  &page->order,	     &page->rows,	&page->gutters,
		&page->alive,	  &page->lines,	     &page->stacks,	&page->open,
		&page->hrules,	  &page->vrules,     &page->paragraphs, &page->sequence,
		&page->reading,	  &page->scratch,    &page->styles,	&page->runs,
		&page->out_lines, &page->ranges,     &page->blocks,	&page->kept,
		&page->bytes,	  &page->signs,	     &page->math,	&page->spelled,
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		dt_list_free(lists[i]);
	dt_payload_free(&page->payload);
	free(page);
}

dt_status blocks_lane_open(const struct dt_call *call, void **lane, struct dt_error *err)
{
	(void)call;
	*lane = calloc(1, sizeof(struct page));
	return *lane ? DT_OK : dt_fail(err, DT_E_SYSTEM, "out of memory for a page's layout");
}

void blocks_lane_close(void *self, void *lane)
{
	(void)self;
	if (lane)
		page_free(lane);
}

bool page_layout(struct page *page, const struct dt_page_content *content)
{
	page_prepare(page, content);
	page_tags(page);
	for (uint32_t i = 0; i < page->planes.n; i++)
		if (LIST(page->planes, struct plane)[i].glyphs)
			plane_blocks(page, i);
	page_cells(page);
	page_links(page);
	page_roles(page);
	page_rooms(page);
	page_order(page);
	page_joins(page);
	page_emit(page);
	return !page_failed(page);
}

dt_status blocks_run(const struct dt_call *call, struct dt_error *err)
{
	struct page *page = call->lane;
	const struct dt_page_content *content = call->host->input(call, 0, NULL);

	if (!content)
		return dt_fail(err, DT_E_BUG, "layout.blocks got no page");
	page->use_tags = strcmp(dt_parameter(call, "use_tags", "auto"), "never") != 0;
	if (!page_layout(page, content))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the layout of page %u",
			       content->number + 1);
	return dt_payload_output(&page->payload, call, 0, err);
}
