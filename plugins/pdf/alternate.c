/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "alternate.h"

#include "annotations.h"
#include "content.h"
#include "fields.h"
#include "labels.h"
#include "page_tree.h"
#include "twins.h"

/* What belongs to the source page alone, or is a picture of it. */
static void leave_out(fz_context *ctx, pdf_obj *dict)
{
	static const char *const keys[] = {
		"StructParents", "B",	     "AA", "Thumb",	"PieceInfo",
		"LastModified",	 "Metadata", "ID", "PresSteps", "TemplateInstantiated",
		"Annots"
	};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		pdf_dict_dels(ctx, dict, keys[i]);
}

static void add_annotations(fz_context *ctx, struct dt_output *out, pdf_obj *source,
			    const struct dt_painted *painted, uint32_t number, pdf_obj *twin)
{
	pdf_obj *annotations = pdf_dict_get(ctx, source, PDF_NAME(Annots));
	pdf_obj *copies;

	if (!pdf_array_len(ctx, annotations))
		return;
	copies = pdf_dict_put_array(ctx, twin, PDF_NAME(Annots), pdf_array_len(ctx, annotations));
	dt_annotations_copy(ctx, out, annotations, painted, number, 0, 0, copies);
	if (!pdf_array_len(ctx, copies))
		pdf_dict_del(ctx, twin, PDF_NAME(Annots));
}

/* Contents in an array, with other streams before and behind it. */
static void wrap_contents(fz_context *ctx, struct dt_output *out, pdf_obj *twin, uint32_t before,
			  uint32_t behind)
{
	pdf_obj *old = pdf_keep_obj(ctx, pdf_dict_get(ctx, twin, PDF_NAME(Contents)));
	int i, n = pdf_array_len(ctx, old);

	fz_try(ctx)
	{
		pdf_obj *all = pdf_dict_put_array(ctx, twin, PDF_NAME(Contents), n + 3);

		pdf_array_push_drop(ctx, all, dt_output_reference(ctx, out, before));
		if (old && !pdf_is_array(ctx, old))
			pdf_array_push(ctx, all, old);
		for (i = 0; i < n; i++)
			pdf_array_push(ctx, all, pdf_array_get(ctx, old, i));
		pdf_array_push_drop(ctx, all, dt_output_reference(ctx, out, behind));
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, old);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static void draw_fields(fz_context *ctx, struct dt_output *out, const struct dt_page_entry *page,
			pdf_obj *source, pdf_obj *twin)
{
	pdf_obj *old = pdf_dict_get(ctx, twin, PDF_NAME(Resources)), *resources = NULL;
	fz_buffer *text = fz_new_buffer(ctx, 512);
	uint32_t start, end;

	fz_var(resources);
	fz_try(ctx)
	{
		if (!old)
			old = dt_page_resources(out->doc, page);
		resources = pdf_is_dict(ctx, old) ? pdf_copy_dict(ctx, old)
						  : pdf_new_dict(ctx, out->doc->pdf, 1);
		fz_append_string(ctx, text, "\nQ\n");
		if (dt_fields_draw(ctx, out, pdf_dict_get(ctx, source, PDF_NAME(Annots)), resources,
				   text)) {
			pdf_dict_put(ctx, twin, PDF_NAME(Resources), resources);
			/* one after the other: arguments would be in the compiler's order */
			end = dt_output_text(ctx, out, text->data, text->len);
			start = dt_output_text(ctx, out, "q\n", 2);
			wrap_contents(ctx, out, twin, start, end);
		}
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, resources);
		fz_drop_buffer(ctx, text);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

uint32_t dt_alternate_twin(fz_context *ctx, struct dt_output *out, uint32_t page_number,
			   const struct dt_painted *painted, const uint32_t *faces)
{
	const struct dt_page_entry *page = &out->pages->at[page_number];
	struct dt_content content = { 0 };
	uint32_t number = dt_twins_number(out, page_number);
	pdf_obj *dict = NULL;

	fz_var(dict);
	fz_var(content);
	fz_try(ctx)
	{
		pdf_obj *source = dt_page_object(out->doc, page);

		dict = dt_output_page_copy(ctx, out, page_number);
		leave_out(ctx, dict);
		if (painted && painted->streams.count) {
			dt_content_write(ctx, out, page, painted, faces, NULL, &content);
			pdf_dict_put_drop(ctx, dict, PDF_NAME(Contents),
					  dt_output_reference(ctx, out, content.stream));
			pdf_dict_put(ctx, dict, PDF_NAME(Resources), content.resources);
		}
		draw_fields(ctx, out, page, source, dict);
		add_annotations(ctx, out, source, painted, number, dict);
		dt_writer_object(ctx, &out->w, number, dict);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, content.resources);
		pdf_drop_obj(ctx, dict);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
	return number;
}

void dt_alternate_finish(fz_context *ctx, struct dt_output *out, const uint32_t *twins,
			 pdf_obj *catalogue)
{
	if (!out->tree)
		dt_page_tree_pair(ctx, out, twins, catalogue);
	dt_labels_update(ctx, out, catalogue);
	/* so that a viewer shows pairs, the source on the left */
	if (!pdf_dict_gets(ctx, catalogue, "PageLayout"))
		pdf_dict_puts_drop(ctx, catalogue, "PageLayout", pdf_new_name(ctx, "TwoPageLeft"));
}
