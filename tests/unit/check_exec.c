/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* exec.exec over programs of Python: answers out of order, parts of answers, crashes, hangs, and
 * what no program should say. */
#include "config.h"

#include "plugins/translate/exec/exec.h"
#include "suite.h"

#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

enum { TEXTS = 2, MOST = 200 };

static atomic_bool cancelled, winding;
static atomic_uint logged;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct dt_usage used;

static bool host_cancelled(const struct dt_call *call)
{
	(void)call;
	return atomic_load(&cancelled);
}

static bool host_winding_down(const struct dt_call *call)
{
	(void)call;
	return atomic_load(&winding);
}

static void host_log(const struct dt_call *call, uint32_t level, const char *text)
{
	(void)call;
	(void)level;
	ck_assert_uint_lt(strlen(text), 600);
	atomic_fetch_add(&logged, 1);
}

static void host_usage(const struct dt_call *call, const struct dt_usage *usage)
{
	(void)call;
	pthread_mutex_lock(&lock);
	used = *usage;
	pthread_mutex_unlock(&lock);
}

static const struct dt_host host = { .size = sizeof(host),
				     .log = host_log,
				     .cancelled = host_cancelled,
				     .winding_down = host_winding_down,
				     .usage = host_usage };
static struct exec_options options;
static const char *argv[5];
static struct dt_call call;

#define PROGRAM(body)                                                                              \
	"import json, os, signal, sys, time\n"                                                     \
	"def say(**what): print(json.dumps(what), flush=True)\n"                                   \
	"def good(r): say(id=r['id'], texts=[t['text'].upper() for t in r['texts']])\n"            \
	"n = 0\n"                                                                                  \
	"for line in sys.stdin:\n"                                                                 \
	"    r = json.loads(line); n += 1\n" body

static void begin(void)
{
	cancelled = winding = false;
	logged = 0;
	memset(&used, 0, sizeof(used));
	options = (struct exec_options){
		.processes = 1, .in_flight = 4, .restarts = 3, .timeout = 10000, .max_line = 4096
	};
	call = (struct dt_call){
		.size = sizeof(call), .host = &host, .job = "job-1", .node = "mine"
	};
}

static void open_program(const char *program)
{
	struct dt_error err = { 0 };
	const char *option;

	argv[0] = "/usr/bin/python3";
	argv[1] = "-c";
	argv[2] = program;
	options.command = (struct dt_strings){ argv, 3 };
	ck_assert_int_eq(exec_check(&options, &option, &err), DT_OK);
	ck_assert_int_eq(exec_open(&call, &options, &call.self, &err), DT_OK);
}

static void end(void)
{
	if (call.self)
		exec_close(call.self);
	call.self = NULL;
}

struct sent {
	struct dt_batch batch;
	const char *texts[TEXTS];
	char answers[TEXTS][100];
	struct dt_error err;
	pthread_mutex_t lock;
	pthread_cond_t over;
	uint32_t done;
};

static struct sent sent[MOST];

static void take_answer(void *ctx, uint32_t i, const char *text, size_t length)
{
	struct sent *s = ctx;

	ck_assert_uint_lt(i, TEXTS);
	snprintf(s->answers[i], sizeof(s->answers[i]), "%.*s", (int)length, text);
}

static void take_end(void *ctx, const struct dt_error *err)
{
	struct sent *s = ctx;

	pthread_mutex_lock(&s->lock);
	s->err = *err;
	s->done++;
	pthread_cond_signal(&s->over);
	pthread_mutex_unlock(&s->lock);
}

static void send(struct sent *s)
{
	memset(s, 0, sizeof(*s));
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->over, NULL);
	s->texts[0] = "one <g id='1'>\"b\"</g> &amp; <x id='2'/>";
	s->texts[1] = "two";
	s->batch = (struct dt_batch){ .size = sizeof(s->batch),
				      .n = TEXTS,
				      .source_lang = "en",
				      .target_lang = "es",
				      .texts = s->texts,
				      .answer = take_answer,
				      .ctx = s };
	exec_start(&call, &s->batch, take_end, s);
}

