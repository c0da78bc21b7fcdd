/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* layout.document: what all pages together say about each of them. */
#include "config.h"

#include "stages.h"

#include <doctranslate/payload.h>

#include <math.h>

struct size_count {
	uint32_t key, letters;
	float size;
};

struct document {
	struct dt_list sizes; /* struct size_count, by style key */
	uint32_t n_pages;
};

dt_status document_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			 struct dt_error *err)
{
	(void)call;
	(void)n_pages;
	*state = calloc(1, sizeof(struct document));
	return *state ? DT_OK : dt_fail(err, DT_E_SYSTEM, "out of memory for the document's profile");
}

static void count_style(struct document *document, const struct dt_style *style, uint32_t letters)
{
	struct size_count *sizes = document->sizes.at, *added;

	for (uint32_t i = 0; i < document->sizes.n; i++)
		if (sizes[i].key == style->key) {
			sizes[i].letters += letters;
			return;
		}
	if (document->sizes.n >= 512)
		return;
	added = DT_LIST_ADD(&document->sizes, struct size_count);
	if (added) {
		added->key = style->key;
		added->size = style->size;
		added->letters = letters;
	}
}

dt_status document_run(const struct dt_call *call, struct dt_error *err)
{
	struct document *document = call->state;
	const struct dt_page_blocks *page = call->host->input(call, 0, NULL);
	const struct dt_block *blocks;
	const struct dt_style *styles;

	(void)err;
	document->n_pages++;
	if (!page)
		return DT_OK;
	blocks = DT_AT(page, struct dt_block, page->blocks);
	styles = DT_AT(page, struct dt_style, page->styles);
	for (uint32_t i = 0; i < page->blocks.count; i++)
		if (blocks[i].style < page->styles.count)
			count_style(document, &styles[blocks[i].style], blocks[i].text.count);
	return DT_OK;
}

dt_status document_end(const struct dt_call *call, struct dt_error *err)
{
	struct document *document = call->state;
	const struct size_count *sizes = document->sizes.at;
	struct dt_payload payload = { 0 };
	struct dt_profile *head;
	uint32_t best = 0;
	dt_status status;

	dt_payload_start(&payload, sizeof(*head));
	head = DT_PAYLOAD_HEAD(&payload, struct dt_profile);
	for (uint32_t i = 1; i < document->sizes.n; i++)
		if (sizes[i].letters > sizes[best].letters)
			best = i;
	if (head) {
		head->n_pages = document->n_pages;
		head->body_size = document->sizes.n ? sizes[best].size : 10;
		head->body_key = document->sizes.n ? sizes[best].key : 0;
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
	dt_list_free(&document->sizes);
	free(document);
}
