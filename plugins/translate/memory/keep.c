/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "inside.h"

#include "canon.h"

enum { MOST_EVICTED = 256 }; /* with one page: who writes does not wait long for room */

/* The space and the scope of this job, made when the first row comes. */
static dt_status settle_place(struct memory *memory, struct dt_error *err)
{
	const struct memory_options *o = &memory->options;

	if (memory->space < 0)
		memory->space = rows_space(memory->writer, &o->space, err);
	if (memory->space >= 0 && memory->scope < 0)
		memory->scope = rows_scope(memory->writer, o->project, o->document, err);
	return memory->scope >= 0 ? DT_OK : err->status;
}

static dt_status settle_model(struct memory *memory, uint32_t dimension, struct dt_error *err)
{
	if (memory->model < 0 || memory->dimension != dimension)
		memory->model = rows_model(memory->writer, memory->options.model, dimension, err);
	memory->dimension = dimension;
	return memory->model >= 0 ? DT_OK : err->status;
}

static dt_status put(struct memory *memory, const struct memory_row *given, struct dt_error *err)
{
	struct text source = { 0 }, target = { 0 };
	struct row row = { .space = memory->space,
			   .scope = memory->scope,
			   .created = database_now(),
			   .used = database_now(),
			   .source_lang = memory->options.space.source_lang,
			   .target_lang = memory->options.space.target_lang,
			   .origin = "job",
			   .flags = given->flags };
	struct canon canon;
	dt_status status = DT_OK;
	bool good = canon_source(given->source, given->source_length, &source, &canon);

	/* marks of a plain answer are of the text without styles */
	if (good && given->flags & MEMORY_PLAIN)
		text_add(&target, given->target, given->target_length);
	else if (good)
		good = canon_target(given->target, given->target_length, &canon, &target);
	if (good && given->vector && *memory->options.model) {
		status = settle_model(memory, given->dimension, err);
		row.model = memory->model;
		row.vector = given->vector;
		row.dimension = given->dimension;
	}
	if (!status && good && source.n && target.n && !source.failed && !target.failed) {
		row.source = source.at;
		row.source_length = source.n;
		row.target = target.at;
		row.target_length = target.n;
		status = rows_put(&memory->rows, &row, err);
	}
	text_free(&source);
	text_free(&target);
	return status;
}

dt_status memory_keep(struct memory *memory, const struct memory_row *rows, size_t n,
		      struct dt_error *err)
{
	struct dt_error why = { 0 };
	dt_status status;

	if (!memory->writer || !n)
		return DT_OK;
	pthread_mutex_lock(&memory->writing);
	status = database_begin(memory->writer, &why);
	if (!status) {
		status = settle_place(memory, &why);
		for (size_t i = 0; i < n && !status; i++)
			status = put(memory, &rows[i], &why);
		if (!status)
			status = touch_all(memory, &why);
		if (!status)
			status = rows_total(&memory->rows, &why);
		if (!status)
			status = evict(memory, MOST_EVICTED, &why);
		status = database_end(memory->writer, status, &why);
		/* a place that was made in what is rolled back is not there */
		if (status)
			memory->space = memory->scope = memory->model = -1;
	}
	if (status)
		database_set_aside(memory->writer);
	pthread_mutex_unlock(&memory->writing);
	return status ? dt_fail(err, status, "%s", why.text) : DT_OK;
}
