/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * engine_run.h - a pipeline of fake stages, from a text, and jobs through it.
 *
 * All files live in a folder of the test's own.  What should not fail and does
 * ends the test with the engine's sentence.
 */
#ifndef DT_TESTS_ENGINE_RUN_H
#define DT_TESTS_ENGINE_RUN_H

#include "engine.h"

struct run {
	struct dt_engine *engine;
	struct dt_pipeline *pipeline;
	char folder[64];
	char input[128]; /* a document of a few bytes */
};

/* Begins with an engine that knows the fake module. */
void run_start(struct run *run);
void run_finish(struct run *run);
/* Checks a pipeline only. */
void run_load(struct run *run, const char *text, struct dt_diagnostics *list);
/* Checks and opens a pipeline; "$OUT" in text stands for the folder. */
struct dt_pipeline *run_open(struct run *run, const char *text, unsigned workers);
/* The messages for a pipeline that is wrong; the caller frees. */
char *run_complaints(struct run *run, const char *text);
/* A job that is submitted, with a parameter or NULL. */
struct dt_job *run_job(struct run *run, const char *name, const char *value);
/* Waits for the job's end; it must end in that state. */
void run_ends(struct dt_job *job, enum dt_job_state state);
/* Opens the pipeline, runs a job that fails so, and leaves no result. */
void run_fails(struct run *run, const char *pipeline, dt_status kind, const char *sentence);
/* Text of a result in the folder, the caller frees; NULL: not there. */
char *run_result(const struct run *run, const char *key);
/* How often text has it. */
size_t run_count(const char *text, const char *with);
/* A number of the report: "resources", "peak_pages_in_flight". */
double run_number(struct dt_job *job, const char *group, const char *name);

#endif /* DT_TESTS_ENGINE_RUN_H */
