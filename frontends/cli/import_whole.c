/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The new file: the built-in pipeline with other translators in it. */
#include "config.h"

#include "import.h"

#include <stdlib.h>
#include <string.h>

static const char opens[] = "\ntranslators:\n{\n", closes[] = "\n};\n",
		  names[] = "\ntranslator = \"";

/* Those that need no service stay, unless the old file has one of the name. */
static void keep_offline(const struct import *im, const char *from, const char *to, FILE *out)
{
	static const char *const offline[] = { "apertium", "echo", "pseudo" };

	for (size_t i = 0; i < sizeof(offline) / sizeof(offline[0]); i++) {
		const char *line = from, *end;
		char head[40];

		snprintf(head, sizeof(head), "  %s:", offline[i]);
		for (; line < to && strncmp(line, head, strlen(head)) != 0; line = end + 1)
			end = strchrnul(line, '\n');
		end = strchrnul(line, '\n');
		/* an entry of one line */
		if (line < to && end[-1] == ';' && !json_object_get(im->taken, offline[i]))
			fprintf(out, "%.*s\n", (int)(end - line), line);
	}
}

/* Options of the stages that the text has: behind what they use, where none stand yet. */
static void write_stages(const struct import *im, const char *text, FILE *out)
{
	const char *uses, *name;
	json_t *options, *value;

	for (const char *end; *text; text = end) {
		const char *at;

		end = strchrnul(text, '\n');
		end += *end == '\n';
		at = memmem(text, (size_t)(end - text), "uses = \"", 8);
		json_object_foreach(im->stages, uses, options)
		{
			size_t n = strlen(uses);

			if (!at || at + 8 + n + 2 > end || strncmp(at + 8, uses, n) != 0 ||
			    strncmp(at + 8 + n, "\";", 2) != 0)
				continue;
			at += 8 + n + 2;
			fwrite(text, 1, (size_t)(at - text), out);
			fputs(" options: {", out);
			json_object_foreach(options, name, value)
			{
				fprintf(out, " %s = ", name);
				json_dumpf(value, out, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
				fputc(';', out);
			}
			fputs(" };", out);
			text = at;
			at = NULL;
		}
		fwrite(text, 1, (size_t)(end - text), out);
	}
}

char *import_whole(struct import *im, const char *pipeline, const char *translators)
{
	const char *open = strstr(pipeline, opens), *body = open ? open + strlen(opens) : NULL;
	const char *close = body ? strstr(body - 1, closes) : NULL;
	const char *name = close ? strstr(close, names) : NULL, *line = name, *rest;
	char *text = NULL;
	size_t size = 0;
	FILE *out;

	if (!line) {
		fault_set(&im->session->fault, EXIT_INTERNAL, "internal_error",
			  "the built-in pipeline \"translate\" has no translators to replace");
		return NULL;
	}
	rest = strchrnul(line + 1, '\n');
	out = open_memstream(&text, &size);
	if (!out) {
		fault_set(&im->session->fault, EXIT_INTERNAL, "internal_error", "out of memory");
		return NULL;
	}
	fprintf(out, "# Made by doctranslate config import of %s.\n", im->file);
	fwrite(pipeline, 1, (size_t)(body - pipeline), out);
	fputs(translators, out);
	keep_offline(im, body, close, out);
	fprintf(out, "};\ntranslator = \"%s\";     # when a job names none", im->translator);
	write_stages(im, rest, out);
	fclose(out);
	return text;
}
