/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "outline.h"

#include <string.h>

#define DEEPEST	    64
#define MOST_TITLES 200000

struct walk {
	fz_context *ctx;
	struct dt_document *doc;
	struct dt_payload *payload;
	struct dt_list titles;
	unsigned char *seen; /* by object number */
	int n_objects;
};

static struct dt_title *add_title(struct walk *w, uint32_t object, uint32_t level, const char *text)
{
	struct dt_title *title = DT_LIST_ADD(&w->titles, struct dt_title);

	if (!title)
		fz_throw(w->ctx, FZ_ERROR_MEMORY, "titles");
	title->object = object;
	title->level = level;
	title->text = dt_payload_text(w->payload, text, strlen(text));
	return title;
}

/* Items of one level and, below each, of the next; an item is visited once. */
static void read_level(struct walk *w, pdf_obj *item, uint32_t level)
{
	fz_context *ctx = w->ctx;

	while (pdf_is_dict(ctx, dt_ready(w->doc, item)) && w->titles.n < MOST_TITLES) {
		int number = pdf_to_num(ctx, item);

		if (number <= 0 || number >= w->n_objects || w->seen[number])
			return;
		w->seen[number] = 1;
		dt_ready(w->doc, pdf_dict_get(ctx, item, PDF_NAME(Title)));
		add_title(w, (uint32_t)number, level,
			  pdf_dict_get_text_string(ctx, item, PDF_NAME(Title)));
		if (level < DEEPEST)
			read_level(w, pdf_dict_get(ctx, item, PDF_NAME(First)), level + 1);
		item = pdf_dict_get(ctx, item, PDF_NAME(Next));
	}
}

/* What a viewer shows of a field under the pointer, and a screen reader says. */
static void read_fields(struct walk *w, pdf_obj *fields, int depth)
{
	fz_context *ctx = w->ctx;

	for (int i = 0; i < pdf_array_len(ctx, fields) && w->titles.n < MOST_TITLES; i++) {
		pdf_obj *field = dt_ready(w->doc, pdf_array_get(ctx, fields, i));
		const char *text = pdf_dict_get_text_string(ctx, field, PDF_NAME(TU));
		int number = pdf_to_num(ctx, field);

		if (number <= 0 || number >= w->n_objects || w->seen[number])
			continue;
		w->seen[number] = 1;
		if (*text)
			add_title(w, (uint32_t)number, 0, text)->kind = DT_TITLE_TOOLTIP;
		if (depth < DEEPEST)
			read_fields(w, pdf_dict_get(ctx, field, PDF_NAME(Kids)), depth + 1);
	}
}

static void take_texts(struct walk *w, const struct dt_tag_texts *texts)
{
	const struct dt_title *from = texts->list.at;

	if (texts->pool.failed)
		fz_throw(w->ctx, FZ_ERROR_MEMORY, "texts of the structure tree");
	for (uint32_t i = 0; i < texts->list.n && w->titles.n < MOST_TITLES; i++)
		add_title(w, from[i].object, 0, texts->pool.at + from[i].text.offset)->kind =
			from[i].kind;
}

static void read_all(struct walk *w, pdf_document *pdf, struct dt_span *lang)
{
	fz_context *ctx = w->ctx;
	pdf_obj *trailer = pdf_trailer(ctx, pdf);
	pdf_obj *root = pdf_dict_get(ctx, trailer, PDF_NAME(Root));
	const char *text = pdf_dict_get_text_string(ctx, root, PDF_NAME(Lang));

	*lang = dt_payload_text(w->payload, text, strlen(text));
	text = pdf_dict_get_text_string(ctx, pdf_dict_get(ctx, trailer, PDF_NAME(Info)),
					PDF_NAME(Title));
	if (*text)
		add_title(w, 0, 0, text);
	w->n_objects = pdf_xref_len(ctx, pdf);
	w->seen = fz_calloc(ctx, (size_t)w->n_objects + 1, 1);
	read_level(w, pdf_dict_getp(ctx, root, "Outlines/First"), 0);
	read_fields(w, pdf_dict_getp(ctx, root, "AcroForm/Fields"), 0);
}

/* The Producer that the program which this one replaces writes into its translations. */
static bool is_translated(fz_context *ctx, pdf_document *pdf)
{
	static const char token[] = "Translation_generated_by_AI,please_carefully_discern";
	pdf_obj *info = pdf_dict_get(ctx, pdf_trailer(ctx, pdf), PDF_NAME(Info));
	const char *producer = pdf_to_text_string(ctx, pdf_dict_get(ctx, info, PDF_NAME(Producer)));

	return strstr(producer, token) && strstr(producer, "DocTranslate");
}

dt_status dt_outline_read(struct dt_document *doc, const struct dt_tag_texts *texts,
			  struct dt_payload *payload, struct dt_error *err)
{
	fz_context *ctx = doc->wall.ctx;
	struct walk w = { .ctx = ctx, .doc = doc, .payload = payload };
	struct dt_span lang = { 0, 0 }, titles;
	struct dt_outline *head;
	dt_status status = DT_OK;
	bool translated = false;

	dt_payload_start(payload, sizeof(struct dt_outline));
	fz_var(status);
	fz_var(translated);
	fz_var(w);
	fz_try(ctx)
	{
		translated = is_translated(ctx, doc->pdf);
		read_all(&w, doc->pdf, &lang);
		take_texts(&w, texts);
	}
	fz_always(ctx)
	{
		fz_free(ctx, w.seen);
	}
	fz_catch(ctx)
	{
		if (doc->wall.over || doc->wall.cancelled || fz_caught(ctx) == FZ_ERROR_MEMORY)
			status = dt_wall_fail(&doc->wall, err, "cannot read the outline of \"%s\"",
					      doc->name);
	}
	titles = dt_payload_list(payload, &w.titles);
	head = DT_PAYLOAD_HEAD(payload, struct dt_outline);
	if (head) {
		head->flags = (doc->pdf->crypt ? DT_DOCUMENT_ENCRYPTED : 0) |
			      (translated ? DT_DOCUMENT_TRANSLATED : 0);
		head->titles = titles;
		head->lang = lang;
	}
	dt_list_free(&w.titles);
	return status;
}
