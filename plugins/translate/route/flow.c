/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "flow.h"

#include <unilbrk.h>

/* ---- one source ------------------------------------------------------------ */

static bool flow_room(struct flow *flow, const struct dt_profile_part *parts, uint32_t n)
{
	size_t bytes = 1, runs = n, styles = 1;

	for (uint32_t i = 0; i < n; i++) {
		bytes += parts[i].text.count + 1u;
		runs += parts[i].runs.count;
		styles += parts[i].styles.count;
	}
	flow->text = malloc(bytes);
	flow->runs = calloc(runs, sizeof(*flow->runs));
	flow->styles = calloc(styles, sizeof(*flow->styles));
	flow->parts = calloc(n, sizeof(*flow->parts));
	return flow->text && flow->runs && flow->styles && flow->parts;
}

/* The blank between two parts has the style of the text before it, without its link. */
static void add_blank(struct flow *flow)
{
	struct source *source = &flow->source;
	struct dt_run *run = &flow->runs[source->n_runs++];

	*run = run[-1];
	run->kind = DT_RUN_TEXT;
	run->annotation = DT_NONE;
	run->start = source->length;
	run->length = 1;
	memset(&run->source, 0, sizeof(run->source));
	flow->text[source->length++] = ' ';
}

static void add_part(struct flow *flow, const struct dt_profile *profile,
		     const struct dt_profile_part *told)
{
	struct source *source = &flow->source;
	struct flow_part *part = &flow->parts[flow->n_parts++];
	uint32_t length = told->text.count - told->dropped;
	uint32_t page = told->page - flow->parts[0].told->page;

	part->told = told;
	part->runs = DT_AT(profile, struct dt_run, told->runs);
	part->styles = DT_AT(profile, struct dt_style, told->styles);
	part->n_runs = told->runs.count;
	part->first_run = source->n_runs;
	part->start = source->length;
	memcpy(flow->text + source->length, DT_TEXT(profile, told->text), length);
	memcpy(flow->styles + source->n_styles, part->styles,
	       told->styles.count * sizeof(*flow->styles));
	for (uint32_t i = 0; i < part->n_runs; i++) {
		struct dt_run *run = &flow->runs[source->n_runs++];

		*run = part->runs[i];
		if (run->start > length)
			run->start = length;
		if (run->length > length - run->start)
			run->length = length - run->start;
		run->start += source->length;
		run->style += source->n_styles;
		/* the third link of one page is not the third link of another */
		if (run->annotation != DT_NONE)
			run->annotation = (run->annotation & 0xfffff) | page << 20;
	}
	source->n_styles += told->styles.count;
	source->length += length;
	flow->budget += told->budget;
	if (told->glue)
		add_blank(flow);
}

bool flow_make(struct flow *flow, const struct dt_profile *profile,
	       const struct dt_profile_flow *told)
{
	const struct dt_profile_part *parts =
		DT_AT(profile, struct dt_profile_part, profile->parts) + told->first;

	memset(flow, 0, sizeof(*flow));
	if (!flow_room(flow, parts, told->count)) {
		flow_free(flow);
		return false;
	}
	flow->parts[0].told = parts;
	for (uint32_t i = 0; i < told->count; i++)
		add_part(flow, profile, &parts[i]);
	flow->text[flow->source.length] = '\0';
	flow->source.text = flow->text;
	flow->source.runs = flow->runs;
	flow->source.styles = flow->styles;
	flow->source.payload = profile;
	return true;
}

void flow_free(struct flow *flow)
{
	free(flow->text);
	free(flow->runs);
	free(flow->styles);
	free(flow->parts);
	memset(flow, 0, sizeof(*flow));
}

/* ---- its answer ------------------------------------------------------------ */

static uint32_t part_of(const struct flow *flow, uint32_t run)
{
	uint32_t part = flow->n_parts - 1;

	while (part && flow->parts[part].first_run > run)
		part--;
	return part;
}

/* The bytes between which part begins: behind the last object of those before it, before the
 * first one of its own and of those behind it.  links: they count, too, where the page is
 * another. */
static bool bounds(const struct flow *flow, const struct target *target, uint32_t part, bool links,
		   struct share *share)
{
	const struct dt_target_run *run = target->runs.at;
	uint32_t page = flow->parts[part].told->page;

	share->earliest = 1;
	share->latest = (uint32_t)target->text.n;
	for (uint32_t i = 0; i < target->runs.n; i++) {
		const struct dt_run *source = &flow->runs[run[i].source];
		uint32_t owner = part_of(flow, run[i].source);
		bool other_page = owner < part ? flow->parts[owner].told->page != page
					       : flow->parts[part - 1].told->page !=
							 flow->parts[owner].told->page;

		if (source->kind == DT_RUN_TEXT &&
		    !(links && source->annotation != DT_NONE && other_page))
			continue;
		if (owner < part)
			share->earliest = run[i].start + run[i].length;
		else if (run[i].start < share->latest)
			share->latest = run[i].start;
	}
	return share->earliest < share->latest;
}

