/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* finished.h - each request in the trace from its beginning, in log and metrics once it is over. */
#ifndef DT_SERVE_FINISHED_H
#define DT_SERVE_FINISHED_H

#include "http/daemon.h"

/* Its span: what is made by the request goes on below it. */
void service_begun(struct service *service, struct exchange *exchange);
void service_finished(struct service *service, const struct exchange *exchange,
		      const struct exchange_outcome *outcome);

#endif
