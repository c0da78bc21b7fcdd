/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tags.h"

#include <stdlib.h>
#include <string.h>

#define DEEPEST		200
#define MOST_ROLE_STEPS 10
#define MOST_TEXTS	50000

struct level {
	pdf_obj *kids; /* borrowed: an array or a single kid */
	int i, n;
};

static pdf_obj *root_of(fz_context *ctx, pdf_document *pdf)
{
	return pdf_dict_getp(ctx, pdf_trailer(ctx, pdf), "Root/StructTreeRoot");
}

static void push(fz_context *ctx, struct level *stack, int *depth, pdf_obj *node)
{
	pdf_obj *kids = pdf_dict_get(ctx, node, PDF_NAME(K));

	if (*depth >= DEEPEST || !kids)
		return;
	stack[*depth].kids = kids;
	stack[*depth].i = 0;
	stack[(*depth)++].n = pdf_is_array(ctx, kids) ? pdf_array_len(ctx, kids) : 1;
}

static void tell_text(fz_context *ctx, pdf_obj *element, pdf_obj *key, uint32_t kind,
		      struct dt_tag_texts *texts)
{
	pdf_obj *value = pdf_dict_get(ctx, element, key);
	struct dt_title *title;
	const char *text;

	if (!pdf_is_string(ctx, value) || texts->list.n >= MOST_TEXTS)
		return;
	text = pdf_to_text_string(ctx, value);
	title = DT_LIST_ADD(&texts->list, struct dt_title);
	if (!title)
		fz_throw(ctx, FZ_ERROR_MEMORY, "texts of the structure tree");
	title->object = (uint32_t)pdf_to_num(ctx, element);
	title->kind = kind;
	title->text = dt_payload_text(&texts->pool, text, strlen(text));
}

static void tell_texts(fz_context *ctx, pdf_obj *element, struct dt_tag_texts *texts)
{
	if (!texts || pdf_to_num(ctx, element) <= 0)
		return;
	tell_text(ctx, element, PDF_NAME(Alt), DT_TITLE_ALTERNATE, texts);
	tell_text(ctx, element, PDF_NAME(ActualText), DT_TITLE_ACTUAL_TEXT, texts);
	tell_text(ctx, element, PDF_NAME(E), DT_TITLE_EXPANSION, texts);
	tell_text(ctx, element, PDF_NAME(Lang), DT_TITLE_LANGUAGE, texts);
}

/* Depth first, as the text is to be read; each element once. */
static void number_all(fz_context *ctx, pdf_obj *root, struct dt_tag_order *order,
		       struct dt_tag_texts *texts)
{
	struct level stack[DEEPEST];
	uint32_t next = 1;
	int depth = 0;

	push(ctx, stack, &depth, root);
	while (depth > 0) {
		struct level *level = &stack[depth - 1];
		pdf_obj *kid;
		int number;

		if (level->i >= level->n) {
			depth--;
			continue;
		}
		kid = pdf_is_array(ctx, level->kids) ? pdf_array_get(ctx, level->kids, level->i)
						     : level->kids;
		level->i++;
		/* numbers are marked content; references to it and to objects have no /S */
		if (pdf_is_int(ctx, kid) || !pdf_is_dict(ctx, kid) ||
		    !pdf_dict_get(ctx, kid, PDF_NAME(S)))
			continue;
		number = pdf_to_num(ctx, kid);
		if (number >= order->n || (number > 0 && order->at[number]))
			continue;
		if (number > 0)
			order->at[number] = next++;
		tell_texts(ctx, kid, texts);
		push(ctx, stack, &depth, kid);
	}
}

dt_status dt_tags_order(struct dt_document *doc, struct dt_tag_order *order,
			struct dt_tag_texts *texts, struct dt_error *err)
{
	fz_context *ctx = doc->wall.ctx;
	dt_status status = DT_OK;
	int n = pdf_xref_len(ctx, doc->pdf);

	memset(order, 0, sizeof(*order));
	fz_var(status);
	fz_try(ctx)
	{
		pdf_obj *root = root_of(ctx, doc->pdf);

		if (pdf_is_dict(ctx, root)) {
			order->at = calloc((size_t)n + 1, sizeof(*order->at));
			if (!order->at)
				fz_throw(ctx, FZ_ERROR_MEMORY, "structure tree");
			order->n = n;
			number_all(ctx, root, order, texts);
		}
	}
	fz_catch(ctx)
	{
		if (doc->wall.over || doc->wall.cancelled || fz_caught(ctx) == FZ_ERROR_MEMORY)
			status =
				dt_wall_fail(&doc->wall, err,
					     "cannot read the structure tree of \"%s\"", doc->name);
		/* a broken tree: what was reached has its number */
	}
	if (status != DT_OK)
		dt_tags_free(order);
	return status;
}

