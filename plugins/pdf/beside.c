/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "beside.h"

#include "annotations.h"
#include "content.h"
#include "fields.h"

#include <math.h>
#include <string.h>

struct halves {
	struct dt_output *out;
	const struct dt_page_entry *page;
	uint32_t number; /* object of the page */
	pdf_obj *source; /* page dictionary, borrowed */
	float x, y;	 /* from the left half to the right, default user space */
	fz_rect box;	 /* of both */
	char name[24];	 /* of the form */
};

static void measure(struct halves *h)
{
	float width, height;
	fz_matrix m = dt_page_to_pdf(h->page, &width, &height);
	fz_rect box = h->page->box;

	h->x = m.a * width;
	h->y = m.b * width;
	h->box = fz_make_rect(fminf(box.x0, box.x0 + h->x), fminf(box.y0, box.y0 + h->y),
			      fmaxf(box.x1, box.x1 + h->x), fmaxf(box.y1, box.y1 + h->y));
}

/* The right half with what its fields show, then the clip in which the source's content
 * stays on its own half.  Most pages start alike: one stream for those that follow. */
static void print_start(fz_context *ctx, struct halves *h, struct dt_beside *beside,
			pdf_obj *resources, fz_buffer *text)
{
	pdf_obj *annotations = pdf_dict_get(ctx, h->source, PDF_NAME(Annots));
	fz_rect box = h->page->box;

	fz_append_printf(ctx, text, "q 1 0 0 1 %g %g cm /%s Do\n", h->x, h->y, h->name);
	dt_fields_draw(ctx, h->out, annotations, resources, text);
	fz_append_printf(ctx, text, "Q q %g %g %g %g re W n\n", box.x0, box.y0, box.x1 - box.x0,
			 box.y1 - box.y0);
	if (beside->start && text->len == beside->length &&
	    memcmp(text->data, beside->text, text->len) == 0)
		return;
	beside->length = 0;
	beside->start = dt_output_text(ctx, h->out, text->data, text->len);
	if (text->len <= sizeof(beside->text)) {
		memcpy(beside->text, text->data, text->len);
		beside->length = text->len;
	}
}

