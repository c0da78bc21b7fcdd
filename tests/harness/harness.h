/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * harness.h - runs stages alone, without the engine, on one thread.
 *
 * It knows the installed headers only, so it also proves that they are enough.
 * Stages run one after another, each over all pages; ports are wired by type:
 * an input takes the last output of its type.  Payloads are kept until the end.
 * It counts what a stage does against the contract (an output given twice, a
 * payload for an unknown port, a missing doc. output).
 */
#ifndef DT_TESTS_HARNESS_H
#define DT_TESTS_HARNESS_H

#include <doctranslate/plugin.h>
#include <doctranslate/types.h>

struct harness;

struct harness *harness_new(const char *modules, const char *work_dir);
void harness_free(struct harness *h);

/* Before harness_run; both copy. */
void harness_parameter(struct harness *h, const char *name, const char *value);
/* "module.thing.option", value as in a pipeline file. */
void harness_option(struct harness *h, const char *name, const char *value);
/* The translator that host->translate uses: "echo.echo". */
void harness_translator(struct harness *h, const char *name);
/* What a job.file of that path would be. */
void harness_input(struct harness *h, const char *path);
/* Puts a payload where a stage would have: page DT_NO_PAGE for doc. types. */
void harness_feed(struct harness *h, const char *type, uint32_t page, const void *payload,
		  size_t size);
/* Runs one stage over all pages.  An error of a page is counted and printed, an error of
 * begin or end is returned. */
dt_status harness_run(struct harness *h, const char *stage, struct dt_error *err);
/* The payload of that type, NULL: none. */
const void *harness_take(struct harness *h, const char *type, uint32_t page, size_t *size);
/* The n-th doc.file: 0 is the input, then what stages gave. */
const struct dt_file *harness_file(struct harness *h, size_t n);
uint32_t harness_pages(const struct harness *h);
unsigned harness_failed_pages(const struct harness *h);
unsigned harness_faults(const struct harness *h); /* breaches of the contract */
unsigned harness_notes(const struct harness *h, uint32_t level);
void harness_quiet(struct harness *h, bool quiet);
double harness_seconds(const struct harness *h); /* CPU of the last harness_run */

#endif /* DT_TESTS_HARNESS_H */
