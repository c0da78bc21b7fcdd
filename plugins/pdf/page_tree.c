/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "page_tree.h"

#include <stdlib.h>
#include <string.h>

#define DEEPEST 64

struct leaf { /* where a page hangs */
	int parent, kid;
	uint32_t page;
};

struct node {		      /* that is being walked */
	pdf_obj *dict, *kids; /* borrowed */
	int object, i, n;
	uint32_t first; /* of its leaves */
	int64_t count;	/* pages below it, twins included */
};

struct tree {
	struct dt_output *out;
	const uint32_t *twins;
	struct leaf *leaves; /* sorted by place */
	uint32_t n;
	unsigned char *seen; /* nodes, by object number */
	int n_objects;
	struct node stack[DEEPEST];
	int depth;
	uint32_t reached; /* pages */
};

static int by_place(const void *a, const void *b)
{
	const struct leaf *x = a, *y = b;

	if (x->parent != y->parent)
		return x->parent < y->parent ? -1 : 1;
	if (x->kid != y->kid)
		return x->kid < y->kid ? -1 : 1;
	return 0;
}

static void hang_leaves(struct tree *t)
{
	const struct dt_page_list *pages = t->out->pages;
	uint32_t i;

	for (i = 0; i < pages->n; i++) {
		t->leaves[i].parent = pages->at[i].parent;
		t->leaves[i].kid = pages->at[i].kid;
		t->leaves[i].page = i;
	}
	t->n = pages->n;
	qsort(t->leaves, t->n, sizeof(*t->leaves), by_place);
}

/* The page at that place, DT_NONE: none. */
static uint32_t page_at(const struct tree *t, int parent, int kid)
{
	struct leaf key = { .parent = parent, .kid = kid };
	const struct leaf *leaf = bsearch(&key, t->leaves, t->n, sizeof(key), by_place);

	return leaf ? leaf->page : DT_NONE;
}

static void push(fz_context *ctx, struct tree *t, pdf_obj *dict)
{
	int object = pdf_to_num(ctx, dict);
	struct node *node;

	if (t->depth == DEEPEST || object <= 0 || object >= t->n_objects || t->seen[object] ||
	    !pdf_is_dict(ctx, dict))
		return;
	t->seen[object] = 1;
	node = &t->stack[t->depth++];
	memset(node, 0, sizeof(*node));
	node->dict = dict;
	node->object = object;
	node->kids = pdf_dict_get(ctx, dict, PDF_NAME(Kids));
	node->n = pdf_array_len(ctx, node->kids);
}

static pdf_obj *paired_kids(fz_context *ctx, struct tree *t, const struct node *node)
{
	pdf_obj *kids = pdf_new_array(ctx, t->out->doc->pdf, 2 * node->n);
	int i;

	fz_try(ctx)
	{
		for (i = 0; i < node->n; i++) {
			uint32_t page = page_at(t, node->object, i);

			pdf_array_push(ctx, kids, pdf_array_get(ctx, node->kids, i));
			if (page != DT_NONE && t->twins[page])
				pdf_array_push_drop(
					ctx, kids,
					dt_output_reference(ctx, t->out, t->twins[page]));
		}
	}
	fz_catch(ctx)
	{
		pdf_drop_obj(ctx, kids);
		fz_rethrow(ctx);
	}
	return kids;
}

static void write_node(fz_context *ctx, struct tree *t, const struct node *node)
{
	pdf_obj *dict = pdf_copy_dict(ctx, node->dict);

	fz_try(ctx)
	{
		pdf_dict_put_drop(ctx, dict, PDF_NAME(Kids), paired_kids(ctx, t, node));
		pdf_dict_put_int(ctx, dict, PDF_NAME(Count), node->count);
		dt_writer_object(ctx, &t->out->w, (uint32_t)node->object, dict);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, dict);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

/* Nodes are written when all below them have been counted. */
static void walk(fz_context *ctx, struct tree *t)
{
	while (t->depth) {
		struct node *node = &t->stack[t->depth - 1];
		int kid = node->i++;
		uint32_t page;

		if (kid >= node->n) {
			write_node(ctx, t, node);
			t->depth--;
			if (t->depth)
				t->stack[t->depth - 1].count += node->count;
		} else if ((page = page_at(t, node->object, kid)) != DT_NONE) {
			node->count += t->twins[page] ? 2 : 1;
			t->reached++;
		} else {
			push(ctx, t, pdf_array_get(ctx, node->kids, kid));
		}
	}
}

static void push_page(fz_context *ctx, struct dt_output *out, pdf_obj *kids, uint32_t number)
{
	pdf_array_push_drop(ctx, kids, dt_output_reference(ctx, out, number));
}

static void write_untouched(fz_context *ctx, struct dt_output *out, uint32_t page)
{
	pdf_obj *dict = dt_output_page_copy(ctx, out, page);

	fz_try(ctx)
	{
		dt_output_page_write(ctx, out, page, dict);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, dict);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

void dt_page_tree_flat(fz_context *ctx, struct dt_output *out, const uint32_t *twins,
		       pdf_obj *catalogue)
{
	uint32_t n = out->pages->n, i;
	pdf_obj *dict, *kids;

	if (!out->tree)
		return;
	dict = pdf_new_dict(ctx, out->doc->pdf, 3);
	fz_try(ctx)
	{
		pdf_dict_put(ctx, dict, PDF_NAME(Type), PDF_NAME(Pages));
		kids = pdf_dict_put_array(ctx, dict, PDF_NAME(Kids), (int)n);
		for (i = 0; i < n; i++) {
			if (!out->written[i])
				write_untouched(ctx, out, i);
			push_page(ctx, out, kids, dt_output_page_number(out, i));
			if (twins && twins[i])
				push_page(ctx, out, kids, twins[i]);
		}
		pdf_dict_put_int(ctx, dict, PDF_NAME(Count), pdf_array_len(ctx, kids));
		dt_writer_object(ctx, &out->w, out->tree, dict);
		pdf_dict_put_drop(ctx, catalogue, PDF_NAME(Pages),
				  dt_output_reference(ctx, out, out->tree));
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, dict);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

void dt_page_tree_pair(fz_context *ctx, struct dt_output *out, const uint32_t *twins,
		       pdf_obj *catalogue)
{
	struct tree t = { .out = out, .twins = twins };

	fz_var(t);
	fz_try(ctx)
	{
		t.n_objects = pdf_xref_len(ctx, out->doc->pdf);
		t.seen = fz_calloc(ctx, (size_t)t.n_objects + 1, 1);
		t.leaves = fz_malloc(ctx, out->pages->n * sizeof(*t.leaves));
		hang_leaves(&t);
		push(ctx, &t, pdf_dict_get(ctx, catalogue, PDF_NAME(Pages)));
		walk(ctx, &t);
		if (t.reached != out->pages->n)
			fz_throw(ctx, FZ_ERROR_GENERIC, "%d pages of the tree cannot be reached",
				 (int)(out->pages->n - t.reached));
	}
	fz_always(ctx)
	{
		fz_free(ctx, t.seen);
		fz_free(ctx, t.leaves);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}
