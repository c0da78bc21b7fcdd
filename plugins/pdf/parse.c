/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "parse.h"

#include "annotation_texts.h"
#include "lane.h"
#include "outline.h"
#include "page_content.h"
#include "page_set.h"
#include "seen.h"

#include <stdlib.h>
#include <string.h>

struct parse_job {
	dt_spare_document spare;
	struct dt_page_list pages;
	struct dt_page_labels labels;
	struct dt_tag_order order;
	struct dt_payload outline;
	uint32_t *chosen, n_chosen;
};

struct parse_lane {
	struct dt_lane base;
	struct dt_content_lists lists;
	struct dt_payload payload;
};

static size_t memory_limit(const struct dt_call *call)
{
	const struct dt_parse_options *options = call->self;

	return (size_t)options->memory;
}

dt_status dt_parse_open(const struct dt_call *call, const void *options, void **self,
			struct dt_error *err)
{
	(void)call;
	(void)err;
	*self = (void *)(uintptr_t)options; /* they live as long as self */
	return DT_OK;
}

dt_status dt_parse_lane_open(const struct dt_call *call, void **lane, struct dt_error *err)
{
	(void)call;
	*lane = calloc(1, sizeof(struct parse_lane));
	return *lane ? DT_OK : dt_fail(err, DT_E_SYSTEM, "out of memory for a lane");
}

void dt_parse_lane_close(void *self, void *at)
{
	struct parse_lane *lane = at;

	(void)self;
	dt_lane_free(&lane->base);
	dt_content_lists_free(&lane->lists);
	dt_payload_free(&lane->payload);
	free(lane);
}

/* Elements have texts of their own also where their order is not asked for; so have
 * annotations. */
static dt_status read_texts(struct dt_document *doc, struct parse_job *job, bool use_tags,
			    struct dt_error *err)
{
	struct dt_tag_texts texts = { 0 };
	dt_status status = dt_tags_order(doc, &job->order, &texts, err);

	if (status == DT_OK)
		status = dt_annotation_texts(doc, &job->pages, job->chosen, job->n_chosen, &texts,
					     err);
	if (status == DT_OK)
		status = dt_outline_read(doc, &texts, &job->outline, err);
	if (!use_tags)
		dt_tags_free(&job->order);
	dt_tag_texts_free(&texts);
	return status;
}

static dt_status read_document(const struct dt_call *call, struct dt_document *doc,
			       struct parse_job *job, struct dt_error *err)
{
	const char *use_tags = dt_parameter(call, "use_tags", "auto");

	if (dt_pages_walk(doc, &job->pages, err) != DT_OK ||
	    dt_page_set(call->host->parameter(call, "pages"), job->pages.n, &job->chosen,
			&job->n_chosen, err) != DT_OK ||
	    dt_page_labels_read(doc, job->pages.n, &job->labels, err) != DT_OK)
		return err->status;
	dt_pages_save(&job->pages, call);
	return read_texts(doc, job, strcmp(use_tags, "never") != 0, err);
}

dt_status dt_parse_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			 struct dt_error *err)
{
	struct parse_job *job = calloc(1, sizeof(*job));
	struct dt_document *doc = dt_spare_new();
	dt_status status;

	if (!job || !doc) {
		free(job);
		free(doc);
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a job");
	}
	job->spare = doc;
	status = dt_document_open(doc, call, DT_PARSE_IN_FILE, memory_limit(call), err);
	if (status == DT_OK)
		status = read_document(call, doc, job, err);
	if (status != DT_OK) {
		dt_parse_drop(call->self, job);
		return status;
	}
	*n_pages = job->n_chosen;
	*state = job;
	return DT_OK;
}

/* What the report must tell about a page that could not be read to its end. */
static void tell_notes(const struct dt_call *call, const struct dt_scan *scan,
		       const struct dt_asides *asides, uint32_t page)
{
	struct dt_note note = { .size = sizeof(note), .level = DT_NOTE_WARNING, .page = page };

	if (scan->notes & DT_SCAN_CUT) {
		note.code = "pdf.page-too-large";
		note.text = "the page has more content than is read: its end is left as it is";
		call->host->note(call, &note);
	}
	if (asides->cut) {
		note.code = "pdf.asides-too-many";
		note.text = "there is more text in annotations and patterns than is counted: all "
			    "of it is left as it is";
		call->host->note(call, &note);
	}
	if (scan->notes & DT_SCAN_LAYERS) {
		note.code = "pdf.layers";
		note.text = "there are more layers than are read: text of all of them counts as "
			    "shown";
		call->host->note(call, &note);
	}
	if (scan->notes & DT_SCAN_UNREADABLE) {
		note.code = "pdf.content-unreadable";
		note.text = "a part of the page's content cannot be decoded: it is left as it is";
		call->host->note(call, &note);
	}
}

dt_status dt_parse_run(const struct dt_call *call, struct dt_error *err)
{
	struct parse_job *job = call->state;
	struct parse_lane *lane = call->lane;
	struct dt_document *doc;
	uint32_t number = job->chosen[call->page];
	const struct dt_page_entry *page = &job->pages.at[number];
	dt_status status;

	status = dt_lane_enter(&lane->base, &job->spare, call, DT_PARSE_IN_FILE, memory_limit(call),
			       err);
	doc = lane->base.doc;
	if (status == DT_OK)
		status = dt_pages_agree(doc, &job->pages, err);
	if (status == DT_OK)
		status = dt_lane_scan(&lane->base, page, err);
	if (status != DT_OK)
		return status;
	dt_tell_seen(&lane->base.scan);
	fz_var(status);
	fz_try(doc->wall.ctx)
	{
		dt_page_content(doc, page, number, &lane->base.scan, &lane->base.caches,
				&job->order, job->labels.n ? job->labels.at[number] : "",
				&lane->lists, &lane->payload);
	}
	fz_catch(doc->wall.ctx)
	{
		status = dt_wall_fail(&doc->wall, err, "cannot read page %u", number + 1);
	}
	if (status != DT_OK)
		return status;
	tell_notes(call, &lane->base.scan, &lane->lists.asides, number);
	return dt_payload_output(&lane->payload, call, DT_PARSE_OUT_PAGE, err);
}

dt_status dt_parse_end(const struct dt_call *call, struct dt_error *err)
{
	struct parse_job *job = call->state;

	return dt_payload_output(&job->outline, call, DT_PARSE_OUT_OUTLINE, err);
}

void dt_parse_drop(void *self, void *state)
{
	struct parse_job *job = state;

	(void)self;
	dt_spare_free(job->spare);
	dt_pages_free(&job->pages);
	dt_page_labels_free(&job->labels);
	dt_tags_free(&job->order);
	dt_payload_free(&job->outline);
	free(job->chosen);
	free(job);
}
