/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "preview.h"
#include "result_handlers.h"
#include "tool_handlers.h"

#include <stdlib.h>
#include <string.h>

static void fail(struct exchange *exchange, json_t *fault, const struct dt_error *err)
{
	if (fault)
		fail_tool(exchange, fault);
	else
		route_fail(exchange, err, "the document of the job");
	json_decref(fault);
}

/* The job, its document, and the sizes of its pages; false: answered. */
static bool open_job(struct exchange *exchange, struct job *job, struct preview *preview)
{
	struct dt_error err = { 0 };
	json_t *fault = NULL;

	memset(preview, 0, sizeof(*preview));
	if (!job_find(exchange, job))
		return false;
	if (preview_open(preview, exchange, job, &err))
		fault = preview_sizes(preview, exchange, &err);
	if (preview->sizes)
		return true;
	fail(exchange, fault, &err);
	preview_close(preview);
	job_finish(job);
	return false;
}

/* ---- the list ------------------------------------------------------------------------- */

static void list_later(struct exchange *exchange, void *ctx)
{
	struct preview preview;
	struct job job;
	json_t *pages, *size;
	size_t i;

	(void)ctx;
	if (!open_job(exchange, &job, &preview))
		return;
	pages = json_array();
	json_array_foreach(preview.sizes, i, size) json_array_append_new(
		pages,
		json_pack("{s:I, s:b, s:b, s:O, s:O}", "page", (json_int_t)i + 1, "source", true,
			  "translated", preview_translated(&preview, (uint32_t)i + 1), "width",
			  json_array_get(size, 0), "height", json_array_get(size, 1)));
	exchange_answer(exchange, 200,
			json_pack("{s:s, s:s, s:s, s:I, s:o}", "schema_version", "1", "job_id",
				  job.id, "state", job_state_name(job.state), "page_count",
				  (json_int_t)json_array_size(pages), "pages", pages));
	preview_close(&preview);
	job_finish(&job);
}

void handle_pages(struct exchange *exchange)
{
	exchange_later(exchange, list_later, NULL);
}

/* ---- a picture --------------------------------------------------------------------------- */

static void fail_page(struct exchange *exchange, const struct job *job, const json_t *sizes,
		      uint64_t n)
{
	exchange_fail(exchange, 404, "not_found",
		      json_pack("{s:s, s:I, s:I}", "job_id", job->id, "page", (json_int_t)n,
				"page_count", (json_int_t)json_array_size(sizes)),
		      "there is no page %llu, the document has %zu", (unsigned long long)n,
		      json_array_size(sizes));
}

/* A job that is over brings no more pages. */
static void fail_undone(struct exchange *exchange, const struct job *job, uint64_t n)
{
	json_t *details = json_pack("{s:s, s:s, s:I}", "job_id", job->id, "state",
				    job_state_name(job->state), "page", (json_int_t)n);

	if (job_is_over(job)) {
		exchange_fail(exchange, 404, "not_found", details,
			      "the job is %s, and page %llu was not translated",
			      job_state_name(job->state), (unsigned long long)n);
		return;
	}
	exchange_set_header(exchange, "Retry-After", job->state == DT_RECORD_RUNNING ? "1" : "5");
	exchange_fail(exchange, 409, "not_ready", details,
		      "the job is %s, and page %llu is not translated yet",
		      job_state_name(job->state), (unsigned long long)n);
}

static void answer_picture(struct exchange *exchange, struct preview *preview, bool translated,
			   uint32_t n)
{
	uint32_t width = (uint32_t)route_integer(exchange, "width", PREVIEW_PRESET_WIDTH);
	struct dt_error err = { 0 };
	char *path = NULL;
	json_t *fault = preview_picture(preview, exchange, translated, n, width, &path, &err);

	if (fault || err.status) {
		fail(exchange, fault, &err);
	} else {
		exchange_set_header(exchange, "Cache-Control", "private, no-cache");
		exchange_answer_file(exchange, path, "image/png", NULL, NULL);
	}
	free(path);
}

static void page_later(struct exchange *exchange, void *ctx)
{
	const char *of = exchange_query(exchange, "of");
	bool translated = !of || strcmp(of, "source") != 0;
	uint64_t n = strtoull(exchange_path(exchange, "page"), NULL, 10);
	struct preview preview;
	struct job job;

	(void)ctx;
	if (!open_job(exchange, &job, &preview))
		return;
	if (!n || n > json_array_size(preview.sizes))
		fail_page(exchange, &job, preview.sizes, n);
	else if (translated && !preview_translated(&preview, (uint32_t)n))
		fail_undone(exchange, &job, n);
	else
		answer_picture(exchange, &preview, translated, (uint32_t)n);
	preview_close(&preview);
	job_finish(&job);
}

void handle_page(struct exchange *exchange)
{
	exchange_later(exchange, page_later, NULL);
}
