/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * document.h - the job's PDF, opened by one lane.
 *
 * Each lane opens the file for itself: MuPDF documents cannot be used by two
 * threads, and the mapping of the file is shared by the kernel anyway.  A struct
 * dt_document starts zeroed, stays open from page to page and follows the job
 * that calls.  It must not move while open.  [lane]
 */
#ifndef DT_PDF_DOCUMENT_H
#define DT_PDF_DOCUMENT_H

#include "context.h"
#include "object_stream.h"

#include <doctranslate/types.h>

#include <mupdf/pdf.h>

struct dt_document {
	struct dt_wall wall;
	pdf_document *pdf; /* NULL: none is open */
	const void *map;
	size_t map_size;
	unsigned char *window; /* the bytes of the file that MuPDF reads at the moment */
	uint64_t bytes_read;   /* of the file, by MuPDF, each time again */
	unsigned reads;	       /* how often it asked for some */
	unsigned opened;       /* grows with every opening, so that caches know */
	bool repaired;	       /* by a walk over the pages */
	char name[128];	       /* file name without folder, for messages */
	char *job;	       /* id of the job that it was opened for */
	struct dt_object_streams streams;
	bool groups_known, too_many_groups; /* of optional content: set when first asked for */
	uint32_t groups;
};

/*
 * Opens what is at input port (a struct dt_file), with the job's password, and
 * repairs it when it is broken.  Nothing happens when this job's document is
 * open already; that of another job is closed first.  limit: bytes that MuPDF
 * may use.  DT_E_INPUT: no PDF, or it needs a password.
 */
dt_status dt_document_open(struct dt_document *doc, const struct dt_call *call, uint32_t port,
			   size_t limit, struct dt_error *err);
/* It is open, for the job that calls. */
bool dt_document_serves(const struct dt_document *doc, const struct dt_call *call);
/* Lets go of the pages of the file that are in memory for this lane. */
void dt_document_release_file(const struct dt_document *doc);
/* Lets go of the objects that were read and are held by nobody, and of the pages of the
 * file that are in memory for this lane; both grow with the document otherwise. */
void dt_document_purge(struct dt_document *doc);

void dt_document_close(struct dt_document *doc); /* takes a closed one */

#endif /* DT_PDF_DOCUMENT_H */
