/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * engine.h - the one header that front ends see.
 *
 * An engine knows the plugins of one folder.  A pipeline is a checked and
 * opened config file.  A job takes one document through it.  Strings given in
 * are copied, strings handed out live as long as the thing that gave them.
 */
#ifndef DT_ENGINE_H
#define DT_ENGINE_H

#include <doctranslate/plugin.h>

/* ---- messages about files: file:line, sorted, all in one go -------------- */

struct dt_diagnostics; /* a list of errors and warnings with file and line */

struct dt_diagnostics *dt_diagnostics_new(void);
void dt_diagnostics_free(struct dt_diagnostics *list);
size_t dt_diagnostics_errors(const struct dt_diagnostics *list);
/* All lines, "FILE:LINE: error: TEXT\n", sorted by file and line; the caller frees. */
char *dt_diagnostics_text(const struct dt_diagnostics *list);

/* ---- engine ---------------------------------------------------------------- */

struct dt_engine_options {
	/* Folders separated by ':'.  NULL: the environment's DT_PLUGIN_PATH and
	 * DT_PIPELINE_PATH, else beside the program, else where make install puts them. */
	const char *plugin_path;
	const char *pipeline_dir; /* of the built-in pipelines */
	int log_level;		  /* enum dt_log_level */
	/* [any] one line of log; NULL: standard error */
	void (*log)(void *ctx, int level, const char *line);
	void *log_ctx;
};

struct dt_engine;

struct dt_engine *dt_engine_new(const struct dt_engine_options *options, struct dt_error *err);
void dt_engine_free(struct dt_engine *engine); /* after all pipelines are closed; takes NULL */

const char *dt_engine_version(void);
/* Every file in the plugin folders: {"plugins": [{name, version, file, usable, reason,
 * license, summary, stages: [...], translators: [...], stores: [...], records: [...]}]}; the caller
 * frees. */
char *dt_engine_plugins_json(struct dt_engine *engine);
/* Stages and stores of a pipeline file, whether or not it can run here: [{name, missing: null or
 * why its plugin cannot be used}]; NULL: the file cannot be read, list says why.  The caller
 * frees. */
char *dt_engine_needs_json(struct dt_engine *engine, const char *file, struct dt_diagnostics *list);
/* Path of a built-in pipeline ("translate", "extract"); the caller frees; NULL with err. */
char *dt_engine_pipeline_file(struct dt_engine *engine, const char *name, struct dt_error *err);

/* ---- records of a service ------------------------------------------------------ */

struct dt_override;
struct dt_records; /* doctranslate/records.h */

/* Opens a backend, "sqlite.jobs", with options: where of an override is the option's name.  Plugins
 * other than its own are not loaded.  Both live until dt_engine_records_close.  Any thread. */
dt_status dt_engine_records_open(struct dt_engine *engine, const char *uses,
				 const struct dt_override *overrides, size_t n_overrides,
				 const struct dt_records **records, void **self,
				 struct dt_error *err);
/* After all its calls have come back; takes NULL.  What is left open dt_engine_free closes. */
void dt_engine_records_close(struct dt_engine *engine, void *self);

/* ---- pipeline ---------------------------------------------------------------- */

struct dt_pipeline;

/* An option that is set from outside the file: "NODE.option" = "value", spelt as in the file.
 * NODE is a node, a translator or a store of the file. */
struct dt_override {
	const char *where; /* "apertium.mode" */
	const char *value;
	const char *origin; /* for messages: "--translator-option mode=x" */
};

/* Reads and checks the whole file; nothing is opened.  NULL when there are errors: they are in
 * list.  Warnings may be there with a pipeline. */
struct dt_pipeline *dt_pipeline_load(struct dt_engine *engine, const char *file,
				     const struct dt_override *overrides, size_t n_overrides,
				     struct dt_diagnostics *list);
/* Before dt_pipeline_open: the pipeline has this result alone from now on, the nodes that it needs
 * and no others.  DT_E_CONFIG: there is no such result. */
dt_status dt_pipeline_narrow(struct dt_pipeline *pipeline, const char *result,
			     struct dt_error *err);
/* Before dt_pipeline_open: it opens neither translators nor stores.  A stage sees the translators'
 * properties and estimates, and nobody can be asked: for jobs that count what another one would
 * ask. */
void dt_pipeline_ask_nobody(struct dt_pipeline *pipeline);
/* Opens every stage, translator and store, and starts the workers.  Of the translators, when
 * only_translators (a NULL-terminated list) is not NULL, those that it names, those that options
 * of stages name, and those that options of one of these name.  workers 0: as the file says. */
dt_status dt_pipeline_open(struct dt_pipeline *pipeline, unsigned workers,
			   const char *const *only_translators, struct dt_error *err);
/* Waits for no job: cancel or wait for them first.  Takes NULL. */
void dt_pipeline_close(struct dt_pipeline *pipeline);
/* What this file means with the plugins here; the caller frees. */
char *dt_pipeline_plan_text(const struct dt_pipeline *pipeline);
char *dt_pipeline_plan_json(const struct dt_pipeline *pipeline);
char *dt_pipeline_plan_dot(const struct dt_pipeline *pipeline);
/* The translator that a job without "translator" takes; NULL: the file has none. */
const char *dt_pipeline_default_translator(const struct dt_pipeline *pipeline);
/* Can that translator do this pair?  The sentence says what is missing. */
dt_status dt_pipeline_check_pair(struct dt_pipeline *pipeline, const char *translator,
				 const char *source, const char *target, struct dt_error *err);
