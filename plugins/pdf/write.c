/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "write.h"

#include "alternate.h"
#include "beside.h"
#include "finish.h"
#include "mono.h"
#include "page_tree.h"
#include "titles.h"

#include <stdlib.h>
#include <string.h>

/* Bytes that MuPDF may use; only objects are read here, no fonts or images. */
#define MEMORY_LIMIT ((size_t)768 << 20)

/* MuPDF keeps every object that it has read; when they have grown by so many bytes
 * they are dropped.  Reading them again costs more than writing a page. */
#define CACHE_GROWTH ((size_t)4 << 20)

struct job {
	struct dt_document doc;
	struct dt_page_list pages;
	struct dt_faces faces;
	struct dt_output mono, dual;
	bool beside; /* dual is side by side, else its pages alternate */
	struct dt_beside halves;
	uint32_t *twins;    /* of each page: its twin's object, or 1 when it was made wider */
	size_t cache_limit; /* of MuPDF's memory; the object cache is emptied past it */
	uint32_t runs;	    /* calls of run */
	uint32_t changed;   /* pages that were rewritten */
};

static dt_status open_output(struct job *job, struct dt_output *out, const struct dt_call *call,
			     const char *kind, uint32_t slot, struct dt_error *err)
{
	fz_context *ctx = job->doc.wall.ctx;
	char name[128];

	out->slot = slot;
	out->doc = &job->doc;
	out->pages = &job->pages;
	out->faces = &job->faces;
	snprintf(name, sizeof(name), "%.80s.%s.pdf", call->node, kind);
	if (dt_writer_open(&out->w, &job->doc, call->host->work_dir(call), name, err))
		return err ? err->status : DT_E_SYSTEM;
	fz_try(ctx)
	{
		dt_output_begin(ctx, out);
	}
	fz_catch(ctx)
	{
		return dt_wall_fail(&job->doc.wall, err, "cannot start the result of \"%s\"",
				    job->doc.name);
	}
	return DT_OK;
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

static dt_status read_parameters(struct job *job, const struct dt_call *call, struct dt_error *err)
{
	const char *dual = dt_parameter(call, "dual", "none");

	job->mono.wanted = strcmp(dt_parameter(call, "mono", "yes"), "no") != 0;
	job->dual.wanted = strcmp(dual, "none") != 0;
	job->beside = strcmp(dual, "side-by-side") == 0;
	if (job->dual.wanted && !job->beside && strcmp(dual, "alternating") != 0)
		return dt_fail(err, DT_E_CONFIG,
			       "dual is \"%s\", not none, side-by-side or alternating", dual);
	return DT_OK;
}

static dt_status open_outputs(struct job *job, const struct dt_call *call, struct dt_error *err)
{
	dt_status status = DT_OK;

	if (job->mono.wanted)
		status = open_output(job, &job->mono, call, "mono", 0, err);
	if (status == DT_OK && job->dual.wanted) {
		job->twins = calloc(job->pages.n, sizeof(*job->twins));
		if (!job->twins)
			return dt_fail(err, DT_E_SYSTEM, "out of memory for the pages");
		status = open_output(job, &job->dual, call, "dual", 1, err);
	}
	if (status == DT_OK && (job->mono.wanted || job->dual.wanted))
		tell_about_source(call, job->mono.wanted ? &job->mono : &job->dual);
	return status;
}

dt_status dt_write_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			 struct dt_error *err)
{
	struct job *job = calloc(1, sizeof(*job));
	dt_status status;

	(void)n_pages;
	if (!job)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the result");
	status = read_parameters(job, call, err);
	if (status == DT_OK)
		status = dt_document_open(&job->doc, call, DT_WRITE_IN_FILE, MEMORY_LIMIT, err);
	if (status == DT_OK)
		status = dt_pages_walk(&job->doc, &job->pages, err);
	if (status == DT_OK)
		status = open_outputs(job, call, err);
	if (status != DT_OK) {
		dt_write_drop(NULL, job);
		return status;
	}
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

/* painted NULL: the source once more. */
static void write_dual_page(fz_context *ctx, struct job *job, uint32_t number,
			    const struct dt_painted *painted, const uint32_t *faces)
{
	if (job->beside) {
		dt_beside_page(ctx, &job->dual, &job->halves, number, painted, faces);
		job->twins[number] = 1;
	} else {
		job->twins[number] = dt_alternate_twin(ctx, &job->dual, number, painted, faces);
	}
}

static void write_page(fz_context *ctx, struct job *job, const struct dt_painted *painted)
{
	uint32_t *faces = fz_malloc(ctx, (painted->faces.count + 1) * sizeof(*faces));

	fz_try(ctx)
	{
		take_faces(ctx, job, painted, faces);
		if (job->mono.wanted)
			dt_mono_page(ctx, &job->mono, painted, faces);
		if (job->dual.wanted)
			write_dual_page(ctx, job, painted->number, painted, faces);
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
	return check_file(&job->mono, err) == DT_OK ? check_file(&job->dual, err) : DT_E_SYSTEM;
}

/* Pages that were not translated stand beside themselves, so that pairs stay pairs.
 * One that cannot be read stands alone. */
static void fill_pairs(fz_context *ctx, struct job *job)
{
	uint32_t i;

	fz_var(i);
	for (i = 0; i < job->pages.n; i++) {
		if (job->twins[i])
			continue;
		fz_try(ctx)
		{
			write_dual_page(ctx, job, i, NULL, NULL);
		}
		fz_catch(ctx)
		{
			if (job->doc.wall.cancelled || fz_caught(ctx) == FZ_ERROR_MEMORY)
				fz_rethrow(ctx);
		}
		purge(ctx, job);
	}
}

/* A damaged file may have no catalogue. */
static pdf_obj *copy_catalogue(fz_context *ctx, struct dt_output *out, uint32_t *number)
{
	pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, out->doc->pdf), PDF_NAME(Root));
	pdf_obj *catalogue;

	*number = (uint32_t)pdf_to_num(ctx, root);
	if (*number && pdf_is_dict(ctx, root))
		return pdf_copy_dict(ctx, root);
	*number = dt_writer_number(&out->w);
	out->w.root = dt_output_reference(ctx, out, *number);
	catalogue = pdf_is_dict(ctx, root) ? pdf_copy_dict(ctx, root)
					   : pdf_new_dict(ctx, out->doc->pdf, 4);
	pdf_dict_put(ctx, catalogue, PDF_NAME(Type), PDF_NAME(Catalog));
	return catalogue;
}

