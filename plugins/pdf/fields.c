/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "fields.h"

#include <math.h>

enum { HIDDEN = 1 << 1, NO_VIEW = 1 << 5 }; /* bits of /F */

/* The appearance that a viewer shows now, NULL: none. */
static pdf_obj *shown_appearance(fz_context *ctx, pdf_obj *field)
{
	pdf_obj *normal = pdf_dict_get(ctx, pdf_dict_get(ctx, field, PDF_NAME(AP)), PDF_NAME(N));

	if (!pdf_name_eq(ctx, pdf_dict_get(ctx, field, PDF_NAME(Subtype)), PDF_NAME(Widget)) ||
	    (pdf_dict_get_int(ctx, field, PDF_NAME(F)) & (HIDDEN | NO_VIEW)))
		return NULL;
	if (pdf_is_dict(ctx, normal) && !pdf_is_stream(ctx, normal))
		normal = pdf_dict_get(ctx, normal, pdf_dict_get(ctx, field, PDF_NAME(AS)));
	return pdf_is_indirect(ctx, normal) && pdf_is_stream(ctx, normal) ? normal : NULL;
}

/* From the appearance's space to the page: its box, as its matrix turns it, fills the
 * field's rectangle. */
static bool place(fz_context *ctx, pdf_obj *field, pdf_obj *appearance, fz_matrix *m)
{
	fz_rect rect = pdf_dict_get_rect(ctx, field, PDF_NAME(Rect));
	fz_rect box = fz_transform_rect(pdf_dict_get_rect(ctx, appearance, PDF_NAME(BBox)),
					pdf_dict_get_matrix(ctx, appearance, PDF_NAME(Matrix)));
	float width = box.x1 - box.x0, height = box.y1 - box.y0;

	if (!(width > 0) || !(height > 0) || !isfinite(width) || !isfinite(height) ||
	    fz_is_empty_rect(rect))
		return false;
	m->a = (rect.x1 - rect.x0) / width;
	m->b = m->c = 0;
	m->d = (rect.y1 - rect.y0) / height;
	m->e = rect.x0 - box.x0 * m->a;
	m->f = rect.y0 - box.y0 * m->d;
	return true;
}

static pdf_obj *own_forms(fz_context *ctx, struct dt_output *out, pdf_obj *resources)
{
	pdf_obj *old = pdf_dict_get(ctx, resources, PDF_NAME(XObject));
	pdf_obj *own = pdf_is_dict(ctx, old) ? pdf_copy_dict(ctx, old)
					     : pdf_new_dict(ctx, out->doc->pdf, 4);

	pdf_dict_put_drop(ctx, resources, PDF_NAME(XObject), own);
	return own;
}

uint32_t dt_fields_draw(fz_context *ctx, struct dt_output *out, pdf_obj *annotations,
			pdf_obj *resources, fz_buffer *content)
{
	int i, n = pdf_array_len(ctx, annotations);
	pdf_obj *forms = NULL;
	uint32_t drawn = 0, tried = 0;

	for (i = 0; i < n; i++) {
		pdf_obj *field = pdf_array_get(ctx, annotations, i);
		pdf_obj *appearance = shown_appearance(ctx, field);
		fz_matrix m;
		char name[24];

		if (!appearance || !place(ctx, field, appearance, &m))
			continue;
		if (!forms)
			forms = own_forms(ctx, out, resources);
		do
			snprintf(name, sizeof(name), "DTField%u", tried++);
		while (pdf_dict_gets(ctx, forms, name));
		pdf_dict_puts(ctx, forms, name, appearance);
		fz_append_printf(ctx, content, "q %g 0 0 %g %g %g cm /%s Do Q\n", m.a, m.d, m.e,
				 m.f, name);
		drawn++;
	}
	return drawn;
}
