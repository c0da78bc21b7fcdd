/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * facts.h - export.facts: what kind of document this is, without its text.
 *
 * Counts pages, page sizes, characters, fonts, links and form fields into one
 * JSON object for the job's report; memory grows with the number of fonts and
 * of page sizes only.
 */
#ifndef DT_EXPORT_FACTS_H
#define DT_EXPORT_FACTS_H

#include <doctranslate/plugin.h>

enum { FACTS_PAGE, FACTS_OUTLINE }; /* inputs */

dt_status facts_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		      struct dt_error *err);
dt_status facts_run(const struct dt_call *call, struct dt_error *err);
dt_status facts_end(const struct dt_call *call, struct dt_error *err);
void facts_drop(void *self, void *state);

#endif
