/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "kept.h"

#include <doctranslate/blocks.h>
#include <doctranslate/segments.h>

#include <stdlib.h>

static const struct dt_keep_kind kind = { "translated", "DTSEGM1" };

void kept_write(const struct dt_call *call, _Atomic(size_t) *kept, const void *payload, size_t size)
{
	if (dt_keep_wanted(call) && atomic_fetch_add(kept, size) + size <= DT_KEEP_BYTES)
		dt_keep_write(call, &kind, payload, size);
}

dt_status kept_open(const struct dt_call *call, const void *options, void **self,
		    struct dt_error *err)
{
	(void)call;
	(void)err;
	*self = (void *)(uintptr_t)options; /* they live as long as self */
	return DT_OK;
}

/* ---- is it sound? ------------------------------------------------------------------------- */

struct checked {
	const char *at;
	size_t size;
};

static bool fits(const struct checked *c, struct dt_span span, size_t element)
{
	return span.offset % 8 == 0 && span.offset <= c->size &&
	       span.count <= (c->size - span.offset) / element;
}

/* With a NUL behind. */
static bool fits_text(const struct checked *c, struct dt_span span)
{
	size_t end = span.offset + (size_t)span.count;

	return (!span.offset && !span.count) || (fits(c, span, 1) && end < c->size && !c->at[end]);
}

static bool fits_runs(const struct checked *c, struct dt_span runs, struct dt_span text)
{
	const struct dt_target_run *at = DT_AT(c->at, struct dt_target_run, runs);

	if (!fits(c, runs, sizeof(*at)))
		return false;
	for (uint32_t i = 0; i < runs.count; i++)
		if (at[i].start > text.count || at[i].length > text.count - at[i].start)
			return false;
	return true;
}

/* As it stands alone: what a text shares with other pages is not to be had here. */
static bool take_segments(const struct checked *c, struct dt_page_segments *page)
{
	struct dt_segment *at =
		(struct dt_segment *)(uintptr_t)DT_AT(page, struct dt_segment, page->segments);

	for (uint32_t i = 0; i < page->segments.count; i++) {
		if (!fits_text(c, at[i].text) || !fits_runs(c, at[i].runs, at[i].text) ||
		    !fits_text(c, at[i].reason))
			return false;
		at[i].n_parts = at[i].part = 0;
		at[i].whole = at[i].whole_runs = (struct dt_span){ 0, 0 };
	}
	return true;
}

static bool is_sound(void *payload, size_t size, const struct dt_page_blocks *blocks)
{
	const struct checked c = { payload, size };
	struct dt_page_segments *page = payload;

	return size >= sizeof(*page) && page->number == blocks->number &&
	       page->segments.count == blocks->blocks.count &&
	       fits(&c, page->segments, sizeof(struct dt_segment)) &&
	       fits_text(&c, page->target_lang) && take_segments(&c, page);
}

dt_status kept_page(const struct dt_call *call, struct dt_error *err)
{
	const struct kept_options *options = call->self;
	const struct dt_page_blocks *blocks = call->host->input(call, KEPT_IN_BLOCKS, NULL);
	dt_status status;
	void *payload;
	size_t size;

	if (!blocks)
		return dt_fail(err, DT_E_BUG, "a page without blocks");
	if (dt_keep_read(options->file, &kind, &payload, &size, err) != DT_OK)
		return err->status;
	if (is_sound(payload, size, blocks))
		status = call->host->output(call, KEPT_OUT_SEGMENTS, payload, size, err);
	else
		status = dt_fail(err, DT_E_INPUT, "\"%s\" is not what was translated of page %u",
				 options->file, blocks->number + 1);
	free(payload);
	return status;
}
