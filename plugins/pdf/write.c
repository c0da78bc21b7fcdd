/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "write.h"

#include "content.h"
#include "embed.h"
#include "links.h"
#include "titles.h"

#include <stdlib.h>
#include <string.h>

/* Bytes that MuPDF may use; only objects are read here, no fonts or images. */
#define MEMORY_LIMIT ((size_t)768 << 20)

/* MuPDF keeps every object that it has read; when they have grown by so many bytes
 * they are dropped.  Reading them again costs more than writing a page. */
#define CACHE_GROWTH ((size_t)16 << 20)

struct job {
	struct dt_document doc;
	struct dt_page_list pages;
	struct dt_faces faces;
	struct dt_output mono;
	size_t cache_limit; /* of MuPDF's memory; the object cache is emptied past it */
	uint32_t runs;	  /* calls of run */
	uint32_t changed; /* pages that were rewritten */
};

static dt_status open_output(struct job *job, struct dt_output *out, const struct dt_call *call,
			     const char *kind, uint32_t slot, struct dt_error *err)
{
	char name[128];

	out->slot = slot;
	out->doc = &job->doc;
	out->pages = &job->pages;
	out->faces = &job->faces;
	snprintf(name, sizeof(name), "%.80s.%s.pdf", call->node, kind);
	return dt_writer_open(&out->w, &job->doc, call->host->work_dir(call), name, err);
}

/* What a user should know about how the result is made. */
static void tell_about_source(const struct dt_call *call, const struct dt_output *out)
{
	struct dt_note note = { .size = sizeof(note), .level = DT_NOTE_WARNING, .page = -1 };
	char text[200];

	note.text = text;
	if (out->w.decrypted) {
		note.code = "write.decrypted";
		snprintf(text, sizeof(text),
			 "the result is not encrypted: the source uses two ciphers at once");
		call->host->note(call, &note);
	}
	if (out->w.whole && !out->w.decrypted) {
		note.code = "write.repaired";
		snprintf(text, sizeof(text),
			 "the file is damaged and was written anew from the objects that could be "
			 "read; %u could not",
			 out->w.lost);
		call->host->note(call, &note);
	}
}

dt_status dt_write_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			 struct dt_error *err)
{
	struct job *job = calloc(1, sizeof(*job));
	dt_status status;

	(void)n_pages;
	if (!job)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the result");
	job->mono.wanted = strcmp(dt_parameter(call, "mono", "yes"), "no") != 0;
	status = dt_document_open(&job->doc, call, DT_WRITE_IN_FILE, MEMORY_LIMIT, err);
	if (status == DT_OK)
		status = dt_pages_walk(&job->doc, &job->pages, err);
	if (status == DT_OK && job->mono.wanted)
		status = open_output(job, &job->mono, call, "mono", 0, err);
	if (status != DT_OK) {
		dt_write_drop(NULL, job);
		return status;
	}
	if (job->mono.wanted)
		tell_about_source(call, &job->mono);
	*state = job;
	return DT_OK;
}

/* The numbers of the payload's faces in the document, and the glyphs they paint. */
static void take_faces(fz_context *ctx, struct job *job, const struct dt_painted *painted,
		       uint32_t *numbers)
{
	const struct dt_face *faces = DT_AT(painted, struct dt_face, painted->faces);
	const struct dt_painted_glyph *glyphs =
		DT_AT(painted, struct dt_painted_glyph, painted->glyphs);
	uint32_t i;

	for (i = 0; i < painted->faces.count; i++) {
		numbers[i] = dt_faces_find(&job->faces, DT_TEXT(painted, faces[i].path),
					   faces[i].index, DT_TEXT(painted, faces[i].name));
		if (numbers[i] == DT_NONE)
			fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for a font face");
	}
	for (i = 0; i < painted->glyphs.count; i++) {
		const struct dt_painted_glyph *g = &glyphs[i];

		if (g->face >= painted->faces.count ||
		    !dt_faces_use(dt_faces_at(&job->faces, numbers[g->face]), g->id,
				  DT_TEXT(painted, g->text), g->text.count))
			fz_throw(ctx, FZ_ERROR_GENERIC, "glyph %u of a font cannot be kept", g->id);
	}
}

