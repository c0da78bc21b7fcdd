/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "programs.h"

#include "chain.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- starting a program ---------------------------------------------------- */

/* What programs that are found, load libraries and write to temporary files look at, and runtimes
 * of sanitizers; a prefix where it ends in '_'. */
static bool is_passed_on(const char *variable)
{
	static const char *const names[] = { "PATH",	  "HOME",   "TMPDIR",	"TZ",
					     "APERTIUM_", "LD_",    "ASAN_",	"LSAN_",
					     "TSAN_",	  "UBSAN_", "PERL5LIB", "PYTHONPATH" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t n = strlen(names[i]);

		if (!strncmp(variable, names[i], n) &&
		    (names[i][n - 1] == '_' || variable[n] == '='))
			return true;
	}
	return false;
}

/* Of the environment what they need, since keys of services stand in it, too; and a character set
 * that the programs can rely on. */
static char **make_environment(void)
{
	static char locale[] = "LC_ALL=C.UTF-8";
	size_t n = 0, kept = 0;
	char **made;

	while (environ && environ[n])
		n++;
	made = calloc(n + 2, sizeof(*made));
	for (size_t i = 0; made && i < n; i++)
		if (is_passed_on(environ[i]))
			made[kept++] = environ[i];
	if (made)
		made[kept] = locale;
	return made;
}

static int set_attributes(posix_spawnattr_t *attributes, pid_t group)
{
	sigset_t none, defaults;
	int result;

	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGINT);
	sigaddset(&defaults, SIGTERM);
	result = posix_spawnattr_setflags(
		attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	result = result ? result : posix_spawnattr_setpgroup(attributes, group);
	result = result ? result : posix_spawnattr_setsigmask(attributes, &none);
	return result ? result : posix_spawnattr_setsigdefault(attributes, &defaults);
}

/* Starts words with in and out as its standard input and output, in a process group (0: a new
 * one); errno or 0.  Nothing else of ours stays open in it. */
static int start_program(char **words, int in, int out, pid_t group, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	char **environment = make_environment();
	int result;

	if (!environment)
		return ENOMEM;
	result = posix_spawn_file_actions_init(&actions);
	if (result) {
		free(environment);
		return result;
	}
	result = posix_spawnattr_init(&attributes);
	if (!result) {
		result = set_attributes(&attributes, group);
		if (!result)
			result = posix_spawn_file_actions_adddup2(&actions, in, 0);
		if (!result)
			result = posix_spawn_file_actions_adddup2(&actions, out, 1);
		if (!result)
			result = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null",
								  O_WRONLY, 0);
		if (!result)
			result = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
		if (!result)
			result = posix_spawnp(pid, words[0], &actions, &attributes, words,
					      environment);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	free(environment);
	return result;
}

static dt_status cannot_run(const char *program, int sys_errno, struct dt_error *err)
{
	if (sys_errno == ENOENT)
		return dt_fail(err, DT_E_UNSUPPORTED,
			       "the program %.100s is not installed; the Debian packages apertium "
			       "and lttoolbox bring Apertium's programs",
			       program);
	if (err && err->status == DT_OK)
		err->sys_errno = sys_errno;
	errno = sys_errno;
	return dt_fail(err, DT_E_SYSTEM, "cannot run %.100s: %m", program);
}

/* ---- the commands of a mode ------------------------------------------------ */

static void wait_for(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* All that comes out of fd, for some seconds at most. */
static bool read_all(int fd, struct text *out)
{
	char buffer[4096];

	for (;;) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		ssize_t n;

		if (poll(&ready, 1, 10000) <= 0 || out->n > sizeof(buffer) * 100)
			return false;
		n = read(fd, buffer, sizeof(buffer));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0 && !out->failed;
		text_add(out, buffer, (size_t)n);
	}
}

int program_read(char **words, struct text *out)
{
	int ends[2], null, result;
	bool good;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return errno;
	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	result = null < 0 ? errno : start_program(words, null, ends[1], 0, &pid);
	if (null >= 0)
		close(null);
	close(ends[1]);
	if (result) {
		close(ends[0]);
		return result;
	}
	good = read_all(ends[0], out);
	close(ends[0]);
	if (!good)
		kill(pid, SIGKILL);
	wait_for(pid);
	return good ? 0 : ETIME;
}

