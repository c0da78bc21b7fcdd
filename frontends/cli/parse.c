/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "parse.h"

#include "common/nearest.h"
#include "values.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- finding options -------------------------------------------------------- */

static bool belongs(const struct option_spec *option, const struct command_spec *command)
{
	return !command ? option->commands == ALL_COMMANDS
			: (option->commands & (1u << command->id)) != 0;
}

static bool is_alias(const struct option_spec *option, const char *word, size_t length)
{
	for (int i = 0; i < MOST_ALIASES && option->aliases[i]; i++)
		if (strlen(option->aliases[i]) == length &&
		    !strncmp(option->aliases[i], word, length))
			return true;
	return false;
}

static bool starts_name(const struct option_spec *option, const char *word, size_t length)
{
	if (!strncmp(option->name, word + 2, length - 2))
		return true;
	for (int i = 0; i < MOST_ALIASES && option->aliases[i]; i++)
		if (!strncmp(option->aliases[i], word, length))
			return true;
	return false;
}

/* By whole name or alias. */
static const struct option_spec *find_exact(const struct command_spec *command, const char *word,
					    size_t length)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_spec *option = &option_table[i];

		if (!belongs(option, command))
			continue;
		if (is_alias(option, word, length))
			return option;
		if (length > 2 && !strncmp(word, "--", 2) && strlen(option->name) == length - 2 &&
		    !strncmp(option->name, word + 2, length - 2))
			return option;
	}
	return NULL;
}

static void unknown_option(const struct command_spec *command, const char *word, size_t length,
			   struct fault *fault)
{
	const char *best_name = NULL;
	unsigned best = UINT_MAX;
	char text[80];

	snprintf(text, sizeof(text), "%.*s", (int)length, word);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		char name[80];

		if (!belongs(&option_table[i], command))
			continue;
		snprintf(name, sizeof(name), "--%s", option_table[i].name);
		if (nearest_better(text, name, &best))
			best_name = option_table[i].name;
		for (int k = 0; k < MOST_ALIASES && option_table[i].aliases[k]; k++)
			if (nearest_better(text, option_table[i].aliases[k], &best))
				best_name = option_table[i].aliases[k] + 2;
	}
	for (size_t i = 0; i < OPTION_COUNT && command; i++)
		if (length > 2 && strlen(option_table[i].name) == length - 2 &&
		    !strncmp(option_table[i].name, word + 2, length - 2)) {
			fault_set(fault, EXIT_USAGE, "usage", "%s is no option of \"%s\"", text,
				  command->name);
			return;
		}
	fault_set(fault, EXIT_USAGE, "usage", "unknown option %s%s%s%s", text,
		  best_name ? "; did you mean --" : "", best_name ? best_name : "",
		  best_name ? "?" : "");
}

/* By name, alias or a beginning that only one option has. */
static const struct option_spec *find_long(const struct command_spec *command, const char *word,
					   size_t length, struct fault *fault)
{
	const struct option_spec *found = find_exact(command, word, length);

	if (found)
		return found;
	for (size_t i = 0; i < OPTION_COUNT && length > 2; i++) {
		const struct option_spec *option = &option_table[i];

		if (!belongs(option, command) || !starts_name(option, word, length))
			continue;
		if (found) {
			fault_set(fault, EXIT_USAGE, "usage",
				  "option %.*s is ambiguous: it may be --%s or --%s", (int)length,
				  word, found->name, option->name);
			return NULL;
		}
		found = option;
	}
	if (!found)
		unknown_option(command, word, length, fault);
	return found;
}

/* ---- the walk over argv ----------------------------------------------------------- */

static bool list_add(struct argument_list *list, const char *text)
{
	const char **at = realloc(list->at, (list->n + 1) * sizeof(*at));

	if (!at)
		return false;
	list->at = at;
	list->at[list->n++] = text;
	return true;
}

/* May it be given again and again? */
static bool is_list(enum option_type type)
{
	return type == TYPE_PAIR || type == TYPE_NAMES || type == TYPE_FILES;
}

