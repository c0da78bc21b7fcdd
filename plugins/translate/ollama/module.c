/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "ollama.h"

#define T struct ollama_options

static const struct dt_option options[] = {
	NET_OPTION(T, base_url, DT_STRING, DT_FROM_ENVIRONMENT | DT_SHAPES_ANSWERS, const char *,
		   "http://127.0.0.1:11434", 0, 0, "address of Ollama, or its host"),
	/* a model that is not loaded yet takes its time */
	NET_OPTION(T, timeout, DT_TIME, 0, int64_t, "10m", 100, 3600000,
		   "time that one request may take"),
	NET_OPTION(T, max_retries, DT_INT, 0, int64_t, "2", 0, 100,
		   "how often a request is sent again after a passing fault"),
	NET_OPTION(T, max_wait, DT_TIME, 0, int64_t, "2m", 0, 86400000,
		   "longest pause that the server may ask for"),
	NET_OPTION(T, max_in_flight, DT_INT, 0, int64_t, "4", 1, 4096,
		   "most requests at once; what OLLAMA_NUM_PARALLEL of the server is"),
	NET_OPTION(T, rpm, DT_INT, 0, int64_t, "0", 0, 1e9,
		   "most requests a minute, 0 for no bound"),
	NET_OPTION(T, tpm, DT_INT, 0, int64_t, "0", 0, 1e12,
		   "most tokens a minute by estimate, 0 for no bound"),
	NET_OPTION(T, max_answer, DT_SIZE, 0, int64_t, "16M", 1024, 1073741824,
		   "longest answer that is read"),
	NET_OPTION(T, ca_file, DT_STRING, DT_FROM_ENVIRONMENT, const char *, NULL, 0, 0,
		   "file of certificates to trust instead of the system's"),
	NET_KEY(T, DT_FROM_ENVIRONMENT,
		"API key; Ollama's own cloud wants one, and a proxy may, a server of one's own "
		"does not"),
	LLM_OPTIONS(T, llm, 0, "llama3.1"),
	DT_OPT_INT(T, num_ctx, 0, "32768", 1024, 10000000,
		   "most tokens of prompt and reply together; each request asks for what it needs"),
	DT_OPT_TIME(T, keep_alive, 0, "5m", 0, 86400000,
		    "how long the model stays loaded after the last request"),
	DT_OPT_BOOL(T, think, "false", "let a model that can think do so before it answers"),
};

#undef T

static const struct dt_translator translators[] = { {
	.name = "ollama",
	.summary = "asks a model that Ollama runs",
	.flags = CHAT_FLAGS,
	.max_segments = 32,
	.max_tokens = 1000,
	CHAT_TRANSLATOR(ollama),
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "ollama",
	.version = PACKAGE_VERSION,
	.summary = "translation by models that Ollama runs",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
