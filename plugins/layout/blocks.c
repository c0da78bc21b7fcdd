/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* layout.blocks: page.content in, page.blocks out. */
#include "config.h"

#include "stages.h"

#include "layout.h"

static void plane_blocks(struct page *page, uint32_t plane)
{
	plane_items(page, plane);
	plane_upright_rules(page);
	plane_words(page);
	plane_small_caps(page);
	plane_initials(page);
	plane_strokes(page);
	plane_rows(page);
	plane_decorations(page);
	plane_rules(page);
	plane_gutters(page);
	plane_contents(page);
	plane_lines(page);
	plane_initial_lines(page);
	plane_tables(page);
	plane_cells(page);
	plane_lettering(page);
	plane_formulas(page);
	if (page->objects)
		plane_equations(page);
	plane_stacks(page);
	plane_trust_tags(page);
	plane_paragraphs(page);
}

#define MOST_LISTS 64

/* All lists of a page: one place that knows them. */
static uint32_t page_lists(struct page *page, struct dt_list *lists[MOST_LISTS])
{
	struct dt_list *const all[] = {
		&page->owners,	    &page->look_infos,
		&page->planes,	    &page->items,
		&page->words,	    &page->order,
		&page->rows,	    &page->gutters,
		&page->lines,	    &page->math,
		&page->open,	    &page->stacks,
		&page->alive,	    &page->hrules,
		&page->vrules,	    &page->paragraphs,
		&page->sequence,    &page->reading,
		&page->obstacles,   &page->scratch,
		&page->styles,	    &page->runs,
		&page->out_lines,   &page->ranges,
		&page->blocks,	    &page->kept,
		&page->bytes,	    &page->spelled,
		&page->signs,	    &page->vertical,
		&page->strokes,	    &page->uses,
		&page->claims,	    &page->cells,
		&page->figures,	    &page->raster,
		&page->decorations, &page->decoration_sets,
		&page->twins,	    &page->starts,
		&page->places,	    &page->initials,
		&page->doubted,	    &page->dashes,
		&page->drawn,
	};

	_Static_assert(sizeof(all) / sizeof(all[0]) <= MOST_LISTS, "room for all lists");
	memcpy(lists, all, sizeof(all));
	return (uint32_t)(sizeof(all) / sizeof(all[0]));
}

static bool page_failed(struct page *page)
{
	struct dt_list *lists[MOST_LISTS];
	uint32_t n = page_lists(page, lists);

	for (uint32_t i = 0; i < n; i++)
		if (lists[i]->failed)
			return true;
	return false;
}

void page_free(struct page *page)
{
	struct dt_list *lists[MOST_LISTS];
	uint32_t n = page_lists(page, lists);

	for (uint32_t i = 0; i < n; i++)
		dt_list_free(lists[i]);
	dt_payload_free(&page->payload);
	free(page);
}

/* The options live until close: they are all that self has to hold. */
dt_status blocks_open(const struct dt_call *call, const void *given, void **self,
		      struct dt_error *err)
{
	(void)call;
	(void)err;
	*self = (void *)given;
	return DT_OK;
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

static void page_planes(struct page *page, const struct dt_page_content *content)
{
	page_prepare(page, content);
	page_twins(page);
	page_vertical(page);
	page_tags(page);
	page_figures(page);
	for (uint32_t i = 0; i < page->planes.n; i++)
		if (LIST(page->planes, struct plane)[i].glyphs && !page_stopped(page))
			plane_blocks(page, i);
}

bool page_layout(struct page *page, const struct dt_page_content *content)
{
	page->coarse = false;
	dt_list_clear(&page->doubted);
	page_planes(page, content);
	if (page->coarse) {
		/* these elements have cut words and lines already; they hide no others any more */
		page_planes(page, content);
	}
	page_cells(page);
	page_links(page);
	page_roles(page);
	if (page->translate_comments)
		page_comments(page);
	page_unknown(page);
	page_lettering(page);
	page_drawn_leaders(page);
	page_rooms(page);
	if (page_stopped(page))
		return true;
	page_order(page);
	page_bibliography(page);
	page_joins(page);
	page_emit(page);
	return !page_failed(page);
}

dt_status blocks_run(const struct dt_call *call, struct dt_error *err)
{
	const struct blocks_options *options = call->self;
	struct page *page = call->lane;
	const struct dt_page_content *content = call->host->input(call, 0, NULL);

	if (!content)
		return dt_fail(err, DT_E_BUG, "layout.blocks got no page");
	page->translate_comments = !strcmp(dt_parameter(call, "translate_comments", "no"), "yes");
	page->use_tags = strcmp(dt_parameter(call, "use_tags", "auto"), "never") != 0;
	page->as_painted = options->right_to_left == 1;
	page->call = call;
	page->stopped = false;
	if (!page_layout(page, content))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the layout of page %u",
			       content->number + 1);
	if (page->stopped)
		return dt_fail(err, DT_E_CANCELLED, "cancelled");
	return dt_payload_output(&page->payload, call, 0, err);
}
