/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * handlers.h - lists of routes; each ends with a row without a path.
 */
#ifndef DT_SERVE_HANDLERS_H
#define DT_SERVE_HANDLERS_H

#include "serve/http/exchange.h"

extern const struct route routes_create[];   /* POST /v1/jobs, /v1/jobs/json */
extern const struct route routes_jobs[];     /* what is known of jobs, cancel, delete, stream */
extern const struct route routes_results[];  /* result, manifest, artifacts, report, pages */
extern const struct route routes_tools[];    /* what a short child tells */
extern const struct route routes_document[]; /* /openapi.json */

#endif
