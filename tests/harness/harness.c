/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "inside.h"
#include "options.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct harness *harness_new(const char *modules, const char *work_dir)
{
	struct harness *h = calloc(1, sizeof(*h));

	if (!h)
		abort();
	h->modules = strdup(modules);
	h->work_dir = strdup(work_dir);
	mkdir(work_dir, 0777);
	harness_current = h;
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

const struct dt_module *harness_load(struct harness *h, const char *dotted, const char **thing)
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

void *harness_options(struct harness *h, const char *dotted, const struct dt_option *options,
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
	const struct dt_module *m = harness_load(h, name, &thing);
	struct dt_error err = { 0 };
	struct dt_call call = {
		.size = sizeof(call), .page = DT_NO_PAGE, .host = &harness_host, .node = name
	};

	for (uint32_t i = 0; m && i < m->n_translators; i++)
		if (!strcmp(m->translators[i].name, thing))
			h->translator = &m->translators[i];
	if (!h->translator) {
		fprintf(stderr, "no translator %s\n", name);
		exit(2);
	}
	h->translator_options =
		harness_options(h, name, h->translator->options, h->translator->n_options,
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

const void *harness_take(struct harness *h, const char *type, uint32_t page, size_t *size)
{
	struct stored *s = harness_find(h, type, page);

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
