/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tokens.h - who holds which token.
 *
 * The file has one token a line, "#" begins a comment:
 *
 *	NAME sha256:HEX [role=user|admin|metrics] [rate=N] [burst=N]
 *
 * NAME is the owner of the jobs that it makes, rate is requests a minute.  Only the hash of a
 * token is there: tokens are made of random bytes (token_make), so that nothing can be learnt from
 * it.  The one of AUTH_TOKEN is called "default" and is an admin.
 *
 * Immutable but for the limits; any thread.
 */
#ifndef DT_SERVE_TOKENS_H
#define DT_SERVE_TOKENS_H

#include "limits.h"

#include <doctranslate/plugin.h>

#include <stddef.h>
#include <stdint.h>

enum token_role {
	TOKEN_USER,   /* its own jobs */
	TOKEN_ADMIN,  /* those of everybody, too */
	TOKEN_METRICS /* health and metrics alone */
};

enum { TOKEN_NAME_SIZE = 64, TOKEN_DIGEST = 32, TOKEN_LINE = 256 };

struct token {
	char name[TOKEN_NAME_SIZE];
	uint8_t digest[TOKEN_DIGEST];
	enum token_role role;
	unsigned per_minute, burst;
	struct limit limit;
};

struct tokens;

/* single: of AUTH_TOKEN, or NULL; file: path, or NULL.  before: limits go on where they were; may
 * be NULL.  NULL with err, which says the line. */
struct tokens *tokens_read(const char *single, const char *file, const struct tokens *before,
			   struct dt_error *err);
void tokens_free(struct tokens *tokens);
size_t tokens_count(const struct tokens *tokens);

/* All are compared, in a time that does not tell how much of one was right; NULL: nobody's. */
struct token *tokens_find(struct tokens *tokens, const char *secret, size_t size);
/* By name; NULL: there is none. */
const struct token *tokens_named(const struct tokens *tokens, const char *name);

/* A new secret of 32 random bytes: "dt_" and 43 characters. */
dt_status token_make(char secret[64], struct dt_error *err);
/* The line of a file; what is 0 is left out.  DT_E_CONFIG: the name cannot be one. */
dt_status token_line(const char *name, enum token_role role, unsigned per_minute, unsigned burst,
		     const char *secret, char line[TOKEN_LINE], struct dt_error *err);
/* "user", "admin", "metrics"; false: none of these */
bool token_role_read(const char *text, size_t size, enum token_role *role);

#endif
