/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* summary.h - the report of a job in a line or two, for people. */
#ifndef DT_CLI_SUMMARY_H
#define DT_CLI_SUMMARY_H

#include "jobs.h"

/* "paper.pdf: 12 pages, 340 segments, 4.1 s", then the notes, those of the same kind together. */
void summary_document(struct session *session, const struct task *task);
/* Why a document among others failed. */
void summary_failure(struct session *session, const struct task *task);
/* The fault of results that are written but not all as asked. */
void summary_partial(struct fault *fault, const struct task *tasks, size_t n, bool strict);

/* Texts that have no translation because nobody gave one that was any good. */
json_int_t summary_failed_segments(const json_t *report);
/* Into the file of that option: --report, --metrics-json. */
void summary_write(struct session *session, enum option_id option, const json_t *json);

#endif