static void write_catalogue(fz_context *ctx, struct job *job, struct dt_output *out,
			    const struct dt_outline *titles, const char *lang)
{
	bool alternates = out == &job->dual && !job->beside;
	uint32_t number;
	pdf_obj *catalogue = copy_catalogue(ctx, out, &number);

	fz_var(number);
	fz_try(ctx)
	{
		dt_titles_update(ctx, out, titles, lang, catalogue);
		dt_page_tree_flat(ctx, out, alternates ? job->twins : NULL, catalogue);
		if (alternates)
			dt_alternate_finish(ctx, out, job->twins, catalogue);
		dt_writer_object(ctx, &out->w, number, catalogue);
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

static void finish(fz_context *ctx, const struct dt_call *call, struct job *job,
		   const struct dt_outline *titles, const char *lang)
{
	struct dt_output *const outputs[DT_MOST_OUTPUTS] = { &job->mono, &job->dual };
	int i;

	if (job->dual.wanted)
		fill_pairs(ctx, job);
	dt_finish_faces(ctx, call, &job->faces, outputs);
	for (i = 0; i < DT_MOST_OUTPUTS; i++) {
		if (!outputs[i]->wanted)
			continue;
		write_catalogue(ctx, job, outputs[i], titles, lang);
		dt_writer_finish(ctx, &outputs[i]->w);
	}
}

dt_status dt_write_end(const struct dt_call *call, struct dt_error *err)
{
	struct job *job = call->state;
	fz_context *ctx = job->doc.wall.ctx;
	const struct dt_outline *titles = call->host->input(call, DT_WRITE_IN_TITLES, NULL);
	const char *lang = job->changed ? call->host->parameter(call, "target_lang") : NULL;
	dt_status status = DT_OK;

	dt_wall_enter(&job->doc.wall, call);
	fz_try(ctx)
	{
		finish(ctx, call, job, titles, lang);
	}
	fz_catch(ctx)
	{
		return dt_wall_fail(&job->doc.wall, err, "cannot finish the result of \"%s\"",
				    job->doc.name);
	}
	if (job->mono.wanted)
		status = dt_finish_give(call, &job->mono, DT_WRITE_OUT_MONO, err);
	if (status == DT_OK && job->dual.wanted)
		status = dt_finish_give(call, &job->dual, DT_WRITE_OUT_DUAL, err);
	return status;
}

void dt_write_drop(void *self, void *state)
{
	struct job *job = state;

	(void)self;
	if (!job)
		return;
	dt_wall_enter(&job->doc.wall, NULL);
	dt_writer_close(&job->mono.w, job->doc.wall.ctx);
	dt_writer_close(&job->dual.w, job->doc.wall.ctx);
	dt_output_end(&job->mono);
	dt_output_end(&job->dual);
	dt_faces_free(&job->faces);
	dt_pages_free(&job->pages);
	dt_document_close(&job->doc);
	free(job->twins);
	free(job);
}
