/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Standard Webhooks, "Signature scheme": HMAC-SHA256 of id, timestamp and body. */
#include "config.h"

#include "sign.h"

#include <inttypes.h>
#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <stdio.h>
#include <string.h>

#define PREFIX	    "whsec_"
#define ENVIRONMENT "DOCTRANSLATE_WEBHOOK_"

void sign_key_clear(struct sign_key *key)
{
	explicit_bzero(key, sizeof(*key));
}

static dt_status decode(const char *text, size_t n, struct sign_key *key, struct dt_error *err)
{
	struct base64_decode_ctx context;
	size_t size = sizeof(key->bytes);

	/* the padding may be missing */
	while (n && text[n - 1] == '=')
		n--;
	if (n > BASE64_ENCODE_RAW_LENGTH(SIGN_KEY_MAX) - 4)
		return dt_fail(err, DT_E_REFUSED, "the webhook's secret has more than %d bytes",
			       SIGN_KEY_MAX);
	base64_decode_init(&context);
	if (!base64_decode_update(&context, &size, key->bytes, n, text) ||
	    (n % 4 && !base64_decode_update(&context, &(size_t){ 0 }, key->bytes + size, 4 - n % 4,
					    "===")) ||
	    !base64_decode_final(&context) || !size) {
		sign_key_clear(key);
		return dt_fail(err, DT_E_REFUSED,
			       "the webhook's secret begins with " PREFIX
			       ", and what follows is not the base64 of a key");
	}
	key->n = size;
	return DT_OK;
}

dt_status sign_key_read(const char *secret, struct sign_key *key, struct dt_error *err)
{
	size_t n = secret ? strlen(secret) : 0, prefix = strlen(PREFIX);

	*key = (struct sign_key){ .n = 0 };
	if (!n)
		return dt_fail(err, DT_E_REFUSED, "the webhook's secret is empty");
	if (!strncmp(secret, PREFIX, prefix))
		return decode(secret + prefix, n - prefix, key, err);
	if (n > SIGN_KEY_MAX)
		return dt_fail(err, DT_E_REFUSED, "the webhook's secret has more than %d bytes",
			       SIGN_KEY_MAX);
	memcpy(key->bytes, secret, n);
	key->n = n;
	return DT_OK;
}

void sign_v1(const struct sign_key *key, const char *id, int64_t timestamp, const void *body,
	     size_t n, char text[SIGN_TEXT_MAX])
{
	struct hmac_sha256_ctx context;
	uint8_t digest[SHA256_DIGEST_SIZE];
	char time[24];

	snprintf(time, sizeof(time), ".%" PRId64 ".", timestamp);
	hmac_sha256_set_key(&context, key->n, key->bytes);
	hmac_sha256_update(&context, strlen(id), (const uint8_t *)id);
	hmac_sha256_update(&context, strlen(time), (const uint8_t *)time);
	hmac_sha256_update(&context, n, body);
	hmac_sha256_digest(&context, sizeof(digest), digest);
	memcpy(text, "v1,", 3);
	base64_encode_raw(text + 3, sizeof(digest), digest);
	text[3 + BASE64_ENCODE_RAW_LENGTH(sizeof(digest))] = '\0';
	explicit_bzero(&context, sizeof(context));
}

bool sign_variable_allowed(const char *name, const char *const *listed, size_t n_listed)
{
	if (!strncmp(name, ENVIRONMENT, strlen(ENVIRONMENT)))
		return name[strlen(ENVIRONMENT)] != '\0' && !strchr(name, '=');
	for (size_t i = 0; i < n_listed; i++)
		if (!strcmp(name, listed[i]))
			return true;
	return false;
}