void dt_tags_free(struct dt_tag_order *order)
{
	free(order->at);
	memset(order, 0, sizeof(*order));
}

void dt_tag_texts_free(struct dt_tag_texts *texts)
{
	dt_list_free(&texts->list);
	dt_payload_free(&texts->pool);
}

/* ---- elements of a page ---- */

struct found {	       /* an element before sorting */
	pdf_obj *dict; /* borrowed */
	uint32_t object, order, parent, place;
};

struct search {
	fz_context *ctx;
	struct dt_document *doc;
	const struct dt_tag_order *order;
	pdf_obj *root, *roles;
	struct dt_list list; /* struct found */
	/* by object: places in the list, 1 for the first; 0: free.  Open addressing, grows with
	 * the list; a power of two */
	uint32_t *slots, n_slots;
	/* the parent tree's entry that was used last */
	int parents_key;
	pdf_obj *parents;
};

static const char *const standard_roles[] = {
	"Document",   "DocumentFragment",
	"Part",	      "Art",
	"Sect",	      "Div",
	"BlockQuote", "Caption",
	"TOC",	      "TOCI",
	"Index",      "NonStruct",
	"Private",    "Aside",
	"P",	      "H",
	"H1",	      "H2",
	"H3",	      "H4",
	"H5",	      "H6",
	"Title",      "FENote",
	"L",	      "LI",
	"Lbl",	      "LBody",
	"Table",      "TR",
	"TH",	      "TD",
	"THead",      "TBody",
	"TFoot",      "Span",
	"Quote",      "Note",
	"Reference",  "BibEntry",
	"Code",	      "Link",
	"Annot",      "Em",
	"Strong",     "Sub",
	"Ruby",	      "RB",
	"RT",	      "RP",
	"Warichu",    "WT",
	"WP",	      "Figure",
	"Formula",    "Form",
	"Artifact",
};

static bool is_standard(const char *role)
{
	for (size_t i = 0; i < DT_COUNT(standard_roles); i++)
		if (strcmp(role, standard_roles[i]) == 0)
			return true;
	return false;
}

static const char *standard_role(struct search *s, pdf_obj *dict)
{
	const char *role = pdf_dict_get_name(s->ctx, dict, PDF_NAME(S));

	for (int i = 0; i < MOST_ROLE_STEPS && !is_standard(role); i++) {
		const char *mapped = pdf_to_name(s->ctx, pdf_dict_gets(s->ctx, s->roles, role));

		if (!*mapped)
			break;
		role = mapped;
	}
	return role;
}

static uint32_t *slot_of(const struct search *s, uint32_t object)
{
	const struct found *list = s->list.at;
	uint32_t i = object * 2654435761u >> 7 & (s->n_slots - 1); /* Knuth, 6.4 */

	while (s->slots[i] && list[s->slots[i] - 1].object != object)
		i = (i + 1) & (s->n_slots - 1);
	return &s->slots[i];
}

/* At least half of the slots stay free. */
static void reserve_slot(struct search *s)
{
	const struct found *list = s->list.at;
	uint32_t n = s->n_slots ? s->n_slots * 2 : 256;

	if (2 * (s->list.n + 1) <= s->n_slots)
		return;
	free(s->slots);
	s->slots = calloc(n, sizeof(*s->slots));
	s->n_slots = s->slots ? n : 0;
	if (!s->slots)
		fz_throw(s->ctx, FZ_ERROR_MEMORY, "elements");
	for (uint32_t i = 0; i < s->list.n; i++)
		*slot_of(s, list[i].object) = i + 1;
}

static uint32_t find_element(struct search *s, pdf_obj *dict, int depth)
{
	fz_context *ctx = s->ctx;
	int number = pdf_to_num(ctx, dict);
	struct found *slot;
	uint32_t parent = DT_NONE, *place;
	pdf_obj *above;

	if (!pdf_is_dict(ctx, dict) || number <= 0 || depth > DEEPEST)
		return DT_NONE;
	reserve_slot(s);
	place = slot_of(s, (uint32_t)number);
	if (*place)
		return *place - 1;
	if (!pdf_dict_get(ctx, dict, PDF_NAME(S)))
		return DT_NONE;
	above = pdf_dict_get(ctx, dict, PDF_NAME(P));
	if (above && pdf_to_num(ctx, above) != pdf_to_num(ctx, s->root))
		parent = find_element(s, above, depth + 1);
	slot = DT_LIST_ADD(&s->list, struct found);
	if (!slot)
		fz_throw(ctx, FZ_ERROR_MEMORY, "elements");
	slot->dict = dict;
	slot->object = (uint32_t)number;
	slot->order = number < s->order->n ? s->order->at[number] : 0;
	slot->parent = parent;
	/* those above came in between */
	reserve_slot(s);
	*slot_of(s, (uint32_t)number) = s->list.n;
	return s->list.n - 1;
}

