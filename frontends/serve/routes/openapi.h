/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * openapi.h - the OpenAPI 3.1 document, made from the tables that the daemon answers by.
 *
 * Source: OpenAPI Specification 3.1.0; JSON Schema 2020-12.
 */
#ifndef DT_SERVE_OPENAPI_H
#define DT_SERVE_OPENAPI_H

#include "serve/http/exchange.h"

struct openapi_about {
	const char *server;	/* address of this service */
	const char *key_header; /* "X-API-Key" */
	bool auth;		/* tokens are required */
	bool open_probes;	/* but not for health */
};

/* lists: each ends with a row without a path. */
json_t *openapi_document(const struct route *const *lists, size_t n_lists,
			 const struct openapi_about *about);

#endif
