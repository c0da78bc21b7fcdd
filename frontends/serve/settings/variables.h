/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * variables.h - every setting of the service, once.
 *
 * A row makes the option of "doctranslate serve", the names in the environment, the check, the
 * preset, the help, and the line in docs/serve.md.  Columns:
 *
 *   S(id, option, member, kind, names, variable, argument, least, most, preset, words, help)
 *
 *   id, member  OPTION_SERVE_id of the command line; member of struct settings
 *   kind        SETTING_...: table.h
 *   names       OURS: DOCTRANSLATE_API_variable; BOTH: so, or variable alone; OBSERVE:
 *               DOCTRANSLATE_variable; FOREIGN: variable alone
 *   least, most of numbers; bytes and seconds in these units
 *   preset      as it would be typed; NULL: none
 *   words       of WORD: the one for false, the one for true; of CHOICE: all
 *
 * Secrets are no options, because a command line is seen by everybody on the machine.
 */
#ifndef DT_SERVE_VARIABLES_H
#define DT_SERVE_VARIABLES_H

/* clang-format off */
#define SETTINGS_OF_PLACE(S)                                                                       \
	S(HOST, "host", host, TEXT, OURS, "HOST", "ADDRESS", 0, 0, "0.0.0.0", NULL,                \
	  "address to listen on: of IPv4 or IPv6, or a name")                                      \
	S(PORT, "port", port, COUNT, BOTH, "PORT", "N", 0, 65535, "8000", NULL,                    \
	  "port to listen on; 0: one that is free, which is told")                                 \
	S(HTTP_THREADS, "http-threads", http_threads, COUNT, OURS, "HTTP_THREADS", "N", 1, 64,     \
	  "2", NULL, "threads that answer; one that waits for a job, or for events, holds none")   \
	S(SETTINGS_FILE, "settings-file", settings_file, TEXT, OURS, "SETTINGS_FILE", "FILE", 0,   \
	  0, NULL, NULL,                                                                           \
	  "variables of this table, one NAME=value a line; those of the environment come before; " \
	  "read again on SIGHUP")                                                                  \
	S(DATA_ROOT, "data-root", data_root, TEXT, BOTH, "DATA_ROOT", "DIR", 0, 0, NULL, NULL,     \
	  "folder of jobs, results and records; the default is doctranslate-api in the folder for " \
	  "temporary files")                                                                       \
	S(TMP_ROOT, "tmp-root", tmp_root, TEXT, BOTH, "TMP_ROOT", "DIR", 0, 0, NULL, NULL,         \
	  "folder for uploads that are under way, on the same file system; the default is tmp in "  \
	  "the data folder")                                                                       \
	S(PUBLIC_BASE_URL, "public-base-url", public_base_url, TEXT, BOTH, "PUBLIC_BASE_URL",      \
	  "URL", 0, 0, NULL, NULL,                                                                 \
	  "address that clients see, for links in webhooks and events; the default is that of the " \
	  "request")

