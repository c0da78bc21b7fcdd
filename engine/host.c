/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* struct dt_host: all that a plugin may call.  Every call comes from inside a unit. */
#include "config.h"

#include "clock.h"
#include "job.h"
#include "str.h"
#include "translate.h"

#include <stdlib.h>
#include <string.h>

static struct unit *unit_of(const struct dt_call *call)
{
	return (struct unit *)(void *)(uintptr_t)call;
}

static void host_log(const struct dt_call *call, uint32_t level, const char *text)
{
	struct unit *u = unit_of(call);
	struct str where = STR_EMPTY;

	str_addf(&where, "%s%s%s", call->job ? call->job : "", call->job ? ": " : "", call->node);
	if (call->page != DT_NO_PAGE)
		str_addf(&where, ", page %u", call->page + 1);
	log_line(&u->pipeline->engine->log, (int)level, str_view(&where), text);
	str_finish(&where);
}

static bool host_cancelled(const struct dt_call *call)
{
	struct unit *u = unit_of(call);
	int64_t deadline, now;

	if (!u->job)
		return false;
	if (atomic_load_explicit(&u->job->stop, memory_order_relaxed))
		return true;
	deadline = atomic_load_explicit(&u->job->deadline, memory_order_relaxed);
	if (!deadline && !u->deadline)
		return false;
	now = clock_now();
	return (deadline && now >= deadline) || (u->deadline && now >= u->deadline);
}

static const char *host_parameter(const struct dt_call *call, const char *name)
{
	struct unit *u = unit_of(call);

	return u->job ? job_parameter(u->job, name) : NULL;
}

static const char *host_work_dir(const struct dt_call *call)
{
	struct unit *u = unit_of(call);

	return u->job ? u->job->work_dir : NULL;
}

static void host_note(const struct dt_call *call, const struct dt_note *note)
{
	struct unit *u = unit_of(call);
	struct dt_note whole = { 0 };
	struct str line = STR_EMPTY;

	if (!u->job)
		return;
	/* a plugin that was built for a shorter note */
	memcpy(&whole, note, note->size < sizeof(whole) ? note->size : sizeof(whole));
	if (!whole.code)
		whole.code = "unknown";
	str_add_line(&line, whole.text ? whole.text : "");
	whole.text = str_view(&line);
	job_note(u->job, &whole);
	str_finish(&line);
}

static void host_progress(const struct dt_call *call, uint64_t done, uint64_t total)
{
	struct unit *u = unit_of(call);
	struct job_node *jn;

	if (!u->job || u->kind == UNIT_PAGE || u->kind == UNIT_STORE)
		return;
	jn = &u->job->nodes[u->index];
	atomic_store(&jn->step_total, total);
	atomic_store(&jn->step_done, done < total ? done : total);
	job_progress(u->job, u->index);
}

static const void *host_input(const struct dt_call *call, uint32_t port, size_t *size)
{
	struct unit *u = unit_of(call);

	if (size)
		*size = 0;
	if (!u->job || !u->node || u->inside || port >= u->node->plan->stage->n_inputs ||
	    !u->in[port])
		return NULL;
	if (size)
		*size = u->in_size[port];
	return u->in[port];
}

static bool may_give(const struct unit *u, const struct plan_output *output)
{
	if (output->page)
		return u->kind == UNIT_PAGE;
	return u->kind == UNIT_END || (u->kind == UNIT_BEGIN && u->node->plan->source);
}

