/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* finished.h - each request in the log, the metrics and the trace, once it is over. */
#ifndef DT_SERVE_FINISHED_H
#define DT_SERVE_FINISHED_H

#include "http/daemon.h"

void service_finished(struct service *service, const struct exchange *exchange,
		      const struct exchange_outcome *outcome);

#endif
