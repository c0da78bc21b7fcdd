/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "chain.h"

#include "programs.h"

#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>

char *chain_find(bool wanted)
{
	static const char name[] = "apertium-chain";
	const char *slash;
	Dl_info here;
	char *path;
	size_t n;

	if (!wanted || !dladdr((const void *)&name, &here) || !here.dli_fname)
		return NULL;
	slash = strrchr(here.dli_fname, '/');
	n = slash ? (size_t)(slash - here.dli_fname) + 1 : 0;
	path = malloc(n + sizeof(name));
	if (!path)
		return NULL;
	memcpy(path, here.dli_fname, n);
	memcpy(path + n, name, sizeof(name));
	if (access(path, X_OK) == 0)
		return path;
	free(path);
	return NULL;
}

/* "PROGRAM [--knows] words | words ...", NULL-terminated; borrows the words; NULL without memory.
 */
static char **make_words(const struct worker_command *commands, size_t n, const char *chain,
			 const char *flag)
{
	size_t room = 3, used = 0;
	char **words;

	for (size_t i = 0; i < n; i++, room++)
		for (char **word = commands[i].words; *word; word++)
			room++;
	words = calloc(room, sizeof(*words));
	if (!words)
		return NULL;
	words[used++] = (char *)(uintptr_t)chain;
	if (flag)
		words[used++] = (char *)(uintptr_t)flag;
	for (size_t i = 0; i < n; i++) {
		if (i)
			words[used++] = (char *)(uintptr_t) "|";
		for (char **word = commands[i].words; *word; word++)
			words[used++] = *word;
	}
	return words;
}

/* Lines of "yes" and "no"; false when there are others, or not n. */
static bool read_known(const struct text *lines, bool *known, size_t n)
{
	const char *at = lines->at ? lines->at : "";

	for (size_t i = 0; i < n; i++) {
		known[i] = !strncmp(at, "yes\n", 4);
		if (!known[i] && strncmp(at, "no\n", 3) != 0)
			return false;
		at += known[i] ? 4 : 3;
	}
	return !*at;
}

static bool ask(const struct worker_command *commands, size_t n, const char *chain, bool *known)
{
	char **words = make_words(commands, n, chain, "--knows");
	struct text lines = { 0 };
	bool good = words && program_read(words, &lines) == 0 && read_known(&lines, known, n);

	free(words);
	text_free(&lines);
	return good;
}

/* Makes one of n commands at first; false without memory. */
static bool join(struct worker_command *commands, size_t first, size_t n, const char *chain)
{
	char **words = make_words(commands + first, n, chain, NULL);

	for (char **word = words; word && *word; word++) {
		*word = strdup(*word);
		if (*word)
			continue;
		for (char **made = words; made < word; made++)
			free(*made);
		free(words);
		return false;
	}
	if (!words)
		return false;
	for (size_t i = first; i < first + n; i++) {
		for (char **word = commands[i].words; *word; word++)
			free(*word);
		free(commands[i].words);
		commands[i].words = NULL;
	}
	commands[first].words = words;
	return true;
}

void chain_join(struct worker_command *commands, size_t *n, const char *chain)
{
	bool *known = calloc(*n + 1, sizeof(*known));
	size_t kept = 0;

	if (!known || !ask(commands, *n, chain, known)) {
		free(known);
		return;
	}
	for (size_t i = 0, next; i < *n; i = next) {
		for (next = i + 1; known[i] && next < *n && known[next];)
			next++;
		if (next - i > 1 && !join(commands, i, next - i, chain))
			next = i + 1;
		commands[kept] = commands[i];
		if (kept++ != i)
			commands[i].words = NULL;
	}
	*n = kept;
	free(known);
}
