/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * write_job.h - one job of pdf.write, shared by the files of its three callbacks.  [job]
 */
#ifndef DT_PDF_WRITE_JOB_H
#define DT_PDF_WRITE_JOB_H

#include "beside.h"
#include "output.h"

struct dt_write_job {
	struct dt_document doc;
	struct dt_page_list pages;
	struct dt_faces faces;
	struct dt_output mono, dual;
	bool beside; /* dual is side by side, else its pages alternate */
	struct dt_beside halves;
	uint32_t *twins;    /* of each page: its twin's object, or 1 when it was made wider */
	size_t cache_limit; /* of MuPDF's memory; the object cache is emptied past it */
	uint32_t changed;   /* pages that were rewritten */
};

/* The page's pair in the dual result; painted NULL: the source once more.  Throws. */
void dt_write_pair(fz_context *ctx, struct dt_write_job *job, uint32_t number,
		   const struct dt_painted *painted, const uint32_t *faces);

/* Drops the objects that MuPDF has read when there are many. */
void dt_write_purge(struct dt_write_job *job);

#endif /* DT_PDF_WRITE_JOB_H */
