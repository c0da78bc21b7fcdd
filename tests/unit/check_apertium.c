/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Programs of a pair that hang, die or talk nonsense; and Apertium itself. */
#include "config.h"

#include "plugins/translate/apertium/apertium.h"

#include "mode_folder.h"
#include "suite.h"

#include <sys/wait.h>
#include <unistd.h>

static bool is_cancelled;

static bool host_cancelled(const struct dt_call *call)
{
	(void)call;
	return is_cancelled;
}

static const struct dt_host host = { .size = sizeof(host), .cancelled = host_cancelled };
static const struct dt_call call = { .size = sizeof(call), .host = &host };

/* A worker whose mode is the pipeline; the program that unfolds modes is ours, too. */
static struct worker *worker_for(const char *pipeline)
{
	struct dt_error err = { 0 };
	char path[200], mode[200];
	struct worker *worker;

	make_folder();
	write_file("apertium-wblank-mode", "#!/bin/sh\ncat \"$2\"\n", 0755);
	write_file("x.mode", pipeline, 0644);
	snprintf(path, sizeof(path), "%s:/usr/bin:/bin", folder);
	setenv("PATH", path, 1);
	snprintf(mode, sizeof(mode), "%s/x.mode", folder);
	worker = worker_new(mode, NULL, &err);
	ck_assert_ptr_nonnull(worker);
	return worker;
}

static struct exchange *exchanges_of(uint32_t n, const char *format)
{
	struct exchange *exchanges = calloc(n, sizeof(*exchanges));

	for (uint32_t i = 0; i < n; i++) {
		char *text;

		ck_assert_int_ge(asprintf(&text, format, i), 0);
		text_add_string(&exchanges[i].request, text);
		free(text);
	}
	return exchanges;
}

static void exchanges_free(struct exchange *exchanges, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		text_free(&exchanges[i].request);
		text_free(&exchanges[i].answer);
	}
	free(exchanges);
}

static unsigned open_files(void)
{
	DIR *directory = opendir("/proc/self/fd");
	unsigned n = 0;

	while (readdir(directory))
		n++;
	closedir(directory);
	return n;
}

/* Nothing is left of the programs: no child, no descriptor. */
static void all_gone(struct worker *worker, unsigned files)
{
	worker_free(worker);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_uint_eq(open_files(), files);
	remove_folder();
}

START_TEST(many_texts_in_flight)
{
	unsigned files = open_files();
	struct worker *worker = worker_for("cat | cat | cat\n");
	struct exchange *exchanges = exchanges_of(5000, "text %u");
	struct dt_error err = { 0 };

	exchanges[7].skip = true;
	ck_assert_int_eq(worker_exchange(&call, worker, exchanges, 5000, 5000, &err), DT_OK);
	for (uint32_t i = 0; i < 5000; i++) {
		char text[64];

		snprintf(text, sizeof(text), "text %u", i);
		ck_assert_int_eq(exchanges[i].answered, i != 7);
		if (i != 7)
			ck_assert_str_eq(exchanges[i].answer.at, text);
	}
	exchanges_free(exchanges, 5000);
	all_gone(worker, files);
}
END_TEST

/* Keys of services stand in the environment, too. */
START_TEST(keys_are_not_passed_on)
{
	unsigned files = open_files();
	struct worker *worker = worker_for("tell\n");
	struct exchange *exchanges = exchanges_of(1, "text %u");
	struct dt_error err = { 0 };

	setenv("OPENAI_API_KEY", "sk-of-somebody", 1);
	write_file(
		"tell",
		"#!/usr/bin/perl\n$| = 1; $/ = \"\\0\"; binmode STDIN; binmode STDOUT;\n"
		"while (<STDIN>) { my $all = join(' ', sort keys %ENV); s/text/$all/; print; }\n",
		0755);
	ck_assert_int_eq(worker_exchange(&call, worker, exchanges, 1, 5000, &err), DT_OK);
	unsetenv("OPENAI_API_KEY");
	ck_assert(exchanges[0].answered);
	ck_assert_ptr_nonnull(strstr(exchanges[0].answer.at, "LC_ALL"));
	ck_assert_ptr_nonnull(strstr(exchanges[0].answer.at, "PATH"));
	ck_assert_ptr_null(strstr(exchanges[0].answer.at, "KEY"));
	exchanges_free(exchanges, 1);
	all_gone(worker, files);
}
END_TEST