static uint32_t owner_of(struct search *s, const struct dt_scan_mark *mark)
{
	fz_context *ctx = s->ctx;

	if (mark->mcid < 0 || mark->struct_parents < 0)
		return DT_NONE;
	if (!s->parents || s->parents_key != mark->struct_parents) {
		pdf_obj *tree = pdf_dict_gets(ctx, s->root, "ParentTree");

		s->parents = pdf_lookup_number(ctx, tree, mark->struct_parents);
		s->parents_key = mark->struct_parents;
	}
	if (!pdf_is_array(ctx, s->parents))
		return DT_NONE;
	return find_element(s, pdf_array_get(ctx, s->parents, mark->mcid), 0);
}

static int by_order(const void *left, const void *right)
{
	const struct found *a = *(const struct found *const *)left;
	const struct found *b = *(const struct found *const *)right;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return a < b ? -1 : a > b;
}

static void tell_element(struct search *s, const struct found *from, const struct found *list,
			 struct dt_payload *payload, struct dt_element *to)
{
	const char *role = standard_role(s, from->dict);
	const char *lang = pdf_dict_get_text_string(s->ctx, from->dict, PDF_NAME(Lang));

	to->role = dt_payload_text(payload, role, strlen(role));
	to->lang = dt_payload_text(payload, lang, strlen(lang));
	to->object = from->object;
	to->order = from->order;
	/* a tree whose /P contradicts its /K could put a parent behind its kid */
	to->parent = DT_NONE;
	if (from->parent != DT_NONE && list[from->parent].place < from->place)
		to->parent = list[from->parent].place;
}

static void tell_all(struct search *s, struct dt_payload *payload, struct dt_list *elements)
{
	struct found *list = s->list.at;
	struct found **sorted = fz_calloc(s->ctx, s->list.n + 1, sizeof(struct found *));

	for (uint32_t i = 0; i < s->list.n; i++)
		sorted[i] = &list[i];
	qsort(sorted, s->list.n, sizeof(struct found *), by_order);
	for (uint32_t i = 0; i < s->list.n; i++)
		sorted[i]->place = i;
	fz_try(s->ctx)
	{
		for (uint32_t i = 0; i < s->list.n; i++) {
			struct dt_element *element = DT_LIST_ADD(elements, struct dt_element);

			if (!element)
				fz_throw(s->ctx, FZ_ERROR_MEMORY, "elements");
			tell_element(s, sorted[i], list, payload, element);
		}
	}
	fz_always(s->ctx)
	{
		fz_free(s->ctx, sorted);
	}
	fz_catch(s->ctx)
	{
		fz_rethrow(s->ctx);
	}
}

void dt_tags_page(struct dt_document *doc, const struct dt_tag_order *order,
		  const struct dt_scan *scan, struct dt_payload *payload, struct dt_list *elements,
		  struct dt_list *owners)
{
	const struct dt_scan_mark *marks = scan->marks.at;
	struct search s = { .ctx = doc->wall.ctx, .doc = doc, .order = order };

	fz_try(s.ctx)
	{
		s.root = order->n ? root_of(s.ctx, doc->pdf) : NULL;
		s.roles = pdf_dict_gets(s.ctx, s.root, "RoleMap");
		for (uint32_t i = 0; i < scan->marks.n; i++) {
			uint32_t *owner = DT_LIST_ADD(owners, uint32_t);

			if (!owner)
				fz_throw(s.ctx, FZ_ERROR_MEMORY, "marks");
			*owner = s.root ? owner_of(&s, &marks[i]) : DT_NONE;
		}
		tell_all(&s, payload, elements);
		for (uint32_t i = 0; i < owners->n; i++) {
			uint32_t *owner = &((uint32_t *)owners->at)[i];

			if (*owner != DT_NONE)
				*owner = ((struct found *)s.list.at)[*owner].place;
		}
	}
	fz_always(s.ctx)
	{
		dt_list_free(&s.list);
		free(s.slots);
	}
	fz_catch(s.ctx)
	{
		fz_rethrow(s.ctx);
	}
}