static const char *await(struct sent *s)
{
	pthread_mutex_lock(&s->lock);
	while (!s->done)
		pthread_cond_wait(&s->over, &s->lock);
	pthread_mutex_unlock(&s->lock);
	ck_assert_uint_eq(s->done, 1);
	return s->err.status == DT_OK ? s->answers[1] : s->err.text;
}

static const char *ask(void)
{
	send(&sent[0]);
	return await(&sent[0]);
}

static void nap(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

START_TEST(texts_come_back_with_their_marks)
{
	open_program(PROGRAM("    good(r)\n"));
	ck_assert_str_eq(ask(), "TWO");
	ck_assert_str_eq(sent[0].answers[0], "ONE <G ID='1'>\"B\"</G> &AMP; <X ID='2'/>");
	ck_assert_str_eq(ask(), "TWO");
}
END_TEST

START_TEST(many_at_once_and_out_of_order)
{
	options.processes = 3;
	options.in_flight = 5;
	open_program("import random, threading\n" PROGRAM(
		"    def late(r): say(id=r['id'], texts=['a', str(r['id'])])\n"
		"    threading.Timer(random.random() / 30, late, [r]).start()\n"));
	for (int i = 0; i < 100; i++)
		send(&sent[i]);
	for (int i = 0; i < 100; i++) {
		await(&sent[i]);
		ck_assert_int_eq(sent[i].err.status, DT_OK);
		ck_assert_int_eq((int)strtol(sent[i].answers[1], NULL, 10), i + 1);
	}
}
END_TEST

START_TEST(parts_of_an_answer)
{
	open_program(PROGRAM("    say(id=r['id'], texts={'1': 'dos'}, more=True)\n"
			     "    say(id=r['id'], texts={'0': 'uno'}, usage={'requests': 3, "
			     "'usd': 0.5, 'input_tokens': 7})\n"));
	ck_assert_str_eq(ask(), "dos");
	ck_assert_str_eq(sent[0].answers[0], "uno");
	ck_assert_uint_eq(used.requests, 3);
	ck_assert_uint_eq(used.input_tokens, 7);
	ck_assert_double_eq_tol(used.usd, 0.5, 1e-9);
}
END_TEST

START_TEST(errors_have_their_kind)
{
	open_program(PROGRAM("    say(id=r['id'], error={'kind': 'rate_limit', 'message': "
			     "'later\\nplease', 'retry_ms': 1234})\n"));
	ck_assert_str_eq(ask(), "the program cannot: later please");
	ck_assert_int_eq(sent[0].err.status, DT_E_UNAVAILABLE);
	ck_assert_uint_eq(sent[0].err.failure, DT_FAILURE_RATE_LIMIT);
	ck_assert_uint_eq(sent[0].err.retry_ms, 1234);
	end();
	open_program(PROGRAM("    say(id=r['id'], error={'kind': 'authentication'})\n"));
	ask();
	ck_assert_int_eq(sent[0].err.status, DT_E_REFUSED);
	ck_assert_uint_eq(sent[0].err.failure, DT_FAILURE_AUTHENTICATION);
	end();
	/* the bound of a job is not a program's to tell of, and what is no category is unknown */
	open_program(PROGRAM("    say(id=r['id'], error={'kind': 'budget'})\n"));
	ask();
	ck_assert_int_eq(sent[0].err.status, DT_E_UNAVAILABLE);
	ck_assert_uint_eq(sent[0].err.failure, DT_FAILURE_UNKNOWN);
	end();
	open_program(PROGRAM("    say(id=r['id'], error={'kind': 'none'})\n"));
	ask();
	ck_assert_int_eq(sent[0].err.status, DT_E_UNAVAILABLE);
	ck_assert_uint_eq(sent[0].err.failure, DT_FAILURE_UNKNOWN);
	end();
	open_program(PROGRAM("    say(id=r['id'])\n"));
	ck_assert_ptr_nonnull(strstr(ask(), "neither \"texts\" nor \"error\""));
	end();
	open_program(PROGRAM("    say(id=r['id'], texts=['one'])\n"));
	ck_assert_str_eq(ask(), "the program has answered 1 texts, it had 2");
	ck_assert_uint_eq(sent[0].err.failure, DT_FAILURE_MALFORMED_RESPONSE);
}
END_TEST

START_TEST(a_crash_is_not_the_end)
{
	char path[] = "/tmp/dt-exec-XXXXXX", program[900];
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	close(fd);
	unlink(path);
	/* dies once, then answers */
	snprintf(program, sizeof(program),
		 PROGRAM("    if not os.path.exists('%s'):\n"
			 "        open('%s', 'w').close()\n"
			 "        os.kill(os.getpid(), signal.SIGSEGV)\n"
			 "    good(r)\n"),
		 path, path);
	open_program(program);
	for (int i = 0; i < 4; i++)
		send(&sent[i]);
	for (int i = 0; i < 4; i++)
		ck_assert_str_eq(await(&sent[i]), "TWO");
	unlink(path);
	end();
	/* ends after each answer */
	open_program(PROGRAM("    good(r)\n    sys.exit(0)\n"));
	for (int i = 0; i < 6; i++)
		ck_assert_str_eq(ask(), "TWO");
	end();
	open_program("import sys\nprint('bad luck', file=sys.stderr)\nsys.exit(7)\n");
	ck_assert_ptr_nonnull(strstr(ask(), "ended with exit code 7; it said: bad luck"));
	ck_assert_int_eq(sent[0].err.status, DT_E_UNAVAILABLE);
	for (int i = 0; i < 3; i++)
		ask();
	ck_assert_ptr_nonnull(strstr(sent[0].err.text, "has answered nothing"));
}
END_TEST

START_TEST(one_that_hangs_is_killed)
{
	options.timeout = 300;
	open_program(PROGRAM("    if n == 1: time.sleep(1000)\n    good(r)\n"));
	ck_assert_ptr_nonnull(strstr(ask(), "has not answered in time"));
	ck_assert_uint_eq(sent[0].err.failure, DT_FAILURE_TIMEOUT);
	end();
	/* one that does not read, with more than a pipe holds */
	open_program("import time\ntime.sleep(1000)\n");
	for (int i = 0; i < 3; i++)
		send(&sent[i]);
	for (int i = 0; i < 3; i++)
		ck_assert_ptr_nonnull(strstr(await(&sent[i]), "has not answered in time"));
}
END_TEST

START_TEST(a_job_that_ends)
{
	open_program(PROGRAM("    time.sleep(0.4)\n    good(r)\n"));
	send(&sent[0]);
	nap(100);
	atomic_store(&cancelled, true);
	await(&sent[0]);
	ck_assert_int_eq(sent[0].err.status, DT_E_CANCELLED);
	atomic_store(&cancelled, false);
	ck_assert_str_eq(ask(), "TWO"); /* the late answer to the first one harms nothing */
}
END_TEST

START_TEST(a_job_that_winds_down)
{
	options.processes = options.in_flight = 1;
	open_program(PROGRAM("    time.sleep(0.8)\n    good(r)\n"));
	for (int i = 0; i < 3; i++)
		send(&sent[i]);
	nap(300);
	atomic_store(&winding, true);
	ck_assert_str_eq(await(&sent[0]), "TWO"); /* it was asked */
	for (int i = 1; i < 3; i++) {
		await(&sent[i]);
		ck_assert_int_eq(sent[i].err.status, DT_E_CANCELLED);
	}
}
END_TEST

/* What no program should say, before a good answer or instead of one. */
START_TEST(hostile_output)
{
	static const struct {
		const char *program, *says;
	} bad[] = {
		{ PROGRAM("    print('hello, I am a program'); good(r)\n"), "TWO" },
		{ PROGRAM("    print('{\"id\": \"x\", \"texts\": 5}'); print('[]'); print(); "
			  "good(r)\n"),
		  "TWO" },
		{ PROGRAM("    sys.stdout.buffer.write(b'\\xff\\xfe\\x00{\\n'); good(r)\n"),
		  "TWO" },
		{ PROGRAM("    say(id=999, texts=['a', 'b']); say(id=-1); good(r)\n"), "TWO" },
		{ PROGRAM("    print('[' * 3000); good(r)\n"), "TWO" },
		{ PROGRAM("    print('x' * 100000)\n    time.sleep(1000)\n"),
		  "answered a line that is too long" },
		{ PROGRAM("    sys.stdout.write('x' * 100000); sys.stdout.flush()\n"
			  "    time.sleep(1000)\n"),
		  "answered a line that is too long" },
		{ PROGRAM("    while True: print('noise')\n"), "lines that are no answers" },
		{ PROGRAM("    say(id=r['id'], texts=[{}, ['x']])\n"), "" },
		{ PROGRAM("    sys.stderr.write('e' * 300000 + '\\n' * 1000); sys.stderr.flush()\n"
			  "    good(r)\n"),
		  "TWO" },
		{ PROGRAM("    os.close(2); good(r)\n"), "TWO" },
		{ PROGRAM("    os.close(1); time.sleep(1000)\n"), "signal 9" },
		{ PROGRAM("    os.fork(); good(r)\n    time.sleep(1000)\n"), "TWO" },
	};

	options.timeout = 5000;
	open_program(bad[_i].program);
	ck_assert_msg(strstr(ask(), bad[_i].says), "%s", sent[0].err.text);
	ck_assert_uint_le(logged, 220);
}
END_TEST

START_TEST(a_program_that_is_not_there)
{
	open_program("");
	end();
	argv[0] = "/nowhere/at-all";
	ck_assert_int_eq(exec_open(&call, &options, &call.self, &sent[0].err), DT_OK);
	/* how a system tells that is its own affair: by an error, or by a child that ends */
	ck_assert_ptr_nonnull(strstr(ask(), "cannot start /nowhere/at-all: "));
	ck_assert_uint_eq(sent[0].err.failure, DT_FAILURE_NOT_FOUND);
	ck_assert_int_eq(sent[0].err.status, DT_E_CONFIG);
	end();
	argv[0] = "/bin/sh";
	argv[2] = "no-such-program-of-anybodys";
	ck_assert_int_eq(exec_open(&call, &options, &call.self, &sent[0].err), DT_OK);
	for (int i = 0; i < 3; i++)
		send(&sent[i]);
	for (int i = 0; i < 3; i++) {
		const char *prefix =
			"cannot start /bin/sh: there is no such program (exit code 127); it said: ";

		ck_assert_mem_eq(await(&sent[i]), prefix, strlen(prefix));
		ck_assert_ptr_nonnull(strstr(sent[i].err.text, "no-such-program-of-anybodys"));
		ck_assert_uint_eq(sent[i].err.failure, DT_FAILURE_NOT_FOUND);
		ck_assert_int_eq(sent[i].err.status, DT_E_CONFIG);
	}
	end();
	/* after its first word it is a program as any other */
	open_program("import sys\nprint('hello', flush=True)\nsys.exit(127)\n");
	ck_assert_ptr_nonnull(strstr(ask(), "/usr/bin/python3 ended with exit code 127"));
	ck_assert_uint_eq(sent[0].err.failure, DT_FAILURE_SERVER_ERROR);
	end();
	open_program(PROGRAM("    good(r)\n"));
	ck_assert_int_eq(exec_preflight(&call, &sent[1].err), DT_OK);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("exec");
	TCase *tests = suite_case(suite, "exec");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, texts_come_back_with_their_marks);
	tcase_add_test(tests, many_at_once_and_out_of_order);
	tcase_add_test(tests, parts_of_an_answer);
	tcase_add_test(tests, errors_have_their_kind);
	tcase_add_test(tests, a_crash_is_not_the_end);
	tcase_add_test(tests, one_that_hangs_is_killed);
	tcase_add_test(tests, a_job_that_ends);
	tcase_add_test(tests, a_job_that_winds_down);
	tcase_add_loop_test(tests, hostile_output, 0, 13);
	tcase_add_test(tests, a_program_that_is_not_there);
	return suite;
}

int main(void)
{
	SRunner *runner;
	int failed;

	if (access("/usr/bin/python3", X_OK)) {
		puts("1..0 # SKIP python3 is not installed");
		return EXIT_SUCCESS;
	}
	runner = srunner_create(make());
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
