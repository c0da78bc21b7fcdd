/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "output.h"

#include <stdlib.h>

/* Bytes that objects may take before they are let go of. */
#define CACHE_GROWTH ((size_t)256 << 10)

uint32_t dt_output_face(struct dt_output *out, uint32_t face)
{
	struct dt_used_face *used = dt_faces_at(out->faces, face & ~DT_VERTICAL_FONT);
	uint32_t *object =
		face & DT_VERTICAL_FONT ? &used->vertical[out->slot] : &used->objects[out->slot];

	if (!*object)
		*object = dt_writer_number(&out->w);
	return *object;
}

void dt_output_purge(struct dt_output *out)
{
	dt_ready_release(out->doc);
	if (out->doc->wall.used < out->cache_limit)
		return;
	if (out->cache_limit)
		dt_document_purge(out->doc);
	out->cache_limit = out->doc->wall.used + CACHE_GROWTH;
}

pdf_obj *dt_output_reference(fz_context *ctx, struct dt_output *out, uint32_t number)
{
	pdf_document *pdf = out->doc->pdf;
	int generation = 0;

	if ((int64_t)number < pdf_xref_len(ctx, pdf))
		generation = pdf_get_xref_entry_no_null(ctx, pdf, (int)number)->gen;
	return pdf_new_indirect(ctx, pdf, (int)number, generation);
}

void dt_output_remember(fz_context *ctx, struct dt_output *out, uint32_t object, pdf_obj *dict)
{
	struct dt_rewritten *rewritten = DT_LIST_ADD(&out->rewritten, struct dt_rewritten);

	if (!rewritten)
		fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for annotations");
	rewritten->object = object;
	rewritten->dict = pdf_keep_obj(ctx, dict);
}

static int by_object(const void *left, const void *right)
{
	const struct dt_rewritten *a = left, *b = right;

	return a->object < b->object ? -1 : a->object > b->object;
}

pdf_obj *dt_output_rewritten(struct dt_output *out, uint32_t object)
{
	const struct dt_rewritten wanted = { .object = object }, *found;

	if (!out->rewritten.n)
		return NULL;
	if (out->sorted != out->rewritten.n)
		qsort(out->rewritten.at, out->rewritten.n, sizeof(wanted), by_object);
	out->sorted = out->rewritten.n;
	found = bsearch(&wanted, out->rewritten.at, out->rewritten.n, sizeof(wanted), by_object);
	return found ? found->dict : NULL;
}

pdf_obj *dt_output_source(fz_context *ctx, struct dt_output *out, uint32_t number)
{
	pdf_xref_entry *entry;

	if (number == 0 || (int64_t)number >= pdf_xref_len(ctx, out->doc->pdf))
		return NULL;
	dt_object_ready(out->doc, (int)number);
	entry = pdf_cache_object(ctx, out->doc->pdf, (int)number);
	return entry->obj;
}

/* Not: pages inside their parents, or that no tree leads to; a wrong /Count, by which
 * readers see fewer pages or none; no catalogue at all. */
static bool is_tree_good(fz_context *ctx, const struct dt_output *out)
{
	pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, out->doc->pdf), PDF_NAME(Root));
	pdf_obj *count = pdf_dict_getp(ctx, root, "Pages/Count");
	uint32_t i;

	for (i = 0; i < out->pages->n; i++)
		if (!out->pages->at[i].object || !out->pages->at[i].parent)
			return false;
	return pdf_is_dict(ctx, root) && pdf_to_int64(ctx, count) == (int64_t)out->pages->n;
}

void dt_output_begin(fz_context *ctx, struct dt_output *out)
{
	uint32_t n = out->pages->n, i;

	if (is_tree_good(ctx, out))
		return;
	out->tree = dt_writer_number(&out->w);
	out->numbers = calloc(n, sizeof(*out->numbers));
	out->written = calloc(n, sizeof(*out->written));
	if (!out->numbers || !out->written)
		fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for the page tree");
	for (i = 0; i < n; i++) {
		int object = out->pages->at[i].object;

		out->numbers[i] = object ? (uint32_t)object : dt_writer_number(&out->w);
	}
}

