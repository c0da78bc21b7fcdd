/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * outcome.h - how a job has ended, in the words of the public interface.
 *
 * What the child says counts, unless the server has ended the job itself: then its cause does.
 *
 *	cause             state      code            retryable  details
 *	cancelled         canceled   canceled        no
 *	out of time       failed     internal_error  yes        timeout_seconds
 *	attempts used up  failed     internal_error  yes        attempts
 *	secrets lost      failed     internal_error  no         reason
 *	not started       failed     internal_error  yes        reason
 */
#ifndef DT_SERVE_OUTCOME_H
#define DT_SERVE_OUTCOME_H

#include "runner.h"

enum job_cause {
	CAUSE_NONE = 0,	 /* the child's own */
	CAUSE_HAND_BACK, /* the server ends: unless it is done, back to the queue */
	CAUSE_CANCEL,
	CAUSE_TIMEOUT,
	CAUSE_LOST, /* another server holds it: nothing is written */
	CAUSE_ATTEMPTS,
	CAUSE_SECRETS,
	CAUSE_START
};

/* What a child said, kept. */
struct outcome_copy {
	uint32_t state; /* 0: it has said nothing */
	char *code, *message;
	bool retryable;
	json_t *details, *result;
};

void outcome_keep(struct outcome_copy *copy, const struct job_outcome *outcome);
void outcome_drop(struct outcome_copy *copy);

struct ending {
	uint32_t state;
	char *error;  /* TranslationErrorPayload, NULL: it went well */
	char *result; /* TranslationResult, paths within the job's folder; NULL: none */
	char *event;  /* the terminal one; NULL: a warmup that went well has none */
	const char *message;
	const char *category; /* for metrics: the code, "none" */
};

struct ending_of {
	const char *kind, *folder;
	double timeout_s;
	unsigned attempts;
};

/* false: no memory */
bool ending_make(struct ending *ending, const struct ending_of *of, enum job_cause cause,
		 struct outcome_copy *outcome);
void ending_drop(struct ending *ending);
/* The body of a webhook: keys sorted, compact; the caller frees. */
char *terminal_body(const char *id, const char *kind, const struct ending *ending,
		    uint64_t sequence, const char *base_url);

#endif
