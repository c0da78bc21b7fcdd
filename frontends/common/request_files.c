/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a command line names as files and a request has in itself: secrets and terms. */
#include "config.h"

#include "request_inside.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Nobody else can open it, programs that we start do not inherit it, and it goes with us. */
static int anonymous_file(const char *text)
{
	size_t size = strlen(text), done = 0;
	int file = memfd_create("secret", MFD_CLOEXEC);

	while (file >= 0 && done < size) {
		ssize_t n = write(file, text + done, size - done);

		if (n <= 0) {
			close(file);
			return -1;
		}
		done += (size_t)n;
	}
	return file;
}

bool building_set_secret(struct building *b, const char *node, const char *option, const char *path)
{
	const char *text = request_text(b->request, path);
	size_t most = sizeof(b->out->secrets) / sizeof(b->out->secrets[0]);
	int file;

	if (!text)
		return false;
	if (b->only_checked)
		return true;
	file = b->out->n_secrets < most ? anonymous_file(text) : -1;
	if (file < 0) {
		b->failed = true;
		return true;
	}
	b->out->secrets[b->out->n_secrets++] = file;
	building_add(b, "--set=%s.%s=file:/proc/self/fd/%d", node, option, file);
	return true;
}

const char *request_arguments_folder(struct request_arguments *arguments)
{
	const char *base = getenv("TMPDIR");

	if (arguments->scratch)
		return arguments->scratch;
	if (asprintf(&arguments->scratch, "%s/doctranslate.XXXXXX", base && *base ? base : "/tmp") <
	    0) {
		arguments->scratch = NULL;
		return NULL;
	}
	if (!mkdtemp(arguments->scratch)) {
		free(arguments->scratch);
		arguments->scratch = NULL;
	}
	return arguments->scratch;
}

static void write_field(FILE *out, const char *text, char end)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
	fputc(end, out);
}

static bool write_terms(const json_t *entries, const char *path)
{
	FILE *out = fopen(path, "wxe");
	const json_t *entry;
	bool good;
	size_t i;

	if (!out)
		return false;
	fputs("source,target,tgt_lng\n", out);
	json_array_foreach(entries, i, entry)
	{
		const char *language = json_string_value(json_object_get(entry, "target_language"));

		write_field(out, json_string_value(json_object_get(entry, "source")), ',');
		write_field(out, json_string_value(json_object_get(entry, "target")), ',');
		write_field(out, language ? language : "", '\n');
	}
	good = !ferror(out);
	return !fclose(out) && good;
}

/* Messages about the terms name the file. */
static char *terms_path(const char *folder, const char *name)
{
	char *path, *at;

	if (asprintf(&path, "%s/%.60s.csv", folder, name && *name ? name : "inline_glossary") < 0)
		return NULL;
	for (at = path + strlen(folder) + 1; *at && strcmp(at, ".csv") != 0; at++)
		if (!isalnum((unsigned char)*at) && *at != '-')
			*at = '_';
	return path;
}

void building_terms(struct building *b)
{
	const json_t *entries = request_value(b->request, "options.glossary.inline_entries");
	const char *folder;

	if (!json_array_size(entries) || b->only_checked)
		return;
	folder = request_arguments_folder(b->out);
	b->out->terms = folder ? terms_path(folder, request_text(b->request,
								 "options.glossary.inline_name"))
			       : NULL;
	if (b->out->terms && write_terms(entries, b->out->terms))
		building_add(b, "--glossary=%s", b->out->terms);
	else
		b->failed = true;
}

void request_arguments_free(struct request_arguments *arguments)
{
	for (size_t i = 0; i < arguments->n_secrets; i++)
		close(arguments->secrets[i]);
	for (size_t i = 0; i < arguments->n; i++) {
		explicit_bzero(arguments->at[i], strlen(arguments->at[i]));
		free(arguments->at[i]);
	}
	free(arguments->at);
	if (arguments->terms)
		unlink(arguments->terms);
	if (arguments->pipeline)
		unlink(arguments->pipeline);
	if (arguments->scratch)
		rmdir(arguments->scratch);
	free(arguments->terms);
	free(arguments->pipeline);
	free(arguments->scratch);
	free(arguments->config);
	json_decref(arguments->warnings);
	memset(arguments, 0, sizeof(*arguments));
}
