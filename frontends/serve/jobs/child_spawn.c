/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One process: its pipes, its environment, its bounds, its start. */
#include "config.h"

#include "child.h"
#include "child_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ABOVE = 16 };

dt_status child_fail(struct dt_error *err, int number, const char *what)
{
	dt_fail(err, DT_E_SYSTEM, "%s: %s", what, strerror(number));
	err->sys_errno = number;
	return err->status;
}

void child_close(struct child *child, enum child_fd which)
{
	if (child->fds[which] >= 0)
		close(child->fds[which]);
	child->fds[which] = -1;
}

/* ---- pipes ---------------------------------------------------------------------------------- */

/* The ends of the child, by their number there; -1: nothing. */
struct its_ends {
	int fds[4];
};

/* Above the numbers that the child gets them by, so that none is in the way of another. */
static int move_up(int fd)
{
	int above = fcntl(fd, F_DUPFD_CLOEXEC, ABOVE);
	int fault = errno;

	close(fd);
	errno = fault;
	return above;
}

static bool make_pipe(int *ours, int *its, bool to_child)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return false;
	ends[0] = move_up(ends[0]);
	ends[1] = move_up(ends[1]);
	*ours = ends[to_child];
	*its = ends[!to_child];
	return ends[0] >= 0 && ends[1] >= 0 && !fcntl(*ours, F_SETFL, O_NONBLOCK);
}

static bool make_pipes(struct child *child, struct its_ends *its)
{
	*its = (struct its_ends){ { -1, -1, -1, -1 } };
	return make_pipe(&child->fds[CHILD_INPUT], &its->fds[0], true) &&
	       (!child->options.output ||
		make_pipe(&child->fds[CHILD_OUTPUT], &its->fds[1], false)) &&
	       (!child->options.log || make_pipe(&child->fds[CHILD_LOG], &its->fds[2], false)) &&
	       (!child->options.line || make_pipe(&child->fds[CHILD_LINES], &its->fds[3], false));
}

/* ---- environment ---------------------------------------------------------------------------- */

static bool is_of_server(const char *variable)
{
	static const char *const names[] = {
		"DOCTRANSLATE_API_", "DOCTRANSLATE_WEBHOOK_", "AUTH_TOKEN=", "API_SECRET_KEY=",
		SANDBOX_PARENT "=",  "NOTIFY_SOCKET=",	      "LISTEN_"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strncmp(variable, names[i], strlen(names[i])))
			return true;
	return false;
}

static bool is_given(const char *const *given, const char *variable)
{
	size_t length = strcspn(variable, "=");

	for (; given && *given; given++)
		if (!strncmp(*given, variable, length) && (*given)[length] == '=')
			return true;
	return false;
}

static bool is_withheld(const struct child_options *options, const char *variable)
{
	size_t length = strcspn(variable, "=");

	for (size_t i = 0; i < options->n_withheld; i++)
		if (strlen(options->withheld[i]) == length &&
		    !strncmp(options->withheld[i], variable, length))
			return true;
	return is_of_server(variable) || is_given(options->environment, variable);
}

/* The texts are borrowed. */
static char **make_environment(const struct child_options *options, char *parent)
{
	const char *const *given = options->environment;
	size_t n = 0, n_given = 0, kept = 0;
	char **made;

	while (environ && environ[n])
		n++;
	while (given && given[n_given])
		n_given++;
	made = calloc(n + n_given + 2, sizeof(*made));
	if (!made)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!is_withheld(options, environ[i]))
			made[kept++] = environ[i];
	for (size_t i = 0; i < n_given; i++)
		made[kept++] = (char *)(uintptr_t)given[i];
	made[kept] = parent;
	return made;
}

/* ---- start ---------------------------------------------------------------------------------- */

static int set_descriptors(posix_spawn_file_actions_t *actions, const struct its_ends *its,
			   const char *folder)
{
	int fault = 0;

	for (int fd = 0; fd < 4 && !fault; fd++) {
		if (its->fds[fd] >= 0)
			fault = posix_spawn_file_actions_adddup2(actions, its->fds[fd], fd);
		else if (fd < 3)
			fault = posix_spawn_file_actions_addopen(actions, fd, "/dev/null", O_WRONLY,
								 0);
	}
	/* whatever somebody has forgotten to close on exec */
	if (!fault)
		fault = posix_spawn_file_actions_addclosefrom_np(actions, its->fds[3] >= 0 ? 4 : 3);
	if (!fault && folder)
		fault = posix_spawn_file_actions_addchdir_np(actions, folder);
	return fault;
}

