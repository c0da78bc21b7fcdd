/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "content.h"

struct page_streams {
	struct dt_output *out;
	const struct dt_painted *painted;
	const struct dt_painted_stream *streams;
	const uint32_t *faces;
	uint32_t *numbers; /* object of each stream */
	pdf_obj **base;	   /* resources of each in the source, borrowed; may be NULL */
	const fz_rect *box;
};

/* A copy of the sub-dictionary key of dict, put in its place; new when there is none. */
static pdf_obj *own_dict(fz_context *ctx, struct page_streams *p, pdf_obj *dict, pdf_obj *key)
{
	pdf_obj *old = pdf_dict_get(ctx, dict, key);
	pdf_obj *own = pdf_is_dict(ctx, old) ? pdf_copy_dict(ctx, old)
					     : pdf_new_dict(ctx, p->out->doc->pdf, 4);

	pdf_dict_put_drop(ctx, dict, key, own);
	return own;
}

static void add_fonts(fz_context *ctx, struct page_streams *p, uint32_t i, pdf_obj *resources)
{
	const struct dt_painted_stream *stream = &p->streams[i];
	const struct dt_painted_font *fonts =
		DT_AT(p->painted, struct dt_painted_font, stream->fonts);
	pdf_obj *dict;
	uint32_t k;

	if (!stream->fonts.count)
		return;
	dict = own_dict(ctx, p, resources, PDF_NAME(Font));
	for (k = 0; k < stream->fonts.count; k++) {
		uint32_t face = fonts[k].face;
		uint32_t object =
			face == DT_NONE ? fonts[k].object : dt_output_face(p->out, p->faces[face]);

		pdf_dict_puts_drop(ctx, dict, DT_TEXT(p->painted, fonts[k].name),
				   dt_output_reference(ctx, p->out, object));
	}
}

static void add_alphas(fz_context *ctx, struct page_streams *p, uint32_t i, pdf_obj *resources)
{
	const struct dt_painted_alpha *alphas =
		DT_AT(p->painted, struct dt_painted_alpha, p->streams[i].alphas);
	pdf_obj *dict, *state;
	uint32_t k;

	if (!p->streams[i].alphas.count)
		return;
	dict = own_dict(ctx, p, resources, PDF_NAME(ExtGState));
	for (k = 0; k < p->streams[i].alphas.count; k++) {
		state = pdf_dict_puts_dict(ctx, dict, DT_TEXT(p->painted, alphas[k].name), 2);
		pdf_dict_put_real(ctx, state, PDF_NAME(ca), (double)alphas[k].fill);
		pdf_dict_put_real(ctx, state, PDF_NAME(CA), (double)alphas[k].stroke);
	}
}

static void add_forms(fz_context *ctx, struct page_streams *p, uint32_t i, pdf_obj *resources)
{
	pdf_obj *dict = NULL;
	uint32_t k;

	for (k = i + 1; k < p->painted->streams.count; k++) {
		if (p->streams[k].parent != i)
			continue;
		if (!dict)
			dict = own_dict(ctx, p, resources, PDF_NAME(XObject));
		pdf_dict_puts_drop(ctx, dict, DT_TEXT(p->painted, p->streams[k].name),
				   dt_output_reference(ctx, p->out, p->numbers[k]));
	}
}

static pdf_obj *new_resources(fz_context *ctx, struct page_streams *p, uint32_t i)
{
	pdf_obj *resources = pdf_is_dict(ctx, p->base[i]) ? pdf_copy_dict(ctx, p->base[i])
							  : pdf_new_dict(ctx, p->out->doc->pdf, 4);

	fz_try(ctx)
	{
		add_fonts(ctx, p, i, resources);
		add_alphas(ctx, p, i, resources);
		add_forms(ctx, p, i, resources);
	}
	fz_catch(ctx)
	{
		pdf_drop_obj(ctx, resources);
		fz_rethrow(ctx);
	}
	return resources;
}

/* Keys that describe the old data of a stream. */
static void forget_data(fz_context *ctx, pdf_obj *dict)
{
	pdf_dict_del(ctx, dict, PDF_NAME(Length));
	pdf_dict_del(ctx, dict, PDF_NAME(Filter));
	pdf_dict_del(ctx, dict, PDF_NAME(DecodeParms));
	pdf_dict_del(ctx, dict, PDF_NAME(F));
	pdf_dict_dels(ctx, dict, "DL");
	pdf_dict_dels(ctx, dict, "FFilter");
	pdf_dict_dels(ctx, dict, "FDecodeParms");
}

