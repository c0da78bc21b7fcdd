/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "reasoning.h"

#include <string.h>
#include <strings.h>

/* As models of several families write it when the server does not take it out. */
static const struct {
	const char *open, *close;
} marks[] = {
	{ "<think>", "</think>" },
	{ "<thinking>", "</thinking>" },
	{ "<thought>", "</thought>" },
	{ "<reasoning>", "</reasoning>" },
	{ "<reflection>", "</reflection>" },
	{ "<seed:think>", "</seed:think>" },
	{ "[THINK]", "[/THINK]" },
	{ "\xe2\x97\x81think\xe2\x96\xb7", "\xe2\x97\x81/think\xe2\x96\xb7" },
	{ "<|channel|>analysis<|message|>", "<|channel|>final<|message|>" },
	{ "<|channel>thought", "<channel|>" },
};

enum { N_MARKS = sizeof(marks) / sizeof(marks[0]) };

static bool begins(const char *at, const char *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - at) >= n && !strncasecmp(at, word, n);
}

static const char *find(const char *at, const char *end, const char *word)
{
	for (; at < end; at++)
		if (*at == *word && begins(at, end, word))
			return at;
	return NULL;
}

void reasoning_skip(const char **at, const char *end)
{
	bool again = true;

	while (again) {
		again = false;
		while (*at < end && strchr(" \t\r\n", **at) && **at)
			++*at;
		for (size_t i = 0; !again && i < N_MARKS; i++) {
			const char *close;

			if (!begins(*at, end, marks[i].open))
				continue;
			close = find(*at + strlen(marks[i].open), end, marks[i].close);
			*at = close ? close + strlen(marks[i].close) : end;
			again = true;
		}
	}
}

const char *reasoning_end(const char *at, const char *end)
{
	const char *last = NULL;

	for (const char *p = at; p < end; p++)
		if (*p == '<' || *p == '[' || *p == '\xe2')
			for (size_t i = 0; i < N_MARKS; i++)
				if (begins(p, end, marks[i].close))
					last = p + strlen(marks[i].close);
	return last;
}
