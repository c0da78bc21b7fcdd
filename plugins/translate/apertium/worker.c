/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ANSWER = 16 << 20, IN_FLIGHT = 64 };

struct worker {
	char *mode_file;
	struct worker_command *commands; /* NULL: not yet known */
	size_t n_commands;
	pid_t *pids; /* 0: none */
	pid_t group;
	int in, out;	     /* -1: not running */
	struct text partial; /* the answer that is coming in */
};

/* ---- starting a program -------------------------------------------------------------------- */

/* The environment of ours with a character set that the programs can rely on. */
static char **make_environment(void)
{
	static char locale[] = "LC_ALL=C.UTF-8";
	size_t n = 0, kept = 0;
	char **made;

	while (environ && environ[n])
		n++;
	made = calloc(n + 2, sizeof(*made));
	for (size_t i = 0; made && i < n; i++)
		if (strncmp(environ[i], "LC_", 3) != 0 && strncmp(environ[i], "LANG", 4) != 0)
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

/* ---- the commands of a mode --------------------------------------------------------------------
 */

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

/* Apertium's own program knows how a mode has to run with word-bound blanks and NULs. */
static dt_status read_commands(struct worker *worker, struct dt_error *err)
{
	static char program[] = "apertium-wblank-mode", flag[] = "-z";
	char *words[] = { program, flag, worker->mode_file, NULL };
	struct text line = { 0 };
	int ends[2], null, result;
	bool good;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return cannot_run(program, errno, err);
	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	result = null < 0 ? errno : start_program(words, null, ends[1], 0, &pid);
	if (null >= 0)
		close(null);
	close(ends[1]);
	if (result) {
		close(ends[0]);
		return cannot_run(program, result, err);
	}
	good = read_all(ends[0], &line);
	close(ends[0]);
	if (!good)
		kill(pid, SIGKILL);
	wait_for(pid);
	if (good && line.n)
		worker->commands = worker_commands(line.at, &worker->n_commands);
	text_free(&line);
	if (!worker->commands)
		return dt_fail(err, DT_E_UNSUPPORTED,
			       "%.300s is not a mode that can be run: it is no plain pipeline",
			       worker->mode_file);
	worker->pids = calloc(worker->n_commands, sizeof(*worker->pids));
	return worker->pids ? DT_OK : dt_fail(err, DT_E_SYSTEM, "out of memory");
}

/* ---- start and stop
 * ------------------------------------------------------------------------------ */

static void worker_stop(struct worker *worker)
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

static dt_status worker_start(struct worker *worker, struct dt_error *err)
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

struct worker *worker_new(const char *mode_file, struct dt_error *err)
{
	struct worker *worker = calloc(1, sizeof(*worker));

	if (worker) {
		worker->in = worker->out = -1;
		worker->mode_file = strdup(mode_file);
	}
	if (!worker || !worker->mode_file) {
		free(worker);
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
	free(worker);
}

/* ---- an exchange
 * ------------------------------------------------------------------------------------- */

struct traffic {
	const struct dt_call *call;
	struct worker *worker;
	struct exchange *exchanges;
	uint32_t n;
	uint32_t sending, waiting; /* the next to be written, the next to be answered */
	uint32_t flying;
	size_t written; /* of the one being sent */
	int64_t heard;	/* when the last answer came, or the wait began */
};

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static uint32_t next_of(const struct traffic *t, uint32_t i)
{
	while (i < t->n && (t->exchanges[i].skip || t->exchanges[i].answered))
		i++;
	return i;
}

/* Writing to programs that have ended raises SIGPIPE, which is not ours to switch off for the
 * whole process: it is held back in this thread, and taken out when it came. */
static ssize_t write_quietly(int fd, const char *at, size_t n)
{
	sigset_t pipe_signal, old, pending;
	struct timespec zero = { 0, 0 };
	bool was_pending;
	ssize_t written;
	int sys_errno;

	sigemptyset(&pipe_signal);
	sigaddset(&pipe_signal, SIGPIPE);
	sigpending(&pending);
	was_pending = sigismember(&pending, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe_signal, &old);
	written = write(fd, at, n);
	sys_errno = errno;
	if (written < 0 && sys_errno == EPIPE && !was_pending)
		while (sigtimedwait(&pipe_signal, NULL, &zero) < 0 && errno == EINTR)
			;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	errno = sys_errno;
	return written;
}

/* Writes what goes in; false when the programs have ended. */
static bool send_some(struct traffic *t)
{
	while (t->sending < t->n && t->flying < IN_FLIGHT) {
		struct text *request = &t->exchanges[t->sending].request;
		/* The NUL behind the text is what ends it. */
		size_t size = request->n + 1;
		ssize_t n =
			write_quietly(t->worker->in, request->at + t->written, size - t->written);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN;
		t->written += (size_t)n;
		if (t->written < size)
			continue;
		if (!t->flying)
			t->heard = now();
		t->flying++;
		t->written = 0;
		t->sending = next_of(t, t->sending + 1);
	}
	return true;
}

/* Each text ends with a blank that holds its number: it has to be the end of its answer, and the
 * only one in it, or two texts have run together.  Takes it off. */
static bool take_number(struct text *answer, uint32_t number)
{
	char end[24];
	size_t n = (size_t)snprintf(end, sizeof(end), "[=%u]", number);

	while (answer->n && answer->at[answer->n - 1] == ' ')
		answer->n--;
	if (answer->n < n || memcmp(answer->at + answer->n - n, end, n) != 0)
		return false;
	answer->n -= n;
	answer->at[answer->n] = '\0';
	for (const char *at = answer->at; (at = strstr(at, "[=")) != NULL; at += 2)
		if (at == answer->at || at[-1] != '\\')
			return false;
	return true;
}

/* Ends an answer at each NUL; false when one came that was not the next. */
static bool take(struct traffic *t, const char *at, size_t n)
{
	struct text *partial = &t->worker->partial;

	while (n) {
		const char *end = memchr(at, '\0', n);
		size_t part = end ? (size_t)(end - at) : n;

		text_add(partial, at, part);
		if (partial->failed || partial->n > MAX_ANSWER)
			return false;
		if (!end)
			return true;
		if (!t->flying || !take_number(partial, t->waiting))
			return false;
		t->exchanges[t->waiting].answer = *partial;
		t->exchanges[t->waiting].answered = true;
		memset(partial, 0, sizeof(*partial));
		t->waiting = next_of(t, t->waiting);
		t->flying--;
		t->heard = now();
		at += part + 1;
		n -= part + 1;
	}
	return true;
}

/* Reads what has come; false when the programs have ended. */
static bool receive_some(struct traffic *t)
{
	char buffer[32768];

	for (;;) {
		ssize_t n = read(t->worker->out, buffer, sizeof(buffer));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN;
		if (!n || !take(t, buffer, (size_t)n))
			return false;
		if (n < (ssize_t)sizeof(buffer))
			return true;
	}
}

/* Until all have answers.  DT_E_UNAVAILABLE: the programs ended, or the one that is waited for
 * took too long. */
static dt_status run_traffic(struct traffic *t, int64_t milliseconds, struct dt_error *err)
{
	struct worker *worker = t->worker;

	while (t->waiting < t->n) {
		bool more = t->sending < t->n && t->flying < IN_FLIGHT;
		struct pollfd ready[2] = { { .fd = worker->out, .events = POLLIN },
					   { .fd = more ? worker->in : -1, .events = POLLOUT } };

		if (t->call->host->cancelled(t->call))
			return dt_fail(err, DT_E_CANCELLED, "cancelled");
		if (poll(ready, 2, 50) < 0 && errno != EINTR)
			return DT_E_UNAVAILABLE;
		if (more && (ready[1].revents & (POLLOUT | POLLERR)) && !send_some(t))
			return DT_E_UNAVAILABLE;
		if ((ready[0].revents & (POLLIN | POLLHUP)) && !receive_some(t))
			return DT_E_UNAVAILABLE;
		if (t->flying && now() - t->heard > milliseconds)
			return DT_E_UNAVAILABLE;
	}
	return DT_OK;
}

/* Puts the number of each text behind it; without a blank at its end a text would lose its full
 * stop. */
static bool number_all(struct exchange *exchanges, uint32_t n)
{
	bool good = true;

	for (uint32_t i = 0; i < n; i++) {
		char end[24];

		if (exchanges[i].skip || exchanges[i].answered)
			continue;
		snprintf(end, sizeof(end), "[=%u]", i);
		text_add_string(&exchanges[i].request, end);
		good &= !exchanges[i].request.failed;
	}
	return good;
}

dt_status worker_exchange(const struct dt_call *call, struct worker *worker,
			  struct exchange *exchanges, uint32_t n, int64_t milliseconds,
			  struct dt_error *err)
{
	struct traffic t = { .call = call, .worker = worker, .exchanges = exchanges, .n = n };

	if (!number_all(exchanges, n))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a text");
	for (;;) {
		dt_status status = DT_OK;

		t.sending = t.waiting = next_of(&t, 0);
		t.flying = 0;
		t.written = 0;
		if (t.waiting == n)
			return DT_OK;
		t.heard = now();
		if (worker->in < 0)
			status = worker_start(worker, err);
		if (!status)
			status = run_traffic(&t, milliseconds, err);
		if (!status)
			continue;
		worker_stop(worker);
		if (status != DT_E_UNAVAILABLE)
			return status;
		/* The first without an answer is to blame: the others go on without it. */
		exchanges[t.waiting].skip = true;
	}
}
