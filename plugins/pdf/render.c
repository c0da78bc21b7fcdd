/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "render.h"

#include "bytes.h"
#include "outfile.h"
#include "pages.h"

#include <doctranslate/payload.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_WIDTH = 16, MOST_WIDTH = 8192, PRESET_WIDTH = 900 };

struct render {
	struct dt_document doc;
	struct dt_page_list pages;
	uint32_t page; /* from 1; 0: none is painted */
	float width;   /* pixels */
	struct dt_outfile file;
};

dt_status dt_render_open(const struct dt_call *call, const void *options, void **self,
			 struct dt_error *err)
{
	(void)call;
	(void)err;
	*self = (void *)(uintptr_t)options; /* they live as long as self */
	return DT_OK;
}

/* ---- what is asked ----------------------------------------------------------------- */

/* false: it is given and no number of that range */
static bool read_number(const struct dt_call *call, const char *name, unsigned long least,
			unsigned long most, unsigned long *value)
{
	const char *text = call->host->parameter(call, name);
	char *end;

	if (!text)
		return true;
	*value = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && *value >= least && *value <= most;
}

static dt_status read_parameters(struct render *render, const struct dt_call *call,
				 struct dt_error *err)
{
	unsigned long page = 0, width = PRESET_WIDTH;

	if (!read_number(call, "width", LEAST_WIDTH, MOST_WIDTH, &width))
		return dt_fail(err, DT_E_CONFIG, "width is \"%s\", wanted %d to %d pixels",
			       call->host->parameter(call, "width"), LEAST_WIDTH, MOST_WIDTH);
	if (!read_number(call, "page", 1, UINT32_MAX, &page) || page > render->pages.n)
		return dt_fail(err, DT_E_INPUT, "there is no page %s, the document has %u",
			       call->host->parameter(call, "page"), render->pages.n);
	render->page = (uint32_t)page;
	render->width = (float)width;
	return DT_OK;
}

dt_status dt_render_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			  struct dt_error *err)
{
	const struct dt_render_options *options = call->self;
	struct render *render = calloc(1, sizeof(*render));
	dt_status status;

	(void)n_pages;
	if (!render)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a picture");
	render->file.fd = -1;
	status = dt_document_open(&render->doc, call, DT_RENDER_IN_FILE, (size_t)options->memory,
				  err);
	if (status == DT_OK)
		status = dt_pages_walk(&render->doc, &render->pages, err);
	if (status == DT_OK)
		status = read_parameters(render, call, err);
	if (status == DT_OK)
		*state = render;
	else
		dt_render_drop(NULL, render);
	return status;
}

/* ---- one page ------------------------------------------------------------------------ */

/*
 * MuPDF finds pages by a tree that may be broken where ours forgives.  So the document, in memory,
 * gets a tree of this one page, with what it would have inherited.
 */
static void make_only_page(fz_context *ctx, struct render *render,
			   const struct dt_page_entry *entry)
{
	pdf_document *pdf = render->doc.pdf;
	pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, pdf), PDF_NAME(Root));
	pdf_obj *old = dt_page_object(&render->doc, entry), *page = NULL, *node = NULL;
	pdf_obj *resources = dt_page_resources(&render->doc, entry), *kids;

	fz_var(page);
	fz_var(node);
	fz_try(ctx)
	{
		page = entry->object ? pdf_new_indirect(ctx, pdf, entry->object, 0)
				     : pdf_add_object(ctx, pdf, old);
		node = pdf_add_new_dict(ctx, pdf, 3);
		if (resources)
			pdf_dict_put(ctx, page, PDF_NAME(Resources), resources);
		pdf_dict_put(ctx, page, PDF_NAME(Type), PDF_NAME(Page));
		pdf_dict_put_rect(ctx, page, PDF_NAME(MediaBox), entry->box);
		pdf_dict_put_rect(ctx, page, PDF_NAME(CropBox), entry->box);
		pdf_dict_put_int(ctx, page, PDF_NAME(Rotate), entry->rotate);
		pdf_dict_put(ctx, page, PDF_NAME(Parent), node);
		pdf_dict_put(ctx, node, PDF_NAME(Type), PDF_NAME(Pages));
		pdf_dict_put_int(ctx, node, PDF_NAME(Count), 1);
		kids = pdf_dict_put_array(ctx, node, PDF_NAME(Kids), 1);
		pdf_array_push(ctx, kids, page);
		pdf_dict_put(ctx, root, PDF_NAME(Pages), node);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, page);
		pdf_drop_obj(ctx, node);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

/* As wide as was asked, but for pages that would be too tall at that width. */
static fz_matrix scale_of(const struct render *render, fz_rect bounds, double most_pixels)
{
	double width = fmax(1, (double)(bounds.x1 - bounds.x0));
	double height = fmax(1, (double)(bounds.y1 - bounds.y0));
	double scale = (double)render->width / width;
	double pixels = width * scale * height * scale;

	if (pixels > most_pixels)
		scale *= sqrt(most_pixels / pixels);
	return fz_pre_translate(fz_scale((float)scale, (float)scale), -bounds.x0, -bounds.y0);
}

