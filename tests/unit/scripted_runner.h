/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * scripted_runner.h - runs jobs as their requests say, without a process, for tests.
 *
 * The request's member "script": {events, every_ms, end, stubborn, updates, stages}.  end:
 * "succeed" (preset), "fail", "crash", "odd" (a code that nobody knows), "hang" (only a stop ends
 * it), "refuse" (cannot be started: DT_E_INPUT), "later" (DT_E_UNAVAILABLE).  stubborn 1: does not
 * end when it is asked; 2: not even when it is killed, for a second.  updates: how long each event
 * is, which then is the progress of one of so many stages.
 */
#ifndef DT_TESTS_SCRIPTED_RUNNER_H
#define DT_TESTS_SCRIPTED_RUNNER_H

#include "serve/jobs/runner.h"

struct scripted;

struct scripted *scripted_new(void);
void scripted_free(struct scripted *scripted);
const struct job_runner *scripted_runner(struct scripted *scripted);

struct scripted_figures {
	unsigned started, running, most_running;
	char key[64], output[256]; /* of the last request: translator.openai.api_key, output_dir */
};
void scripted_figures(struct scripted *scripted, struct scripted_figures *figures);

#endif
