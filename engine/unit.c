/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Doing one unit of work: on a worker's thread, without the lock. */
#include "config.h"

#include "clock.h"
#include "job.h"
#include "workdir.h"

#include <doctranslate/payload.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void error_complete(struct dt_error *err, dt_status returned, const char *node)
{
	static const char *const whose[] = {
		"success",
		"the pipeline's configuration",
		"the document",
		"unsupported",
		"something not available",
		"a refusal",
		"a limit",
		"a cancellation",
		"the machine",
		"a broken contract",
	};

	if (err->status == DT_OK)
		err->status = returned;
	if (err->status < DT_OK || err->status > DT_E_BUG)
		err->status = DT_E_BUG;
	if (!err->text[0])
		snprintf(err->text, sizeof(err->text), "%s failed without a sentence: %s", node,
			 whose[err->status]);
}

void unit_outside(struct unit *unit, struct dt_pipeline *pipeline, const char *node, void *self)
{
	memset(unit, 0, sizeof(*unit));
	unit->pipeline = pipeline;
	unit->call.size = sizeof(unit->call);
	unit->call.page = DT_NO_PAGE;
	unit->call.host = &engine_host;
	unit->call.node = node;
	unit->call.self = self;
}

/* Reads back what was parked.  Another unit may do so too: the first one's copy stays. */
static dt_status load_inputs(struct unit *u)
{
	struct dt_job *job = u->job;
	void *at;

	for (uint32_t i = 0; i < u->node->plan->stage->n_inputs; i++) {
		struct payload *p = u->pinned[i];

		if (!p || u->in[i] || p->gap)
			continue;
		at = spool_read(&job->spool, p->offset, p->size, &u->error);
		if (!at)
			return u->error.status;
		pthread_mutex_lock(&u->pipeline->lock);
		if (p->at) {
			free(at);
		} else {
			p->at = at;
			job->resident += p->size;
		}
		u->in[i] = p->at;
		pthread_mutex_unlock(&u->pipeline->lock);
		u->in_size[i] = p->size;
	}
	return DT_OK;
}

static dt_status open_lane(struct unit *u)
{
	dt_status status = DT_OK;

	if (!u->lane)
		return DT_OK;
	if (!u->lane->opened) {
		status = u->node->plan->stage->lane_open(&u->call, &u->lane->lane, &u->error);
		u->lane_opened = status == DT_OK;
		u->lane_failed = !u->lane_opened;
	}
	u->call.lane = u->lane->lane;
	return status;
}

/* The time in which a page waits for answers of others says nothing of the page. */
static void set_deadline(struct unit *u)
{
	int64_t limit = u->job->page_limit_ms, spent = u->page_spent_ms;

	if (u->node->waits) {
		limit = u->pipeline->plan->limits->translate_time;
		spent = 0;
	}
	if (u->kind == UNIT_PAGE && limit)
		u->deadline = u->start_ns + (limit > spent ? limit - spent : 1) * CLOCK_MS;
}

/* Page payloads begin with their size and the page of the file: what people count by. */
static int64_t page_of_file(const struct unit *u)
{
	const struct dt_stage *stage = u->node->plan->stage;
	uint32_t number;

	for (uint32_t i = 0; i < stage->n_inputs; i++)
		if (u->pinned[i] && u->in[i]) {
			memcpy(&number, (const char *)u->in[i] + sizeof(uint32_t), sizeof(number));
			return number;
		}
	return job_parameter(u->job, "pages") ? -1 : (int64_t)u->call.page;
}

static void note_failed_page(struct unit *u)
{
	char text[600];
	struct dt_note note = { .size = sizeof(note),
				.level = DT_NOTE_FAULT,
				.code = "page.failed",
				.text = text,
				.page = u->file_page };

	/* of a page that was late the sentence has the node already */
	if (u->whole_sentence)
		note.text = u->error.text;
	else
		snprintf(text, sizeof(text), "%s (node %s)", u->error.text, u->node->plan->name);
	job_note(u->job, &note);
}

