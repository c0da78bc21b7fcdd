/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "page_labels.h"

#include <doctranslate/payload.h>

#include <stdlib.h>
#include <string.h>

#define DEEPEST	    32
#define MOST_RANGES 100000

struct range {
	uint32_t page, number;
	int style;
	char prefix[64];
};

static void roman(char *out, size_t room, uint32_t number)
{
	static const struct {
		uint32_t value;
		const char *sign;
	} signs[] = { { 1000, "m" }, { 900, "cm" }, { 500, "d" }, { 400, "cd" }, { 100, "c" },
		      { 90, "xc" },  { 50, "l" },   { 40, "xl" }, { 10, "x" },	 { 9, "ix" },
		      { 5, "v" },    { 4, "iv" },   { 1, "i" } };
	size_t n = 0;

	for (size_t i = 0; i < DT_COUNT(signs); i++)
		for (; number >= signs[i].value; number -= signs[i].value) {
			size_t length = strlen(signs[i].sign);

			if (n + length >= room)
				return;
			memcpy(out + n, signs[i].sign, length + 1);
			n += length;
		}
}

/* a to z, aa to zz, aaa to zzz */
static void letters(char *out, size_t room, uint32_t number)
{
	size_t n = (number + 25) / 26;

	if (number == 0 || n + 1 > room)
		return;
	memset(out, 'a' + (int)((number - 1) % 26), n);
	out[n] = 0;
}

void dt_page_label_number(char *out, size_t room, int style, uint32_t number)
{
	out[0] = 0;
	if (style == 'D')
		snprintf(out, room, "%u", number);
	else if ((style == 'r' || style == 'R') && number < 5000)
		roman(out, room, number);
	else if (style == 'a' || style == 'A')
		letters(out, room, number);
	if (style == 'R' || style == 'A')
		for (; *out; out++)
			*out = (char)(*out - 'a' + 'A');
}

static void read_range(fz_context *ctx, int page, pdf_obj *dict, struct dt_list *ranges)
{
	struct range *range;
	int start = pdf_to_int(ctx, pdf_dict_gets(ctx, dict, "St"));

	if (page < 0 || ranges->n >= MOST_RANGES)
		return;
	range = DT_LIST_ADD(ranges, struct range);
	if (!range)
		fz_throw(ctx, FZ_ERROR_MEMORY, "page labels");
	range->page = (uint32_t)page;
	range->number = start > 0 ? (uint32_t)start : 1;
	range->style = pdf_dict_get_name(ctx, dict, PDF_NAME(S))[0];
	snprintf(range->prefix, sizeof(range->prefix), "%s",
		 pdf_dict_get_text_string(ctx, dict, PDF_NAME(P)));
}

static void read_tree(fz_context *ctx, pdf_obj *node, struct dt_list *ranges, int depth)
{
	pdf_obj *nums = pdf_dict_get(ctx, node, PDF_NAME(Nums));
	pdf_obj *kids = pdf_dict_get(ctx, node, PDF_NAME(Kids));
	int n = pdf_array_len(ctx, nums);

	for (int i = 0; i + 1 < n; i += 2)
		read_range(ctx, pdf_array_get_int(ctx, nums, i), pdf_array_get(ctx, nums, i + 1),
			   ranges);
	n = depth < DEEPEST ? pdf_array_len(ctx, kids) : 0;
	for (int i = 0; i < n && ranges->n < MOST_RANGES; i++)
		read_tree(ctx, pdf_array_get(ctx, kids, i), ranges, depth + 1);
}

static int by_page(const void *left, const void *right)
{
	const struct range *a = left, *b = right;

	return a->page < b->page ? -1 : a->page > b->page;
}

static bool make_labels(struct dt_page_labels *labels, uint32_t n_pages, struct dt_list *list)
{
	const struct range *ranges = list->at, *range = NULL;
	uint32_t next = 0;

	qsort(list->at, list->n, sizeof(struct range), by_page);
	labels->at = calloc(n_pages, sizeof(*labels->at));
	labels->n = labels->at ? n_pages : 0;
	for (uint32_t i = 0; i < labels->n; i++) {
		char number[128], label[224];

		while (next < list->n && ranges[next].page <= i)
			range = &ranges[next++];
		dt_page_label_number(number, sizeof(number), range ? range->style : 'D',
				     range ? range->number + (i - range->page) : i + 1);
		snprintf(label, sizeof(label), "%s%s", range ? range->prefix : "", number);
		labels->at[i] = strdup(label);
		if (!labels->at[i])
			return false;
	}
	return labels->at != NULL;
}

dt_status dt_page_labels_read(struct dt_document *doc, uint32_t n_pages,
			      struct dt_page_labels *labels, struct dt_error *err)
{
	fz_context *ctx = doc->wall.ctx;
	struct dt_list ranges = { 0 };
	dt_status status = DT_OK;

	memset(labels, 0, sizeof(*labels));
	fz_var(ranges);
	fz_var(status);
	fz_try(ctx)
	{
		pdf_obj *trailer = pdf_trailer(ctx, doc->pdf);

		read_tree(ctx, pdf_dict_getp(ctx, trailer, "Root/PageLabels"), &ranges, 0);
	}
	fz_catch(ctx)
	{
		/* the ranges that could be read are as good as any */
	}
	if (ranges.n && !make_labels(labels, n_pages, &ranges)) {
		status = dt_fail(err, DT_E_SYSTEM, "out of memory for page labels");
		dt_page_labels_free(labels);
	}
	dt_list_free(&ranges);
	return status;
}

void dt_page_labels_free(struct dt_page_labels *labels)
{
	for (uint32_t i = 0; i < labels->n; i++)
		free(labels->at[i]);
	free(labels->at);
	memset(labels, 0, sizeof(*labels));
}
