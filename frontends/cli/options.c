/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "options.h"

#define TM_COMMANDS                                                                                \
	(COMMAND(TM_STATS) | COMMAND(TM_PURGE) | COMMAND(TM_IMPORT) | COMMAND(TM_EXPORT))
#define DOCUMENTS                                                                                  \
	(COMMAND(TRANSLATE) | COMMAND(EXTRACT) | COMMAND(INSPECT) | COMMAND(BUILD) |               \
	 COMMAND(DEBUG_LAYOUT) | COMMAND(PREVIEW) | COMMAND(GLOSSARY_EXTRACT))
#define FILES (COMMAND(PLAN) | COMMAND(CONFIG_VALIDATE) | COMMAND(TRANSLATORS))

/* a table to be read: a few lines for each */
/* clang-format off */
const struct option_spec option_table[OPTION_COUNT] = {
	/* what is translated */
	{ OPTION_SOURCE_LANG, "source-lang", { "--lang-in", "-li" }, "LANG", TYPE_LANGUAGE, 0, 0,
	  { NULL }, "en", COMMAND(TRANSLATE) | COMMAND(GLOSSARY_EXTRACT) |
		  COMMAND(TRANSLATORS) | TM_COMMANDS,
	  "language of the document, as a BCP 47 tag; auto: found in its text" },
	{ OPTION_TARGET_LANG, "target-lang", { "--lang-out", "-lo" }, "LANG", TYPE_LANGUAGE, 0, 0,
	  { NULL }, "es", COMMAND(TRANSLATE) | COMMAND(GLOSSARY_EXTRACT) |
		  COMMAND(GLOSSARY_VALIDATE) |
		  COMMAND(TRANSLATORS) | TM_COMMANDS,
	  "language to translate into, as a BCP 47 tag" },
	{ OPTION_PAGES, "pages", { "-p" }, "SET", TYPE_PAGES, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE) | COMMAND(GLOSSARY_EXTRACT) | COMMAND(EXTRACT) | COMMAND(DEBUG_LAYOUT),
	  "only these pages, counted from 1: \"1,3-5,7-\"; the default is all" },
	{ OPTION_PAGE, "page", { NULL }, "N", TYPE_INTEGER, 1, 1000000, { NULL }, "1",
	  COMMAND(PREVIEW), "which page is painted, counted from 1" },
	{ OPTION_WIDTH, "width", { NULL }, "PIXELS", TYPE_INTEGER, 16, 8192, { NULL }, "900",
	  COMMAND(PREVIEW), "how wide the picture is to be" },
	{ OPTION_KEEP_OTHER_LANGUAGES, "keep-other-languages", { NULL }, "WHEN", TYPE_CHOICE, 0, 0,
	  { "yes", "no" }, "yes", COMMAND(TRANSLATE),
	  "leave text as it is that is in the target language or in a third one beyond doubt" },
	{ OPTION_TRANSLATE_COMMENTS, "translate-comments", { NULL }, "WHEN", TYPE_CHOICE, 0, 0,
	  { "yes", "no" }, "no", COMMAND(TRANSLATE),
	  "translate the comments of code listings, line by line; the code stays" },
	{ OPTION_MIRROR_TABLES, "mirror-tables", { NULL }, "WHEN", TYPE_CHOICE, 0, 0,
	  { "yes", "no" }, "no", COMMAND(TRANSLATE) | COMMAND(BUILD),
	  "where text runs the other way than its source, as from English to Arabic: turn the order "
	  "of the columns of tables round, too" },
	{ OPTION_WRITING_MODE, "writing-mode", { NULL }, "MODE", TYPE_CHOICE, 0, 0,
	  { "source", "horizontal", "vertical" }, "source", COMMAND(TRANSLATE) | COMMAND(BUILD),
	  "how lines of Japanese, Chinese and Korean run: as in the source, or all from left to "
	  "right, or those of columns of text downwards; what is vertical in the source and gets "
	  "another script is set from left to right" },
	{ OPTION_TRANSLATOR, "translator", { "--provider" }, "NAME", TYPE_TEXT, 0, 0, { NULL },
	  NULL, COMMAND(TRANSLATE) | COMMAND(GLOSSARY_EXTRACT) | COMMAND(CONFIG_VALIDATE),
	  "translator of the pipeline that does the work; the default is the pipeline's own, see "
	  "doctranslate translators" },
	{ OPTION_TRANSLATOR_OPTION, "translator-option", { NULL }, "KEY=VALUE", TYPE_PAIR, 0, 0,
	  { NULL }, NULL, COMMAND(TRANSLATE) | COMMAND(GLOSSARY_EXTRACT),
	  "an option of that translator; may be given more than once" },
	{ OPTION_CHECK, "check", { NULL }, "NAME", TYPE_NAMES, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATORS),
	  "only that translator, and ask it: is it there, does it take the key, has it the model, "
	  "the languages; may be given more than once" },
	{ OPTION_INSTRUCTIONS, "instructions", { "--custom-system-prompt" }, "TEXT", TYPE_TEXT, 0, 0,
	  { NULL }, NULL, COMMAND(TRANSLATE) | COMMAND(GLOSSARY_EXTRACT),
	  "what a model is told besides, as \"Address the reader formally\"; translators that are no "
	  "models follow none" },
	{ OPTION_BUDGET, "budget", { NULL }, "AMOUNT", TYPE_BUDGET, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE) | COMMAND(GLOSSARY_EXTRACT),
	  "stop asking translators before this would be passed, as 2.50USD or 100000tokens, for each "
	  "document; what has been translated until then is set" },
	{ OPTION_GLOSSARY, "glossary", { NULL }, "FILE", TYPE_FILES, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE) | COMMAND(GLOSSARY_EXTRACT),
	  "terms and how to translate them, as CSV (source, target, maybe tgt_lng), TSV or TBX; may "
	  "be given more than once, the first that has a term wins" },
	{ OPTION_EXTRACT_TERMS, "extract-terms", { NULL }, "MODE", TYPE_CHOICE, 0, 0,
	  { "no", "statistics", "model" }, "no", COMMAND(TRANSLATE) | COMMAND(GLOSSARY_EXTRACT),
	  "find the terms of the document first, so that it is translated in the same words "
	  "throughout: by counting, or by a model that reads it; those of --glossary win. The "
	  "default of glossary extract is statistics" },
	{ OPTION_SAVE_TERMS, "save-auto-extracted-glossary", { NULL }, "FILE", TYPE_FILE, 0, 0,
	  { NULL }, NULL, COMMAND(TRANSLATE),
	  "write the terms that --extract-terms finds there, as CSV that --glossary reads; of one "
	  "document" },

	{ OPTION_MEMORY, "memory", { "--tm-mode" }, "MODE", TYPE_CHOICE, 0, 0,
	  { "off", "exact", "normalized", "fuzzy", "semantic" }, NULL, COMMAND(TRANSLATE),
	  "which answers of earlier jobs are taken from the translation memory: of the same text; "
	  "also of texts that differ in white space, numbers, capitals or an enumeration, when that "
	  "can be put right; also of similar ones; also of those that an embedding service "
	  "takes for the same (segments.embedding_model). The default is exact for translators that cost "
	  "or ask over the network; off for others, and nothing is kept of them then" },
	{ OPTION_NO_MEMORY, "no-memory", { "--ignore-cache" }, NULL, TYPE_FLAG, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE),
	  "the same as --memory off; a job that was ended still goes on where it was" },
	{ OPTION_MEMORY_FILE, "memory-file", { NULL }, "FILE", TYPE_FILE, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE) | COMMAND(GLOSSARY_EXTRACT) | TM_COMMANDS,
	  "the translation memory; the default is doctranslate/memory.sqlite in $XDG_DATA_HOME or "
	  "~/.local/share" },
	{ OPTION_MEMORY_SCOPE, "memory-scope", { "--tm-scope" }, "SCOPE", TYPE_CHOICE, 0, 0,
	  { "document", "project", "global" }, NULL, COMMAND(TRANSLATE),
	  "whose answers are taken: of this document, of the --project, of all; the default is "
	  "project when there is one, else global" },
	{ OPTION_PROJECT, "project", { "--tm-project-id" }, "NAME", TYPE_TEXT, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE) | TM_COMMANDS,
	  "project that rows of the memory belong to" },
	{ OPTION_YES, "yes", { NULL }, NULL, TYPE_FLAG, 0, 0, { NULL }, NULL, COMMAND(TM_PURGE),
	  "do it" },
	{ OPTION_OLDER_THAN, "older-than", { NULL }, "TIME", TYPE_TEXT, 0, 0, { NULL }, NULL,
	  COMMAND(TM_PURGE), "only rows that were of no use for so long, as 90d or 12h" },
	{ OPTION_DRY_RUN, "dry-run", { NULL }, NULL, TYPE_FLAG, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE),
	  "ask nobody and write nothing: tell what there is to translate, what the memory has, and "
	  "what each translator of the pipeline would be asked for and cost" },

	/* what comes out */
	{ OPTION_OUTPUT_DIR, "output-dir", { "-o", "--output" }, "DIR", TYPE_DIRECTORY, 0, 0,
	  { NULL }, ".", COMMAND(TRANSLATE), "folder for the results; made when it is not there" },
	{ OPTION_OUTPUT_FILE, "output", { "-o" }, "FILE", TYPE_FILE, 0, 0, { NULL }, "-",
	  COMMAND(EXTRACT), "file for the result; - is the standard output" },
	{ OPTION_OUTPUT_PDF, "output", { "-o" }, "FILE", TYPE_FILE, 0, 0, { NULL }, NULL,
	  COMMAND(BUILD) | COMMAND(DEBUG_LAYOUT) | COMMAND(GLOSSARY_EXTRACT),
	  "file for the result; it has to be given" },
	{ OPTION_OUTPUT_PNG, "output", { "-o" }, "FILE", TYPE_FILE, 0, 0, { NULL }, NULL,
	  COMMAND(PREVIEW),
	  "file for the picture; without it only the sizes of the pages are told" },
	{ OPTION_OUTPUT_CONF, "output", { "-o" }, "FILE", TYPE_FILE, 0, 0, { NULL },
	  "doctranslate.conf", COMMAND(CONFIG_IMPORT), "pipeline file that is written" },
	{ OPTION_OVERWRITE, "overwrite", { NULL }, NULL, TYPE_FLAG, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE) | COMMAND(GLOSSARY_EXTRACT) | COMMAND(EXTRACT) | COMMAND(CONFIG_INIT) |
		  COMMAND(CONFIG_IMPORT) | COMMAND(BUILD) |
		  COMMAND(DEBUG_LAYOUT) | COMMAND(PREVIEW) | COMMAND(TM_EXPORT),
	  "replace results that are there already; without it they are an error, told before any "
	  "work is done" },
	{ OPTION_NO_MONO, "no-mono", { NULL }, NULL, TYPE_FLAG, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE), "do not write the document that has the translation alone" },
	{ OPTION_NO_DUAL, "no-dual", { NULL }, NULL, TYPE_FLAG, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE), "do not write the document that has both languages" },
	{ OPTION_DUAL, "dual", { NULL }, "HOW", TYPE_CHOICE, 0, 0,
	  { "side-by-side", "alternating" }, "side-by-side", COMMAND(TRANSLATE),
	  "how the two languages stand in the dual document" },
	{ OPTION_ALTERNATING, "use-alternating-pages-dual", { NULL }, NULL, TYPE_FLAG, 0, 0,
	  { NULL }, NULL, COMMAND(TRANSLATE), "the same as --dual alternating" },
	{ OPTION_EXPORT_XLIFF, "export-xliff", { NULL }, "FILE", TYPE_FILE, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE),
	  "write the texts with their translations there, as XLIFF 2.1, to be edited and given to "
	  "doctranslate build; of one document" },
	{ OPTION_FORMAT, "format", { NULL }, "FORMAT", TYPE_CHOICE, 0, 0,
	  { "json", "text", "markdown" }, "json", COMMAND(EXTRACT), "form of the result" },
	{ OPTION_REPORT, "report", { NULL }, "FILE", TYPE_FILE, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE) | COMMAND(BUILD),
	  "write the report of the job there, as JSON: what became of every glyph, notes, "
	  "timings; with several documents a list of reports" },
	{ OPTION_METRICS_JSON, "metrics-json", { NULL }, "FILE", TYPE_FILE, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE),
	  "write there, as JSON, what each translator has used: requests, failures by kind, tokens, "
	  "price, latency; of several documents the sums" },
	{ OPTION_STRICT, "strict", { NULL }, NULL, TYPE_FLAG, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE) | COMMAND(BUILD),
	  "exit with code 6 when a glyph was not handled, a text ran over, a character has no "
	  "glyph, or lines overlap; the result is written all the same" },

	/* how the document is read */
	{ OPTION_USE_TAGS, "use-tags", { NULL }, "WHEN", TYPE_CHOICE, 0, 0, { "auto", "never" },
	  "auto", COMMAND(TRANSLATE) | COMMAND(GLOSSARY_EXTRACT) | COMMAND(EXTRACT) |
		  COMMAND(DEBUG_LAYOUT),
	  "use the structure tree of a tagged document, or never" },
	{ OPTION_PASSWORD, "password", { NULL }, "PASSWORD", TYPE_SECRET, 0, 0, { NULL }, NULL,
	  DOCUMENTS, "password of an encrypted document; prefer --password-file" },
	{ OPTION_PASSWORD_FILE, "password-file", { NULL }, "FILE", TYPE_FILE, 0, 0, { NULL }, NULL,
	  DOCUMENTS, "file whose first line is the password; - is the standard input" },

	/* how the work is done */
	{ OPTION_PIPELINE, "pipeline", { NULL }, "FILE", TYPE_FILE, 0, 0, { NULL }, NULL,
	  DOCUMENTS | COMMAND(TRANSLATORS),
	  "pipeline file, or the name of a built-in one; the default is the built-in one of the "
	  "command" },
	{ OPTION_SET, "set", { NULL }, "NODE.OPTION=VALUE", TYPE_PAIR, 0, 0, { NULL }, NULL,
	  DOCUMENTS | FILES,
	  "an option of a stage, translator or store of the pipeline; may be given more than "
	  "once" },
	{ OPTION_FROM, "from", { NULL }, "NAME", TYPE_TEXT, 0, 0, { NULL }, "translate",
	  COMMAND(CONFIG_INIT), "built-in pipeline that the new file is a copy of" },
	{ OPTION_WORKERS, "workers", { "--pool-max-workers" }, "N", TYPE_INTEGER, 0, 256,
	  { NULL }, "0", DOCUMENTS,
	  "threads that work on pages; 0: as the pipeline says, which is one a core" },
	{ OPTION_JOBS, "jobs", { "-j" }, "N", TYPE_INTEGER, 1, 64, { NULL }, "2",
	  COMMAND(TRANSLATE), "documents that are under way at the same time" },
	{ OPTION_PAGE_TIMEOUT, "page-timeout", { NULL }, "TIME", TYPE_TIME, 0, 86400, { NULL },
	  NULL, DOCUMENTS, "bound for one page, as 90, 90s, 1.5m; 0: as the pipeline says" },
	{ OPTION_TIMEOUT, "timeout", { NULL }, "TIME", TYPE_TIME, 0, 604800, { NULL }, NULL,
	  DOCUMENTS, "bound for one document; 0: as the pipeline says" },

	/* the service */
