/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "cli/bar.h"
#include "cli/envelope.h"
#include "cli/parse.h"
#include "cli/values.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "suite.h"

enum { MOST_WORDS = 16 };

static struct arguments arguments;
static struct fault fault;

/* Words parted by blanks, as typed behind "doctranslate". */
static enum exit_code parse(const char *line)
{
	static char copy[400], program[] = "doctranslate";
	char *words[MOST_WORDS + 1] = { program };
	int n = 1;

	arguments_free(&arguments);
	memset(&fault, 0, sizeof(fault));
	snprintf(copy, sizeof(copy), "%s", line);
	for (char *at = copy; *at && n < MOST_WORDS;) {
		at += strspn(at, " ");
		if (!*at)
			break;
		words[n++] = at;
		at += strcspn(at, " ");
		if (*at)
			*at++ = '\0';
	}
	return arguments_parse(&arguments, n, words, &fault);
}

static void fails_with(const char *line, const char *part)
{
	ck_assert_msg(parse(line) == EXIT_USAGE, "\"%s\" was taken", line);
	ck_assert_msg(strstr(fault.text, part) != NULL, "\"%s\": %s", line, fault.text);
}

START_TEST(options_in_all_forms)
{
	ck_assert_int_eq(parse("translate a.pdf -o out -li de --target-lang=fr -qv b.pdf"),
			 EXIT_OK);
	ck_assert_str_eq(arguments_text(&arguments, OPTION_OUTPUT_DIR), "out");
	ck_assert_str_eq(arguments_text(&arguments, OPTION_SOURCE_LANG), "de");
	ck_assert_str_eq(arguments_text(&arguments, OPTION_TARGET_LANG), "fr");
	ck_assert(arguments_given(&arguments, OPTION_QUIET));
	ck_assert(arguments_given(&arguments, OPTION_VERBOSE));
	ck_assert_uint_eq(arguments.files.n, 2);
	ck_assert_str_eq(arguments.files.at[1], "b.pdf");
	ck_assert_int_eq(parse("--quiet translate -oout --lang-o it -- -strange.pdf"), EXIT_OK);
	ck_assert_str_eq(arguments_text(&arguments, OPTION_OUTPUT_DIR), "out");
	ck_assert_str_eq(arguments_text(&arguments, OPTION_TARGET_LANG), "it");
	ck_assert_str_eq(arguments.files.at[0], "-strange.pdf");
	ck_assert_int_eq(parse("extract a.pdf -o x.json"), EXIT_OK);
	ck_assert_str_eq(arguments_text(&arguments, OPTION_OUTPUT_FILE), "x.json");
}
END_TEST

START_TEST(defaults_are_those_of_the_table)
{
	ck_assert_int_eq(parse("translate a.pdf"), EXIT_OK);
	ck_assert_str_eq(arguments_text(&arguments, OPTION_TARGET_LANG), "es");
	ck_assert_int_eq(arguments_integer(&arguments, OPTION_JOBS), 2);
	ck_assert_int_eq(arguments_time(&arguments, OPTION_REPORT_INTERVAL), 100);
	ck_assert_int_eq(arguments_time(&arguments, OPTION_TIMEOUT), 0);
	ck_assert_ptr_null(arguments_text(&arguments, OPTION_PAGES));
}
END_TEST

START_TEST(faults_say_what_was_meant)
{
	fails_with("translate --transltor x a.pdf", "did you mean --translator?");
	fails_with("trnslate a.pdf", "did you mean \"translate\"?");
	fails_with("translate --dual sideways a.pdf", "side-by-side or alternating");
	fails_with("translate --workers 300 a.pdf", "from 0 to 256");
	fails_with("translate --workers 1.5 a.pdf", "from 0 to 256");
	fails_with("translate --page-timeout soon a.pdf", "wanted a time");
	fails_with("translate --page-timeout 2w a.pdf", "wanted a time");
	fails_with("translate --timeout 1000h a.pdf", "at most");
	fails_with("translate --target-lang xx a.pdf", "unknown language");
	fails_with("translate --pages 3-1 a.pdf", "backwards");
	fails_with("translate --translator-option factor a.pdf", "KEY=VALUE");
	fails_with("translate --set factor=2 a.pdf", "NODE.OPTION=VALUE");
	fails_with("translate --quiet=yes a.pdf", "takes no value");
	fails_with("translate --pages", "wants a value");
	fails_with("translate", "wants a file");
	fails_with("extract a.pdf b.pdf", "no more than 1");
	fails_with("extract --strict a.pdf", "no option of \"extract\"");
	fails_with("translate --no a.pdf", "ambiguous");
	fails_with("config", "needs to know");
	fails_with("config vlidate x", "did you mean \"config validate\"?");
	fails_with("translate -z a.pdf", "unknown option -z");
}
END_TEST

START_TEST(pairs_add_up)
{
	ck_assert_int_eq(parse("translate a.pdf --translator-option a=1 --translator-option b=2=3"),
			 EXIT_OK);
	ck_assert_uint_eq(arguments.pairs[OPTION_TRANSLATOR_OPTION].n, 2);
	ck_assert_str_eq(arguments.pairs[OPTION_TRANSLATOR_OPTION].at[1], "b=2=3");
}
END_TEST

START_TEST(passwords_leave_the_list_of_processes)
{
	char program[] = "doctranslate", command[] = "translate", file[] = "a.pdf";
	char option[] = "--password", word[] = "open sesame";
	char *words[] = { program, command, file, option, word, NULL };

	memset(&fault, 0, sizeof(fault));
	ck_assert_int_eq(arguments_parse(&arguments, 5, words, &fault), EXIT_OK);
	ck_assert_str_eq(arguments_text(&arguments, OPTION_PASSWORD), "open sesame");
	ck_assert_str_eq(word, "***********");
	arguments_free(&arguments);
}
END_TEST

