/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The stream format and back, names of pairs, and programs that hang, die or talk nonsense. */
#include "config.h"

#include "plugins/translate/apertium/apertium.h"
#include "plugins/translate/apertium/stream.h"
#include "plugins/translate/apertium/terms.h"

#include "suite.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- stream ---------------------------------------------------------------------------- */

static void encodes(const char *markup, const char *wanted)
{
	struct stream_source source;
	struct text out = { 0 };

	ck_assert(stream_encode(&out, markup, strlen(markup), STREAM_WORDS, &source));
	ck_assert_str_eq(out.at ? out.at : "", wanted);
	text_free(&out);
}

static char *decoded(const char *markup, const char *answer)
{
	struct stream_source source;
	struct text request = { 0 }, out = { 0 };
	bool good;

	ck_assert(stream_encode(&request, markup, strlen(markup), STREAM_WORDS, &source));
	good = stream_decode(&out, answer, strlen(answer), &source, "spa");
	text_free(&request);
	if (good)
		return out.at ? out.at : strdup("");
	text_free(&out);
	return NULL;
}

static void decodes(const char *markup, const char *answer, const char *wanted)
{
	char *got = decoded(markup, answer);

	ck_assert_msg(got != NULL, "no answer from %s", answer);
	ck_assert_str_eq(got, wanted);
	free(got);
}

START_TEST(encoding)
{
	encodes("a b", "[[t:g:0]]a b[[/]]");
	encodes("a <g id='3'>b c</g> d", "[[t:g:0]]a[[/]] [[t:g:3]]b c[[/]] [[t:g:0]]d[[/]]");
	encodes("a<x id='1'/> b", "[[t:g:0]]a[[/]][[t:x:1]]Xqz[[/]] [[t:g:0]]b[[/]]");
	encodes("[1] a/b &lt;c&gt; @", "[[t:g:0]]\\[1\\] a\\/b \\<c\\> \\@[[/]]");
	encodes("2^3 ~ {$}", "[[t:g:0]]2\xee\x9d\x9e"
			     "3 \xee\x9d\xbe \xee\x9d\xbb\xee\x9c\xa4\xee\x9d\xbd[[/]]");
	encodes("don’t ‘go’ o\xef\xac\x83"
		"ce\xc2\xa0x",
		"[[t:g:0]]don't ‘go’ office x[[/]]");
	encodes("RELATED WORK", "[[t:g:0]]related work[[/]]");
	encodes("NATO and UN", "[[t:g:0]]NATO and UN[[/]]");
	encodes("one\xe2\x80\xa8two", "[[t:g:0]]one[[/]] [br] [[t:g:0]]two[[/]]");
}
END_TEST

START_TEST(marks_follow_their_words)
{
	decodes("The <g id='1'>red car</g> is.",
		"[[t:g:0]]El[[/]] [[t:g:1]]coche[[/]] [[t:g:1]]rojo[[/]] [[t:g:0]]es[[/]]"
		"[[t:g:0]].[[/]]",
		"El <g id='1'>coche rojo</g> es.");
	/* A word of two marks; a mark in two pieces; a mark without a word. */
	decodes("of the <g id='1'>book</g>", "[[t:g:0; t:g:1]]del[[/]] [[t:g:1]]libro[[/]]",
		"del <g id='1'>libro</g>");
	decodes("of <g id='1'>the</g> book", "[[t:g:0; t:g:1]]del[[/]] [[t:g:0]]libro[[/]]",
		"<g id='1'>del</g> libro");
	decodes("of <g id='1'>red car</g>", "[[t:g:0; t:g:1]]El coche[[/]] [[t:g:1]]rojo[[/]]",
		"el <g id='1'>coche rojo</g>");
	decodes("<g id='1'>a b</g> cdefghijkl",
		"[[t:g:1]]a[[/]] [[t:g:0]]cdefghijkl[[/]] [[t:g:1]]bb[[/]]",
		"a cdefghijkl <g id='1'>bb</g>");
	decodes("<g id='1'>do</g> go", "[[t:g:0]]va[[/]]", "va<g id='1'></g>");
}
END_TEST