#define SETTINGS_OF_ACCESS(S)                                                                      \
	S(AUTH_MODE, "auth-mode", auth_required, WORD, BOTH, "AUTH_MODE", "MODE", 0, 0,            \
	  "disabled", "disabled|required", "whether requests need a token")                        \
	S(AUTH_TOKENS_FILE, "auth-tokens-file", auth_tokens_file, TEXT, BOTH, "AUTH_TOKENS_FILE",  \
	  "FILE", 0, 0, NULL, NULL,                                                                \
	  "tokens with names, roles and limits, their secrets hashed; read again on SIGHUP")       \
	S(AUTH_HEADER, "auth-header-api-key-name", auth_header, TEXT, BOTH,                        \
	  "AUTH_HEADER_API_KEY_NAME", "NAME", 0, 0, "X-API-Key", NULL,                             \
	  "header that may have the token instead of Authorization")                               \
	S(AUTH_PROBES, "auth-allow-unauthenticated-probe-paths", auth_open_probes, SWITCH, BOTH,   \
	  "AUTH_ALLOW_UNAUTHENTICATED_PROBE_PATHS", "YES|NO", 0, 0, "yes", NULL,                   \
	  "the health routes need no token")                                                       \
	S(AUTH_FAILURES, "auth-failures-per-minute", auth_failures_per_minute, COUNT, OURS,        \
	  "AUTH_FAILURES_PER_MINUTE", "N", 0, 100000, "60", NULL,                                  \
	  "wrong tokens of one address, above which it is told to come later; 0: no bound")        \
	S(DOCS_ENABLED, "docs-enabled", docs_enabled, SWITCH, BOTH, "DOCS_ENABLED", "YES|NO", 0,   \
	  0, "yes", NULL, "answer /docs, /redoc and /openapi.json")                                \
	S(WEB_ENABLED, "web-enabled", web_enabled, SWITCH, OURS, "WEB_ENABLED", "YES|NO", 0, 0,    \
	  "yes", NULL, "answer / with a page for people")                                          \
	S(CORS_ORIGINS, "cors-allow-origins", cors_origins, LIST, BOTH, "CORS_ALLOW_ORIGINS",      \
	  "LIST", 0, 0, "*", NULL, "origins whose pages may use the service; *: all")              \
	S(CORS_METHODS, "cors-allow-methods", cors_methods, LIST, BOTH, "CORS_ALLOW_METHODS",      \
	  "LIST", 0, 0, "*", NULL, "methods that they may use; *: all there are")                  \
	S(CORS_HEADERS, "cors-allow-headers", cors_headers, LIST, BOTH, "CORS_ALLOW_HEADERS",      \
	  "LIST", 0, 0, "*", NULL, "headers that they may send; *: all")                           \
	S(CORS_CREDENTIALS, "cors-allow-credentials", cors_credentials, SWITCH, BOTH,              \
	  "CORS_ALLOW_CREDENTIALS", "YES|NO", 0, 0, "no", NULL,                                    \
	  "they may send cookies and credentials of the browser; not with origin *")

#define SETTINGS_OF_REQUESTS(S)                                                                    \
	S(MAX_CONNECTIONS, "max-connections", max_connections, COUNT, OURS, "MAX_CONNECTIONS",     \
	  "N", 16, 1000000, "8192", NULL, "connections at the same time, as far as files may be open")\
	S(MAX_PER_ADDRESS, "max-connections-per-address", max_connections_per_address, COUNT,      \
	  OURS, "MAX_CONNECTIONS_PER_ADDRESS", "N", 1, 1000000, "1024", NULL,                      \
	  "connections of one address; loopback, where proxies are, has no bound")                 \
	S(MAX_HEADERS, "max-headers", max_headers, COUNT, OURS, "MAX_HEADERS", "N", 10, 1000,      \
	  "100", NULL, "fields of a request's header; more is refused with 431")                   \
	S(MAX_HEADER_BYTES, "max-header-bytes", max_header_bytes, COUNT, OURS,                     \
	  "MAX_HEADER_BYTES", "N", 1024, 16384, "16384", NULL,                                     \
	  "bytes of a request's header; more is refused with 431")                                 \
	S(HEADER_TIMEOUT, "header-timeout-seconds", header_timeout_s, SECONDS, OURS,               \
	  "HEADER_TIMEOUT_SECONDS", "SECONDS", 0.5, 3600, "10", NULL,                              \
	  "time in which the whole header of a request has to come")                               \
	S(IDLE_TIMEOUT, "idle-timeout-seconds", idle_timeout_s, SECONDS, OURS,                     \
	  "IDLE_TIMEOUT_SECONDS", "SECONDS", 0.5, 86400, "60", NULL,                               \
	  "time between two requests of a connection, and without a byte taken of an answer")      \
	S(BODY_RATE, "body-bytes-per-second", body_bytes_per_s, SIZE, OURS,                        \
	  "BODY_BYTES_PER_SECOND", "BYTES", 1, 1e9, "1024", NULL,                                  \
	  "least pace of a body, on average after its first 10 seconds")                           \
	S(MAX_UPLOAD, "max-upload-bytes", max_upload_bytes, SIZE, BOTH, "MAX_UPLOAD_BYTES",        \
	  "BYTES", 1, 1e12, "256000000", NULL, "largest document that is taken, as 256000000 or 64M") \
	S(MOUNTED_PATHS, "allow-mounted-paths", allow_mounted_paths, SWITCH, BOTH,                 \
	  "ALLOW_MOUNTED_PATHS", "YES|NO", 0, 0, "yes", NULL,                                      \
	  "requests may name files of this machine, below the prefixes")                           \
	S(MOUNT_PREFIXES, "mount-allow-prefixes", mount_prefixes, LIST, BOTH,                      \
	  "MOUNT_ALLOW_PREFIXES", "LIST", 0, 0, "/work,/in,/data", NULL,                           \
	  "folders below which such files are, after links are followed")                          \
	S(BASE_URL_HOSTS, "base-url-allow-hosts", base_url_hosts, LIST, OURS,                      \
	  "BASE_URL_ALLOW_HOSTS", "LIST", 0, 0, NULL, NULL,                                        \
	  "hosts that a request's base_url may name; the default is none; *: all")

