/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "spending.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Times the estimate that is reserved: at first, and at least of what was seen. */
#define UNSURE 1.5
#define SURE   1.1

enum { LOOK_MS = 50 }; /* between looks at whether the job was cancelled */

enum unit { UNIT_USD = 0, UNIT_TOKENS };

struct spending {
	pthread_mutex_t lock;
	pthread_cond_t settled;
	enum unit unit;
	double bound, share; /* share: how much of what the job may use the bound is */
	char given[40];	     /* as the job says it */
	double reserved;
	double expected, used; /* of batches that are over */
	double worst;	       /* the most of its estimate that one has used */
	bool refuses;
};

static double in_unit(const struct spending *spending, const struct dt_usage *usage)
{
	if (spending->unit == UNIT_USD)
		return usage->usd;
	return (double)usage->input_tokens + (double)usage->output_tokens;
}

/* ---- the bound ------------------------------------------------------------------- */

static bool read_bound(struct spending *spending, const char *text)
{
	char *rest;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	spending->bound = strtod(text, &rest);
	if (errno || !isfinite(spending->bound) || spending->bound <= 0)
		return false;
	rest += strspn(rest, " ");
	spending->unit = !strcmp(rest, "tokens") ? UNIT_TOKENS : UNIT_USD;
	return spending->unit == UNIT_TOKENS || !strcmp(rest, "USD");
}

/* One that is paid must say what it will be. */
static dt_status check_price(const struct spending *spending, const struct dt_call *call,
			     const char *name, struct dt_error *err)
{
	const struct dt_host *host = call->host;
	const struct dt_translator *translator = host->translator(call, name);
	const char *text = "A few words, to see what they would use.";
	struct dt_batch batch = { .size = sizeof(batch),
				  .n = 1,
				  .source_lang = "en",
				  .target_lang = "es",
				  .texts = &text };
	struct dt_usage usage = { .size = sizeof(usage) };

	if (!translator || !(translator->flags & DT_TRANSLATOR_COSTS))
		return DT_OK;
	if (host->estimate(call, name, &batch, &usage, err) != DT_OK)
		return err->status;
	if (in_unit(spending, &usage) > 0)
		return DT_OK;
	if (!name)
		name = host->default_translator(call);
	if (spending->unit == UNIT_TOKENS)
		return dt_fail(err, DT_E_CONFIG,
			       "translator %s is not paid by tokens: a budget for it is in USD",
			       name ? name : "");
	return dt_fail(err, DT_E_CONFIG,
		       "what translator %s costs is not known: give it its prices in the pipeline, "
		       "or the budget in tokens",
		       name ? name : "");
}

dt_status spending_begin(const struct dt_call *call, const char *translator,
			 struct spending **begun, struct dt_error *err)
{
	const char *given = call->host->parameter(call, "budget");
	struct spending *spending;
	pthread_condattr_t monotonic;

	*begun = NULL;
	if (!given)
		return DT_OK;
	spending = calloc(1, sizeof(*spending));
	if (!spending)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	spending->share = 1;
	snprintf(spending->given, sizeof(spending->given), "%s", given);
	if (!read_bound(spending, given)) {
		free(spending);
		return dt_fail(err, DT_E_CONFIG,
			       "\"%.60s\" is no budget, which is \"2.50USD\" or \"100000tokens\"",
			       given);
	}
	if (check_price(spending, call, translator, err) != DT_OK) {
		free(spending);
		return err->status;
	}
	pthread_mutex_init(&spending->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&spending->settled, &monotonic);
	pthread_condattr_destroy(&monotonic);
	*begun = spending;
	return DT_OK;
}

void spending_end(struct spending *spending)
{
	if (!spending)
		return;
	pthread_mutex_destroy(&spending->lock);
	pthread_cond_destroy(&spending->settled);
	free(spending);
}

void spending_share(struct spending *spending, double share)
{
	if (!spending)
		return;
	spending->share = share;
	spending->bound *= share;
}

/* ---- a batch ---------------------------------------------------------------------- */

/* How much more than its estimate a batch may use. */
static double caution(const struct spending *spending)
{
	double seen;

	if (spending->expected <= 0)
		return UNSURE;
	seen = spending->used / spending->expected * SURE;
	if (seen < spending->worst)
		seen = spending->worst;
	return seen > SURE ? seen : SURE;
}

static bool fits(const struct spending *spending, const struct dt_call *call, double amount)
{
	struct dt_usage sum = { .size = sizeof(sum) };

	call->host->used(call, NULL, &sum);
	return in_unit(spending, &sum) + spending->reserved + amount <= spending->bound;
}

