/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tokens.h"

#include <errno.h>
#include <nettle/base16.h>
#include <nettle/base64.h>
#include <nettle/memops.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct tokens {
	struct token *at;
	size_t n;
};

static const char *const roles[] = {
	[TOKEN_USER] = "user",
	[TOKEN_ADMIN] = "admin",
	[TOKEN_METRICS] = "metrics",
};

bool token_role_read(const char *text, size_t size, enum token_role *role)
{
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (strlen(roles[i]) == size && !strncmp(roles[i], text, size)) {
			*role = (enum token_role)i;
			return true;
		}
	return false;
}

static void hash(const char *secret, size_t size, uint8_t digest[TOKEN_DIGEST])
{
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, size, (const uint8_t *)secret);
	sha256_digest(&sha, TOKEN_DIGEST, digest);
}

/* ---- a line ------------------------------------------------------------------------- */

/* What begins a line, or stands in a log, is no surprise: a letter or digit, then - . _ @ too. */
static bool is_name(const char *text, size_t size)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "-._@";
	static const size_t letters = sizeof(plain) - 1 - 4;

	if (!size || size >= TOKEN_NAME_SIZE || !memchr(plain, text[0], letters))
		return false;
	for (size_t i = 1; i < size; i++)
		if (!memchr(plain, text[i], sizeof(plain) - 1))
			return false;
	return true;
}

static bool read_number(const char *text, size_t size, unsigned *number)
{
	*number = 0;
	for (size_t i = 0; i < size; i++) {
		if (text[i] < '0' || text[i] > '9' || *number > 100000)
			return false;
		*number = *number * 10 + (unsigned)(text[i] - '0');
	}
	return size && *number >= 1 && *number <= 1000000;
}

static bool read_digest(const char *text, size_t size, uint8_t digest[TOKEN_DIGEST])
{
	struct base16_decode_ctx base16;
	size_t n = TOKEN_DIGEST;

	if (size != 7 + 2 * TOKEN_DIGEST || strncmp(text, "sha256:", 7) != 0)
		return false;
	base16_decode_init(&base16);
	return base16_decode_update(&base16, &n, digest, 2 * TOKEN_DIGEST, text + 7) &&
	       base16_decode_final(&base16) && n == TOKEN_DIGEST;
}

static bool read_detail(struct token *token, const char *text, size_t size)
{
	if (size > 5 && !strncmp(text, "role=", 5))
		return token_role_read(text + 5, size - 5, &token->role);
	if (size > 5 && !strncmp(text, "rate=", 5))
		return read_number(text + 5, size - 5, &token->per_minute);
	if (size > 6 && !strncmp(text, "burst=", 6))
		return read_number(text + 6, size - 6, &token->burst);
	return false;
}

/* false with what was wanted; a line without words makes no token and is good */
static bool read_line(const char *line, struct token *token, const char **wanted)
{
	static const char space[] = " \t\r\n";
	unsigned words = 0;

	*wanted = NULL;
	for (line += strspn(line, space); *line && *line != '#'; words++) {
		size_t n = strcspn(line, space);

		if (words == 0) {
			if (!is_name(line, n))
				*wanted = "a name of letters, digits, - . _ @ first";
			else
				memcpy(token->name, line, n);
		} else if (words == 1) {
			if (!read_digest(line, n, token->digest))
				*wanted = "sha256: and 64 hexadecimal digits after the name";
		} else if (!read_detail(token, line, n)) {
			*wanted = "role=user, admin or metrics, rate=N or burst=N, N from 1 to "
				  "1000000";
		}
		if (*wanted)
			return false;
		line += n;
		line += strspn(line, space);
	}
	if (words == 1)
		*wanted = "sha256: and 64 hexadecimal digits after the name";
	return !*wanted;
}

/* ---- all of them ----------------------------------------------------------------------- */

static dt_status add(struct tokens *tokens, struct token *token, const struct tokens *before,
		     struct dt_error *err)
{
	const struct token *same = before ? tokens_named(before, token->name) : NULL;
	struct token *at;

	if (tokens_named(tokens, token->name))
		return dt_fail(err, DT_E_CONFIG, "the token %s is there twice", token->name);
	at = realloc(tokens->at, (tokens->n + 1) * sizeof(*at));
	if (!at)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	tokens->at = at;
	at = &tokens->at[tokens->n++];
	memcpy(at->name, token->name, sizeof(at->name));
	memcpy(at->digest, token->digest, sizeof(at->digest));
	at->role = token->role;
	at->per_minute = token->per_minute;
	at->burst = token->burst;
	limit_init(&at->limit, at->per_minute, at->burst);
	if (same)
		limit_continue(&at->limit, &same->limit);
	return DT_OK;
}

