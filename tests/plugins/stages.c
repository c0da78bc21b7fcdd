/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "stages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- source ----------------------------------------------------------------------- */

static dt_status source_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			      struct dt_error *err)
{
	const struct fake_options *o = ((const struct fake_self *)call->self)->options;
	const struct dt_file *file;
	struct fake_state *s;
	size_t size;

	file = call->host->input(call, 0, &size);
	if (!file || size != file->size || access(DT_TEXT(file, file->path), R_OK))
		return dt_fail(err, DT_E_BUG, "there is no job.file");
	if (fake_begin(call, state, n_pages, err) != DT_OK)
		return err->status;
	s = *state;
	s->n_pages = *n_pages = (uint32_t)o->pages;
	free(s->seen);
	s->seen = calloc(s->n_pages + 1u, 1);
	return o->early ? fake_give_doc(call, 1, 0, 0, err) : DT_OK;
}

static dt_status source_run(const struct dt_call *call, struct dt_error *err)
{
	const struct fake_options *o = ((const struct fake_self *)call->self)->options;
	dt_status status = fake_enter(call, err);

	if (status == DT_OK)
		status = fake_may_fail(call, err);
	if (status == DT_OK)
		status = fake_doze(call, o, err);
	if (status == DT_OK)
		status = fake_give_page(call, 0, NULL, err);
	fake_leave(call, status);
	return status;
}

static dt_status source_end(const struct dt_call *call, struct dt_error *err)
{
	const struct fake_options *o = ((const struct fake_self *)call->self)->options;

	if (o->fail_in == IN_END)
		return fake_fail(o, err);
	return o->early ? DT_OK : fake_give_doc(call, 1, 0, 0, err);
}

/* ---- step: page to page; also a second page and a document, when wired -------------- */

static dt_status step_run(const struct dt_call *call, struct dt_error *err)
{
	const struct fake_options *o = ((const struct fake_self *)call->self)->options;
	struct fake_state *s = call->state;
	const struct fake_page *page, *also;
	dt_status status = fake_enter(call, err);

	page = call->host->input(call, 0, NULL);
	also = call->host->input(call, 1, NULL);
	if (status == DT_OK && !page)
		status = dt_fail(err, DT_E_BUG, "a gap came to a stage that takes none");
	if (status == DT_OK)
		status = fake_check_page(call, 0, page, err);
	if (status == DT_OK && also)
		status = fake_check_page(call, 1, also, err);
	if (status == DT_OK)
		status = fake_may_fail(call, err);
	if (status == DT_OK)
		status = fake_doze(call, o, err);
	if (status == DT_OK)
		status = fake_give_page(call, 0, page, err);
	if (status == DT_OK)
		atomic_fetch_add(&s->sum, page->number);
	fake_leave(call, status);
	return status;
}

static dt_status ordered_run(const struct dt_call *call, struct dt_error *err)
{
	struct fake_state *s = call->state;
	dt_status status;

	/* gaps are left out, so the pages need not follow each other without one */
	if (atomic_exchange(&s->running, true) || call->page < atomic_load(&s->next))
		return dt_fail(err, DT_E_BUG, "page %u is out of order", call->page);
	status = step_run(call, err);
	if (status == DT_OK)
		atomic_store(&s->next, call->page + 1);
	atomic_store(&s->running, false);
	return status;
}

static dt_status step_end(const struct dt_call *call, struct dt_error *err)
{
	const struct fake_options *o = ((const struct fake_self *)call->self)->options;
	struct fake_state *s = call->state;

	if (o->fail_in == IN_END)
		return fake_fail(o, err);
	return fake_give_doc(call, 1, atomic_load(&s->done), atomic_load(&s->sum), err);
}

/* ---- sink: in order, with gaps; a file with a line a page, a report ------------------- */

static dt_status sink_run(const struct dt_call *call, struct dt_error *err)
{
	struct fake_state *s = call->state;
	const struct fake_page *page;
	char line[500];
	dt_status status = fake_enter(call, err);

	if (status == DT_OK && call->page != atomic_load(&s->next))
		status = dt_fail(err, DT_E_BUG, "page %u is out of order", call->page);
	page = call->host->input(call, 0, NULL);
	if (status == DT_OK && page)
		status = fake_check_page(call, 0, page, err);
	if (status == DT_OK) {
		atomic_store(&s->next, call->page + 1);
		snprintf(line, sizeof(line), "%u %s\n", call->page,
			 page ? DT_TEXT(page, page->trail) : "gap");
		(void)dt_payload_text(&s->trails, line, strlen(line));
	}
	fake_leave(call, status);
	return status;
}

