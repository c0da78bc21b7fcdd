/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tool_process.h"

#include "json_text.h"
#include "serve/jobs/folder.h"
#include "serve/observe/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_OUTPUT = 64 << 20, PRESET_TIME_S = 60, MOST_FILES = 256 };

struct tool_process {
	pthread_mutex_t lock;
	pthread_cond_t ended;
	bool over;
	char *folder; /* that it runs in */
	char *text;   /* what it has printed */
	size_t size, room;
	bool short_of_memory;
	enum child_outcome outcome;
	const char *reason;
	char why[300];
};

/* ---- what it says ---------------------------------------------------------------------- */

static void take_output(void *ctx, const char *bytes, size_t size)
{
	struct tool_process *process = ctx;

	if (process->room - process->size <= size) {
		size_t room = process->room ? process->room : 1 << 12;
		char *more;

		while (room - process->size <= size)
			room *= 2;
		more = realloc(process->text, room);
		process->short_of_memory |= !more;
		if (!more)
			return;
		process->text = more;
		process->room = room;
	}
	memcpy(process->text + process->size, bytes, size);
	process->size += size;
	process->text[process->size] = '\0';
}

static void log_line(void *ctx, const char *line, size_t size)
{
	(void)ctx;
	log_info("tool.log", LOG_BYTES("message", line, size));
}

static void over(void *ctx, const struct child_end *end)
{
	struct tool_process *process = ctx;

	pthread_mutex_lock(&process->lock);
	process->outcome = end->outcome;
	process->reason = end->reason; /* a constant */
	snprintf(process->why, sizeof(process->why), "%s", end->text);
	process->over = true;
	pthread_cond_signal(&process->ended);
	pthread_mutex_unlock(&process->lock);
}

/* ---- start ------------------------------------------------------------------------------- */

static json_t *texts(const char *const *list)
{
	json_t *json = json_array();

	for (; list && *list; list++)
		json_array_append_new(json, json_text(*list));
	return json;
}

/* The answer is to be JSON, and nothing is to be told besides. */
static char *specification(const struct tool *tool)
{
	static const char *const manner[] = { "--output-format", "json", "--quiet", NULL };
	json_t *arguments = texts(manner), *further = texts(tool->arguments), *all;
	char *text;

	json_array_extend(arguments, further);
	json_decref(further);
	all = json_pack("{s:o, s:o}", "arguments", arguments, "read", texts(tool->read));
	text = all ? json_dumps(all, JSON_COMPACT) : NULL;
	json_decref(all);
	return text;
}

static void process_free(struct tool_process *process)
{
	if (process->folder)
		folder_remove(process->folder);
	pthread_cond_destroy(&process->ended);
	pthread_mutex_destroy(&process->lock);
	free(process->folder);
	free(process->text);
	free(process);
}

static struct tool_process *process_new(const struct settings *settings, struct dt_error *err)
{
	struct tool_process *process = calloc(1, sizeof(*process));

	if (!process) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for a process");
		return NULL;
	}
	pthread_mutex_init(&process->lock, NULL);
	pthread_cond_init(&process->ended, NULL);
	if (asprintf(&process->folder, "%s/tool-XXXXXX", settings->tmp_root) < 0)
		process->folder = NULL;
	if (process->folder && mkdtemp(process->folder))
		return process;
	dt_fail(err, DT_E_SYSTEM, "no folder can be made in the tmp folder: %s", strerror(errno));
	free(process->folder);
	process->folder = NULL;
	process_free(process);
	return NULL;
}

