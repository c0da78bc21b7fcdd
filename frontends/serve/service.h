/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * service.h - this process as a whole: its settings, and the parts that work together.
 *
 * Starts the parts in their order (settings, log, records, jobs, webhooks, daemon), waits for
 * signals, and ends them in the other order:
 *   SIGTERM, SIGINT  nothing new is accepted; jobs have drain_s to end, then go back to the queue;
 *                    a second signal ends at once
 *   SIGHUP           settings and tokens are read again; with a fault in them the old ones stay
 * systemd is told (READY, RELOADING, STOPPING, WATCHDOG) where it listens.
 */
#ifndef DT_SERVE_SERVICE_H
#define DT_SERVE_SERVICE_H

#include "settings/settings.h"

struct access_lists;
struct daemon;
struct dt_engine;
struct jobs;
struct service;
struct tools;

/* Opens everything and listens.  overrides as in settings_gather; all borrowed until service_free.
 */
struct service *service_start(const char *const *overrides, struct dt_engine *engine,
			      struct dt_error *err);
/* Waits until a signal ends it; true: all that was under way is done or back in the queue. */
bool service_run(struct service *service);
void service_free(struct service *service);

/*
 * What handlers ask; any thread.  The settings are the newest ones; those before them stay where
 * they are until the end, so that nobody has to copy what he is reading.  What is set up at the
 * start (address, folders, numbers of jobs) stays as it was.
 */
const struct settings *service_settings(const struct service *service);
struct access_lists *service_access(const struct service *service);
struct jobs *service_jobs(const struct service *service);
struct tools *service_tools(const struct service *service);
struct dt_engine *service_engine(const struct service *service);
struct daemon *service_daemon(const struct service *service);
/* Is it about to end? */
bool service_draining(const struct service *service);

#endif
