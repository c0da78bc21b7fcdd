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

static void append_escaped(fz_context *ctx, fz_buffer *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '&')
			fz_append_string(ctx, out, "&amp;");
		else if (*text == '<')
			fz_append_string(ctx, out, "&lt;");
		else if (*text == '>')
			fz_append_string(ctx, out, "&gt;");
		else
			fz_append_byte(ctx, out, (unsigned char)*text);
	}
}

/*
 * The text between the tags of dc:title's only entry, the usual form of it:
 * <dc:title><rdf:Alt><rdf:li xml:lang="x-default">TEXT</rdf:li></rdf:Alt></dc:title>.
 * Titles in several languages are left as they are.
 */
static bool find_xmp_title(const char *xmp, const char **start, const char **end)
{
	const char *title = strstr(xmp, "<dc:title>");
	const char *close = title ? strstr(title, "</dc:title>") : NULL;
	const char *item = title ? strstr(title, "<rdf:li") : NULL;
	const char *from = item ? strchr(item, '>') : NULL;
	const char *to = from ? strstr(from, "</rdf:li>") : NULL;
	const char *second = to ? strstr(to, "<rdf:li") : NULL;

	if (!close || !to || from[-1] == '/' || to > close || (second && second < close))
		return false;
	*start = from + 1;
	*end = to;
	return memchr(*start, '<', (size_t)(*end - *start)) == NULL;
}

static void write_xmp(fz_context *ctx, struct dt_output *out, pdf_obj *stream, const char *xmp,
		      const char *text)
{
	const char *start, *end;
	fz_buffer *changed;
	pdf_obj *dict = NULL;

	if (!find_xmp_title(xmp, &start, &end))
		return;
	fz_var(dict);
	changed = fz_new_buffer(ctx, strlen(xmp) + strlen(text) + 64);
	fz_try(ctx)
	{
		fz_append_data(ctx, changed, xmp, (size_t)(start - xmp));
		append_escaped(ctx, changed, text);
		fz_append_string(ctx, changed, end);
		dict = pdf_copy_dict(ctx, stream);
		pdf_dict_del(ctx, dict, PDF_NAME(Filter));
		pdf_dict_del(ctx, dict, PDF_NAME(DecodeParms));
		dt_writer_stream(ctx, &out->w, (uint32_t)pdf_to_num(ctx, stream), dict,
				 changed->data, changed->len);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, dict);
		fz_drop_buffer(ctx, changed);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

/* Metadata says the title again, as XML that must be UTF-8 here. */
static void put_xmp(fz_context *ctx, struct dt_output *out, pdf_obj *catalogue, const char *text)
{
	pdf_obj *stream = pdf_dict_get(ctx, catalogue, PDF_NAME(Metadata));
	fz_buffer *xmp;

	if (!pdf_is_indirect(ctx, stream) || !pdf_is_stream(ctx, stream))
		return;
	xmp = pdf_load_stream(ctx, stream);
	fz_try(ctx)
	{
		fz_terminate_buffer(ctx, xmp);
		if (strlen((const char *)xmp->data) == xmp->len)
			write_xmp(ctx, out, stream, (const char *)xmp->data, text);
	}
	fz_always(ctx)
	{
		fz_drop_buffer(ctx, xmp);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

/* One title that cannot be read must not cost the others. */
static void try_title(fz_context *ctx, struct dt_output *out, uint32_t object, const char *text,
		      pdf_obj *catalogue)
{
	fz_try(ctx)
	{
		if (object) {
			put_title(ctx, out, object, text);
		} else {
			put_info(ctx, out, text);
			put_xmp(ctx, out, catalogue, text);
		}
	}
	fz_catch(ctx)
	{
		if (out->doc->wall.cancelled || fz_caught(ctx) == FZ_ERROR_MEMORY)
			fz_rethrow(ctx);
	}
}

void dt_titles_update(fz_context *ctx, struct dt_output *out, const struct dt_outline *titles,
		      const char *lang, pdf_obj *catalogue)
{
	const struct dt_title *list =
		titles ? DT_AT(titles, struct dt_title, titles->titles) : NULL;
	uint32_t i;

	if (lang && *lang)
		pdf_dict_put_text_string(ctx, catalogue, PDF_NAME(Lang), lang);
	for (i = 0; list && i < titles->titles.count; i++) {
		const char *text = DT_TEXT(titles, list[i].text);

		if (*text)
			try_title(ctx, out, list[i].object, text, catalogue);
	}
}