/* Is what it asks there, does it take the key, has it the model?  Asks it, by one small request
 * that costs nothing; DT_OK also of one that asks nobody.  Of one that hands on to others: of
 * each of them.  The sentence says what is wrong. */
dt_status dt_pipeline_preflight(struct dt_pipeline *pipeline, const char *translator,
				struct dt_error *err);
/* Are the keys there, and what must stand in the environment, for a job with that translator
 * (NULL: the file's default)?  Nothing is opened or sent; must come before dt_pipeline_open. */
void dt_pipeline_check_keys(const struct dt_pipeline *pipeline, const char *translator,
			    struct dt_diagnostics *list);

/* ---- job ------------------------------------------------------------------------ */

enum dt_job_state {
	DT_JOB_QUEUED = 0,
	DT_JOB_RUNNING,
	DT_JOB_SUCCEEDED,
	DT_JOB_FAILED,
	DT_JOB_CANCELLED
};

enum dt_event_kind {
	DT_EVENT_STAGES = 1, /* once: the list of nodes and their weights */
	DT_EVENT_STAGE_START,
	DT_EVENT_PROGRESS,
	DT_EVENT_STAGE_END,
	DT_EVENT_NOTE,
	DT_EVENT_FINISHED, /* once, last: state is one of the final three */
	/* For who wants calls: a translator is asked, and is through.  Of what hands on to others
	 * only those that it asks are told.  Some START may lack its END when the job is over. */
	DT_EVENT_CALL_START,
	DT_EVENT_CALL_END
};

/* A batch that a translator is asked; from status on of CALL_END. */
struct dt_called {
	const char *translator, *through; /* through: what has handed it on, NULL: a stage */
	uint32_t segments;
	dt_status status;
	uint32_t failure;	/* enum dt_failure */
	int64_t began, took_us; /* began: us since 1970 */
	struct dt_usage usage;
};

struct dt_event {
	enum dt_event_kind kind;
	enum dt_job_state state;
	const char *stage;    /* node */
	uint64_t done, total; /* of the stage */
	double overall;	      /* 0..100 over all stages; 100 before FINISHED of a success */
	const struct dt_note *note;
	size_t n_stages; /* STAGES: */
	const char *const *stages;
	const double *shares; /* fractions, sum 1 */
	const struct dt_called *call;
};

struct dt_parameter {
	const char *name, *value;
};

/* The key of a result, "%(name).%(target_lang).pdf", with the values of parameters in it, as a job
 * with them has it; the caller frees; NULL with err. */
char *dt_key_fill(const char *key, const char *result, const struct dt_parameter *parameters,
		  size_t n, struct dt_error *err);

struct dt_job_request {
	const char *input;		       /* path of the document */
	const struct dt_parameter *parameters; /* names: doctranslate/types.h */
	size_t n_parameters;
	const char *const *results; /* names of the results wanted, NULL: all */
	size_t n_results;
	/* Where results go: for each wanted result, a store's key replaces the file's key when
	 * it is not NULL.  A store named "output" gets its folder from the override
	 * "output.directory". */
	const struct dt_parameter *keys; /* name = result, value = key */
	size_t n_keys;
	bool no_replace;		   /* an object that is there already is an error */
	int64_t page_time_ms, job_time_ms; /* 0: as the file says */
	/* Called from workers, one at a time for one job; of that job it may call
	 * dt_job_cancel and nothing else. */
	void (*event)(void *ctx, const struct dt_event *event);
	void *ctx;
	bool calls; /* events of calls are wanted; these come from any thread, still one at a time
		     */
};

struct dt_job;

struct dt_job *dt_job_submit(struct dt_pipeline *pipeline, const struct dt_job_request *request,
			     struct dt_error *err);
/* [any] Ends within 200 ms of the page's own work. */
void dt_job_cancel(struct dt_job *job);
/* [any] Asks no translator any more, gives those that are asked a moment to answer, takes the
 * pages with what is translated through the rest of the pipeline, writes the results and ends as
 * cancelled, within 30 s.  False when nothing is translated yet, or the job is over: then it is
 * cancelled at once.  One that has asked for everything goes on to its end, and has succeeded
 * then. */
bool dt_job_wind_down(struct dt_job *job);
/* Blocks; timeout_ms < 0: for ever.  The state now. */
enum dt_job_state dt_job_wait(struct dt_job *job, int64_t timeout_ms);
const struct dt_error *dt_job_error(const struct dt_job *job);
/* JSON: state, error, parameters (without secrets), pages, artifacts [{name, store, key, bytes,
 * sha256}], notes, timings by node, peak memory, "ledger" (the payload of a doc.report
 * port wired as result "report", if any).  The caller frees. */
char *dt_job_report_json(struct dt_job *job);
/* The same without the lists of what stages have reported, which are long for a long document. */
char *dt_job_summary_json(struct dt_job *job);
unsigned dt_job_faults(struct dt_job *job); /* notes of level fault */
unsigned dt_job_failed_pages(struct dt_job *job);
void dt_job_free(struct dt_job *job); /* finished ones only; takes NULL */

#endif /* DT_ENGINE_H */
