/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "worker.h"

struct splitter {
	struct worker_command *commands;
	size_t n, n_words;
	bool failed;
};

static void add_word(struct splitter *s, const struct text *word)
{
	struct worker_command *command;
	char **words;

	if (!s->commands || s->failed)
		return;
	command = &s->commands[s->n - 1];
	words = realloc(command->words, (s->n_words + 2) * sizeof(*words));
	if (!words) {
		s->failed = true;
		return;
	}
	command->words = words;
	words[s->n_words] = strdup(word->at ? word->at : "");
	s->failed |= !words[s->n_words];
	words[++s->n_words] = NULL;
}

static void add_command(struct splitter *s)
{
	struct worker_command *commands;

	if (s->commands && !s->n_words) {
		s->failed = true; /* "| |" */
		return;
	}
	commands = realloc(s->commands, (s->n + 1) * sizeof(*commands));
	if (!commands) {
		s->failed = true;
		return;
	}
	commands[s->n++].words = NULL;
	s->commands = commands;
	s->n_words = 0;
}

/* One word at *at; false when it has something in it that only a shell can do. */
static bool take_word(const char **at, struct text *word)
{
	const char *s = *at;

	text_clear(word);
	while (*s && !strchr(" \t\n|", *s)) {
		const char *close;

		if (*s != '\'' && *s != '"') {
			if (strchr("$&;()<>`\\*?#~", *s))
				return false;
			text_add_char(word, *s++);
			continue;
		}
		close = strchr(s + 1, *s);
		if (!close || (*s == '"' && memchr(s, '$', (size_t)(close - s))))
			return false;
		text_add(word, s + 1, (size_t)(close - s - 1));
		s = close + 1;
	}
	*at = s;
	return !word->failed;
}

static bool is_parameter(const char *at, char digit)
{
	return at[0] == '$' && at[1] == digit && strchr(" \t\n|", at[2]);
}

struct worker_command *worker_commands(const char *line, size_t *n)
{
	struct splitter s = { 0 };
	struct text word = { 0 };

	add_command(&s);
	while (*line && !s.failed) {
		if (strchr(" \t\n", *line)) {
			line++;
		} else if (*line == '|') {
			add_command(&s);
			line++;
		} else if (is_parameter(line, '1')) {
			text_clear(&word);
			text_add_string(&word, "-n");
			add_word(&s, &word);
			line += 2;
		} else if (is_parameter(line, '2')) {
			line += 2;
		} else if (take_word(&line, &word)) {
			add_word(&s, &word);
		} else {
			s.failed = true;
		}
	}
	text_free(&word);
	*n = s.n;
	if (!s.failed && s.n_words)
		return s.commands;
	worker_commands_free(s.commands, s.n);
	return NULL;
}

void worker_commands_free(struct worker_command *commands, size_t n)
{
	for (size_t i = 0; commands && i < n; i++) {
		for (char **word = commands[i].words; word && *word; word++)
			free(*word);
		free(commands[i].words);
	}
	free(commands);
}
