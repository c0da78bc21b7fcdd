/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "account.h"

#include <jansson.h>
#include <nettle/asn1.h>
#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <string.h>

#define SCOPE "https://www.googleapis.com/auth/cloud-translation"

/* ---- the key ------------------------------------------------------------------- */

/* The bytes between the lines of a PEM; NULL when it is none.  The caller frees. */
static uint8_t *pem_bytes(const char *pem, size_t *length)
{
	static const char begin[] = "-----BEGIN PRIVATE KEY-----";
	static const char finish[] = "-----END PRIVATE KEY-----";
	const char *start = strstr(pem, begin), *end = start ? strstr(start, finish) : NULL;
	struct base64_decode_ctx base64;
	uint8_t *bytes;

	if (!end)
		return NULL;
	start += sizeof(begin) - 1;
	*length = BASE64_DECODE_LENGTH((size_t)(end - start));
	bytes = malloc(*length + 1);
	if (!bytes)
		return NULL;
	base64_decode_init(&base64);
	if (base64_decode_update(&base64, length, bytes, (size_t)(end - start), start) &&
	    base64_decode_final(&base64))
		return bytes;
	free(bytes);
	return NULL;
}

/* PrivateKeyInfo: version, algorithm, and an octet string with the RSAPrivateKey. */
static bool read_key(struct rsa_private_key *key, const uint8_t *bytes, size_t length)
{
	struct asn1_der_iterator outer, inner;
	struct rsa_public_key public;
	bool good;

	if (asn1_der_iterator_first(&outer, length, bytes) != ASN1_ITERATOR_CONSTRUCTED ||
	    outer.type != ASN1_SEQUENCE ||
	    asn1_der_decode_constructed(&outer, &inner) != ASN1_ITERATOR_PRIMITIVE ||
	    inner.type != ASN1_INTEGER ||
	    asn1_der_iterator_next(&inner) != ASN1_ITERATOR_CONSTRUCTED ||
	    inner.type != ASN1_SEQUENCE ||
	    asn1_der_iterator_next(&inner) != ASN1_ITERATOR_PRIMITIVE ||
	    inner.type != ASN1_OCTETSTRING)
		return false;
	rsa_public_key_init(&public);
	good = rsa_keypair_from_der(&public, key, 8192, inner.length, inner.data);
	rsa_public_key_clear(&public);
	return good && key->size >= 128;
}

static char *member(const json_t *root, const char *name)
{
	const char *value = json_string_value(json_object_get(root, name));

	return value && *value ? strdup(value) : NULL;
}

struct account *account_new(const char *json, size_t length, struct dt_error *err)
{
	struct account *account = calloc(1, sizeof(*account));
	json_t *root = json_loadb(json, length, 0, NULL);
	const char *pem = json_string_value(json_object_get(root, "private_key"));
	size_t n = 0;
	uint8_t *bytes = pem ? pem_bytes(pem, &n) : NULL;
	bool good = false;

	if (account) {
		rsa_private_key_init(&account->key);
		account->email = member(root, "client_email");
		account->key_id = member(root, "private_key_id");
		account->project = member(root, "project_id");
		account->token_uri = member(root, "token_uri");
		if (!account->token_uri)
			account->token_uri = strdup("https://oauth2.googleapis.com/token");
		good = bytes && account->email && account->token_uri &&
		       read_key(&account->key, bytes, n);
	}
	if (bytes)
		memset(bytes, 0, n);
	free(bytes);
	json_decref(root);
	if (good)
		return account;
	account_free(account);
	dt_fail(err, DT_E_CONFIG,
		"google's credentials are not those of a service account: wanted JSON with "
		"client_email and an RSA private_key");
	return NULL;
}

void account_free(struct account *account)
{
	if (!account)
		return;
	free(account->email);
	free(account->key_id);
	free(account->token_uri);
	free(account->project);
	rsa_private_key_clear(&account->key);
	free(account);
}

/* ---- claims -------------------------------------------------------------------- */

static void add_base64(struct text *out, const void *bytes, size_t length)
{
	struct base64_encode_ctx base64;
	size_t n;

	if (!text_reserve(out, BASE64_ENCODE_LENGTH(length) + BASE64_ENCODE_FINAL_LENGTH))
		return;
	base64url_encode_init(&base64);
	n = base64_encode_update(&base64, out->at + out->n, length, bytes);
	n += base64_encode_final(&base64, out->at + out->n + n);
	while (n && out->at[out->n + n - 1] == '=')
		n--;
	out->n += n;
	out->at[out->n] = '\0';
}

static bool add_json(struct text *out, json_t *json)
{
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;

	if (text)
		add_base64(out, text, strlen(text));
	free(text);
	json_decref(json);
	return text != NULL;
}

static bool add_signature(struct text *out, const struct account *account)
{
	struct sha256_ctx hash;
	size_t size = account->key.size;
	uint8_t *bytes = malloc(size);
	mpz_t signature;
	bool good;

	if (!bytes)
		return false;
	mpz_init(signature);
	sha256_init(&hash);
	sha256_update(&hash, out->n, (const uint8_t *)out->at);
	good = rsa_sha256_sign(&account->key, &hash, signature);
	if (good) {
		nettle_mpz_get_str_256(size, bytes, signature);
		text_add_char(out, '.');
		add_base64(out, bytes, size);
	}
	mpz_clear(signature);
	free(bytes);
	return good;
}

bool account_claim(struct text *out, const struct account *account, int64_t now)
{
	json_t *head =
		json_pack("{s:s, s:s, s:s*}", "alg", "RS256", "typ", "JWT", "kid", account->key_id);
	json_t *claim = json_pack("{s:s, s:s, s:s, s:I, s:I}", "iss", account->email, "scope",
				  SCOPE, "aud", account->token_uri, "iat", (json_int_t)now, "exp",
				  (json_int_t)(now + 3600));
	bool good = add_json(out, head);

	text_add_char(out, '.');
	good &= add_json(out, claim);
	return good && !out->failed && add_signature(out, account) && !out->failed;
}
