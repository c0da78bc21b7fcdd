/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * services.c - translators as hosted services are for the engine: what they are told stands in
 * the environment, they use tokens, they fail in their own ways; and one that asks others.
 */
#include "config.h"

#include <doctranslate/plugin.h>

#include <string.h>
#include <time.h>

struct hosted {
	const char *address, *model, *key, *verdict;
	int64_t why, latency;
	int64_t fails;
	bool tells;
};

static const char *const failing[] = { "never", "authentication", "quota", "timeout", NULL };
static const uint32_t failures[] = { DT_FAILURE_NONE, DT_FAILURE_AUTHENTICATION, DT_FAILURE_QUOTA,
				     DT_FAILURE_TIMEOUT };

static const struct dt_option hosted_options[] = {
	DT_OPT_STRING(struct hosted, address, DT_REQUIRED | DT_FROM_ENVIRONMENT, NULL,
		      "where it is"),
	DT_OPT_STRING(struct hosted, model, DT_FROM_ENVIRONMENT, "${DT_CHECK_SIZE:-small}",
		      "which one"),
	DT_OPT_SECRET(struct hosted, key, 0, "what it wants to see"),
	DT_OPT_CHOICE(struct hosted, fails, 0, "never", failing, "how each batch fails"),
	DT_OPT_STRING(struct hosted, verdict, 0, NULL, "what each batch says of the whole job"),
	DT_OPT_INT(struct hosted, why, 0, "0", 0, DT_FAILURE_COUNT, "the failure of that"),
	DT_OPT_TIME(struct hosted, latency, 0, "0s", 0, 60000, "how long an answer takes"),
	DT_OPT_BOOL(struct hosted, tells, "false", "opening fails with what it was told"),
};

/* Would be called with a missing address if the engine did not see to it. */
static dt_status hosted_check(const void *block, const char **option, struct dt_error *err)
{
	const struct hosted *o = block;

	*option = "address";
	return strncmp(o->address, "ftp:", 4)
		       ? DT_OK
		       : dt_fail(err, DT_E_CONFIG, "%s is no address of a service", o->address);
}

static dt_status hosted_open(const struct dt_call *call, const void *block, void **self,
			     struct dt_error *err)
{
	const struct hosted *o = block;

	(void)call;
	*self = (void *)(uintptr_t)block;
	return o->tells ? dt_fail(err, DT_E_UNAVAILABLE, "told %s, %s", o->address,
				  o->model ? o->model : "no model")
			: DT_OK;
}

static dt_status fail(const struct hosted *o, struct dt_error *err)
{
	err->failure = failures[o->fails];
	return dt_fail(err, o->fails == 3 ? DT_E_UNAVAILABLE : DT_E_REFUSED, "%s",
		       failing[o->fails]);
}

static dt_status hosted_translate(const struct dt_call *call, const struct dt_batch *batch,
				  struct dt_error *err)
{
	const struct hosted *o = call->self;
	struct dt_usage usage = { .size = sizeof(usage),
				  .requests = 2,
				  .retries = 1,
				  .answers = !o->fails,
				  .input_tokens = 100,
				  .cached_tokens = 40,
				  .output_tokens = 10,
				  .characters = 6,
				  .latency_us = 3000,
				  .usd = 0.0001234 };
	struct timespec latency = { o->latency / 1000, o->latency % 1000 * 1000000 };

	usage.failures[o->fails ? failures[o->fails] : DT_FAILURE_TIMEOUT] = o->fails ? 2 : 1;
	call->host->usage(call, &usage);
	nanosleep(&latency, NULL);
	if (call->host->cancelled(call))
		return dt_fail(err, DT_E_CANCELLED, "cancelled");
	if (o->verdict) {
		struct dt_note note = { .size = sizeof(note),
					.level = DT_NOTE_FAILURE,
					.code = "services.verdict",
					.text = o->verdict,
					.page = -1,
					.failure = (uint32_t)o->why };

		call->host->note(call, &note);
	}
	if (o->fails)
		return fail(o, err);
	for (uint32_t i = 0; i < batch->n; i++)
		batch->answer(batch->ctx, i, batch->texts[i], strlen(batch->texts[i]));
	return DT_OK;
}

static dt_status hosted_preflight(const struct dt_call *call, struct dt_error *err)
{
	const struct hosted *o = call->self;

	return o->fails ? fail(o, err) : DT_OK;
}

static dt_status no_welsh(const struct dt_call *call, const char *source, const char *target,
			  struct dt_error *err)
{
	(void)call;
	return strcmp(target, "cy") ? DT_OK
				    : dt_fail(err, DT_E_UNSUPPORTED, "no translation from %s to %s",
					      source, target);
}

static void hosted_estimate(const void *options, const struct dt_batch *batch,
			    struct dt_usage *usage)
{
	const struct hosted *o = options;

	usage->requests = 1;
	usage->characters = strlen(o->address) * batch->n;
	if (o->model && !strcmp(o->model, "priced"))
		usage->usd = 0.01 * (double)batch->n;
}

/* ---- one that asks the first of others --------------------------------------------------- */

struct router {
	struct dt_strings providers;
	const char *spare;
};

static const struct dt_option router_options[] = {
	DT_OPT_STRINGS(struct router, providers, DT_NAMES_TRANSLATOR, "who is asked"),
	DT_OPT_STRING(struct router, spare, DT_NAMES_TRANSLATOR | DT_FROM_ENVIRONMENT, NULL,
		      "who is asked when there are none"),
};

static dt_status router_open(const struct dt_call *call, const void *block, void **self,
			     struct dt_error *err)
{
	const struct router *o = block;

	*self = (void *)(uintptr_t)block;
	for (size_t i = 0; i < o->providers.n; i++)
		if (!call->host->translator(call, o->providers.at[i]))
			return dt_fail(err, DT_E_BUG, "%s is not open", o->providers.at[i]);
	return DT_OK;
}

static dt_status router_translate(const struct dt_call *call, const struct dt_batch *batch,
				  struct dt_error *err)
{
	const struct router *o = call->self;

	return call->host->translate(call, o->providers.n ? o->providers.at[0] : o->spare, batch,
				     err);
}

static const struct dt_translator translators[] = {
	{ .name = "hosted",
	  .summary = "a service with a key and a price",
	  .threads = DT_SHARED,
	  .flags = DT_TRANSLATOR_NETWORK | DT_TRANSLATOR_COSTS,
	  .options = hosted_options,
	  .n_options = DT_COUNT(hosted_options),
	  .options_size = sizeof(struct hosted),
	  .check = hosted_check,
	  .open = hosted_open,
	  .pair = no_welsh,
	  .translate = hosted_translate,
	  .estimate = hosted_estimate,
	  .preflight = hosted_preflight },
	{ .name = "router",
	  .summary = "asks another one",
	  .threads = DT_SHARED,
	  .flags = DT_TRANSLATOR_ROUTES,
	  .options = router_options,
	  .n_options = DT_COUNT(router_options),
	  .options_size = sizeof(struct router),
	  .open = router_open,
	  .translate = router_translate },
};

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "services",
	.version = "1",
	.summary = "translators for tests",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
