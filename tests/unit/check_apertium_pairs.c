/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which pairs of languages are installed, and what their modes say. */
#include "config.h"

#include "plugins/translate/apertium/apertium.h"
#include "plugins/translate/apertium/chain.h"

#include "mode_folder.h"
#include "suite.h"

static void finds(const struct pairs *pairs, const char *source, const char *target,
		  const char *wanted)
{
	struct dt_error err = { 0 };
	const struct mode *mode = pairs_find(pairs, source, target, &err);

	if (!wanted) {
		ck_assert_msg(!mode, "%s", mode ? mode->name : "");
		ck_assert_int_eq(err.status, DT_E_UNSUPPORTED);
		return;
	}
	ck_assert_msg(mode != NULL, "%s to %s: %s", source, target, err.text);
	ck_assert_str_eq(mode->name, wanted);
}

START_TEST(pairs_by_tags)
{
	static const char *const modes[] = { "eng-spa",	   "spa-eng",	       "en-gl",
					     "eng-cat",	   "eng-cat_valencia", "es-pt",
					     "es-pt_BR",   "hbs-eng",	       "eng-hbs_HR",
					     "eng-hbs_SR", "eng-hbs",	       "en-eo-bytecode",
					     "nno_e-nob",  "nno-nob",	       "Cyrl-Latn" };
	struct pairs pairs = { 0 };
	struct dt_error err = { 0 };

	make_folder();
	for (size_t i = 0; i < DT_COUNT(modes); i++) {
		char name[64];

		snprintf(name, sizeof(name), "%s.mode", modes[i]);
		write_file(name, "cat\n", 0644);
	}
	write_file("README", "no mode\n", 0644);
	ck_assert_int_eq(pairs_read(&pairs, folder, &err), DT_OK);
	finds(&pairs, "en", "es", "eng-spa");
	finds(&pairs, "EN-us", "es-MX", "eng-spa");
	finds(&pairs, "eng", "spa", "eng-spa");
	finds(&pairs, "en", "gl", "en-gl");
	finds(&pairs, "eng", "glg", "en-gl");
	finds(&pairs, "en", "ca", "eng-cat");
	finds(&pairs, "en", "ca-valencia", "eng-cat_valencia");
	finds(&pairs, "es", "pt", "es-pt");
	finds(&pairs, "es", "pt-BR", "es-pt_BR");
	finds(&pairs, "en", "hr", "eng-hbs_HR");
	finds(&pairs, "en", "sr-Latn", "eng-hbs_SR");
	finds(&pairs, "en", "bs", "eng-hbs");
	finds(&pairs, "sr", "en", "hbs-eng");
	finds(&pairs, "nn", "no", "nno-nob");
	finds(&pairs, "en", "eo", NULL);
	finds(&pairs, "und", "es", NULL);
	finds(&pairs, "en", "x", NULL);
	ck_assert_ptr_nonnull(pairs_named(&pairs, "eng-cat_valencia", &err));
	pairs_free(&pairs);
	remove_folder();
}
END_TEST

START_TEST(missing_pairs_say_what_brings_them)
{
	struct pairs pairs = { 0 };
	struct dt_error err = { 0 };

	ck_assert_int_eq(pairs_read(&pairs, "/nonexistent", &err), DT_E_CONFIG);
	ck_assert_str_eq(err.text,
			 "modes_dir /nonexistent cannot be read: No such file or directory");
	memset(&err, 0, sizeof(err));
	ck_assert_int_eq(pairs_read(&pairs, "/", &err), DT_OK);
	ck_assert_ptr_null(pairs_find(&pairs, "gl", "en", &err));
	ck_assert_ptr_nonnull(strstr(err.text, "apertium-en-gl"));
	memset(&err, 0, sizeof(err));
	ck_assert_ptr_null(pairs_find(&pairs, "en", "de", &err));
	ck_assert_str_eq(err.text,
			 "Debian has no Apertium pair from English to German; installed: no pair");
	memset(&err, 0, sizeof(err));
	/* One direction of a package only. */
	ck_assert_ptr_null(pairs_find(&pairs, "en", "eu", &err));
	ck_assert_ptr_null(strstr(err.text, "apertium-eu-en"));
	pairs_free(&pairs);
}
END_TEST

START_TEST(pipelines_as_words)
{
	static const char *const bad[] = { "a | | b", "a; b", "a > f",	  "a $(b)", "a 'b",
					   "",	      "|",    "a \"$x\"", "a &" };
	size_t n;
	struct worker_command *commands =
		worker_commands("lt-proc $1 'a b.bin' | c -g $2 \"d\"\n", &n);

	ck_assert_ptr_nonnull(commands);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(commands[0].words[0], "lt-proc");
	ck_assert_str_eq(commands[0].words[1], "-n");
	ck_assert_str_eq(commands[0].words[2], "a b.bin");
	ck_assert_ptr_null(commands[0].words[3]);
	ck_assert_str_eq(commands[1].words[2], "d");
	ck_assert_ptr_null(commands[1].words[3]);
	worker_commands_free(commands, n);
	for (size_t i = 0; i < DT_COUNT(bad); i++)
		ck_assert_msg(!worker_commands(bad[i], &n), "taken: %s", bad[i]);
}
END_TEST

/* Says of each program whether it is its own: all but cg-proc. */
static const char knower[] = "#!/bin/sh\n"
			     "shift\n"
			     "first=yes\n"
			     "for word in \"$@\"; do\n"
			     "  if [ $first = yes ]; then\n"
			     "    if [ \"$word\" = cg-proc ]; then echo no; else echo yes; fi\n"
			     "  fi\n"
			     "  if [ \"$word\" = '|' ]; then first=yes; else first=no; fi\n"
			     "done\n";

static void words_are(const struct worker_command *command, const char *wanted)
{
	char line[400] = "";

	for (char **word = command->words; *word; word++) {
		size_t n = strlen(line);

		snprintf(line + n, sizeof(line) - n, "%s%s", n ? " " : "", *word);
	}
	ck_assert_str_eq(line + strlen(folder), wanted);
}

START_TEST(programs_become_one_process)
{
	static const char line[] = "lt-proc -z a | apertium-tagger -g b | cg-proc c | d e | f";
	char chain[200];
	size_t n;
	struct worker_command *commands;

	make_folder();
	write_file("chain", knower, 0755);
	snprintf(chain, sizeof(chain), "%s/chain", folder);
	commands = worker_commands(line, &n);
	chain_join(commands, &n, chain);
	ck_assert_uint_eq(n, 3);
	words_are(&commands[0], "/chain lt-proc -z a | apertium-tagger -g b");
	ck_assert_str_eq(commands[1].words[0], "cg-proc");
	words_are(&commands[2], "/chain d e | f");
	worker_commands_free(commands, n);
	/* one that does not speak as it should */
	write_file("chain", "#!/bin/sh\necho yes\n", 0755);
	commands = worker_commands(line, &n);
	chain_join(commands, &n, chain);
	ck_assert_uint_eq(n, 5);
	ck_assert_str_eq(commands[0].words[0], "lt-proc");
	worker_commands_free(commands, n);
	remove_folder();
}
END_TEST

static Suite *pairs_suite(void)
{
	Suite *suite = suite_create("apertium_pairs");
	TCase *tests = suite_case(suite, "pairs");

	tcase_add_test(tests, pairs_by_tags);
	tcase_add_test(tests, missing_pairs_say_what_brings_them);
	tcase_add_test(tests, pipelines_as_words);
	tcase_add_test(tests, programs_become_one_process);
	return suite;
}

SUITE_MAIN(pairs_suite)
