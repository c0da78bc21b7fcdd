/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * token.h - the access token of a service account, fetched when it is needed.
 *
 * token_sign is a sign callback of net_request: the first request that finds no token, or one
 * that ends within a minute, has it fetched; requests wait for it without a thread.  An answer
 * that more requests cannot cure (the account is not known) ends them all with one sentence; a
 * passing fault does so with those that wait once it has come three times in a row.
 * [any] but for token_free.
 */
#ifndef GOOGLE_TOKEN_H
#define GOOGLE_TOKEN_H

#include "../../net/client.h"
#include "account.h"

struct token;

/* account belongs to the token from now on, client must live longer.  NULL without memory. */
struct token *token_new(struct account *account, struct net_client *client);
/* Once the client has ended its requests. */
void token_free(struct token *token);

dt_status token_sign(void *token, const struct net_to_sign *what, struct net_signing *signing,
		     struct dt_error *err);

#endif
