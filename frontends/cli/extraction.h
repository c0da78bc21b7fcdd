/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * extraction.h - documents through a pipeline that makes one text of each.
 *
 * The text goes to a file that is asked for, or to a temporary folder, from
 * where it is copied or read.
 */
#ifndef DT_CLI_EXTRACTION_H
#define DT_CLI_EXTRACTION_H

#include "documents.h"
#include "jobs.h"

struct extraction {
	const char *pipeline; /* built-in one, when there is no --pipeline */
	const char *result;   /* its name in the pipeline file; NULL: only a report is wanted */
	struct dt_override overrides[3];
	size_t n_overrides;
	struct session *session;
	struct dt_pipeline *opened;
	char *folder, *key, *path; /* of the text: path = folder/key */
	bool temporary;
	struct task task; /* the last document */
};

/* output NULL: a temporary folder.  What stands above session is set before. */
enum exit_code extraction_open(struct extraction *extraction, struct session *session,
			       const char *output);
/* One document; the text of the one before is gone then. */
enum exit_code extraction_run(struct extraction *extraction, const char *input,
			      const struct parameters *parameters);
/* Copies the text. */
void extraction_copy(struct extraction *extraction, FILE *to);
/* The text as JSON: a value when it is JSON, else a string.  A new reference; NULL with fault. */
json_t *extraction_json(struct extraction *extraction);
/* Warnings of the report, for people and programs. */
void extraction_warn(struct extraction *extraction);
/* Removes the temporary folder. */
void extraction_close(struct extraction *extraction);

#endif
