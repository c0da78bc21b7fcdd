/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * outputs.h - where the results of a job will lie, known before it starts.
 *
 * Which results there are, and the form of their keys, stands in the pipeline
 * file; the plan tells it.  Only results in the store "output" are files whose
 * paths are known here; those elsewhere are checked by their store.
 */
#ifndef DT_CLI_OUTPUTS_H
#define DT_CLI_OUTPUTS_H

#include "documents.h"

struct output {
	char *result; /* name in the file: "mono" */
	char *key;    /* filled in: "paper.es.mono.pdf"; NULL: goes to no store */
	char *path;   /* of the file; NULL: not in the store "output" */
};

struct outputs {
	struct output *at;
	size_t n;
};

/* The results of the plan but those that are named in without (NULL-terminated). */
enum exit_code outputs_plan(struct outputs *outputs, const json_t *plan, const char *folder,
			    const struct parameters *parameters, const char *const *without,
			    struct fault *fault);
/* Another path for one of them, whose store has the folder of that path. */
enum exit_code outputs_place(struct outputs *outputs, const char *result, const char *path,
			     struct fault *fault);
/* Can a file be made at that path, and is it none of the inputs? */
enum exit_code output_check(const char *path, const struct argument_list *inputs, bool overwrite,
			    struct fault *fault);
/* The same of the report, that must not be one of the results either; NULL: there is none. */
enum exit_code outputs_check_report(const char *report, const struct outputs *lists, size_t n,
				    const struct argument_list *inputs, bool overwrite,
				    struct fault *fault);
/* Is none of the files there, and none of them one of the others, or an input? */
enum exit_code outputs_check(const struct outputs *lists, size_t n,
			     const struct argument_list *inputs, bool overwrite,
			     struct fault *fault);
void outputs_free(struct outputs *outputs);

#endif
