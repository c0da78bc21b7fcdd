/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * job_handlers.h - the handlers behind the rows of the job routes.
 */
#ifndef DT_SERVE_JOB_HANDLERS_H
#define DT_SERVE_JOB_HANDLERS_H

#include "route.h"

void handle_status(struct exchange *exchange);
void handle_cancel(struct exchange *exchange);
void handle_remove(struct exchange *exchange);
void handle_events(struct exchange *exchange);
void handle_deliveries(struct exchange *exchange);
void handle_list(struct exchange *exchange);
void handle_stream(struct exchange *exchange);

#endif
