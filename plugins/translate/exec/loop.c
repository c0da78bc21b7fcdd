/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The thread that talks with the programs. */
#include "config.h"

#include "exec.h"

#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum {
	LOOK_MS = 50,	     /* between looks at whether a job ends */
	LAST_WAIT = 5000,    /* ms for what a program has when its job winds down */
	MOST_CRASHES = 2,    /* programs that one request may take along */
	MOST_NOISE = 100,    /* lines that are no answers */
	MOST_LOGGED = 200,   /* lines of standard error, of one program */
	MOST_ERRORS = 65536, /* bytes of standard error that are read at once */
	MOST_WORDS = 500,    /* bytes of such a line */
	FIRST_PAUSE = 100,   /* ms before a second start; doubled then */
	LONGEST_PAUSE = 10000
};

int64_t exec_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- requests ---------------------------------------------------------------------------- */

struct request *request_find(struct exec_self *self, const struct process *process, uint64_t id)
{
	for (struct request *r = self->requests; r; r = r->next)
		if (r->id == id && r->at == process)
			return r;
	return NULL;
}

void request_end(struct exec_self *self, struct request *request, struct dt_error *err)
{
	struct request **link = &self->requests;

	while (*link != request)
		link = &(*link)->next;
	*link = request->next;
	if (request->at)
		request->at->in_flight--;
	request->done(request->ctx, err);
	free(request);
}

static bool take_inbox(struct exec_self *self)
{
	struct request **end = &self->requests;
	bool closing;

	while (*end)
		end = &(*end)->next;
	pthread_mutex_lock(&self->lock);
	*end = self->inbox;
	self->inbox = NULL;
	self->inbox_end = &self->inbox;
	closing = self->closing;
	pthread_mutex_unlock(&self->lock);
	for (; *end; end = &(*end)->next)
		(*end)->id = ++self->last_id;
	return closing;
}

/* What a program works at when the job winds down may have been paid for. */
static bool is_over(struct request *r, int64_t now)
{
	const struct dt_host *host = r->call->host;

	if (host->cancelled(r->call))
		return true;
	if (!host->winding_down(r->call))
		return false;
	if (!r->winding_at)
		r->winding_at = now;
	return !r->at || now - r->winding_at >= LAST_WAIT;
}

static void end_cancelled(struct exec_self *self)
{
	int64_t now = exec_clock();
	struct request *next;

	for (struct request *r = self->requests; r; r = next) {
		struct dt_error err = { 0 };

		next = r->next;
		if (!is_over(r, now))
			continue;
		dt_fail(&err, DT_E_CANCELLED, "the job ends");
		request_end(self, r, &err);
	}
}

/* ---- a program that is gone ---------------------------------------------------------------- */

static void pause_before_next(struct process *process)
{
	int64_t pause = FIRST_PAUSE;

	for (uint32_t i = 1; i < process->fruitless && pause < LONGEST_PAUSE; i++)
		pause *= 2;
	process->not_before = process->fruitless ? exec_clock() + pause : 0;
}

/* Ends the program.  Its requests go to another one, unless they have seen several end; late is
 * the one that is to blame, or NULL. */
static void end_process(struct exec_self *self, struct process *process, const char *why,
			const struct request *late)
{
	char how[80] = "", words[LAST_WORDS + 100];
	struct request *next;
	bool unbegun = process_kill(process, how, why ? 0 : sizeof(how));

	pause_before_next(process);
	process->fruitless -= unbegun; /* that is told at once, and not when all starts are used */
	snprintf(words, sizeof(words), "%s%s%.*s", why ? why : how,
		 process->last[0] ? "; it said: " : "", text_fit(process->last, 150),
		 process->last);
	for (struct request *r = self->requests; r; r = next) {
		struct dt_error err = { 0 };

		next = r->next;
		if (r->at != process)
			continue;
		r->at = NULL;
		if (unbegun) {
			process_fail(self, &err, words);
			request_end(self, r, &err);
			continue;
		}
		if (r != late && (late || ++r->crashes < MOST_CRASHES))
			continue;
		err.failure = late  ? DT_FAILURE_TIMEOUT
			      : why ? DT_FAILURE_MALFORMED_RESPONSE
				    : DT_FAILURE_SERVER_ERROR;
		dt_fail(&err, DT_E_UNAVAILABLE, "%.150s %s", self->options->command.at[0], words);
		request_end(self, r, &err);
	}
}

