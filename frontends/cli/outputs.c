/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "outputs.h"

#include "files.h"

#include <stdlib.h>
#include <string.h>

static bool is_one_of(const char *name, const char *const *list)
{
	for (; list && *list; list++)
		if (!strcmp(*list, name))
			return true;
	return false;
}

static enum exit_code add(struct outputs *outputs, const json_t *result, const char *folder,
			  const struct parameters *parameters, struct fault *fault)
{
	const char *name = json_string_value(json_object_get(result, "name"));
	const char *store = json_string_value(json_object_get(result, "store"));
	const char *key = json_string_value(json_object_get(result, "key"));
	struct output *output = &outputs->at[outputs->n++];
	struct dt_error err = { 0 };

	output->result = strdup(name);
	if (store && key) {
		output->key = dt_key_fill(key, name, parameters->at, parameters->n, &err);
		if (!output->key)
			return fault_from_error(fault, &err);
		if (!strcmp(store, "output"))
			output->path = files_join(folder, output->key);
	}
	if (!output->result || (store && key && !strcmp(store, "output") && !output->path))
		return fault_set(fault, EXIT_INTERNAL, "internal_error", "out of memory");
	return EXIT_OK;
}

enum exit_code outputs_plan(struct outputs *outputs, const json_t *plan, const char *folder,
			    const struct parameters *parameters, const char *const *without,
			    struct fault *fault)
{
	json_t *results = json_object_get(plan, "results"), *result;
	size_t i;

	memset(outputs, 0, sizeof(*outputs));
	outputs->at = calloc(json_array_size(results) + 1, sizeof(*outputs->at));
	if (!outputs->at)
		return fault_set(fault, EXIT_INTERNAL, "internal_error", "out of memory");
	json_array_foreach(results, i, result)
	{
		const char *name = json_string_value(json_object_get(result, "name"));

		if (name && !is_one_of(name, without) &&
		    add(outputs, result, folder, parameters, fault) != EXIT_OK)
			return fault->exit;
	}
	return EXIT_OK;
}

enum exit_code outputs_place(struct outputs *outputs, const char *result, const char *path,
			     struct fault *fault)
{
	const char *slash = strrchr(path, '/');

	for (size_t i = 0; i < outputs->n; i++) {
		struct output *output = &outputs->at[i];

		if (strcmp(output->result, result) != 0)
			continue;
		free(output->key);
		free(output->path);
		output->key = strdup(slash ? slash + 1 : path);
		output->path = strdup(path);
		if (!output->key || !output->path)
			return fault_set(fault, EXIT_INTERNAL, "internal_error", "out of memory");
	}
	return EXIT_OK;
}

enum exit_code output_check(const char *path, const struct argument_list *inputs, bool overwrite,
			    struct fault *fault)
{
	for (size_t i = 0; i < inputs->n; i++)
		if (file_is_same(path, inputs->at[i]))
			return fault_set(fault, EXIT_USAGE, "usage",
					 "the result \"%s\" would replace a file that is read",
					 path);
	return file_check_output(path, overwrite, fault);
}

struct claim {
	const char *path, *input;
};

static int compare_claims(const void *a, const void *b)
{
	return strcmp(((const struct claim *)a)->path, ((const struct claim *)b)->path);
}

static enum exit_code check_claims(struct claim *claims, size_t n, struct fault *fault)
{
	qsort(claims, n, sizeof(*claims), compare_claims);
	for (size_t i = 1; i < n; i++)
		if (!strcmp(claims[i - 1].path, claims[i].path))
			return fault_set(
				fault, EXIT_USAGE, "usage",
				"\"%s\" and \"%s\" would both become \"%s\"; translate them one "
				"by one into different folders",
				claims[i - 1].input, claims[i].input, claims[i].path);
	return EXIT_OK;
}

enum exit_code outputs_check(const struct outputs *lists, size_t n,
			     const struct argument_list *inputs, bool overwrite,
			     struct fault *fault)
{
	struct claim *claims;
	size_t n_claims = 0;

	for (size_t i = 0; i < n; i++)
		n_claims += lists[i].n;
	claims = calloc(n_claims + 1, sizeof(*claims));
	if (!claims)
		return fault_set(fault, EXIT_INTERNAL, "internal_error", "out of memory");
	n_claims = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < lists[i].n; k++)
			if (lists[i].at[k].path)
				claims[n_claims++] =
					(struct claim){ lists[i].at[k].path, inputs->at[i] };
	for (size_t i = 0; i < n_claims && fault->exit == EXIT_OK; i++)
		output_check(claims[i].path, inputs, overwrite, fault);
	if (fault->exit == EXIT_OK)
		check_claims(claims, n_claims, fault);
	free(claims);
	return fault->exit;
}

enum exit_code outputs_check_report(const char *report, const struct outputs *lists, size_t n,
				    const struct argument_list *inputs, bool overwrite,
				    struct fault *fault)
{
	if (!report)
		return EXIT_OK;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < lists[i].n; k++)
			if (lists[i].at[k].path && !strcmp(lists[i].at[k].path, report))
				return fault_set(
					fault, EXIT_USAGE, "usage",
					"the report and the result \"%s\" would both become "
					"\"%s\"",
					lists[i].at[k].result, report);
	return output_check(report, inputs, overwrite, fault);
}

void outputs_free(struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->n; i++) {
		free(outputs->at[i].result);
		free(outputs->at[i].key);
		free(outputs->at[i].path);
	}
	free(outputs->at);
	memset(outputs, 0, sizeof(*outputs));
}
