/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "titles.h"

#include <string.h>

static void put_title(fz_context *ctx, struct dt_output *out, uint32_t object, const char *text)
{
	pdf_obj *source = dt_output_source(ctx, out, object);
	pdf_obj *item;

	if (!pdf_is_dict(ctx, source))
		return;
	item = pdf_copy_dict(ctx, source);
	fz_try(ctx)
	{
		pdf_dict_put_text_string(ctx, item, PDF_NAME(Title), text);
		dt_writer_object(ctx, &out->w, object, item);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, item);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

/* The document's title stands in /Info, which may be an object or a part of the trailer. */
static void put_info(fz_context *ctx, struct dt_output *out, const char *text)
{
	pdf_obj *old = pdf_dict_get(ctx, pdf_trailer(ctx, out->doc->pdf), PDF_NAME(Info));
	uint32_t number = (uint32_t)pdf_to_num(ctx, old);
	pdf_obj *info = pdf_is_dict(ctx, old) ? pdf_copy_dict(ctx, old)
					      : pdf_new_dict(ctx, out->doc->pdf, 2);

	fz_try(ctx)
	{
		if (!number || !pdf_is_dict(ctx, old)) {
			number = dt_writer_number(&out->w);
			out->w.info = dt_output_reference(ctx, out, number);
		}
		pdf_dict_put_text_string(ctx, info, PDF_NAME(Title), text);
		dt_writer_object(ctx, &out->w, number, info);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, info);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

/* One title that cannot be read must not cost the others. */
static void try_title(fz_context *ctx, struct dt_output *out, uint32_t object, const char *text)
{
	fz_try(ctx)
	{
		if (object)
			put_title(ctx, out, object, text);
		else
			put_info(ctx, out, text);
	}
	fz_catch(ctx)
	{
		if (out->doc->wall.cancelled || fz_caught(ctx) == FZ_ERROR_MEMORY)
			fz_rethrow(ctx);
	}
}

const char *dt_titles_update(fz_context *ctx, struct dt_output *out,
			     const struct dt_outline *titles, const char *lang, pdf_obj *catalogue)
{
	const struct dt_title *list =
		titles ? DT_AT(titles, struct dt_title, titles->titles) : NULL;
	const char *title = NULL;
	uint32_t i;

	if (lang && *lang)
		pdf_dict_put_text_string(ctx, catalogue, PDF_NAME(Lang), lang);
	for (i = 0; list && i < titles->titles.count; i++) {
		const char *text = DT_TEXT(titles, list[i].text);

		if (*text && !list[i].object)
			title = text;
		if (*text)
			try_title(ctx, out, list[i].object, text);
	}
	return title;
}