/* The place nearest to the wanted one at which a line may break; 0 when there is none. */
static uint32_t nearest_break(const char *breaks, uint32_t n, uint32_t wanted,
			      const struct share *share)
{
	for (uint32_t step = 0; step < n; step++) {
		uint32_t left = wanted - step, right = wanted + step;

		if (step <= wanted && left >= share->earliest && left <= share->latest &&
		    left < n && breaks[left] == UC_BREAK_POSSIBLE)
			return left;
		if (right >= share->earliest && right <= share->latest && right < n &&
		    breaks[right] == UC_BREAK_POSSIBLE)
			return right;
	}
	return 0;
}

static bool has_text_run(const struct flow_part *part)
{
	for (uint32_t i = 0; i < part->n_runs; i++)
		if (part->runs[i].kind == DT_RUN_TEXT)
			return true;
	return false;
}

static bool divide_at(const struct flow *flow, const struct target *target, const char *breaks,
		      struct share *shares)
{
	uint32_t n = (uint32_t)target->text.n;

	for (uint32_t i = 1; i < flow->n_parts; i++) {
		struct share *share = &shares[i];
		uint64_t wanted = (uint64_t)n * flow->parts[i].start / flow->source.length;

		if (!bounds(flow, target, i, true, share) && !bounds(flow, target, i, false, share))
			return false;
		if (share->earliest <= shares[i - 1].start)
			share->earliest = shares[i - 1].start + 1;
		share->start = nearest_break(breaks, n, (uint32_t)wanted, share);
		if (!share->start)
			return false;
		shares[i - 1].end = share->start;
		while (shares[i - 1].end > shares[i - 1].start &&
		       target->text.at[shares[i - 1].end - 1] == ' ')
			shares[i - 1].end--;
	}
	shares[flow->n_parts - 1].end = n;
	return true;
}

bool flow_divide(const struct flow *flow, const struct target *target, struct share *shares)
{
	size_t n = target->text.n;
	char *breaks;
	bool good;

	memset(shares, 0, flow->n_parts * sizeof(*shares));
	for (uint32_t i = 0; i < flow->n_parts; i++)
		if (!has_text_run(&flow->parts[i]))
			return false;
	breaks = malloc(n ? n : 1);
	if (!n || !breaks) {
		free(breaks);
		return false;
	}
	u8_possible_linebreaks((const uint8_t *)target->text.at, n, "UTF-8", breaks);
	good = divide_at(flow, target, breaks, shares);
	free(breaks);
	return good;
}

/* The run of a part that looks like one of another: the same style without a link, else the
 * longest. */
static uint32_t like(const struct flow *flow, const struct flow_part *part, uint32_t wanted)
{
	const struct dt_run *runs = part->runs, *source = &flow->runs[wanted];
	uint32_t key = flow->styles[source->style].key, longest = DT_NONE, alike = DT_NONE;
	uint32_t page = part->told->page - flow->parts[0].told->page;

	for (uint32_t i = 0; i < part->n_runs; i++) {
		if (runs[i].kind != DT_RUN_TEXT)
			continue;
		if (longest == DT_NONE || runs[i].length > runs[longest].length)
			longest = i;
		if (part->styles[runs[i].style].key != key)
			continue;
		if (runs[i].annotation == DT_NONE)
			alike = i;
		else if (source->annotation == ((runs[i].annotation & 0xfffff) | page << 20))
			return i;
	}
	return alike != DT_NONE ? alike : longest;
}

bool flow_take(const struct flow *flow, const struct target *target, uint32_t number,
	       uint32_t start, uint32_t end, struct target *taken)
{
	const struct flow_part *part = &flow->parts[number];
	const struct dt_target_run *run = target->runs.at;

	text_clear(&taken->text);
	dt_list_clear(&taken->runs);
	taken->links_lost = 0;
	text_add(&taken->text, target->text.at + start, end - start);
	for (uint32_t i = 0; i < target->runs.n; i++) {
		uint32_t from = run[i].start > start ? run[i].start : start;
		uint32_t to = run[i].start + run[i].length;
		struct dt_target_run *made;

		to = to < end ? to : end;
		if (from >= to)
			continue;
		made = DT_LIST_ADD(&taken->runs, struct dt_target_run);
		if (!made)
			return false;
		made->start = from - start;
		made->length = to - from;
		if (run[i].source >= part->first_run &&
		    run[i].source < part->first_run + part->n_runs)
			made->source = run[i].source - part->first_run;
		else
			made->source = like(flow, part, run[i].source);
	}
	return !taken->text.failed && !taken->runs.failed;
}
