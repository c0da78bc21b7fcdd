/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* look-up MEMORY MODE <TEXTS: how many lines the memory has an answer for, and in how many seconds;
 * pages of forty are asked for at once.  For bench/memory. */
#include "config.h"

#include "plugins/translate/memory/memory.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PAGE = 40 };

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int look_up(struct memory *memory, struct memory_query *queries, size_t n)
{
	struct dt_error err = { 0 };
	int found = 0;

	if (memory_find(memory, queries, n, &err) != DT_OK) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	for (size_t i = 0; i < n; i++) {
		found += queries[i].found != MEMORY_OFF;
		memory_query_free(&queries[i]);
		free((char *)queries[i].text);
	}
	return found;
}

int main(int argc, char **argv)
{
	struct memory_options options = { .file = { .wait_ms = 5000, .read_only = true },
					  .model = "",
					  .space = { "en", "es", "none", "" },
					  .project = "",
					  .document = "",
					  .scope = MEMORY_GLOBAL,
					  .threshold = 0.92 };
	struct memory_query queries[PAGE];
	struct dt_error err = { 0 };
	struct memory *memory;
	char *line = NULL;
	size_t room = 0, n = 0;
	double start;
	int found = 0;

	if (argc != 3)
		return 2;
	options.file.path = argv[1];
	options.mode = (enum memory_mode)memory_choice(memory_modes, argv[2]);
	memory = memory_open(&options, &err);
	if (!memory) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	start = seconds();
	for (ssize_t length; (length = getline(&line, &room, stdin)) > 0;) {
		length -= line[length - 1] == '\n';
		queries[n++] = (struct memory_query){ .text = strndup(line, (size_t)length),
						      .length = (size_t)length };
		if (n < PAGE)
			continue;
		found += look_up(memory, queries, n);
		n = 0;
	}
	found += look_up(memory, queries, n);
	printf("%d %.4f\n", found, seconds() - start);
	memory_close(memory);
	free(line);
	return 0;
}
