/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "ask.h"
#include "join.h"
#include "route.h"
#include "rules.h"
#include "units.h"

#include <stdio.h>

struct page {
	const struct dt_call *call;
	const struct dt_page_blocks *blocks;
	const struct dt_profile *profile;
	struct dt_segment *segments; /* one for each block */
	struct asking asking;
	struct dt_payload out;
	/* By block: the one that its sentence goes on in, DT_NONE when there is none; and for
	 * such a block both as one text. */
	uint32_t *next;
	struct joined *joined;
};

static const struct dt_block *block_at(const struct page *page, uint32_t i)
{
	return DT_AT(page->blocks, struct dt_block, page->blocks->blocks) + i;
}

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

/* Roles as they are known best, and the rule of each block that is not to be translated. */
static void settle_roles(struct page *page)
{
	uint32_t n;
	const struct dt_profile_role *roles = first_role(page, &n);

	for (uint32_t i = 0; i < page->blocks->blocks.count; i++) {
		const struct dt_block *block = block_at(page, i);
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

static struct source source_of(const struct page *page, uint32_t i)
{
	const struct dt_page_blocks *blocks = page->blocks;
	const struct dt_block *block = block_at(page, i);

	return (struct source){ .text = DT_TEXT(blocks, block->text),
				.length = block->text.count,
				.runs = DT_AT(blocks, struct dt_run, block->runs),
				.n_runs = block->runs.count,
				.styles = DT_AT(blocks, struct dt_style, blocks->styles),
				.n_styles = blocks->styles.count,
				.payload = blocks };
}

/* Where block i and the one that goes on with it stand; how many these are. */
static uint32_t parts_of(const struct page *page, uint32_t i, struct dt_unit_part parts[2])
{
	bool more = page->next[i] != DT_NONE;

	parts[0] = (struct dt_unit_part){ page->blocks->number, i };
	if (more)
		parts[1] = (struct dt_unit_part){ page->blocks->number, page->next[i] };
	return more ? 2 : 1;
}

static void name_ask(const struct page *page, struct ask *ask)
{
	struct dt_unit_part parts[2];
	uint32_t n = parts_of(page, ask->owner, parts);

	unit_name(ask->id, parts, n);
}

static dt_status no_memory(struct dt_error *err)
{
	return dt_fail(err, DT_E_SYSTEM, "out of memory for the texts of a page");
}

static dt_status ask_for(struct page *page, uint32_t i, struct dt_error *err)
{
	struct ask *ask = asking_add(&page->asking);

	if (!ask)
		return no_memory(err);
	ask->source = source_of(page, i);
	ask->budget = block_at(page, i)->budget;
	ask->owner = i;
	name_ask(page, ask);
	if (page->next[i] != DT_NONE) {
		struct source second = source_of(page, page->next[i]);

		if (!join_make(&page->joined[i], &ask->source, &second))
			return no_memory(err);
		ask->source = page->joined[i].source;
		ask->budget += block_at(page, page->next[i])->budget;
	}
	return DT_OK;
}

static bool is_flowing(const struct page *page, uint32_t i)
{
	const struct dt_segment *segment = &page->segments[i];

	return !segment->rule &&
	       (segment->role == DT_ROLE_PARAGRAPH || segment->role == DT_ROLE_LIST_ITEM);
}

/* The block in which the sentence of block i goes on. */
static uint32_t find_next(const struct page *page, uint32_t i)
{
	struct source first = source_of(page, i), second;
	uint32_t n = page->blocks->blocks.count;

	if (!(block_at(page, i)->flags & DT_BLOCK_JOINS) || !is_flowing(page, i))
		return DT_NONE;
	for (uint32_t k = i + 1; k < n; k++) {
		if (!is_flowing(page, k))
			continue;
		second = source_of(page, k);
		return page->segments[k].role == page->segments[i].role &&
				       join_wanted(&first, &second)
			       ? k
			       : DT_NONE;
	}
	return DT_NONE;
}

/* Asks for all blocks that have no rule, two at a time where a sentence was cut. */
static dt_status collect(struct page *page, struct dt_error *err)
{
	uint32_t n = page->blocks->blocks.count;
	uint8_t *taken = calloc(n ? n : 1, 1);
	dt_status status = DT_OK;

	page->next = malloc((n ? n : 1) * sizeof(*page->next));
	page->joined = calloc(n ? n : 1, sizeof(*page->joined));
	if (!taken || !page->next || !page->joined)
		status = no_memory(err);
	for (uint32_t i = 0; i < n && !status; i++) {
		page->next[i] = taken[i] ? DT_NONE : find_next(page, i);
		if (page->next[i] != DT_NONE)
			taken[page->next[i]] = 1;
		if (!taken[i] && !page->segments[i].rule)
			status = ask_for(page, i, err);
	}
	free(taken);
	return status;
}

static dt_status sort_out(struct page *page, struct dt_error *err)
{
	const struct route_self *self = page->call->self;
	const struct route_job *job = page->call->state;

	settle_roles(page);
	for (uint32_t i = 0; i < page->blocks->blocks.count; i++) {
		const struct dt_block *block = block_at(page, i);
		struct dt_segment *segment = &page->segments[i];

		if (!segment->rule && segment->role < 32 &&
		    (self->keep_roles & 1u << segment->role))
			segment->rule = DT_RULE_NOT_WANTED;
		if (!segment->rule)
			segment->rule = rules_keep(DT_TEXT(page->blocks, block->text),
						   block->text.count, segment->role);
		if (segment->rule)
			segment->status = DT_SEGMENT_KEPT;
		else if (job->identity)
			segment->status = DT_SEGMENT_IDENTITY;
	}
	return job->identity && !job->units ? DT_OK : collect(page, err);
}

/* ---- what came back -------------------------------------------------------- */

static void note_at(struct page *page, uint32_t level, const char *code, const char *text,
		    uint32_t block_index)
{
	const struct dt_block *block = block_at(page, block_index);
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
		const struct ask *ask = (const struct ask *)page->asking.list.at + i;

		if (ask->rule != rule || ask->owner == DT_NONE)
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
		const struct ask *ask = (const struct ask *)page->asking.list.at + i;

		if (!ask->good || ask->owner == DT_NONE)
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

static void note_all(struct page *page)
{
	note_failures(page, DT_RULE_UNANSWERED, "translate.unanswered", "got no answer");
	note_failures(page, DT_RULE_REJECTED, "translate.rejected",
		      "got no answer that passed the checks");
	note_lost_marks(page);
}

static void set_answer(struct page *page, uint32_t i, const struct target *target)
{
	struct dt_segment *segment = &page->segments[i];
	struct source source = source_of(page, i);

	if (segment_same(&source, target)) {
		segment->status = DT_SEGMENT_KEPT;
		segment->rule = DT_RULE_SAME;
		return;
	}
	segment->status = DT_SEGMENT_TRANSLATED;
	segment->text = dt_payload_text(&page->out, target->text.at, target->text.n);
	segment->runs = dt_payload_list(&page->out, &target->runs);
}

static void take_answer(struct page *page, const struct ask *ask)
{
	uint32_t next = page->next[ask->owner];
	struct dt_segment *segment = &page->segments[ask->owner];

	if (ask->rule) {
		segment->rule = ask->rule;
		segment->status = DT_SEGMENT_FAILED;
		segment->reason = dt_payload_text(&page->out, ask->reason, strlen(ask->reason));
		if (next != DT_NONE) {
			page->segments[next].rule = segment->rule;
			page->segments[next].status = segment->status;
			page->segments[next].reason = segment->reason;
		}
	} else if (next == DT_NONE) {
		set_answer(page, ask->owner, &ask->target);
	} else {
		struct source second_source = source_of(page, next);
		struct target first = { 0 }, second = { 0 };

		if (join_divide(&page->joined[ask->owner], &second_source, &ask->target, &first,
				&second)) {
			set_answer(page, ask->owner, &first);
			set_answer(page, next, &second);
		} else {
			page->out.failed = true; /* it could be divided a moment ago */
		}
		target_free(&first);
		target_free(&second);
	}
}

/* Joined texts whose answer is no good, or cannot be divided, are asked for one by one. */
static dt_status part_joined(struct page *page, struct dt_error *err)
{
	uint32_t n = page->asking.list.n;
	struct ask *asks = page->asking.list.at;
	struct asking again = page->asking;
	dt_status status = DT_OK;

	memset(&again.list, 0, sizeof(again.list));
	for (uint32_t i = 0; i < n; i++) {
		uint32_t owner = asks[i].owner, next = page->next[owner];
		struct source second;
		struct target parts[2] = { 0 };
		/* somebody has spoken of them as one and is not asked for the halves */
		bool good =
			next == DT_NONE || (page->asking.by_id && asks[i].rule == DT_RULE_REJECTED);

		if (!good && !asks[i].rule) {
			second = source_of(page, next);
			good = join_divide(&page->joined[owner], &second, &asks[i].target,
					   &parts[0], &parts[1]);
		}
		target_free(&parts[0]);
		target_free(&parts[1]);
		if (good)
			continue;
		page->next[owner] = DT_NONE;
		for (int k = 0; k < 2 && !status; k++) {
			struct ask *ask = asking_add(&again);

			if (!ask) {
				status = no_memory(err);
				break;
			}
			ask->owner = k ? next : owner;
			ask->source = source_of(page, ask->owner);
			ask->budget = block_at(page, ask->owner)->budget;
			name_ask(page, ask);
		}
		/* It is answered by the other two. */
		asks[i].owner = DT_NONE;
	}
	if (again.list.n && !status)
		status = asking_run(&again, err);
	/* From here on they are asks like the others. */
	for (uint32_t i = 0; i < again.list.n; i++) {
		struct ask *ask = asking_add(&page->asking);

		if (!ask) {
			asking_free(&again);
			return no_memory(err);
		}
		*ask = ((struct ask *)again.list.at)[i];
		memset((struct ask *)again.list.at + i, 0, sizeof(*ask));
	}
	asking_free(&again);
	return status;
}

static dt_status give(struct page *page, struct dt_error *err)
{
	const struct route_job *job = page->call->state;
	uint32_t n = page->blocks->blocks.count;
	struct dt_page_segments *head;
	struct dt_span segments, target_lang;

	dt_payload_start(&page->out, sizeof(struct dt_page_segments));
	for (uint32_t i = 0; i < page->asking.list.n && !job->identity; i++) {
		const struct ask *ask = (const struct ask *)page->asking.list.at + i;

		if (ask->owner != DT_NONE)
			take_answer(page, ask);
	}
	segments = dt_payload_array(&page->out, page->segments, n, sizeof(struct dt_segment));
	target_lang = dt_payload_text(&page->out, job->target_lang, strlen(job->target_lang));
	head = DT_PAYLOAD_HEAD(&page->out, struct dt_page_segments);
	if (head) {
		head->number = page->blocks->number;
		head->segments = segments;
		head->target_lang = target_lang;
	}
	return dt_payload_output(&page->out, page->call, ROUTE_OUT_SEGMENTS, err);
}

static int compare_owners(const void *a, const void *b)
{
	const struct ask *const *left = a, *const *right = b;

	return ((*left)->owner > (*right)->owner) - ((*left)->owner < (*right)->owner);
}

/* In the order of the blocks: asks of parted texts came last. */
static void tell_units(struct page *page, struct dt_list *units)
{
	uint32_t n = 0;
	const struct ask **asks = calloc(page->asking.list.n, sizeof(struct ask *));

	page->out.failed |= !asks;
	for (uint32_t i = 0; i < page->asking.list.n && asks; i++) {
		const struct ask *ask = (const struct ask *)page->asking.list.at + i;

		if (ask->owner != DT_NONE)
			asks[n++] = ask;
	}
	if (n)
		qsort(asks, n, sizeof(*asks), compare_owners);
	for (uint32_t i = 0; i < n; i++) {
		const struct dt_segment *segment = &page->segments[asks[i]->owner];
		struct dt_unit_part parts[2];
		struct unit_place place = { .parts = parts,
					    .n = parts_of(page, asks[i]->owner, parts),
					    .role = segment->role,
					    .level = segment->level };

		unit_tell(&page->out, units, asks[i], &place);
	}
	free(asks);
}

static dt_status give_units(struct page *page, struct dt_error *err)
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

/* The last heading above the middle of the page's blocks tells best what they are about. */
static const char *make_context(const struct page *page, char *room, size_t size)
{
	const char *title = route_title(page->call);
	const struct dt_block *heading = NULL;
	uint32_t n = page->blocks->blocks.count;

	for (uint32_t i = 0; i < n && (!heading || i < n / 2); i++)
		if (page->segments[i].role == DT_ROLE_HEADING)
			heading = block_at(page, i);
	if (!heading)
		return title;
	snprintf(room, size, "%.200s%s%.200s", title ? title : "", title ? ": " : "",
		 DT_TEXT(page->blocks, heading->text));
	return room;
}

dt_status route_page(const struct dt_call *call, struct dt_error *err)
{
	struct page page = { .call = call,
			     .blocks = route_input(call, ROUTE_IN_BLOCKS),
			     .profile = route_input(call, ROUTE_IN_PROFILE) };
	const struct route_job *job = call->state;
	char context[420];
	dt_status status;
	uint32_t n;

	if (!page.blocks)
		return dt_fail(err, DT_E_BUG, "a page without blocks");
	n = page.blocks->blocks.count;
	page.segments = calloc(n ? n : 1, sizeof(*page.segments));
	if (!page.segments)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the segments of a page");
	status = sort_out(&page, err);
	if (!status && page.asking.list.n && !job->identity) {
		route_asking(call, &page.asking);
		page.asking.budgets = true;
		page.asking.context = make_context(&page, context, sizeof(context));
		status = asking_run(&page.asking, err);
		if (!status)
			status = part_joined(&page, err);
		/* who goes by ids knows better which of them are no good, and why */
		if (!page.asking.by_id)
			note_all(&page);
	}
	if (!status)
		status = give(&page, err);
	if (!status)
		status = give_units(&page, err);
	asking_free(&page.asking);
	for (uint32_t i = 0; page.joined && i < n; i++)
		join_free(&page.joined[i]);
	free(page.joined);
	free(page.next);
	dt_payload_free(&page.out);
	free(page.segments);
	return status;
}
