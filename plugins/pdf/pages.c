/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "pages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEEPEST 64

/* MuPDF keeps every object that it has read.  Past so many bytes they are dropped, so
 * that a document of thousands of pages needs no more than one of hundreds. */
#define CACHE_GROWTH ((size_t)4 << 20)
#define MOST_PAGES   1000000

struct inherited {
	int resources_at;
	int rotate;
	fz_rect media, crop;
	bool has_media, has_crop;
};

struct level {		      /* a node that is being walked */
	pdf_obj *node, *kids; /* held, as MuPDF's cache is emptied now and then */
	int i, n;
	int object;
	struct inherited given;
};

struct walk {
	fz_context *ctx;
	pdf_document *pdf;
	struct dt_document *doc;
	size_t cache_limit;
	struct dt_page_list *pages;
	uint32_t room;
	unsigned char *seen; /* by object number: nodes visited */
	int n_objects;
};

static bool read_box(fz_context *ctx, pdf_obj *dict, pdf_obj *key, fz_rect *box)
{
	pdf_obj *array = pdf_dict_get(ctx, dict, key);
	fz_rect found;

	if (pdf_array_len(ctx, array) < 4)
		return false;
	found = pdf_to_rect(ctx, array);
	if (!isfinite(found.x0) || !isfinite(found.y0) || !isfinite(found.x1) ||
	    !isfinite(found.y1) || found.x1 - found.x0 <= 0 || found.y1 - found.y0 <= 0)
		return false;
	*box = found;
	return true;
}

static void inherit(fz_context *ctx, pdf_obj *dict, int object, struct inherited *given)
{
	pdf_obj *resources = pdf_dict_get(ctx, dict, PDF_NAME(Resources));
	pdf_obj *rotate = pdf_dict_get(ctx, dict, PDF_NAME(Rotate));

	/* whether a reference leads to a dictionary is asked when the page is read */
	if (pdf_is_indirect(ctx, resources) || pdf_is_dict(ctx, resources))
		given->resources_at = object;
	if (pdf_is_number(ctx, rotate)) {
		int quarter = (int)floorf(pdf_to_real(ctx, rotate) / 90 + 0.5f) % 4;

		given->rotate = 90 * ((quarter + 4) % 4);
	}
	if (read_box(ctx, dict, PDF_NAME(MediaBox), &given->media))
		given->has_media = true;
	if (read_box(ctx, dict, PDF_NAME(CropBox), &given->crop))
		given->has_crop = true;
}

/* The displayed part.  US letter when the file does not say, as MuPDF does. */
static fz_rect visible_box(const struct inherited *given)
{
	fz_rect box = given->has_media ? given->media : fz_make_rect(0, 0, 612, 792);

	if (given->has_crop) {
		fz_rect cut = fz_intersect_rect(box, given->crop);

		if (cut.x1 > cut.x0 && cut.y1 > cut.y0)
			box = cut;
	}
	return box;
}

static void add_page(struct walk *w, pdf_obj *page, int object, int parent, int kid,
		     struct inherited given)
{
	struct dt_page_list *pages = w->pages;
	struct dt_page_entry *entry;
	float unit;

	if (pages->n >= MOST_PAGES)
		fz_throw(w->ctx, FZ_ERROR_GENERIC, "more than %d pages", MOST_PAGES);
	if (pages->n == w->room) {
		w->room = w->room ? w->room * 2 : 64;
		pages->at = realloc(pages->at, w->room * sizeof(*pages->at));
		if (!pages->at) {
			pages->n = 0;
			fz_throw(w->ctx, FZ_ERROR_MEMORY, "page list");
		}
	}
	inherit(w->ctx, page, object, &given);
	unit = pdf_dict_get_real(w->ctx, page, PDF_NAME(UserUnit));
	entry = &pages->at[pages->n++];
	memset(entry, 0, sizeof(*entry));
	entry->object = object;
	entry->parent = parent;
	entry->kid = kid;
	entry->resources_at = given.resources_at;
	entry->rotate = given.rotate;
	entry->box = visible_box(&given);
	entry->user_unit = unit > 0 && isfinite(unit) ? unit : 1;
}

static bool is_node(fz_context *ctx, pdf_obj *dict)
{
	return pdf_is_array(ctx, pdf_dict_get(ctx, dict, PDF_NAME(Kids))) &&
	       pdf_dict_get(ctx, dict, PDF_NAME(Type)) != PDF_NAME(Page);
}

/* A node, once only: a second visit would be a cycle or a bomb. */
static bool first_visit(struct walk *w, int object)
{
	if (object <= 0 || object >= w->n_objects)
		return object == 0;
	if (w->seen[object])
		return false;
	w->seen[object] = 1;
	return true;
}