static dt_status give_file(const struct dt_call *call, struct dt_error *err)
{
	const struct fake_state *s = call->state;
	struct dt_payload p = { 0 };
	struct dt_file *head;
	struct dt_span path;
	char name[300];
	dt_status status;
	FILE *file;

	snprintf(name, sizeof(name), "%s/%s.txt", call->host->work_dir(call), call->node);
	file = fopen(name, "we");
	if (!file)
		return dt_fail(err, DT_E_SYSTEM, "cannot write %s: %s", name, strerror(errno));
	/* blocks of the payload are aligned with zero bytes */
	for (size_t i = 0; i < s->trails.used; i++)
		if (s->trails.at[i])
			fputc(s->trails.at[i], file);
	fclose(file);
	dt_payload_start(&p, sizeof(*head));
	path = dt_payload_text(&p, name, strlen(name));
	head = DT_PAYLOAD_HEAD(&p, struct dt_file);
	if (head)
		head->path = path;
	status = dt_payload_output(&p, call, 0, err);
	dt_payload_free(&p);
	return status;
}

static dt_status give_report(const struct dt_call *call, struct dt_error *err)
{
	const struct fake_self *self = call->self;
	const struct fake_state *s = call->state;
	struct dt_payload p = { 0 };
	struct dt_report *head;
	struct dt_span json;
	char text[200];
	dt_status status;

	snprintf(text, sizeof(text),
		 "{\"pages\": %u, \"most_calls\": %d, \"lanes\": %d, \"list\": [7]}",
		 atomic_load(&s->done), atomic_load(&self->most_calls),
		 atomic_load(&fake_all_lanes));
	dt_payload_start(&p, sizeof(*head));
	json = dt_payload_text(&p, text, strlen(text));
	head = DT_PAYLOAD_HEAD(&p, struct dt_report);
	if (head)
		head->json = json;
	status = dt_payload_output(&p, call, 1, err);
	dt_payload_free(&p);
	return status;
}

static dt_status sink_end(const struct dt_call *call, struct dt_error *err)
{
	const struct fake_options *o = ((const struct fake_self *)call->self)->options;
	dt_status status;

	if (o->fail_in == IN_END)
		return fake_fail(o, err);
	status = o->silent ? DT_OK : give_file(call, err);
	return status == DT_OK ? give_report(call, err) : status;
}

/* ---- summary of a document, without pages ---------------------------------------------- */

static dt_status count_end(const struct dt_call *call, struct dt_error *err)
{
	const struct fake_doc *doc = call->host->input(call, 0, NULL);

	if (!doc)
		return dt_fail(err, DT_E_BUG, "there is no document");
	return call->host->output(call, 0, doc, sizeof(*doc), err);
}

/* ---- asks a translator for each page ------------------------------------------------------ */

struct asked {
	size_t bytes;
	const char *by; /* who has answered */
	struct dt_usage used;
};

static void take_answer(void *ctx, uint32_t i, const char *text, size_t length)
{
	struct asked *asked = ctx;

	(void)i;
	(void)text;
	asked->bytes += length;
}

static void take_name(void *ctx, const char *translator)
{
	((struct asked *)ctx)->by = translator;
}

static void take_usage(void *ctx, const struct dt_usage *usage)
{
	((struct asked *)ctx)->used.characters += usage->characters;
}

/* What the engine has promised to say of a batch. */
static dt_status check_asked(const struct dt_call *call, const struct asked *asked,
			     struct dt_error *err)
{
	const char *asked_first = call->host->default_translator(call);
	bool routes = call->host->translator(call, NULL)->flags & DT_TRANSLATOR_ROUTES;
	struct dt_usage sum = { .size = sizeof(sum) };

	call->host->used(call, asked->by, &sum);
	if (asked->bytes != 6)
		return dt_fail(err, DT_E_BUG, "%zu bytes were answered", asked->bytes);
	if (!asked->by || !strcmp(asked->by, asked_first) == routes)
		return dt_fail(err, DT_E_BUG, "the answer is signed by %s",
			       asked->by ? asked->by : "nobody");
	if (asked->used.characters != 6 || sum.characters < 6 || sum.characters % 6)
		return dt_fail(err, DT_E_BUG, "a batch has used %u characters, the job %u",
			       (unsigned)asked->used.characters, (unsigned)sum.characters);
	return DT_OK;
}

