/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * faulty - a plugin that does what its options say: fails, takes its time, does
 * not listen.  With it the command is tested without a document that is read.
 */
#include "config.h"

#include <doctranslate/payload.h>

#include <time.h>

static const char *const kinds[] = { "ok",	    "config",  "input", "unsupported",
				     "unavailable", "refused", "limit", "cancelled",
				     "system",	    "bug",     NULL };

struct source_options {
	int64_t pages, begin, page, bad_page, delay;
	bool deaf;
};

static const struct dt_option source_option_list[] = {
	DT_OPT_INT(struct source_options, pages, 0, "3", 1, 1000000, "pages of every document"),
	DT_OPT_CHOICE(struct source_options, begin, 0, "ok", kinds, "how each job begins"),
	DT_OPT_CHOICE(struct source_options, page, 0, "ok", kinds, "how the bad page ends"),
	DT_OPT_INT(struct source_options, bad_page, 0, "1", 0, 1000000, "the bad page, from 0"),
	DT_OPT_TIME(struct source_options, delay, 0, "0s", 0, 3600000, "time of each page"),
	DT_OPT_BOOL(struct source_options, deaf, "false", "does not listen when cancelled"),
};

static dt_status fail(int64_t kind, struct dt_error *err)
{
	return kind == DT_OK
		       ? DT_OK
		       : dt_fail(err, (dt_status)kind, "this is the failure \"%s\"", kinds[kind]);
}

static dt_status source_open(const struct dt_call *call, const void *options, void **self,
			     struct dt_error *err)
{
	(void)call;
	(void)err;
	*self = (void *)(uintptr_t)options; /* they live until close */
	return DT_OK;
}

static dt_status source_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			      struct dt_error *err)
{
	const struct source_options *options = call->self;

	(void)state;
	*n_pages = (uint32_t)options->pages;
	return fail(options->begin, err);
}

static dt_status source_run(const struct dt_call *call, struct dt_error *err)
{
	const struct source_options *options = call->self;
	const struct timespec tick = { .tv_nsec = 5000000 };
	const uint32_t payload[4] = { sizeof(payload), call->page };

	for (int64_t waited = 0; waited < options->delay; waited += 5) {
		if (!options->deaf && call->host->cancelled(call))
			return dt_fail(err, DT_E_CANCELLED, "cancelled");
		nanosleep(&tick, NULL);
	}
	if (call->page == options->bad_page && options->page != DT_OK)
		return fail(options->page, err);
	return call->host->output(call, 0, payload, sizeof(payload), err);
}

/* ---- sink: counts pages into a file ------------------------------------------------ */

static dt_status sink_run(const struct dt_call *call, struct dt_error *err)
{
	struct dt_note note = { .size = sizeof(note),
				.level = DT_NOTE_FAULT,
				.code = "faulty.told",
				.text = "a fault as asked",
				.page = call->page };

	(void)err;
	if (dt_parameter(call, "target_lang", "")[0] == 'f') /* into French: each page a fault */
		call->host->note(call, &note);
	return DT_OK;
}

static dt_status sink_end(const struct dt_call *call, struct dt_error *err)
{
	struct dt_payload payload = { 0 };
	struct dt_span path_span, type_span;
	struct dt_file *head;
	dt_status status;
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/sink", call->host->work_dir(call));
	file = fopen(path, "w");
	if (!file || fprintf(file, "%6u pages\n", call->n_pages) != 13 || fclose(file))
		return dt_fail(err, DT_E_SYSTEM, "cannot write \"%s\"", path);
	dt_payload_start(&payload, sizeof(struct dt_file));
	path_span = dt_payload_text(&payload, path, strlen(path));
	type_span = dt_payload_text(&payload, "text/plain", 10);
	head = DT_PAYLOAD_HEAD(&payload, struct dt_file);
	if (head) {
		head->bytes = 13;
		head->path = path_span;
		head->media_type = type_span;
	}
	status = dt_payload_output(&payload, call, 0, err);
	dt_payload_free(&payload);
	return status;
}

/* ---- a translator that can do one pair ----------------------------------------------- */

static dt_status only_spanish(const struct dt_call *call, const char *source, const char *target,
			      struct dt_error *err)
{
	(void)call;
	if (target[0] == 'e' || target[0] == 'f')
		return DT_OK;
	return dt_fail(err, DT_E_UNSUPPORTED,
		       "no way from %s to %s: install the package that has it", source, target);
}

static dt_status as_it_is(const struct dt_call *call, const struct dt_batch *batch,
			  struct dt_error *err)
{
	(void)call;
	(void)err;
	for (uint32_t i = 0; i < batch->n; i++)
		batch->answer(batch->ctx, i, batch->texts[i], strlen(batch->texts[i]));
	return DT_OK;
}

static const struct dt_port source_outputs[] = { { "page", "page.test", 0 } };
static const struct dt_port sink_inputs[] = { { "page", "page.test", 0 } };
static const struct dt_port sink_outputs[] = { { "file", "doc.file", 0 } };

static const struct dt_stage stages[] = {
	{
		.name = "source",
		.summary = "pages that fail as asked",
		.threads = DT_SHARED,
		.weight = 10,
		.outputs = source_outputs,
		.n_outputs = 1,
		.options = source_option_list,
		.n_options = DT_COUNT(source_option_list),
		.options_size = sizeof(struct source_options),
		.open = source_open,
		.begin = source_begin,
		.run = source_run,
	},
	{
		.name = "sink",
		.summary = "counts them",
		.threads = DT_SHARED,
		.flags = DT_TAKES_GAPS,
		.weight = 1,
		.inputs = sink_inputs,
		.n_inputs = 1,
		.outputs = sink_outputs,
		.n_outputs = 1,
		.run = sink_run,
		.end = sink_end,
	},
};

static const struct dt_translator translators[] = { {
	.name = "one",
	.summary = "English to Spanish and French, and changes nothing",
	.threads = DT_SHARED,
	.pair = only_spanish,
	.translate = as_it_is,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "faulty",
	.version = "1",
	.summary = "fails as asked",
	.license = "AGPL-3.0-or-later",
	.stages = stages,
	.n_stages = DT_COUNT(stages),
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
