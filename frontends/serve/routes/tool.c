/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tool.h"

#include "tool_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { AT_ONCE = 3, MOST_ARGUMENTS = 300, MOST_OUTPUT = 64 << 20, PRESET_TIME_S = 60 };

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the process -------------------------------------------------------------------- */

static void limit(pid_t child, const struct settings *settings, unsigned time_s)
{
	const struct {
		int what;
		uint64_t most;
	} limits[] = {
		{ RLIMIT_CORE, 0 },
		{ RLIMIT_AS, settings->job_memory_bytes },
		{ RLIMIT_FSIZE, settings->job_file_bytes },
		{ RLIMIT_CPU, time_s + 1 },
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct rlimit most = { limits[i].most, limits[i].most };

		if (limits[i].most || limits[i].what == RLIMIT_CORE)
			(void)prlimit(child, (__rlimit_resource_t)limits[i].what, &most, NULL);
	}
}

/* argv of the child: the arguments, and that the answer is to be JSON. */
static bool make_arguments(const struct tool *tool, char *argv[MOST_ARGUMENTS])
{
	size_t n = 0;

	argv[n++] = (char *)"doctranslate";
	argv[n++] = (char *)"--output-format";
	argv[n++] = (char *)"json";
	argv[n++] = (char *)"--quiet";
	for (size_t i = 0; tool->arguments[i]; i++) {
		if (n + 1 >= MOST_ARGUMENTS)
			return false;
		argv[n++] = (char *)tool->arguments[i];
	}
	argv[n] = NULL;
	return true;
}

static bool is_of_server(const char *variable)
{
	static const char *const names[] = { "DOCTRANSLATE_API_", "AUTH_TOKEN=", "API_SECRET_KEY=",
					     "NOTIFY_SOCKET=", "LISTEN_" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strncmp(variable, names[i], strlen(names[i])))
			return true;
	return false;
}

/* Without the settings of the server, which have its secrets; NULL: no memory. */
static char **make_environment(void)
{
	size_t n = 0, k = 0;
	char **list;

	while (environ[n])
		n++;
	list = calloc(n + 1, sizeof(*list));
	for (size_t i = 0; list && i < n; i++)
		if (!is_of_server(environ[i]))
			list[k++] = environ[i];
	return list;
}

/* A group of its own, nothing open but the three, signals as they are at a start. */
static bool start(char **argv, int out, pid_t *child)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	char **environment = make_environment();
	sigset_t none, all;
	bool started;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out, 1);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclosefrom_np(&files, 3);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
						      POSIX_SPAWN_SETSIGDEF);
	started = environment &&
		  posix_spawn(child, "/proc/self/exe", &files, &attributes, argv, environment) == 0;
	free(environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return started;
}

/* All that it prints; NULL: too much, too late, or no memory. */
static char *listen_to(int fd, int64_t until)
{
	size_t size = 0, room = 1 << 16;
	char *text = malloc(room), *more;

	while (text) {
		struct pollfd readable = { .fd = fd, .events = POLLIN };
		int64_t left = until - now_ms();
		ssize_t n = left > 0 ? poll(&readable, 1, (int)left) : 0;

		if (n < 0 && errno == EINTR)
			continue;
		if (n > 0)
			n = read(fd, text + size, room - size - 1);
		else
			n = -1;
		if (n == 0) {
			text[size] = 0;
			return text;
		}
		if (n < 0)
			break;
		size += (size_t)n;
		if (room - size > 1)
			continue;
		room *= 2;
		more = room <= MOST_OUTPUT ? realloc(text, room) : NULL;
		if (!more)
			break;
		text = more;
	}
	free(text);
	return NULL;
}

static int wait_for(pid_t child)
{
	int status = 0;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

/* The last line is the envelope. */
static json_t *read_envelope(char *text)
{
	size_t n = text ? strlen(text) : 0;
	char *line;

	while (n && text[n - 1] == '\n')
		text[--n] = 0;
	line = text ? strrchr(text, '\n') : NULL;
	return text ? json_loads(line ? line + 1 : text, 0, NULL) : NULL;
}

static json_t *run(const struct settings *settings, const struct tool *tool, struct dt_error *err)
{
	unsigned time_s = tool->time_s ? tool->time_s : PRESET_TIME_S;
	int64_t until = now_ms() + (int64_t)time_s * 1000;
	char *argv[MOST_ARGUMENTS], *text;
	json_t *envelope;
	int ends[2], status;
	pid_t child;

	if (!make_arguments(tool, argv)) {
		dt_fail(err, DT_E_INPUT, "too many files were named at once");
		return NULL;
	}
	if (pipe2(ends, O_CLOEXEC) != 0 || !start(argv, ends[1], &child)) {
		dt_fail(err, DT_E_SYSTEM, "no process could be started: %s", strerror(errno));
		return NULL;
	}
	limit(child, settings, time_s);
	close(ends[1]);
	text = listen_to(ends[0], until);
	close(ends[0]);
	if (!text)
		kill(-child, SIGKILL);
	status = wait_for(child);
	envelope = read_envelope(text);
	free(text);
	if (!envelope && now_ms() >= until)
		dt_fail(err, DT_E_INPUT, "it was not done within %u s", time_s);
	else if (!envelope && WIFSIGNALED(status))
		dt_fail(err, DT_E_INPUT, "the process that did it was ended: %s",
			strsignal(WTERMSIG(status)));
	else if (!envelope)
		dt_fail(err, DT_E_SYSTEM, "the process that did it gave no answer");
	return envelope;
}

/* ---- how many ------------------------------------------------------------------------ */

static atomic_int running;

json_t *tool_run(const struct settings *settings, const struct tool *tool, struct dt_error *err)
{
	json_t *envelope = tool->kept ? tool_cache_find(tool->arguments, now_ms()) : NULL;

	if (envelope)
		return envelope;
	if (atomic_fetch_add(&running, 1) >= AT_ONCE) {
		err->retry_ms = 1000;
		dt_fail(err, DT_E_UNAVAILABLE, "too much is being looked at already");
	} else {
		envelope = run(settings, tool, err);
	}
	atomic_fetch_sub(&running, 1);
	if (envelope && tool->kept && json_is_true(json_object_get(envelope, "ok")))
		tool_cache_keep(tool->arguments, envelope, now_ms());
	return envelope;
}

void tool_forget(void)
{
	tool_cache_clear();
}
