/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Children that misbehave: each is over, told of once, and leaves nothing. */
#include "config.h"

#include "child_run.h"
#include "suite.h"

#include "job/sandbox_parts.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char folder[] = "/tmp/check-child-XXXXXX", program[4096];

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct asked {
	const char *walls, *action, *word;
};

static struct child_options options_of(struct child_run *run, const char *const *argv)
{
	return (struct child_options){ .program = program,
				       .argv = argv,
				       .folder = folder,
				       .line = run_line,
				       .output = run_output,
				       .output_bytes = 1 << 20,
				       .log = run_log,
				       .over = run_over,
				       .ctx = run };
}

/* Runs it to its end; change sets what a test wants otherwise. */
static struct child_run *go(const char *walls, const char *action, const char *word,
			    void (*change)(struct child_options *options))
{
	const char *const argv[] = { "child_program", walls, action, word, NULL };
	struct child_run *run = run_new();
	struct child_options options = options_of(run, argv);
	struct dt_error err = { 0 };
	struct children *children = children_new(&err);
	uint64_t id = 0;

	ck_assert_msg(children != NULL, "%s", err.text);
	if (change)
		change(&options);
	ck_assert_msg(child_start(children, &options, &id, &err) == DT_OK, "%s", err.text);
	ck_assert_uint_ne(id, 0);
	run_wait_over(run);
	children_free(children);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
	return run;
}

static void is_outcome(const char *walls, const char *action, const char *word,
		       void (*change)(struct child_options *options), enum child_outcome outcome)
{
	struct child_run *run = go(walls, action, word, change);

	ck_assert_msg(run->end.outcome == outcome, "%s %s: outcome %d (%s), lines %s, log %s",
		      action, word, run->end.outcome, run->end.text, run->lines, run->log);
	run_free(run);
}

static void says(const char *walls, const char *action, const char *word, const char *lines)
{
	struct child_run *run = go(walls, action, word, NULL);

	ck_assert_msg(!strcmp(run->lines, lines), "%s %s %s: %s not %s, %s, log %s", walls, action,
		      word, run->lines, lines, run->end.text, run->log);
	run_free(run);
}

/* ---- how it ends ---------------------------------------------------------------------------- */

static void with_memory(struct child_options *options)
{
	options->limits.memory = 64 << 20;
}

static void with_cpu(struct child_options *options)
{
	options->limits.cpu_s = 1;
}

static void with_file_bytes(struct child_options *options)
{
	options->limits.file_bytes = 1 << 20;
}

static void with_time(struct child_options *options)
{
	options->time_ms = 100;
	options->grace_ms = 100;
}

static void with_few_lines(struct child_options *options)
{
	options->lines_bytes = 1 << 20;
}

START_TEST(test_outcomes)
{
	struct child_run *run = go("-", "end", "6", NULL);

	ck_assert_int_eq(run->end.outcome, CHILD_FINISHED);
	ck_assert_int_eq(run->end.exit_code, 6);
	ck_assert_ptr_null(run->end.reason);
	run_free(run);
	run = go("-", "crash", "abort", NULL);
	ck_assert_int_eq(run->end.outcome, CHILD_CRASHED);
	ck_assert_int_eq(run->end.signal, SIGABRT);
	ck_assert_str_eq(run->end.reason, "crashed");
	ck_assert_str_eq(run->end.text, "the process crashed (SIGABRT)");
	run_free(run);
	is_outcome("-", "end", "86", NULL, CHILD_MEMORY);
	if (!SANDBOX_UNDER_SANITIZER) {
		is_outcome("-", "crash", "segv", NULL, CHILD_CRASHED);
		is_outcome("-", "allocate", "", with_memory, CHILD_MEMORY);
		is_outcome("s", "allocate", "", with_memory, CHILD_MEMORY);
	}
	is_outcome("-", "loop", "", with_cpu, CHILD_CPU);
	is_outcome("-", "write", "much", with_file_bytes, CHILD_FILE_SIZE);
	is_outcome("-", "ignore", "", with_time, CHILD_TIME);
}
END_TEST

START_TEST(test_protocol)
{
	struct child_run *run;

	is_outcome("-", "garbage", "", NULL, CHILD_BROKEN);
	is_outcome("-", "endless", "line", NULL, CHILD_BROKEN);
	is_outcome("-", "endless", "output", NULL, CHILD_BROKEN);
	run = go("-", "endless", "lines", with_few_lines);
	ck_assert_int_eq(run->end.outcome, CHILD_BROKEN);
	ck_assert_str_eq(run->end.reason, "protocol");
	ck_assert_uint_le(run->n_lines, 1 << 20);
	run_free(run);
	run = go("-", "lines", "3", NULL);
	ck_assert_str_eq(run->lines, "line 0|line 1|line 2|");
	run_free(run);
}
END_TEST

