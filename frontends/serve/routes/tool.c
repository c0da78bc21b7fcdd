/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whose turn it is, and who shares whose answer. */
#include "config.h"

#include "tool.h"

#include "tool_cache.h"
#include "tool_process.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WAIT_MS = 10000, COME_AGAIN_MS = 1000 };

/* A tool that somebody runs for all who want the same. */
struct flight {
	struct flight *next;
	const char *const *arguments;
	unsigned waiting;
	bool over;
	json_t *envelope;
	struct dt_error err;
};

struct tools {
	struct children *children;
	pthread_mutex_t lock;
	pthread_cond_t changed; /* a turn is free, a flight is over */
	struct flight *flights;
	unsigned at_once, running, inside;
	bool ending;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct tools *tools_new(unsigned at_once, struct dt_error *err)
{
	struct tools *tools = calloc(1, sizeof(*tools));
	pthread_condattr_t attributes;

	if (!tools) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for tools");
		return NULL;
	}
	tools->at_once = at_once;
	tools->children = children_new(err);
	if (!tools->children) {
		free(tools);
		return NULL;
	}
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&tools->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	pthread_mutex_init(&tools->lock, NULL);
	return tools;
}

void tools_end(struct tools *tools)
{
	struct children *children;

	if (!tools)
		return;
	pthread_mutex_lock(&tools->lock);
	tools->ending = true;
	children = tools->children;
	tools->children = NULL;
	pthread_cond_broadcast(&tools->changed);
	pthread_mutex_unlock(&tools->lock);
	children_free(children);
}

void tools_free(struct tools *tools)
{
	if (!tools)
		return;
	tools_end(tools);
	pthread_cond_destroy(&tools->changed);
	pthread_mutex_destroy(&tools->lock);
	free(tools);
}

/* ---- sharing ----------------------------------------------------------------------------- */

static bool same(const char *const *a, const char *const *b)
{
	while (*a && *b && !strcmp(*a, *b))
		a++, b++;
	return !*a && !*b;
}

static struct flight *find_flight(struct tools *tools, const char *const *arguments)
{
	struct flight *flight = tools->flights;

	while (flight && !same(flight->arguments, arguments))
		flight = flight->next;
	return flight;
}

/* The flight is on the stack of who runs it, who waits until all have their copies. */
static json_t *wait_for_flight(struct tools *tools, struct flight *flight, struct dt_error *err)
{
	json_t *envelope;

	flight->waiting++;
	while (!flight->over)
		pthread_cond_wait(&tools->changed, &tools->lock);
	/* JSON of this library must not be counted by several threads */
	envelope = json_deep_copy(flight->envelope);
	if (!envelope)
		*err = flight->err;
	if (!envelope && flight->err.status == DT_OK)
		dt_fail(err, DT_E_SYSTEM, "out of memory for an answer");
	flight->waiting--;
	pthread_cond_broadcast(&tools->changed);
	return envelope;
}

static void end_flight(struct tools *tools, struct flight *flight, json_t *envelope,
		       const struct dt_error *err)
{
	struct flight **at = &tools->flights;

	while (*at != flight)
		at = &(*at)->next;
	*at = flight->next;
	flight->envelope = envelope;
	flight->err = *err;
	flight->over = true;
	pthread_cond_broadcast(&tools->changed);
	while (flight->waiting)
		pthread_cond_wait(&tools->changed, &tools->lock);
}

/* ---- turns ------------------------------------------------------------------------------- */

static dt_status wait_for_turn(struct tools *tools, struct dt_error *err)
{
	int64_t until_ms = now_ms() + WAIT_MS;
	struct timespec until = { until_ms / 1000, until_ms % 1000 * 1000000 };
	int fault = 0;

	while (tools->running >= tools->at_once && !tools->ending && !fault)
		fault = pthread_cond_timedwait(&tools->changed, &tools->lock, &until);
	if (!tools->ending && tools->running < tools->at_once)
		return DT_OK;
	err->retry_ms = COME_AGAIN_MS;
	return dt_fail(err, DT_E_UNAVAILABLE,
		       tools->ending ? "the service is about to end"
				     : "too much is being looked at already");
}

/* The lock is held, and given up while it runs. */
static json_t *run(struct tools *tools, const struct settings *settings, const struct tool *tool,
		   struct dt_error *err)
{
	struct tool_process *process;
	json_t *envelope = NULL;

	if (wait_for_turn(tools, err) != DT_OK)
		return NULL;
	tools->running++;
	/* with the lock: nobody takes the children away meanwhile */
	process = tool_process_start(tools->children, settings, tool, err);
	pthread_mutex_unlock(&tools->lock);
	if (process)
		envelope = tool_process_finish(process, tool, err);
	if (envelope && tool->kept && json_is_true(json_object_get(envelope, "ok")))
		tool_cache_keep(tool->arguments, envelope, now_ms());
	pthread_mutex_lock(&tools->lock);
	tools->running--;
	pthread_cond_broadcast(&tools->changed);
	return envelope;
}

static json_t *run_shared(struct tools *tools, const struct settings *settings,
			  const struct tool *tool, struct dt_error *err)
{
	struct flight *flight = find_flight(tools, tool->arguments), own = { 0 };
	json_t *envelope;

	if (flight)
		return wait_for_flight(tools, flight, err);
	own.arguments = tool->arguments;
	own.next = tools->flights;
	tools->flights = &own;
	envelope = run(tools, settings, tool, err);
	end_flight(tools, &own, envelope, err);
	return envelope;
}

json_t *tool_run(struct tools *tools, const struct settings *settings, const struct tool *tool,
		 struct dt_error *err)
{
	json_t *envelope = tool->kept ? tool_cache_find(tool->arguments, now_ms()) : NULL;

	if (envelope)
		return envelope;
	pthread_mutex_lock(&tools->lock);
	if (tools->inside >= 2 * tools->at_once) {
		err->retry_ms = COME_AGAIN_MS;
		dt_fail(err, DT_E_UNAVAILABLE, "too much is being looked at already");
	} else {
		tools->inside++;
		envelope = tool->kept || tool->shared ? run_shared(tools, settings, tool, err)
						      : run(tools, settings, tool, err);
		tools->inside--;
	}
	pthread_mutex_unlock(&tools->lock);
	return envelope;
}

void tool_forget(void)
{
	tool_cache_clear();
}
