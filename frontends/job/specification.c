/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "specification.h"

#include "cli/files.h"
#include "common/request.h"

#include <stdlib.h>
#include <string.h>

static const struct schema folder = { .type = SCHEMA_STRING, .least = 1 };
static const struct schema attempt = { .type = SCHEMA_INTEGER, .min = 1, .max = 1000 };
static const struct schema trace = { .type = SCHEMA_STRING, .nullable = true, .most = 200 };
static const struct schema flag = { .type = SCHEMA_BOOLEAN };
static const struct schema_member members[] = {
	{ "request", &request_schema, false, NULL, NULL },
	{ "warmup", &flag, false, "false", NULL },
	{ "folder", &folder, true, NULL, NULL },
	{ "attempt", &attempt, false, "1", NULL },
	{ "traceparent", &trace, false, "null", NULL },
	{ "network", &flag, false, "true", NULL },
	{ NULL, NULL, false, NULL, NULL },
};
/* a later server may say more */
static const struct schema specification_schema = { .type = SCHEMA_OBJECT,
						    .open = true,
						    .members = members };

static enum exit_code take(struct specification *specification, struct fault *fault)
{
	specification->request = json_object_get(specification->all, "request");
	specification->folder = json_string_value(json_object_get(specification->all, "folder"));
	specification->network = json_is_true(json_object_get(specification->all, "network"));
	specification->warmup = json_is_true(json_object_get(specification->all, "warmup"));
	if (!specification->request && !specification->warmup)
		return fault_set(fault, EXIT_USAGE, "validation_error",
				 "the specification of the job has no request");
	if (specification->folder[0] != '/')
		return fault_set(fault, EXIT_USAGE, "validation_error",
				 "folder is \"%s\", wanted an absolute path",
				 specification->folder);
	specification->output = files_join(specification->folder, "output");
	specification->report = files_join(specification->folder, "report.json");
	specification->metrics =
		specification->output ? files_join(specification->output, "metrics.json") : NULL;
	specification->previews = files_join(specification->folder, "pages");
	return specification->metrics && specification->report && specification->previews
		       ? EXIT_OK
		       : fault_set(fault, EXIT_INTERNAL, "internal_error", "out of memory");
}

enum exit_code specification_read(struct specification *specification, int descriptor,
				  json_t **faults, struct fault *fault)
{
	json_error_t error;
	char *sentence;

	memset(specification, 0, sizeof(*specification));
	specification->all = json_loadfd(descriptor, JSON_REJECT_DUPLICATES, &error);
	if (!specification->all)
		return fault_set(fault, EXIT_USAGE, "validation_error",
				 "the specification of the job is not JSON: %s", error.text);
	*faults = schema_check(&specification_schema, specification->all, NULL);
	if (!*faults)
		return take(specification, fault);
	sentence = schema_sentence(*faults);
	fault_set(fault, EXIT_USAGE, "validation_error", "%s",
		  sentence ? sentence : "the specification of the job has faults");
	free(sentence);
	return fault->exit;
}

void specification_free(struct specification *specification)
{
	free(specification->output);
	free(specification->report);
	free(specification->metrics);
	free(specification->previews);
	json_decref(specification->all);
	memset(specification, 0, sizeof(*specification));
}