static pdf_obj *new_dict(fz_context *ctx, struct page_streams *p, uint32_t i, pdf_obj *resources)
{
	pdf_obj *source = i ? dt_output_source(ctx, p->out, p->streams[i].object) : NULL;
	pdf_obj *dict = pdf_is_dict(ctx, source) ? pdf_copy_dict(ctx, source)
						 : pdf_new_dict(ctx, p->out->doc->pdf, 6);

	forget_data(ctx, dict);
	pdf_dict_put(ctx, dict, PDF_NAME(Filter), PDF_NAME(FlateDecode));
	if (i || p->box) {
		pdf_dict_put(ctx, dict, PDF_NAME(Type), PDF_NAME(XObject));
		pdf_dict_put(ctx, dict, PDF_NAME(Subtype), PDF_NAME(Form));
		pdf_dict_put(ctx, dict, PDF_NAME(Resources), resources);
	}
	if (!i && p->box)
		pdf_dict_put_rect(ctx, dict, PDF_NAME(BBox), *p->box);
	return dict;
}

static void digest_form(fz_context *ctx, pdf_obj *dict, const char *data, size_t size,
			unsigned char digest[DT_FORM_DIGEST])
{
	size_t length;
	char *text = pdf_sprint_obj(ctx, NULL, 0, &length, dict, 1, 1);
	fz_sha256 state;

	fz_sha256_init(&state);
	fz_sha256_update(&state, (const unsigned char *)text, length + 1);
	fz_sha256_update(&state, (const unsigned char *)data, size);
	fz_sha256_final(&state, digest);
	fz_free(ctx, text);
}

/* Its number is that of one that is the same, if there is such. */
static void write_form(fz_context *ctx, struct page_streams *p, uint32_t i, pdf_obj *dict)
{
	struct dt_span data = p->streams[i].data;
	unsigned char digest[DT_FORM_DIGEST];

	digest_form(ctx, dict, DT_TEXT(p->painted, data), data.count, digest);
	p->numbers[i] = dt_same_forms_find(&p->out->forms, digest);
	if (p->numbers[i])
		return;
	p->numbers[i] = dt_writer_number(&p->out->w);
	dt_writer_stream(ctx, &p->out->w, p->numbers[i], dict, DT_TEXT(p->painted, data),
			 data.count);
	dt_same_forms_keep(&p->out->forms, digest, p->numbers[i]);
}

static void write_page(fz_context *ctx, struct page_streams *p, pdf_obj *dict, pdf_obj *resources,
		       struct dt_content *content)
{
	struct dt_span data = p->streams[0].data;

	content->stream = dt_writer_number(&p->out->w);
	dt_writer_stream(ctx, &p->out->w, content->stream, dict, DT_TEXT(p->painted, data),
			 data.count);
	content->resources = pdf_keep_obj(ctx, resources);
}

static void write_one(fz_context *ctx, struct page_streams *p, uint32_t i,
		      struct dt_content *content)
{
	pdf_obj *dict = NULL, *resources;

	fz_var(dict);
	resources = new_resources(ctx, p, i);
	fz_try(ctx)
	{
		dict = new_dict(ctx, p, i, resources);
		if (i)
			write_form(ctx, p, i, dict);
		else
			write_page(ctx, p, dict, resources, content);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, dict);
		pdf_drop_obj(ctx, resources);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

/* A form without resources uses those of the page or form that paints it. */
static void find_base(fz_context *ctx, struct page_streams *p, const struct dt_page_entry *page,
		      uint32_t i)
{
	pdf_obj *own;

	if (!i) {
		p->base[0] = dt_page_resources(p->out->doc, page);
		return;
	}
	own = pdf_dict_get(ctx, dt_output_source(ctx, p->out, p->streams[i].object),
			   PDF_NAME(Resources));
	p->base[i] = pdf_is_dict(ctx, own)	? own
		     : p->streams[i].parent < i ? p->base[p->streams[i].parent]
						: p->base[0];
}

void dt_content_write(fz_context *ctx, struct dt_output *out, const struct dt_page_entry *page,
		      const struct dt_painted *painted, const uint32_t *faces, const fz_rect *box,
		      struct dt_content *content)
{
	struct page_streams p = { .out = out, .painted = painted, .faces = faces, .box = box };
	uint32_t n = painted->streams.count, i;

	content->resources = NULL;
	p.streams = DT_AT(painted, struct dt_painted_stream, painted->streams);
	fz_var(p);
	fz_try(ctx)
	{
		p.numbers = fz_malloc(ctx, n * sizeof(*p.numbers));
		p.base = fz_malloc(ctx, n * sizeof(pdf_obj *));
		for (i = 0; i < n; i++)
			find_base(ctx, &p, page, i);
		for (i = n; i-- > 0;) /* what a stream paints is behind it */
			write_one(ctx, &p, i, content);
	}
	fz_always(ctx)
	{
		fz_free(ctx, p.numbers);
		fz_free(ctx, p.base);
	}
	fz_catch(ctx)
	{
		pdf_drop_obj(ctx, content->resources);
		content->resources = NULL;
		fz_rethrow(ctx);
	}
}