#define OPTION_OF_SETTING(id, option, member, kind, names, variable, argument, least, most,       \
			  preset, words, help)                                                     \
	{ OPTION_SERVE_##id, option, { NULL }, argument, TYPE_TEXT, 0, 0, { NULL }, preset,        \
	  COMMAND(SERVE), help },
	SETTINGS_OPTIONS(OPTION_OF_SETTING)
#undef OPTION_OF_SETTING
	{ OPTION_TOKEN_FILE, "token-file", { NULL }, "FILE", TYPE_FILE, 0, 0, { NULL }, NULL,
	  COMMAND(HASH_TOKEN),
	  "file whose first line is the token, of 16 characters at least; - is the standard input; "
	  "the default is a new one, which is told once" },
	{ OPTION_ROLE, "role", { NULL }, "ROLE", TYPE_CHOICE, 0, 0, { "user", "admin", "metrics" },
	  "user", COMMAND(HASH_TOKEN),
	  "what its holder may do: have jobs of its own, see those of everybody, or read figures" },
	{ OPTION_RATE, "rate", { NULL }, "N", TYPE_INTEGER, 0, 1000000, { NULL }, "0",
	  COMMAND(HASH_TOKEN), "requests a minute; 0: no bound" },
	{ OPTION_BURST, "burst", { NULL }, "N", TYPE_INTEGER, 0, 1000000, { NULL }, "0",
	  COMMAND(HASH_TOKEN), "requests at once; 0: as many as a minute has" },

	/* how it is shown */
	{ OPTION_JSON, "json", { NULL }, NULL, TYPE_FLAG, 0, 0, { NULL }, NULL,
	  COMMAND(PLAN) | COMMAND(PLUGINS) | COMMAND(FONTS) | COMMAND(TRANSLATORS), "print JSON" },
	{ OPTION_DOT, "dot", { NULL }, NULL, TYPE_FLAG, 0, 0, { NULL }, NULL, COMMAND(PLAN),
	  "print a graph for Graphviz" },
	{ OPTION_REQUEST_JSON, "request-json", { NULL }, "FILE", TYPE_FILE, 0, 0, { NULL }, NULL,
	  COMMAND(TRANSLATE),
	  "do what the file asks for, a TranslationRequest as the HTTP service takes it; it names "
	  "the document; options that are given besides go before it" },
	{ OPTION_EMIT_PROGRESS_JSON, "emit-progress-json", { NULL }, NULL, TYPE_FLAG, 0, 0,
	  { NULL }, NULL, COMMAND(TRANSLATE),
	  "print a line of JSON for each step on the standard output; implies --output-format "
	  "json" },
	{ OPTION_REPORT_INTERVAL, "report-interval", { NULL }, "TIME", TYPE_TIME, 0, 60, { NULL },
	  "0.1", COMMAND(TRANSLATE), "least time between two such lines of one stage" },
	{ OPTION_OUTPUT_FORMAT, "output-format", { NULL }, "FORMAT", TYPE_CHOICE, 0, 0,
	  { "human", "json" }, "human", ALL_COMMANDS,
	  "json: the last line on the standard output is one JSON object with the result" },
	{ OPTION_PLUGIN_PATH, "plugin-path", { NULL }, "DIRS", TYPE_TEXT, 0, 0, { NULL }, NULL,
	  ALL_COMMANDS, "folders with plugins, parted by colons" },
	{ OPTION_PIPELINE_PATH, "pipeline-path", { NULL }, "DIR", TYPE_DIRECTORY, 0, 0, { NULL },
	  NULL, ALL_COMMANDS, "folder with the built-in pipelines" },
	{ OPTION_QUIET, "quiet", { "-q" }, NULL, TYPE_FLAG, 0, 0, { NULL }, NULL, ALL_COMMANDS,
	  "no progress, no summary, no warnings; errors are told" },
	{ OPTION_VERBOSE, "verbose", { "-v" }, NULL, TYPE_FLAG, 0, 0, { NULL }, NULL,
	  ALL_COMMANDS, "tell what is done while it is done, and where the time went" },
	{ OPTION_VERSION, "version", { "-V" }, NULL, TYPE_FLAG, 0, 0, { NULL }, NULL,
	  ALL_COMMANDS, "print the versions of the program and of its plugins" },
	{ OPTION_HELP, "help", { "-h" }, NULL, TYPE_FLAG, 0, 0, { NULL }, NULL, ALL_COMMANDS,
	  "print this help" },
};

