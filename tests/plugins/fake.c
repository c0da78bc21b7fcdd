/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "fake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- what a stage does with itself ------------------------------------------- */

struct options {
	int64_t pages;	   /* of a source */
	int64_t bytes;	   /* ballast of a page */
	int64_t work;	   /* ms of sleeping a page, in small pieces */
	int64_t spin;	   /* us of computing a page */
	int64_t fail_page; /* -1: none, from 0 */
	int64_t fail_kind;
	int64_t fail_times; /* 0: always */
	int64_t fail_in;    /* run, begin, end, open, lane, never-ending */
	bool deaf;	    /* does not look whether it is cancelled */
	bool silent;	    /* gives no output */
	bool early;	    /* a source gives its doc in begin */
	const char *key;    /* a secret */
};

enum { IN_RUN = 0, IN_BEGIN, IN_END, IN_OPEN, IN_LANE, IN_MORE_LANES };

/* Lanes that are open, whoever's: only a test may count for the whole process. */
static atomic_int all_lanes;

struct self {
	const struct options *options;
	atomic_int open_lanes, calls_now, most_calls;
};

struct lane {
	atomic_flag busy;
};

struct state {
	const struct self *self;
	uint32_t n_pages;
	uint8_t *seen; /* times a page was run to its end */
	atomic_uint tries;
	atomic_uint done;
	atomic_uint next; /* with page order */
	atomic_bool running;
	_Atomic uint64_t sum;
	struct dt_payload trails; /* of a sink */
};

static const char *const kinds[] = { "input",  "unsupported", "unavailable", "refused",	  "limit",
				     "system", "config",      "bug",	     "cancelled", NULL };
static const dt_status statuses[] = { DT_E_INPUT,   DT_E_UNSUPPORTED, DT_E_UNAVAILABLE,
				      DT_E_REFUSED, DT_E_LIMIT,	      DT_E_SYSTEM,
				      DT_E_CONFIG,  DT_E_BUG,	      DT_E_CANCELLED };
static const char *const places[] = { "run", "begin", "end", "open", "lane", "more_lanes", NULL };

#define OPTION(type, name, ...) DT_OPT_##type(struct options, name, __VA_ARGS__)
static const struct dt_option options[] = {
	OPTION(INT, pages, 0, "10", 0, 1e9, "pages of a source"),
	OPTION(SIZE, bytes, 0, "0", 0, 1e9, "ballast of a page"),
	OPTION(TIME, work, 0, "0s", 0, 1e9, "time that a page sleeps"),
	OPTION(INT, spin, 0, "0", 0, 1e9, "microseconds that a page computes"),
	OPTION(INT, fail_page, 0, "-1", -1, 1e9, "page that fails"),
	OPTION(CHOICE, fail_kind, 0, "input", kinds, "how it fails"),
	OPTION(INT, fail_times, 0, "0", 0, 1e9, "how often it fails; 0: always"),
	OPTION(CHOICE, fail_in, 0, "run", places, "where it fails"),
	OPTION(BOOL, deaf, "false", "does not look whether it is cancelled"),
	OPTION(BOOL, silent, "false", "gives no output"),
	OPTION(BOOL, early, "false", "gives its document in begin"),
	OPTION(SECRET, key, 0, "a secret"),
};

static dt_status check(const void *block, const char **option, struct dt_error *err)
{
	const struct options *o = block;

	if (o->fail_times && o->fail_page < 0 && o->fail_in == IN_RUN) {
		*option = "fail_times";
		return dt_fail(err, DT_E_CONFIG, "it wants a fail_page beside it");
	}
	return DT_OK;
}

static dt_status fail(const struct options *o, struct dt_error *err)
{
	if (err)
		err->retry_ms = 1;
	return dt_fail(err, statuses[o->fail_kind], "told to fail");
}

static dt_status open_self(const struct dt_call *call, const void *block, void **self,
			   struct dt_error *err)
{
	const struct options *o = block;
	struct self *s;

	(void)call;
	if (o->fail_in == IN_OPEN)
		return dt_fail(err, DT_E_CONFIG, "told not to open");
	s = calloc(1, sizeof(*s));
	if (!s)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	s->options = o;
	*self = s;
	return DT_OK;
}