static dt_status host_output(const struct dt_call *call, uint32_t port, const void *payload,
			     size_t size, struct dt_error *err)
{
	struct unit *u = unit_of(call);
	const struct dt_stage *stage;
	uint32_t head;
	void *at;

	if (!u->job || !u->node || u->inside)
		return dt_fail(err, DT_E_BUG, "output was called outside of a stage's page or end");
	stage = u->node->plan->stage;
	if (port >= stage->n_outputs)
		return dt_fail(err, DT_E_BUG, "output %u does not exist: there are %u", port,
			       stage->n_outputs);
	if (!may_give(u, &u->node->plan->outputs[port]))
		return dt_fail(err, DT_E_BUG, "output \"%s\" (%s) was given at the wrong time",
			       stage->outputs[port].name, stage->outputs[port].type);
	if (u->out[port].at || u->job->nodes[u->index].outputs[port].given)
		return dt_fail(err, DT_E_BUG, "output \"%s\" was given twice",
			       stage->outputs[port].name);
	if (size < 2 * sizeof(uint32_t) || size > UINT32_MAX)
		return dt_fail(err, DT_E_BUG, "output \"%s\" is %zu bytes, no payload is that size",
			       stage->outputs[port].name, size);
	memcpy(&head, payload, sizeof(head));
	if (head != size)
		return dt_fail(err, DT_E_BUG,
			       "output \"%s\" says that its size is %u, but it is %zu",
			       stage->outputs[port].name, head, size);
	at = malloc(size);
	if (!at)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for output \"%s\" of %zu bytes",
			       stage->outputs[port].name, size);
	memcpy(at, payload, size);
	u->out[port].at = at;
	u->out[port].size = size;
	return DT_OK;
}

static dt_status host_translate(const struct dt_call *call, const char *name,
				const struct dt_batch *batch, struct dt_error *err)
{
	return translate_batch(unit_of(call), name, batch, err);
}

static const struct dt_translator *host_translator(const struct dt_call *call, const char *name)
{
	struct unit *u = unit_of(call);
	struct translator *t = translate_find(u->pipeline, u->job, name);

	return t && (t->opened || u->pipeline->asks_nobody) ? &t->shown : NULL;
}

static void host_start(const struct dt_call *call, const char *name, const struct dt_batch *batch,
		       dt_done done, void *ctx)
{
	translate_start(unit_of(call), name, batch, done, ctx);
}

static void host_usage(const struct dt_call *call, const struct dt_usage *usage)
{
	translate_usage(unit_of(call), usage);
}

static dt_status host_estimate(const struct dt_call *call, const char *name,
			       const struct dt_batch *batch, struct dt_usage *usage,
			       struct dt_error *err)
{
	return translate_estimate(unit_of(call), name, batch, usage, err);
}

static const char *host_translator_name(const struct dt_call *call, uint32_t i)
{
	const struct plan *plan = unit_of(call)->pipeline->plan;

	return i < plan->n_translators ? plan->translators[i].name : NULL;
}

static const char *host_default_translator(const struct dt_call *call)
{
	struct unit *u = unit_of(call);
	struct translator *t = translate_find(u->pipeline, u->job, NULL);

	return t ? t->plan->name : NULL;
}

static bool host_winding_down(const struct dt_call *call)
{
	struct unit *u = unit_of(call);

	if (!u->job)
		return false;
	/* a page that may wait no longer ends with what it has, too */
	return atomic_load_explicit(&u->job->winding_down, memory_order_relaxed) ||
	       (u->deadline && u->node && u->node->waits && clock_now() >= u->deadline);
}

static void host_used(const struct dt_call *call, const char *translator, struct dt_usage *sum)
{
	translate_used(unit_of(call), translator, sum);
}

static dt_status host_signature(const struct dt_call *call, const char *name, char *text,
				size_t size, struct dt_error *err)
{
	return translate_signature(unit_of(call), name, text, size, err);
}

const struct dt_host engine_host = {
	.size = sizeof(struct dt_host),
	.major = DT_ABI_MAJOR,
	.minor = DT_ABI_MINOR,
	.log = host_log,
	.cancelled = host_cancelled,
	.parameter = host_parameter,
	.work_dir = host_work_dir,
	.note = host_note,
	.progress = host_progress,
	.input = host_input,
	.output = host_output,
	.translate = host_translate,
	.translator = host_translator,
	.start = host_start,
	.usage = host_usage,
	.estimate = host_estimate,
	.translator_name = host_translator_name,
	.default_translator = host_default_translator,
	.winding_down = host_winding_down,
	.used = host_used,
	.signature = host_signature,
};
