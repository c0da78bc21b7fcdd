/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * result_handlers.h - the handlers behind the rows of what a job has brought.
 */
#ifndef DT_SERVE_RESULT_HANDLERS_H
#define DT_SERVE_RESULT_HANDLERS_H

#include "route.h"

void handle_result(struct exchange *exchange);
void handle_manifest(struct exchange *exchange);
void handle_artifact(struct exchange *exchange); /* GET and HEAD */
void handle_report(struct exchange *exchange);
/* preview_handlers.c */
void handle_pages(struct exchange *exchange);
void handle_page(struct exchange *exchange);
void handle_page(struct exchange *exchange); /* a picture */

#endif
