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
#include "same_forms.h"
#include "writer.h"

struct dt_page_place { /* a page by its object */
	int object;
	uint32_t page;
};

struct dt_rewritten { /* an object of the source whose new version will change once more */
	uint32_t object;
	pdf_obj *dict; /* kept */
};

struct dt_output {
	struct dt_writer w;
	uint32_t slot; /* in dt_used_face.objects */
	bool wanted;
	struct dt_document *doc;
	const struct dt_page_list *pages;
	struct dt_faces *faces;
	size_t cache_limit; /* see dt_output_purge */
	struct dt_same_forms forms;
	struct dt_list rewritten; /* struct dt_rewritten */
	uint32_t sorted;	  /* so many of them are */
	uint32_t loose_faces;	  /* fonts of new text that are not embedded */
	uint32_t untagged;	  /* pieces of new text outside of all tags, in a tagged document */
	/* For a damaged page tree, in whose place the result gets a flat one: */
	uint32_t tree;	   /* object of its root; 0: the source's tree is good */
	uint32_t *numbers; /* objects of the pages */
	bool *written;	   /* by page */
	/* For pages that alternate with their twins, see twins.h: */
	uint32_t first_twin;	      /* object of the first page's; 0: there are none */
	struct dt_page_place *places; /* sorted */
};

/* After the writer was opened: decides whether the source's page tree can stay. */
void dt_output_begin(fz_context *ctx, struct dt_output *out);
void dt_output_end(struct dt_output *out);

/* A page's object; a copy of its dictionary for changes (the caller drops it); and
 * its new version. */
uint32_t dt_output_page_number(const struct dt_output *out, uint32_t page);
pdf_obj *dt_output_page_copy(fz_context *ctx, struct dt_output *out, uint32_t page);
void dt_output_page_write(fz_context *ctx, struct dt_output *out, uint32_t page, pdf_obj *dict);

/* A stream of page content as it is, in an object of its own; its number. */
uint32_t dt_output_text(fz_context *ctx, struct dt_output *out, const void *text, size_t length);

/* Number of the font object of a face in this output. */
uint32_t dt_output_face(struct dt_output *out, uint32_t face);

/* Lets go of objects of the source when many have been read; none may be borrowed then. */
void dt_output_purge(struct dt_output *out);

pdf_obj *dt_output_reference(fz_context *ctx, struct dt_output *out, uint32_t number);

/* Remembers the new version of an object, and finds it again (borrowed; NULL: there is none). */
void dt_output_remember(fz_context *ctx, struct dt_output *out, uint32_t object, pdf_obj *dict);
pdf_obj *dt_output_rewritten(struct dt_output *out, uint32_t object);

/* The object of that number in the source, borrowed; NULL when there is none. */
pdf_obj *dt_output_source(fz_context *ctx, struct dt_output *out, uint32_t number);

#endif /* DT_PDF_OUTPUT_H */