START_TEST(test_log)
{
	struct child_run *run = go("-", "log", "3000", NULL);

	ck_assert_uint_eq(run->longest_log, 2000);
	/* it may last into a second second */
	ck_assert_uint_ge(run->n_log, 50);
	ck_assert_uint_le(run->n_log, 500);
	ck_assert_uint_eq(run->n_log + run->end.log_dropped, 3001);
	ck_assert_ptr_null(strchr(run->log, 0x1b));
	run_free(run);
}
END_TEST

static char big[1 << 20];

static void with_input(struct child_options *options)
{
	memset(big, 'a', sizeof(big));
	options->input = big;
	options->input_size = sizeof(big);
}

START_TEST(test_input)
{
	struct child_run *run = go("-", "echo", "", with_input);

	ck_assert_int_eq(run->end.outcome, CHILD_FINISHED);
	ck_assert_uint_eq(run->output_bytes, sizeof(big));
	run_free(run);
	/* one that does not read it */
	run = go("-", "end", "0", with_input);
	ck_assert_int_eq(run->end.outcome, CHILD_FINISHED);
	run_free(run);
}
END_TEST

START_TEST(test_inheritance)
{
	/* not closed on exec: somebody has forgotten it */
	int forgotten = dup(1), far = fcntl(1, F_DUPFD, 200);

	says("-", "descriptors", "", "fd 0|fd 1|fd 2|fd 3|");
	close(forgotten);
	close(far);
	setenv("DOCTRANSLATE_API_AUTH_TOKEN", "secret", 1);
	setenv("OPENAI_API_KEY", "key", 1);
	says("-", "environment", "DOCTRANSLATE_API_AUTH_TOKEN", "unset|");
	says("-", "environment", "OPENAI_API_KEY", "key|");
}
END_TEST

static void with_nice(struct child_options *options)
{
	options->nice = 7;
}

START_TEST(test_nice)
{
	const int own = getpriority(PRIO_PROCESS, 0);
	char wanted[32];
	struct child_run *run = go("-", "nice", "", with_nice);

	snprintf(wanted, sizeof(wanted), "nice %d|", own + 7 < 19 ? own + 7 : 19);
	ck_assert_str_eq(run->lines, wanted);
	run_free(run);
	snprintf(wanted, sizeof(wanted), "nice %d|", own);
	says("-", "nice", "", wanted);
}
END_TEST

static bool is_alive(long pid)
{
	char path[64], state = '\0';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	file = fopen(path, "r");
	if (!file)
		return false;
	if (fscanf(file, "%*d %*s %c", &state) != 1)
		state = 'X';
	fclose(file);
	return state != 'Z' && state != 'X';
}

static void with_programs(struct child_options *options)
{
	options->programs = true;
}

/* Killed is not yet gone: the kernel takes them away when it gets to it. */
START_TEST(test_nothing_stays)
{
	struct child_run *run = go("-", "leave", "5", with_programs);
	const char *at = run->lines;
	unsigned n = 0;

	while ((at = strstr(at, "child "))) {
		long pid = strtol(at + 6, NULL, 10);

		for (unsigned i = 0; i < 100 && is_alive(pid); i++)
			nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
		ck_assert(!is_alive(pid));
		at++;
		n++;
	}
	ck_assert_uint_eq(n, 5);
	run_free(run);
}
END_TEST

/* ---- stopping ------------------------------------------------------------------------------- */

static struct child_run *begin(struct children *children, const char *action, uint64_t *id)
{
	const char *const argv[] = { "child_program", "-", action, NULL };
	struct child_run *run = run_new();
	struct child_options options = options_of(run, argv);
	struct dt_error err = { 0 };

	options.grace_ms = 300;
	ck_assert_msg(child_start(children, &options, id, &err) == DT_OK, "%s", err.text);
	run_wait_lines(run, 1);
	return run;
}

