/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * options.h - what all services that are asked over HTTP have for options.
 *
 * A plugin's struct of options has a member "struct net_options net"; its schema has
 * NET_OPTIONS(struct openai_options, "https://api.openai.com/v1", "64") and, where the service
 * knows a single key, NET_KEY(struct openai_options, 0, "API key").  All texts belong to the
 * engine and live until close.
 */
#ifndef NET_OPTIONS_H
#define NET_OPTIONS_H

#include <doctranslate/plugin.h>

struct net_options {
	const char *base_url; /* "https://host/v1", without a slash at its end or with one */
	const char *key;      /* NULL: none; in error texts it is never seen */
	int64_t timeout;      /* ms, of one try */
	int64_t max_retries;
	int64_t max_wait; /* ms that a service may ask to be left alone */
	int64_t max_in_flight;
	int64_t rpm, tpm; /* 0: no bound */
	int64_t max_answer;
	const char *ca_file; /* NULL: those of the system */
};

#define NET_OPTION(T, name, type, flags, ctype, preset, lo, hi, help)                              \
	{                                                                                          \
#name, type, flags, DT_FIELD(T, net.name, ctype), preset, lo, hi, NULL, help       \
	}

/* base: preset of base_url, or NULL; flight: preset of max_in_flight, "64". */
#define NET_OPTIONS(T, base, flight)                                                               \
	NET_OPTION(T, base_url, DT_STRING, DT_FROM_ENVIRONMENT | DT_SHAPES_ANSWERS, const char *,  \
		   base, 0, 0, "address of the service; http:// only where it is written so"),     \
		NET_OPTION(T, timeout, DT_TIME, 0, int64_t, "60s", 100, 3600000,                   \
			   "time that one request may take"),                                      \
		NET_OPTION(T, max_retries, DT_INT, 0, int64_t, "5", 0, 100,                        \
			   "how often a request is sent again after a passing fault"),             \
		NET_OPTION(T, max_wait, DT_TIME, 0, int64_t, "2m", 0, 86400000,                    \
			   "longest pause that the service may ask for"),                          \
		NET_OPTION(T, max_in_flight, DT_INT, 0, int64_t, flight, 1, 4096,                  \
			   "most requests at once"),                                               \
		NET_OPTION(T, rpm, DT_INT, 0, int64_t, "0", 0, 1e9,                                \
			   "most requests a minute, 0 for no bound"),                              \
		NET_OPTION(T, tpm, DT_INT, 0, int64_t, "0", 0, 1e12,                               \
			   "most tokens a minute by estimate, 0 for no bound"),                    \
		NET_OPTION(T, max_answer, DT_SIZE, 0, int64_t, "16M", 1024, 1073741824,            \
			   "longest answer that is read"),                                         \
		NET_OPTION(T, ca_file, DT_STRING, DT_FROM_ENVIRONMENT, const char *, NULL, 0, 0,   \
			   "file of certificates to trust instead of the system's")

#define NET_KEY(T, flags, help) NET_OPTION(T, key, DT_SECRET, flags, const char *, NULL, 0, 0, help)

#endif
