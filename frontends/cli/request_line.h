/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* request_line.h - runs a TranslationRequest as the command line of "translate" that it means. */
#ifndef DT_CLI_REQUEST_LINE_H
#define DT_CLI_REQUEST_LINE_H

#include "session.h"

#include "common/request.h"

/* Makes the line of a checked request, and imports the file that it names when that is one of the
 * replaced program; like: where plugins and pipelines are found, NULL: as without options.  What is
 * wrong with the request is in *faults, all else in fault.  Free the line in any case. */
enum exit_code request_line(const json_t *request, const struct request_manner *manner,
			    const struct arguments *like, struct request_arguments *line,
			    json_t **faults, struct fault *fault);

/* "translate --request-json FILE" */
enum exit_code translate_request(struct session *session);
/* "translate" with the arguments of the session; request_json is not looked at. */
enum exit_code translate_run(struct session *session);

#endif
