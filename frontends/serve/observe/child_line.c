/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "child_line.h"

#include <stdlib.h>
#include <string.h>

#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"

static const char *behind(const char *text, const char *start)
{
	size_t n = strlen(start);

	return strncmp(text, start, n) == 0 ? text + n : NULL;
}

static const char *read_level(const char *line, enum log_level *level)
{
	static const struct {
		const char *word;
		enum log_level level;
	} levels[] = { { "debug: ", LOG_LEVEL_DEBUG },
		       { "info: ", LOG_LEVEL_INFO },
		       { "warning: ", LOG_LEVEL_WARNING },
		       { "error: ", LOG_LEVEL_ERROR } };

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		const char *rest = behind(line, levels[i].word);

		if (!rest)
			continue;
		*level = levels[i].level;
		return rest;
	}
	return NULL;
}

/* "NODE: " or "NODE, page 7: "; NULL: it is something else. */
static const char *read_place(const char *line, struct child_line *read)
{
	size_t n = strspn(line, NAME_CHARACTERS);
	const char *rest = line + n, *number;
	int64_t page = 0;
	char *end;

	/* nothing is set before all of it is right */
	if (!n || n >= sizeof(read->node))
		return NULL;
	number = behind(rest, ", page ");
	if (number) {
		page = strtoll(number, &end, 10);
		rest = end;
	}
	rest = behind(rest, ": ");
	if (!rest || page < 0)
		return NULL;
	memcpy(read->node, line, n);
	read->node[n] = '\0';
	read->page = page;
	return rest;
}

void child_line_read(struct child_line *read, const char *line)
{
	const char *rest = behind(line, "doctranslate: "), *place;
	size_t n;

	*read = (struct child_line){ .level = LOG_LEVEL_INFO, .text = line };
	rest = rest ? read_level(rest, &read->level) : NULL;
	if (!rest)
		return;
	read->text = rest;
	/* the engine's own name of the job, which nobody out there knows */
	n = strspn(rest, NAME_CHARACTERS);
	rest = n ? behind(rest + n, ": ") : NULL;
	place = rest ? read_place(rest, read) : NULL;
	if (place)
		read->text = place;
}
