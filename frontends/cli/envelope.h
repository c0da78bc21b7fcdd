/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * envelope.h - the one JSON object that ends a command with --output-format json.
 *
 * Keys in this order: ok, schema_version, command, stream, result, warnings,
 * errors, and error {code, message, details} when ok is false.  It is the last
 * line on the standard output.
 */
#ifndef DT_CLI_ENVELOPE_H
#define DT_CLI_ENVELOPE_H

#include "fault.h"

#include <jansson.h>

/* command: its first word.  All references are taken; result, warnings, errors may be NULL.
 * fault is NULL when all went well. */
json_t *envelope_new(const char *command, json_t *result, json_t *warnings, json_t *errors,
		     const struct fault *fault);
/* One line; takes the reference. */
void envelope_print(FILE *out, json_t *envelope);

#endif
