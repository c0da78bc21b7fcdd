/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "profile.h"
#include "kept.h"
#include "route.h"
#include "terms.h"
#include "validate.h"

static const struct dt_port inputs[] = {
	[ROUTE_IN_BLOCKS] = { "blocks", "page.blocks", 0 },
	[ROUTE_IN_PROFILE] = { "profile", "doc.profile", 0 },
	[ROUTE_IN_OUTLINE] = { "outline", "doc.outline", DT_MAY_BE_UNWIRED },
	/* whose answers they are, for the memory and the journal */
	[ROUTE_IN_FILE] = { "file", "doc.file", DT_MAY_BE_UNWIRED },
	[ROUTE_IN_TERMS] = { "terms", "doc.terms", DT_MAY_BE_UNWIRED },
};

static const struct dt_port outputs[] = {
	[ROUTE_OUT_SEGMENTS] = { "segments", "page.segments", 0 },
	[ROUTE_OUT_TITLES] = { "titles", "doc.titles", 0 },
	[ROUTE_OUT_UNITS] = { "units", "page.units", 0 },
	[ROUTE_OUT_TITLE_UNITS] = { "title_units", "doc.units", 0 },
	[ROUTE_OUT_FORECAST] = { "forecast", "doc.report", 0 },
};

static const char *const protections[] = {
	[PROTECT_BASE] = "base", [PROTECT_ALWAYS] = "always", [PROTECT_NEVER] = "never", NULL
};

#define EMBEDDING(name, type, flags, ctype, preset, lo, hi, help)                                  \
	{                                                                                          \
		"embedding_" #name, type, flags,                                                   \
			DT_FIELD(struct route_options, embedding.name, ctype), preset, lo, hi,     \
			NULL, help                                                                 \
	}

static const struct dt_option options[] = {
	DT_OPT_STRING(struct route_options, translator, DT_NAMES_TRANSLATOR, NULL,
		      "translator of the pipeline; without it the job's or the pipeline's own"),
	DT_OPT_STRINGS(struct route_options, keep_roles, 0,
		       "roles of blocks that stay in the source language"),
	DT_OPT_INT(struct route_options, batch_tokens, 0, "800", 16, 1e6,
		   "about how many tokens of text a service is asked for at once"),
	DT_OPT_INT(struct route_options, batch_segments, 0, "40", 1, 10000,
		   "and how many texts at most"),
	DT_OPT_SIZE(struct route_options, memo, 0, "16M", 0, 4e9,
		    "bound of the memory for texts that a job has asked already"),
	DT_OPT_REAL(struct route_options, memory_threshold, 0, "0.92", 0.5, 1,
		    "memory fuzzy: the least similarity of a text whose translation is taken"),
	DT_OPT_INT(struct route_options, memory_similar, 0, "2", 0, 8,
		   "translations of similar texts that a model is shown for each text, out of what "
		   "the memory had before the job; 0: none"),
	DT_OPT_REAL(struct route_options, memory_similar_from, 0, "0.7", 0.3, 1,
		    "the least similarity of those"),
	EMBEDDING(model, DT_STRING, DT_FROM_ENVIRONMENT, const char *, NULL, 0, 0,
		  "model that says by vectors which texts of the memory mean the same; unset: none "
		  "is asked"),
	EMBEDDING(url, DT_STRING, DT_FROM_ENVIRONMENT, const char *, NULL, 0, 0,
		  "address of the embedding service; without it https://api.openai.com/v1"),
	EMBEDDING(key, DT_SECRET, 0, const char *, NULL, 0, 0, "its API key"),
	EMBEDDING(dimensions, DT_INT, 0, int64_t, "0", 0, 65536,
		  "numbers in a vector, for models that have it both ways; 0: as the model likes"),
	EMBEDDING(batch, DT_INT, 0, int64_t, "64", 1, 2048, "texts in one request to it"),
	EMBEDDING(timeout, DT_TIME, 0, int64_t, "15s", 100, 3600000,
		  "time that one request may take; a service that fails is not asked again in a "
		  "job"),
	EMBEDDING(price, DT_REAL, 0, double, "-1", -1, 1e6,
		  "USD for a million of its tokens, for reports and budgets; -1: not known, and "
		  "nothing on this machine"),
	DT_OPT_REAL(struct route_options, memory_near_from, 0, "0.8", 0, 1,
		    "the least cosine of vectors for a similar text that a model is shown"),
	DT_OPT_REAL(struct route_options, memory_semantic_from, 0, "0.97", 0, 1,
		    "memory semantic: and for one whose translation is taken, when numbers and "
		    "marks are the same"),
	DT_OPT_SIZE(struct route_options, memory_vectors, 0, "256M", 0, 1e12,
		    "bound for the vectors that a job reads into memory, the newest first"),
	DT_OPT_INT(struct route_options, memory_rows, 0, "1000000", 0, 1e9,
		   "rows of the translation memory, the least used make room; 0: no bound"),
	DT_OPT_SIZE(struct route_options, memory_bytes, 0, "2G", 0, 1e12,
		    "and its size on the disk; 0: no bound"),
	DT_OPT_TIME(struct route_options, memory_wait, 0, "30s", 0, 3600000,
		    "how long a lock of another process on the memory is waited for"),
	DT_OPT_CHOICE(struct route_options, protect_terms, 0, "base", protections,
		      "where a translator that knows no glossary is given the target instead of "
		      "a term that its answer lacks: when the word stands as in the glossary, in "
		      "any form, never"),
};

