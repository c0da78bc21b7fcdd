/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * options.h - the one table of commands and options.
 *
 * The parser, --help, the man page and the completion are all made from it.
 * An option is added here and nowhere else: a line in the enum, a line in the
 * table, and the place that reads it.
 */
#ifndef DT_CLI_OPTIONS_H
#define DT_CLI_OPTIONS_H

#include "serve/settings/variables.h"

#include <stddef.h>

enum command_id {
	COMMAND_TRANSLATE,
	COMMAND_INSPECT,
	COMMAND_EXTRACT,
	COMMAND_BUILD,
	COMMAND_DEBUG_LAYOUT,
	COMMAND_PREVIEW,
	COMMAND_CONFIG_VALIDATE,
	COMMAND_CONFIG_INIT,
	COMMAND_CONFIG_SHOW,
	COMMAND_CONFIG_IMPORT,
	COMMAND_PLAN,
	COMMAND_PLUGINS,
	COMMAND_TRANSLATORS,
	COMMAND_FONTS,
	COMMAND_GLOSSARY_VALIDATE,
	COMMAND_GLOSSARY_EXTRACT,
	COMMAND_TM_STATS,
	COMMAND_TM_PURGE,
	COMMAND_TM_IMPORT,
	COMMAND_TM_EXPORT,
	COMMAND_SERVE,
	COMMAND_HASH_TOKEN,
	COMMAND_HELP,
	COMMAND_COUNT
};

#define COMMAND(id)  (1u << COMMAND_##id)
#define ALL_COMMANDS ((1u << COMMAND_COUNT) - 1)

enum option_id {
	OPTION_SOURCE_LANG,
	OPTION_TARGET_LANG,
	OPTION_PAGES,
	OPTION_PAGE,
	OPTION_WIDTH,
	OPTION_KEEP_OTHER_LANGUAGES,
	OPTION_TRANSLATE_COMMENTS,
	OPTION_MIRROR_TABLES,
	OPTION_WRITING_MODE,
	OPTION_TRANSLATOR,
	OPTION_TRANSLATOR_OPTION,
	OPTION_CHECK,
	OPTION_INSTRUCTIONS,
	OPTION_BUDGET,
	OPTION_GLOSSARY,
	OPTION_EXTRACT_TERMS,
	OPTION_SAVE_TERMS,
	OPTION_MEMORY,
	OPTION_NO_MEMORY,
	OPTION_MEMORY_FILE,
	OPTION_MEMORY_SCOPE,
	OPTION_PROJECT,
	OPTION_YES,
	OPTION_OLDER_THAN,
	OPTION_DRY_RUN,
	OPTION_OUTPUT_DIR,
	OPTION_OUTPUT_FILE,
	OPTION_OUTPUT_PDF,
	OPTION_OUTPUT_PNG,
	OPTION_OUTPUT_CONF,
	OPTION_OVERWRITE,
	OPTION_NO_MONO,
	OPTION_NO_DUAL,
	OPTION_DUAL,
	OPTION_ALTERNATING,
	OPTION_EXPORT_XLIFF,
	OPTION_FORMAT,
	OPTION_REPORT,
	OPTION_METRICS_JSON,
	OPTION_STRICT,
	OPTION_USE_TAGS,
	OPTION_PASSWORD,
	OPTION_PASSWORD_FILE,
	OPTION_PIPELINE,
	OPTION_SET,
	OPTION_FROM,
	OPTION_WORKERS,
	OPTION_JOBS,
	OPTION_PAGE_TIMEOUT,
	OPTION_TIMEOUT,
/* of the service: settings/variables.h */
#define OPTION_OF_SETTING(id, ...) OPTION_SERVE_##id,
	SETTINGS_OPTIONS(OPTION_OF_SETTING)
#undef OPTION_OF_SETTING
		OPTION_TOKEN_FILE,
	OPTION_ROLE,
	OPTION_RATE,
	OPTION_BURST,
	OPTION_JSON,
	OPTION_DOT,
	OPTION_REQUEST_JSON,
	OPTION_EMIT_PROGRESS_JSON,
	OPTION_REPORT_INTERVAL,
	OPTION_OUTPUT_FORMAT,
	OPTION_PLUGIN_PATH,
	OPTION_PIPELINE_PATH,
	OPTION_QUIET,
	OPTION_VERBOSE,
	OPTION_VERSION,
	OPTION_HELP,
	OPTION_COUNT,
	OPTION_SERVE_FIRST = OPTION_SERVE_HOST,
	OPTION_SERVE_LAST = OPTION_TOKEN_FILE - 1
};

enum option_type {
	TYPE_FLAG,
	TYPE_TEXT,
	TYPE_CHOICE,
	TYPE_INTEGER,
	TYPE_TIME, /* "90", "90s", "1.5m", "2h", "250ms"; a bare number is seconds */
	TYPE_LANGUAGE,
	TYPE_PAGES,
	TYPE_NAMES,  /* free text; may be given again and again */
	TYPE_BUDGET, /* "2.50USD", "100000tokens" */
	TYPE_PAIR,   /* KEY=VALUE; may be given again and again */
	TYPE_FILE,
	TYPE_FILES, /* may be given again and again */
	TYPE_DIRECTORY,
	TYPE_SECRET /* wiped from the list of processes */
};

enum { MOST_ALIASES = 3, MOST_CHOICES = 5 };

struct option_spec {
	enum option_id id;
	const char *name;		   /* without dashes */
	const char *aliases[MOST_ALIASES]; /* as typed: "-o", "--output", "-li" */
	const char *argument;		   /* in help: "DIR"; NULL for a flag */
	enum option_type type;
	double min, max; /* of INTEGER; of TIME in seconds; not checked when equal */
	const char *choices[MOST_CHOICES];
	const char *preset; /* default; NULL: none */
	unsigned commands;  /* COMMAND() bits */
	const char *help;   /* a sentence without full stop */
};

struct command_spec {
	enum command_id id;
	const char *name;      /* "config init" */
	const char *arguments; /* "FILE..." */
	int least, most;       /* how many of them; most < 0: no bound */
	const char *summary;   /* one line */
	const char *text;      /* paragraphs, parted by an empty line */
	const char *examples;  /* lines "COMMAND # what it does", or NULL */
};

struct exit_spec {
	int code;
	const char *text;
};

struct environment_spec {
	const char *name, *text;
};

extern const struct option_spec option_table[OPTION_COUNT];
extern const struct command_spec command_table[COMMAND_COUNT];
extern const struct exit_spec exit_table[];
extern const size_t exit_table_count;
extern const struct environment_spec environment_table[];
extern const size_t environment_table_count;

#endif