static dt_status refuse(struct spending *spending, const struct dt_call *call, struct dt_error *err)
{
	struct dt_usage sum = { .size = sizeof(sum) };
	char used[40], part[20] = "";

	spending->refuses = true;
	call->host->used(call, NULL, &sum);
	if (spending->unit == UNIT_USD)
		snprintf(used, sizeof(used), "%.4f USD", sum.usd);
	else
		snprintf(used, sizeof(used), "%.0f tokens", in_unit(spending, &sum));
	if (spending->share < 1)
		snprintf(part, sizeof(part), "%.0f %% of ", spending->share * 100);
	dt_fail(err, DT_E_REFUSED,
		"the next request might have passed %sthe budget of %s, of which %s are used", part,
		spending->given, used);
	if (err)
		err->failure = DT_FAILURE_BUDGET;
	return DT_E_REFUSED;
}

static void wait_for_others(struct spending *spending)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += LOOK_MS * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	pthread_cond_timedwait(&spending->settled, &spending->lock, &until);
}

dt_status spending_reserve(struct spending *spending, const struct dt_call *call,
			   const char *translator, const struct dt_batch *batch,
			   struct expense *expense, struct dt_error *err)
{
	struct dt_usage usage = { .size = sizeof(usage) };
	dt_status status = DT_OK;
	double amount;

	*expense = (struct expense){ 0 };
	if (!spending || call->host->estimate(call, translator, batch, &usage, NULL) != DT_OK)
		return DT_OK;
	expense->expected = in_unit(spending, &usage);
	pthread_mutex_lock(&spending->lock);
	for (;;) {
		amount = expense->expected * caution(spending);
		if (!spending->refuses && fits(spending, call, amount))
			break;
		if (spending->refuses || spending->reserved <= 0) {
			status = refuse(spending, call, err);
			break;
		}
		if (call->host->cancelled(call) || call->host->winding_down(call)) {
			status = dt_fail(err, DT_E_CANCELLED, "the job ends");
			break;
		}
		wait_for_others(spending);
	}
	if (status == DT_OK) {
		expense->reserved = amount;
		spending->reserved += amount;
	}
	pthread_mutex_unlock(&spending->lock);
	return status;
}

bool spending_take(struct spending *spending, const struct dt_call *call,
		   const struct dt_usage *estimate, struct expense *expense)
{
	double amount;
	bool fits_in;

	*expense = (struct expense){ 0 };
	if (!spending)
		return true;
	/* nothing is expected: what translators use is not learnt from it */
	amount = in_unit(spending, estimate) * UNSURE;
	pthread_mutex_lock(&spending->lock);
	fits_in = !spending->refuses && fits(spending, call, amount);
	if (fits_in) {
		expense->reserved = amount;
		spending->reserved += amount;
	}
	pthread_mutex_unlock(&spending->lock);
	return fits_in;
}

bool spending_is_money(const struct spending *spending)
{
	return spending && spending->unit == UNIT_USD;
}

void spending_add(struct spending *spending, struct expense *expense, const struct dt_usage *usage)
{
	if (!spending)
		return;
	pthread_mutex_lock(&spending->lock);
	expense->used += in_unit(spending, usage);
	pthread_mutex_unlock(&spending->lock);
}

bool spending_again(struct spending *spending, const struct dt_call *call, struct expense *expense)
{
	double more;
	bool fits_in = true;

	if (!spending)
		return true;
	pthread_mutex_lock(&spending->lock);
	if (expense->used > expense->lost) {
		more = expense->expected * caution(spending) - expense->reserved;
		fits_in = !spending->refuses && fits(spending, call, more);
		if (fits_in) {
			expense->lost = expense->used;
			expense->reserved += more;
			spending->reserved += more;
		}
	}
	pthread_mutex_unlock(&spending->lock);
	return fits_in;
}

/* Learns from the last one that was asked. */
static void learn(struct spending *spending, const struct expense *expense)
{
	double used = expense->used - expense->lost;

	if (used <= 0 || expense->expected <= 0)
		return;
	spending->expected += expense->expected;
	spending->used += used;
	if (spending->worst < used / expense->expected)
		spending->worst = used / expense->expected;
}

void spending_settle(struct spending *spending, struct expense *expense)
{
	if (!spending)
		return;
	pthread_mutex_lock(&spending->lock);
	spending->reserved -= expense->reserved;
	if (spending->reserved < 1e-12)
		spending->reserved = 0;
	learn(spending, expense);
	expense->reserved = 0;
	pthread_cond_broadcast(&spending->settled);
	pthread_mutex_unlock(&spending->lock);
}
