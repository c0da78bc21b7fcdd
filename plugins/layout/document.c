/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* layout.document: what all pages together say about each of them. */
#include "config.h"

#include "stages.h"

#include "profile.h"

#include <math.h>

#define MOST_STYLES 512u

dt_status document_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			 struct dt_error *err)
{
	(void)call;
	(void)n_pages;
	*state = calloc(1, sizeof(struct document));
	return *state ? DT_OK
		      : dt_fail(err, DT_E_SYSTEM, "out of memory for the document's profile");
}

static void count_style(struct document *document, const struct dt_style *style, uint32_t letters)
{
	struct style_count *styles = document->styles.at, *added;

	for (uint32_t i = 0; i < document->styles.n; i++)
		if (styles[i].key == style->key) {
			styles[i].letters += letters;
			return;
		}
	if (document->styles.n >= MOST_STYLES)
		return;
	added = DT_LIST_ADD(&document->styles, struct style_count);
	if (added) {
		added->key = style->key;
		added->size = style->size;
		added->flags = style->flags;
		added->letters = letters;
	}
}

/* False: without memory. */
static bool keep_title(struct document *document, const struct dt_page_blocks *page)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks), *best = NULL;
	const struct dt_style *styles = DT_AT(page, struct dt_style, page->styles);

	for (uint32_t i = 0; i < page->blocks.count; i++)
		if ((blocks[i].role == DT_ROLE_HEADING || blocks[i].role == DT_ROLE_TITLE) &&
		    blocks[i].style < page->styles.count &&
		    (!best || styles[blocks[i].style].size > styles[best->style].size * 1.02f))
			best = &blocks[i];
	if (!best || !best->text.count)
		return true;
	document->title = calloc(1, best->text.count + 1u);
	if (document->title)
		memcpy(document->title, DT_TEXT(page, best->text), best->text.count);
	return document->title;
}

dt_status document_run(const struct dt_call *call, struct dt_error *err)
{
	struct document *document = call->state;
	const struct dt_page_blocks *page = call->host->input(call, 0, NULL);
	const struct dt_block *blocks;
	const struct dt_style *styles;

	document->n_pages++;
	flows_collect(document, page, call->page);
	if (!page)
		return DT_OK;
	blocks = DT_AT(page, struct dt_block, page->blocks);
	styles = DT_AT(page, struct dt_style, page->styles);
	for (uint32_t i = 0; i < page->blocks.count; i++)
		if (blocks[i].style < page->styles.count)
			count_style(document, &styles[blocks[i].style], blocks[i].text.count);
	if (call->page == 0 && !keep_title(document, page))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the document's title");
	edges_collect(document, page, call->page);
	language_collect(document, page, call->page);
	headings_collect(document, page, call->page);
	if (document->styles.failed || document->edges.failed || document->headings.failed ||
	    document->pieces.failed || document->page_pieces.failed || document->store.failed)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the document's profile");
	return DT_OK;
}

/* The size that most text has, and its commonest style. */
static void find_body(struct document *document)
{
	const struct style_count *styles = document->styles.at;
	uint32_t most = 0, best = 0;

	document->body_size = 10;
	for (uint32_t i = 0; i < document->styles.n; i++) {
		uint32_t sum = 0;

		for (uint32_t k = 0; k < document->styles.n; k++)
			if (fabsf(styles[k].size - styles[i].size) < 0.26f)
				sum += styles[k].letters;
		if (sum > most) {
			most = sum;
			document->body_size = styles[i].size;
		}
	}
	for (uint32_t i = 0; i < document->styles.n; i++)
		if (fabsf(styles[i].size - document->body_size) < 0.26f &&
		    styles[i].letters > best) {
			best = styles[i].letters;
			document->body_key = styles[i].key;
			document->body_size = styles[i].size;
		}
}

static int by_page_and_block(const void *a, const void *b)
{
	const struct dt_profile_role *x = a, *y = b;

	if (x->page != y->page)
		return x->page < y->page ? -1 : 1;
	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	/* a running head is no heading */
	return (y->role == DT_ROLE_HEADER || y->role == DT_ROLE_FOOTER) -
	       (x->role == DT_ROLE_HEADER || x->role == DT_ROLE_FOOTER);
}

static void sort_roles(struct document *document)
{
	struct dt_profile_role *roles = document->roles.at;
	uint32_t n = 0;

	if (document->roles.n < 2)
		return;
	qsort(roles, document->roles.n, sizeof(*roles), by_page_and_block);
	for (uint32_t i = 0; i < document->roles.n; i++)
		if (!n || roles[n - 1].page != roles[i].page ||
		    roles[n - 1].block != roles[i].block)
			roles[n++] = roles[i];
	document->roles.n = n;
}

/* Nothing that the pages said was dropped without memory. */
static bool kept_all(const struct document *document)
{
	return !document->styles.failed && !document->edges.failed && !document->headings.failed &&
	       !document->scratch.failed && !document->pieces.failed &&
	       !document->page_pieces.failed && !document->flows.failed &&
	       !document->parts.failed && !document->store.failed;
}

dt_status document_end(const struct dt_call *call, struct dt_error *err)
{
	struct document *document = call->state;
	struct dt_payload payload = { 0 };
	struct dt_span title = { 0, 0 }, lang = { 0, 0 }, roles, flows, parts, words;
	const char *language = language_of(document);
	struct dt_profile *head;
	dt_status status;

	find_body(document);
	edges_judge(document);
	headings_judge(document);
	sort_roles(document);
	flows_judge(document);
	dt_payload_start(&payload, sizeof(*head));
	if (document->title)
		title = dt_payload_text(&payload, document->title, strlen(document->title));
	if (language)
		lang = dt_payload_text(&payload, language, strlen(language));
	words = language_words(document, &payload);
	roles = dt_payload_list(&payload, &document->roles);
	flows_write(document, &payload, &flows, &parts);
	head = DT_PAYLOAD_HEAD(&payload, struct dt_profile);
	if (head && kept_all(document)) {
		head->n_pages = document->n_pages;
		head->body_size = document->body_size;
		head->body_key = document->body_key;
		head->roles = roles;
		head->title = title;
		head->lang = lang;
		head->words = words;
		head->flows = flows;
		head->parts = parts;
	} else {
		payload.failed = true;
	}
	status = dt_payload_output(&payload, call, 0, err);
	dt_payload_free(&payload);
	return status;
}

void document_drop(void *self, void *state)
{
	struct document *document = state;

	(void)self;
	if (!document)
		return;
	dt_list_free(&document->styles);
	dt_list_free(&document->edges);
	dt_list_free(&document->headings);
	dt_list_free(&document->roles);
	dt_list_free(&document->scratch);
	dt_list_free(&document->pieces);
	dt_list_free(&document->page_pieces);
	dt_list_free(&document->flows);
	dt_list_free(&document->parts);
	dt_payload_free(&document->store);
	free(document->title);
	free(document);
}
