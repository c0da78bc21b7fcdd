/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sign.h - signatures of webhooks as the Standard Webhooks specification has them.
 *
 * A secret is "whsec_" and the base64 of its bytes, or any other text, whose bytes are the key as
 * they are.  Without a secret a delivery goes out with webhook-id and webhook-timestamp and no
 * webhook-signature: who gave no secret cannot check one.
 *
 * A secret may also be named by a variable of this server's environment ("secret_env").  Only
 * names that begin with DOCTRANSLATE_WEBHOOK_, or that the settings list, are taken: a client must
 * not sign with what else is in the environment.
 *
 * Pure functions, any thread.
 */
#ifndef DT_SERVE_SIGN_H
#define DT_SERVE_SIGN_H

#include <doctranslate/plugin.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIGN_KEY_MAX  1024 /* bytes of a key */
#define SIGN_TEXT_MAX 48   /* "v1," and 44 characters, with NUL */

struct sign_key {
	uint8_t bytes[SIGN_KEY_MAX];
	size_t n;
};

/* DT_E_REFUSED: empty, too long, or "whsec_" with what is no base64; never quotes the secret. */
dt_status sign_key_read(const char *secret, struct sign_key *key, struct dt_error *err);
void sign_key_clear(struct sign_key *key);
/* "v1,..." of "id.timestamp.body". */
void sign_v1(const struct sign_key *key, const char *id, int64_t timestamp, const void *body,
	     size_t n, char text[SIGN_TEXT_MAX]);

/* May a client name this variable? */
bool sign_variable_allowed(const char *name, const char *const *listed, size_t n_listed);

#endif
