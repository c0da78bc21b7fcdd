/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "harness.h"

#include "options.h"

#include <doctranslate/payload.h>

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

struct stored {
	char *type;
	uint32_t page;
	void *bytes;
	size_t size;
};

struct pair {
	char *name, *value;
};

struct harness {
	char *modules, *work_dir;
	struct pair parameters[64], options[64];
	size_t n_parameters, n_options;
	struct stored *stored;
	size_t n_stored, room;
	const struct dt_translator *translator;
	void *translator_self, *translator_lane;
	void *translator_options;
	uint32_t n_pages;
	unsigned failed_pages, faults, notes[3];
	bool quiet;
	double seconds;
	/* the stage that runs */
	const struct dt_stage *stage;
	struct stored *given[16];
	uint32_t *index; /* page * types -> stored, by type of the stage's inputs */
};

/* The host has no room for a context pointer: the harness runs one at a time. */
static struct harness *current;

static const char *const levels[] = { "info", "warning", "fault" };

static void host_log(const struct dt_call *call, uint32_t level, const char *text)
{
	if (!current->quiet && level >= DT_LOG_WARNING)
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
	for (size_t i = 0; i < current->n_parameters; i++)
		if (!strcmp(current->parameters[i].name, name))
			return current->parameters[i].value;
	return NULL;
}

static const char *host_work_dir(const struct dt_call *call)
{
	(void)call;
	return current->work_dir;
}

