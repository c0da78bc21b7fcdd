/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * request.h - the public TranslationRequest: what a client of the service, or of
 * "translate --request-json", may ask for.
 *
 * The tables check it (schema_check), describe it (schema_json), and request_arguments makes the
 * command line of "translate" out of it.  Fields of the replaced program that mean nothing here are
 * taken and told about in warnings; what cannot be done as asked is a fault.
 */
#ifndef DT_FRONTENDS_REQUEST_H
#define DT_FRONTENDS_REQUEST_H

#include "schema.h"

/* Of contract and additions; members in the order of the replaced program, additions last. */
extern const struct schema request_schema;		   /* TranslationRequest */
extern const struct schema request_options_schema;	   /* TranslationOptions, nullable */
extern const struct schema request_translator_schema;	   /* TranslatorRequestConfig */
extern const struct schema request_webhook_schema;	   /* WebhookConfig, nullable */
extern const struct schema request_job_schema;		   /* of POST /v1/jobs/json */
extern const struct schema request_config_validate_schema; /* ConfigValidateRequest */
extern const struct schema request_inspect_schema;	   /* {"paths": [...]} */

/* Calls see for each path of files on this machine that the request names; written: something is
 * made there.  loc: "options.glossary.csv_paths". */
void request_each_path(const json_t *request,
		       void (*see)(void *ctx, const char *loc, const char *path, bool written),
		       void *ctx);
/* The same for addresses of services that would be asked. */
void request_each_address(const json_t *request,
			  void (*see)(void *ctx, const char *loc, const char *url), void *ctx);

struct request_manner {
	/* From somebody else: the keys of this machine's environment do not go to addresses that
	 * the request names. */
	bool foreign;
	/* Where results, report and metrics go instead of what the request says; NULL: as it says,
	 * no report */
	const char *output_dir, *report, *metrics;
	const char *prefix; /* first element of each loc of faults; NULL: none */
};

/* A command line in memory: argv[0], "translate", options, the input.  Secrets stand in anonymous
 * files, which the line names; they and terms that stand in the request go with
 * request_arguments_free, so it lives as long as the job. */
struct request_arguments {
	char **at; /* NULL-terminated; of its own, may be written to */
	size_t n;
	json_t *warnings; /* sentences */
	/* of the inside */
	int secrets[8]; /* descriptors */
	size_t n_secrets;
	char *scratch; /* a folder, or NULL, and what is in it */
	char *terms, *pipeline;
	/* path of a file of the replaced program, or NULL: it is to be imported first, and the
	 * result, which pipeline names, given by --pipeline */
	char *config;
};

/* request: checked.  Faults as those of schema_check; NULL: all is good. */
json_t *request_arguments(const json_t *request, const struct request_manner *manner,
			  struct request_arguments *arguments);
/* The same faults without making anything, and before it is known which document: what a client
 * asks for is refused when it asks. */
json_t *request_check(const json_t *request, const char *prefix);
void request_arguments_free(struct request_arguments *arguments);
/* One more option behind the others: the last one of a name counts.  False: out of memory. */
bool request_arguments_insert(struct request_arguments *arguments, const char *argument);
/* A folder for files of this job, made when first asked for; NULL: cannot be made. */
const char *request_arguments_folder(struct request_arguments *arguments);

#endif