static dt_status read_file(struct tokens *tokens, const char *path, const struct tokens *before,
			   struct dt_error *err)
{
	FILE *file = fopen(path, "re");
	dt_status status = DT_OK;
	char *line = NULL;
	size_t room = 0;

	if (!file)
		return dt_fail(err, DT_E_CONFIG, "the file of tokens %s cannot be read: %s", path,
			       strerror(errno));
	for (unsigned number = 1; status == DT_OK && getline(&line, &room, file) >= 0; number++) {
		struct token token = { .role = TOKEN_USER };
		const char *wanted;

		if (!read_line(line, &token, &wanted))
			status =
				dt_fail(err, DT_E_CONFIG, "%s:%u: wanted %s", path, number, wanted);
		else if (token.name[0])
			status = add(tokens, &token, before, err);
	}
	if (status == DT_OK && ferror(file))
		status = dt_fail(err, DT_E_CONFIG, "the file of tokens %s cannot be read", path);
	free(line);
	fclose(file);
	return status;
}

struct tokens *tokens_read(const char *single, const char *file, const struct tokens *before,
			   struct dt_error *err)
{
	struct tokens *tokens = calloc(1, sizeof(*tokens));
	struct token token = { .name = "default", .role = TOKEN_ADMIN };
	dt_status status = DT_OK;

	if (!tokens) {
		dt_fail(err, DT_E_SYSTEM, "out of memory");
		return NULL;
	}
	if (single) {
		hash(single, strlen(single), token.digest);
		status = add(tokens, &token, before, err);
	}
	if (status == DT_OK && file)
		status = read_file(tokens, file, before, err);
	if (status == DT_OK)
		return tokens;
	tokens_free(tokens);
	return NULL;
}

void tokens_free(struct tokens *tokens)
{
	if (!tokens)
		return;
	free(tokens->at);
	free(tokens);
}

size_t tokens_count(const struct tokens *tokens)
{
	return tokens->n;
}

struct token *tokens_find(struct tokens *tokens, const char *secret, size_t size)
{
	struct token *found = NULL;
	uint8_t digest[TOKEN_DIGEST];

	hash(secret, size, digest);
	for (size_t i = 0; i < tokens->n; i++)
		if (memeql_sec(tokens->at[i].digest, digest, TOKEN_DIGEST))
			found = &tokens->at[i];
	return found;
}

const struct token *tokens_named(const struct tokens *tokens, const char *name)
{
	for (size_t i = 0; i < tokens->n; i++)
		if (!strcmp(tokens->at[i].name, name))
			return &tokens->at[i];
	return NULL;
}

/* ---- a new one ---------------------------------------------------------------------------- */

dt_status token_make(char secret[64], struct dt_error *err)
{
	struct base64_encode_ctx base64;
	uint8_t bytes[32];
	size_t n = 3;

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return dt_fail(err, DT_E_SYSTEM, "the system gives no random bytes: %s",
			       strerror(errno));
	memcpy(secret, "dt_", 3);
	base64url_encode_init(&base64);
	n += base64_encode_update(&base64, secret + n, sizeof(bytes), bytes);
	n += base64_encode_final(&base64, secret + n);
	/* without the sign that fills up: it has to be quoted in places */
	while (secret[n - 1] == '=')
		n--;
	secret[n] = '\0';
	explicit_bzero(bytes, sizeof(bytes));
	return DT_OK;
}

dt_status token_line(const char *name, enum token_role role, unsigned per_minute, unsigned burst,
		     const char *secret, char line[TOKEN_LINE], struct dt_error *err)
{
	char hex[BASE16_ENCODE_LENGTH(TOKEN_DIGEST) + 1] = "";
	uint8_t digest[TOKEN_DIGEST];
	size_t used;

	if (!is_name(name, strlen(name)))
		return dt_fail(err, DT_E_CONFIG,
			       "found \"%.64s\", wanted a name of letters, digits, - . _ @", name);
	hash(secret, strlen(secret), digest);
	base16_encode_update(hex, TOKEN_DIGEST, digest);
	used = (size_t)snprintf(line, TOKEN_LINE, "%s sha256:%s role=%s", name, hex, roles[role]);
	if (per_minute)
		used += (size_t)snprintf(line + used, TOKEN_LINE - used, " rate=%u", per_minute);
	if (burst)
		snprintf(line + used, TOKEN_LINE - used, " burst=%u", burst);
	return DT_OK;
}