static const struct dt_port terms_inputs[] = {
	[TERMS_IN_BLOCKS] = { "blocks", "page.blocks", 0 },
};

static const struct dt_port terms_outputs[] = {
	[TERMS_OUT_TERMS] = { "terms", "doc.terms", 0 },
	[TERMS_OUT_FILE] = { "file", "doc.file", 0 },
};

static const struct dt_option terms_options[] = {
	DT_OPT_STRING(struct terms_options, translator, DT_NAMES_TRANSLATOR, NULL,
		      "translator that is asked for terms; without it the job's or the pipeline's "
		      "own"),
	DT_OPT_INT(struct terms_options, most, 0, "300", 1, 100000,
		   "how many terms are taken, the commonest first"),
	DT_OPT_INT(struct terms_options, batch_tokens, 0, "1500", 16, 1e6,
		   "about how many tokens of text a model looks for terms in at once"),
	DT_OPT_REAL(struct terms_options, budget_share, 0, "0.5", 0, 1,
		    "how much of the job's budget may be used for terms, the rest being for its "
		    "texts"),
};

static const struct dt_port kept_inputs[] = {
	[KEPT_IN_BLOCKS] = { "blocks", "page.blocks", 0 },
};
static const struct dt_port kept_outputs[] = {
	[KEPT_OUT_SEGMENTS] = { "segments", "page.segments", 0 },
};
static const struct dt_option kept_options[] = {
	DT_OPT_STRING(struct kept_options, file, DT_REQUIRED, NULL,
		      "a page that a job with \"previews\" has left"),
};

static const struct dt_port glossary_outputs[] = { { "report", "doc.report", 0 } };

