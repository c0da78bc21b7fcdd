/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * inside.h - what the files of the harness share: the payloads that are stored, the stage
 * that runs.  One harness at a time: the host has no room for a context pointer.
 */
#ifndef DT_TESTS_HARNESS_INSIDE_H
#define DT_TESTS_HARNESS_INSIDE_H

#include "harness.h"

#include <doctranslate/payload.h>

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

extern struct harness *harness_current;
extern const struct dt_host harness_host;

/* The last payload of a type and page; NULL: there is none. */
struct stored *harness_find(struct harness *h, const char *type, uint32_t page);
/* "route.segments": its module, and "segments". */
const struct dt_module *harness_load(struct harness *h, const char *dotted, const char **thing);
/* The options of "route.segments", as they were set, else their presets; the caller frees. */
void *harness_options(struct harness *h, const char *dotted, const struct dt_option *options,
		      uint32_t n, uint32_t size, struct dt_error *err);

#endif