static int set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none, all;
	int fault;

	sigemptyset(&none);
	sigfillset(&all);
	fault = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
							     POSIX_SPAWN_SETSIGDEF);
	if (!fault)
		fault = posix_spawnattr_setsigmask(attributes, &none);
	return fault ? fault : posix_spawnattr_setsigdefault(attributes, &all);
}

static int spawn(pid_t *pid, const struct child_options *options, const struct its_ends *its,
		 char *const *environment)
{
	const char *program = options->program ? options->program : "/proc/self/exe";
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int fault = posix_spawn_file_actions_init(&actions);

	if (fault)
		return fault;
	fault = posix_spawnattr_init(&attributes);
	if (!fault) {
		fault = set_attributes(&attributes);
		if (!fault)
			fault = set_descriptors(&actions, its, options->folder);
		if (!fault)
			fault = posix_spawn(pid, program, &actions, &attributes,
					    (char *const *)(uintptr_t)options->argv, environment);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return fault;
}

static void set_presets(struct child_options *options)
{
	options->grace_ms = options->grace_ms ? options->grace_ms : 1500;
	options->line_bytes = options->line_bytes ? options->line_bytes : 1 << 20;
	options->lines_bytes = options->lines_bytes ? options->lines_bytes : 1 << 30;
	options->log_line_bytes = options->log_line_bytes ? options->log_line_bytes : 2000;
	options->log_per_second = options->log_per_second ? options->log_per_second : 50;
	/* what is borrowed from the caller ends with the start */
	options->program = options->folder = options->input = NULL;
	options->argv = options->environment = options->withheld = NULL;
	options->n_withheld = 0;
}

/*
 * A session of its own is also a group of its own to the scheduler where sched(7) autogroups are
 * on: there the process's nice value counts in the group alone, and each job would have as much of
 * the processors as the whole server.  A wish: where it cannot be had the child runs without.
 */
static void stand_back(pid_t pid, unsigned nice)
{
	int own, n, fd;
	char text[64];

	if (!nice)
		return;
	errno = 0;
	own = getpriority(PRIO_PROCESS, 0);
	if (own == -1 && errno)
		return;
	n = own + (int)nice < 19 ? own + (int)nice : 19;
	setpriority(PRIO_PROCESS, (id_t)pid, n);
	snprintf(text, sizeof(text), "/proc/%ld/autogroup", (long)pid);
	fd = open(text, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	snprintf(text, sizeof(text), "%d", n);
	if (write(fd, text, strlen(text)) < 0)
		errno = 0;
	close(fd);
}

/* It waits for its input, so its bounds are there before it does anything with it. */
static dt_status bind(struct child *child, struct dt_error *err)
{
	child->fds[CHILD_PIDFD] = (int)syscall(SYS_pidfd_open, child->pid, 0);
	if (child->fds[CHILD_PIDFD] < 0)
		child_fail(err, errno, "cannot watch over a process");
	else if (fcntl(child->fds[CHILD_PIDFD], F_SETFD, FD_CLOEXEC))
		child_fail(err, errno, "cannot watch over a process");
	else if (sandbox_limits(child->pid, &child->options.limits, err) == DT_OK) {
		stand_back(child->pid, child->options.nice);
		return DT_OK;
	}
	kill(child->pid, SIGKILL);
	waitpid(child->pid, NULL, 0);
	return err->status;
}

dt_status child_spawn(struct child *child, const struct child_options *options,
		      struct dt_error *err)
{
	char parent[sizeof(SANDBOX_PARENT) + 24];
	char **environment;
	struct its_ends its;
	int fault = 0;

	snprintf(parent, sizeof(parent), "%s=%ld", SANDBOX_PARENT, (long)getpid());
	child->options = *options;
	set_presets(&child->options);
	child->input = options->input_size ? malloc(options->input_size) : NULL;
	environment = make_environment(options, parent);
	if ((options->input_size && !child->input) || !environment || !make_pipes(child, &its)) {
		fault = errno;
	} else {
		if (options->input_size)
			memcpy(child->input, options->input, options->input_size);
		child->input_size = options->input_size;
		fault = spawn(&child->pid, options, &its, environment);
		for (int fd = 0; fd < 4; fd++)
			if (its.fds[fd] >= 0)
				close(its.fds[fd]);
	}
	free(environment);
	if (fault)
		return child_fail(err, fault, "cannot start a process");
	child->started_ms = child_now_ms();
	if (bind(child, err) != DT_OK)
		return err->status;
	if (!child->input_size)
		child_close(child, CHILD_INPUT);
	return DT_OK;
}
