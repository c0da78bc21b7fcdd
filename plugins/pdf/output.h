/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * output.h - one result that is being written, and what it has in common with the other.
 *
 * A job has up to two results, mono and dual; they share the open source, its
 * pages and the faces.  Functions that take a context throw.  [job]
 */
#ifndef DT_PDF_OUTPUT_H
#define DT_PDF_OUTPUT_H

#include "faces.h"
#include "pages.h"
#include "painted.h"
#include "writer.h"

struct dt_output {
	struct dt_writer w;
	uint32_t slot; /* in dt_used_face.objects */
	bool wanted;
	bool closed; /* the file is complete */
	struct dt_document *doc;
	const struct dt_page_list *pages;
	struct dt_faces *faces;
};

/* Number of the font object of a face in this output. */
uint32_t dt_output_face(struct dt_output *out, uint32_t face);

pdf_obj *dt_output_reference(fz_context *ctx, struct dt_output *out, uint32_t number);

/* The object of that number in the source, borrowed; NULL when there is none. */
pdf_obj *dt_output_source(fz_context *ctx, struct dt_output *out, uint32_t number);

#endif /* DT_PDF_OUTPUT_H */
