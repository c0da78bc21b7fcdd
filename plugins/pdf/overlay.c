/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "overlay.h"

#include "outfile.h"
#include "pages.h"
#include "sketch.h"

#include <doctranslate/payload.h>

#include <stdlib.h>
#include <string.h>

/* The whole document is changed in memory: this is no tool for the longest ones. */
#define MEMORY_LIMIT ((size_t)2 << 30)

struct overlay {
	struct dt_document doc;
	struct dt_page_list pages;
	struct dt_bytes drawn;
	pdf_obj *font, *pale, *layers[SKETCH_LAYERS]; /* references */
	struct dt_outfile file;
};

/* ---- what all pages share ------------------------------------------------------ */

static void make_resources(fz_context *ctx, struct overlay *overlay)
{
	pdf_document *pdf = overlay->doc.pdf;

	overlay->font = pdf_add_new_dict(ctx, pdf, 4);
	pdf_dict_put(ctx, overlay->font, PDF_NAME(Type), PDF_NAME(Font));
	pdf_dict_put(ctx, overlay->font, PDF_NAME(Subtype), PDF_NAME(Type1));
	pdf_dict_put_name(ctx, overlay->font, PDF_NAME(BaseFont), "Courier-Bold");
	overlay->pale = pdf_add_new_dict(ctx, pdf, 2);
	pdf_dict_put_real(ctx, overlay->pale, PDF_NAME(ca), 0.08);
	for (int i = 0; i < SKETCH_LAYERS; i++) {
		pdf_obj *layer = overlay->layers[i] = pdf_add_new_dict(ctx, pdf, 2);

		pdf_dict_put_name(ctx, layer, PDF_NAME(Type), "OCG");
		pdf_dict_put_text_string(ctx, layer, PDF_NAME(Name),
					 sketch_layer_title((enum sketch_layer)i));
	}
}

/* The dictionary or array at key of dict, made when it is missing; borrowed. */
static pdf_obj *dict_at(fz_context *ctx, pdf_obj *dict, pdf_obj *key)
{
	pdf_obj *at = pdf_dict_get(ctx, dict, key);

	if (pdf_is_dict(ctx, at))
		return at;
	return pdf_dict_put_dict(ctx, dict, key, 4);
}

static pdf_obj *array_at(fz_context *ctx, pdf_obj *dict, pdf_obj *key)
{
	pdf_obj *at = pdf_dict_get(ctx, dict, key);

	if (pdf_is_array(ctx, at))
		return at;
	return pdf_dict_put_array(ctx, dict, key, SKETCH_LAYERS);
}

/* The layers beside those that the document has; ISO 32000-1, 8.11.4. */
static void add_layers(fz_context *ctx, struct overlay *overlay)
{
	pdf_document *pdf = overlay->doc.pdf;
	pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, pdf), PDF_NAME(Root));
	pdf_obj *properties = dict_at(ctx, root, PDF_NAME(OCProperties));
	pdf_obj *settings = dict_at(ctx, properties, PDF_NAME(D));
	pdf_obj *all = array_at(ctx, properties, PDF_NAME(OCGs));
	pdf_obj *order = array_at(ctx, settings, PDF_NAME(Order));
	bool off = !strcmp(pdf_to_name(ctx, pdf_dict_gets(ctx, settings, "BaseState")), "OFF");

	for (int i = 0; i < SKETCH_LAYERS; i++) {
		pdf_array_push(ctx, all, overlay->layers[i]);
		pdf_array_push(ctx, order, overlay->layers[i]);
		if (off)
			pdf_array_push(ctx, array_at(ctx, settings, PDF_NAME(ON)),
				       overlay->layers[i]);
	}
}

static dt_status start(const struct dt_call *call, struct overlay *overlay, struct dt_error *err)
{
	fz_context *ctx;

	overlay->file.fd = -1;
	if (dt_document_open(&overlay->doc, call, DT_OVERLAY_IN_FILE, MEMORY_LIMIT, err) != DT_OK ||
	    dt_pages_load(&overlay->doc, call, &overlay->pages, err) != DT_OK)
		return err ? err->status : DT_E_INPUT;
	ctx = overlay->doc.wall.ctx;
	fz_try(ctx)
	{
		make_resources(ctx, overlay);
		add_layers(ctx, overlay);
	}
	fz_catch(ctx)
	{
		return dt_wall_fail(&overlay->doc.wall, err, "cannot draw over \"%s\"",
				    overlay->doc.name);
	}
	return DT_OK;
}

