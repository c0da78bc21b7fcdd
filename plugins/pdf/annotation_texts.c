/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "annotation_texts.h"

#include "object_stream.h"

#include <string.h>

#define MOST_TEXTS   20000
#define MOST_ON_PAGE 2000
/* Bytes of an object in which its end is looked for. */
#define LOOK_AHEAD ((size_t)4096)
/* Bytes that objects may take before they are let go of. */
#define CACHE_GROWTH ((size_t)256 << 10)

static bool has(const unsigned char *at, size_t n, const char *word)
{
	return memmem(at, n, word, strlen(word)) != NULL;
}

/* Can it have text?  True also where that cannot be told without reading it. */
static bool may_say(struct dt_document *doc, int number)
{
	static const char end[] = "endobj";
	fz_context *ctx = doc->wall.ctx;
	const pdf_xref_entry *entry;
	const unsigned char *at;
	size_t n;

	if (number <= 0 || number >= pdf_xref_len(ctx, doc->pdf))
		return true;
	at = dt_object_bytes(doc, number, &n);
	if (at)
		return has(at, n, "/Contents");
	entry = pdf_get_xref_entry_no_null(ctx, doc->pdf, number);
	if (entry->type != 'n' || entry->obj || entry->ofs <= 0 ||
	    (uint64_t)entry->ofs >= doc->map_size)
		return true;
	at = (const unsigned char *)doc->map + entry->ofs;
	n = doc->map_size - (size_t)entry->ofs;
	n = n < LOOK_AHEAD ? n : LOOK_AHEAD;
	return !has(at, n, end) || has(at, n, "/Contents");
}

static bool is_said_elsewhere(fz_context *ctx, pdf_obj *annotation)
{
	pdf_obj *type = pdf_dict_get(ctx, annotation, PDF_NAME(Subtype));

	return pdf_name_eq(ctx, type, PDF_NAME(Widget)) ||
	       pdf_name_eq(ctx, type, PDF_NAME(FreeText)) ||
	       pdf_name_eq(ctx, type, PDF_NAME(Popup));
}

static void read_one(struct dt_document *doc, pdf_obj *annotation, struct dt_tag_texts *texts)
{
	fz_context *ctx = doc->wall.ctx;
	int number = pdf_to_num(ctx, annotation);
	struct dt_title *title;
	pdf_obj *contents;
	const char *text;

	if (number <= 0 || !may_say(doc, number))
		return;
	dt_ready(doc, annotation);
	contents = dt_ready(doc, pdf_dict_get(ctx, annotation, PDF_NAME(Contents)));
	if (!pdf_is_string(ctx, contents) || is_said_elsewhere(ctx, annotation))
		return;
	text = pdf_to_text_string(ctx, contents);
	if (!text[strspn(text, " \t\r\n")])
		return;
	title = DT_LIST_ADD(&texts->list, struct dt_title);
	if (!title)
		fz_throw(ctx, FZ_ERROR_MEMORY, "texts of annotations");
	*title = (struct dt_title){ .object = (uint32_t)number, .kind = DT_TITLE_ANNOTATION };
	title->text = dt_payload_text(&texts->pool, text, strlen(text));
}

static void read_page(struct dt_document *doc, const struct dt_page_entry *page,
		      struct dt_tag_texts *texts)
{
	fz_context *ctx = doc->wall.ctx;
	pdf_obj *list =
		dt_ready(doc, pdf_dict_get(ctx, dt_page_object(doc, page), PDF_NAME(Annots)));
	int n = pdf_array_len(ctx, list);

	for (int i = 0; i < n && i < MOST_ON_PAGE && texts->list.n < MOST_TEXTS; i++)
		read_one(doc, pdf_array_get(ctx, list, i), texts);
}

static dt_status try_page(struct dt_document *doc, const struct dt_page_entry *page,
			  struct dt_tag_texts *texts, struct dt_error *err)
{
	fz_context *ctx = doc->wall.ctx;

	fz_try(ctx)
	{
		read_page(doc, page, texts);
	}
	fz_catch(ctx)
	{
		if (doc->wall.over || doc->wall.cancelled || fz_caught(ctx) == FZ_ERROR_MEMORY)
			return dt_wall_fail(&doc->wall, err,
					    "cannot read the annotations of \"%s\"", doc->name);
	}
	return DT_OK;
}

dt_status dt_annotation_texts(struct dt_document *doc, const struct dt_page_list *pages,
			      const uint32_t *chosen, uint32_t n, struct dt_tag_texts *texts,
			      struct dt_error *err)
{
	size_t limit = doc->wall.used + CACHE_GROWTH;
	dt_status status = DT_OK;

	for (uint32_t i = 0; i < n && status == DT_OK && texts->list.n < MOST_TEXTS; i++) {
		status = try_page(doc, &pages->at[chosen[i]], texts, err);
		dt_ready_release(doc);
		if (doc->wall.used > limit) {
			dt_document_purge(doc);
			limit = doc->wall.used + CACHE_GROWTH;
		}
	}
	return status;
}