static void host_note(const struct dt_call *call, const struct dt_note *note)
{
	if (note->level < 3)
		current->notes[note->level]++;
	if (!current->quiet)
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

static struct stored *find(struct harness *h, const char *type, uint32_t page)
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

	if (port >= current->stage->n_inputs) {
		current->faults++;
		return NULL;
	}
	type = port_type(&current->stage->inputs[port]);
	if (!strcmp(type, "doc.file"))
		s = find_first(current, type); /* the job's input, not what a stage gave */
	else if (!strncmp(type, "doc.", 4))
		s = find(current, type, DT_NO_PAGE);
	else if (current->index && call->page < current->n_pages)
		s = current->index[port * current->n_pages + call->page] == DT_NONE
			    ? NULL
			    : &current->stored[current->index[port * current->n_pages +
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

	if (port >= current->stage->n_outputs) {
		current->faults++;
		return dt_fail(err, DT_E_BUG, "%s has no output %u", call->node, port);
	}
	type = port_type(&current->stage->outputs[port]);
	document = !strncmp(type, "doc.", 4);
	if (!document && call->page == DT_NO_PAGE) {
		current->faults++;
		return dt_fail(err, DT_E_BUG, "%s gives %s outside of a page", call->node, type);
	}
	harness_feed(current, type, document ? DT_NO_PAGE : call->page, payload, size);
	return DT_OK;
}

static dt_status host_translate(const struct dt_call *call, const char *name,
				const struct dt_batch *batch, struct dt_error *err)
{
	struct dt_call inner = *call;

	(void)name;
	if (!current->translator)
		return dt_fail(err, DT_E_CONFIG, "no translator: give -t MODULE.NAME");
	inner.node = current->translator->name;
	inner.self = current->translator_self;
	inner.lane = current->translator_lane;
	inner.state = NULL;
	return current->translator->translate(&inner, batch, err);
}

static const struct dt_translator *host_translator(const struct dt_call *call, const char *name)
{
	(void)call;
	(void)name;
	return current->translator;
}

static const struct dt_host host = {
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
};

struct harness *harness_new(const char *modules, const char *work_dir)
{
	struct harness *h = calloc(1, sizeof(*h));

	if (!h)
		abort();
	h->modules = strdup(modules);
	h->work_dir = strdup(work_dir);
	mkdir(work_dir, 0777);
	current = h;
	return h;
}

void harness_free(struct harness *h)
{
	if (!h)
		return;
	if (h->translator) {
		if (h->translator->lane_close && h->translator_lane)
			h->translator->lane_close(h->translator_self, h->translator_lane);
		if (h->translator->close)
			h->translator->close(h->translator_self);
	}
	free(h->translator_options);
	for (size_t i = 0; i < h->n_stored; i++) {
		free(h->stored[i].type);
		free(h->stored[i].bytes);
	}
	for (size_t i = 0; i < h->n_parameters; i++) {
		free(h->parameters[i].name);
		free(h->parameters[i].value);
	}
	for (size_t i = 0; i < h->n_options; i++) {
		free(h->options[i].name);
		free(h->options[i].value);
	}
	free(h->stored);
	free(h->modules);
	free(h->work_dir);
	free(h);
}

static void add_pair(struct pair *pairs, size_t *n, const char *name, const char *value)
{
	if (*n == 64)
		abort();
	pairs[*n].name = strdup(name);
	pairs[(*n)++].value = strdup(value);
}

void harness_parameter(struct harness *h, const char *name, const char *value)
{
	add_pair(h->parameters, &h->n_parameters, name, value);
}

void harness_option(struct harness *h, const char *name, const char *value)
{
	add_pair(h->options, &h->n_options, name, value);
}

void harness_input(struct harness *h, const char *path)
{
	struct dt_payload p = { 0 };
	struct dt_span span;
	struct stat st;
	const char *stem = strrchr(path, '/');
	char name[256];

	dt_payload_start(&p, sizeof(struct dt_file));
	span = dt_payload_text(&p, path, strlen(path));
	((struct dt_file *)(void *)p.at)->path = span;
	span = dt_payload_text(&p, "application/pdf", 15);
	((struct dt_file *)(void *)p.at)->media_type = span;
	((struct dt_file *)(void *)p.at)->bytes = stat(path, &st) ? 0 : (uint64_t)st.st_size;
	((struct dt_file *)(void *)p.at)->size = (uint32_t)p.used;
	harness_feed(h, "doc.file", DT_NO_PAGE, p.at, p.used);
	dt_payload_free(&p);
	snprintf(name, sizeof(name), "%s", stem ? stem + 1 : path);
	if (strrchr(name, '.'))
		*strrchr(name, '.') = '\0';
	harness_parameter(h, "name", name);
}

static const struct dt_module *load(struct harness *h, const char *dotted, const char **thing)
{
	char file[4096];
	const char *dot = strchr(dotted, '.');
	void *so;
	const struct dt_module *module;

	if (!dot)
		return NULL;
	snprintf(file, sizeof(file), "%s/%.*s.so", h->modules, (int)(dot - dotted), dotted);
	so = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	module = so ? dlsym(so, "dt_module") : NULL;
	if (!module)
		fprintf(stderr, "%s\n", dlerror());
	*thing = dot + 1;
	return module;
}

static void *fill_options(struct harness *h, const char *dotted, const struct dt_option *options,
			  uint32_t n, uint32_t size, struct dt_error *err)
{
	char *at = calloc(1, size ? size : 1);

	for (uint32_t i = 0; at && i < n; i++) {
		const char *value = options[i].preset;
		char name[256];

		snprintf(name, sizeof(name), "%s.%s", dotted, options[i].name);
		for (size_t k = 0; k < h->n_options; k++)
			if (!strcmp(h->options[k].name, name))
				value = h->options[k].value;
		if (value && option_set(&options[i], value, at))
			dt_fail(err, DT_E_CONFIG, "%s: \"%s\" is no value", name, value);
	}
	return at;
}

void harness_translator(struct harness *h, const char *name)
{
	const char *thing;
	const struct dt_module *m = load(h, name, &thing);
	struct dt_error err = { 0 };
	struct dt_call call = {
		.size = sizeof(call), .page = DT_NO_PAGE, .host = &host, .node = name
	};

	for (uint32_t i = 0; m && i < m->n_translators; i++)
		if (!strcmp(m->translators[i].name, thing))
			h->translator = &m->translators[i];
	if (!h->translator) {
		fprintf(stderr, "no translator %s\n", name);
		exit(2);
	}
	h->translator_options =
		fill_options(h, name, h->translator->options, h->translator->n_options,
			     h->translator->options_size, &err);
	if (!err.status && h->translator->open)
		h->translator->open(&call, h->translator_options, &h->translator_self, &err);
	call.self = h->translator_self;
	if (!err.status && h->translator->lane_open)
		h->translator->lane_open(&call, &h->translator_lane, &err);
	if (err.status) {
		fprintf(stderr, "%s: %s\n", name, err.text);
		exit(2);
	}
}

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
				.host = &host,
				.job = "harness",
				.node = name };
	const struct dt_stage *s = h->stage;
	void *options = fill_options(h, name, s->options, s->n_options, s->options_size, err);
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
	const struct dt_module *m = load(h, name, &thing);

	h->stage = NULL;
	current = h;
	for (uint32_t i = 0; m && i < m->n_stages; i++)
		if (!strcmp(m->stages[i].name, thing))
			h->stage = &m->stages[i];
	if (!h->stage)
		return dt_fail(err, DT_E_CONFIG, "no stage %s", name);
	return run_stage(h, name, err);
}

const void *harness_take(struct harness *h, const char *type, uint32_t page, size_t *size)
{
	struct stored *s = find(h, type, page);

	if (size)
		*size = s ? s->size : 0;
	return s ? s->bytes : NULL;
}

const struct dt_file *harness_file(struct harness *h, size_t n)
{
	for (size_t i = 0; i < h->n_stored; i++)
		if (!strcmp(h->stored[i].type, "doc.file") && n-- == 0)
			return h->stored[i].bytes;
	return NULL;
}

uint32_t harness_pages(const struct harness *h)
{
	return h->n_pages;
}

unsigned harness_failed_pages(const struct harness *h)
{
	return h->failed_pages;
}

unsigned harness_faults(const struct harness *h)
{
	return h->faults;
}

unsigned harness_notes(const struct harness *h, uint32_t level)
{
	return level < 3 ? h->notes[level] : 0;
}

void harness_quiet(struct harness *h, bool quiet)
{
	h->quiet = quiet;
}

double harness_seconds(const struct harness *h)
{
	return h->seconds;
}