const struct command_spec command_table[COMMAND_COUNT] = {
	{ COMMAND_TRANSLATE, "translate", "FILE...", 1, -1, "translate documents",
	  "Writes each document in the other language: layout, figures, formulas, links and "
	  "bookmarks stay. Results are STEM.LANG.mono.pdf, the translation alone, and "
	  "STEM.LANG.dual.pdf, both languages. Their paths are printed, one a line.\n\n"
	  "Pages that cannot be done go out as they came, with a note, and the exit code is 6.",
	  "doctranslate translate paper.pdf # English to Spanish, into this folder\n"
	  "doctranslate translate -o out --target-lang fr --no-dual *.pdf # into French, the "
	  "translation alone\n"
	  "doctranslate translate book.pdf --pages 1-10 --translator pseudo --translator-option "
	  "factor=1.3 # try the layout" },
	{ COMMAND_INSPECT, "inspect", "FILE...", 1, -1, "tell what is in documents",
	  "Pages, encryption, tags, fonts and what can be translated, without translating.",
	  "doctranslate inspect paper.pdf # facts for people\n"
	  "doctranslate inspect --output-format json *.pdf # facts for programs" },
	{ COMMAND_EXTRACT, "extract", "FILE", 1, 1, "print the text of a document, by blocks",
	  "Pages with their blocks in reading order: paragraphs, headings, lists, tables, "
	  "captions, with role, place and text.",
	  "doctranslate extract paper.pdf --format markdown # text with headings\n"
	  "doctranslate extract paper.pdf -o paper.json # all there is" },
	{ COMMAND_BUILD, "build", "SOURCE.pdf EDITED.xliff", 2, 2,
	  "make the translation of a document from an edited XLIFF file",
	  "The file is one that translate --export-xliff has written from that document, edited by "
	  "hand or with a tool for translators. The document is read as it was then, and each text "
	  "has the translation that stands in the file; one without a translation stays as it is.\n\n"
	  "A unit whose marks are not those of its source, or that does not belong to the document, "
	  "is told with its line; its text stays in the source language, and the exit code is 6.",
	  "doctranslate translate paper.pdf --export-xliff paper.xliff # the file to edit\n"
	  "doctranslate build paper.pdf paper.xliff -o paper.es.pdf # the document from it" },
	{ COMMAND_DEBUG_LAYOUT, "debug-layout", "FILE", 1, 1,
	  "draw what layout analysis found over the pages",
	  "The pages stay as they are; over them stand blocks with their frames, coloured by role "
	  "and numbered in reading order, baselines, formulas, the room that a text may take, "
	  "paragraphs that go on elsewhere, and glyphs that are in no block. Each is a layer that a "
	  "viewer can switch off.",
	  "doctranslate debug-layout paper.pdf -o layout.pdf --pages 1-3 # what is seen on three pages" },
	{ COMMAND_PREVIEW, "preview", "FILE", 1, 1, "paint a page of a document as a PNG",
	  "Tells how many pages there are and how large, in points, and paints one of them when "
	  "there is --output.",
	  "doctranslate preview paper.es.mono.pdf -o page.png --page 3 --width 600 # the third page\n"
	  "doctranslate preview paper.pdf --output-format json # sizes of pages, for programs" },
	{ COMMAND_CONFIG_VALIDATE, "config validate", "FILE...", 1, -1, "check pipeline files",
	  "Every fault of a file is told at once, with file and line. Keys and variables of the "
	  "environment must be there for the default translator, or the one of --translator, and "
	  "for those that it asks. Nobody is asked.",
	  "doctranslate config validate my.conf # say what is wrong with it\n"
	  "doctranslate config validate --translator openai translate # is its key there?" },
	{ COMMAND_CONFIG_INIT, "config init", "[FILE]", 0, 1, "start a pipeline file of your own",
	  "Writes a copy of a built-in pipeline, with its comments; the default name is "
	  "doctranslate.conf.",
	  "doctranslate config init my.conf # then: translate --pipeline my.conf" },
	{ COMMAND_CONFIG_SHOW, "config show", "[FILE]", 0, 1, "print a pipeline file",
	  "FILE may be the name of a built-in pipeline; the default is translate.", NULL },
	{ COMMAND_CONFIG_IMPORT, "config import", "FILE.toml", 1, 1,
	  "make a pipeline file from the TOML file of the program that this one replaces",
	  "Providers, profiles and the settings of local servers and of OpenAI become translators "
	  "of the built-in pipeline \"translate\". What is said on the command line now, and what has "
	  "no counterpart and why, is told with its line. Keys that stand in the file in clear are "
	  "not copied: a variable of the environment takes their place.",
	  "doctranslate config import old.toml -o my.conf # then: translate --pipeline my.conf" },
	{ COMMAND_PLAN, "plan", "[FILE]", 0, 1, "tell what a pipeline means with the plugins here",
	  "Nodes in their order, which candidate was taken and why, wires and results. FILE may "
	  "be the name of a built-in pipeline; the default is translate.",
	  "doctranslate plan --dot translate | dot -Tsvg > translate.svg # a picture of it" },
	{ COMMAND_PLUGINS, "plugins", "", 0, 0, "list the plugins and what they offer",
	  "Every plugin in the plugin folders; one that cannot be used has a sentence that says "
	  "why.",
	  NULL },
	{ COMMAND_TRANSLATORS, "translators", "", 0, 0, "list the translators and what is usable",
	  "The translators of the pipeline, a line for each, the default one with a star: whether it "
	  "is ready to translate from --source-lang to --target-lang, or set up but not asked "
	  "(--check asks), or what is missing; \"network\" are those that send text to other "
	  "machines, \"costs\" those whose answers cost money.\n\n"
	  "With --check the translators that it names are asked, by a request that costs nothing. "
	  "What is wrong is one sentence; the exit code is 3 when a key or an option is missing, "
	  "and 5 when the service or the language pair is at fault.",
	  "doctranslate translators --target-lang fr # who can do English to French?\n"
	  "doctranslate translators --check openai # is the key good, is the model there?" },
	{ COMMAND_FONTS, "fonts", "LANG", 1, 1, "tell which fonts set the text of a language",
	  "For text with serifs, without, and monospaced, each regular, bold and italic: the font "
	  "that sets most characters of the language, the fonts for the others, what is made from "
	  "another style because the family does not have it, and the Debian package that would "
	  "bring what is missing.",
	  "doctranslate fonts hi # Hindi\n"
	  "doctranslate fonts zh-Hant --json # the Chinese of Taiwan, for programs" },
	{ COMMAND_GLOSSARY_VALIDATE, "glossary validate", "FILE...", 1, -1,
	  "tell what is in glossaries and what is wrong with them",
	  "Reads each file as translate --glossary does: CSV, TSV or TBX. Tells how many terms it has, "
	  "which rows are left out and why, in which lines a term stands again with another target, "
	  "and what the file is encoded in. With --target-lang only terms of that language count.",
	  "doctranslate glossary validate terms.csv --target-lang es # what counts for Spanish" },
	{ COMMAND_GLOSSARY_EXTRACT, "glossary extract", "FILE", 1, 1,
	  "write the terms of a document to a glossary, without translating it",
	  "Terms are found as translate --extract-terms does, and what they are in the other language "
	  "is what the translator says. What --glossary has is left out. The file is CSV that "
	  "--glossary reads: look through it first.",
	  "doctranslate glossary extract paper.pdf -o terms.csv --target-lang fr # by counting\n"
	  "doctranslate glossary extract paper.pdf -o terms.csv --translator openai --extract-terms "
	  "model # by a model that reads it" },
	{ COMMAND_TM_STATS, "tm stats", "", 0, 0, "tell what is in the translation memory",
	  "Rows by languages and by what they were translated with.", NULL },
	{ COMMAND_TM_PURGE, "tm purge", "", 0, 0, "take rows out of the translation memory",
	  "All rows, or those of languages, of a project, or that were of no use for some time.",
	  "doctranslate tm purge --older-than 365d --yes # what nobody has needed for a year" },
	{ COMMAND_TM_IMPORT, "tm import", "FILE", 1, 1, "read translations into the memory",
	  "TMX 1.4 or NDJSON, as tm export and the programs of translators write them. Rows that "
	  "say nothing of a translator are taken whichever is asked, before its own answers. No "
	  "embedding service is asked: they are no semantic matches.",
	  "doctranslate tm import customer.tmx --project customer # its own words" },
	{ COMMAND_TM_EXPORT, "tm export", "FILE", 1, 1, "write the translation memory to a file",
	  "As TMX 1.4 when the name ends in .tmx, else as NDJSON, which has all that is known of "
	  "each row.",
	  "doctranslate tm export memory.tmx --target-lang de # for another program" },
	{ COMMAND_SERVE, "serve", "", 0, 0, "answer HTTP: documents in, jobs, results out",
	  "Listens until SIGTERM; then nothing new is taken, and running jobs may end within "
	  "--drain-seconds or are taken up at the next start. SIGHUP reads the settings and tokens "
	  "again. Each option is a variable of the environment, too: --max-upload-bytes is "
	  "DOCTRANSLATE_API_MAX_UPLOAD_BYTES; a token for all is DOCTRANSLATE_API_AUTH_TOKEN.",
	  "doctranslate serve --host 127.0.0.1 --data-root /var/lib/doctranslate # for this machine\n"
	  "doctranslate serve --auth-mode required --auth-tokens-file tokens # for those with tokens" },
	{ COMMAND_HASH_TOKEN, "hash-token", "NAME", 1, 1, "make a line for the file of tokens",
	  "Prints the line for serve --auth-tokens-file, which has the hash of the token and not the "
	  "token; NAME is the owner of the jobs that are made with it.",
	  "doctranslate hash-token alice --rate 120 # a new token, told on the standard error" },
	{ COMMAND_HELP, "help", "[COMMAND]", 0, 2, "print the help of a command", NULL, NULL },
};

