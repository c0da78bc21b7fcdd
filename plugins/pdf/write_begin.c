/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "twins.h"
#include "write.h"
#include "write_job.h"

#include <stdlib.h>
#include <string.h>

/* Bytes that MuPDF may use; only objects are read here, no fonts or images. */
#define MEMORY_LIMIT ((size_t)768 << 20)

static dt_status open_output(struct dt_write_job *job, struct dt_output *out,
			     const struct dt_call *call, const char *kind, uint32_t slot,
			     struct dt_error *err)
{
	fz_context *ctx = job->doc.wall.ctx;
	char name[128];

	out->slot = slot;
	out->doc = &job->doc;
	out->pages = &job->pages;
	out->faces = &job->faces;
	snprintf(name, sizeof(name), "%.80s.%s.pdf", call->node, kind);
	if (dt_writer_open(&out->w, &job->doc, &job->pages, call->host->work_dir(call), name, err))
		return err ? err->status : DT_E_SYSTEM;
	fz_try(ctx)
	{
		dt_output_begin(ctx, out);
		if (out == &job->dual && !job->beside)
			dt_twins_open(ctx, out);
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
	if (out->w.is_signed) {
		note.code = "write.signed";
		snprintf(text, sizeof(text), "the source is digitally signed; %s",
			 out->w.whole ? "its signatures are not valid in the result"
				      : "the result has its bytes in front, and its signatures "
					"cover only those");
		call->host->note(call, &note);
	}
	if (out->w.printed && !out->w.decrypted) {
		note.code = "write.repaired";
		snprintf(text, sizeof(text),
			 "the file is damaged and was written anew from the objects that could be "
			 "read; %u could not",
			 out->w.lost);
		call->host->note(call, &note);
	}
}

static dt_status read_parameters(struct dt_write_job *job, const struct dt_call *call,
				 struct dt_error *err)
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

static dt_status open_outputs(struct dt_write_job *job, const struct dt_call *call,
			      struct dt_error *err)
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
	struct dt_write_job *job = calloc(1, sizeof(*job));
	dt_status status;

	(void)n_pages;
	if (!job)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the result");
	status = read_parameters(job, call, err);
	if (status == DT_OK)
		status = dt_document_open(&job->doc, call, DT_WRITE_IN_FILE, MEMORY_LIMIT, err);
	if (status == DT_OK)
		status = dt_pages_load(&job->doc, call, &job->pages, err);
	if (status == DT_OK)
		status = open_outputs(job, call, err);
	if (status != DT_OK) {
		dt_write_drop(NULL, job);
		return status;
	}
	*state = job;
	return DT_OK;
}

void dt_write_drop(void *self, void *state)
{
	struct dt_write_job *job = state;

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
