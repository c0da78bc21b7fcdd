/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "twins.h"

#include <stdlib.h>

static int by_object(const void *a, const void *b)
{
	const struct dt_page_place *x = a, *y = b;

	if (x->object != y->object)
		return x->object < y->object ? -1 : 1;
	return x->page < y->page ? -1 : x->page > y->page;
}

void dt_twins_open(fz_context *ctx, struct dt_output *out)
{
	uint32_t n = out->pages->n, i;

	out->places = calloc(n, sizeof(*out->places));
	if (!out->places)
		fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for the pages");
	out->first_twin = dt_writer_number(&out->w);
	for (i = 0; i < n; i++) {
		out->places[i].object = (int)dt_output_page_number(out, i);
		out->places[i].page = i;
		if (i + 1 < n)
			dt_writer_number(&out->w);
	}
	qsort(out->places, n, sizeof(*out->places), by_object);
}

uint32_t dt_twins_number(const struct dt_output *out, uint32_t page)
{
	return out->first_twin + page;
}

/* The twin of the page with that object, 0: it is none. */
static uint32_t twin_of(const struct dt_output *out, int object)
{
	uint32_t low = 0, high = out->pages->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (out->places[middle].object < object)
			low = middle + 1;
		else
			high = middle;
	}
	if (object <= 0 || low == out->pages->n || out->places[low].object != object)
		return 0;
	return dt_twins_number(out, out->places[low].page);
}

/* A destination to the twin; NULL: it does not lead to a page of this document. */
static pdf_obj *twin_destination(fz_context *ctx, struct dt_output *out, pdf_obj *destination)
{
	pdf_obj *array = destination, *copy;
	uint32_t twin;

	if (pdf_is_name(ctx, array) || pdf_is_string(ctx, array))
		array = pdf_lookup_dest(ctx, out->doc->pdf, array);
	if (pdf_is_dict(ctx, array))
		array = pdf_dict_get(ctx, array, PDF_NAME(D));
	twin = twin_of(out, pdf_to_num(ctx, pdf_array_get(ctx, array, 0)));
	if (!twin)
		return NULL;
	copy = pdf_copy_array(ctx, array);
	fz_try(ctx)
	{
		pdf_array_put_drop(ctx, copy, 0, dt_output_reference(ctx, out, twin));
	}
	fz_catch(ctx)
	{
		pdf_drop_obj(ctx, copy);
		fz_rethrow(ctx);
	}
	return copy;
}

static void lead(fz_context *ctx, struct dt_output *out, pdf_obj *dict, pdf_obj *key)
{
	pdf_obj *destination = twin_destination(ctx, out, pdf_dict_get(ctx, dict, key));

	if (destination)
		pdf_dict_put_drop(ctx, dict, key, destination);
}

void dt_twins_lead(fz_context *ctx, struct dt_output *out, pdf_obj *annotation)
{
	pdf_obj *action = pdf_dict_get(ctx, annotation, PDF_NAME(A));

	if (!out->first_twin)
		return;
	lead(ctx, out, annotation, PDF_NAME(Dest));
	if (!pdf_name_eq(ctx, pdf_dict_get(ctx, action, PDF_NAME(S)), PDF_NAME(GoTo)))
		return;
	action = pdf_copy_dict(ctx, action);
	pdf_dict_put_drop(ctx, annotation, PDF_NAME(A), action);
	lead(ctx, out, action, PDF_NAME(D));
	pdf_dict_dels(ctx, action, "SD"); /* structure: it leads to the source's page */
}
