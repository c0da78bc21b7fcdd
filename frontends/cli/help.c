/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "help.h"

#include <string.h>

enum { WIDTH = 80, NAMES_COLUMN = 28 };

/* Words of text from column on, wrapped at WIDTH, later lines indented; ends the line. */
static void wrap(FILE *out, const char *text, int column, int indent)
{
	while (*text) {
		size_t n = strcspn(text, " \n");

		if (column > indent && column + 1 + (int)n > WIDTH) {
			fprintf(out, "\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			fputc(' ', out);
			column++;
		}
		fwrite(text, 1, n, out);
		column += (int)n;
		text += n;
		if (text[0] == '\n' && text[1] == '\n') {
			fprintf(out, "\n\n%*s", indent, "");
			column = indent;
		}
		text += strspn(text, " \n");
	}
	fputc('\n', out);
}

size_t help_option_names(const struct option_spec *option, char *to, size_t size)
{
	size_t used = 0;

	to[0] = '\0';
	for (int i = 0; i < MOST_ALIASES && option->aliases[i]; i++)
		if (option->aliases[i][1] != '-')
			used += (size_t)snprintf(to + used, size - used, "%s, ",
						 option->aliases[i]);
	used += (size_t)snprintf(to + used, size - used, "--%s", option->name);
	for (int i = 0; i < MOST_ALIASES && option->aliases[i]; i++)
		if (option->aliases[i][1] == '-')
			used += (size_t)snprintf(to + used, size - used, ", %s",
						 option->aliases[i]);
	if (option->argument)
		used += (size_t)snprintf(to + used, size - used, " %s", option->argument);
	return used;
}

size_t help_option_extra(const struct option_spec *option, char *to, size_t size)
{
	size_t used = 0;

	to[0] = '\0';
	for (int i = 0; i < MOST_CHOICES && option->choices[i]; i++)
		used += (size_t)snprintf(to + used, size - used, "%s%s",
					 !i						  ? ": "
					 : i + 1 < MOST_CHOICES && option->choices[i + 1] ? ", "
											  : " or ",
					 option->choices[i]);
	if (option->type == TYPE_INTEGER)
		used += (size_t)snprintf(to + used, size - used, ", from %.0f to %.0f", option->min,
					 option->max);
	if (option->preset)
		used += (size_t)snprintf(to + used, size - used, " (default: %s)", option->preset);
	return used;
}

static void print_option(FILE *out, const struct option_spec *option)
{
	char names[160], extra[200], text[600];
	size_t n = help_option_names(option, names, sizeof(names));

	help_option_extra(option, extra, sizeof(extra));
	snprintf(text, sizeof(text), "%s%s", option->help, extra);
	fprintf(out, "  %s", names);
	if (n + 4 > NAMES_COLUMN)
		fprintf(out, "\n%*s", NAMES_COLUMN, "");
	else
		fprintf(out, "%*s", NAMES_COLUMN - 2 - (int)n, "");
	wrap(out, text, NAMES_COLUMN, NAMES_COLUMN);
}

static void print_examples(FILE *out, const char *examples)
{
	fputs("\nExamples:\n", out);
	for (const char *line = examples; *line;) {
		size_t all = strcspn(line, "\n"), command = strcspn(line, "#");

		fputs("  # ", out);
		fwrite(line + command + 2, 1, all - command - 2, out);
		fputs("\n  ", out);
		fwrite(line, 1, command - 1, out);
		fputc('\n', out);
		line += all + (line[all] == '\n');
	}
}

void help_usage(FILE *out, const struct command_spec *command)
{
	if (command)
		fprintf(out, "usage: doctranslate %s [OPTION...] %s\n", command->name,
			command->arguments);
	else
		fputs("usage: doctranslate COMMAND [OPTION...] [FILE...]\n", out);
}

void help_command(FILE *out, const struct command_spec *command)
{
	help_usage(out, command);
	fputc('\n', out);
	wrap(out, command->text ? command->text : command->summary, 0, 0);
	for (int general = 0; general < 2; general++) {
		fputs(general ? "\nGeneral options:\n" : "", out);
		for (size_t i = 0, first = 1; i < OPTION_COUNT; i++) {
			const struct option_spec *option = &option_table[i];

			if (!(option->commands & (1u << command->id)) ||
			    (option->commands == ALL_COMMANDS) != general)
				continue;
			if (first && !general)
				fputs("\nOptions:\n", out);
			first = 0;
			print_option(out, option);
		}
	}
	if (command->examples)
		print_examples(out, command->examples);
}

void help_program(FILE *out)
{
	help_usage(out, NULL);
	fputs("\nTranslates documents and keeps their looks.\n\nCommands:\n", out);
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		fprintf(out, "  %-*s", NAMES_COLUMN - 10, command_table[i].name);
		wrap(out, command_table[i].summary, NAMES_COLUMN - 8, NAMES_COLUMN - 8);
	}
	fputs("\nGeneral options:\n", out);
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (option_table[i].commands == ALL_COMMANDS)
			print_option(out, &option_table[i]);
	fputs("\nExit codes:\n", out);
	for (size_t i = 0; i < exit_table_count; i++) {
		fprintf(out, "  %d  ", exit_table[i].code);
		wrap(out, exit_table[i].text, 5, 5);
	}
	fputs("\n\"doctranslate COMMAND --help\" tells more about a command, \"man doctranslate\" "
	      "all.\n",
	      out);
}
