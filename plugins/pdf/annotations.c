/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "annotations.h"
#include "links.h"
#include "twins.h"

#include <math.h>

/* A copy of an array of coordinates, every second one of which is an x.  Arrays are at most
 * one in another, and a damaged one may hold itself. */
static pdf_obj *shifted(fz_context *ctx, pdf_document *pdf, pdf_obj *array, float x, float y,
			bool inner)
{
	int i, n = pdf_array_len(ctx, array);
	pdf_obj *copy = pdf_new_array(ctx, pdf, n);

	fz_try(ctx)
	{
		for (i = 0; i < n; i++) {
			pdf_obj *value = pdf_array_get(ctx, array, i);

			if (pdf_is_array(ctx, value) && !inner) /* InkList: one for each stroke */
				pdf_array_push_drop(ctx, copy,
						    shifted(ctx, pdf, value, x, y, true));
			else
				pdf_array_push_real(ctx, copy,
						    pdf_to_real(ctx, value) + (i % 2 ? y : x));
		}
	}
	fz_catch(ctx)
	{
		pdf_drop_obj(ctx, copy);
		fz_rethrow(ctx);
	}
	return copy;
}

static void shift(fz_context *ctx, struct dt_output *out, pdf_obj *annotation, float x, float y)
{
	static const char *const keys[] = {
		"Rect", "QuadPoints", "L", "Vertices", "InkList", "CL"
	};
	size_t i;

	if (x == 0 && y == 0)
		return;
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		pdf_obj *array = pdf_dict_gets(ctx, annotation, keys[i]);

		if (pdf_is_array(ctx, array))
			pdf_dict_puts_drop(ctx, annotation, keys[i],
					   shifted(ctx, out->doc->pdf, array, x, y, false));
	}
}

static bool is_copied(fz_context *ctx, pdf_obj *annotation)
{
	pdf_obj *type = pdf_dict_get(ctx, annotation, PDF_NAME(Subtype));

	return pdf_is_dict(ctx, annotation) && pdf_is_name(ctx, type) &&
	       !pdf_name_eq(ctx, type, PDF_NAME(Widget)) &&
	       !pdf_name_eq(ctx, type, PDF_NAME(Popup)) &&
	       !pdf_dict_get(ctx, annotation, PDF_NAME(IRT));
}

static void write_copy(fz_context *ctx, struct dt_output *out, pdf_obj *annotation, uint32_t number,
		       uint32_t page)
{
	/* names that must be unique, and ties to the structure tree and the pop-up */
	static const char *const left_out[] = { "StructParent", "Popup", "NM", "Parent" };
	size_t i;

	for (i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		pdf_dict_dels(ctx, annotation, left_out[i]);
	pdf_dict_put_drop(ctx, annotation, PDF_NAME(P), dt_output_reference(ctx, out, page));
	dt_writer_object(ctx, &out->w, number, annotation);
}

static void copy_one(fz_context *ctx, struct dt_output *out, pdf_obj *source,
		     const struct dt_painted *painted, const struct dt_set_link *link,
		     uint32_t page, float x, float y, pdf_obj *array)
{
	uint32_t number = dt_writer_number(&out->w);
	pdf_obj *annotation = pdf_copy_dict(ctx, source);

	fz_try(ctx)
	{
		if (link)
			dt_link_move(ctx, annotation, DT_AT(painted, struct dt_point, link->quads),
				     link->quads.count);
		shift(ctx, out, annotation, x, y);
		dt_twins_lead(ctx, out, annotation);
		write_copy(ctx, out, annotation, number, page);
		pdf_array_push_drop(ctx, array, dt_output_reference(ctx, out, number));
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, annotation);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

void dt_annotations_copy(fz_context *ctx, struct dt_output *out, pdf_obj *annotations,
			 const struct dt_painted *painted, uint32_t page, float x, float y,
			 pdf_obj *array)
{
	int i, n = pdf_array_len(ctx, annotations);

	for (i = 0; i < n; i++) {
		pdf_obj *source = pdf_array_get(ctx, annotations, i);

		if (is_copied(ctx, source))
			copy_one(ctx, out, source, painted,
				 painted ? dt_links_find(painted, (uint32_t)i) : NULL, page, x, y,
				 array);
	}
}
