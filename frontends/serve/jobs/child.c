/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The thread of the children: starts them, waits for all of them at once, ends them. */
#include "config.h"

#include "child.h"
#include "child_inside.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, KIND_BITS = 3, WAKE = 7, LAST_READS = 64 };

/* Somebody who waits for a child to be started by the thread: it is by that thread's life that the
 * kernel counts the life of a parent. */
struct starting {
	struct starting *next;
	const struct child_options *options;
	uint64_t id;
	struct dt_error err;
	bool done;
};

struct children {
	pthread_t thread;
	pthread_mutex_t lock; /* the list, its children's pids and when they are killed */
	pthread_cond_t started;
	struct child *first;
	struct starting *starting;
	size_t n;
	uint64_t last_id;
	int epoll, wake;
	bool closing;
};

int64_t child_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void wake(const struct children *children)
{
	uint64_t one = 1;

	while (write(children->wake, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

static struct child *find(const struct children *children, uint64_t id)
{
	for (struct child *child = children->first; child; child = child->next)
		if (child->id == id)
			return child;
	return NULL;
}

/* ---- ending ------------------------------------------------------------------------------- */

/* The first process is not waited for yet, so that its number is nobody else's. */
static void kill_all(struct child *child)
{
	child->killed = true;
	kill(-child->pid, SIGKILL);
	kill(child->pid, SIGKILL);
	if (child->options.programs)
		child_kill_session(child->pid);
}

static void ask_to_end(struct child *child)
{
	if (child->kill_ms)
		return;
	child->kill_ms = child_now_ms() + child->options.grace_ms;
	kill(-child->pid, SIGTERM);
}

void child_stop(struct children *children, uint64_t id)
{
	struct child *child;

	pthread_mutex_lock(&children->lock);
	child = find(children, id);
	if (child) {
		child->asked = true;
		ask_to_end(child);
		wake(children);
	}
	pthread_mutex_unlock(&children->lock);
}

void child_kill(struct children *children, uint64_t id)
{
	struct child *child;

	pthread_mutex_lock(&children->lock);
	child = find(children, id);
	if (child) {
		child->asked = true;
		kill_all(child);
	}
	pthread_mutex_unlock(&children->lock);
}

static void child_drop(struct child *child)
{
	for (int which = 0; which < CHILD_FDS; which++)
		child_close(child, (enum child_fd)which);
	if (child->input)
		explicit_bzero(child->input, child->input_size);
	free(child->input);
	free(child->lines.bytes);
	free(child->log.bytes);
	free(child);
}

/* What it has said before it ended is still in the pipes; no more comes. */
static void read_rest(struct child *child)
{
	static const enum child_fd all[] = { CHILD_LINES, CHILD_OUTPUT, CHILD_LOG };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		for (unsigned n = 0; n < LAST_READS && child_read(child, all[i]); n++)
			;
	child_flush_log(child);
}

static void unlink_child(struct children *children, const struct child *child)
{
	for (struct child **at = &children->first; *at; at = &(*at)->next)
		if (*at == child) {
			*at = child->next;
			children->n--;
			return;
		}
}

/* The first process has ended. */
static void end(struct children *children, struct child *child)
{
	siginfo_t info = { 0 };
	struct rusage usage = { 0 };
	struct child_end told;
	char text[300];
	int status = 0;

	pthread_mutex_lock(&children->lock);
	kill(-child->pid, SIGKILL);
	if (child->options.programs)
		child_kill_session(child->pid);
	pthread_mutex_unlock(&children->lock);
	read_rest(child);
	pthread_mutex_lock(&children->lock);
	if (wait4(child->pid, &status, 0, &usage) == child->pid) {
		info.si_code = WIFEXITED(status) ? CLD_EXITED : CLD_KILLED;
		info.si_status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
	}
	unlink_child(children, child);
	pthread_mutex_unlock(&children->lock);
	child_describe(child, info.si_code, info.si_status, &usage, text, sizeof(text), &told);
	child->options.over(child->options.ctx, &told);
	child_drop(child);
}

/* ---- starting ------------------------------------------------------------------------------- */

static dt_status watch(struct children *children, const struct child *child, struct dt_error *err)
{
	for (uint64_t which = 0; which < CHILD_FDS; which++) {
		struct epoll_event event = { which == CHILD_INPUT ? EPOLLOUT : EPOLLIN,
					     { .u64 = child->id << KIND_BITS | which } };

		if (child->fds[which] >= 0 &&
		    epoll_ctl(children->epoll, EPOLL_CTL_ADD, child->fds[which], &event))
			return child_fail(err, errno, "cannot listen to a process");
	}
	return DT_OK;
}

static dt_status start(struct children *children, const struct child_options *options, uint64_t *id,
		       struct dt_error *err)
{
	struct child *child = calloc(1, sizeof(*child));
	dt_status status;

	if (!child)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a process");
	for (int which = 0; which < CHILD_FDS; which++)
		child->fds[which] = -1;
	status = child_spawn(child, options, err);
	if (status != DT_OK) {
		child_drop(child);
		return status;
	}
	pthread_mutex_lock(&children->lock);
	child->id = *id = ++children->last_id;
	child->next = children->first;
	children->first = child;
	children->n++;
	status = watch(children, child, err);
	if (status != DT_OK) {
		kill_all(child);
		unlink_child(children, child);
	}
	pthread_mutex_unlock(&children->lock);
	if (status != DT_OK) {
		waitpid(child->pid, NULL, 0);
		child_drop(child);
	}
	return status;
}

dt_status child_start(struct children *children, const struct child_options *options, uint64_t *id,
		      struct dt_error *err)
{
	struct starting starting = { .options = options };
	struct starting **last;

	if (pthread_equal(pthread_self(), children->thread))
		return start(children, options, id, err);
	pthread_mutex_lock(&children->lock);
	for (last = &children->starting; *last; last = &(*last)->next)
		;
	*last = &starting;
	wake(children);
	while (!starting.done)
		pthread_cond_wait(&children->started, &children->lock);
	pthread_mutex_unlock(&children->lock);
	*id = starting.id;
	if (starting.err.status != DT_OK)
		*err = starting.err;
	return starting.err.status;
}

static void start_waiting(struct children *children)
{
	for (;;) {
		struct starting *starting;
		bool closing;

		pthread_mutex_lock(&children->lock);
		starting = children->starting;
		closing = children->closing;
		if (starting)
			children->starting = starting->next;
		pthread_mutex_unlock(&children->lock);
		if (!starting)
			return;
		if (closing)
			dt_fail(&starting->err, DT_E_UNAVAILABLE, "no process is started any more");
		else
			start(children, starting->options, &starting->id, &starting->err);
		pthread_mutex_lock(&children->lock);
		starting->done = true;
		pthread_cond_broadcast(&children->started);
		pthread_mutex_unlock(&children->lock);
	}
}

/* ---- the thread ------------------------------------------------------------------------------ */

/* Ends those whose time is over; how long there is nothing to do, -1: for ever. */
static int look_at_clock(struct children *children)
{
	int64_t now = child_now_ms(), next = INT64_MAX;

	pthread_mutex_lock(&children->lock);
	for (struct child *child = children->first; child; child = child->next) {
		int64_t late = child->started_ms + child->options.time_ms;

		if (children->closing && !child->killed) {
			child->asked = true;
			kill_all(child);
		}
		if (child->is_broken && !child->killed)
			kill_all(child);
		if (child->options.time_ms && !child->kill_ms && late <= now) {
			child->is_late = true;
			ask_to_end(child);
		}
		if (child->kill_ms && !child->killed && child->kill_ms <= now)
			kill_all(child);
		if (child->killed)
			continue;
		if (child->kill_ms && child->kill_ms < next)
			next = child->kill_ms;
		if (child->options.time_ms && !child->kill_ms && late < next)
			next = late;
	}
	pthread_mutex_unlock(&children->lock);
	if (next == INT64_MAX)
		return -1;
	return next <= now ? 0 : next - now > 60000 ? 60000 : (int)(next - now);
}

static void handle(struct children *children, uint64_t data)
{
	enum child_fd which = (enum child_fd)(data & ((1u << KIND_BITS) - 1));
	struct child *child;
	uint64_t n;

	if (data == WAKE) {
		while (read(children->wake, &n, sizeof(n)) < 0 && errno == EINTR)
			;
		return;
	}
	pthread_mutex_lock(&children->lock);
	child = find(children, data >> KIND_BITS);
	pthread_mutex_unlock(&children->lock);
	/* only this thread takes children away; one may have ended earlier in this round */
	if (!child)
		return;
	if (which == CHILD_PIDFD)
		end(children, child);
	else if (which == CHILD_INPUT)
		child_write(child);
	else
		child_read(child, which);
}

static void *run(void *ctx)
{
	struct children *children = ctx;
	struct epoll_event events[BATCH];

	for (;;) {
		int n = epoll_wait(children->epoll, events, BATCH, look_at_clock(children));

		for (int i = 0; i < n; i++)
			handle(children, events[i].data.u64);
		start_waiting(children);
		pthread_mutex_lock(&children->lock);
		if (children->closing && !children->first && !children->starting) {
			pthread_mutex_unlock(&children->lock);
			return NULL;
		}
		pthread_mutex_unlock(&children->lock);
	}
}

static void close_fds(const struct children *children)
{
	if (children->epoll >= 0)
		close(children->epoll);
	if (children->wake >= 0)
		close(children->wake);
}

/* With every signal blocked: those for the server are not this thread's, and a pipe that nobody
 * reads is told of by write. */
static int start_thread(struct children *children)
{
	sigset_t all, old;
	int fault;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	fault = pthread_create(&children->thread, NULL, run, children);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return fault;
}

struct children *children_new(struct dt_error *err)
{
	struct children *children = calloc(1, sizeof(*children));
	struct epoll_event event = { EPOLLIN, { .u64 = WAKE } };
	int fault = 0;

	if (!children) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for the processes of jobs");
		return NULL;
	}
	children->epoll = epoll_create1(EPOLL_CLOEXEC);
	children->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&children->lock, NULL);
	pthread_cond_init(&children->started, NULL);
	if (children->epoll < 0 || children->wake < 0 ||
	    epoll_ctl(children->epoll, EPOLL_CTL_ADD, children->wake, &event))
		fault = errno;
	if (!fault)
		fault = start_thread(children);
	if (!fault)
		return children;
	child_fail(err, fault, "cannot make the thread for the processes of jobs");
	close_fds(children);
	pthread_cond_destroy(&children->started);
	pthread_mutex_destroy(&children->lock);
	free(children);
	return NULL;
}

size_t children_count(struct children *children)
{
	size_t n;

	pthread_mutex_lock(&children->lock);
	n = children->n;
	pthread_mutex_unlock(&children->lock);
	return n;
}

void children_free(struct children *children)
{
	if (!children)
		return;
	pthread_mutex_lock(&children->lock);
	children->closing = true;
	wake(children);
	pthread_mutex_unlock(&children->lock);
	pthread_join(children->thread, NULL);
	close_fds(children);
	pthread_cond_destroy(&children->started);
	pthread_mutex_destroy(&children->lock);
	free(children);
}