dt_status dt_overlay_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			   struct dt_error *err)
{
	struct overlay *overlay = calloc(1, sizeof(*overlay));
	dt_status status;

	(void)n_pages;
	if (!overlay)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the result");
	status = start(call, overlay, err);
	if (status == DT_OK)
		*state = overlay;
	else
		dt_overlay_drop(NULL, overlay);
	return status;
}

/* ---- a page -------------------------------------------------------------------- */

/* A copy of a sub-dictionary of the page's own resources, put in its place; borrowed. */
static pdf_obj *own_dict(fz_context *ctx, pdf_document *pdf, pdf_obj *resources, pdf_obj *key)
{
	pdf_obj *old = pdf_dict_get(ctx, resources, key);
	pdf_obj *own = pdf_is_dict(ctx, old) ? pdf_copy_dict(ctx, old)
					     : pdf_new_dict(ctx, pdf, SKETCH_LAYERS);

	pdf_dict_put_drop(ctx, resources, key, own);
	return own;
}

static void add_resources(fz_context *ctx, struct overlay *overlay,
			  const struct dt_page_entry *entry, pdf_obj *page)
{
	pdf_document *pdf = overlay->doc.pdf;
	pdf_obj *old = dt_page_resources(&overlay->doc, entry), *own, *list;

	/* they may belong to other pages, too */
	own = pdf_is_dict(ctx, old) ? pdf_copy_dict(ctx, old) : pdf_new_dict(ctx, pdf, 4);
	pdf_dict_put_drop(ctx, page, PDF_NAME(Resources), own);
	pdf_dict_puts(ctx, own_dict(ctx, pdf, own, PDF_NAME(Font)), SKETCH_FONT, overlay->font);
	pdf_dict_puts(ctx, own_dict(ctx, pdf, own, PDF_NAME(ExtGState)), SKETCH_PALE,
		      overlay->pale);
	list = own_dict(ctx, pdf, own, PDF_NAME(Properties));
	for (int i = 0; i < SKETCH_LAYERS; i++)
		pdf_dict_puts(ctx, list, sketch_layer_name((enum sketch_layer)i),
			      overlay->layers[i]);
}

