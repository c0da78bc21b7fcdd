/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * process.h - runs jobs as "run-job", each a child of this process (job/job.h is what is spoken).
 *
 *	child                              code             details.reason
 *	said "error"                       its own          its own
 *	crashed, memory, cpu, file size,
 *	filter, spoke something else       input_error      crashed, memory, ...
 *	ended without a last line          internal_error   silent
 */
#ifndef DT_SERVE_PROCESS_H
#define DT_SERVE_PROCESS_H

#include "runner.h"

struct process_runner;
struct settings;

struct process_runner *process_runner_new(const struct settings *settings, struct dt_error *err);
/* Of a reload: for what is started from now on. */
void process_runner_change(struct process_runner *runner, const struct settings *settings);
void process_runner_free(struct process_runner *runner); /* no run is left */
const struct job_runner *process_runner(struct process_runner *runner);

#endif
