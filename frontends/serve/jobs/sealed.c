/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "sealed.h"

#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/base16.h>
#include <nettle/chacha-poly1305.h>
#include <nettle/hkdf.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FORM = 1,
	NONCE = CHACHA_POLY1305_NONCE_SIZE,
	TAG = CHACHA_POLY1305_DIGEST_SIZE,
	HEAD = 1 + NONCE + TAG,
	HEX = 64,
	LEAST_SECRET = 16
};

void seal_key_forget(struct seal_key *key)
{
	explicit_bzero(key, sizeof *key);
}

static dt_status key_of_text(struct seal_key *key, const char *secret, struct dt_error *err)
{
	static const uint8_t salt[] = "doctranslate", use[] = "secrets of jobs";
	struct hmac_sha256_ctx hmac;
	uint8_t middle[SHA256_DIGEST_SIZE];

	if (strlen(secret) < LEAST_SECRET)
		return dt_fail(err, DT_E_CONFIG,
			       "the setting secret_key has %zu characters, wanted at least %d",
			       strlen(secret), LEAST_SECRET);
	hmac_sha256_set_key(&hmac, sizeof salt - 1, salt);
	hkdf_extract(&hmac, (nettle_hash_update_func *)hmac_sha256_update,
		     (nettle_hash_digest_func *)hmac_sha256_digest, sizeof middle, strlen(secret),
		     (const uint8_t *)secret, middle);
	hmac_sha256_set_key(&hmac, sizeof middle, middle);
	hkdf_expand(&hmac, (nettle_hash_update_func *)hmac_sha256_update,
		    (nettle_hash_digest_func *)hmac_sha256_digest, sizeof middle, sizeof use - 1,
		    use, sizeof key->bytes, key->bytes);
	explicit_bzero(middle, sizeof middle);
	explicit_bzero(&hmac, sizeof hmac);
	return DT_OK;
}

/* Under another name first, then linked: no reader ever sees half a key, and of two servers that
 * start at once one makes it. */
static dt_status file_make(const char *path, const char *folder, struct dt_error *err)
{
	uint8_t random[32];
	char hex[HEX + 1];
	char *fresh = path_join(folder, ".secret.XXXXXX");
	int fd = -1;
	bool fine;

	if (!fresh || getrandom(random, sizeof random, 0) != (ssize_t)sizeof random ||
	    (fd = mkostemp(fresh, O_CLOEXEC)) < 0) {
		free(fresh);
		return dt_fail(err, DT_E_SYSTEM, "cannot make a secret key in %s: %s", folder,
			       strerror(errno));
	}
	base16_encode_update(hex, sizeof random, random);
	hex[HEX] = '\n';
	fine = !fchmod(fd, 0600) && write(fd, hex, sizeof hex) == (ssize_t)sizeof hex && !fsync(fd);
	close(fd);
	fine = fine && (!link(fresh, path) || errno == EEXIST);
	if (!fine)
		dt_fail(err, DT_E_SYSTEM, "cannot write the secret key %s: %s", path,
			strerror(errno));
	unlink(fresh);
	free(fresh);
	explicit_bzero(random, sizeof random);
	explicit_bzero(hex, sizeof hex);
	return fine ? DT_OK : err->status;
}

static dt_status file_read(struct seal_key *key, int fd, const char *path, struct dt_error *err)
{
	char hex[HEX + 1];
	struct base16_decode_ctx context;
	size_t done = sizeof key->bytes;
	struct stat st;
	dt_status status = DT_OK;

	if (fstat(fd, &st))
		return dt_fail(err, DT_E_SYSTEM, "cannot look at %s: %s", path, strerror(errno));
	if (st.st_mode & 077)
		return dt_fail(err, DT_E_CONFIG,
			       "the secret key %s can be read by others (mode %03o), wanted 600",
			       path, (unsigned)st.st_mode & 0777);
	base16_decode_init(&context);
	if (read(fd, hex, HEX) != HEX ||
	    !base16_decode_update(&context, &done, key->bytes, HEX, hex) ||
	    done != sizeof key->bytes || !base16_decode_final(&context))
		status = dt_fail(err, DT_E_CONFIG, "the secret key %s is not %d hexadecimal digits",
				 path, HEX);
	explicit_bzero(hex, sizeof hex);
	return status;
}

dt_status seal_key_read(struct seal_key *key, const char *secret, const char *folder,
			struct dt_error *err)
{
	char *path;
	int fd;
	dt_status status = DT_OK;

	if (secret && *secret)
		return key_of_text(key, secret, err);
	path = path_join(folder, "secret.key");
	if (!path)
		return dt_fail(err, DT_E_LIMIT, "no memory for the name of the secret key");
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno == ENOENT) {
		status = file_make(path, folder, err);
		if (!status)
			fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	}
	if (!status && fd < 0)
		status = dt_fail(err, DT_E_SYSTEM, "cannot read the secret key %s: %s", path,
				 strerror(errno));
	if (!status)
		status = file_read(key, fd, path, err);
	if (fd >= 0)
		close(fd);
	free(path);
	return status;
}

bool seal(const struct seal_key *key, const char *belongs_to, const char *text, size_t size,
	  void **sealed, size_t *sealed_size)
{
	struct chacha_poly1305_ctx context;
	uint8_t *out = malloc(HEAD + size);

	if (!out || getrandom(out + 1, NONCE, 0) != NONCE) {
		free(out);
		return false;
	}
	out[0] = FORM;
	chacha_poly1305_set_key(&context, key->bytes);
	chacha_poly1305_set_nonce(&context, out + 1);
	chacha_poly1305_update(&context, strlen(belongs_to), (const uint8_t *)belongs_to);
	chacha_poly1305_encrypt(&context, size, out + HEAD, (const uint8_t *)text);
	chacha_poly1305_digest(&context, TAG, out + 1 + NONCE);
	explicit_bzero(&context, sizeof context);
	*sealed = out;
	*sealed_size = HEAD + size;
	return true;
}

char *unseal(const struct seal_key *key, const char *belongs_to, const void *sealed,
	     size_t sealed_size, size_t *size)
{
	struct chacha_poly1305_ctx context;
	const uint8_t *in = sealed;
	uint8_t tag[TAG];
	char *text;

	if (!in || sealed_size < HEAD || in[0] != FORM)
		return NULL;
	*size = sealed_size - HEAD;
	text = malloc(*size + 1);
	if (!text)
		return NULL;
	chacha_poly1305_set_key(&context, key->bytes);
	chacha_poly1305_set_nonce(&context, in + 1);
	chacha_poly1305_update(&context, strlen(belongs_to), (const uint8_t *)belongs_to);
	chacha_poly1305_decrypt(&context, *size, (uint8_t *)text, in + HEAD);
	chacha_poly1305_digest(&context, TAG, tag);
	explicit_bzero(&context, sizeof context);
	text[*size] = '\0';
	if (memeql_sec(tag, in + 1 + NONCE, TAG))
		return text;
	explicit_bzero(text, *size);
	free(text);
	return NULL;
}
