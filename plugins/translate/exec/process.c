/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A program: started without a shell, in a group of its own, with pipes that never block. */
#include "config.h"

#include "exec.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { END_MS = 500, TERM_MS = 300 };

extern char **environ;

/* ---- the environment ------------------------------------------------------------------ */

static const char *const usual[] = { "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ" };

/* "NAME=VALUE" as it stands here; NULL: it is not set. */
static char *inherited(const char *name)
{
	size_t n = strlen(name);

	for (char **at = environ; at && *at; at++)
		if (!strncmp(*at, name, n) && (*at)[n] == '=')
			return *at;
	return NULL;
}

/* A NULL-terminated list; the texts are borrowed.  The caller frees the list alone. */
static char **make_environment(const struct exec_options *o)
{
	size_t n = 0, n_usual = sizeof(usual) / sizeof(usual[0]);
	char **list = calloc(o->environment.n + n_usual + 1, sizeof(*list));

	for (size_t i = 0; list && i < o->environment.n; i++) {
		const char *text = o->environment.at[i];

		list[n] = strchr(text, '=') ? (char *)(uintptr_t)text : inherited(text);
		n += list[n] != NULL;
	}
	for (size_t i = 0; list && i < n_usual; i++) {
		size_t length = strlen(usual[i]);
		bool given = false;

		for (size_t k = 0; k < n; k++)
			given |= !strncmp(list[k], usual[i], length) && list[k][length] == '=';
		if (!given)
			list[n] = inherited(usual[i]);
		n += !given && list[n];
	}
	return list;
}

/* ---- start ------------------------------------------------------------------------------ */

struct pipes {
	int in[2], out[2], err[2];
};

static void close_all(const struct pipes *pipes)
{
	const int all[] = { pipes->in[0],  pipes->in[1],  pipes->out[0],
			    pipes->out[1], pipes->err[0], pipes->err[1] };

	for (size_t i = 0; i < 6; i++)
		if (all[i] >= 0)
			close(all[i]);
}

