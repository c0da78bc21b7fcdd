/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * llm.h - what all services with a language model behind them share: what they are told, how
 * their replies are read, and what that costs.
 *
 * Pure functions: no network, no files, no state; any thread may call them.  A backend makes a
 * prompt of a batch, puts it into the form of its service, sends it, takes the model's words out
 * of the service's reply and hands them to llm_take, which calls batch->answer.
 *
 * Texts go to the model with the marks of a batch, but for three things that models handle
 * better otherwise: U+2028 is <br/>, & < > are themselves where that is no mark, and characters
 * that only hide or reorder text are left out or escaped.  All of it is undone on the way back.
 * Segments are numbered from 1 in a prompt.
 */
#ifndef LLM_LLM_H
#define LLM_LLM_H

#include "../text.h"

#include <doctranslate/plugin.h>

#include <jansson.h>

/* ---- options that all of them have ------------------------------------------------- */

struct llm_options {
	const char *model;
	double temperature;	   /* below 0: not sent */
	int64_t max_output_tokens; /* of one reply, at most; reasoning is not among them */
	double price_input, price_cached_input, price_output; /* US dollars a million tokens;
							       * cached below 0: as input */
};

/* Entries of an option table: T is the options of the backend, whose member m is a struct
 * llm_options; preset is the name of a model, or NULL with DT_REQUIRED as flags. */
#define LLM_OPTION(T, m, name, type, flags, ctype, preset, lo, hi, help)                           \
	{                                                                                          \
#name, type, flags, DT_FIELD(T, m.name, ctype), preset, lo, hi, NULL, help         \
	}
#define LLM_OPTIONS(T, m, flags, preset)                                                           \
	LLM_OPTION(T, m, model, DT_STRING, (flags) | DT_FROM_ENVIRONMENT | DT_SHAPES_ANSWERS,      \
		   const char *, preset, 0, 0, "name of the model"),                               \
		LLM_OPTION(T, m, temperature, DT_REAL, DT_SHAPES_ANSWERS, double, "0", -1, 2,      \
			   "how freely the model chooses words; -1: as the service does"),         \
		LLM_OPTION(T, m, max_output_tokens, DT_INT, 0, int64_t, "16384", 64, 10000000,     \
			   "longest reply of the model; each request asks for what it needs"),     \
		LLM_OPTION(T, m, price_input, DT_REAL, 0, double, "0", 0, 100000,                  \
			   "US dollars for a million tokens that are sent"),                       \
		LLM_OPTION(T, m, price_cached_input, DT_REAL, 0, double, "-1", -1, 100000,         \
			   "US dollars for a million sent tokens that the service had in its "     \
			   "cache; -1: as price_input"),                                           \
		LLM_OPTION(T, m, price_output, DT_REAL, 0, double, "0", 0, 100000,                 \
			   "US dollars for a million tokens that are answered")

/* ---- prompts ----------------------------------------------------------------------- */

struct llm_prompt {
	struct text system; /* equal for all batches of a job and task: services cache it */
	struct text user;   /* ends with a JSON array of {"id", "text", ...} */
};

/* The caller frees the prompt, also after an error (no memory). */
dt_status llm_prompt_make(struct llm_prompt *prompt, const struct dt_batch *batch,
			  struct dt_error *err);
void llm_prompt_free(struct llm_prompt *prompt);

enum {
	/* without "additionalProperties", which some services do not know */
	LLM_SCHEMA_PLAIN = 1u << 0
};
/* The JSON Schema of a reply to such a task (enum dt_task): a new reference, NULL without
 * memory.  Every property is required, as services with strict schemas want it. */
json_t *llm_schema(uint32_t task, uint32_t flags);
/* The same for one batch alone: every id once, in order, and no other.  For servers that make a
 * grammar of a schema at once: weak models lose count otherwise.  (Hosted services prepare a
 * schema before its first use, and that takes long: they get the one that stays the same.) */
json_t *llm_schema_exact(const struct dt_batch *batch);
/* A name for it, of letters and _. */
const char *llm_schema_name(uint32_t task);

/* The English name of a language as a model should hear it, "Spanish (es)": written to name. */
void llm_language(const char *tag, char *name, size_t size);

/* ---- replies ----------------------------------------------------------------------- */

enum llm_stop {
	LLM_STOP_END = 0, /* the model had said all */
	LLM_STOP_LENGTH,  /* cut: what is whole is taken, the rest is not answered */
	LLM_STOP_REFUSED  /* filtered by the service, or the model refused */
};

/* What a service's reply says, in terms of all services.  text is UTF-8 or nearly so; it need
 * not end with NUL. */
struct llm_reply {
	const char *text; /* may be NULL */
	size_t length;
	uint32_t stop; /* enum llm_stop */
	uint32_t reserved;
	uint64_t input_tokens, cached_tokens, output_tokens; /* input: with the cached ones */
	uint64_t reasoning_tokens;			     /* of output_tokens */
	double usd; /* when the service itself says what it took; 0: by the options' prices */
};

/*
 * Reads what the model said and calls batch->answer for each segment that has an answer (for
 * terms: any number of times).  Reads JSON in code fences and prose, one object in place of a
 * list, other names of members, ids as strings, JSON that is cut or slightly broken; of one text
 * also its bare translation; leaves reasoning out.  Answers are free of control characters, and
 * of bidi controls that their source has not.  *answered: segments with an answer (of terms:
 * terms).  Errors, with err->failure set: nothing can be read (MALFORMED_RESPONSE), the model
 * would not (CONTENT_FILTER), the reply was cut before the first segment ended (CONTEXT_LENGTH).
 */
dt_status llm_take(const struct dt_batch *batch, const struct llm_reply *reply, uint32_t *answered,
		   struct dt_error *err);

/* ---- counts ------------------------------------------------------------------------ */

/* Tokens of a text, about: an estimate that fits current byte pair vocabularies (see tokens.c
 * for how well). */
uint64_t llm_tokens(const char *text, size_t length);
/* Tokens that the reply to a batch needs, with a margin, the option's bound at most. */
uint32_t llm_output_tokens(const struct llm_options *options, const struct dt_batch *batch);
/* DT_OK when a reply to the batch fits into max_output_tokens; else DT_FAILURE_CONTEXT_LENGTH:
 * the caller makes smaller batches, or splits a segment that is alone. */
dt_status llm_fits(const struct llm_options *options, const struct dt_batch *batch,
		   struct dt_error *err);
/* Adds what one request for the batch would use. */
void llm_estimate(const struct llm_options *options, const struct dt_batch *batch,
		  struct dt_usage *usage);
/* Adds the tokens of a reply and their price.  Requests and latency are counted elsewhere. */
void llm_count(const struct llm_options *options, const struct llm_reply *reply,
	       struct dt_usage *usage);

#endif /* LLM_LLM_H */
