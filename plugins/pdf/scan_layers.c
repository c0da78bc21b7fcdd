/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Is a layer shown?  MuPDF knows, but compares each group with all groups of the document, does
 * so for each list that names groups, and follows groups of groups as often as they are named:
 * what that will cost is counted before.  ISO 32000-1, 8.11.
 */
#include "config.h"

#include "scanner.h"

#include <string.h>

/* Comparisons of two groups; a million takes less than a tenth of a second. */
#define MOST_OF_DOCUMENT 20000000
#define MOST_OF_PAGE	 20000000
#define DEEPEST		 30
/* Entries and groups that are counted, each as often as it is named. */
#define MOST_COUNTED 100000

static uint64_t most_with(uint64_t comparisons, uint64_t each)
{
	uint64_t most = comparisons / each;

	return most < MOST_COUNTED ? most : MOST_COUNTED;
}

/* Adds the entries of a list and of the lists in it, until there are more than most. */
static void count_entries(fz_context *ctx, pdf_obj *list, int depth, uint64_t most, uint64_t *n)
{
	int length = pdf_array_len(ctx, list);

	*n += depth > DEEPEST ? most : 1;
	for (int i = 0; i < length && *n <= most; i++)
		count_entries(ctx, pdf_array_get(ctx, list, i), depth + 1, most, n);
}

/* Reading the groups compares each with those of all lists. */
static bool is_document_good(fz_context *ctx, struct dt_document *doc)
{
	pdf_obj *all = pdf_dict_getp(ctx, pdf_trailer(ctx, doc->pdf), "Root/OCProperties");
	pdf_obj *shown = pdf_dict_get(ctx, all, PDF_NAME(D));
	uint64_t most, n = 0;

	doc->groups = (uint32_t)pdf_array_len(ctx, pdf_dict_get(ctx, all, PDF_NAME(OCGs)));
	most = most_with(MOST_OF_DOCUMENT, (uint64_t)doc->groups + 1);
	count_entries(ctx, pdf_dict_get(ctx, shown, PDF_NAME(ON)), DEEPEST - 1, most, &n);
	count_entries(ctx, pdf_dict_get(ctx, shown, PDF_NAME(OFF)), DEEPEST - 1, most, &n);
	count_entries(ctx, pdf_dict_get(ctx, shown, PDF_NAME(Locked)), DEEPEST - 1, most, &n);
	count_entries(ctx, pdf_dict_get(ctx, shown, PDF_NAME(Order)), 0, most, &n);
	return n <= most;
}

static bool is_good(struct dt_scanner *s)
{
	struct dt_document *doc = s->doc;

	if (!doc->groups_known) {
		doc->too_many_groups = !is_document_good(s->ctx, doc);
		doc->groups_known = true;
	}
	return !doc->too_many_groups;
}

/* Groups that are looked at for one; a membership names groups, or other memberships. */
static void count_groups(fz_context *ctx, pdf_obj *group, int depth, uint64_t most, uint64_t *n)
{
	pdf_obj *groups = pdf_dict_get(ctx, group, PDF_NAME(OCGs));
	int length = pdf_array_len(ctx, groups);

	*n += depth > DEEPEST ? most : 1;
	for (int i = 0; i < length && *n <= most; i++)
		count_groups(ctx, pdf_array_get(ctx, groups, i), depth + 1, most, n);
	if (pdf_is_dict(ctx, groups) && *n <= most)
		count_groups(ctx, groups, depth + 1, most, n);
}

static bool ask(struct dt_scanner *s, pdf_obj *group)
{
	uint64_t each = (uint64_t)s->doc->groups + 1, n = 0;

	if (is_good(s)) {
		count_groups(s->ctx, group, 0, most_with(MOST_OF_PAGE, each), &n);
		s->layer_steps += n > most_with(MOST_OF_PAGE, each) ? MOST_OF_PAGE : n * each;
	}
	if (s->doc->too_many_groups || s->layer_steps >= MOST_OF_PAGE) {
		s->scan->notes |= DT_SCAN_LAYERS;
		return false;
	}
	/* "View": what is on the screen counts, not what is printed */
	return pdf_is_ocg_hidden(s->ctx, s->doc->pdf, s->resources, "View", group) != 0;
}

bool dt_is_hidden(struct dt_scanner *s, pdf_obj *group)
{
	int object = pdf_to_num(s->ctx, group);
	struct dt_layer *known = &s->layers[(unsigned)object % DT_COUNT(s->layers)];

	if (object <= 0)
		return ask(s, group);
	if (known->object != object) {
		known->hidden = ask(s, group);
		known->object = object;
	}
	return known->hidden;
}
