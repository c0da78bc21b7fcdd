/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "links.h"

#include <math.h>

static void put_rounded(fz_context *ctx, pdf_obj *array, float value)
{
	pdf_array_push_real(ctx, array, round((double)value * 1000) / 1000);
}

static void put_rect(fz_context *ctx, pdf_obj *annotation, const struct dt_point *p, uint32_t n)
{
	struct dt_box hull = { p[0].x, p[0].y, p[0].x, p[0].y };
	pdf_obj *rect;
	uint32_t i;

	for (i = 1; i < n; i++) {
		hull.x0 = fminf(hull.x0, p[i].x);
		hull.y0 = fminf(hull.y0, p[i].y);
		hull.x1 = fmaxf(hull.x1, p[i].x);
		hull.y1 = fmaxf(hull.y1, p[i].y);
	}
	rect = pdf_dict_put_array(ctx, annotation, PDF_NAME(Rect), 4);
	put_rounded(ctx, rect, hull.x0);
	put_rounded(ctx, rect, hull.y0);
	put_rounded(ctx, rect, hull.x1);
	put_rounded(ctx, rect, hull.y1);
}

/* A markup's appearance was drawn for the old quads: viewers draw a new one. */
static bool is_markup(fz_context *ctx, pdf_obj *annotation)
{
	pdf_obj *type = pdf_dict_get(ctx, annotation, PDF_NAME(Subtype));

	return pdf_name_eq(ctx, type, PDF_NAME(Highlight)) ||
	       pdf_name_eq(ctx, type, PDF_NAME(Underline)) ||
	       pdf_name_eq(ctx, type, PDF_NAME(StrikeOut)) ||
	       pdf_name_eq(ctx, type, PDF_NAME(Squiggly));
}

void dt_link_move(fz_context *ctx, pdf_obj *annotation, const struct dt_point *corners, uint32_t n)
{
	pdf_obj *quads;
	uint32_t i;

	n -= n % 4;
	for (i = 0; i < n; i++)
		if (!isfinite(corners[i].x) || !isfinite(corners[i].y))
			return;
	if (!n)
		return;
	put_rect(ctx, annotation, corners, n);
	if (n > 4 || pdf_dict_get(ctx, annotation, PDF_NAME(QuadPoints))) {
		quads = pdf_dict_put_array(ctx, annotation, PDF_NAME(QuadPoints), (int)n * 2);
		for (i = 0; i < n; i++) {
			put_rounded(ctx, quads, corners[i].x);
			put_rounded(ctx, quads, corners[i].y);
		}
	}
	if (is_markup(ctx, annotation))
		pdf_dict_del(ctx, annotation, PDF_NAME(AP));
}

const struct dt_set_link *dt_links_find(const struct dt_painted *painted, uint32_t index)
{
	const struct dt_set_link *links = DT_AT(painted, struct dt_set_link, painted->links);
	uint32_t i;

	for (i = 0; i < painted->links.count; i++)
		if (links[i].annotation == index)
			return &links[i];
	return NULL;
}

/* The array that replaces /Annots of the page, made when it is first needed. */
static pdf_obj *own_array(fz_context *ctx, pdf_obj *dict, pdf_obj **own)
{
	if (!*own) {
		*own = pdf_copy_array(ctx, pdf_dict_get(ctx, dict, PDF_NAME(Annots)));
		pdf_dict_put_drop(ctx, dict, PDF_NAME(Annots), *own);
	}
	return *own;
}

/* What it says is known in the target language when all pages are written. */
static void write_again(fz_context *ctx, struct dt_output *out, uint32_t number,
			pdf_obj *annotation)
{
	dt_writer_object(ctx, &out->w, number, annotation);
	if (pdf_dict_get(ctx, annotation, PDF_NAME(Contents)))
		dt_output_remember(ctx, out, number, annotation);
}

static void update(fz_context *ctx, struct dt_output *out, const struct dt_painted *painted,
		   const struct dt_set_link *link, pdf_obj *dict, pdf_obj **own)
{
	pdf_obj *array = pdf_dict_get(ctx, dict, PDF_NAME(Annots));
	pdf_obj *old = pdf_array_get(ctx, array, (int)link->annotation);
	pdf_obj *annotation;

	if (!pdf_is_dict(ctx, old))
		return;
	annotation = pdf_copy_dict(ctx, old);
	fz_try(ctx)
	{
		dt_link_move(ctx, annotation, DT_AT(painted, struct dt_point, link->quads),
			     link->quads.count);
		if (pdf_is_indirect(ctx, old))
			write_again(ctx, out, (uint32_t)pdf_to_num(ctx, old), annotation);
		else
			pdf_array_put(ctx, own_array(ctx, dict, own), (int)link->annotation,
				      annotation);
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

void dt_links_update(fz_context *ctx, struct dt_output *out, const struct dt_painted *painted,
		     pdf_obj *dict)
{
	const struct dt_set_link *links = DT_AT(painted, struct dt_set_link, painted->links);
	pdf_obj *own = NULL;
	uint32_t i;

	for (i = 0; i < painted->links.count; i++)
		update(ctx, out, painted, &links[i], dict, &own);
}