static void push(struct walk *w, struct level *stack, int *depth, pdf_obj *node, int object,
		 const struct inherited *given)
{
	fz_context *ctx = w->ctx;
	pdf_obj *kids;
	struct level *level;

	if (*depth >= DEEPEST || !first_visit(w, object))
		return;
	node = pdf_resolve_indirect_chain(ctx, node);
	kids = dt_ready(w->doc, pdf_dict_get(ctx, node, PDF_NAME(Kids)));
	kids = pdf_resolve_indirect_chain(ctx, kids);
	level = &stack[*depth];
	level->given = *given;
	inherit(ctx, node, object, &level->given);
	level->n = pdf_array_len(ctx, kids);
	level->i = 0;
	level->object = object;
	level->node = pdf_keep_obj(ctx, node);
	level->kids = pdf_keep_obj(ctx, kids);
	(*depth)++;
}

/* May throw for one kid that cannot be read; the walk goes on after it. */
static void take_kid(struct walk *w, struct level *stack, int *depth)
{
	struct level *level = &stack[*depth - 1];
	int index = level->i++;
	pdf_obj *kid = dt_ready(w->doc, pdf_array_get(w->ctx, level->kids, index));
	int object = pdf_to_num(w->ctx, kid);

	if (!pdf_is_dict(w->ctx, kid))
		return;
	if (is_node(w->ctx, kid))
		push(w, stack, depth, kid, object, &level->given);
	else
		add_page(w, kid, object, level->object, index, level->given);
}

static void pop(struct walk *w, struct level *stack, int *depth)
{
	(*depth)--;
	pdf_drop_obj(w->ctx, stack[*depth].node);
	pdf_drop_obj(w->ctx, stack[*depth].kids);
}

static void purge(struct walk *w)
{
	dt_ready_release(w->doc);
	if (w->doc->wall.used < w->cache_limit)
		return;
	dt_document_purge(w->doc);
	w->cache_limit = w->doc->wall.used + CACHE_GROWTH;
}

static void walk_tree(struct walk *w, pdf_obj *root)
{
	struct level stack[DEEPEST];
	struct inherited none = { 0 };
	fz_context *ctx = w->ctx;
	int depth = 0;

	fz_var(depth);
	if (pdf_is_dict(ctx, root) && !is_node(ctx, root))
		add_page(w, root, pdf_to_num(ctx, root), 0, 0, none);
	else if (pdf_is_dict(ctx, root))
		push(w, stack, &depth, root, pdf_to_num(ctx, root), &none);
	while (depth > 0) {
		if (stack[depth - 1].i >= stack[depth - 1].n) {
			pop(w, stack, &depth);
			continue;
		}
		fz_try(ctx)
		{
			take_kid(w, stack, &depth);
			purge(w);
		}
		fz_catch(ctx)
		{
			if (fz_caught(ctx) == FZ_ERROR_MEMORY || w->pages->n >= MOST_PAGES) {
				while (depth > 0)
					pop(w, stack, &depth);
				fz_rethrow(ctx);
			}
		}
	}
}

/* Without a usable tree: whatever calls itself a page. */
static void search_objects(struct walk *w)
{
	fz_context *ctx = w->ctx;
	struct inherited none = { 0 };
	pdf_obj *object = NULL;

	fz_var(object);
	for (int i = 1; i < w->n_objects; i++) {
		object = NULL;
		fz_try(ctx)
		{
			object = pdf_load_object(ctx, w->pdf, i);
			if (pdf_is_dict(ctx, object) &&
			    pdf_name_eq(ctx, pdf_dict_get(ctx, object, PDF_NAME(Type)),
					PDF_NAME(Page)))
				add_page(w, object, i, 0, 0, none);
		}
		fz_always(ctx)
		{
			pdf_drop_obj(ctx, object);
		}
		fz_catch(ctx)
		{
			if (fz_caught(ctx) == FZ_ERROR_MEMORY)
				fz_rethrow(ctx);
		}
	}
}

static void walk_from_root(struct walk *w)
{
	fz_context *ctx = w->ctx;

	fz_free(ctx, w->seen);
	w->seen = NULL;
	w->n_objects = pdf_xref_len(ctx, w->pdf);
	w->seen = fz_calloc(ctx, (size_t)w->n_objects + 1, 1);
	walk_tree(w, pdf_dict_getp(ctx, pdf_trailer(ctx, w->pdf), "Root/Pages"));
}

/* A table of objects that could be read may still be wrong, and a repair that found no
 * catalogue has left the object streams alone. */
