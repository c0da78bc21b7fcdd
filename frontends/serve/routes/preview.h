/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * preview.h - pictures of a job's pages, before and after translation.
 *
 * In a job's folder, pages/ has what there is to show:
 *   sizes.json          how many pages the source has and how large they are
 *   translated/N        page N of a job that runs or has run: what is new on the page, some
 *   painted/N           kilobytes, from which one page of the result can be made before the others
 *                       are there (plugins/keep.h); a painted one is as the result will have it
 *   source-N-W.png, translated-N-W.png
 *                       pictures, W pixels wide, made when somebody asks for one
 * Pictures are made on demand, so that a job is not slowed down by pages that nobody looks at, and
 * a document of thousands of pages does not fill the disk; of one job they take at most
 * PREVIEW_BYTES, the oldest go first.  A process of its own makes them: this one opens no document.
 * Threads: any that may wait.
 */
#ifndef DT_SERVE_PREVIEW_H
#define DT_SERVE_PREVIEW_H

#include "route.h"
#include "tool.h"

enum { PREVIEW_LEAST_WIDTH = 64, PREVIEW_MOST_WIDTH = 2400, PREVIEW_PRESET_WIDTH = 900 };

struct preview {
	const struct job *job;
	char *folder;	      /* of the job */
	char *source, *mono;  /* paths; mono NULL: not there (yet) */
	json_t *sizes;	      /* [[width, height], ..] of the source, once they were asked for */
	const char *password; /* of the source, or NULL */
	json_t *request;      /* with its secrets */
};

/* What the job has; false with err: DT_E_NOT_FOUND when it has no document. */
bool preview_open(struct preview *preview, struct exchange *exchange, const struct job *job,
		  struct dt_error *err);
void preview_close(struct preview *preview);

/* Fills in sizes; NULL, or what a tool said was wrong, as fail_tool takes it; also NULL with err.
 */
json_t *preview_sizes(struct preview *preview, struct exchange *exchange, struct dt_error *err);

/* Is page n (from 1) of the translation there? */
bool preview_translated(const struct preview *preview, uint32_t n);

/* *path: the picture, the caller frees.  As preview_sizes otherwise.  The page is there. */
json_t *preview_picture(struct preview *preview, struct exchange *exchange, bool translated,
			uint32_t n, uint32_t width, char **path, struct dt_error *err);

#endif
