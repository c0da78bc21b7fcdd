/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * google.h - the translator google.google: Google Cloud Translation, v3 (Advanced) and v2 (Basic).
 *
 * v2 takes an API key.  v3 takes an access token, or the JSON file of a service account: its key
 * signs a claim for a token (RFC 7523), which is fetched before the first request and again
 * before it ends (token.h).
 *
 * Texts go out as HTML.  A glossary of Google's own is made of a file in Cloud Storage, and can
 * only be named here.  Without one a user's terms stand in the text in their translation already,
 * in elements that are not translated.
 *
 * Source: cloud.google.com/translate, REST reference (2026).
 */
#ifndef GOOGLE_GOOGLE_H
#define GOOGLE_GOOGLE_H

#include "../mt/backend.h"

struct google_options {
	struct net_options net;
	const char *credentials; /* path of a service account's file */
	int64_t api;
	const char *project, *location, *model, *glossary;
	double price;
};

extern const char *const google_apis[];

dt_status google_open(const struct dt_call *call, const void *options, void **self,
		      struct dt_error *err);
void google_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage);
dt_status google_preflight(const struct dt_call *call, struct dt_error *err);

#endif