static void close_self(void *self)
{
	struct self *s = self;

	if (atomic_load(&s->open_lanes))
		abort(); /* a lane outlives its node */
	free(s);
}

static dt_status lane_open(const struct dt_call *call, void **lane, struct dt_error *err)
{
	struct self *self = call->self;

	if (self->options->fail_in == IN_LANE ||
	    (self->options->fail_in == IN_MORE_LANES && atomic_load(&self->open_lanes)))
		return fail(self->options, err);
	*lane = calloc(1, sizeof(struct lane));
	if (!*lane)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	atomic_fetch_add(&self->open_lanes, 1);
	atomic_fetch_add(&all_lanes, 1);
	return DT_OK;
}

static void lane_close(void *self, void *lane)
{
	atomic_fetch_sub(&((struct self *)self)->open_lanes, 1);
	atomic_fetch_sub(&all_lanes, 1);
	free(lane);
}

/* ---- a job --------------------------------------------------------------------- */

static dt_status begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		       struct dt_error *err)
{
	struct self *self = call->self;
	struct state *s;

	(void)n_pages;
	if (self->options->fail_in == IN_BEGIN)
		return fail(self->options, err);
	s = calloc(1, sizeof(*s));
	if (!s)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	s->self = self;
	s->n_pages = call->n_pages;
	s->seen = calloc(s->n_pages + 1u, 1);
	*state = s;
	return DT_OK;
}

static void drop(void *self, void *state)
{
	struct state *s = state;

	(void)self;
	dt_payload_free(&s->trails);
	free(s->seen);
	free(s);
}

static dt_status doze(const struct dt_call *call, const struct options *o, struct dt_error *err)
{
	struct timespec piece = { 0, 1000000 }, now, start;

	for (int64_t ms = 0; ms < o->work; ms++) {
		nanosleep(&piece, NULL);
		if (!o->deaf && call->host->cancelled(call))
			return dt_fail(err, DT_E_CANCELLED, "cancelled");
	}
	clock_gettime(CLOCK_MONOTONIC, &start);
	now = start;
	while (o->spin &&
	       (now.tv_sec - start.tv_sec) * 1000000 + (now.tv_nsec - start.tv_nsec) / 1000 <
		       o->spin)
		clock_gettime(CLOCK_MONOTONIC, &now);
	return DT_OK;
}

static dt_status enter(const struct dt_call *call, struct dt_error *err)
{
	struct self *self = call->self;
	struct state *s = call->state;
	struct lane *lane = call->lane;
	int now = atomic_fetch_add(&self->calls_now, 1) + 1, most = atomic_load(&self->most_calls);

	while (now > most && !atomic_compare_exchange_weak(&self->most_calls, &most, now))
		;
	if (lane && atomic_flag_test_and_set(&lane->busy))
		return dt_fail(err, DT_E_BUG, "two threads use one lane");
	if (call->page >= s->n_pages || call->n_pages != s->n_pages)
		return dt_fail(err, DT_E_BUG, "page %u of %u, but there were %u", call->page,
			       call->n_pages, s->n_pages);
	if (s->seen[call->page])
		return dt_fail(err, DT_E_BUG, "page %u comes twice", call->page);
	return DT_OK;
}

static void leave(const struct dt_call *call, dt_status status)
{
	struct self *self = call->self;
	struct state *s = call->state;
	struct lane *lane = call->lane;

	if (status == DT_OK) {
		s->seen[call->page] = 1;
		atomic_fetch_add(&s->done, 1);
	}
	if (lane)
		atomic_flag_clear(&lane->busy);
	atomic_fetch_sub(&self->calls_now, 1);
}

static dt_status may_fail(const struct dt_call *call, struct dt_error *err)
{
	const struct self *self = call->self;
	const struct options *o = self->options;
	struct state *s = call->state;

	if (o->fail_page != (int64_t)call->page || o->fail_in != IN_RUN)
		return DT_OK;
	if (o->fail_times && atomic_fetch_add(&s->tries, 1) >= o->fail_times)
		return DT_OK;
	return fail(o, err);
}