#define SETTINGS_OF_JOBS(S)                                                                        \
	S(MAX_CONCURRENT, "max-concurrent-jobs", max_concurrent_jobs, COUNT, BOTH,                 \
	  "MAX_CONCURRENT_JOBS", "N", 1, 256, "2", NULL, "jobs that run at the same time here")    \
	S(MAX_TOOLS, "max-concurrent-tools", max_concurrent_tools, COUNT, OURS,                    \
	  "MAX_CONCURRENT_TOOLS", "N", 1, 64, "3", NULL,                                           \
	  "short processes at the same time that inspect, extract, and paint previews")            \
	S(MAX_QUEUED, "max-queued-jobs", max_queued_jobs, COUNT, BOTH, "MAX_QUEUED_JOBS", "N", 1,  \
	  1e6, "32", NULL, "jobs that wait or run, of everybody; more are told to come later")     \
	S(MAX_PER_TOKEN, "max-queued-jobs-per-token", max_queued_per_token, COUNT, OURS,           \
	  "MAX_QUEUED_JOBS_PER_TOKEN", "N", 0, 1e6, "0", NULL,                                     \
	  "the same for those of one token; 0: no bound of its own")                               \
	S(JOB_TIMEOUT, "job-timeout-seconds", job_timeout_s, SECONDS, BOTH, "JOB_TIMEOUT_SECONDS", \
	  "SECONDS", 0, 31536000, "0", NULL, "longest time that a job may run; 0: no bound")       \
	S(DRAIN, "drain-seconds", drain_s, SECONDS, OURS, "DRAIN_SECONDS", "SECONDS", 0, 86400,    \
	  "30", NULL, "on SIGTERM, time for running jobs to end before they go back to the queue") \
	S(RETENTION, "artifact-retention-seconds", retention_s, SECONDS, BOTH,                     \
	  "ARTIFACT_RETENTION_SECONDS", "SECONDS", 0, 3.2e9, "86400", NULL,                        \
	  "time that a job which is over is kept; 0: for ever")                                    \
	S(CLEANUP, "ttl-cleanup-interval-seconds", cleanup_interval_s, SECONDS, BOTH,              \
	  "TTL_CLEANUP_INTERVAL_SECONDS", "SECONDS", 30, 86400, "300", NULL,                       \
	  "time between two looks for jobs whose time has come")                                   \
	S(JOB_MEMORY, "job-memory-bytes", job_memory_bytes, SIZE, OURS, "JOB_MEMORY_BYTES",        \
	  "BYTES", 0, 1e13, "4G", NULL, "memory that the process of one job may take; 0: no bound") \
	S(JOB_FILE, "job-file-bytes", job_file_bytes, SIZE, OURS, "JOB_FILE_BYTES", "BYTES", 0,    \
	  1e13, "4G", NULL, "largest file that a job may write; 0: no bound")                      \
	S(JOB_NICE, "job-nice", job_nice, COUNT, OURS, "JOB_NICE", "N", 0, 19, "5", NULL,          \
	  "how far jobs stand back for the service itself when the processors are busy, as nice(1)") \
	S(DISK_QUOTA, "disk-quota-bytes", disk_quota_bytes, SIZE, OURS, "DISK_QUOTA_BYTES",        \
	  "BYTES", 0, 1e15, "0", NULL,                                                             \
	  "space of all jobs together, above which no new one is taken; 0: no bound")              \
	S(QUEUE_BACKEND, "queue-backend", queue_backend, CHOICE, BOTH, "QUEUE_BACKEND", "NAME", 0, \
	  0, "inprocess", "inprocess|arq",                                                         \
	  "where jobs wait; inprocess: in the records; there is no arq here")                      \
	S(RECORDS, "metadata-sqlite-path", records_path, TEXT, BOTH, "METADATA_SQLITE_PATH",       \
	  "FILE", 0, 0, NULL, NULL,                                                                \
	  "the records; the default is http_api_metadata.db in the data folder")                   \
	S(HEARTBEAT, "sse-heartbeat-seconds", heartbeat_s, SECONDS, OURS, "SSE_HEARTBEAT_SECONDS", \
	  "SECONDS", 1, 300, "15", NULL, "longest silence on a stream of events")

