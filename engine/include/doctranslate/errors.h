/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/errors.h - how the engine and its plugins tell that something failed.
 *
 * Errors are values: a kind, one sentence, and of a service that failed the category of its
 * failure.  Names of categories are those of reports, of profiles and of programs that translate.
 */
#ifndef DOCTRANSLATE_ERRORS_H
#define DOCTRANSLATE_ERRORS_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The kind says who has to act. */
typedef int32_t dt_status;
enum {
	DT_OK = 0,
	DT_E_CONFIG,	  /* the pipeline file or an option: its author */
	DT_E_INPUT,	  /* this document or page is no good */
	DT_E_UNSUPPORTED, /* fine, but not for this plugin */
	DT_E_UNAVAILABLE, /* something outside is not there now: retry */
	DT_E_REFUSED,	  /* outside said no: do not retry */
	DT_E_LIMIT,	  /* a bound was hit: size, time, memory */
	DT_E_CANCELLED,	  /* the job was cancelled */
	DT_E_SYSTEM,	  /* the machine: see sys_errno */
	DT_E_BUG	  /* the contract in this file was broken */
};

/* How a service failed: whether another one may do better, and whether it is of use to ask
 * this one again. */
enum dt_failure {
	DT_FAILURE_NONE = 0,
	DT_FAILURE_RATE_LIMIT,	       /* too many requests: later */
	DT_FAILURE_TIMEOUT,	       /* no answer in time */
	DT_FAILURE_SERVER_ERROR,       /* 500 and the like */
	DT_FAILURE_PARTIAL_OUTAGE,     /* cannot be reached, 502, 503, 504 */
	DT_FAILURE_MALFORMED_RESPONSE, /* answered, but not in the form that was asked for */
	DT_FAILURE_CONTENT_FILTER,     /* will not speak of this text */
	DT_FAILURE_BAD_REQUEST,	       /* does not understand what was asked */
	DT_FAILURE_CONTEXT_LENGTH,     /* the batch is too long for it */
	DT_FAILURE_AUTHENTICATION,     /* no such key, or not for this */
	DT_FAILURE_QUOTA,	       /* the account is used up */
	DT_FAILURE_NOT_FOUND,	       /* no such model, no such address */
	DT_FAILURE_BUDGET,	       /* the job's own bound */
	DT_FAILURE_UNKNOWN,
	DT_FAILURE_COUNT
};

/*
 * The caller owns it and sets it to zero.  Untouched on success; the first
 * dt_fail wins, so cleanup code cannot hide the cause.  The text is one
 * sentence without prefix, full stop or newline: what was found, what was
 * wanted, where.
 */
struct dt_error {
	dt_status status;
	int32_t sys_errno;
	/* with DT_E_UNAVAILABLE: wait at least this long; with others, not 0: asking again helps */
	uint32_t retry_ms;
	char text[496];
	uint32_t failure; /* enum dt_failure, of a service */
};

__attribute__((format(printf, 3, 4), unused)) static inline dt_status
dt_fail(struct dt_error *err, dt_status status, const char *format, ...)
{
	va_list args;

	if (!err)
		return status;
	if (err->status != DT_OK)
		return err->status;
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	err->status = status;
	return status;
}

/* "rate_limit"; of what is no category "unknown". [any] */
__attribute__((unused)) static inline const char *dt_failure_name(uint32_t failure)
{
	static const char *const names[] = {
		"none",		  "rate_limit",	    "timeout",
		"server_error",	  "partial_outage", "malformed_response",
		"content_filter", "bad_request",    "context_length",
		"authentication", "quota",	    "not_found",
		"budget",	  "unknown",
	};

	return names[failure < DT_FAILURE_COUNT ? failure : (uint32_t)DT_FAILURE_UNKNOWN];
}

/* The category of a name; DT_FAILURE_NONE when there is none of that name. [any] */
__attribute__((unused)) static inline uint32_t dt_failure_from_name(const char *name)
{
	uint32_t failure = DT_FAILURE_COUNT - 1;

	while (failure != DT_FAILURE_NONE && strcmp(dt_failure_name(failure), name) != 0)
		failure--;
	return failure;
}

/* The kind of error that goes with a category: is it of use to ask later? [any] */
__attribute__((unused)) static inline dt_status dt_failure_status(uint32_t failure)
{
	switch (failure) {
	case DT_FAILURE_NONE:
		return DT_OK;
	case DT_FAILURE_RATE_LIMIT:
	case DT_FAILURE_TIMEOUT:
	case DT_FAILURE_SERVER_ERROR:
	case DT_FAILURE_PARTIAL_OUTAGE:
	case DT_FAILURE_MALFORMED_RESPONSE:
		return DT_E_UNAVAILABLE;
	case DT_FAILURE_CONTEXT_LENGTH:
	case DT_FAILURE_BUDGET:
		return DT_E_LIMIT;
	default:
		return DT_E_REFUSED;
	}
}

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_ERRORS_H */