START_TEST(test_stop)
{
	struct dt_error err = { 0 };
	struct children *children = children_new(&err);
	struct child_run *run;
	int64_t from;
	uint64_t id;

	run = begin(children, "obey", &id);
	child_stop(children, id);
	run_wait_over(run);
	ck_assert_int_eq(run->end.outcome, CHILD_FINISHED);
	ck_assert_int_eq(run->end.exit_code, 4);
	ck_assert(run->end.asked);
	run_free(run);
	child_stop(children, id);
	child_kill(children, id);

	run = begin(children, "ignore", &id);
	from = now_ms();
	child_stop(children, id);
	run_wait_over(run);
	ck_assert_int_eq(run->end.outcome, CHILD_STOPPED);
	ck_assert_int_eq(run->end.signal, SIGKILL);
	ck_assert_int_ge(now_ms() - from, 290);
	ck_assert_int_le(now_ms() - from, 2000);
	run_free(run);

	run = begin(children, "ignore", &id);
	child_kill(children, id);
	run_wait_over(run);
	ck_assert_int_eq(run->end.outcome, CHILD_STOPPED);
	run_free(run);

	run = begin(children, "ignore", &id);
	ck_assert_uint_eq(children_count(children), 1);
	children_free(children);
	ck_assert(run->over);
	ck_assert_int_eq(run->end.outcome, CHILD_STOPPED);
	run_free(run);
}
END_TEST

static size_t open_descriptors(void)
{
	DIR *open_folder = opendir("/proc/self/fd");
	size_t n = 0;

	while (readdir(open_folder))
		n++;
	closedir(open_folder);
	return n;
}

static void *start_some(void *ctx)
{
	for (unsigned i = 0; i < 8; i++) {
		const char *const argv[] = { "child_program", "-", i % 2 ? "ignore" : "lines", "20",
					     NULL };
		struct child_run *run = run_new();
		struct child_options options = options_of(run, argv);
		struct dt_error err = { 0 };
		uint64_t id = 0;

		ck_assert(child_start(ctx, &options, &id, &err) == DT_OK);
		if (i % 2)
			child_kill(ctx, id);
		run_wait_over(run);
		ck_assert_int_eq(run->end.outcome, i % 2 ? CHILD_STOPPED : CHILD_FINISHED);
		ck_assert_uint_eq(run->n_lines, i % 2 ? run->n_lines : 20);
		run_free(run);
	}
	return NULL;
}

START_TEST(test_many)
{
	size_t before = open_descriptors();
	struct dt_error err = { 0 };
	struct children *children = children_new(&err);
	pthread_t threads[6];

	for (size_t i = 0; i < 6; i++)
		pthread_create(&threads[i], NULL, start_some, children);
	for (size_t i = 0; i < 6; i++)
		pthread_join(threads[i], NULL);
	ck_assert_uint_eq(children_count(children), 0);
	children_free(children);
	ck_assert_uint_eq(open_descriptors(), before);
}
END_TEST

START_TEST(test_no_program)
{
	const char *const argv[] = { "nothing", NULL };
	size_t before = open_descriptors();
	struct dt_error err = { 0 };
	struct children *children = children_new(&err);
	struct child_run *run = run_new();
	struct child_options options = options_of(run, argv);
	uint64_t id = 0;

	options.program = "/nonexistent/program";
	ck_assert_int_eq(child_start(children, &options, &id, &err), DT_E_SYSTEM);
	ck_assert_int_eq(err.sys_errno, ENOENT);
	ck_assert(!run->over);
	children_free(children);
	ck_assert_uint_eq(open_descriptors(), before);
	run_free(run);
}
END_TEST

/* It dies with the process that has started it. */
START_TEST(test_parent)
{
	int told[2];
	long grandchild = 0;
	pid_t middle;

	ck_assert_int_eq(pipe(told), 0);
	middle = fork();
	if (!middle) {
		struct dt_error err = { 0 };
		struct children *children = children_new(&err);
		const char *const argv[] = { "child_program", "s", "ignore", NULL };
		struct child_run *run = run_new();
		struct child_options options = options_of(run, argv);
		uint64_t id = 0;

		child_start(children, &options, &id, &err);
		run_wait_lines(run, 1);
		dprintf(told[1], "%s\n", run->lines + strlen("ready "));
		_exit(0);
	}
	close(told[1]);
	{
		char text[64] = "";

		ck_assert_int_gt(read(told[0], text, sizeof(text) - 1), 0);
		grandchild = strtol(text, NULL, 10);
	}
	close(told[0]);
	waitpid(middle, NULL, 0);
	ck_assert_int_gt(grandchild, 1);
	for (unsigned i = 0; i < 200 && is_alive(grandchild); i++)
		nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
	ck_assert(!is_alive(grandchild));
}
END_TEST

