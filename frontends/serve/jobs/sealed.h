/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sealed.h - secrets that are written down: ChaCha20-Poly1305 (RFC 8439).
 *
 * Sealed: version (1 byte), nonce (12, random), tag (16), text.  What it belongs to is
 * authenticated with it: the secrets of one job cannot be given to another.
 *
 * The key is made of the setting secret_key (HKDF-SHA256), else it is the content of
 * DATA_ROOT/secret.key, which is made with random bytes and mode 0600 when it is not there.
 */
#ifndef DT_SERVE_SEALED_H
#define DT_SERVE_SEALED_H

#include <doctranslate/plugin.h>

#include <stdbool.h>
#include <stdint.h>

struct seal_key {
	uint8_t bytes[32];
};

/* secret: of the settings, NULL or "": the file in folder. */
dt_status seal_key_read(struct seal_key *key, const char *secret, const char *folder,
			struct dt_error *err);
void seal_key_forget(struct seal_key *key);

/* *sealed is the caller's; false: no memory, no randomness. */
bool seal(const struct seal_key *key, const char *belongs_to, const char *text, size_t size,
	  void **sealed, size_t *sealed_size);
/* The text with a zero behind it, the caller wipes and frees; NULL: it was not sealed with this
 * key for this, or is damaged. */
char *unseal(const struct seal_key *key, const char *belongs_to, const void *sealed,
	     size_t sealed_size, size_t *size);

#endif
