/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "man.h"

#include "common/languages.h"
#include "options.h"

#include <string.h>

/* All names of an option of a command, as a pattern of "case":
 * "translate --output-dir"|"translate -o" */
static void pattern(FILE *out, const char *command, const struct option_spec *option)
{
	fprintf(out, "\t\"%s --%s\"", command, option->name);
	for (int i = 0; i < MOST_ALIASES && option->aliases[i]; i++)
		fprintf(out, "|\"%s %s\"", command, option->aliases[i]);
	fputs(") ", out);
}

/* What can stand behind an option; nothing for free text. */
static void values(FILE *out, const struct option_spec *option)
{
	switch (option->type) {
	case TYPE_CHOICE:
		fputs("COMPREPLY=($(compgen -W \"", out);
		for (int i = 0; i < MOST_CHOICES && option->choices[i]; i++)
			fprintf(out, "%s%s", i ? " " : "", option->choices[i]);
		fputs("\" -- \"$word\"))", out);
		break;
	case TYPE_FILE:
	case TYPE_FILES:
		fputs("COMPREPLY=($(compgen -f -- \"$word\"))", out);
		break;
	case TYPE_DIRECTORY:
		fputs("COMPREPLY=($(compgen -d -- \"$word\"))", out);
		break;
	case TYPE_LANGUAGE:
		fputs("COMPREPLY=($(compgen -W \"$languages\" -- \"$word\"))", out);
		break;
	default:
		fputs("COMPREPLY=()", out);
	}
}

static void option_values(FILE *out)
{
	fputs("\tcase \"$command $previous\" in\n", out);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_spec *option = &option_table[i];

		if (option->type == TYPE_FLAG)
			continue;
		/* the same name may mean another thing to another command */
		for (size_t c = 0; c < COMMAND_COUNT; c++) {
			if (!(option->commands & (1u << c)))
				continue;
			pattern(out, command_table[c].name, option);
			values(out, option);
			fputs("; return ;;\n", out);
		}
	}
	fputs("\tesac\n", out);
}

static void option_names(FILE *out)
{
	fputs("\tcase \"$command\" in\n", out);
	for (size_t c = 0; c < COMMAND_COUNT; c++) {
		fprintf(out, "\t\"%s\") options=\"", command_table[c].name);
		for (size_t i = 0, n = 0; i < OPTION_COUNT; i++)
			if (option_table[i].commands & (1u << c))
				fprintf(out, "%s--%s", n++ ? " " : "", option_table[i].name);
		fputs("\" ;;\n", out);
	}
	fputs("\t*) options=\"", out);
	for (size_t i = 0, n = 0; i < OPTION_COUNT; i++)
		if (option_table[i].commands == ALL_COMMANDS)
			fprintf(out, "%s--%s", n++ ? " " : "", option_table[i].name);
	fputs("\" ;;\n\tesac\n", out);
}

/* Commands, the second word of those that have one, and the files of the others. */
static void words(FILE *out)
{
	fputs("\tcase \"$command\" in\n\t\"\"|help) COMPREPLY=($(compgen -W \"", out);
	for (size_t c = 0; c < COMMAND_COUNT; c++) {
		size_t n = strcspn(command_table[c].name, " ");

		if (c && !strncmp(command_table[c - 1].name, command_table[c].name, n + 1))
			continue;
		fprintf(out, "%s%.*s", c ? " " : "", (int)n, command_table[c].name);
	}
	fputs("\" -- \"$word\")) ;;\n\tconfig) COMPREPLY=($(compgen -W \"", out);
	for (size_t c = 0, n = 0; c < COMMAND_COUNT; c++)
		if (!strncmp(command_table[c].name, "config ", 7))
			fprintf(out, "%s%s", n++ ? " " : "", command_table[c].name + 7);
	fputs("\" -- \"$word\")) ;;\n", out);
	for (size_t c = 0; c < COMMAND_COUNT; c++) {
		unsigned documents = COMMAND(TRANSLATE) | COMMAND(INSPECT) | COMMAND(EXTRACT) |
				     COMMAND(BUILD) | COMMAND(DEBUG_LAYOUT);

		if (!command_table[c].most || c == COMMAND_HELP)
			continue;
		fprintf(out,
			"\t\"%s\") COMPREPLY=($(compgen -f -X '!%s' -- \"$word\") "
			"$(compgen -d -- \"$word\")) ;;\n",
			command_table[c].name,
			c == COMMAND_BUILD	     ? "*.@(pdf|xliff|xlf)"
			: c == COMMAND_CONFIG_IMPORT ? "*.toml"
			: documents & (1u << c)	     ? "*.[pP][dD][fF]"
						     : "*.conf");
	}
	fputs("\tesac\n", out);
}

void complete_write(FILE *out)
{
	fputs("# bash completion for doctranslate. Generated from the option table; do not edit.\n"
	      "# shellcheck shell=bash disable=SC2207\n\n"
	      "_doctranslate()\n{\n"
	      "\tlocal word=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
	      "\tlocal command=\"\" options=\"\" languages=\"",
	      out);
	for (size_t i = 0; i < languages_two_count; i++)
		fprintf(out, "%s%s", i ? " " : "", languages_two[i].code);
	fputs("\" i\n"
	      "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	      "\t\tcase \"$command ${COMP_WORDS[i]}\" in\n",
	      out);
	for (size_t c = 0; c < COMMAND_COUNT; c++) {
		size_t n = strcspn(command_table[c].name, " ");

		if (command_table[c].name[n])
			fprintf(out, "\t\t\"%s\") command=\"%s\" ;;\n", command_table[c].name,
				command_table[c].name);
		else
			fprintf(out, "\t\t\" %s\") command=%s ;;\n", command_table[c].name,
				command_table[c].name);
	}
	fputs("\t\t\" config\") command=config ;;\n\t\tesac\n\tdone\n\tCOMPREPLY=()\n", out);
	option_values(out);
	fputs("\tif [[ $word == -* ]]; then\n", out);
	option_names(out);
	fputs("\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n\t\treturn\n\tfi\n", out);
	words(out);
	fputs("}\n\ncomplete -o filenames -F _doctranslate doctranslate\n", out);
}