static void call_stage(struct unit *u)
{
	const struct dt_stage *stage = u->node->plan->stage;
	/* this clock is a system call: what comes between two stages is the second one's */
	int64_t cpu = u->cpu_mark ? u->cpu_mark : clock_of(CLOCK_THREAD_CPUTIME_ID);

	u->start_ns = clock_now();
	set_deadline(u);
	u->status = load_inputs(u);
	if (u->status == DT_OK)
		u->status = open_lane(u);
	if (u->kind == UNIT_PAGE)
		u->file_page = page_of_file(u);
	if (u->status == DT_OK) {
		switch (u->kind) {
		case UNIT_BEGIN:
			if (stage->begin)
				u->status = stage->begin(&u->call, &u->call.state, &u->n_pages,
							 &u->error);
			break;
		case UNIT_PAGE:
			u->status = stage->run(&u->call, &u->error);
			break;
		case UNIT_END:
			if (stage->end)
				u->status = stage->end(&u->call, &u->error);
			break;
		case UNIT_START:
		case UNIT_STORE:
		case UNIT_FINISH:
			break;
		}
	}
	u->wall_ns = clock_now() - u->start_ns;
	u->cpu_mark = clock_of(CLOCK_THREAD_CPUTIME_ID);
	u->cpu_ns = u->cpu_mark - cpu;
	if (u->status != DT_OK)
		error_complete(&u->error, u->status, u->node->plan->name);
	u->status = u->status == DT_OK ? DT_OK : u->error.status;
}

static bool looks_like_pdf(const char *path)
{
	FILE *file = fopen(path, "re");
	char head[1024];
	size_t n = 0;

	if (file) {
		n = fread(head, 1, sizeof(head), file);
		fclose(file);
	}
	return n > 5 && memmem(head, n, "%PDF-", 5);
}

/* The payload of job.file. */
static dt_status make_job_file(struct dt_job *job, struct dt_error *err)
{
	const char *type =
		looks_like_pdf(job->input) ? "application/pdf" : "application/octet-stream";
	struct dt_payload p = { 0 };
	struct dt_span path, media;
	struct dt_file *head;

	dt_payload_start(&p, sizeof(struct dt_file));
	path = dt_payload_text(&p, job->input, strlen(job->input));
	media = dt_payload_text(&p, type, strlen(type));
	head = DT_PAYLOAD_HEAD(&p, struct dt_file);
	if (!head) {
		dt_payload_free(&p);
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	}
	head->size = (uint32_t)p.used;
	head->bytes = job->input_bytes;
	head->path = path;
	head->media_type = media;
	job->job_file = p.at;
	job->job_file_size = p.used;
	return DT_OK;
}

static void start_job(struct unit *u)
{
	u->job->work_dir = workdir_make(&u->job->work_lock, &u->error);
	u->status = u->job->work_dir ? make_job_file(u->job, &u->error) : u->error.status;
	if (u->status == DT_OK)
		job_tell(u->job, DT_EVENT_STAGES, -1);
}

/* Takes a free lane that the job was the last to use, if it is open. */
static struct lane *take_lane_of(struct lanes *lanes, uint64_t job)
{
	struct lane **link, *lane;

	for (link = &lanes->free; (lane = *link); link = &lane->next)
		if (lane->opened && lane->job == job) {
			*link = lane->next;
			return lane;
		}
	return NULL;
}

/* Lanes that are cheap give back what they hold of a document that they are done with. */
static void close_lanes_of(struct dt_job *job, uint32_t index)
{
	struct dt_pipeline *pipeline = job->pipeline;
	struct node *node = &pipeline->nodes[index];
	struct lane *lane;

	if (!(node->plan->stage->flags & DT_LANES_PER_JOB))
		return;
	pthread_mutex_lock(&pipeline->lock);
	while ((lane = take_lane_of(&node->lanes, job->number))) {
		/* as a call: there are as many lanes as calls at once */
		node->running++;
		pthread_mutex_unlock(&pipeline->lock);
		if (node->plan->stage->lane_close)
			node->plan->stage->lane_close(node->self, lane->lane);
		pthread_mutex_lock(&pipeline->lock);
		lane->opened = false;
		lane->lane = NULL;
		lanes_give(&node->lanes, lane);
		node->running--;
	}
	pthread_mutex_unlock(&pipeline->lock);
}

