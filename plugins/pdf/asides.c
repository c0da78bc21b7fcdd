/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "asides.h"

#include "plain_link.h"
#include <string.h>

/* Annotations of a page that are looked into. */
#define MOST_ANNOTATIONS 5000

enum { ANNOTATION_HIDDEN = 2, ANNOTATION_NO_VIEW = 32 }; /* bits of /F */

static void add(fz_context *ctx, struct dt_asides *asides, uint32_t rule, uint32_t glyphs)
{
	struct dt_aside *list = asides->list.at, *to;

	if (!glyphs)
		return;
	for (uint32_t i = 0; i < asides->list.n; i++)
		if (list[i].rule == rule && !list[i].flags) {
			list[i].glyphs += glyphs;
			return;
		}
	to = DT_LIST_ADD(&asides->list, struct dt_aside);
	if (!to)
		fz_throw(ctx, FZ_ERROR_MEMORY, "asides");
	to->rule = rule;
	to->glyphs = glyphs;
}

/* Glyphs with ink that a stream shows. */
static uint32_t count_glyphs(struct dt_asides *asides, struct dt_document *doc, pdf_obj *form,
			     const struct dt_scan *page, struct dt_scan_caches *caches)
{
	const struct dt_glyph *glyphs;
	uint32_t n = 0;

	dt_scan_form(&asides->scan, caches, doc, form, page, &asides->spent);
	asides->cut |= (asides->scan.notes & DT_SCAN_CUT) != 0;
	glyphs = asides->scan.glyphs.at;
	for (uint32_t i = 0; i < asides->scan.glyphs.n; i++)
		n += !(glyphs[i].flags & DT_GLYPH_SPACE);
	dt_scan_release(&asides->scan, doc);
	return n;
}

/* The normal appearance: a stream, or one of several by state. */
static pdf_obj *appearance(fz_context *ctx, pdf_obj *annotation)
{
	pdf_obj *normal =
		pdf_dict_get(ctx, pdf_dict_get(ctx, annotation, PDF_NAME(AP)), PDF_NAME(N));

	if (!pdf_is_stream(ctx, normal) && pdf_is_dict(ctx, normal))
		normal = pdf_dict_get(ctx, normal, pdf_dict_get(ctx, annotation, PDF_NAME(AS)));
	return pdf_is_stream(ctx, normal) ? normal : NULL;
}

static void read_annotations(struct dt_asides *asides, struct dt_document *doc,
			     const struct dt_page_entry *page, const struct dt_scan *scan,
			     struct dt_scan_caches *caches)
{
	fz_context *ctx = doc->wall.ctx;
	pdf_obj *annotations =
		dt_ready(doc, pdf_dict_get(ctx, dt_page_object(doc, page), PDF_NAME(Annots)));
	int n = pdf_array_len(ctx, annotations);

	if (n > MOST_ANNOTATIONS)
		asides->cut = true;
	for (int i = 0; i < n && i < MOST_ANNOTATIONS; i++) {
		pdf_obj *annotation = pdf_array_get(ctx, annotations, i), *form;
		fz_rect rect;
		bool field;
		int flags;

		if (dt_plain_link(doc, annotation, &rect))
			continue;
		form = appearance(ctx, dt_ready(doc, annotation));
		flags = pdf_to_int(ctx, pdf_dict_get(ctx, annotation, PDF_NAME(F)));
		field = pdf_name_eq(ctx, pdf_dict_get(ctx, annotation, PDF_NAME(Subtype)),
				    PDF_NAME(Widget));
		if (form && !(flags & (ANNOTATION_HIDDEN | ANNOTATION_NO_VIEW)))
			add(ctx, asides, field ? DT_RULE_FIELD : DT_RULE_ANNOTATION,
			    count_glyphs(asides, doc, form, scan, caches));
	}
}

static void read_patterns(struct dt_asides *asides, struct dt_document *doc,
			  const struct dt_scan *scan, struct dt_scan_caches *caches)
{
	fz_context *ctx = doc->wall.ctx;
	const int *objects = scan->asides.at;
	pdf_obj *form = NULL;

	fz_var(form);
	for (uint32_t i = 0; i < scan->asides.n; i++) {
		fz_try(ctx)
		{
			form = pdf_new_indirect(ctx, doc->pdf, objects[i], 0);
			add(ctx, asides, DT_RULE_PATTERN,
			    count_glyphs(asides, doc, form, scan, caches));
		}
		fz_always(ctx)
		{
			pdf_drop_obj(ctx, form);
			form = NULL;
		}
		fz_catch(ctx)
		{
			fz_rethrow(ctx);
		}
	}
}

/* One for each font that has glyphs of unknown characters on the page. */
static void read_unknown(fz_context *ctx, struct dt_asides *asides, const struct dt_scan *scan,
			 struct dt_payload *payload)
{
	const struct dt_glyph *glyphs = scan->glyphs.at;
	const struct dt_look *looks = scan->looks.at;
	struct dt_pdf_font *const *fonts = scan->fonts.at;
	uint32_t first = asides->list.n, font = DT_NONE;
	struct dt_aside *to = NULL;

	for (uint32_t i = 0; i < scan->glyphs.n; i++) {
		if (!(glyphs[i].flags & DT_GLYPH_UNMAPPED))
			continue;
		if (looks[glyphs[i].look].font != font) {
			struct dt_aside *list = asides->list.at;
			uint32_t k = first;

			font = looks[glyphs[i].look].font;
			while (k < asides->list.n && list[k].font.offset != font)
				k++;
			to = k < asides->list.n ? &list[k]
						: DT_LIST_ADD(&asides->list, struct dt_aside);
			if (!to)
				fz_throw(ctx, FZ_ERROR_MEMORY, "asides");
			to->rule = DT_RULE_UNMAPPED;
			to->flags = DT_ASIDE_NUMBERED;
			to->font.offset = font; /* the name comes when all are known */
		}
		to->glyphs++;
	}
	to = asides->list.at;
	for (uint32_t k = first; k < asides->list.n; k++) {
		const char *name = fonts[to[k].font.offset]->name;

		to[k].font = dt_payload_text(payload, name, strlen(name));
	}
}

void dt_asides_read(struct dt_asides *asides, struct dt_document *doc,
		    const struct dt_page_entry *page, const struct dt_scan *scan,
		    struct dt_scan_caches *caches, struct dt_payload *payload)
{
	fz_context *ctx = doc->wall.ctx;

	dt_list_clear(&asides->list);
	memset(&asides->spent, 0, sizeof(asides->spent));
	asides->cut = false;
	fz_try(ctx)
	{
		read_annotations(asides, doc, page, scan, caches);
		read_patterns(asides, doc, scan, caches);
	}
	fz_always(ctx)
	{
		dt_scan_release(&asides->scan, doc); /* it may have been left in the middle */
	}
	fz_catch(ctx)
	{
		if (doc->wall.over || doc->wall.cancelled || fz_caught(ctx) == FZ_ERROR_MEMORY)
			fz_rethrow(ctx);
	}
	read_unknown(ctx, asides, scan, payload);
}

void dt_asides_free(struct dt_asides *asides)
{
	dt_scan_free(&asides->scan);
	dt_list_free(&asides->list);
}