void dt_output_end(struct dt_output *out)
{
	struct dt_rewritten *rewritten = out->rewritten.at;

	for (uint32_t i = 0; i < out->rewritten.n; i++)
		pdf_drop_obj(out->doc->wall.ctx, rewritten[i].dict);
	dt_list_free(&out->rewritten);
	dt_same_forms_free(&out->forms);
	free(out->numbers);
	free(out->written);
	free(out->places);
	out->numbers = NULL;
	out->written = NULL;
	out->places = NULL;
}

uint32_t dt_output_page_number(const struct dt_output *out, uint32_t page)
{
	return out->tree ? out->numbers[page] : (uint32_t)out->pages->at[page].object;
}

/* Parents of a damaged file may go in a circle. */
static pdf_obj *inherited(fz_context *ctx, pdf_obj *dict, pdf_obj *key)
{
	int depth;

	for (depth = 0; dict && depth < 64; depth++) {
		pdf_obj *value = pdf_dict_get(ctx, dict, key);

		if (value)
			return value;
		dict = pdf_dict_get(ctx, dict, PDF_NAME(Parent));
	}
	return NULL;
}

/* Under another parent a page needs what it inherited. */
static void keep_inherited(fz_context *ctx, struct dt_output *out, uint32_t page, pdf_obj *dict)
{
	pdf_obj *keys[] = { PDF_NAME(MediaBox), PDF_NAME(CropBox), PDF_NAME(Rotate) };
	pdf_obj *resources = dt_page_resources(out->doc, &out->pages->at[page]);
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		pdf_obj *value = inherited(ctx, dict, keys[i]);

		if (value)
			pdf_dict_put(ctx, dict, keys[i], value);
	}
	if (resources)
		pdf_dict_put(ctx, dict, PDF_NAME(Resources), resources);
	pdf_dict_put(ctx, dict, PDF_NAME(Type), PDF_NAME(Page));
	pdf_dict_put_drop(ctx, dict, PDF_NAME(Parent), dt_output_reference(ctx, out, out->tree));
}

/* What the walk over the tree found, where the page's own /Parent does not lead to it. */
static void keep_found(fz_context *ctx, struct dt_output *out, uint32_t page, pdf_obj *dict)
{
	const struct dt_page_entry *entry = &out->pages->at[page];

	if (!inherited(ctx, dict, PDF_NAME(MediaBox)))
		pdf_dict_put_rect(ctx, dict, PDF_NAME(MediaBox), entry->box);
	if (entry->rotate && !inherited(ctx, dict, PDF_NAME(Rotate)))
		pdf_dict_put_int(ctx, dict, PDF_NAME(Rotate), entry->rotate);
	if (!out->tree &&
	    pdf_to_num(ctx, pdf_dict_get(ctx, dict, PDF_NAME(Parent))) != entry->parent)
		pdf_dict_put_drop(ctx, dict, PDF_NAME(Parent),
				  dt_output_reference(ctx, out, (uint32_t)entry->parent));
}

pdf_obj *dt_output_page_copy(fz_context *ctx, struct dt_output *out, uint32_t page)
{
	pdf_obj *dict = pdf_copy_dict(ctx, dt_page_object(out->doc, &out->pages->at[page]));

	fz_try(ctx)
	{
		keep_found(ctx, out, page, dict);
		if (out->tree)
			keep_inherited(ctx, out, page, dict);
	}
	fz_catch(ctx)
	{
		pdf_drop_obj(ctx, dict);
		fz_rethrow(ctx);
	}
	return dict;
}

void dt_output_page_write(fz_context *ctx, struct dt_output *out, uint32_t page, pdf_obj *dict)
{
	dt_writer_object(ctx, &out->w, dt_output_page_number(out, page), dict);
	if (out->written)
		out->written[page] = true;
}

uint32_t dt_output_text(fz_context *ctx, struct dt_output *out, const void *text, size_t length)
{
	uint32_t number = dt_writer_number(&out->w);
	pdf_obj *dict = pdf_new_dict(ctx, out->doc->pdf, 2);

	fz_try(ctx)
	{
		dt_writer_stream(ctx, &out->w, number, dict, text, length);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, dict);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	return number;
}