static enum exit_code store(struct arguments *arguments, const struct option_spec *option,
			    char *value, struct fault *fault)
{
	if (value_check(option, value, fault) != EXIT_OK)
		return fault->exit;
	if (option->type == TYPE_SECRET) {
		/* what stands in argv can be read by everybody on the machine */
		free(arguments->secret[option->id]);
		arguments->secret[option->id] = strdup(value);
		memset(value, '*', strlen(value));
		value = arguments->secret[option->id];
	}
	if (!value || (is_list(option->type) && !list_add(&arguments->pairs[option->id], value)))
		return fault_set(fault, EXIT_INTERNAL, "internal_error", "out of memory");
	arguments->value[option->id] = value;
	return EXIT_OK;
}

/* One option at argv[*i]; moves *i on when it takes the next word as its value. */
static enum exit_code parse_long(struct arguments *arguments, char **argv, int argc, int *i,
				 struct fault *fault)
{
	static char none[] = "";
	char *word = argv[*i];
	size_t length = strcspn(word, "=");
	const struct option_spec *option = find_long(arguments->command, word, length, fault);

	if (!option)
		return fault->exit;
	if (option->type == TYPE_FLAG) {
		if (word[length])
			return fault_set(fault, EXIT_USAGE, "usage", "option --%s takes no value",
					 option->name);
		return store(arguments, option, none, fault);
	}
	if (word[length])
		return store(arguments, option, word + length + 1, fault);
	if (*i + 1 >= argc)
		return fault_set(fault, EXIT_USAGE, "usage", "option --%s wants a value: %s",
				 option->name, option->argument);
	return store(arguments, option, argv[++*i], fault);
}

/* "-q", "-qv", "-oDIR", "-o DIR", "-li en". */
static enum exit_code parse_short(struct arguments *arguments, char **argv, int argc, int *i,
				  struct fault *fault)
{
	static char none[] = "";
	char *word = argv[*i];

	if (find_exact(arguments->command, word, strcspn(word, "=")))
		return parse_long(arguments, argv, argc, i, fault);
	for (char *at = word + 1; *at; at++) {
		char letter[3] = { '-', *at, '\0' };
		const struct option_spec *option = find_exact(arguments->command, letter, 2);

		if (!option) {
			unknown_option(arguments->command, word, at == word + 1 ? strlen(word) : 2,
				       fault);
			return fault->exit;
		}
		if (option->type != TYPE_FLAG)
			return at[1]	       ? store(arguments, option, at + 1, fault)
			       : *i + 1 < argc ? store(arguments, option, argv[++*i], fault)
					       : fault_set(fault, EXIT_USAGE, "usage",
							   "option %s wants a value: %s", letter,
							   option->argument);
		if (store(arguments, option, none, fault) != EXIT_OK)
			return fault->exit;
	}
	return EXIT_OK;
}

/* ---- the command --------------------------------------------------------------------- */

static enum exit_code unknown_command(const char *first, const char *second, struct fault *fault)
{
	const struct command_spec *near = NULL;
	unsigned best = UINT_MAX;
	char text[80];
	size_t n = strlen(first);

	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const char *name = command_table[i].name;

		if (strlen(name) > n && !strncmp(name, first, n) && name[n] == ' ') {
			snprintf(text, sizeof(text), "%s %s", first, second ? second : "");
			if (!second)
				return fault_set(fault, EXIT_USAGE, "usage",
						 "\"%s\" needs to know what to do, as in \"%s\"",
						 first, name);
			if (nearest_better(text, name, &best))
				near = &command_table[i];
			continue;
		}
		if (nearest_better(first, name, &best))
			near = &command_table[i];
	}
	return fault_set(fault, EXIT_USAGE, "unknown_command", "unknown command \"%s\"%s%s%s",
			 first, near ? "; did you mean \"" : "", near ? near->name : "",
			 near ? "\"?" : "");
}

