/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a page tells others of its texts: notes for the report, units. */
#include "config.h"

#include "page.h"
#include "service.h"
#include "units.h"
#include "wording.h"

#include <stdio.h>

/* Does another page tell of it? */
static bool told_elsewhere(const struct page *page, const struct ask *ask)
{
	const struct flow *flow = flow_of_block(page, ask->owner);

	return flow && !flow_begins_here(page, flow);
}

static void note_at(struct page *page, uint32_t level, const char *code, const char *text,
		    uint32_t block_index)
{
	const struct dt_block *block = page_block(page, block_index);
	const struct dt_matrix *m = &block->frame;
	float w = block->width, h = block->height;
	float x[4] = { m->e, m->e + m->a * w, m->e + m->c * h, m->e + m->a * w + m->c * h };
	float y[4] = { m->f, m->f + m->b * w, m->f + m->d * h, m->f + m->b * w + m->d * h };
	struct dt_note note = { .size = sizeof(note),
				.level = level,
				.code = code,
				.text = text,
				.page = page->blocks->number,
				.x0 = x[0],
				.y0 = y[0],
				.x1 = x[0],
				.y1 = y[0] };

	for (int i = 1; i < 4; i++) {
		note.x0 = x[i] < note.x0 ? x[i] : note.x0;
		note.y0 = y[i] < note.y0 ? y[i] : note.y0;
		note.x1 = x[i] > note.x1 ? x[i] : note.x1;
		note.y1 = y[i] > note.y1 ? y[i] : note.y1;
	}
	page->call->host->note(page->call, &note);
}

/* One note a page and kind, at the first of them: a dead service has many. */
static void note_failures(struct page *page, uint32_t rule, const char *code, const char *what)
{
	const struct ask *first = NULL;
	char text[450];
	uint32_t n = 0;

	for (uint32_t i = 0; i < page->asking.list.n; i++) {
		const struct ask *ask = page_ask(page, i);

		if (ask->rule != rule || ask->counted || ask->owner == DT_NONE ||
		    told_elsewhere(page, ask))
			continue;
		first = first ? first : ask;
		n++;
	}
	if (!first)
		return;
	snprintf(text, sizeof(text), "%u segment%s %s and stay%s in the source language: %s", n,
		 n == 1 ? "" : "s", what, n == 1 ? "s" : "", first->reason);
	note_at(page, DT_NOTE_FAULT, code, text, first->owner);
}

static void note_lost_marks(struct page *page)
{
	for (uint32_t i = 0; i < page->asking.list.n; i++) {
		const struct ask *ask = page_ask(page, i);

		if (!ask->good || ask->owner == DT_NONE || told_elsewhere(page, ask))
			continue;
		if (ask->plain)
			note_at(page, DT_NOTE_WARNING, "translate.plain",
				"no answer kept the styles and links of a segment: it is set "
				"in one style",
				ask->owner);
		else if (ask->target.links_lost)
			note_at(page, DT_NOTE_WARNING, "translate.link-lost",
				"the answer has no words for a link", ask->owner);
	}
}

/* Those that nobody was asked for: the job tells of them as a whole. */
static void count_missing(struct page *page)
{
	for (uint32_t i = 0; i < page->asking.list.n; i++) {
		const struct ask *ask = page_ask(page, i);

		if (ask->counted && ask->owner != DT_NONE && !told_elsewhere(page, ask))
			service_count_missing(page->asking.service);
	}
}

static void note_warnings(struct page *page)
{
	const struct ask *first = NULL;
	char text[400];
	uint32_t n = 0;

	for (uint32_t i = 0; i < page->asking.list.n; i++) {
		const struct ask *ask = page_ask(page, i);

		if (!ask->good || !ask->warning[0] || ask->owner == DT_NONE ||
		    told_elsewhere(page, ask))
			continue;
		if (page->asking.wording)
			wording_miss(page->asking.wording, ask, page->blocks->number);
		first = first ? first : ask;
		n++;
	}
	if (!first)
		return;
	snprintf(text, sizeof(text), "%u answer%s used though doubtful: the first one has %s", n,
		 n == 1 ? " is" : "s are", first->warning);
	note_at(page, DT_NOTE_WARNING, "translate.doubtful", text, first->owner);
}

void page_remarks(struct page *page)
{
	count_missing(page);
	note_failures(page, DT_RULE_UNANSWERED, "translate.unanswered", "got no answer");
	note_failures(page, DT_RULE_REJECTED, "translate.rejected",
		      "got no answer that passed the checks");
	note_lost_marks(page);
	note_warnings(page);
}

/* ---- units ----------------------------------------------------------------- */

static int compare_owners(const void *a, const void *b)
{
	const struct ask *const *left = a, *const *right = b;

	return ((*left)->owner > (*right)->owner) - ((*left)->owner < (*right)->owner);
}

static void tell_unit(struct page *page, struct dt_list *units, const struct ask *ask)
{
	const struct dt_segment *segment = &page->segments[ask->owner];
	struct unit_place place = { .role = segment->role, .level = segment->level };
	struct dt_unit_part *parts = page_parts(page, ask->owner, &place.n);

	place.parts = parts;
	if (parts)
		unit_tell(&page->out, units, ask, &place);
	else
		page->out.failed = true;
	free(parts);
}

/* In the order of the blocks: asks of parted texts came last. */
static void tell_units(struct page *page, struct dt_list *units)
{
	uint32_t n = 0;
	const struct ask **asks = calloc(page->asking.list.n, sizeof(struct ask *));

	page->out.failed |= !asks;
	for (uint32_t i = 0; i < page->asking.list.n && asks; i++) {
		const struct ask *ask = page_ask(page, i);

		if (ask->owner != DT_NONE && !told_elsewhere(page, ask))
			asks[n++] = ask;
	}
	if (n)
		qsort(asks, n, sizeof(*asks), compare_owners);
	for (uint32_t i = 0; i < n; i++)
		tell_unit(page, units, asks[i]);
	free(asks);
}

dt_status page_give_units(struct page *page, struct dt_error *err)
{
	const struct route_job *job = page->call->state;
	struct dt_list units = { 0 };
	dt_status status;

	dt_payload_start(&page->out, sizeof(struct dt_units));
	if (job->units && page->asking.list.n)
		tell_units(page, &units);
	status = units_give(&page->out, &units, page->blocks->number, page->call, ROUTE_OUT_UNITS,
			    err);
	dt_list_free(&units);
	return status;
}
