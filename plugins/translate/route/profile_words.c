/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sentence of a profile when nobody has answered. */
#include "config.h"

#include "../text.h"
#include "profile.h"

#include <string.h>

/* What kind of end it is: refused only when nobody would do better later. */
static dt_status status_of(const struct attempt *attempt, bool later)
{
	bool unsupported = attempt->n_turns > 0;

	if (later)
		return DT_E_UNAVAILABLE;
	for (uint32_t i = 0; i < attempt->self->n; i++) {
		dt_status status = attempt->turns[i].status;

		if (status == DT_E_UNAVAILABLE)
			return status;
		unsupported &= status == DT_OK || status == DT_E_UNSUPPORTED;
	}
	return unsupported ? DT_E_UNSUPPORTED : DT_E_REFUSED;
}

/* The soonest time at which one that is not barred may be asked again, 0: none. */
static int64_t soonest(const struct attempt *attempt)
{
	const struct profile_self *self = attempt->self;
	int64_t until = 0;

	for (uint32_t i = 0; i < self->n; i++) {
		const struct breaker *breaker = &self->providers[i].breaker;

		if (breaker_look(breaker, attempt->call->job, 0) == BREAKER_LATER &&
		    !breaker->barred[0] && (!until || breaker->until < until))
			until = breaker->until;
	}
	return until;
}

/* What waiting might mend says more of the end than what it does not. */
static void set_failure(struct dt_error *err, uint32_t failure)
{
	bool lasts = failure == DT_FAILURE_AUTHENTICATION || failure == DT_FAILURE_QUOTA ||
		     failure == DT_FAILURE_NOT_FOUND;

	if (failure && (!lasts || !err->failure))
		err->failure = failure;
}

void profile_all_failed(struct attempt *attempt, struct dt_error *err)
{
	struct profile_self *self = attempt->self;
	size_t room = sizeof(err->text) - 60 - strlen(attempt->call->node);
	int64_t until, now = profile_clock();
	struct text text = { 0 };

	pthread_mutex_lock(&self->lock);
	until = soonest(attempt);
	for (uint32_t i = 0; i < self->n; i++) {
		const struct turn *turn = &attempt->turns[i];
		const struct provider *provider = &self->providers[i];
		const char *said = turn->status ? turn->said : provider->said;
		size_t share = room / self->n - (room / self->n > 40 ? 4 : 0);
		size_t name = strlen(provider->name) + 2;

		if (!*said)
			said = "it was not asked";
		text_add_string(&text, i ? "; " : "");
		text_add_string(&text, provider->name);
		text_add_string(&text, ": ");
		text_add(&text, said, (size_t)text_fit(said, share > name ? share - name : 0));
		set_failure(err, turn->status ? turn->failure : provider->failure);
	}
	pthread_mutex_unlock(&self->lock);
	if (until)
		err->retry_ms = until > now ? (uint32_t)(until - now) : 1;
	dt_fail(err, status_of(attempt, until != 0), "no provider of %s has answered (%s)",
		attempt->call->node, text.at ? text.at : "");
	text_free(&text);
}