static void end_late(struct exec_self *self)
{
	int64_t now = exec_clock();
	char why[60];

again:
	for (struct request *r = self->requests; r; r = r->next)
		if (r->at && now >= r->deadline) {
			snprintf(why, sizeof(why), "has not answered in time");
			end_process(self, r->at, why, r);
			goto again;
		}
}

/* ---- whom to give a request -------------------------------------------------------------------
 */

/* The one with least to do; NULL: all are full, or must not be started yet. */
static struct process *choose(struct exec_self *self)
{
	const struct exec_options *o = self->options;
	struct process *best = NULL;
	int64_t now = exec_clock();

	for (int64_t i = 0; i < o->processes; i++) {
		struct process *p = &self->processes[i];

		if (p->in_flight >= (uint32_t)o->in_flight ||
		    (!p->pid && (now < p->not_before || p->fruitless > (uint32_t)o->restarts)))
			continue;
		/* one that runs is better than one that has to be started */
		if (!best || p->in_flight < best->in_flight ||
		    (p->in_flight == best->in_flight && p->pid && !best->pid))
			best = p;
	}
	return best;
}

static bool all_given_up(const struct exec_self *self)
{
	const struct exec_options *o = self->options;

	for (int64_t i = 0; i < o->processes; i++)
		if (self->processes[i].pid || self->processes[i].fruitless <= (uint32_t)o->restarts)
			return false;
	return true;
}

static void give_up(struct exec_self *self)
{
	const struct process *process = &self->processes[0];
	struct request *next;

	for (struct request *r = self->requests; r; r = next) {
		struct dt_error err = { .failure = DT_FAILURE_SERVER_ERROR };

		next = r->next;
		dt_fail(&err, DT_E_UNAVAILABLE,
			"%.150s was started %u times and has answered nothing%s%.*s",
			self->options->command.at[0], process->fruitless,
			process->last[0] ? "; it said: " : "", text_fit(process->last, 150),
			process->last);
		request_end(self, r, &err);
	}
	/* the next batch may find it mended */
	for (int64_t i = 0; i < self->options->processes; i++)
		if (self->processes[i].fruitless)
			self->processes[i].fruitless--;
}

static void give(struct exec_self *self, struct request *request, struct process *process)
{
	uint32_t time_ms = DT_BATCH_HAS(request->batch, time_ms) ? request->batch->time_ms : 0;
	int64_t time = self->options->timeout;
	struct dt_error err = { 0 };

	if (!process->pid && process_start(self, process, &err) != DT_OK) {
		process->not_before = exec_clock() + FIRST_PAUSE;
		request_end(self, request, &err);
		return;
	}
	if (!protocol_write(request, &process->to_write)) {
		dt_fail(&err, DT_E_SYSTEM, "out of memory for a request");
		request_end(self, request, &err);
		return;
	}
	request->at = process;
	request->deadline = exec_clock() + (time_ms && time_ms < time ? time_ms : time);
	process->in_flight++;
}

static void give_all(struct exec_self *self)
{
	struct request *next;

	if (self->requests && all_given_up(self))
		give_up(self);
	for (struct request *r = self->requests; r; r = next) {
		struct process *process = r->at ? NULL : choose(self);

		next = r->next;
		if (process)
			give(self, r, process);
	}
}

/* ---- what comes --------------------------------------------------------------------------------
 */

