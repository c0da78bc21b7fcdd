/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "output.h"

uint32_t dt_output_face(struct dt_output *out, uint32_t face)
{
	struct dt_used_face *used = dt_faces_at(out->faces, face);

	if (!used->objects[out->slot])
		used->objects[out->slot] = dt_writer_number(&out->w);
	return used->objects[out->slot];
}

pdf_obj *dt_output_reference(fz_context *ctx, struct dt_output *out, uint32_t number)
{
	pdf_document *pdf = out->doc->pdf;
	int generation = 0;

	if ((int64_t)number < pdf_xref_len(ctx, pdf))
		generation = pdf_get_xref_entry_no_null(ctx, pdf, (int)number)->gen;
	return pdf_new_indirect(ctx, pdf, (int)number, generation);
}

pdf_obj *dt_output_source(fz_context *ctx, struct dt_output *out, uint32_t number)
{
	pdf_xref_entry *entry;

	if (number == 0 || (int64_t)number >= pdf_xref_len(ctx, out->doc->pdf))
		return NULL;
	entry = pdf_cache_object(ctx, out->doc->pdf, (int)number);
	return entry->obj;
}
