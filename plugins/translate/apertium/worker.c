/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "programs.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* MOST_LOST: after as many texts in a row without an answer it is not the texts. */
enum { MAX_ANSWER = 16 << 20, IN_FLIGHT = 64, MOST_LOST = 3 };

struct traffic {
	const struct dt_call *call;
	struct worker *worker;
	struct exchange *exchanges;
	uint32_t n;
	uint32_t sending, waiting; /* the next to be written, the next to be answered */
	uint32_t flying;
	size_t written; /* of the one being sent */
	int64_t heard;	/* when the last answer came, or the wait began */
	bool late;	/* the wait was too long */
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
		if (!t->flying)
			t->heard = now();
		if (t->written < size)
			continue;
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
		t->worker->lost = 0;
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
		/* not only for an answer: a program may not even read what is sent */
		t->late = now() - t->heard > milliseconds;
		if (t->late)
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

static dt_status no_answers(const struct worker *worker, bool late, int64_t milliseconds,
			    struct dt_error *err)
{
	if (late)
		return dt_fail(
			err, DT_E_UNAVAILABLE,
			"Apertium's programs of %.150s gave no answer within %.1f s, %u times "
			"in a row",
			worker->mode_file, (double)milliseconds / 1000, worker->lost);
	return dt_fail(
		err, DT_E_UNAVAILABLE,
		"Apertium's programs of %.150s ended without a good answer, %u times in a row; "
		"the packages of the pair may be damaged",
		worker->mode_file, worker->lost);
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
		t.late = false;
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
		/* The first without an answer is to blame: the others go on without it.  When
		 * all have theirs, it was one answer too many. */
		if (t.waiting == n)
			continue;
		exchanges[t.waiting].skip = true;
		if (++worker->lost >= MOST_LOST)
			return no_answers(worker, t.late, milliseconds, err);
	}
}
