/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "exec.h"

#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

dt_status exec_check(const void *block, const char **option, struct dt_error *err)
{
	const struct exec_options *o = block;

	*option = "command";
	if (!o->command.n || !*o->command.at[0])
		return dt_fail(err, DT_E_CONFIG, "there is no program in it");
	*option = "environment";
	for (size_t i = 0; i < o->environment.n; i++)
		if (!*o->environment.at[i] || *o->environment.at[i] == '=')
			return dt_fail(err, DT_E_CONFIG, "\"%s\" names no variable",
				       o->environment.at[i]);
	return DT_OK;
}

dt_status exec_open(const struct dt_call *call, const void *options, void **opened,
		    struct dt_error *err)
{
	struct exec_self *self = calloc(1, sizeof(*self));

	(void)call;
	if (!self)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	self->options = options;
	self->inbox_end = &self->inbox;
	self->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (self->wake < 0) {
		err->sys_errno = errno;
		free(self);
		return dt_fail(err, DT_E_SYSTEM, "no eventfd: %s", strerror(errno));
	}
	pthread_mutex_init(&self->lock, NULL);
	*opened = self;
	return DT_OK;
}

static void wake(const struct exec_self *self)
{
	uint64_t one = 1;

	/* full means that the thread is to wake already */
	if (write(self->wake, &one, sizeof(one)) < 0)
		return;
}

void exec_close(void *ctx)
{
	struct exec_self *self = ctx;

	pthread_mutex_lock(&self->lock);
	self->closing = true;
	pthread_mutex_unlock(&self->lock);
	if (self->begun) {
		wake(self);
		pthread_join(self->thread, NULL);
	}
	close(self->wake);
	pthread_mutex_destroy(&self->lock);
	free(self);
}

/* Signals are for the program's own threads; a program that is gone is told by EPIPE. */
static bool begin(struct exec_self *self)
{
	sigset_t all, before;

	if (self->begun)
		return true;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	self->begun = pthread_create(&self->thread, NULL, exec_loop, self) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return self->begun;
}

void exec_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done, void *ctx)
{
	struct exec_self *self = call->self;
	struct request *request = calloc(1, sizeof(*request));
	struct dt_error err = { 0 };
	bool given = false;

	if (request) {
		*request =
			(struct request){ .call = call, .batch = batch, .done = done, .ctx = ctx };
		pthread_mutex_lock(&self->lock);
		given = begin(self);
		if (given) {
			*self->inbox_end = request;
			self->inbox_end = &request->next;
		}
		pthread_mutex_unlock(&self->lock);
	}
	if (given) {
		wake(self);
		return;
	}
	free(request);
	dt_fail(&err, DT_E_SYSTEM, "out of memory for a batch");
	done(ctx, &err);
}

/* ---- is it there? ------------------------------------------------------------------- */

struct waiting {
	pthread_mutex_t lock;
	pthread_cond_t over;
	struct dt_error err;
	bool done;
};

static void take_end(void *ctx, const struct dt_error *err)
{
	struct waiting *waiting = ctx;

	pthread_mutex_lock(&waiting->lock);
	waiting->err = *err;
	waiting->done = true;
	pthread_cond_signal(&waiting->over);
	pthread_mutex_unlock(&waiting->lock);
}

static void take_answer(void *ctx, uint32_t i, const char *text, size_t length)
{
	(void)ctx;
	(void)i;
	(void)text;
	(void)length;
}

/* A request without texts. */
dt_status exec_preflight(const struct dt_call *call, struct dt_error *err)
{
	struct waiting waiting = { .lock = PTHREAD_MUTEX_INITIALIZER,
				   .over = PTHREAD_COND_INITIALIZER };
	const struct dt_batch batch = { .size = sizeof(batch),
					.source_lang = "en",
					.target_lang = "es",
					.answer = take_answer };

	exec_start(call, &batch, take_end, &waiting);
	pthread_mutex_lock(&waiting.lock);
	while (!waiting.done)
		pthread_cond_wait(&waiting.over, &waiting.lock);
	pthread_mutex_unlock(&waiting.lock);
	if (waiting.err.status != DT_OK && err->status == DT_OK)
		*err = waiting.err;
	return waiting.err.status;
}