static bool make_pipes(struct pipes *pipes)
{
	*pipes = (struct pipes){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
	if (pipe2(pipes->in, O_CLOEXEC) || pipe2(pipes->out, O_CLOEXEC) ||
	    pipe2(pipes->err, O_CLOEXEC))
		return false;
	return !fcntl(pipes->in[1], F_SETFL, O_NONBLOCK) &&
	       !fcntl(pipes->out[0], F_SETFL, O_NONBLOCK) &&
	       !fcntl(pipes->err[0], F_SETFL, O_NONBLOCK);
}

static int spawn(const struct exec_options *o, const struct pipes *pipes, char *const *environment,
		 pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	int fault = 0;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
						      POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	fault = posix_spawn_file_actions_adddup2(&actions, pipes->in[0], 0);
	if (!fault)
		fault = posix_spawn_file_actions_adddup2(&actions, pipes->out[1], 1);
	if (!fault)
		fault = posix_spawn_file_actions_adddup2(&actions, pipes->err[1], 2);
	if (!fault && o->directory)
		fault = posix_spawn_file_actions_addchdir_np(&actions, o->directory);
	if (!fault)
		fault = posix_spawnp(pid, o->command.at[0], &actions, &attributes,
				     (char *const *)(uintptr_t)o->command.at, environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return fault;
}

dt_status process_fail(const struct exec_self *self, struct dt_error *err, const char *why)
{
	const struct exec_options *o = self->options;

	dt_fail(err, DT_E_CONFIG, "cannot start %.150s%s%.150s: %s", o->command.at[0],
		o->directory ? " in " : "", o->directory ? o->directory : "", why);
	err->failure = DT_FAILURE_NOT_FOUND;
	return err->status;
}

dt_status process_start(struct exec_self *self, struct process *process, struct dt_error *err)
{
	const struct exec_options *o = self->options;
	char **environment = make_environment(o);
	struct pipes pipes;
	int fault = 0;

	if (!environment || !make_pipes(&pipes)) {
		fault = environment ? errno : ENOMEM;
		if (environment)
			close_all(&pipes);
		free(environment);
		return dt_fail(err, DT_E_SYSTEM, "cannot start %s: %s", o->command.at[0],
			       strerror(fault));
	}
	fault = spawn(o, &pipes, environment, &process->pid);
	free(environment);
	if (fault) {
		process->pid = 0;
		close_all(&pipes);
		return process_fail(self, err, strerror(fault));
	}
	close(pipes.in[0]);
	close(pipes.out[1]);
	close(pipes.err[1]);
	process->in = pipes.in[1];
	process->out = pipes.out[0];
	process->err = pipes.err[0];
	process->noise = process->logged = 0;
	process->written = 0;
	process->last[0] = '\0';
	process->spoke = false;
	process->fruitless++;
	return DT_OK;
}

/* ---- to and fro ----------------------------------------------------------------------------- */

bool process_write(struct process *process)
{
	while (process->written < process->to_write.n) {
		ssize_t n = write(process->in, process->to_write.at + process->written,
				  process->to_write.n - process->written);

		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		process->written += (size_t)n;
	}
	text_clear(&process->to_write);
	process->written = 0;
	return true;
}

bool process_read(int fd, struct text *text, size_t most)
{
	char buffer[16384];
	ssize_t n;

	while (text->n <= most) {
		n = read(fd, buffer, sizeof(buffer));
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		if (!n)
			return false;
		text_add(text, buffer, (size_t)n);
		if (text->failed)
			return false;
	}
	return true;
}

/* ---- the end -----------------------------------------------------------------------------------
 */

static void forget(struct process *process)
{
	if (process->in >= 0)
		close(process->in);
	close(process->out);
	if (process->err >= 0)
		close(process->err);
	text_free(&process->to_write);
	text_free(&process->line);
	text_free(&process->words);
	process->pid = 0;
	process->in_flight = 0;
}

static void tell_how(int status, char *how, size_t size)
{
	if (WIFEXITED(status))
		snprintf(how, size, "ended with exit code %d", WEXITSTATUS(status));
	else
		snprintf(how, size, "was ended by signal %d",
			 WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

/* Waits so long for it; true: it has ended. */
static bool wait_for(pid_t pid, int ms, int *status)
{
	const struct timespec step = { 0, 5 * 1000000 };

	for (int waited = 0;; waited += 5) {
		if (waitpid(pid, status, WNOHANG) == pid)
			return true;
		if (waited >= ms)
			return false;
		nanosleep(&step, NULL);
	}
}

bool process_kill(struct process *process, char *how, size_t size)
{
	int status = 0;
	bool unbegun;

	/* one that has closed its output is about to end: its exit code says more than our signal
	 */
	if (!wait_for(process->pid, size ? 50 : 0, &status)) {
		kill(-process->pid, SIGKILL);
		kill(process->pid, SIGKILL);
		waitpid(process->pid, &status, 0);
	} else {
		kill(-process->pid, SIGKILL); /* what it has started */
	}
	if (size)
		tell_how(status, how, size);
	unbegun = size && !process->spoke && WIFEXITED(status) &&
		  (WEXITSTATUS(status) == 126 || WEXITSTATUS(status) == 127);
	if (unbegun)
		snprintf(how, size, "%s (exit code %d)",
			 WEXITSTATUS(status) == 127 ? "there is no such program"
						    : "it cannot be run",
			 WEXITSTATUS(status));
	forget(process);
	return unbegun;
}

void process_let_end(struct process *process)
{
	int status = 0;

	close(process->in);
	process->in = -1;
	if (!wait_for(process->pid, END_MS, &status)) {
		kill(-process->pid, SIGTERM);
		if (!wait_for(process->pid, TERM_MS, &status)) {
			kill(-process->pid, SIGKILL);
			kill(process->pid, SIGKILL);
			waitpid(process->pid, &status, 0);
		}
	}
	kill(-process->pid, SIGKILL);
	forget(process);
}
