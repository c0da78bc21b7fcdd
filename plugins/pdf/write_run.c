/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "alternate.h"
#include "mono.h"
#include "write.h"
#include "write_job.h"

#include <stdlib.h>
#include <string.h>

/* MuPDF keeps every object that it has read; when they have grown by so many bytes
 * they are dropped.  Reading them again costs more than writing a page. */
#define CACHE_GROWTH ((size_t)256 << 10)

/* Do all codes of the page's face i mean the same in that face of the document? */
static bool face_agrees(const struct dt_used_face *face, const struct dt_painted *painted,
			uint32_t i)
{
	const struct dt_painted_glyph *glyphs =
		DT_AT(painted, struct dt_painted_glyph, painted->glyphs);

	for (uint32_t k = 0; k < painted->glyphs.count; k++)
		if (glyphs[k].face == i &&
		    !dt_faces_agree(face, glyphs[k].code, glyphs[k].id,
				    glyphs[k].text.count ? DT_TEXT(painted, glyphs[k].text) : ""))
			return false;
	return true;
}

/* The numbers of the payload's faces in the document, and the glyphs they paint. */
static void take_faces(fz_context *ctx, struct dt_write_job *job, const struct dt_painted *painted,
		       uint32_t *numbers)
{
	const struct dt_face *faces = DT_AT(painted, struct dt_face, painted->faces);
	const struct dt_painted_glyph *glyphs =
		DT_AT(painted, struct dt_painted_glyph, painted->glyphs);
	uint32_t i;

	for (i = 0; i < painted->faces.count; i++) {
		numbers[i] = DT_NONE;
		do {
			numbers[i] = dt_faces_find(&job->faces, DT_TEXT(painted, faces[i].path),
						   faces[i].index, DT_TEXT(painted, faces[i].name),
						   numbers[i]);
			if (numbers[i] == DT_NONE)
				fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory for a font face");
		} while (!face_agrees(dt_faces_at(&job->faces, numbers[i]), painted, i));
		if (faces[i].flags & DT_PAINTED_EMBED)
			dt_faces_at(&job->faces, numbers[i])->embed = true;
	}
	for (i = 0; i < painted->glyphs.count; i++) {
		const struct dt_painted_glyph *g = &glyphs[i];

		if (g->face >= painted->faces.count ||
		    !dt_faces_use(dt_faces_at(&job->faces, numbers[g->face]), g->code, g->id,
				  DT_TEXT(painted, g->text), g->text.count))
			fz_throw(ctx, FZ_ERROR_GENERIC, "glyph %u of a font cannot be kept", g->id);
	}
	for (i = 0; i < painted->faces.count; i++)
		if (faces[i].flags & DT_FACE_VERTICAL)
			numbers[i] |= DT_VERTICAL_FONT;
}

void dt_write_pair(fz_context *ctx, struct dt_write_job *job, uint32_t number,
		   const struct dt_painted *painted, const uint32_t *faces)
{
	if (job->beside) {
		dt_beside_page(ctx, &job->dual, &job->halves, number, painted, faces);
		job->twins[number] = 1;
	} else {
		job->twins[number] = dt_alternate_twin(ctx, &job->dual, number, painted, faces);
	}
}

void dt_write_purge(struct dt_write_job *job)
{
	dt_ready_release(&job->doc);
	if (job->doc.wall.used < job->cache_limit)
		return;
	dt_document_purge(&job->doc);
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

static dt_status try_faces(struct dt_write_job *job, const struct dt_painted *painted,
			   uint32_t *faces, struct dt_error *err)
{
	fz_context *ctx = job->doc.wall.ctx;

	fz_try(ctx)
	{
		take_faces(ctx, job, painted, faces);
	}
	fz_catch(ctx)
	{
		return dt_wall_fail(&job->doc.wall, err, "cannot write page %u",
				    painted->number + 1);
	}
	return DT_OK;
}

static dt_status try_page(struct dt_write_job *job, struct dt_output *out,
			  const struct dt_painted *painted, const uint32_t *faces,
			  struct dt_error *err)
{
	fz_context *ctx = job->doc.wall.ctx;

	if (!out->wanted)
		return DT_OK;
	fz_try(ctx)
	{
		out->untagged += painted->untagged;
		if (out == &job->mono)
			dt_mono_page(ctx, out, painted, faces);
		else
			dt_write_pair(ctx, job, painted->number, painted, faces);
		dt_write_purge(job);
	}
	fz_catch(ctx)
	{
		return dt_wall_fail(&job->doc.wall, err, "cannot write page %u",
				    painted->number + 1);
	}
	return check_file(out, err);
}

dt_status dt_write_run(const struct dt_call *call, struct dt_error *err)
{
	struct dt_write_job *job = call->state;
	const struct dt_painted *painted = call->host->input(call, DT_WRITE_IN_PAGE, NULL);
	dt_status status, second;
	uint32_t *faces;

	if (!painted || (!painted->streams.count && !painted->links.count))
		return DT_OK; /* stays as it is */
	if (painted->number >= job->pages.n)
		return dt_fail(err, DT_E_BUG, "page %u of %u", painted->number + 1, job->pages.n);
	faces = calloc(painted->faces.count + 1, sizeof(*faces));
	if (!faces)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a page");
	dt_wall_enter(&job->doc.wall, call);
	status = try_faces(job, painted, faces, err);
	if (status == DT_OK) {
		status = try_page(job, &job->mono, painted, faces, err);
		second = try_page(job, &job->dual, painted, faces, err);
		status = status == DT_OK ? second : status;
		job->changed++;
	}
	free(faces);
	return status;
}