/* Lines of standard error: the last one for an error's sentence, all for the log. */
static void take_words(struct exec_self *self, struct process *process)
{
	struct text *words = &process->words;
	size_t at = 0;

	while (at < words->n) {
		char *line = words->at + at, *end = memchr(line, '\n', words->n - at);
		size_t n = end ? (size_t)(end - line) : words->n - at;

		if (!end && n < MOST_WORDS)
			break;
		n = n < MOST_WORDS ? n : MOST_WORDS;
		at += n + (end == line + n);
		for (size_t i = 0; i < n; i++)
			if ((unsigned char)line[i] < 0x20 || (unsigned char)line[i] >= 0x7f)
				line[i] = '?';
		if (n)
			snprintf(process->last, sizeof(process->last), "%.*s",
				 (int)(n < LAST_WORDS - 1 ? n : LAST_WORDS - 1), line);
		if (self->requests && process->logged++ < MOST_LOGGED)
			dt_log(self->requests->call, DT_LOG_INFO, "%.*s", (int)n, line);
	}
	if (!at)
		return;
	memmove(words->at, words->at + at, words->n - at);
	words->n -= at;
	words->at[words->n] = '\0';
}

/* Lines of standard output.  False: nothing of use is to be expected any more; why says it. */
static bool take_lines(struct exec_self *self, struct process *process, const char **why)
{
	struct text *text = &process->line;
	size_t at = 0;
	char *end;

	while (at < text->n && (end = memchr(text->at + at, '\n', text->n - at))) {
		size_t n = (size_t)(end - text->at) - at;

		if (!protocol_read(self, process, text->at + at, n) && n)
			process->noise++;
		at += n + 1;
	}
	if (at) {
		memmove(text->at, text->at + at, text->n - at);
		text->n -= at;
		text->at[text->n] = '\0';
	}
	if (text->n > (size_t)self->options->max_line)
		*why = "has answered a line that is too long";
	else if (process->noise > MOST_NOISE)
		*why = "writes lines that are no answers";
	return !*why;
}

static void serve(struct exec_self *self, struct process *process)
{
	size_t most = (size_t)self->options->max_line;
	bool open = process_read(process->out, &process->line, most);
	const char *why = NULL;

	process->spoke |= process->line.n > 0;
	if (process->err >= 0 && !process_read(process->err, &process->words, MOST_ERRORS)) {
		close(process->err);
		process->err = -1;
	}
	take_words(self, process);
	if (!take_lines(self, process, &why) || !open)
		end_process(self, process, why, NULL);
	else if (!process_write(process))
		end_process(self, process, NULL, NULL);
}

/* ---- the thread
 * ---------------------------------------------------------------------------------- */

static void wait_for_news(struct exec_self *self)
{
	struct pollfd fds[1 + 3 * MOST_PROCESSES];
	uint64_t count;
	nfds_t n = 0;

	fds[n++] = (struct pollfd){ .fd = self->wake, .events = POLLIN };
	for (int64_t i = 0; i < self->options->processes; i++) {
		const struct process *p = &self->processes[i];

		if (!p->pid)
			continue;
		fds[n++] = (struct pollfd){ .fd = p->out, .events = POLLIN };
		if (p->err >= 0)
			fds[n++] = (struct pollfd){ .fd = p->err, .events = POLLIN };
		if (p->to_write.n)
			fds[n++] = (struct pollfd){ .fd = p->in, .events = POLLOUT };
	}
	poll(fds, n, self->requests ? LOOK_MS : -1);
	if (fds[0].revents && read(self->wake, &count, sizeof(count)) < 0)
		return;
}

void *exec_loop(void *ctx)
{
	struct exec_self *self = ctx;

	while (!take_inbox(self)) {
		end_cancelled(self);
		end_late(self);
		give_all(self);
		for (int64_t i = 0; i < self->options->processes; i++)
			if (self->processes[i].pid)
				serve(self, &self->processes[i]);
		wait_for_news(self);
	}
	for (int64_t i = 0; i < self->options->processes; i++)
		if (self->processes[i].pid)
			process_let_end(&self->processes[i]);
	return NULL;
}