static void write_start(fz_context *ctx, struct halves *h, struct dt_beside *beside,
			pdf_obj *resources)
{
	static const char end[] = "\nQ\n";
	fz_buffer *text = fz_new_buffer(ctx, 512);

	fz_try(ctx)
	{
		print_start(ctx, h, beside, resources, text);
	}
	fz_always(ctx)
	{
		fz_drop_buffer(ctx, text);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	if (!beside->end)
		beside->end = dt_output_text(ctx, h->out, end, strlen(end));
}

/* All of the source's content as one stream: as it stands when it is one already. */
static fz_buffer *load_content(fz_context *ctx, struct halves *h, pdf_obj *dict)
{
	pdf_obj *contents = pdf_dict_get(ctx, h->source, PDF_NAME(Contents));
	fz_stream *stream;
	fz_buffer *data = NULL;

	if (pdf_is_stream(ctx, contents)) {
		pdf_obj *filter = pdf_dict_get(ctx, contents, PDF_NAME(Filter));
		pdf_obj *parms = pdf_dict_get(ctx, contents, PDF_NAME(DecodeParms));

		if (filter)
			pdf_dict_put(ctx, dict, PDF_NAME(Filter), filter);
		if (parms)
			pdf_dict_put(ctx, dict, PDF_NAME(DecodeParms), parms);
		return pdf_load_raw_stream(ctx, contents);
	}
	if (!pdf_is_array(ctx, contents))
		return fz_new_buffer(ctx, 1);
	stream = pdf_open_contents_stream(ctx, h->out->doc->pdf, contents);
	fz_try(ctx)
	{
		data = fz_read_all(ctx, stream, 8192);
	}
	fz_always(ctx)
	{
		fz_drop_stream(ctx, stream);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	return data;
}

/* The source's content once more, as a form. */
static uint32_t write_copy(fz_context *ctx, struct halves *h)
{
	uint32_t number = dt_writer_number(&h->out->w);
	pdf_obj *dict = pdf_new_dict(ctx, h->out->doc->pdf, 8);
	pdf_obj *resources = dt_page_resources(h->out->doc, h->page);
	fz_buffer *data = NULL;

	fz_var(data);
	fz_try(ctx)
	{
		pdf_dict_put(ctx, dict, PDF_NAME(Type), PDF_NAME(XObject));
		pdf_dict_put(ctx, dict, PDF_NAME(Subtype), PDF_NAME(Form));
		pdf_dict_put_rect(ctx, dict, PDF_NAME(BBox), h->page->box);
		if (resources)
			pdf_dict_put(ctx, dict, PDF_NAME(Resources), resources);
		data = load_content(ctx, h, dict);
		if (pdf_dict_get(ctx, dict, PDF_NAME(Filter)))
			dt_writer_stream(ctx, &h->out->w, number, dict, data->data, data->len);
		else
			dt_writer_deflate(ctx, &h->out->w, number, dict, data->data, data->len);
	}
	fz_always(ctx)
	{
		fz_drop_buffer(ctx, data);
		pdf_drop_obj(ctx, dict);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	return number;
}

static uint32_t write_form(fz_context *ctx, struct halves *h, const struct dt_painted *painted,
			   const uint32_t *faces)
{
	struct dt_content content = { 0 };

	if (!painted || !painted->streams.count)
		return write_copy(ctx, h);
	dt_content_write(ctx, h->out, h->page, painted, faces, &h->page->box, &content);
	pdf_drop_obj(ctx, content.resources);
	return content.stream;
}

/* A name for the form that the page's resources do not have yet. */
static void choose_name(fz_context *ctx, struct halves *h)
{
	pdf_obj *forms =
		pdf_dict_get(ctx, dt_page_resources(h->out->doc, h->page), PDF_NAME(XObject));
	unsigned i = 0;

	snprintf(h->name, sizeof(h->name), "DTRight");
	while (pdf_dict_gets(ctx, forms, h->name))
		snprintf(h->name, sizeof(h->name), "DTRight%u", ++i);
}

static void put_resources(fz_context *ctx, struct halves *h, pdf_obj *dict, uint32_t form)
{
	pdf_obj *old = dt_page_resources(h->out->doc, h->page), *resources, *forms;

	resources = pdf_is_dict(ctx, old) ? pdf_copy_dict(ctx, old)
					  : pdf_new_dict(ctx, h->out->doc->pdf, 2);
	pdf_dict_put_drop(ctx, dict, PDF_NAME(Resources), resources);
	old = pdf_dict_get(ctx, resources, PDF_NAME(XObject));
	forms = pdf_is_dict(ctx, old) ? pdf_copy_dict(ctx, old)
				      : pdf_new_dict(ctx, h->out->doc->pdf, 2);
	pdf_dict_put_drop(ctx, resources, PDF_NAME(XObject), forms);
	pdf_dict_puts_drop(ctx, forms, h->name, dt_output_reference(ctx, h->out, form));
}

static void put_contents(fz_context *ctx, struct halves *h, pdf_obj *dict,
			 const struct dt_beside *beside)
{
	pdf_obj *old = pdf_dict_get(ctx, h->source, PDF_NAME(Contents)), *contents;
	int i, n = pdf_array_len(ctx, old);

	contents = pdf_dict_put_array(ctx, dict, PDF_NAME(Contents), n + 3);
	pdf_array_push_drop(ctx, contents, dt_output_reference(ctx, h->out, beside->start));
	if (pdf_is_stream(ctx, old))
		pdf_array_push(ctx, contents, old);
	for (i = 0; i < n; i++)
		pdf_array_push(ctx, contents, pdf_array_get(ctx, old, i));
	pdf_array_push_drop(ctx, contents, dt_output_reference(ctx, h->out, beside->end));
}

/* The other boxes are left out: they default to the crop box. */
static void put_boxes(fz_context *ctx, struct halves *h, pdf_obj *dict)
{
	pdf_dict_put_rect(ctx, dict, PDF_NAME(MediaBox), h->box);
	pdf_dict_put_rect(ctx, dict, PDF_NAME(CropBox), h->box);
	pdf_dict_dels(ctx, dict, "BleedBox");
	pdf_dict_dels(ctx, dict, "TrimBox");
	pdf_dict_dels(ctx, dict, "ArtBox");
	pdf_dict_dels(ctx, dict, "BoxColorInfo");
	pdf_dict_dels(ctx, dict, "Thumb");
}

static void put_annotations(fz_context *ctx, struct halves *h, pdf_obj *dict,
			    const struct dt_painted *painted)
{
	pdf_obj *old = pdf_dict_get(ctx, h->source, PDF_NAME(Annots)), *both;

	if (!pdf_array_len(ctx, old))
		return;
	both = pdf_copy_array(ctx, old);
	pdf_dict_put_drop(ctx, dict, PDF_NAME(Annots), both);
	dt_annotations_copy(ctx, h->out, old, painted, h->number, h->x, h->y, both);
}

void dt_beside_page(fz_context *ctx, struct dt_output *out, struct dt_beside *beside,
		    uint32_t number, const struct dt_painted *painted, const uint32_t *faces)
{
	struct halves h = { .out = out, .page = &out->pages->at[number] };
	pdf_obj *dict = NULL;

	h.number = dt_output_page_number(out, number);
	fz_var(dict);
	fz_try(ctx)
	{
		h.source = dt_page_object(out->doc, h.page);
		dict = dt_output_page_copy(ctx, out, number);
		measure(&h);
		choose_name(ctx, &h);
		put_resources(ctx, &h, dict, write_form(ctx, &h, painted, faces));
		write_start(ctx, &h, beside, pdf_dict_get(ctx, dict, PDF_NAME(Resources)));
		put_contents(ctx, &h, dict, beside);
		put_boxes(ctx, &h, dict);
		put_annotations(ctx, &h, dict, painted);
		dt_output_page_write(ctx, out, number, dict);
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