static dt_status start(struct children *children, const struct settings *settings,
		       const struct tool *tool, struct tool_process *process, struct dt_error *err)
{
	static const char *const argv[] = { "doctranslate", "run-tool", NULL };
	uint32_t time_s = tool->time_s ? tool->time_s : PRESET_TIME_S;
	const char *environment[2] = { NULL, NULL };
	char *temporary = NULL, *input = specification(tool);
	struct child_options options = {
		.program = tool->program,
		.argv = argv,
		.environment = environment,
		.withheld = (const char *const *)settings->webhook_secret_names.at,
		.n_withheld = settings->webhook_secret_names.n,
		.folder = process->folder,
		.input = input,
		.input_size = input ? strlen(input) : 0,
		.limits = { .memory = settings->job_memory_bytes,
			    .file_bytes = settings->job_file_bytes,
			    .cpu_s = time_s + 1,
			    .files = MOST_FILES },
		.time_ms = (int64_t)time_s * 1000,
		.output_bytes = MOST_OUTPUT,
		.output = take_output,
		.log = log_line,
		.over = over,
		.ctx = process,
	};
	uint64_t id;

	if (asprintf(&temporary, "TMPDIR=%s", process->folder) < 0)
		temporary = NULL;
	environment[0] = temporary;
	if (!input || !temporary)
		dt_fail(err, DT_E_SYSTEM, "out of memory for a process");
	else
		child_start(children, &options, &id, err);
	if (input)
		explicit_bzero(input, strlen(input));
	free(input);
	free(temporary);
	return err->status;
}

struct tool_process *tool_process_start(struct children *children, const struct settings *settings,
					const struct tool *tool, struct dt_error *err)
{
	struct tool_process *process = process_new(settings, err);

	if (process && start(children, settings, tool, process, err) != DT_OK) {
		process_free(process);
		process = NULL;
	}
	return process;
}

/* ---- end ---------------------------------------------------------------------------------- */

/* The last line is the envelope. */
static json_t *read_envelope(char *text)
{
	size_t n = text ? strlen(text) : 0;
	char *line;

	while (n && text[n - 1] == '\n')
		text[--n] = '\0';
	line = text ? strrchr(text, '\n') : NULL;
	return text ? json_loads(line ? line + 1 : text, 0, NULL) : NULL;
}

/* As the command itself would tell a fault of the document, or of its own. */
static json_t *envelope_of_end(const struct tool_process *process, bool document)
{
	return json_pack("{s:b, s:n, s:[], s:[], s:{s:s, s:s, s:{s:s}}}", "ok", false, "result",
			 "warnings", "errors", "error", "code",
			 document ? "input_error" : "internal_error", "message", process->why,
			 "details", "reason", process->reason);
}

static dt_status put_in_place(const struct tool_process *process, const struct tool *tool,
			      struct dt_error *err)
{
	char *made = path_join(process->folder, tool->makes);

	if (!made || rename(made, tool->place))
		dt_fail(err, DT_E_SYSTEM, "what was made cannot be kept: %s", strerror(errno));
	free(made);
	return err->status;
}

static json_t *answer(struct tool_process *process, const struct tool *tool, struct dt_error *err)
{
	json_t *envelope = NULL;

	if (process->outcome == CHILD_STOPPED)
		dt_fail(err, DT_E_UNAVAILABLE, "the service is about to end");
	else if (process->outcome != CHILD_FINISHED)
		return envelope_of_end(process, tool->document);
	else if (!process->short_of_memory)
		envelope = read_envelope(process->text);
	if (!envelope && err->status == DT_OK)
		dt_fail(err, DT_E_SYSTEM, "the process that did it gave no answer: %s",
			process->why);
	if (envelope && tool->makes && json_is_true(json_object_get(envelope, "ok")) &&
	    put_in_place(process, tool, err) != DT_OK) {
		json_decref(envelope);
		envelope = NULL;
	}
	return envelope;
}

json_t *tool_process_finish(struct tool_process *process, const struct tool *tool,
			    struct dt_error *err)
{
	json_t *envelope;

	pthread_mutex_lock(&process->lock);
	while (!process->over)
		pthread_cond_wait(&process->ended, &process->lock);
	pthread_mutex_unlock(&process->lock);
	envelope = answer(process, tool, err);
	process_free(process);
	return envelope;
}