/* ---- walls ---------------------------------------------------------------------------------- */

#ifdef HAVE_SECCOMP
START_TEST(test_filter)
{
	static const char *const killing[] = { "trace", "read-parent", "namespace", "fork" };
	char line[64];

	for (size_t i = 0; i < sizeof(killing) / sizeof(killing[0]); i++)
		is_outcome("s", killing[i], "", NULL, CHILD_FILTER);
	is_outcome("s", "execute", "/bin/sh", NULL, CHILD_FILTER);
	is_outcome("snp", "namespace", "", NULL, CHILD_FILTER);
	is_outcome("snp", "trace", "", NULL, CHILD_FILTER);
	says("s", "thread", "", "errno 0|");
	says("s", "socketpair", "", "errno 0|errno 0|");
	snprintf(line, sizeof(line), "errno %d|errno 0|", EPERM);
	says("s", "kill-parent", "", line);
	snprintf(line, sizeof(line), "errno %d|errno %d|", EPERM, EPERM);
	says("snp", "free-itself", "", line);
}
END_TEST

START_TEST(test_filter_network)
{
	static const char *const families[] = { "1", "2", "10", "16", "17" };
	char refused[64], mixed[64];

	snprintf(refused, sizeof(refused), "errno %d|errno %d|", EACCES, EACCES);
	/* with bits where the kernel does not look it is none that is allowed */
	snprintf(mixed, sizeof(mixed), "errno %d|errno 0|", EACCES);
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		says("s", "socket", families[i], refused);
		says("sp", "socket", families[i], refused);
	}
	says("sn", "socket", "1", refused);
	says("sn", "socket", "2", mixed);
	says("sn", "socket", "17", refused);
	says("snp", "socket", "1", mixed);
}
END_TEST

START_TEST(test_filter_programs)
{
	says("sp", "fork", "", "errno 0|");
	says("sp", "execute", "/bin/sh", "ran|");
	is_outcome("sn", "execute", "/bin/sh", NULL, CHILD_FILTER);
}
END_TEST
#endif

START_TEST(test_files)
{
	char line[64], path[300], port[20];
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int file, server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(path, sizeof(path), "%s-secret", folder);
	file = open(path, O_WRONLY | O_CREAT, 0600);
	close(file);
	snprintf(line, sizeof(line), "errno %d|", EACCES);
	if (!sandbox_files_lack()) {
		says("s", "read", path, line);
		says("s", "read", "/etc/shadow", line);
		says("sp", "read", path, line);
	}
	says("snp", "read", path, "errno 0|");
	says("s", "read", "/etc/fonts/fonts.conf",
	     access("/etc/fonts/fonts.conf", R_OK) ? "errno 2|" : "errno 0|");
	unlink(path);
	ck_assert_int_eq(bind(server, (const struct sockaddr *)&address, sizeof(address)), 0);
	listen(server, 5);
	getsockname(server, (struct sockaddr *)&address, &size);
	snprintf(port, sizeof(port), "%u", ntohs(address.sin_port));
	says("sn", "connect", port, "errno 0|");
	close(server);
}
END_TEST

/* ---- suite ------------------------------------------------------------------------------------
 */

static void make_folder(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(program, sizeof(program), "%s/tests/serve/child_program", getenv("top_builddir"));
}

static void remove_folder(void)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/much", folder);
	unlink(path);
	rmdir(folder);
}

static Suite *child_suite(void)
{
	Suite *suite = suite_create("child");
	TCase *tests = suite_case(suite, "children");

	tcase_add_unchecked_fixture(tests, make_folder, remove_folder);
	tcase_add_test(tests, test_outcomes);
	tcase_add_test(tests, test_protocol);
	tcase_add_test(tests, test_log);
	tcase_add_test(tests, test_input);
	tcase_add_test(tests, test_inheritance);
	tcase_add_test(tests, test_nice);
	tcase_add_test(tests, test_nothing_stays);
	tcase_add_test(tests, test_stop);
	tcase_add_test(tests, test_many);
	tcase_add_test(tests, test_no_program);
	tcase_add_test(tests, test_parent);
#ifdef HAVE_SECCOMP
	tcase_add_test(tests, test_filter);
	tcase_add_test(tests, test_filter_network);
	tcase_add_test(tests, test_filter_programs);
#endif
	tcase_add_test(tests, test_files);
	return suite;
}

SUITE_MAIN(child_suite)
