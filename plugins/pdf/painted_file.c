/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "painted_file.h"

#include <doctranslate/payload.h>

#include <stdlib.h>
#include <string.h>

static const struct dt_keep_kind kind = { "painted", "DTPDF1\n" };

/* Where all pages are in a document of their own, that is there soon after the first page is
 * painted, and painted pages are of use to nobody. */
static bool is_wanted(const struct dt_call *call)
{
	return dt_keep_wanted(call) && (!strcmp(dt_parameter(call, "mono", "yes"), "no") ||
					call->host->parameter(call, "pages"));
}

void dt_painted_keep(const struct dt_call *call, size_t *kept, const void *payload, size_t size)
{
	if (!is_wanted(call) || size > DT_KEEP_BYTES - *kept)
		return;
	*kept += size;
	dt_keep_write(call, &kind, payload, size);
}

/* ---- is it sound? ----------------------------------------------------------------------- */

struct checked {
	const char *at;
	size_t size;
	const struct dt_painted *page;
};

static bool fits(const struct checked *c, struct dt_span span, size_t element)
{
	return span.offset % 8 == 0 && span.offset <= c->size &&
	       span.count <= (c->size - span.offset) / element;
}

/* With a NUL behind, as those who read it rely on. */
static bool fits_text(const struct checked *c, struct dt_span span)
{
	return !span.count && !span.offset
		       ? true
		       : fits(c, span, 1) && span.offset + (size_t)span.count < c->size &&
				 !c->at[span.offset + (size_t)span.count];
}

static bool check_stream(const struct checked *c, const struct dt_painted_stream *stream,
			 uint32_t i)
{
	const struct dt_painted_font *fonts;
	const struct dt_painted_alpha *alphas;
	uint32_t k;

	if ((i ? stream->parent >= i : stream->parent != DT_NONE) || !fits_text(c, stream->name) ||
	    !fits(c, stream->data, 1) || !fits(c, stream->fonts, sizeof(*fonts)) ||
	    !fits(c, stream->alphas, sizeof(*alphas)))
		return false;
	fonts = DT_AT(c->page, struct dt_painted_font, stream->fonts);
	alphas = DT_AT(c->page, struct dt_painted_alpha, stream->alphas);
	for (k = 0; k < stream->fonts.count; k++)
		if (!fits_text(c, fonts[k].name) ||
		    (fonts[k].face != DT_NONE && fonts[k].face >= c->page->faces.count))
			return false;
	for (k = 0; k < stream->alphas.count; k++)
		if (!fits_text(c, alphas[k].name))
			return false;
	return true;
}

static bool check_lists(const struct checked *c)
{
	const struct dt_painted *page = c->page;
	const struct dt_painted_stream *streams =
		DT_AT(page, struct dt_painted_stream, page->streams);
	const struct dt_painted_glyph *glyphs = DT_AT(page, struct dt_painted_glyph, page->glyphs);
	const struct dt_face *faces = DT_AT(page, struct dt_face, page->faces);
	const struct dt_set_link *links = DT_AT(page, struct dt_set_link, page->links);
	uint32_t i;

	for (i = 0; i < page->streams.count; i++)
		if (!check_stream(c, &streams[i], i))
			return false;
	for (i = 0; i < page->glyphs.count; i++)
		if (glyphs[i].face >= page->faces.count || !fits_text(c, glyphs[i].text))
			return false;
	for (i = 0; i < page->faces.count; i++)
		if (!fits_text(c, faces[i].path) || !fits_text(c, faces[i].name))
			return false;
	for (i = 0; i < page->links.count; i++)
		if (!fits(c, links[i].quads, sizeof(struct dt_point)))
			return false;
	return true;
}

bool dt_painted_check(const void *payload, size_t size)
{
	const struct dt_painted *page = payload;
	const struct checked c = { payload, size, page };

	return size >= sizeof(*page) && page->size == size &&
	       fits(&c, page->streams, sizeof(struct dt_painted_stream)) &&
	       fits(&c, page->faces, sizeof(struct dt_face)) &&
	       fits(&c, page->glyphs, sizeof(struct dt_painted_glyph)) &&
	       fits(&c, page->links, sizeof(struct dt_set_link)) &&
	       fits_text(&c, page->target_lang) && check_lists(&c);
}

/* ---- the stage pdf.painted ------------------------------------------------------------------ */

struct painted_file {
	void *payload;
	size_t size;
};

dt_status dt_painted_open(const struct dt_call *call, const void *options, void **self,
			  struct dt_error *err)
{
	(void)call;
	(void)err;
	*self = (void *)(uintptr_t)options; /* they live as long as self */
	return DT_OK;
}

dt_status dt_painted_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			   struct dt_error *err)
{
	const struct dt_painted_options *options = call->self;
	struct painted_file *file = calloc(1, sizeof(*file));
	dt_status status;

	if (!file)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a painted page");
	status = dt_keep_read(options->file, &kind, &file->payload, &file->size, err);
	if (status == DT_OK && !dt_painted_check(file->payload, file->size))
		status = dt_fail(err, DT_E_INPUT, "\"%s\" is no sound page", options->file);
	*n_pages = 1;
	if (status == DT_OK)
		*state = file;
	else
		dt_painted_drop(NULL, file);
	return status;
}

dt_status dt_painted_run(const struct dt_call *call, struct dt_error *err)
{
	const struct painted_file *file = call->state;

	return call->host->output(call, 0, file->payload, file->size, err);
}

void dt_painted_drop(void *self, void *state)
{
	struct painted_file *file = state;

	(void)self;
	if (file)
		free(file->payload);
	free(file);
}