/* A new version of the page object: other content and resources, all else as it was. */
static void update_page(fz_context *ctx, struct dt_output *out, const struct dt_page_entry *page,
			const struct dt_painted *painted, const uint32_t *faces)
{
	struct dt_content content = { 0 };
	pdf_obj *dict = NULL;

	fz_var(dict);
	fz_var(content);
	fz_try(ctx)
	{
		dict = pdf_copy_dict(ctx, dt_page_object(out->doc, page));
		if (painted->streams.count) {
			dt_content_write(ctx, out, page, painted, faces, NULL, &content);
			pdf_dict_put_drop(ctx, dict, PDF_NAME(Contents),
					  dt_output_reference(ctx, out, content.stream));
			pdf_dict_put(ctx, dict, PDF_NAME(Resources), content.resources);
		}
		dt_links_update(ctx, out, painted, dict);
		dt_writer_object(ctx, &out->w, (uint32_t)page->object, dict);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, content.resources);
		pdf_drop_obj(ctx, dict);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static void write_page(fz_context *ctx, struct job *job, const struct dt_painted *painted)
{
	const struct dt_page_entry *page = &job->pages.at[painted->number];
	uint32_t *faces = fz_malloc(ctx, (painted->faces.count + 1) * sizeof(*faces));

	fz_try(ctx)
	{
		take_faces(ctx, job, painted, faces);
		if (job->mono.wanted)
			update_page(ctx, &job->mono, page, painted, faces);
	}
	fz_always(ctx)
	{
		fz_free(ctx, faces);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static void purge(fz_context *ctx, struct job *job)
{
	if (job->doc.wall.used < job->cache_limit)
		return;
	pdf_clear_xref(ctx, job->doc.pdf);
	job->cache_limit = job->doc.wall.used + CACHE_GROWTH;
}

static dt_status check_file(const struct dt_output *out, struct dt_error *err)
{
	if (!out->wanted || !out->w.file.error)
		return DT_OK;
	if (err && err->status == DT_OK)
		err->sys_errno = out->w.file.error;
	return dt_fail(err, DT_E_SYSTEM, "cannot write \"%s\": %s", out->w.file.path,
		       strerror(out->w.file.error));
}

dt_status dt_write_run(const struct dt_call *call, struct dt_error *err)
{
	struct job *job = call->state;
	fz_context *ctx = job->doc.wall.ctx;
	const struct dt_painted *painted = call->host->input(call, DT_WRITE_IN_PAGE, NULL);

	if (!painted || (!painted->streams.count && !painted->links.count))
		return DT_OK; /* stays as it is */
	if (painted->number >= job->pages.n)
		return dt_fail(err, DT_E_BUG, "page %u of %u", painted->number + 1, job->pages.n);
	if (!job->pages.at[painted->number].object)
		return dt_fail(err, DT_E_UNSUPPORTED,
			       "the page stands inside the page tree, not in an object of its own");
	dt_wall_enter(&job->doc.wall, call);
	fz_try(ctx)
	{
		write_page(ctx, job, painted);
		purge(ctx, job);
		job->changed++;
	}
	fz_catch(ctx)
	{
		return dt_wall_fail(&job->doc.wall, err, "cannot write page %u",
				    painted->number + 1);
	}
	return check_file(&job->mono, err);
}

static void tell_about_font(const struct dt_call *call, uint32_t level, const char *text)
{
	struct dt_note note = { .size = sizeof(note), .level = level, .page = -1 };

	note.code = "write.font";
	note.text = text;
	call->host->note(call, &note);
}

/* One face into each result that uses it. */
static void write_face(fz_context *ctx, const struct dt_call *call, struct job *job,
		       const struct dt_used_face *face)
{
	struct dt_subset subset;
	struct dt_error why = { 0 };
	char text[400];

	if (dt_subset_make(&subset, face, &why))
		tell_about_font(call, DT_NOTE_FAULT, why.text);
	if (subset.forbidden) {
		snprintf(text, sizeof(text), "the licence bits of the font %.100s forbid embedding",
			 face->name);
		tell_about_font(call, DT_NOTE_WARNING, text);
	}
	fz_try(ctx)
	{
		if (job->mono.wanted && face->objects[0])
			dt_embed_face(ctx, &job->mono.w, face, &subset, face->objects[0]);
	}
	fz_always(ctx)
	{
		dt_subset_free(&subset);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static void write_catalogue(fz_context *ctx, struct dt_output *out, const struct dt_outline *titles,
			    const char *lang)
{
	pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, out->doc->pdf), PDF_NAME(Root));
	pdf_obj *catalogue = pdf_copy_dict(ctx, root);

	fz_try(ctx)
	{
		dt_titles_update(ctx, out, titles, lang, catalogue);
		if (pdf_is_indirect(ctx, root))
			dt_writer_object(ctx, &out->w, (uint32_t)pdf_to_num(ctx, root), catalogue);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, catalogue);
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static dt_status give(const struct dt_call *call, struct dt_output *out, uint32_t port,
		      struct dt_error *err)
{
	static const char type[] = "application/pdf";
	struct dt_payload p = { 0 };
	struct dt_span path, media;
	dt_status status;

	if (dt_outfile_close(&out->w.file, err))
		return DT_E_SYSTEM;
	dt_payload_start(&p, sizeof(struct dt_file));
	path = dt_payload_text(&p, out->w.file.path, strlen(out->w.file.path));
	media = dt_payload_text(&p, type, strlen(type));
	if (!p.failed) {
		struct dt_file *file = DT_PAYLOAD_HEAD(&p, struct dt_file);

		file->bytes = out->w.file.position;
		file->path = path;
		file->media_type = media;
	}
	status = dt_payload_output(&p, call, port, err);
	dt_payload_free(&p);
	return status;
}

dt_status dt_write_end(const struct dt_call *call, struct dt_error *err)
{
	struct job *job = call->state;
	fz_context *ctx = job->doc.wall.ctx;
	const struct dt_outline *titles = call->host->input(call, DT_WRITE_IN_TITLES, NULL);
	const char *lang = job->changed ? call->host->parameter(call, "target_lang") : NULL;
	uint32_t i;

	dt_wall_enter(&job->doc.wall, call);
	fz_try(ctx)
	{
		for (i = 0; i < job->faces.list.n; i++)
			write_face(ctx, call, job, dt_faces_at(&job->faces, i));
		if (job->mono.wanted) {
			write_catalogue(ctx, &job->mono, titles, lang);
			dt_writer_finish(ctx, &job->mono.w);
		}
	}
	fz_catch(ctx)
	{
		return dt_wall_fail(&job->doc.wall, err, "cannot finish the result of \"%s\"",
				    job->doc.name);
	}
	if (job->mono.wanted)
		return give(call, &job->mono, DT_WRITE_OUT_MONO, err);
	return DT_OK;
}

void dt_write_drop(void *self, void *state)
{
	struct job *job = state;

	(void)self;
	if (!job)
		return;
	dt_wall_enter(&job->doc.wall, NULL);
	dt_writer_close(&job->mono.w, job->doc.wall.ctx);
	dt_faces_free(&job->faces);
	dt_pages_free(&job->pages);
	dt_document_close(&job->doc);
	free(job);
}
