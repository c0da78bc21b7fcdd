/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "serve/jobs/jobs.h"
#include "serve/settings/settings.h"
#include "sign.h"
#include "webhook.h"

#include <stdlib.h>
#include <string.h>

static const char *member(const json_t *webhook, const char *name)
{
	return json_string_value(json_object_get(webhook, name));
}

/* The secret in the text or in the variable; *secret NULL: there is none. */
static dt_status find_secret(const json_t *webhook, const char *const *names, size_t n_names,
			     const char **secret, struct dt_error *err)
{
	const char *variable = member(webhook, "secret_env");

	*secret = member(webhook, "secret");
	if (!variable)
		return DT_OK;
	if (!sign_variable_allowed(variable, names, n_names))
		return dt_fail(
			err, DT_E_REFUSED,
			"the webhook's secret_env is none of the variables that may be named: "
			"DOCTRANSLATE_WEBHOOK_... and those of the setting "
			"webhook-secret-names");
	*secret = getenv(variable);
	if (!*secret || !**secret)
		return dt_fail(err, DT_E_REFUSED,
			       "the webhook's secret_env names a variable that is not set");
	return DT_OK;
}

dt_status webhook_check(const json_t *webhook, const struct settings *settings,
			struct dt_error *err)
{
	struct deliver_options options = { 0 };
	struct address address;
	struct sign_key key;
	const char *secret;
	dt_status status;

	deliver_options_from(settings, &options);
	status = find_secret(webhook, settings->webhook_secret_names.at,
			     settings->webhook_secret_names.n, &secret, err);
	if (!status && secret) {
		status = sign_key_read(secret, &key, err);
		sign_key_clear(&key);
	}
	return status ? status
		      : address_check(member(webhook, "url"), &options.rules, &address, err);
}

dt_status webhook_read(const json_t *webhook, const char *const *secret_names,
		       size_t n_secret_names, struct deliver_target *target, struct dt_error *err)
{
	const char *url = member(webhook, "url"), *secret;
	dt_status status;

	if (!url)
		return dt_fail(err, DT_E_NOT_FOUND, "the job has no webhook");
	status = find_secret(webhook, secret_names, n_secret_names, &secret, err);
	if (status)
		return status;
	target->url = strdup(url);
	target->secret = secret ? strdup(secret) : NULL;
	if (!target->url || (secret && !target->secret))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a webhook");
	return DT_OK;
}

static void wipe_member(json_t *webhook, const char *name)
{
	const char *text = member(webhook, name);

	if (text)
		explicit_bzero((char *)(uintptr_t)text, strlen(text));
}

dt_status webhook_target(void *source, const char *job, struct deliver_target *target,
			 struct dt_error *err)
{
	const struct webhook_source *from = source;
	json_t *webhook = NULL;
	dt_status status = jobs_webhook(from->jobs, job, &webhook, err);

	if (!status)
		status = webhook_read(webhook, from->secret_names, from->n_secret_names, target,
				      err);
	wipe_member(webhook, "secret");
	json_decref(webhook);
	return status;
}