/* Nobody else looks at a node's state when its end is over or the job has no unit left. */
static void drop_node(struct dt_job *job, uint32_t index)
{
	struct job_node *jn = &job->nodes[index];
	const struct node *node = &job->pipeline->nodes[index];

	if (jn->begun && node->plan->stage->drop)
		node->plan->stage->drop(node->self, jn->state);
	jn->begun = false;
	close_lanes_of(job, index);
}

/* What has not been dropped goes in the reverse order of begin. */
static void finish_job(struct unit *u)
{
	struct dt_job *job = u->job;
	const struct plan *plan = u->pipeline->plan;

	for (uint32_t i = plan->n_nodes; i-- > 0;)
		drop_node(job, plan->order[i]);
	job_drop_payloads(job);
	workdir_remove(job->work_dir, job->work_lock);
	job->work_dir = NULL;
	job_tell(job, DT_EVENT_FINISHED, -1);
}

static void spill(struct unit *u)
{
	struct dt_job *job = u->job;
	struct dt_error error = { 0 };
	uint64_t offset = 0;

	for (uint32_t i = 0; i < u->n_spill; i++) {
		struct payload *p = u->spill[i];
		dt_status status =
			spool_write(&job->spool, job->work_dir, p->at, p->size, &offset, &error);

		pthread_mutex_lock(&u->pipeline->lock);
		if (status == DT_OK) {
			p->offset = offset;
			p->on_disk = true;
		} else {
			job_fail(job, &error, NULL, -1);
		}
		(void)payload_release(job, p, false);
		pthread_mutex_unlock(&u->pipeline->lock);
	}
}

void unit_do(struct unit *u)
{
	struct dt_pipeline *pipeline = u->pipeline;
	struct dt_job *job = u->job;
	enum unit_kind kind = u->kind;
	int index = (int)u->index;
	bool ended;

	if (kind != UNIT_BEGIN && kind != UNIT_PAGE && kind != UNIT_END)
		u->cpu_mark = 0; /* what these cost is no stage's */
	switch (kind) {
	case UNIT_START:
		start_job(u);
		break;
	case UNIT_BEGIN:
		if (!job->nodes[index].attempts)
			job_tell(job, DT_EVENT_STAGE_START, index);
		call_stage(u);
		break;
	case UNIT_PAGE:
	case UNIT_END:
		call_stage(u);
		break;
	case UNIT_STORE:
		u->status = job_store_results(job, &u->error);
		break;
	case UNIT_FINISH:
		finish_job(u);
		break;
	}
	pthread_mutex_lock(&pipeline->lock);
	unit_settle(u);
	ended = kind == UNIT_END && job->nodes[index].phase == PHASE_ENDED;
	pthread_mutex_unlock(&pipeline->lock);
	if (kind == UNIT_FINISH)
		return; /* the job belongs to its submitter now */
	if (u->n_spill)
		spill(u);
	if (u->page_failed)
		note_failed_page(u);
	if (u->lane_failed)
		dt_log(&u->call, DT_LOG_WARNING, "no further lane: %s", u->error.text);
	if (ended) {
		/* at once: what a stage holds of a document need not wait for the last pass */
		drop_node(job, (uint32_t)index);
		job_tell(job, DT_EVENT_STAGE_END, index);
	} else if (kind == UNIT_PAGE) {
		job_progress(job, (uint32_t)index);
	}
	pthread_mutex_lock(&pipeline->lock);
	job->running--;
	scheduler_wake(pipeline);
	pthread_mutex_unlock(&pipeline->lock);
}