/* A program that stops at "bad 3": the others get their answers. */
static const char hanging[] =
	"#!/usr/bin/perl\n$| = 1; $/ = \"\\0\"; binmode STDIN; binmode STDOUT;\n"
	"while (<STDIN>) { %s print; }\n";

static void survives(const char *trick, uint32_t bad)
{
	unsigned files = open_files();
	struct worker *worker = worker_for("cat | trick | cat\n");
	struct exchange *exchanges = exchanges_of(8, "text %u");
	struct dt_error err = { 0 };
	char program[400];

	snprintf(program, sizeof(program), hanging, trick);
	write_file("trick", program, 0755);
	ck_assert_int_eq(worker_exchange(&call, worker, exchanges, 8, 700, &err), DT_OK);
	for (uint32_t i = 0; i < 8; i++)
		ck_assert_msg(exchanges[i].answered == (i != bad), "%s: text %u", trick, i);
	exchanges_free(exchanges, 8);
	all_gone(worker, files);
}

START_TEST(a_text_that_hangs)
{
	survives("sleep 100 if /text 3/;", 3);
}
END_TEST

START_TEST(a_text_that_kills)
{
	survives("exit 1 if /text 3/;", 3);
}
END_TEST

START_TEST(a_nul_that_gets_lost)
{
	survives("chop if /text 3/;", 3);
}
END_TEST

START_TEST(an_answer_too_many)
{
	survives("print if /text 7/;", UINT32_MAX);
}
END_TEST

/* Nobody waits for each of a document's texts when no text gets an answer. */
static void gives_up(const char *pipeline, const char *format, const char *why)
{
	unsigned files = open_files();
	struct worker *worker = worker_for(pipeline);
	struct exchange *exchanges = exchanges_of(8, format);
	struct dt_error err = { 0 };

	ck_assert_int_eq(worker_exchange(&call, worker, exchanges, 8, 300, &err), DT_E_UNAVAILABLE);
	ck_assert_msg(strstr(err.text, why), "%s", err.text);
	for (uint32_t i = 0; i < 8; i++)
		ck_assert_int_eq(exchanges[i].skip, i < 3);
	/* the next time one text is enough */
	memset(&err, 0, sizeof(err));
	ck_assert_int_eq(worker_exchange(&call, worker, exchanges, 8, 300, &err), DT_E_UNAVAILABLE);
	ck_assert(exchanges[3].skip && !exchanges[4].skip);
	exchanges_free(exchanges, 8);
	all_gone(worker, files);
}

START_TEST(programs_that_never_answer)
{
	gives_up("cat | false\n", "text %u", "ended without a good answer, 3 times in a row");
	gives_up("cat | sleep 100\n", "text %u", "gave no answer within 0.3 s, 3 times in a row");
}
END_TEST

/* Not a byte of a text that is larger than a pipe is taken out of it. */
START_TEST(a_program_that_never_reads)
{
	static char format[200000];

	memset(format, 'a', sizeof(format) - 1);
	gives_up("sleep 100\n", format, "gave no answer within 0.3 s, 3 times in a row");
}
END_TEST