START_TEST(objects_come_back)
{
	decodes("Let <x id='1'/> be", "[[t:g:0]]Sea[[/]] [[t:x:1]]Xqz[[/]]", "Sea <x id='1'/>");
	decodes("of <x id='1'/>", "[[t:g:0; t:x:1]]delXQZ[[/]]", "del<x id='1'/>");
	decodes("in <x id='1'/> a", "[[t:x:1]]Xqz[[/]] [[t:x:1]]Xqz[[/]] [[t:g:0]]a[[/]]",
		"<x id='1'/> a");
	decodes("in <x id='1'/>", "[[t:g:0]]en[[/]] [x1]", "en <x id='1'/>");
	decodes("in <x id='1'/>", "[[t:x:1]]X[[/]][[t:x:1]]qz[[/]]", "<x id='1'/>");
	ck_assert_ptr_null(decoded("in <x id='1'/>", "[[t:g:0]]en[[/]]"));
	ck_assert_ptr_null(decoded("in it", "[[t:g:0]en"));
}
END_TEST

START_TEST(blanks_are_mended)
{
	decodes("they peek at it", "[[t:g:0]]ellos[[/]] [[t:g:0]]lo[[/]][[t:g:0]]asoman[[/]]",
		"ellos lo asoman");
	decodes("a city.", " [[t:g:0]]ciudad[[/]]  de[[t:g:0]]oro[[/]] [[t:g:0]].[[/]]",
		"ciudad de oro.");
	decodes("5km (far)", "[[t:g:0]]5[[/]][[t:g:0]]km[[/]] [[t:g:0]]( lejos )[[/]]",
		"5km (lejos)");
	decodes("one\xe2\x80\xa8two", "[[t:g:0]]uno[[/]] [br] [[t:g:0]]dos[[/]]",
		"uno\xe2\x80\xa8"
		"dos");
}
END_TEST

START_TEST(capitals_are_the_sources)
{
	decodes("SMALL HOUSES", "[[t:g:0]]casas pequeñas[[/]]", "CASAS PEQUEÑAS");
	decodes("EU. It", "[[t:g:0]]UE. es de EE. UU. y p. ej. eso[[/]]",
		"UE. es de EE. UU. y p. ej. eso");
	decodes("as was shown. It is.", "[[t:g:0]]Como era. es.[[/]]", "como era. Es.");
	decodes("The value where it is", "[[t:g:0]]el valor Dónde es[[/]]", "El valor donde es");
	decodes("In Spain", "[[t:g:0]]en España[[/]]", "En España");
	decodes("Tom and <x id='1'/> is", "[[t:g:0]]Tom y [[/]][[t:x:1]]Xqz[[/]] [[t:g:0]]Es[[/]]",
		"Tom y <x id='1'/> es");
	decodes("<x id='1'/> is", "[[t:x:1]]Xqz[[/]] [[t:g:0]]Es[[/]]", "<x id='1'/> es");
}
END_TEST

START_TEST(words_have_the_sense_of_documents)
{
	decodes("the file of the files, to the file",
		"[[t:g:0]]La[[/]] [[t:g:0]]lima[[/]] [[t:g:0]]de[[/]] [[t:g:0]]las[[/]] "
		"[[t:g:0]]limas[[/]][[t:g:0]],[[/]] [[t:g:0]]a[[/]] [[t:g:0]]la[[/]] "
		"[[t:g:0]]lima[[/]]",
		"el archivo de los archivos, al archivo");
	decodes("The <g id='1'>file</g> FUSE",
		"[[t:g:0]]La[[/]] [[t:g:1]]Lima[[/]] [[t:g:0]]FUSEqzx",
		"El <g id='1'>Archivo</g> FUSE");
	/* The tool is one when it stands in no file. */
	decodes("the tool", "[[t:g:0]]la[[/]] [[t:g:0]]lima[[/]]", "la lima");
	decodes("the mean", "[[t:g:0]]del[[/]] [[t:g:0]]malo[[/]]", "de la media");
	decodes("mean level", "[[t:g:0]]nivel[[/]] [[t:g:0]]malo[[/]]", "nivel medio");
	decodes("it is when", "[[t:g:0]]es[[/]] [[t:g:0]]cuándo[[/]]", "es cuando");
	decodes("is it when?", "[[t:g:0]]es[[/]] [[t:g:0]]cuándo?[[/]]", "¿es cuándo?");
}
END_TEST

