/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * account.h - a service account of Google, from its JSON file, and claims that it signs.
 *
 * The private key is PKCS #8 (RFC 5208) with an RSA key (RFC 8017) in PEM (RFC 7468).  A claim is
 * a JSON Web Token (RFC 7519) with RS256.  No I/O, no state; any thread.
 */
#ifndef GOOGLE_ACCOUNT_H
#define GOOGLE_ACCOUNT_H

#include <doctranslate/plugin.h>

#include "../text.h"

#include <nettle/rsa.h>

struct account {
	char *email, *key_id, *token_uri, *project; /* key_id, project may be NULL */
	struct rsa_private_key key;
};

/* From the text of the file.  NULL with err set; no text of the file is in the error. */
struct account *account_new(const char *json, size_t length, struct dt_error *err);
void account_free(struct account *account); /* takes NULL */

/* The claim to a token for Cloud Translation, good from "now" (seconds of 1970) for an hour. */
bool account_claim(struct text *out, const struct account *account, int64_t now);

#endif
