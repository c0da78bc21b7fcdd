/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "finish.h"

#include "embed.h"
#include "standard_font.h"

#include <string.h>

static void tell_about_font(const struct dt_call *call, uint32_t level, const char *text)
{
	struct dt_note note = { .size = sizeof(note), .level = level, .page = -1 };

	note.code = "write.font";
	note.text = text;
	call->host->note(call, &note);
}

/* One face into each result that uses it. */
static void write_face(fz_context *ctx, const struct dt_call *call, const struct dt_used_face *face,
		       struct dt_output *const outputs[DT_MOST_OUTPUTS])
{
	struct dt_subset subset;
	struct dt_error why = { 0 };
	char text[400];
	int i;

	if (dt_subset_make(&subset, face, &why))
		tell_about_font(call, DT_NOTE_FAULT, why.text);
	if (subset.forbidden) {
		snprintf(text, sizeof(text), "the licence bits of the font %.100s forbid embedding",
			 face->name);
		tell_about_font(call, DT_NOTE_WARNING, text);
	}
	fz_try(ctx)
	{
		for (i = 0; i < DT_MOST_OUTPUTS; i++)
			if (outputs[i]->wanted && (face->objects[i] || face->vertical[i]) &&
			    (face->vertical[i] ||
			     !dt_standard_font_write(ctx, &outputs[i]->w, face, &subset,
						     face->objects[i]))) {
				dt_embed_face(ctx, &outputs[i]->w, face, &subset, face->objects[i],
					      face->vertical[i]);
				outputs[i]->loose_faces += !subset.program;
			}
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

void dt_finish_faces(fz_context *ctx, const struct dt_call *call, struct dt_faces *faces,
		     struct dt_output *const outputs[DT_MOST_OUTPUTS])
{
	uint32_t i;

	for (i = 0; i < faces->list.n; i++)
		write_face(ctx, call, dt_faces_at(faces, i), outputs);
}

dt_status dt_finish_give(const struct dt_call *call, struct dt_output *out, uint32_t port,
			 struct dt_error *err)
{
	if (dt_outfile_close(&out->w.file, err))
		return DT_E_SYSTEM;
	return dt_output_file(call, port, out->w.file.path, out->w.file.position, "application/pdf",
			      err);
}
