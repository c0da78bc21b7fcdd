/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signs requests that come as lines of JSON, for signatures.py to compare: prints the header
 * Authorization of each. */
#include "config.h"

#include "plugins/net/aws/sign.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *text(const json_t *line, const char *name)
{
	return json_string_value(json_object_get(line, name));
}

static void sign_line(const json_t *line)
{
	struct net_header headers[16];
	const json_t *list = json_object_get(line, "headers"),
		     *body = json_object_get(line, "body");
	struct net_to_sign what = {
		.method = text(line, "method"),
		.host = text(line, "host"),
		.path = text(line, "path"),
		.query = text(line, "query"),
		.headers = headers,
		.n_headers = json_array_size(list),
		.body = json_string_value(body),
		.length = json_string_length(body),
	};
	struct aws_keys keys = { text(line, "id"), text(line, "secret"), text(line, "token") };
	struct aws_scope scope = {
		.region = text(line, "region"),
		.service = text(line, "service"),
		.seconds = json_integer_value(json_object_get(line, "seconds")),
		.s3 = json_is_true(json_object_get(line, "s3")),
	};
	char date[AWS_DATE_SIZE], *authorization;

	for (size_t i = 0; i < what.n_headers && i < 16; i++) {
		const json_t *header = json_array_get(list, i);

		headers[i].name = json_string_value(json_array_get(header, 0));
		headers[i].value = json_string_value(json_array_get(header, 1));
	}
	authorization = aws_authorization(&what, &keys, &scope, date);
	printf("%s\n", authorization ? authorization : "");
	free(authorization);
}

int main(void)
{
	char *at = NULL;
	size_t room = 0;

	while (getline(&at, &room, stdin) > 0) {
		json_t *line = json_loads(at, 0, NULL);

		if (!line)
			return EXIT_FAILURE;
		sign_line(line);
		json_decref(line);
	}
	free(at);
	return EXIT_SUCCESS;
}
