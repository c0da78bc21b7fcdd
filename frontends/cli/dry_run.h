/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* dry_run.h - the command "translate" when it is only to tell what it would do. */
#ifndef DT_CLI_DRY_RUN_H
#define DT_CLI_DRY_RUN_H

#include "translate.h"

/* After translate_load; prints, or fills in the session's result. */
enum exit_code translate_dry_run(struct translation *t);
/* dry_run_print.c: the same for people; documents by the tasks' index, NULL: it has failed. */
void dry_run_print(const struct translation *t, json_t *const *documents, const json_t *fonts);

#endif