static void push_stream(fz_context *ctx, pdf_document *pdf, pdf_obj *contents, const void *at,
			size_t n)
{
	fz_buffer *buffer = fz_new_buffer_from_copied_data(ctx, at, n);
	pdf_obj *stream = NULL;

	fz_var(stream);
	fz_try(ctx)
	{
		stream = pdf_add_stream(ctx, pdf, buffer, NULL, 0);
		pdf_array_push(ctx, contents, stream);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, stream);
		fz_drop_buffer(ctx, buffer);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

/* The page's own streams between q and Q, then what is drawn. */
static void add_content(fz_context *ctx, struct overlay *overlay, pdf_obj *page)
{
	pdf_document *pdf = overlay->doc.pdf;
	pdf_obj *old = pdf_keep_obj(ctx, pdf_dict_get(ctx, page, PDF_NAME(Contents)));
	pdf_obj *contents = NULL;
	int n = pdf_is_array(ctx, old) ? pdf_array_len(ctx, old) : 0;

	fz_var(contents);
	fz_try(ctx)
	{
		contents = pdf_new_array(ctx, pdf, n + 3);
		push_stream(ctx, pdf, contents, "q\n", 2);
		for (int i = 0; i < n; i++)
			pdf_array_push(ctx, contents, pdf_array_get(ctx, old, i));
		if (!pdf_is_array(ctx, old) && old)
			pdf_array_push(ctx, contents, old);
		push_stream(ctx, pdf, contents, overlay->drawn.at, overlay->drawn.n);
		pdf_dict_put(ctx, page, PDF_NAME(Contents), contents);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, contents);
		pdf_drop_obj(ctx, old);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static void draw(struct overlay *overlay, const struct dt_page_entry *entry,
		 const struct sketch_page *sketch)
{
	float width, height;
	fz_matrix m = dt_page_to_pdf(entry, &width, &height);
	struct dt_bytes *out = &overlay->drawn;
	const float numbers[] = { m.a, m.b, m.c, m.d, m.e, m.f };

	dt_bytes_clear(out);
	dt_bytes_text(out, "\nQ q\n");
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		dt_bytes_number(out, (double)numbers[i], 4);
		dt_bytes_text(out, " ");
	}
	dt_bytes_text(out, "cm\n");
	sketch_draw(out, sketch);
	dt_bytes_text(out, "Q\n");
}

dt_status dt_overlay_run(const struct dt_call *call, struct dt_error *err)
{
	struct overlay *overlay = call->state;
	fz_context *ctx = overlay->doc.wall.ctx;
	struct sketch_page sketch = {
		.blocks = call->host->input(call, DT_OVERLAY_IN_BLOCKS, NULL),
		.content = call->host->input(call, DT_OVERLAY_IN_PAGE, NULL),
		.profile = call->host->input(call, DT_OVERLAY_IN_PROFILE, NULL),
		.page = call->page,
	};
	const struct dt_page_entry *entry;

	if (!sketch.blocks)
		return DT_OK; /* stays as it is */
	if (sketch.blocks->number >= overlay->pages.n)
		return dt_fail(err, DT_E_BUG, "page %u of %u", sketch.blocks->number + 1,
			       overlay->pages.n);
	entry = &overlay->pages.at[sketch.blocks->number];
	draw(overlay, entry, &sketch);
	if (overlay->drawn.failed)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a page");
	dt_wall_enter(&overlay->doc.wall, call);
	fz_try(ctx)
	{
		pdf_obj *page = dt_page_object(&overlay->doc, entry);

		add_resources(ctx, overlay, entry, page);
		add_content(ctx, overlay, page);
	}
	fz_catch(ctx)
	{
		return dt_wall_fail(&overlay->doc.wall, err, "cannot draw over page %u",
				    sketch.blocks->number + 1);
	}
	return DT_OK;
}

/* ---- the file ------------------------------------------------------------------- */

static void write_bytes(fz_context *ctx, void *state, const void *bytes, size_t n)
{
	struct dt_outfile *file = state;

	dt_outfile_write(file, bytes, n);
	if (file->error)
		fz_throw(ctx, FZ_ERROR_GENERIC, "cannot write");
}

static int64_t tell_position(fz_context *ctx, void *state)
{
	const struct dt_outfile *file = state;

	(void)ctx;
	return (int64_t)file->position;
}

/* Through a file of ours, since MuPDF does not tell a full disk from a bad document. */
static dt_status save(struct overlay *overlay, struct dt_error *err)
{
	fz_context *ctx = overlay->doc.wall.ctx;
	pdf_write_options options = pdf_default_write_options;
	fz_output *out = NULL;

	options.do_compress = 1;
	options.do_garbage = 1;
	fz_var(out);
	fz_try(ctx)
	{
		out = fz_new_output(ctx, 0, &overlay->file, write_bytes, NULL, NULL);
		out->tell = tell_position;
		pdf_write_document(ctx, overlay->doc.pdf, out, &options);
		fz_close_output(ctx, out);
	}
	fz_always(ctx)
	{
		fz_drop_output(ctx, out);
	}
	fz_catch(ctx)
	{
		if (!overlay->file.error)
			return dt_wall_fail(&overlay->doc.wall, err,
					    "cannot write the layout of \"%s\"", overlay->doc.name);
	}
	return dt_outfile_close(&overlay->file, err);
}

dt_status dt_overlay_end(const struct dt_call *call, struct dt_error *err)
{
	struct overlay *overlay = call->state;
	char name[100];

	snprintf(name, sizeof(name), "%.90s.pdf", call->node);
	if (dt_outfile_create(&overlay->file, call->host->work_dir(call), name, err) != DT_OK)
		return err ? err->status : DT_E_SYSTEM;
	dt_wall_enter(&overlay->doc.wall, call);
	if (save(overlay, err) != DT_OK)
		return err ? err->status : DT_E_SYSTEM;
	return dt_output_file(call, 0, overlay->file.path, overlay->file.position,
			      "application/pdf", err);
}

void dt_overlay_drop(void *self, void *state)
{
	struct overlay *overlay = state;
	fz_context *ctx;

	(void)self;
	if (!overlay)
		return;
	ctx = overlay->doc.wall.ctx;
	dt_wall_enter(&overlay->doc.wall, NULL);
	if (ctx) {
		pdf_drop_obj(ctx, overlay->font);
		pdf_drop_obj(ctx, overlay->pale);
		for (int i = 0; i < SKETCH_LAYERS; i++)
			pdf_drop_obj(ctx, overlay->layers[i]);
	}
	dt_pages_free(&overlay->pages);
	dt_document_close(&overlay->doc);
	dt_bytes_free(&overlay->drawn);
	dt_outfile_drop(&overlay->file);
	free(overlay);
}