static dt_status give_page(const struct dt_call *call, uint32_t port, const struct fake_page *from,
			   struct dt_error *err)
{
	const struct options *o = ((const struct self *)call->self)->options;
	struct dt_payload p = { 0 };
	struct fake_page head = { 0 };
	char trail[400];
	dt_status status;

	if (o->silent)
		return DT_OK;
	snprintf(trail, sizeof(trail), "%s%s%s", from ? DT_TEXT(from, from->trail) : "",
		 from ? "," : "", call->node);
	dt_payload_start(&p, sizeof(head));
	head.number = call->page;
	head.trail = dt_payload_text(&p, trail, strlen(trail));
	head.ballast.offset = dt_payload_room(&p, (size_t)o->bytes);
	head.ballast.count = (uint32_t)o->bytes;
	if (!p.failed)
		memcpy(p.at, &head, sizeof(head));
	/* so that a payload that was read back wrongly is seen */
	if (!p.failed && o->bytes)
		memset(p.at + head.ballast.offset, (int)(call->page & 0xff), (size_t)o->bytes);
	status = dt_payload_output(&p, call, port, err);
	dt_payload_free(&p);
	return status;
}

static dt_status give_doc(const struct dt_call *call, uint32_t port, uint64_t pages, uint64_t sum,
			  struct dt_error *err)
{
	struct fake_doc doc = { sizeof(doc), 0, pages, sum };

	if (((const struct self *)call->self)->options->silent)
		return DT_OK;
	return call->host->output(call, port, &doc, sizeof(doc), err);
}

static dt_status check_page(const struct dt_call *call, uint32_t port, const struct fake_page *page,
			    struct dt_error *err)
{
	const unsigned char *ballast;

	if (page->number != call->page)
		return dt_fail(err, DT_E_BUG, "input %u is page %u instead of %u", port,
			       page->number, call->page);
	ballast = (const unsigned char *)DT_TEXT(page, page->ballast);
	for (uint32_t i = 0; i < page->ballast.count; i++)
		if (ballast[i] != (call->page & 0xff))
			return dt_fail(err, DT_E_BUG, "the ballast of page %u has changed",
				       call->page);
	return DT_OK;
}

/* ---- source ----------------------------------------------------------------------- */

static dt_status source_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			      struct dt_error *err)
{
	const struct options *o = ((const struct self *)call->self)->options;
	const struct dt_file *file;
	struct state *s;
	size_t size;

	file = call->host->input(call, 0, &size);
	if (!file || size != file->size || access(DT_TEXT(file, file->path), R_OK))
		return dt_fail(err, DT_E_BUG, "there is no job.file");
	if (begin(call, state, n_pages, err) != DT_OK)
		return err->status;
	s = *state;
	s->n_pages = *n_pages = (uint32_t)o->pages;
	free(s->seen);
	s->seen = calloc(s->n_pages + 1u, 1);
	return o->early ? give_doc(call, 1, 0, 0, err) : DT_OK;
}

static dt_status source_run(const struct dt_call *call, struct dt_error *err)
{
	const struct options *o = ((const struct self *)call->self)->options;
	dt_status status = enter(call, err);

	if (status == DT_OK)
		status = may_fail(call, err);
	if (status == DT_OK)
		status = doze(call, o, err);
	if (status == DT_OK)
		status = give_page(call, 0, NULL, err);
	leave(call, status);
	return status;
}

static dt_status source_end(const struct dt_call *call, struct dt_error *err)
{
	const struct options *o = ((const struct self *)call->self)->options;

	if (o->fail_in == IN_END)
		return fail(o, err);
	return o->early ? DT_OK : give_doc(call, 1, 0, 0, err);
}

/* ---- step: page to page; also a second page and a document, when wired -------------- */

static dt_status step_run(const struct dt_call *call, struct dt_error *err)
{
	const struct options *o = ((const struct self *)call->self)->options;
	struct state *s = call->state;
	const struct fake_page *page, *also;
	dt_status status = enter(call, err);

	page = call->host->input(call, 0, NULL);
	also = call->host->input(call, 1, NULL);
	if (status == DT_OK && !page)
		status = dt_fail(err, DT_E_BUG, "a gap came to a stage that takes none");
	if (status == DT_OK)
		status = check_page(call, 0, page, err);
	if (status == DT_OK && also)
		status = check_page(call, 1, also, err);
	if (status == DT_OK)
		status = may_fail(call, err);
	if (status == DT_OK)
		status = doze(call, o, err);
	if (status == DT_OK)
		status = give_page(call, 0, page, err);
	if (status == DT_OK)
		atomic_fetch_add(&s->sum, page->number);
	leave(call, status);
	return status;
}