static const struct dt_stage stages[] = {
	{
		.name = "segments",
		.summary = "has each block translated and checks the answers",
		.threads = DT_SHARED,
		.flags = DT_WAITS,
		.weight = 4,
		.inputs = inputs,
		.outputs = outputs,
		.options = options,
		.n_inputs = DT_COUNT(inputs),
		.n_outputs = DT_COUNT(outputs),
		.n_options = DT_COUNT(options),
		.options_size = sizeof(struct route_options),
		.check = route_check,
		.open = route_open,
		.close = route_close,
		.begin = route_begin,
		.run = route_page,
		.end = route_titles,
		.drop = route_drop,
	},
	{
		.name = "terms",
		.summary = "finds the terms of a document and what they are in the target language",
		.threads = DT_SHARED,
		.flags = DT_WAITS,
		.weight = 1,
		.inputs = terms_inputs,
		.outputs = terms_outputs,
		.options = terms_options,
		.n_inputs = DT_COUNT(terms_inputs),
		.n_outputs = DT_COUNT(terms_outputs),
		.n_options = DT_COUNT(terms_options),
		.options_size = sizeof(struct terms_options),
		.open = terms_open,
		.begin = terms_begin,
		.run = terms_page,
		.end = terms_end,
		.drop = terms_drop,
	},
	{
		.name = "kept",
		.summary = "gives what another job has translated of a page",
		.threads = DT_SHARED,
		.weight = 1,
		.inputs = kept_inputs,
		.outputs = kept_outputs,
		.options = kept_options,
		.n_inputs = DT_COUNT(kept_inputs),
		.n_outputs = DT_COUNT(kept_outputs),
		.n_options = DT_COUNT(kept_options),
		.options_size = sizeof(struct kept_options),
		.open = kept_open,
		.run = kept_page,
	},
	{
		.name = "glossary",
		.summary = "tells what is in glossaries",
		.threads = DT_SHARED,
		.weight = 1,
		.outputs = glossary_outputs,
		.n_outputs = DT_COUNT(glossary_outputs),
		.end = validate_end,
	}
};

static const char *const strategies[] = { [IN_ORDER] = "failover",
					  [IN_TURN] = "round_robin",
					  [LEAST_LOADED] = "least_loaded",
					  [CHEAPEST] = "cost_aware",
					  NULL };

static const struct dt_option profile_options[] = {
	DT_OPT_STRINGS(struct profile_options, providers, DT_REQUIRED | DT_NAMES_TRANSLATOR,
		       "translators of the pipeline that answer, the best one first"),
	DT_OPT_CHOICE(struct profile_options, strategy, 0, "failover", strategies,
		      "who is asked first: the first of the list, each in turn, who has least to "
		      "do, who is cheapest"),
	DT_OPT_STRINGS(struct profile_options, fallback_on, 0,
		       "failures after which the next one is asked; without it rate_limit, "
		       "timeout, server_error, malformed_response, partial_outage and unknown; "
		       "after authentication, quota, not_found and context_length always"),
	DT_OPT_INT(struct profile_options, max_attempts, 0, "4", 1, 64,
		   "providers that are asked for one batch"),
	DT_OPT_REAL(struct profile_options, min_health_score, 0, "0", 0, 1,
		    "share of successes below which a provider is asked last"),
	DT_OPT_BOOL(struct profile_options, allow_content_filter_fallback, "false",
		    "a text that one provider will not speak of goes to the next one"),
	DT_OPT_INT(struct profile_options, open_after, 0, "3", 1, 1000,
		   "failures in a row after which a provider is left alone for a while"),
	DT_OPT_TIME(struct profile_options, cooling, 0, "5s", 1, 86400000,
		    "how long, the first time; doubled each time that it has not helped"),
	DT_OPT_TIME(struct profile_options, longest_cooling, 0, "300s", 1, 86400000,
		    "where doubling ends"),
	DT_OPT_TIME(struct profile_options, outage, 0, "300s", 1, 86400000,
		    "how long a provider is left alone that has refused the key, has no such "
		    "model or whose account is used up; the job that has seen it does not ask "
		    "it again"),
	DT_OPT_TIME(struct profile_options, wait, 0, "60s", 0, 86400000,
		    "how long a batch waits when all providers are left alone"),
};

static const struct dt_translator translators[] = { {
	.name = "profile",
	.summary = "hands batches to other translators: failover, turns, load, price",
	.threads = DT_SHARED,
	.flags = DT_TRANSLATOR_ROUTES,
	.options = profile_options,
	.n_options = DT_COUNT(profile_options),
	.options_size = sizeof(struct profile_options),
	.check = profile_check,
	.open = profile_open,
	.close = profile_close,
	.start = profile_start,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "route",
	.version = PACKAGE_VERSION,
	.summary = "segments on their way to translators and back",
	.license = "AGPL-3.0-or-later",
	.stages = stages,
	.n_stages = DT_COUNT(stages),
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
