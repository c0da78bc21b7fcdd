/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "titles.h"

#include <string.h>
#include <strings.h>

struct change { /* of one object */
	const struct dt_outline *titles;
	const struct dt_title *first;
	uint32_t n;
	const struct dt_titles_how *how;
	bool any;
};

static bool same_language(const char *a, const char *b)
{
	size_t n = strcspn(a, "-_");

	return n && n == strcspn(b, "-_") && strncasecmp(a, b, n) == 0;
}

/* Text that an element is said to have in full: that of a picture is translated, but where
 * there is new text it would be read out in its place. */
static void put_actual_text(fz_context *ctx, struct change *c, pdf_obj *dict, const char *text)
{
	const char *role = pdf_dict_get_name(ctx, dict, PDF_NAME(S));

	if (strcmp(role, "Figure") == 0 || strcmp(role, "Formula") == 0)
		pdf_dict_put_text_string(ctx, dict, PDF_NAME(ActualText), text);
	else if (c->how->new_text)
		pdf_dict_del(ctx, dict, PDF_NAME(ActualText));
	else
		return;
	c->any = true;
}

static void put_language(fz_context *ctx, struct change *c, pdf_obj *dict, const char *text)
{
	if (!c->how->lang || !*c->how->lang || !same_language(text, c->how->source_lang))
		return;
	pdf_dict_put_text_string(ctx, dict, PDF_NAME(Lang), c->how->lang);
	c->any = true;
}

static void put_text(fz_context *ctx, struct change *c, pdf_obj *dict, pdf_obj *key,
		     const char *text)
{
	if (!*text || strcmp(pdf_dict_get_text_string(ctx, dict, key), text) == 0)
		return;
	pdf_dict_put_text_string(ctx, dict, key, text);
	c->any = true;
}

/* Viewers that know rich text would show that one, as it was. */
static void put_note(fz_context *ctx, struct change *c, pdf_obj *dict, const char *text)
{
	bool any = c->any;

	c->any = false;
	put_text(ctx, c, dict, PDF_NAME(Contents), text);
	if (c->any)
		pdf_dict_dels(ctx, dict, "RC");
	c->any = c->any || any;
}

static void change_dict(fz_context *ctx, struct change *c, pdf_obj *dict)
{
	uint32_t i;

	for (i = 0; i < c->n; i++) {
		const char *text = DT_TEXT(c->titles, c->first[i].text);

		switch (c->first[i].kind) {
		case DT_TITLE_OUTLINE:
			put_text(ctx, c, dict, PDF_NAME(Title), text);
			break;
		case DT_TITLE_ALTERNATE:
			put_text(ctx, c, dict, PDF_NAME(Alt), text);
			break;
		case DT_TITLE_ACTUAL_TEXT:
			put_actual_text(ctx, c, dict, text);
			break;
		case DT_TITLE_EXPANSION:
			put_text(ctx, c, dict, PDF_NAME(E), text);
			break;
		case DT_TITLE_LANGUAGE:
			put_language(ctx, c, dict, text);
			break;
		case DT_TITLE_TOOLTIP:
			put_text(ctx, c, dict, PDF_NAME(TU), text);
			break;
		case DT_TITLE_ANNOTATION:
			put_note(ctx, c, dict, text);
			break;
		default:
			break;
		}
	}
}

static void put_titles(fz_context *ctx, struct dt_output *out, struct change *c)
{
	uint32_t object = c->first->object;
	pdf_obj *source = dt_output_rewritten(out, object);
	pdf_obj *dict;

	if (!source)
		source = dt_output_source(ctx, out, object);
	if (!pdf_is_dict(ctx, source))
		return;
	dict = pdf_copy_dict(ctx, source);
	fz_try(ctx)
	{
		change_dict(ctx, c, dict);
		if (c->any)
			dt_writer_object(ctx, &out->w, object, dict);
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
static void try_titles(fz_context *ctx, struct dt_output *out, struct change *c)
{
	fz_try(ctx)
	{
		if (c->first->object)
			put_titles(ctx, out, c);
		else
			put_info(ctx, out, DT_TEXT(c->titles, c->first->text));
	}
	fz_catch(ctx)
	{
		if (out->doc->wall.cancelled || fz_caught(ctx) == FZ_ERROR_MEMORY)
			fz_rethrow(ctx);
	}
}

/* Where pages of the source stand in the result, what belongs to them stays theirs. */
static bool is_wanted(const struct dt_title *title, const struct dt_titles_how *how)
{
	return title->kind == DT_TITLE_OUTLINE || !how->paired;
}

const char *dt_titles_update(fz_context *ctx, struct dt_output *out,
			     const struct dt_outline *titles, const struct dt_titles_how *how,
			     pdf_obj *catalogue)
{
	const struct dt_title *list =
		titles ? DT_AT(titles, struct dt_title, titles->titles) : NULL;
	const char *title = NULL;
	uint32_t i, n = titles ? titles->titles.count : 0;

	if (how->lang && *how->lang)
		pdf_dict_put_text_string(ctx, catalogue, PDF_NAME(Lang), how->lang);
	for (i = 0; i < n;) {
		struct change c = { .titles = titles, .first = &list[i], .how = how };
		const char *text = DT_TEXT(titles, list[i].text);

		for (; i < n && list[i].object == c.first->object; i++)
			c.n++;
		if (!is_wanted(c.first, how) || (!c.first->object && !*text))
			continue;
		if (!c.first->object)
			title = text;
		try_titles(ctx, out, &c);
		dt_output_purge(out);
	}
	return title;
}