static fz_pixmap *paint_page(fz_context *ctx, struct render *render, pdf_page *page,
			     double most_pixels)
{
	fz_rect bounds = pdf_bound_page(ctx, page);
	fz_matrix scale = scale_of(render, bounds, most_pixels);
	fz_irect area = fz_round_rect(fz_transform_rect(bounds, scale));
	fz_pixmap *picture = NULL;
	fz_device *device = NULL;
	fz_cookie cookie = { 0 };

	area.x1 = fz_maxi(area.x1, area.x0 + 1);
	area.y1 = fz_maxi(area.y1, area.y0 + 1);
	fz_var(picture);
	fz_var(device);
	fz_try(ctx)
	{
		picture = fz_new_pixmap_with_bbox(ctx, fz_device_rgb(ctx), area, NULL, 0);
		fz_clear_pixmap_with_value(ctx, picture, 255);
		device = fz_new_draw_device(ctx, scale, picture);
		pdf_run_page(ctx, page, device, fz_identity, &cookie);
		fz_close_device(ctx, device);
	}
	fz_always(ctx)
	{
		fz_drop_device(ctx, device);
	}
	fz_catch(ctx)
	{
		fz_drop_pixmap(ctx, picture);
		fz_rethrow(ctx);
	}
	return picture;
}

static void write_bytes(fz_context *ctx, void *state, const void *bytes, size_t n)
{
	struct dt_outfile *file = state;

	dt_outfile_write(file, bytes, n);
	if (file->error)
		fz_throw(ctx, FZ_ERROR_GENERIC, "cannot write");
}

/* Through a file of ours, since MuPDF does not tell a full disk from a bad document. */
static void write_picture(fz_context *ctx, struct render *render, fz_pixmap *picture)
{
	fz_output *out = NULL;

	fz_var(out);
	fz_try(ctx)
	{
		out = fz_new_output(ctx, 0, &render->file, write_bytes, NULL, NULL);
		fz_write_pixmap_as_png(ctx, out, picture);
		fz_close_output(ctx, out);
	}
	fz_always(ctx)
	{
		fz_drop_output(ctx, out);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static void make_picture(fz_context *ctx, struct render *render, double most_pixels)
{
	const struct dt_page_entry *entry = &render->pages.at[render->page - 1];
	fz_pixmap *picture = NULL;
	pdf_page *page = NULL;

	fz_var(page);
	fz_var(picture);
	fz_try(ctx)
	{
		make_only_page(ctx, render, entry);
		page = pdf_load_page(ctx, render->doc.pdf, 0);
		picture = paint_page(ctx, render, page, most_pixels);
		write_picture(ctx, render, picture);
	}
	fz_always(ctx)
	{
		fz_drop_pixmap(ctx, picture);
		if (page)
			fz_drop_page(ctx, &page->super);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static dt_status give_picture(const struct dt_call *call, struct render *render,
			      struct dt_error *err)
{
	const struct dt_render_options *options = call->self;
	fz_context *ctx = render->doc.wall.ctx;
	char name[100];

	snprintf(name, sizeof(name), "%.90s.png", call->node);
	if (dt_outfile_create(&render->file, call->host->work_dir(call), name, err) != DT_OK)
		return err ? err->status : DT_E_SYSTEM;
	fz_try(ctx)
	{
		make_picture(ctx, render, (double)options->pixels);
	}
	fz_catch(ctx)
	{
		if (!render->file.error)
			return dt_wall_fail(&render->doc.wall, err, "cannot paint page %u",
					    render->page);
	}
	if (dt_outfile_close(&render->file, err) != DT_OK)
		return err ? err->status : DT_E_SYSTEM;
	return dt_output_file(call, DT_RENDER_OUT_IMAGE, render->file.path, render->file.position,
			      "image/png", err);
}

/* ---- all pages --------------------------------------------------------------------------- */

static dt_status give_sizes(const struct dt_call *call, const struct render *render,
			    struct dt_error *err)
{
	struct dt_bytes json = { 0 };
	dt_status status;

	dt_bytes_text(&json, "{\"pages\":[");
	for (uint32_t i = 0; i < render->pages.n; i++) {
		float width, height;
		char size[80];

		dt_page_to_pdf(&render->pages.at[i], &width, &height);
		snprintf(size, sizeof(size), "%s[%.2f,%.2f]", i ? "," : "", (double)width,
			 (double)height);
		dt_bytes_text(&json, size);
	}
	dt_bytes_text(&json, "]}");
	if (json.failed)
		status = dt_fail(err, DT_E_SYSTEM, "out of memory for the sizes of pages");
	else
		status = dt_output_report(call, DT_RENDER_OUT_REPORT, (const char *)json.at, json.n,
					  err);
	dt_bytes_free(&json);
	return status;
}

dt_status dt_render_end(const struct dt_call *call, struct dt_error *err)
{
	struct render *render = call->state;
	dt_status status = give_sizes(call, render, err);

	dt_wall_enter(&render->doc.wall, call);
	return status == DT_OK && render->page ? give_picture(call, render, err) : status;
}

void dt_render_drop(void *self, void *state)
{
	struct render *render = state;

	(void)self;
	if (!render)
		return;
	dt_wall_enter(&render->doc.wall, NULL);
	dt_pages_free(&render->pages);
	dt_document_close(&render->doc);
	dt_outfile_drop(&render->file);
	free(render);
}