#define SETTINGS_OF_WEBHOOKS(S)                                                                    \
	S(HOOK_HTTPS, "webhook-https-required", webhook_https_required, SWITCH, BOTH,              \
	  "WEBHOOK_HTTPS_REQUIRED", "YES|NO", 0, 0, "no", NULL, "webhooks go to https addresses alone") \
	S(HOOK_PRIVATE, "webhook-allow-private", webhook_allow_private, SWITCH, OURS,              \
	  "WEBHOOK_ALLOW_PRIVATE", "YES|NO", 0, 0, "no", NULL,                                     \
	  "webhooks may go to loopback, private and link-local addresses")                         \
	S(HOOK_HOSTS, "webhook-allow-hosts", webhook_hosts, LIST, BOTH, "WEBHOOK_ALLOW_HOSTS",     \
	  "LIST", 0, 0, NULL, NULL, "hosts that webhooks may go to; the default is all")           \
	S(HOOK_SECRETS, "webhook-secret-names", webhook_secret_names, LIST, OURS,                  \
	  "WEBHOOK_SECRET_NAMES", "LIST", 0, 0, NULL, NULL,                                        \
	  "variables that clients may name as a webhook's secret_env, besides those whose name "   \
	  "begins with DOCTRANSLATE_WEBHOOK_")                                                     \
	S(HOOK_ATTEMPTS, "webhook-max-attempts", webhook_max_attempts, COUNT, BOTH,                \
	  "WEBHOOK_MAX_ATTEMPTS", "N", 1, 64, "10", NULL, "attempts before a webhook is given up") \
	S(HOOK_BATCH, "webhook-delivery-batch", webhook_batch, COUNT, BOTH,                        \
	  "WEBHOOK_DELIVERY_BATCH", "N", 1, 50, "5", NULL, "webhooks that are sent at the same time") \
	S(HOOK_TIMEOUT, "webhook-http-timeout-seconds", webhook_timeout_s, SECONDS, BOTH,          \
	  "WEBHOOK_HTTP_TIMEOUT_SECONDS", "SECONDS", 1, 120, "30", NULL, "bound for one attempt")  \
	S(HOOK_SWEEP, "webhook-sweep-interval-seconds", webhook_sweep_s, SECONDS, BOTH,            \
	  "WEBHOOK_SWEEP_INTERVAL_SECONDS", "SECONDS", 0.5, 60, "2", NULL,                         \
	  "time between two looks for webhooks that are due")