static dt_status ask_run(const struct dt_call *call, struct dt_error *err)
{
	const struct fake_page *page = call->host->input(call, 0, NULL);
	const char *texts[] = { "one", "two" };
	struct asked asked = { 0 };
	struct dt_batch batch = { .size = sizeof(batch),
				  .n = 2,
				  .source_lang = "en",
				  .target_lang = "es",
				  .texts = texts,
				  .answer = take_answer,
				  .answered_by = take_name,
				  .used = take_usage,
				  .ctx = &asked };
	dt_status status;

	if (!call->host->translator(call, NULL))
		return dt_fail(err, DT_E_CONFIG, "there is no translator");
	status = call->host->translate(call, NULL, &batch, err);
	if (status == DT_OK)
		status = check_asked(call, &asked, err);
	return status == DT_OK ? fake_give_page(call, 0, page, err) : status;
}

/* ---- tables ---------------------------------------------------------------------------- */

static const struct dt_port source_in[] = { { "file", "doc.file", 0 } };
static const struct dt_port source_out[] = { { "page", "page.fake", 0 }, { "doc", "doc.fake", 0 } };
static const struct dt_port step_in[] = { { "in", "page.fake", 0 },
					  { "also", "page.fake", DT_MAY_BE_UNWIRED },
					  { "doc", "doc.fake", DT_MAY_BE_UNWIRED } };
static const struct dt_port step_out[] = { { "out", "page.fake", 0 }, { "doc", "doc.fake", 0 } };
static const struct dt_port sink_in[] = { { "in", "page.fake", 0 },
					  { "doc", "doc.fake", DT_MAY_BE_UNWIRED } };
static const struct dt_port sink_out[] = { { "file", "doc.file", 0 },
					   { "report", "doc.report", 0 } };
static const struct dt_port count_in[] = { { "doc", "doc.fake", 0 } };
static const struct dt_port other_out[] = { { "out", "page.other", 0 } };

#define COMMON                                                                                     \
	.options = fake_options, .n_options = FAKE_OPTIONS,                                        \
	.options_size = sizeof(struct fake_options), .check = fake_check, .open = fake_open,       \
	.close = fake_close, .drop = fake_drop
#define PORTS(i, o) .inputs = i, .n_inputs = DT_COUNT(i), .outputs = o, .n_outputs = DT_COUNT(o)
#define STEP(stage_name, ...)                                                                      \
	{                                                                                          \
		.name = stage_name, .summary = "a page to a page", PORTS(step_in, step_out),       \
		COMMON, .begin = fake_begin, .end = step_end, __VA_ARGS__                          \
	}

const struct dt_stage fake_stages[FAKE_STAGES] = {
	{ .name = "source",
	  .summary = "makes pages",
	  PORTS(source_in, source_out),
	  COMMON,
	  .threads = DT_SHARED,
	  .begin = source_begin,
	  .run = source_run,
	  .end = source_end },
	{ .name = "lane_source",
	  .summary = "makes pages in lanes",
	  PORTS(source_in, source_out),
	  COMMON,
	  LANES,
	  .begin = source_begin,
	  .run = source_run,
	  .end = source_end },
	STEP("step", .threads = DT_SHARED, .run = step_run),
	STEP("lane", LANES, .run = step_run),
	/* its lanes must be closed when the job is done with the node */
	STEP("brief", LANES, .flags = DT_LANES_PER_JOB, .run = step_run),
	STEP("serial", .threads = DT_SERIAL, .run = step_run),
	STEP("ordered", .threads = DT_SHARED, .order = DT_PAGE_ORDER, .run = ordered_run),
	STEP("waits", .threads = DT_SHARED, .flags = DT_WAITS, .run = step_run),
	STEP("ask", .threads = DT_SHARED, .flags = DT_WAITS, .run = ask_run),
	STEP("ask_wrongly", .threads = DT_SHARED, .run = ask_run),
	{ .name = "sink",
	  .summary = "takes pages",
	  PORTS(sink_in, sink_out),
	  COMMON,
	  .threads = DT_SHARED,
	  .order = DT_PAGE_ORDER,
	  .flags = DT_TAKES_GAPS,
	  .begin = fake_begin,
	  .run = sink_run,
	  .end = sink_end },
	{ .name = "count",
	  .summary = "gives on a document",
	  PORTS(count_in, count_in),
	  COMMON,
	  .threads = DT_SHARED,
	  .begin = fake_begin,
	  .end = count_end },
	{ .name = "other",
	  .summary = "gives another kind of page",
	  PORTS(step_in, other_out),
	  COMMON,
	  .threads = DT_SHARED,
	  .begin = fake_begin,
	  .run = step_run },
};