/* Longer than all pipes hold together, both ways; and one whose answer nobody would read. */
START_TEST(a_very_long_text)
{
	enum { LENGTH = 6000000 };
	unsigned files = open_files();
	struct worker *worker = worker_for("cat | trick | cat\n");
	struct exchange *exchanges = exchanges_of(4, "text %u");
	struct dt_error err = { 0 };
	char program[400];

	snprintf(program, sizeof(program), hanging, "s/^(b+)/$1 x 4/e;");
	write_file("trick", program, 0755);
	for (int i = 1; i < 3; i++) {
		ck_assert(text_reserve(&exchanges[i].request, LENGTH));
		memset(exchanges[i].request.at, i == 1 ? 'a' : 'b', LENGTH);
		exchanges[i].request.n = LENGTH;
		exchanges[i].request.at[LENGTH] = '\0';
	}
	ck_assert_int_eq(worker_exchange(&call, worker, exchanges, 4, 20000, &err), DT_OK);
	for (uint32_t i = 0; i < 4; i++)
		ck_assert_msg(exchanges[i].answered == (i != 2), "text %u", i);
	ck_assert_uint_eq(exchanges[1].answer.n, LENGTH);
	ck_assert_uint_eq(strspn(exchanges[1].answer.at, "a"), LENGTH);
	ck_assert_str_eq(exchanges[3].answer.at, "text 3");
	exchanges_free(exchanges, 4);
	all_gone(worker, files);
}
END_TEST

START_TEST(a_program_that_is_missing)
{
	unsigned files = open_files();
	struct worker *worker;
	struct exchange *exchanges;
	struct dt_error err = { 0 };

	/* under valgrind a program that is not there starts all the same, and ends */
	if (getenv("DT_VALGRIND"))
		return;
	worker = worker_for("cat | no-such-program-here\n");
	exchanges = exchanges_of(1, "text %u");
	ck_assert_int_eq(worker_exchange(&call, worker, exchanges, 1, 700, &err), DT_E_UNSUPPORTED);
	ck_assert_ptr_nonnull(strstr(err.text, "no-such-program-here is not installed"));
	exchanges_free(exchanges, 1);
	all_gone(worker, files);
}
END_TEST

START_TEST(a_job_that_is_cancelled)
{
	unsigned files = open_files();
	struct worker *worker = worker_for("sleep 1000\n");
	struct exchange *exchanges = exchanges_of(1, "text %u");
	struct dt_error err = { 0 };

	is_cancelled = true;
	ck_assert_int_eq(worker_exchange(&call, worker, exchanges, 1, 60000, &err), DT_E_CANCELLED);
	exchanges_free(exchanges, 1);
	all_gone(worker, files);
	is_cancelled = false; /* the next test may run in this process */
}
END_TEST

/* ---- Apertium itself ------------------------------------------------------------------------- */

static void keep_answer(void *ctx, uint32_t i, const char *text, size_t length)
{
	((char **)ctx)[i] = strndup(text, length);
}