#define SETTINGS_OF_SIGHT(S)                                                                       \
	S(READY_200, "ready-always-200", ready_always_200, SWITCH, OURS, "READY_ALWAYS_200",       \
	  "YES|NO", 0, 0, "no", NULL,                                                              \
	  "the readiness route answers 200 when it says no, too, instead of 503")                  \
	S(SANDBOX, "require-sandbox", require_sandbox, SWITCH, OURS, "REQUIRE_SANDBOX", "YES|NO",  \
	  0, 0, "no", NULL,                                                                        \
	  "do not start where this build or this kernel lacks a part of the walls around jobs")   \
	S(ASSETS, "require-assets-ready", require_assets, SWITCH, BOTH, "REQUIRE_ASSETS_READY",    \
	  "YES|NO", 0, 0, "no", NULL, "not ready while fonts or plugins are missing")              \
	S(PROFILE, "obs-profile", obs_profile, CHOICE, OBSERVE, "OBS_PROFILE", "NAME", 0, 0,       \
	  "minimal", "minimal|logs_only|prometheus|otlp",                                          \
	  "logs_only turns metrics off, otlp turns tracing on, unless these are set themselves")   \
	S(LOG_FORMAT, "log-format", log_json, WORD, OBSERVE, "LOG_FORMAT", "FORMAT", 0, 0, "json", \
	  "console|json", "form of the log on the standard error")                                 \
	S(LOG_LEVEL, "log-level", log_level, CHOICE, OBSERVE, "LOG_LEVEL", "LEVEL", 0, 0, "INFO",  \
	  "DEBUG|INFO|WARNING|ERROR|CRITICAL", "least weight of what is logged")                   \
	S(LOG_REDACT, "log-redact-user-text", log_redact, SWITCH, OBSERVE, "LOG_REDACT_USER_TEXT", \
	  "YES|NO", 0, 0, "yes", NULL, "no text of documents in the log")                          \
	S(REQUEST_ID, "request-id-header", request_id_header, TEXT, OBSERVE, "REQUEST_ID_HEADER",  \
	  "NAME", 0, 0, "X-Request-ID", NULL, "header with the id of a request, in and out")       \
	S(METRICS, "metrics-enabled", metrics_enabled, SWITCH, OBSERVE, "METRICS_ENABLED",         \
	  "YES|NO", 0, 0, "yes", NULL, "answer with metrics for Prometheus")                       \
	S(METRICS_PATH, "metrics-path", metrics_path, TEXT, OBSERVE, "METRICS_PATH", "PATH", 0, 0, \
	  "/metrics", NULL, "where they are")                                                      \
	S(METRICS_NAMES, "metrics-namespace", metrics_namespace, TEXT, OBSERVE,                    \
	  "METRICS_NAMESPACE", "WORD", 0, 0, "doctranslate", NULL, "what their names begin with")  \
	S(OTEL, "otel-enabled", otel_enabled, SWITCH, OBSERVE, "OTEL_ENABLED", "YES|NO", 0, 0,     \
	  "no", NULL, "send traces by OTLP over HTTP")                                             \
	S(OTEL_SERVICE, "otel-service-name", otel_service, TEXT, OBSERVE, "OTEL_SERVICE_NAME",     \
	  "NAME", 0, 0, "doctranslate", NULL, "name of this service in traces")                    \
	S(OTEL_ATTRIBUTES, "otel-resource-attributes", otel_attributes, TEXT, OBSERVE,             \
	  "OTEL_RESOURCE_ATTRIBUTES", "LIST", 0, 0, NULL, NULL,                                    \
	  "what traces say of this process, as key=value,key=value")                               \
	S(OTEL_ENDPOINT, "otel-endpoint", otel_endpoint, TEXT, FOREIGN,                            \
	  "OTEL_EXPORTER_OTLP_ENDPOINT", "URL", 0, 0, NULL, NULL,                                  \
	  "collector of traces; the default is http://localhost:4318")

#define SETTINGS_OPTIONS(S)                                                                        \
	SETTINGS_OF_PLACE(S)                                                                       \
	SETTINGS_OF_ACCESS(S)                                                                      \
	SETTINGS_OF_REQUESTS(S)                                                                    \
	SETTINGS_OF_JOBS(S)                                                                        \
	SETTINGS_OF_WEBHOOKS(S)                                                                    \
	SETTINGS_OF_SIGHT(S)

#define SETTINGS_SECRETS(S)                                                                        \
	S(AUTH_TOKEN, NULL, auth_token, TEXT, BOTH, "AUTH_TOKEN", NULL, 0, 0, NULL, NULL,          \
	  "one token that has all rights, besides those of the file")                              \
	S(SECRET_KEY, NULL, secret_key, TEXT, OURS, "SECRET_KEY", NULL, 0, 0, NULL, NULL,          \
	  "what secrets of requests are sealed with; the default is the file secret.key in the "   \
	  "data folder, which is made")
/* clang-format on */

#endif