static dt_status ordered_run(const struct dt_call *call, struct dt_error *err)
{
	struct state *s = call->state;
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
	const struct options *o = ((const struct self *)call->self)->options;
	struct state *s = call->state;

	if (o->fail_in == IN_END)
		return fail(o, err);
	return give_doc(call, 1, atomic_load(&s->done), atomic_load(&s->sum), err);
}

/* ---- sink: in order, with gaps; a file with a line a page, a report ------------------- */

static dt_status sink_run(const struct dt_call *call, struct dt_error *err)
{
	struct state *s = call->state;
	const struct fake_page *page;
	char line[500];
	dt_status status = enter(call, err);

	if (status == DT_OK && call->page != atomic_load(&s->next))
		status = dt_fail(err, DT_E_BUG, "page %u is out of order", call->page);
	page = call->host->input(call, 0, NULL);
	if (status == DT_OK && page)
		status = check_page(call, 0, page, err);
	if (status == DT_OK) {
		atomic_store(&s->next, call->page + 1);
		snprintf(line, sizeof(line), "%u %s\n", call->page,
			 page ? DT_TEXT(page, page->trail) : "gap");
		(void)dt_payload_text(&s->trails, line, strlen(line));
	}
	leave(call, status);
	return status;
}

static dt_status give_file(const struct dt_call *call, struct dt_error *err)
{
	const struct state *s = call->state;
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
	const struct self *self = call->self;
	const struct state *s = call->state;
	struct dt_payload p = { 0 };
	struct dt_report *head;
	struct dt_span json;
	char text[200];
	dt_status status;

	snprintf(text, sizeof(text), "{\"pages\": %u, \"most_calls\": %d, \"lanes\": %d}",
		 atomic_load(&s->done), atomic_load(&self->most_calls), atomic_load(&all_lanes));
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
	const struct options *o = ((const struct self *)call->self)->options;
	dt_status status;

	if (o->fail_in == IN_END)
		return fail(o, err);
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

static void take_answer(void *ctx, uint32_t i, const char *text, size_t length)
{
	(void)i;
	(void)text;
	*(size_t *)ctx += length;
}

static dt_status ask_run(const struct dt_call *call, struct dt_error *err)
{
	const struct fake_page *page = call->host->input(call, 0, NULL);
	const char *texts[] = { "one", "two" };
	size_t answered = 0;
	struct dt_batch batch = { .size = sizeof(batch),
				  .n = 2,
				  .source_lang = "en",
				  .target_lang = "es",
				  .texts = texts,
				  .answer = take_answer,
				  .ctx = &answered };
	dt_status status;

	if (!call->host->translator(call, NULL))
		return dt_fail(err, DT_E_CONFIG, "there is no translator");
	status = call->host->translate(call, NULL, &batch, err);
	if (status == DT_OK && answered != 6)
		status = dt_fail(err, DT_E_BUG, "%zu bytes were answered", answered);
	return status == DT_OK ? give_page(call, 0, page, err) : status;
}

static dt_status speak(const struct dt_call *call, const struct dt_batch *batch,
		       struct dt_error *err)
{
	struct self *self = call->self;
	struct lane *lane = call->lane;
	dt_status status = DT_OK;

	if (lane && atomic_flag_test_and_set(&lane->busy))
		return dt_fail(err, DT_E_BUG, "two threads use one lane");
	if (self->options->fail_in == IN_RUN && self->options->fail_page >= 0)
		status = fail(self->options, err);
	if (status == DT_OK)
		status = doze(call, self->options, err);
	for (uint32_t i = 0; status == DT_OK && i < batch->n; i++)
		batch->answer(batch->ctx, i, batch->texts[i], strlen(batch->texts[i]));
	if (lane)
		atomic_flag_clear(&lane->busy);
	return status;
}

static dt_status no_welsh(const struct dt_call *call, const char *source, const char *target,
			  struct dt_error *err)
{
	(void)call;
	if (strcmp(target, "cy"))
		return DT_OK;
	return dt_fail(err, DT_E_UNSUPPORTED, "no translation from %s to %s", source, target);
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
	.options = options, .n_options = DT_COUNT(options),                                        \
	.options_size = sizeof(struct options), .check = check, .open = open_self,                 \
	.close = close_self, .drop = drop
#define PORTS(i, o) .inputs = i, .n_inputs = DT_COUNT(i), .outputs = o, .n_outputs = DT_COUNT(o)
#define STEP(stage_name, ...)                                                                      \
	{                                                                                          \
		.name = stage_name, .summary = "a page to a page", PORTS(step_in, step_out),       \
		COMMON, .begin = begin, .end = step_end, __VA_ARGS__                               \
	}
#define LANES .threads = DT_PER_LANE, .lane_open = lane_open, .lane_close = lane_close

static const struct dt_stage stages[] = {
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
	  .begin = begin,
	  .run = sink_run,
	  .end = sink_end },
	{ .name = "count",
	  .summary = "gives on a document",
	  PORTS(count_in, count_in),
	  COMMON,
	  .threads = DT_SHARED,
	  .begin = begin,
	  .end = count_end },
	{ .name = "other",
	  .summary = "gives another kind of page",
	  PORTS(step_in, other_out),
	  COMMON,
	  .threads = DT_SHARED,
	  .begin = begin,
	  .run = step_run },
};

static const struct dt_translator translators[] = {
	{ .name = "speaker",
	  .summary = "says it again",
	  LANES,
	  .options = options,
	  .n_options = DT_COUNT(options),
	  .options_size = sizeof(struct options),
	  .check = check,
	  .open = open_self,
	  .close = close_self,
	  .pair = no_welsh,
	  .translate = speak },
};

/* ---- a store in a folder, without the care of a real one ---------------------------------- */

struct folder {
	const char *directory;
};

static const struct dt_option folder_options[] = {
	DT_OPT_STRING(struct folder, directory, DT_REQUIRED, NULL, "where results go"),
};

static dt_status folder_open(const struct dt_call *call, const void *block, void **self,
			     struct dt_error *err)
{
	(void)call;
	(void)err;
	*self = (void *)(uintptr_t)block;
	return DT_OK;
}

static dt_status folder_put(const struct dt_call *call, const char *key,
			    const struct dt_stream *from, uint32_t flags, struct dt_error *err)
{
	const struct folder *folder = call->self;
	char name[600], buffer[1000];
	int64_t n;
	FILE *file;

	snprintf(name, sizeof(name), "%s/%s", folder->directory, key);
	if (flags & DT_PUT_NO_REPLACE && !access(name, F_OK))
		return dt_fail(err, DT_E_REFUSED, "%s is there already", name);
	file = fopen(name, "we");
	if (!file)
		return dt_fail(err, DT_E_SYSTEM, "cannot write %s: %s", name, strerror(errno));
	while ((n = from->move(from->ctx, buffer, sizeof(buffer), err)) > 0)
		fwrite(buffer, 1, (size_t)n, file);
	fclose(file);
	if (n < 0)
		unlink(name);
	return n < 0 ? err->status : DT_OK;
}

static dt_status folder_get(const struct dt_call *call, const char *key, const struct dt_stream *to,
			    struct dt_error *err)
{
	(void)call;
	(void)to;
	return dt_fail(err, DT_E_UNSUPPORTED, "%s cannot be read", key);
}

static const struct dt_store stores[] = {
	{ .name = "folder",
	  .summary = "a folder",
	  .options = folder_options,
	  .n_options = DT_COUNT(folder_options),
	  .options_size = sizeof(struct folder),
	  .open = folder_open,
	  .get = folder_get,
	  .put = folder_put },
};

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "fake",
	.version = "1",
	.summary = "stages for tests",
	.license = "AGPL-3.0-or-later",
	.stages = stages,
	.n_stages = DT_COUNT(stages),
	.translators = translators,
	.n_translators = DT_COUNT(translators),
	.stores = stores,
	.n_stores = DT_COUNT(stores),
};
