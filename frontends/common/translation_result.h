/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * translation_result.h - the result of a job in the form that programs outside read.
 *
 * {schema_version, summary {original_pdf_path, total_seconds, peak_memory_usage_mb,
 * total_valid_character_count, total_valid_text_token_count}, artifacts {items [{kind, path,
 * sha256, size_bytes, media_type, schema_version}]}, warnings}.  Made from the engine's report.
 */
#ifndef DT_FRONTENDS_TRANSLATION_RESULT_H
#define DT_FRONTENDS_TRANSLATION_RESULT_H

#include <jansson.h>

/* A new reference. */
json_t *translation_result(const char *input, const json_t *report);
/* Its artifacts, with those that clients of the service know by two kinds under both: without a
 * watermark the plain and the watermarked document are one file.  A new reference. */
json_t *artifacts_public(const json_t *translation_result);
/* An artifact that the engine knows nothing of; NULL: it cannot be read. */
json_t *artifact_of_file(const char *kind, const char *path);
/* "mono_plain_pdf" for the result "mono"; a name that has no kind is its own. */
const char *artifact_kind(const char *result);
/* "application/pdf" by the end of the name. */
const char *media_type(const char *path);
/* Notes of a report as sentences, those of at least the level "warning", a hundred of them at
 * most: a book may have thousands, and all are in the report. */
json_t *report_warnings(const json_t *report);

#endif
