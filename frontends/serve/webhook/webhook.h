/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * webhook.h - the webhook of a job: judged when the job is made, looked up when it is sent.
 *
 * {"url": "...", "secret": "...", "secret_env": "NAME"}; secret_env wins over secret, and is read
 * at each send.  Members beside these are left alone.
 */
#ifndef DT_SERVE_WEBHOOK_H
#define DT_SERVE_WEBHOOK_H

#include "deliver.h"

#include <jansson.h>

struct jobs;
struct settings;

/*
 * Is it one that can be sent, and may be?  DT_E_REFUSED with a sentence for the client (400).  Asks
 * the resolver, which may take seconds: on the work pool.
 */
dt_status webhook_check(const json_t *webhook, const struct settings *settings,
			struct dt_error *err);

/* Where webhooks of jobs go: target and ctx of deliver_options. */
struct webhook_source {
	struct jobs *jobs;
	const char *const *secret_names; /* of the settings */
	size_t n_secret_names;
};
dt_status webhook_target(void *source, const char *job, struct deliver_target *target,
			 struct dt_error *err);

/* The same of a webhook that is at hand. */
dt_status webhook_read(const json_t *webhook, const char *const *secret_names,
		       size_t n_secret_names, struct deliver_target *target, struct dt_error *err);

#endif
