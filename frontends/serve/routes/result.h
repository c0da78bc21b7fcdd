/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * result.h - what a job has brought, as clients see it.
 *
 * Records name files by their paths on this machine.  Nobody outside is told of those: a path in
 * an answer is "output/NAME", below the job, and what is served is the file of that name in the
 * job's folder and nothing else.
 */
#ifndef DT_SERVE_RESULT_H
#define DT_SERVE_RESULT_H

#include "route.h"

/* In a TranslationResult, or in a "finish" event that has one, which are changed: paths of this
 * machine give way to names below the job.  Takes NULL and other events. */
void result_hide_paths(const struct job *job, json_t *value);
/* The same for an event as text; NULL: it can be told as it is.  The caller frees. */
char *result_event_text(const struct job *job, const char *event);

/* In the report of a job, which is changed: the same, and its pipeline by name alone. */
void result_hide_report_paths(const struct job *job, json_t *report);

/* Items {kind, path, sha256, size_bytes, media_type} of a job: what its result lists, and each
 * kind of the contract that is the same file under another name.  A new array. */
json_t *result_artifacts(const struct job *job);
/* Borrowed from items; NULL: none of that kind. */
const json_t *result_artifact(const json_t *items, const char *kind);
/* Path of that file in the job's folder; the caller frees. */
char *result_file(const char *folder, const json_t *item);
/* The name that a download is given: after the document, when that has one. */
char *result_download_name(const struct job *job, const json_t *item);

#endif