/* The command at argv[at]; *words is how many words its name has. */
static const struct command_spec *find_command(int argc, char **argv, int at, int *words)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const char *name = command_table[i].name;
		size_t n = strcspn(name, " ");

		if (strlen(argv[at]) != n || strncmp(name, argv[at], n))
			continue;
		*words = name[n] ? 2 : 1;
		if (!name[n] || (at + 1 < argc && !strcmp(name + n + 1, argv[at + 1])))
			return &command_table[i];
	}
	return NULL;
}

/* Looked for before all else: a fault of the command line is told in this form, too. */
static void find_output_format(struct arguments *arguments, int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], "--output-format=json") ||
		    !strcmp(argv[i], "--emit-progress-json") ||
		    (!strcmp(argv[i], "--output-format") && i + 1 < argc &&
		     !strcmp(argv[i + 1], "json")))
			arguments->value[OPTION_OUTPUT_FORMAT] = "json";
}

static enum exit_code parse_word(struct arguments *arguments, int argc, char **argv, int *i,
				 bool *ended, struct fault *fault)
{
	char *word = argv[*i];
	int words = 1;

	if (!*ended && !strcmp(word, "--")) {
		*ended = true;
		return EXIT_OK;
	}
	if (!*ended && word[0] == '-' && word[1])
		return word[1] == '-' ? parse_long(arguments, argv, argc, i, fault)
				      : parse_short(arguments, argv, argc, i, fault);
	if (!arguments->command) {
		arguments->command = find_command(argc, argv, *i, &words);
		if (!arguments->command)
			return unknown_command(word, *i + 1 < argc ? argv[*i + 1] : NULL, fault);
		*i += words - 1;
		return EXIT_OK;
	}
	return list_add(&arguments->files, word)
		       ? EXIT_OK
		       : fault_set(fault, EXIT_INTERNAL, "internal_error", "out of memory");
}

static enum exit_code check_count(const struct arguments *arguments, struct fault *fault)
{
	const struct command_spec *command = arguments->command;

	if (!command || arguments_given(arguments, OPTION_HELP) ||
	    arguments_given(arguments, OPTION_VERSION))
		return EXIT_OK;
	if (arguments->files.n < (size_t)command->least &&
	    !arguments_given(arguments, OPTION_REQUEST_JSON))
		return fault_set(fault, EXIT_USAGE, "usage",
				 "\"%s\" wants a file: doctranslate %s %s", command->name,
				 command->name, command->arguments);
	if (command->most >= 0 && arguments->files.n > (size_t)command->most)
		return fault_set(fault, EXIT_USAGE, "usage",
				 "\"%s\" takes no more than %d, found \"%s\" besides",
				 command->name, command->most, arguments->files.at[command->most]);
	return EXIT_OK;
}

enum exit_code arguments_parse(struct arguments *arguments, int argc, char **argv,
			       struct fault *fault)
{
	bool ended = false;

	memset(arguments, 0, sizeof(*arguments));
	find_output_format(arguments, argc, argv);
	for (int i = 1; i < argc; i++)
		if (parse_word(arguments, argc, argv, &i, &ended, fault) != EXIT_OK)
			return fault->exit;
	return check_count(arguments, fault);
}

void arguments_free(struct arguments *arguments)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		free(arguments->secret[i]);
		free(arguments->pairs[i].at);
	}
	free(arguments->files.at);
	memset(arguments, 0, sizeof(*arguments));
}

bool arguments_given(const struct arguments *arguments, enum option_id id)
{
	return arguments->value[id] != NULL;
}

const char *arguments_text(const struct arguments *arguments, enum option_id id)
{
	return arguments->value[id] ? arguments->value[id] : option_table[id].preset;
}

long arguments_integer(const struct arguments *arguments, enum option_id id)
{
	const char *text = arguments_text(arguments, id);

	return text ? strtol(text, NULL, 10) : 0;
}

int64_t arguments_time(const struct arguments *arguments, enum option_id id)
{
	const char *text = arguments_text(arguments, id);

	return text ? value_time(text) : 0;
}