/* clang-format on */
const struct exit_spec exit_table[] = {
	{ 0, "all is done as asked" },
	{ 1, "a fault in the program, or the machine has run out of something" },
	{ 2, "the command line: a wrong option, language or set of pages, an input that is not "
	     "there, a result that exists or cannot be written" },
	{ 3, "a pipeline file has faults" },
	{ 4, "a document cannot be read or translated: broken, encrypted without its password, "
	     "over a limit" },
	{ 5, "something outside is missing or said no: a translator, a language pair, a service, "
	     "a store, a full disk; what a service translated before is written all the same" },
	{ 6,
	  "results are written but not all is as asked: pages that were kept, texts that nobody "
	  "could translate, documents that failed among others, or what --strict does not accept" },
	{ 7, "the budget was used up before all was translated; what was done until then is "
	     "written" },
};
const size_t exit_table_count = sizeof(exit_table) / sizeof(exit_table[0]);

const struct environment_spec environment_table[] = {
	{ "DT_PLUGIN_PATH",
	  "folders with plugins, parted by colons, when there is no --plugin-path" },
	{ "DT_PIPELINE_PATH",
	  "folder with the built-in pipelines, when there is no --pipeline-path" },
	{ "TMPDIR", "where files live while a job runs; the default is /tmp" },
};
const size_t environment_table_count = sizeof(environment_table) / sizeof(environment_table[0]);
