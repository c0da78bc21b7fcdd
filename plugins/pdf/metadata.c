/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "metadata.h"

#include "claims.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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
 * The text between the tags of dc:title's default entry, which is the first:
 * <dc:title><rdf:Alt><rdf:li xml:lang="x-default">TEXT</rdf:li></rdf:Alt></dc:title>.
 */
static bool find_title(const char *xmp, const char **start, const char **end)
{
	const char *title = strstr(xmp, "<dc:title>");
	const char *close = title ? strstr(title, "</dc:title>") : NULL;
	const char *item = title ? strstr(title, "<rdf:li") : NULL;
	const char *from = item ? strchr(item, '>') : NULL;
	const char *to = from ? strstr(from, "</rdf:li>") : NULL;

	if (!close || !to || from[-1] == '/' || to > close)
		return false;
	*start = from + 1;
	*end = to;
	return memchr(*start, '<', (size_t)(*end - *start)) == NULL;
}

/* False: the title is not there in the usual form. */
static bool put_title(fz_context *ctx, fz_buffer **xmp, const char *title)
{
	const char *text = (const char *)(*xmp)->data, *start, *end;
	fz_buffer *changed;

	if (!find_title(text, &start, &end))
		return false;
	changed = fz_new_buffer(ctx, (*xmp)->len + strlen(title) + 64);
	fz_try(ctx)
	{
		fz_append_data(ctx, changed, text, (size_t)(start - text));
		append_escaped(ctx, changed, title);
		fz_append_string(ctx, changed, end);
		fz_terminate_buffer(ctx, changed);
	}
	fz_catch(ctx)
	{
		fz_drop_buffer(ctx, changed);
		fz_rethrow(ctx);
	}
	fz_drop_buffer(ctx, *xmp);
	*xmp = changed;
	return true;
}

static void write_xmp(fz_context *ctx, struct dt_output *out, pdf_obj *stream, const char *xmp)
{
	pdf_obj *dict = pdf_copy_dict(ctx, stream);

	fz_try(ctx)
	{
		pdf_dict_del(ctx, dict, PDF_NAME(Filter));
		pdf_dict_del(ctx, dict, PDF_NAME(DecodeParms));
		dt_writer_stream(ctx, &out->w, (uint32_t)pdf_to_num(ctx, stream), dict, xmp,
				 strlen(xmp));
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

/* Why not all that the tags promise is true of the result; NULL: it is. */
static const char *tag_fault(const struct dt_output *out, bool paired)
{
	if (paired)
		return "it has pages or halves of pages twice, and tags once";
	return out->untagged ? "some new text stands outside of all tags" : NULL;
}

/* One more sentence. */
__attribute__((format(printf, 3, 4))) static void say(char *why, size_t room, const char *format,
						      ...)
{
	size_t n = strlen(why);
	va_list arguments;

	if (n && n + 2 < room) {
		memcpy(why + n, "; ", 3);
		n += 2;
	}
	va_start(arguments, format);
	vsnprintf(why + n, room - n, format, arguments);
	va_end(arguments);
}

static void check_claims(const struct dt_output *out, bool titled, bool paired, char *xmp,
			 char *why, size_t room)
{
	const struct dt_claims claims = out->w.claims;
	const char *loose = out->loose_faces ? "a font could not be embedded" : NULL;
	const char *archive = loose    ? loose
			      : titled ? NULL
				       : "the titles in its two places do not agree";
	const char *tags = tag_fault(out, paired);
	const char *access = loose ? loose : tags;

	why[0] = '\0';
	if (claims.access && access) {
		dt_claims_drop(xmp, "pdfuaid");
		say(why, room, "the result makes no claim of PDF/UA as the source does: %s",
		    access);
	}
	if (claims.tagged && access) {
		dt_claims_drop(xmp, "pdfd");
		say(why, room, "the result does not say to be well tagged as the source does: %s",
		    access);
	}
	if (claims.archive && archive) {
		dt_claims_drop(xmp, "pdfaid");
		say(why, room, "the result makes no claim of PDF/A as the source does: %s",
		    archive);
	} else if (claims.level == 'A' && tags) {
		dt_claims_lower(xmp);
		say(why, room, "the result claims PDF/A-%db only, the source PDF/A-%da: %s",
		    claims.archive, claims.archive, tags);
	}
}

static void update(fz_context *ctx, struct dt_output *out, pdf_obj *stream, const char *title,
		   bool paired, char *why, size_t room)
{
	fz_buffer *xmp = pdf_load_stream(ctx, stream);
	bool titled = true;

	fz_var(xmp);
	fz_try(ctx)
	{
		fz_terminate_buffer(ctx, xmp);
		if (strlen((const char *)xmp->data) == xmp->len) { /* UTF-8 */
			if (title)
				titled = put_title(ctx, &xmp, title);
			check_claims(out, titled, paired, (char *)xmp->data, why, room);
			if ((title && titled) || why[0])
				write_xmp(ctx, out, stream, (const char *)xmp->data);
		}
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

void dt_metadata_update(fz_context *ctx, struct dt_output *out, pdf_obj *catalogue,
			const char *title, bool paired, char *why, size_t room)
{
	pdf_obj *stream = pdf_dict_get(ctx, catalogue, PDF_NAME(Metadata));

	why[0] = '\0';
	if (!pdf_is_indirect(ctx, stream) || !pdf_is_stream(ctx, stream))
		return;
	fz_try(ctx)
	{
		update(ctx, out, stream, title, paired, why, room);
	}
	fz_catch(ctx)
	{
		if (out->doc->wall.cancelled || fz_caught(ctx) == FZ_ERROR_MEMORY)
			fz_rethrow(ctx);
	}
}
