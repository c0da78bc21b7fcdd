/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "envelope.h"

#include "json_text.h"

#include <string.h>

json_t *envelope_new(const char *command, json_t *result, json_t *warnings, json_t *errors,
		     const struct fault *fault)
{
	json_t *envelope = json_object(), *error, *details;
	char word[32];

	snprintf(word, sizeof(word), "%.*s", (int)strcspn(command, " "), command);
	json_object_set_new(envelope, "ok", json_boolean(!fault));
	json_object_set_new(envelope, "schema_version", json_string("1"));
	json_object_set_new(envelope, "command", json_string(word));
	json_object_set_new(envelope, "stream", json_string("final"));
	json_object_set_new(envelope, "result", result ? result : json_null());
	json_object_set_new(envelope, "warnings", warnings ? warnings : json_array());
	json_object_set_new(envelope, "errors", errors ? errors : json_array());
	if (!fault)
		return envelope;
	error = json_object();
	details = json_object();
	json_object_set_new(error, "code", json_string(fault->code));
	json_object_set_new(error, "message", json_text(fault->text));
	if (fault->path[0])
		json_object_set_new(details, "path", json_text(fault->path));
	json_object_set_new(error, "details", details);
	json_object_set_new(envelope, "error", error);
	return envelope;
}

void envelope_print(FILE *out, json_t *envelope)
{
	json_dumpf(envelope, out, JSON_REAL_PRECISION(12));
	fputc('\n', out);
	json_decref(envelope);
}
