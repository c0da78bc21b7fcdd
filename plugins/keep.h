/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * keep.h - pages of a job that goes on, on disk, so that somebody can look at them by now.
 *
 * A job with the parameter "previews" names a folder with a folder for each kind of page in it:
 *   translated/N  "page.segments": what route.segments has for page N (from 1); the whole document
 *                 has to be translated before sizes of type are chosen and pages painted, so this
 *                 is all there is of a page while others are asked for
 *   painted/N     "page.pdf": what pdf.paint has made of it
 * A file is the payload behind a few words about itself, put in place by rename: some kilobytes,
 * written in some tens of microseconds.  A picture, or a page of the result with its fonts, would
 * cost more than the page did; it is made of these files in a job of its own (the pipelines
 * preview-...), of pages that somebody wants to see.
 * What cannot be kept, by a full disk or past DT_KEEP_BYTES, is no fault of the job: its page is
 * seen when the whole result is there.
 */
#ifndef DT_KEEP_H
#define DT_KEEP_H

#include <doctranslate/plugin.h>

/* Of one kind in one job, or one lane of it: a document of many thousand pages must not fill the
 * disk once more.  Callers count. */
#define DT_KEEP_BYTES ((size_t)128 << 20)

struct dt_keep_kind {
	const char *folder; /* "painted" */
	char magic[8];	    /* 7 letters; another one when the payload changes */
};

/* Does this job keep pages? */
bool dt_keep_wanted(const struct dt_call *call);
/* The payload of a page: size, number. */
void dt_keep_write(const struct dt_call *call, const struct dt_keep_kind *kind, const void *payload,
		   size_t size);
/* *payload: malloc'd.  Nothing in it is checked but its own size: who has read a hostile document
 * may have written it.  DT_E_INPUT: no page of that kind. */
dt_status dt_keep_read(const char *path, const struct dt_keep_kind *kind, void **payload,
		       size_t *size, struct dt_error *err);

#endif /* DT_KEEP_H */
