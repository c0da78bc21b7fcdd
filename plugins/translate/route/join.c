/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "join.h"

#include <unictype.h>

bool join_wanted(const struct source *first, const struct source *second)
{
	const char *at = second->text, *end = at + second->length;
	uint32_t code;

	if (first->length < 12 || second->length < 12 || !first->n_runs || !second->n_runs)
		return false;
	code = markup_decode(&at, end);
	return code != UINT32_MAX && uc_is_general_category_withtable(code, UC_CATEGORY_MASK_Ll);
}

bool join_make(struct joined *joined, const struct source *first, const struct source *second)
{
	uint32_t n = first->n_runs + second->n_runs + 1, at = first->length;
	struct dt_run *run;

	memset(joined, 0, sizeof(*joined));
	joined->text = malloc((size_t)first->length + second->length + 2);
	joined->runs = calloc(n, sizeof(*joined->runs));
	if (!joined->text || !joined->runs) {
		join_free(joined);
		return false;
	}
	memcpy(joined->text, first->text, first->length);
	memcpy(joined->runs, first->runs, first->n_runs * sizeof(*run));
	joined->n_first = first->n_runs;
	/* The blank has the style of the text before it, without its link. */
	run = &joined->runs[joined->n_first++];
	*run = first->runs[first->n_runs - 1];
	run->kind = DT_RUN_TEXT;
	run->annotation = DT_NONE;
	run->start = at;
	run->length = 1;
	joined->text[at++] = ' ';
	joined->cut = at;
	memcpy(joined->text + at, second->text, second->length);
	for (uint32_t i = 0; i < second->n_runs; i++) {
		run = &joined->runs[joined->n_first + i];
		*run = second->runs[i];
		run->start += at;
	}
	joined->text[at + second->length] = '\0';
	joined->source = *first;
	joined->source.text = joined->text;
	joined->source.length = at + second->length;
	joined->source.runs = joined->runs;
	joined->source.n_runs = n;
	return true;
}

void join_free(struct joined *joined)
{
	free(joined->text);
	free(joined->runs);
	memset(joined, 0, sizeof(*joined));
}

/* The bytes between which the answer may be divided: behind the last object of the first block,
 * before the first one of the second. */
static bool bounds(const struct joined *joined, const struct target *target, size_t *low,
		   size_t *high)
{
	const struct dt_target_run *run = target->runs.at;

	*low = 1;
	*high = target->text.n;
	for (uint32_t i = 0; i < target->runs.n; i++) {
		if (joined->runs[run[i].source].kind == DT_RUN_TEXT)
			continue;
		if (run[i].source < joined->n_first)
			*low = run[i].start + run[i].length;
		else if (run[i].start < *high)
			*high = run[i].start;
	}
	return *low < *high;
}

/* The blank nearest to the place; 0 when there is none. */
static size_t nearest_blank(const struct target *target, size_t place, size_t low, size_t high)
{
	for (size_t step = 0; step < target->text.n; step++) {
		size_t left = place - step, right = place + step;

		if (step <= place && left >= low && left < high && target->text.at[left] == ' ')
			return left;
		if (right >= low && right < high && right + 1 < target->text.n &&
		    target->text.at[right] == ' ')
			return right;
	}
	return 0;
}

/* The run of a block that looks like one of the other block: the same style and link, else the
 * same style, else the longest. */
static uint32_t like(const struct dt_run *wanted, const struct dt_run *runs, uint32_t n)
{
	uint32_t longest = 0, alike = DT_NONE;

	for (uint32_t i = 0; i < n; i++) {
		if (runs[i].kind != DT_RUN_TEXT)
			continue;
		if (runs[longest].kind != DT_RUN_TEXT || runs[i].length > runs[longest].length)
			longest = i;
		if (runs[i].style != wanted->style)
			continue;
		if (runs[i].annotation == wanted->annotation)
			return i;
		if (runs[i].annotation == DT_NONE)
			alike = i;
	}
	return alike != DT_NONE ? alike : longest;
}

static bool has_text_run(const struct source *source)
{
	for (uint32_t i = 0; i < source->n_runs; i++)
		if (source->runs[i].kind == DT_RUN_TEXT)
			return true;
	return false;
}

/* The part of the answer from start to end, in terms of the runs from first_run on. */
static bool take_part(const struct joined *joined, const struct target *target, size_t start,
		      size_t end, uint32_t first_run, uint32_t n_runs, struct target *part)
{
	const struct dt_target_run *run = target->runs.at;

	text_clear(&part->text);
	dt_list_clear(&part->runs);
	part->links_lost = 0;
	text_add(&part->text, target->text.at + start, end - start);
	for (uint32_t i = 0; i < target->runs.n; i++) {
		size_t from = run[i].start > start ? run[i].start : start;
		size_t to = run[i].start + run[i].length;
		struct dt_target_run *made;

		to = to < end ? to : end;
		if (from >= to)
			continue;
		made = DT_LIST_ADD(&part->runs, struct dt_target_run);
		if (!made)
			return false;
		made->start = (uint32_t)(from - start);
		made->length = (uint32_t)(to - from);
		if (run[i].source >= first_run && run[i].source < first_run + n_runs)
			made->source = run[i].source - first_run;
		else
			made->source = like(&joined->runs[run[i].source], joined->runs + first_run,
					    n_runs);
	}
	return !part->text.failed && !part->runs.failed && part->runs.n;
}

bool join_divide(const struct joined *joined, const struct source *second_source,
		 const struct target *target, struct target *first, struct target *second)
{
	size_t low, high, blank, n = target->text.n;
	struct source head = joined->source;

	head.n_runs = joined->n_first - 1;
	if (!has_text_run(&head) || !has_text_run(second_source) ||
	    !bounds(joined, target, &low, &high))
		return false;
	blank = nearest_blank(target, n * joined->cut / joined->source.length, low, high);
	if (!blank)
		return false;
	/* The run of the blank between the blocks is none of the first block's. */
	return take_part(joined, target, 0, blank, 0, joined->n_first - 1, first) &&
	       take_part(joined, target, blank + 1, n, joined->n_first, second_source->n_runs,
			 second);
}