static void repair(struct dt_document *doc)
{
	fz_context *ctx = doc->wall.ctx;

	doc->repaired = true;
	fz_try(ctx)
	{
		if (!doc->pdf->repair_attempted)
			pdf_repair_xref(ctx, doc->pdf);
		pdf_repair_obj_stms(ctx, doc->pdf);
	}
	fz_catch(ctx)
	{
		if (doc->wall.over || doc->wall.cancelled)
			fz_rethrow(ctx);
	}
}

dt_status dt_pages_agree(struct dt_document *doc, const struct dt_page_list *pages,
			 struct dt_error *err)
{
	dt_status status = DT_OK;

	if (!pages->repaired || doc->repaired)
		return DT_OK;
	fz_var(status);
	fz_try(doc->wall.ctx)
	{
		repair(doc);
	}
	fz_catch(doc->wall.ctx)
	{
		status = dt_wall_fail(&doc->wall, err, "cannot repair \"%s\"", doc->name);
	}
	return status;
}

dt_status dt_pages_walk(struct dt_document *doc, struct dt_page_list *pages, struct dt_error *err)
{
	struct walk w = { .ctx = doc->wall.ctx, .pdf = doc->pdf, .doc = doc, .pages = pages };
	fz_context *ctx = w.ctx;
	dt_status status = DT_OK;

	memset(pages, 0, sizeof(*pages));
	fz_var(status);
	fz_var(w);
	w.cache_limit = doc->wall.used + CACHE_GROWTH;
	fz_try(ctx)
	{
		walk_from_root(&w);
		if (pages->n == 0) {
			repair(doc);
			pages->repaired = 1;
			walk_from_root(&w);
		}
		if (pages->n == 0)
			search_objects(&w);
	}
	fz_always(ctx)
	{
		fz_free(ctx, w.seen);
	}
	fz_catch(ctx)
	{
		status =
			dt_wall_fail(&doc->wall, err, "cannot find the pages of \"%s\"", doc->name);
	}
	if (status == DT_OK && pages->n == 0)
		status = dt_fail(err, DT_E_INPUT, "\"%s\" has no pages", doc->name);
	if (status != DT_OK)
		dt_pages_free(pages);
	return status;
}

void dt_pages_free(struct dt_page_list *pages)
{
	free(pages->at);
	memset(pages, 0, sizeof(*pages));
}

/* Resolved: MuPDF follows a reference wherever a dictionary is wanted, so a
 * borrowed entry of the cross-reference table is enough. */
static pdf_obj *object_at(struct dt_document *doc, int number)
{
	pdf_xref_entry *entry;

	if (number <= 0 || number >= pdf_xref_len(doc->wall.ctx, doc->pdf))
		return NULL;
	dt_object_ready(doc, number);
	entry = pdf_cache_object(doc->wall.ctx, doc->pdf, number);
	return entry ? entry->obj : NULL;
}

pdf_obj *dt_page_object(struct dt_document *doc, const struct dt_page_entry *entry)
{
	fz_context *ctx = doc->wall.ctx;
	pdf_obj *parent;

	if (entry->object)
		return object_at(doc, entry->object);
	parent = object_at(doc, entry->parent);
	return pdf_array_get(ctx, pdf_dict_get(ctx, parent, PDF_NAME(Kids)), entry->kid);
}

pdf_obj *dt_page_resources(struct dt_document *doc, const struct dt_page_entry *entry)
{
	fz_context *ctx = doc->wall.ctx;
	pdf_obj *at = entry->resources_at ? object_at(doc, entry->resources_at)
					  : dt_page_object(doc, entry);

	/* a reference that leads to no dictionary counts as none: the parent's hold */
	for (int depth = 0; at && depth < DEEPEST; depth++) {
		pdf_obj *found = dt_ready(doc, pdf_dict_get(ctx, at, PDF_NAME(Resources)));

		if (pdf_is_dict(ctx, found))
			return found;
		at = dt_ready(doc, pdf_dict_get(ctx, at, PDF_NAME(Parent)));
	}
	return NULL;
}

fz_matrix dt_page_to_pdf(const struct dt_page_entry *entry, float *width, float *height)
{
	fz_rect box = entry->box;
	float unit = entry->user_unit;
	float w = (box.x1 - box.x0) * unit, h = (box.y1 - box.y0) * unit;
	float s = 1 / unit;

	*width = entry->rotate % 180 ? h : w;
	*height = entry->rotate % 180 ? w : h;
	switch (entry->rotate) {
	case 90: /* the page's top is the box's left edge */
		return fz_make_matrix(0, s, s, 0, box.x0, box.y0);
	case 180:
		return fz_make_matrix(-s, 0, 0, s, box.x1, box.y0);
	case 270:
		return fz_make_matrix(0, -s, -s, 0, box.x1, box.y1);
	default:
		return fz_make_matrix(s, 0, 0, -s, box.x0, box.y1);
	}
}
