/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * run-checks - which checks of answers do pairs of texts pass?
 *
 * Reads lines "SOURCE_LANG<TAB>TARGET_LANG<TAB>SOURCE<TAB>TARGET" and writes a line for each: the
 * name of the first check that the pair does not pass, or "-".
 */
#include "config.h"

#include "plugins/translate/route/checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *judge(char *line)
{
	char *field[4], *at = line;
	struct wording_pair pair;
	struct checks checks;
	enum verdict verdict;
	const char *words, *name;

	for (int i = 0; i < 4; i++) {
		field[i] = at;
		at = at ? strchr(at, '\t') : NULL;
		if (at)
			*at++ = '\0';
	}
	if (!field[3])
		return "malformed";
	checks_start(&checks, field[0], field[1], true);
	pair = (struct wording_pair){ field[2], field[3], strlen(field[2]), strlen(field[3]) };
	name = checks_run(&checks, &pair, &verdict, &words);
	return name ? name : "-";
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		puts(judge(line));
	}
	free(line);
	return 0;
}
