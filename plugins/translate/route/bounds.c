/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "ask.h"
#include "route.h"

void route_bounds(const struct dt_call *call, struct asking *asking,
		  const struct dt_translator *translator)
{
	const struct route_self *self = call->self;
	uint32_t flags = translator->flags;
	uint32_t most = (uint32_t)self->options->batch_segments;

	asking->max_segments = translator->max_segments;
	asking->max_chars = translator->max_chars;
	asking->max_tokens = translator->max_tokens;
	asking->by_id = flags & DT_TRANSLATOR_BY_ID;
	asking->by_budget = (flags & DT_TRANSLATOR_BUDGETS) != 0;
	asking->routes = flags & DT_TRANSLATOR_ROUTES;
	asking->instructed = (flags & DT_TRANSLATOR_INSTRUCTED) != 0;
	asking->costs = (flags & ROUTE_SERVICES) != 0;
	asking->usual_tokens = asking->costs ? (uint32_t)self->options->batch_tokens : 0;
	if (asking->costs && (!asking->max_segments || asking->max_segments > most))
		asking->max_segments = most;
}
