/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "alternate.h"
#include "finish.h"
#include "metadata.h"
#include "page_tree.h"
#include "titles.h"
#include "write.h"
#include "write_job.h"

/* Pages that were not translated stand beside themselves, so that pairs stay pairs.
 * One that cannot be read stands alone. */
static void fill_pairs(fz_context *ctx, struct dt_write_job *job)
{
	uint32_t i;

	fz_var(i);
	for (i = 0; i < job->pages.n; i++) {
		if (job->twins[i])
			continue;
		fz_try(ctx)
		{
			dt_write_pair(ctx, job, i, NULL, NULL);
		}
		fz_catch(ctx)
		{
			if (job->doc.wall.cancelled || fz_caught(ctx) == FZ_ERROR_MEMORY)
				fz_rethrow(ctx);
		}
		dt_write_purge(job);
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
	fz_try(ctx)
	{
		pdf_dict_put(ctx, catalogue, PDF_NAME(Type), PDF_NAME(Catalog));
	}
	fz_catch(ctx)
	{
		pdf_drop_obj(ctx, catalogue);
		fz_rethrow(ctx);
	}
	return catalogue;
}

static void tell_about_claims(const struct dt_call *call, const char *why)
{
	struct dt_note note = { .size = sizeof(note), .level = DT_NOTE_WARNING, .page = -1 };

	note.code = "write.claim";
	note.text = why;
	if (*why)
		call->host->note(call, &note);
}

static void write_catalogue(fz_context *ctx, struct dt_write_job *job, const struct dt_call *call,
			    struct dt_output *out)
{
	const struct dt_outline *titles = call->host->input(call, DT_WRITE_IN_TITLES, NULL);
	struct dt_titles_how how = { 0 };
	char source[64];
	bool alternates = out == &job->dual && !job->beside;
	const char *title;
	char why[400] = "";
	uint32_t number;
	pdf_obj *catalogue = copy_catalogue(ctx, out, &number);

	fz_var(number);
	fz_try(ctx)
	{
		how.lang = job->changed ? call->host->parameter(call, "target_lang") : NULL;
		how.new_text = job->faces.list.n > 0;
		how.paired = out == &job->dual;
		how.source_lang = source;
		snprintf(source, sizeof(source), "%s", dt_parameter(call, "source_lang", ""));
		if (!*source)
			snprintf(source, sizeof(source), "%s",
				 pdf_dict_get_text_string(ctx, catalogue, PDF_NAME(Lang)));
		title = dt_titles_update(ctx, out, titles, &how, catalogue);
		dt_metadata_update(ctx, out, catalogue, title, out == &job->dual, why, sizeof(why));
		tell_about_claims(call, why);
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

/* Fonts are cut down once for both results, so this comes before either is finished. */
static dt_status finish_pages(struct dt_write_job *job, const struct dt_call *call,
			      struct dt_error *err)
{
	struct dt_output *const outputs[DT_MOST_OUTPUTS] = { &job->mono, &job->dual };
	fz_context *ctx = job->doc.wall.ctx;

	fz_try(ctx)
	{
		if (job->dual.wanted)
			fill_pairs(ctx, job);
		dt_finish_faces(ctx, call, &job->faces, outputs);
	}
	fz_catch(ctx)
	{
		return dt_wall_fail(&job->doc.wall, err, "cannot finish the result of \"%s\"",
				    job->doc.name);
	}
	return DT_OK;
}

static dt_status finish_output(struct dt_write_job *job, const struct dt_call *call,
			       struct dt_output *out, uint32_t port, struct dt_error *err)
{
	fz_context *ctx = job->doc.wall.ctx;

	if (!out->wanted)
		return DT_OK;
	fz_try(ctx)
	{
		write_catalogue(ctx, job, call, out);
		dt_writer_finish(ctx, &out->w);
	}
	fz_catch(ctx)
	{
		return dt_wall_fail(&job->doc.wall, err, "cannot finish the result of \"%s\"",
				    job->doc.name);
	}
	return dt_finish_give(call, out, port, err);
}

/* A source that cannot be made into pairs still has its translation. */
static dt_status excuse_dual(const struct dt_write_job *job, const struct dt_call *call,
			     const struct dt_error *why, struct dt_error *err)
{
	struct dt_note note = { .size = sizeof(note), .level = DT_NOTE_FAULT, .page = -1 };

	if (why->status == DT_OK)
		return DT_OK;
	if (!job->mono.wanted || why->status != DT_E_INPUT) {
		*err = *why;
		return why->status;
	}
	note.code = "write.dual";
	note.text = why->text;
	call->host->note(call, &note);
	return DT_OK;
}

dt_status dt_write_end(const struct dt_call *call, struct dt_error *err)
{
	struct dt_write_job *job = call->state;
	struct dt_error dual = { 0 };
	dt_status status;

	dt_wall_enter(&job->doc.wall, call);
	status = finish_pages(job, call, err);
	if (status == DT_OK)
		status = finish_output(job, call, &job->mono, DT_WRITE_OUT_MONO, err);
	if (status != DT_OK)
		return status;
	finish_output(job, call, &job->dual, DT_WRITE_OUT_DUAL, &dual);
	return excuse_dual(job, call, &dual, err);
}
