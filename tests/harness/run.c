/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "inside.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* One look-up a page and port, instead of a search through all that is stored. */
static void index_inputs(struct harness *h)
{
	const struct dt_stage *s = h->stage;

	free(h->index);
	h->index = NULL;
	if (!h->n_pages || !s->n_inputs)
		return;
	h->index = malloc(sizeof(*h->index) * s->n_inputs * h->n_pages);
	if (!h->index)
		abort();
	memset(h->index, 0xff, sizeof(*h->index) * s->n_inputs * h->n_pages);
	for (size_t i = 0; i < h->n_stored; i++)
		for (uint32_t p = 0; p < s->n_inputs; p++)
			if (h->stored[i].page < h->n_pages &&
			    !strcmp(h->stored[i].type, s->inputs[p].type))
				h->index[p * h->n_pages + h->stored[i].page] = (uint32_t)i;
}

static bool has_gap(struct harness *h, uint32_t page)
{
	for (uint32_t p = 0; p < h->stage->n_inputs; p++)
		if (!strncmp(h->stage->inputs[p].type, "page.", 5) &&
		    !(h->stage->inputs[p].flags & DT_MAY_BE_UNWIRED) && h->index &&
		    h->index[p * h->n_pages + page] == DT_NONE)
			return true;
	return false;
}

static void run_pages(struct harness *h, struct dt_call *call)
{
	for (uint32_t page = 0; page < h->n_pages && h->stage->run; page++) {
		struct dt_error err = { 0 };

		if (has_gap(h, page) && !(h->stage->flags & DT_TAKES_GAPS))
			continue;
		call->page = page;
		if (h->stage->run(call, &err)) {
			h->failed_pages++;
			fprintf(stderr, "%s: page %u: error %d: %s\n", call->node, page + 1,
				err.status, err.text);
		}
	}
	call->page = DT_NO_PAGE;
}

static double cpu_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static dt_status run_stage(struct harness *h, const char *name, struct dt_error *err)
{
	struct dt_call call = { .size = sizeof(call),
				.page = DT_NO_PAGE,
				.n_pages = h->n_pages,
				.host = &harness_host,
				.job = "harness",
				.node = name };
	const struct dt_stage *s = h->stage;
	void *options = harness_options(h, name, s->options, s->n_options, s->options_size, err);
	void *self = NULL, *lane = NULL, *state = NULL;
	bool begun = false;
	double start = cpu_now();
	const char *option = NULL;

	if (!err->status && s->check && s->check(options, &option, err))
		fprintf(stderr, "%s: option %s\n", name, option ? option : "?");
	if (!err->status && s->open)
		s->open(&call, options, &self, err);
	call.self = self;
	if (!err->status && s->lane_open)
		s->lane_open(&call, &lane, err);
	call.lane = lane;
	index_inputs(h);
	if (!err->status && s->begin)
		begun = s->begin(&call, &state, &h->n_pages, err) == DT_OK;
	call.state = state;
	call.n_pages = h->n_pages;
	index_inputs(h);
	if (!err->status)
		run_pages(h, &call);
	if (!err->status && s->end)
		s->end(&call, err);
	if (begun && s->drop)
		s->drop(self, state);
	if (lane && s->lane_close)
		s->lane_close(self, lane);
	if (s->close)
		s->close(self);
	free(options);
	free(h->index);
	h->index = NULL;
	h->seconds = cpu_now() - start;
	return err->status;
}

dt_status harness_run(struct harness *h, const char *name, struct dt_error *err)
{
	const char *thing;
	const struct dt_module *m = harness_load(h, name, &thing);

	h->stage = NULL;
	harness_current = h;
	for (uint32_t i = 0; m && i < m->n_stages; i++)
		if (!strcmp(m->stages[i].name, thing))
			h->stage = &m->stages[i];
	if (!h->stage)
		return dt_fail(err, DT_E_CONFIG, "no stage %s", name);
	return run_stage(h, name, err);
}
