/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * create.h - a job that is to be made, from a form or from JSON.
 *
 * What is wrong is answered by whoever finds it, in the order of the contract: webhook, JSON,
 * document, fields of the request, queue.  Until the last step nothing of it is anywhere but in the
 * tmp folder, and from there it goes with the request.
 */
#ifndef DT_SERVE_CREATE_H
#define DT_SERVE_CREATE_H

#include "route.h"

struct create {
	struct exchange *exchange;
	json_t *request; /* TranslationRequest, own copy */
	json_t *webhook; /* NULL: none */
	char *document;	 /* the upload in the tmp folder; NULL: the request has a path */
	bool own_file;	 /* document is removed here when it is not taken */
	char *name;	 /* of the document, for people */
	char sha256[65];
	int priority;
};

/* Each: false when it has answered. */
bool create_webhook(struct create *create, const json_t *webhook); /* NULL, null: none */
bool create_has_form(struct create *create);			   /* request against its schema */
bool create_mounted(struct create *create);   /* input_pdf is a file of this machine */
bool create_is_pdf(struct create *create);    /* the upload's first bytes */
bool create_permitted(struct create *create); /* other paths and addresses */
void create_submit(struct create *create);    /* answers 202, or why not */
void create_finish(struct create *create);
/* What a client calls its document: the last part, without what steers terminals. */
char *create_name(const char *given);

void handle_create_form(struct exchange *exchange);
void handle_create_json(struct exchange *exchange);
void handle_warmup(struct exchange *exchange);

#endif
