/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "inside.h"

#include <stdlib.h>
#include <string.h>

struct harness *harness_current;

static const char *const levels[] = { "info", "warning", "fault" };

static void host_log(const struct dt_call *call, uint32_t level, const char *text)
{
	if (!harness_current->quiet && level >= DT_LOG_WARNING)
		fprintf(stderr, "%s: page %d: %s\n", call->node, (int)call->page, text);
}

static bool host_cancelled(const struct dt_call *call)
{
	(void)call;
	return false;
}

static const char *host_parameter(const struct dt_call *call, const char *name)
{
	(void)call;
	for (size_t i = 0; i < harness_current->n_parameters; i++)
		if (!strcmp(harness_current->parameters[i].name, name))
			return harness_current->parameters[i].value;
	return NULL;
}

static const char *host_work_dir(const struct dt_call *call)
{
	(void)call;
	return harness_current->work_dir;
}

static void host_note(const struct dt_call *call, const struct dt_note *note)
{
	if (note->level < 3)
		harness_current->notes[note->level]++;
	if (!harness_current->quiet)
		fprintf(stderr, "note %s %s %s page %d: %s\n", call->node,
			note->level < 3 ? levels[note->level] : "?", note->code,
			(int)note->page + 1, note->text);
}

static void host_progress(const struct dt_call *call, uint64_t done, uint64_t total)
{
	(void)call;
	(void)done;
	(void)total;
}

struct stored *harness_find(struct harness *h, const char *type, uint32_t page)
{
	for (size_t i = h->n_stored; i-- > 0;)
		if (h->stored[i].page == page && !strcmp(h->stored[i].type, type))
			return &h->stored[i];
	return NULL;
}

static struct stored *find_first(struct harness *h, const char *type)
{
	for (size_t i = 0; i < h->n_stored; i++)
		if (!strcmp(h->stored[i].type, type))
			return &h->stored[i];
	return NULL;
}

static const char *port_type(const struct dt_port *port)
{
	return port->type;
}

static const void *host_input(const struct dt_call *call, uint32_t port, size_t *size)
{
	const char *type;
	struct stored *s;

	if (port >= harness_current->stage->n_inputs) {
		harness_current->faults++;
		return NULL;
	}
	type = port_type(&harness_current->stage->inputs[port]);
	if (!strcmp(type, "doc.file"))
		s = find_first(harness_current, type); /* the job's input, not what a stage gave */
	else if (!strncmp(type, "doc.", 4))
		s = harness_find(harness_current, type, DT_NO_PAGE);
	else if (harness_current->index && call->page < harness_current->n_pages)
		s = harness_current->index[port * harness_current->n_pages + call->page] == DT_NONE
			    ? NULL
			    : &harness_current->stored
				       [harness_current->index[port * harness_current->n_pages +
							       call->page]];
	else
		s = NULL;
	if (size)
		*size = s ? s->size : 0;
	return s ? s->bytes : NULL;
}

void harness_feed(struct harness *h, const char *type, uint32_t page, const void *payload,
		  size_t size)
{
	struct stored *s;

	if (h->n_stored == h->room) {
		h->room = h->room ? h->room * 2 : 64;
		h->stored = realloc(h->stored, h->room * sizeof(*h->stored));
		if (!h->stored)
			abort();
	}
	s = &h->stored[h->n_stored++];
	s->type = strdup(type);
	s->page = page;
	s->size = size;
	s->bytes = aligned_alloc(16, (size + 31) & ~(size_t)15);
	if (!s->bytes || !s->type)
		abort();
	memcpy(s->bytes, payload, size);
	if (page != DT_NO_PAGE && page >= h->n_pages)
		h->n_pages = page + 1;
}

static dt_status host_output(const struct dt_call *call, uint32_t port, const void *payload,
			     size_t size, struct dt_error *err)
{
	const char *type;
	bool document;

	if (port >= harness_current->stage->n_outputs) {
		harness_current->faults++;
		return dt_fail(err, DT_E_BUG, "%s has no output %u", call->node, port);
	}
	type = port_type(&harness_current->stage->outputs[port]);
	document = !strncmp(type, "doc.", 4);
	if (!document && call->page == DT_NO_PAGE) {
		harness_current->faults++;
		return dt_fail(err, DT_E_BUG, "%s gives %s outside of a page", call->node, type);
	}
	harness_feed(harness_current, type, document ? DT_NO_PAGE : call->page, payload, size);
	return DT_OK;
}

static dt_status host_translate(const struct dt_call *call, const char *name,
				const struct dt_batch *batch, struct dt_error *err)
{
	struct dt_call inner = *call;

	(void)name;
	if (!harness_current->translator)
		return dt_fail(err, DT_E_CONFIG, "no translator: give -t MODULE.NAME");
	inner.node = harness_current->translator->name;
	inner.self = harness_current->translator_self;
	inner.lane = harness_current->translator_lane;
	inner.state = NULL;
	return harness_current->translator->translate(&inner, batch, err);
}

static void host_start(const struct dt_call *call, const char *name, const struct dt_batch *batch,
		       dt_done done, void *ctx)
{
	struct dt_error err = { 0 };

	host_translate(call, name, batch, &err);
	done(ctx, &err);
}

static bool host_winding_down(const struct dt_call *call)
{
	(void)call;
	return false;
}

static void host_used(const struct dt_call *call, const char *translator, struct dt_usage *sum)
{
	(void)call;
	(void)translator;
	memset((char *)sum + sizeof(sum->size), 0, sum->size - sizeof(sum->size));
}

static const struct dt_translator *host_translator(const struct dt_call *call, const char *name)
{
	(void)call;
	(void)name;
	return harness_current->translator;
}

const struct dt_host harness_host = {
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
	.winding_down = host_winding_down,
	.used = host_used,
};
