/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "mono.h"

#include "content.h"
#include "links.h"

void dt_mono_page(fz_context *ctx, struct dt_output *out, const struct dt_painted *painted,
		  const uint32_t *faces)
{
	const struct dt_page_entry *page = &out->pages->at[painted->number];
	struct dt_content content = { 0 };
	pdf_obj *dict = NULL;

	fz_var(dict);
	fz_var(content);
	fz_try(ctx)
	{
		dict = dt_output_page_copy(ctx, out, painted->number);
		if (painted->streams.count) {
			dt_content_write(ctx, out, page, painted, faces, NULL, &content);
			pdf_dict_put_drop(ctx, dict, PDF_NAME(Contents),
					  dt_output_reference(ctx, out, content.stream));
			pdf_dict_put(ctx, dict, PDF_NAME(Resources), content.resources);
		}
		dt_links_update(ctx, out, painted, dict);
		dt_output_page_write(ctx, out, painted->number, dict);
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
}
