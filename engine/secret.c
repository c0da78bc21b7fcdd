/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "secret.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 65536 };

bool secret_is_reference(const char *text)
{
	return (!strncmp(text, "env:", 4) && text[4]) || (!strncmp(text, "file:/", 6) && text[6]);
}

static char *from_file(const char *path, const char *node, const char *option, struct dt_error *err)
{
	FILE *file = fopen(path, "re");
	char *value = NULL;
	size_t n;

	if (file)
		value = malloc(LONGEST + 1);
	if (!value) {
		dt_fail(err, DT_E_CONFIG, "%s.%s wants the file %s: %s", node, option, path,
			strerror(errno));
		if (file)
			fclose(file);
		return NULL;
	}
	/* no buffer of the C library keeps a copy */
	setvbuf(file, NULL, _IONBF, 0);
	n = fread(value, 1, LONGEST + 1, file);
	if (ferror(file) || !n || n > LONGEST) {
		dt_fail(err, DT_E_CONFIG, "%s.%s wants the file %s, which %s", node, option, path,
			ferror(file) ? "cannot be read"
			: n	     ? "is too long"
				     : "is empty");
		explicit_bzero(value, LONGEST + 1);
		free(value);
		fclose(file);
		return NULL;
	}
	fclose(file);
	if (value[n - 1] == '\n')
		n--;
	value[n] = '\0';
	return value;
}

bool secret_is_unset(const char *reference)
{
	const char *value = strncmp(reference, "env:", 4) ? reference : getenv(reference + 4);

	return !value || !*value;
}

char *secret_fetch(const char *reference, const char *node, const char *option,
		   struct dt_error *err)
{
	const char *value;
	char *copy;

	if (!strncmp(reference, "file:", 5))
		return from_file(reference + 5, node, option, err);
	value = getenv(reference + 4);
	if (!value || !*value) {
		dt_fail(err, DT_E_CONFIG, "%s.%s wants the environment variable %s, which is %s",
			node, option, reference + 4, value ? "empty" : "not set");
		return NULL;
	}
	copy = strdup(value);
	if (!copy)
		dt_fail(err, DT_E_SYSTEM, "out of memory");
	return copy;
}

void secret_wipe(char *value)
{
	if (!value)
		return;
	explicit_bzero(value, strlen(value));
	free(value);
}
