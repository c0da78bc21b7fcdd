/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * translate.h - one run of the command "translate".
 *
 * Everything that can be told to be wrong is told before a stage is opened:
 * translate_prepare does no work on documents.
 */
#ifndef DT_CLI_TRANSLATE_H
#define DT_CLI_TRANSLATE_H

#include "documents.h"
#include "jobs.h"
#include "outputs.h"

enum { MOST_OVERRIDES = 64 };

/* What a task borrows. */
struct document {
	struct parameters parameters; /* the common ones and its own */
	char *stem;
	const char **wanted;	   /* results */
	struct dt_parameter *keys; /* of results */
};

/* All that one run of the command needs; documents, outputs and tasks share an index. */
struct translation {
	struct session *session;
	struct parameters common; /* of all documents */
	struct document *documents;
	struct outputs *outputs;
	struct task *tasks;
	size_t n;
	const char *folder;
	char *translator;	/* NULL: the pipeline has none */
	const char *without[6]; /* results that are not wanted */
	const char *xliff;	/* path of --export-xliff, or NULL */
	char *xliff_folder;
	const char *terms; /* path of --save-auto-extracted-glossary, or NULL */
	bool only_terms;   /* nothing is translated */
	char *terms_folder;
	char *glossaries; /* paths, a line each; or NULL */
	struct dt_override overrides[MOST_OVERRIDES];
	char *names[2 * MOST_OVERRIDES];
	size_t n_overrides;
	struct dt_pipeline *pipeline;
	json_t *plan;
	size_t done, failed, partial;
};

/* translate_pipeline.c: reads the file with what the command line sets in it. */
enum exit_code translate_load_pipeline(struct translation *t);
/* The name of its node that finds terms; NULL: it has none. */
const char *translate_terms_node(const struct translation *t);

/* Checks the command line and loads the pipeline, no more. */
enum exit_code translate_load(struct translation *t);
/* Checks the command line, loads and opens the pipeline, fills in the tasks. */
enum exit_code translate_prepare(struct translation *t);
void translate_free(struct translation *t);

#endif
