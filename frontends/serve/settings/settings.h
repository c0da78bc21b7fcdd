/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * settings.h - how this server runs: one table of names, types, bounds, presets and help.
 *
 * A setting comes from the command line (--max-upload-bytes), from the environment with its prefix
 * (DOCTRANSLATE_API_MAX_UPLOAD_BYTES), or without (MAX_UPLOAD_BYTES), or from the file of settings,
 * in this order; lists as CSV or as a JSON array.  What cannot be read is an error that names the
 * variable, not a default. Immutable once read; a reload makes a new one.
 */
#ifndef DT_SERVE_SETTINGS_H
#define DT_SERVE_SETTINGS_H

#include <doctranslate/plugin.h>

#include <stdbool.h>
#include <stdint.h>

struct settings_list {
	const char **at;
	size_t n;
};

struct settings {
	/* where */
	const char *host, *settings_file;
	unsigned port, http_threads;
	const char *data_root, *tmp_root, *public_base_url;
	/* access */
	bool auth_required, auth_open_probes, docs_enabled, web_enabled;
	const char *auth_token, *auth_tokens_file, *auth_header;
	unsigned auth_failures_per_minute; /* of an address; 0: no bound */
	struct settings_list cors_origins, cors_methods, cors_headers;
	bool cors_credentials;
	/* what comes in */
	unsigned max_connections, max_connections_per_address, max_headers, max_header_bytes;
	double header_timeout_s, idle_timeout_s;
	uint64_t body_bytes_per_s;
	uint64_t max_upload_bytes;
	bool allow_mounted_paths;
	struct settings_list mount_prefixes, base_url_hosts;
	/* jobs */
	unsigned max_concurrent_jobs, max_queued_jobs, max_queued_per_token;
	unsigned max_concurrent_tools, job_nice;
	double job_timeout_s, drain_s, retention_s, cleanup_interval_s;
	uint64_t job_memory_bytes, job_file_bytes, disk_quota_bytes;
	const char *queue_backend, *records_path, *secret_key;
	/* events */
	double heartbeat_s;
	/* webhooks */
	bool webhook_https_required, webhook_allow_private;
	struct settings_list webhook_hosts;
	/* variables, besides DOCTRANSLATE_WEBHOOK_..., that a client may name by "secret_env" */
	struct settings_list webhook_secret_names;
	unsigned webhook_max_attempts, webhook_batch;
	double webhook_timeout_s, webhook_sweep_s;
	/* what is told */
	bool ready_always_200, metrics_enabled, log_json, log_redact, otel_enabled;
	const char *request_id_header, *metrics_path, *metrics_namespace, *log_level;
	const char *otel_service, *otel_attributes, *otel_endpoint;
	bool require_assets;
	bool require_sandbox;
	const char *obs_profile;
	/* Sentences for the log: what is set and has no effect, or is not safe. */
	struct settings_list notes;
};

/* overrides: "name=value" of the command line (names of options), NULL-terminated; NULL: none.
 * NULL with err, which names the variable and says what was found and what was wanted. */
struct settings *settings_gather(const char *const *overrides, struct dt_error *err);
void settings_free(struct settings *settings);
/*
 * What is set up at the start (address, folders, ...) stays as it was: a reload gives settings the
 * values of before, and tells of each one that was to change.  Texts are borrowed from before.
 */
void settings_stay(struct settings *settings, const struct settings *before,
		   void (*tell)(const char *variable));

#endif
