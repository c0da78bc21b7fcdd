/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where annotations lie (ISO 32000-1, 12.5). */
#include "config.h"

#include "page_content.h"
#include "plain_link.h"

#include <math.h>

#define MOST_ANNOTATIONS 100000
#define MOST_QUADS	 10000

static uint32_t kind_of(fz_context *ctx, pdf_obj *annotation)
{
	pdf_obj *type = pdf_dict_get(ctx, annotation, PDF_NAME(Subtype));

	if (pdf_name_eq(ctx, type, PDF_NAME(Link)))
		return DT_ANNOTATION_LINK;
	if (pdf_name_eq(ctx, type, PDF_NAME(Widget)))
		return DT_ANNOTATION_WIDGET;
	if (pdf_name_eq(ctx, type, PDF_NAME(Highlight)) ||
	    pdf_name_eq(ctx, type, PDF_NAME(Underline)) ||
	    pdf_name_eq(ctx, type, PDF_NAME(StrikeOut)) ||
	    pdf_name_eq(ctx, type, PDF_NAME(Squiggly)))
		return DT_ANNOTATION_MARKUP;
	return DT_ANNOTATION_OTHER;
}

static struct dt_point point(const struct dt_matrix64 *m, double x, double y)
{
	return (struct dt_point){ (float)(m->a * x + m->c * y + m->e),
				  (float)(m->b * x + m->d * y + m->f) };
}

static struct dt_box box_of(const struct dt_matrix64 *m, fz_rect r)
{
	struct dt_point p = point(m, r.x0, r.y0), q = point(m, r.x1, r.y1);

	return (struct dt_box){ fminf(p.x, q.x), fminf(p.y, q.y), fmaxf(p.x, q.x),
				fmaxf(p.y, q.y) };
}

static void read_quads(fz_context *ctx, pdf_obj *array, const struct dt_matrix64 *m,
		       struct dt_list *quads)
{
	int n = pdf_array_len(ctx, array) / 8;

	if (n > MOST_QUADS)
		n = MOST_QUADS;
	for (int i = 0; i < n * 4; i++) {
		struct dt_point *to = DT_LIST_ADD(quads, struct dt_point);

		if (!to)
			fz_throw(ctx, FZ_ERROR_MEMORY, "quads");
		*to = point(m, pdf_array_get_real(ctx, array, 2 * i),
			    pdf_array_get_real(ctx, array, 2 * i + 1));
	}
}

static struct dt_annotation *add(fz_context *ctx, struct dt_list *list, int index, uint32_t kind)
{
	struct dt_annotation *annotation = DT_LIST_ADD(list, struct dt_annotation);

	if (!annotation)
		fz_throw(ctx, FZ_ERROR_MEMORY, "annotations");
	*annotation = (struct dt_annotation){ .kind = kind, .index = (uint32_t)index };
	return annotation;
}

void dt_annotation_boxes(struct dt_document *doc, const struct dt_page_entry *page,
			 const struct dt_matrix64 *to_page, struct dt_payload *payload,
			 struct dt_list *list, struct dt_list *quads)
{
	fz_context *ctx = doc->wall.ctx;
	pdf_obj *annotations =
		dt_ready(doc, pdf_dict_get(ctx, dt_page_object(doc, page), PDF_NAME(Annots)));
	int n = pdf_array_len(ctx, annotations);

	for (int i = 0; i < n && i < MOST_ANNOTATIONS; i++) {
		pdf_obj *annotation = pdf_array_get(ctx, annotations, i);
		struct dt_annotation *to;
		fz_rect rect;

		if (dt_plain_link(doc, annotation, &rect)) {
			to = add(ctx, list, i, DT_ANNOTATION_LINK);
			to->box = box_of(to_page, rect);
			continue;
		}
		dt_ready(doc, annotation);
		if (!pdf_is_dict(ctx, annotation))
			continue;
		to = add(ctx, list, i, kind_of(ctx, annotation));
		to->box = box_of(to_page, pdf_dict_get_rect(ctx, annotation, PDF_NAME(Rect)));
		dt_list_clear(quads);
		read_quads(ctx, pdf_dict_get(ctx, annotation, PDF_NAME(QuadPoints)), to_page,
			   quads);
		to->quads = dt_payload_list(payload, quads);
	}
}