START_TEST(spanish_opens_its_questions)
{
	decodes("What is it? It is. Good!", "[[t:g:0]]Qué es? Es esto. Bueno![[/]]",
		"¿Qué es? Es esto. ¡Bueno!");
	decodes("Qu’est-ce que c’est ?", "[[t:g:0]]Qué es ?[[/]]", "¿Qué es?");
	decodes("n! is a?b=c", "[[t:g:0]]n! es a?b=c[[/]]", "n! es a?b=c");
}
END_TEST

START_TEST(parts_have_their_names)
{
	const struct terms *terms = terms_of("eng", "spa");
	struct text out = { 0 };

	terms_apply(terms, &out,
		    "See Fig. 2, Table IV, section <x id='1'/> of a table; FUSE, NOT B.");
	ck_assert_str_eq(out.at, "See Figura 2, Tabla IVqzx, sección <x id='1'/> of a table; "
				 "FUSEqzx, NOT B.");
	text_clear(&out);
	terms_apply(terms, &out, "A. Smith: Series A 9. A cat and I");
	ck_assert_str_eq(out.at, "\xee\x9d\x81. Smith: Series \xee\x9d\x81 9. A cat and I");
	text_clear(&out);
	terms_apply(terms, &out, "FUSE DESIGN");
	ck_assert_str_eq(out.at, "FUSE DESIGN");
	text_clear(&out);
	ck_assert(terms_heading(terms, &out, "IV. ACKNOWLEDGEMENTS"));
	ck_assert_str_eq(out.at, "IV. AGRADECIMIENTOS");
	text_clear(&out);
	ck_assert(!terms_heading(terms, &out, "Results of the war"));
	ck_assert_uint_eq(out.n, 0);
	terms_apply(NULL, &out, "Figure 2");
	ck_assert_str_eq(out.at, "Figure 2");
	ck_assert_ptr_null(terms_of("eng", "ita"));
	text_free(&out);
}
END_TEST

/* ---- pairs -------------------------------------------------------------------------------- */

static char folder[64];

static void make_folder(void)
{
	snprintf(folder, sizeof(folder), "/tmp/check-apertium-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
	DIR *directory = opendir(folder);
	struct dirent *entry;

	while (directory && (entry = readdir(directory)) != NULL)
		unlinkat(dirfd(directory), entry->d_name, 0);
	if (directory)
		closedir(directory);
	rmdir(folder);
}

static void write_file(const char *name, const char *text, mode_t mode)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
	chmod(path, mode);
}

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

	ck_assert_int_eq(pairs_read(&pairs, "/nonexistent", &err), DT_OK);
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

/* ---- the worker, with programs of our own ---------------------------------------------------- */

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
	worker = worker_new(mode, &err);
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
	static const struct apertium_options options = { "/usr/share/apertium/modes", NULL, 20000 };
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

	tcase_add_test(tests, encoding);
	tcase_add_test(tests, marks_follow_their_words);
	tcase_add_test(tests, objects_come_back);
	tcase_add_test(tests, blanks_are_mended);
	tcase_add_test(tests, capitals_are_the_sources);
	tcase_add_test(tests, words_have_the_sense_of_documents);
	tcase_add_test(tests, spanish_opens_its_questions);
	tcase_add_test(tests, parts_have_their_names);
	tcase_add_test(tests, pairs_by_tags);
	tcase_add_test(tests, missing_pairs_say_what_brings_them);
	tcase_add_test(tests, pipelines_as_words);
	tcase_add_test(tests, many_texts_in_flight);
	tcase_add_test(tests, a_text_that_hangs);
	tcase_add_test(tests, a_text_that_kills);
	tcase_add_test(tests, a_nul_that_gets_lost);
	tcase_add_test(tests, an_answer_too_many);
	tcase_add_test(tests, programs_that_never_answer);
	tcase_add_test(tests, a_program_that_never_reads);
	tcase_add_test(tests, a_program_that_is_missing);
	tcase_add_test(tests, a_job_that_is_cancelled);
	if (access("/usr/share/apertium/modes/eng-spa.mode", R_OK) == 0)
		tcase_add_test(tests, the_real_one);
	else
		printf("# SKIP the_real_one: apertium-eng-spa is not installed\n");
	return suite;
}

SUITE_MAIN(apertium_suite)