START_TEST(json_is_known_before_a_fault)
{
	ck_assert_int_eq(parse("translate --bad --output-format json"), EXIT_USAGE);
	ck_assert_str_eq(arguments_text(&arguments, OPTION_OUTPUT_FORMAT), "json");
}
END_TEST

START_TEST(times)
{
	ck_assert_int_eq(value_time("90"), 90000);
	ck_assert_int_eq(value_time("1.5m"), 90000);
	ck_assert_int_eq(value_time("250ms"), 250);
	ck_assert_int_eq(value_time("2h"), 7200000);
	ck_assert_int_eq(value_time("0"), 0);
	ck_assert_int_eq(value_time("1d"), 86400000); /* as in a pipeline file */
	ck_assert_int_eq(value_time("-1"), -1);
	ck_assert_int_eq(value_time("1 s"), -1);
	ck_assert_int_eq(value_time(""), -1);
	ck_assert_int_eq(value_time("inf"), -1);
}
END_TEST

/* What the manual, the help and the parser rely on. */
START_TEST(table_is_whole)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_spec *option = &option_table[i];
		struct fault unused = { 0 };

		ck_assert_uint_eq(option->id, i);
		ck_assert_msg(option->help && *option->help, "--%s has no help", option->name);
		ck_assert_msg(option->help[strlen(option->help) - 1] != '.', "--%s", option->name);
		ck_assert_msg(option->commands, "--%s belongs to no command", option->name);
		ck_assert_msg((option->type == TYPE_FLAG) == !option->argument, "--%s",
			      option->name);
		if (option->preset)
			ck_assert_msg(value_check(option, option->preset, &unused) == EXIT_OK,
				      "--%s: default: %s", option->name, unused.text);
		for (size_t k = 0; k < i; k++)
			ck_assert_msg(strcmp(option_table[k].name, option->name) ||
					      !(option_table[k].commands & option->commands),
				      "--%s stands there twice", option->name);
	}
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		ck_assert_uint_eq(command_table[i].id, i);
	for (size_t i = 0; i < exit_table_count; i++)
		ck_assert_int_eq(exit_table[i].code, (int)i);
}
END_TEST

static int columns(const char *text)
{
	wchar_t wide[512];
	size_t n = mbstowcs(wide, text, 512);

	ck_assert_uint_ne(n, (size_t)-1);
	return wcswidth(wide, n);
}

START_TEST(bar_fits_its_columns)
{
	static const char *const names[] = {
		"paper.pdf", "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e.pdf",
		"a-very-long-name-of-a-document-that-goes-on-and-on.pdf", "bad\033[31m\xff.pdf", ""
	};
	struct bar_view view = { .percent = 42, .pages = 12000, .seconds = 4000, .documents = 3 };
	char line[1024];

	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		for (int width = 1; width < 200; width++) {
			view.name = names[i];
			bar_render(line, sizeof(line), &view, width, true);
			ck_assert_msg(columns(line) <= (width < 6 ? 6 : width), "%d: \"%s\"", width,
				      line);
			ck_assert_ptr_null(strchr(line, '\033'));
		}
	view.name = "paper.pdf";
	bar_render(line, sizeof(line), &view, 120, false);
	ck_assert_ptr_nonnull(strstr(line, " 42 %"));
	ck_assert_ptr_nonnull(strstr(line, "5040 of 12000 pages"));
	ck_assert_ptr_nonnull(strstr(line, "1:32:04 left"));
}
END_TEST

START_TEST(envelope_has_its_keys_in_order)
{
	struct fault wrong = { 0 };
	char *text;
	json_t *json;

	json = envelope_new("config init", json_pack("{s:s}", "path", "x"), NULL, NULL, NULL);
	text = json_dumps(json, 0);
	ck_assert_str_eq(text,
			 "{\"ok\": true, \"schema_version\": \"1\", \"command\": \"config\", "
			 "\"stream\": \"final\", \"result\": {\"path\": \"x\"}, \"warnings\": [], "
			 "\"errors\": []}");
	free(text);
	json_decref(json);
	fault_set(&wrong, EXIT_USAGE, "usage", "no");
	fault_set(&wrong, EXIT_INTERNAL, "later", "does not count");
	json = envelope_new("plan", NULL, NULL, NULL, &wrong);
	text = json_dumps(json, 0);
	ck_assert_str_eq(text,
			 "{\"ok\": false, \"schema_version\": \"1\", \"command\": \"plan\", "
			 "\"stream\": \"final\", \"result\": null, \"warnings\": [], \"errors\": "
			 "[], \"error\": {\"code\": \"usage\", \"message\": \"no\", \"details\": "
			 "{}}}");
	free(text);
	json_decref(json);
}
END_TEST

static void forget_arguments(void)
{
	arguments_free(&arguments);
}

static Suite *command_line_suite(void)
{
	Suite *suite = suite_create("command_line");
	TCase *tests = suite_case(suite, "arguments");

	tcase_add_checked_fixture(tests, NULL, forget_arguments);
	tcase_add_test(tests, options_in_all_forms);
	tcase_add_test(tests, defaults_are_those_of_the_table);
	tcase_add_test(tests, faults_say_what_was_meant);
	tcase_add_test(tests, pairs_add_up);
	tcase_add_test(tests, passwords_leave_the_list_of_processes);
	tcase_add_test(tests, json_is_known_before_a_fault);
	tcase_add_test(tests, times);
	tcase_add_test(tests, table_is_whole);
	tests = suite_case(suite, "output");
	tcase_add_test(tests, bar_fits_its_columns);
	tcase_add_test(tests, envelope_has_its_keys_in_order);
	return suite;
}

SUITE_MAIN(command_line_suite)