/* Apertium's own program knows how a mode has to run with word-bound blanks and NULs. */
static dt_status read_commands(struct worker *worker, struct dt_error *err)
{
	static char program[] = "apertium-wblank-mode", flag[] = "-z";
	char *words[] = { program, flag, worker->mode_file, NULL };
	struct text line = { 0 };
	int result = program_read(words, &line);

	if (!result && line.n)
		worker->commands = worker_commands(line.at, &worker->n_commands);
	text_free(&line);
	if (result && result != ETIME)
		return cannot_run(program, result, err);
	if (!worker->commands)
		return dt_fail(err, DT_E_UNSUPPORTED,
			       "%.300s is not a mode that can be run: it is no plain pipeline",
			       worker->mode_file);
	if (worker->chain)
		chain_join(worker->commands, &worker->n_commands, worker->chain);
	worker->pids = calloc(worker->n_commands, sizeof(*worker->pids));
	return worker->pids ? DT_OK : dt_fail(err, DT_E_SYSTEM, "out of memory");
}

/* ---- start and stop -------------------------------------------------------- */

void worker_stop(struct worker *worker)
{
	if (worker->in >= 0)
		close(worker->in);
	if (worker->out >= 0)
		close(worker->out);
	worker->in = worker->out = -1;
	/* Not yet waited for, so the number cannot belong to others by now. */
	if (worker->group)
		kill(-worker->group, SIGKILL);
	for (size_t i = 0; worker->pids && i < worker->n_commands; i++) {
		if (worker->pids[i])
			wait_for(worker->pids[i]);
		worker->pids[i] = 0;
	}
	worker->group = 0;
	text_clear(&worker->partial);
}

static int start_all(struct worker *worker, int first, size_t *failed)
{
	int in = first, result = 0;

	for (size_t i = 0; i < worker->n_commands && !result; i++) {
		int ends[2] = { -1, -1 };

		*failed = i;
		result = pipe2(ends, O_CLOEXEC) < 0 ? errno : 0;
		if (!result)
			result = start_program(worker->commands[i].words, in, ends[1],
					       worker->group, &worker->pids[i]);
		if (!result && !worker->group)
			worker->group = worker->pids[i];
		if (result)
			worker->pids[i] = 0;
		close(in);
		if (ends[1] >= 0)
			close(ends[1]);
		in = ends[0];
	}
	if (result && in >= 0)
		close(in);
	else
		worker->out = in;
	return result;
}

static bool set_nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

dt_status worker_start(struct worker *worker, struct dt_error *err)
{
	dt_status status = worker->commands ? DT_OK : read_commands(worker, err);
	size_t failed = 0;
	int ends[2], result;

	if (status)
		return status;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return cannot_run(worker->commands[0].words[0], errno, err);
	worker->in = ends[1];
	result = start_all(worker, ends[0], &failed);
	if (!result && (!set_nonblocking(worker->in) || !set_nonblocking(worker->out)))
		result = errno;
	if (!result)
		return DT_OK;
	worker_stop(worker);
	return cannot_run(worker->commands[failed].words[0], result, err);
}

struct worker *worker_new(const char *mode_file, const char *chain, struct dt_error *err)
{
	struct worker *worker = calloc(1, sizeof(*worker));

	if (worker) {
		worker->in = worker->out = -1;
		worker->mode_file = strdup(mode_file);
		worker->chain = chain ? strdup(chain) : NULL;
	}
	if (!worker || !worker->mode_file || (chain && !worker->chain)) {
		worker_free(worker);
		dt_fail(err, DT_E_SYSTEM, "out of memory");
		return NULL;
	}
	return worker;
}

void worker_free(struct worker *worker)
{
	if (!worker)
		return;
	worker_stop(worker);
	worker_commands_free(worker->commands, worker->n_commands);
	text_free(&worker->partial);
	free(worker->pids);
	free(worker->mode_file);
	free(worker->chain);
	free(worker);
}
