/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "man.h"

#include "help.h"

#include <string.h>

/* Text for roff: dashes that can be searched and copied, no line that starts as a request. */
static void put_n(FILE *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool starts = !i || text[i - 1] == '\n';

		if (text[i] == '-')
			fputs("\\-", out);
		else if (text[i] == '\\')
			fputs("\\e", out);
		else if (starts && (text[i] == '.' || text[i] == '\''))
			fprintf(out, "\\&%c", text[i]);
		else
			fputc(text[i], out);
	}
}

static void put(FILE *out, const char *text)
{
	put_n(out, text, strlen(text));
}

/* Paragraphs parted by empty lines. */
static void paragraphs(FILE *out, const char *text)
{
	for (;;) {
		const char *end = strstr(text, "\n\n");

		put_n(out, text, end ? (size_t)(end - text) : strlen(text));
		fputc('\n', out);
		if (!end)
			return;
		fputs(".PP\n", out);
		text = end + 2;
	}
}

static void option(FILE *out, const struct option_spec *option)
{
	char extra[200];

	fputs(".TP\n", out);
	for (int pass = 0, n = 0; pass < 3; pass++) {
		/* short names, the name, long aliases */
		if (pass == 1) {
			fprintf(out, "%s\\fB\\-\\-", n++ ? ", " : "");
			put(out, option->name);
			fputs("\\fR", out);
			continue;
		}
		for (int i = 0; i < MOST_ALIASES && option->aliases[i]; i++) {
			if ((option->aliases[i][1] == '-') != (pass == 2))
				continue;
			fprintf(out, "%s\\fB", n++ ? ", " : "");
			put(out, option->aliases[i]);
			fputs("\\fR", out);
		}
	}
	if (option->argument) {
		fputs(" \\fI", out);
		put(out, option->argument);
		fputs("\\fR", out);
	}
	fputc('\n', out);
	put(out, option->help);
	help_option_extra(option, extra, sizeof(extra));
	put(out, extra);
	fputs(".\n", out);
}

static void options(FILE *out, unsigned command, bool general)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if ((option_table[i].commands & command) &&
		    (option_table[i].commands == ALL_COMMANDS) == general)
			option(out, &option_table[i]);
}

static void synopsis(FILE *out)
{
	fputs(".SH SYNOPSIS\n", out);
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		fputs(i ? ".br\n\\fBdoctranslate " : "\\fBdoctranslate ", out);
		put(out, command_table[i].name);
		fputs("\\fR [\\fIOPTION\\fR...] \\fI", out);
		put(out, command_table[i].arguments);
		fputs("\\fR\n", out);
	}
}

static void commands(FILE *out)
{
	fputs(".SH COMMANDS\n", out);
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command_spec *command = &command_table[i];

		fputs(".SS ", out);
		put(out, command->name);
		fputc('\n', out);
		paragraphs(out, command->text ? command->text : command->summary);
		options(out, 1u << command->id, false);
	}
	fputs(".SH GENERAL OPTIONS\nThese belong to every command.\n", out);
	options(out, ALL_COMMANDS, true);
}

static void tables(FILE *out)
{
	fputs(".SH EXIT STATUS\n", out);
	for (size_t i = 0; i < exit_table_count; i++) {
		fprintf(out, ".TP\n.B %d\n", exit_table[i].code);
		put(out, exit_table[i].text);
		fputs(".\n", out);
	}
	fputs(".PP\nWhen a signal ends a job, the job is cancelled, nothing half-written stays, and "
	      "the program ends by that signal; a second signal ends it at once.\n"
	      ".SH ENVIRONMENT\n",
	      out);
	for (size_t i = 0; i < environment_table_count; i++) {
		fprintf(out, ".TP\n.B %s\n", environment_table[i].name);
		put(out, environment_table[i].text);
		fputs(".\n", out);
	}
}

static void output_forms(FILE *out)
{
	fputs(".SH OUTPUT\n"
	      "The standard output carries results and nothing else: paths of written files, one a "
	      "line, or what was asked for. Progress, summaries and messages go to the standard "
	      "error; the progress bar is shown on a terminal only.\n"
	      ".PP\nWith \\fB\\-\\-output\\-format json\\fR the last line is one object: ok, "
	      "schema_version (\"1\"), command, stream (\"final\"), result, warnings, errors, and "
	      "error {code, message, details} when ok is false. With "
	      "\\fB\\-\\-emit\\-progress\\-json\\fR lines of the form {\"stream\": \"progress\", "
	      "\"schema_version\": \"1\", \"command\": \"translate\", \"event\": {...}} stand before "
	      "it; event types are stage_summary, progress_start, progress_update, progress_end, "
	      "finish and error.\n",
	      out);
}

static void examples(FILE *out)
{
	fputs(".SH EXAMPLES\n", out);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		for (const char *line = command_table[i].examples; line && *line;) {
			size_t all = strcspn(line, "\n"), command = strcspn(line, "#");

			fputs(".TP\n\\fB", out);
			put_n(out, line, command - 1);
			fputs("\\fR\n", out);
			put_n(out, line + command + 2, all - command - 2);
			fputc('\n', out);
			line += all + (line[all] == '\n');
		}
}

void man_write(FILE *out)
{
	fputs(".\\\" Generated from the option table; do not edit.\n"
	      ".TH DOCTRANSLATE 1 \"\" \"doctranslate " PACKAGE_VERSION "\" \"User Commands\"\n"
	      ".SH NAME\ndoctranslate \\- translate documents and keep their looks\n",
	      out);
	synopsis(out);
	fputs(".SH DESCRIPTION\nA PDF goes in, the same PDF in another language comes out. What is done "
	      "to a document stands in a pipeline file, whose stages, translators and stores come "
	      "from plugins. Options may stand before or behind the command and may be cut short "
	      "while they stay unambiguous; \\fB\\-\\-\\fR ends them.\n",
	      out);
	commands(out);
	output_forms(out);
	tables(out);
	examples(out);
}
