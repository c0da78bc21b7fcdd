/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * secrets.h - takes the secrets out of a piece of JSON, and puts them back.
 *
 * Secret is what a schema calls so, and, since objects for providers are open, every string under
 * a name that says so (api_key, password, secret, token, authorization, ...); of a URL the user and
 * the password.  In its place is null (of a URL: the URL without them).
 * {"/translator/openai/api_key": "..."}: JSON pointers (RFC 6901).
 */
#ifndef DT_SERVE_SECRETS_H
#define DT_SERVE_SECRETS_H

#include "common/schema.h"

#include <jansson.h>

/* schema NULL: by names alone.  A new object, empty when there are none; NULL: no memory. */
json_t *secrets_take(json_t *value, const struct schema *schema);
/* False: what they belong to is not there, or no memory. */
bool secrets_put(json_t *value, const json_t *secrets);

#endif