static unsigned count(const char *text, const char *what)
{
	unsigned n = 0;

	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

/* One text as long as max_chars allows, with all its marks. */
static void translate_a_chapter(struct dt_call *real)
{
	enum { SENTENCES = 3000 };
	struct dt_error err = { 0 };
	struct text text = { 0 };
	char *answer = NULL;
	struct dt_batch batch = { .size = sizeof(batch),
				  .n = 1,
				  .source_lang = "en",
				  .target_lang = "es",
				  .answer = keep_answer,
				  .ctx = &answer };
	const char *texts[1];

	for (int i = 1; i <= SENTENCES; i++) {
		char sentence[120];

		snprintf(sentence, sizeof(sentence),
			 "The cat of house %d sees <g id='%d'>a black dog</g> in the garden <x "
			 "id='%d'/>. ",
			 i, 2 * i, 2 * i + 1);
		text_add_string(&text, sentence);
	}
	ck_assert_uint_gt(text.n, 200000);
	texts[0] = text.at;
	batch.texts = texts;
	ck_assert_msg(apertium_translate(real, &batch, &err) == DT_OK, "%s", err.text);
	ck_assert_ptr_nonnull(answer);
	ck_assert_uint_eq(count(answer, "<g id="), SENTENCES);
	ck_assert_uint_eq(count(answer, "<x id="), SENTENCES);
	ck_assert_uint_eq(count(answer, "perro negro"), SENTENCES);
	free(answer);
	text_free(&text);
}

START_TEST(the_real_one)
{
	static const char *const texts[] = {
		"The cat sat on the mat.",
		"This is a <g id='1'>very important</g> <g id='2'>result</g> of our work.",
		"Let <x id='1'/> be a number, where <x id='2'/> is large (see Table 2).",
		"RELATED WORK",
		"5^ dogs_cats ~ {x} $5 \\ [1] &lt;a&gt; @",
		"Foobarish things are here.",
	};
	static const struct apertium_options options = { "/usr/share/apertium/modes", NULL, 20000,
							 false };
	unsigned files = open_files();
	struct dt_error err = { 0 };
	char *answers[DT_COUNT(texts)] = { NULL };
	struct dt_batch batch = { .size = sizeof(batch),
				  .n = DT_COUNT(texts),
				  .source_lang = "en",
				  .target_lang = "es",
				  .texts = texts,
				  .answer = keep_answer,
				  .ctx = answers };
	struct dt_call real = call;

	if (access("/usr/share/apertium/modes/eng-spa.mode", R_OK) < 0)
		return; /* main says so */
	ck_assert_int_eq(apertium_open(&real, &options, &real.self, &err), DT_OK);
	ck_assert_int_eq(apertium_lane_open(&real, &real.lane, &err), DT_OK);
	ck_assert_int_eq(apertium_pair(&real, "en", "es", &err), DT_OK);
	for (int round = 0; round < 2; round++) {
		ck_assert_msg(apertium_translate(&real, &batch, &err) == DT_OK, "%s", err.text);
		ck_assert_ptr_nonnull(strstr(answers[0], "gato"));
		ck_assert_ptr_nonnull(strstr(answers[1], "<g id='2'>resultado</g>"));
		ck_assert_ptr_nonnull(strstr(answers[1], "<g id='1'>muy importante</g>"));
		ck_assert_ptr_nonnull(strstr(answers[2], "<x id='1'/>"));
		ck_assert_ptr_nonnull(strstr(answers[2], "<x id='2'/>"));
		ck_assert_ptr_nonnull(strstr(answers[2], "Tabla 2"));
		ck_assert_str_eq(answers[3], "TRABAJOS RELACIONADOS");
		ck_assert_ptr_nonnull(strstr(answers[4], "5^ "));
		ck_assert_ptr_nonnull(strstr(answers[4], "[1] &lt;"));
		ck_assert_ptr_null(strchr(answers[5], '*'));
		for (size_t i = 0; i < DT_COUNT(texts); i++) {
			free(answers[i]);
			answers[i] = NULL;
		}
	}
	translate_a_chapter(&real);
	apertium_lane_close(real.self, real.lane);
	apertium_close(real.self);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_uint_eq(open_files(), files);
}
END_TEST

static Suite *apertium_suite(void)
{
	Suite *suite = suite_create("apertium");
	TCase *tests = suite_case(suite, "apertium");

	tcase_add_test(tests, many_texts_in_flight);
	tcase_add_test(tests, keys_are_not_passed_on);
	tcase_add_test(tests, a_text_that_hangs);
	tcase_add_test(tests, a_text_that_kills);
	tcase_add_test(tests, a_nul_that_gets_lost);
	tcase_add_test(tests, an_answer_too_many);
	tcase_add_test(tests, programs_that_never_answer);
	tcase_add_test(tests, a_program_that_never_reads);
	tcase_add_test(tests, a_very_long_text);
	tcase_add_test(tests, a_program_that_is_missing);
	tcase_add_test(tests, a_job_that_is_cancelled);
	if (access("/usr/share/apertium/modes/eng-spa.mode", R_OK) == 0)
		tcase_add_test(tests, the_real_one);
	else
		printf("# SKIP the_real_one: apertium-eng-spa is not installed\n");
	return suite;
}

SUITE_MAIN(apertium_suite)
