/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "labels.h"

/* Entries of one leaf of the number tree. */
#define LEAF_ENTRIES 128

/* Bounds for a tree that is a loop. */
#define DEEPEST_TREE 16
#define MOST_NODES   100000

struct labels {
	struct dt_output *out;
	struct dt_list ranges;	/* struct dt_label_range */
	struct dt_list entries; /* struct dt_label_entry */
	pdf_obj *dicts;		/* of each range, an array */
	uint32_t nodes;		/* of the tree, read so far */
};

static void read_entry(fz_context *ctx, struct labels *l, int64_t page, pdf_obj *dict)
{
	struct dt_label_range *range, *before;
	int64_t start = pdf_to_int(ctx, pdf_dict_gets(ctx, dict, "St"));

	if (page < 0 || page >= (int64_t)l->out->pages->n || !pdf_is_dict(ctx, dict))
		return;
	before = l->ranges.n ? (struct dt_label_range *)l->ranges.at + l->ranges.n - 1 : NULL;
	if (before && (int64_t)before->page >= page)
		return; /* not sorted: damaged */
	range = DT_LIST_ADD(&l->ranges, struct dt_label_range);
	if (!range)
		fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for page labels");
	range->page = (uint32_t)page;
	range->number = start > 0 ? (uint32_t)start : 1;
	range->counts = pdf_dict_get(ctx, dict, PDF_NAME(S)) != NULL;
	pdf_array_push(ctx, l->dicts, dict);
}

static void read_tree(fz_context *ctx, struct labels *l, pdf_obj *node, int depth)
{
	pdf_obj *numbers = pdf_dict_get(ctx, node, PDF_NAME(Nums));
	pdf_obj *kids = pdf_dict_get(ctx, node, PDF_NAME(Kids));
	int i, n = pdf_array_len(ctx, numbers);

	for (i = 0; i + 1 < n; i += 2)
		read_entry(ctx, l, pdf_to_int(ctx, pdf_array_get(ctx, numbers, i)),
			   pdf_array_get(ctx, numbers, i + 1));
	n = pdf_array_len(ctx, kids);
	for (i = 0; i < n && depth < DEEPEST_TREE && l->nodes++ < MOST_NODES; i++)
		read_tree(ctx, l, pdf_array_get(ctx, kids, i), depth + 1);
}

static void push_label(fz_context *ctx, struct labels *l, pdf_obj *numbers,
		       const struct dt_label_entry *entry)
{
	pdf_obj *dict;

	pdf_array_push_int(ctx, numbers, entry->page);
	if (entry->range == DT_NONE) {
		dict = pdf_array_push_dict(ctx, numbers, 2);
		pdf_dict_put(ctx, dict, PDF_NAME(S), PDF_NAME(D));
	} else {
		dict = pdf_copy_dict(ctx, pdf_array_get(ctx, l->dicts, (int)entry->range));
		pdf_array_push_drop(ctx, numbers, dict);
	}
	if (entry->number != 1)
		pdf_dict_puts_drop(ctx, dict, "St", pdf_new_int(ctx, entry->number));
	else
		pdf_dict_dels(ctx, dict, "St");
}

/* Entries first .. first + n as one node. */
static uint32_t write_leaf(fz_context *ctx, struct labels *l, uint32_t first, uint32_t n, bool root)
{
	const struct dt_label_entry *entries = (const struct dt_label_entry *)l->entries.at + first;
	uint32_t number = dt_writer_number(&l->out->w), i;
	pdf_obj *leaf = pdf_new_dict(ctx, l->out->doc->pdf, 2);

	fz_try(ctx)
	{
		pdf_obj *numbers;

		if (!root) {
			pdf_obj *limits = pdf_dict_put_array(ctx, leaf, PDF_NAME(Limits), 2);

			pdf_array_push_int(ctx, limits, entries[0].page);
			pdf_array_push_int(ctx, limits, entries[n - 1].page);
		}
		numbers = pdf_dict_put_array(ctx, leaf, PDF_NAME(Nums), (int)n * 2);
		for (i = 0; i < n; i++)
			push_label(ctx, l, numbers, &entries[i]);
		dt_writer_object(ctx, &l->out->w, number, leaf);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, leaf);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	return number;
}

static uint32_t write_tree(fz_context *ctx, struct labels *l)
{
	uint32_t n = l->entries.n, i, number;
	pdf_obj *root;

	if (n <= LEAF_ENTRIES)
		return write_leaf(ctx, l, 0, n, true);
	number = dt_writer_number(&l->out->w);
	root = pdf_new_dict(ctx, l->out->doc->pdf, 1);
	fz_try(ctx)
	{
		pdf_obj *kids = pdf_dict_put_array(ctx, root, PDF_NAME(Kids), 64);

		for (i = 0; i < n; i += LEAF_ENTRIES) {
			uint32_t some = n - i < LEAF_ENTRIES ? n - i : LEAF_ENTRIES;

			pdf_array_push_drop(
				ctx, kids,
				dt_output_reference(ctx, l->out,
						    write_leaf(ctx, l, i, some, false)));
		}
		dt_writer_object(ctx, &l->out->w, number, root);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, root);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	return number;
}

/* What of a damaged tree can be read. */
static void try_read(fz_context *ctx, struct labels *l, pdf_obj *tree)
{
	fz_try(ctx)
	{
		read_tree(ctx, l, tree, 0);
	}
	fz_catch(ctx)
	{
		if (l->out->doc->wall.cancelled || fz_caught(ctx) == FZ_ERROR_MEMORY)
			fz_rethrow(ctx);
	}
}

void dt_labels_update(fz_context *ctx, struct dt_output *out, pdf_obj *catalogue)
{
	struct labels l = { .out = out };

	l.dicts = pdf_new_array(ctx, out->doc->pdf, 8);
	fz_var(l);
	fz_try(ctx)
	{
		try_read(ctx, &l, pdf_dict_gets(ctx, catalogue, "PageLabels"));
		if (!dt_labels_pair(l.ranges.at, l.ranges.n, out->pages->n, &l.entries))
			fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for page labels");
		pdf_dict_puts_drop(ctx, catalogue, "PageLabels",
				   dt_output_reference(ctx, out, write_tree(ctx, &l)));
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, l.dicts);
		dt_list_free(&l.ranges);
		dt_list_free(&l.entries);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}
